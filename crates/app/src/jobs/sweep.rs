//! Sweeps: uploads nobody continues, secrets whose time is over, and objects no row refers to.

use std::collections::HashSet;
use std::sync::Arc;

use coffer_domain::alert::Response;
use coffer_domain::event::EventKind;
use coffer_domain::limits::UPLOADS_KEPT_AFTER_READ_ONLY;
use coffer_domain::time::Span;

use crate::app::App;
use crate::error::AppError;
use crate::limits::{EXPIRED_KEPT, EXPIRY_BATCH};

impl App {
    /// Removes uploads whose time is over; returns how many. None while the server is read-only and for a day after: who
    /// sends cannot go on then.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn sweep_uploads(&self) -> Result<u32, AppError> {
        let ctx = self.system_ctx();
        let last = self.store.last_contained(Response::ReadOnly, None).await?;
        let kept = last.map(|it| it.until.plus(UPLOADS_KEPT_AFTER_READ_ONLY));
        if kept.is_some_and(|until| ctx.now < until) {
            return Ok(0);
        }
        let expired = self.store.expired_uploads(ctx.now, EXPIRY_BATCH).await?;
        let mut removed = 0;
        for upload in expired {
            let _turn = self.slots.take(upload.id).await?;
            // Read again: somebody may have continued it while we waited.
            match self.store.upload(upload.id).await? {
                Some(upload) if upload.expires <= ctx.now => {
                    self.remove_upload(&ctx, &upload, EventKind::UploadExpired)
                        .await?;
                    removed += 1;
                }
                _ => {}
            }
        }
        Ok(removed)
    }

    /// Forgets the hashes of secrets whose time is long over; returns how many.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn sweep_expired(&self) -> Result<u64, AppError> {
        let at = self.clock.now().plus(Span(-EXPIRED_KEPT.0));
        Ok(self.store.forget_expired(at).await?)
    }

    /// Removes objects that no row refers to, left by a crash between writing and committing. Only for the
    /// start of the process, before anybody writes.
    ///
    /// # Errors
    /// The store or the disk does not work.
    pub async fn sweep_orphans(&self) -> Result<usize, AppError> {
        let known: HashSet<_> = self.store.referenced_objects().await?.into_iter().collect();
        let blobs = Arc::clone(&self.blobs);
        let listed = tokio::task::spawn_blocking(move || blobs.list()).await;
        let listed = listed.map_err(|_| AppError::Bug("listing thread died"))??;
        let orphans: Vec<_> = listed
            .into_iter()
            .filter(|object| !known.contains(object))
            .collect();
        for object in &orphans {
            self.discard_object(*object).await;
        }
        Ok(orphans.len())
    }
}
