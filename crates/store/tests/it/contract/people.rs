use coffer_domain::commit::Change;
use coffer_domain::id::{CustomerId, DepartmentId, MemberId, OrganisationId};
use coffer_domain::people::{Organisation, Role};
use coffer_domain::text::Email;
use coffer_domain::time::Timestamp;

use crate::fixture::{Store, apply, contact, customer, department, id, member, name, refused};

pub(crate) async fn there_is_one_organisation(store: Store) {
    assert_eq!(store.organisation().await.unwrap(), None);
    let first = Organisation {
        id: OrganisationId(id(1)),
        name: name("Fabrikam"),
        created: Timestamp(5),
    };
    apply(&store, [Change::CreateOrganisation(first.clone())]).await;
    let second = Organisation {
        id: OrganisationId(id(2)),
        ..first.clone()
    };
    refused(
        &store,
        Change::CreateOrganisation(second),
        "organisation.exists",
    )
    .await;
    assert_eq!(store.organisation().await.unwrap(), Some(first));
}

pub(crate) async fn departments_have_names_of_their_own(store: Store) {
    let (support, billing) = (department(1, "Support"), department(2, "Billing"));
    apply(
        &store,
        [support.clone(), billing.clone()].map(Change::CreateDepartment),
    )
    .await;
    let again = Change::CreateDepartment(department(3, "Support"));
    refused(&store, again, "department.name_taken").await;
    assert_eq!(
        store.departments().await.unwrap(),
        [billing, support.clone()]
    );
    let known = store.department(support.id).await.unwrap();
    assert_eq!(known, Some(support));
    let unknown = store.department(DepartmentId(id(3))).await.unwrap();
    assert_eq!(unknown, None);
}

pub(crate) async fn members_have_addresses_of_their_own(store: Store) {
    apply(&store, [Change::CreateDepartment(department(1, "Support"))]).await;
    let (zoe, adam) = (member(1, "zoe@x.example"), member(2, "adam@x.example"));
    let mut nobody = member(4, "nobody@x.example");
    nobody.roles = Vec::new();
    let mut everything = member(5, "root@x.example");
    everything.roles = Role::ALL.to_vec();
    apply(
        &store,
        [&zoe, &adam, &nobody, &everything].map(|it| Change::CreateMember(it.clone())),
    )
    .await;
    let again = Change::CreateMember(member(3, "zoe@x.example"));
    refused(&store, again, "member.email_taken").await;
    assert_eq!(
        store.members().await.unwrap(),
        [adam.clone(), nobody, everything, zoe.clone()]
    );
    assert_eq!(store.member(zoe.id).await.unwrap(), Some(zoe));
    assert_eq!(store.member(MemberId(id(3))).await.unwrap(), None);
    let found = store.member_by_email(&adam.email).await.unwrap();
    assert_eq!(found, Some(adam));
    let stranger = Email::parse("stranger@x.example").unwrap();
    assert_eq!(store.member_by_email(&stranger).await.unwrap(), None);
}

pub(crate) async fn customers_have_names_of_their_own(store: Store) {
    let (contoso, acme) = (customer(1, "Contoso"), customer(2, "Acme"));
    apply(
        &store,
        [contoso.clone(), acme.clone()].map(Change::CreateCustomer),
    )
    .await;
    let again = Change::CreateCustomer(customer(3, "Acme"));
    refused(&store, again, "customer.name_taken").await;
    assert_eq!(store.customers().await.unwrap(), [acme, contoso.clone()]);
    let known = store.customer(contoso.id).await.unwrap();
    assert_eq!(known, Some(contoso));
    assert_eq!(store.customer(CustomerId(id(3))).await.unwrap(), None);
}

pub(crate) async fn contacts_have_addresses_of_their_own_at_a_customer(store: Store) {
    let jane = contact(1, 1, "jane@x.example");
    let elsewhere = contact(2, 2, "jane@x.example");
    apply(
        &store,
        [
            Change::CreateCustomer(customer(1, "Contoso")),
            Change::CreateCustomer(customer(2, "Acme")),
            Change::CreateContact(jane.clone()),
            Change::CreateContact(elsewhere.clone()),
        ],
    )
    .await;
    let again = Change::CreateContact(contact(3, 1, "jane@x.example"));
    refused(&store, again, "contact.email_taken").await;
    assert_eq!(store.contact(jane.id).await.unwrap().as_ref(), Some(&jane));
    let found = store.contact_by_email(CustomerId(id(2)), &jane.email);
    assert_eq!(found.await.unwrap(), Some(elsewhere));
    let nowhere = store.contact_by_email(CustomerId(id(3)), &jane.email);
    assert_eq!(nowhere.await.unwrap(), None);
}
