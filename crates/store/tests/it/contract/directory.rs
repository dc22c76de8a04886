use coffer_domain::commit::{Change, Commit, Doer};
use coffer_domain::directory::{
    Find, Group, Person, ServiceAccount, ServiceScope, ServiceToken, Source,
};
use coffer_domain::id::{CaseId, DepartmentId, GroupId, MemberId, ServiceId, TokenId};
use coffer_domain::people::{MemberState, Role};
use coffer_domain::text::Email;
use coffer_domain::time::Timestamp;

use crate::fixture::{
    Store, apply, case, conflict, customer, department, entry, hash, id, member, name, refused,
};

fn person(number: u8, key: &str) -> Person {
    Person {
        member: MemberId(id(number)),
        source: Source::Scim,
        key: key.to_owned(),
        external: Some(format!("x{number}")),
        attributes: "{}".to_owned(),
        active: true,
        state_before: None,
        revision: 1,
        created: Timestamp(i64::from(number)),
        changed: Timestamp(i64::from(number)),
    }
}

fn put(person: &Person, from: Option<u64>) -> Change {
    Change::PutPerson {
        person: person.clone(),
        from,
    }
}

async fn with_people(store: &Store) -> [Person; 3] {
    let people = [person(1, "a"), person(2, "b"), person(3, "c")];
    apply(store, [Change::CreateDepartment(department(1, "Support"))]).await;
    for it in &people {
        let number = it.member.0[15];
        let address = format!("{number}@x.example");
        apply(
            store,
            [
                Change::CreateMember(member(number, &address)),
                put(it, None),
            ],
        )
        .await;
    }
    people
}

pub(crate) async fn a_person_moves_on_by_revisions(store: Store) {
    let [a, b, c] = with_people(&store).await;
    assert_eq!(store.person(a.member).await.unwrap(), Some(a.clone()));
    let all = store.people(Source::Scim, Find::All, 1, 1).await.unwrap();
    assert_eq!(all, std::slice::from_ref(&b));
    assert_eq!(
        store.people_count(Source::Scim, Find::All).await.unwrap(),
        3
    );
    assert_eq!(
        store.people_count(Source::Ldap, Find::All).await.unwrap(),
        0
    );
    let found = store
        .people(Source::Scim, Find::Key("c"), 0, 9)
        .await
        .unwrap();
    assert_eq!(found, std::slice::from_ref(&c));
    let found = store
        .people(Source::Scim, Find::External("x2"), 0, 9)
        .await
        .unwrap();
    assert_eq!(found, std::slice::from_ref(&b));
    let next = Person {
        key: "aa".to_owned(),
        active: false,
        state_before: Some(MemberState::Invited),
        revision: 2,
        ..a.clone()
    };
    apply(&store, [put(&next, Some(1))]).await;
    assert_eq!(store.person(a.member).await.unwrap(), Some(next.clone()));
    refused(&store, put(&next, Some(1)), "person.changed").await;
    refused(&store, put(&next, None), "person.changed").await;
    let taken = Person {
        key: "b".to_owned(),
        revision: 3,
        ..next
    };
    refused(&store, put(&taken, Some(2)), "person.key_taken").await;
    apply(&store, [Change::RemovePerson(a.member)]).await;
    assert_eq!(store.person(a.member).await.unwrap(), None);
    refused(&store, Change::RemovePerson(a.member), "person.changed").await;
}

pub(crate) async fn a_group_has_the_members_last_said(store: Store) {
    let [a, b, _] = with_people(&store).await;
    let group = Group {
        id: GroupId(id(1)),
        source: Source::Scim,
        name: name("agents"),
        external: Some("g".to_owned()),
        members: vec![a.member, b.member],
        revision: 1,
        created: Timestamp(1),
        changed: Timestamp(1),
    };
    let put = |group: &Group, from| Change::PutGroup {
        group: group.clone(),
        from,
    };
    apply(&store, [put(&group, None)]).await;
    assert_eq!(store.group(group.id).await.unwrap(), Some(group.clone()));
    let listed = store
        .groups(Source::Scim, Find::Key("agents"), 0, 9)
        .await
        .unwrap();
    assert_eq!(listed, std::slice::from_ref(&group));
    assert_eq!(store.groups_of(a.member).await.unwrap()[0].id, group.id);
    let next = Group {
        members: vec![b.member],
        revision: 2,
        ..group.clone()
    };
    apply(&store, [put(&next, Some(1))]).await;
    assert_eq!(store.groups_of(a.member).await.unwrap(), []);
    refused(&store, put(&next, Some(1)), "group.changed").await;
    let other = Group {
        id: GroupId(id(2)),
        ..group.clone()
    };
    refused(&store, put(&other, None), "group.name_taken").await;
    apply(&store, [Change::RemovePerson(b.member)]).await;
    let emptied = store.group(group.id).await.unwrap().unwrap();
    assert_eq!(emptied.members, []);
    let remove = |from| Change::RemoveGroup {
        group: group.id,
        from,
    };
    refused(&store, remove(1), "group.changed").await;
    apply(&store, [remove(2)]).await;
    assert_eq!(
        store.groups_count(Source::Scim, Find::All).await.unwrap(),
        0
    );
}

pub(crate) async fn a_profile_keeps_addresses_unique(store: Store) {
    let [a, ..] = with_people(&store).await;
    let profile = |email: &str| Change::SetMemberProfile {
        member: a.member,
        email: Email::parse(email).unwrap(),
        name: name("New"),
    };
    refused(&store, profile("2@x.example"), "member.email_taken").await;
    apply(&store, [profile("new@x.example"), profile("new@x.example")]).await;
    let roles = vec![Role::Auditor];
    apply(
        &store,
        [Change::SetMemberRoles {
            member: a.member,
            roles: roles.clone(),
        }],
    )
    .await;
    let read = store.member(a.member).await.unwrap().unwrap();
    assert_eq!((read.email.as_str(), read.roles), ("new@x.example", roles));
    apply(
        &store,
        [
            Change::CreateCustomer(customer(1, "Contoso")),
            Change::CreateCase(case(1, 5)),
            Change::EndCaseWork(a.member),
        ],
    )
    .await;
    let read = store.case(CaseId(id(1))).await.unwrap().unwrap();
    assert_eq!(read.members, []);
}

pub(crate) async fn a_service_account_ends_with_its_tokens(store: Store) {
    let account = ServiceAccount {
        id: ServiceId(id(1)),
        name: name("Directory"),
        scopes: vec![ServiceScope::Scim],
        created: Timestamp(1),
        ended: None,
    };
    let token = ServiceToken {
        id: TokenId(id(1)),
        hash: hash(1),
        account: account.id,
        created: Timestamp(2),
        expires: Timestamp(900),
    };
    apply(
        &store,
        [
            Change::CreateServiceAccount(account.clone()),
            Change::CreateServiceToken(token.clone()),
        ],
    )
    .await;
    assert_eq!(
        store.service_account(account.id).await.unwrap(),
        Some(account.clone())
    );
    assert_eq!(
        store.service_accounts().await.unwrap(),
        std::slice::from_ref(&account)
    );
    assert!(store.service_token(&hash(1)).await.unwrap() == Some(token.clone()));
    assert!(store.service_tokens(account.id).await.unwrap() == [token.clone()]);
    let end = Change::EndServiceAccount {
        account: account.id,
        at: Timestamp(5),
    };
    apply(&store, [end.clone()]).await;
    assert!(store.service_token(&hash(1)).await.unwrap().is_none());
    let ended = store.service_account(account.id).await.unwrap().unwrap();
    assert_eq!(ended.ended, Some(Timestamp(5)));
    refused(&store, end, "service.ended").await;
    refused(&store, Change::CreateServiceToken(token), "service.ended").await;
}

/// What an act rests on must still be so when it is committed.
pub(crate) async fn an_act_needs_its_doer_as_they_were(store: Store) {
    with_people(&store).await;
    apply(&store, [Change::CreateDepartment(department(2, "Billing"))]).await;
    let act = |doer: Doer| {
        let mut entry = entry("{}");
        entry.doer = Some(doer);
        store.commit(Commit::record(entry))
    };
    let doer = |department: u8, roles: &[Role]| Doer::Member {
        id: MemberId(id(1)),
        department: DepartmentId(id(department)),
        roles: roles.to_vec(),
    };
    let roles = [Role::Agent, Role::Lead];
    act(doer(1, &roles)).await.unwrap();
    for other in [doer(2, &roles), doer(1, &[Role::Agent]), doer(1, &[])] {
        assert_eq!(conflict(act(other).await), "doer.changed");
    }
    let unknown = Doer::Member {
        id: MemberId(id(99)),
        department: DepartmentId(id(1)),
        roles: Vec::new(),
    };
    assert_eq!(conflict(act(unknown).await), "doer.changed");
    let service = Doer::Service(ServiceId(id(1)));
    assert_eq!(conflict(act(service).await), "doer.changed");
    apply(
        &store,
        [Change::MoveMember {
            member: MemberId(id(1)),
            to: DepartmentId(id(2)),
        }],
    )
    .await;
    assert_eq!(conflict(act(doer(1, &roles)).await), "doer.changed");
    act(doer(2, &roles)).await.unwrap();
    for state in [MemberState::Locked, MemberState::Left] {
        apply(
            &store,
            [Change::SetMemberState {
                member: MemberId(id(1)),
                to: state,
            }],
        )
        .await;
        assert_eq!(conflict(act(doer(2, &roles)).await), "doer.changed");
    }
}
