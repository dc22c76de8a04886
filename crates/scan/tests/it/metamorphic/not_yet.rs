//! What is not found yet.

/// Kinds of value, contexts, reason; each kind in each context. A `*` at the end stands for anything.
#[rustfmt::skip]
pub(crate) const NOT_YET: &[(&[&str], &[&str], &str)] = &[
    (
        &[
            "*",
        ],
        &[
            "utf-16be", "utf-16le", "utf-16le no mark",
        ],
        "places are counted in the decoded text",
    ),
    (
        &[
            "aadhaar", "aba", "amex", "api secret", "aws secret", "card", "dea", "dob", "member id", "mrn digits", "nhs", "npi", "passport", "password", "pesel", "ssn bare", "student id",
        ],
        &[
            "ansi colours",
        ],
        "the key does not own the value there",
    ),
    (
        &[
            "aadhaar", "aba", "api secret", "aws secret", "dea", "dob", "member id", "mrn digits", "nhs", "nhs grouped", "npi", "passport", "password", "person name", "pesel", "ssn bare", "student id",
        ],
        &[
            "block scalar", "label above", "multipart", "yaml list",
        ],
        "the key does not own the value there",
    ),
    (
        &[
            "amex", "card",
        ],
        &[
            "har entry", "html input", "xml property",
        ],
        "the key does not own the value there",
    ),
    (
        &[
            "aadhaar", "aba", "amex", "api secret", "aws secret", "card", "dea", "dob", "member id", "mrn digits", "nhs", "nhs grouped", "npi", "passport", "password", "person name", "pesel", "ssn bare",
            "student id",
        ],
        &[
            "html row", "json nested object", "name value pair", "xml namespace",
        ],
        "the key does not own the value there",
    ),
    (
        &[
            "api secret", "aws secret", "password",
        ],
        &[
            "json array", "json next line",
        ],
        "the key does not own the value there",
    ),
    (
        &[
            "api secret", "aws secret", "dob", "password", "person name",
        ],
        &[
            "markdown bold",
        ],
        "the key does not own the value there",
    ),
    (
        &[
            "api secret", "aws secret", "dob", "password",
        ],
        &[
            "postgres detail",
        ],
        "the key does not own the value there",
    ),
    (
        &[
            "card",
        ],
        &[
            "key cc number", "key credit card",
        ],
        "the key is not known in every style",
    ),
    (
        &[
            "api secret", "aws secret", "password",
        ],
        &[
            "java record",
        ],
        "the value ends at the bracket",
    ),
    (
        &[
            "aadhaar", "aba", "dea", "dob", "member id", "mrn digits", "nhs", "nhs grouped", "npi",
            "passport", "pesel", "student id",
        ],
        &[
            "prose before",
        ],
        "the word comes after the value",
    ),
    (
        &[
            "dob",
        ],
        &[
            "markdown code", "prose is", "vcard bday",
        ],
        "the key does not own the value there",
    ),
    (
        &[
            "dob", "person name",
        ],
        &[
            "aligned", "cli quoted",
        ],
        "the key does not own the value there",
    ),
    (
        &[
            "mrn digits",
        ],
        &[
            "key patient mrn",
        ],
        "the key does not own the value there",
    ),
    (
        &[
            "person name",
        ],
        &[
            "ldif cn", "vcard fn", "curl header",
        ],
        "the key does not own the value there",
    ),
    (
        &[
            "ssn",
        ],
        &[
            "in parentheses",
        ],
        "the key does not own the value there",
    ),
];
