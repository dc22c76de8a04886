//! Lines with the colours of a terminal, without them: `\x1b[36mssn\x1b[0m=\x1b[33m536…`.

use super::{Decoded, Origin, Ways};
use crate::bytes::{at, before, cut, tail};
use crate::limits::STRETCH_BYTES_MAX;

const ESCAPE: u8 = 0x1b;
/// The longest sequence that is left out; the address of a link is longer.
const SEQUENCE_BYTES_MAX: usize = 64;

/// The lines of a window whose first escape lies in `from..to`, without their escapes.
pub(crate) fn coloured(w: &[u8], from: usize, to: usize) -> impl Iterator<Item = Decoded> + '_ {
    let mut next = from;
    std::iter::from_fn(move || {
        let first = next + memchr::memchr(ESCAPE, cut(w, next..to))?;
        let back = first.saturating_sub(STRETCH_BYTES_MAX / 4);
        let start = memchr::memrchr(b'\n', cut(w, back..first)).map_or(back, |n| back + n + 1);
        let line = cut(w, first..start + STRETCH_BYTES_MAX);
        let end = first + memchr::memchr(b'\n', line).unwrap_or(line.len());
        // What begins in the last quarter of a long line is whole in the next stretch.
        let full = matches!(at(w, end), b'\n' | 0);
        next = if full {
            end
        } else {
            end - STRETCH_BYTES_MAX / 4
        }
        .max(first + 1);
        Some(plain(w, start, end))
    })
}

fn plain(w: &[u8], start: usize, end: usize) -> Decoded {
    let cut_before = start > 0 && before(w, start) != b'\n';
    let cut_after = !matches!(at(w, end), b'\n' | 0);
    let valid = start + usize::from(cut_before)..end - usize::from(cut_after);
    let mut out = Decoded::empty(end - start, valid);
    let mut i = start;
    while i < end {
        let escape = sequence(w, i);
        if escape > 0 {
            i += escape;
            continue;
        }
        out.push(
            at(w, i),
            Origin {
                start: i,
                end: i + 1,
                ways: Ways::ANSI,
            },
        );
        i += 1;
    }
    out
}

/// Length of the control sequence at `i` (ECMA-48): `ESC [`, parameters, a letter.
fn sequence(w: &[u8], i: usize) -> usize {
    if at(w, i) != ESCAPE || at(w, i + 1) != b'[' {
        return 0;
    }
    let text = cut(tail(w, i), 2..SEQUENCE_BYTES_MAX);
    let n = text
        .iter()
        .take_while(|b| (0x20..0x40).contains(*b))
        .count();
    if (0x40..0x7f).contains(&at(text, n)) {
        n + 3
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_left_out_and_places_stay() {
        let w = b"a\n\x1b[36mssn\x1b[0m=\x1b[1;33m536\x1b[0m x\nb\x1b[\n";
        let lines: Vec<Decoded> = coloured(w, 0, w.len()).collect();
        assert_eq!(lines[0].text(), b"ssn=536 x");
        let (place, ways) = lines[0].place(&(4..7)).unwrap();
        assert_eq!((cut(w, place), ways), (b"536".as_slice(), Ways::ANSI));
        assert_eq!(lines[1].text(), b"b\x1b[");
        assert_eq!(lines.len(), 2);
    }

    #[test]
    fn a_long_line_is_taken_in_overlapping_stretches() {
        let w = b"\x1b[1mx ".repeat(4_000);
        let all: usize = coloured(&w, 0, w.len()).map(|d| d.text().len()).sum();
        assert!((8_000..16_000).contains(&all), "{all}");
    }
}
