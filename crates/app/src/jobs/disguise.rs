//! Programs under the name of something else: what a file's beginning and its name say of each other.

/// As much of a beginning as tells a program.
pub(super) const HEAD_BYTES: usize = 64;

/// Endings of what people open without a thought.
const DOCUMENTS: &[&str] = &[
    "bmp", "cfg", "conf", "csv", "doc", "docx", "eml", "gif", "htm", "html", "ini", "jpeg", "jpg",
    "json", "log", "md", "odp", "ods", "odt", "out", "pcap", "pdf", "png", "ppt", "pptx", "rtf",
    "svg", "tsv", "txt", "xls", "xlsx", "xml", "yaml", "yml",
];
/// Endings of what runs when it is opened.
const PROGRAMS: &[&str] = &[
    "bat", "cmd", "com", "cpl", "exe", "hta", "jar", "js", "jse", "lnk", "msi", "pif", "ps1",
    "scr", "vbe", "vbs", "wsf",
];
/// Characters that turn the direction of what follows, so that a name reads backwards (Unicode UAX #9).
const TURNING: &[char] = &[
    '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}',
    '\u{2069}',
];

/// Whether a name hides that this is a program.
pub(super) fn is_disguised(name: &[u8], head: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name).to_lowercase();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut parts = name.rsplit('.').map(str::trim);
    let last = parts.next().unwrap_or_default();
    let before = parts.next().unwrap_or_default();
    let says_document = DOCUMENTS.contains(&last);
    let runs = PROGRAMS.contains(&last) || is_program(head);
    let says_both = PROGRAMS.contains(&last) && DOCUMENTS.contains(&before);
    (says_document && is_program(head)) || says_both || (runs && name.contains(TURNING))
}

/// Whether content that begins so can be run: ELF, Windows, Mach-O, a Windows shortcut, a script.
fn is_program(head: &[u8]) -> bool {
    const BEGINNINGS: &[&[u8]] = &[
        b"\x7fELF",
        b"\xfe\xed\xfa\xce",
        b"\xfe\xed\xfa\xcf",
        b"\xce\xfa\xed\xfe",
        b"\xcf\xfa\xed\xfe",
        b"\xca\xfe\xba\xbe",
        b"L\0\0\0\x01\x14\x02\0",
        b"#!/",
        b"#! /",
    ];
    // Two letters may begin a text; the header they begin has zeros.
    let windows = head.starts_with(b"MZ") && head.contains(&0);
    windows
        || BEGINNINGS
            .iter()
            .any(|beginning| head.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_known_under_other_names_and_nothing_else_is() {
        let (elf, script) = (&b"\x7fELF\x02\x01\x01"[..], &b"#!/bin/sh\nrm"[..]);
        let windows = &b"MZ\x90\0\x03\0\0\0"[..];
        for (name, head) in [
            ("gateway.log", elf),
            ("Invoice.PDF", windows),
            ("logs/today/notes.txt", script),
            ("invoice.pdf.exe", b"anything"),
            ("invoice.pdf .scr", b""),
            ("invoice_\u{202e}fdp.exe", windows),
            ("gateway.csv", b"\xcf\xfa\xed\xfe\x07"),
        ] {
            assert!(is_disguised(name.as_bytes(), head), "{name}");
        }
        for (name, head) in [
            ("gateway.log", &b"MZ is not a header\n"[..]),
            ("gateway.log", b"2026-11-23 started"),
            ("collect.sh", script),
            ("agent.exe", windows),
            ("agent", elf),
            ("core.1234", elf),
            ("jquery.min.js", b"!function"),
            ("notes.txt", b"# not a script"),
            ("empty.log", b""),
        ] {
            assert!(!is_disguised(name.as_bytes(), head), "{name}");
        }
    }
}
