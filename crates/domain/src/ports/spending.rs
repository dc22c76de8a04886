//! How much was handed out, and up to what more may be.

use async_trait::async_trait;

use super::StoreError;
use crate::budget::{BudgetRaise, Handout};
use crate::time::Timestamp;

/// What counts to the budgets of members and cases.
#[async_trait]
pub trait Spending: Send + Sync {
    /// Whether handing this out now would be refused. Others may be faster: what counts is the answer of
    /// [`Change::HandOut`](crate::commit::Change::HandOut).
    async fn is_budget_spent(&self, it: &Handout) -> Result<bool, StoreError>;
    /// The raises that hold at `now`, soonest end first.
    async fn budget_raises(&self, now: Timestamp) -> Result<Vec<BudgetRaise>, StoreError>;
}
