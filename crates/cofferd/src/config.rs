//! The configuration file: one struct per section; unknown keys are errors.

pub(crate) mod anchors;
pub(crate) mod backup;
mod budgets;
mod directory;
mod ldap;
pub(crate) mod oidc;
pub(crate) mod sinks;
pub(crate) mod traces;
mod watch;

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use coffer_app::access::AccessRules;
use coffer_app::signin::SignInRules;
use coffer_domain::access_request::{ApprovalRules, Approvals};
use coffer_domain::secret::SecretText;
use coffer_domain::time::Span;
use coffer_outbound::{MailConfig, SmtpConfig, SmtpLogin, SmtpTls};
use coffer_passkey::AttestationCas;
use serde::Deserialize;

use crate::breached::BreachedFile;
pub(crate) use directory::DirectorySection;
pub(crate) use ldap::LdapSection;
use watch::WatchSection;

/// Where the server listens unless told otherwise.
pub(crate) const LISTEN_DEFAULT: &str = "127.0.0.1:8443";

/// `cofferd.toml`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// Address and port to listen on.
    pub listen: Option<SocketAddr>,
    /// Where people reach this server, such as `https://files.example.com`; `https://localhost:PORT` by default.
    pub public_url: Option<String>,
    /// Certificates of your own.
    pub tls: TlsSection,
    /// How mail goes out.
    pub mail: MailSection,
    /// What file requests may be.
    pub requests: RequestsSection,
    /// What temporary access needs.
    pub access: AccessSection,
    /// How files are scanned.
    pub scan: ScanSection,
    /// How the organisation's own policies change.
    pub policies: PoliciesSection,
    /// What signing in takes.
    pub sign_in: SignInSection,
    /// How the ledger is watched.
    pub watch: WatchSection,
    /// How much goes out in an hour.
    pub budgets: budgets::BudgetsSection,
    /// What groups of directories stand for.
    pub directory: DirectorySection,
    /// Where people may sign in besides here.
    pub oidc: Vec<oidc::OidcSection>,
    /// A directory that is asked for everybody.
    pub ldap: Option<LdapSection>,
    /// Where backups go and who can open them.
    pub backup: backup::BackupSection,
    /// Places outside that are told what is in the ledger.
    pub sink: Vec<sinks::SinkSection>,
    /// Places outside that are told of alerts.
    pub webhook: Vec<sinks::WebhookSection>,
    /// How often the ledger's head is put elsewhere.
    pub checkpoints: anchors::CheckpointsSection,
    /// Who vouches for the ledger.
    pub witness: Vec<anchors::WitnessSection>,
    /// Metrics.
    pub metrics: MetricsSection,
    /// Who is told how long things take.
    pub traces: traces::TracesSection,
}

/// `[metrics]`
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct MetricsSection {
    /// Where Prometheus asks, on this machine; nowhere if not given.
    pub listen: Option<SocketAddr>,
}

impl MetricsSection {
    /// Where to listen. Without TLS and without a credential, so for this machine only.
    pub(crate) fn listen(&self) -> anyhow::Result<Option<SocketAddr>> {
        match self.listen {
            Some(address) if !address.ip().is_loopback() => bail!(
                "[metrics] listen = {address}: metrics are for this machine only; \
                 listen on 127.0.0.1 and have an agent or a proxy with TLS fetch them there"
            ),
            listen => Ok(listen),
        }
    }
}

/// `[policies]`: what may permit more than before.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PoliciesSection {
    /// Whether a second security officer must approve it.
    pub second_person: bool,
    /// How many hours later it comes into force.
    pub delay_hours: u32,
}

impl Default for PoliciesSection {
    fn default() -> Self {
        Self {
            second_person: true,
            delay_hours: 24,
        }
    }
}

/// `[tls]`: certificate and key as PEM files; without them a local CA is used.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct TlsSection {
    /// The certificate chain.
    pub certificate: Option<PathBuf>,
    /// Its private key.
    pub key: Option<PathBuf>,
}

/// `[mail]`: a server, or a folder for development.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct MailSection {
    /// The sender's address.
    pub from: Option<String>,
    /// Host name of the mail server.
    pub host: Option<String>,
    /// Its port; 587 for STARTTLS, 465 for implicit TLS.
    pub port: Option<u16>,
    /// `starttls` (default), `implicit`, or `danger_plaintext` (this machine only).
    pub tls: Option<String>,
    /// Account at the mail server.
    pub username: Option<String>,
    /// File whose first line is that account's password.
    pub password_file: Option<PathBuf>,
    /// PEM file with a further CA to trust for the mail server.
    pub ca_file: Option<PathBuf>,
    /// Development only: write mails into this folder instead. Whoever reads it reads the codes.
    pub folder: Option<PathBuf>,
}

/// `[requests]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RequestsSection {
    /// Whether links without an e-mail code (for `curl` and collectors) may be made.
    pub script_links: bool,
}

/// `[access]`: beyond what the walls ask for anyway.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AccessSection {
    /// Whether a grant for single values needs two approvals.
    pub two_for_reveal: bool,
    /// Whether a grant for originals needs two approvals.
    pub two_for_originals: bool,
    /// Whether taking out an original needs the release of two others each time.
    pub originals_need_release: bool,
}

impl AccessSection {
    /// As the application takes it.
    pub(crate) fn rules(&self) -> AccessRules {
        let count = |two| if two { Approvals::Two } else { Approvals::One };
        AccessRules {
            approvals: ApprovalRules {
                reveal: count(self.two_for_reveal),
                download: count(self.two_for_originals),
            },
            originals_need_release: self.originals_need_release,
        }
    }
}

/// `[scan]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ScanSection {
    /// Rules of your own: a file, or a folder whose `*.toml` files are taken.
    pub rules: Option<PathBuf>,
    /// How many scans run at the same time.
    pub at_once: NonZeroUsize,
}

/// `[sign_in]`: stricter than the product's own rules, never looser.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SignInSection {
    /// Sessions end after this many hours, whatever happens.
    pub session_hours: Option<u8>,
    /// Sessions end after this many minutes without a request.
    pub session_idle_minutes: Option<u8>,
    /// Whether administrators need a passkey on a device that its maker vouches for.
    pub attested_administrators: bool,
    /// The makers trusted for that: a root certificate as PEM, or the JSON list of `fido-mds-tool`.
    pub attestation_cas: Option<PathBuf>,
    /// Passwords known from breaches: lines of SHA-1 in upper-case hex, sorted, with anything after a colon.
    pub breached_hashes: Option<PathBuf>,
}

impl SignInSection {
    /// The rules; where both say something, the stricter counts.
    pub(crate) fn rules(&self) -> anyhow::Result<SignInRules> {
        if self.session_hours == Some(0) || self.session_idle_minutes == Some(0) {
            bail!("[sign_in] a session must live longer than that");
        }
        if self.attested_administrators && self.attestation_cas.is_none() {
            bail!("[sign_in] attested_administrators needs attestation_cas: whom to trust");
        }
        let breached = self.breached_hashes.as_deref().map(BreachedFile::open);
        let breached = breached.transpose()?;
        let mut rules = SignInRules {
            attested_administrators: self.attested_administrators,
            breached: breached.map(|file| Arc::new(file) as _),
            ..SignInRules::default()
        };
        if let Some(hours) = self.session_hours {
            rules.session.life = rules.session.life.min(Span::hours(i64::from(hours)));
        }
        if let Some(minutes) = self.session_idle_minutes {
            rules.session.idle = rules.session.idle.min(Span::minutes(i64::from(minutes)));
        }
        Ok(rules)
    }

    /// Whom to trust to vouch for devices.
    pub(crate) fn attestation_cas(&self) -> anyhow::Result<Option<AttestationCas>> {
        let Some(path) = &self.attestation_cas else {
            return Ok(None);
        };
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("[sign_in] {} cannot be read", path.display()))?;
        let cas = AttestationCas::parse(&text)
            .with_context(|| format!("[sign_in] {} cannot be used", path.display()))?;
        Ok(Some(cas))
    }
}

impl Default for ScanSection {
    fn default() -> Self {
        Self {
            rules: None,
            at_once: NonZeroUsize::MIN,
        }
    }
}

impl Default for RequestsSection {
    fn default() -> Self {
        Self { script_links: true }
    }
}

impl Config {
    /// Reads `named`, or `default` if it exists, or nothing.
    pub(crate) fn load(named: Option<&Path>, default: &Path) -> anyhow::Result<Self> {
        let path = match named {
            Some(path) => path,
            None if default.exists() => default,
            None => return Ok(Self::default()),
        };
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("the configuration {} cannot be read", path.display()))?;
        let config: Self = toml::from_str(&text)
            .with_context(|| format!("the configuration {} is not valid", path.display()))?;
        Ok(config.relative_to(path.parent().unwrap_or(Path::new("."))))
    }

    /// Paths in the file are relative to it.
    fn relative_to(mut self, folder: &Path) -> Self {
        let paths = [
            &mut self.tls.certificate,
            &mut self.tls.key,
            &mut self.mail.password_file,
            &mut self.mail.ca_file,
            &mut self.mail.folder,
            &mut self.scan.rules,
            &mut self.sign_in.attestation_cas,
            &mut self.sign_in.breached_hashes,
            &mut self.backup.target,
        ];
        let recipients = self.backup.recipients.iter_mut();
        for path in paths.into_iter().flatten().chain(recipients) {
            *path = folder.join(&*path);
        }
        for section in &mut self.oidc {
            section.relative_to(folder);
        }
        for section in &mut self.sink {
            section.relative_to(folder);
        }
        for section in &mut self.webhook {
            section.relative_to(folder);
        }
        for section in &mut self.witness {
            section.relative_to(folder);
        }
        if let Some(ldap) = &mut self.ldap {
            ldap.relative_to(folder);
        }
        self.checkpoints.relative_to(folder);
        self.traces.relative_to(folder);
        self
    }

    /// Where people reach the server that listens on `listen`.
    pub(crate) fn public_url(&self, listen: SocketAddr) -> anyhow::Result<String> {
        let Some(url) = &self.public_url else {
            return Ok(format!("https://localhost:{}", listen.port()));
        };
        let url = url.trim_end_matches('/');
        if !url.starts_with("https://") || url.contains(['#', '?', ' ']) {
            bail!("`public_url` must be of the form https://host[:port]");
        }
        Ok(url.to_owned())
    }

    /// How mail goes out. Without a word about it: into a folder beside the data, so that a first try works.
    pub(crate) fn mail(&self, folder_default: PathBuf) -> anyhow::Result<MailConfig> {
        let mail = &self.mail;
        let from = mail
            .from
            .clone()
            .unwrap_or_else(|| "Coffer <coffer@localhost>".to_owned());
        let Some(host) = mail.host.clone() else {
            let path = mail.folder.clone().unwrap_or(folder_default);
            return Ok(MailConfig::Folder { path, from });
        };
        if mail.folder.is_some() {
            bail!("[mail] names both a host and a folder; keep one");
        }
        let tls = match mail.tls.as_deref() {
            None | Some("starttls") => SmtpTls::StartTls,
            Some("implicit") => SmtpTls::Implicit,
            Some("danger_plaintext") => SmtpTls::DangerPlaintext,
            Some(other) => {
                bail!("[mail] tls = `{other}`: expected starttls, implicit or danger_plaintext")
            }
        };
        let login = match (&mail.username, &mail.password_file) {
            (Some(username), Some(path)) => {
                let text = std::fs::read_to_string(path).with_context(|| {
                    format!("[mail] password_file {} cannot be read", path.display())
                })?;
                let password = SecretText::new(text.lines().next().unwrap_or_default().to_owned());
                Some(SmtpLogin {
                    username: username.clone(),
                    password,
                })
            }
            (None, None) => None,
            _ => bail!("[mail] username and password_file go together"),
        };
        let ca_pem = match &mail.ca_file {
            Some(path) => Some(
                std::fs::read(path)
                    .with_context(|| format!("[mail] ca_file {} cannot be read", path.display()))?,
            ),
            None => None,
        };
        let port = mail
            .port
            .unwrap_or(if tls == SmtpTls::Implicit { 465 } else { 587 });
        Ok(MailConfig::Smtp(SmtpConfig {
            host,
            port,
            tls,
            login,
            ca_pem,
            from,
        }))
    }
}

/// What `init` writes: every key, with its default, as comments.
pub(crate) const TEMPLATE: &str = r#"# Coffer's configuration. Every key is optional; what is commented out shows its default or an example.
# Paths are relative to this file.

# listen = "127.0.0.1:8443"
# public_url = "https://files.example.com"

[tls]
# certificate = "fullchain.pem"     # without them a local CA is used: tls/ca.pem is what clients trust
# key = "privkey.pem"

[mail]
# from = "Support <files@example.com>"
# host = "smtp.example.com"
# port = 587
# tls = "starttls"                  # or "implicit"
# username = "coffer"
# password_file = "smtp-password"
# folder = "../mail"                # development only; whoever reads it reads the codes

[requests]
# script_links = true               # links without an e-mail code, for curl and collectors

[directory]
# department = "Support"           # of people whose groups name none; without it directories bring nobody
# invite = false                    # mail an enrolment link to people who get their first role
# [[directory.groups]]              # what a group of the directory stands for; as many as you like
# group = "coffer-support-leads"
# department = "Support"
# roles = ["agent", "lead"]

# [ldap]                            # a directory that is asked for everybody; see the manual
# url = "ldaps://ldap.example.com"
# bind_dn = "cn=coffer,ou=services,dc=example,dc=com"
# password_file = "ldap-password"
# base = "ou=people,dc=example,dc=com"
# groups_base = "ou=groups,dc=example,dc=com"
# every_minutes = 60
# removed_percent_max = 10          # a comparison by which more would leave is refused

# [[oidc]]                          # an identity provider; as many as you like, see the manual
# id = "entra"
# title = "Sign in with Entra ID"
# issuer = "https://login.microsoftonline.com/TENANT/v2.0"
# client_id = "…"
# client_secret_file = "oidc-secret"
# [[oidc.assurance]]                # what sign-ins are worth; without a rule too little to do anything
# amr = ["mfa"]
# aal = 2

[scan]
# rules = "rules"                   # rules of your own: a file, or a folder of *.toml files
# at_once = 1                       # scans that run at the same time, each on one core with up to 64 MiB

[sign_in]
# session_hours = 12                # sessions end after this, administrators' after 8 at the latest
# session_idle_minutes = 30         # and after this without a request, administrators' after 15
# attested_administrators = false   # true: administrators need a passkey on a device that its maker vouches for
# attestation_cas = "makers.pem"    # whom to trust for that: PEM, or the JSON list of fido-mds-tool
# breached_hashes = "pwned.txt"     # passwords refused: sorted SHA-1 in hex, one a line, as haveibeenpwned.com offers

[watch]
# respond = true                    # whether alerts are responded to; false: it is only recorded what would have been done
# read_only_after = ["D24"]         # of D18, D23, D24: after their critical alerts nothing is changed on the whole server for a time
# decoys_every = 200                # of so many open cases one gets a decoy by itself; none unless said
# misplaced = ["pci", "secret"]     # labels of data that has no place in a case outside that lane; see the manual
# misplaced_class = "confidential"  # up to which class a file with such data is raised; not at all unless said
# places = "places.csv"             # where networks are (network,latitude,longitude[,label]), for seeing impossible travel
# egress = ["192.0.2.0/24"]         # networks behind which people are anywhere, such as the end of your VPN

[budgets]                           # how much goes out in an hour; a security officer can raise it for a time
# member_originals = 200            # originals that one member takes out or sends
# member_gib = 50                   # after so many gibibytes of them no further one
# member_working_copies = 1000      # files whose working copies one member reads
# case_originals = 400              # the same for one case, to everybody together
# case_gib = 200
# case_working_copies = 4000

# [[sink]]                          # who is told what is in the ledger; as many as you like, see the manual
# name = "siem"
# kind = "syslog"                   # or "file", "https"
# address = "logs.example.com:6514"
# format = "ocsf"                   # or "cef", "coffer"

# [[webhook]]                       # who is told of alerts
# name = "pager"
# url = "https://hooks.example.com/coffer"
# secret_file = "pager.secret"      # made by `cofferd events new-secret`

[metrics]
# listen = "127.0.0.1:9464"         # where Prometheus asks for /metrics; this machine only

[traces]
# url = "http://127.0.0.1:4318"     # a collector of OpenTelemetry: OTLP over HTTP, elsewhere by https
# authorization_file = "collector-token"   # its first line is the value of Authorization
# ca_file = "collector-ca.pem"
# share = 1.0                       # of requests and jobs, which share is told
# service = "coffer"                # what this server is called there

[checkpoints]                       # the ledger's head, put where this server cannot take it back
# every_seconds = 60                # how often witnesses are asked, and sinks with checkpoints = true are told
# mail = ["auditor@example.com"]    # who gets it by mail
# mail_hours = 24
# bucket = "bucket.toml"            # a bucket that locks it, named as for backups
# bucket_hours = 1
# bucket_days = 400                 # for how long each is locked; 0: not at all

# [[witness]]                       # who vouches for the ledger having only grown; see the manual
# url = "https://witness.example.com:8444"
# key = "witness.example.com/w1+…"  # as `cofferd witness init` printed it there

[backup]
# target = "/mnt/backup/coffer"     # a directory that is there; `cofferd backup run`
# recipients = ["backup.pub"]       # made offline by `cofferd backup keygen`; the other half stays away from the server
# every_seconds = 86400             # the server makes one as often; without it, `cofferd backup run` by a timer does
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_a_valid_configuration() {
        let config: Config = toml::from_str(TEMPLATE).unwrap();
        assert!(config.requests.script_links);
    }

    #[test]
    fn unknown_keys_are_errors() {
        assert!(toml::from_str::<Config>("lisen = \"127.0.0.1:1\"").is_err());
        assert!(toml::from_str::<Config>("[mail]\nhots = \"x\"").is_err());
        assert!(toml::from_str::<Config>("[scan]\nat_once = 0").is_err());
    }

    #[test]
    fn sessions_can_be_made_shorter_and_not_longer() {
        let rules = |text: &str| {
            let config: Config = toml::from_str(&format!("[sign_in]\n{text}")).unwrap();
            config.sign_in.rules()
        };
        let shorter = rules("session_hours = 1\nsession_idle_minutes = 15").unwrap();
        assert_eq!(shorter.session.life, Span::hours(1));
        assert_eq!(shorter.session.idle, Span::minutes(15));
        let longer = rules("session_hours = 100\nsession_idle_minutes = 200").unwrap();
        assert_eq!(longer.session, SignInRules::default().session);
        assert!(rules("session_hours = 0").is_err());
    }

    #[test]
    fn metrics_are_for_this_machine_only() {
        let listen = |address: &str| {
            let text = format!("[metrics]\nlisten = \"{address}\"");
            let config: Config = toml::from_str(&text).unwrap();
            config.metrics.listen()
        };
        assert!(listen("127.0.0.1:9464").unwrap().is_some());
        assert!(listen("[::1]:9464").unwrap().is_some());
        assert!(listen("0.0.0.0:9464").is_err());
        assert!(listen("10.0.0.1:9464").is_err());
    }

    #[test]
    fn public_addresses_are_https() {
        let config = |text: &str| Config {
            public_url: Some(text.to_owned()),
            ..Config::default()
        };
        let listen = "127.0.0.1:9".parse().unwrap();
        assert_eq!(
            config("https://a.example/").public_url(listen).unwrap(),
            "https://a.example"
        );
        assert!(config("http://a.example").public_url(listen).is_err());
        assert_eq!(
            Config::default().public_url(listen).unwrap(),
            "https://localhost:9"
        );
    }
}
