//! `cofferd witness serve`: `POST /add-checkpoint` of C2SP tlog-witness, over HTTPS.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use axum::Router;
use axum::extract::{DefaultBodyLimit, State as Shared};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::post;
use clap::Args;
use coffer_domain::ports::Clock as _;
use coffer_http::Load;
use coffer_tlog::{AddCheckpoint, LogVerifier, Witness, WitnessRefusal};
use tokio::net::TcpListener;

use super::state::State;
use crate::commands::{block_on, serve};
use crate::config::TlsSection;
use crate::system::SystemClock;
use crate::{hygiene, output, tls};

/// Longest request: a checkpoint with many signatures, and a proof.
const BODY_BYTES_MAX: usize = 320 << 10;

/// Run a witness
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd witness serve --state /srv/witness --listen 0.0.0.0:8444 --log \"$(cat coffer.vkey)\" --host witness.example.com

Logs are JSON lines on standard error. When ready, one line is printed: `listening on ADDRESS`.
Without --certificate a CA is made in DIR/tls; DIR/tls/ca.pem is what the log's server has to trust.")]
pub(crate) struct Serve {
    /// Where key and memory are kept
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// Address and port to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8444")]
    listen: SocketAddr,
    /// A log to watch, by its verifier key (`cofferd ledger key`); several times for several
    #[arg(long = "log", value_name = "VKEY", required = true)]
    logs: Vec<String>,
    /// The host name in the certificate of the local CA
    #[arg(long, value_name = "HOST", default_value = "localhost")]
    host: String,
    /// A certificate chain of your own, PEM
    #[arg(long, value_name = "FILE", requires = "key")]
    certificate: Option<PathBuf>,
    /// Its private key, PEM
    #[arg(long, value_name = "FILE", requires = "certificate")]
    key: Option<PathBuf>,
}

/// A witness at work. One request at a time: what was cosigned last is compared and kept in one go.
struct Running {
    witness: Witness,
    logs: Vec<LogVerifier>,
    state: Mutex<State>,
}

impl Serve {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        serve::log_to_stderr()?;
        let state = State::open(&self.state)?;
        let _lock = state.lock()?;
        let logs: Vec<LogVerifier> = self
            .logs
            .iter()
            .map(|text| {
                LogVerifier::from_vkey(text.trim())
                    .with_context(|| format!("--log {text} is not a log's verifier key"))
            })
            .collect::<Result<_, _>>()?;
        // Before anybody is told that we run: a memory that cannot be read is found out now.
        for log in &logs {
            state.latest(log)?;
        }
        let section = TlsSection {
            certificate: self.certificate,
            key: self.key,
        };
        let tls = tls::server_config(&section, &state.tls(), &self.host)?;
        let running = Arc::new(Running {
            witness: Witness::new(state.signer()?, logs.clone()),
            logs,
            state: Mutex::new(state),
        });
        let router = Router::new()
            .route("/add-checkpoint", post(add_checkpoint))
            .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
            .with_state(running);
        block_on(async move {
            let listener = TcpListener::bind(self.listen)
                .await
                .with_context(|| format!("cannot listen on {}", self.listen))?;
            let address = listener.local_addr()?;
            let stop = serve::stop()?;
            output::line(&format!("listening on {address}"))?;
            let load = Load::for_everybody(hygiene::open_files());
            coffer_http::serve(listener, tls, router, load, stop).await?;
            Ok(())
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

/// What a size is called in an answer (C2SP tlog-witness).
const SIZE_TYPE: (HeaderName, &str) = (header::CONTENT_TYPE, "text/x.tlog.size");

async fn add_checkpoint(Shared(running): Shared<Arc<Running>>, body: String) -> impl IntoResponse {
    // Files are synced: not on a thread that serves others.
    let done = tokio::task::spawn_blocking(move || running.add(&body)).await;
    match done {
        Ok(Ok(line)) => (StatusCode::OK, line).into_response(),
        Ok(Err(Failure::Refused(refusal))) => refused(&refusal).into_response(),
        Ok(Err(Failure::Broken(error))) => {
            tracing::error!(error = %format!("{error:#}"), "a checkpoint could not be kept, so it was not cosigned");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn refused(refusal: &WitnessRefusal) -> axum::response::Response {
    let said = format!("{refusal}\n");
    match refusal {
        WitnessRefusal::Malformed(_) => (StatusCode::BAD_REQUEST, said).into_response(),
        WitnessRefusal::UnknownLog => (StatusCode::NOT_FOUND, said).into_response(),
        WitnessRefusal::NotSigned => (StatusCode::FORBIDDEN, said).into_response(),
        WitnessRefusal::Moved { size } | WitnessRefusal::Forked { size } => {
            (StatusCode::CONFLICT, [SIZE_TYPE], format!("{size}\n")).into_response()
        }
        WitnessRefusal::NotConsistent(_) => {
            (StatusCode::UNPROCESSABLE_ENTITY, said).into_response()
        }
    }
}

enum Failure {
    Refused(WitnessRefusal),
    Broken(anyhow::Error),
}

impl From<WitnessRefusal> for Failure {
    fn from(refusal: WitnessRefusal) -> Self {
        Failure::Refused(refusal)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Failure::Broken(error)
    }
}

impl Running {
    fn add(&self, body: &str) -> Result<String, Failure> {
        let request = AddCheckpoint::from_body(body).map_err(WitnessRefusal::Malformed)?;
        let checkpoint = self.witness.checked(&request)?;
        let origin = checkpoint.origin.clone();
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let latest = match self.logs.iter().find(|log| log.origin() == origin) {
            Some(log) => state.latest(log)?,
            None => return Err(WitnessRefusal::UnknownLog.into()),
        };
        let now = u64::try_from(SystemClock.now().0 / 1_000).unwrap_or(0);
        match self
            .witness
            .cosign(&request, checkpoint, latest.as_ref(), now)
        {
            Ok(cosigned) => {
                state.keep(&cosigned.checkpoint)?;
                tracing::info!(origin, size = cosigned.checkpoint.size, "cosigned");
                Ok(cosigned.line)
            }
            Err(refusal) => {
                // Two heads of one size, both signed by the log: that alone proves it. A proof that does not hold may be
                // anybody's.
                if matches!(refusal, WitnessRefusal::Forked { .. }) {
                    let path = state.keep_evidence(&origin, &request.checkpoint)?;
                    tracing::error!(origin, reason = %refusal, evidence = %path.display(), "the log signed a head that contradicts what was cosigned");
                } else {
                    tracing::warn!(origin, reason = %refusal, "not cosigned");
                }
                Err(refusal.into())
            }
        }
    }
}
