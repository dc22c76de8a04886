//! Holding a case for the law: while it is held, none of its files is erased.

use coffer_domain::authz::{CaseFacts, Resource, act};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};

use crate::app::App;
use crate::error::AppError;
use crate::reason;

impl App {
    /// Holds a case for the law, open or closed, or ends that.
    ///
    /// # Errors
    /// Unknown, refused, no reason, or the store does not work.
    pub async fn hold_case(
        &self,
        ctx: &RequestCtx,
        case: &str,
        on: bool,
        reason: &str,
    ) -> Result<(), AppError> {
        let reason = reason::checked("reason", reason)?;
        let case = self.find_case(case).await?;
        let proof = self
            .allow::<act::CaseHold>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        let event = Event::new(EventKind::CaseHoldSet)
            .case(case.id)
            .object(case.id)
            .with("on", on)
            .with("rules", proof.rule_ids())
            .personal("reason", reason);
        let change = Change::SetLegalHold {
            case: case.id,
            held: on,
        };
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        Ok(())
    }
}
