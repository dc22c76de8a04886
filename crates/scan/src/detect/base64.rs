//! Base64 in both alphabets, padding optional.

/// The decoded bytes, or nothing if a character is none of base64.
pub(crate) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() * 3 / 4);
    let mut bits = 0u32;
    let mut have = 0;
    for b in text.iter().take_while(|b| **b != b'=') {
        bits = bits << 6 | u32::from(sextet(*b)?);
        have += 6;
        if have >= 8 {
            have -= 8;
            out.push(u8::try_from(bits >> have & 0xff).unwrap_or(0));
            bits &= (1 << have) - 1;
        }
    }
    Some(out)
}

fn sextet(b: u8) -> Option<u8> {
    Some(match b {
        b'A'..=b'Z' => b - b'A',
        b'a'..=b'z' => b - b'a' + 26,
        b'0'..=b'9' => b - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn both_alphabets_decode() {
        assert_eq!(super::decode(b"eyJhIjoxfQ").unwrap(), b"{\"a\":1}");
        assert_eq!(
            super::decode(b"//79").unwrap(),
            super::decode(b"__79").unwrap()
        );
        assert_eq!(super::decode(b"YQ==").unwrap(), b"a");
        assert!(super::decode(b"a b").is_none());
    }
}
