//! Formats whose short keys mean something only there: vCard, LDIF and FHIR.

use std::borrow::Cow;
use std::ops::Range;

use super::{Key, Pairs, VALUE_BYTES_MAX, is_blank, skip, value_at};
use crate::bytes::{at, before, cut, find, tail};

/// How far back a card or resource says what it is.
const FORMAT_BYTES_MAX: usize = 1 << 10;
const NAMES_MAX: usize = 8;
/// How far before a value its kind stands (`"code": "MR"`).
const KIND_BYTES_MAX: usize = 320;
/// A format of lines with short names.
struct Format {
    begin: &'static [u8],
    end: &'static [u8],
    /// Name of a field, and what it holds.
    fields: &'static [(&'static [u8], &'static str)],
}

/// vCard (RFC 6350) and LDIF (RFC 2849).
const FORMATS: &[Format] = &[
    Format {
        begin: b"BEGIN:VCARD",
        end: b"END:VCARD",
        fields: &[
            (b"FN", "full name"),
            (b"N", "full name"),
            (b"BDAY", "date of birth"),
            (b"ADR", ADR),
            (b"TEL", "telephone"),
        ],
    },
    Format {
        begin: b"dn: ",
        end: b"\n\n",
        fields: &[
            (b"cn", "display name"),
            (b"sn", "last name"),
            (b"givenName", "first name"),
            (b"displayName", "full name"),
            (b"telephoneNumber", "telephone"),
            (b"street", "street address"),
        ],
    },
];
const ADR: &str = "street address";
/// What the parts of `ADR` hold (RFC 6350, 6.3.1); of the first ones the value says it.
const ADR_PARTS: &[(usize, &str)] = &[(3, "city"), (5, "zip")];

/// Kinds of identifiers (HL7 table 0203).
const KINDS: &[(&[u8], &str)] = &[
    (b"MR", "mrn"),
    (b"SS", "ssn"),
    (b"DL", "driver license"),
    (b"PPN", "passport"),
    (b"MB", "member id"),
    (b"MC", "member id"),
    (b"NPI", "npi"),
    (b"DEA", "dea"),
    (b"TAX", "tax id"),
];

/// Kinds of identifiers by the number of who gives them out (HL7 OID registry).
const ROOTS: &[(&[u8], &str)] = &[
    (b"\"2.16.840.1.113883.4.6\"", "npi"),
    (b"\"2.16.840.1.113883.4.1\"", "ssn"),
    (b"\"2.16.840.1.113883.4.814\"", "dea"),
    (b"\"2.16.840.1.113883.2.1.4.1\"", "nhs number"),
];
/// Elements of group 0010 (DICOM PS3.6).
const ELEMENTS: &[(&[u8], &str)] = &[
    (b"0010", "patient name"),
    (b"0020", "mrn"),
    (b"0030", "date of birth"),
    (b"1001", "patient name"),
    (b"1040", "street address"),
    (b"1060", "mother maiden name"),
    (b"2154", "telephone"),
];

/// Records that began before the fresh bytes.
pub(super) fn resume(pairs: &mut Pairs<'_>) {
    let w = pairs.w;
    let from = pairs.fresh.start;
    let back = from.saturating_sub(FORMAT_BYTES_MAX);
    for format in FORMATS {
        if let Some(n) = memchr::memmem::rfind(cut(w, back..from), format.begin) {
            record(pairs, format, back + n);
        }
    }
}

/// A vCard begins at `start`.
pub(super) fn card(pairs: &mut Pairs<'_>, start: usize, _: usize) {
    if let Some(format) = FORMATS.first() {
        record(pairs, format, start);
    }
}

/// An entry of LDIF begins at `start`.
pub(super) fn entry(pairs: &mut Pairs<'_>, start: usize, _: usize) {
    if let Some(format) = FORMATS.last() {
        record(pairs, format, start);
    }
}

/// FHIR: names and streets.
pub(super) fn family(pairs: &mut Pairs<'_>, _: usize, end: usize) {
    strings(pairs, end, "last name");
}

pub(super) fn given(pairs: &mut Pairs<'_>, _: usize, end: usize) {
    strings(pairs, end, "first name");
}

/// `<given>…</given><family>…</family>` in CDA, `<family value="…"/><given value="…"/>` in FHIR: one beside the other, as
/// fonts have families too.
pub(super) fn part_of_name(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    let (says, other) = if at(w, start + 1) == b'g' {
        ("first name", &b"<family"[..])
    } else {
        ("last name", &b"<given"[..])
    };
    let around = cut(
        w,
        start.saturating_sub(PART_BYTES_MAX)..end + PART_BYTES_MAX,
    );
    if memchr::memmem::find(around, other).is_some() {
        content(pairs, end, says);
    }
}

/// CDA: `<birthTime value="19800131"/>`.
pub(super) fn birth_time(pairs: &mut Pairs<'_>, _: usize, end: usize) {
    content(pairs, end - 1, "date of birth");
}

/// The text of the element whose name ends at `end`, or its attribute `value`.
fn content(pairs: &mut Pairs<'_>, end: usize, says: &'static str) {
    let w = pairs.w;
    let value = if at(w, end) == b'>' {
        let text = cut(w, end + 1..end + 1 + VALUE_BYTES_MAX);
        memchr::memchr2(b'<', b'\n', text).map(|n| end + 1..end + 1 + n)
    } else if cut(w, end..end + VALUE.len()) == VALUE {
        value_at(w, end + VALUE.len()).map(|(value, _)| value)
    } else {
        None
    };
    if let Some(value) = value {
        pairs.add(Key::Text(Cow::Borrowed(says.as_bytes())), value, true);
    }
}

const VALUE: &[u8] = b" value=";
/// How far apart the parts of a name may stand.
const PART_BYTES_MAX: usize = 160;

pub(super) fn line(pairs: &mut Pairs<'_>, _: usize, end: usize) {
    strings(pairs, end, "street address");
}

/// CDA: `<id extension="…" root="2.16.840.1.113883.4.6"/>`: the root says what kind of number it is.
pub(super) fn extension(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    let Some((value, true)) = value_at(w, end - 1) else {
        return;
    };
    let from = start.saturating_sub(KIND_BYTES_MAX);
    let tag = memchr::memrchr(b'<', cut(w, from..start)).map_or(start, |n| from + n);
    let text = cut(w, tag..value.end + KIND_BYTES_MAX);
    let text = cut(text, 0..memchr::memchr(b'>', text).unwrap_or(text.len()));
    let mut roots = ROOTS.iter();
    let known = roots.find(|(root, _)| memchr::memmem::find(text, root).is_some());
    let patient = || {
        cut(w, from..tag)
            .ends_with(b"<patientRole>")
            .then_some("mrn")
    };
    if let Some(says) = known.map(|(_, says)| *says).or_else(patient) {
        pairs.add(Key::Text(Cow::Borrowed(says.as_bytes())), value, true);
    }
}

/// DICOM, as `dcmdump` shows it: `(0010,0020) LO [8812345]`.
pub(super) fn tag(pairs: &mut Pairs<'_>, _: usize, end: usize) {
    let w = pairs.w;
    let element = cut(w, end..end + 4);
    if let Some((_, says)) = ELEMENTS.iter().find(|(number, _)| *number == element) {
        shown(pairs, end + 4, says);
    }
}

pub(super) fn physician(pairs: &mut Pairs<'_>, _: usize, end: usize) {
    shown(pairs, end - 1, "physician name");
}

/// The value in brackets after the number of a DICOM element.
fn shown(pairs: &mut Pairs<'_>, end: usize, says: &'static str) {
    let w = pairs.w;
    let open = skip(w, end, 8, |b| b != b'[' && b != b'\n');
    let text = cut(w, open + 1..open + 1 + VALUE_BYTES_MAX);
    let close = memchr::memchr2(b']', b'\n', text).filter(|n| at(text, *n) == b']');
    if let Some(n) = close.filter(|_| at(w, open) == b'[') {
        let value = open + 1..open + 1 + n;
        pairs.add(Key::Text(Cow::Borrowed(says.as_bytes())), value, true);
    }
}

/// Lines of the record at `start` that begin among the fresh bytes.
fn record(pairs: &mut Pairs<'_>, format: &Format, start: usize) {
    let w = pairs.w;
    if !matches!(before(w, start), b'\n' | 0) {
        return;
    }
    let fresh = pairs.fresh.clone();
    let text = cut(w, start..start + FORMAT_BYTES_MAX);
    // Another beginning ends it too, and is often near.
    let inside = tail(text, format.begin.len());
    let next = find(inside, format.begin).map(|n| format.begin.len() + n);
    let text = cut(text, 0..next.unwrap_or(text.len()));
    let end = find(text, format.end).unwrap_or(text.len());
    let mut at_line = start;
    for line in cut(text, 0..end).split(|b| *b == b'\n') {
        let name = line
            .split(|b| matches!(b, b':' | b';'))
            .next()
            .unwrap_or_default();
        let mut fields = format.fields.iter();
        let known = fields.find(|(field, _)| field.eq_ignore_ascii_case(name));
        if let Some((_, says)) = known.filter(|_| fresh.contains(&at_line))
            && let Some(colon) = memchr::memchr(b':', line)
        {
            let value = at_line + colon + 1..at_line + line.len();
            if memchr::memchr(b';', cut(w, value.clone())).is_some() {
                parts(pairs, value, says);
            } else {
                pairs.add(Key::Text(Cow::Borrowed(says.as_bytes())), value, true);
            }
        }
        at_line += line.len() + 1;
    }
}

/// Parts between semicolons.
fn parts(pairs: &mut Pairs<'_>, value: Range<usize>, says: &'static str) {
    let mut start = value.start;
    let text = cut(pairs.w, value);
    for (n, part) in text.split(|b| *b == b';').take(NAMES_MAX).enumerate() {
        let own = ADR_PARTS.iter().find(|(part, _)| says == ADR && *part == n);
        let says = own.map_or(says, |(_, says)| says);
        let says = Key::Text(Cow::Borrowed(says.as_bytes()));
        pairs.add(says, start..start + part.len(), true);
        start += part.len() + 1;
    }
}

/// `"given": ["…", "…"]`, `"family": "…"`.
fn strings(pairs: &mut Pairs<'_>, end: usize, says: &'static str) {
    let w = pairs.w;
    let colon = skip(w, end, 4, is_blank);
    if at(w, colon) != b':' {
        return;
    }
    let mut i = skip(w, colon + 1, 64, |b| is_blank(b) || b == b'[');
    for _ in 0..NAMES_MAX {
        let Some((value, true)) = value_at(w, i) else {
            return;
        };
        let end = value.end + 1;
        pairs.add(Key::Text(Cow::Borrowed(says.as_bytes())), value, true);
        i = skip(w, end, 64, |b| is_blank(b) || b == b',');
        let next = cut(w, end..i).contains(&b',');
        if !next || at(w, skip(w, i, 64, |b| b != b'"' && b != b']')) == b']' {
            return;
        }
        // `"family": "…", "given": …`: another key follows.
        let Some((text, true)) = value_at(w, i) else {
            return;
        };
        if at(w, skip(w, text.end + 1, 4, is_blank)) == b':' {
            return;
        }
    }
}

/// `"type": {"coding": [{"code": "MR"}]}, …, "value": "…"`, and the code of a system that is one of diagnoses.
pub(super) fn identifier(pairs: &mut Pairs<'_>, _: usize, end: usize) {
    let w = pairs.w;
    let colon = skip(w, end, 4, is_blank);
    let Some((code, true)) =
        value_at(w, skip(w, colon + 1, 8, is_blank)).filter(|_| at(w, colon) == b':')
    else {
        return;
    };
    let back = cut(w, end.saturating_sub(KIND_BYTES_MAX)..end);
    let open = memchr::memrchr(b'{', back).map_or(0, |n| n + 1);
    if memchr::memmem::find(cut(back, open..back.len()), b"icd-10").is_some() {
        return pairs.add(Key::Text(Cow::Borrowed(b"icd10")), code, true);
    }
    let text = cut(w, code.clone());
    let Some((_, says)) = KINDS.iter().find(|(kind, _)| *kind == text) else {
        return;
    };
    let ahead = cut(w, code.end..code.end + KIND_BYTES_MAX);
    let ahead = cut(ahead, 0..memchr::memchr(b'{', ahead).unwrap_or(ahead.len()));
    if let Some(n) = memchr::memmem::find(ahead, b"\"value\"") {
        let colon = skip(w, code.end + n + 7, 4, is_blank);
        let start = skip(w, colon + 1, 8, is_blank);
        if let Some((value, true)) = value_at(w, start).filter(|_| at(w, colon) == b':') {
            pairs.add(Key::Text(Cow::Borrowed(says.as_bytes())), value, true);
        }
    }
}

/// A card is not longer than what is kept of the window before.
const _: () = assert!(
    FORMAT_BYTES_MAX <= crate::limits::LOOKBEHIND_BYTES && VALUE_BYTES_MAX >= KIND_BYTES_MAX
);

#[cfg(test)]
mod tests {
    use super::super::tests::of;

    #[test]
    fn fields_of_a_card() {
        let card =
            "BEGIN:VCARD\r\nN:Doe;Jo;;;\r\nFN:Jo Doe\r\nBDAY:1980-01-31\r\nEND:VCARD\r\nFN:x\r\n";
        let found = of(card);
        assert_eq!(
            found,
            [
                "full name='Doe'",
                "full name='Jo'",
                "full name='Jo Doe'",
                "date of birth='1980-01-31'"
            ]
        );
    }

    #[test]
    fn fields_of_an_entry() {
        let entry = "dn: uid=1,dc=x\ncn: Jo Doe\nsn: Doe\n\ncn: x\n";
        assert_eq!(of(entry), ["display name='Jo Doe'", "last name='Doe'"]);
    }

    #[test]
    fn fields_of_a_resource() {
        assert_eq!(
            of(r#""name": [{"family": "Doe", "given": ["Jo", "Al"], "use": "x"}]"#),
            ["last name='Doe'", "first name='Jo'", "first name='Al'"]
        );
        assert_eq!(
            of(
                r#"{"type": {"coding": [{"system": "x", "code": "MR"}]}, "system": "y", "value": "17"}"#
            ),
            ["mrn='17'"]
        );
        assert_eq!(
            of(r#"{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I10"}"#),
            ["icd10='I10'"]
        );
        assert_eq!(of(r#"{"code":"EUR"}"#), [""; 0]);
    }

    #[test]
    fn elements_of_documents_and_images() {
        assert_eq!(
            of("<name><given>Jo</given>\n<family>Doe</family></name>"),
            ["first name='Jo'", "last name='Doe'"]
        );
        assert_eq!(
            of(r#"<family value="Doe"/><given value="Jo"/><birthTime value="19800131"/>"#),
            [
                "last name='Doe'",
                "first name='Jo'",
                "date of birth='19800131'"
            ]
        );
        assert_eq!(of("<alias><family>Noto Sans</family></alias>"), [""; 0]);
        assert_eq!(
            of(r#"<id extension="17" root="2.16.840.1.113883.4.6"/>"#),
            ["npi='17'"]
        );
        assert_eq!(
            of(r#"<patientRole><id root="1.2.3" extension="17"/>"#),
            ["mrn='17'"]
        );
        assert_eq!(of(r#"<id extension="17" root="1.2.3"/>"#), [""; 0]);
        assert_eq!(
            of("(0010,0030) DA [19800131]   #   8, 1 PatientBirthDate\n(0010,0040) CS [O]"),
            ["date of birth='19800131'"]
        );
    }
}
