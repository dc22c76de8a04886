//! Ids: 128 random bits each, one type per entity, written `prefix_` plus 26 Crockford base32 digits.

use std::fmt;
use std::str::FromStr;

/// Crockford's alphabet in lower case: no `i`, `l`, `o`, `u`, so ids survive being read aloud.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const TEXT_DIGITS: usize = 26;

/// Why a text is not an id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a {kind} id: expected `{prefix}_` and 26 characters of 0-9 a-z without i, l, o, u")]
pub struct IdError {
    /// The entity whose id was expected, in words.
    pub kind: &'static str,
    /// The prefix such an id starts with.
    pub prefix: &'static str,
}

fn encode(bytes: [u8; 16]) -> String {
    let value = u128::from_be_bytes(bytes);
    (0..TEXT_DIGITS)
        .rev()
        .map(|digit| {
            let index = ((value >> (digit * 5)) & 31) as usize;
            ALPHABET.get(index).copied().map_or('0', char::from)
        })
        .collect()
}

fn decode(text: &str) -> Option<[u8; 16]> {
    if text.len() != TEXT_DIGITS {
        return None;
    }
    let mut value: u128 = 0;
    for byte in text.bytes() {
        let digit = ALPHABET.iter().position(|&known| known == byte)?;
        // 26 digits carry 130 bits; the top two must be zero or two texts would name one id.
        if value >> 123 != 0 {
            return None;
        }
        value = (value << 5) | digit as u128;
    }
    Some(value.to_be_bytes())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal, $kind:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub [u8; 16]);

        impl $name {
            /// What this id's text starts with, before the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// The id with these 128 random bits.
            #[must_use]
            pub fn from_random(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}_{}", $prefix, encode(self.0))
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                text.strip_prefix(concat!($prefix, "_"))
                    .and_then(decode)
                    .map(Self)
                    .ok_or(IdError { kind: $kind, prefix: $prefix })
            }
        }
    )*};
}

ids! {
    /// The company that runs this Coffer.
    OrganisationId = "org", "organisation";
    /// A unit of the organisation's staff.
    DepartmentId = "dep", "department";
    /// One of the staff.
    MemberId = "mem", "member";
    /// A client company.
    CustomerId = "cus", "customer";
    /// A person at a customer.
    ContactId = "con", "contact";
    /// The workspace of one support ticket.
    CaseId = "case", "case";
    /// A link by which a contact sends files into one case.
    RequestId = "req", "file request";
    /// Files on their way to one contact.
    DeliveryId = "dlv", "delivery";
    /// A file of a case.
    FileId = "file", "file";
    /// One immutable sealed object: a version's bytes or a sidecar.
    ObjectId = "obj", "object";
    /// An upload that is still open.
    UploadId = "upl", "upload";
    /// A version of the organisation's own policies.
    PolicyVersionId = "pol", "policy version";
    /// A rule on how long cases are kept.
    RetentionRuleId = "ret", "retention rule";
    /// A queued piece of background work.
    JobId = "job", "job";
    /// A member's signed-in session.
    SessionId = "ses", "session";
    /// A member's API token (its public name, not its secret).
    TokenId = "tok", "token";
    /// A decoy that is not a file.
    DecoyId = "dcy", "decoy";
    /// A member's question for access.
    AccessRequestId = "acr", "access request";
    /// A time-boxed right of one member on one case.
    GrantId = "grt", "grant";
    /// A member's or contact's passkey.
    PasskeyId = "pky", "passkey";
    /// Something watching found.
    AlertId = "alr", "alert";
    /// A selection of cases that a member saved.
    ViewId = "view", "saved view";
    /// What a member or contact of a case wrote.
    MessageId = "msg", "message";
    /// A list of what file requests ask for.
    TemplateId = "tpl", "request template";
    /// A group of a directory.
    GroupId = "grp", "group";
    /// A service account.
    ServiceId = "svc", "service account";
    /// One request to the server, for finding it in the ledger and the logs.
    TraceId = "trc", "request";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_bytes_agree() {
        for bytes in [[0; 16], [255; 16], *b"0123456789abcdef"] {
            let id = CaseId(bytes);
            assert_eq!(id.to_string().parse::<CaseId>(), Ok(id));
        }
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let text = FileId([7; 16]).to_string();
        assert!(text.parse::<CaseId>().is_err());
    }

    #[test]
    fn two_texts_never_name_one_id() {
        // 130 bits of text for 128 bits of id: a leading digit above 7 would overflow.
        assert!("case_80000000000000000000000000".parse::<CaseId>().is_err());
        assert!("case_7zzzzzzzzzzzzzzzzzzzzzzzzz".parse::<CaseId>().is_ok());
        assert!("case_0000000000000000000000000".parse::<CaseId>().is_err());
        assert!("case_O0000000000000000000000000".parse::<CaseId>().is_err());
    }
}
