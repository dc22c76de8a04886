//! The custody record: what happened to the files of one link, for the contact who sent them, and what that contact took of what was
//! sent to them. What others did with a file of the organisation is not theirs to see.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use coffer_domain::authz::Action;
use coffer_domain::commit::Commit;
use coffer_domain::context::RequestCtx;
use coffer_domain::delivery::DeliveryFilter;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::{FileId, MemberId};
use coffer_domain::ports::TreeHead;
use coffer_domain::text::Name;
use coffer_domain::time::Timestamp;
use coffer_tlog::Hash;
use serde_json::Value;

use crate::app::App;
use crate::error::AppError;
use crate::limits::CUSTODY_ENTRIES_MAX;
use crate::link::OpenLink;

/// Events that a contact is told of; refusals, where it was reading that was refused.
const TOLD: [EventKind; 19] = [
    EventKind::UploadCreated,
    EventKind::UploadAppended,
    EventKind::UploadCompleted,
    EventKind::FileScanned,
    EventKind::FileRescanAsked,
    EventKind::FileViewed,
    EventKind::WorkingCopyRead,
    EventKind::FileSearched,
    EventKind::FileRevealed,
    EventKind::DownloadOpened,
    EventKind::DownloadClosed,
    EventKind::IntegrityFailed,
    EventKind::FileRenamed,
    EventKind::FileVersionAdded,
    EventKind::FileRolledBack,
    EventKind::FileErased,
    EventKind::FileKeysDestroyed,
    EventKind::ReceiptIssued,
    EventKind::DeliveryTaken,
];
const READING: [Action; 3] = [Action::FileView, Action::FileDownload, Action::FileReveal];

/// What happened to the files of a link, as the ledger has it.
pub struct Custody {
    /// The log's public key.
    pub log: String,
    /// The signed head in which all entries are.
    pub head: TreeHead,
    /// Newest first.
    pub entries: Vec<CustodyEntry>,
    /// There are older ones.
    pub more: bool,
    /// Files of the link that were erased one by one; the last erased first.
    pub erased: Vec<ErasedFile>,
    /// Who the members among the actors are. Not part of any proof: entries hold random ids.
    pub members: BTreeMap<String, Name>,
}

/// A file that is no more.
#[derive(Debug, PartialEq, Eq)]
pub struct ErasedFile {
    /// The id it had.
    pub id: FileId,
    /// What its sender called it, if the entry of its arrival is among those handed out.
    pub name: Option<String>,
    /// When its erasure was decided.
    pub at: Timestamp,
}

/// One entry and the proof that it is in the tree.
pub struct CustodyEntry {
    /// Its place.
    pub index: u64,
    /// Its canonical text.
    pub text: String,
    /// From the leaf's sibling upwards.
    pub proof: Vec<Hash>,
}

impl App {
    /// The custody record of the files that came through a link, for its verified sender; older than the entry at
    /// `below`, if given.
    ///
    /// # Errors
    /// Not verified, or the store does not work.
    pub async fn custody(
        &self,
        ctx: &RequestCtx,
        link: &OpenLink,
        below: Option<u64>,
    ) -> Result<Custody, AppError> {
        link.require_contact()?;
        let request = &link.request;
        // The record of this reading comes first, so that it is in the head that is handed out.
        let event = Event::new(EventKind::LedgerRead)
            .case(request.case)
            .object(request.id)
            .with("what", "custody");
        self.commit(Commit::record(self.entry(ctx, event)?)).await?;
        self.sequence_all().await?;
        let head = self
            .store
            .head()
            .await?
            .ok_or(AppError::NotFound("entry"))?;
        let files = self.store.files_of_request(request.id).await?;
        let erased = self.store.erased_files_of_request(request.id).await?;
        let gone = erased.iter().map(|(id, _)| id);
        let objects: Vec<String> = files
            .iter()
            .map(|file| &file.id)
            .chain(gone)
            .map(ToString::to_string)
            .collect();
        let below = below.map_or(head.size, |below| below.min(head.size));
        let limit = CUSTODY_ENTRIES_MAX.saturating_add(1);
        let mut rows = self.store.entries_about(&objects, below, limit).await?;
        rows.extend(self.taken_by(link, below, limit).await?);
        rows.sort_by_key(|(index, _)| Reverse(*index));
        rows.dedup_by_key(|(index, _)| *index);
        let most = usize::try_from(CUSTODY_ENTRIES_MAX).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        rows.truncate(most);
        // Of a full page less may be left; the next one begins where it ended all the same.
        let mut told = Vec::with_capacity(rows.len());
        for row in rows {
            if is_told(&parsed(&row.1)?) {
                told.push(row);
            }
        }
        let rows = told;
        let erased = self.erased_files(erased, &rows).await?;
        let members = self.members_of(&rows).await?;
        let mut entries = Vec::with_capacity(rows.len());
        for (index, text) in rows {
            let proof = self.inclusion(index, head.size).await?;
            entries.push(CustodyEntry { index, text, proof });
        }
        Ok(Custody {
            log: self.log_verifier().await?.to_vkey(),
            head,
            entries,
            more,
            erased,
            members,
        })
    }

    /// What the link's contact did with the files that were sent to them in its case.
    async fn taken_by(
        &self,
        link: &OpenLink,
        below: u64,
        limit: u32,
    ) -> Result<Vec<(u64, String)>, AppError> {
        let contact = link.request.contact;
        let filter = DeliveryFilter {
            case: Some(link.request.case),
            contact: Some(contact),
            ..DeliveryFilter::default()
        };
        let deliveries = self.store.deliveries(&filter).await?;
        let files: BTreeSet<String> = deliveries
            .iter()
            .flat_map(|delivery| &delivery.files)
            .map(|file| file.file.to_string())
            .collect();
        let files: Vec<String> = files.into_iter().collect();
        let actor = contact.to_string();
        Ok(self.store.entries_by(&actor, &files, below, limit).await?)
    }

    /// Names of erased files are left only in the openings of their arrival, which their sender may see.
    async fn erased_files(
        &self,
        erased: Vec<(FileId, Timestamp)>,
        rows: &[(u64, String)],
    ) -> Result<Vec<ErasedFile>, AppError> {
        let mut arrivals = BTreeMap::new();
        for (index, text) in rows {
            let entry = parsed(text)?;
            if entry.get("event").and_then(Value::as_str)
                == Some(EventKind::UploadCompleted.as_str())
                && let Some(object) = entry.get("object").and_then(Value::as_str)
            {
                arrivals.insert(object.to_owned(), *index);
            }
        }
        let mut files = Vec::with_capacity(erased.len());
        for (id, at) in erased {
            let openings = match arrivals.get(&id.to_string()) {
                Some(index) => self.store.openings(*index).await?,
                None => Vec::new(),
            };
            let name = openings.into_iter().find(|it| it.field == "name");
            let name = name.map(|it| it.value);
            files.push(ErasedFile { id, name, at });
        }
        Ok(files)
    }

    /// The members who act in these entries.
    pub(crate) async fn members_of(
        &self,
        rows: &[(u64, String)],
    ) -> Result<BTreeMap<String, Name>, AppError> {
        let mut members = BTreeMap::new();
        for (_, text) in rows {
            let entry = parsed(text)?;
            let actor = entry
                .get("actor")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let Ok(id) = actor.parse::<MemberId>() else {
                continue;
            };
            if members.contains_key(actor) {
                continue;
            }
            if let Some(member) = self.store.member(id).await? {
                members.insert(actor.to_owned(), member.name);
            }
        }
        Ok(members)
    }
}

/// Whether an entry is the contact's to know: what was done with their files. That something is held for the law is not,
/// nor who was refused to erase it therefore.
fn is_told(entry: &Value) -> bool {
    let said = |place| entry.pointer(place).and_then(Value::as_str);
    let event = said("/event");
    if event == Some(EventKind::AccessDenied.as_str()) {
        let action = said("/data/action");
        return READING.iter().any(|it| Some(it.as_str()) == action);
    }
    TOLD.iter().any(|kind| Some(kind.as_str()) == event)
}

fn parsed(text: &str) -> Result<Value, AppError> {
    serde_json::from_str(text).map_err(|_| AppError::Bug("a ledger entry is not JSON"))
}
