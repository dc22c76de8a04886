//! What becomes of each member: known before the second pass, from the report alone.

use super::layer::Layer;
use crate::redact::policy::Unread;
use crate::report::{MemberReport, ScanReport};
use crate::state::{Reason, State};

/// What became of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It was written, with its findings replaced.
    Written,
    /// A short text stands in its place that says why.
    Dropped(Reason),
    /// It is within something that was dropped.
    Within,
}

/// By member of the report.
pub(super) fn fates(report: &ScanReport, unread: Unread) -> Vec<Fate> {
    let mut fates = vec![Fate::Written; report.members.len()];
    // Containers come before their members, so this way members are judged first.
    let mut first_member: Vec<Option<Fate>> = vec![None; report.members.len()];
    for (i, member) in report.members.iter().enumerate().rev() {
        let fate = fate(member, first_member.get(i).copied().flatten(), unread);
        if let Some(slot) = fates.get_mut(i) {
            *slot = fate;
        }
        if let Some(slot) = parent(member).and_then(|p| first_member.get_mut(p)) {
            *slot = Some(fate);
        }
    }
    for (i, member) in report.members.iter().enumerate() {
        let above = parent(member).and_then(|p| fates.get(p));
        if above.is_some_and(|f| *f != Fate::Written)
            && let Some(slot) = fates.get_mut(i)
        {
            *slot = Fate::Within;
        }
    }
    fates
}

fn parent(member: &MemberReport) -> Option<usize> {
    usize::try_from(member.parent?).ok()
}

/// `first` is the fate of the first member within a container.
fn fate(member: &MemberReport, first: Option<Fate>, unread: Unread) -> Fate {
    let why = member.reason.unwrap_or(Reason::Damaged);
    if !member.kind.is_container() {
        // Of what has no bytes at all, none can be kept.
        let kept = unread == Unread::Keep && member.size > 0;
        return match (member.state, member.reason) {
            (State::Clean, _) => Fate::Written,
            (_, Some(reason)) if was_whole(reason) && member.kind.unread().is_none() => {
                Fate::Written
            }
            _ if kept => Fate::Written,
            _ => Fate::Dropped(why),
        };
    }
    match first {
        _ if !Layer::is_writable(member.kind) => Fate::Dropped(Reason::UnsupportedFormat),
        // A stream is nothing without its content.
        Some(Fate::Dropped(why)) if member.kind.is_stream() => Fate::Dropped(why),
        None if member.state != State::Clean || member.kind.is_stream() => Fate::Dropped(why),
        _ => Fate::Written,
    }
}

/// Reasons that say that something else is wrong than that bytes of the content were not read.
fn was_whole(reason: Reason) -> bool {
    matches!(reason, Reason::Trailing | Reason::Checksum | Reason::Sizes)
}

/// Why a member that is written is not all that was there, or may not be.
pub(super) fn cut(member: &MemberReport, fate: Fate) -> Option<Reason> {
    member
        .reason
        .filter(|_| fate == Fate::Written && member.state != State::Clean)
}
