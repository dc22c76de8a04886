//! Values × contexts × encodings × places: which cells fail.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use coffer_scan::ScanReport;

use super::contexts::{BY_POSITION, CONTEXTS, Context};
use super::encode::{ENCODINGS, Written, escape, fits, key, with_key, write};
use super::not_yet::NOT_YET;
use super::places;
use super::values::{KINDS, Need, Value, ValueKind};
use crate::samples::{Dice, scan_bytes};

/// Lines around a context that is not the whole file. Nothing in them is sensitive.
const BEFORE: &str = "2025-10-09 08:53:19,871 INFO  [main] c.a.Boot - started in 1871 ms\n";
const AFTER: &str =
    "\n2025-10-09 08:53:21,004 DEBUG [main] c.a.Cache - hit key=dcf5f1bee452 size=25065\n";

/// What became of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    Found,
    /// Some of the value is not masked.
    Missed,
    /// A finding takes more than the value and would break what is around it.
    Spills,
}

pub(crate) struct Failure {
    pub(crate) kind: &'static str,
    pub(crate) context: String,
    pub(crate) outcome: Outcome,
    /// The document, shortened.
    pub(crate) shown: String,
}

/// Whether findings of a member mask all of `secret` and nothing outside `whole`.
pub(crate) fn judge(
    report: &ScanReport,
    member: u32,
    secret: &Range<usize>,
    whole: &Range<usize>,
) -> Outcome {
    let ends = |r: &Range<usize>| (r.start as u64, r.end as u64);
    let ((start, end), (from, to)) = (ends(secret), ends(whole));
    // Where it stands in the file: decoded text is a member of its own.
    let places = report
        .findings
        .iter()
        .filter(|f| !f.inner)
        .map(|f| report.place(f));
    let touching: Vec<_> = places
        .filter(|p| p.member == member && p.start < end && start < p.end)
        .collect();
    let mut reached = start;
    for p in &touching {
        if p.start <= reached {
            reached = reached.max(p.end);
        }
    }
    if reached < end {
        Outcome::Missed
    } else if touching.iter().any(|p| p.start < from || p.end > to) {
        Outcome::Spills
    } else {
        Outcome::Found
    }
}

/// Whether a value of this kind must be found there.
fn must_be_found(kind: &ValueKind, context: &Context) -> bool {
    fits(context.syntax, kind.shape) && kind.need <= context.gives
}

pub(crate) fn in_context(
    kind: &ValueKind,
    context: &Context,
    words: &str,
    value: &Value,
) -> Written {
    let template = with_key(context.template, words);
    let template = if context.alone {
        template
    } else {
        [BEFORE, &template, AFTER].concat()
    };
    debug_assert!(fits(context.syntax, kind.shape));
    write(&template, value, &|s| escape(context.syntax, s))
}

fn by_position(template: &str, kind: &ValueKind, value: &Value) -> Written {
    let names: Vec<&str> = value.text.split(' ').collect();
    let last = names.last().unwrap().to_uppercase();
    let text = match template.split(['{', '}']).nth(1) {
        Some("compact") => value.text.replace('-', ""),
        Some("last") => last,
        _ => value.text.clone(),
    };
    let template = ["{compact}", "{last}"]
        .iter()
        .fold(template.to_owned(), |t, style| t.replace(style, "{v}"));
    let secret = 0..text.len();
    assert!(kind.name != "url password");
    write(&template, &Value { text, secret }, &str::to_owned)
}

struct Matrix {
    cells: usize,
    failures: Vec<Failure>,
}

impl Matrix {
    fn note(&mut self, kind: &ValueKind, context: &str, written: &Written, outcome: Outcome) {
        self.cells += 1;
        if outcome == Outcome::Found {
            return;
        }
        let from = written.whole.start.saturating_sub(40);
        let to = (written.whole.end + 12).min(written.bytes.len());
        let shown = String::from_utf8_lossy(&written.bytes[from..to])
            .escape_debug()
            .to_string();
        self.failures.push(Failure {
            kind: kind.name,
            context: context.to_owned(),
            outcome,
            shown,
        });
    }

    fn try_bytes(&mut self, kind: &ValueKind, context: &str, written: &Written) {
        let report = scan_bytes(&written.bytes);
        let outcome = judge(&report, 0, &written.secret, &written.whole);
        self.note(kind, context, written, outcome);
    }

    fn all() -> Self {
        let mut matrix = Self {
            cells: 0,
            failures: Vec::new(),
        };
        let mut dice = Dice(0x5EED);
        for kind in KINDS {
            for context in CONTEXTS.iter().filter(|c| must_be_found(kind, c)) {
                for _ in 0..2 {
                    let written = in_context(kind, context, kind.keys[0], &kind.value(&mut dice));
                    matrix.try_bytes(kind, context.name, &written);
                }
            }
            for encoding in ENCODINGS.iter().filter(|e| (e.fits)(kind)) {
                let written = (encoding.write)(kind, &kind.value(&mut dice));
                matrix.try_bytes(kind, encoding.name, &written);
            }
            matrix.keys(kind, &mut dice);
            places::offsets(kind, &mut dice, &mut |name, written| {
                matrix.try_bytes(kind, name, written)
            });
            places::containers(kind, &mut dice, &mut |name, written, outcome| {
                matrix.note(kind, name, written, outcome);
            });
        }
        for (kind, context, template) in BY_POSITION {
            let kind = KINDS.iter().find(|k| k.name == *kind).unwrap();
            let written = by_position(template, kind, &kind.value(&mut dice));
            matrix.try_bytes(kind, context, &written);
        }
        matrix
    }

    /// Every usual key, in every style.
    fn keys(&mut self, kind: &ValueKind, dice: &mut Dice) {
        for words in kind.keys {
            for style in [
                "snake", "UPPER", "camel", "Pascal", "kebab", "header", "dotted", "words", "Words",
                "joined",
            ] {
                let value = kind.value(dice);
                let name = key(words, style);
                let template = format!("{BEFORE}{{\"id\":17,\"{name}\":\"{{v}}\"}}{AFTER}");
                let written = write(&template, &value, &|s| {
                    escape(super::contexts::Syntax::Json, s)
                });
                self.try_bytes(kind, &format!("key {words}"), &written);
            }
        }
    }
}

/// Each kind in each context of each row.
fn not_yet() -> Vec<(&'static str, &'static str, &'static str)> {
    let mut all = Vec::new();
    for (kinds, contexts, reason) in NOT_YET {
        for kind in *kinds {
            all.extend(contexts.iter().map(|context| (*kind, *context, *reason)));
        }
    }
    all
}

fn matches(row: &(&str, &str, &str), failure: &Failure) -> bool {
    let part = |pattern: &str, text: &str| match pattern.strip_suffix('*') {
        Some(start) => text.starts_with(start),
        None => pattern == text,
    };
    part(row.0, failure.kind) && part(row.1, &failure.context)
}

/// One line for all contexts in which the same kinds fail; kinds that are found nowhere come first.
fn compact(failures: &[&Failure]) -> String {
    let mut everywhere: Vec<&str> = Vec::new();
    for kind in KINDS {
        let failed = |context: &str| {
            failures
                .iter()
                .any(|f| f.kind == kind.name && f.context == context)
        };
        let known = CONTEXTS.iter().filter(|c| must_be_found(kind, c));
        if known.map(|c| c.name).all(failed) {
            everywhere.push(kind.name);
        }
    }
    let mut by_context: BTreeMap<&str, BTreeMap<&str, Outcome>> = BTreeMap::new();
    for f in failures.iter().filter(|f| !everywhere.contains(&f.kind)) {
        (by_context.entry(&f.context).or_default()).insert(f.kind, f.outcome);
    }
    let mut by_kinds: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (context, kinds) in &by_context {
        let kinds: Vec<String> = (kinds.iter())
            .map(|(kind, outcome)| match outcome {
                Outcome::Spills => format!("{kind} (spills)"),
                _ => (*kind).to_owned(),
            })
            .collect();
        by_kinds.entry(kinds.join(", ")).or_default().push(context);
    }
    let mut out = format!("found in no context: {}\n", everywhere.join(", "));
    for (kinds, contexts) in by_kinds {
        writeln!(out, "  {}: {kinds}", contexts.join(" | ")).unwrap();
    }
    out
}

#[test]
fn every_value_is_found_in_every_context() {
    let matrix = Matrix::all();
    let not_yet = not_yet();
    let (known, new): (Vec<&Failure>, Vec<&Failure>) = matrix
        .failures
        .iter()
        .partition(|f| not_yet.iter().any(|row| matches(row, f)));
    println!("{} cells, {} not found yet:", matrix.cells, known.len());
    println!("{}", compact(&known));
    assert!(matrix.cells > 4_000);
    let examples: Vec<String> = (new.iter().take(40))
        .map(|f| format!("{} / {}: {:?} in {}", f.kind, f.context, f.outcome, f.shown))
        .collect();
    let stale: Vec<_> = (not_yet.iter())
        .filter(|row| !matrix.failures.iter().any(|f| matches(row, f)))
        .collect();
    assert!(
        new.is_empty() && stale.is_empty(),
        "{} of {} cells fail and are not in NOT_YET:\n{}\n{}\nthese rows of NOT_YET can go: {stale:#?}",
        new.len(),
        matrix.cells,
        compact(&new),
        examples.join("\n")
    );
}

#[test]
fn a_value_has_the_same_type_under_every_style_of_key() {
    let mut dice = Dice(0xC0FFEE);
    let mut varies = Vec::new();
    for kind in KINDS.iter().filter(|k| k.need != Need::Key) {
        let mut types: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for context in CONTEXTS
            .iter()
            .filter(|c| c.gives == Need::Key && must_be_found(kind, c))
        {
            let written = in_context(kind, context, kind.keys[0], &kind.value(&mut dice));
            let report = scan_bytes(&written.bytes);
            let at = |f: &&coffer_scan::Finding| {
                !f.inner
                    && f.start < written.secret.end as u64
                    && f.end > written.secret.start as u64
            };
            for f in report.findings.iter().filter(at) {
                types
                    .entry(report.type_name(f).to_owned())
                    .or_default()
                    .push(context.name);
            }
        }
        if types.len() > 1 {
            varies.push(format!("{}: {types:?}", kind.name));
        }
    }
    assert!(varies.is_empty(), "{}", varies.join("\n"));
}
