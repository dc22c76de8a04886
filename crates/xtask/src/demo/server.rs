//! `cofferd`: started, killed, restarted and stopped as the story goes.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::keeper::{Keeper, Kept};
use super::places::Places;
use super::random::Random;
use super::tools::{Ended, quiet_environment, run, run_json};

const WORDS: &[&str] = &[
    "harbour", "lamp", "quiet", "amber", "meadow", "copper", "window", "orbit", "maple", "river",
    "candle", "velvet", "garden", "stone", "willow", "paper",
];

/// The server on its data directory.
pub(crate) struct Server {
    program: PathBuf,
    data: PathBuf,
    log: PathBuf,
    temporary: PathBuf,
    home: PathBuf,
    port: u16,
    passphrase: String,
    keeper: Arc<Keeper>,
    running: Option<Kept>,
}

impl Server {
    pub(crate) fn new(
        bin_dir: &Path,
        places: &Places,
        port: u16,
        keeper: Arc<Keeper>,
    ) -> Result<Self> {
        Ok(Self {
            program: bin_dir.join("cofferd"),
            data: places.data(),
            log: places.log(),
            temporary: places.temporary(),
            home: places.home(),
            port,
            passphrase: passphrase()?,
            keeper,
            running: None,
        })
    }

    pub(crate) fn passphrase(&self) -> &str {
        &self.passphrase
    }

    pub(crate) fn url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    pub(crate) fn ca(&self) -> PathBuf {
        self.data.join("tls/ca.pem")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        quiet_environment(&mut command, &self.home);
        command
            .args(arguments)
            .env("COFFER_PASSPHRASE", &self.passphrase)
            .env("TMPDIR", &self.temporary);
        command
    }

    /// Runs an operator's command on the data directory.
    pub(crate) fn operate(&self, arguments: &[&str]) -> Result<Ended> {
        run(self.command(arguments).arg("--data").arg(&self.data))
    }

    /// Runs an operator's command with `--json`; it must succeed.
    pub(crate) fn operate_json(&self, arguments: &[&str]) -> Result<Value> {
        let mut command = self.command(arguments);
        run_json(command.arg("--json").arg("--data").arg(&self.data))
    }

    /// Runs a command that has no data directory and no passphrase.
    pub(crate) fn offline(&self, arguments: &[&str]) -> Result<Ended> {
        let mut command = self.command(arguments);
        run(command.env_remove("COFFER_PASSPHRASE"))
    }

    /// Starts it and waits until it is ready; what it then said.
    pub(crate) fn start(&mut self) -> Result<String> {
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.log)?;
        let mut child = self
            .command(&["serve", "--listen", &format!("127.0.0.1:{}", self.port)])
            .arg("--data")
            .arg(&self.data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            // Ctrl-C is for the demo, which then stops the server in order.
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot run {}", self.program.display()))?;
        let stdout = child.stdout.take();
        let kept = self.keeper.keep(child);
        let mut ready = String::new();
        if let Some(stdout) = stdout {
            BufReader::new(stdout).read_line(&mut ready)?;
        }
        if !ready.starts_with("listening on") {
            kept.stop()?;
            bail!("the server did not start: {}", self.last_words()?);
        }
        self.running = Some(kept);
        Ok(ready.trim_end().to_owned())
    }

    fn last_words(&self) -> Result<String> {
        let mut text = String::new();
        File::open(&self.log)?.read_to_string(&mut text)?;
        Ok(text.lines().last().unwrap_or("it said nothing").to_owned())
    }

    pub(crate) fn running(&self) -> Result<&Kept> {
        self.running.as_ref().context("the server does not run")
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) -> Result<()> {
        let running = self.running.take().context("the server does not run")?;
        running.kill()?;
        Ok(())
    }

    /// Asks it to stop; whether it ended in good order.
    pub(crate) fn stop(&mut self) -> Result<bool> {
        match self.running.take() {
            Some(running) => Ok(running.stop()?.success()),
            None => Ok(true),
        }
    }
}

/// Words from the system's random numbers: nobody can guess them, and no file has them by chance.
fn passphrase() -> Result<String> {
    let mut seed = [0; 8];
    File::open("/dev/urandom")?.read_exact(&mut seed)?;
    let mut random = Random::new(u64::from_le_bytes(seed));
    let words: Vec<&str> = (0..4).map(|_| random.pick(WORDS)).collect();
    Ok(format!(
        "{} {}",
        words.join(" "),
        random.between(100_000, 999_999)
    ))
}
