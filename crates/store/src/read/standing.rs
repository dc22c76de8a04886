//! The facts of members that policies ask about, read beside the members' own rows.

use coffer_domain::class::Lane;
use coffer_domain::grant::Acts;
use coffer_domain::id::{CaseId, FileId, MemberId, ObjectId};
use coffer_domain::people::Member;
use coffer_domain::ports::StoreError;
use coffer_domain::standing::{Course, GrantFact, GrantSort, Training};
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

/// Those that nobody ended. Whether a grant reaches into another department is a matter of where its holder is now.
macro_rules! select_grants {
    ($rest:literal) => {
        concat!(
            "SELECT g.member_id, g.case_id, g.acts, g.starts, g.expires, g.first_id, g.second_id, g.review_due, g.file_id, g.object_id,
                    CASE WHEN g.kind <> 'access' THEN g.kind
                         WHEN m.department_id = c.department_id THEN 'elevated'
                         ELSE 'cross_department' END AS sort
             FROM grants g JOIN members m ON m.id = g.member_id JOIN cases c ON c.id = g.case_id
             WHERE g.ended IS NULL ",
            $rest
        )
    };
}

async fn grants_of(pool: &SqlitePool, member: MemberId) -> Result<Vec<GrantFact>, StoreError> {
    let statement = sqlx::query(select_grants!(
        "AND g.member_id = $1 ORDER BY g.case_id, g.kind"
    ))
    .bind(member.0.as_slice());
    all(pool, statement, grant).await
}

async fn grants(pool: &SqlitePool) -> Result<Vec<GrantFact>, StoreError> {
    let statement = sqlx::query(select_grants!("ORDER BY g.member_id, g.case_id, g.kind"));
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

fn grant(row: &SqliteRow) -> Result<GrantFact, StoreError> {
    let columns = Columns::of("grants", row);
    let acts = columns.parsed("acts", |words| Acts::from_words(words.split(',')))?;
    Ok(GrantFact {
        member: MemberId(columns.array("member_id")?),
        case: CaseId(columns.array("case_id")?),
        only: columns
            .array_if_any("file_id")?
            .map(FileId)
            .zip(columns.array_if_any("object_id")?.map(ObjectId)),
        kind: columns.word("sort", GrantSort::from_word)?,
        view: true,
        download: acts.download,
        modify: false,
        reveal: acts.reveal,
        starts: columns.time("starts")?,
        expires: columns.time("expires")?,
        first: columns.array_if_any("first_id")?.map(MemberId),
        second: columns.array_if_any("second_id")?.map(MemberId),
        review_due: columns.time_if_any("review_due")?,
    })
}
