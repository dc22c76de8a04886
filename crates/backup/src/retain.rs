//! How long backups stay.
//!
//! Age is told by two clocks that have to agree: the manifests' own times, each step between two counted up to a week,
//! and the time since the target's file system saw the manifest. A clock that jumps, on either side, makes nothing old.

use std::collections::BTreeSet;

use coffer_domain::time::{Span, Timestamp};

use crate::bundle::check;
use crate::chain::{Chain, Link};
use crate::error::BackupError;
use crate::limits::KEEP_NEWEST;
use crate::manifest::Bundle;
use crate::plain::is_there;
use crate::target::{Lock, Target, remove};

/// What stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Every backup younger than this.
    pub all: Span,
    /// Beyond that, the newest of each stretch of 30 days, as many of them.
    pub months: u32,
    /// Keys younger than this: what was erased is readable from backups for so long.
    pub keys: Span,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            all: Span::days(35),
            months: 12,
            keys: coffer_domain::limits::KEY_BACKUP_LIFE,
        }
    }
}

/// What may go.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Due {
    /// Numbers of the manifests whose metadata may go, and with it the state.
    pub states: Vec<u64>,
    /// Numbers of the manifests whose keys may go.
    pub keys: Vec<u64>,
}

/// What was removed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Removed {
    pub states: Vec<u64>,
    pub keys: Vec<u64>,
    pub objects: u64,
    pub bytes: u64,
}

/// How old a backup surely is.
#[must_use]
pub fn age(link: &Link, now: Timestamp) -> Span {
    let stored = now.since(Timestamp(link.stored_ms));
    link.age.min(stored).max(Span::default())
}

/// What may go by the rules.
#[must_use]
pub fn due(chain: &Chain, rules: &Rules, now: Timestamp) -> Due {
    let month = Span::days(30).0;
    let spared = chain.links.len().saturating_sub(KEEP_NEWEST);
    let mut months_seen = BTreeSet::new();
    let mut due = Due::default();
    for (place, link) in chain.links.iter().enumerate().rev() {
        let sequence = link.manifest.sequence;
        let age = age(link, now);
        let newest = place >= spared;
        if !newest && age > rules.keys {
            due.keys.push(sequence);
        }
        if newest || age <= rules.all {
            continue;
        }
        let stretch = age.0.saturating_sub(rules.all.0) / month;
        let first = months_seen.insert(stretch);
        if !first || stretch >= i64::from(rules.months) {
            due.states.push(sequence);
        }
    }
    due
}

/// Removes what may go, unless the newest backup is not whole, the chain is not sound, or a hold stands. Manifests stay: they are the chain.
///
/// # Errors
/// Nothing was removed, or not all; running it again goes on.
pub fn prune(
    target: &Target,
    chain: &Chain,
    rules: &Rules,
    now: Timestamp,
    _lock: &Lock,
) -> Result<Removed, BackupError> {
    chain.pruning.allowed(now)?;
    chain.sound()?;
    let newest = chain.newest().ok_or(BackupError::NoSuchPoint)?;
    newest_is_whole(target, chain, newest)?;
    let due = due(chain, rules, now);
    let mut removed = Removed::default();
    for (sequences, pick, done) in [
        (
            &due.states,
            database as fn(&Link) -> &Bundle,
            &mut removed.states,
        ),
        (&due.keys, keys, &mut removed.keys),
    ] {
        for sequence in sequences {
            let Some(link) = chain.link(*sequence) else {
                continue;
            };
            if let Some(path) = target.bundle_path(&pick(link).path)
                && path.exists()
            {
                remove(&path)?;
                done.push(*sequence);
            }
        }
    }
    remove_objects(target, chain, &due, &mut removed)?;
    Ok(removed)
}

fn database(link: &Link) -> &Bundle {
    &link.manifest.database
}

fn keys(link: &Link) -> &Bundle {
    &link.manifest.keys
}

/// Objects that no state still kept refers to.
fn remove_objects(
    target: &Target,
    chain: &Chain,
    due: &Due,
    removed: &mut Removed,
) -> Result<(), BackupError> {
    let kept: Vec<u64> = chain
        .links
        .iter()
        .map(|link| link.manifest.sequence)
        .filter(|sequence| !due.states.contains(sequence))
        .collect();
    for (object, held) in chain.objects() {
        if kept.iter().any(|sequence| held.at(*sequence)) {
            continue;
        }
        let path = target.object_path(object);
        if path.exists() {
            remove(&path)?;
            removed.objects = removed.objects.saturating_add(1);
            removed.bytes = removed.bytes.saturating_add(held.bytes);
        }
    }
    Ok(())
}

fn newest_is_whole(target: &Target, chain: &Chain, newest: &Link) -> Result<(), BackupError> {
    let not = |error: BackupError| BackupError::NotWhole(error.to_string());
    check(target, &newest.manifest.database, true).map_err(not)?;
    check(target, &newest.manifest.keys, true).map_err(not)?;
    for (object, held) in chain.objects() {
        if !held.at(newest.manifest.sequence) {
            continue;
        }
        if !is_there(&target.object_path(object), held.bytes) {
            return Err(BackupError::NotWhole(format!("{object} is not as it was")));
        }
    }
    Ok(())
}
