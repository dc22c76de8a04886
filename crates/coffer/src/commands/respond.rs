//! What is begun and ended by hand, and what every member reports: `coffer alert respond`, `lift`, `report`.

use clap::Args;
use coffer_client::api::alerts::{Alert, LiftAlert, NewReport, NewResponse};
use coffer_client::{CallError, Client};

use crate::context::Ctx;
use crate::exit::Exit;
use crate::units;

#[derive(Args)]
pub(crate) struct LiftArgs {
    /// Id of the alert
    #[arg(value_name = "ALERT")]
    alert: String,
    /// Only this response, such as `hold_handouts`; all unless said
    #[arg(long, value_name = "RESPONSE")]
    only: Option<String>,
    /// Why, at least 10 characters
    #[arg(value_name = "TEXT")]
    text: String,
}

#[derive(Args)]
pub(crate) struct RespondArgs {
    /// Id of the alert
    #[arg(value_name = "ALERT")]
    alert: String,
    /// Which response: one that `coffer alert show` lists as possible
    #[arg(value_name = "RESPONSE")]
    response: String,
    /// For how long, at most 14 days; as long as the rule's own responses last unless said
    #[arg(long = "for", value_name = "SPAN", value_parser = units::parse_hours)]
    hours: Option<u32>,
    /// Why, at least 10 characters; of `warn_staff`, what members are told
    #[arg(value_name = "TEXT")]
    text: String,
}

#[derive(Args)]
pub(crate) struct ReportArgs {
    /// What you saw, at least 10 characters; no passwords or customers' data
    #[arg(value_name = "TEXT")]
    text: String,
}

pub(super) async fn lift(client: &Client, args: LiftArgs) -> Result<Alert, CallError> {
    let lift = LiftAlert {
        response: args.only,
        text: args.text,
    };
    client.lift_alert(&args.alert, &lift).await
}

pub(super) async fn begin(client: &Client, args: RespondArgs) -> Result<Alert, CallError> {
    let new = NewResponse {
        response: args.response,
        hours: args.hours,
        note: args.text,
    };
    client.respond_to_alert(&args.alert, &new).await
}

pub(super) async fn report(ctx: &Ctx, client: &Client, args: ReportArgs) -> anyhow::Result<Exit> {
    let report = NewReport { text: args.text };
    client.report_suspicion(&report).await?;
    ctx.out.note("Reported. A security officer is told.");
    Ok(Exit::Ok)
}
