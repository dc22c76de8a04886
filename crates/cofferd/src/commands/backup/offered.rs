//! A target that another machine offers over HTTPS (`cofferd backup offer`), to pull from.

use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;
use coffer_backup::limits::{HOLD_BYTES_MAX, MANIFEST_BYTES_MAX, MANIFESTS_BYTES_MAX};
use coffer_backup::{BackupError, Source, StoredManifest, Target};
use reqwest::blocking::{Client, Response};
use reqwest::{Certificate, Identity, StatusCode, redirect};
use zeroize::Zeroizing;

use super::offer::{FILE_BYTES, FILES, MANIFESTS, PIECE_BYTES};

/// How long one piece may take, and the list of manifests.
const PATIENCE: Duration = Duration::from_secs(120);
/// What is read of an answer at once.
const READ_BYTES: usize = 64 << 10;
/// Longest list of manifests: about a hundred thousand.
const LIST_BYTES_MAX: u64 = 8 << 20;

/// How the other machine is known, and how it knows this one.
#[derive(Args)]
pub(super) struct Known {
    /// With https: who vouches for the other machine's certificate, PEM: a CA, or that certificate itself. Nobody else is believed
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// With https: the certificate this machine shows, PEM
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// With https: its private key, PEM; nobody but its owner may read it
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

/// Where to pull from, by what was given: a directory or an address.
pub(super) fn open(from: &str, known: &Known) -> anyhow::Result<Box<dyn Source>> {
    if from.starts_with("http://") {
        bail!("{from}: backups are pulled over https only");
    }
    if !from.starts_with("https://") {
        return Ok(Box::new(Target::open(Path::new(from))?));
    }
    let (Some(ca), Some(certificate), Some(key)) = (&known.ca, &known.certificate, &known.key)
    else {
        bail!("{from} takes --ca, --certificate and --key: both sides show who they are");
    };
    Ok(Box::new(Offered::new(from, ca, certificate, key)?))
}

struct Offered {
    client: Client,
    /// `https://host:port`, without a slash.
    base: String,
}

impl Offered {
    fn new(base: &str, ca: &Path, certificate: &Path, key: &Path) -> anyhow::Result<Self> {
        super::bucket::refuse_others(key)?;
        let read = |path: &Path| {
            let read = std::fs::read(path).map(Zeroizing::new);
            read.with_context(|| format!("{} cannot be read", path.display()))
        };
        let trusted = Certificate::from_pem_bundle(&read(ca)?)
            .with_context(|| format!("{} holds no certificates", ca.display()))?;
        // reqwest takes both in one.
        let mut shown = read(certificate)?;
        shown.push(b'\n');
        shown.extend_from_slice(&read(key)?);
        let identity = Identity::from_pem(&shown)
            .context("--certificate and --key are not a certificate and its private key, PEM")?;
        let client = Client::builder()
            .tls_certs_only(trusted)
            .identity(identity)
            .tls_version_min(reqwest::tls::Version::TLS_1_3)
            .https_only(true)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(PATIENCE)
            .build()
            .context("the certificates cannot be used")?;
        Ok(Self {
            client,
            base: base.trim_end_matches('/').to_owned(),
        })
    }

    /// None if there is no such file.
    fn ask(&self, path: &str) -> io::Result<Option<Response>> {
        let asked = self.client.get(format!("{}{path}", self.base)).send();
        let answer = asked.map_err(io::Error::other)?;
        match answer.status() {
            StatusCode::OK => Ok(Some(answer)),
            StatusCode::NOT_FOUND => Ok(None),
            status => Err(io::Error::other(format!(
                "the other machine answered {status}"
            ))),
        }
    }

    /// A piece of a file, and how long the file is.
    fn piece(&self, name: &str, from: u64) -> io::Result<Option<(Vec<u8>, u64)>> {
        let Some(answer) = self.ask(&format!("{FILES}{name}?from={from}"))? else {
            return Ok(None);
        };
        let told = answer.headers().get(FILE_BYTES);
        let bytes = told.and_then(|it| it.to_str().ok()?.parse().ok());
        let bytes: u64 =
            bytes.ok_or_else(|| io::Error::other("the other machine offers no backups"))?;
        let piece = read_in_time(answer, PIECE_BYTES, PATIENCE)?;
        if piece.len() as u64 != PIECE_BYTES.min(bytes.saturating_sub(from)) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Some((piece, bytes)))
    }

    fn list(&self) -> io::Result<Vec<StoredManifest>> {
        let answer = self.ask(MANIFESTS)?;
        let answer =
            answer.ok_or_else(|| io::Error::other("the other machine offers no backups"))?;
        let lines = read_in_time(answer, LIST_BYTES_MAX.saturating_add(1), PATIENCE)?;
        if lines.len() as u64 > LIST_BYTES_MAX {
            return Err(ErrorKind::FileTooLarge.into());
        }
        let lines = String::from_utf8(lines).map_err(io::Error::other)?;
        let mut room = MANIFESTS_BYTES_MAX;
        let manifests = lines.lines().filter_map(|line| line.split_once(' '));
        let manifests = manifests.map(|(stored, name)| {
            let text = self.text(name)?;
            // They are held in memory, and the other machine may be somebody else's by now.
            let left = room.checked_sub(text.len() as u64);
            room = left.ok_or(ErrorKind::FileTooLarge)?;
            Ok(StoredManifest {
                name: name.to_owned(),
                text,
                stored_ms: stored.parse().unwrap_or(0),
            })
        });
        manifests.collect()
    }

    /// Empty if it is too long, not UTF-8, or gone since it was listed.
    fn text(&self, name: &str) -> io::Result<String> {
        let text = self.short(format!("manifests/{name}"), MANIFEST_BYTES_MAX)?;
        Ok(text.unwrap_or_default())
    }

    /// Empty if it is too long or not UTF-8; none if it is not there.
    fn short(&self, name: String, most: u64) -> io::Result<Option<String>> {
        let Some((first, bytes)) = self.piece(&name, 0)? else {
            return Ok(None);
        };
        if bytes > most {
            return Ok(Some(String::new()));
        }
        let mut text = Vec::new();
        self.rest(name, first, bytes).read_to_end(&mut text)?;
        Ok(Some(String::from_utf8(text).unwrap_or_default()))
    }

    fn rest(&self, name: String, first: Vec<u8>, bytes: u64) -> Pieces<'_> {
        Pieces {
            offered: self,
            name,
            bytes,
            next: first.len() as u64,
            piece: io::Cursor::new(first),
        }
    }

    fn unreadable(&self, error: io::Error) -> BackupError {
        BackupError::Offered(self.base.clone(), error)
    }
}

/// Reads an answer, up to so many bytes. Whoever sends it may be somebody else by now, and send a byte a minute for ever.
fn read_in_time(answer: impl Read, most: u64, patience: Duration) -> io::Result<Vec<u8>> {
    let begun = Instant::now();
    let mut answer = answer.take(most);
    let (mut read, mut buffer) = (Vec::new(), vec![0; READ_BYTES]);
    loop {
        match answer.read(&mut buffer)? {
            0 => return Ok(read),
            bytes => read.extend_from_slice(buffer.get(..bytes).unwrap_or_default()),
        }
        if begun.elapsed() > patience {
            return Err(io::Error::new(
                ErrorKind::TimedOut,
                "the other machine sends too slowly",
            ));
        }
    }
}

impl Source for Offered {
    fn manifests(&self) -> Result<Vec<StoredManifest>, BackupError> {
        self.list().map_err(|error| match error.kind() {
            ErrorKind::FileTooLarge => BackupError::TooManyManifests(self.base.clone()),
            _ => self.unreadable(error),
        })
    }

    fn manifest(&self, name: &str) -> Result<String, BackupError> {
        self.text(name).map_err(|error| self.unreadable(error))
    }

    fn hold(&self) -> io::Result<Option<String>> {
        self.short("hold".to_owned(), HOLD_BYTES_MAX)
    }

    fn open(&self, name: &str, bytes: u64) -> io::Result<Option<Box<dyn Read + '_>>> {
        match self.piece(name, 0)? {
            None => Ok(None),
            Some((first, length)) if length == bytes => {
                Ok(Some(Box::new(self.rest(name.to_owned(), first, bytes))))
            }
            Some(_) => Err(io::Error::other(
                "it is not a file of the length its manifest says",
            )),
        }
    }

    fn signer(&self) -> Result<String, BackupError> {
        Err(self.unreadable(io::Error::other(
            "the key that signs manifests is not taken from there; give it with --signer",
        )))
    }
}

/// A file, piece by piece.
struct Pieces<'a> {
    offered: &'a Offered,
    name: String,
    bytes: u64,
    /// Where the next piece begins.
    next: u64,
    piece: io::Cursor<Vec<u8>>,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.piece.read(buffer)?;
        if read > 0 || self.next >= self.bytes {
            return Ok(read);
        }
        let asked = self.offered.piece(&self.name, self.next)?;
        let (piece, _) = asked.ok_or(io::ErrorKind::UnexpectedEof)?;
        self.next = self.next.saturating_add(piece.len() as u64);
        self.piece = io::Cursor::new(piece);
        self.piece.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_now_and_then_is_not_waited_for_without_end() {
        struct Dripping;
        impl Read for Dripping {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                buffer[0] = 1;
                Ok(1)
            }
        }
        let patience = Duration::from_millis(5);
        let read = read_in_time(Dripping, u64::MAX, patience).unwrap_err();
        assert_eq!(read.kind(), ErrorKind::TimedOut);
        assert_eq!(read_in_time(Dripping, 3, PATIENCE).unwrap(), [1; 3]);
    }
}
