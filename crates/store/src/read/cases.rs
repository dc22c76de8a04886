//! [`Cases`] on SQLite.

use async_trait::async_trait;
use coffer_domain::case::{Case, CaseState};
use coffer_domain::class::Lane;
use coffer_domain::erasure::Tombstone;
use coffer_domain::id::{CaseId, ContactId, CustomerId, DepartmentId, MemberId, RequestId};
use coffer_domain::people::Contact;
use coffer_domain::ports::{CaseFilter, Cases, StoreError};
use coffer_domain::request::FileRequest;
use coffer_domain::secret::TokenHash;
use coffer_domain::select::Condition;
use coffer_domain::text::Email;
use sqlx::QueryBuilder;
use sqlx::sqlite::{Sqlite, SqliteRow};
use tracing::instrument;

use super::{all, containing, one};
use crate::database::failed;
use crate::row::Columns;
use crate::select;
use crate::sqlite::SqliteStore;

/// All columns of a case `c` and one of its members `m`.
macro_rules! case_columns {
    () => {
        "SELECT c.id, c.reference, c.subject, c.customer_id, c.department_id, c.state,
                c.public_key, c.created, c.closed, c.lanes,
                (SELECT u.legal_hold FROM customers u WHERE u.id = c.customer_id) AS customer_held,
                (c.legal_hold OR c.alert_hold) AS held,
                (c.lockbox OR (SELECT u.lockbox FROM customers u WHERE u.id = c.customer_id)) AS sealed,
                c.erased, c.erased_key, c.keys_destroyed, c.certificate_outbox, m.member_id"
    };
}

#[async_trait]
impl Cases for SqliteStore {
    #[instrument(level = "debug", skip_all)]
    async fn case(&self, id: CaseId) -> Result<Option<Case>, StoreError> {
        let rows = sqlx::query(concat!(
            case_columns!(),
            " FROM cases c LEFT JOIN case_members m ON m.case_id = c.id
             WHERE c.id = $1 ORDER BY m.member_id",
        ))
        .bind(id.0.as_slice())
        .fetch_all(self.readers())
        .await
        .map_err(failed)?;
        Ok(fold_members(&rows)?.pop())
    }

    #[instrument(level = "debug", skip_all)]
    async fn cases(&self, filter: &CaseFilter) -> Result<Vec<Case>, StoreError> {
        let rows = filtered(filter)
            .build()
            .fetch_all(self.readers())
            .await
            .map_err(failed)?;
        fold_members(&rows)
    }

    #[instrument(level = "debug", skip_all)]
    async fn contact(&self, id: ContactId) -> Result<Option<Contact>, StoreError> {
        let statement =
            sqlx::query("SELECT id, customer_id, email, created FROM contacts WHERE id = $1")
                .bind(id.0.as_slice());
        one(self.readers(), statement, contact).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn contact_by_email(
        &self,
        customer: CustomerId,
        email: &Email,
    ) -> Result<Option<Contact>, StoreError> {
        let statement = sqlx::query(
            "SELECT id, customer_id, email, created FROM contacts
             WHERE customer_id = $1 AND email = $2",
        )
        .bind(customer.0.as_slice())
        .bind(email.as_str());
        one(self.readers(), statement, contact).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn contacts(&self, customer: CustomerId) -> Result<Vec<Contact>, StoreError> {
        let statement = sqlx::query(
            "SELECT id, customer_id, email, created FROM contacts
             WHERE customer_id = $1 ORDER BY email, id",
        )
        .bind(customer.0.as_slice());
        all(self.readers(), statement, contact).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn request(&self, id: RequestId) -> Result<Option<FileRequest>, StoreError> {
        let statement = sqlx::query(
            "SELECT id, case_id, contact_id, token_hash, script, expires, bytes_max, files_max,
                    bytes_used, files_used, withdrawn, created_by, created
             FROM requests WHERE id = $1",
        )
        .bind(id.0.as_slice());
        one(self.readers(), statement, request).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn request_by_token(&self, hash: &TokenHash) -> Result<Option<FileRequest>, StoreError> {
        let statement = sqlx::query(
            "SELECT id, case_id, contact_id, token_hash, script, expires, bytes_max, files_max,
                    bytes_used, files_used, withdrawn, created_by, created
             FROM requests WHERE token_hash = $1",
        )
        .bind(hash.0.as_slice());
        one(self.readers(), statement, request).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn requests_of_contact(
        &self,
        contact: ContactId,
    ) -> Result<Vec<FileRequest>, StoreError> {
        let statement = sqlx::query(
            "SELECT id, case_id, contact_id, token_hash, script, expires, bytes_max, files_max,
                    bytes_used, files_used, withdrawn, created_by, created
             FROM requests WHERE contact_id = $1 ORDER BY created, id",
        )
        .bind(contact.0.as_slice());
        all(self.readers(), statement, request).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn requests(&self, case: CaseId) -> Result<Vec<FileRequest>, StoreError> {
        let statement = sqlx::query(
            "SELECT id, case_id, contact_id, token_hash, script, expires, bytes_max, files_max,
                    bytes_used, files_used, withdrawn, created_by, created
             FROM requests WHERE case_id = $1
               AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.request_id = requests.id)
             ORDER BY created DESC, id DESC",
        )
        .bind(case.0.as_slice());
        all(self.readers(), statement, request).await
    }
}

/// The list's query. The limit counts cases, so it stands inside; members are joined outside.
fn filtered(filter: &CaseFilter) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new(concat!(
        case_columns!(),
        " FROM (SELECT c.* FROM cases c WHERE 1 = 1",
    ));
    if let Some(department) = filter.department {
        query
            .push(" AND (department_id = ")
            .push_bind(department.0.to_vec());
        for case in &filter.also {
            query.push(" OR id = ").push_bind(case.0.to_vec());
        }
        query.push(")");
    }
    if let Some(member) = filter.member {
        query
            .push(
                " AND EXISTS (SELECT 1 FROM case_members w WHERE w.case_id = c.id
                              AND w.member_id = ",
            )
            .push_bind(member.0.to_vec())
            .push(")");
    }
    if let Some(state) = filter.state {
        query.push(" AND c.state = ").push_bind(state.as_str());
    }
    if let Some(reference) = &filter.reference {
        query
            .push(" AND c.reference = ")
            .push_bind(reference.clone());
    }
    narrow(&mut query, filter);
    if let Some(after) = filter.after {
        query
            .push(" AND (c.created, c.id) < (SELECT a.created, a.id FROM cases a WHERE a.id = ")
            .push_bind(after.0.to_vec())
            .push(")");
    }
    if filter.within != Condition::Constant(true) {
        query.push(" AND ");
        select::push(&mut query, &filter.within);
    }
    query
        .push(" ORDER BY c.created DESC, c.id DESC LIMIT ")
        .push_bind(i64::from(filter.limit))
        .push(
            ") c LEFT JOIN case_members m ON m.case_id = c.id
             ORDER BY c.created DESC, c.id DESC, m.member_id",
        );
    query
}

/// What people look for: a lane, files that arrived, words.
fn narrow(query: &mut QueryBuilder<Sqlite>, filter: &CaseFilter) {
    if let Some(lane) = filter.lane {
        // Kept as words with commas between; no lane's word is part of another's.
        query
            .push(" AND instr(c.lanes, ")
            .push_bind(lane.as_str())
            .push(") > 0");
    }
    if let Some(since) = filter.received_since {
        query
            .push(
                " AND EXISTS (SELECT 1 FROM files r JOIN versions w ON w.file_id = r.id AND w.number = 1
                              WHERE r.case_id = c.id AND r.canary = 0 AND w.created >= ",
            )
            .push_bind(since.0)
            .push(")");
    }
    if let Some(words) = &filter.words {
        let pattern = containing(words);
        query
            .push(" AND (c.reference LIKE ")
            .push_bind(pattern.clone())
            .push(" ESCAPE '\\' OR c.subject LIKE ")
            .push_bind(pattern.clone())
            .push(
                " ESCAPE '\\' OR EXISTS (SELECT 1 FROM customers u WHERE u.id = c.customer_id AND u.name LIKE ",
            )
            .push_bind(pattern)
            .push(" ESCAPE '\\'))");
    }
}

/// Cases from rows that repeat a case for each of its members.
fn fold_members(rows: &[SqliteRow]) -> Result<Vec<Case>, StoreError> {
    let mut cases: Vec<Case> = Vec::new();
    for row in rows {
        let columns = Columns::of("cases", row);
        let id = CaseId(columns.array("id")?);
        if cases.last().is_none_or(|last| last.id != id) {
            cases.push(case(id, &columns)?);
        }
        let member = columns.array_if_any("member_id")?.map(MemberId);
        if let (Some(case), Some(member)) = (cases.last_mut(), member) {
            case.members.push(member);
        }
    }
    Ok(cases)
}

fn case(id: CaseId, columns: &Columns<'_>) -> Result<Case, StoreError> {
    let customer_held = columns.flag("customer_held")?;
    Ok(Case {
        id,
        reference: columns.name("reference")?,
        subject: columns.name("subject")?,
        customer: CustomerId(columns.array("customer_id")?),
        department: DepartmentId(columns.array("department_id")?),
        state: columns.word("state", CaseState::from_word)?,
        public_key: columns.bytes("public_key")?,
        created: columns.time("created")?,
        closed: columns.time_if_any("closed")?,
        lanes: columns.parsed("lanes", lanes)?,
        legal_hold: columns.flag("held")? || customer_held,
        customer_held,
        sealed: columns.flag("sealed")?,
        erased: tombstone(columns)?,
        members: Vec::new(),
    })
}

fn tombstone(columns: &Columns<'_>) -> Result<Option<Tombstone>, StoreError> {
    let Some(erased) = columns.time_if_any("erased")? else {
        return Ok(None);
    };
    Ok(Some(Tombstone {
        erased,
        key: columns.array_if_any("erased_key")?,
        destroyed: columns.time_if_any("keys_destroyed")?,
        certificate: columns.signed_if_any("certificate_outbox")?,
    }))
}

pub(crate) fn lanes(words: &str) -> Result<Vec<Lane>, &'static str> {
    let words = words.split(',').filter(|word| !word.is_empty());
    words
        .map(|word| Lane::from_word(word).ok_or("has an unknown word"))
        .collect()
}

fn contact(row: &SqliteRow) -> Result<Contact, StoreError> {
    let columns = Columns::of("contacts", row);
    Ok(Contact {
        id: ContactId(columns.array("id")?),
        customer: CustomerId(columns.array("customer_id")?),
        email: columns.email("email")?,
        created: columns.time("created")?,
    })
}

pub(super) fn request(row: &SqliteRow) -> Result<FileRequest, StoreError> {
    let columns = Columns::of("requests", row);
    Ok(FileRequest {
        id: RequestId(columns.array("id")?),
        case: CaseId(columns.array("case_id")?),
        contact: ContactId(columns.array("contact_id")?),
        token_hash: columns.hash("token_hash")?,
        script: columns.flag("script")?,
        expires: columns.time("expires")?,
        bytes_max: columns.count("bytes_max")?,
        files_max: columns.count("files_max")?,
        bytes_used: columns.count("bytes_used")?,
        files_used: columns.count("files_used")?,
        withdrawn: columns.time_if_any("withdrawn")?,
        created_by: MemberId(columns.array("created_by")?),
        created: columns.time("created")?,
    })
}
