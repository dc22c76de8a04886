//! `cofferd backup offer`: the server's target over HTTPS, read-only, to machines that show a certificate.
//!
//! A process of its own with a listener of its own: it knows no data directory, no passphrase and no members, and whoever
//! may read here can do nothing else anywhere.

use std::net::SocketAddr;
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use clap::Args;
use coffer_backup::Target;
use serde::Deserialize;
use tokio::net::TcpListener;

use crate::commands::{block_on, serve};
use crate::{output, tls};

/// Where the names of all manifests are read.
pub(super) const MANIFESTS: &str = "/v1/manifests";
/// Before the name of a file below the target.
pub(super) const FILES: &str = "/v1/files/";
/// In an answer: how long the whole file is.
pub(super) const FILE_BYTES: &str = "coffer-file-bytes";
/// A file is read in pieces of this size: what a connection holds in memory, and what is lost when one breaks off.
pub(super) const PIECE_BYTES: u64 = 4 << 20;

/// Let another machine pull from a target of this one, over TLS with certificates of both sides
#[derive(Args)]
#[command(after_help = "EXAMPLE (on the server):
  cofferd backup offer --target /mnt/backup/coffer --listen 0.0.0.0:8445 --certificate offer.pem --key offer.key --sink-ca sink-ca.pem

Read-only. Whoever shows no certificate by --sink-ca, or one that is over, is not let in; who is let in reads backups, which are sealed,
and nothing else. Logs are JSON lines on standard error. When ready, one line is printed: `listening on ADDRESS`.")]
pub(crate) struct Offer {
    /// The directory that holds the backups
    #[arg(long, value_name = "DIR")]
    target: PathBuf,
    /// Address and port to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8445")]
    listen: SocketAddr,
    /// The certificate this machine shows, PEM; with its chain, if it has one
    #[arg(long, value_name = "FILE")]
    certificate: PathBuf,
    /// Its private key, PEM
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Whose certificates are let in, PEM: a CA that signs nothing but sinks, or the sinks' own certificates
    #[arg(long, value_name = "FILE")]
    sink_ca: PathBuf,
}

impl Offer {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        serve::log_to_stderr()?;
        let target = Arc::new(Target::open(&self.target)?);
        let tls = tls::mutual_config(&self.certificate, &self.key, &self.sink_ca)?;
        let router = Router::new()
            .route(MANIFESTS, get(manifests))
            .route(&format!("{FILES}{{*name}}"), get(piece))
            .with_state(target);
        block_on(async move {
            let listener = TcpListener::bind(self.listen)
                .await
                .with_context(|| format!("cannot listen on {}", self.listen))?;
            let address = listener.local_addr()?;
            let stop = serve::stop()?;
            output::line(&format!("listening on {address}"))?;
            coffer_http::serve(listener, tls, router, stop).await?;
            Ok(ExitCode::SUCCESS)
        })
    }
}

/// A line for each manifest: when the file system saw it, milliseconds since 1970, and its name.
async fn manifests(State(target): State<Arc<Target>>) -> Response {
    let listed = tokio::task::spawn_blocking(move || target.manifest_names()).await;
    match listed {
        Ok(Ok(names)) => {
            let lines = names
                .iter()
                .map(|(name, stored)| format!("{stored} {name}\n"));
            lines.collect::<String>().into_response()
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "the target cannot be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[derive(Deserialize)]
struct From {
    from: u64,
}

async fn piece(
    State(target): State<Arc<Target>>,
    Path(name): Path<String>,
    Query(From { from }): Query<From>,
) -> Response {
    let read = tokio::task::spawn_blocking(move || {
        let (file, bytes) = target.open_offered(&name)?;
        let length = PIECE_BYTES.min(bytes.saturating_sub(from));
        let mut piece = vec![0; usize::try_from(length).unwrap_or(0)];
        file.read_exact_at(&mut piece, from)?;
        std::io::Result::Ok((bytes, piece))
    });
    match read.await {
        Ok(Ok((bytes, piece))) => ([(FILE_BYTES, bytes.to_string())], piece).into_response(),
        // Which names there are is in the manifests; what else lies there is nobody's business.
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
