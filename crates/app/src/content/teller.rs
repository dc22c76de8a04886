//! What a search tells whoever waits for it, and when it has told enough.

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::inside::Inside;
use super::member::may_show;
use super::search::{SearchHit, SearchNews, SearchQuery};
use crate::error::AppError;
use crate::limits::{SEARCH_NEWS_EVERY_BYTES, SEARCH_STREAM_HITS_MAX};
use crate::streams::hand_over;

/// The searching side of a search. Several threads of one search share it.
pub(super) struct Teller {
    news: mpsc::Sender<Result<SearchNews, AppError>>,
    runtime: Handle,
    /// Hits that may still be told.
    room: AtomicU64,
    truncated: AtomicBool,
    lines: AtomicU64,
    read: AtomicU64,
    total: u64,
}

impl Teller {
    pub(super) fn new(
        news: mpsc::Sender<Result<SearchNews, AppError>>,
        runtime: Handle,
        inside: &Inside,
        query: &SearchQuery,
    ) -> Self {
        let members = inside.report.members.iter().zip(0_u32..);
        let looked_at = members.filter(|(member, number)| {
            query.member.is_none_or(|only| only == *number) && may_show(member).is_ok()
        });
        let limit = query.limit.clamp(1, SEARCH_STREAM_HITS_MAX);
        Self {
            news,
            runtime,
            room: AtomicU64::new(limit.into()),
            truncated: AtomicBool::new(false),
            lines: AtomicU64::new(0),
            read: AtomicU64::new(0),
            total: looked_at
                .map(|(member, _)| member.size)
                .fold(0, u64::saturating_add),
        }
    }

    /// Tells of a hit; breaks off when there is no more room, or nobody listens.
    pub(super) fn hit(&self, hit: SearchHit) -> ControlFlow<()> {
        let taken = self
            .room
            .fetch_update(Relaxed, Relaxed, |room| room.checked_sub(1));
        if taken.is_err() {
            self.truncated.store(true, Relaxed);
            return ControlFlow::Break(());
        }
        self.tell(SearchNews::Hit(hit))
    }

    /// A member was searched to its end.
    pub(super) fn searched(&self, lines: u64) {
        self.lines.fetch_add(lines, Relaxed);
    }

    /// The last word.
    pub(super) fn end(&self) {
        // Whoever hung up before the end does not miss it.
        let _hung_up_is_fine = self.tell(SearchNews::End {
            lines_searched: self.lines.load(Relaxed),
            truncated: self.truncated.load(Relaxed),
        });
    }

    /// Whether searching on is of no use.
    pub(super) fn has_enough(&self) -> bool {
        self.truncated.load(Relaxed) || self.news.is_closed()
    }

    fn heard(&self, bytes: u64) {
        let before = self.read.fetch_add(bytes, Relaxed);
        let after = before.saturating_add(bytes);
        if before / SEARCH_NEWS_EVERY_BYTES == after / SEARCH_NEWS_EVERY_BYTES {
            return;
        }
        // How far it is matters less than what was found: a full queue does without.
        drop(self.news.try_send(Ok(SearchNews::Read {
            bytes: after.min(self.total),
            total: self.total,
        })));
    }

    fn tell(&self, news: SearchNews) -> ControlFlow<()> {
        if hand_over(&self.runtime, &self.news, Ok(news)) {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }
}

/// A member's bytes on their way into the search: they end when nobody listens any more.
pub(super) struct Heard<'a> {
    pub(super) reader: &'a mut dyn Read,
    pub(super) teller: &'a Teller,
}

impl Read for Heard<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.teller.has_enough() {
            return Err(io::Error::from(io::ErrorKind::ConnectionAborted));
        }
        let got = self.reader.read(buffer)?;
        self.teller.heard(got as u64);
        Ok(got)
    }
}
