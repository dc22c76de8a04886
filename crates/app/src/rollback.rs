//! Putting files back to what they were, after somebody replaced or renamed them: a whole case at a time, or everything that one member did
//! since a time. Nothing is lost by it: a version for which an earlier one is shown stays, set aside, and can be shown again.

mod acts;

use coffer_domain::authz::{CaseFacts, FileFacts, Resource, act};
use coffer_domain::case::Case;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::file::{File, Numbered};
use coffer_domain::id::{CaseId, FileId};
use coffer_domain::text::{FileName, Name};
use coffer_domain::time::Timestamp;
use data_encoding::HEXLOWER;

use self::acts::{Act, Kind};
use crate::app::App;
use crate::error::AppError;
use crate::limits::ROLL_BACK_TRIES;
use crate::reason;

/// What is to be undone.
#[derive(Debug, Clone, Copy)]
pub struct Since<'a> {
    /// What happened after this.
    pub time: Timestamp,
    /// Why, in at least ten characters.
    pub reason: &'a str,
    /// Says what would be done, and does nothing.
    pub preview: bool,
}

/// What was put back.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct RolledBack {
    /// File by file, in the order of their ids.
    pub files: Vec<PutBack>,
    /// Files that came into being after the time: they stay as they are.
    pub newer: u64,
    /// Files that were touched, in cases whose files the caller may not put back.
    pub refused: u64,
}

/// What was put back of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutBack {
    /// The file.
    pub file: FileId,
    /// Its case.
    pub case: CaseId,
    /// The case's ticket number or name.
    pub reference: Name,
    /// The version that was shown.
    pub from: u32,
    /// The version that is shown now.
    pub to: u32,
    /// Whether it has the name again that it had.
    pub renamed: bool,
}

/// What is wanted of files.
#[derive(Clone, Copy)]
enum Wanted<'a> {
    /// What they were at the time.
    AsOf,
    /// What they are without what this member did.
    Without(&'a str),
}

/// Another version is shown than was read before.
const MOVED: &str = "version.number";

/// What a file is to be.
struct Target {
    version: Numbered,
    name: Option<FileName>,
}

impl App {
    /// Puts the files of a case back to what they were at a time.
    ///
    /// # Errors
    /// Unknown, refused, no reason, or the store does not work.
    pub async fn roll_back_case(
        &self,
        ctx: &RequestCtx,
        case: &str,
        since: Since<'_>,
    ) -> Result<RolledBack, AppError> {
        reason::checked("reason", since.reason)?;
        let case = self.find_case(case).await?;
        self.allow::<act::CaseRollBack>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        let files = self.store.files(case.id).await?;
        let ids: Vec<String> = files.iter().map(|file| file.id.to_string()).collect();
        let mut acts = self.acts_about(&ids, since.time).await?;
        let mut done = RolledBack::default();
        for file in files {
            let acts = acts.remove(&file.id.to_string()).unwrap_or_default();
            self.bring_back(ctx, (file, acts), &case, Wanted::AsOf, since, &mut done)
                .await?;
        }
        done.files.sort_by_key(|file| file.file);
        Ok(done)
    }

    /// Undoes what a member did to files since a time: versions they added, unless somebody added another one since, and names they gave.
    ///
    /// # Errors
    /// Unknown, refused, no reason, or the store does not work.
    pub async fn roll_back_member(
        &self,
        ctx: &RequestCtx,
        member: &str,
        since: Since<'_>,
    ) -> Result<RolledBack, AppError> {
        reason::checked("reason", since.reason)?;
        let organisation = self.organisation().await?.id;
        self.allow::<act::AlertManage>(ctx, Resource::Organisation(organisation))
            .await?;
        let member = self.find_member(member).await?.id.to_string();
        let mut done = RolledBack::default();
        for file in self.touched_by(&member, since.time).await? {
            let (file, case) = match self.file_and_case(file).await {
                Err(AppError::NotFound(_)) => continue,
                found => found?,
            };
            if !self.may::<act::CaseRollBack>(ctx, Resource::Case(CaseFacts::from(&case))) {
                done.refused = done.refused.saturating_add(1);
                continue;
            }
            let id = file.id.to_string();
            let mut acts = self
                .acts_about(std::slice::from_ref(&id), since.time)
                .await?;
            let acts = acts.remove(&id).unwrap_or_default();
            let wanted = Wanted::Without(&member);
            self.bring_back(ctx, (file, acts), &case, wanted, since, &mut done)
                .await?;
        }
        done.files.sort_by_key(|file| file.file);
        Ok(done)
    }

    /// The versions of a file in order, those set aside as well. Whoever may list the file may see which there are.
    ///
    /// # Errors
    /// Unknown, refused, or the store does not work.
    pub async fn file_versions(
        &self,
        ctx: &RequestCtx,
        file: FileId,
    ) -> Result<Vec<Numbered>, AppError> {
        let (file, case) = self.file_and_case(file).await?;
        self.allow::<act::FileList>(ctx, Resource::File(FileFacts::new(&file, &case)))
            .await?;
        Ok(self.store.versions(file.id).await?)
    }

    /// Shows one version of a file, be it set aside or not; further ones are set aside.
    ///
    /// # Errors
    /// Unknown, refused, no reason, or the store does not work.
    pub async fn show_version(
        &self,
        ctx: &RequestCtx,
        file: FileId,
        number: u32,
        reason: &str,
    ) -> Result<File, AppError> {
        reason::checked("reason", reason)?;
        let (file, case) = self.file_and_case(file).await?;
        let versions = self.store.versions(file.id).await?;
        self.allow::<act::CaseRollBack>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        let version = versions.iter().find(|it| it.number == number);
        let target = Target {
            version: *version.ok_or(AppError::NotFound("version"))?,
            name: None,
        };
        let since = Since {
            time: ctx.now,
            reason,
            preview: false,
        };
        let mut done = RolledBack::default();
        self.put_back(ctx, &file, &case, target, since, &mut done)
            .await?;
        self.store
            .file(file.id)
            .await?
            .ok_or(AppError::NotFound("file"))
    }

    /// Makes a file what is wanted of it. Somebody may still be adding versions, or putting the same files back: what moved meanwhile
    /// is looked at again, so that neither keeps the other files from being put back.
    async fn bring_back(
        &self,
        ctx: &RequestCtx,
        (mut file, mut acts): (File, Vec<Act>),
        case: &Case,
        wanted: Wanted<'_>,
        since: Since<'_>,
        done: &mut RolledBack,
    ) -> Result<(), AppError> {
        for _ in 0..ROLL_BACK_TRIES {
            let target = match wanted {
                Wanted::AsOf => self.as_of(&file, &acts, since.time).await?,
                Wanted::Without(member) => self.without(&file, &acts, member).await?,
            };
            let Some(target) = target else {
                done.newer = done.newer.saturating_add(1);
                return Ok(());
            };
            match self.put_back(ctx, &file, case, target, since, done).await {
                Err(AppError::Conflict(MOVED)) => {}
                result => return result,
            }
            let id = file.id.to_string();
            file = (self.store.file(file.id).await?).ok_or(AppError::NotFound("file"))?;
            let again = self.acts_about(std::slice::from_ref(&id), since.time);
            acts = again.await?.remove(&id).unwrap_or_default();
        }
        Err(AppError::Conflict(MOVED))
    }

    /// What a file was at a time; none if it was not there.
    async fn as_of(
        &self,
        file: &File,
        acts: &[Act],
        time: Timestamp,
    ) -> Result<Option<Target>, AppError> {
        let versions = self.store.versions(file.id).await?;
        let then = |it: &&Numbered| !it.set_aside && it.created <= time;
        let Some(shown) = versions.iter().rev().find(then) else {
            return Ok(None);
        };
        let first = acts.iter().rev().find(|act| act.kind == Kind::Renamed);
        Ok(Some(Target {
            version: *shown,
            name: self.name_before(first).await?,
        }))
    }

    /// What a file is without the acts of one member; none if it would not be there.
    async fn without(
        &self,
        file: &File,
        acts: &[Act],
        member: &str,
    ) -> Result<Option<Target>, AppError> {
        let theirs = |number: u32| {
            let mut acts = acts.iter().filter(|act| act.by == member);
            acts.any(|act| act.kind == Kind::Version(number))
        };
        let versions = self.store.versions(file.id).await?;
        let mut shown = versions.iter().rev().filter(|it| !it.set_aside);
        let Some(version) = shown.find(|it| !theirs(it.number)) else {
            return Ok(None);
        };
        // Names they gave in a row, up to the one the file has now.
        let names = acts
            .iter()
            .filter(|act| !matches!(act.kind, Kind::Version(_)));
        let run = names.take_while(|act| act.by == member && act.kind == Kind::Renamed);
        Ok(Some(Target {
            version: *version,
            name: self.name_before(run.last()).await?,
        }))
    }

    /// Makes a file what it is to be, if it is not.
    async fn put_back(
        &self,
        ctx: &RequestCtx,
        file: &File,
        case: &Case,
        target: Target,
        since: Since<'_>,
        done: &mut RolledBack,
    ) -> Result<(), AppError> {
        let from = file.version.as_ref().map_or(0, |version| version.number);
        let name = target.name.filter(|name| *name != file.name);
        let to = target.version.number;
        if from == to && name.is_none() {
            return Ok(());
        }
        let put_back = PutBack {
            file: file.id,
            case: case.id,
            reference: case.reference.clone(),
            from,
            to,
            renamed: name.is_some(),
        };
        if since.preview {
            done.files.push(put_back);
            return Ok(());
        }
        let proof = self
            .allow::<act::CaseRollBack>(ctx, Resource::Case(CaseFacts::from(case)))
            .await?;
        let mut event = Event::new(EventKind::FileRolledBack)
            .case(case.id)
            .object(file.id)
            .with("number", to)
            .with("number_before", from)
            .with("blake3", HEXLOWER.encode(&target.version.blake3))
            .with("rules", proof.rule_ids())
            .personal("reason", since.reason.trim());
        if let Some(name) = &name {
            event = event
                .personal("name", name.as_str())
                .personal("name_before", file.name.as_str());
        }
        let mut commit = Commit::record(self.entry(ctx, event)?).change(Change::ShowVersion {
            file: file.id,
            from,
            number: to,
            at: ctx.now,
        });
        if let Some(name) = name {
            let file = file.id;
            commit = commit.change(Change::RenameFile { file, name });
        }
        self.commit(commit).await?;
        done.files.push(put_back);
        Ok(())
    }
}
