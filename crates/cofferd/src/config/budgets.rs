//! How much goes out in an hour.

use coffer_domain::budget::{Allowance, Budgets};
use serde::Deserialize;

/// `[budgets]`: each within an hour.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct BudgetsSection {
    /// Originals that one member takes out.
    pub member_originals: Option<u32>,
    /// Gibibytes of originals that one member takes out.
    pub member_gib: Option<u32>,
    /// Files whose working copies one member reads.
    pub member_working_copies: Option<u32>,
    /// Originals that leave one case.
    pub case_originals: Option<u32>,
    /// Gibibytes of originals that leave one case.
    pub case_gib: Option<u32>,
    /// Files of one case whose working copies are read, counted for each reader.
    pub case_working_copies: Option<u32>,
}

impl BudgetsSection {
    /// As the application takes them.
    pub(crate) fn budgets(&self) -> Budgets {
        let usual = Budgets::default();
        let with = |usual: Allowance, files: Option<u32>, gib: Option<u32>| Allowance {
            files: files.unwrap_or(usual.files),
            bytes: gib.map(|gib| u64::from(gib) << 30).or(usual.bytes),
        };
        Budgets {
            member_originals: with(
                usual.member_originals,
                self.member_originals,
                self.member_gib,
            ),
            member_working_copies: with(
                usual.member_working_copies,
                self.member_working_copies,
                None,
            ),
            case_originals: with(usual.case_originals, self.case_originals, self.case_gib),
            case_working_copies: with(usual.case_working_copies, self.case_working_copies, None),
        }
    }
}
