//! A server of one's own: [`World`] starts, kills and restarts it; the modules hold what tests do with it.

pub(crate) mod http;
pub(crate) mod link;
pub(crate) mod people;
pub(crate) mod raw;
pub(crate) mod receiver;
pub(crate) mod samples;
pub(crate) mod session;
pub(crate) mod small;
pub(crate) mod tools;
pub(crate) mod wait;
pub(crate) mod weed;

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::str::FromStr;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use reqwest::blocking::Client;
use serde_json::Value;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Executor};
use tempfile::TempDir;

/// What unlocks every test's key file.
pub(crate) const PASSPHRASE: &str = "quiet harbour lamp nine";
pub(crate) const ADMIN: &str = "admin@coffer.example";

/// A data directory, the server on it, and a client that trusts its CA.
pub(crate) struct World {
    folder: TempDir,
    data: PathBuf,
    server: Option<Child>,
    port: u16,
    client: Client,
    /// What `cofferd init` answered.
    pub(crate) init: Value,
}

impl World {
    /// A fresh one, serving.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        Self::on(folder, data)
    }

    /// A fresh one whose data directory is `data`.
    pub(crate) fn on(folder: TempDir, data: PathBuf) -> Self {
        std::fs::create_dir(folder.path().join("tmp")).unwrap();
        let mut world = Self {
            folder,
            data,
            server: None,
            port: 0,
            client: Client::new(),
            init: Value::Null,
        };
        let answer = world.operate(&["init", "--admin", ADMIN, "--json"]);
        world.init = serde_json::from_slice(&answer.stdout).unwrap();
        world.start();
        world
    }

    /// Runs an operator's command on the data directory; it must succeed.
    pub(crate) fn operate(&self, arguments: &[&str]) -> Output {
        let output = self.try_operate(arguments);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "cofferd {arguments:?}: {told}");
        output
    }

    pub(crate) fn try_operate(&self, arguments: &[&str]) -> Output {
        let mut command = self.command();
        command.args(arguments).arg("--data").arg(&self.data);
        command.output().unwrap()
    }

    /// Runs `cofferd` without a data directory.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cofferd"));
        command
            .env("COFFER_PASSPHRASE", PASSPHRASE)
            .env("TMPDIR", self.folder.path().join("tmp"));
        command
    }

    /// Starts the server, on the port it had before if there was one, and waits until it is ready.
    pub(crate) fn start(&mut self) {
        assert!(self.server.is_none(), "it runs already");
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.log_path());
        let mut server = self
            .command()
            .args(["serve", "--listen", &format!("127.0.0.1:{}", self.port)])
            .arg("--data")
            .arg(&self.data)
            .env(
                "COFFER_LOG",
                "info,coffer_app=trace,coffer_http=trace,coffer_store=trace,coffer_scan=trace,coffer_outbound=trace,\
                 coffer_kms=trace,coffer_blob=trace,coffer_policy=trace,cofferd=trace",
            )
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log.unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let port = line
            .strip_prefix("listening on 127.0.0.1:")
            .and_then(|rest| rest.split(',').next())
            .and_then(|port| port.parse().ok());
        let Some(port) = port else {
            panic!("the server did not start: {line}{}", self.log());
        };
        self.port = port;
        self.server = Some(server);
        self.client = self.client_at([127, 0, 0, 1]);
    }

    /// A client at this address of the machine: what the server counts by address is counted apart.
    pub(crate) fn client_at(&self, address: [u8; 4]) -> Client {
        let pem = std::fs::read(self.ca()).unwrap();
        let certificates = reqwest::Certificate::from_pem_bundle(&pem).unwrap();
        Client::builder()
            .tls_certs_only(certificates)
            .https_only(true)
            .redirect(reqwest::redirect::Policy::none())
            .local_address(std::net::IpAddr::from(address))
            .timeout(std::time::Duration::from_secs(120))
            .build()
            .unwrap()
    }

    /// What nobody asked the server for: a row is changed behind its back, as whoever owns its host can.
    pub(crate) fn in_the_database(&self, sql: &'static str) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let path = self.data().join("meta.db");
        runtime.block_on(async {
            let options = SqliteConnectOptions::from_str(path.to_str().unwrap()).unwrap();
            let options = options
                .busy_timeout(std::time::Duration::from_secs(30))
                .foreign_keys(false);
            let mut connection: SqliteConnection = options.connect().await.unwrap();
            let done = connection.execute(sql).await.unwrap();
            assert!(done.rows_affected() > 0, "{sql}");
        });
    }

    /// Starts again with this configuration.
    pub(crate) fn configure(&mut self, text: &str) {
        self.stop();
        std::fs::write(self.data.join("cofferd.toml"), text).unwrap();
        self.start();
    }

    /// `kill -9`, and waits until it is gone.
    pub(crate) fn kill(&mut self) {
        let mut server = self.server.take().expect("it runs");
        server.kill().unwrap();
        server.wait().unwrap();
    }

    pub(crate) fn kill_and_restart(&mut self) {
        self.kill();
        self.start();
    }

    /// Asks the server to stop and waits until it has.
    pub(crate) fn stop(&mut self) {
        let mut server = self.server.take().expect("it runs");
        let id = rustix::process::Pid::from_child(&server);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
        assert!(server.wait().unwrap().success(), "{}", self.log());
    }

    pub(crate) fn pid(&self) -> u32 {
        self.server.as_ref().expect("it runs").id()
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.port)
    }

    pub(crate) fn data(&self) -> &Path {
        &self.data
    }

    pub(crate) fn ca(&self) -> PathBuf {
        self.data.join("tls/ca.pem")
    }

    /// Where mails land: beside the data.
    pub(crate) fn mail(&self) -> PathBuf {
        self.data.with_extension("mail")
    }

    /// A folder of the test's own: data, mails, the log, and in `tmp` the server's `TMPDIR`.
    pub(crate) fn temporary(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn log_path(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }

    /// Everything the server has logged so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    /// The sealed objects there are, by path.
    pub(crate) fn objects(&self) -> Vec<PathBuf> {
        files_below(&self.data.join("objects"))
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            drop(server.kill());
            drop(server.wait());
        }
        if std::thread::panicking() {
            eprintln!("--- the server's last words\n{}", tail(&self.log()));
        }
    }
}

fn tail(log: &str) -> String {
    let lines: Vec<_> = log.lines().collect();
    lines[lines.len().saturating_sub(15)..].join("\n")
}

/// Every file below a folder.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else {
        return found;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A generator whose seed is printed, so that a failure can be had again: `COFFER_SOAK_SEED=…`.
pub(crate) fn seeded() -> StdRng {
    let seed = std::env::var("COFFER_SOAK_SEED")
        .ok()
        .map_or_else(|| rand::rng().random(), |text| text.parse().unwrap());
    println!("COFFER_SOAK_SEED={seed}");
    StdRng::seed_from_u64(seed)
}

/// Changes one byte of a file.
pub(crate) fn flip(path: &Path, at: u64) {
    use std::os::unix::fs::FileExt;
    let file = File::options().read(true).write(true).open(path).unwrap();
    let mut byte = [0];
    file.read_exact_at(&mut byte, at).unwrap();
    file.write_all_at(&[byte[0] ^ 1], at).unwrap();
}
