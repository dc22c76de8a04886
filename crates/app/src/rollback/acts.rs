//! What happened to files, as the ledger tells it.

use std::collections::BTreeMap;

use coffer_domain::event::EventKind;
use coffer_domain::id::FileId;
use coffer_domain::text::FileName;
use coffer_domain::time::Timestamp;
use serde_json::Value;

use crate::app::App;
use crate::error::AppError;
use crate::limits::ROLL_BACK_ENTRIES;

/// One change of a file, as the ledger has it.
pub(super) struct Act {
    pub(super) index: u64,
    pub(super) kind: Kind,
    pub(super) by: String,
    pub(super) time: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Version(u32),
    Renamed,
    /// Put back before: what was undone then is not undone again.
    PutBack,
}

impl App {
    /// The files that a member gave versions or names after a time, in the order of their ids.
    pub(super) async fn touched_by(
        &self,
        member: &str,
        after: Timestamp,
    ) -> Result<Vec<FileId>, AppError> {
        self.sequence_all().await?;
        let mut files = Vec::new();
        let mut below = i64::MAX.unsigned_abs();
        loop {
            let page = self
                .store
                .entries_acted(member, below, ROLL_BACK_ENTRIES)
                .await?;
            for (index, text) in &page {
                if let Some((object, act)) = act(*index, text)
                    && act.time > after
                    && act.kind != Kind::PutBack
                {
                    files.extend(object.parse::<FileId>().ok());
                }
            }
            match page.last() {
                Some((last, text)) if is_after(text, after) => below = *last,
                _ => break,
            }
        }
        files.sort_unstable();
        files.dedup();
        Ok(files)
    }

    /// What happened to files after a time, newest first, by file.
    pub(super) async fn acts_about(
        &self,
        files: &[String],
        after: Timestamp,
    ) -> Result<BTreeMap<String, Vec<Act>>, AppError> {
        self.sequence_all().await?;
        let mut acts: BTreeMap<String, Vec<Act>> = BTreeMap::new();
        let mut below = i64::MAX.unsigned_abs();
        loop {
            let page = self
                .store
                .entries_about(files, below, ROLL_BACK_ENTRIES)
                .await?;
            for (index, text) in &page {
                if let Some((object, act)) = act(*index, text)
                    && act.time > after
                {
                    acts.entry(object).or_default().push(act);
                }
            }
            match page.last() {
                Some((last, text)) if is_after(text, after) => below = *last,
                _ => break,
            }
        }
        Ok(acts)
    }

    /// The name a file had before an entry, if that is still known.
    pub(super) async fn name_before(
        &self,
        act: Option<&Act>,
    ) -> Result<Option<FileName>, AppError> {
        let Some(act) = act else {
            return Ok(None);
        };
        let openings = self.store.openings(act.index).await?;
        let before = openings.iter().find(|it| it.field == "name_before");
        Ok(before.and_then(|it| FileName::parse(&it.value).ok()))
    }
}

/// Whether an entry was written after a time; those before it were written earlier, but for a clock that was set back.
fn is_after(text: &str, time: Timestamp) -> bool {
    let entry: Option<Value> = serde_json::from_str(text).ok();
    let written = entry.as_ref().and_then(|entry| entry.get("time")?.as_str());
    written
        .and_then(Timestamp::parse)
        .is_some_and(|written| written > time)
}

/// The file an entry is about and what it says of it, if it changes what the file is.
fn act(index: u64, text: &str) -> Option<(String, Act)> {
    let entry: Value = serde_json::from_str(text).ok()?;
    let field = |name: &str| entry.get(name).and_then(Value::as_str);
    let event = field("event")?;
    let kind = if event == EventKind::FileVersionAdded.as_str() {
        let number = entry.get("data")?.get("number")?.as_u64()?;
        Kind::Version(u32::try_from(number).ok()?)
    } else if event == EventKind::FileRenamed.as_str() {
        Kind::Renamed
    } else if event == EventKind::FileRolledBack.as_str() {
        Kind::PutBack
    } else {
        return None;
    };
    let act = Act {
        index,
        kind,
        by: field("actor")?.to_owned(),
        time: Timestamp::parse(field("time")?)?,
    };
    Some((field("object")?.to_owned(), act))
}
