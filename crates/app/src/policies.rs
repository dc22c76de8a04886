//! The organisation's own policies: checking, proposing, approving, putting in force, and asking what the
//! policies permit.

mod changes;
mod corners;
mod questions;
mod replay;

pub use changes::{Broken, ChangedAct, Changes};
pub use questions::{Answer, Visible};
pub use replay::{Replay, ReplayedAct};

use coffer_domain::authz::{Resource, Rule, act};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::{MemberId, PolicyVersionId};
use coffer_domain::limits::{REASON_BYTES_MAX, REASON_BYTES_MIN};
use coffer_domain::policies::{PolicyVersion, SolverAnswer, VersionState};
use coffer_domain::ports::random;
use coffer_domain::time::Span;
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::error::AppError;

/// How changes of the organisation's own policies come into force.
#[derive(Debug, Clone, Copy)]
pub struct PolicyChanges {
    /// Whether what may permit more needs a second person.
    pub second_person: bool,
    /// How long after that it comes into force.
    pub delay: Span,
}

impl Default for PolicyChanges {
    fn default() -> Self {
        Self {
            second_person: true,
            delay: Span::hours(24),
        }
    }
}

/// What is to be said of policies that somebody wrote.
pub struct PolicyCheck {
    /// Why they cannot be taken at all; nothing else is said then.
    pub faults: Vec<String>,
    /// Acts they would permit that no policy may.
    pub broken: Vec<Broken>,
    /// What a solver says of all there can be.
    pub solver: SolverAnswer,
    /// What would change for the members, cases and files there are.
    pub changes: Changes,
    /// Whether they may permit anything that is refused now.
    pub wider: bool,
}

impl PolicyCheck {
    /// Whether they may be put in force.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.faults.is_empty()
            && self.broken.is_empty()
            && !matches!(self.solver, SolverAnswer::Broken { .. })
    }
}

/// The policies in force.
pub struct InForce {
    /// All rules, walls first.
    pub rules: Vec<Rule>,
    /// The organisation's own, as they were written.
    pub own: String,
}

fn officer(ctx: &RequestCtx) -> Result<MemberId, AppError> {
    match &ctx.principal {
        Principal::Member(member) => Ok(member.id),
        _ => Err(AppError::NotFound("member")),
    }
}

fn why_of(why: &str) -> Result<String, AppError> {
    let why = why.trim();
    if (REASON_BYTES_MIN..=REASON_BYTES_MAX).contains(&why.len()) {
        return Ok(why.to_owned());
    }
    Err(AppError::Value {
        field: "why",
        problem: "must say why, in 10 to 1,000 bytes",
    })
}

impl App {
    /// The policies in force, for whoever may read them.
    ///
    /// # Errors
    /// Refused, or the store does not work.
    pub async fn policies(&self, ctx: &RequestCtx) -> Result<InForce, AppError> {
        self.may_read_policies(ctx, "rules").await?;
        Ok(InForce {
            rules: self.policies.rules(),
            own: self
                .own_policies()
                .await?
                .map_or_else(String::new, |active| active.text),
        })
    }

    /// All versions of the organisation's own policies, newest first.
    ///
    /// # Errors
    /// Refused, or the store does not work.
    pub async fn policy_versions(&self, ctx: &RequestCtx) -> Result<Vec<PolicyVersion>, AppError> {
        self.may_read_policies(ctx, "versions").await?;
        Ok(self.store.policy_versions().await?)
    }

    /// What is to be said of these policies, without putting them in force.
    ///
    /// # Errors
    /// Refused, or the store does not work.
    pub async fn check_policies(
        &self,
        ctx: &RequestCtx,
        text: &str,
    ) -> Result<PolicyCheck, AppError> {
        self.may_read_policies(ctx, "check").await?;
        self.policy_check(ctx, text).await
    }

    async fn policy_check(&self, ctx: &RequestCtx, text: &str) -> Result<PolicyCheck, AppError> {
        let now = self
            .own_policies()
            .await?
            .map_or_else(String::new, |active| active.text);
        let drafts = self.policies.draft(&now).and_then(|before| {
            let after = self.policies.draft(text)?;
            let wider = self.policies.may_widen(&now, text)?;
            Ok((before, after, wider, self.policies.may_widen("", text)?))
        });
        let (before, after, wider, permits) = match drafts {
            Ok(drafts) => drafts,
            Err(fault) => return Ok(not_taken(fault.0)),
        };
        if let Err(error) = changes::listable(&*after, ctx.now) {
            return Ok(not_taken(vec![error.to_string()]));
        }
        let (broken, changes) = self.what_changes(ctx.now, before, after, permits).await?;
        let solver = if broken.is_empty() {
            self.policies.prove(text).await
        } else {
            SolverAnswer::NotAsked("what is broken is known already".to_owned())
        };
        Ok(PolicyCheck {
            faults: Vec::new(),
            broken,
            solver,
            changes,
            wider,
        })
    }

    /// Proposes these as all the organisation's own policies. What can only permit less is in force at
    /// once; what may permit more waits for a second person and its time, unless configured otherwise.
    ///
    /// # Errors
    /// Refused, no reason given, the policies do not pass their check, or the store does not work.
    pub async fn propose_policies(
        &self,
        ctx: &RequestCtx,
        text: &str,
        why: &str,
    ) -> Result<PolicyVersion, AppError> {
        self.may_manage_policies(ctx).await?;
        let by = officer(ctx)?;
        let why = why_of(why)?;
        let check = self.policy_check(ctx, text).await?;
        if !check.passes() {
            return Err(AppError::Policies(in_words(&check)));
        }
        let waits = check.wider && self.policy_changes.second_person;
        let delayed = check.wider && self.policy_changes.delay > Span(0);
        let version = PolicyVersion {
            id: PolicyVersionId::from_random(random(&*self.entropy)),
            text: text.to_owned(),
            why,
            state: if waits {
                VersionState::Proposed
            } else {
                VersionState::Approved
            },
            wider: check.wider,
            base: self.own_policies().await?.map(|active| active.id),
            proposed_by: by,
            proposed: ctx.now,
            decided_by: None,
            decided: None,
            effective: (!waits).then_some(if delayed {
                ctx.now.plus(self.policy_changes.delay)
            } else {
                ctx.now
            }),
        };
        let event = Event::new(EventKind::PolicyProposed)
            .object(version.id)
            .with("wider", version.wider)
            .with("sha256", HEXLOWER.encode(&Sha256::digest(&version.text)))
            .personal("why", version.why.as_str());
        let commit = Commit::record(self.entry(ctx, event)?)
            .change(Change::CreatePolicyVersion(version.clone()));
        self.commit(commit).await?;
        self.put_policies_in_force(ctx).await?;
        self.policy_version(version.id).await
    }

    /// Approves what somebody else proposed; it comes into force after the configured delay.
    ///
    /// # Errors
    /// Refused, one's own proposal, not waiting, or the store does not work.
    pub async fn approve_policies(
        &self,
        ctx: &RequestCtx,
        id: PolicyVersionId,
    ) -> Result<PolicyVersion, AppError> {
        self.may_manage_policies(ctx).await?;
        let by = officer(ctx)?;
        let version = self.policy_version(id).await?;
        if version.proposed_by == by {
            return Err(AppError::Value {
                field: "version",
                problem: "must be approved by somebody else than who proposed it",
            });
        }
        let active = self.own_policies().await?.map(|active| active.id);
        if version.base != active {
            return Err(AppError::Conflict("policy.base"));
        }
        let effective = ctx.now.plus(self.policy_changes.delay);
        let event = Event::new(EventKind::PolicyApproved)
            .object(id)
            .with("effective", effective.to_string());
        let change = Change::DecidePolicyVersion {
            version: id,
            state: VersionState::Approved,
            by,
            at: ctx.now,
            effective: Some(effective),
        };
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        self.put_policies_in_force(ctx).await?;
        self.policy_version(id).await
    }

    /// Refuses what was proposed, or takes it back, until it is in force.
    ///
    /// # Errors
    /// Refused, not waiting any more, or the store does not work.
    pub async fn refuse_policies(
        &self,
        ctx: &RequestCtx,
        id: PolicyVersionId,
    ) -> Result<PolicyVersion, AppError> {
        self.may_manage_policies(ctx).await?;
        let by = officer(ctx)?;
        let event = Event::new(EventKind::PolicyRefused).object(id);
        let change = Change::DecidePolicyVersion {
            version: id,
            state: VersionState::Refused,
            by,
            at: ctx.now,
            effective: None,
        };
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        self.policy_version(id).await
    }

    /// Puts in force what is approved and due (not while the server is read-only), and what is active after a start. One that cannot follow the
    /// version in force any more stays where it is, for somebody to refuse.
    ///
    /// # Errors
    /// The policies in force do not load, or the store does not work.
    pub async fn put_policies_in_force(&self, ctx: &RequestCtx) -> Result<(), AppError> {
        let due = |version: &&PolicyVersion| {
            version.state == VersionState::Approved
                && version.effective.is_some_and(|time| time <= ctx.now)
        };
        // Asked of the store: at a start it has not been looked at yet.
        let read_only = self.read_only_until().await?;
        let mut versions = self.store.policy_versions().await?;
        versions.reverse();
        if read_only.is_some_and(|until| ctx.now < until) {
            versions.clear();
        }
        for version in versions.iter().filter(due) {
            if let Err(fault) = self.policies.draft(&version.text) {
                tracing::error!(version = %version.id, %fault, "approved policies do not load any more");
                continue;
            }
            let event = Event::new(EventKind::PolicyActivated).object(version.id);
            let change = Change::ActivatePolicyVersion {
                version: version.id,
                at: ctx.now,
            };
            let commit = Commit::record(self.entry(ctx, event)?).change(change);
            match self.commit(commit).await {
                Ok(_) => {}
                Err(AppError::Conflict(condition)) => {
                    tracing::warn!(version = %version.id, condition, "approved policies were overtaken");
                }
                Err(error) => return Err(error),
            }
        }
        let own = self
            .own_policies()
            .await?
            .map_or_else(String::new, |active| active.text);
        self.policies
            .adopt(&own)
            .map_err(|fault| AppError::Policies(fault.0))?;
        // Only now are the new ones asked.
        self.gates.after(true);
        Ok(())
    }

    /// The version of the organisation's own policies that is in force.
    async fn own_policies(&self) -> Result<Option<PolicyVersion>, AppError> {
        let versions = self.store.policy_versions().await?;
        Ok(versions
            .into_iter()
            .find(|version| version.state == VersionState::Active))
    }

    async fn policy_version(&self, id: PolicyVersionId) -> Result<PolicyVersion, AppError> {
        let versions = self.store.policy_versions().await?;
        versions
            .into_iter()
            .find(|version| version.id == id)
            .ok_or(AppError::NotFound("policy version"))
    }

    /// The operator at the server's command line may always read policies; members by policy.
    pub(crate) async fn may_read_policies(
        &self,
        ctx: &RequestCtx,
        what: &'static str,
    ) -> Result<(), AppError> {
        if !matches!(ctx.principal, Principal::Operator) {
            let organisation = self.organisation().await?.id;
            self.allow::<act::PolicyRead>(ctx, Resource::Organisation(organisation))
                .await?;
        }
        let event = Event::new(EventKind::PolicyRead).with("what", what);
        self.commit(Commit::record(self.entry(ctx, event)?)).await?;
        Ok(())
    }

    async fn may_manage_policies(&self, ctx: &RequestCtx) -> Result<(), AppError> {
        let organisation = self.organisation().await?.id;
        self.allow::<act::PolicyManage>(ctx, Resource::Organisation(organisation))
            .await?;
        Ok(())
    }
}

fn not_taken(faults: Vec<String>) -> PolicyCheck {
    PolicyCheck {
        faults,
        broken: Vec::new(),
        solver: SolverAnswer::NotAsked("the policies cannot be taken".to_owned()),
        changes: Changes::default(),
        wider: false,
    }
}

/// Why policies do not pass, one sentence each.
fn in_words(check: &PolicyCheck) -> Vec<String> {
    let mut words = check.faults.clone();
    for broken in &check.broken {
        let rules: Vec<&str> = broken
            .invariants
            .iter()
            .map(|rule| rule.summary.as_str())
            .collect();
        words.push(format!("{}, but {}", broken.act, rules.join("; ")));
    }
    if let SolverAnswer::Broken { broken, act } = &check.solver {
        let rules: Vec<&str> = broken.iter().map(|rule| rule.summary.as_str()).collect();
        words.push(format!("{act}, but {}", rules.join("; ")));
    }
    words
}
