//! Bytes on their way out, for as long as their reader may have them.

use std::sync::Arc;

use bytes::Bytes;
use coffer_domain::authz::Act;
use coffer_domain::context::RequestCtx;
use coffer_domain::id::ObjectId;
use futures::future::BoxFuture;
use tokio::sync::mpsc;

use crate::app::App;
use crate::error::AppError;
use crate::gate::Gate;

type Decide = fn(Arc<App>, RequestCtx, ObjectId) -> BoxFuture<'static, Result<(), AppError>>;

/// Bytes (or what was found in them) on their way out, or why they stopped.
pub struct Pieces<T = Bytes> {
    pieces: mpsc::Receiver<Result<T, AppError>>,
    app: Arc<App>,
    ctx: RequestCtx,
    version: ObjectId,
    gate: Gate,
    decide: Decide,
    /// Whether nothing stirred since the last decision.
    decided: bool,
    over: bool,
}

impl<T> Pieces<T> {
    /// Hands out `pieces` until `A` on this version is not permitted any more.
    pub(super) fn guarded<A: Act + 'static>(
        app: Arc<App>,
        ctx: RequestCtx,
        version: ObjectId,
        gate: Gate,
        pieces: mpsc::Receiver<Result<T, AppError>>,
    ) -> Self {
        Self {
            pieces,
            app,
            ctx,
            version,
            gate,
            decide: |app, ctx, version| {
                Box::pin(async move { app.decide_anew::<A>(&ctx, version).await })
            },
            // What `ctx` knows of its member may be older than the gate.
            decided: false,
            over: false,
        }
    }

    /// The next piece, or the error that ends them. Nothing that waits is handed out after access has ended.
    pub async fn recv(&mut self) -> Option<Result<T, AppError>> {
        while !self.over {
            if !self.decided {
                let again = (self.decide)(Arc::clone(&self.app), self.ctx.clone(), self.version);
                if let Err(ended) = again.await {
                    self.end();
                    return Some(Err(ended));
                }
                self.decided = true;
            }
            tokio::select! {
                biased;
                () = self.gate.stirs() => self.decided = false,
                piece = self.pieces.recv() => {
                    self.over = piece.is_none();
                    return piece;
                }
            }
        }
        None
    }

    /// Lets the sending side know, and drops what waits.
    fn end(&mut self) {
        self.over = true;
        self.pieces.close();
        while self.pieces.try_recv().is_ok() {}
    }
}
