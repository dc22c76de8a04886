use coffer_domain::commit::Change;
use coffer_domain::id::{MemberId, PolicyVersionId};
use coffer_domain::policies::{PolicyVersion, VersionState};
use coffer_domain::time::Timestamp;

use crate::fixture::{Store, apply, id, populate, refused};

fn version(number: u8, base: Option<u8>, state: VersionState) -> PolicyVersion {
    PolicyVersion {
        id: PolicyVersionId(id(number)),
        text: format!("// version {number}"),
        why: "because it is needed".to_owned(),
        state,
        wider: true,
        base: base.map(|number| PolicyVersionId(id(number))),
        proposed_by: MemberId(id(1)),
        proposed: Timestamp(i64::from(number)),
        decided_by: None,
        decided: None,
        effective: None,
    }
}

fn decide(number: u8, state: VersionState) -> Change {
    Change::DecidePolicyVersion {
        version: PolicyVersionId(id(number)),
        state,
        by: MemberId(id(1)),
        at: Timestamp(50),
        effective: (state == VersionState::Approved).then_some(Timestamp(60)),
    }
}

fn activate(number: u8) -> Change {
    Change::ActivatePolicyVersion {
        version: PolicyVersionId(id(number)),
        at: Timestamp(70),
    }
}

async fn states(store: &Store) -> Vec<VersionState> {
    let versions = store.policy_versions().await.unwrap();
    versions.iter().map(|version| version.state).collect()
}

pub(crate) async fn a_version_goes_from_proposal_to_force(store: Store) {
    use VersionState::{Active, Approved, Proposed, Refused, Replaced};
    populate(&store).await;
    assert_eq!(store.policy_versions().await.unwrap(), []);
    let first = version(1, None, Proposed);
    apply(&store, [Change::CreatePolicyVersion(first.clone())]).await;
    let proposed = store.policy_versions().await.unwrap();
    assert_eq!(proposed, std::slice::from_ref(&first));
    refused(&store, activate(1), "policy.decided").await;
    apply(&store, [decide(1, Approved)]).await;
    refused(&store, decide(1, Approved), "policy.decided").await;
    apply(&store, [activate(1)]).await;
    let active = PolicyVersion {
        state: Active,
        decided_by: Some(MemberId(id(1))),
        decided: Some(Timestamp(50)),
        effective: Some(Timestamp(70)),
        ..first
    };
    assert_eq!(store.policy_versions().await.unwrap(), [active]);
    refused(&store, decide(1, Refused), "policy.decided").await;

    // Two that follow the first: one comes into force, the other cannot follow it any more.
    let (second, third) = (version(2, Some(1), Approved), version(3, Some(1), Approved));
    apply(&store, [second, third].map(Change::CreatePolicyVersion)).await;
    apply(&store, [activate(2)]).await;
    assert_eq!(states(&store).await, [Approved, Active, Replaced]);
    refused(&store, activate(3), "policy.base").await;
    apply(&store, [decide(3, Refused)]).await;
    assert_eq!(states(&store).await, [Refused, Active, Replaced]);
}
