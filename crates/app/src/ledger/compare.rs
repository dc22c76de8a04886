//! What the ledger says is there, against what is there: rows that went, came or changed without an entry.
//!
//! The ledger's own soundness is another question, which its verifier answers.

use std::collections::BTreeMap;

use coffer_domain::context::RequestCtx;
use coffer_domain::event::EventKind;
use coffer_domain::limits::PAGE_ROWS_MAX;
use coffer_domain::ports::CaseFilter;
use data_encoding::HEXLOWER;
use serde_json::Value;

use crate::app::App;
use crate::error::AppError;

/// How a row differs from what the ledger says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// The ledger says that it is there, and it is not.
    Gone,
    /// It is there, and the ledger does not say how it came.
    Unrecorded,
    /// It is there with another content.
    Altered,
}

impl Difference {
    /// The word shown.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Difference::Gone => "gone",
            Difference::Unrecorded => "unrecorded",
            Difference::Altered => "altered",
        }
    }
}

/// A row that is not as the ledger says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Odd {
    /// `case`, `file`, `member`, `customer`, `department`.
    pub what: &'static str,
    /// Its id.
    pub id: String,
    /// How it differs.
    pub difference: Difference,
    /// The entry that says so; none says anything of what is unrecorded.
    pub entry: Option<u64>,
}

/// What a comparison came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Entries that were read.
    pub entries: u64,
    /// Rows that are as the ledger says.
    pub sound: u64,
    /// Rows that are not.
    pub odd: Vec<Odd>,
}

/// What the ledger says is there, by id.
#[derive(Default)]
struct Recorded(BTreeMap<String, Said>);

struct Said {
    what: &'static str,
    entry: u64,
    case: Option<String>,
    /// Of a file: the hash of the version that is shown.
    blake3: Option<String>,
}

impl Recorded {
    fn learn(&mut self, place: u64, entry: &Value) {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let kind = entry.get("event").and_then(Value::as_str);
        let (Some(kind), Some(id)) = (
            kind.and_then(EventKind::from_word),
            text(entry.get("object")),
        ) else {
            return;
        };
        let what = match kind {
            EventKind::CaseCreated => "case",
            EventKind::UploadCompleted
            | EventKind::FileAdded
            | EventKind::FileVersionAdded
            | EventKind::FileRolledBack => "file",
            EventKind::MemberAdded => "member",
            EventKind::CustomerCreated => "customer",
            EventKind::DepartmentCreated => "department",
            EventKind::FileErased => {
                self.0.remove(&id);
                return;
            }
            // Its row stays, without anything of it.
            EventKind::CaseErased | EventKind::RetentionApplied => {
                let of_it = |said: &Said| said.what == "file" && said.case.as_deref() == Some(&id);
                self.0.retain(|_, said| !of_it(said));
                return;
            }
            _ => return,
        };
        let said = Said {
            what,
            entry: place,
            case: text(entry.get("case")),
            blake3: text(entry.get("data").and_then(|data| data.get("blake3"))),
        };
        self.0.insert(id, said);
    }
}

/// Takes off what is there from what was recorded, noting what does not fit.
struct Comparison {
    recorded: Recorded,
    compared: Compared,
}

impl Comparison {
    fn there(&mut self, what: &'static str, id: String, blake3: Option<&[u8; 32]>) {
        let Some(said) = self.recorded.0.remove(&id) else {
            self.note(what, id, Difference::Unrecorded, None);
            return;
        };
        let hash = blake3.map(|hash| HEXLOWER.encode(hash));
        if said.what == what && said.blake3 == hash {
            self.compared.sound = self.compared.sound.saturating_add(1);
        } else {
            self.note(what, id, Difference::Altered, Some(said.entry));
        }
    }

    fn note(&mut self, what: &'static str, id: String, is: Difference, entry: Option<u64>) {
        self.compared.odd.push(Odd {
            what,
            id,
            difference: is,
            entry,
        });
    }

    /// What is left was not there.
    fn finish(mut self) -> Compared {
        for (id, said) in std::mem::take(&mut self.recorded.0) {
            self.note(said.what, id, Difference::Gone, Some(said.entry));
        }
        self.compared
    }
}

impl App {
    /// Compares cases, files and the hash of the version that is shown, members, customers and departments with what the
    /// ledger says of them. Best while nothing else is going on: what happens meanwhile may be told as a difference.
    ///
    /// # Errors
    /// Refused, or the store does not work.
    pub async fn compare_with_ledger(&self, ctx: &RequestCtx) -> Result<Compared, AppError> {
        let head = self.checkpoint(ctx).await?;
        let mut comparison = Comparison {
            recorded: self.recorded_until(head.size).await?,
            compared: Compared {
                entries: head.size,
                sound: 0,
                odd: Vec::new(),
            },
        };
        for member in self.store.members().await? {
            comparison.there("member", member.id.to_string(), None);
        }
        for customer in self.store.customers().await? {
            comparison.there("customer", customer.id.to_string(), None);
        }
        for department in self.store.departments().await? {
            comparison.there("department", department.id.to_string(), None);
        }
        self.compare_cases(&mut comparison).await?;
        Ok(comparison.finish())
    }

    async fn recorded_until(&self, size: u64) -> Result<Recorded, AppError> {
        let mut recorded = Recorded::default();
        let mut from = 0;
        while from < size {
            let rows = self.store.entries(from, PAGE_ROWS_MAX).await?;
            let Some((last, _)) = rows.last() else {
                return Err(AppError::Bug("an entry of the ledger is missing"));
            };
            from = last.saturating_add(1);
            for (place, text) in rows.iter().filter(|(place, _)| *place < size) {
                let entry: Value = serde_json::from_str(text)
                    .map_err(|_| AppError::Bug("a ledger entry is not JSON"))?;
                recorded.learn(*place, &entry);
            }
        }
        Ok(recorded)
    }

    async fn compare_cases(&self, comparison: &mut Comparison) -> Result<(), AppError> {
        let mut filter = CaseFilter {
            limit: PAGE_ROWS_MAX,
            ..CaseFilter::default()
        };
        loop {
            let cases = self.store.cases(&filter).await?;
            let Some(last) = cases.last() else {
                return Ok(());
            };
            filter.after = Some(last.id);
            for case in cases {
                comparison.there("case", case.id.to_string(), None);
                for file in self.store.files(case.id).await? {
                    // Which file is a decoy, the ledger does not say.
                    if !file.canary {
                        let hash = file.version.as_ref().map(|version| &version.blake3);
                        comparison.there("file", file.id.to_string(), hash);
                    }
                }
            }
        }
    }
}
