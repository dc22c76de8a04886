//! [`Watching`] on SQLite.

use async_trait::async_trait;
use coffer_domain::alert::{
    Alert, AlertFilter, AlertNote, AlertState, Containment, ContainmentState, Notice, Response,
    Severity, Told, Verdict, WatchState,
};
use coffer_domain::id::{AlertId, CaseId, MemberId, RequestId, SessionId};
use coffer_domain::ports::{OpenedEntry, StoreError, Watching};
use coffer_domain::time::Timestamp;
use sqlx::sqlite::SqliteRow;
use tracing::instrument;

use super::{all, one};
use crate::row::Columns;
use crate::sqlite::SqliteStore;

/// All columns of an alert.
macro_rules! select_alerts {
    ($rest:literal) => {
        concat!(
            "SELECT id, rule, watch, severity, state, happened, raised, counted_by, member_id, session_id, source, case_id,
                request_id, place, measured, threshold, evidence, assignee_id, verdict, closed
             FROM alerts ",
            $rest
        )
    };
}

#[async_trait]
impl Watching for SqliteStore {
    #[instrument(level = "debug", skip_all)]
    async fn alert(&self, id: AlertId) -> Result<Option<Alert>, StoreError> {
        let statement = sqlx::query(select_alerts!("WHERE id = $1")).bind(id.0.as_slice());
        one(self.readers(), statement, alert).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn alerts(&self, filter: &AlertFilter) -> Result<Vec<Alert>, StoreError> {
        let statement = sqlx::query(select_alerts!(
            "WHERE ($1 IS NULL OR state = $1)
               AND ($2 IS NULL OR rule = $2)
               AND ($3 IS NULL OR counted_by = $3)
               AND ($4 IS NULL OR raised >= $4)
               AND ($5 IS NULL OR (raised, id) < (SELECT raised, id FROM alerts WHERE id = $5))
             ORDER BY raised DESC, id DESC LIMIT $6"
        ))
        .bind(filter.state.map(AlertState::as_str))
        .bind(filter.rule.as_deref())
        .bind(filter.key.as_deref())
        .bind(filter.since.map(|since| since.0))
        .bind(filter.after.as_ref().map(|id| id.0.as_slice()))
        .bind(i64::from(filter.limit));
        all(self.readers(), statement, alert).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn alert_notes(&self, id: AlertId) -> Result<Vec<AlertNote>, StoreError> {
        let statement = sqlx::query(
            "SELECT alert_id, member_id, written, text FROM alert_notes WHERE alert_id = $1 ORDER BY number",
        )
        .bind(id.0.as_slice());
        all(self.readers(), statement, note).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn notices(&self, id: AlertId) -> Result<Vec<Notice>, StoreError> {
        let statement = sqlx::query(
            "SELECT alert_id, clock, told, given, reference, member_id, written FROM alert_notices
             WHERE alert_id = $1 ORDER BY clock",
        )
        .bind(id.0.as_slice());
        all(self.readers(), statement, notice).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn overdue_told(&self, id: AlertId) -> Result<Vec<String>, StoreError> {
        let statement =
            sqlx::query("SELECT clock FROM alert_overdue WHERE alert_id = $1 ORDER BY clock")
                .bind(id.0.as_slice());
        all(self.readers(), statement, |row| {
            Columns::of("alert_overdue", row).text("clock")
        })
        .await
    }

    #[instrument(level = "debug", skip_all)]
    async fn containments(&self, id: AlertId) -> Result<Vec<Containment>, StoreError> {
        let statement = sqlx::query(
            "SELECT alert_id, response, subject, state, since, ends, words, by_hand FROM containments
             WHERE alert_id = $1 ORDER BY response",
        )
        .bind(id.0.as_slice());
        all(self.readers(), statement, containment).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn active_containments(
        &self,
        subject: Option<&str>,
    ) -> Result<Vec<Containment>, StoreError> {
        let statement = sqlx::query(
            "SELECT alert_id, response, subject, state, since, ends, words, by_hand FROM containments
             WHERE state = $1 AND ($2 IS NULL OR subject = $2) ORDER BY ends, alert_id, response",
        )
        .bind(ContainmentState::Active.as_str())
        .bind(subject);
        all(self.readers(), statement, containment).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn last_contained(
        &self,
        response: Response,
        state: Option<ContainmentState>,
    ) -> Result<Option<Containment>, StoreError> {
        let statement = sqlx::query(
            "SELECT alert_id, response, subject, state, since, ends, words, by_hand FROM containments
             WHERE response = $1 AND state NOT IN ($2, $3) AND ($4 IS NULL OR state = $4) ORDER BY ends DESC LIMIT 1",
        )
        .bind(response.as_str())
        .bind(ContainmentState::DryRun.as_str())
        .bind(ContainmentState::HeldBack.as_str())
        .bind(state.map(ContainmentState::as_str));
        one(self.readers(), statement, containment).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn contained_since(&self, since: Timestamp) -> Result<Vec<String>, StoreError> {
        let statement = sqlx::query(
            "SELECT DISTINCT subject FROM containments
             WHERE since >= $1 AND response IN ($2, $3, $4, $5, $6, $7) AND state NOT IN ($8, $9) AND by_hand = 0 ORDER BY subject",
        )
        .bind(since.0)
        .bind(Response::HoldHandouts.as_str())
        .bind(Response::LockMember.as_str())
        .bind(Response::RevokeTokens.as_str())
        .bind(Response::DisablePassword.as_str())
        .bind(Response::DisableNewPasskeys.as_str())
        .bind(Response::RequireStepUp.as_str())
        .bind(ContainmentState::DryRun.as_str())
        .bind(ContainmentState::HeldBack.as_str());
        all(self.readers(), statement, |row| {
            Columns::of("containments", row).text("subject")
        })
        .await
    }

    #[instrument(level = "debug", skip_all)]
    async fn opened_entries(&self, from: u64, limit: u32) -> Result<Vec<OpenedEntry>, StoreError> {
        let Ok(from) = i64::try_from(from) else {
            return Ok(Vec::new());
        };
        let statement = sqlx::query(
            "SELECT e.place, e.text, a.value AS address, p.value AS position FROM ledger_entries e
             LEFT JOIN ledger_openings a ON a.outbox = e.outbox AND a.field = 'address'
             LEFT JOIN ledger_openings p ON p.outbox = e.outbox AND p.field = 'position'
             WHERE e.place >= $1 ORDER BY e.place LIMIT $2",
        )
        .bind(from)
        .bind(i64::from(limit));
        all(self.readers(), statement, |row| {
            let columns = Columns::of("ledger_entries", row);
            Ok(OpenedEntry {
                index: columns.count("place")?,
                text: columns.text("text")?,
                address: columns.text_if_any("address")?,
                position: columns.text_if_any("position")?,
            })
        })
        .await
    }

    #[instrument(level = "debug", skip_all)]
    async fn watch_state(&self) -> Result<Option<WatchState>, StoreError> {
        let statement = sqlx::query("SELECT next, memory FROM watch_state WHERE one = 1");
        one(self.readers(), statement, |row| {
            let columns = Columns::of("watch_state", row);
            Ok(WatchState {
                next: columns.count("next")?,
                memory: columns.bytes("memory")?,
            })
        })
        .await
    }

    #[instrument(level = "debug", skip_all)]
    async fn keep_watch_state(&self, state: WatchState) -> Result<(), StoreError> {
        self.writer().keep_watch_state(state).await
    }
}

fn alert(row: &SqliteRow) -> Result<Alert, StoreError> {
    let columns = Columns::of("alerts", row);
    let evidence = columns.text("evidence")?;
    let evidence = evidence
        .split(',')
        .filter(|part| !part.is_empty())
        .map(str::parse)
        .collect::<Result<_, _>>()
        .map_err(|error: std::num::ParseIntError| columns.corrupt(error))?;
    let verdict = columns.text_if_any("verdict")?;
    Ok(Alert {
        id: AlertId(columns.array("id")?),
        rule: columns.text("rule")?,
        watch: columns.text("watch")?,
        severity: columns.word("severity", Severity::from_word)?,
        state: columns.word("state", AlertState::from_word)?,
        at: columns.time("happened")?,
        raised: columns.time("raised")?,
        key: columns.text("counted_by")?,
        member: columns.array_if_any("member_id")?.map(MemberId),
        session: columns.array_if_any("session_id")?.map(SessionId),
        source: columns.text_if_any("source")?,
        case: columns.array_if_any("case_id")?.map(CaseId),
        link: columns.array_if_any("request_id")?.map(RequestId),
        index: columns.count("place")?,
        measured: columns.count("measured")?,
        threshold: columns.count("threshold")?,
        evidence,
        assignee: columns.array_if_any("assignee_id")?.map(MemberId),
        verdict: match verdict {
            Some(_) => Some(columns.word("verdict", Verdict::from_word)?),
            None => None,
        },
        closed: columns.time_if_any("closed")?,
    })
}

fn notice(row: &SqliteRow) -> Result<Notice, StoreError> {
    let columns = Columns::of("alert_notices", row);
    Ok(Notice {
        alert: AlertId(columns.array("alert_id")?),
        clock: columns.text("clock")?,
        told: columns.word("told", Told::from_word)?,
        given: columns.time("given")?,
        reference: columns.text("reference")?,
        by: columns.array_if_any("member_id")?.map(MemberId),
        at: columns.time("written")?,
    })
}

fn note(row: &SqliteRow) -> Result<AlertNote, StoreError> {
    let columns = Columns::of("alert_notes", row);
    Ok(AlertNote {
        alert: AlertId(columns.array("alert_id")?),
        by: columns.array_if_any("member_id")?.map(MemberId),
        at: columns.time("written")?,
        text: columns.text("text")?,
    })
}

fn containment(row: &SqliteRow) -> Result<Containment, StoreError> {
    let columns = Columns::of("containments", row);
    Ok(Containment {
        alert: AlertId(columns.array("alert_id")?),
        response: columns.word("response", Response::from_word)?,
        subject: columns.text("subject")?,
        state: columns.word("state", ContainmentState::from_word)?,
        since: columns.time("since")?,
        until: columns.time("ends")?,
        words: columns.text_if_any("words")?,
        by_hand: columns.flag("by_hand")?,
    })
}
