//! What keeps a case: its legal hold and the customer's lockbox. Those who decide about these see how they stand and which case
//! it is, not its files; most of them could not open it.

use coffer_domain::authz::{CaseFacts, Resource, act};
use coffer_domain::case::Case;
use coffer_domain::context::RequestCtx;

use crate::app::App;
use crate::cases::{CaseView, member_of};
use crate::error::AppError;

impl App {
    /// How a case is kept, for those who may see it, hold it, or set lockboxes.
    ///
    /// # Errors
    /// Unknown, refused, no member asks, or the store does not work.
    pub async fn case_protection(
        &self,
        ctx: &RequestCtx,
        case: &str,
    ) -> Result<CaseView, AppError> {
        member_of(ctx)?;
        let case = self.find_case(case).await?;
        if !self.keeps(ctx, &case).await? {
            // A refusal that is recorded, and names its rule.
            self.allow::<act::CaseView>(ctx, Resource::Case(CaseFacts::from(&case)))
                .await?;
        }
        self.shown_case(ctx, case.id).await
    }

    async fn keeps(&self, ctx: &RequestCtx, case: &Case) -> Result<bool, AppError> {
        // Seeing how it is kept does not ask for a step-up; changing it does.
        let ctx = &RequestCtx {
            reach: ctx.reach.as_stepped_up(),
            ..ctx.clone()
        };
        let organisation = Resource::Organisation(self.organisation().await?.id);
        let facts = Resource::Case(CaseFacts::from(case));
        Ok(self.may::<act::CaseHold>(ctx, facts)
            || self.may::<act::PolicyManage>(ctx, organisation))
    }
}
