//! `cofferd serve`

mod backups;

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use coffer_app::{App, TraceDelivery};
use coffer_http::{Http, Load};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing::{Level, Subscriber};
use tracing_subscriber::filter::{FilterExt as _, filter_fn};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer};

use super::Place;
use crate::config::{Config, LISTEN_DEFAULT, LdapSection};
use crate::data_dir::DataDir;
use crate::traces::Traces;
use crate::{environment, hygiene, output, rules, tls, wiring};

/// Uploads nobody continues and secrets whose time is over are looked for this often.
const SWEEP_EVERY: Duration = Duration::from_secs(600);

/// What is due by retention rules is looked at this often, by a clock that nobody sets: a case is listed on seven days before it is erased, and
/// setting the server's clock does not make them shorter.
const SWEEP_RETENTION_EVERY: Duration = Duration::from_secs(23 * 3600);

/// Often enough that a server with many cases has its decoys within days.
const SOW_DECOYS_EVERY: Duration = Duration::from_secs(7 * 3600);

/// Grants and requests that are over are recorded this soon.
const SWEEP_ACCESS_EVERY: Duration = Duration::from_secs(5);

/// Run the server
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd serve --data /srv/coffer --listen 0.0.0.0:8443 --passphrase-file /run/secrets/coffer

Logs are JSON lines on standard error; COFFER_LOG sets what is logged (default: info).
When ready, one line is printed: `listening on ADDRESS, reached at URL`.")]
pub(crate) struct Serve {
    #[command(flatten)]
    place: Place,
    /// Address and port to listen on [default: from the configuration, else 127.0.0.1:8443]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
}

impl Serve {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let (dir, config) = self.place.load()?;
        let traces = config.traces.collector()?.map(Traces::open).transpose()?;
        let layer = traces.as_ref().map(Traces::layer);
        tracing_subscriber::registry()
            .with(layer)
            .with(log_layer()?)
            .init();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .max_blocking_threads(coffer_app::BLOCKING_THREADS)
            .build()?;
        let delivery = traces.as_ref().map(Traces::delivery);
        let served = runtime.block_on(self.serve(dir, config, delivery));
        // Sealing threads keep what they have within a moment; a scan starts over at the next start.
        runtime.shutdown_timeout(Duration::from_secs(10));
        if let Some(traces) = traces {
            traces.close();
        }
        served?;
        Ok(ExitCode::SUCCESS)
    }

    async fn serve(
        self,
        dir: DataDir,
        config: Config,
        traces: Option<Arc<TraceDelivery>>,
    ) -> anyhow::Result<()> {
        let rules = rules::load(config.scan.rules.as_deref())
            .context("the server does not start with rules that are refused")?;
        let backups = config.backup.schedule()?;
        let passphrase = self.place.passphrase.read()?;
        let _lock = dir.lock_for_serving()?;
        let wanted = match self.listen.or(config.listen) {
            Some(address) => address,
            None => LISTEN_DEFAULT.parse()?,
        };
        let listener = TcpListener::bind(wanted)
            .await
            .with_context(|| format!("cannot listen on {wanted}"))?;
        let address = listener.local_addr()?;
        let metrics = match config.metrics.listen()? {
            None => None,
            Some(wanted) => Some(
                TcpListener::bind(wanted)
                    .await
                    .with_context(|| format!("cannot listen on {wanted} for metrics"))?,
            ),
        };
        let public_url = config.public_url(address)?;
        let tls = tls::server_config(&config.tls, &dir.tls(), wiring::host_of(&public_url))?;
        let app =
            wiring::open(&dir, &config, public_url.clone(), passphrase, rules, traces).await?;
        // Before anybody is served; what the operator does beside the server is not bound by it.
        app.look_at_read_only()
            .await
            .context("whether the server is read-only cannot be read")?;
        app.ensure_server_keys()
            .await
            .context("the server's own keys cannot be used")?;
        sweep_what_was_interrupted(&app).await?;
        start_background(&app);
        if let Some(section) = &config.ldap {
            follow(&app, section)?;
        }
        if let Some(schedule) = backups {
            backups::start(&app, &dir, self.place.config_path(&dir), schedule);
        }
        let http = Http::new(Arc::clone(&app));
        if let Some(listener) = metrics {
            show_metrics(listener, http.clone())?;
        }
        // Before anybody is told that we run: whoever hears it may ask us to stop.
        let stop = stop()?;
        output::line(&format!("listening on {address}, reached at {public_url}"))?;
        tracing::info!(%address, public_url, "serving");
        let stop = async {
            stop.await;
            // Those who listen would otherwise be waited for.
            app.stop_news();
        };
        let load = Load::for_everybody(hygiene::open_files());
        coffer_http::serve(listener, tls, coffer_http::router(http), load, stop).await?;
        // What was committed in the last moments gets its place before we go.
        app.sequence_all()
            .await
            .context("the last entries were not sequenced; the next start does it")?;
        tracing::info!("stopped");
        Ok(())
    }
}

/// Removes what the process before began and did not end.
async fn sweep_what_was_interrupted(app: &App) -> anyhow::Result<()> {
    let orphans = app
        .sweep_orphans()
        .await
        .context("the objects cannot be looked through")?;
    app.sweep_erased_messages()
        .await
        .context("the keys of erased messages cannot be destroyed")?;
    if orphans > 0 {
        tracing::info!(
            orphans,
            "removed objects that an interrupted start of an upload left behind"
        );
    }
    Ok(())
}

/// Libraries that see requests, mails or statements: at their finest levels they would log what is in them.
const QUIET: [&str; 8] = [
    "h2=info",
    "hyper=info",
    "hyper_util=info",
    "lettre=info",
    "rustls=info",
    "sqlx=warn",
    "webauthn_rs=off",
    "webauthn_rs_core=off",
];

/// Logs as JSON lines on standard error.
pub(super) fn log_to_stderr() -> anyhow::Result<()> {
    tracing_subscriber::registry().with(log_layer()?).init();
    Ok(())
}

/// A line names the request it was written for, not all that it lies within, whatever is logged.
fn log_layer<S>() -> anyhow::Result<impl Layer<S>>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    Ok(tracing_subscriber::fmt::layer()
        .json()
        .with_span_list(false)
        .with_writer(std::io::stderr)
        .with_filter(
            log_filter()?.and(filter_fn(|it| it.is_event() || *it.level() <= Level::INFO)),
        ))
}

fn log_filter() -> anyhow::Result<EnvFilter> {
    let mut filter =
        EnvFilter::try_from_env(environment::LOG).unwrap_or_else(|_| EnvFilter::new("info"));
    for directive in QUIET {
        filter = filter.add_directive(directive.parse()?);
    }
    Ok(filter)
}

fn start_background(app: &Arc<App>) {
    tokio::spawn(Arc::clone(app).run_jobs());
    let sequencing = Arc::clone(app);
    tokio::spawn(async move { sequencing.run_sequencer().await });
    tokio::spawn(sweep_access(Arc::clone(app)));
    tokio::spawn(sweep_retention(Arc::clone(app)));
    tokio::spawn(sow_decoys(Arc::clone(app)));
    let watching = Arc::clone(app);
    tokio::spawn(async move { watching.run_watch().await });
    app.start_sinks();
    let anchoring = Arc::clone(app);
    tokio::spawn(async move { anchoring.run_anchoring().await });
    let sweeping = Arc::clone(app);
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(SWEEP_EVERY);
        loop {
            ticks.tick().await;
            if let Err(error) = sweeping.put_policies_in_force(&sweeping.system_ctx()).await {
                tracing::error!(error = %coffer_app::error_chain(&error), "policies that are due did not come into force");
            }
            match sweeping.sweep_uploads().await {
                Ok(0) => {}
                Ok(removed) => tracing::info!(removed, "removed uploads nobody continued"),
                Err(error) => {
                    tracing::error!(error = %coffer_app::error_chain(&error), "the sweep of uploads failed");
                }
            }
            match sweeping.sweep_expired().await {
                Ok(0) => {}
                Ok(forgotten) => tracing::info!(forgotten, "forgot secrets whose time is over"),
                Err(error) => {
                    tracing::error!(error = %coffer_app::error_chain(&error), "the sweep of secrets failed");
                }
            }
        }
    });
}

/// Ends grants and requests whose time is over. Decisions do not wait for it.
async fn sweep_access(app: Arc<App>) {
    let mut ticks = tokio::time::interval(SWEEP_ACCESS_EVERY);
    loop {
        ticks.tick().await;
        let now = app.clock().now();
        match app.sweep_access(now).await {
            Ok(0) => {}
            Ok(ended) => tracing::info!(ended, "ended grants and requests whose time was over"),
            Err(error) => {
                tracing::error!(error = %coffer_app::error_chain(&error), "the sweep of grants failed");
            }
        }
    }
}

/// Lists cases that are due by retention rules, and erases those that were listed long enough.
async fn sweep_retention(app: Arc<App>) {
    let mut ticks = tokio::time::interval(SWEEP_RETENTION_EVERY);
    loop {
        ticks.tick().await;
        match app.sweep_retention().await {
            Ok(0) => {}
            Ok(erased) => tracing::info!(erased, "erased cases by retention rules"),
            Err(error) => {
                tracing::error!(error = %coffer_app::error_chain(&error), "the sweep of what is due failed");
            }
        }
    }
}

/// Sets decoys out. How many is not logged: whoever reads logs might be whom they are for.
async fn sow_decoys(app: Arc<App>) {
    let mut ticks = tokio::time::interval(SOW_DECOYS_EVERY);
    loop {
        ticks.tick().await;
        if let Err(error) = app.sow_decoys().await {
            tracing::error!(error = %coffer_app::error_chain(&error), "decoys were not set out");
        }
    }
}

/// Answers Prometheus until the process ends.
fn show_metrics(listener: TcpListener, http: Http) -> anyhow::Result<()> {
    let address = listener.local_addr()?;
    tracing::info!(%address, "metrics");
    let router = coffer_http::metrics_router(http);
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "metrics are not answered any more");
        }
    });
    Ok(())
}

/// Compares the directory with who is here, now and again and again.
fn follow(app: &Arc<App>, section: &LdapSection) -> anyhow::Result<()> {
    let directory = Arc::new(section.directory()?);
    let (rules, every) = (section.rules()?, section.every());
    let app = Arc::clone(app);
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(every);
        loop {
            ticks.tick().await;
            let done = app
                .sync_directory(&app.system_ctx(), &*directory, rules)
                .await;
            match done {
                Ok(report) if report.refused => tracing::error!(
                    left = report.left,
                    locked = report.locked,
                    "the directory knows far fewer people than before, so nothing was changed; \
                     look, then `cofferd directory sync --even-so`"
                ),
                Ok(report) => tracing::info!(
                    added = report.added,
                    changed = report.changed,
                    left = report.left,
                    problems = report.problems.len(),
                    "compared with the directory"
                ),
                Err(error) => {
                    tracing::error!(error = %coffer_app::error_chain(&error), "the directory could not be compared");
                }
            }
        }
    });
    Ok(())
}

/// Resolves when this process is asked to stop.
pub(super) fn stop() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
