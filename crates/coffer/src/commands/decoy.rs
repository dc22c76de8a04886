//! `coffer alert decoy…`

use clap::Args;
use coffer_client::Client;
use coffer_client::api::alerts::{DecoyCredential, NewDecoy, NewDecoyCredential};
use serde_json::json;

use crate::context::Ctx;
use crate::exit::Exit;

#[derive(Args)]
pub(crate) struct DecoyArgs {
    /// The case: id or reference
    #[arg(value_name = "CASE")]
    case: String,
    /// Its name, such as vpn-credentials.txt
    #[arg(value_name = "NAME")]
    name: String,
    /// Its content, made up; 16 bytes to 64 KiB
    #[arg(value_name = "TEXT")]
    content: String,
}

#[derive(Args)]
pub(crate) struct DecoyTokenArgs {
    /// Where it will lie, for whoever is told that it was used
    #[arg(value_name = "PLACE")]
    place: String,
}

#[derive(Args)]
pub(crate) struct DecoyAccountArgs {
    /// Its address; no member may have it
    #[arg(value_name = "EMAIL")]
    email: String,
    /// Where address and password will lie, for whoever is told that they were used
    #[arg(value_name = "PLACE")]
    place: String,
}

#[derive(Args)]
pub(crate) struct DecoyArg {
    /// Id of the decoy, as `coffer alert decoys` has it
    #[arg(value_name = "DECOY")]
    decoy: String,
}

pub(crate) async fn plant(ctx: &Ctx, client: &Client, args: DecoyArgs) -> anyhow::Result<Exit> {
    let new = NewDecoy {
        name: args.name,
        content: args.content,
    };
    let decoy = client.plant_decoy(&args.case, &new).await?;
    ctx.show(&decoy, |out, decoy| {
        out.details(&[
            ("id", decoy.id.clone()),
            ("case", decoy.case.clone()),
            ("name", decoy.name.clone()),
        ])
    })
}

pub(crate) async fn plant_token(
    ctx: &Ctx,
    client: &Client,
    args: DecoyTokenArgs,
) -> anyhow::Result<Exit> {
    let new = NewDecoyCredential {
        kind: "token".to_owned(),
        place: args.place,
        email: None,
    };
    planted(ctx, &client.plant_decoy_credential(&new).await?)
}

pub(crate) async fn plant_account(
    ctx: &Ctx,
    client: &Client,
    args: DecoyAccountArgs,
) -> anyhow::Result<Exit> {
    let new = NewDecoyCredential {
        kind: "account".to_owned(),
        place: args.place,
        email: Some(args.email),
    };
    planted(ctx, &client.plant_decoy_credential(&new).await?)
}

fn planted(ctx: &Ctx, decoy: &DecoyCredential) -> anyhow::Result<Exit> {
    ctx.out
        .note("This is shown once. It opens nothing; put it where whoever looks round finds it.");
    ctx.show(decoy, |out, decoy| {
        let mut rows = vec![("id", decoy.id.clone()), ("place", decoy.place.clone())];
        match &decoy.email {
            Some(email) => {
                rows.push(("email", email.clone()));
                rows.push(("password", decoy.secret.clone()));
            }
            None => rows.push(("token", decoy.secret.clone())),
        }
        out.details(&rows)
    })
}

pub(crate) async fn list(ctx: &Ctx, client: &Client) -> anyhow::Result<Exit> {
    let decoys = client.decoys().await?;
    let head = ["id", "kind", "place", "case", "email", "by", "set out"];
    ctx.show_list(&decoys, &head, |decoy| {
        let or_none = |text: &Option<String>| text.clone().unwrap_or_default();
        vec![
            decoy.id.clone(),
            decoy.kind.clone(),
            decoy.place.clone(),
            or_none(&decoy.case),
            or_none(&decoy.email),
            or_none(&decoy.by),
            decoy.created.clone(),
        ]
    })
}

pub(crate) async fn end(ctx: &Ctx, client: &Client, args: DecoyArg) -> anyhow::Result<Exit> {
    client.withdraw_decoy(&args.decoy).await?;
    ctx.show(&json!({ "ended": true }), |_, _| Ok(()))
}
