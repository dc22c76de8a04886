//! Pulling: another machine copies what is new at a target to one of its own, to which the server has no access.
//!
//! Nothing that was pulled is ever replaced or removed by a pull, whatever becomes of the source; a hold on pruning only gets longer.

use std::io::{self, Read as _};
use std::path::Path;

use data_encoding::HEXLOWER;

use crate::bundle::check;
use crate::chain::{Chain, Link};
use crate::error::BackupError;
use crate::make::Progress;
use crate::manifest::{Bundle, file_name};
use crate::plain::open_plain;
use crate::target::{Lock, Target, hash_file};

/// What a pull brought, and what it did not believe.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pulled {
    /// Numbers of the backups that came whole.
    pub sequences: Vec<u64>,
    pub objects: u64,
    pub bytes: u64,
    /// In words; the first ends the pull.
    pub faults: Vec<String>,
}

/// Copies what `from` has more than `to`, backup by backup, each compared with its manifest before that is accepted.
///
/// # Errors
/// The sink's own chain is broken, or it cannot be written. What is wrong at the source is in the answer.
pub fn pull(
    from: &Target,
    source: &Chain,
    to: &Target,
    sink: &Chain,
    _lock: &Lock,
    progress: &mut dyn FnMut(Progress),
) -> Result<Pulled, BackupError> {
    sink.sound()?;
    // First, as what is wrong at the source ends a pull: that is when a hold matters.
    to.pull_hold(&source.pruning, &sink.pruning)?;
    let mut pulled = Pulled {
        faults: source.faults.iter().map(ToString::to_string).collect(),
        ..Pulled::default()
    };
    if let Some(fault) = changed_history(source, sink) {
        pulled.faults.push(fault);
        return Ok(pulled);
    }
    let mut newest = sink.newest();
    for link in &source.links {
        let next = newest.map_or(1, |link| link.manifest.sequence.saturating_add(1));
        if link.manifest.sequence < next {
            continue;
        }
        let follows = link.manifest.previous == newest.map(|link| link.hash.to_base64());
        if link.manifest.sequence != next || !follows {
            let fault = format!("backup {next} is not there to pull");
            pulled.faults.push(fault);
            return Ok(pulled);
        }
        if let Some(fault) = pull_one(from, source, to, link, &mut pulled, progress)? {
            pulled.faults.push(fault);
            return Ok(pulled);
        }
        pulled.sequences.push(link.manifest.sequence);
        newest = Some(link);
    }
    Ok(pulled)
}

/// Whether the source tells another past than the one that was pulled.
pub(crate) fn changed_history(source: &Chain, sink: &Chain) -> Option<String> {
    sink.links.iter().find_map(|had| {
        let sequence = had.manifest.sequence;
        match source.link(sequence) {
            Some(now) if now.hash == had.hash => None,
            Some(_) => Some(format!(
                "the source has another backup {sequence} than the one that was pulled"
            )),
            None => Some(format!("backup {sequence} is gone from the source")),
        }
    })
}

fn pull_one(
    from: &Target,
    source: &Chain,
    to: &Target,
    link: &Link,
    pulled: &mut Pulled,
    progress: &mut dyn FnMut(Progress),
) -> Result<Option<String>, BackupError> {
    let manifest = &link.manifest;
    let later = source.objects();
    let total = manifest.objects.added.len() as u64;
    for (done, added) in (1..).zip(&manifest.objects.added) {
        let Ok(object) = added.id.parse() else {
            return Ok(Some(format!("`{}` is not an object", added.id)));
        };
        let path = from.object_path(object);
        // Thinned out at the source before it was pulled: no state that is left needs it.
        let dropped = later.get(&object).is_some_and(|held| held.until.is_some());
        if !path.exists() && dropped {
            continue;
        }
        let place = to.object_path(object);
        if let Some(fault) = fetch(to, &path, &place, added.bytes, &added.blake3)? {
            return Ok(Some(format!("{object} {fault}")));
        }
        pulled.objects = pulled.objects.saturating_add(1);
        pulled.bytes = pulled.bytes.saturating_add(added.bytes);
        progress(Progress {
            objects_done: done,
            objects: total,
            bytes_done: pulled.bytes,
        });
    }
    let newest = source.newest().map(|newest| newest.manifest.sequence);
    for bundle in [&manifest.database, &manifest.keys] {
        let thinned = !from.has(bundle) && newest != Some(manifest.sequence);
        if !thinned && let Some(fault) = fetch_bundle(from, to, bundle)? {
            return Ok(Some(fault));
        }
    }
    let name = file_name(manifest.sequence, &link.hash);
    let text = from.manifest(&name)?;
    to.put_manifest(&name, &text)?;
    Ok(None)
}

fn fetch_bundle(
    from: &Target,
    to: &Target,
    bundle: &Bundle,
) -> Result<Option<String>, BackupError> {
    if let Err(error) = check(from, bundle, false) {
        return Ok(Some(error.to_string()));
    }
    let (Some(path), Some(place)) = (from.bundle_path(&bundle.path), to.bundle_path(&bundle.path))
    else {
        return Ok(Some(format!("`{}` is not a bundle's path", bundle.path)));
    };
    let fault = fetch(to, &path, &place, bundle.bytes, &bundle.blake3)?;
    Ok(fault.map(|fault| format!("`{}` {fault}", bundle.path)))
}

/// Copies a file to where nothing is that counts yet; whether it was what it should be shows while it is copied.
fn fetch(
    to: &Target,
    path: &Path,
    place: &Path,
    bytes: u64,
    blake3: &str,
) -> Result<Option<String>, BackupError> {
    if place.exists() {
        let there = hash_file(place).map_err(|error| BackupError::target(place, error))?;
        if HEXLOWER.encode(&there.blake3) == blake3 {
            return Ok(None);
        }
    }
    let file = match open_plain(path, bytes) {
        Ok(file) => file,
        Err(error) => return Ok(Some(format!("cannot be read at the source: {error}"))),
    };
    // One byte more is noticed, and no more than that is taken.
    let mut file = file.take(bytes.saturating_add(1));
    let copied = to.put_if(
        place,
        &mut |out| io::copy(&mut file, out).map(drop),
        &|written| HEXLOWER.encode(&written.blake3) == blake3,
    )?;
    Ok((!copied).then(|| "was altered at the source".to_owned()))
}
