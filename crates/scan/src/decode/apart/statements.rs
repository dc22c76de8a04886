//! Statements of SQL whose parameters a log lists behind them.

use std::ops::Range;

use super::{Pairs, key_before, places, skip, skip_back, value_at};
use crate::bytes::{at, before, cut};

/// PostgreSQL: `… WHERE ssn = $1 …` and behind it `parameters: $1 = '536…', $2 = …`.
pub(super) fn parameters(pairs: &mut Pairs<'_>, _: usize, end: usize) {
    let w = pairs.w;
    let mut i = end - PARAMETER.len();
    let statement = i.saturating_sub(STATEMENT_BYTES_MAX)..i;
    for _ in 0..PARAMETERS_MAX {
        let number = i + 1..skip(w, i + 1, 3, |b| b.is_ascii_digit());
        if at(w, i) != b'$' || cut(w, number.end..number.end + 3) != b" = " {
            return;
        }
        let value = value_at(w, number.end + 3);
        if let Some((value, true)) = &value
            && let Some(key) = compared(w, &statement, cut(w, i..number.end))
        {
            pairs.push(key, value.clone(), true);
        }
        let Some((value, closed)) = value else {
            return;
        };
        i = skip(w, value.end + usize::from(closed), 4, |b| {
            matches!(b, b',' | b' ')
        });
    }
}

/// The name that a statement compares with a parameter or sets to it: `ssn = $1`.
fn compared(w: &[u8], statement: &Range<usize>, parameter: &[u8]) -> Option<Range<usize>> {
    let found = places(w, statement.clone(), b'$').find_map(|place| {
        let same = cut(w, place..place + parameter.len()) == parameter;
        let whole = same && !at(w, place + parameter.len()).is_ascii_digit();
        let operator = skip_back(w, place, 2, |b| b == b' ');
        (whole && before(w, operator) == b'=').then_some(operator - 1)
    })?;
    Some(key_before(w, found))
}

/// What a list of parameters begins with.
pub(super) const PARAMETER: &str = "$1 = ";
const PARAMETERS_MAX: usize = 16;
/// How far before its parameters a statement begins.
const STATEMENT_BYTES_MAX: usize = 1 << 10;

#[cfg(test)]
mod tests {
    use super::super::tests::of;

    #[test]
    fn parameters_by_what_they_are_compared_with() {
        assert_eq!(
            of("WHERE ssn = $1 AND dob=$2\nDETAIL:  parameters: $1 = '536', $2 = '1980'"),
            ["ssn='536'", "dob='1980'"]
        );
        assert_eq!(
            of("WHERE ssn = $12\nDETAIL:  parameters: $1 = '536'"),
            [""; 0]
        );
    }
}
