//! The facts of members that policies ask about, read beside the members' own rows.

use coffer_domain::class::Lane;
use coffer_domain::id::{CaseId, MemberId};
use coffer_domain::people::Member;
use coffer_domain::ports::StoreError;
use coffer_domain::standing::{Course, Grant, GrantKind, Training};
use sqlx::sqlite::{SqlitePool, SqliteRow};

use super::all;
use crate::row::Columns;

/// All courses, by lane.
pub(super) async fn courses(pool: &SqlitePool) -> Result<Vec<Course>, StoreError> {
    let statement = sqlx::query("SELECT lane, name, days FROM courses ORDER BY lane");
    all(pool, statement, course).await
}

/// Puts training and grants into the members' standings: of one member, or of all there are.
pub(super) async fn complete(pool: &SqlitePool, members: &mut [Member]) -> Result<(), StoreError> {
    if members.is_empty() {
        return Ok(());
    }
    let taught = courses(pool).await?;
    let (trainings, grants) = match members {
        [one] => (
            trainings_of(pool, one.id).await?,
            grants_of(pool, one.id).await?,
        ),
        _ => (trainings(pool).await?, grants(pool).await?),
    };
    for member in members {
        let standing = &mut member.standing;
        let untaught = Lane::ALL.iter().copied();
        standing.untaught = untaught
            .filter(|lane| taught.iter().all(|course| course.lane != *lane))
            .collect();
        let own = trainings.iter().filter(|(id, _)| *id == member.id);
        standing.training = own.map(|(_, training)| *training).collect();
        standing.training.sort_by_key(|training| training.lane);
        let own = grants.iter().filter(|grant| grant.member == member.id);
        standing.grants = own.cloned().collect();
    }
    Ok(())
}

async fn trainings_of(
    pool: &SqlitePool,
    member: MemberId,
) -> Result<Vec<(MemberId, Training)>, StoreError> {
    let statement =
        sqlx::query("SELECT member_id, lane, valid_until FROM trainings WHERE member_id = $1")
            .bind(member.0.as_slice());
    all(pool, statement, training).await
}

async fn trainings(pool: &SqlitePool) -> Result<Vec<(MemberId, Training)>, StoreError> {
    let statement = sqlx::query("SELECT member_id, lane, valid_until FROM trainings");
    all(pool, statement, training).await
}

macro_rules! select_grants {
    ($rest:literal) => {
        concat!(
            "SELECT member_id, case_id, kind, may_view, may_download, may_modify, may_reveal,
                    expires, first_id, second_id, review_due
             FROM grants ",
            $rest
        )
    };
}

async fn grants_of(pool: &SqlitePool, member: MemberId) -> Result<Vec<Grant>, StoreError> {
    let statement = sqlx::query(select_grants!(
        "WHERE member_id = $1 ORDER BY case_id, break_glass"
    ))
    .bind(member.0.as_slice());
    all(pool, statement, grant).await
}

async fn grants(pool: &SqlitePool) -> Result<Vec<Grant>, StoreError> {
    let statement = sqlx::query(select_grants!("ORDER BY member_id, case_id, break_glass"));
    all(pool, statement, grant).await
}

fn course(row: &SqliteRow) -> Result<Course, StoreError> {
    let columns = Columns::of("courses", row);
    Ok(Course {
        lane: columns.word("lane", Lane::from_word)?,
        name: columns.name("name")?,
        days: columns.count("days")?,
    })
}

fn training(row: &SqliteRow) -> Result<(MemberId, Training), StoreError> {
    let columns = Columns::of("trainings", row);
    let training = Training {
        lane: columns.word("lane", Lane::from_word)?,
        until: columns.time("valid_until")?,
    };
    Ok((MemberId(columns.array("member_id")?), training))
}

fn grant(row: &SqliteRow) -> Result<Grant, StoreError> {
    let columns = Columns::of("grants", row);
    Ok(Grant {
        member: MemberId(columns.array("member_id")?),
        case: CaseId(columns.array("case_id")?),
        kind: columns.word("kind", GrantKind::from_word)?,
        view: columns.flag("may_view")?,
        download: columns.flag("may_download")?,
        modify: columns.flag("may_modify")?,
        reveal: columns.flag("may_reveal")?,
        expires: columns.time("expires")?,
        first: columns.array_if_any("first_id")?.map(MemberId),
        second: columns.array_if_any("second_id")?.map(MemberId),
        review_due: columns.time_if_any("review_due")?,
    })
}
