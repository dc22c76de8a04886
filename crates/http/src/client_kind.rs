//! From a `User-Agent` to the coarse kind of program the ledger keeps.

use coffer_domain::context::ClientKind;

/// What nothing below names.
const OTHER: &str = "other";

/// Marks of families. The first that is in the text counts: browsers carry the names of those they descend from.
const FAMILIES: &[(&str, &str)] = &[
    ("coffer/", "coffer"),
    ("curl/", "curl"),
    ("Wget/", "wget"),
    ("python", "python"),
    ("Go-http-client", "go"),
    ("Edg/", "edge"),
    ("OPR/", "opera"),
    ("Firefox/", "firefox"),
    ("Chrome/", "chrome"),
    ("Safari/", "safari"),
];

/// Marks of systems. Phones first: they name the system they descend from as well.
const SYSTEMS: &[(&str, &str)] = &[
    ("Android", "android"),
    ("iPhone", "ios"),
    ("iPad", "ios"),
    ("Windows", "windows"),
    ("Mac OS X", "macos"),
    ("Linux", "linux"),
];

/// The kind of program that says this of itself. A thief who copies the text looks alike: it is a hint, never a proof.
pub(crate) fn client_kind(user_agent: &str) -> ClientKind {
    ClientKind {
        family: named(FAMILIES, user_agent),
        system: named(SYSTEMS, user_agent),
    }
}

fn named(marks: &[(&str, &'static str)], text: &str) -> &'static str {
    marks
        .iter()
        .find(|(mark, _)| text.contains(mark))
        .map_or(OTHER, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descendants_are_not_taken_for_their_ancestors() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                    Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0";
        assert_eq!(client_kind(edge).to_string(), "edge/windows");
        let phone = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) \
                     Chrome/131.0.0.0 Mobile Safari/537.36";
        assert_eq!(client_kind(phone).to_string(), "chrome/android");
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:134.0) Gecko/20100101 Firefox/134.0";
        assert_eq!(client_kind(firefox).to_string(), "firefox/linux");
        assert_eq!(client_kind("curl/8.11.1").to_string(), "curl/other");
    }

    #[test]
    fn nothing_of_an_unknown_text_is_kept() {
        assert_eq!(client_kind("").to_string(), "other/other");
        assert_eq!(
            client_kind("\u{1f980} {\"a\":1}").to_string(),
            "other/other"
        );
    }
}
