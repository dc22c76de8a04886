//! What a type of sensitive data is: its names, the rules of law it falls under, and how it is written when masked.

/// A type of sensitive data as named in the rules that found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeName {
    /// For people and the API: `payment_card`.
    pub name: String,
    /// In pseudonyms: `CARD`.
    pub token: String,
    /// What it falls under.
    pub labels: Labels,
    /// Whether the working copy masks it. What is not masked is listed all the same.
    pub mask: bool,
    /// How a stand-in of the same form is made.
    pub format: Format,
}

macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$vm:meta])* $variant:ident => $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$vm])* $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word used in rules and in the API.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The one with this word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| v.word() == word)
            }

            pub(crate) fn code(self) -> u8 {
                Self::ALL.iter().position(|v| *v == self).map_or(0, |i| u8::try_from(i).unwrap_or(0))
            }

            pub(crate) fn from_code(code: u8) -> Option<Self> {
                Self::ALL.get(usize::from(code)).copied()
            }
        }
    };
}

vocabulary! {
    /// A rule of law or of trade that a type of data falls under. New ones go at the end: the position is stored.
    Label {
        /// PCI DSS: cardholder and authentication data.
        Pci => "pci",
        /// Data about a person.
        Pii => "pii",
        /// One of the 18 identifiers of 45 CFR 164.514(b)(2), or health data beside them.
        Hipaa => "hipaa",
        /// Nonpublic personal information, 16 CFR 314.
        Glba => "glba",
        /// Education records, 34 CFR 99.
        Ferpa => "ferpa",
        /// Personal data, GDPR article 4.
        Gdpr => "gdpr",
        /// Special categories, GDPR article 9.
        GdprSpecial => "gdpr_special",
        /// Gives access to something.
        Secret => "secret",
    }
}

/// A set of labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Labels(u8);

impl Labels {
    /// With `label` added.
    #[must_use]
    pub fn with(self, label: Label) -> Self {
        Self(self.0 | 1 << label.code())
    }

    /// Whether `label` is one of them.
    #[must_use]
    pub fn has(self, label: Label) -> bool {
        self.0 & 1 << label.code() != 0
    }

    /// In the order of [`Label::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Label> {
        (0..8)
            .filter_map(Label::from_code)
            .filter(move |l| self.has(*l))
    }

    pub(crate) fn bits(self) -> u8 {
        self.0
    }

    pub(crate) fn from_bits(bits: u8) -> Self {
        Self(bits)
    }
}

vocabulary! {
    /// How a stand-in of the same form is made of a value. New ones go at the end: the position is stored.
    Format {
        /// There is none: a token or a mask.
        None => "none",
        /// Payment card number.
        Card => "card",
        /// IBAN.
        Iban => "iban",
        /// US social security number.
        Ssn => "ssn",
        /// Telephone number.
        Phone => "phone",
        /// E-mail address.
        Email => "email",
        /// IPv4 or IPv6 address.
        Ip => "ip",
        /// Hardware address.
        Mac => "mac",
        /// Calendar date.
        Date => "date",
        /// Digits of any other number.
        Digits => "digits",
    }
}

vocabulary! {
    /// How a pseudonym is written. New ones go at the end: the position is stored.
    Style {
        /// `<CARD:7Q2MX4KA9T>`.
        Plain => "plain",
        /// In quotes, for a bare number in JSON.
        Quoted => "quoted",
        /// `CARD_7Q2MX4KA9T`: within XML and URLs, where angle brackets mean something.
        Word => "word",
    }
}
