//! Other ways to write the same value.

use super::contexts::Syntax;
use super::values::{Shape, Value, ValueKind, base64};

pub(crate) fn key(words: &str, style: &str) -> String {
    let parts: Vec<&str> = words.split(' ').collect();
    let title = |w: &str| w[..1].to_uppercase() + &w[1..];
    match style {
        "snake" => parts.join("_"),
        "kebab" => parts.join("-"),
        "dotted" => parts.join("."),
        "joined" => parts.concat(),
        "UPPER" => parts.join("_").to_uppercase(),
        "header" => parts.iter().map(|w| title(w)).collect::<Vec<_>>().join("-"),
        "Words" => parts.iter().map(|w| title(w)).collect::<Vec<_>>().join(" "),
        "camel" => parts[0].to_owned() + &parts[1..].iter().map(|w| title(w)).collect::<String>(),
        "Pascal" => parts.iter().map(|w| title(w)).collect(),
        _ => words.to_owned(),
    }
}

/// Whether a value of this shape can stand there at all.
pub(crate) fn fits(syntax: Syntax, shape: Shape) -> bool {
    match syntax {
        Syntax::Number => shape == Shape::Digits,
        Syntax::Bare => !matches!(shape, Shape::Spaced | Shape::Lines),
        Syntax::Quoted | Syntax::Line => shape != Shape::Lines,
        Syntax::Query => shape != Shape::Lines,
        Syntax::Block | Syntax::Indented | Syntax::Json | Syntax::Json2 | Syntax::Xml => true,
    }
}

pub(crate) fn escape(syntax: Syntax, text: &str) -> String {
    match syntax {
        Syntax::Json => json(text),
        Syntax::Indented => text.replace('\n', "\n    "),
        Syntax::Json2 => json(&json(text)),
        Syntax::Xml => text.replace('&', "&amp;").replace('<', "&lt;"),
        Syntax::Query => percent(text, |b| b.is_ascii_alphanumeric() || b"-._~".contains(&b)),
        _ => text.to_owned(),
    }
}

fn json(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

fn percent(text: &str, plain: fn(u8) -> bool) -> String {
    text.bytes()
        .map(|b| {
            if plain(b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

/// A document with one value: what is before it, how it is written, what is after it.
pub(crate) struct Written {
    pub(crate) bytes: Vec<u8>,
    pub(crate) secret: std::ops::Range<usize>,
    /// What a finding may reach over.
    pub(crate) whole: std::ops::Range<usize>,
}

/// Puts the value into `template` in place of `{v}`, each part of it rewritten by `how`.
pub(crate) fn write(template: &str, value: &Value, how: &dyn Fn(&str) -> String) -> Written {
    let at = template.find("{v}").unwrap();
    let parts = [
        how(&value.text[..value.secret.start]),
        how(&value.text[value.secret.clone()]),
        how(&value.text[value.secret.end..]),
    ];
    let start = at + parts[0].len();
    let all = parts.concat();
    Written {
        bytes: [&template[..at], &all, &template[at + 3..]]
            .concat()
            .into_bytes(),
        secret: start..start + parts[1].len(),
        whole: at..at + all.len(),
    }
}

/// Writes the key wherever the template names a style.
pub(crate) fn with_key(template: &str, words: &str) -> String {
    [
        "snake", "camel", "kebab", "header", "UPPER", "dotted", "words", "Words",
    ]
    .iter()
    .fold(template.to_owned(), |t, style| {
        t.replace(&format!("{{{style}}}"), &key(words, style))
    })
}

pub(crate) struct Encoding {
    pub(crate) name: &'static str,
    pub(crate) fits: fn(&ValueKind) -> bool,
    pub(crate) write: fn(&ValueKind, &Value) -> Written,
}

fn line(kind: &ValueKind, value: &Value) -> Written {
    write(
        &format!(
            "start of log\n{}={{v}}\nend of log\n",
            key(kind.keys[0], "snake")
        ),
        value,
        &str::to_owned,
    )
}

fn any(_: &ValueKind) -> bool {
    true
}

fn one_line(kind: &ValueKind) -> bool {
    kind.shape != Shape::Lines
}

fn secret(kind: &ValueKind) -> bool {
    [
        "password",
        "api secret",
        "private key",
        "aws secret",
        "github token",
    ]
    .contains(&kind.name)
}

fn utf16(mark: bool, little: bool, kind: &ValueKind, value: &Value) -> Written {
    let plain = line(kind, value);
    let text = String::from_utf8(plain.bytes).unwrap();
    let shift = if mark { 2 } else { 0 };
    let units = mark
        .then_some(0xFEFF)
        .into_iter()
        .chain(text.encode_utf16());
    Written {
        bytes: units
            .flat_map(|u| {
                if little {
                    u.to_le_bytes()
                } else {
                    u.to_be_bytes()
                }
            })
            .collect(),
        secret: shift + 2 * plain.secret.start..shift + 2 * plain.secret.end,
        whole: shift + 2 * plain.whole.start..shift + 2 * plain.whole.end,
    }
}

fn json_line(kind: &ValueKind, value: &Value, how: &dyn Fn(&str) -> String) -> Written {
    write(
        &format!(
            "{{\"id\":17,\"{}\":\"{{v}}\",\"ok\":true}}\n",
            key(kind.keys[0], "snake")
        ),
        value,
        how,
    )
}

/// The whole encoded token stands for the value.
fn token(template: &str, encoded: &str) -> Written {
    let value = Value {
        text: encoded.to_owned(),
        secret: 0..encoded.trim_end_matches('=').len(),
    };
    write(template, &value, &str::to_owned)
}

pub(crate) const ENCODINGS: &[Encoding] = &[
    Encoding {
        name: "utf-8 mark",
        fits: any,
        write: |k, v| {
            let plain = line(k, v);
            Written {
                bytes: [b"\xEF\xBB\xBF", plain.bytes.as_slice()].concat(),
                secret: plain.secret.start + 3..plain.secret.end + 3,
                whole: plain.whole.start + 3..plain.whole.end + 3,
            }
        },
    },
    Encoding {
        name: "utf-16le",
        fits: any,
        write: |k, v| utf16(true, true, k, v),
    },
    Encoding {
        name: "utf-16be",
        fits: any,
        write: |k, v| utf16(true, false, k, v),
    },
    Encoding {
        name: "utf-16le no mark",
        fits: any,
        write: |k, v| utf16(false, true, k, v),
    },
    Encoding {
        name: "crlf",
        fits: one_line,
        write: |k, v| {
            write(
                &format!(
                    "start of log\r\n{}={{v}}\r\nend of log\r\n",
                    key(k.keys[0], "snake")
                ),
                v,
                &str::to_owned,
            )
        },
    },
    Encoding {
        name: "cr only",
        fits: one_line,
        write: |k, v| {
            write(
                &format!(
                    "start of log\r{}={{v}}\rend of log\r",
                    key(k.keys[0], "snake")
                ),
                v,
                &str::to_owned,
            )
        },
    },
    Encoding {
        name: "json \\u all",
        fits: one_line,
        write: |k, v| {
            json_line(k, v, &|s| {
                s.encode_utf16().map(|u| format!("\\u{u:04x}")).collect()
            })
        },
    },
    Encoding {
        name: "json \\u signs",
        fits: one_line,
        write: |k, v| {
            json_line(k, v, &|s| {
                s.bytes()
                    .map(|b| match b {
                        b'<' | b'>' | b'&' | b'\'' | b'=' | b'+' | b'@' => format!("\\u{b:04x}"),
                        b'/' => "\\/".to_owned(),
                        _ => char::from(b).to_string(),
                    })
                    .collect()
            })
        },
    },
    Encoding {
        name: "percent all",
        fits: one_line,
        write: |k, v| {
            write(
                &format!(
                    "GET /find?id=17&{}={{v}}&s=1 HTTP/1.1\n",
                    key(k.keys[0], "snake")
                ),
                v,
                &|s| percent(s, |_| false),
            )
        },
    },
    Encoding {
        name: "percent twice",
        fits: one_line,
        write: |k, v| {
            let once = |s: &str| percent(s, |b| b.is_ascii_alphanumeric() || b"-._~".contains(&b));
            write(
                &format!(
                    "GET /go?to=%2Ffind%3F{}%3D{{v}}%26s%3D1 HTTP/1.1\n",
                    key(k.keys[0], "snake")
                ),
                v,
                &|s| once(&once(s)),
            )
        },
    },
    Encoding {
        name: "html entities",
        fits: one_line,
        write: |k, v| {
            write(
                &format!("<r><{0}>{{v}}</{0}></r>\n", key(k.keys[0], "camel")),
                v,
                &|s| {
                    s.bytes()
                        .map(|b| {
                            if b.is_ascii_alphanumeric() {
                                char::from(b).to_string()
                            } else {
                                format!("&#{b};")
                            }
                        })
                        .collect()
                },
            )
        },
    },
    Encoding {
        name: "html hex entities",
        fits: one_line,
        write: |k, v| {
            write(
                &format!("<r><{0}>{{v}}</{0}></r>\n", key(k.keys[0], "camel")),
                v,
                &|s| {
                    s.bytes()
                        .map(|b| {
                            if b.is_ascii_alphanumeric() {
                                char::from(b).to_string()
                            } else {
                                format!("&#x{b:X};")
                            }
                        })
                        .collect()
                },
            )
        },
    },
    Encoding {
        name: "base64 under key",
        fits: secret,
        write: |k, v| {
            token(
                &format!("{}: {{v}}\n", key(k.keys[0], "snake")),
                &base64(v.text.as_bytes()),
            )
        },
    },
    Encoding {
        name: "base64 kubernetes",
        fits: secret,
        write: |_, v| {
            token(
                "apiVersion: v1\nkind: Secret\ndata:\n  value: {v}\ntype: Opaque\n",
                &base64(v.text.as_bytes()),
            )
        },
    },
    Encoding {
        name: "base64 basic auth",
        fits: |k| k.name == "password",
        write: |_, v| {
            token(
                "> Authorization: Basic {v}\n",
                &base64(format!("app:{}", v.text).as_bytes()),
            )
        },
    },
];
