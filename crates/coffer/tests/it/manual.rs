use std::fs;
use std::path::PathBuf;

use crate::coffer;
use crate::help::COMMANDS;

fn page(name: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(root.join("../../docs/manual").join(name)).unwrap()
}

#[test]
fn the_manual_has_every_command_and_flag() {
    let page = page("cli.md");
    for command in COMMANDS {
        let heading = format!("### `coffer {}", command.join(" "));
        let start = page
            .find(&heading)
            .unwrap_or_else(|| panic!("no `{heading}`"));
        let section = page[start + 4..].split("\n### ").next().unwrap();
        let help = coffer(&[command, &["--help"][..]].concat()).stdout;
        let own = help.split("Every command:").next().unwrap();
        let own = own.split("EXAMPLES:").next().unwrap();
        for word in own.split_whitespace().filter(|word| word.starts_with("--")) {
            let flag = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
            let everywhere = ["--help", "--version"].contains(&flag);
            assert!(
                everywhere || section.contains(flag),
                "{command:?}: {flag} is not in the manual"
            );
        }
    }
}

#[test]
fn the_manual_has_every_exit_code() {
    let page = page("exit-codes.md");
    let help = coffer(&["--help"]).stdout;
    let codes = help.split("EXIT CODES:\n").nth(1).unwrap();
    for line in codes.lines() {
        let (code, meaning) = line.trim().split_once("  ").unwrap();
        assert!(page.contains(&format!("| {code} | {meaning}")), "{line}");
    }
}
