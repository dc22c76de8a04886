//! Files of a case: listing, details, renaming, a further scan.

use coffer_domain::authz::{Action, CaseFacts, FileFacts, Resource, act};
use coffer_domain::case::Case;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::file::File;
use coffer_domain::id::FileId;
use coffer_domain::job::JobKind;
use coffer_domain::limits::FOUND_FILES_MAX;
use coffer_domain::select::Sought;
use coffer_domain::text::{FileName, Name};

use crate::app::App;
use crate::cases::member_of;
use crate::error::AppError;
use crate::jobs::ScanProgress;
use crate::limits::EXTENSION_BYTES_MAX;

/// How far a running check is, and whether the last one is by older rules.
#[derive(Debug, Clone, Copy, Default)]
pub struct CheckNow {
    /// How far the running scan is.
    pub progress: Option<ScanProgress>,
    /// Whether the findings are those of other rules than are in force.
    pub outdated: bool,
}

impl App {
    /// A case's files, newest first.
    ///
    /// # Errors
    /// Unknown, refused, or the store does not work.
    pub async fn files(&self, ctx: &RequestCtx, case: &str) -> Result<Vec<File>, AppError> {
        let case = self.find_case(case).await?;
        self.allow::<act::FileList>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        let files = self.store.files(case.id).await?;
        let listed = |file: &File| {
            let facts = FileFacts::new(file, &case);
            self.may::<act::FileList>(ctx, Resource::File(facts))
        };
        Ok(files.into_iter().filter(listed).collect())
    }

    /// Files by words in their names, newest first, in all cases whose files the caller may list.
    ///
    /// # Errors
    /// Nothing to look for, no member asks, or the store does not work.
    pub async fn find_files(
        &self,
        ctx: &RequestCtx,
        words: &str,
    ) -> Result<Vec<(File, Case)>, AppError> {
        member_of(ctx)?;
        let words = Name::parse(words).map_err(AppError::text("q"))?;
        let within = self.select(ctx, Action::FileList, Sought::Files)?;
        let named = self
            .store
            .files_named(&within, words.as_str(), FOUND_FILES_MAX);
        let mut found = Vec::new();
        for (id, _) in named.await? {
            let (file, case) = self.file_and_case(id).await?;
            if self.may::<act::FileList>(ctx, Resource::File(FileFacts::new(&file, &case))) {
                found.push((file, case));
            }
        }
        Ok(found)
    }

    /// A file with its case, without asking the policies. One whose first upload is still open is its sender's
    /// alone and not there yet for anybody else.
    pub(crate) async fn file_and_case(&self, id: FileId) -> Result<(File, Case), AppError> {
        let file = self
            .store
            .file(id)
            .await?
            .filter(|file| file.version.is_some())
            .ok_or(AppError::NotFound("file"))?;
        let case = self
            .store
            .case(file.case)
            .await?
            .ok_or(AppError::NotFound("case"))?;
        Ok((file, case))
    }

    /// One file's details. Whoever may list the case may see that a file is there and how its check went;
    /// its content is another matter.
    ///
    /// # Errors
    /// Unknown, refused, or the store does not work.
    pub async fn file(&self, ctx: &RequestCtx, id: FileId) -> Result<File, AppError> {
        let (file, case) = self.file_and_case(id).await?;
        self.allow::<act::FileList>(ctx, Resource::File(FileFacts::new(&file, &case)))
            .await?;
        Ok(file)
    }

    /// Renames a file.
    ///
    /// # Errors
    /// Unknown, refused, a bad name, or the store does not work.
    pub async fn rename_file(
        &self,
        ctx: &RequestCtx,
        id: FileId,
        name: &str,
    ) -> Result<File, AppError> {
        let (file, case) = self.file_and_case(id).await?;
        let proof = self
            .allow::<act::FileModify>(ctx, Resource::File(FileFacts::new(&file, &case)))
            .await?;
        let name = FileName::parse(name).map_err(AppError::text("name"))?;
        let event = Event::new(EventKind::FileRenamed)
            .case(case.id)
            .object(id)
            .with("rules", proof.rule_ids())
            .with("extension", extension(name.as_str()))
            .with("extension_before", extension(file.name.as_str()))
            .personal("name", name.as_str())
            .personal("name_before", file.name.as_str());
        let change = Change::RenameFile {
            file: id,
            name: name.clone(),
        };
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        Ok(File { name, ..file })
    }

    /// Has a file's newest version scanned again: after a failure, or by newer rules. While a scan of it waits or
    /// runs, asking again changes nothing.
    ///
    /// # Errors
    /// Unknown, refused, or the store does not work.
    pub async fn rescan_file(&self, ctx: &RequestCtx, id: FileId) -> Result<File, AppError> {
        let (file, case) = self.file_and_case(id).await?;
        let proof = self
            .allow::<act::FileRescan>(ctx, Resource::File(FileFacts::new(&file, &case)))
            .await?;
        let version = file.version.as_ref().ok_or(AppError::NotFound("version"))?;
        if version.scan_queued {
            return Ok(file);
        }
        let object = version.object;
        let event = Event::new(EventKind::FileRescanAsked)
            .case(case.id)
            .object(id)
            .with("number", version.number)
            .with("rules", proof.rule_ids());
        let commit = Commit::record(self.entry(ctx, event)?)
            .change(Change::ScanAgain(object))
            .job(self.job_id(), JobKind::Scan { file: id, object });
        match self.commit(commit).await {
            // Somebody asked at the same moment: one scan does for both.
            Ok(_) | Err(AppError::Conflict("scan.queued")) => {}
            Err(error) => return Err(error),
        }
        self.store.file(id).await?.ok_or(AppError::NotFound("file"))
    }

    /// What is known of the check of a file beyond what is stored.
    #[must_use]
    pub fn check_now(&self, file: &File) -> CheckNow {
        let Some(version) = &file.version else {
            return CheckNow::default();
        };
        let rules = version.rules.as_deref();
        CheckNow {
            progress: self.scan_board.of(version.object),
            outdated: rules.is_some_and(|rules| rules != self.scans.rules.name()),
        }
    }
}

/// The ending of a file's name in lower case, for the ledger: short and plain, or it may say more than the format.
fn extension(name: &str) -> String {
    match name
        .rsplit(['/', '\\'])
        .next()
        .and_then(|last| last.rsplit_once('.'))
    {
        Some((_, ending)) if is_plain(ending) => ending.to_ascii_lowercase(),
        Some(_) => "other".to_owned(),
        None => "none".to_owned(),
    }
}

fn is_plain(ending: &str) -> bool {
    (1..=EXTENSION_BYTES_MAX).contains(&ending.len())
        && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && !ending.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::extension;

    #[test]
    fn an_extension_says_the_format_and_no_more() {
        assert_eq!(extension("logs/a.tar.GZ"), "gz");
        assert_eq!(extension("a.locked"), "locked");
        assert_eq!(extension("a.b/readme"), "none");
        for odd in [
            "a.",
            "a.Jane Doe",
            "a.4111111111111111",
            "a.verylongextension",
        ] {
            assert_eq!(extension(odd), "other", "{odd}");
        }
    }
}
