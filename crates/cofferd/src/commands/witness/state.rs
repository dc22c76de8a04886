//! What a witness keeps: its key, and for each log the head it cosigned last.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use coffer_domain::ports::random;
use coffer_tlog::{Checkpoint, Hash, LogVerifier, WitnessSigner};
use zeroize::Zeroizing;

use crate::system::SystemEntropy;

const NAME: &str = "name";
const KEY: &str = "key";
const LOCK: &str = "lock";

/// A witness's folder.
pub(super) struct State {
    folder: PathBuf,
}

impl State {
    /// Makes a folder for this account alone, with a new key.
    pub(super) fn create(folder: &Path, name: &str) -> anyhow::Result<Self> {
        let state = Self {
            folder: folder.to_owned(),
        };
        if state.folder.join(KEY).exists() {
            bail!(
                "{} holds a witness already; nothing was changed",
                folder.display()
            );
        }
        let seed = Zeroizing::new(random::<32>(&SystemEntropy));
        WitnessSigner::from_seed(name, &seed).context("that is no name for a witness")?;
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
        state.put(NAME, format!("{name}\n").as_bytes())?;
        state.put(KEY, seed.as_slice())?;
        Ok(state)
    }

    /// An existing one.
    pub(super) fn open(folder: &Path) -> anyhow::Result<Self> {
        let key = folder.join(KEY);
        let metadata = key.metadata().with_context(|| {
            format!(
                "{} is not a witness's folder; make one with `cofferd witness init`",
                folder.display()
            )
        })?;
        if metadata.permissions().mode() & 0o077 != 0 {
            bail!("{} is readable by others; chmod 600 it", key.display());
        }
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// Makes sure that one witness runs on this folder; the lock ends with the process.
    pub(super) fn lock(&self) -> anyhow::Result<File> {
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(self.folder.join(LOCK))?;
        if file.try_lock().is_err() {
            bail!("another witness runs on {}", self.folder.display());
        }
        Ok(file)
    }

    pub(super) fn signer(&self) -> anyhow::Result<WitnessSigner> {
        let name = fs::read_to_string(self.folder.join(NAME)).context("the name cannot be read")?;
        let seed =
            Zeroizing::new(fs::read(self.folder.join(KEY)).context("the key cannot be read")?);
        let seed = seed.first_chunk::<32>().context("the key is damaged")?;
        Ok(WitnessSigner::from_seed(name.trim_end(), seed)?)
    }

    /// Where a certificate of the local CA lies.
    pub(super) fn tls(&self) -> PathBuf {
        self.folder.join("tls")
    }

    /// The head cosigned last for a log; none before the first. A damaged one is an error: without its memory a witness
    /// would vouch for anything.
    pub(super) fn latest(&self, log: &LogVerifier) -> anyhow::Result<Option<Checkpoint>> {
        let path = self.folder.join(file_of(log.origin()));
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| path.display().to_string()),
        };
        let damaged = || format!("{} is damaged", path.display());
        let mut lines = text.lines();
        let (origin, size, root) = (lines.next(), lines.next(), lines.next());
        let size: u64 = size
            .and_then(|text| text.parse().ok())
            .with_context(damaged)?;
        let root = root.and_then(Hash::from_base64).with_context(damaged)?;
        if origin != Some(log.origin()) {
            bail!(damaged());
        }
        Ok(Some(Checkpoint::new(log.origin(), size, root)))
    }

    /// Keeps a head, durably, before anybody hears of it.
    pub(super) fn keep(&self, head: &Checkpoint) -> anyhow::Result<()> {
        self.put(&file_of(&head.origin), head.body().as_bytes())
    }

    /// Keeps a signed checkpoint that contradicts what was cosigned: the log's own signature on it is the proof. The
    /// first one stays.
    pub(super) fn keep_evidence(&self, origin: &str, checkpoint: &str) -> anyhow::Result<PathBuf> {
        let name = format!("{}.contradiction", file_of(origin));
        let path = self.folder.join(&name);
        if !path.exists() {
            self.put(&name, checkpoint.as_bytes())?;
        }
        Ok(path)
    }

    /// Writes a file as a whole or not at all, and syncs it with its name.
    fn put(&self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let part = self.folder.join(format!(".{name}.part"));
        let write = || -> io::Result<()> {
            let mut file = OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(true)
                .mode(0o600)
                .open(&part)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&part, self.folder.join(name))?;
            File::open(&self.folder)?.sync_all()
        };
        write().with_context(|| format!("{} cannot be written", self.folder.join(name).display()))
    }
}

/// A log's file: its name, with what does not belong in a file's name written out.
fn file_of(origin: &str) -> String {
    let mut name = "log-".to_owned();
    for byte in origin.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.' {
            name.push(char::from(byte));
        } else {
            name.push_str(&format!("_{byte:02x}"));
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use coffer_tlog::LogSigner;

    use super::*;

    #[test]
    fn a_witness_remembers_and_a_damaged_memory_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().join("witness");
        let made = State::create(&at, "witness.example/w1").unwrap();
        assert!(State::create(&at, "witness.example/w1").is_err());
        let log = LogSigner::from_seed("coffer/org_1", &[7; 32])
            .unwrap()
            .verifier();
        assert_eq!(made.latest(&log).unwrap(), None);
        let head = Checkpoint::new("coffer/org_1", 7, Hash([1; 32]));
        made.keep(&head).unwrap();
        let again = State::open(&at).unwrap();
        assert_eq!(again.latest(&log).unwrap(), Some(head));
        assert_eq!(
            again.signer().unwrap().verifier(),
            made.signer().unwrap().verifier()
        );
        fs::write(at.join(file_of("coffer/org_1")), "coffer/org_1\n7\n").unwrap();
        assert!(again.latest(&log).is_err());
        let _held = again.lock().unwrap();
        assert!(again.lock().is_err());
    }

    #[test]
    fn logs_have_files_of_their_own() {
        assert_eq!(file_of("a/b"), "log-a_2fb");
        assert_ne!(file_of("a_2fb"), file_of("a/b"));
        assert_eq!(file_of("../x"), "log-.._2fx");
    }
}
