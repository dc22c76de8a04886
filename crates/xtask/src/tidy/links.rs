//! Links between documents lead somewhere.

use std::path::{Component, Path, PathBuf};

use anyhow::Result;

use crate::tidy::{Findings, has_extension};
use crate::workspace::Workspace;

pub(crate) fn check(
    workspace: &Workspace,
    files: &[PathBuf],
    findings: &mut Findings,
) -> Result<()> {
    for path in files.iter().filter(|path| has_extension(path, &["md"])) {
        for target in targets(&workspace.read(path)?) {
            let there =
                resolve(path, &target).is_some_and(|inside| workspace.root.join(inside).exists());
            if !there {
                let place = path.display();
                findings
                    .problems
                    .push(format!("{place}: the link to `{target}` leads nowhere"));
            }
        }
    }
    Ok(())
}

/// Targets of relative links: `[…](target)` and `[…]: target`, outside code.
fn targets(markdown: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut fenced = false;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            continue;
        }
        if fenced {
            continue;
        }
        let line = without_code(line);
        for part in line.split("](").skip(1) {
            found.extend(part.split(')').next().map(str::to_owned));
        }
        if line.starts_with('[')
            && let Some((_, target)) = line.split_once("]: ")
        {
            found.push(target.trim().to_owned());
        }
    }
    found
        .into_iter()
        .map(|target| target.trim_matches(['<', '>']).to_owned())
        .filter(|target| is_relative(target))
        .collect()
}

/// The line without what stands between backticks.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

fn is_relative(target: &str) -> bool {
    let scheme = target.split(['/', '#']).next().unwrap_or_default();
    !target.is_empty() && !target.starts_with('#') && !scheme.contains(':')
}

/// The target as a path inside the checkout; none if it leaves it.
fn resolve(from: &Path, target: &str) -> Option<PathBuf> {
    let file = target.split(['#', '?']).next().unwrap_or_default();
    let file = file.split(" \"").next().unwrap_or_default();
    let file = file.replace("%20", " ");
    let mut inside = match file.strip_prefix('/') {
        Some(_) => PathBuf::new(),
        None => from.parent()?.to_owned(),
    };
    for part in Path::new(file.trim_start_matches('/')).components() {
        match part {
            Component::ParentDir => {
                if !inside.pop() {
                    return None;
                }
            }
            Component::Normal(name) => inside.push(name),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    Some(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_targets_are_found_and_others_left() {
        let text = "\
[a](docs/a.md) and [b](../b.md#part) [web](https://x.example/a) [here](#part)
[mail](mailto:a@b.example) `[code](no.md)`
```
[fenced](no.md)
```
[ref]: docs/ref.md
![picture](<docs/a b.png>)";
        assert_eq!(
            targets(text),
            ["docs/a.md", "../b.md#part", "docs/ref.md", "docs/a b.png"]
        );
    }

    #[test]
    fn targets_resolve_inside_the_checkout_only() {
        let from = Path::new("docs/howto/x.md");
        let inside = |target| resolve(from, target);
        assert_eq!(inside("../a.md#b"), Some("docs/a.md".into()));
        assert_eq!(inside("./y.md"), Some("docs/howto/y.md".into()));
        assert_eq!(inside("/README.md"), Some("README.md".into()));
        assert_eq!(inside("../../../outside.md"), None);
    }
}
