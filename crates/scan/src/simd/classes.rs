//! The classes of bytes, written once: each instruction set makes its code from this list. Bytes that are in several classes
//! stand alone in each, not in a range: they are compared once for all of them.

use super::Letters;

/// Calls a macro with all classes: what each is called, and the ranges of bytes that are in it.
macro_rules! with_classes {
    ($of:ident) => {
        $of! {
            digit: b'0'..=b'9';
            upper: b'A'..=b'Z';
            lower: b'a'..=b'z';
            /// Blank or tab.
            blank: b' '..=b' ' | b'\t'..=b'\t';
            underscore: b'_'..=b'_';
            dash: b'-'..=b'-';
            dot: b'.'..=b'.';
            slash: b'/'..=b'/';
            colon: b':'..=b':';
            assign: b'='..=b'=' | b'>'..=b'>';
            /// May stand between a key and its operator.
            close: b'"'..=b'"' | b'\''..=b'\'' | b'\\'..=b'\\' | b']'..=b']';
            sign: b'@'..=b'@';
            plus: b'+'..=b'+';
            paren: b'('..=b'(';
            backslash: b'\\'..=b'\\';
            newline: b'\n'..=b'\n';
            /// May stand after a blank before what is named or given: `id "…"`, `id #17`, `17 (id)`.
            mark: b'"'..=b'"' | b'#'..=b'#' | b'\''..=b'\'' | b'('..=b'(' | b'`'..=b'`';
        }
    };
}
pub(super) use with_classes;

macro_rules! masks {
    ($($(#[$doc:meta])* $name:ident: $($first:literal..=$last:literal)|+;)+) => {
        /// The classes of one block: bit `i` says that byte `i` is in the class.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub(super) struct Masks {
            $($(#[$doc])* pub(super) $name: u64,)+
        }
    };
}
with_classes!(masks);

impl Masks {
    #[inline(always)]
    pub(super) fn letters(self) -> Letters {
        Letters {
            upper: self.upper,
            lower: self.lower,
            digit: self.digit,
        }
    }
}
