//! L0 crates reach nothing outside themselves: no files, network, environment, processes, clock or
//! runtime. So they run in a browser, replay exactly, and can be tested and fuzzed without a world.

use std::path::{Component, Path};

use crate::tidy::edges::{Layer, Table};
use crate::tidy::{Findings, lines_with_kind};
use crate::workspace::Member;

const MODULES: &[&str] = &["fs", "net", "env", "process"];
const NAMES: &[&str] = &["SystemTime::now", "Instant::now", "tokio::"];
/// Addresses are numbers; naming one reaches nobody.
const ADDRESSES: &[&str] = &[
    "std::net::IpAddr",
    "std::net::Ipv4Addr",
    "std::net::Ipv6Addr",
];
/// Packages whose only use is to reach the outside.
const PACKAGES: &[&str] = &["tokio", "reqwest", "hyper", "sqlx"];

pub(crate) fn check(path: &Path, text: &str, table: &Table, findings: &mut Findings) {
    if !is_pure_source(path, table) {
        return;
    }
    let mut grouped = false;
    for (number, in_tests, line) in lines_with_kind(path, text) {
        // Files under `src/` only: what follows is the file's test module.
        if in_tests {
            break;
        }
        let code = line.split("//").next().unwrap_or_default();
        grouped |= code.contains("use std::{");
        for name in named(code, grouped) {
            let place = path.display();
            findings.problems.push(format!(
                "{place}:{number}: an L0 crate must not name `{name}`; take it as an argument"
            ));
        }
        grouped &= !code.contains(';');
    }
}

/// Forbidden names in a line of code; `grouped` if it lies in a `use std::{…}`.
fn named(code: &str, grouped: bool) -> Vec<String> {
    let names = NAMES.iter().map(|&name| name.to_owned());
    let mut found: Vec<String> = names.filter(|name| code.contains(name)).collect();
    let words: Vec<&str> = code
        .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
        .collect();
    for module in MODULES {
        let full = format!("std::{module}");
        let starts = |word: &&str, name: &str| {
            word.strip_prefix(name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        };
        let direct = words
            .iter()
            .any(|word| starts(word, &full) && !ADDRESSES.contains(word));
        let in_group = grouped && words.iter().any(|word| starts(word, module));
        if direct || in_group {
            found.push(full);
        }
    }
    found
}

fn is_pure_source(path: &Path, table: &Table) -> bool {
    let mut parts = path.components().map(Component::as_os_str);
    let is_crate = parts.next().is_some_and(|part| part == "crates");
    let folder = parts.next().and_then(|part| part.to_str());
    let is_source = parts.next().is_some_and(|part| part == "src");
    is_crate && is_source && folder.is_some_and(|folder| is_pure(folder, table))
}

fn is_pure(folder: &str, table: &Table) -> bool {
    table
        .get(folder)
        .is_some_and(|row| row.layer == Layer::Pure)
}

/// The same by dependencies.
pub(crate) fn check_packages(members: &[Member], table: &Table, findings: &mut Findings) {
    for member in members.iter().filter(|m| is_pure(&m.folder, table)) {
        for package in &member.packages {
            if PACKAGES.contains(&package.as_str()) {
                let folder = &member.folder;
                findings
                    .problems
                    .push(format!("`{folder}` is L0 and must not need `{package}`"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::edges::Row;

    fn found(path: &str, text: &str) -> Vec<String> {
        let row = |layer| Row {
            layer,
            needs: Vec::new(),
        };
        let table = Table::from([
            ("scan".to_owned(), row(Layer::Pure)),
            ("blob".to_owned(), row(Layer::Adapter)),
        ]);
        let mut findings = Findings::default();
        check(Path::new(path), text, &table, &mut findings);
        findings.problems
    }

    #[test]
    fn the_outside_is_found_however_it_is_named() {
        for bad in [
            "use std::fs;",
            "use std::fs::File;",
            "let x = std::env::var(\"X\");",
            "std::process::exit(1)",
            "use std::{\n    collections::BTreeMap,\n    net::TcpStream,\n};",
            "use std::{fmt, fs};",
            "let now = Instant::now();",
            "std::time::SystemTime::now()",
            "tokio::spawn(x)",
        ] {
            assert_eq!(found("crates/scan/src/a.rs", bad).len(), 1, "{bad}");
            assert_eq!(found("crates/blob/src/a.rs", bad).len(), 0, "{bad}");
            assert_eq!(found("crates/scan/tests/it/a.rs", bad).len(), 0, "{bad}");
        }
    }

    #[test]
    fn words_that_only_look_like_it_are_fine() {
        for good in [
            "// std::fs is not for us",
            "use std::fmt;",
            "use std::net::IpAddr;",
            "let fs = 1; let envelope = process(net);",
            "std::environment()",
            "env!(\"CARGO_PKG_VERSION\")",
            "use std::{fmt, str};\nlet fs = net;",
            "x\n#[cfg(test)]\nmod tests { use std::fs; }",
        ] {
            assert_eq!(
                found("crates/scan/src/a.rs", good),
                [] as [&str; 0],
                "{good}"
            );
        }
    }
}
