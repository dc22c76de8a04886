//! The outline of a log, and the line it leads to.

use std::io::{BufRead, BufReader, Read};

use coffer_domain::authz::act;
use coffer_domain::commit::Commit;
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::FileId;

use super::inside::Inside;
use super::member::shown;
use crate::app::App;
use crate::error::AppError;
use crate::limits::SEEK_LINES_MAX;
use crate::outline::{Level, Outline, Wanted, stamp};

/// As much of a line as its time and level are looked for in.
const HEAD_BYTES: u64 = 192;

/// A line to look for.
#[derive(Debug, Clone, Copy)]
pub struct LineQuery {
    /// The member.
    pub member: u32,
    /// What it must be.
    pub wanted: Wanted,
    /// Where to begin, from 1.
    pub from: u64,
    /// Backwards.
    pub back: bool,
}

impl App {
    /// The outline of a member; none if its lines say neither time nor level.
    ///
    /// # Errors
    /// Unknown, refused, not showable, damaged, or store or key provider do not work.
    pub async fn log_outline(
        &self,
        ctx: &RequestCtx,
        id: FileId,
        member: u32,
    ) -> Result<Option<Outline>, AppError> {
        let (inside, _proof) = self.inside::<act::FileView>(ctx, id).await?;
        shown(&inside.report, member)?;
        let event = Event::new(EventKind::FileViewed)
            .case(inside.case.id)
            .object(id)
            .with("member", member)
            .with("what", "outline");
        self.commit(Commit::record(self.entry(ctx, event)?)).await?;
        Ok(inside.sidecar.outlines.get(&member).cloned())
    }

    /// The number of the next line that is wanted, if there is one.
    ///
    /// # Errors
    /// Unknown, refused, not showable, damaged, or store or key provider do not work.
    pub async fn find_line(
        &self,
        ctx: &RequestCtx,
        id: FileId,
        query: LineQuery,
    ) -> Result<Option<u64>, AppError> {
        let (inside, _proof) = self.inside::<act::FileView>(ctx, id).await?;
        shown(&inside.report, query.member)?;
        let event = Event::new(EventKind::FileViewed)
            .case(inside.case.id)
            .object(id)
            .with("member", query.member)
            .with("what", "line");
        self.commit(Commit::record(self.entry(ctx, event)?)).await?;
        let file = inside.file.clone();
        let sought = tokio::task::spawn_blocking(move || find(&inside, query));
        let found = sought
            .await
            .map_err(|_| AppError::Bug("reading thread died"))?;
        self.noting_damage(ctx, &file, found).await
    }
}

fn find(inside: &Inside, query: LineQuery) -> Result<Option<u64>, AppError> {
    let Some(outline) = inside.sidecar.outlines.get(&query.member) else {
        return Ok(None);
    };
    let mut from = query.from.max(1);
    let mut read = 0_u64;
    while read < SEEK_LINES_MAX {
        let block = if query.back {
            outline.seek_back(query.wanted, from)
        } else {
            outline.seek(query.wanted, from)
        };
        let Some((first, end)) = block else {
            return Ok(None);
        };
        let lines = if query.back {
            first..end.min(from.saturating_add(1))
        } else {
            first.max(from)..end
        };
        if let Some(line) = in_block(inside, query, lines)? {
            return Ok(Some(line));
        }
        read = read.saturating_add(outline.stride());
        from = if query.back { first - 1 } else { end };
        if from == 0 {
            return Ok(None);
        }
    }
    Ok(None)
}

/// The first of these lines that is wanted, or the last when going backwards. Read from the working copy: what is hidden
/// there is not looked at here either.
fn in_block(
    inside: &Inside,
    query: LineQuery,
    lines: std::ops::Range<u64>,
) -> Result<Option<u64>, AppError> {
    let (report, splices) = shown(&inside.report, query.member)?;
    let start = splices.plan_line(&report.line_index, lines.start);
    let plan = splices.plan(splices.work_of(start.from), splices.len());
    let mut reader = BufReader::new(inside.working(query.member, splices, &plan)?);
    let mut number = start.line;
    let mut found = None;
    let mut head = Vec::new();
    while number < lines.end {
        head.clear();
        let got = reader
            .by_ref()
            .take(HEAD_BYTES)
            .read_until(b'\n', &mut head)?;
        if got == 0 {
            break;
        }
        if head.last() != Some(&b'\n') {
            reader.skip_until(b'\n')?;
        }
        if number >= lines.start && is_wanted(query.wanted, &head) {
            found = Some(number);
            if !query.back {
                break;
            }
        }
        number = number.saturating_add(1);
    }
    Ok(found)
}

fn is_wanted(wanted: Wanted, line: &[u8]) -> bool {
    match wanted {
        Wanted::Time(time) => stamp(line).is_some_and(|at| at >= time),
        Wanted::Level(least) => Level::of(line).is_some_and(|level| level <= least),
    }
}
