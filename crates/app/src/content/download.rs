//! Originals: streamed out as they are opened, accounted for to the byte.

use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use coffer_domain::authz::{Act, FileFacts, Resource, act};
use coffer_domain::budget::HandoutKind;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::file::{File, Version};
use coffer_domain::grant::{Ended, EndedBy, Grant, GrantKind};
use coffer_domain::id::{CaseId, FileId, ObjectId};
use coffer_domain::limits::PAGE_ROWS_MAX;
use coffer_domain::ports::{BlobReader, GrantFilter};
use coffer_envelope::limits::HEADER_BYTES;
use coffer_envelope::{Binding, Dek, OpenError, Opener, RecordSpan};
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::pieces::Pieces;
use super::runs::{Run, Runs};
use crate::access::ended;
use crate::app::App;
use crate::error::AppError;
use crate::gate::Gate;
use crate::keys::binding;
use crate::limits::{DOWNLOAD_RUN_RECORDS, DOWNLOAD_RUNS};
use crate::streams::StreamPlace;

/// An original that may be taken out by `A`.
pub struct Download<A: Act = act::FileDownload> {
    /// The file.
    pub file: File,
    /// The version that is read.
    pub version: Version,
    app: Arc<App>,
    ctx: RequestCtx,
    gate: Gate,
    binding: Binding,
    dek: Dek,
    place: StreamPlace,
    begun: Begun,
    act: PhantomData<A>,
}

impl App {
    /// Asks for the original of a file.
    ///
    /// # Errors
    /// Unknown, refused, too many streams are under way, or store or key provider do not work.
    pub async fn download(
        self: &Arc<Self>,
        ctx: &RequestCtx,
        id: FileId,
    ) -> Result<Download, AppError> {
        let gate = self.gate();
        let (file, case) = self.file_and_case(id).await?;
        let handout = self
            .handout(ctx, &file, file.version.as_ref(), HandoutKind::Original)
            .await?;
        let facts = FileFacts {
            needs_release: self.access_rules.originals_need_release,
            room: self.room_for(handout.as_ref()).await?,
            ..FileFacts::new(&file, &case)
        };
        let proof = self
            .allow::<act::FileDownload>(ctx, Resource::File(facts.clone()))
            .await?;
        let version = file.version.clone().ok_or(AppError::NotFound("version"))?;
        let event = Event::new(EventKind::DownloadOpened)
            .case(case.id)
            .object(id)
            .with("version", version.number)
            .with("rules", proof.rule_ids());
        let release = self.release_of(ctx, &file, &version).await?;
        let mut commit = match &release {
            Some(grant) => {
                let event = event.with("release", grant.id.to_string());
                Commit::record(self.entry(ctx, event)?)
            }
            None => Commit::record(self.entry(ctx, event)?),
        };
        if let Some(handout) = handout {
            commit = commit.change(Change::HandOut(handout));
        }
        if let Some(grant) = release {
            // Used up by beginning: of two downloads at once, one has it.
            commit = commit
                .and_record(self.entry(ctx, ended(&grant, EndedBy::Used))?)
                .change(Change::EndGrant {
                    grant: grant.id,
                    ended: Ended {
                        at: ctx.now,
                        how: EndedBy::Used,
                    },
                });
        }
        let opened = self.open_download(ctx, gate, file, commit).await;
        self.or_no_room::<act::FileDownload, _>(ctx, &facts, opened)
            .await
    }

    /// Opens the version `file` came with, and records that before the first byte. Whoever calls has a proof for it.
    pub(crate) async fn open_download<A: Act>(
        self: &Arc<Self>,
        ctx: &RequestCtx,
        gate: Gate,
        file: File,
        record: Commit,
    ) -> Result<Download<A>, AppError> {
        let version = file.version.clone().ok_or(AppError::NotFound("version"))?;
        let binding = binding(self.organisation().await?.id, file.case, version.object);
        let dek = self.keys.open_object(binding, ctx.now).await?;
        // Before it is recorded: a release is used up by that, and a budget charged.
        let place = self.stream_place(ctx)?;
        self.commit(record).await?;
        let begun = Begun::new(self, ctx, &file);
        self.watched_first::<A>(ctx, version.object, &gate).await?;
        Ok(Download {
            file,
            version,
            app: Arc::clone(self),
            ctx: ctx.clone(),
            gate,
            binding,
            dek,
            place,
            begun,
            act: PhantomData,
        })
    }

    /// The release that taking this version out uses up, where one is asked for.
    pub(crate) async fn release_of(
        &self,
        ctx: &RequestCtx,
        file: &File,
        version: &Version,
    ) -> Result<Option<Grant>, AppError> {
        let Principal::Member(member) = &ctx.principal else {
            return Ok(None);
        };
        if !self.access_rules.originals_need_release {
            return Ok(None);
        }
        let filter = GrantFilter {
            case: Some(file.case),
            member: Some(member.id),
            not_ended: true,
            limit: PAGE_ROWS_MAX,
            ..GrantFilter::default()
        };
        let live = self.store.grants(&filter).await?;
        let fitting = live.into_iter().find(|grant| {
            grant.kind == GrantKind::Release
                && grant.only == Some((file.id, version.object))
                && grant.is_live(ctx.now)
        });
        // Used by somebody in the moment since the policies were asked.
        fitting.map(Some).ok_or(AppError::Conflict("grant.ended"))
    }
}

impl<A: Act + 'static> Download<A> {
    /// Streams `range` of the original. The first run is opened before this returns, so that a damaged object
    /// is an error and not a broken body. When the stream ends, however it ends, the ledger says how much went out.
    ///
    /// # Errors
    /// The object failed its check (recorded) or cannot be read.
    pub async fn stream(self, range: Range<u64>) -> Result<Pieces, AppError> {
        let Self {
            file,
            version,
            app,
            ctx,
            gate,
            binding,
            dek,
            place,
            begun,
            act: _,
        } = self;
        let sending = Sending {
            app: Arc::clone(&app),
            ctx: ctx.clone(),
            file: file.clone(),
            bytes: version.bytes,
            binding,
            dek,
        };
        let runtime = Handle::current();
        // Room for every piece of every run and an error: what bounds the stream is the number of runs.
        let (pieces, out) = mpsc::channel(DOWNLOAD_RUNS * (DOWNLOAD_RUN_RECORDS + 1) + 1);
        let (ready, opened) = tokio::sync::oneshot::channel();
        // From here on the thread records how it ends.
        begun.goes_on();
        tokio::task::spawn_blocking(move || {
            let _place = place;
            sending.run(range, &pieces, ready, &runtime);
        });
        let opened = opened
            .await
            .map_err(|_| AppError::Bug("reading thread died"))?;
        app.noting_damage(&ctx, &file, opened).await?;
        Ok(Pieces::guarded::<A>(app, ctx, version.object, gate, out))
    }
}

/// A download that is recorded as opened and has not begun. If it never does, because it was refused after all or whoever asked has
/// gone, the ledger says that nothing went out.
struct Begun(Option<(Arc<App>, RequestCtx, Event)>);

impl Begun {
    fn new(app: &Arc<App>, ctx: &RequestCtx, file: &File) -> Self {
        let nothing = closed_event(file.case, file.id, 0);
        Self(Some((Arc::clone(app), ctx.clone(), nothing)))
    }

    fn goes_on(mut self) {
        self.0 = None;
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        let (Some((app, ctx, closed)), Ok(runtime)) = (self.0.take(), Handle::try_current()) else {
            return;
        };
        runtime.spawn(async move {
            let recorded = match app.entry(&ctx, closed).map(Commit::record) {
                Ok(commit) => app.commit(commit).await.map(drop),
                Err(error) => Err(error),
            };
            if let Err(error) = recorded {
                tracing::error!(error = %crate::error_chain(&error), "that a download never began was not recorded");
            }
        });
    }
}

/// The thread that reads, opens and sends.
struct Sending {
    app: Arc<App>,
    ctx: RequestCtx,
    file: File,
    bytes: u64,
    binding: Binding,
    dek: Dek,
}

impl Sending {
    fn run(
        self,
        range: Range<u64>,
        pieces: &mpsc::Sender<Result<Bytes, AppError>>,
        ready: tokio::sync::oneshot::Sender<Result<(), AppError>>,
        runtime: &Handle,
    ) {
        let mut ready = Some(ready);
        let mut sent = 0_u64;
        let result = self.send(range, pieces, &mut ready, &mut sent);
        if let Err(error) = result {
            match ready.take() {
                // The caller hears of it before the answer has begun; gone means that nobody waits any more.
                Some(ready) => drop(ready.send(Err(error))),
                None => {
                    let noted: Result<(), _> =
                        runtime.block_on(self.app.noting_damage(&self.ctx, &self.file, Err(error)));
                    if let Err(error) = noted {
                        drop(pieces.blocking_send(Err(error)));
                    }
                }
            }
        }
        let closed = closed_event(self.file.case, self.file.id, sent);
        let recorded = self.app.entry(&self.ctx, closed).map(Commit::record);
        let recorded = recorded.and_then(|commit| runtime.block_on(self.app.commit(commit)));
        if let Err(error) = recorded {
            tracing::error!(file = %self.file.id, bytes = sent, error = %crate::error_chain(&error), "a download's end was not recorded");
        }
    }

    fn send(
        &self,
        range: Range<u64>,
        pieces: &mpsc::Sender<Result<Bytes, AppError>>,
        ready: &mut Option<tokio::sync::oneshot::Sender<Result<(), AppError>>>,
        sent: &mut u64,
    ) -> Result<(), AppError> {
        let blob = self.app.blobs.open(ObjectId(self.binding.object))?;
        let mut header = [0; HEADER_BYTES];
        blob.read_exact_at(&mut header, 0)?;
        let opener =
            Opener::open(&self.dek, &header, &self.binding, blob.length()).map_err(damaged)?;
        if opener.plaintext_len() != self.bytes {
            return Err(AppError::Integrity);
        }
        let mut runs = Runs::default();
        for span in opener.runs(range, DOWNLOAD_RUN_RECORDS) {
            let run = open_run(&opener, &*blob, &span, runs.next()?)?;
            if let Some(ready) = ready.take() {
                drop(ready.send(Ok(())));
            }
            for piece in span.pieces() {
                let piece = run.slice(piece);
                let length = piece.len() as u64;
                if pieces.blocking_send(Ok(piece)).is_err() {
                    return Ok(());
                }
                *sent = sent.saturating_add(length);
            }
        }
        if let Some(ready) = ready.take() {
            drop(ready.send(Ok(())));
        }
        Ok(())
    }
}

/// Reads and opens one run.
fn open_run(
    opener: &Opener,
    blob: &dyn BlobReader,
    span: &RecordSpan,
    mut run: Run,
) -> Result<Bytes, AppError> {
    let length = usize::try_from(span.file_range.end.saturating_sub(span.file_range.start))
        .map_err(|_| AppError::Bug("a run is larger than memory"))?;
    let buffer = run.resize(length);
    blob.read_exact_at(buffer, span.file_range.start)?;
    opener
        .open_records(span.first_record, buffer)
        .map_err(damaged)?;
    Ok(Bytes::from_owner(run))
}

fn damaged(error: OpenError) -> AppError {
    tracing::error!(code = error.code(), "a sealed object does not open");
    AppError::Integrity
}

fn closed_event(case: CaseId, file: FileId, bytes: u64) -> Event {
    Event::new(EventKind::DownloadClosed)
        .case(case)
        .object(file)
        .with("bytes", bytes)
}
