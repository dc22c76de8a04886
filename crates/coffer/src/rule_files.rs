//! Rules of the organisation's own, read from files.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use coffer_client::scan::limits::RULE_FILE_BYTES_MAX;
use coffer_client::scan::{RuleError, RuleSet};

use crate::clock;
use crate::exit::Exit;
use crate::failure::Failure;

/// Files of rules taken at most.
const FILES_MAX: usize = 256;

/// Flags of every command that looks for sensitive data.
#[derive(Args)]
pub(crate) struct RuleArgs {
    /// Also use the rules in this TOML file, or in all `.toml` files of this folder
    #[arg(long, value_name = "PATH")]
    rules: Vec<PathBuf>,
    /// Use rules that read every byte even if they are over budget
    #[arg(long)]
    allow_slow_rules: bool,
}

/// The built-in rules and those of `args`; refuses rules that would slow everything down.
pub(crate) fn load(args: &RuleArgs) -> anyhow::Result<RuleSet> {
    let rules = with(&args.rules)?;
    if args.allow_slow_rules {
        return Ok(rules);
    }
    let slow: Vec<&str> = rules
        .rules()
        .filter(|rule| rule.reads_every_byte())
        .map(|rule| rule.id())
        .collect();
    let costs = rules.costs(&|id| slow.contains(&id), &mut clock::worked)?;
    for cost in costs {
        if let Some(why) = cost.over_budget() {
            let message = format!(
                "rule `{}` is refused: {why}; it reads every byte because its pattern has no literal (--allow-slow-rules takes it)",
                cost.rule
            );
            return Err(Failure::local(message).into());
        }
    }
    Ok(rules)
}

/// The built-in rules and those in the files and folders at `paths`.
pub(crate) fn with(paths: &[PathBuf]) -> anyhow::Result<RuleSet> {
    let mut files = Vec::new();
    for path in paths {
        for path in files_of(path)? {
            files.push((path.display().to_string(), text_of(&path)?));
        }
    }
    if files.len() > FILES_MAX {
        let message = format!("more than {FILES_MAX} files of rules");
        return Err(Failure::local(message).into());
    }
    let borrowed: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    RuleSet::with_files(&borrowed).map_err(|error| refused(error, &borrowed))
}

/// The error in one line, with the place in the file; over budget is an answer, not a failure.
fn refused(error: RuleError, files: &[(&str, &str)]) -> anyhow::Error {
    match error {
        RuleError::Syntax { file, source } => {
            let text = files.iter().find(|(name, _)| *name == file);
            let before = text
                .zip(source.span())
                .and_then(|((_, text), span)| text.get(..span.start));
            let line = before.map_or(1, |before| before.matches('\n').count() + 1);
            let what = source.message();
            Failure::local(format!("`{file}`, line {line}: {what}")).into()
        }
        RuleError::OverBudget { .. } => {
            Failure::new(Exit::Negative, format!("refused: {error}")).into()
        }
        other => Failure::local(other.to_string()).into(),
    }
}

/// The file itself, or the `.toml` files of a folder in the order of their names.
fn files_of(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let cannot = || format!("cannot read the rules in `{}`", path.display());
    if !fs::metadata(path).with_context(cannot)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).with_context(cannot)? {
        let path = entry.with_context(cannot)?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn text_of(path: &Path) -> anyhow::Result<String> {
    let cannot = || format!("cannot read the rules in `{}`", path.display());
    let mut text = String::new();
    let file = File::open(path).with_context(cannot)?;
    // One byte more than allowed, so that a longer file is refused as such.
    let most = RULE_FILE_BYTES_MAX as u64 + 1;
    file.take(most)
        .read_to_string(&mut text)
        .with_context(cannot)?;
    Ok(text)
}
