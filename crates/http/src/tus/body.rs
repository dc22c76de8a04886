//! A request's body as frames, given up when it stalls.

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use coffer_app::UploadProblem;
use coffer_app::upload::Appender;
use futures::{Stream, StreamExt, stream};

use crate::limits::BODY_IDLE_SECONDS;
use crate::problem::ApiError;

/// The frames of a body; one that breaks off or stalls ends with an error.
pub(crate) fn frames(body: Body) -> impl Stream<Item = Result<Bytes, UploadProblem>> + Send {
    stream::unfold(Some(body.into_data_stream()), |data| async move {
        let mut data = data?;
        match tokio::time::timeout(Duration::from_secs(BODY_IDLE_SECONDS), data.next()).await {
            Ok(Some(Ok(bytes))) => Some((Ok(bytes), Some(data))),
            Ok(Some(Err(_))) | Err(_) => Some((Err(UploadProblem::EndedEarly), None)),
            Ok(None) => None,
        }
    })
}

/// Pushes a whole body; true if it came to its end. What came before a break is kept.
pub(super) async fn push_all(appender: &mut Appender, body: Body) -> Result<bool, ApiError> {
    let mut frames = std::pin::pin!(frames(body));
    while let Some(frame) = frames.next().await {
        match frame {
            Ok(bytes) => appender.push(bytes).await?,
            Err(_) => return Ok(false),
        }
    }
    Ok(true)
}
