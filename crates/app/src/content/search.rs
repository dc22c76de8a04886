//! Regular-expression search over the working copies of a file, all members in one pass, told of while it goes on.

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use coffer_domain::authz::act;
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::FileId;
use coffer_scan::container::{Member, MemberEnd};
use coffer_scan::search::{Query, search_lines};
use coffer_scan::{Limits, Visitor, WalkError, WorkingReader, walk};
use tokio::sync::mpsc;

use super::inside::Inside;
use super::member::{may_show, shown};
use super::pieces::Pieces;
use super::teller::{Heard, Teller};
use crate::app::App;
use crate::error::AppError;
use crate::limits::{SEARCH_HITS_MAX, SEARCH_PATTERN_BYTES_MAX, SEARCH_QUEUE_NEWS};
use crate::streams::hand_over;

/// Chunks of a member waiting for the searcher.
const CHUNKS_WAITING: usize = 4;

/// What to look for.
pub struct SearchQuery {
    /// A regular expression.
    pub pattern: String,
    /// Only in this member.
    pub member: Option<u32>,
    /// At most so many hits.
    pub limit: u32,
}

/// A line that matches.
pub struct SearchHit {
    /// The member it is in.
    pub member: u32,
    /// Its number, from 1.
    pub line: u64,
    /// Byte column of the match, from 1, in the working copy.
    pub column: u64,
    /// The line around the match, findings masked.
    pub text: String,
}

/// What a search says while it goes on.
pub enum SearchNews {
    /// A hit, in file order.
    Hit(SearchHit),
    /// So many bytes were looked at.
    Read {
        /// Of all members so far, unpacked.
        bytes: u64,
        /// Of all members that are looked at.
        total: u64,
    },
    /// The last word: everything was looked at, or the limit was reached.
    End {
        /// Lines of the members looked at.
        lines_searched: u64,
        /// Whether there may be more.
        truncated: bool,
    },
}

/// What was found.
#[derive(Default)]
pub struct SearchResult {
    /// Hits in file order.
    pub hits: Vec<SearchHit>,
    /// Lines of the members looked at.
    pub lines_searched: u64,
    /// Whether there may be more.
    pub truncated: bool,
}

impl App {
    /// Searches a file's working copies, and gives everything at once.
    ///
    /// # Errors
    /// As [`App::search_as_found`].
    pub async fn search(
        self: &Arc<Self>,
        ctx: &RequestCtx,
        id: FileId,
        query: &SearchQuery,
    ) -> Result<SearchResult, AppError> {
        let query = SearchQuery {
            pattern: query.pattern.clone(),
            limit: query.limit.min(SEARCH_HITS_MAX),
            ..*query
        };
        let mut news = self.search_as_found(ctx, id, &query).await?;
        let mut result = SearchResult::default();
        while let Some(piece) = news.recv().await {
            match piece? {
                SearchNews::Hit(hit) => result.hits.push(hit),
                SearchNews::Read { .. } => {}
                SearchNews::End {
                    lines_searched,
                    truncated,
                } => {
                    result.lines_searched = lines_searched;
                    result.truncated = truncated;
                }
            }
        }
        Ok(result)
    }

    /// Searches a file's working copies, and tells of every hit as it is found. Who hangs up ends the search.
    ///
    /// # Errors
    /// Unknown, refused, a bad pattern, not showable, damaged, or store or key provider do not work.
    pub async fn search_as_found(
        self: &Arc<Self>,
        ctx: &RequestCtx,
        id: FileId,
        query: &SearchQuery,
    ) -> Result<Pieces<SearchNews>, AppError> {
        if query.pattern.is_empty() || query.pattern.len() > SEARCH_PATTERN_BYTES_MAX {
            return Err(AppError::Value {
                field: "q",
                problem: "must be a regular expression of 1 to 1000 bytes",
            });
        }
        let compiled = Query::regex(&query.pattern, false).map_err(|_| AppError::Value {
            field: "q",
            problem: "is not a regular expression, or too complex",
        })?;
        let inside = self.inside_to_read(ctx, id).await?;
        if let Some(member) = query.member {
            shown(&inside.report, member)?;
        }
        // The pattern may itself be the value somebody looks for: neither it nor a trace of it is kept.
        let event = Event::new(EventKind::FileSearched)
            .case(inside.case.id)
            .object(id)
            .with("pattern_bytes", query.pattern.len() as u64);
        let place = self.stream_place(ctx)?;
        self.record_read::<act::FileView>(ctx, &inside, event)
            .await?;
        let (news, out) = mpsc::channel(SEARCH_QUEUE_NEWS);
        let runtime = tokio::runtime::Handle::current();
        let (version, gate) = (inside.version(), inside.gate.clone());
        let file = inside.file.clone();
        let found =
            Pieces::guarded::<act::FileView>(Arc::clone(self), ctx.clone(), version, gate, out);
        let search = Search {
            teller: Teller::new(news.clone(), runtime.clone(), &inside, query),
            inside,
            compiled,
        };
        let (app, ctx, member) = (Arc::clone(self), ctx.clone(), query.member);
        tokio::task::spawn_blocking(move || {
            let _place = place;
            let result = search.run(member);
            if news.is_closed() {
                return;
            }
            if let Err(error) = runtime.block_on(app.noting_damage(&ctx, &file, result)) {
                hand_over(&runtime, &news, Err(error));
            }
        });
        Ok(found)
    }
}

struct Search {
    teller: Teller,
    inside: Inside,
    compiled: Query,
}

impl Search {
    fn run(&self, member: Option<u32>) -> Result<(), AppError> {
        match member {
            Some(member) => self.one(member)?,
            None if self.inside.report.members.len() == 1 => self.one(0)?,
            None => self.all()?,
        }
        self.teller.end();
        Ok(())
    }

    fn one(&self, member: u32) -> Result<(), AppError> {
        let (_, splices) = shown(&self.inside.report, member)?;
        let plan = splices.plan(0, splices.len());
        let mut reader = self.inside.working(member, splices, &plan)?;
        self.lines(member, &mut reader)
    }

    fn lines(&self, member: u32, reader: &mut dyn Read) -> Result<(), AppError> {
        let mut heard = Heard {
            reader,
            teller: &self.teller,
        };
        let finished = search_lines(&mut heard, 1, &self.compiled, &mut |hit| {
            self.teller.hit(SearchHit {
                member,
                line: hit.line,
                column: hit.column,
                text: hit.text,
            })
        })?;
        if finished {
            let lines = self.inside.report.member(member);
            self.teller.searched(lines.map_or(0, |found| found.lines));
        }
        Ok(())
    }

    /// One walk through the file; each member's bytes go through a short queue to the masking searcher.
    fn all(&self) -> Result<(), AppError> {
        let mut file = self.inside.sealed_reader()?;
        let name = self.inside.file.name.as_str().as_bytes().to_vec();
        let (members, incoming) = sync_channel::<(u32, Receiver<Vec<u8>>)>(0);
        std::thread::scope(|scope| {
            let walker = scope.spawn(move || {
                let mut feeder = Feeder {
                    inside: &self.inside,
                    teller: &self.teller,
                    next: 0,
                    open: Vec::new(),
                    members,
                };
                match walk(&mut file, &name, &Limits::default(), &mut feeder) {
                    Ok(()) | Err(WalkError::Stopped) => Ok(()),
                    Err(WalkError::Source(error)) => Err(AppError::from(error)),
                }
            });
            let mut searched = Ok(());
            for (member, chunks) in incoming {
                let Ok((_, splices)) = shown(&self.inside.report, member) else {
                    continue;
                };
                let plan = splices.plan(0, splices.len());
                let mut reader = WorkingReader::with_plan(Chunks::new(chunks), splices, &plan);
                searched = self.lines(member, &mut reader);
                // Leaving the loop hangs up on the walker, which then stops.
                if searched.is_err() || self.teller.has_enough() {
                    break;
                }
            }
            let walked = walker
                .join()
                .map_err(|_| AppError::Bug("walking thread died"))?;
            searched.and(walked)
        })
    }
}

/// Hands the bytes of showable members over, in the order of the report.
struct Feeder<'a> {
    inside: &'a Inside,
    teller: &'a Teller,
    next: u32,
    open: Vec<Option<SyncSender<Vec<u8>>>>,
    members: SyncSender<(u32, Receiver<Vec<u8>>)>,
}

impl Visitor for Feeder<'_> {
    fn enter(&mut self, _member: &Member<'_>) -> ControlFlow<()> {
        let number = self.next;
        self.next = self.next.saturating_add(1);
        let showable = self
            .inside
            .report
            .member(number)
            .is_some_and(|member| may_show(member).is_ok());
        if !showable {
            self.open.push(None);
            return ControlFlow::Continue(());
        }
        let (chunks, waiting) = sync_channel(CHUNKS_WAITING);
        self.open.push(Some(chunks));
        match self.members.send((number, waiting)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }

    fn data(&mut self, bytes: &[u8]) -> ControlFlow<()> {
        if self.teller.has_enough() {
            return ControlFlow::Break(());
        }
        if let Some(Some(chunks)) = self.open.last() {
            // A searcher that has enough of this member hangs up; the walk goes on to the next.
            let _enough_is_fine = chunks.send(bytes.to_vec());
        }
        ControlFlow::Continue(())
    }

    fn leave(&mut self, _end: &MemberEnd) -> ControlFlow<()> {
        self.open.pop();
        ControlFlow::Continue(())
    }
}

/// A queue of chunks as a reader.
struct Chunks {
    incoming: Receiver<Vec<u8>>,
    current: io::Cursor<Vec<u8>>,
}

impl Chunks {
    fn new(incoming: Receiver<Vec<u8>>) -> Self {
        Self {
            incoming,
            current: io::Cursor::default(),
        }
    }
}

impl Read for Chunks {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let got = self.current.read(buffer)?;
            if got > 0 || buffer.is_empty() {
                return Ok(got);
            }
            match self.incoming.recv() {
                Ok(chunk) => self.current = io::Cursor::new(chunk),
                Err(_) => return Ok(0),
            }
        }
    }
}
