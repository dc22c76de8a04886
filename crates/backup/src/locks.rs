//! Locks in a bucket: for how long, when they are made longer, and which of them wake somebody.

use coffer_domain::ports::{Bucket, BucketVersion};
use coffer_domain::time::{Span, Timestamp};

use crate::chain::{Chain, Link};
use crate::error::BackupError;
use crate::fetch::InBucket;
use crate::limits::{LOCK_EXCESS_MAX, LOCK_SLACK_MIN};
use crate::retain::{Rules, due};
use crate::stock::{Named, each};
use crate::target::Target;
use crate::verify::{Alarm, chain_alarms};

/// How long what is put into a bucket is locked: as long as it may be wanted back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Manifests, metadata and objects; made longer while they are kept.
    pub all: Span,
    /// Keys; never made longer, so that what was erased goes from the backups in time.
    pub keys: Span,
}

impl Window {
    /// The window of rules.
    #[must_use]
    pub fn of(rules: &Rules) -> Self {
        let months = Span::days(30).0.saturating_mul(i64::from(rules.months));
        Self {
            all: Span(rules.all.0.saturating_add(months)),
            keys: rules.keys,
        }
    }

    fn span(&self, key: &str) -> Span {
        if Target::is_keys_name(key) {
            self.keys
        } else {
            self.all
        }
    }

    /// The end of a lock that is made now.
    pub(crate) fn end(&self, key: &str, now: Timestamp) -> Timestamp {
        now.plus(self.span(key))
    }

    /// Whether less than half of a lock is left.
    pub(crate) fn is_due(&self, key: &str, until: Option<Timestamp>, now: Timestamp) -> bool {
        let left = until.map_or(0, |until| until.since(now).0);
        !Target::is_keys_name(key) && left < self.span(key).0 / 2
    }

    /// Whether a lock ends later than any of ours.
    pub(crate) fn is_excessive(&self, key: &str, until: Timestamp, now: Timestamp) -> bool {
        until > self.end(key, now).plus(LOCK_EXCESS_MAX)
    }
}

/// What monitoring should know of a bucket, from its list of versions, the manifests and the locks: no other content is read.
///
/// # Errors
/// The bucket cannot be asked.
pub fn bucket_alarms(
    bucket: &dyn Bucket,
    found: &InBucket,
    rules: &Rules,
    locked: bool,
    now: Timestamp,
    late_after: Span,
) -> Result<Vec<Alarm>, BackupError> {
    let chain = &found.chain;
    let mut alarms = chain_alarms(chain, now, late_after);
    alarms.extend(found.faults.iter().cloned().map(Alarm::Chain));
    let Some(newest) = chain.newest() else {
        return Ok(alarms);
    };
    let stock = found.stock_of_names(bucket)?;
    let gone = newest_names(chain, newest)
        .iter()
        .filter(|named| stock.candidates(&named.key).next().is_none())
        .count();
    if gone > 0 {
        let what = format!("{gone} of its files have no version of their length in the bucket");
        alarms.push(Alarm::NotWhole(what));
    }
    if locked {
        // The oldest is ours, unless one was put before ours, which `fetch` tells.
        let kept = retained(chain, rules, now);
        let oldest = kept
            .iter()
            .filter_map(|named| stock.candidates(&named.key).next());
        let versions: Vec<_> = oldest.chain(found.manifests()).cloned().collect();
        alarms.extend(lock_alarms(bucket, &versions, &Window::of(rules), now)?);
    }
    Ok(alarms)
}

/// What the newest state is made of.
fn newest_names(chain: &Chain, newest: &Link) -> Vec<Named> {
    let sequence = newest.manifest.sequence;
    let objects = chain.objects();
    let held = objects.iter().filter(|(_, held)| held.at(sequence));
    let objects = held.map(|(object, held)| Named::object(*object, held));
    let bundles = [&newest.manifest.database, &newest.manifest.keys];
    objects
        .chain(bundles.into_iter().filter_map(Named::bundle))
        .collect()
}

/// What the states that are kept are made of, beside their manifests.
pub(crate) fn retained(chain: &Chain, rules: &Rules, now: Timestamp) -> Vec<Named> {
    let due = due(chain, rules, now);
    let kept: Vec<&Link> = chain
        .links
        .iter()
        .filter(|link| !due.states.contains(&link.manifest.sequence))
        .collect();
    let mut names: Vec<Named> = kept
        .iter()
        .flat_map(|link| [&link.manifest.database, &link.manifest.keys])
        .filter_map(Named::bundle)
        .collect();
    let objects = chain.objects();
    let held = objects.iter().filter(|(_, held)| {
        let mut kept = kept.iter();
        kept.any(|link| held.at(link.manifest.sequence))
    });
    names.extend(held.map(|(object, held)| Named::object(*object, held)));
    names
}

fn lock_alarms(
    bucket: &dyn Bucket,
    versions: &[BucketVersion],
    window: &Window,
    now: Timestamp,
) -> Result<Vec<Alarm>, BackupError> {
    let locks = each(versions, &|version| Ok(bucket.locked_until(version)?))?;
    let told = |pick: &dyn Fn(&str, Option<Timestamp>) -> bool| {
        let picked = versions.iter().zip(&locks);
        let picked = picked.filter(|(version, until)| pick(&version.key, **until));
        picked.count() as u64
    };
    let soon = now.plus(LOCK_SLACK_MIN);
    let ends =
        told(&|key, until| !Target::is_keys_name(key) && until.is_none_or(|until| until < soon));
    let far = told(&|key, until| until.is_some_and(|until| window.is_excessive(key, until, now)));
    let mut alarms = Vec::new();
    if ends > 0 {
        alarms.push(Alarm::LockEnds { files: ends });
    }
    if far > 0 {
        alarms.push(Alarm::LockFar { files: far });
    }
    Ok(alarms)
}
