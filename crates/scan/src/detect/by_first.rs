//! Long lists of words, asked by their first byte.

use crate::bytes::at;

/// A list by the first byte of its entries, so that few are compared: each entry is followed by the next one that begins
/// alike.
pub(super) struct ByFirst<const N: usize> {
    /// Number of the first entry, plus one.
    first: [u16; 256],
    next: [u16; N],
}

#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it")]
impl<const N: usize> ByFirst<N> {
    pub(super) const fn new(list: &[&str]) -> Self {
        assert!(list.len() == N && N < u16::MAX as usize);
        let mut all = Self {
            first: [0; 256],
            next: [0; N],
        };
        let mut i = N;
        while i > 0 {
            let b = list[i - 1].as_bytes()[0].to_ascii_lowercase() as usize;
            all.next[i - 1] = all.first[b];
            all.first[b] = i as u16;
            i -= 1;
        }
        all
    }

    /// The entries of `list` that begin as `text` does, whatever its case.
    pub(super) fn of<'l>(
        &'l self,
        list: &'static [&'static str],
        text: &[u8],
    ) -> impl Iterator<Item = &'static [u8]> + 'l {
        let first = usize::from(at(text, 0).to_ascii_lowercase());
        let mut number = self.first.get(first).copied().unwrap_or(0);
        std::iter::from_fn(move || {
            let i = usize::from(number).checked_sub(1)?;
            number = self.next.get(i).copied().unwrap_or(0);
            list.get(i).map(|entry| entry.as_bytes())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_by_their_first_byte_in_order() {
        const LIST: &[&str] = &["none", "null", "any", "no"];
        static INDEX: ByFirst<{ LIST.len() }> = ByFirst::new(LIST);
        let of = |text: &[u8]| INDEX.of(LIST, text).collect::<Vec<_>>();
        assert_eq!(of(b"NULL"), [&b"none"[..], b"null", b"no"]);
        assert_eq!(of(b"a"), [b"any"]);
        assert!(of(b"x").is_empty() && of(b"").is_empty());
    }
}
