//! Whether the value of a telling key is a secret, and how sure that is: real values are told from code, prose, messages for
//! people, references and placeholders.

use super::makeup::Kinds;
use super::pair::{self, Value};
use super::{randomness, span, value};
use crate::bytes::{at, before, cut, tail};
use crate::rules::{Charset, KeyMatch, RuleSet};

/// Stems that a label or identifier about passwords contains.
const STEMS: &[&[u8]] = &[
    b"pass",
    b"pwd",
    b"contrase",
    b"kennwort",
    b"senha",
    b"secret",
    b"token",
    b"user",
    b"login",
    b"credential",
];
/// A word of at least so many letters may be a password by itself.
const WORD_BYTES_MIN: usize = 6;
const PIN_BYTES_MIN: usize = 4;
/// Random values of this length tell more.
const LONG_BYTES: usize = 24;
/// A salt with brackets in it is not shorter; code is seldom so long without a blank.
const SALT_BYTES_MIN: usize = 48;
/// A key that names a service that gives out keys.
const BRAND: i32 = 300;
/// Below this a random value without a service's name counts less.
const TOKEN_BYTES_MIN: usize = 16;

/// Score of the value in hundredths of a bit, or nothing if it is no secret.
pub(super) fn judge(
    w: &[u8],
    key: &[u8],
    v: &Value,
    found: KeyMatch<'_>,
    rules: &RuleSet,
) -> Option<i32> {
    let rule = rules.rule(found.rule)?;
    let text = cut(w, v.start..v.end);
    let (least, most) = rule.length;
    if text.len() < least || text.len() > most {
        return None;
    }
    let is_password = rule.charset == Charset::Password;
    // A word that many values have needs a long one; nearly all are turned away here.
    if !is_password && is_weak(found) && !v.query && text.len() < LONG_BYTES {
        return None;
    }
    // `"'$PASSWORD'"`: quotes within quotes.
    let inner = text.strip_prefix(b"'").and_then(|t| t.strip_suffix(b"'"));
    if value::is_placeholder(text)
        || inner.is_some_and(value::is_placeholder)
        || text.eq_ignore_ascii_case(key)
        || is_format(text)
    {
        return None;
    }
    if !is_password && rule.charset != Charset::Any && !text.iter().all(|b| rule.charset.has(*b)) {
        return None;
    }
    if !v.quoted && is_code(text, w, v) {
        return None;
    }
    if v.quoted && at(text, 0) == b' ' || is_path(text, is_password) {
        return None;
    }
    if is_password {
        return password(text, v, w, found.phrase);
    }
    // `postgres://…` has a detector of its own.
    if rules.is_public(text) || text.starts_with(b"//") {
        return None;
    }
    secret(text, v, found)
}

/// Variables of format strings, and markup.
fn is_format(text: &[u8]) -> bool {
    let pair = |p: &[u8]| {
        matches!(
            p,
            b"%s"
                | b"%d"
                | b"%@"
                | b"%v"
                | b"{}"
                | b"{0"
                | b"{1"
                | b"<%"
                | b"</"
                | b"{:"
                | b"\" "
                | b"' "
        )
    };
    text.len() < 64 && text.windows(2).any(pair)
}

/// A rooted path, or one with several folders.
fn is_path(text: &[u8], is_password: bool) -> bool {
    let slashes = text.iter().filter(|b| **b == b'/').count();
    let rooted = matches!(at(text, 0), b'/' | b'~' | b'.' | b'@') && slashes >= 2;
    let drive = at(text, 1) == b':' && at(text, 2) == b'\\';
    let drawn = || value::is_random(text);
    // `cms/sites#update` is a route.
    let route = is_password
        && slashes >= 1
        && text
            .iter()
            .all(|b| b.is_ascii_lowercase() || matches!(b, b'/' | b'#' | b'_' | b'-' | b'.'));
    let folder =
        slashes == 1 && at(text, 0) == b'/' && is_password && !text.iter().any(u8::is_ascii_digit);
    drive
        || route
        || folder
        || rooted && (is_password || text.len() < 32 || !drawn())
        || slashes >= 2 && value::is_identifier(text) && !drawn()
}

/// A value without quotes that is an expression of a program.
fn is_code(text: &[u8], w: &[u8], v: &Value) -> bool {
    // A password may hold `!=` or `&&`, base64 ends with `==`.
    let operator = |p: &[u8]| matches!(p, b"::" | b"->" | b"=>" | b"?." | b"()" | b"[\"");
    if matches!(
        at(text, 0),
        b'(' | b':' | b'[' | b'{' | b'&' | b'*' | b'>' | b'\\'
    ) || text.windows(2).any(operator)
    {
        return true;
    }
    if is_call(text) || value::is_type(text) || is_index(text) {
        return true;
    }
    // `f(password)`, `self.password[0]`, `pw1;` after an operator with blanks around it.
    let plain = text
        .iter()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'));
    let next = at(w, v.end);
    if plain && matches!(next, b'(' | b'[') || next == b'>' && text.ends_with(b"-") {
        return true;
    }
    let statement = matches!(next, b';' | b')' | b',') && !v.tight && !v.query;
    let drawn = text.len() >= 8 && randomness::is_drawn(text);
    plain && statement && !drawn
}

/// `Optional[str`, `pw[:-1]`, `Vec<u8`, `$_POST[`.
fn is_index(text: &[u8]) -> bool {
    let name = span(text, text.len(), |b| {
        b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'$')
    });
    name > 0 && matches!(at(text, name), b'[' | b'<')
}

/// `getPassword(`, `os.getenv(`, `&mut x.as_bytes(`.
fn is_call(text: &[u8]) -> bool {
    let name = span(text, text.len(), |b| {
        b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':' | b'$' | b'!')
    });
    name > 0 && at(text, name) == b'('
}

fn password(text: &[u8], v: &Value, w: &[u8], phrase: &[u8]) -> Option<i32> {
    if value::is_uuid(text) {
        return None;
    }
    let made = Kinds::of(text);
    let (digits, letters) = (made.has(Kinds::DIGIT), made.has(Kinds::LETTER));
    let marks = !made.is_within(Kinds::ALNUM.or(Kinds::BEYOND).or(Kinds::BLANK));
    let blanks = if made.has(Kinds::BLANK.or(Kinds::OTHER)) {
        text.iter().filter(|b| b.is_ascii_whitespace()).count()
    } else {
        0
    };
    if blanks > 0 && v.quoted && before(w, v.start - 1) == b'=' && is_passphrase(text, phrase) {
        return Some(0);
    }
    // A sentence, or a label for people.
    if blanks > 0 && (!digits || blanks > 2) || !digits && made.has(Kinds::BEYOND) {
        return None;
    }
    let core = value::without_end_marks(text);
    // `def f(password=None):`
    if !v.quoted && core.len() < text.len() && (core.len() < 3 || value::is_placeholder(core)) {
        return None;
    }
    let strange = made.has(Kinds::STRANGE.or(Kinds::DOLLAR));
    if !digits && has_stem(text) && !(strange && letters && v.quoted && !is_selector(text)) {
        return None;
    }
    if is_selector(text) && !digits {
        return None;
    }
    if value::is_identifier(text) && !(v.quoted || v.tight || digits && is_line(w, v)) {
        return None;
    }
    if value::is_identifier(text) && (!digits || has_stem(text)) {
        return None;
    }
    if !letters {
        let enough = text.len() >= PIN_BYTES_MIN && v.tight && !marks || text.len() >= 12;
        return (digits && enough).then_some(0);
    }
    if value::is_mixed(text) {
        let prose = !v.quoted && !v.tight && (text.len() < 6 || phrase == b"pass");
        let short = text.len() < 5;
        return Some(if prose || short { 0 } else { 300 });
    }
    word(text, v, w)
}

/// `SEED_PHRASE="tulip onion waffle"`, `SMTP_PASS='harbor tulip lunar!'`: small words that no sentence is made of.
fn is_passphrase(text: &[u8], phrase: &[u8]) -> bool {
    let mut words = text.split(|b| *b == b' ');
    let small = words.all(|word| {
        let letters = word.strip_suffix(b"!").unwrap_or(word);
        (3..=12).contains(&letters.len()) && letters.iter().all(u8::is_ascii_lowercase)
    });
    let named = phrase.ends_with(b"phrase");
    small && (named || text.ends_with(b"!")) && !has_stem(text)
}

/// `  password: blue-sky7`, `password = Blue-Sky7`: key and value are the whole line, as in YAML and INI.
fn is_line(w: &[u8], v: &Value) -> bool {
    let back = cut(w, v.start.saturating_sub(pair::KEY_BYTES_MAX)..v.start);
    let line = tail(back, memchr::memrchr(b'\n', back).map_or(0, |n| n + 1));
    let value = cut(w, v.start..v.end);
    let key = line.trim_ascii();
    let key = key.strip_prefix(b"- ").unwrap_or(key);
    let name = match key {
        [name @ .., b':'] => name,
        // In code an identifier may stand there; one of capitals and digits is none.
        [name @ .., b'='] if value.iter().any(|b| b.is_ascii_uppercase() || *b == b'-') => {
            name.trim_ascii_end()
        }
        _ => return false,
    };
    let named = !name.is_empty() && name.iter().all(|b| pair::is_key(*b));
    named && matches!(at(w, v.end), b'\n' | b'\r' | 0)
}

/// One plain word: a password only where nothing else could stand.
fn word(text: &[u8], v: &Value, w: &[u8]) -> Option<i32> {
    let upper = text.iter().filter(|b| b.is_ascii_uppercase()).count();
    let title = upper == 1 && at(text, 0).is_ascii_uppercase();
    // `"password": "Passwort"` is a label, `PASSWORD = "FIELD"` a constant, `password=pw)` an argument.
    // Without quotes a word counts after `=` only: `--password options`, `passwd:shell` and `password: word` are prose.
    if !v.quoted && before(w, v.start) != b'=' {
        return None;
    }
    if v.quoted && (title || upper == text.len())
        || text.iter().any(|b| matches!(b, b'(' | b')' | b'{' | b'}'))
    {
        return None;
    }
    if !v.quoted
        && matches!(
            at(w, v.end),
            b')' | b'(' | b'.' | b'[' | b';' | b',' | b'\\' | b'+'
        )
    {
        return None;
    }
    (v.quoted || v.tight).then_some(if text.len() >= WORD_BYTES_MIN {
        0
    } else {
        -150
    })
}

fn has_stem(text: &[u8]) -> bool {
    let begins = |i: usize| {
        STEMS
            .iter()
            .any(|stem| cut(text, i..i + stem.len()).eq_ignore_ascii_case(stem))
    };
    let first = |b: &u8| STEM_FIRST >> (b & 31) & 1 == 1 && b.is_ascii_alphabetic();
    (text.iter().enumerate()).any(|(i, b)| first(b) && begins(i))
}

/// The first letters of stems, one bit each by their place in the alphabet.
const STEM_FIRST: u32 = {
    let mut all = 0;
    let mut stems = STEMS;
    while let [stem, rest @ ..] = stems {
        if let [first, ..] = stem {
            all |= 1 << (*first & 31);
        }
        stems = rest;
    }
    all
};

/// `#add-password`, `.field`, `--flag`, `:symbol`, `@name`.
fn is_selector(text: &[u8]) -> bool {
    let lead = span(text, 2, |b| {
        matches!(b, b'#' | b'.' | b'-' | b':' | b'@' | b'?' | b'&')
    });
    lead > 0
        && tail(text, lead)
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'='))
}

fn secret(text: &[u8], v: &Value, found: KeyMatch<'_>) -> Option<i32> {
    let weak = is_weak(found);
    let brand = if found.brand { BRAND } else { 0 };
    if value::is_uuid(text) {
        return (!weak).then_some(brand - 150);
    }
    // Blanks are prose, brackets are code and expressions.
    let in_token = |b: &u8| {
        b.is_ascii_graphic()
            && !matches!(
                b,
                b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'<' | b'>' | b'\\' | b'*' | b'"' | b'`'
            )
    };
    let made_up = made_up(text, v, found.phrase);
    if !text.iter().all(in_token) {
        // Salts of WordPress and the like are drawn from all marks there are.
        let salt = v.quoted
            && text.len() >= SALT_BYTES_MIN
            && value::classes(text) == 3
            && !text.contains(&b' ')
            && value::is_random(text);
        return (made_up || salt).then_some(0);
    }
    let bound = v.quoted || v.tight;
    if text.len() < TOKEN_BYTES_MIN && !bound || value::is_identifier(text) {
        return None;
    }
    let random = value::is_random(text);
    if random || is_hex_key(text) || found.brand && is_plain_token(text) {
        if weak && !v.query && (!random || value::classes(text) < 3 || text.len() < LONG_BYTES) {
            return None;
        }
        let long = if text.len() >= LONG_BYTES { 200 } else { 0 };
        return Some(long + if bound { 100 } else { 0 } + brand);
    }
    made_up.then_some(0)
}

/// Whether the key says little: it names no service, and much else is called so.
fn is_weak(found: KeyMatch<'_>) -> bool {
    !found.brand
        && matches!(
            found.phrase,
            b"key" | b"keys" | b"access" | b"private" | b"auth" | b"accessid"
        )
}

/// Whether a text after a telling word is a token.
pub(super) fn is_token(text: &[u8], brand: bool) -> bool {
    value::is_random(text) || is_hex_key(text) || brand && is_plain_token(text)
}

/// A secret that a person made up: `jwt_secret = "my5uper$ecretKey"`.
fn made_up(text: &[u8], v: &Value, phrase: &[u8]) -> bool {
    let secret = phrase.ends_with(b"secret") || phrase.ends_with(b"secretkey");
    let digits = text.iter().any(u8::is_ascii_digit);
    let marks = text
        .iter()
        .any(|b| matches!(b, b'!' | b'@' | b'#' | b'$' | b'%' | b'^' | b'&' | b'*'));
    secret
        && v.quoted
        && (digits && value::classes(text) >= 2 || marks && value::classes(text) >= 1)
        && !text.contains(&b' ')
        && !value::is_identifier(text)
        && !is_selector(text)
}

/// A key of a usual length in hexadecimal digits, even where they are in order.
fn is_hex_key(text: &[u8]) -> bool {
    let hex =
        text.len() >= 24 && text.len().is_multiple_of(2) && text.iter().all(u8::is_ascii_hexdigit);
    hex && value::classes(text) >= 2 && value::distinct(text) >= 8
}

/// What a key of a service may look like when it is not drawn well.
fn is_plain_token(text: &[u8]) -> bool {
    let digits = text.iter().any(u8::is_ascii_digit);
    let varied = value::distinct(text) >= 8 && !value::is_placeholder(text);
    varied
        && (digits && value::classes(text) >= 2
            || text.len() >= 20 && value::classes(text) >= 2 && !randomness::is_name(text))
}
