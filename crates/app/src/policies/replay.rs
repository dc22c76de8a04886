//! Replay: what a draft of policies would have said of what people did, as the ledger has it.
//!
//! Acts are asked about again with the facts of today: who has left or changed department since, or whose case is
//! closed, is refused by both old and new, and does not count as a change.

use std::collections::HashMap;

use coffer_domain::authz::{Action, Question, Resource, Rule};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::EventKind;
use coffer_domain::id::MemberId;
use coffer_domain::limits::PAGE_ROWS_MAX;
use coffer_domain::people::Member;
use serde_json::Value as Json;

use super::changes::{applies, at_best, permitted, rules};
use crate::app::App;
use crate::error::AppError;
use crate::limits::{POLICY_EXAMPLES_MAX, REPLAY_ENTRIES_MAX};

/// An act of the past that would be answered otherwise.
#[derive(Debug, Clone)]
pub struct ReplayedAct {
    /// Its place in the ledger.
    pub index: u64,
    /// When, as the ledger has it.
    pub time: String,
    /// Who.
    pub member: Member,
    /// What.
    pub action: Action,
    /// On what: id text.
    pub on: String,
    /// Whether it would be permitted.
    pub permitted: bool,
    /// The rules that would decide.
    pub rules: Vec<Rule>,
}

/// What a replay came to.
#[derive(Debug, Clone, Default)]
pub struct Replay {
    /// Entries looked at.
    pub entries: u64,
    /// Acts among them that could be asked about again.
    pub acts: u64,
    /// Acts that would be refused now and are permitted otherwise.
    pub refused: u64,
    /// Refusals that would be permits.
    pub permitted: u64,
    /// The first of both.
    pub examples: Vec<ReplayedAct>,
}

/// Which act an entry is the trace of.
fn action_of(event: &str, entry: &Json) -> Option<Action> {
    if event == EventKind::AccessDenied.as_str() {
        let word = entry.get("data")?.get("action")?.as_str()?;
        return Action::ALL
            .iter()
            .copied()
            .find(|action| action.as_str() == word);
    }
    let acts = [
        (EventKind::FileViewed, Action::FileView),
        (EventKind::WorkingCopyRead, Action::FileView),
        (EventKind::FileSearched, Action::FileView),
        (EventKind::FileRevealed, Action::FileReveal),
        (EventKind::DownloadOpened, Action::FileDownload),
        (EventKind::FileRenamed, Action::FileModify),
        (EventKind::FileVersionAdded, Action::FileModify),
        (EventKind::FileRescanAsked, Action::FileRescan),
        (EventKind::CaseHoldSet, Action::CaseHold),
        (EventKind::FileRolledBack, Action::CaseRollBack),
        (EventKind::FileErased, Action::FileDelete),
        (EventKind::CaseErased, Action::CaseErase),
        (EventKind::FileHoldSet, Action::CaseHold),
        (EventKind::CaseMemberAdded, Action::CaseAssign),
        (EventKind::RequestCreated, Action::RequestManage),
    ];
    let mut acts = acts.into_iter();
    let found = acts.find(|(kind, _)| kind.as_str() == event);
    found.map(|(_, action)| action)
}

impl App {
    /// Asks these policies about the acts of the newest entries of the ledger.
    ///
    /// # Errors
    /// Refused, the policies are not taken, or the store does not work.
    pub async fn replay_policies(&self, ctx: &RequestCtx, text: &str) -> Result<Replay, AppError> {
        self.may_read_policies(ctx, "replay").await?;
        let draft = self
            .policies
            .draft(text)
            .map_err(|fault| AppError::Policies(fault.0))?;
        let members = self.store.members().await?.into_iter();
        let members: HashMap<MemberId, Member> = members.map(|it| (it.id, it)).collect();
        let size = self.store.head().await?.map_or(0, |head| head.size);
        let mut at = size.saturating_sub(REPLAY_ENTRIES_MAX);
        let mut replay = Replay::default();
        let mut places: HashMap<String, Option<Resource>> = HashMap::new();
        loop {
            let page = self.store.entries(at, PAGE_ROWS_MAX).await?;
            let Some((last, _)) = page.last() else {
                return Ok(replay);
            };
            at = last.saturating_add(1);
            for (index, text) in page {
                replay.entries += 1;
                let Ok(entry) = serde_json::from_str::<Json>(&text) else {
                    continue;
                };
                let Some((member, action, on)) = act_of(&entry, &members) else {
                    continue;
                };
                if !places.contains_key(on) {
                    let found = match self.find_resource(on).await {
                        Ok(found) => Some(found),
                        Err(AppError::NotFound(_)) => None,
                        Err(error) => return Err(error),
                    };
                    places.insert(on.to_owned(), found);
                }
                let Some(Some(resource)) = places.get(on) else {
                    continue;
                };
                let act = Act {
                    index,
                    member,
                    action,
                    resource,
                };
                self.replay_one(ctx, &*draft, &entry, &act, &mut replay);
            }
        }
    }

    fn replay_one(
        &self,
        ctx: &RequestCtx,
        draft: &dyn coffer_domain::policies::PolicyDraft,
        entry: &Json,
        act: &Act<'_>,
        replay: &mut Replay,
    ) {
        if !applies(act.action, act.resource) {
            return;
        }
        replay.acts += 1;
        let principal = Principal::Member(act.member.clone());
        let question = Question {
            principal: &principal,
            action: act.action,
            resource: act.resource,
            now: ctx.now,
            assurance: at_best(ctx.now),
            read_only: false,
        };
        let was = permitted(&self.policies.decide(&question));
        let then = draft.decide(&question);
        let is = permitted(&then);
        if was == is {
            return;
        }
        if is {
            replay.permitted += 1;
        } else {
            replay.refused += 1;
        }
        if replay.examples.len() < POLICY_EXAMPLES_MAX {
            let time = entry.get("time").and_then(Json::as_str);
            replay.examples.push(ReplayedAct {
                index: act.index,
                time: time.unwrap_or_default().to_owned(),
                member: act.member.clone(),
                action: act.action,
                on: act.resource.id_text(),
                permitted: is,
                rules: rules(then),
            });
        }
    }
}

struct Act<'a> {
    index: u64,
    member: &'a Member,
    action: Action,
    resource: &'a Resource,
}

fn act_of<'a>(
    entry: &'a Json,
    members: &'a HashMap<MemberId, Member>,
) -> Option<(&'a Member, Action, &'a str)> {
    let action = action_of(entry.get("event")?.as_str()?, entry)?;
    let actor = entry.get("actor")?.as_str()?.parse().ok()?;
    let object = match action {
        // These entries name what was made; the act was on the case.
        Action::CaseAssign | Action::RequestManage => entry.get("case")?,
        _ => entry.get("object")?,
    };
    Some((members.get(&actor)?, action, object.as_str()?))
}
