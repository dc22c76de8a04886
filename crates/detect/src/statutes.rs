//! How long the law gives: data, with its sources, for alerts that may be an incident.

use coffer_domain::time::Span;
use serde::Deserialize;

use crate::rule::RuleError;

const FILE: &str = "statutes.toml";
const TEXT: &str = include_str!("../statutes.toml");

/// One duty to tell somebody.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// What the ledger calls it. It is in ledgers that outlive this version.
    pub id: String,
    /// The law, and where in it.
    pub regime: String,
    /// Whose duty it is.
    pub who: String,
    /// Who has to be told.
    pub tell: String,
    /// Within how many hours at the latest.
    pub hours: u32,
    /// Where that stands.
    pub source: String,
    /// When that was read.
    pub as_of: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Statutes {
    clock: Vec<Clock>,
}

impl Clock {
    /// How long there is at the latest.
    #[must_use]
    pub fn span(&self) -> Span {
        Span::hours(i64::from(self.hours))
    }

    /// All there are, the shortest first.
    ///
    /// # Errors
    /// The embedded file is not readable; a test makes sure that it is.
    pub fn builtin() -> Result<Vec<Self>, RuleError> {
        let statutes: Statutes = toml::from_str(TEXT).map_err(|error| RuleError::Toml {
            file: FILE.to_owned(),
            source: Box::new(error),
        })?;
        let mut clocks = statutes.clock;
        clocks.sort_by_key(|clock| clock.hours);
        Ok(clocks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_clock_names_its_source_and_runs_for_a_while() {
        let clocks = Clock::builtin().unwrap();
        assert!(
            clocks
                .iter()
                .any(|it| it.regime.starts_with("GDPR") && it.hours == 72)
        );
        assert!(
            clocks
                .iter()
                .any(|it| it.regime.starts_with("HIPAA") && it.hours == 60 * 24)
        );
        let ids: std::collections::BTreeSet<_> = clocks.iter().map(|it| &it.id).collect();
        assert_eq!(ids.len(), clocks.len(), "ids are told apart");
        for clock in &clocks {
            assert!(clock.source.starts_with("https://"), "{}", clock.regime);
            assert_eq!(clock.as_of.len(), "2026-11-23".len(), "{}", clock.regime);
            assert!(clock.hours > 0 && !clock.tell.is_empty() && !clock.who.is_empty());
        }
    }
}
