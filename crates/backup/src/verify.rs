//! Looking at a target from outside: is it whole, is it late?

use std::fmt;

use coffer_domain::id::ObjectId;
use coffer_domain::ports::Entropy;
use coffer_domain::time::{Span, Timestamp};
use coffer_tlog::{LogVerifier, verify_checkpoint};

use crate::bundle::check;
use crate::chain::Chain;
use crate::error::BackupError;
use crate::limits::{FUTURE_MAX, LOCK_SLACK_MIN, SHRINK_PERCENT_MAX};
use crate::make::random_below;
use crate::plain::{hash_plain, is_there};
use crate::retain::{Rules, due};
use crate::target::Target;

/// What was looked at, and everything that is not as it must be.
#[derive(Debug, Clone, Default)]
pub struct Verified {
    pub manifests: u64,
    pub bundles: u64,
    pub objects: u64,
    pub bytes: u64,
    /// In words, each naming what it is about.
    pub faults: Vec<String>,
}

/// Checks manifests, bundles and a share of the objects (of a hundred, at least one) by reading them.
///
/// # Errors
/// The target cannot be read.
pub fn verify(
    target: &Target,
    chain: &Chain,
    percent: u8,
    rules: &Rules,
    now: Timestamp,
    entropy: &dyn Entropy,
    progress: &mut dyn FnMut(u64),
) -> Result<Verified, BackupError> {
    let mut verified = Verified {
        manifests: chain.links.len() as u64,
        faults: chain.faults.iter().map(ToString::to_string).collect(),
        ..Verified::default()
    };
    verified.faults.extend(checkpoints(chain));
    verify_bundles(target, chain, rules, now, &mut verified)?;
    let due = due(chain, rules, now);
    let kept: Vec<u64> = chain
        .links
        .iter()
        .map(|link| link.manifest.sequence)
        .filter(|sequence| !due.states.contains(sequence))
        .collect();
    let mut objects: Vec<_> = chain
        .objects()
        .into_iter()
        .filter(|(_, held)| kept.iter().any(|sequence| held.at(*sequence)))
        .collect();
    let wanted = (objects.len() * usize::from(percent.min(100))).div_ceil(100);
    for _ in 0..wanted {
        let (object, held) = objects.swap_remove(random_below(entropy, objects.len()));
        verify_object(target, object, held.bytes, held.blake3, &mut verified);
        progress(verified.bytes);
    }
    Ok(verified)
}

fn verify_bundles(
    target: &Target,
    chain: &Chain,
    rules: &Rules,
    now: Timestamp,
    verified: &mut Verified,
) -> Result<(), BackupError> {
    let due = due(chain, rules, now);
    for link in &chain.links {
        let sequence = link.manifest.sequence;
        let bundles = [
            (&link.manifest.database, &due.states),
            (&link.manifest.keys, &due.keys),
        ];
        for (bundle, may_be_gone) in bundles {
            match check(target, bundle, true) {
                Ok(()) => verified.bundles = verified.bundles.saturating_add(1),
                Err(BackupError::Gone(_)) if may_be_gone.contains(&sequence) => {}
                Err(error @ (BackupError::Gone(_) | BackupError::Damaged(_))) => {
                    verified.faults.push(error.to_string());
                }
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

fn verify_object(
    target: &Target,
    object: ObjectId,
    bytes: u64,
    blake3: [u8; 32],
    verified: &mut Verified,
) {
    verified.objects = verified.objects.saturating_add(1);
    match hash_plain(&target.object_path(object), bytes) {
        Ok(found) if found == blake3 => {
            verified.bytes = verified.bytes.saturating_add(bytes);
        }
        Ok(_) => verified.faults.push(format!("{object} was altered")),
        Err(error) => verified
            .faults
            .push(format!("{object} cannot be read: {error}")),
    }
}

/// The ledgers' heads in the manifests: each signed, none shorter than one before.
fn checkpoints(chain: &Chain) -> Vec<String> {
    let mut faults = Vec::new();
    let mut longest = 0;
    for link in &chain.links {
        let sequence = link.manifest.sequence;
        let head = LogVerifier::from_vkey(&link.manifest.log)
            .ok()
            .and_then(|log| verify_checkpoint(&link.manifest.checkpoint, &log, &[]).ok());
        match head {
            None => faults.push(format!(
                "the ledger's head in manifest {sequence} is not signed"
            )),
            Some(head) if head.checkpoint.size < longest => faults.push(format!(
                "the ledger is shorter in manifest {sequence} ({}) than before it ({longest})",
                head.checkpoint.size
            )),
            Some(head) => longest = head.checkpoint.size,
        }
    }
    faults
}

/// Something monitoring should wake somebody for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alarm {
    /// There is no backup at all.
    None,
    /// The newest is older than it may be.
    Late { age: Span },
    /// The newest says it is from the future: a clock is wrong, or somebody hides that backups stopped.
    Future,
    /// The chain is broken.
    Chain(String),
    /// Part of the newest is not there, or not as long as it was.
    NotWhole(String),
    /// Many objects went between the last two.
    Shrunk { dropped: u64, of: u64 },
    /// Objects that are referred to were not on the server's disk.
    Missing { objects: u64 },
    /// Files in the bucket that could soon be deleted, or could be now.
    LockEnds { files: u64 },
    /// Files in the bucket that somebody has locked for far longer than we ever do.
    LockFar { files: u64 },
}

impl fmt::Display for Alarm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("there is no backup"),
            Self::Late { age } => write!(
                f,
                "the newest backup is {} hours old",
                age.0 / Span::hours(1).0
            ),
            Self::Future => f.write_str("the newest backup is dated in the future"),
            Self::Chain(fault) => write!(f, "the chain is broken: {fault}"),
            Self::NotWhole(what) => write!(f, "the newest backup is not whole: {what}"),
            Self::Shrunk { dropped, of } => {
                write!(f, "{dropped} of {of} objects went since the backup before")
            }
            Self::Missing { objects } => write!(
                f,
                "{objects} objects were gone from the server before they were backed up"
            ),
            Self::LockEnds { files } => write!(
                f,
                "the locks of {files} files in the bucket have ended or end within {} days; does `cofferd backup push` run?",
                LOCK_SLACK_MIN.0 / Span::days(1).0
            ),
            Self::LockFar { files } => write!(
                f,
                "{files} files in the bucket are locked for far longer than by us: somebody uses the credential to cause cost, or push runs with other rules"
            ),
        }
    }
}

impl Alarm {
    /// A stable word.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Late { .. } => "late",
            Self::Future => "future",
            Self::Chain(_) => "chain",
            Self::NotWhole(_) => "not_whole",
            Self::Shrunk { .. } => "shrunk",
            Self::Missing { .. } => "missing",
            Self::LockEnds { .. } => "lock_ends",
            Self::LockFar { .. } => "lock_far",
        }
    }
}

/// What monitoring should know, from the manifests and the sizes of files: no content is read.
#[must_use]
pub fn alarms(target: &Target, chain: &Chain, now: Timestamp, late_after: Span) -> Vec<Alarm> {
    let mut alarms = chain_alarms(chain, now, late_after);
    let Some(newest) = chain.newest() else {
        return alarms;
    };
    for bundle in [&newest.manifest.database, &newest.manifest.keys] {
        if let Err(error) = check(target, bundle, false) {
            alarms.push(Alarm::NotWhole(error.to_string()));
        }
    }
    let gone = gone(target, chain, newest.manifest.sequence);
    if gone > 0 {
        let what = format!("{gone} of its objects are gone or have another length");
        alarms.push(Alarm::NotWhole(what));
    }
    alarms
}

/// What the manifests alone tell, wherever they lie.
pub(crate) fn chain_alarms(chain: &Chain, now: Timestamp, late_after: Span) -> Vec<Alarm> {
    let mut alarms: Vec<Alarm> = chain
        .faults
        .iter()
        .map(|fault| Alarm::Chain(fault.to_string()))
        .collect();
    alarms.extend(checkpoints(chain).into_iter().map(Alarm::Chain));
    let Some(newest) = chain.newest() else {
        alarms.push(Alarm::None);
        return alarms;
    };
    let age = now.since(newest.manifest.made());
    if age > late_after {
        alarms.push(Alarm::Late { age });
    }
    if newest.manifest.made() > now.plus(FUTURE_MAX) {
        alarms.push(Alarm::Future);
    }
    let objects = &newest.manifest.objects;
    let dropped = objects.dropped.len() as u64;
    let before = newest.manifest.sequence.saturating_sub(1);
    let of = chain
        .link(before)
        .map_or(0, |link| link.manifest.objects.count);
    if dropped.saturating_mul(100) > of.saturating_mul(SHRINK_PERCENT_MAX) {
        alarms.push(Alarm::Shrunk { dropped, of });
    }
    if !objects.missing.is_empty() {
        alarms.push(Alarm::Missing {
            objects: objects.missing.len() as u64,
        });
    }
    alarms
}

/// Objects of a state that are not there, or not as long as they were.
fn gone(target: &Target, chain: &Chain, sequence: u64) -> usize {
    let held = chain.objects();
    let wanted = held.iter().filter(|(_, held)| held.at(sequence));
    let gone = wanted.filter(|(object, held)| !is_there(&target.object_path(**object), held.bytes));
    gone.count()
}
