//! Bundles: a few files of the server in one archive, sealed to the offline keys.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use coffer_envelope::{
    Binding, Dek, ReadAt, SealedReader, Sealer, Suite, SystemRng, open_dek, seal_dek,
};
use data_encoding::{BASE64, HEXLOWER};

use crate::error::BackupError;
use crate::key::{Identity, Recipient};
use crate::limits::COPY_BYTES;
use crate::manifest::{Bundle, Wrap};
use crate::plain::{hash_plain, open_plain};
use crate::target::Target;

/// Stands where an object has its case: 16 bytes that no random case id is, so that a bundle never opens as an object.
const CASE: [u8; 16] = *b"coffer backup v1";

/// A file to put into a bundle.
#[derive(Debug, Clone)]
pub struct Member {
    /// Its name in the bundle.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
}

/// What may come out of a bundle, and nothing else.
const NAMES: [&str; 6] = [
    "meta.db",
    "cofferd.toml",
    "keys.db",
    "keys.json",
    "tls/ca.pem",
    "tls/ca.key",
];

/// Whether a bundle may hold a file of this name.
#[must_use]
fn known_name(name: &str) -> bool {
    NAMES.contains(&name)
}

/// Seals `members` into a file of the target.
pub(crate) fn seal(
    target: &Target,
    path: String,
    id: [u8; 16],
    organisation: [u8; 16],
    members: &[Member],
    recipients: &[Recipient],
) -> Result<Bundle, BackupError> {
    let place = target
        .bundle_path(&path)
        .ok_or(BackupError::Bug("a bundle's path"))?;
    let binding = Binding {
        organisation,
        case: CASE,
        object: id,
    };
    let bug = |_| BackupError::Bug("sealing failed");
    let dek = Dek::generate().map_err(|_| BackupError::Bug("no entropy"))?;
    let written = target.put(&place, &mut |out| {
        let sealing = Sealing::new(&dek, binding, out)?;
        let mut archive = tar::Builder::new(sealing);
        archive.mode(tar::HeaderMode::Deterministic);
        for member in members {
            let mut file = File::open(&member.path)?;
            archive.append_file(&member.name, &mut file)?;
        }
        archive.into_inner()?.finish()
    })?;
    let wraps = recipients.iter().map(|recipient| {
        let mut rng = SystemRng::infallible();
        let sealed = seal_dek(recipient.key(), &binding, &dek, &mut rng).map_err(bug)?;
        Ok(Wrap {
            recipient: recipient.name().to_owned(),
            sealed: BASE64.encode(&sealed),
        })
    });
    Ok(Bundle {
        path,
        id: HEXLOWER.encode(&id),
        bytes: written.bytes,
        blake3: HEXLOWER.encode(&written.blake3),
        wraps: wraps.collect::<Result<_, BackupError>>()?,
    })
}

/// Checks that a bundle lies at the target as its manifest says; `hash` reads all of it.
pub(crate) fn check(target: &Target, bundle: &Bundle, hash: bool) -> Result<(), BackupError> {
    let path = target
        .bundle_path(&bundle.path)
        .ok_or_else(|| BackupError::Damaged(bundle.path.clone()))?;
    let metadata = match fs::symlink_metadata(&path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(BackupError::Gone(bundle.path.clone()));
        }
        Err(error) => return Err(BackupError::target(&path, error)),
    };
    let mut good = metadata.is_file() && metadata.len() == bundle.bytes;
    if good && hash {
        let found =
            hash_plain(&path, bundle.bytes).map_err(|error| BackupError::target(&path, error))?;
        good = HEXLOWER.encode(&found) == bundle.blake3;
    }
    if good {
        Ok(())
    } else {
        Err(BackupError::Damaged(bundle.path.clone()))
    }
}

/// Opens a bundle and writes its files below `into`; their names.
pub(crate) fn extract(
    target: &Target,
    bundle: &Bundle,
    organisation: [u8; 16],
    identity: &Identity,
    into: &Path,
) -> Result<Vec<String>, BackupError> {
    check(target, bundle, true)?;
    let damaged = || BackupError::Damaged(bundle.path.clone());
    let id = HEXLOWER.decode(bundle.id.as_bytes()).ok();
    let id: Option<[u8; 16]> = id.and_then(|id| id.try_into().ok());
    let binding = Binding {
        organisation,
        case: CASE,
        object: id.ok_or_else(damaged)?,
    };
    let dek = open_wraps(bundle, &binding, identity)?;
    let path = target.bundle_path(&bundle.path).ok_or_else(damaged)?;
    let file =
        open_plain(&path, bundle.bytes).map_err(|error| BackupError::target(&path, error))?;
    let reader = SealedReader::open(&dek, &binding, FileAt(file)).map_err(|_| damaged())?;
    let mut archive = tar::Archive::new(reader);
    let mut names = Vec::new();
    for entry in archive.entries().map_err(|_| damaged())? {
        let mut entry = entry.map_err(|_| damaged())?;
        let name = entry.path().map_err(|_| damaged())?;
        let name = name.to_string_lossy().into_owned();
        if !known_name(&name) || !entry.header().entry_type().is_file() {
            return Err(damaged());
        }
        write_new(&into.join(&name), &mut entry)?;
        names.push(name);
    }
    Ok(names)
}

fn open_wraps(bundle: &Bundle, binding: &Binding, identity: &Identity) -> Result<Dek, BackupError> {
    let recipient = identity
        .recipient()
        .map_err(|_| BackupError::Bug("an identity without a public half"))?;
    let ours = bundle
        .wraps
        .iter()
        .find(|wrap| wrap.recipient == recipient.name());
    let Some(wrap) = ours else {
        let names: Vec<_> = bundle
            .wraps
            .iter()
            .map(|wrap| wrap.recipient.as_str())
            .collect();
        return Err(BackupError::WrongIdentity(names.join(", ")));
    };
    let damaged = || BackupError::Damaged(bundle.path.clone());
    let sealed = BASE64
        .decode(wrap.sealed.as_bytes())
        .map_err(|_| damaged())?;
    open_dek(identity.key(), binding, &sealed).map_err(|_| damaged())
}

fn write_new(path: &Path, from: &mut dyn Read) -> Result<(), BackupError> {
    let io = |error| BackupError::target(path, error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(io)?;
    }
    let mut file = File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(io)?;
    let mut buffer = zeroize::Zeroizing::new(vec![0; COPY_BYTES]);
    loop {
        let read = from.read(&mut buffer).map_err(io)?;
        if read == 0 {
            break;
        }
        file.write_all(buffer.get(..read).unwrap_or_default())
            .map_err(io)?;
    }
    file.sync_all().map_err(io)
}

/// Seals what is written and passes it on.
struct Sealing<'o> {
    sealer: Sealer,
    buffer: Vec<u8>,
    out: &'o mut dyn Write,
}

impl<'o> Sealing<'o> {
    fn new(dek: &Dek, binding: Binding, out: &'o mut dyn Write) -> io::Result<Self> {
        let made = Sealer::create(dek, binding, Suite::Aes256Gcm);
        let (sealer, header) = made.map_err(io::Error::other)?;
        out.write_all(&header)?;
        Ok(Self {
            sealer,
            buffer: Vec::new(),
            out,
        })
    }

    fn finish(mut self) -> io::Result<()> {
        let Self { sealer, .. } = self;
        self.buffer.clear();
        sealer.finish(&mut self.buffer).map_err(io::Error::other)?;
        self.out.write_all(&self.buffer)
    }
}

impl Write for Sealing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.clear();
        self.sealer
            .push(bytes, &mut self.buffer)
            .map_err(io::Error::other)?;
        self.out.write_all(&self.buffer)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

struct FileAt(File);

impl ReadAt for FileAt {
    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        self.0.read_exact_at(buffer, offset)
    }

    fn len(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }
}
