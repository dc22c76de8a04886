//! The key of a case, kept in a file of the user's own: with it, pseudonyms are equal from run to run.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use anyhow::Context as _;
use coffer_client::scan::CaseKey;
use zeroize::Zeroizing;

use crate::failure::Failure;

const KEY_BYTES: usize = 32;

/// The key in the file at `path`; a fresh one is written to it if there is no such file. Says whether it is fresh.
pub(crate) fn from_file(path: &Path) -> anyhow::Result<(CaseKey, bool)> {
    let cannot = || format!("cannot use the key in `{}`", path.display());
    if !fs::exists(path).with_context(cannot)? {
        return Ok((created(path).with_context(cannot)?, true));
    }
    let file = File::open(path).with_context(cannot)?;
    if is_open_to_others(&file).with_context(cannot)? {
        let shown = path.display();
        let message = format!("others can read the key in `{shown}`; run: chmod 600 {shown}");
        return Err(Failure::local(message).into());
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(KEY_BYTES + 1));
    let most = KEY_BYTES as u64 + 1;
    file.take(most)
        .read_to_end(&mut bytes)
        .with_context(cannot)?;
    let Ok(key) = <[u8; KEY_BYTES]>::try_from(bytes.as_slice()) else {
        let message = format!(
            "`{}` is no case key: it has not {KEY_BYTES} bytes",
            path.display()
        );
        return Err(Failure::local(message).into());
    };
    Ok((CaseKey::new(key), false))
}

fn created(path: &Path) -> io::Result<CaseKey> {
    let key: Zeroizing<[u8; KEY_BYTES]> = Zeroizing::new(rand::random());
    write_private(path, key.as_slice())?;
    Ok(CaseKey::new(*key))
}

/// Writes a new file that only its owner can read.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(unix)]
fn is_open_to_others(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    Ok(file.metadata()?.mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_file: &File) -> io::Result<bool> {
    Ok(false)
}
