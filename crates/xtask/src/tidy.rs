//! Rules of the code base that no compiler checks. Each check returns what is wrong in sentences
//! that say how to mend it.

mod claims;
mod edges;
mod links;
mod lock;
mod purity;
mod size;
mod words;

use std::path::Path;

use anyhow::Result;

use crate::say::say;
use crate::workspace::Workspace;

/// What the checks found.
#[derive(Default)]
pub(crate) struct Findings {
    /// Break the build.
    pub(crate) problems: Vec<String>,
    /// Only shown.
    pub(crate) notes: Vec<String>,
}

/// Runs all checks and prints what they found; true if nothing is wrong.
pub(crate) fn run(workspace: &Workspace) -> Result<bool> {
    let findings = check(workspace)?;
    for note in &findings.notes {
        say(&format!("note: {note}"));
    }
    for problem in &findings.problems {
        say(&format!("error: {problem}"));
    }
    Ok(findings.problems.is_empty())
}

fn check(workspace: &Workspace) -> Result<Findings> {
    let mut findings = Findings::default();
    let members = workspace.members()?;
    let table = edges::check(workspace, &members, &mut findings);
    let files = workspace.files()?;
    links::check(workspace, &files, &mut findings)?;
    claims::check(workspace, &files, &mut findings)?;
    lock::check(workspace, &mut findings);
    for path in files.iter().filter(|path| has_extension(path, SOURCE)) {
        let text = workspace.read(path)?;
        size::check(path, &text, &mut findings);
        words::check(path, &text, &mut findings);
        purity::check(path, &text, &table, &mut findings);
    }
    purity::check_packages(&members, &table, &mut findings);
    Ok(findings)
}

const SOURCE: &[&str] = &["rs", "ts", "tsx", "css"];

fn has_extension(path: &Path, among: &[&str]) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| among.contains(&extension))
}

/// Numbered lines from 1, and whether each is test code: under `tests/`, or behind the first
/// `#[cfg(test)]` of its file, where this code base keeps its test modules.
fn lines_with_kind<'a>(path: &Path, text: &'a str) -> impl Iterator<Item = (usize, bool, &'a str)> {
    let mut in_tests = path.components().any(|part| part.as_os_str() == "tests");
    text.lines().enumerate().map(move |(index, line)| {
        in_tests |= line.trim_start().starts_with("#[cfg(test)]");
        (index + 1, in_tests, line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_code_base_is_tidy() {
        let findings = check(&Workspace::here().unwrap()).unwrap();
        assert!(
            findings.problems.is_empty(),
            "\n{}",
            findings.problems.join("\n")
        );
    }
}
