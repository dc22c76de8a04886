//! `coffer training`

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use coffer_client::api::training::{
    Completion, ImportTraining, PutCourse, RecordTraining, Training,
};

use crate::context::Ctx;
use crate::exit::Exit;

#[derive(Subcommand)]
pub(crate) enum TrainingCommand {
    /// Set, end and list the courses that lanes ask for
    #[command(subcommand)]
    Course(CourseCommand),
    /// Record that a member passed a lane's course
    #[command(
        after_help = "EXAMPLES:\n  coffer training record ada@example.com --lane pci --passed 2026-11-23"
    )]
    Record(RecordArgs),
    /// Record what a CSV file says: columns member, lane, passed
    #[command(after_help = "EXAMPLES:\n  coffer training import completions.csv")]
    Import(ImportArgs),
    /// List how members stand in the lanes that ask for a course
    #[command(
        after_help = "EXAMPLES:\n  coffer training list --lane phi\n  coffer training list --member ada@example.com --json"
    )]
    List(ListArgs),
    /// List what is due within 30 days, expired or missing
    #[command(after_help = "EXAMPLES:\n  coffer training due --lane pci")]
    Due(ListArgs),
}

#[derive(Subcommand)]
pub(crate) enum CourseCommand {
    /// Ask for a course in a lane: its content is then for those who have passed it
    #[command(
        after_help = "EXAMPLES:\n  coffer training course add pci --name 'Handling cards' --days 365"
    )]
    Add(AddArgs),
    /// Ask for no course in a lane any more
    #[command(after_help = "EXAMPLES:\n  coffer training course end ferpa")]
    End(LaneArg),
    /// List the courses
    #[command(after_help = "EXAMPLES:\n  coffer training course list")]
    List,
}

#[derive(Args)]
pub(crate) struct AddArgs {
    /// The lane: pci, phi, glba or ferpa
    lane: String,
    /// What the course is called
    #[arg(long)]
    name: String,
    /// For how many days passing it counts
    #[arg(long, value_name = "N")]
    days: u32,
}

#[derive(Args)]
pub(crate) struct LaneArg {
    /// The lane: pci, phi, glba or ferpa
    lane: String,
}

#[derive(Args)]
pub(crate) struct RecordArgs {
    /// Who: id or address
    member: String,
    /// The lane: pci, phi, glba or ferpa
    #[arg(long)]
    lane: String,
    /// The day, such as 2026-11-23
    #[arg(long, value_name = "DAY")]
    passed: String,
}

#[derive(Args)]
pub(crate) struct ImportArgs {
    /// The CSV file
    file: PathBuf,
}

#[derive(Args)]
pub(crate) struct ListArgs {
    /// Only this lane's
    #[arg(long)]
    lane: Option<String>,
    /// Only this member's: id or address
    #[arg(long)]
    member: Option<String>,
}

pub(crate) async fn run(ctx: &Ctx, command: TrainingCommand) -> anyhow::Result<Exit> {
    let client = ctx.client()?;
    let rows = match command {
        TrainingCommand::Course(command) => return course(ctx, command).await,
        TrainingCommand::Record(args) => {
            let completion = Completion {
                member: args.member,
                lane: args.lane,
                passed: args.passed,
            };
            let record = RecordTraining {
                completions: vec![completion],
            };
            client.record_training(&record).await?
        }
        TrainingCommand::Import(args) => {
            let csv = std::fs::read_to_string(&args.file)
                .with_context(|| format!("{} cannot be read", args.file.display()))?;
            client.import_training(&ImportTraining { csv }).await?
        }
        TrainingCommand::List(args) => {
            let (lane, member) = (args.lane.as_deref(), args.member.as_deref());
            client.trainings(lane, member, false).await?
        }
        TrainingCommand::Due(args) => {
            let (lane, member) = (args.lane.as_deref(), args.member.as_deref());
            client.trainings(lane, member, true).await?
        }
    };
    list(ctx, &rows)
}

async fn course(ctx: &Ctx, command: CourseCommand) -> anyhow::Result<Exit> {
    let client = ctx.client()?;
    let courses = match command {
        CourseCommand::Add(args) => {
            let put = PutCourse {
                name: args.name,
                days: args.days,
            };
            vec![client.put_course(&args.lane, &put).await?]
        }
        CourseCommand::End(args) => {
            client.end_course(&args.lane).await?;
            ctx.out.note("Its content needs no training now.");
            return Ok(Exit::Ok);
        }
        CourseCommand::List => client.courses().await?,
    };
    ctx.show_list(&courses, &["lane", "name", "days"], |course| {
        vec![
            course.lane.clone(),
            course.name.clone(),
            course.days.to_string(),
        ]
    })
}

fn list(ctx: &Ctx, rows: &[Training]) -> anyhow::Result<Exit> {
    let head = ["member", "name", "lane", "course", "until", "state"];
    ctx.show_list(rows, &head, |row| {
        vec![
            row.member.clone(),
            row.name.clone(),
            row.course.lane.clone(),
            row.course.name.clone(),
            row.until.clone().unwrap_or_else(|| "-".to_owned()),
            row.state.clone(),
        ]
    })
}
