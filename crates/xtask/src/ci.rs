//! What CI runs. All steps run even if one fails, so that one round shows everything.

use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::say::say;
use crate::tidy;
use crate::workspace::{Workspace, cargo};

/// A step, in the order of running: what fails fastest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Step {
    /// Formatting.
    Fmt,
    /// Edges, sizes, links, words.
    Tidy,
    /// Licences, banned packages, sources; needs `cargo-deny`.
    Deny,
    /// Lints, on all targets, as errors.
    Clippy,
    /// All tests.
    Test,
    /// `openapi.json` is what the code says.
    Openapi,
    /// The web pages' lints, types and tests; needs `npm ci` in `web/`.
    Web,
}

/// How a step ended.
enum End {
    Passed,
    Failed(String),
    Skipped(&'static str),
}

/// Runs these steps, or all; true if none failed.
pub(crate) fn run(workspace: &Workspace, only: &[Step]) -> Result<bool> {
    let mut failed = 0;
    for step in Step::value_variants() {
        if !only.is_empty() && !only.contains(step) {
            continue;
        }
        let name = format!("{step:?}").to_lowercase();
        say(&format!("== {name}"));
        let start = Instant::now();
        let end = take(workspace, *step)?;
        let seconds = start.elapsed().as_secs();
        match end {
            End::Passed => say(&format!("== {name}: passed, {seconds} s")),
            End::Skipped(why) => say(&format!("== {name}: SKIPPED, {why}")),
            End::Failed(why) => {
                failed += 1;
                say(&format!("== {name}: FAILED, {seconds} s: {why}"));
            }
        }
    }
    Ok(failed == 0)
}

fn take(workspace: &Workspace, step: Step) -> Result<End> {
    let cargo = |arguments: &[&str]| command(workspace, &cargo(), arguments);
    match step {
        Step::Fmt => cargo(&["fmt", "--all", "--check"]),
        Step::Tidy => Ok(if tidy::run(workspace)? {
            End::Passed
        } else {
            End::Failed("see above".to_owned())
        }),
        Step::Deny if !has("deny") => Ok(End::Skipped("cargo-deny is not installed")),
        // Advisories need the advisory database from the network; a job of its own fetches it.
        Step::Deny => cargo(&["deny", "check", "bans", "licenses", "sources"]),
        Step::Clippy => cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ]),
        Step::Test if has("nextest") => cargo(&[
            "nextest",
            "run",
            "--workspace",
            "--locked",
            "--no-fail-fast",
        ]),
        Step::Test => cargo(&["test", "--workspace", "--locked"]),
        Step::Openapi => openapi(workspace),
        Step::Web if !workspace.root.join("web/node_modules").is_dir() => {
            Ok(End::Skipped("run `npm ci` in web/ first"))
        }
        Step::Web => command(workspace, "npm", &["--prefix", "web", "run", "check"]),
    }
}

fn command(workspace: &Workspace, program: &str, arguments: &[&str]) -> Result<End> {
    let line = format!("{program} {}", arguments.join(" "));
    let status = Command::new(program)
        .args(arguments)
        .current_dir(&workspace.root)
        .status()
        .with_context(|| format!("cannot run `{line}`"))?;
    Ok(if status.success() {
        End::Passed
    } else {
        End::Failed(format!("`{line}`"))
    })
}

/// Whether cargo has this subcommand.
fn has(subcommand: &str) -> bool {
    Command::new(cargo())
        .args([subcommand, "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn openapi(workspace: &Workspace) -> Result<End> {
    let output = Command::new(cargo())
        .args([
            "run", "--quiet", "--locked", "--bin", "cofferd", "--", "openapi",
        ])
        .current_dir(&workspace.root)
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Ok(End::Failed("`cofferd openapi` failed".to_owned()));
    }
    let committed = std::fs::read(workspace.root.join("openapi.json")).unwrap_or_default();
    Ok(if committed == output.stdout {
        End::Passed
    } else {
        End::Failed(
            "openapi.json is not what the code says; \
             run `cargo run --bin cofferd -- openapi > openapi.json`"
                .to_owned(),
        )
    })
}
