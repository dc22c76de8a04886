//! Grants: what a time-boxed right opens, for whom, and when it is over.

use std::fmt;

use crate::id::{AccessRequestId, CaseId, ContactId, FileId, GrantId, MemberId, ObjectId};
use crate::limits::GRANT_CLOCK_BACK_MAX;
use crate::time::{Span, Timestamp};

/// What a grant opens: working copies always, single values and originals where it says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Acts {
    /// Single original values.
    pub reveal: bool,
    /// Whole originals.
    pub download: bool,
}

/// A list of words that names no acts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must name view, reveal or download")]
pub struct ActsError;

impl Acts {
    /// Working copies only: the smallest.
    pub const VIEW: Self = Self {
        reveal: false,
        download: false,
    };

    /// The acts these words name. Viewing is in every one.
    ///
    /// # Errors
    /// No word, or an unknown one.
    pub fn from_words<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Self, ActsError> {
        let mut acts = None;
        for word in words {
            let so_far: &mut Self = acts.get_or_insert(Self::VIEW);
            match word {
                "view" => {}
                "reveal" => so_far.reveal = true,
                "download" => so_far.download = true,
                _ => return Err(ActsError),
            }
        }
        acts.ok_or(ActsError)
    }

    /// Their words, smallest first.
    #[must_use]
    pub fn words(self) -> Vec<&'static str> {
        let mut words = vec!["view"];
        words.extend(self.reveal.then_some("reveal"));
        words.extend(self.download.then_some("download"));
        words
    }

    /// Whether everything `other` opens is open by this one.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        (self.reveal || !other.reveal) && (self.download || !other.download)
    }

    /// What both open.
    #[must_use]
    pub fn meet(self, other: Self) -> Self {
        Self {
            reveal: self.reveal && other.reveal,
            download: self.download && other.download,
        }
    }
}

impl fmt::Display for Acts {
    /// The words, separated by commas, as the store keeps them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().join(","))
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $word:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$each])* $variant,)* }

        impl $name {
            /// All there are.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word stored and shown.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The one a stored word names.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}
pub(crate) use words;

words! {
    /// How a grant came about, and so what it is good for.
    GrantKind {
        /// Others approved access to a case.
        Access = "access";
        /// Taken at once in an emergency; reviewed afterwards.
        BreakGlass = "break_glass";
        /// Two others approved one act on one version; used up by it.
        Release = "release";
        /// The customer's contact approved that originals are unsealed.
        Unseal = "unseal";
    }
}

words! {
    /// Why a grant is over before its time, or that its time came.
    EndedBy {
        /// Its time was over.
        Expired = "expired";
        /// Its holder gave it back.
        GivenBack = "given_back";
        /// Somebody else took it back.
        TakenBack = "taken_back";
        /// A later one of the same kind took its place.
        Replaced = "replaced";
        /// The act it was for began.
        Used = "used";
        /// Its case was closed.
        CaseClosed = "case_closed";
        /// Its holder left, was locked, or changed department.
        HolderChanged = "holder_changed";
        /// The server came back from a backup.
        Restored = "restored";
    }
}

/// The end of a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub how: EndedBy,
}

words! {
    /// What a review of an emergency came to.
    Verdict {
        /// It was needed.
        Justified = "justified";
        /// It was not, and somebody follows that up.
        NotJustified = "not_justified";
    }
}

/// The review that follows an emergency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Until when somebody must have looked at it.
    pub due: Timestamp,
    /// What came of it, once somebody has.
    pub done: Option<Reviewed>,
}

/// A review that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed {
    /// By whom; never by the grant's holder.
    pub by: MemberId,
    /// When.
    pub at: Timestamp,
    /// What it came to.
    pub verdict: Verdict,
    /// In their words.
    pub note: String,
}

/// A time-boxed right of one member on one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Its id.
    pub id: GrantId,
    /// The request it answers; an emergency has none.
    pub request: Option<AccessRequestId>,
    /// How it came about.
    pub kind: GrantKind,
    /// On which case, and no other.
    pub case: CaseId,
    /// Whose.
    pub member: MemberId,
    /// What it opens.
    pub acts: Acts,
    /// The one version it is for, if it is for one act only.
    pub only: Option<(FileId, ObjectId)>,
    /// Why it was asked for.
    pub reason: String,
    /// Who approved, all different and none the holder.
    pub approvers: Vec<MemberId>,
    /// The customer's contact who approved.
    pub contact: Option<ContactId>,
    /// When its time began: at approval, not when it was asked for.
    pub starts: Timestamp,
    /// When its time is over.
    pub expires: Timestamp,
    /// Its end, once it has ended.
    pub ended: Option<Ended>,
    /// For emergencies, the review that follows.
    pub review: Option<Review>,
}

impl Grant {
    /// Whether it gives anything at `now`. One that began well after `now` shows that the clock went back, and gives
    /// nothing: nobody can say how much of its time is over.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.ended.is_none() && lives(now, self.starts, self.expires)
    }

    /// How it stands at `now`: `live`, or the word of its end.
    #[must_use]
    pub fn word_at(&self, now: Timestamp) -> &'static str {
        match self.ended {
            Some(ended) => ended.how.as_str(),
            None if self.is_live(now) => "live",
            None => EndedBy::Expired.as_str(),
        }
    }

    /// Whether a review is owed at `now`.
    #[must_use]
    pub fn review_open(&self) -> bool {
        self.review
            .as_ref()
            .is_some_and(|review| review.done.is_none())
    }

    /// Whether a review is owed and late at `now`.
    #[must_use]
    pub fn review_overdue(&self, now: Timestamp) -> bool {
        self.review
            .as_ref()
            .is_some_and(|review| review.done.is_none() && now >= review.due)
    }
}

/// Whether what began at `starts` and ends at `ends` is alive at `now`, by a clock that may have been set back a little.
#[must_use]
pub fn lives(now: Timestamp, starts: Timestamp, ends: Timestamp) -> bool {
    now < ends && starts.since(now) <= GRANT_CLOCK_BACK_MAX
}

/// Minutes of a span, rounded down: for messages and the wire.
#[must_use]
pub fn minutes(span: Span) -> u32 {
    u32::try_from(span.0 / 60_000).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_reach_read_back() {
        for reveal in [false, true] {
            for download in [false, true] {
                let acts = Acts { reveal, download };
                assert_eq!(Acts::from_words(acts.words()), Ok(acts));
                assert_eq!(Acts::from_words(acts.to_string().split(',')), Ok(acts));
                assert!(acts.covers(Acts::VIEW) && acts.covers(acts));
                assert_eq!(acts.meet(Acts::VIEW), Acts::VIEW);
            }
        }
        assert_eq!(Acts::from_words([]), Err(ActsError));
        assert_eq!(Acts::from_words(["view", "delete"]), Err(ActsError));
    }

    #[test]
    fn a_clock_set_back_ends_rather_than_lengthens() {
        let starts = Timestamp(Span::days(20_000).0);
        let ends = starts.plus(Span::hours(1));
        assert!(lives(starts, starts, ends));
        assert!(lives(ends.plus(Span(-1)), starts, ends));
        assert!(!lives(ends, starts, ends));
        let back = starts.plus(Span(-GRANT_CLOCK_BACK_MAX.0));
        assert!(lives(back, starts, ends));
        assert!(!lives(back.plus(Span(-1)), starts, ends));
    }
}
