//! How far a session or an API token reaches. It can only take away from what its owner may do.

use std::fmt;

use crate::authz::{Action, Rule};

macro_rules! scopes {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $bit:literal;)*) => {
        /// A group of acts an API token is made for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Scope { $($(#[$doc])* $name,)* }

        impl Scope {
            /// Every scope there is.
            pub const ALL: &[Scope] = &[$(Scope::$name,)*];

            /// The scope's word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Scope::$name => $word,)* }
            }

            const fn bit(self) -> u8 {
                match self { $(Scope::$name => $bit,)* }
            }
        }
    };
}

scopes! {
    /// See cases, lists, working copies and the ledger.
    View = "view", 1;
    /// Open and close cases, ask for files, add, rename and check them.
    Work = "work", 2;
    /// Take originals out, reveal values, share and remove files, give and take access beyond one's own.
    Originals = "originals", 4;
    /// Set up people, departments, policies and training, and hold cases.
    Administer = "administer", 8;
}

/// The scopes of one API token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scopes(u8);

/// A word that names no scope, or no word at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be one or more of view, work, originals, administer")]
pub struct ScopesError;

impl Scopes {
    /// Everything the owner may do.
    pub const ALL: Self = Self(15);

    /// The scopes these words name; at least one.
    ///
    /// # Errors
    /// An unknown word, or none.
    pub fn parse<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Self, ScopesError> {
        let mut bits = 0;
        for word in words {
            let scope = Scope::ALL.iter().find(|scope| scope.as_str() == word);
            bits |= scope.ok_or(ScopesError)?.bit();
        }
        if bits == 0 {
            Err(ScopesError)
        } else {
            Ok(Self(bits))
        }
    }

    /// Whether `scope` is one of them.
    #[must_use]
    pub const fn contains(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// The words, in the order of [`Scope::ALL`].
    #[must_use]
    pub fn words(self) -> Vec<&'static str> {
        let ours = Scope::ALL.iter().filter(|scope| self.contains(**scope));
        ours.map(|scope| scope.as_str()).collect()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().join(" "))
    }
}

impl Action {
    /// The scope an API token needs for this act.
    #[must_use]
    pub const fn scope(self) -> Scope {
        match self {
            Action::LedgerRead
            | Action::PolicyRead
            | Action::AccessReview
            | Action::AlertRead
            | Action::HealthRead
            | Action::RetentionRead
            | Action::CaseView
            | Action::MessageRead
            | Action::FileList
            | Action::FileView => Scope::View,
            Action::CaseCreate
            | Action::CaseAssign
            | Action::CaseClose
            | Action::CaseReopen
            | Action::RequestManage
            | Action::TemplateManage
            | Action::MessageWrite
            | Action::AlertReport
            | Action::FileUpload
            | Action::FileModify
            | Action::FileClassify
            | Action::FileRescan
            | Action::AccessRequest
            | Action::AccessUnseal => Scope::Work,
            Action::FileDownload
            | Action::FileShare
            | Action::FileReceive
            | Action::FileReveal
            | Action::FileDelete
            | Action::CaseErase
            | Action::MessageErase
            | Action::AccessApprove
            | Action::AccessBreakGlass => Scope::Originals,
            Action::OrgAdminister
            | Action::DirectoryProvide
            | Action::MemberSecure
            | Action::AlertManage
            | Action::PolicyManage
            | Action::TrainingManage
            | Action::RetentionManage
            | Action::CustomerHold
            | Action::SubjectExport
            | Action::CaseHold
            | Action::CaseRollBack => Scope::Administer,
        }
    }

    /// Whether somebody reads content by this act, be it masked.
    const fn hands_out(self) -> bool {
        matches!(self, Action::FileView | Action::MessageRead)
    }

    /// Whether a session must have stepped up for this act.
    #[must_use]
    pub const fn is_sensitive(self) -> bool {
        matches!(self.scope(), Scope::Originals | Scope::Administer)
    }
}

/// By what somebody asks, and so how far they reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Neither session nor token: a link, the server's command line, Coffer itself.
    Whole,
    /// A session. It reads and works; sensitive acts only shortly after a step-up.
    Session {
        /// Whether it has stepped up lately.
        stepped_up: bool,
    },
    /// A session of somebody whom an alert asks to show once more who they are, and who has not since: nothing is handed out.
    Asked {
        /// Whether stepping up is enough; if not, it takes a sign-in with the passkey they have.
        step_up_helps: bool,
    },
    /// An API token.
    Token(Scopes),
}

/// The code of a refusal for want of a step-up.
pub const STEP_UP_REQUIRED: &str = "STEP_UP_REQUIRED";
/// The code of a refusal for want of a sign-in with a passkey.
pub const PASSKEY_REQUIRED: &str = "PASSKEY_REQUIRED";
/// The code of a refusal because a token was not made for the act.
pub const TOKEN_SCOPE: &str = "TOKEN_SCOPE";

/// The rule by which somebody whom an alert asks to show once more who they are gets nothing.
pub const ASKED_BY_ALERT: &str = "S03-asked-by-alert";

impl Reach {
    /// The same, had whoever asks just stepped up: for showing what they decide about, never for letting them.
    #[must_use]
    pub const fn as_stepped_up(self) -> Self {
        match self {
            Reach::Session { .. } => Reach::Session { stepped_up: true },
            other => other,
        }
    }

    /// The rule by which `action` is out of reach, if it is.
    #[must_use]
    pub fn refuses(self, action: Action) -> Option<Rule> {
        match self {
            Reach::Session { stepped_up: false } if action.is_sensitive() => Some(rule(
                "S01-step-up",
                STEP_UP_REQUIRED,
                "A session reaches sensitive acts only within minutes after a step-up.",
            )),
            Reach::Token(scopes) if !scopes.contains(action.scope()) => Some(rule(
                "S02-token-scope",
                TOKEN_SCOPE,
                "An API token reaches only what it was made for.",
            )),
            Reach::Asked { step_up_helps } if action.is_sensitive() || action.hands_out() => {
                let code = if step_up_helps {
                    STEP_UP_REQUIRED
                } else {
                    PASSKEY_REQUIRED
                };
                Some(rule(
                    ASKED_BY_ALERT,
                    code,
                    "After an alert a member gets nothing until they have stepped up or signed in again, with a passkey if they have one.",
                ))
            }
            Reach::Whole | Reach::Session { .. } | Reach::Asked { .. } | Reach::Token(_) => None,
        }
    }
}

fn rule(id: &str, code: &str, summary: &str) -> Rule {
    Rule {
        id: id.to_owned(),
        code: code.to_owned(),
        summary: summary.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_read_back_as_written() {
        for bits in 1..16 {
            let scopes = Scopes(bits);
            assert_eq!(Scopes::parse(scopes.to_string().split(' ')), Ok(scopes));
        }
        assert_eq!(Scopes::parse([]), Err(ScopesError));
        assert_eq!(Scopes::parse(["view", "root"]), Err(ScopesError));
    }

    #[test]
    fn a_token_reaches_its_scopes_only_and_a_session_the_harmless_until_it_steps_up() {
        let view = Reach::Token(Scopes::parse(["view"]).unwrap());
        for &action in Action::ALL {
            assert_eq!(
                view.refuses(action).is_none(),
                action.scope() == Scope::View
            );
            assert!(Reach::Token(Scopes::ALL).refuses(action).is_none());
            let plain = Reach::Session { stepped_up: false };
            assert_eq!(plain.refuses(action).is_some(), action.is_sensitive());
            assert!(
                Reach::Session { stepped_up: true }
                    .refuses(action)
                    .is_none()
            );
        }
        for &action in Action::ALL {
            for step_up_helps in [true, false] {
                let refused = Reach::Asked { step_up_helps }.refuses(action);
                let reads = matches!(action, Action::FileView | Action::MessageRead);
                assert_eq!(refused.is_some(), action.is_sensitive() || reads);
                let helps = refused.is_none_or(|rule| rule.code == STEP_UP_REQUIRED);
                assert!(helps == step_up_helps || !action.is_sensitive());
            }
        }
        for action in [
            Action::FileDownload,
            Action::FileReveal,
            Action::FileShare,
            Action::OrgAdminister,
        ] {
            assert!(action.is_sensitive());
        }
    }
}
