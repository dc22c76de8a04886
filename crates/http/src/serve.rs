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
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use crate::limits::{
    CONNECTIONS_MAX, HANDSHAKE_SECONDS, HEAD_SECONDS, HTTP_BUFFER_BYTES, SHUTDOWN_SECONDS,
    SOCKET_READ_BYTES,
};

/// Why the listener ended.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Connections can no longer be accepted.
    #[error("connections can no longer be accepted")]
    Accept(#[source] io::Error),
}

/// Serves `router` over TLS until `stop` resolves; running requests then get a moment to end.
///
/// # Errors
/// The listener failed.
pub async fn serve(
    listener: TcpListener,
    tls: Arc<ServerConfig>,
    router: Router,
    stop: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let acceptor = TlsAcceptor::from(tls);
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let graceful = GracefulShutdown::new();
    let builder = connection_builder();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = next_connection(&listener, &places) => accepted,
            () = &mut stop => break,
        };
        let Some((stream, peer, place)) = accepted? else {
            continue;
        };
        let (acceptor, builder, router) = (acceptor.clone(), builder.clone(), router.clone());
        let watcher = graceful.watcher();
        tokio::spawn(async move {
            let _place = place;
            let handshake = tokio::time::timeout(
                Duration::from_secs(HANDSHAKE_SECONDS),
                acceptor.accept(BufReader::with_capacity(SOCKET_READ_BYTES, stream)),
            );
            let Ok(Ok(stream)) = handshake.await else {
                return;
            };
            let service =
                router.map_request(move |mut request: http::Request<hyper::body::Incoming>| {
                    request.extensions_mut().insert(ConnectInfo(peer));
                    request.map(axum::body::Body::new)
                });
            let connection =
                builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
            // A connection's end is the client's business; faults of ours are logged where they happen.
            let _ended = watcher.watch(connection.into_owned()).await;
        });
    }
    drop(listener);
    let _ended =
        tokio::time::timeout(Duration::from_secs(SHUTDOWN_SECONDS), graceful.shutdown()).await;
    Ok(())
}

type Accepted = Option<(TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit)>;

/// Waits for a place, then for a connection. A failure of one connection is not one of the listener.
async fn next_connection(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Result<Accepted, ServeError> {
    let Ok(place) = Arc::clone(places).acquire_owned().await else {
        return Ok(None);
    };
    match listener.accept().await {
        Ok((stream, peer)) => {
            // Without it small answers wait for the client's acknowledgement.
            let _slower_is_fine = stream.set_nodelay(true);
            Ok(Some((stream, peer, place)))
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

fn connection_builder() -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
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
