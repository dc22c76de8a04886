//! The sealing thread of one append: seals, writes, makes durable, commits.

use std::sync::Arc;

use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::file::Upload;
use coffer_domain::limits::{FILE_BYTES_MAX, UPLOAD_CHECKPOINT_BYTES, UPLOAD_IDLE_MAX};
use coffer_domain::ports::BlobWriter;
use coffer_envelope::limits::HEADER_BYTES;
use coffer_envelope::{Binding, Dek, SealState, Sealer};
use tokio::runtime::Handle;

use super::append::Appended;
use super::checksum::Checksum;
use super::handover::{Buffer, Inbox};
use super::slots::Turn;
use crate::app::App;
use crate::error::{AppError, UploadProblem};
use crate::limits::APPEND_WRITE_BYTES;
use crate::streams::StreamPlace;

/// What the connection says to the sealing thread.
pub(crate) enum Message {
    /// More bytes.
    Data(Buffer),
    /// The body ended as it should.
    Finish {
        /// Its end is the file's end although no length was declared.
        is_whole: bool,
    },
    /// Somebody else continues this upload.
    Stop,
}

/// Everything the sealing thread works with.
pub(super) struct Worker {
    pub(super) app: Arc<App>,
    pub(super) ctx: RequestCtx,
    pub(super) upload: Upload,
    pub(super) binding: Binding,
    pub(super) dek: Dek,
    pub(super) checksum: Option<Checksum>,
    /// No length is known, so room on the link is taken as bytes become durable.
    pub(super) reserves_as_it_goes: bool,
    /// Both are held until the thread ends.
    pub(super) place: StreamPlace,
    pub(super) turn: Turn,
}

/// A worker whose upload's length may have been declared just now and still needs its room.
pub(super) struct Declared {
    worker: Worker,
    declared_now: Option<u64>,
}

impl Worker {
    pub(super) fn with_declared(self, declared_now: Option<u64>) -> Declared {
        Declared {
            worker: self,
            declared_now,
        }
    }
}

enum End {
    Finished {
        is_whole: bool,
    },
    /// The connection broke or somebody took over: keep what is there.
    Cut,
}

impl Declared {
    /// Runs to the end of the append.
    pub(super) fn run(self, mut inbox: Inbox, runtime: &Handle) -> Result<Appended, AppError> {
        let mut append = Append::begin(self)?;
        let end = loop {
            match inbox.next() {
                Some(Message::Data(bytes)) => {
                    if let Err(error) = append.take(&bytes, runtime) {
                        append.cut_back_if_refused(&error);
                        return Err(error);
                    }
                    inbox.emptied(bytes);
                }
                Some(Message::Finish { is_whole }) => break End::Finished { is_whole },
                Some(Message::Stop) | None => break End::Cut,
            }
        };
        inbox.close();
        append.end(end, runtime)
    }
}

struct Append {
    worker: Worker,
    sealer: Sealer,
    writer: Box<dyn BlobWriter>,
    /// Sealed, not yet written.
    out: Vec<u8>,
    /// Where in the object `out` begins.
    written: u64,
    /// Bytes of the object at the last commit.
    durable: u64,
    /// Room on the link to take with the next commit.
    reserve: u64,
    /// The stated checksum, until it is found to fit; nothing is committed before.
    unproven: Option<Checksum>,
}

impl Append {
    fn begin(declared: Declared) -> Result<Self, AppError> {
        let Declared {
            mut worker,
            declared_now,
        } = declared;
        let state = SealState::from_bytes(&worker.upload.seal_state)
            .map_err(|_| AppError::Bug("a stored upload state is not readable"))?;
        let mut header = [0; HEADER_BYTES];
        worker
            .app
            .blobs
            .open(worker.upload.object)?
            .read_exact_at(&mut header, 0)?;
        let sealer = Sealer::resume(&worker.dek, &header, &worker.binding, &state)
            .map_err(|_| AppError::Integrity)?;
        let writer = worker
            .app
            .blobs
            .resume(worker.upload.object, state.durable_len())?;
        let reserve = declared_now.map_or(0, |total| total.saturating_sub(worker.upload.offset));
        let unproven = worker.checksum.take();
        // One write's worth, the records that may overshoot it, and no growth: growing would leave copies behind.
        let out = Vec::with_capacity(APPEND_WRITE_BYTES * 2);
        let mut append = Self {
            written: state.durable_len(),
            durable: state.durable_len(),
            worker,
            sealer,
            writer,
            out,
            reserve,
            unproven,
        };
        append.announce();
        Ok(append)
    }

    fn take(&mut self, bytes: &[u8], runtime: &Handle) -> Result<(), AppError> {
        let after = self.sealer.offset().saturating_add(bytes.len() as u64);
        if self
            .worker
            .upload
            .length
            .is_some_and(|length| after > length)
        {
            // Which of these bytes belong to the file is anybody's guess: nothing since the last commit is kept.
            return Err(UploadProblem::LongerThanDeclared.into());
        }
        if after > FILE_BYTES_MAX {
            return Err(UploadProblem::TooLarge.into());
        }
        if let Some(checksum) = &mut self.unproven {
            let unproven = after.saturating_sub(self.worker.upload.offset);
            // Room on the link is taken with a commit, and there is none before the checksum is found to fit.
            if self.worker.upload.length.is_none() && unproven > UPLOAD_CHECKPOINT_BYTES {
                return Err(UploadProblem::UnprovenTooLong.into());
            }
            checksum.update(bytes);
        }
        for piece in bytes.chunks(APPEND_WRITE_BYTES / 2) {
            self.sealer
                .push(piece, &mut self.out)
                .map_err(|_| AppError::Bug("sealing failed"))?;
            if self.out.len() >= APPEND_WRITE_BYTES {
                self.write_to_boundary()?;
            }
        }
        let uncommitted = self
            .sealer
            .offset()
            .saturating_sub(self.worker.upload.offset);
        if uncommitted >= UPLOAD_CHECKPOINT_BYTES && self.unproven.is_none() {
            self.checkpoint(runtime)?;
            // What came so far is kept; the rest waits until it may come.
            self.worker.app.refuse_read_only()?;
        }
        Ok(())
    }

    /// Writes up to a multiple of the write size, so that the page cache takes large pages and none twice.
    fn write_to_boundary(&mut self) -> Result<(), AppError> {
        let end = self.written.saturating_add(self.out.len() as u64);
        let beyond = usize::try_from(end % APPEND_WRITE_BYTES as u64).unwrap_or(0);
        self.write(self.out.len().saturating_sub(beyond))
    }

    fn write(&mut self, bytes: usize) -> Result<(), AppError> {
        let (now, _later) = self.out.split_at_checked(bytes).unwrap_or((&self.out, &[]));
        self.writer.append(now)?;
        self.written = self.written.saturating_add(now.len() as u64);
        self.out.drain(..now.len());
        Ok(())
    }

    /// Tells the store how much comes until the next commit.
    fn announce(&mut self) {
        let stands = self.worker.upload.offset;
        let left = self
            .worker
            .upload
            .length
            .unwrap_or(stands)
            .saturating_sub(stands);
        let soon = left.min(UPLOAD_CHECKPOINT_BYTES);
        if soon > APPEND_WRITE_BYTES as u64 {
            self.writer.announce(soon);
        }
    }

    fn end(mut self, end: End, runtime: &Handle) -> Result<Appended, AppError> {
        if let Some(checksum) = self.unproven.take() {
            let proven = match end {
                End::Finished { .. } => checksum.verify().map(|()| true),
                // A chunk that never ended proves nothing.
                End::Cut => Ok(false),
            };
            if !matches!(proven, Ok(true)) {
                let offset = self.worker.upload.offset;
                self.cut_back();
                proven?;
                return Ok(Appended { offset, file: None });
            }
        }
        let total = match (self.worker.upload.length, &end) {
            (Some(length), _) => Some(length),
            (None, End::Finished { is_whole: true }) => Some(self.sealer.offset()),
            (None, _) => None,
        };
        if total == Some(self.sealer.offset()) {
            return self.complete(runtime);
        }
        if let Err(error) = self.checkpoint(runtime) {
            self.cut_back_if_refused(&error);
            return Err(error);
        }
        Ok(Appended {
            offset: self.worker.upload.offset,
            file: None,
        })
    }

    /// Takes what was written since the last commit off the disk: nobody has given room for it. If that fails, the next
    /// append or the upload's end does it.
    fn cut_back(self) {
        drop(self.writer);
        cut_back(&self.worker.app, &self.worker.upload, self.durable);
    }

    fn cut_back_if_refused(self, error: &AppError) {
        if is_refusal(error) {
            self.cut_back();
        }
    }

    /// Makes what was taken so far durable and commits it.
    fn checkpoint(&mut self, runtime: &Handle) -> Result<(), AppError> {
        let from = self.worker.upload.offset;
        let to = self.sealer.offset();
        if from == to && self.reserve == 0 {
            return Ok(());
        }
        self.write(self.out.len())?;
        self.writer.sync()?;
        let state = self
            .sealer
            .suspend()
            .map_err(|_| AppError::Bug("sealing failed"))?;
        let durable = state.durable_len();
        let upload = &self.worker.upload;
        let expires = self.worker.app.clock.now().plus(UPLOAD_IDLE_MAX);
        let event = Event::new(EventKind::UploadAppended)
            .case(upload.case)
            .object(upload.id)
            .with("from", from)
            .with("to", to);
        let mut commit = Commit::record(self.worker.app.entry(&self.worker.ctx, event)?);
        if let Some(reserve) = self.reserve_change(to) {
            commit = commit.change(reserve);
        }
        let advance = Change::AdvanceUpload {
            upload: upload.id,
            from,
            to,
            seal_state: state.to_bytes(),
            length: upload.length,
            expires,
        };
        runtime.block_on(self.worker.app.commit(commit.change(advance)))?;
        self.worker.upload.offset = to;
        self.durable = durable;
        self.reserve = 0;
        self.announce();
        Ok(())
    }

    fn reserve_change(&self, to: u64) -> Option<Change> {
        let grown = to.saturating_sub(self.worker.upload.offset);
        let bytes = if self.worker.reserves_as_it_goes && self.worker.upload.length.is_none() {
            grown
        } else {
            self.reserve
        };
        (bytes > 0).then_some(Change::ReserveOnRequest {
            request: self.worker.upload.request,
            files: 0,
            bytes,
        })
    }

    fn complete(mut self, runtime: &Handle) -> Result<Appended, AppError> {
        let from = self.worker.upload.offset;
        let reserve = self.reserve_change(self.sealer.offset());
        let sealed = self
            .sealer
            .finish(&mut self.out)
            .map_err(|_| AppError::Bug("sealing failed"))?;
        self.writer.append(&self.out)?;
        self.writer.sync()?;
        let Worker {
            app,
            ctx,
            upload,
            place,
            turn,
            ..
        } = self.worker;
        drop(self.writer);
        let file = runtime.block_on(app.complete_upload(&ctx, &upload, from, &sealed, reserve));
        if file.as_ref().is_err_and(is_refusal) {
            cut_back(&app, &upload, self.durable);
        }
        let file = file?;
        drop((place, turn));
        Ok(Appended {
            offset: sealed.plaintext_bytes,
            file: Some(file),
        })
    }
}

/// Whether nothing was committed for certain. Of a commit that failed otherwise nobody knows here whether it did.
fn is_refusal(error: &AppError) -> bool {
    matches!(
        error,
        AppError::Upload(_) | AppError::Link(_) | AppError::ReadOnly { .. }
    )
}

fn cut_back(app: &App, upload: &Upload, durable: u64) {
    if let Err(error) = app.blobs.resume(upload.object, durable) {
        tracing::warn!(upload = %upload.id, %error, "what an upload wrote in vain stays until it goes on or ends");
    }
}
