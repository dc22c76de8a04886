//! `cofferd openapi`

use std::process::ExitCode;

use clap::Args;

use crate::output;

/// Print the OpenAPI document of this version
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd openapi > openapi.json")]
pub(crate) struct Openapi {}

impl Openapi {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        output::line(coffer_http::openapi_json()?.trim_end())?;
        Ok(ExitCode::SUCCESS)
    }
}
