//! Words that mean "not finished" or "not checked" do not land.

use std::path::Path;

use crate::tidy::{Findings, lines_with_kind};

/// Never. Written in two halves, so that this file does not contain them.
const NEVER: &[(&str, &str)] = &[
    (concat!("todo", "!("), "finish it"),
    (concat!("unimplemented", "!("), "finish it"),
    (concat!("FIX", "ME"), "fix it, or open an issue"),
    (concat!("TO", "DO:"), "do it, or open an issue"),
    (concat!("#[ig", "nore"), "a test runs or goes"),
    (
        concat!("#[al", "low("),
        "use `#[expect(lint, reason = \"…\")]`",
    ),
    (
        concat!("#![al", "low("),
        "use `#![expect(lint, reason = \"…\")]`",
    ),
];

/// Not in tests: what sleeps is slow on a good day and wrong on a bad one.
const SLEEP: &str = concat!("thread::", "sleep");

pub(crate) fn check(path: &Path, text: &str, findings: &mut Findings) {
    for (number, in_tests, line) in lines_with_kind(path, text) {
        let mut say = |word: &str, advice: &str| {
            let place = path.display();
            findings
                .problems
                .push(format!("{place}:{number}: `{word}`: {advice}"));
        };
        for (word, advice) in NEVER {
            if line.contains(word) {
                say(word, advice);
            }
        }
        if in_tests && line.contains(SLEEP) {
            say(
                SLEEP,
                "wait for the thing itself, or use the simulated clock",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        let mut findings = Findings::default();
        check(Path::new(path), text, &mut findings);
        findings.problems.len()
    }

    #[test]
    fn every_word_is_found() {
        for (word, _) in NEVER {
            assert_eq!(found("src/a.rs", &format!("x\n  {word})]\n")), 1, "{word}");
        }
        assert_eq!(found("src/a.rs", "let todo_list = 1; // ignore allow\n"), 0);
    }

    #[test]
    fn sleeping_is_refused_in_tests_only() {
        let line = format!("{SLEEP}(x);\n");
        assert_eq!(found("src/a.rs", &line), 0);
        assert_eq!(found("crates/a/tests/it/b.rs", &line), 1);
        assert_eq!(
            found("src/a.rs", &format!("#[cfg(test)]\nmod tests {{ {line} }}")),
            1
        );
    }
}
