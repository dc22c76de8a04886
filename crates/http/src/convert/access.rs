//! Requests and grants as wire types.

use coffer_api::access::{AccessApproval, AccessRequest, Grant, GrantReview, MemberRef};
use coffer_app::access::{AccessRequestView, GrantView, Named};
use coffer_domain::access_request::Answerer;
use coffer_domain::grant::{Acts, Review, minutes};

fn named(named: &Named) -> MemberRef {
    MemberRef {
        id: named.id.to_string(),
        name: named.name.to_string(),
    }
}

fn words(acts: Acts) -> Vec<String> {
    acts.words().into_iter().map(str::to_owned).collect()
}

pub(crate) fn access_request(view: &AccessRequestView) -> AccessRequest {
    let request = &view.request;
    let state = request.state_at(view.now);
    let refusal = request.refusal.as_ref();
    AccessRequest {
        id: request.id.to_string(),
        kind: request.kind.as_str().to_owned(),
        case: request.case.to_string(),
        case_reference: view.reference.to_string(),
        member: named(&view.asker),
        acts: words(request.acts),
        file: request.only.map(|(file, _)| file.to_string()),
        minutes: minutes(request.life),
        reason: request.reason.clone(),
        state: state.as_str().to_owned(),
        approvals: request
            .approvals
            .iter()
            .map(|approval| AccessApproval {
                by: approval.by.to_string(),
                at: approval.at.to_string(),
                acts: words(approval.acts),
                minutes: minutes(approval.life),
            })
            .collect(),
        approvals_needed: view.needed,
        answerers: view.answerers.iter().map(named).collect(),
        other_department: view.other_department,
        works_case: view.works_case,
        grants_before: view.grants_before,
        created: request.created.to_string(),
        lapses: request.lapses.to_string(),
        refused_by: refusal.map(|refusal| match refusal.by {
            Answerer::Member(id) => id.to_string(),
            Answerer::Contact(id) => id.to_string(),
        }),
        refusal: refusal.map(|refusal| refusal.reason.clone()),
    }
}

pub(crate) fn grant(view: &GrantView) -> Grant {
    let grant = &view.grant;
    Grant {
        id: grant.id.to_string(),
        kind: grant.kind.as_str().to_owned(),
        case: grant.case.to_string(),
        case_reference: view.reference.to_string(),
        member: named(&view.holder),
        acts: words(grant.acts),
        file: grant.only.map(|(file, _)| file.to_string()),
        reason: grant.reason.clone(),
        request: grant.request.map(|id| id.to_string()),
        approvers: view.approvers.iter().map(named).collect(),
        contact: grant.contact.map(|id| id.to_string()),
        starts: grant.starts.to_string(),
        expires: grant.expires.to_string(),
        state: grant.word_at(view.now).to_owned(),
        ended: grant.ended.map(|ended| ended.at.to_string()),
        review: grant
            .review
            .as_ref()
            .map(|owed| review(owed, grant.review_overdue(view.now))),
    }
}

fn review(review: &Review, overdue: bool) -> GrantReview {
    let done = review.done.as_ref();
    let state = match done {
        Some(_) => "done",
        None if overdue => "overdue",
        None => "open",
    };
    GrantReview {
        due: review.due.to_string(),
        state: state.to_owned(),
        by: done.map(|done| done.by.to_string()),
        at: done.map(|done| done.at.to_string()),
        verdict: done.map(|done| done.verdict.as_str().to_owned()),
        note: done.map(|done| done.note.clone()),
    }
}
