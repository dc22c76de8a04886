//! Detectors: from an anchor to a candidate. Each looks a bounded way back and ahead, so that all together
//! take linear time on any input.

mod address;
mod announced;
mod assignment;
mod authorization;
mod base64;
mod by_first;
mod card;
mod command;
mod cookie;
mod date;
mod email;
mod expiry;
mod form;
mod iban;
mod id;
mod judge;
mod jwt;
mod key_block;
mod makeup;
mod network;
mod pair;
mod password_hash;
mod person;
mod phone;
mod prose;
mod randomness;
mod term;
mod url_password;
mod value;
mod vendor;

pub(crate) use address::{american, keyed_address, postal_code, town};
pub(crate) use assignment::assignment;
pub(crate) use authorization::{basic, bearer};
pub(crate) use base64::decode as decode_base64;
pub(crate) use card::{STRIPE, card, follows_code};
pub(crate) use command::command;
pub(crate) use cookie::cookies;
pub(crate) use date::date;
pub(crate) use email::{REDACTED_DOMAIN, email};
pub(crate) use form::{Beginning, Form, Front, Head, Heads};
pub(crate) use iban::iban;
pub(crate) use id::{capitals, ids, keyed_id, may_be_keyed_id};
pub(crate) use jwt::jwt;
pub(crate) use key_block::{KEY_BLOCK_BEGIN, KeyBlocks};
pub(crate) use network::{Colons, NoV6, Reach, address, colons, ipv4};
pub(crate) use password_hash::password_hash;
pub(crate) use person::name;
pub(crate) use phone::{international, keyed_phone, national, ten_digits};
pub(crate) use prose::{named, titled};
pub(crate) use term::{Term, Terms};
pub(crate) use url_password::url_password;
pub(crate) use value::is_placeholder;
pub(crate) use vendor::{may_name_token, spoken, vendors};

/// A range that a validator accepted.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) rule: u16,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Evidence of the validator, in hundredths of a bit.
    pub(crate) score: i32,
    pub(crate) terms: Terms,
    /// The detector judged the key itself; no further context is taken.
    pub(crate) keyed: bool,
    /// The value goes on beyond `end`.
    pub(crate) long: bool,
    /// A checksum was asked; it did not hold. Both are counted by column.
    pub(crate) checked: bool,
    pub(crate) failed: bool,
    /// When it ends by its own word, in Unix seconds.
    pub(crate) expires: Option<i64>,
}

impl Candidate {
    pub(crate) fn new(rule: u16, start: usize, end: usize, score: i32) -> Self {
        Self {
            rule,
            start,
            end,
            score,
            terms: Terms::default(),
            keyed: false,
            long: false,
            checked: false,
            failed: false,
            expires: None,
        }
    }

    pub(crate) fn because(mut self, term: impl Into<Term>) -> Self {
        self.terms.push(term.into());
        self
    }
}

/// Whether a token may begin at `i`: no letter, digit or `_` before it, unless that is an escape (`\n4111…`).
fn starts_token(w: &[u8], i: usize) -> bool {
    let previous = crate::bytes::before(w, i);
    if !(previous.is_ascii_alphanumeric() || previous == b'_') {
        return true;
    }
    matches!(previous, b'n' | b'r' | b't') && i >= 2 && crate::bytes::before(w, i - 1) == b'\\'
}

/// Whether a token may end before `i`.
fn ends_token(w: &[u8], i: usize) -> bool {
    let next = crate::bytes::at(w, i);
    !(next.is_ascii_alphanumeric() || next == b'_')
}

/// Whether what ends before `end` goes on after a dash or dot.
fn joined(w: &[u8], end: usize) -> bool {
    let next = crate::bytes::at(w, end);
    matches!(next, b'.' | b'-') && crate::bytes::at(w, end + 1).is_ascii_alphanumeric()
}

/// Length of the stretch at the front of `bytes` for which `f` holds, at most `most`.
pub(crate) fn span(bytes: &[u8], most: usize, f: impl Fn(u8) -> bool) -> usize {
    let bytes = crate::bytes::cut(bytes, 0..most);
    (bytes.iter().position(|b| !f(*b))).unwrap_or(bytes.len())
}
