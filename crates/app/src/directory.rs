//! People and groups brought by directories: who may bring them, and what follows for members.
//!
//! - **Invariant:** what a directory takes away is gone in the same commit: sessions, API tokens, enrolment links,
//!   work on cases.
//! - **Invariant:** a directory reaches only the people it brought itself; who was added here stays out of its reach.
//! - **Invariant:** what no rule of the configuration names gives no role.

mod groups;
mod people;
mod service;
mod settle;
mod sync;

pub use groups::{GroupSpec, GroupView};
pub(crate) use people::claimed_groups;
pub use people::{PersonSpec, PersonView};
pub use service::NewServiceAccount;
pub use sync::{SyncReport, SyncRules};

use coffer_domain::authz::{Resource, act};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::directory::Source;

use crate::app::App;
use crate::error::AppError;

/// Tries at a change that another one overtook.
const TRIES: u32 = 5;

impl App {
    /// Asks whether somebody may bring people: a service account of that scope, the operator, or Coffer's own sync.
    pub(crate) async fn may_provide(&self, ctx: &RequestCtx) -> Result<(), AppError> {
        if matches!(ctx.principal, Principal::Operator | Principal::System) {
            return Ok(());
        }
        let organisation = self.organisation().await?.id;
        self.allow::<act::DirectoryProvide>(ctx, Resource::Organisation(organisation))
            .await?;
        Ok(())
    }
}

/// Whether a change lost against another one and may be tried again on what is there now.
fn overtaken(error: &AppError) -> bool {
    matches!(
        error,
        AppError::Conflict("person.changed" | "group.changed")
    )
}

/// For what a directory never heard of.
const fn unknown(source: Source) -> AppError {
    match source {
        Source::Scim | Source::Ldap | Source::Oidc => AppError::NotFound("person"),
    }
}
