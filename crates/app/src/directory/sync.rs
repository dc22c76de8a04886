//! Bringing the members a directory brought to what it says now: a full comparison, with a guard against a directory
//! that suddenly knows far fewer people.

use std::collections::{BTreeMap, HashSet};

use coffer_domain::commit::Commit;
use coffer_domain::context::RequestCtx;
use coffer_domain::directory::{Find, Person, Source};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::people::Member;
use coffer_domain::ports::{DirectorySource, SourcePerson};
use coffer_domain::text::{Email, Name};

use super::{PersonSpec, claimed_groups};
use crate::app::App;
use crate::error::AppError;
use crate::limits::{SYNC_PEOPLE_MAX, SYNC_READ_PAGE};

/// How a directory is followed.
#[derive(Debug, Clone, Copy)]
pub struct SyncRules {
    /// The most that may leave or be locked at once, in percent of the people there are.
    pub removed_percent_max: u8,
    /// Whether that guard is set aside, once, by somebody who looked.
    pub even_so: bool,
    /// Whether nothing is changed, only told.
    pub dry_run: bool,
}

/// What a comparison came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// People brought.
    pub added: u64,
    /// People changed.
    pub changed: u64,
    /// People locked, because the directory does not let them act any more; part of `changed`.
    pub locked: u64,
    /// People who left, because the directory does not know them any more.
    pub left: u64,
    /// People who are as they were.
    pub same: u64,
    /// People who could not be brought, by the directory's further name, and why.
    pub problems: Vec<(String, String)>,
    /// Whether the guard refused: then nothing was changed.
    pub refused: bool,
}

/// What happens to somebody.
enum Step {
    Add(PersonSpec),
    Change(Person, PersonSpec),
    Leave(Person),
}

impl App {
    /// Compares what the directory says with who is here, and does what follows.
    ///
    /// # Errors
    /// The directory cannot be read as a whole, directories are not configured, or the store does not work. What
    /// somebody cannot be brought for is in the report.
    pub async fn sync_directory(
        &self,
        ctx: &RequestCtx,
        directory: &dyn DirectorySource,
        rules: SyncRules,
    ) -> Result<SyncReport, AppError> {
        self.may_provide(ctx).await?;
        let said = directory.everybody().await.map_err(AppError::Directory)?;
        if said.len() > SYNC_PEOPLE_MAX {
            return Err(AppError::Value {
                field: "directory",
                problem: "knows more people than Coffer follows; narrow the filter",
            });
        }
        let mut report = SyncReport::default();
        let here = self.brought_by(Source::Ldap).await?;
        let steps = self.plan(&said, &here, &mut report).await?;
        let gone = report.left.saturating_add(report.locked);
        let most = u64::from(rules.removed_percent_max);
        let there_are = u64::try_from(here.len()).unwrap_or(u64::MAX);
        let too_many = gone.saturating_mul(100) > most.saturating_mul(there_are) && gone > 0;
        report.refused = too_many && !rules.even_so;
        if rules.dry_run {
            return Ok(report);
        }
        if report.refused {
            let event = Event::new(EventKind::DirectorySyncRefused)
                .with("source", Source::Ldap.as_str())
                .with("gone", gone)
                .with("people", there_are);
            self.commit(Commit::record(self.entry(ctx, event)?)).await?;
            return Ok(report);
        }
        for step in steps {
            self.take(ctx, step, &mut report).await?;
        }
        let event = Event::new(EventKind::DirectorySynced)
            .with("source", Source::Ldap.as_str())
            .with("added", report.added)
            .with("changed", report.changed)
            .with("left", report.left);
        self.commit(Commit::record(self.entry(ctx, event)?)).await?;
        Ok(report)
    }

    async fn brought_by(&self, source: Source) -> Result<Vec<(Person, Member)>, AppError> {
        let members: BTreeMap<_, _> = self
            .store
            .members()
            .await?
            .into_iter()
            .map(|member| (member.id, member))
            .collect();
        let mut here = Vec::new();
        let mut from = 0;
        loop {
            let page = self.store.people(source, Find::All, from, SYNC_READ_PAGE);
            let page = page.await?;
            let count = u64::try_from(page.len()).unwrap_or(u64::MAX);
            for person in page {
                if let Some(member) = members.get(&person.member) {
                    here.push((person, member.clone()));
                }
            }
            from = from.saturating_add(count);
            if count < u64::from(SYNC_READ_PAGE) {
                return Ok(here);
            }
        }
    }

    async fn plan(
        &self,
        said: &[SourcePerson],
        here: &[(Person, Member)],
        report: &mut SyncReport,
    ) -> Result<Vec<Step>, AppError> {
        let by_key: BTreeMap<&str, &(Person, Member)> = here
            .iter()
            .map(|both| (both.0.key.as_str(), both))
            .collect();
        let mut seen = HashSet::new();
        let mut steps = Vec::new();
        for person in said {
            let spec = match spec_of(person) {
                Ok(spec) => spec,
                Err(problem) => {
                    // Somebody we cannot read is still somebody the directory knows: nobody leaves by a typing error.
                    seen.insert(person.key.as_str());
                    report.problems.push((shown(person), problem.to_owned()));
                    continue;
                }
            };
            if !seen.insert(person.key.as_str()) {
                report
                    .problems
                    .push((shown(person), "is there twice".to_owned()));
                continue;
            }
            match by_key.get(person.key.as_str()) {
                None => {
                    report.added = report.added.saturating_add(1);
                    steps.push(Step::Add(spec));
                }
                Some((known, member)) if self.is_as_said(known, member, &spec).await? => {
                    report.same = report.same.saturating_add(1);
                }
                Some((known, _)) => {
                    report.changed = report.changed.saturating_add(1);
                    if known.active && !spec.active {
                        report.locked = report.locked.saturating_add(1);
                    }
                    steps.push(Step::Change(known.clone(), spec));
                }
            }
        }
        for (person, _) in here {
            if !seen.contains(person.key.as_str()) {
                report.left = report.left.saturating_add(1);
                steps.push(Step::Leave(person.clone()));
            }
        }
        // Who leaves goes first: an address may pass on to somebody new.
        steps.sort_by_key(|step| match step {
            Step::Leave(_) => 0,
            Step::Change(..) => 1,
            Step::Add(_) => 2,
        });
        Ok(steps)
    }

    /// Whether nothing follows from what is said. The rules of the configuration may have changed as well.
    pub(crate) async fn is_as_said(
        &self,
        known: &Person,
        member: &Member,
        spec: &PersonSpec,
    ) -> Result<bool, AppError> {
        let same = known.active == spec.active
            && known.external == spec.external
            && known.attributes == spec.attributes
            && member.email == spec.email
            && member.name == spec.name;
        if !same {
            return Ok(false);
        }
        let (department, roles) = self.assigned(known, &[]).await?;
        Ok(member.department == department && member.roles == roles)
    }

    async fn take(
        &self,
        ctx: &RequestCtx,
        step: Step,
        report: &mut SyncReport,
    ) -> Result<(), AppError> {
        let (who, done) = match step {
            Step::Add(spec) => {
                let who = spec.external.clone().unwrap_or_else(|| spec.key.clone());
                let done = self.provide_person(ctx, Source::Ldap, spec).await;
                (who, done.map(drop))
            }
            Step::Change(person, spec) => {
                let who = spec.external.clone().unwrap_or_else(|| spec.key.clone());
                let said = |_: &super::PersonView| Ok::<_, AppError>(spec.clone());
                let done = self
                    .change_person(ctx, Source::Ldap, person.member, said)
                    .await;
                (who, done.map(drop))
            }
            Step::Leave(person) => {
                let who = person.external.unwrap_or(person.key);
                let check = |_: &super::PersonView| Ok::<_, AppError>(());
                let done = self
                    .withdraw_person(ctx, Source::Ldap, person.member, check)
                    .await;
                (who, done)
            }
        };
        match done {
            Ok(()) => Ok(()),
            // One person's trouble is theirs; the others go on.
            Err(
                error @ (AppError::Conflict(_) | AppError::NotFound(_) | AppError::ReadOnly { .. }),
            ) => {
                report.problems.push((who, error.to_string()));
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}

fn shown(person: &SourcePerson) -> String {
    person
        .external
        .clone()
        .unwrap_or_else(|| person.key.clone())
}

fn spec_of(person: &SourcePerson) -> Result<PersonSpec, &'static str> {
    let address = person.email.as_deref().ok_or("has no address")?;
    let email = Email::parse(address).map_err(|_| "has an address that is none")?;
    let local = email.as_str().split('@').next().unwrap_or_default();
    let called = person.name.as_deref().unwrap_or(local);
    let name = Name::parse(called).map_err(|_| "has a name that cannot be shown")?;
    if person.key.is_empty() {
        return Err("has no name that stays");
    }
    Ok(PersonSpec {
        key: person.key.clone(),
        external: person.external.clone(),
        attributes: claimed_groups(&person.groups),
        email,
        name,
        active: person.active,
    })
}
