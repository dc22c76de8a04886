//! Requests for access, their answers, and grants.

use coffer_domain::access_request::{AccessRequest, Answerer, Approval, Refusal, RequestState};
use coffer_domain::grant::{Ended, EndedBy, Grant, Reviewed};
use coffer_domain::id::{AccessRequestId, CaseId, GrantId, MemberId};
use coffer_domain::people::MemberState;
use coffer_domain::ports::StoreError;
use coffer_domain::time::Timestamp;
use sqlx::SqliteConnection;

use super::cases::require_open;
use crate::conflict;
use crate::database::{affect, affect_or, failed};
use crate::row::Columns;

pub(crate) async fn note_maker(
    connection: &mut SqliteConnection,
    member: MemberId,
    maker: MemberId,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO member_makers (member_id, maker_id) VALUES ($1, $2)
         ON CONFLICT (member_id, maker_id) DO NOTHING",
    )
    .bind(member.0.as_slice())
    .bind(maker.0.as_slice());
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn create_request(
    connection: &mut SqliteConnection,
    it: &AccessRequest,
) -> Result<(), StoreError> {
    require_open(connection, it.case).await?;
    let (file, object) = it.only.unzip();
    let statement = sqlx::query(
        "INSERT INTO access_requests
            (id, kind, case_id, member_id, acts, file_id, object_id, life, reason, created, lapses, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT DO NOTHING",
    )
    .bind(it.id.0.as_slice())
    .bind(it.kind.as_str())
    .bind(it.case.0.as_slice())
    .bind(it.member.0.as_slice())
    .bind(it.acts.to_string())
    .bind(file.as_ref().map(|id| id.0.as_slice()))
    .bind(object.as_ref().map(|id| id.0.as_slice()))
    .bind(it.life.0)
    .bind(it.reason.as_str())
    .bind(it.created.0)
    .bind(it.lapses.0)
    .bind(it.state.as_str());
    affect_or(connection, statement, conflict::ACCESS_WAITING).await
}

/// An answer of a request, as the change carries it.
pub(crate) struct Answer<'a> {
    pub(crate) request: AccessRequestId,
    pub(crate) seen: u32,
    pub(crate) approval: Option<&'a Approval>,
    pub(crate) grant: Option<&'a Grant>,
}

/// There is one writer, so what is read here holds until the savepoint ends; PostgreSQL would lock the row.
pub(crate) async fn answer_request(
    connection: &mut SqliteConnection,
    answer: Answer<'_>,
) -> Result<(), StoreError> {
    let id = answer.request.0;
    let row = sqlx::query(
        "SELECT r.state, r.case_id, m.state AS holder,
            (SELECT COUNT(*) FROM access_approvals a WHERE a.request_id = r.id) AS approvals
         FROM access_requests r JOIN members m ON m.id = r.member_id WHERE r.id = $1",
    )
    .bind(id.as_slice())
    .fetch_optional(&mut *connection)
    .await
    .map_err(failed)?
    .ok_or(StoreError::Conflict(conflict::ACCESS_DECIDED))?;
    let columns = Columns::of("access_requests", &row);
    let waiting = columns.word("state", RequestState::from_word)? == RequestState::Waiting;
    if !waiting || columns.count::<u32>("approvals")? != answer.seen {
        return Err(StoreError::Conflict(conflict::ACCESS_DECIDED));
    }
    let holder = columns.word("holder", MemberState::from_word)?;
    if !matches!(holder, MemberState::Active | MemberState::Invited) {
        return Err(StoreError::Conflict(conflict::ACCESS_HOLDER));
    }
    let case = CaseId(columns.array("case_id")?);
    require_open(connection, case).await?;
    if let Some(approval) = answer.approval {
        let statement = sqlx::query(
            "INSERT INTO access_approvals (request_id, member_id, number, acts, life, at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (request_id, member_id) DO NOTHING",
        )
        .bind(id.as_slice())
        .bind(approval.by.0.as_slice())
        .bind(i64::from(answer.seen))
        .bind(approval.acts.to_string())
        .bind(approval.life.0)
        .bind(approval.at.0);
        affect_or(connection, statement, conflict::ACCESS_DECIDED).await?;
    }
    let Some(grant) = answer.grant else {
        return Ok(());
    };
    let state = sqlx::query("UPDATE access_requests SET state = $2 WHERE id = $1")
        .bind(id.as_slice())
        .bind(RequestState::Approved.as_str());
    affect(connection, state).await?;
    insert_grant(connection, grant).await
}

pub(crate) async fn end_request(
    connection: &mut SqliteConnection,
    request: AccessRequestId,
    state: RequestState,
    refusal: Option<&Refusal>,
) -> Result<(), StoreError> {
    let (member, contact) = match refusal.map(|refusal| refusal.by) {
        Some(Answerer::Member(id)) => (Some(id.0), None),
        Some(Answerer::Contact(id)) => (None, Some(id.0)),
        None => (None, None),
    };
    let statement = sqlx::query(
        "UPDATE access_requests SET state = $2, refused_by_member = $3, refused_by_contact = $4,
            refused = $5, refusal = $6
         WHERE id = $1 AND state = $7",
    )
    .bind(request.0.as_slice())
    .bind(state.as_str())
    .bind(member.as_ref().map(|id| id.as_slice()))
    .bind(contact.as_ref().map(|id| id.as_slice()))
    .bind(refusal.map(|refusal| refusal.at.0))
    .bind(refusal.map(|refusal| refusal.reason.as_str()))
    .bind(RequestState::Waiting.as_str());
    affect_or(connection, statement, conflict::ACCESS_DECIDED).await
}

pub(crate) async fn create_grant(
    connection: &mut SqliteConnection,
    it: &Grant,
) -> Result<(), StoreError> {
    require_open(connection, it.case).await?;
    insert_grant(connection, it).await
}

async fn insert_grant(connection: &mut SqliteConnection, it: &Grant) -> Result<(), StoreError> {
    let (file, object) = it.only.unzip();
    let earlier = sqlx::query(
        "UPDATE grants SET ended = $5, ended_how = $6
         WHERE member_id = $1 AND case_id = $2 AND kind = $3 AND object_id IS $4 AND ended IS NULL",
    )
    .bind(it.member.0.as_slice())
    .bind(it.case.0.as_slice())
    .bind(it.kind.as_str())
    .bind(object.as_ref().map(|id| id.0.as_slice()))
    .bind(it.starts.0)
    .bind(EndedBy::Replaced.as_str());
    affect(connection, earlier).await?;
    let mut approvers = it.approvers.iter();
    let (first, second) = (approvers.next(), approvers.next());
    let statement = sqlx::query(
        "INSERT INTO grants
            (id, request_id, kind, case_id, member_id, acts, file_id, object_id, reason,
             first_id, second_id, contact_id, starts, expires, review_due)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(it.id.0.as_slice())
    .bind(it.request.as_ref().map(|id| id.0.as_slice()))
    .bind(it.kind.as_str())
    .bind(it.case.0.as_slice())
    .bind(it.member.0.as_slice())
    .bind(it.acts.to_string())
    .bind(file.as_ref().map(|id| id.0.as_slice()))
    .bind(object.as_ref().map(|id| id.0.as_slice()))
    .bind(it.reason.as_str())
    .bind(first.map(|id| id.0.as_slice()))
    .bind(second.map(|id| id.0.as_slice()))
    .bind(it.contact.as_ref().map(|id| id.0.as_slice()))
    .bind(it.starts.0)
    .bind(it.expires.0)
    .bind(it.review.as_ref().map(|review| review.due.0));
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn end_grant(
    connection: &mut SqliteConnection,
    grant: GrantId,
    ended: Ended,
) -> Result<(), StoreError> {
    let statement =
        sqlx::query("UPDATE grants SET ended = $2, ended_how = $3 WHERE id = $1 AND ended IS NULL")
            .bind(grant.0.as_slice())
            .bind(ended.at.0)
            .bind(ended.how.as_str());
    affect_or(connection, statement, conflict::GRANT_ENDED).await
}

pub(crate) async fn review_grant(
    connection: &mut SqliteConnection,
    grant: GrantId,
    review: &Reviewed,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "UPDATE grants SET reviewed_by = $2, reviewed = $3, verdict = $4, review_note = $5
         WHERE id = $1 AND review_due IS NOT NULL AND reviewed IS NULL AND member_id <> $2",
    )
    .bind(grant.0.as_slice())
    .bind(review.by.0.as_slice())
    .bind(review.at.0)
    .bind(review.verdict.as_str())
    .bind(review.note.as_str());
    affect_or(connection, statement, conflict::GRANT_REVIEWED).await
}

/// With a case end its grants and the requests that wait.
pub(crate) async fn end_of_case(
    connection: &mut SqliteConnection,
    case: CaseId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let grants = sqlx::query(
        "UPDATE grants SET ended = $2, ended_how = $3 WHERE case_id = $1 AND ended IS NULL",
    )
    .bind(case.0.as_slice())
    .bind(at.0)
    .bind(EndedBy::CaseClosed.as_str());
    affect(connection, grants).await?;
    let requests =
        sqlx::query("UPDATE access_requests SET state = $2 WHERE case_id = $1 AND state = $3")
            .bind(case.0.as_slice())
            .bind(RequestState::Void.as_str())
            .bind(RequestState::Waiting.as_str());
    affect(connection, requests).await.map(drop)
}

/// What came back from a backup may have ended since.
pub(crate) async fn end_all(
    connection: &mut SqliteConnection,
    at: Timestamp,
) -> Result<(), StoreError> {
    let grants = sqlx::query("UPDATE grants SET ended = $1, ended_how = $2 WHERE ended IS NULL")
        .bind(at.0)
        .bind(EndedBy::Restored.as_str());
    affect(&mut *connection, grants).await?;
    let requests = sqlx::query("UPDATE access_requests SET state = $1 WHERE state = $2")
        .bind(RequestState::Void.as_str())
        .bind(RequestState::Waiting.as_str());
    affect(connection, requests).await.map(drop)
}

/// With what somebody was, end their grants and the requests that wait.
pub(crate) async fn end_of_holder(
    connection: &mut SqliteConnection,
    member: MemberId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let grants = sqlx::query(
        "UPDATE grants SET ended = $2, ended_how = $3 WHERE member_id = $1 AND ended IS NULL",
    )
    .bind(member.0.as_slice())
    .bind(at.0)
    .bind(EndedBy::HolderChanged.as_str());
    affect(connection, grants).await?;
    let requests =
        sqlx::query("UPDATE access_requests SET state = $2 WHERE member_id = $1 AND state = $3")
            .bind(member.0.as_slice())
            .bind(RequestState::Void.as_str())
            .bind(RequestState::Waiting.as_str());
    affect(connection, requests).await.map(drop)
}
