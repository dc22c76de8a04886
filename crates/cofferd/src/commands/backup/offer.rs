//! `cofferd backup offer`: the server's target over HTTPS, read-only, to machines that show a certificate.
//!
//! A process of its own with a listener of its own: it knows no data directory, no passphrase and no members, and whoever
//! may read here can do nothing else anywhere.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_LENGTH;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use clap::Args;
use coffer_backup::Target;
use coffer_http::Load;
use futures::stream::try_unfold;
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
/// A file is asked for in pieces of this size: what the sink holds in memory, and what is lost when one breaks off.
pub(super) const PIECE_BYTES: u64 = 4 << 20;
/// So much of a piece is read at once: what a sink that takes nothing makes this machine hold, beside what HTTP holds.
const READ_BYTES: u64 = 256 << 10;
/// Connections held at once; for one more, the one on which nothing moved for longest ends. Each has a file open at most, one thread that
/// reads, and one request at a time: together far less than the 1,024 files and 512 threads that a process has.
const LOAD: Load = Load {
    connections: 128,
    shared: false,
};

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
            coffer_http::serve(listener, tls, router, LOAD, stop).await?;
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
    let opened = tokio::task::spawn_blocking(move || target.open_offered(&name)).await;
    match opened {
        Ok(Ok((file, bytes))) => {
            let length = PIECE_BYTES.min(bytes.saturating_sub(from));
            let piece = Piece {
                file: Arc::new(file),
                from,
                left: length,
            };
            let headers = [
                (CONTENT_LENGTH.as_str(), length.to_string()),
                (FILE_BYTES, bytes.to_string()),
            ];
            (headers, Body::from_stream(try_unfold(piece, Piece::next))).into_response()
        }
        // Which names there are is in the manifests; what else lies there is nobody's business.
        Ok(Err(error)) if error.kind() == ErrorKind::NotFound => {
            StatusCode::NOT_FOUND.into_response()
        }
        // Not the same as gone: the sink is to try again.
        Ok(Err(error)) => {
            tracing::error!(%error, "a file of the target cannot be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// What is still to be sent of a piece.
struct Piece {
    file: Arc<File>,
    from: u64,
    left: u64,
}

impl Piece {
    /// Reads on, once what was read before is on its way.
    async fn next(self) -> io::Result<Option<(Bytes, Self)>> {
        let length = READ_BYTES.min(self.left);
        if length == 0 {
            return Ok(None);
        }
        let (file, from) = (Arc::clone(&self.file), self.from);
        let read = tokio::task::spawn_blocking(move || {
            let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
            file.read_exact_at(&mut bytes, from)?;
            io::Result::Ok(Bytes::from(bytes))
        });
        let bytes = read.await.map_err(io::Error::other)??;
        let rest = Self {
            from: self.from.saturating_add(length),
            left: self.left.saturating_sub(length),
            ..self
        };
        Ok(Some((bytes, rest)))
    }
}
