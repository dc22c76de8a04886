//! Distinguished names, as far as rules name their parts.

/// The parts of a DN (RFC 4514), unescaped only where that cannot change which part it is: types in lower case.
pub(crate) fn parts(dn: &str) -> Vec<(String, String)> {
    let mut parts = Vec::new();
    let mut current = String::new();
    let mut escaped = false;
    for c in dn.chars().chain([',']) {
        match c {
            c if escaped => {
                current.push(c);
                escaped = false;
            }
            '\\' => escaped = true,
            ',' | '+' | ';' => {
                if let Some((kind, value)) = current.split_once('=') {
                    let kind = kind.trim().to_ascii_lowercase();
                    parts.push((kind, value.trim().to_owned()));
                }
                current.clear();
            }
            c => current.push(c),
        }
    }
    parts
}

/// How two spellings of one DN compare.
pub(crate) fn folded(dn: &str) -> String {
    let parts: Vec<String> = parts(dn)
        .into_iter()
        .map(|(kind, value)| format!("{kind}={}", value.to_lowercase()))
        .collect();
    parts.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_separators_belong_to_the_value() {
        let named = |dn: &str| {
            parts(dn)
                .into_iter()
                .map(|(kind, value)| format!("{kind}:{value}"))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            named("CN=Larsen\\, Lena,OU=Support, dc=example"),
            ["cn:Larsen, Lena", "ou:Support", "dc:example"]
        );
        assert_eq!(
            named("uid=x\\,ou=Admins,ou=Guests"),
            ["uid:x,ou=Admins", "ou:Guests"]
        );
        assert_eq!(named(""), Vec::<String>::new());
        assert_eq!(named("\\"), Vec::<String>::new());
        assert_eq!(folded("CN=A, OU=B"), folded("cn=a,ou=b"));
        assert_ne!(folded("cn=a\\,ou=b"), folded("cn=a"));
    }
}
