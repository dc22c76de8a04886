//! The rules in force, and the name that tells reports of other rules apart.

use coffer_scan::RuleSet;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// Bytes of the hash that a rule set is named by.
const NAME_BYTES: usize = 8;

/// The rules that scans ask, those of the organisation included.
pub struct ScanRules {
    set: RuleSet,
    name: String,
}

impl ScanRules {
    /// Compiled rules. `own` are the organisation's rule files, name and text, which are part of `set`: their ids stay
    /// when somebody edits them, so their texts count.
    #[must_use]
    pub fn new(set: RuleSet, own: &[(String, String)]) -> Self {
        let mut ids: Vec<&str> = set.rule_ids().collect();
        ids.sort_unstable();
        let mut hash = Sha256::new();
        let parts = ids
            .into_iter()
            .chain(own.iter().map(|(_, text)| text.as_str()));
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let hash = hash.finalize();
        let name = hash.iter().copied().take(NAME_BYTES).collect::<Vec<_>>();
        Self {
            name: HEXLOWER.encode(&name),
            set,
        }
    }

    /// Sixteen hex digits: equal for equal rules.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The compiled rules.
    #[must_use]
    pub fn set(&self) -> &RuleSet {
        &self.set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_follows_the_organisations_own_rules() {
        let named = |own: &[(&str, &str)]| {
            let own: Vec<_> = own
                .iter()
                .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
                .collect();
            ScanRules::new(RuleSet::builtin().unwrap(), &own)
                .name()
                .to_owned()
        };
        let builtin = named(&[]);
        assert_eq!(builtin.len(), 16);
        assert_eq!(builtin, named(&[]));
        let own = named(&[("staff.toml", "a = 1")]);
        assert_eq!(own, named(&[("renamed.toml", "a = 1")]));
        assert!(![builtin, named(&[("staff.toml", "a = 2")])].contains(&own));
    }
}
