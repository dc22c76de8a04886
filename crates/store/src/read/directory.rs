//! [`Directory`] on SQLite.

use async_trait::async_trait;
use coffer_domain::class::Class;
use coffer_domain::id::{CustomerId, DepartmentId, MemberId, OrganisationId};
use coffer_domain::people::{Customer, Department, Member, MemberState, Organisation, Role};
use coffer_domain::policies::PolicyVersion;
use coffer_domain::ports::{Directory, StoreError};
use coffer_domain::standing::{Course, Standing};
use coffer_domain::text::Email;
use sqlx::sqlite::SqliteRow;
use tracing::instrument;

use super::{all, one, policies, standing};
use crate::row::Columns;
use crate::sqlite::SqliteStore;

/// All columns of a member.
macro_rules! select_members {
    ($rest:literal) => {
        concat!(
            "SELECT id, email, name, department_id, roles, state, created, clearance, risk
             FROM members ",
            $rest
        )
    };
}

impl SqliteStore {
    async fn with_standing(&self, mut members: Vec<Member>) -> Result<Vec<Member>, StoreError> {
        standing::complete(self.readers(), &mut members).await?;
        Ok(members)
    }
}

#[async_trait]
impl Directory for SqliteStore {
    #[instrument(level = "debug", skip_all)]
    async fn organisation(&self) -> Result<Option<Organisation>, StoreError> {
        let statement = sqlx::query("SELECT id, name, created FROM organisation WHERE one = 1");
        one(self.readers(), statement, organisation).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn department(&self, id: DepartmentId) -> Result<Option<Department>, StoreError> {
        let statement = sqlx::query("SELECT id, name, created FROM departments WHERE id = $1")
            .bind(id.0.as_slice());
        one(self.readers(), statement, department).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn departments(&self) -> Result<Vec<Department>, StoreError> {
        let statement = sqlx::query("SELECT id, name, created FROM departments ORDER BY name");
        all(self.readers(), statement, department).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn member(&self, id: MemberId) -> Result<Option<Member>, StoreError> {
        let statement = sqlx::query(select_members!("WHERE id = $1")).bind(id.0.as_slice());
        let found = all(self.readers(), statement, member).await?;
        Ok(self.with_standing(found).await?.pop())
    }

    #[instrument(level = "debug", skip_all)]
    async fn member_by_email(&self, email: &Email) -> Result<Option<Member>, StoreError> {
        let statement = sqlx::query(select_members!("WHERE email = $1")).bind(email.as_str());
        let found = all(self.readers(), statement, member).await?;
        Ok(self.with_standing(found).await?.pop())
    }

    #[instrument(level = "debug", skip_all)]
    async fn members(&self) -> Result<Vec<Member>, StoreError> {
        let statement = sqlx::query(select_members!("ORDER BY name, id"));
        let found = all(self.readers(), statement, member).await?;
        self.with_standing(found).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn policy_versions(&self) -> Result<Vec<PolicyVersion>, StoreError> {
        policies::versions(self.readers()).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn courses(&self) -> Result<Vec<Course>, StoreError> {
        standing::courses(self.readers()).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn customer(&self, id: CustomerId) -> Result<Option<Customer>, StoreError> {
        let statement =
            sqlx::query("SELECT id, name, legal_hold, created FROM customers WHERE id = $1")
                .bind(id.0.as_slice());
        one(self.readers(), statement, customer).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn customers(&self) -> Result<Vec<Customer>, StoreError> {
        let statement =
            sqlx::query("SELECT id, name, legal_hold, created FROM customers ORDER BY name");
        all(self.readers(), statement, customer).await
    }
}

fn organisation(row: &SqliteRow) -> Result<Organisation, StoreError> {
    let columns = Columns::of("organisation", row);
    Ok(Organisation {
        id: OrganisationId(columns.array("id")?),
        name: columns.name("name")?,
        created: columns.time("created")?,
    })
}

fn department(row: &SqliteRow) -> Result<Department, StoreError> {
    let columns = Columns::of("departments", row);
    Ok(Department {
        id: DepartmentId(columns.array("id")?),
        name: columns.name("name")?,
        created: columns.time("created")?,
    })
}

fn member(row: &SqliteRow) -> Result<Member, StoreError> {
    let columns = Columns::of("members", row);
    Ok(Member {
        id: MemberId(columns.array("id")?),
        email: columns.email("email")?,
        name: columns.name("name")?,
        department: DepartmentId(columns.array("department_id")?),
        roles: columns.parsed("roles", roles)?,
        state: columns.word("state", MemberState::from_word)?,
        standing: Standing {
            clearance: columns.word("clearance", Class::from_word)?,
            risk: columns.count("risk")?,
            ..Standing::default()
        },
        created: columns.time("created")?,
    })
}

fn roles(words: &str) -> Result<Vec<Role>, coffer_domain::people::RoleError> {
    words
        .split(',')
        .filter(|word| !word.is_empty())
        .map(str::parse)
        .collect()
}

fn customer(row: &SqliteRow) -> Result<Customer, StoreError> {
    let columns = Columns::of("customers", row);
    Ok(Customer {
        id: CustomerId(columns.array("id")?),
        name: columns.name("name")?,
        held: columns.flag("legal_hold")?,
        created: columns.time("created")?,
    })
}
