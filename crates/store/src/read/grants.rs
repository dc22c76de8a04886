//! [`Grants`] on SQLite.

use async_trait::async_trait;
use coffer_domain::access_request::{AccessRequest, Answerer, Approval, Refusal, RequestState};
use coffer_domain::grant::{
    Acts, ActsError, Ended, EndedBy, Grant, GrantKind, Review, Reviewed, Verdict,
};
use coffer_domain::id::{AccessRequestId, CaseId, ContactId, FileId, GrantId, MemberId, ObjectId};
use coffer_domain::ports::{AccessFilter, GrantFilter, Grants, StoreError};
use coffer_domain::time::{Span, Timestamp};
use sqlx::QueryBuilder;
use sqlx::sqlite::{Sqlite, SqliteRow};
use tracing::instrument;

use super::{all, one};
use crate::database::failed;
use crate::row::Columns;
use crate::sqlite::SqliteStore;

const REQUEST_COLUMNS: &str =
    "SELECT r.id, r.kind, r.case_id, r.member_id, r.acts, r.file_id, r.object_id, r.life, r.reason,
    r.created, r.lapses, r.state, r.refused_by_member, r.refused_by_contact, r.refused, r.refusal
    FROM access_requests r WHERE 1 = 1";
const GRANT_COLUMNS: &str =
    "SELECT g.id, g.request_id, g.kind, g.case_id, g.member_id, g.acts, g.file_id, g.object_id,
    g.reason, g.first_id, g.second_id, g.contact_id, g.starts, g.expires, g.ended, g.ended_how,
    g.review_due, g.reviewed_by, g.reviewed, g.verdict, g.review_note
    FROM grants g WHERE 1 = 1";

#[async_trait]
impl Grants for SqliteStore {
    #[instrument(level = "debug", skip_all)]
    async fn access_request(
        &self,
        id: AccessRequestId,
    ) -> Result<Option<AccessRequest>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(REQUEST_COLUMNS);
        query.push(" AND r.id = ").push_bind(id.0.to_vec());
        let found = one(self.readers(), query.build(), request).await?;
        match found {
            Some(found) => Ok(Some(self.with_approvals(found).await?)),
            None => Ok(None),
        }
    }

    #[instrument(level = "debug", skip_all)]
    async fn access_requests(
        &self,
        filter: &AccessFilter,
    ) -> Result<Vec<AccessRequest>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(REQUEST_COLUMNS);
        if let Some(case) = filter.case {
            query.push(" AND r.case_id = ").push_bind(case.0.to_vec());
        }
        if let Some(member) = filter.member {
            query
                .push(" AND r.member_id = ")
                .push_bind(member.0.to_vec());
        }
        if filter.waiting {
            query
                .push(" AND r.state = ")
                .push_bind(RequestState::Waiting.as_str());
        }
        if let Some(at) = filter.lapsed_at {
            query.push(" AND r.lapses <= ").push_bind(at.0);
        }
        query
            .push(" ORDER BY r.created DESC, r.id DESC LIMIT ")
            .push_bind(i64::from(filter.limit));
        let found = all(self.readers(), query.build(), request).await?;
        let mut requests = Vec::with_capacity(found.len());
        for request in found {
            requests.push(self.with_approvals(request).await?);
        }
        Ok(requests)
    }

    #[instrument(level = "debug", skip_all)]
    async fn grant(&self, id: GrantId) -> Result<Option<Grant>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(GRANT_COLUMNS);
        query.push(" AND g.id = ").push_bind(id.0.to_vec());
        one(self.readers(), query.build(), grant).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn grants(&self, filter: &GrantFilter) -> Result<Vec<Grant>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(GRANT_COLUMNS);
        if let Some(case) = filter.case {
            query.push(" AND g.case_id = ").push_bind(case.0.to_vec());
        }
        if let Some(member) = filter.member {
            query
                .push(" AND g.member_id = ")
                .push_bind(member.0.to_vec());
        }
        if filter.not_ended {
            query.push(" AND g.ended IS NULL");
        }
        if filter.emergencies {
            query.push(" AND g.kind = 'break_glass'");
        }
        if filter.to_review {
            query.push(" AND g.review_due IS NOT NULL AND g.reviewed IS NULL");
        }
        if let Some(at) = filter.expired_at {
            query.push(" AND g.expires <= ").push_bind(at.0);
        }
        query
            .push(" ORDER BY g.starts DESC, g.id DESC LIMIT ")
            .push_bind(i64::from(filter.limit));
        all(self.readers(), query.build(), grant).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn next_grant_end(&self) -> Result<Option<Timestamp>, StoreError> {
        let statement = sqlx::query(
            "SELECT MIN(at) AS at FROM (
                SELECT MIN(expires) AS at FROM grants WHERE ended IS NULL
                UNION ALL
                SELECT MIN(lapses) AS at FROM access_requests WHERE state = 'waiting')",
        );
        let found = one(self.readers(), statement, |row| {
            Columns::of("grants", row).time_if_any("at")
        });
        Ok(found.await?.flatten())
    }

    #[instrument(level = "debug", skip_all)]
    async fn makers(&self, member: MemberId) -> Result<Vec<MemberId>, StoreError> {
        let statement = sqlx::query(
            "SELECT maker_id FROM member_makers WHERE member_id = $1 ORDER BY maker_id",
        )
        .bind(member.0.to_vec());
        all(self.readers(), statement, |row| {
            Ok(MemberId(
                Columns::of("member_makers", row).array("maker_id")?,
            ))
        })
        .await
    }
}

impl SqliteStore {
    async fn with_approvals(
        &self,
        mut request: AccessRequest,
    ) -> Result<AccessRequest, StoreError> {
        let rows = sqlx::query(
            "SELECT member_id, acts, life, at FROM access_approvals
             WHERE request_id = $1 ORDER BY number",
        )
        .bind(request.id.0.to_vec())
        .fetch_all(self.readers())
        .await
        .map_err(failed)?;
        request.approvals = rows.iter().map(approval).collect::<Result<_, _>>()?;
        Ok(request)
    }
}

fn acts(words: &str) -> Result<Acts, ActsError> {
    Acts::from_words(words.split(','))
}

fn only(columns: &Columns<'_>) -> Result<Option<(FileId, ObjectId)>, StoreError> {
    let file = columns.array_if_any("file_id")?.map(FileId);
    let object = columns.array_if_any("object_id")?.map(ObjectId);
    Ok(file.zip(object))
}

fn approval(row: &SqliteRow) -> Result<Approval, StoreError> {
    let columns = Columns::of("access_approvals", row);
    Ok(Approval {
        by: MemberId(columns.array("member_id")?),
        at: columns.time("at")?,
        acts: columns.parsed("acts", acts)?,
        life: Span(columns.signed("life")?),
    })
}

fn request(row: &SqliteRow) -> Result<AccessRequest, StoreError> {
    let columns = Columns::of("access_requests", row);
    let member = columns.array_if_any("refused_by_member")?.map(MemberId);
    let contact = columns.array_if_any("refused_by_contact")?.map(ContactId);
    let by = member
        .map(Answerer::Member)
        .or(contact.map(Answerer::Contact));
    let refusal = match (
        by,
        columns.time_if_any("refused")?,
        columns.text_if_any("refusal")?,
    ) {
        (Some(by), Some(at), Some(reason)) => Some(Refusal { by, at, reason }),
        _ => None,
    };
    Ok(AccessRequest {
        id: AccessRequestId(columns.array("id")?),
        kind: columns.word("kind", GrantKind::from_word)?,
        case: CaseId(columns.array("case_id")?),
        member: MemberId(columns.array("member_id")?),
        acts: columns.parsed("acts", acts)?,
        only: only(&columns)?,
        life: Span(columns.signed("life")?),
        reason: columns.text("reason")?,
        created: columns.time("created")?,
        lapses: columns.time("lapses")?,
        state: columns.word("state", RequestState::from_word)?,
        approvals: Vec::new(),
        refusal,
    })
}

fn grant(row: &SqliteRow) -> Result<Grant, StoreError> {
    let columns = Columns::of("grants", row);
    let first = columns.array_if_any("first_id")?.map(MemberId);
    let second = columns.array_if_any("second_id")?.map(MemberId);
    let ended = match (
        columns.time_if_any("ended")?,
        columns.text_if_any("ended_how")?,
    ) {
        (Some(at), Some(how)) => Some(Ended {
            at,
            how: EndedBy::from_word(&how).ok_or_else(|| columns.corrupt("`ended_how`"))?,
        }),
        _ => None,
    };
    Ok(Grant {
        id: GrantId(columns.array("id")?),
        request: columns.array_if_any("request_id")?.map(AccessRequestId),
        kind: columns.word("kind", GrantKind::from_word)?,
        case: CaseId(columns.array("case_id")?),
        member: MemberId(columns.array("member_id")?),
        acts: columns.parsed("acts", acts)?,
        only: only(&columns)?,
        reason: columns.text("reason")?,
        approvers: first.into_iter().chain(second).collect(),
        contact: columns.array_if_any("contact_id")?.map(ContactId),
        starts: columns.time("starts")?,
        expires: columns.time("expires")?,
        ended,
        review: review(&columns)?,
    })
}

fn review(columns: &Columns<'_>) -> Result<Option<Review>, StoreError> {
    let Some(due) = columns.time_if_any("review_due")? else {
        return Ok(None);
    };
    let verdict = columns.text_if_any("verdict")?;
    let verdict = verdict.map(|word| {
        Verdict::from_word(&word).ok_or_else(|| columns.corrupt("`verdict` is an unknown word"))
    });
    let done = match (
        columns.array_if_any("reviewed_by")?,
        columns.time_if_any("reviewed")?,
        verdict.transpose()?,
    ) {
        (Some(by), Some(at), Some(verdict)) => Some(Reviewed {
            by: MemberId(by),
            at,
            verdict,
            note: columns.text_if_any("review_note")?.unwrap_or_default(),
        }),
        _ => None,
    };
    Ok(Some(Review { due, done }))
}
