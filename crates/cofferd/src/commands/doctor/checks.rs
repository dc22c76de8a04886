//! The single checks of `doctor`.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use coffer_domain::ports::{BlobStore, Clock};
use coffer_kms::Passphrase;

use super::Finding;
use crate::config::{Config, LISTEN_DEFAULT};
use crate::data_dir::DataDir;
use crate::system::SystemClock;
use crate::{rules, tls, wiring};

/// Below this much free disk, uploads will soon fail.
const FREE_BYTES_LOW: u64 = 10 << 30;
/// 2025-01-01: a clock before it is wrong, whatever else.
const EARLIEST_NOW_MS: i64 = 1_735_689_600_000;

/// What can be seen without the passphrase.
pub(super) fn at_rest(dir: &DataDir, config: &Config) -> Vec<Finding> {
    let mut findings = vec![Finding::ok("configuration", "readable, no unknown keys")];
    findings.push(permissions(dir.path(), 0o700));
    for path in [dir.key_file(), dir.metadata(), dir.keys()] {
        findings.push(permissions(&path, 0o600));
    }
    findings.push(disk(dir));
    findings.push(clock());
    findings.push(swap());
    findings.push(certificates(dir, config));
    findings.push(mail(dir, config));
    findings.push(own_rules(config));
    findings.extend(traces(config));
    findings
}

fn permissions(path: &Path, wanted: u32) -> Finding {
    let shown = path.display();
    match path.metadata() {
        Ok(metadata) if metadata.permissions().mode() & 0o777 & !wanted == 0 => {
            Finding::ok("permissions", format!("{shown} is this account's alone"))
        }
        Ok(metadata) => Finding::fault(
            "permissions",
            format!(
                "{shown} has mode {:o}",
                metadata.permissions().mode() & 0o777
            ),
            format!("chmod {wanted:o} {shown}"),
        ),
        Err(error) => Finding::fault(
            "permissions",
            format!("{shown}: {error}"),
            "restore the file from a backup",
        ),
    }
}

fn disk(dir: &DataDir) -> Finding {
    let free =
        coffer_blob::DirectoryBlobs::open(&dir.objects()).and_then(|blobs| blobs.free_bytes());
    match free {
        Ok(bytes) if bytes < FREE_BYTES_LOW => Finding::warning(
            "disk",
            format!("{} MiB free", bytes >> 20),
            "make room, or move the data directory to a larger disk",
        ),
        Ok(bytes) => Finding::ok("disk", format!("{} GiB free", bytes >> 30)),
        Err(error) => Finding::fault(
            "disk",
            error.to_string(),
            "mount the disk and check its owner",
        ),
    }
}

fn clock() -> Finding {
    let now = SystemClock.now();
    if now.0 < EARLIEST_NOW_MS {
        return Finding::fault(
            "clock",
            format!("it says {now}"),
            "set the clock; run a time service such as chrony",
        );
    }
    Finding::ok("clock", format!("it says {now}"))
}

/// Pages with keys may be swapped out.
fn swap() -> Finding {
    let swaps = std::fs::read_to_string("/proc/swaps").unwrap_or_default();
    if swaps.lines().count() > 1 {
        return Finding::warning(
            "swap",
            "swap is on; keys in memory may reach the disk",
            "swapoff -a, or encrypt the swap",
        );
    }
    Finding::ok("swap", "off")
}

fn certificates(dir: &DataDir, config: &Config) -> Finding {
    match tls::server_config(&config.tls, &dir.tls(), "localhost") {
        Ok(_) if config.tls.certificate.is_some() => {
            Finding::ok("certificate", "your own, fits its key")
        }
        Ok(_) => Finding::warning(
            "certificate",
            format!(
                "of the local CA; clients must trust {}",
                dir.tls().join(tls::CA_CERTIFICATE).display()
            ),
            "for customers, set [tls] certificate and key to a certificate of a public CA",
        ),
        Err(error) => Finding::fault(
            "certificate",
            format!("{error:#}"),
            "mend [tls] in the configuration",
        ),
    }
}

fn mail(dir: &DataDir, config: &Config) -> Finding {
    match config.mail(dir.path().with_extension("mail")) {
        Ok(coffer_outbound::MailConfig::Smtp(smtp)) => {
            Finding::ok("mail", format!("through {}:{}", smtp.host, smtp.port))
        }
        Ok(coffer_outbound::MailConfig::Folder { path, .. }) => Finding::warning(
            "mail",
            format!(
                "goes into the folder {}; no customer gets a code",
                path.display()
            ),
            "set [mail] host and from in the configuration",
        ),
        Err(error) => Finding::fault(
            "mail",
            format!("{error:#}"),
            "mend [mail] in the configuration",
        ),
    }
}

fn own_rules(config: &Config) -> Finding {
    match rules::load(config.scan.rules.as_deref()) {
        Ok(rules) => {
            let count = rules.set().rule_ids().count();
            let whose = match &config.scan.rules {
                Some(path) => format!("with those of {}", path.display()),
                None => "none of your own".to_owned(),
            };
            Finding::ok("rules", format!("{count} load, {whose}"))
        }
        Err(error) => Finding::fault(
            "rules",
            format!("{error:#}"),
            "mend the rule, or [scan] rules in the configuration: the server does not start with rules that are refused",
        ),
    }
}

/// Nothing to say where no collector is named.
fn traces(config: &Config) -> Option<Finding> {
    let fault = |error: anyhow::Error| {
        Finding::fault(
            "traces",
            format!("{error:#}"),
            "mend [traces] in the configuration: the server does not start with it",
        )
    };
    let collector = match config.traces.collector() {
        Ok(collector) => collector?,
        Err(error) => return Some(fault(error)),
    };
    let host = collector.url.host_str().unwrap_or_default().to_owned();
    // Its client must not be made on a thread that serves others.
    let checked = std::thread::spawn(move || crate::traces::check(&collector)).join();
    Some(match checked {
        Ok(Ok(())) => Finding::ok("traces", format!("to {host}")),
        Ok(Err(error)) => fault(error),
        Err(_) => fault(anyhow::anyhow!("the client cannot be set up")),
    })
}

/// What can be seen with the keys open.
pub(super) async fn opened(dir: &DataDir, config: &Config, passphrase: Passphrase) -> Vec<Finding> {
    let listen = config.listen.map_or_else(|| LISTEN_DEFAULT.parse(), Ok);
    let url = listen
        .map_err(anyhow::Error::from)
        .and_then(|listen| config.public_url(listen));
    let url = match url {
        Ok(url) => url,
        Err(error) => {
            return vec![Finding::fault(
                "address",
                format!("{error:#}"),
                "mend public_url in the configuration",
            )];
        }
    };
    let opened = match rules::builtin() {
        Ok(rules) => wiring::open(dir, config, url.clone(), passphrase, rules, None).await,
        Err(error) => Err(error),
    };
    let app = match opened {
        Ok(app) => app,
        Err(error) => {
            let mend = "check the passphrase; if the file is damaged, restore it from a backup";
            return vec![Finding::fault("keys", format!("{error:#}"), mend)];
        }
    };
    let mut findings = vec![Finding::ok("address", url)];
    findings.push(match app.check_ready().await {
        Ok(()) => Finding::ok("keys", "the key file opens, the log's key unwraps"),
        Err(error) => Finding::fault(
            "keys",
            coffer_app::error_chain(&error),
            "restore the key store from a backup",
        ),
    });
    findings.push(match app.sequence_all().await {
        Ok(()) => Finding::ok("ledger", "every committed entry has its place"),
        Err(error) => Finding::fault(
            "ledger",
            coffer_app::error_chain(&error),
            "see the log; restore from a backup if tiles are missing",
        ),
    });
    findings.push(match app.job_count().await {
        Ok(waiting) if waiting > 1_000 => Finding::warning(
            "jobs",
            format!("{waiting} scans wait"),
            "is `cofferd serve` running?",
        ),
        Ok(waiting) => Finding::ok("jobs", format!("{waiting} scans wait")),
        Err(error) => Finding::fault("jobs", coffer_app::error_chain(&error), "see the log"),
    });
    findings
}
