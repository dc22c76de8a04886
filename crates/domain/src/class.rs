//! How sensitive data is, and which regime's training it asks for.

use std::fmt;

macro_rules! words {
    ($(#[$doc:meta])* $type:ident { $($(#[$one:meta])* $name:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $type { $($(#[$one])* $name,)* }

        impl $type {
            /// All there are, in order.
            pub const ALL: &[$type] = &[$($type::$name,)*];

            /// The word stored and shown for it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($type::$name => $word,)* }
            }

            /// What a word names.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// How sensitive a file is, and up to which sensitivity a member is cleared. Ordered.
    Class {
        /// Anybody may know it.
        Public = "public",
        /// For the organisation's own people: what a file is unless somebody says otherwise.
        Internal = "internal",
        /// For people who need it; handing it out asks for a fresh sign-in. What members are cleared for
        /// unless somebody says otherwise.
        Confidential = "confidential",
        /// For few; handing it out asks for a fresh, phishing-resistant sign-in.
        Restricted = "restricted",
    }
}

impl Class {
    /// 0 for public to 3 for restricted, for policies that compare.
    #[must_use]
    pub const fn level(self) -> u8 {
        self as u8
    }
}

words! {
    /// A regime whose data only people with its current course may touch.
    Lane {
        /// Cardholder data (PCI DSS).
        Pci = "pci",
        /// Health data (HIPAA).
        Phi = "phi",
        /// Customers' financial data (GLBA).
        Glba = "glba",
        /// Education records (FERPA).
        Ferpa = "ferpa",
    }
}

impl Lane {
    /// The scanner's label for data in this lane.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Lane::Pci => "pci",
            Lane::Phi => "hipaa",
            Lane::Glba => "glba",
            Lane::Ferpa => "ferpa",
        }
    }

    /// The lane that data with this label of the scanner is in, if it is in one.
    #[must_use]
    pub fn of_label(label: &str) -> Option<Self> {
        Lane::ALL.iter().copied().find(|lane| lane.label() == label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_ordered_as_their_levels() {
        let levels: Vec<u8> = Class::ALL.iter().map(|class| class.level()).collect();
        assert_eq!(levels, [0, 1, 2, 3]);
        assert!(Class::Confidential < Class::Restricted);
    }

    #[test]
    fn words_lead_back() {
        for lane in Lane::ALL {
            assert_eq!(Lane::from_word(lane.as_str()), Some(*lane));
        }
        assert_eq!(Lane::of_label("hipaa"), Some(Lane::Phi));
        assert_eq!(Lane::of_label("pii"), None);
        assert_eq!(Class::from_word("secret"), None);
    }
}
