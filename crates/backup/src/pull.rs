//! Pulling: another machine copies what is new at a target to one of its own, to which the server has no access.
//!
//! Nothing that was pulled is ever replaced or removed by a pull, whatever becomes of the source; a hold on pruning only gets longer.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read, Write};
use std::path::PathBuf;

use coffer_domain::id::ObjectId;
use data_encoding::HEXLOWER;

use crate::chain::{Chain, Held, Link};
use crate::error::BackupError;
use crate::limits::COPY_BYTES;
use crate::make::Progress;
use crate::manifest::{Bundle, file_name};
use crate::source::Source;
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
    from: &dyn Source,
    source: &Chain,
    to: &Target,
    sink: &Chain,
    _lock: &Lock,
    progress: &mut dyn FnMut(Progress),
) -> Result<Pulled, BackupError> {
    sink.sound()?;
    // First, as what is wrong at the source ends a pull: that is when a hold matters.
    to.take_hold(&source.pruning, &sink.pruning)?;
    let mut pulled = Pulled {
        faults: source.faults.iter().map(ToString::to_string).collect(),
        ..Pulled::default()
    };
    if let Some(fault) = changed_history(source, sink) {
        pulled.faults.push(fault);
        return Ok(pulled);
    }
    let pulling = Pulling {
        from,
        newest: source.newest().map(|link| link.manifest.sequence),
        objects: source.objects(),
        to,
    };
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
        if let Some(fault) = pulling.one(link, &mut pulled, progress)? {
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

struct Pulling<'a> {
    from: &'a dyn Source,
    to: &'a Target,
    /// What the source says it has.
    objects: BTreeMap<ObjectId, Held>,
    /// The number of its newest backup.
    newest: Option<u64>,
}

impl Pulling<'_> {
    /// Copies what one manifest names, then that; otherwise what is wrong, in words.
    fn one(
        &self,
        link: &Link,
        pulled: &mut Pulled,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Option<String>, BackupError> {
        let manifest = &link.manifest;
        let total = manifest.objects.added.len() as u64;
        for (done, added) in (1..).zip(&manifest.objects.added) {
            let Ok(object) = added.id.parse() else {
                let id = added.id.escape_debug();
                return Ok(Some(format!("`{id}` is not an object")));
            };
            let file = File {
                name: Target::object_name(object),
                place: self.to.object_path(object),
                bytes: added.bytes,
                blake3: &added.blake3,
            };
            let thinned = || {
                self.objects
                    .get(&object)
                    .is_some_and(|it| it.until.is_some())
            };
            match fetch(self.from, self.to, &file)? {
                Fetched::Whole => {}
                // Thinned out at the source before it was pulled: no state that is left needs it.
                Fetched::NotThere if thinned() => continue,
                Fetched::NotThere => return Ok(Some(format!("{object} is gone from the source"))),
                Fetched::Fault(fault) => return Ok(Some(format!("{object} {fault}"))),
            }
            pulled.objects = pulled.objects.saturating_add(1);
            pulled.bytes = pulled.bytes.saturating_add(added.bytes);
            progress(Progress {
                objects_done: done,
                objects: total,
                bytes_done: pulled.bytes,
            });
        }
        for bundle in [&manifest.database, &manifest.keys] {
            let path = bundle.path.escape_debug();
            match fetch_bundle(self.from, self.to, bundle)? {
                Fetched::Whole => {}
                Fetched::NotThere if self.newest != Some(manifest.sequence) => {}
                Fetched::NotThere => return Ok(Some(format!("`{path}` is gone from the source"))),
                Fetched::Fault(fault) => return Ok(Some(format!("`{path}` {fault}"))),
            }
        }
        self.manifest(link)
    }

    /// The source may give another text now than the one that was checked.
    fn manifest(&self, link: &Link) -> Result<Option<String>, BackupError> {
        let sequence = link.manifest.sequence;
        let name = file_name(sequence, &link.hash);
        let text = self.from.manifest(&name)?;
        if *blake3::hash(text.as_bytes()).as_bytes() != link.file {
            let fault = format!("manifest {sequence} became another while it was pulled");
            return Ok(Some(fault));
        }
        self.to.put_manifest(&name, &text)?;
        Ok(None)
    }
}

fn fetch_bundle(from: &dyn Source, to: &Target, bundle: &Bundle) -> Result<Fetched, BackupError> {
    let Some(place) = to.bundle_path(&bundle.path) else {
        return Ok(Fetched::Fault("is not a bundle's path".to_owned()));
    };
    let file = File {
        name: bundle.path.clone(),
        place,
        bytes: bundle.bytes,
        blake3: &bundle.blake3,
    };
    fetch(from, to, &file)
}

/// A file that a manifest names.
struct File<'a> {
    /// At the source.
    name: String,
    /// Here.
    place: PathBuf,
    bytes: u64,
    blake3: &'a str,
}

enum Fetched {
    Whole,
    /// It is not at the source.
    NotThere,
    /// It is not what the manifest says; in words.
    Fault(String),
}

/// Copies a file to where nothing is that counts yet; whether it was what it should be shows while it is copied.
fn fetch(from: &dyn Source, to: &Target, file: &File<'_>) -> Result<Fetched, BackupError> {
    let place = &file.place;
    // Of an earlier pull that broke off. It is nothing that was accepted: that, no later manifest names as something else.
    if place.exists() {
        let there = hash_file(place).map_err(|error| BackupError::target(place, error))?;
        if HEXLOWER.encode(&there.blake3) == file.blake3 {
            return Ok(Fetched::Whole);
        }
    }
    let unreadable =
        |error: &io::Error| Fetched::Fault(format!("cannot be read at the source: {error}"));
    let content = match from.open(&file.name, file.bytes) {
        Ok(Some(content)) => content,
        Ok(None) => return Ok(Fetched::NotThere),
        Err(error) => return Ok(unreadable(&error)),
    };
    // One byte more is noticed, and no more than that is taken.
    let mut content = content.take(file.bytes.saturating_add(1));
    let mut broken = None;
    let copied = to.put_if(
        place,
        &mut |out| copy(&mut content, out, &mut broken),
        &|written| HEXLOWER.encode(&written.blake3) == file.blake3,
    )?;
    Ok(match broken {
        _ if copied => Fetched::Whole,
        Some(error) => unreadable(&error),
        None => Fetched::Fault("was altered at the source".to_owned()),
    })
}

/// Copies until the end, or until the source breaks off: that is not the sink's fault, and told apart.
fn copy(
    from: &mut dyn Read,
    out: &mut dyn Write,
    broken: &mut Option<io::Error>,
) -> io::Result<()> {
    let mut buffer = vec![0; COPY_BYTES];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => out.write_all(buffer.get(..read).unwrap_or_default())?,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => {
                *broken = Some(error);
                return Ok(());
            }
        }
    }
}
