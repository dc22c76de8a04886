//! One member again, as an owned reader: for the viewer, the search and a download of a single member.

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use super::budget::{Budget, OwnedSource};
use super::buffered::{Buffered, PEEK_BYTES};
use super::gzip::GzReader;
use super::sniff::sniff;
use super::walk::Exact;
use super::zst::ZstReader;
use super::{MemberPath, Step, tar, zip};
use crate::limits::Limits;
use crate::state::Kind;

/// Why a member could not be opened. Damage further inside shows as an error of the returned reader.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The path does not lead to a member of this file.
    #[error("there is no such member")]
    NotFound,
    /// The member's content is encrypted or packed by a method this version does not open.
    #[error("the member cannot be opened")]
    Unreadable,
    /// Reading on the way to the member failed.
    #[error("the file could not be read")]
    Read(#[from] io::Error),
}

type Boxed<'a> = Box<dyn Read + Send + 'a>;

/// The content of the member at `path`. The way there is read and dropped, in constant memory.
///
/// # Errors
/// See [`OpenError`]. The limits hold here too: a bomb ends with an error of the reader.
pub fn open_member<'a>(
    reader: Boxed<'a>,
    path: &MemberPath,
    limits: &Limits,
) -> Result<Boxed<'a>, OpenError> {
    let budget = Budget::new(limits);
    let mut current: Boxed<'a> = Box::new(OwnedSource {
        inner: reader,
        budget: Arc::clone(&budget),
    });
    if path.steps().len() > limits.depth {
        return Err(OpenError::NotFound);
    }
    for step in path.steps() {
        let mut input = Buffered::new(current);
        current = match sniff(input.peek(PEEK_BYTES)) {
            Kind::Gzip if step.stream => Box::new(GzReader::new(input, &budget)),
            Kind::Zstd if step.stream => Box::new(ZstReader::new(input, &budget)),
            Kind::Tar if !step.stream => open_tar(input, step, limits)?,
            Kind::Zip if !step.stream => open_zip(input, step, &budget)?,
            _ => return Err(OpenError::NotFound),
        };
    }
    Ok(current)
}

fn open_tar<'a>(
    mut input: Buffered<Boxed<'a>>,
    step: &Step,
    limits: &Limits,
) -> Result<Boxed<'a>, OpenError> {
    for index in 0..=step.index {
        let entry = tar::next_entry(&mut input, limits)?.ok_or(OpenError::NotFound)?;
        if index == step.index {
            if entry.name != step.name {
                return Err(OpenError::NotFound);
            }
            return Ok(Box::new(Exact {
                inner: input.take(entry.size),
            }));
        }
        let skip = entry.size.saturating_add(entry.padding());
        io::copy(&mut (&mut input).take(skip), &mut io::sink())?;
    }
    Err(OpenError::NotFound)
}

fn open_zip<'a>(
    mut input: Buffered<Boxed<'a>>,
    step: &Step,
    budget: &Arc<Budget>,
) -> Result<Boxed<'a>, OpenError> {
    for index in 0..=step.index {
        let entry = zip::next_entry(&mut input, &budget.limits, u64::from(index), &mut |_| {})?
            .ok_or(OpenError::NotFound)?;
        let readable = entry.is_supported() && !entry.encrypted;
        if index == step.index {
            if entry.name != step.name {
                return Err(OpenError::NotFound);
            }
            if !readable {
                return Err(OpenError::Unreadable);
            }
            return Ok(Box::new(zip::Content::new(input, entry, budget)));
        }
        if entry.packed().is_some() {
            zip::skip(&mut input, &entry)?;
        } else if readable {
            let mut content = zip::Content::new(&mut input as &mut dyn BufRead, entry, budget);
            io::copy(&mut content, &mut io::sink())?;
            content.finish(true)?;
        } else {
            return Err(OpenError::Unreadable);
        }
    }
    Err(OpenError::NotFound)
}
