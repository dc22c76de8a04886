//! Which crate may need which: the table in `ARCHITECTURE.md` is compared with what cargo sees, both
//! ways, and its layers with the layer rules. A new edge is thus a change of that file, seen in review.

use std::collections::BTreeMap;
use std::path::Path;

use crate::tidy::Findings;
use crate::workspace::{Member, Workspace};

const FILE: &str = "ARCHITECTURE.md";
const BEGIN: &str = "<!-- edges:begin -->";
const END: &str = "<!-- edges:end -->";

/// A crate's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layer {
    /// No I/O, no clock, no entropy.
    Pure,
    Application,
    Adapter,
    Edge,
    Binary,
    /// Tests and chores; nothing that ships needs it.
    Support,
}

/// The table by folder name.
pub(crate) type Table = BTreeMap<String, Row>;

/// One crate in the table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) layer: Layer,
    pub(crate) needs: Vec<String>,
}

/// Compares the table with the packages; returns it for other checks.
pub(crate) fn check(workspace: &Workspace, members: &[Member], findings: &mut Findings) -> Table {
    let Ok(text) = workspace.read(Path::new(FILE)) else {
        findings
            .problems
            .push(format!("{FILE} is missing; it holds the table of crates"));
        return Table::new();
    };
    let (table, mut problems) = parse(&text);
    problems.extend(compare(&table, members));
    problems.extend(layer_breaks(&table));
    findings.problems.extend(
        problems
            .into_iter()
            .map(|problem| format!("{FILE}: {problem}")),
    );
    table
}

/// Reads rows of the form ``| `http` | L3 | app api domain |`` between the two marks.
fn parse(text: &str) -> (Table, Vec<String>) {
    let mut table = Table::new();
    let Some(rows) = text
        .split_once(BEGIN)
        .and_then(|(_, rest)| rest.split_once(END))
        .map(|(rows, _)| rows)
    else {
        return (
            table,
            vec![format!("no table between `{BEGIN}` and `{END}`")],
        );
    };
    let mut problems = Vec::new();
    for line in rows.lines().filter(|line| line.starts_with("| `")) {
        match parse_row(line) {
            Some((folder, row)) if !table.contains_key(&folder) => {
                table.insert(folder, row);
            }
            Some((folder, _)) => problems.push(format!("`{folder}` is in the table twice")),
            None => problems.push(format!(
                "this row is not of the form \"| `http` | L3 | app api domain |\": {line}"
            )),
        }
    }
    (table, problems)
}

fn parse_row(line: &str) -> Option<(String, Row)> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    let mut cells = inner.split('|').map(str::trim);
    let folder = cells.next()?.strip_prefix('`')?.strip_suffix('`')?;
    let layer = match cells.next()? {
        "L0" => Layer::Pure,
        "L1" => Layer::Application,
        "L2" => Layer::Adapter,
        "L3" => Layer::Edge,
        "L4" => Layer::Binary,
        "support" => Layer::Support,
        _ => return None,
    };
    let mut needs: Vec<String> = match cells.next()? {
        "none" => Vec::new(),
        names => names.split_whitespace().map(str::to_owned).collect(),
    };
    needs.sort();
    let row = Row { layer, needs };
    cells.next().is_none().then(|| (folder.to_owned(), row))
}

fn compare(table: &Table, members: &[Member]) -> Vec<String> {
    let mut problems = Vec::new();
    for member in members {
        let folder = &member.folder;
        let Some(row) = table.get(folder) else {
            problems.push(format!("`crates/{folder}` is not in the table"));
            continue;
        };
        for need in member.needs.iter().filter(|need| !row.needs.contains(need)) {
            problems.push(format!(
                "`{folder}` needs `{need}`, which the table does not allow"
            ));
        }
        for need in row.needs.iter().filter(|need| !member.needs.contains(need)) {
            problems.push(format!(
                "`{folder}` may need `{need}` by the table, but does not"
            ));
        }
    }
    for folder in table.keys() {
        if !members.iter().any(|member| member.folder == *folder) {
            problems.push(format!("`{folder}` is in the table but not in `crates/`"));
        }
    }
    problems
}

fn layer_breaks(table: &Table) -> Vec<String> {
    let mut problems = Vec::new();
    for (folder, row) in table {
        for need in &row.needs {
            let Some(needed) = table.get(need) else {
                problems.push(format!(
                    "`{folder}` needs `{need}`, which is not in the table"
                ));
                continue;
            };
            if !may_need(row.layer, needed.layer) {
                problems.push(format!(
                    "`{folder}` ({:?}) must not need `{need}` ({:?})",
                    row.layer, needed.layer
                ));
            }
        }
    }
    problems
}

/// The layer rules: downwards only, adapters never each other, edges never an adapter.
const fn may_need(from: Layer, to: Layer) -> bool {
    match from {
        Layer::Pure | Layer::Application | Layer::Adapter => matches!(to, Layer::Pure),
        Layer::Edge => matches!(to, Layer::Pure | Layer::Application),
        Layer::Binary | Layer::Support => !matches!(to, Layer::Binary | Layer::Support),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(folder: &str, needs: &[&str]) -> Member {
        Member {
            folder: folder.to_owned(),
            needs: needs.iter().map(|&need| need.to_owned()).collect(),
            packages: Vec::new(),
        }
    }

    fn problems(rows: &str, members: &[Member]) -> Vec<String> {
        let (table, mut problems) = parse(&format!("text\n{BEGIN}\n{rows}\n{END}\ntext"));
        problems.extend(compare(&table, members));
        problems.extend(layer_breaks(&table));
        problems
    }

    const GOOD: &str = "\
| crate | layer | needs |
|---|---|---|
| `domain` | L0 | none |
| `app` | L1 | domain |
| `store` | L2 | domain |
| `http` | L3 | app domain |";

    fn good() -> Vec<Member> {
        vec![
            member("app", &["domain"]),
            member("domain", &[]),
            member("http", &["app", "domain"]),
            member("store", &["domain"]),
        ]
    }

    #[test]
    fn a_true_table_is_fine() {
        assert_eq!(problems(GOOD, &good()), [] as [&str; 0]);
    }

    #[test]
    fn an_edge_missing_on_either_side_is_found() {
        let mut members = good();
        members[3].needs.push("app".to_owned());
        members[0].needs.clear();
        assert_eq!(
            problems(GOOD, &members),
            [
                "`app` may need `domain` by the table, but does not",
                "`store` needs `app`, which the table does not allow",
            ]
        );
    }

    #[test]
    fn a_crate_missing_on_either_side_is_found() {
        let mut members = good();
        members.remove(2);
        members.push(member("new", &[]));
        assert_eq!(
            problems(GOOD, &members),
            [
                "`crates/new` is not in the table",
                "`http` is in the table but not in `crates/`",
            ]
        );
    }

    #[test]
    fn a_table_that_breaks_the_layers_is_refused() {
        let rows = "\
| `domain` | L0 | none |
| `blob` | L2 | domain |
| `store` | L2 | blob domain |
| `http` | L3 | store |
| `testkit` | support | domain |
| `app` | L1 | testkit |";
        let members = [
            member("domain", &[]),
            member("blob", &["domain"]),
            member("store", &["blob", "domain"]),
            member("http", &["store"]),
            member("testkit", &["domain"]),
            member("app", &["testkit"]),
        ];
        assert_eq!(
            problems(rows, &members),
            [
                "`app` (Application) must not need `testkit` (Support)",
                "`http` (Edge) must not need `store` (Adapter)",
                "`store` (Adapter) must not need `blob` (Adapter)",
            ]
        );
    }

    #[test]
    fn a_row_in_another_form_is_said() {
        assert!(problems("| `domain` | zero | none |", &[])[0].contains("not of the form"));
        assert!(problems("| `domain` | L0 | none | more |", &[])[0].contains("not of the form"));
        assert!(parse("no marks").1[0].contains("no table"));
    }
}
