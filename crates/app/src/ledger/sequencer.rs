//! The sequencer: gives committed entries their places in the tree and signs the new head.
//!
//! One at a time per process. A crash between steps loses nothing: rows without a place are found
//! again, in the same order.

use coffer_domain::ports::{BUNDLE_LEVEL, SequenceStep, StoreError, TileRow, TreeHead};
use coffer_tlog::{BundleId, TileId, TileMap, TreeBuilder, bundle_for_append, tiles_for_append};
use tokio::sync::{Mutex, Notify};

use crate::app::App;
use crate::error::AppError;
use crate::limits::SEQUENCE_STEP_MAX;

/// The sequencer's wake-up call and its lock.
#[derive(Default)]
pub struct Sequencer {
    woken: Notify,
    /// The right edge of the tree as last written; empty until first loaded or after a failed step.
    tree: Mutex<Option<TreeBuilder>>,
}

impl Sequencer {
    pub(crate) fn wake(&self) {
        self.woken.notify_one();
    }
}

impl App {
    /// Sequences whenever something was committed, until the process ends.
    pub async fn run_sequencer(&self) {
        loop {
            if let Err(error) = self.sequence_all().await {
                tracing::error!(error = %crate::error_chain(&error), "sequencing failed; will try again at the next commit");
            }
            self.sequencer.woken.notified().await;
        }
    }

    /// Gives every entry its place that was committed before this was called.
    ///
    /// # Errors
    /// The store or the key provider does not work.
    pub async fn sequence_all(&self) -> Result<(), AppError> {
        let mut tree = self.sequencer.tree.lock().await;
        loop {
            let rows = self.store.unsequenced(SEQUENCE_STEP_MAX).await?;
            if rows.is_empty() {
                return Ok(());
            }
            // What is committed from here on wakes whoever sequences once more.
            let is_all = rows.len() < SEQUENCE_STEP_MAX as usize;
            let mut builder = match tree.take() {
                Some(builder) => builder,
                None => self.load_tree().await?,
            };
            let texts: Vec<&[u8]> = rows.iter().map(|row| row.text.as_bytes()).collect();
            let appended = builder
                .append(&texts)
                .map_err(|_| AppError::Bug("ledger entry too long or log full"))?;
            let checkpoint = self
                .log_signer()
                .await?
                .sign(appended.new_size, &appended.root);
            let tiles = appended
                .tiles
                .into_iter()
                .map(|tile| TileRow {
                    level: tile.id.level,
                    index: tile.id.index,
                    width: tile.id.width,
                    bytes: tile.bytes,
                })
                .chain(appended.bundles.into_iter().map(|bundle| TileRow {
                    level: BUNDLE_LEVEL,
                    index: bundle.id.index,
                    width: bundle.id.width,
                    bytes: bundle.bytes,
                }))
                .collect();
            let placed = self
                .store
                .sequence(SequenceStep {
                    from_size: appended.old_size,
                    outbox: rows.iter().map(|row| row.outbox).collect(),
                    tiles,
                    head: TreeHead {
                        size: appended.new_size,
                        checkpoint,
                    },
                })
                .await;
            match placed {
                Ok(()) => {
                    *tree = Some(builder);
                    self.watcher.wake();
                    self.outflow.wake();
                    if is_all {
                        return Ok(());
                    }
                }
                // Another process on this data directory was faster: look again from where it got to.
                Err(StoreError::Conflict(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    async fn load_tree(&self) -> Result<TreeBuilder, AppError> {
        let size = self.store.head().await?.map_or(0, |head| head.size);
        let mut ids: Vec<(u8, u64)> = tiles_for_append(size)
            .iter()
            .map(|id| (id.level, id.index))
            .collect();
        ids.extend(bundle_for_append(size).map(|id| (BUNDLE_LEVEL, id.index)));
        let map = self.tile_map(&ids).await?;
        TreeBuilder::load(size, &map)
            .map_err(|_| AppError::Bug("the ledger's stored tiles do not fit its size"))
    }

    pub(crate) async fn tile_map(&self, ids: &[(u8, u64)]) -> Result<TileMap, AppError> {
        let mut map = TileMap::new();
        for row in self.store.tiles(ids).await? {
            if row.level == BUNDLE_LEVEL {
                map.insert_bundle(
                    BundleId {
                        index: row.index,
                        width: row.width,
                    },
                    row.bytes,
                );
            } else {
                map.insert_tile(
                    TileId {
                        level: row.level,
                        index: row.index,
                        width: row.width,
                    },
                    row.bytes,
                );
            }
        }
        Ok(map)
    }
}
