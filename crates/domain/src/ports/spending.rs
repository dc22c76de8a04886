//! How much was handed out, and up to what more may be.

use async_trait::async_trait;

use super::StoreError;
use crate::budget::{BudgetRaise, Handout, Room};
use crate::time::Timestamp;

/// What counts to the budgets of members and cases.
#[async_trait]
pub trait Spending: Send + Sync {
    /// Whether there is room for handing this out now. Others may be faster: what counts is the answer of
    /// [`Change::HandOut`](crate::commit::Change::HandOut).
    async fn room_for(&self, it: &Handout) -> Result<Room, StoreError>;
    /// The raises that hold at `now`, soonest end first.
    async fn budget_raises(&self, now: Timestamp) -> Result<Vec<BudgetRaise>, StoreError>;
}
