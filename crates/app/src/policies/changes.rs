//! What a draft of policies would change, for the members, cases and files there are; and whether it would
//! permit what no policy may, for these and for made-up corner cases.

use std::sync::Arc;

use coffer_domain::authz::{
    Action, CaseFacts, Decision, FileFacts, PolicyEngine, Question, Resource, Rule, SelectError,
    Selection,
};
use coffer_domain::case::Case;
use coffer_domain::context::{Assurance, Principal};
use coffer_domain::file::File;
use coffer_domain::people::Member;
use coffer_domain::policies::PolicyDraft;
use coffer_domain::ports::CaseFilter;
use coffer_domain::select::Sought;
use coffer_domain::time::Timestamp;

use super::corners::{corners, people};
use crate::app::App;
use crate::error::AppError;
use crate::limits::{POLICY_EXAMPLES_MAX, POLICY_QUESTIONS_MAX};

/// An act that a draft permits and no policy may.
#[derive(Debug, Clone)]
pub struct Broken {
    /// The act in words.
    pub act: String,
    /// The invariants it breaks.
    pub invariants: Vec<Rule>,
}

/// An act that is answered otherwise than before.
#[derive(Debug, Clone)]
pub struct ChangedAct {
    /// Who.
    pub member: Member,
    /// What.
    pub action: Action,
    /// On what: id text.
    pub on: String,
    /// Whether it is permitted then.
    pub permitted: bool,
    /// The rules that decide then; none if nothing permits it.
    pub rules: Vec<Rule>,
}

/// What would change.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Acts permitted then and not now.
    pub gained: u64,
    /// Acts permitted now and not then.
    pub lost: u64,
    /// How many acts were asked about.
    pub asked: u64,
    /// Whether these were all acts of all members on all open cases.
    pub complete: bool,
    /// The first of them.
    pub examples: Vec<ChangedAct>,
}

/// Somebody who signed in with a passkey just now: what can be permitted at best.
pub(super) fn at_best(now: Timestamp) -> Assurance {
    Assurance {
        aal: 2,
        phishing_resistant: true,
        authenticated: Some(now),
    }
}

/// Whether lists can be made from these policies; what cannot be listed must not come into force.
pub(super) fn listable(engine: &dyn PolicyDraft, now: Timestamp) -> Result<(), SelectError> {
    let Ok(people) = people(now) else {
        return Err(SelectError("no corner cases".to_owned()));
    };
    for corner in people {
        for (action, sought) in [
            (Action::CaseView, Sought::Cases),
            (Action::FileList, Sought::Files),
            (Action::FileView, Sought::Files),
        ] {
            engine.select(&Selection {
                principal: &corner.principal(),
                action,
                sought,
                now,
                assurance: corner.assurance,
                read_only: corner.read_only,
            })?;
        }
    }
    Ok(())
}

struct Comparison {
    now: Timestamp,
    before: Arc<dyn PolicyDraft>,
    after: Arc<dyn PolicyDraft>,
    broken: Vec<Broken>,
    changes: Changes,
}

impl Comparison {
    fn ask(&self, engine: &dyn PolicyEngine, question: &Question<'_>) -> Decision {
        engine.decide(question)
    }

    fn real(&mut self, member: &Member, resource: &Resource) {
        let principal = Principal::Member(member.clone());
        for &action in Action::ALL {
            let question = Question {
                principal: &principal,
                action,
                resource,
                now: self.now,
                assurance: at_best(self.now),
                read_only: false,
            };
            if !applies(action, resource) {
                continue;
            }
            self.changes.asked += 1;
            let before = self.ask(&*self.before, &question);
            let after = self.ask(&*self.after, &question);
            let (was, is) = (permitted(&before), permitted(&after));
            if is {
                self.hold_against(&question, member.email.as_str());
            }
            if was == is {
                continue;
            }
            if is {
                self.changes.gained += 1;
            } else {
                self.changes.lost += 1;
            }
            if self.changes.examples.len() < POLICY_EXAMPLES_MAX {
                self.changes.examples.push(ChangedAct {
                    member: member.clone(),
                    action,
                    on: resource.id_text(),
                    permitted: is,
                    rules: rules(after),
                });
            }
        }
    }

    fn hold_against(&mut self, question: &Question<'_>, who: &str) {
        let invariants = self.after.broken_by(question);
        if !invariants.is_empty() && self.broken.len() < POLICY_EXAMPLES_MAX {
            let action = question.action.as_str();
            let on = question.resource.id_text();
            self.broken.push(Broken {
                act: format!("{who} could {action} on {on}"),
                invariants,
            });
        }
    }

    fn made_up(&mut self) -> Result<(), AppError> {
        for corner in corners(self.now)? {
            let principal = corner.principal();
            for resource in corner.resources() {
                for &action in Action::ALL {
                    if !applies(action, &resource) {
                        continue;
                    }
                    let question = Question {
                        principal: &principal,
                        action,
                        resource: &resource,
                        now: self.now,
                        assurance: corner.assurance,
                        read_only: corner.read_only,
                    };
                    if permitted(&self.ask(&*self.after, &question)) {
                        let who = format!("a made-up member ({})", facts(&corner.member));
                        self.hold_against(&question, &who);
                    }
                }
            }
        }
        Ok(())
    }
}

fn facts(member: &Member) -> String {
    let roles: Vec<&str> = member.roles.iter().map(|role| role.as_str()).collect();
    let roles = if roles.is_empty() {
        "no role".to_owned()
    } else {
        roles.join(" and ")
    };
    format!("{roles}, {}", member.state.as_str())
}

/// Questions that do not fit the schema are refused by every policy; they are not worth asking.
pub(super) fn applies(action: Action, resource: &Resource) -> bool {
    match action {
        Action::OrgAdminister
        | Action::MemberSecure
        | Action::AlertRead
        | Action::AlertManage
        | Action::AlertReport
        | Action::HealthRead
        | Action::RetentionRead
        | Action::RetentionManage
        | Action::CustomerHold
        | Action::SubjectExport
        | Action::DirectoryProvide
        | Action::LedgerRead
        | Action::PolicyRead
        | Action::PolicyManage
        | Action::TrainingManage
        | Action::AccessReview => matches!(resource, Resource::Organisation(_)),
        Action::CaseCreate | Action::TemplateManage => matches!(resource, Resource::Department(_)),
        Action::FileList => matches!(resource, Resource::Case(_) | Resource::File(_)),
        Action::CaseView
        | Action::CaseAssign
        | Action::CaseClose
        | Action::CaseReopen
        | Action::CaseHold
        | Action::CaseErase
        | Action::CaseRollBack
        | Action::AccessRequest
        | Action::AccessApprove
        | Action::AccessBreakGlass
        | Action::AccessUnseal
        | Action::RequestManage
        | Action::MessageRead
        | Action::MessageWrite
        | Action::MessageErase
        | Action::FileUpload => matches!(resource, Resource::Case(_)),
        // No member is asked about it: it is for whom a file was sent to.
        Action::FileReceive => false,
        Action::FileView
        | Action::FileDownload
        | Action::FileModify
        | Action::FileClassify
        | Action::FileRescan
        | Action::FileShare
        | Action::FileReveal
        | Action::FileDelete => matches!(resource, Resource::File(_)),
    }
}

pub(super) fn permitted(decision: &Decision) -> bool {
    matches!(decision, Decision::Allow(rules) if !rules.is_empty())
}

pub(super) fn rules(decision: Decision) -> Vec<Rule> {
    match decision {
        Decision::Allow(rules) | Decision::Deny(rules) => rules,
    }
}

impl App {
    /// What `after` answers otherwise than `before`, and what it permits that no policy may. Made-up cases are
    /// asked about only where it `permits` anything by itself: the shipped policies are proved, and forbids take nothing from that.
    pub(super) async fn what_changes(
        &self,
        now: Timestamp,
        before: Arc<dyn PolicyDraft>,
        after: Arc<dyn PolicyDraft>,
        permits: bool,
    ) -> Result<(Vec<Broken>, Changes), AppError> {
        let organisation = self.organisation().await?.id;
        let members = self.store.members().await?;
        let questions = members.len().max(1).saturating_mul(Action::ALL.len());
        let most = POLICY_QUESTIONS_MAX.checked_div(questions).unwrap_or(1);
        let limit = u32::try_from(most.max(1)).unwrap_or(u32::MAX);
        let filter = CaseFilter {
            limit,
            ..CaseFilter::default()
        };
        let cases = self.store.cases(&filter).await?;
        let complete = cases.len() < most;
        let mut places: Vec<(Case, Option<File>)> = Vec::with_capacity(cases.len());
        for case in cases {
            let newest = self.store.files(case.id).await?.into_iter().next();
            places.push((case, newest));
        }
        let mut comparison = Comparison {
            now,
            before,
            after,
            broken: Vec::new(),
            changes: Changes::default(),
        };
        let work = move || -> Result<Comparison, AppError> {
            if permits {
                comparison.made_up()?;
            }
            for member in &members {
                comparison.real(member, &Resource::Organisation(organisation));
                comparison.real(member, &Resource::Department(member.department));
                for (case, file) in &places {
                    comparison.real(member, &Resource::Case(CaseFacts::from(case)));
                    if let Some(file) = file {
                        let facts = FileFacts::new(file, case);
                        comparison.real(member, &Resource::File(facts));
                    }
                }
            }
            comparison.changes.complete = complete;
            Ok(comparison)
        };
        let done = tokio::task::spawn_blocking(work).await;
        let done = done.map_err(|_| AppError::Bug("comparing policies died"))??;
        Ok((done.broken, done.changes))
    }
}
