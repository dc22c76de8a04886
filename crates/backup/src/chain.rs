//! The chain of manifests at a target: which belong together, and what does not.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use coffer_domain::id::ObjectId;
use coffer_domain::time::{Span, Timestamp};
use coffer_tlog::{Hash, LogVerifier};

use crate::error::BackupError;
use crate::hold::Pruning;
use crate::limits::AGE_STEP_MAX;
use crate::manifest::{Added, Manifest, ManifestError, Signed, file_name};
use crate::source::Source;
use crate::target::StoredManifest;

/// One manifest of the chain.
#[derive(Debug, Clone)]
pub struct Link {
    pub manifest: Manifest,
    /// The hash by which the next one names it.
    pub hash: Hash,
    /// BLAKE3 of the whole file, signature and all.
    pub(crate) file: [u8; 32],
    /// When the target's file system says it was written, milliseconds since 1970.
    pub stored_ms: i64,
    /// How old it is against the newest, by the manifests' own times, each step counted up to [`AGE_STEP_MAX`].
    pub age: Span,
}

/// Something that is not as a chain must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChainFault {
    /// A file that is not a manifest by the trusted key.
    NotOurs { file: String, why: ManifestError },
    /// A manifest under another's name: exchanged or renamed.
    Misplaced { file: String },
    /// Several signed manifests claim one place.
    Fork { sequence: u64, files: Vec<String> },
    /// None has this place.
    Missing { sequence: u64 },
    /// It names another predecessor than the one there is.
    OtherPredecessor { sequence: u64 },
    /// It is another installation's or another ledger's.
    OtherInstallation { sequence: u64 },
    /// It names a file that an earlier one names as something else.
    Renames { sequence: u64, file: String },
}

impl fmt::Display for ChainFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Names of a place that may be somebody else's: they are not to reach a terminal as they are.
            Self::NotOurs { file, why } => write!(f, "`{}`: {why}", file.escape_debug()),
            Self::Misplaced { file } => {
                write!(f, "`{}` is another manifest's name", file.escape_debug())
            }
            Self::Fork { sequence, files } => write!(
                f,
                "{} signed manifests claim to be number {sequence}: {}",
                files.len(),
                files.join(", ")
            ),
            Self::Missing { sequence } => write!(f, "manifest {sequence} is missing"),
            Self::OtherPredecessor { sequence } => {
                write!(
                    f,
                    "manifest {sequence} does not follow the one before it here"
                )
            }
            Self::OtherInstallation { sequence } => {
                write!(
                    f,
                    "manifest {sequence} is of another installation than the first"
                )
            }
            Self::Renames { sequence, file } => write!(
                f,
                "manifest {sequence} names `{}`, which is something else in an earlier one",
                file.escape_debug()
            ),
        }
    }
}

/// All manifests of a target that are signed and alone at their place, oldest first, and everything that is wrong.
pub struct Chain {
    pub links: Vec<Link>,
    pub faults: Vec<ChainFault>,
    /// Whether something may be pruned where they lie.
    pub pruning: Pruning,
}

/// An object the chain knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Length of the sealed file.
    pub bytes: u64,
    /// BLAKE3 of the sealed file.
    pub blake3: [u8; 32],
    /// The first manifest that has it.
    pub from: u64,
    /// The first manifest that has it no more.
    pub until: Option<u64>,
}

impl Held {
    /// Whether the state of that manifest has it.
    #[must_use]
    pub fn at(&self, sequence: u64) -> bool {
        self.from <= sequence && self.until.is_none_or(|until| sequence < until)
    }
}

impl Chain {
    /// Reads and checks all manifests.
    ///
    /// # Errors
    /// They cannot be read. Faults of the chain are in the answer.
    pub fn load(from: &dyn Source, signer: &LogVerifier) -> Result<Self, BackupError> {
        let mut chain = Self::of(from.manifests()?, signer);
        chain.pruning = Pruning::said_at(from, signer);
        Ok(chain)
    }

    /// Checks manifests, wherever they lie.
    pub(crate) fn of(manifests: Vec<StoredManifest>, signer: &LogVerifier) -> Self {
        let mut faults = Vec::new();
        let mut places: BTreeMap<u64, Vec<Candidate>> = BTreeMap::new();
        for stored in manifests {
            match Manifest::verify(&stored.text, signer) {
                Err(why) => faults.push(ChainFault::NotOurs {
                    file: stored.name,
                    why,
                }),
                Ok(signed) => {
                    let sequence = signed.manifest.sequence;
                    if file_name(sequence, &signed.hash) == stored.name {
                        places.entry(sequence).or_default().push(Candidate {
                            file: *blake3::hash(stored.text.as_bytes()).as_bytes(),
                            name: stored.name,
                            signed,
                            stored_ms: stored.stored_ms,
                        });
                    } else {
                        faults.push(ChainFault::Misplaced { file: stored.name });
                    }
                }
            }
        }
        let links = link(places, &mut faults);
        Self {
            links,
            faults,
            pruning: Pruning::Free,
        }
    }

    /// The newest.
    #[must_use]
    pub fn newest(&self) -> Option<&Link> {
        self.links.last()
    }

    /// By its number.
    #[must_use]
    pub fn link(&self, sequence: u64) -> Option<&Link> {
        self.links
            .iter()
            .find(|link| link.manifest.sequence == sequence)
    }

    /// The newest made at or before a time.
    #[must_use]
    pub fn at(&self, time: Timestamp) -> Option<&Link> {
        self.links
            .iter()
            .rev()
            .find(|link| link.manifest.made() <= time)
    }

    /// Refuses a chain in which anything is wrong.
    ///
    /// # Errors
    /// The first fault.
    pub fn sound(&self) -> Result<(), BackupError> {
        match self.faults.first() {
            None => Ok(()),
            Some(fault) => Err(BackupError::Broken(fault.to_string())),
        }
    }

    /// Whether nothing here is signed by the trusted key, and something by others: the place is somebody else's.
    #[must_use]
    pub fn is_of_others(&self) -> bool {
        let unsigned = |fault: &ChainFault| {
            let why = ManifestError::NotSigned;
            matches!(fault, ChainFault::NotOurs { why: found, .. } if *found == why)
        };
        self.links.is_empty() && !self.faults.is_empty() && self.faults.iter().all(unsigned)
    }

    /// Every object any manifest has added.
    #[must_use]
    pub fn objects(&self) -> BTreeMap<ObjectId, Held> {
        let mut held: BTreeMap<ObjectId, Held> = BTreeMap::new();
        for link in &self.links {
            let sequence = link.manifest.sequence;
            for added in &link.manifest.objects.added {
                if let Some((id, bytes, blake3)) = parse_added(added) {
                    let from = held.get(&id).map_or(sequence, |known| known.from);
                    let until = None;
                    held.insert(
                        id,
                        Held {
                            bytes,
                            blake3,
                            from,
                            until,
                        },
                    );
                }
            }
            for dropped in &link.manifest.objects.dropped {
                let known = dropped.parse().ok().and_then(|id| held.get_mut(&id));
                if let Some(known) = known {
                    known.until = Some(sequence);
                }
            }
        }
        held
    }
}

fn parse_added(added: &Added) -> Option<(ObjectId, u64, [u8; 32])> {
    let hash = blake3::Hash::from_hex(&added.blake3).ok()?;
    Some((added.id.parse().ok()?, added.bytes, *hash.as_bytes()))
}

/// A signed manifest under its own name.
struct Candidate {
    name: String,
    signed: Signed,
    file: [u8; 32],
    stored_ms: i64,
}

/// What manifests name, as the first of them has it. Each name is for one content: whoever owns the server can sign a
/// manifest by which another content takes the place of what was backed up.
#[derive(Default)]
struct Names {
    objects: BTreeMap<ObjectId, (u64, [u8; 32])>,
    bundles: BTreeSet<String>,
}

impl Names {
    /// Takes in a manifest; answers with the first name that is taken by something else.
    fn take(&mut self, manifest: &Manifest) -> Option<String> {
        for added in &manifest.objects.added {
            let Some((id, bytes, blake3)) = parse_added(added) else {
                continue;
            };
            let content = (bytes, blake3);
            if *self.objects.entry(id).or_insert(content) != content {
                return Some(added.id.clone());
            }
        }
        let mut bundles = [&manifest.database, &manifest.keys].into_iter();
        let taken = bundles.find(|bundle| !self.bundles.insert(bundle.path.clone()));
        taken.map(|bundle| bundle.path.clone())
    }
}

fn link(places: BTreeMap<u64, Vec<Candidate>>, faults: &mut Vec<ChainFault>) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    let mut names = Names::default();
    let mut expected = 1;
    let mut alone = true;
    for (sequence, mut candidates) in places {
        for missing in (expected..sequence).take(16) {
            faults.push(ChainFault::Missing { sequence: missing });
        }
        let gap = expected < sequence || !alone;
        expected = sequence.saturating_add(1);
        alone = candidates.len() == 1;
        if !alone {
            let files = candidates.into_iter().map(|it| it.name).collect();
            faults.push(ChainFault::Fork { sequence, files });
            continue;
        }
        let Some(candidate) = candidates.pop() else {
            continue;
        };
        let signed = candidate.signed;
        if let Some(file) = names.take(&signed.manifest) {
            // It counts as if it were not there.
            alone = false;
            faults.push(ChainFault::Renames { sequence, file });
            continue;
        }
        let before = links.last().map(|link| link.hash.to_base64());
        if !gap && signed.manifest.previous != before {
            faults.push(ChainFault::OtherPredecessor { sequence });
        }
        let other = |first: &Link| {
            first.manifest.organisation != signed.manifest.organisation
                || first.manifest.log != signed.manifest.log
        };
        if links.first().is_some_and(other) {
            faults.push(ChainFault::OtherInstallation { sequence });
        }
        links.push(Link {
            manifest: signed.manifest,
            hash: signed.hash,
            file: candidate.file,
            stored_ms: candidate.stored_ms,
            age: Span::default(),
        });
    }
    set_ages(&mut links);
    links
}

fn set_ages(links: &mut [Link]) {
    let mut later: Option<Timestamp> = None;
    let mut age = Span::default();
    for link in links.iter_mut().rev() {
        let made = link.manifest.made();
        if let Some(later) = later {
            let step = later.since(made).0.clamp(0, AGE_STEP_MAX.0);
            age = Span(age.0.saturating_add(step));
        }
        link.age = age;
        later = Some(made);
    }
}
