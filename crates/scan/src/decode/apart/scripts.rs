//! What scripts and their tools type and keep: answers to prompts, pipes into `sudo`, jars of cookies.

use std::borrow::Cow;

use super::programs::PASSWORD;
use super::{KEY_BYTES_MAX, Key, Pairs, VALUE_BYTES_MAX, is_blank, skip, skip_back, value_at};
use crate::bytes::{at, before, cut, tail};

/// How far before an answer its prompt stands.
const PROMPT_BYTES_MAX: usize = 160;
/// Fields of a line of a jar of cookies.
const COOKIE_FIELDS: usize = 7;

/// `echo '…' | sudo -S …`
pub(super) fn piped(pairs: &mut Pairs<'_>, start: usize, _: usize) {
    let w = pairs.w;
    let back = start.saturating_sub(VALUE_BYTES_MAX.min(PROMPT_BYTES_MAX));
    let line = cut(w, back..start);
    let line = tail(line, memchr::memrchr(b'\n', line).map_or(0, |n| n + 1));
    let Some(echo) = memchr::memmem::rfind(line, b"echo ") else {
        return;
    };
    let argument = start - line.len() + echo + b"echo ".len();
    if let Some((value, bounded)) = value_at(w, skip(w, argument, 4, is_blank))
        && value.end <= start
    {
        pairs.add(PASSWORD, value, bounded);
    }
}

/// `expect "assword:"`, then `send "…\r"`: an answer to the prompt before it. The mark ends with the quote.
pub(super) fn sent(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    let asked = cut(w, start.saturating_sub(PROMPT_BYTES_MAX)..start);
    // The last line but one, at most, asks.
    let lines = asked
        .rsplit(|b| *b == b'\n')
        .filter(|line| !line.trim_ascii().is_empty());
    let prompt = |line: &[u8]| memchr::memmem::find(line, b"assword").is_some();
    if !lines.take(2).any(prompt) {
        return;
    }
    let Some((value, true)) = value_at(w, end - 1) else {
        return;
    };
    let text = cut(w, value.clone());
    let typed = text
        .strip_suffix(b"\\r")
        .or_else(|| text.strip_suffix(b"\\n"))
        .unwrap_or(text);
    // `$password` is none.
    if at(typed, 0) != b'$' {
        pairs.add(PASSWORD, value.start..value.start + typed.len(), true);
    }
}

/// A line of a jar of cookies, as browsers and `curl` write it: domain, `TRUE`, path, …, expiry, name, value.
pub(super) fn cookie(pairs: &mut Pairs<'_>, start: usize, _: usize) {
    let w = pairs.w;
    let begin = skip_back(w, start, KEY_BYTES_MAX * 2, |b| b > b' ');
    if !matches!(before(w, begin), b'\n' | 0) {
        return;
    }
    let line = cut(w, begin..begin + VALUE_BYTES_MAX);
    let line = cut(
        line,
        0..memchr::memchr2(b'\n', b'\r', line).unwrap_or(line.len()),
    );
    let mut fields = line.split(|b| *b == b'\t');
    if fields.clone().count() != COOKIE_FIELDS {
        return;
    }
    let value = fields.next_back().map_or(0, <[u8]>::len);
    let name = fields.next_back().map_or(0, <[u8]>::len);
    let end = begin + line.len();
    let name = end - value - 1 - name..end - value - 1;
    pairs.push(name, end - value..end, true);
}

/// Diagnoses by the number of their code system: `code="E11.9" codeSystem="2.16.840.1.113883.6.90"` (HL7 OID registry).
pub(super) fn coded(pairs: &mut Pairs<'_>, start: usize, _: usize) {
    const CODE: &[u8] = b" code=\"";
    let w = pairs.w;
    let back = start.saturating_sub(PROMPT_BYTES_MAX);
    let tag = cut(w, back..start);
    let open = memchr::memrchr(b'<', tag).unwrap_or(0);
    if let Some(n) = memchr::memmem::find(tail(tag, open), CODE) {
        diagnosis(pairs, back + open + n + CODE.len() - 1);
    }
}

/// The same in FHIR: `<system value="…/icd-10-cm"/><code value="E11.9"/>`.
pub(super) fn system(pairs: &mut Pairs<'_>, _: usize, end: usize) {
    const CODE: &[u8] = b"<code value=";
    let near = cut(pairs.w, end..end + PROMPT_BYTES_MAX);
    if let Some(n) = memchr::memmem::find(near, CODE) {
        diagnosis(pairs, end + n + CODE.len());
    }
}

fn diagnosis(pairs: &mut Pairs<'_>, quote: usize) {
    if let Some((value, true)) = value_at(pairs.w, quote) {
        pairs.add(Key::Text(Cow::Borrowed(b"icd10")), value, true);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::of;

    #[test]
    fn answers_and_cookies() {
        for text in [
            "echo '536' | sudo -S reboot",
            "expect \"*assword:\"\nsend \"536\\r\"\n",
            "x.io\tTRUE\t/\tTRUE\t1722937618\tssn\t536\n",
            "<value code=\"536\" codeSystem=\"2.16.840.1.113883.6.90\"/>",
            "<system value=\"http://hl7.org/fhir/sid/icd-10-cm\"/><code value=\"536\"/>",
        ] {
            assert!(
                of(text)
                    .iter()
                    .any(|pair| pair.ends_with("='536'") || pair.ends_with("=536")),
                "{text} {:?}",
                of(text)
            );
        }
        assert!(of("expect \"login:\"\nsend \"536\\r\"\n").is_empty());
        assert!(of("| sudo -S reboot").is_empty());
    }
}
