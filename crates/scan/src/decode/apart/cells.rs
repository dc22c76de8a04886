//! Markup: cells beside each other, elements with attributes, emphasis.

use std::ops::Range;

use super::{
    Header, KEY_BYTES_MAX, Key, Pairs, VALUE_BYTES_MAX, is_blank, is_word, skip, skip_back,
    value_at,
};
use crate::bytes::{at, before, cut, tail};

/// Tags between a key and its value.
const TAGS_MAX: usize = 6;
const TAG_BYTES_MAX: usize = 256;
/// Elements that people fill in: what follows is no value of the label before.
const INPUTS: &[&[u8]] = &[
    b"input",
    b"button",
    b"select",
    b"textarea",
    b"form",
    b"a ",
    b"script",
    b"option",
];

/// The end tag at `tag`.
pub(super) fn end_tag(pairs: &mut Pairs<'_>, tag: usize, at_name: usize) {
    let w = pairs.w;
    let name = at_name..skip(w, at_name, KEY_BYTES_MAX, |b| is_word(b) || b == b':');
    if at(w, name.end) != b'>' {
        return;
    }
    match cut(w, name.clone()) {
        b"tr" | b"TR" => Header::row(pairs, tag),
        b"table" | b"TABLE" => pairs.header.clear(),
        _ => {}
    }
    element(pairs, tag, name.clone());
    inner(pairs, tag, cut(w, name.clone()));
    label(pairs, tag, cut(w, name.clone()), name.end + 1);
}

/// `<ns:ssn xsi:type="…">536…</ns:ssn>`, `<ssn><![CDATA[536…]]></ssn>`: found from the end tag.
fn element(pairs: &mut Pairs<'_>, tag: usize, name: Range<usize>) {
    let w = pairs.w;
    let local =
        memchr::memchr(b':', cut(w, name.clone())).map_or(name.start, |n| name.start + n + 1);
    let Some(key) = pairs.key(local..name.end) else {
        return;
    };
    let back = tag.saturating_sub(VALUE_BYTES_MAX.min(512));
    let text = cut(w, back..tag);
    let value = if let Some(data) = text.strip_suffix(b"]]>") {
        let open = memchr::memmem::rfind(data, b"<![CDATA[");
        open.map(|n| back + n + 9..tag - 3)
    } else {
        memchr::memrchr2(b'>', b'\n', text)
            .filter(|n| at(text, *n) == b'>' && has_attributes(w, back + n, &name))
            .map(|n| back + n + 1..tag)
    };
    if let Some(value) = value {
        pairs.add(Key::At(key), value, true);
    }
}

/// `<AdministratorPassword><Value>…</Value>`: the element around it is the key.
fn inner(pairs: &mut Pairs<'_>, tag: usize, name: &[u8]) {
    let w = pairs.w;
    if !INNER.iter().any(|one| one.eq_ignore_ascii_case(name)) {
        return;
    }
    let back = cut(w, tag.saturating_sub(VALUE_BYTES_MAX.min(512))..tag);
    let Some(value) = memchr::memrchr2(b'>', b'\n', back).filter(|n| at(back, *n) == b'>') else {
        return;
    };
    let start = tag - back.len() + value + 1;
    let open = skip_back(w, start - 1, TAG_BYTES_MAX, |b| b != b'<');
    let around = skip_back(w, open.saturating_sub(1), KEY_BYTES_MAX, |b| b <= b' ');
    let end = around.saturating_sub(1);
    let key = skip_back(w, end, KEY_BYTES_MAX, is_word);
    if at(w, end) == b'>' && before(w, key) == b'<' {
        pairs.push(key..end, start..tag, true);
    }
}

/// What an element is called that holds the value of the one around it.
const INNER: &[&[u8]] = &[b"value", b"string", b"text", b"plain"];

/// Whether the tag that ends at `end` opens the element `name` and has attributes: without, the key stands beside the value.
fn has_attributes(w: &[u8], end: usize, name: &Range<usize>) -> bool {
    let back = end.saturating_sub(TAG_BYTES_MAX);
    let Some(open) = memchr::memrchr(b'<', cut(w, back..end)) else {
        return false;
    };
    let tag = cut(w, back + open + 1..end);
    tag.strip_prefix(cut(w, name.clone()))
        .is_some_and(|rest| is_blank(at(rest, 0)))
}

/// `<th>SSN</th><td>536…</td>`, `<b>SSN:</b> 536…<br>`: the text before the end tag at `tag` names the one after it.
fn label(pairs: &mut Pairs<'_>, tag: usize, name: &[u8], after: usize) {
    let w = pairs.w;
    let key = skip_back(w, tag, KEY_BYTES_MAX + 8, |b| b != b'>' && b != b'\n');
    if !matches!(before(w, key), b'>' | b'\n') || tag - key < 2 {
        return;
    }
    let Some(key) = pairs.key(key..tag) else {
        return;
    };
    let gap = |b: u8| is_blank(b) || b == b':';
    let mut i = skip(w, after, 64, gap);
    // Between two tags a cell is whole; after emphasis a sentence goes on.
    let mut cell = false;
    for _ in 0..TAGS_MAX {
        if at(w, i) != b'<' {
            break;
        }
        let tag = cut(w, i + 1..i + TAG_BYTES_MAX);
        let input = |name: &&[u8]| cut(tag, 0..name.len()).eq_ignore_ascii_case(name);
        let Some(end) = memchr::memchr(b'>', tag).filter(|_| !INPUTS.iter().any(&input)) else {
            return;
        };
        cell |= at(tag, 0) != b'/';
        if name.eq_ignore_ascii_case(b"th") && cut(tag, 0..2).eq_ignore_ascii_case(b"th") {
            // The headers of two columns.
            return;
        }
        i = skip(w, i + end + 2, 64, gap);
    }
    let text = cut(w, i..i + VALUE_BYTES_MAX);
    let Some(end) = memchr::memchr2(b'<', b'\n', text) else {
        return;
    };
    match value_at(w, i) {
        // Code in colours.
        Some((inner, true)) => pairs.add(Key::At(key), inner, true),
        _ => pairs.add(Key::At(key), i..i + end, cell && at(text, end) == b'<'),
    }
}

/// `**SSN:** 536…`, `**SSN**: 536…`. `start` is behind the first stars.
pub(super) fn emphasis(pairs: &mut Pairs<'_>, _: usize, start: usize) {
    let w = pairs.w;
    // A line of stars emphasises nothing.
    if cut(w, start..start + 2) == b"**" {
        return;
    }
    let inside = cut(w, start..start + KEY_BYTES_MAX + 4);
    let line = cut(
        inside,
        0..memchr::memchr(b'\n', inside).unwrap_or(inside.len()),
    );
    let Some(close) = memchr::memmem::find(line, b"**") else {
        return;
    };
    let key = start..start + close;
    let i = key.end + 2;
    let colon = before(w, key.end) == b':' || at(w, i) == b':';
    let value = skip(w, i, 16, |b| matches!(b, b' ' | b':' | b'\t'));
    let rest = cut(w, value..value + VALUE_BYTES_MAX);
    let end = memchr::memchr2(b'\n', b'*', rest).unwrap_or(rest.len());
    let code = at(rest, 0) == b'`';
    let closed = memchr::memchr(b'`', tail(rest, 1)).filter(|n| code && *n < end);
    if let Some(n) = closed {
        pairs.push(key, value + 1..value + 1 + n, true);
    } else if colon {
        pairs.push(key, value..value + end, false);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::of;

    #[test]
    fn cells_beside_each_other() {
        for text in [
            "<tr><th>SSN</th><td>536</td></tr>",
            "<th scope=\"row\">SSN</th>\n    <td>536</td>",
            "<dt>SSN:</dt><dd>536</dd>",
            "<td class=\"l\"><b>SSN</b>:</td> <td><span>536</span></td>",
            "<key>SSN</key>\n\t<string>536</string>",
        ] {
            assert_eq!(of(text), ["SSN='536'"], "{text}");
        }
        assert_eq!(of("<b>SSN:</b> 536\n"), ["SSN=536"]);
        assert_eq!(of("<label>SSN</label><input name=\"x\"> 536<br>"), [""; 0]);
    }

    #[test]
    fn elements_with_attributes() {
        assert_eq!(of("<n:ssn t=\"x\">536</n:ssn>"), ["ssn='536'"]);
        assert_eq!(of("<ssn><![CDATA[5<3>6]]></ssn>"), ["ssn='5<3>6'"]);
        assert_eq!(of("<ssn>536</ssn>"), [""; 0]);
    }

    #[test]
    fn emphasised_labels() {
        assert_eq!(of("- **SSN:** 536\n"), ["SSN=536"]);
        assert_eq!(of("**SSN**: `536`\n"), ["SSN='536'"]);
        assert_eq!(of("**SSN** is secret\n"), [""; 0]);
    }
}
