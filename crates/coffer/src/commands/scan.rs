//! `coffer scan`

mod content;
mod crew;
mod form;
mod input;
mod sarif;
mod table;

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use clap::{Args, ValueEnum};
use coffer_client::scan::{CaseKey, Confidence, Finding, RuleSet, ScanReport};

use self::form::Form;
use crate::context::Ctx;
use crate::exit::Exit;
use crate::failure::{Failure, told};
use crate::rule_files::{self, RuleArgs};

pub(crate) use input::{Input, Inputs};

const AFTER: &str = "\
EXAMPLES:
  coffer scan app.log
  coffer scan bundle.tar.gz logs/ --json
  kubectl logs app | coffer scan
  coffer scan src/ --confidence likely --sarif > findings.sarif

EXIT CODES:
  0  nothing found in what could be read, or nothing as sure as --fail-on says
  1  findings
  2  a file could not be read, whatever was found in others; wrong usage

Parts that could not be read, such as encrypted members, are named on standard error and in the JSON.";

/// Look for cards, passwords, tokens and other sensitive data, inside archives too. Nothing leaves this computer.
#[derive(Args)]
#[command(after_help = AFTER)]
pub(crate) struct ScanArgs {
    /// Files and folders to look into; `-` is standard input, also taken when nothing is named and data is piped in
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Print SARIF 2.1.0 instead of a table
    #[arg(long)]
    sarif: bool,
    /// Only findings of these types, with commas between them
    #[arg(long, value_name = "TYPES", value_delimiter = ',')]
    types: Vec<String>,
    /// Only findings at least as sure as this
    #[arg(long, value_name = "LEVEL", default_value = "possible")]
    confidence: Level,
    /// End with exit code 1 only if a finding is at least as sure as this
    #[arg(long, value_name = "LEVEL", default_value = "possible")]
    fail_on: FailOn,
    #[command(flatten)]
    rules: RuleArgs,
}

/// How sure a finding is.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Level {
    Certain,
    Likely,
    Possible,
}

impl From<Level> for Confidence {
    fn from(level: Level) -> Self {
        match level {
            Level::Certain => Self::Certain,
            Level::Likely => Self::Likely,
            Level::Possible => Self::Possible,
        }
    }
}

/// What ends the command with exit code 1.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum FailOn {
    Certain,
    Likely,
    Possible,
    Never,
}

impl FailOn {
    fn counts(self, found: Confidence) -> bool {
        match self {
            Self::Certain => found >= Confidence::Certain,
            Self::Likely => found >= Confidence::Likely,
            Self::Possible => true,
            Self::Never => false,
        }
    }
}

/// Which findings are told.
pub(crate) struct Wanted {
    types: Vec<String>,
    confidence: Confidence,
}

impl Wanted {
    fn new(args: &ScanArgs, rules: &RuleSet) -> anyhow::Result<Self> {
        for name in &args.types {
            if !rules.type_names().any(|known| known == name) {
                let known: Vec<&str> = rules.type_names().collect();
                let message = format!(
                    "no rule finds the type `{name}`; there are {}",
                    known.join(", ")
                );
                return Err(Failure::local(message).into());
            }
        }
        Ok(Self {
            types: args.types.clone(),
            confidence: args.confidence.into(),
        })
    }

    /// The findings of a report that are told: those that are masked, not what lies inside them.
    fn of<'r>(&'r self, report: &'r ScanReport) -> impl Iterator<Item = &'r Finding> {
        let findings = report.findings.iter();
        findings.filter(|finding| !finding.inner && self.takes(report, finding))
    }

    /// The same in the names of the file and its members.
    fn in_names<'r>(&'r self, report: &'r ScanReport) -> impl Iterator<Item = &'r Finding> {
        let names = report.names.iter();
        names.filter(|finding| self.takes(report, finding))
    }

    fn takes(&self, report: &ScanReport, finding: &Finding) -> bool {
        let name = report.type_name(finding);
        finding.confidence >= self.confidence
            && (self.types.is_empty() || self.types.iter().any(|wanted| wanted == name))
    }
}

pub(crate) fn run(ctx: &Ctx, args: &ScanArgs) -> anyhow::Result<Exit> {
    if args.sarif && ctx.json {
        return Err(Failure::local("give --json or --sarif, not both").into());
    }
    let rules = rule_files::load(&args.rules)?;
    let wanted = Wanted::new(args, &rules)?;
    // Pseudonyms tell equal values within this run; a fresh key makes them meaningless outside it.
    let key = CaseKey::new(rand::random());
    let inputs = Inputs::of(ctx, &args.paths)?;
    let bar = inputs.bar(ctx);
    let work = |input: &Input, stop: &AtomicBool| content::scanned(input, &rules, &key, &bar, stop);
    let mut form = Form::new(ctx, args.sarif, &rules);
    let (mut findings, mut counted, mut unread) = (0_usize, 0_usize, inputs.unread);
    form.begin(ctx)?;
    crew::in_order(&inputs.items, &work, &mut |input, outcome| {
        bar.suspend(|| {
            match outcome {
                Ok(scanned) => {
                    let report = &scanned.report;
                    for finding in wanted.of(report).chain(wanted.in_names(report)) {
                        findings += 1;
                        counted += usize::from(args.fail_on.counts(finding.confidence));
                    }
                    form.tell(ctx, input, &scanned.report, &wanted)?;
                    if scanned.changed {
                        ctx.out.error(&input.changed());
                        unread += 1;
                    }
                }
                Err(error) => {
                    ctx.out.error(&told(&error));
                    unread += 1;
                }
            }
            Ok(())
        })
    })?;
    bar.finish_and_clear();
    form.end(ctx, unread == 0)?;
    ended(ctx, findings, counted, unread)
}

fn ended(ctx: &Ctx, findings: usize, counted: usize, unread: usize) -> anyhow::Result<Exit> {
    if unread > 0 {
        let message = format!("{unread} of the files and folders named could not be read");
        return Err(Failure::local(message).into());
    }
    match findings {
        0 => ctx.out.note("Nothing found in what could be read."),
        1 => ctx.out.note("1 finding."),
        _ => ctx.out.note(&format!("{findings} findings.")),
    }
    Ok(if counted == 0 {
        Exit::Ok
    } else {
        Exit::Negative
    })
}
