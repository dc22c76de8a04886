//! The listener: TLS, HTTP/1.1 and HTTP/2, bounded connections, graceful end.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use tokio::io::BufReader;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use crate::connections::{Connections, Place};
use crate::limits::{
    CONNECTION_IDLE, CONNECTIONS_MAX, HANDSHAKE_SECONDS, HEAD_SECONDS, HTTP_BUFFER_BYTES,
    SHUTDOWN_SECONDS, SOCKET_READ_BYTES,
};

/// Why the listener ended.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Connections can no longer be accepted.
    #[error("connections can no longer be accepted")]
    Accept(#[source] io::Error),
}

/// What a listener takes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Connections held at once; for one more, the one on which nothing moved for longest ends.
    pub connections: usize,
    /// Whether one of them may carry several requests at once (HTTP/2).
    pub shared: bool,
}

impl Load {
    /// For everybody, by a process that may have so many files open. A connection is one, and may read another.
    #[must_use]
    pub fn for_everybody(open_files: u64) -> Self {
        let room = usize::try_from(open_files / 2).unwrap_or(usize::MAX);
        Self {
            connections: CONNECTIONS_MAX.min(room),
            shared: true,
        }
    }
}

/// Serves `router` over TLS until `stop` resolves; running requests then get a moment to end.
///
/// # Errors
/// The listener failed.
pub async fn serve(
    listener: TcpListener,
    tls: Arc<ServerConfig>,
    router: Router,
    load: Load,
    stop: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let wire = Wire {
        acceptor: TlsAcceptor::from(tls),
        builder: connection_builder(load),
        router,
        graceful: GracefulShutdown::new(),
    };
    let connections = Connections::new(load.connections, CONNECTION_IDLE);
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = next_connection(&listener) => accepted,
            () = &mut stop => break,
        };
        if let Some((stream, peer)) = accepted? {
            wire.hold(stream, peer, connections.take());
        }
    }
    drop(listener);
    let ended = wire.graceful.shutdown();
    let _ended = tokio::time::timeout(Duration::from_secs(SHUTDOWN_SECONDS), ended).await;
    Ok(())
}

/// What all connections have in common.
struct Wire {
    acceptor: TlsAcceptor,
    builder: auto::Builder<TokioExecutor>,
    router: Router,
    graceful: GracefulShutdown,
}

impl Wire {
    /// Answers on a connection until it ends or loses its place.
    fn hold(&self, stream: TcpStream, peer: SocketAddr, place: Place) {
        let (acceptor, builder) = (self.acceptor.clone(), self.builder.clone());
        let (router, watcher) = (self.router.clone(), self.graceful.watcher());
        tokio::spawn(async move {
            let stream = BufReader::with_capacity(SOCKET_READ_BYTES, place.watch(stream));
            let answered = async {
                let handshake = tokio::time::timeout(
                    Duration::from_secs(HANDSHAKE_SECONDS),
                    acceptor.accept(stream),
                );
                let Ok(Ok(stream)) = handshake.await else {
                    return;
                };
                place.shook_hands();
                let service =
                    router.map_request(move |mut request: http::Request<hyper::body::Incoming>| {
                        request.extensions_mut().insert(ConnectInfo(peer));
                        request.map(axum::body::Body::new)
                    });
                let service = TowerToHyperService::new(service);
                let connection = builder.serve_connection(TokioIo::new(stream), service);
                // A connection's end is the client's business; faults of ours are logged where they happen.
                let _ended = watcher.watch(connection.into_owned()).await;
            };
            tokio::select! {
                () = answered => {}
                () = place.lost() => {}
            }
        });
    }
}

/// Waits for a connection. A failure of one connection is not one of the listener.
async fn next_connection(
    listener: &TcpListener,
) -> Result<Option<(TcpStream, SocketAddr)>, ServeError> {
    match listener.accept().await {
        Ok((stream, peer)) => {
            // Without it small answers wait for the client's acknowledgement.
            let _slower_is_fine = stream.set_nodelay(true);
            Ok(Some((stream, peer)))
        }
        Err(error) if is_of_one_connection(&error) => Ok(None),
        Err(error) if error.raw_os_error().is_some() => {
            // Out of descriptors or memory: give running requests time to end instead of spinning.
            tracing::error!(%error, "a connection could not be accepted");
            tokio::time::sleep(Duration::from_millis(100)).await;
            Ok(None)
        }
        Err(error) => Err(ServeError::Accept(error)),
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}

fn connection_builder(load: Load) -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    if !load.shared {
        builder = builder.http1_only();
    }
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(HEAD_SECONDS))
        .max_buf_size(HTTP_BUFFER_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(64 << 10)
        .max_concurrent_streams(64);
    builder
}
