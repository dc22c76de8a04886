//! The configuration file: server, token, trusted CA.

use std::env;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// A configuration file is at most this long.
const CONFIG_BYTES_MAX: u64 = 64 << 10;

/// What the file holds. Every key is optional; flags and environment variables come first.
#[derive(Default, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The server, such as `https://coffer.example`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    /// The API token (`coffer_pat_…`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) token: Option<String>,
    /// Path of the CA certificates trusted for this server, in PEM form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ca: Option<PathBuf>,
}

impl Config {
    /// Reads the file; one that is not there is an empty one.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let text = match read_limited(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => {
                return Err(error).with_context(|| cannot("read", path));
            }
        };
        check_private(path)?;
        // The parser's own message could quote the line with the token.
        toml::from_str(&text).map_err(|error| {
            let message = format!("`{}`: {}", path.display(), error.message());
            Failure::local(message).into()
        })
    }

    /// Writes the file so that nobody else can read it, in one step.
    pub(crate) fn write(&self, path: &Path) -> anyhow::Result<()> {
        let text = toml::to_string(self)?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| cannot("create", folder))?;
        }
        let fresh = path.with_extension("toml.new");
        let outcome = write_private(&fresh, &text).and_then(|()| fs::rename(&fresh, path));
        outcome.with_context(|| cannot("write", path))
    }
}

/// `$XDG_CONFIG_HOME/coffer/config.toml`, else `~/.config/coffer/config.toml`.
pub(crate) fn default_path() -> Option<PathBuf> {
    let folder = env::var_os("XDG_CONFIG_HOME")
        .map(PathBuf::from)
        .filter(|folder| folder.is_absolute())
        .or_else(|| env::home_dir().map(|home| home.join(".config")))?;
    Some(folder.join("coffer").join("config.toml"))
}

fn cannot(what: &str, path: &Path) -> String {
    format!("cannot {what} `{}`", path.display())
}

fn read_limited(path: &Path) -> io::Result<String> {
    use std::io::Read as _;
    let mut text = String::new();
    fs::File::open(path)?
        .take(CONFIG_BYTES_MAX)
        .read_to_string(&mut text)?;
    Ok(text)
}

#[cfg(unix)]
fn check_private(path: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path)?.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let path = path.display();
    let message = format!(
        "`{path}` may hold a token but others can read it; run `chmod 600 '{path}'` and try again"
    );
    Err(Failure::local(message).into())
}

#[cfg(not(unix))]
fn check_private(_path: &Path) -> anyhow::Result<()> {
    Ok(())
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
