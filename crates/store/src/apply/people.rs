//! The organisation, departments, members, customers, contacts.

use coffer_domain::id::CustomerId;
use coffer_domain::people::{Contact, Customer, Department, Member, Organisation};
use coffer_domain::ports::StoreError;
use sqlx::SqliteConnection;

use crate::conflict;
use crate::database::affect_or;

pub(crate) async fn create_organisation(
    connection: &mut SqliteConnection,
    it: &Organisation,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO organisation (one, id, name, created) VALUES (1, $1, $2, $3)
         ON CONFLICT (one) DO NOTHING",
    )
    .bind(it.id.0.as_slice())
    .bind(it.name.as_str())
    .bind(it.created.0);
    affect_or(connection, statement, conflict::ORGANISATION_EXISTS).await
}

pub(crate) async fn create_department(
    connection: &mut SqliteConnection,
    it: &Department,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO departments (id, name, created) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO NOTHING",
    )
    .bind(it.id.0.as_slice())
    .bind(it.name.as_str())
    .bind(it.created.0);
    affect_or(connection, statement, conflict::DEPARTMENT_NAME_TAKEN).await
}

pub(crate) async fn create_member(
    connection: &mut SqliteConnection,
    it: &Member,
) -> Result<(), StoreError> {
    let words: Vec<&str> = it.roles.iter().map(|role| role.as_str()).collect();
    let statement = sqlx::query(
        "INSERT INTO members
            (id, email, name, department_id, roles, state, created, clearance, risk)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (email) DO NOTHING",
    )
    .bind(it.id.0.as_slice())
    .bind(it.email.as_str())
    .bind(it.name.as_str())
    .bind(it.department.0.as_slice())
    .bind(words.join(","))
    .bind(it.state.as_str())
    .bind(it.created.0)
    .bind(it.standing.clearance.as_str())
    .bind(i64::from(it.standing.risk));
    affect_or(connection, statement, conflict::MEMBER_EMAIL_TAKEN).await
}

pub(crate) async fn create_customer(
    connection: &mut SqliteConnection,
    it: &Customer,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO customers (id, name, created) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO NOTHING",
    )
    .bind(it.id.0.as_slice())
    .bind(it.name.as_str())
    .bind(it.created.0);
    affect_or(connection, statement, conflict::CUSTOMER_NAME_TAKEN).await
}

pub(crate) async fn create_contact(
    connection: &mut SqliteConnection,
    it: &Contact,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO contacts (id, customer_id, email, created) VALUES ($1, $2, $3, $4)
         ON CONFLICT (customer_id, email) DO NOTHING",
    )
    .bind(it.id.0.as_slice())
    .bind(it.customer.0.as_slice())
    .bind(it.email.as_str())
    .bind(it.created.0);
    affect_or(connection, statement, conflict::CONTACT_EMAIL_TAKEN).await
}

pub(crate) async fn set_lockbox(
    connection: &mut SqliteConnection,
    customer: CustomerId,
    on: bool,
) -> Result<(), StoreError> {
    let statement = sqlx::query("UPDATE customers SET lockbox = $2 WHERE id = $1")
        .bind(customer.0.as_slice())
        .bind(i64::from(on));
    affect_or(connection, statement, conflict::CUSTOMER_GONE).await
}
