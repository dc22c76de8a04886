//! Training: which course a lane asks for, and who has passed it.

mod csv;

use std::collections::HashMap;

use coffer_domain::authz::{CaseFacts, Resource, act};
use coffer_domain::class::Lane;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::MemberId;
use coffer_domain::limits::{COURSE_DAYS_MAX, TRAINING_DUE, TRAINING_ROWS_MAX};
use coffer_domain::people::{Member, MemberState};
use coffer_domain::standing::{Course, Training};
use coffer_domain::text::Name;
use coffer_domain::time::{Span, Timestamp};

use crate::app::App;
use crate::cases::CaseView;
use crate::error::AppError;

/// A course to ask for.
pub struct NewCourse {
    /// Its lane: `pci`, `phi`, `glba`, `ferpa`.
    pub lane: String,
    /// What it is called.
    pub name: String,
    /// For how many days passing it counts.
    pub days: u32,
}

/// That somebody passed a course.
pub struct Completion {
    /// Who: id or address.
    pub member: String,
    /// Which lane's course.
    pub lane: String,
    /// The day, `2026-11-23`.
    pub passed: String,
}

/// How somebody stands in a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrainingState {
    /// The course counts.
    Current,
    /// It counts, but has to be taken again soon.
    Due,
    /// It does not count any more.
    Expired,
    /// It was never passed.
    Missing,
}

impl TrainingState {
    /// The word shown for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            TrainingState::Current => "current",
            TrainingState::Due => "due",
            TrainingState::Expired => "expired",
            TrainingState::Missing => "missing",
        }
    }
}

/// One member and one course.
pub struct TrainingRow {
    /// Who.
    pub member: MemberId,
    /// What they are called.
    pub name: Name,
    /// The course.
    pub course: Course,
    /// Until when it counts, if it was passed.
    pub until: Option<Timestamp>,
    /// How that stands.
    pub state: TrainingState,
}

/// Which rows to list.
#[derive(Default)]
pub struct TrainingQuery {
    /// Only this lane's.
    pub lane: Option<String>,
    /// Only this member's: id or address.
    pub member: Option<String>,
    /// Only those that are not simply current.
    pub due: bool,
}

fn lane_of(word: &str) -> Result<Lane, AppError> {
    Lane::from_word(word.trim()).ok_or(AppError::Value {
        field: "lane",
        problem: "must be pci, phi, glba or ferpa",
    })
}

fn state_at(training: Option<&Training>, now: Timestamp) -> TrainingState {
    match training {
        None => TrainingState::Missing,
        Some(training) if now >= training.until => TrainingState::Expired,
        Some(training) if training.until.since(now) <= TRAINING_DUE => TrainingState::Due,
        Some(_) => TrainingState::Current,
    }
}

impl App {
    async fn may_manage_training(&self, ctx: &RequestCtx) -> Result<(), AppError> {
        let organisation = self.organisation().await?.id;
        self.allow::<act::TrainingManage>(ctx, Resource::Organisation(organisation))
            .await?;
        Ok(())
    }

    /// The courses asked for, by lane. Every member may know them.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn courses(&self) -> Result<Vec<Course>, AppError> {
        Ok(self.store.courses().await?)
    }

    /// Asks for a course in a lane: from now on its content is for those who have passed it. Takes the place of an earlier one.
    ///
    /// # Errors
    /// Refused, a field is bad, or the store does not work.
    pub async fn put_course(&self, ctx: &RequestCtx, new: &NewCourse) -> Result<Course, AppError> {
        self.may_manage_training(ctx).await?;
        let course = Course {
            lane: lane_of(&new.lane)?,
            name: Name::parse(&new.name).map_err(AppError::text("name"))?,
            days: new.days,
        };
        if !(1..=COURSE_DAYS_MAX).contains(&course.days) {
            return Err(AppError::Value {
                field: "days",
                problem: "must be 1 to 1827",
            });
        }
        let event = Event::new(EventKind::CourseSet)
            .with("lane", course.lane.as_str())
            .with("days", course.days);
        let commit = Commit::record(self.entry(ctx, event)?);
        self.commit(commit.change(Change::PutCourse(course.clone())))
            .await?;
        Ok(course)
    }

    /// Asks for no course in a lane any more: its content needs no training then.
    ///
    /// # Errors
    /// Refused, no lane, or the store does not work.
    pub async fn end_course(&self, ctx: &RequestCtx, lane: &str) -> Result<(), AppError> {
        self.may_manage_training(ctx).await?;
        let lane = lane_of(lane)?;
        let event = Event::new(EventKind::CourseEnded).with("lane", lane.as_str());
        self.commit(Commit::record(self.entry(ctx, event)?).change(Change::EndCourse(lane)))
            .await?;
        Ok(())
    }

    /// Records completions, all or none. Nobody records their own.
    ///
    /// # Errors
    /// Refused, a row is bad, or the store does not work.
    pub async fn record_training(
        &self,
        ctx: &RequestCtx,
        completions: &[Completion],
    ) -> Result<Vec<TrainingRow>, AppError> {
        self.may_manage_training(ctx).await?;
        if completions.is_empty() || completions.len() > TRAINING_ROWS_MAX {
            return Err(AppError::Value {
                field: "completions",
                problem: "must be 1 to 500",
            });
        }
        let courses = self.store.courses().await?;
        let mut rows = Vec::with_capacity(completions.len());
        let mut commit: Option<Commit> = None;
        for completion in completions {
            let (row, event, change) = self.completed(ctx, completion, &courses).await?;
            let entry = self.entry(ctx, event)?;
            commit = Some(match commit {
                None => Commit::record(entry).change(change),
                Some(commit) => commit.and_record(entry).change(change),
            });
            rows.push(row);
        }
        if let Some(commit) = commit {
            self.commit(commit).await?;
        }
        Ok(rows)
    }

    async fn completed(
        &self,
        ctx: &RequestCtx,
        completion: &Completion,
        courses: &[Course],
    ) -> Result<(TrainingRow, Event, Change), AppError> {
        let lane = lane_of(&completion.lane)?;
        let course = courses
            .iter()
            .find(|course| course.lane == lane)
            .ok_or(AppError::NotFound("course"))?;
        let member = self.find_member(&completion.member).await?;
        if matches!(&ctx.principal, Principal::Member(caller) if caller.id == member.id) {
            return Err(AppError::Value {
                field: "member",
                problem: "must be somebody else: nobody records their own training",
            });
        }
        let passed = Timestamp::parse_day(completion.passed.trim())
            .filter(|passed| *passed <= ctx.now)
            .ok_or(AppError::Value {
                field: "passed",
                problem: "must be a day like 2026-11-23, not in the future",
            })?;
        let until = passed.plus(Span::days(i64::from(course.days)));
        let training = Training { lane, until };
        let event = Event::new(EventKind::TrainingRecorded)
            .object(member.id)
            .with("lane", lane.as_str())
            .with("passed", passed.to_string())
            .with("until", until.to_string());
        let change = Change::PutTraining {
            member: member.id,
            training,
        };
        let row = TrainingRow {
            member: member.id,
            name: member.name,
            course: course.clone(),
            until: Some(until),
            state: state_at(Some(&training), ctx.now),
        };
        Ok((row, event, change))
    }

    /// Records what a CSV file says: a heading with `member`, `lane` and `passed` in any order, then one completion a line.
    ///
    /// # Errors
    /// As [`App::record_training`]; not such a file.
    pub async fn import_training(
        &self,
        ctx: &RequestCtx,
        text: &str,
    ) -> Result<Vec<TrainingRow>, AppError> {
        self.may_manage_training(ctx).await?;
        let completions = csv::completions(text)?;
        self.record_training(ctx, &completions).await
    }

    /// How members stand in the lanes that ask for a course: the caller themselves, or everybody for those who manage or
    /// review training.
    ///
    /// # Errors
    /// Refused, unknown, or the store does not work.
    pub async fn trainings(
        &self,
        ctx: &RequestCtx,
        query: &TrainingQuery,
    ) -> Result<Vec<TrainingRow>, AppError> {
        let Principal::Member(caller) = &ctx.principal else {
            return Err(AppError::NotFound("member"));
        };
        let lane = query.lane.as_deref().map(lane_of).transpose()?;
        let only = match &query.member {
            Some(member) => Some(self.find_member(member).await?.id),
            None => None,
        };
        if only != Some(caller.id) {
            let organisation = self.organisation().await?.id;
            let facts = || Resource::Organisation(organisation);
            if !self.may::<act::TrainingManage>(ctx, facts()) {
                self.allow::<act::AccessReview>(ctx, facts()).await?;
            }
        }
        let courses = self.store.courses().await?;
        let members = self.store.members().await?;
        let shown = members.iter().filter(|member| {
            member.state != MemberState::Left && only.is_none_or(|only| only == member.id)
        });
        let rows = shown.flat_map(|member| rows_of(member, &courses, ctx.now));
        Ok(rows
            .filter(|row| lane.is_none_or(|lane| lane == row.course.lane))
            .filter(|row| !query.due || row.state != TrainingState::Current)
            .collect())
    }

    /// Says under which regimes all files of a case are, whatever is found in them.
    ///
    /// # Errors
    /// Unknown, refused, no lane, a minimum keeps the case by a lane that is not among them, or the store does not work.
    pub async fn set_case_lanes(
        &self,
        ctx: &RequestCtx,
        case: &str,
        lanes: &[String],
    ) -> Result<CaseView, AppError> {
        let case = self.find_case(case).await?;
        self.allow::<act::CaseAssign>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        let mut parsed = lanes
            .iter()
            .map(|lane| lane_of(lane))
            .collect::<Result<Vec<_>, _>>()?;
        parsed.sort_unstable();
        parsed.dedup();
        self.require_lanes_free(ctx, &case, &parsed).await?;
        let words: Vec<String> = parsed.iter().map(ToString::to_string).collect();
        let event = Event::new(EventKind::CaseLanesSet)
            .case(case.id)
            .object(case.id)
            .with("lanes", words);
        let change = Change::SetCaseLanes {
            case: case.id,
            lanes: parsed,
            at: ctx.now,
        };
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        self.shown_case(ctx, case.id).await
    }
}

fn rows_of(
    member: &Member,
    courses: &[Course],
    now: Timestamp,
) -> impl Iterator<Item = TrainingRow> {
    let passed: HashMap<Lane, Training> = member
        .standing
        .training
        .iter()
        .map(|training| (training.lane, *training))
        .collect();
    courses.iter().map(move |course| {
        let training = passed.get(&course.lane);
        TrainingRow {
            member: member.id,
            name: member.name.clone(),
            course: course.clone(),
            until: training.map(|training| training.until),
            state: state_at(training, now),
        }
    })
}
