//! The export: the whole log as a folder in C2SP tlog-tiles layout, written file by file.

use coffer_domain::context::RequestCtx;
use coffer_domain::ports::{BUNDLE_LEVEL, TreeHead};
use coffer_tlog::{BundleId, Resource, TileId, resources, truncate_bundle, truncate_tile};

use crate::app::App;
use crate::error::AppError;

/// Where the largest head that witnesses cosigned lies in an export.
pub const WITNESSED_PATH: &str = "checkpoint.witnessed";

/// One file of the export.
pub struct ExportFile {
    /// Path below the export folder, with `/`.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What an export holds: the head it is of, and the key that signed it.
pub struct ExportPlan {
    /// The signed head.
    pub head: TreeHead,
    /// The log's public key in note form.
    pub log: String,
    /// The largest head that witnesses cosigned, with their lines.
    pub witnessed: Option<String>,
}

impl App {
    /// Sequences everything and fixes the head to export.
    ///
    /// # Errors
    /// Refused, or the store does not work.
    pub async fn plan_export(&self, ctx: &RequestCtx) -> Result<ExportPlan, AppError> {
        let head = self.checkpoint(ctx).await?;
        Ok(ExportPlan {
            head,
            log: self.log_verifier().await?.to_vkey(),
            witnessed: self.witnessed().await?,
        })
    }

    /// The files of an export, handed to `write` one by one; the checkpoint comes last, so a folder with
    /// a checkpoint is complete.
    ///
    /// # Errors
    /// The store does not work, or what `write` reports.
    pub async fn export_ledger(
        &self,
        plan: &ExportPlan,
        mut write: impl FnMut(ExportFile) -> Result<(), std::io::Error> + Send,
    ) -> Result<(), AppError> {
        for resource in resources(plan.head.size) {
            let bytes = self.stored(resource).await?;
            write(ExportFile {
                path: resource.path(),
                bytes,
            })
            .map_err(AppError::Blob)?;
        }
        if let Some(witnessed) = &plan.witnessed {
            write(ExportFile {
                path: WITNESSED_PATH.to_owned(),
                bytes: witnessed.clone().into_bytes(),
            })
            .map_err(AppError::Blob)?;
        }
        let checkpoint = plan.head.checkpoint.clone().into_bytes();
        write(ExportFile {
            path: "checkpoint".to_owned(),
            bytes: checkpoint,
        })
        .map_err(AppError::Blob)
    }

    async fn stored(&self, resource: Resource) -> Result<Vec<u8>, AppError> {
        let (level, index) = match resource {
            Resource::Tile(TileId { level, index, .. }) => (level, index),
            Resource::Bundle(BundleId { index, .. }) => (BUNDLE_LEVEL, index),
        };
        let row = self
            .store
            .tiles(&[(level, index)])
            .await?
            .into_iter()
            .next();
        let row = row.ok_or(AppError::Bug("a tile of the ledger is missing"))?;
        // Rows are kept at their widest; the export is of one head.
        let cut = match resource {
            Resource::Tile(id) => truncate_tile(&row.bytes, id.width).map(<[u8]>::to_vec),
            Resource::Bundle(id) => truncate_bundle(&row.bytes, id.width)
                .ok()
                .map(<[u8]>::to_vec),
        };
        cut.ok_or(AppError::Bug("a tile of the ledger is too short"))
    }
}
