//! Working copies: any range of a member, findings masked on the fly; there is no second copy.

use std::io::Read;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use coffer_domain::authz::act;
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::FileId;
use coffer_domain::text::FileName;
use coffer_scan::Splices;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::inside::Inside;
use super::member::shown;
use super::pieces::Pieces;
use crate::app::App;
use crate::error::AppError;
use crate::limits::WORKING_QUEUE_PIECES;
use crate::streams::hand_over;

/// Bytes of a working copy sent at once.
const PIECE_BYTES: usize = 256 << 10;

/// A member's working copy, ready to be read.
pub struct WorkingCopy {
    /// The file's name.
    pub name: FileName,
    /// Its length.
    pub length: u64,
    app: Arc<App>,
    ctx: RequestCtx,
    inside: Inside,
    member: u32,
    splices: Splices,
}

impl App {
    /// Opens a member's working copy.
    ///
    /// # Errors
    /// Unknown, refused, not showable, or store or key provider do not work.
    pub async fn working_copy(
        self: &Arc<Self>,
        ctx: &RequestCtx,
        id: FileId,
        member: u32,
    ) -> Result<WorkingCopy, AppError> {
        let inside = self.inside_to_read(ctx, id).await?;
        let (_, splices) = shown(&inside.report, member)?;
        Ok(WorkingCopy {
            name: inside.file.name.clone(),
            length: splices.len(),
            app: Arc::clone(self),
            ctx: ctx.clone(),
            inside,
            member,
            splices,
        })
    }
}

impl WorkingCopy {
    /// Streams `range`; recorded before the first byte.
    ///
    /// # Errors
    /// Refused by now, or the store does not work.
    pub async fn stream(self, range: Range<u64>) -> Result<Pieces, AppError> {
        let event = Event::new(EventKind::WorkingCopyRead)
            .case(self.inside.case.id)
            .object(self.inside.file.id)
            .with("member", self.member)
            .with("from", range.start)
            .with("to", range.end);
        let place = self.app.stream_place(&self.ctx)?;
        self.app
            .record_read::<act::FileView>(&self.ctx, &self.inside, event)
            .await?;
        let (pieces, out) = mpsc::channel(WORKING_QUEUE_PIECES);
        let (version, gate) = (self.inside.version(), self.inside.gate.clone());
        let (app, ctx) = (Arc::clone(&self.app), self.ctx.clone());
        let pieces_out = Pieces::guarded::<act::FileView>(app, ctx, version, gate, out);
        let runtime = Handle::current();
        tokio::task::spawn_blocking(move || {
            let _place = place;
            let result = self.send(range, &pieces, &runtime);
            let noted =
                runtime.block_on(self.app.noting_damage(&self.ctx, &self.inside.file, result));
            if let Err(error) = noted {
                hand_over(&runtime, &pieces, Err(error));
            }
        });
        Ok(pieces_out)
    }

    fn send(
        &self,
        range: Range<u64>,
        pieces: &mpsc::Sender<Result<Bytes, AppError>>,
        runtime: &Handle,
    ) -> Result<(), AppError> {
        let plan = self.splices.plan(range.start, range.end);
        let mut reader = self
            .inside
            .working(self.member, self.splices.clone(), &plan)?;
        loop {
            let mut piece = Vec::with_capacity(PIECE_BYTES);
            reader
                .by_ref()
                .take(PIECE_BYTES as u64)
                .read_to_end(&mut piece)?;
            if piece.is_empty() || !hand_over(runtime, pieces, Ok(piece.into())) {
                return Ok(());
            }
        }
    }
}
