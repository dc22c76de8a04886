//! The literals one of which every match of a pattern contains.

use regex_syntax::hir::literal::{ExtractKind, Extractor};
use regex_syntax::hir::{Hir, HirKind};

use crate::limits::{REGEX_LITERAL_BYTES_MAX, REGEX_LITERAL_BYTES_MIN, REGEX_OWN_LITERALS_MAX};

/// Parts of a sequence that are joined in the search for a literal.
const JOINED_PARTS_MAX: usize = 16;
/// Characters of a class that are spelled out: both cases of a letter, but not all digits.
const CLASS_MAX: usize = 4;
/// How deep a pattern is looked into.
const DEPTH_MAX: usize = 32;

/// Where a pattern's literals stand in its matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Required {
    /// A match begins with one of them.
    AtStart(Vec<Vec<u8>>),
    /// A match contains one of them.
    Within(Vec<Vec<u8>>),
}

/// The best literals, in lower case; `None` if there are none that are long enough.
pub(super) fn required(hir: &Hir) -> Option<Required> {
    if let Some(literals) = prefixes(hir) {
        return Some(Required::AtStart(literals));
    }
    within(hir, 0).map(Required::Within)
}

fn within(hir: &Hir, depth: usize) -> Option<Vec<Vec<u8>>> {
    if depth > DEPTH_MAX {
        return None;
    }
    match hir.kind() {
        HirKind::Literal(_) => prefixes(hir),
        HirKind::Capture(group) => within(&group.sub, depth + 1),
        HirKind::Repetition(repeated) if repeated.min > 0 => within(&repeated.sub, depth + 1),
        HirKind::Concat(parts) => {
            let joined = (0..parts.len()).filter_map(|from| {
                let upto = parts.len().min(from + JOINED_PARTS_MAX);
                prefixes(&Hir::concat(parts.get(from..upto)?.to_vec()))
            });
            let alone = parts.iter().filter_map(|part| within(part, depth + 1));
            joined.chain(alone).max_by_key(|literals| worth(literals))
        }
        HirKind::Alternation(branches) => {
            let mut all = Vec::new();
            for branch in branches {
                all.extend(within(branch, depth + 1)?);
            }
            tidied(all)
        }
        HirKind::Empty | HirKind::Class(_) | HirKind::Look(_) | HirKind::Repetition(_) => None,
    }
}

/// Longer ones stand in fewer places, and so do fewer.
fn worth(literals: &[Vec<u8>]) -> (usize, std::cmp::Reverse<usize>) {
    let shortest = literals.iter().map(Vec::len).min();
    (
        shortest.unwrap_or_default(),
        std::cmp::Reverse(literals.len()),
    )
}

fn prefixes(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    let mut extractor = Extractor::new();
    extractor
        .kind(ExtractKind::Prefix)
        .limit_class(CLASS_MAX)
        .limit_literal_len(REGEX_LITERAL_BYTES_MAX);
    let found = extractor.extract(hir);
    let literals = found.literals()?;
    tidied(literals.iter().map(|l| l.as_bytes().to_vec()).collect())
}

/// Lower case, none twice; `None` if one is too short or there are too many.
fn tidied(mut literals: Vec<Vec<u8>>) -> Option<Vec<Vec<u8>>> {
    for literal in &mut literals {
        literal.truncate(REGEX_LITERAL_BYTES_MAX);
        literal.make_ascii_lowercase();
    }
    literals.sort();
    literals.dedup();
    let long_enough = literals.iter().all(|l| l.len() >= REGEX_LITERAL_BYTES_MIN);
    let few = !literals.is_empty() && literals.len() <= REGEX_OWN_LITERALS_MAX;
    (long_enough && few).then_some(literals)
}
