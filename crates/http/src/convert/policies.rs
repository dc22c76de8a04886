//! Policies on the wire.

use coffer_api::policies::{
    Policies, PolicyAnswer, PolicyBroken, PolicyChangedAct, PolicyCheck, PolicyReplay, PolicyRule,
    PolicyVersion, PolicyVisible, VisibleCase, VisibleFile,
};
use coffer_api::problem::RuleRef;
use coffer_app::policies::{
    self as app, Answer, ChangedAct, InForce, Replay, ReplayedAct, Visible,
};
use coffer_domain::authz::Rule;
use coffer_domain::policies::{PolicyVersion as Version, SolverAnswer};

fn rule_ref(rule: &Rule) -> RuleRef {
    RuleRef {
        id: rule.id.clone(),
        code: rule.code.clone(),
        summary: rule.summary.clone(),
    }
}

fn rule_refs(rules: &[Rule]) -> Vec<RuleRef> {
    rules.iter().map(rule_ref).collect()
}

fn summaries(rules: &[Rule]) -> Vec<String> {
    rules.iter().map(|rule| rule.summary.clone()).collect()
}

pub(crate) fn policies(found: InForce) -> Policies {
    let rules = found.rules.into_iter().map(|rule| PolicyRule {
        id: rule.id,
        code: Some(rule.code).filter(|code| !code.is_empty()),
        summary: rule.summary,
    });
    Policies {
        rules: rules.collect(),
        own: found.own,
    }
}

pub(crate) fn version(version: &Version) -> PolicyVersion {
    PolicyVersion {
        id: version.id.to_string(),
        state: version.state.as_str().to_owned(),
        wider: version.wider,
        why: version.why.clone(),
        text: version.text.clone(),
        proposed_by: version.proposed_by.to_string(),
        proposed: version.proposed.to_string(),
        decided_by: version.decided_by.map(|id| id.to_string()),
        decided: version.decided.map(|time| time.to_string()),
        effective: version.effective.map(|time| time.to_string()),
    }
}

pub(crate) fn check(check: app::PolicyCheck) -> PolicyCheck {
    let passes = check.passes();
    let (solver, solver_says) = match check.solver {
        SolverAnswer::Proved => ("proved", None),
        SolverAnswer::Broken { broken, act } => {
            let words = format!("{act}, but {}", summaries(&broken).join("; "));
            ("broken", Some(words))
        }
        SolverAnswer::NotAsked(why) => ("not_asked", Some(why)),
    };
    let broken = check.broken.iter().map(|one| PolicyBroken {
        act: one.act.clone(),
        invariants: summaries(&one.invariants),
    });
    PolicyCheck {
        passes,
        faults: check.faults,
        broken: broken.collect(),
        solver: solver.to_owned(),
        solver_says,
        wider: check.wider,
        gained: check.changes.gained,
        lost: check.changes.lost,
        asked: check.changes.asked,
        complete: check.changes.complete,
        examples: check.changes.examples.iter().map(changed).collect(),
    }
}

fn changed(act: &ChangedAct) -> PolicyChangedAct {
    PolicyChangedAct {
        member: act.member.id.to_string(),
        email: act.member.email.to_string(),
        action: act.action.as_str().to_owned(),
        on: act.on.clone(),
        permitted: act.permitted,
        rules: rule_refs(&act.rules),
        time: None,
    }
}

pub(crate) fn replay(replay: Replay) -> PolicyReplay {
    PolicyReplay {
        entries: replay.entries,
        acts: replay.acts,
        refused: replay.refused,
        permitted: replay.permitted,
        examples: replay.examples.iter().map(replayed).collect(),
    }
}

fn replayed(act: &ReplayedAct) -> PolicyChangedAct {
    PolicyChangedAct {
        member: act.member.id.to_string(),
        email: act.member.email.to_string(),
        action: act.action.as_str().to_owned(),
        on: act.on.clone(),
        permitted: act.permitted,
        rules: rule_refs(&act.rules),
        time: Some(act.time.clone()),
    }
}

pub(crate) fn answer(answer: &Answer) -> PolicyAnswer {
    PolicyAnswer {
        member: answer.member.id.to_string(),
        email: answer.member.email.to_string(),
        action: answer.action.as_str().to_owned(),
        on: answer.on.clone(),
        permitted: answer.permitted,
        rules: rule_refs(&answer.rules),
    }
}

pub(crate) fn visible(visible: &Visible) -> PolicyVisible {
    let cases = visible.cases.iter().map(|case| VisibleCase {
        id: case.id.to_string(),
        reference: case.reference.to_string(),
    });
    let files = visible.files.iter().map(|(file, case)| VisibleFile {
        id: file.to_string(),
        case: case.to_string(),
    });
    PolicyVisible {
        cases: cases.collect(),
        files: files.collect(),
        next: visible.next.map(|id| id.to_string()),
    }
}
