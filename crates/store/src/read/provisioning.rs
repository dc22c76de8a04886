//! [`Provisioning`] on SQLite.

use async_trait::async_trait;
use coffer_domain::access::Identity;
use coffer_domain::directory::{Find, Group, Person, ServiceAccount, ServiceToken, Source};
use coffer_domain::id::{GroupId, MemberId, ServiceId, TokenId};
use coffer_domain::people::MemberState;
use coffer_domain::ports::{Provisioning, StoreError};
use coffer_domain::secret::TokenHash;
use sqlx::sqlite::SqliteRow;
use tracing::instrument;

use super::{all, one};
use crate::database::column;
use crate::row::Columns;
use crate::sqlite::SqliteStore;

macro_rules! columns_of {
    (people) => {
        "member_id, source, key, external, attributes, active, state_before, revision, created, changed"
    };
    (groups) => {
        "id, source, name, external, revision, created, changed"
    };
}

/// One way to look: a statement for a page, and one for how many there are. `$2` is what is looked for.
struct Look {
    page: &'static str,
    count: &'static str,
}

macro_rules! look {
    ($columns:expr, $table:literal, $condition:literal) => {
        Look {
            page: concat!(
                "SELECT ",
                $columns,
                " FROM ",
                $table,
                " WHERE source = $1 AND ",
                $condition,
                " ORDER BY number LIMIT $3 OFFSET $4"
            ),
            count: concat!(
                "SELECT COUNT(*) AS found FROM ",
                $table,
                " WHERE source = $1 AND ",
                $condition
            ),
        }
    };
}

/// The statements for people, and what they look for.
fn people_by(find: Find<'_>) -> (Look, Option<&str>) {
    match find {
        Find::All => (
            look!(columns_of!(people), "directory_people", "$2 IS NULL"),
            None,
        ),
        Find::Key(key) => (
            look!(columns_of!(people), "directory_people", "key = $2"),
            Some(key),
        ),
        Find::External(external) => (
            look!(columns_of!(people), "directory_people", "external = $2"),
            Some(external),
        ),
    }
}

/// The statements for groups, and what they look for.
fn groups_by(find: Find<'_>) -> (Look, Option<&str>) {
    match find {
        Find::All => (
            look!(columns_of!(groups), "directory_groups", "$2 IS NULL"),
            None,
        ),
        Find::Key(name) => (
            look!(columns_of!(groups), "directory_groups", "name = $2"),
            Some(name),
        ),
        Find::External(external) => (
            look!(columns_of!(groups), "directory_groups", "external = $2"),
            Some(external),
        ),
    }
}

impl SqliteStore {
    async fn count(
        &self,
        look: Look,
        source: Source,
        sought: Option<&str>,
    ) -> Result<u64, StoreError> {
        let statement = sqlx::query(look.count).bind(source.as_str()).bind(sought);
        let count = one(self.readers(), statement, |row| {
            Columns::of("directory", row).count("found")
        });
        Ok(count.await?.unwrap_or(0))
    }

    async fn with_members(&self, mut group: Group) -> Result<Group, StoreError> {
        let statement = sqlx::query(
            "SELECT member_id FROM directory_group_members WHERE group_id = $1 ORDER BY member_id",
        )
        .bind(group.id.0.as_slice());
        group.members = all(self.readers(), statement, |row| {
            Columns::of("directory_group_members", row)
                .array("member_id")
                .map(MemberId)
        })
        .await?;
        Ok(group)
    }
}

#[async_trait]
impl Provisioning for SqliteStore {
    #[instrument(level = "debug", skip_all)]
    async fn person(&self, member: MemberId) -> Result<Option<Person>, StoreError> {
        let statement = sqlx::query(concat!(
            "SELECT ",
            columns_of!(people),
            " FROM directory_people WHERE member_id = $1"
        ))
        .bind(member.0.as_slice());
        one(self.readers(), statement, person).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn people(
        &self,
        source: Source,
        find: Find<'_>,
        skip: u64,
        take: u32,
    ) -> Result<Vec<Person>, StoreError> {
        let (look, sought) = people_by(find);
        let statement = sqlx::query(look.page)
            .bind(source.as_str())
            .bind(sought)
            .bind(i64::from(take))
            .bind(column(skip)?);
        all(self.readers(), statement, person).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn people_count(&self, source: Source, find: Find<'_>) -> Result<u64, StoreError> {
        let (look, sought) = people_by(find);
        self.count(look, source, sought).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn group(&self, id: GroupId) -> Result<Option<Group>, StoreError> {
        let statement = sqlx::query(concat!(
            "SELECT ",
            columns_of!(groups),
            " FROM directory_groups WHERE id = $1"
        ))
        .bind(id.0.as_slice());
        match one(self.readers(), statement, group).await? {
            Some(group) => Ok(Some(self.with_members(group).await?)),
            None => Ok(None),
        }
    }

    #[instrument(level = "debug", skip_all)]
    async fn groups(
        &self,
        source: Source,
        find: Find<'_>,
        skip: u64,
        take: u32,
    ) -> Result<Vec<Group>, StoreError> {
        let (look, sought) = groups_by(find);
        let statement = sqlx::query(look.page)
            .bind(source.as_str())
            .bind(sought)
            .bind(i64::from(take))
            .bind(column(skip)?);
        let mut groups = Vec::new();
        for group in all(self.readers(), statement, group).await? {
            groups.push(self.with_members(group).await?);
        }
        Ok(groups)
    }

    #[instrument(level = "debug", skip_all)]
    async fn groups_count(&self, source: Source, find: Find<'_>) -> Result<u64, StoreError> {
        let (look, sought) = groups_by(find);
        self.count(look, source, sought).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn groups_of(&self, member: MemberId) -> Result<Vec<Group>, StoreError> {
        let statement = sqlx::query(concat!(
            "SELECT ",
            columns_of!(groups),
            " FROM directory_groups
             JOIN directory_group_members ON group_id = id WHERE member_id = $1 ORDER BY number"
        ))
        .bind(member.0.as_slice());
        all(self.readers(), statement, group).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn identity(&self, issuer: &str, subject: &str) -> Result<Option<Identity>, StoreError> {
        let statement = sqlx::query(
            "SELECT issuer, subject, member_id, created FROM identities WHERE issuer = $1 AND subject = $2",
        )
        .bind(issuer)
        .bind(subject);
        one(self.readers(), statement, identity).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn service_account(&self, id: ServiceId) -> Result<Option<ServiceAccount>, StoreError> {
        let statement = sqlx::query(
            "SELECT id, name, scopes, created, ended FROM service_accounts WHERE id = $1",
        )
        .bind(id.0.as_slice());
        one(self.readers(), statement, account).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn service_accounts(&self) -> Result<Vec<ServiceAccount>, StoreError> {
        let statement = sqlx::query(
            "SELECT id, name, scopes, created, ended FROM service_accounts ORDER BY name, id",
        );
        all(self.readers(), statement, account).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn service_token(&self, hash: &TokenHash) -> Result<Option<ServiceToken>, StoreError> {
        let statement = sqlx::query(
            "SELECT id, hash, account_id, created, expires FROM service_tokens WHERE hash = $1",
        )
        .bind(hash.0.as_slice());
        one(self.readers(), statement, token).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn service_tokens(&self, account: ServiceId) -> Result<Vec<ServiceToken>, StoreError> {
        let statement = sqlx::query(
            "SELECT id, hash, account_id, created, expires FROM service_tokens
             WHERE account_id = $1 ORDER BY created, id",
        )
        .bind(account.0.as_slice());
        all(self.readers(), statement, token).await
    }
}

fn person(row: &SqliteRow) -> Result<Person, StoreError> {
    let columns = Columns::of("directory_people", row);
    let before = columns.text_if_any("state_before")?;
    Ok(Person {
        member: MemberId(columns.array("member_id")?),
        source: columns.word("source", Source::from_word)?,
        key: columns.text("key")?,
        external: columns.text_if_any("external")?,
        attributes: columns.text("attributes")?,
        active: columns.flag("active")?,
        state_before: before
            .map(|word| {
                MemberState::from_word(&word)
                    .ok_or_else(|| columns.corrupt("`state_before` is an unknown word"))
            })
            .transpose()?,
        revision: columns.count("revision")?,
        created: columns.time("created")?,
        changed: columns.time("changed")?,
    })
}

/// Without its members.
fn group(row: &SqliteRow) -> Result<Group, StoreError> {
    let columns = Columns::of("directory_groups", row);
    Ok(Group {
        id: GroupId(columns.array("id")?),
        source: columns.word("source", Source::from_word)?,
        name: columns.name("name")?,
        external: columns.text_if_any("external")?,
        members: Vec::new(),
        revision: columns.count("revision")?,
        created: columns.time("created")?,
        changed: columns.time("changed")?,
    })
}

fn identity(row: &SqliteRow) -> Result<Identity, StoreError> {
    let columns = Columns::of("identities", row);
    Ok(Identity {
        issuer: columns.text("issuer")?,
        subject: columns.text("subject")?,
        member: MemberId(columns.array("member_id")?),
        created: columns.time("created")?,
    })
}

fn account(row: &SqliteRow) -> Result<ServiceAccount, StoreError> {
    let columns = Columns::of("service_accounts", row);
    Ok(ServiceAccount {
        id: ServiceId(columns.array("id")?),
        name: columns.name("name")?,
        scopes: columns.parsed("scopes", |words| {
            words
                .split(',')
                .filter(|word| !word.is_empty())
                .map(str::parse)
                .collect::<Result<Vec<_>, coffer_domain::directory::ServiceScopeError>>()
        })?,
        created: columns.time("created")?,
        ended: columns.time_if_any("ended")?,
    })
}

fn token(row: &SqliteRow) -> Result<ServiceToken, StoreError> {
    let columns = Columns::of("service_tokens", row);
    Ok(ServiceToken {
        id: TokenId(columns.array("id")?),
        hash: columns.hash("hash")?,
        account: ServiceId(columns.array("account_id")?),
        created: columns.time("created")?,
        expires: columns.time("expires")?,
    })
}
