use expect_test::expect;

use crate::coffer;

/// Every command that does something, as words.
pub(crate) const COMMANDS: &[&[&str]] = &[
    &["login"],
    &["department", "create"],
    &["department", "list"],
    &["member", "add"],
    &["member", "list"],
    &["member", "lock"],
    &["member", "unlock"],
    &["member", "leave"],
    &["member", "roll-back"],
    &["member", "move"],
    &["session", "list"],
    &["session", "end"],
    &["token", "list"],
    &["token", "end"],
    &["customer", "create"],
    &["customer", "list"],
    &["customer", "lockbox"],
    &["customer", "hold"],
    &["customer", "export"],
    &["case", "create"],
    &["case", "list"],
    &["case", "show"],
    &["case", "close"],
    &["case", "reopen"],
    &["case", "lanes"],
    &["case", "lockbox"],
    &["case", "hold"],
    &["case", "roll-back"],
    &["case", "erase"],
    &["case", "certificate"],
    &["case", "add-member"],
    &["case", "remove-member"],
    &["access", "request"],
    &["access", "release"],
    &["access", "list"],
    &["access", "approve"],
    &["access", "deny"],
    &["access", "withdraw"],
    &["access", "grants"],
    &["access", "give-back"],
    &["access", "end"],
    &["access", "break-glass"],
    &["access", "review"],
    &["request", "create"],
    &["request", "list"],
    &["request", "withdraw"],
    &["message", "send"],
    &["message", "list"],
    &["message", "erase"],
    &["template", "list"],
    &["template", "save"],
    &["template", "remove"],
    &["delivery", "send"],
    &["delivery", "list"],
    &["delivery", "withdraw"],
    &["send"],
    &["file", "list"],
    &["file", "show"],
    &["file", "cat"],
    &["file", "get"],
    &["file", "tree"],
    &["file", "findings"],
    &["file", "search"],
    &["file", "reveal"],
    &["file", "rename"],
    &["file", "hold"],
    &["file", "versions"],
    &["file", "show-version"],
    &["file", "rescan"],
    &["file", "erase"],
    &["file", "certificate"],
    &["file", "receipt"],
    &["policy", "list"],
    &["policy", "show"],
    &["policy", "check"],
    &["policy", "try"],
    &["policy", "propose"],
    &["policy", "history"],
    &["policy", "approve"],
    &["policy", "refuse"],
    &["policy", "explain"],
    &["policy", "who-can"],
    &["policy", "visible"],
    &["alert", "list"],
    &["alert", "show"],
    &["alert", "acknowledge"],
    &["alert", "note"],
    &["alert", "close"],
    &["alert", "lift"],
    &["alert", "report"],
    &["alert", "respond"],
    &["alert", "notice"],
    &["alert", "decoy"],
    &["alert", "decoy-token"],
    &["alert", "decoy-account"],
    &["alert", "decoys"],
    &["alert", "decoy-end"],
    &["budget", "show"],
    &["budget", "raise"],
    &["budget", "end"],
    &["ledger", "checkpoint"],
    &["ledger", "watch"],
    &["training", "course", "add"],
    &["training", "course", "end"],
    &["training", "course", "list"],
    &["training", "record"],
    &["training", "import"],
    &["training", "list"],
    &["training", "due"],
    &["retention", "rules"],
    &["retention", "set"],
    &["retention", "end"],
    &["retention", "due"],
    &["verify"],
    &["scan"],
    &["redact"],
    &["reveal-map", "key"],
    &["reveal-map", "open"],
    &["rules", "list"],
    &["rules", "show"],
    &["rules", "check"],
];

#[test]
fn every_command_has_help_with_an_example() {
    for command in COMMANDS {
        let ran = coffer(&[command, &["--help"][..]].concat());
        assert_eq!(ran.code, 0, "{command:?}");
        let example = format!("EXAMPLES:\n  coffer {}", command.join(" "));
        let named = ran.stdout.contains(&example);
        let piped = ran.stdout.contains("EXAMPLES:") && ran.stdout.contains("coffer");
        assert!(named || piped, "{command:?}\n{}", ran.stdout);
        assert!(
            named,
            "{command:?} has no example of its own\n{}",
            ran.stdout
        );
    }
}

/// The words after "Commands:" of a help text.
fn listed(help: &str) -> Vec<String> {
    let lines = help
        .lines()
        .skip_while(|line| !line.starts_with("Commands:"))
        .skip(1);
    let commands = lines.take_while(|line| !line.is_empty());
    let names = commands.filter_map(|line| line.split_whitespace().next());
    names
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

/// Every command below these words that does something.
fn below(words: &[String]) -> Vec<String> {
    let arguments: Vec<&str> = words.iter().map(String::as_str).collect();
    let inner = listed(&coffer(&[arguments.as_slice(), &["--help"][..]].concat()).stdout);
    if inner.is_empty() {
        return vec![words.join(" ")];
    }
    let inner = inner.into_iter();
    inner
        .flat_map(|name| below(&[words, &[name]].concat()))
        .collect()
}

#[test]
fn the_list_of_commands_here_is_complete() {
    let all = below(&[]);
    let here: Vec<String> = COMMANDS.iter().map(|words| words.join(" ")).collect();
    assert_eq!(all, here);
}

#[test]
fn the_main_help_says_how_it_ends() {
    let help = coffer(&["--help"]).stdout;
    let codes = help.split("EXIT CODES:\n").nth(1).unwrap();
    // Without the indentation, which `expect!` takes for its own.
    let codes: Vec<&str> = codes.lines().map(str::trim).collect();
    expect![[r#"
        0  done
        1  done, with a negative result: findings, nothing found, or not everything kept
        2  wrong usage, or something local or in the input is wrong
        3  refused: not signed in, or not allowed
        4  not found, expired or withdrawn
        5  server not reachable, not trusted, or not able to work now
        6  verification failed: a receipt or a hash does not hold"#]]
    .assert_eq(&codes.join("\n"));
}

#[test]
fn wrong_usage_is_told_on_standard_error() {
    for args in [
        &["nonsense"][..],
        &["send"],
        &["case", "create"],
        &[
            "request",
            "create",
            "--case",
            "T",
            "--contact",
            "a@b",
            "--expires",
            "14",
        ],
        &[
            "request",
            "create",
            "--case",
            "T",
            "--contact",
            "a@b",
            "--max-bytes",
            "ten",
        ],
        &["send", "link", "file", "--code", "1", "--mail-code"],
    ] {
        let ran = coffer(args);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{args:?}");
        assert!(!ran.stderr.is_empty(), "{args:?}");
    }
}
