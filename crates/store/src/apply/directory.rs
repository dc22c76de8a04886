//! People and groups of directories, and what follows for members.

use coffer_domain::directory::{Group, Person};
use coffer_domain::id::{GroupId, MemberId};
use coffer_domain::people::{MemberState, Role};
use coffer_domain::ports::StoreError;
use coffer_domain::text::{Email, Name};
use sqlx::SqliteConnection;

use crate::conflict;
use crate::database::{affect, affect_or, column, failed};

/// `from` is the revision it must have; none if it must be new.
pub(crate) async fn put_person(
    connection: &mut SqliteConnection,
    it: &Person,
    from: Option<u64>,
) -> Result<(), StoreError> {
    let taken = sqlx::query(
        "SELECT 1 FROM directory_people WHERE source = $1 AND key = $2 AND member_id <> $3",
    )
    .bind(it.source.as_str())
    .bind(it.key.as_str())
    .bind(it.member.0.as_slice());
    if taken
        .fetch_optional(&mut *connection)
        .await
        .map_err(failed)?
        .is_some()
    {
        return Err(StoreError::Conflict(conflict::PERSON_KEY_TAKEN));
    }
    let Some(from) = from else {
        let statement = sqlx::query(
            "INSERT INTO directory_people
                (member_id, source, key, external, attributes, active, state_before, revision, created, changed)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (member_id) DO NOTHING",
        )
        .bind(it.member.0.as_slice())
        .bind(it.source.as_str())
        .bind(it.key.as_str())
        .bind(it.external.as_deref())
        .bind(it.attributes.as_str())
        .bind(i64::from(it.active))
        .bind(it.state_before.map(MemberState::as_str))
        .bind(column(it.revision)?)
        .bind(it.created.0)
        .bind(it.changed.0);
        return affect_or(connection, statement, conflict::PERSON_CHANGED).await;
    };
    let statement = sqlx::query(
        "UPDATE directory_people SET key = $3, external = $4, attributes = $5, active = $6, state_before = $7,
            revision = $8, changed = $9
         WHERE member_id = $1 AND source = $2 AND revision = $10",
    )
    .bind(it.member.0.as_slice())
    .bind(it.source.as_str())
    .bind(it.key.as_str())
    .bind(it.external.as_deref())
    .bind(it.attributes.as_str())
    .bind(i64::from(it.active))
    .bind(it.state_before.map(MemberState::as_str))
    .bind(column(it.revision)?)
    .bind(it.changed.0)
    .bind(column(from)?);
    affect_or(connection, statement, conflict::PERSON_CHANGED).await
}

/// Also takes them out of all groups.
pub(crate) async fn remove_person(
    connection: &mut SqliteConnection,
    member: MemberId,
) -> Result<(), StoreError> {
    let groups = sqlx::query("DELETE FROM directory_group_members WHERE member_id = $1")
        .bind(member.0.as_slice());
    affect(connection, groups).await?;
    let person =
        sqlx::query("DELETE FROM directory_people WHERE member_id = $1").bind(member.0.as_slice());
    affect_or(connection, person, conflict::PERSON_CHANGED).await
}

pub(crate) async fn put_group(
    connection: &mut SqliteConnection,
    it: &Group,
    from: Option<u64>,
) -> Result<(), StoreError> {
    let taken =
        sqlx::query("SELECT 1 FROM directory_groups WHERE source = $1 AND name = $2 AND id <> $3")
            .bind(it.source.as_str())
            .bind(it.name.as_str())
            .bind(it.id.0.as_slice());
    if taken
        .fetch_optional(&mut *connection)
        .await
        .map_err(failed)?
        .is_some()
    {
        return Err(StoreError::Conflict(conflict::GROUP_NAME_TAKEN));
    }
    match from {
        None => {
            let statement = sqlx::query(
                "INSERT INTO directory_groups (id, source, name, external, revision, created, changed)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(it.id.0.as_slice())
            .bind(it.source.as_str())
            .bind(it.name.as_str())
            .bind(it.external.as_deref())
            .bind(column(it.revision)?)
            .bind(it.created.0)
            .bind(it.changed.0);
            affect(connection, statement).await?;
        }
        Some(from) => {
            let statement = sqlx::query(
                "UPDATE directory_groups SET name = $2, external = $3, revision = $4, changed = $5
                 WHERE id = $1 AND revision = $6",
            )
            .bind(it.id.0.as_slice())
            .bind(it.name.as_str())
            .bind(it.external.as_deref())
            .bind(column(it.revision)?)
            .bind(it.changed.0)
            .bind(column(from)?);
            affect_or(connection, statement, conflict::GROUP_CHANGED).await?;
            empty_group(connection, it.id).await?;
        }
    }
    for member in &it.members {
        let statement = sqlx::query(
            "INSERT INTO directory_group_members (group_id, member_id) VALUES ($1, $2)
             ON CONFLICT (group_id, member_id) DO NOTHING",
        )
        .bind(it.id.0.as_slice())
        .bind(member.0.as_slice());
        affect(connection, statement).await?;
    }
    Ok(())
}

pub(crate) async fn remove_group(
    connection: &mut SqliteConnection,
    id: GroupId,
    from: u64,
) -> Result<(), StoreError> {
    empty_group(connection, id).await?;
    let statement = sqlx::query("DELETE FROM directory_groups WHERE id = $1 AND revision = $2")
        .bind(id.0.as_slice())
        .bind(column(from)?);
    affect_or(connection, statement, conflict::GROUP_CHANGED).await
}

async fn empty_group(connection: &mut SqliteConnection, id: GroupId) -> Result<(), StoreError> {
    let statement = sqlx::query("DELETE FROM directory_group_members WHERE group_id = $1")
        .bind(id.0.as_slice());
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn set_member_profile(
    connection: &mut SqliteConnection,
    member: MemberId,
    email: &Email,
    name: &Name,
) -> Result<(), StoreError> {
    let taken = sqlx::query("SELECT 1 FROM members WHERE email = $1 AND id <> $2")
        .bind(email.as_str())
        .bind(member.0.as_slice());
    if taken
        .fetch_optional(&mut *connection)
        .await
        .map_err(failed)?
        .is_some()
    {
        return Err(StoreError::Conflict(conflict::MEMBER_EMAIL_TAKEN));
    }
    let statement = sqlx::query("UPDATE members SET email = $2, name = $3 WHERE id = $1")
        .bind(member.0.as_slice())
        .bind(email.as_str())
        .bind(name.as_str());
    affect_or(connection, statement, conflict::MEMBER_LEFT).await
}

pub(crate) async fn set_member_roles(
    connection: &mut SqliteConnection,
    member: MemberId,
    roles: &[Role],
) -> Result<(), StoreError> {
    let words: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
    let statement = sqlx::query("UPDATE members SET roles = $2 WHERE id = $1 AND state <> $3")
        .bind(member.0.as_slice())
        .bind(words.join(","))
        .bind(MemberState::Left.as_str());
    affect_or(connection, statement, conflict::MEMBER_LEFT).await
}

pub(crate) async fn end_case_work(
    connection: &mut SqliteConnection,
    member: MemberId,
) -> Result<(), StoreError> {
    let statement =
        sqlx::query("DELETE FROM case_members WHERE member_id = $1").bind(member.0.as_slice());
    affect(connection, statement).await.map(drop)
}
