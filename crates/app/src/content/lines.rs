//! Lines of a working copy, found through the line index.

use std::io::{BufRead, BufReader, Read};

use coffer_domain::authz::act;
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::FileId;

use super::inside::Inside;
use super::member::shown;
use crate::app::App;
use crate::error::AppError;
use crate::limits::{LINE_SHOWN_BYTES_MAX, LINES_MAX};

/// One line, findings masked.
pub struct Line {
    /// Its number, from 1.
    pub number: u64,
    /// Its text, without the line break; bytes that are not UTF-8 are U+FFFD.
    pub text: String,
    /// Whether it was cut.
    pub cut: bool,
}

/// Some lines of a member.
pub struct Lines {
    /// How many lines the member has.
    pub total: u64,
    /// The lines asked for, as far as there are any.
    pub lines: Vec<Line>,
}

impl App {
    /// Lines `from` (1-based) and following of a member's working copy.
    ///
    /// # Errors
    /// Unknown, refused, not showable, damaged, or store or key provider do not work.
    pub async fn lines(
        &self,
        ctx: &RequestCtx,
        id: FileId,
        member: u32,
        from: u64,
        count: u32,
    ) -> Result<Lines, AppError> {
        let inside = self.inside_to_read(ctx, id).await?;
        shown(&inside.report, member)?;
        let from = from.max(1);
        let count = count.clamp(1, LINES_MAX);
        let event = Event::new(EventKind::WorkingCopyRead)
            .case(inside.case.id)
            .object(id)
            .with("member", member)
            .with("from_line", from)
            .with("lines", count);
        self.record_read::<act::FileView>(ctx, &inside, event)
            .await?;
        let (file, version) = (inside.file.clone(), inside.version());
        let gate = inside.gate.clone();
        let read = async {
            let read = move || read_lines(&inside, member, from, count);
            let lines = tokio::task::spawn_blocking(read)
                .await
                .map_err(|_| AppError::Bug("reading thread died"))?;
            self.noting_damage(ctx, &file, lines).await
        };
        self.while_allowed::<act::FileView, _>(ctx, version, gate, read)
            .await
    }
}

fn read_lines(inside: &Inside, member: u32, from: u64, count: u32) -> Result<Lines, AppError> {
    let (report, splices) = shown(&inside.report, member)?;
    let start = splices.plan_line(&report.line_index, from);
    let plan = splices.plan(splices.work_of(start.from), splices.len());
    let mut reader = BufReader::new(inside.working(member, splices, &plan)?);
    let mut number = start.line;
    while number < from && skip_line(&mut reader)? {
        number = number.saturating_add(1);
    }
    let mut lines = Vec::new();
    while number == from.saturating_add(lines.len() as u64) && lines.len() < count as usize {
        let Some((bytes, cut)) = take_line(&mut reader)? else {
            break;
        };
        lines.push(Line {
            number,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            cut,
        });
        number = number.saturating_add(1);
    }
    Ok(Lines {
        total: report.lines,
        lines,
    })
}

/// Drops the rest of a line; false at the end.
fn skip_line(reader: &mut impl BufRead) -> Result<bool, AppError> {
    Ok(reader.skip_until(b'\n')? > 0)
}

/// A line without its break, cut to what is shown.
fn take_line(reader: &mut impl BufRead) -> Result<Option<(Vec<u8>, bool)>, AppError> {
    let mut line = Vec::new();
    // One byte more than shown tells a line of just that length from a longer one.
    let limit = LINE_SHOWN_BYTES_MAX as u64 + 2;
    let got = reader.by_ref().take(limit).read_until(b'\n', &mut line)?;
    if got == 0 {
        return Ok(None);
    }
    let ended = line.last() == Some(&b'\n');
    if ended {
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
    } else if got as u64 == limit {
        reader.skip_until(b'\n')?;
    }
    let cut = line.len() > LINE_SHOWN_BYTES_MAX;
    line.truncate(LINE_SHOWN_BYTES_MAX);
    Ok(Some((line, cut)))
}
