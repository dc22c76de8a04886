//! Refusing an upload while its body is still coming: the rest is read and thrown away for a moment, so that the
//! refusal arrives. A body dropped at once resets the stream or the connection, and many clients then report a
//! broken line instead of the reason.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures::StreamExt;
use hyper::body::{Frame, SizeHint};
use tokio::sync::oneshot;

use crate::limits::{LINGER_BYTES_MAX, LINGER_SECONDS};

/// A body that comes back when it is dropped before its end.
struct Returning {
    body: Option<Body>,
    back: Option<oneshot::Sender<Body>>,
}

impl HttpBody for Returning {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Some(body) = self.body.as_mut() else {
            return Poll::Ready(None);
        };
        let polled = Pin::new(body).poll_frame(context);
        if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
            self.body = None;
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body
            .as_ref()
            .map_or_else(|| SizeHint::with_exact(0), HttpBody::size_hint)
    }
}

impl Drop for Returning {
    fn drop(&mut self) {
        if let (Some(body), Some(back)) = (self.body.take(), self.back.take())
            && !body.is_end_stream()
        {
            // Nobody takes it back where the request was abandoned.
            drop(back.send(body));
        }
    }
}

/// Lets a refused upload's body run out for a moment.
pub(crate) async fn let_it_run_out(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let (back, mut returned) = oneshot::channel();
    let body = Body::new(Returning {
        body: Some(body),
        back: Some(back),
    });
    let response = next.run(Request::from_parts(parts, body)).await;
    if let Ok(rest) = returned.try_recv() {
        tokio::spawn(tokio::time::timeout(
            Duration::from_secs(LINGER_SECONDS),
            discard(rest),
        ));
    }
    response
}

async fn discard(body: Body) {
    let mut frames = body.into_data_stream();
    let mut left = LINGER_BYTES_MAX;
    while let Some(Ok(bytes)) = frames.next().await {
        left = left.saturating_sub(bytes.len());
        if left == 0 {
            break;
        }
    }
}
