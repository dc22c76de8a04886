//! What the environment asks for.

use std::ffi::OsString;
use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

/// Where the server listens unless told otherwise.
const PORT: u16 = 8443;
/// Ports tried after the wanted one, before any free one is taken.
const PORTS_TRIED: u16 = 50;

/// `FILE`, `DEMO_EXIT`, `DEMO_PORT`, `DEMO_DIR`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Settings {
    /// The bundle, instead of one that is packed.
    pub(crate) file: Option<PathBuf>,
    /// Stop at the end instead of leaving the server running.
    pub(crate) exit: bool,
    pub(crate) port: u16,
    /// Where everything goes, instead of a fresh directory.
    pub(crate) dir: Option<PathBuf>,
}

impl Settings {
    /// Reads them; an empty variable is as good as none.
    pub(crate) fn read(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self> {
        let given = |name: &str| variable(name).filter(|value| !value.is_empty());
        let text = |name: &str| given(name).map(|value| value.to_string_lossy().into_owned());
        let exit = match text("DEMO_EXIT").as_deref() {
            None | Some("0") => false,
            Some("1") => true,
            Some(other) => bail!("DEMO_EXIT is `{other}`; write 1 or 0"),
        };
        let port = match text("DEMO_PORT") {
            None => PORT,
            Some(text) => text
                .parse()
                .with_context(|| format!("DEMO_PORT is `{text}`; write a port number"))?,
        };
        Ok(Self {
            file: given("FILE").map(PathBuf::from),
            exit,
            port,
            dir: given("DEMO_DIR").map(PathBuf::from),
        })
    }
}

/// A port that no other demo takes, not even while this one's server is down: the UDP port of the same number is held.
pub(crate) struct Reserved {
    pub(crate) port: u16,
    _held: UdpSocket,
}

/// The wanted port if it is free, else the next free one.
pub(crate) fn free_port(wanted: u16) -> Result<Reserved> {
    let next = (0..=PORTS_TRIED).filter_map(|step| wanted.checked_add(step));
    let any = (0..PORTS_TRIED).map(|_| 0);
    let mut reserved = next.chain(any).filter_map(reserve);
    reserved.next().context("no port is free on this machine")
}

fn reserve(port: u16) -> Option<Reserved> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok()?;
    let port = listener.local_addr().ok()?.port();
    let held = UdpSocket::bind((Ipv4Addr::LOCALHOST, port)).ok()?;
    Some(Reserved { port, _held: held })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Settings> {
        Settings::read(|name| {
            let found = pairs.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn nothing_set_means_defaults() {
        let defaults = Settings {
            file: None,
            exit: false,
            port: 8443,
            dir: None,
        };
        assert_eq!(read(&[]).unwrap(), defaults);
        assert_eq!(read(&[("FILE", ""), ("DEMO_EXIT", "0")]).unwrap(), defaults);
    }

    #[test]
    fn what_is_set_counts() {
        let read = read(&[("FILE", "a.zip"), ("DEMO_EXIT", "1"), ("DEMO_PORT", "9000")]).unwrap();
        assert_eq!(read.file, Some(PathBuf::from("a.zip")));
        assert!(read.exit);
        assert_eq!(read.port, 9000);
    }

    #[test]
    fn nonsense_is_refused() {
        assert!(read(&[("DEMO_EXIT", "yes")]).is_err());
        assert!(read(&[("DEMO_PORT", "70000")]).is_err());
    }

    #[test]
    fn a_taken_port_is_passed_over() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let first = free_port(port).unwrap();
        assert_ne!(first.port, port);
        let second = free_port(first.port).unwrap();
        assert_ne!(
            second.port, first.port,
            "its server may be down at the moment"
        );
    }
}
