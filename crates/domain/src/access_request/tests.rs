use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::grant::EndedBy;
use crate::id::DepartmentId;
use crate::limits::ACCESS_REQUEST_LIFE;
use crate::people::{MemberState, Role};
use crate::standing::Standing;
use crate::text::{Email, Name};

const START: Timestamp = Timestamp(1_795_435_200_000);
const ASKER: u8 = 0;

fn member(number: u8) -> Member {
    // Number 4 is the asker's second account: the same mailbox under a tag.
    let email = match number {
        ASKER => "asker@coffer.example".to_owned(),
        4 => "asker+second@coffer.example".to_owned(),
        other => format!("m{other}@coffer.example"),
    };
    Member {
        id: MemberId([number; 16]),
        email: Email::parse(&email).unwrap(),
        name: Name::parse("Somebody").unwrap(),
        department: DepartmentId([9; 16]),
        roles: vec![Role::Lead],
        state: MemberState::Active,
        standing: Standing::default(),
        created: Timestamp(0),
    }
}

/// Number 5 is an account that the asker made.
fn made_by(number: u8) -> Vec<MemberId> {
    if number == 5 {
        vec![MemberId([ASKER; 16])]
    } else {
        Vec::new()
    }
}

fn request(kind: GrantKind, acts: Acts, life: Span) -> AccessRequest {
    AccessRequest {
        id: AccessRequestId([1; 16]),
        kind,
        case: CaseId([2; 16]),
        member: MemberId([ASKER; 16]),
        acts,
        only: (kind == GrantKind::Release).then_some((FileId([3; 16]), ObjectId([4; 16]))),
        life,
        reason: "48213 shows the same trace".to_owned(),
        created: START,
        lapses: START.plus(ACCESS_REQUEST_LIFE),
        state: RequestState::Waiting,
        approvals: Vec::new(),
        refusal: None,
    }
}

#[derive(Debug, Clone, Copy)]
enum Happening {
    Approve { by: u8, acts: Acts, life: Span },
    Deny { by: u8 },
    Unseal,
    Wait(Span),
}

fn acts_strategy() -> impl Strategy<Value = Acts> {
    (any::<bool>(), any::<bool>()).prop_map(|(reveal, download)| Acts { reveal, download })
}

fn lives() -> impl Strategy<Value = Span> {
    select(vec![
        Span(0),
        GRANT_LIFE_MIN,
        Span::hours(1),
        Span::hours(4),
        GRANT_LIFE_MAX,
        Span::days(3),
    ])
}

fn happenings() -> impl Strategy<Value = Happening> {
    prop_oneof![
        6 => (0..6_u8, acts_strategy(), lives())
            .prop_map(|(by, acts, life)| Happening::Approve { by, acts, life }),
        1 => (0..6_u8).prop_map(|by| Happening::Deny { by }),
        1 => Just(Happening::Unseal),
        2 => select(vec![-90, -1, 1, 60, 600, 1_500])
            .prop_map(|minutes| Happening::Wait(Span::minutes(minutes))),
    ]
}

/// Plays happenings one after the other, as the application would; gives the grants that came of them.
fn play(
    request: &mut AccessRequest,
    happenings: &[Happening],
    rules: &ApprovalRules,
    crosses: bool,
) -> Vec<(Timestamp, Grant)> {
    let (asker, mut now, mut grants) = (member(ASKER), START, Vec::new());
    let asked = Party {
        member: &asker,
        made_by: &[],
    };
    for happening in happenings {
        match *happening {
            Happening::Wait(span) => now = now.plus(span),
            Happening::Unseal => {
                if let Ok(grant) = request.unseal(ContactId([7; 16]), GrantId([8; 16]), now) {
                    request.state = RequestState::Approved;
                    grants.push((now, grant));
                }
            }
            Happening::Deny { by } => {
                let (approver, ties) = (member(by), made_by(by));
                let party = Party {
                    member: &approver,
                    made_by: &ties,
                };
                if request.check_deny(&asked, &party, now).is_ok() {
                    request.state = RequestState::Denied;
                }
            }
            Happening::Approve { by, acts, life } => {
                let (approver, ties) = (member(by), made_by(by));
                let party = Party {
                    member: &approver,
                    made_by: &ties,
                };
                let answer = Approval {
                    by: approver.id,
                    at: now,
                    acts,
                    life,
                };
                let needed = rules.needed_for(request.kind, crosses);
                match request.approve(&asked, &party, answer, &needed, GrantId([8; 16])) {
                    Ok(Step::Counted(answer)) => request.approvals.push(answer),
                    Ok(Step::Granted(answer, grant)) => {
                        request.approvals.push(answer);
                        request.state = RequestState::Approved;
                        grants.push((now, *grant));
                    }
                    Err(_) => {}
                }
            }
        }
    }
    grants
}

fn rules() -> impl Strategy<Value = ApprovalRules> {
    let count = || select(vec![Approvals::One, Approvals::Two]);
    (count(), count()).prop_map(|(reveal, download)| ApprovalRules { reveal, download })
}

proptest! {
    #[test]
    fn whatever_happens_a_grant_is_what_others_approved(
        kind in select(vec![GrantKind::Access, GrantKind::Release, GrantKind::Unseal]),
        acts in acts_strategy(),
        life in select(vec![GRANT_LIFE_MIN, Span::hours(1), GRANT_LIFE_MAX]),
        happened in prop::collection::vec(happenings(), 0..12),
        rules in rules(),
        crosses in any::<bool>(),
    ) {
        let mut request = request(kind, acts, life);
        let grants = play(&mut request, &happened, &rules, crosses);
        prop_assert!(grants.len() <= 1);
        let Some((now, grant)) = grants.first() else {
            return Ok(());
        };
        prop_assert_eq!(request.state, RequestState::Approved);
        prop_assert_eq!((grant.kind, grant.case, grant.member), (kind, request.case, request.member));
        prop_assert!(acts.covers(grant.acts));
        prop_assert_eq!(grant.starts, *now);
        prop_assert!(grant.expires.since(grant.starts) <= life);
        prop_assert!(*now < request.lapses);
        prop_assert!(grant.is_live(*now) && !grant.is_live(grant.expires));
        if kind == GrantKind::Unseal {
            prop_assert!(grant.contact.is_some() && grant.approvers.is_empty());
            return Ok(());
        }
        prop_assert!(grant.approvers.len() >= rules.needed_for(kind, crosses).count(grant.acts));
        prop_assert!(!crosses || grant.approvers.len() == 2);
        let mut different = grant.approvers.clone();
        different.sort_unstable();
        different.dedup();
        prop_assert_eq!(different.len(), grant.approvers.len());
        // Neither the asker nor the accounts in the asker's hands.
        for same in [ASKER, 4, 5] {
            prop_assert!(!grant.approvers.contains(&MemberId([same; 16])));
        }
        for approval in &request.approvals {
            prop_assert!(approval.acts.covers(grant.acts));
            prop_assert!(grant.expires.since(grant.starts) <= approval.life);
        }
    }
}

fn try_approve(
    request: &AccessRequest,
    by: u8,
    at: Timestamp,
    acts: Acts,
    life: Span,
) -> Result<Step, NoAnswer> {
    let (asker, ties) = (member(ASKER), made_by(by));
    let approver = member(by);
    let approval = Approval {
        by: approver.id,
        at,
        acts,
        life,
    };
    request.approve(
        &Party {
            member: &asker,
            made_by: &[],
        },
        &Party {
            member: &approver,
            made_by: &ties,
        },
        approval,
        &ApprovalRules::ONE.needed_for(request.kind, false),
        GrantId([8; 16]),
    )
}

#[test]
fn nobody_approves_their_own_request_by_another_account() {
    let request = request(GrantKind::Access, Acts::VIEW, Span::hours(1));
    for by in [ASKER, 4, 5] {
        let refused = try_approve(&request, by, START, Acts::VIEW, Span::hours(1));
        assert_eq!(refused, Err(NoAnswer::SamePerson), "{by}");
    }
    assert!(try_approve(&request, 1, START, Acts::VIEW, Span::hours(1)).is_ok());
}

#[test]
fn less_may_be_approved_but_not_more() {
    let asked = Acts {
        reveal: true,
        download: false,
    };
    let request = request(GrantKind::Access, asked, Span::hours(4));
    let Ok(Step::Granted(_, grant)) =
        try_approve(&request, 1, START, Acts::VIEW, Span::minutes(30))
    else {
        panic!("not granted");
    };
    assert_eq!(grant.acts, Acts::VIEW);
    assert_eq!(grant.expires, START.plus(Span::minutes(30)));
    let more = Acts {
        reveal: true,
        download: true,
    };
    let refused = try_approve(&request, 1, START, more, Span::hours(1));
    assert_eq!(refused, Err(NoAnswer::MoreThanAsked));
    let refused = try_approve(&request, 1, START, asked, Span::hours(5));
    assert_eq!(refused, Err(NoAnswer::MoreThanAsked));
}

#[test]
fn one_act_is_approved_by_two_others_as_it_is_or_not_at_all() {
    let acts = Acts {
        reveal: false,
        download: true,
    };
    let mut request = request(GrantKind::Release, acts, RELEASE_LIFE);
    let refused = try_approve(&request, 1, START, Acts::VIEW, RELEASE_LIFE);
    assert_eq!(refused, Err(NoAnswer::MoreThanAsked));
    let Ok(Step::Counted(first)) = try_approve(&request, 1, START, acts, RELEASE_LIFE) else {
        panic!("one was enough");
    };
    request.approvals.push(first);
    let again = try_approve(&request, 1, START, acts, RELEASE_LIFE);
    assert_eq!(again, Err(NoAnswer::ApprovedBefore));
    let Ok(Step::Granted(_, grant)) = try_approve(&request, 2, START, acts, RELEASE_LIFE) else {
        panic!("two were not enough");
    };
    assert_eq!(grant.only, request.only);
    assert_eq!(
        grant.approvers,
        [MemberId([1; 16]), MemberId([2; 16])].to_vec()
    );
}

#[test]
fn an_answer_after_the_lapse_or_by_a_clock_set_back_does_not_count() {
    let request = request(GrantKind::Access, Acts::VIEW, Span::hours(1));
    for at in [request.lapses, START.plus(Span::hours(-1))] {
        assert_eq!(request.state_at(at), RequestState::Lapsed);
        let refused = try_approve(&request, 1, at, Acts::VIEW, Span::hours(1));
        assert_eq!(refused, Err(NoAnswer::Lapsed));
    }
}

#[test]
fn an_ended_grant_says_why() {
    let request = request(GrantKind::Access, Acts::VIEW, Span::hours(1));
    let Ok(Step::Granted(_, mut grant)) =
        try_approve(&request, 1, START, Acts::VIEW, Span::hours(1))
    else {
        panic!("not granted");
    };
    assert_eq!(grant.word_at(START), "live");
    assert_eq!(grant.word_at(grant.expires), "expired");
    grant.ended = Some(crate::grant::Ended {
        at: START,
        how: EndedBy::GivenBack,
    });
    assert_eq!(grant.word_at(START), "given_back");
    assert!(!grant.is_live(START));
}
