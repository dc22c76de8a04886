//! `coffer request`

use clap::{Args, Subcommand};
use coffer_client::Client;
use coffer_client::api::cases::{FileRequest, NewFileRequest};
use coffer_client::api::checklist::NewAskedItem;
use coffer_client::text::shown;

use super::template::AskArgs;
use crate::context::Ctx;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::units::{parse_hours, parse_size, size};

#[derive(Subcommand)]
pub(crate) enum RequestCommand {
    /// Make a link by which a contact sends files into a case
    #[command(
        after_help = "EXAMPLES:\n  coffer request create --case T-48213 --contact jane@contoso.example\n  coffer request create --case T-48213 --contact jane@contoso.example --expires 48h --max-bytes 10GiB --max-files 5\n  coffer request create --case T-48213 --contact jane@contoso.example --template log-bundle --ask 'Gateway log=journalctl -u gateway > gateway.log'\n  coffer request create --case T-48213 --contact jane@contoso.example --script --json"
    )]
    Create(CreateArgs),
    /// List the file requests of a case
    #[command(after_help = "EXAMPLES:\n  coffer request list --case T-48213")]
    List(ListArgs),
    /// Take a file request back: its link stops working at once
    #[command(after_help = "EXAMPLES:\n  coffer request withdraw req_01jd2v7k3m")]
    Withdraw(WithdrawArgs),
}

#[derive(Args)]
pub(crate) struct CreateArgs {
    /// The case: reference or id
    #[arg(long)]
    case: String,
    /// The contact's e-mail address
    #[arg(long, value_name = "EMAIL")]
    contact: String,
    /// How long the link works, such as 14d or 48h [default: 14 days; at most 90]
    #[arg(long, value_name = "SPAN", value_parser = parse_hours)]
    expires: Option<u32>,
    /// How many bytes it takes in all, such as 10GiB
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    max_bytes: Option<u64>,
    /// How many files it takes in all
    #[arg(long, value_name = "N")]
    max_files: Option<u32>,
    /// No e-mail code: whoever has the upload address may send (for curl and collectors)
    #[arg(long)]
    script: bool,
    /// Ask for what a template names, by its id, key or name; `coffer template list` shows them; repeat for more
    #[arg(long, value_name = "TEMPLATE")]
    template: Vec<String>,
    #[command(flatten)]
    asked: AskArgs,
    /// The language of whoever is asked: en or de; the page opens in it
    #[arg(long, value_name = "TAG", value_parser = ["en", "de"])]
    language: Option<String>,
}

#[derive(Args)]
pub(crate) struct ListArgs {
    /// The case: reference or id
    #[arg(long)]
    case: String,
}

#[derive(Args)]
pub(crate) struct WithdrawArgs {
    /// The file request's id
    request: String,
}

pub(crate) async fn run(ctx: &Ctx, command: RequestCommand) -> anyhow::Result<Exit> {
    let client = ctx.client()?;
    match command {
        RequestCommand::Create(args) => {
            let mut asked = from_templates(&client, &args).await?;
            asked.extend(args.asked.into_items());
            let new = NewFileRequest {
                asked,
                contact: args.contact,
                expires_hours: args.expires,
                max_bytes: args.max_bytes,
                max_files: args.max_files,
                script: args.script,
            };
            let mut created = client.create_request(&args.case, &new).await?;
            if let Some(language) = &args.language {
                created.page_url = in_language(&created.page_url, language);
            }
            ctx.out
                .note("The addresses are shown once; they hold the link's secret.");
            ctx.show(&created, |out, created| {
                let mut rows = rows(&created.request);
                rows.push(("page", created.page_url.clone()));
                rows.push(("upload", created.upload_url.clone()));
                out.details(&rows)
            })
        }
        RequestCommand::List(args) => {
            let requests = client.requests(&args.case).await?;
            let head = [
                "id", "contact", "state", "files", "bytes", "expires", "script",
            ];
            ctx.show_list(&requests, &head, |request| {
                vec![
                    request.id.clone(),
                    request.contact.clone(),
                    request.state.clone(),
                    format!("{}/{}", request.used_files, request.max_files),
                    format!("{}/{}", size(request.used_bytes), size(request.max_bytes)),
                    request.expires.clone(),
                    if request.script { "yes" } else { "no" }.to_owned(),
                ]
            })
        }
        RequestCommand::Withdraw(args) => {
            let request = client.withdraw_request(&args.request).await?;
            ctx.show(&request, |out, request| out.details(&rows(request)))
        }
    }
}

/// What the named templates ask for, one after another.
async fn from_templates(client: &Client, args: &CreateArgs) -> anyhow::Result<Vec<NewAskedItem>> {
    if args.template.is_empty() {
        return Ok(Vec::new());
    }
    let language = args.language.as_deref().unwrap_or("en");
    let known = client.case_templates(&args.case, language).await?;
    let mut items = Vec::new();
    for wanted in &args.template {
        let found = known
            .iter()
            .find(|it| it.id == *wanted || it.name == *wanted);
        let found = found.ok_or_else(|| {
            let message = format!("there is no template `{}` for this case", shown(wanted));
            Failure::local(message)
        })?;
        items.extend(found.items.iter().cloned());
    }
    Ok(items)
}

/// The page's address, such that it opens in a language: the query stands before the secret.
fn in_language(page_url: &str, language: &str) -> String {
    match page_url.split_once('#') {
        Some((page, secret)) => format!("{page}?lang={language}#{secret}"),
        None => page_url.to_owned(),
    }
}

fn rows(request: &FileRequest) -> Vec<(&'static str, String)> {
    vec![
        ("id", request.id.clone()),
        ("contact", request.contact.clone()),
        ("state", request.state.clone()),
        (
            "files",
            format!("{} of {}", request.used_files, request.max_files),
        ),
        (
            "bytes",
            format!(
                "{} of {}",
                size(request.used_bytes),
                size(request.max_bytes)
            ),
        ),
        ("expires", request.expires.clone()),
    ]
    .into_iter()
    .chain(request.asked.iter().map(|item| {
        let state = match (item.files.len(), item.wanted) {
            (0, true) => "wanted".to_owned(),
            (0, false) => "welcome".to_owned(),
            (count, _) => format!("{count} files"),
        };
        ("asked", format!("{}: {state}", item.name))
    }))
    .collect()
}
