//! Puts the application together from a data directory: the one place that names adapters.

use std::num::NonZeroU32;
use std::sync::Arc;

use anyhow::Context;
use coffer_app::jobs::{ScanRules, Scans};
use coffer_app::policies::PolicyChanges;
use coffer_app::watch::WatchSettings;
use coffer_app::{App, Parts, TraceDelivery};
use coffer_blob::DirectoryBlobs;
use coffer_detect::RuleSet;
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::id::TraceId;
use coffer_domain::ports::{Clock, random};
use coffer_domain::reach::Reach;
use coffer_domain::time::Span;
use coffer_kms::{KeyFile, Passphrase};
use coffer_passkey::WebauthnPasskeys;
use coffer_policy::{LivePolicies, Prover};
use coffer_store::{SqliteKeyStore, SqliteOptions, SqliteStore};

use crate::config::{self, Config};
use crate::data_dir::DataDir;
use crate::system::{SystemClock, SystemEntropy};
use crate::{environment, hygiene};

/// Opens everything in `dir`.
pub(crate) async fn open(
    dir: &DataDir,
    config: &Config,
    public_url: String,
    passphrase: Passphrase,
    rules: ScanRules,
    traces: Option<Arc<TraceDelivery>>,
) -> anyhow::Result<Arc<App>> {
    let key_path = dir.key_file();
    // Argon2 takes its time and memory; not on a thread that serves others.
    let key_file =
        tokio::task::spawn_blocking(move || KeyFile::open(&key_path, &passphrase)).await?;
    let key_file = key_file.context("the key file cannot be opened")?;
    let store = SqliteStore::open(&dir.metadata(), SqliteOptions::default())
        .await
        .context("the metadata database cannot be opened")?;
    let key_store = SqliteKeyStore::open(&dir.keys())
        .await
        .context("the key store cannot be opened")?;
    let blobs = DirectoryBlobs::open(&dir.objects()).context("the objects cannot be opened")?;
    let prover = Prover::find(
        std::env::var_os(environment::CVC5),
        std::env::var_os(environment::PATH),
    );
    let policies = LivePolicies::builtin(prover).context("the policies do not load")?;
    let passkeys = WebauthnPasskeys::new(&public_url, config.sign_in.attestation_cas()?)
        .context("passkeys cannot be set up")?;
    let mail_folder = dir.path().with_extension("mail");
    let mailer =
        coffer_outbound::mailer(config.mail(mail_folder)?).context("mail cannot be set up")?;
    let sinks = config::sinks::sinks(&config.sink, &config.webhook, host_of(&public_url))?;
    let app = Arc::new(App::new(Parts {
        store: Arc::new(store),
        key_store: Arc::new(key_store),
        blobs: Arc::new(blobs),
        kms: Arc::new(key_file),
        policies: Arc::new(policies),
        policy_changes: PolicyChanges {
            second_person: config.policies.second_person,
            delay: Span::hours(i64::from(config.policies.delay_hours)),
        },
        mailer,
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        public_url,
        script_links_allowed: config.requests.script_links,
        access_rules: config.access.rules(),
        directory_rules: config.directory.rules()?,
        identity_providers: config::oidc::providers(&config.oidc)?,
        scans: Scans {
            rules: Arc::new(rules),
            misplaced: config.watch.misplaced()?,
            at_once: config.scan.at_once.get(),
            thread_begins: hygiene::stand_back,
        },
        passkeys: Arc::new(passkeys),
        sinks,
        anchors: config::anchors::anchors(&config.checkpoints, &config.witness)?,
        traces,
        sign_in_rules: config.sign_in.rules()?,
        budgets: config.budgets.budgets(),
        watch: WatchSettings {
            rules: RuleSet::builtin().context("the detections do not load")?,
            clocks: coffer_detect::Clock::builtin().context("the clocks of the law do not load")?,
            respond: config.watch.respond,
            read_only_after: config.watch.read_only_after()?,
            decoys_every: NonZeroU32::new(config.watch.decoys_every),
            places: config.watch.places()?,
        },
    }));
    // Nobody is answered by the shipped policies alone where the organisation has its own.
    app.put_policies_in_force(&operator_ctx())
        .await
        .context("the organisation's own policies do not load")?;
    Ok(app)
}

/// The circumstances of a command typed at the server.
pub(crate) fn operator_ctx() -> RequestCtx {
    RequestCtx {
        principal: Principal::Operator,
        trace: TraceId::from_random(random(&SystemEntropy)),
        now: SystemClock.now(),
        address: None,
        session: None,
        token: None,
        client: None,
        aal: 0,
        phishing_resistant: false,
        authenticated: None,
        reach: Reach::Whole,
    }
}

/// The host in the address of a server.
pub(crate) fn host_of(url: &str) -> &str {
    let rest = url.trim_start_matches("https://");
    match rest.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or(v6),
        None => rest.split([':', '/']).next().unwrap_or(rest),
    }
}

#[cfg(test)]
mod tests {
    use super::host_of;

    #[test]
    fn hosts_of_public_addresses() {
        assert_eq!(host_of("https://files.example.com"), "files.example.com");
        assert_eq!(host_of("https://localhost:8443"), "localhost");
        assert_eq!(host_of("https://[::1]:8443"), "::1");
    }
}
