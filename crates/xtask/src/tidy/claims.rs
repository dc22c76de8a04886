//! What the security documents name exists: a mitigation "held by" a test that was renamed or removed
//! is no mitigation. Names have the form `crate::name` (a test, type or function of that crate) or are
//! ids of policies (`W03-department-wall`).

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use anyhow::Result;

use crate::tidy::{Findings, has_extension};
use crate::workspace::Workspace;

/// Whose names are checked.
const DOCUMENTS: &[&str] = &["SECURITY.md", "docs/security"];
const POLICIES: &str = "policy";
const DEFINES: &[&str] = &[
    "fn ", "struct ", "enum ", "trait ", "type ", "const ", "mod ",
];

/// All text of a crate, by its folder name.
type Texts = BTreeMap<String, String>;

pub(crate) fn check(
    workspace: &Workspace,
    files: &[PathBuf],
    findings: &mut Findings,
) -> Result<()> {
    let mut texts = Texts::new();
    for path in files
        .iter()
        .filter(|path| has_extension(path, &["rs", "cedar"]))
    {
        if let Some(folder) = crate_of(path) {
            let text = texts.entry(folder).or_default();
            text.push_str(&workspace.read(path)?);
            text.push('\n');
        }
    }
    for path in files.iter().filter(|path| is_checked(path)) {
        for claim in claims(&workspace.read(path)?) {
            if !holds(&claim, &texts) {
                let place = path.display();
                findings
                    .problems
                    .push(format!("{place}: `{claim}` is named but does not exist"));
            }
        }
    }
    Ok(())
}

fn is_checked(path: &Path) -> bool {
    has_extension(path, &["md"]) && DOCUMENTS.iter().any(|document| path.starts_with(document))
}

fn crate_of(path: &Path) -> Option<String> {
    let mut parts = path.components().map(Component::as_os_str);
    (parts.next()? == "crates").then_some(())?;
    parts.next()?.to_str().map(str::to_owned)
}

/// What stands between backticks and has the form of a name in a crate or of a policy's id.
fn claims(markdown: &str) -> Vec<String> {
    let spans = markdown
        .lines()
        .flat_map(|line| line.split('`').skip(1).step_by(2));
    spans
        .filter(|span| is_policy(span) || is_path(span))
        .map(str::to_owned)
        .collect()
}

fn is_path(span: &str) -> bool {
    let names = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    span.contains("::") && span.chars().all(names)
}

fn is_policy(span: &str) -> bool {
    matches!(span.as_bytes(), [b'W' | b'R', a, b, b'-', ..] if a.is_ascii_digit() && b.is_ascii_digit())
}

fn holds(claim: &str, texts: &Texts) -> bool {
    if is_policy(claim) {
        let quoted = format!("@id(\"{claim}\")");
        return texts
            .get(POLICIES)
            .is_some_and(|text| text.contains(&quoted));
    }
    let Some((folder, rest)) = claim.split_once("::") else {
        return false;
    };
    let Some(text) = texts.get(folder) else {
        return false;
    };
    match rest.rsplit_once("::") {
        // A variant of an enum, or an item of a type.
        Some((parent, name)) if is_type(parent) => {
            let parent = parent.rsplit("::").next().unwrap_or(parent);
            defines(text, parent) && has_word(text, name)
        }
        Some((_, name)) => defines(text, name),
        None => defines(text, rest),
    }
}

/// Whether the last part of the path is a type's name.
fn is_type(path: &str) -> bool {
    let last = path.rsplit("::").next().unwrap_or(path);
    last.starts_with(|c: char| c.is_ascii_uppercase())
}

fn defines(text: &str, name: &str) -> bool {
    DEFINES
        .iter()
        .any(|word| has_word(text, &format!("{word}{name}")))
}

/// Whether `name` stands there and does not go on as a longer name.
fn has_word(text: &str, name: &str) -> bool {
    text.split(name)
        .skip(1)
        .any(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_prose_and_others_left() {
        let text = "held by `scan::walk::bombs_end` and `W03-department-wall`; see `std fs`, `a b::c`, `x`";
        assert_eq!(
            claims(text),
            ["scan::walk::bombs_end", "W03-department-wall"]
        );
    }

    #[test]
    fn a_name_holds_only_where_it_is_defined_whole() {
        let texts = Texts::from([
            (
                "scan".to_owned(),
                "async fn bombs_end() {}\npub struct Walk;\nenum State { TooLarge }".to_owned(),
            ),
            (
                "policy".to_owned(),
                "@id(\"W01-inactive-member\")".to_owned(),
            ),
        ]);
        for good in [
            "scan::bombs_end",
            "scan::any::Walk",
            "scan::State::TooLarge",
            "W01-inactive-member",
        ] {
            assert!(holds(good, &texts), "{good}");
        }
        for bad in [
            "scan::bombs",
            "scan::bombs_end_early",
            "blob::bombs_end",
            "scan::State::Clean",
            "W09-none",
            "W01-inactive",
        ] {
            assert!(!holds(bad, &texts), "{bad}");
        }
    }
}
