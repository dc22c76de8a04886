//! Byte by byte: for processors without vectors, and what the others are compared with.

use super::{BLOCK, Masks};

pub(super) fn masks(block: &[u8; BLOCK]) -> Masks {
    let mut m = Masks::default();
    for (i, b) in block.iter().enumerate() {
        let bit = 1u64 << i;
        match b {
            b'0'..=b'9' => m.digit |= bit,
            b'A'..=b'Z' => m.upper |= bit,
            b'a'..=b'z' => m.lower |= bit,
            b' ' | b'\t' => m.blank |= bit,
            b'_' => m.underscore |= bit,
            b'-' => m.dash |= bit,
            b'.' => m.dot |= bit,
            b'/' => m.slash |= bit,
            b':' => m.colon |= bit,
            b'=' | b'>' => m.assign |= bit,
            b'"' | b'\'' | b']' => m.close |= bit,
            b'\\' => {
                m.close |= bit;
                m.backslash |= bit;
            }
            b'@' => m.sign |= bit,
            b'+' => m.plus |= bit,
            b'(' => m.paren |= bit,
            _ => {}
        }
    }
    m
}
