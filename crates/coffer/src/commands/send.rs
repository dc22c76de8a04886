//! `coffer send`: the customer's side.

mod receipts;
mod view;

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use coffer_client::limits::{CHUNK_BYTES_DEFAULT, CHUNK_BYTES_MIN, RETRY_FOR_DEFAULT};
use coffer_client::text::{shown, shown_lines};
use coffer_client::{
    CallError, Link, LinkClient, LocalFile, Outcome, SendError, Sender, Walk, walk,
};
use serde_json::json;

use crate::context::Ctx;
use crate::exit::Exit;
use crate::failure::{Failure, told};
use crate::terminal;
use crate::units::{parse_size, parse_span, size};
use view::View;

/// Tries a person has to type the code right, before the server's own limit.
const CODE_TRIES_MAX: u32 = 3;

const AFTER: &str = "\
EXAMPLES:
  coffer send 'https://coffer.example/c/req_01jd#coffer_lnk_…' bundle.tar.gz
  coffer send 'https://coffer.example/u/coffer_lnk_…/' logs/ core.zst --limit-rate 5MB
  coffer send \"$LINK\" bundle.tar.gz --mail-code
  coffer send \"$LINK\" bundle.tar.gz --code 123456 --json

Put the link in quotes. If the command is interrupted, run it again: it goes on where it stopped.
Each file's receipt is saved as coffer-receipt-NAME.json; keep it, `coffer verify` checks it.";

/// Send files and folders through the link you were given. Goes on after broken connections and restarts.
#[derive(Args)]
#[command(after_help = AFTER)]
pub(crate) struct SendArgs {
    /// The link: the page's address or the upload address
    #[arg(value_name = "URL")]
    link: String,
    /// Files and folders
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The code from the e-mail; asked for if not given and needed
    #[arg(long)]
    code: Option<String>,
    /// Only have a code mailed to the contact, then stop; run again with --code
    #[arg(long, conflicts_with = "code")]
    mail_code: bool,
    /// Bytes per second at most, such as 5MB
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    limit_rate: Option<u64>,
    /// Bytes per request, for proxies with a limit [default: 64MiB]
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    chunk_bytes: Option<u64>,
    /// Give up after this long without progress [default: 1h]
    #[arg(long, value_name = "SPAN", value_parser = parse_span)]
    retry_for: Option<Duration>,
    /// Which of what the link asks for these files answer, by its number in the list
    #[arg(long, value_name = "N")]
    item: Option<u32>,
    /// Where receipts are saved [default: the current folder]
    #[arg(long, value_name = "DIR")]
    receipts: Option<PathBuf>,
}

pub(crate) async fn run(ctx: &Ctx, args: SendArgs) -> anyhow::Result<Exit> {
    let link = Link::parse(&args.link)?;
    let chunk_bytes = args.chunk_bytes.unwrap_or(CHUNK_BYTES_DEFAULT);
    if chunk_bytes < CHUNK_BYTES_MIN {
        let message = format!("--chunk-bytes must be at least {CHUNK_BYTES_MIN}");
        return Err(Failure::local(message).into());
    }
    let found = find(ctx, &args.files)?;
    let client = ctx.link_client(link)?;
    if args.mail_code {
        return mail_code(ctx, &client).await;
    }
    admit(ctx, &client, args.code.as_deref()).await?;
    if args.item.is_none() && !ctx.json {
        tell_asked(ctx, &client).await?;
    }
    let folder = args.receipts.unwrap_or_else(|| PathBuf::from("."));
    receipts::prepare(&folder)?;
    let sender = Sender::new(&client)
        .chunk_bytes(chunk_bytes)
        .retry_for(args.retry_for.unwrap_or(RETRY_FOR_DEFAULT))
        .item(args.item)
        .limit_rate(args.limit_rate);
    send_all(ctx, &client, sender, found, &folder).await
}

/// Finds the files and says what is left out.
fn find(ctx: &Ctx, roots: &[PathBuf]) -> anyhow::Result<Walk> {
    let mut all = Walk::default();
    for root in roots {
        let found = walk(root)?;
        all.files.extend(found.files);
        all.skipped.extend(found.skipped);
    }
    for skipped in &all.skipped {
        if ctx.json {
            ctx.out.json(&json!({
                "event": "skipped",
                "reason": skipped.to_string(),
                "loss": skipped.is_loss(),
            }))?;
        } else {
            ctx.out
                .note(&format!("Not sent: {}.", shown(&skipped.to_string())));
        }
    }
    for file in all.files.iter().filter(|file| file.renamed) {
        let path = file.path.display().to_string();
        ctx.out
            .note(&format!("`{}` is sent as `{}`.", shown(&path), file.name));
    }
    if all.files.is_empty() {
        return Err(Failure::local("there is no file to send").into());
    }
    Ok(all)
}

async fn mail_code(ctx: &Ctx, client: &LinkClient) -> anyhow::Result<Exit> {
    let sent = client.ask_for_code().await?;
    if ctx.json {
        ctx.out.json(&json!({
            "event": "code_sent",
            "contact": sent.contact_masked,
            "expires": sent.expires,
        }))?;
    } else {
        ctx.out.note(&format!(
            "A code was mailed to {}; it works until {}. Run the command again with --code.",
            shown(&sent.contact_masked),
            shown(&sent.expires)
        ));
    }
    Ok(Exit::Ok)
}

/// Sees to it that this client may send.
async fn admit(ctx: &Ctx, client: &LinkClient, code: Option<&str>) -> anyhow::Result<()> {
    let info = client.info().await?;
    if !ctx.json {
        ctx.out.note(&format!(
            "Sending to {}, {}.",
            shown(&info.organisation),
            shown(&info.department)
        ));
    }
    if info.verified || info.script {
        return Ok(());
    }
    match code {
        Some(code) => Ok(client.enter_code(code).await?),
        None => ask_code(ctx, client).await,
    }
}

/// Says what the link asks for, and how to answer it.
async fn tell_asked(ctx: &Ctx, client: &LinkClient) -> anyhow::Result<()> {
    let info = client.info().await?;
    if info.asked.is_empty() {
        return Ok(());
    }
    ctx.out
        .note("Asked for; name what you send with --item NUMBER:");
    for (number, item) in (1_u32..).zip(&info.asked) {
        let state = match (item.received, item.wanted) {
            (0, true) => "wanted".to_owned(),
            (0, false) => "welcome".to_owned(),
            (count, _) => format!("{count} received"),
        };
        let how = item.how.as_deref().map(|how| format!("\n     {how}"));
        let how = how.unwrap_or_default();
        let line = format!(
            "  {number}. {} ({state}){}",
            shown(&item.name),
            shown_lines(&how)
        );
        ctx.out.note(&line);
    }
    Ok(())
}

/// Has a code mailed and asks for it at the terminal.
async fn ask_code(ctx: &Ctx, client: &LinkClient) -> anyhow::Result<()> {
    if !terminal::can_ask() {
        let message = "this link needs the code mailed to the contact, and there is no terminal to ask for it; nothing was sent.\nRun the same command with --mail-code to have a code mailed, then again with --code CODE.";
        return Err(Failure::new(Exit::Refused, message).into());
    }
    let sent = client.ask_for_code().await?;
    ctx.out.note(&format!(
        "A code was mailed to {}.",
        shown(&sent.contact_masked)
    ));
    for tries_left in (0..CODE_TRIES_MAX).rev() {
        let code = terminal::ask("Code from the e-mail")?;
        match client.enter_code(&code).await {
            Ok(()) => break,
            Err(error) if error.code() == Some("code_wrong") && tries_left > 0 => {
                ctx.out.note(&shown(&error.to_string()));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

async fn send_all(
    ctx: &Ctx,
    client: &LinkClient,
    mut sender: Sender<'_>,
    found: Walk,
    folder: &std::path::Path,
) -> anyhow::Result<Exit> {
    let mut lost = found
        .skipped
        .iter()
        .filter(|skipped| skipped.is_loss())
        .count();
    let (mut files, mut bytes) = (0_usize, 0_u64);
    for file in &found.files {
        match send_one(ctx, client, &mut sender, file).await {
            Ok(outcome) => {
                let path = receipts::save(folder, &outcome)?;
                announce(ctx, &outcome, &path)?;
                files += 1;
                bytes += outcome.bytes;
            }
            // One file that cannot be read does not keep the others back.
            Err(error @ (SendError::Read { .. } | SendError::Shrunk(_))) => {
                lost += 1;
                failed(ctx, file, &error.into())?;
            }
            Err(error) => {
                let error = anyhow::Error::new(error);
                if ctx.json {
                    failed(ctx, file, &error)?;
                }
                return Err(error.context(format!("`{}` did not arrive", shown(&file.name))));
            }
        }
    }
    if !ctx.json && files > 1 {
        ctx.out
            .note(&format!("{files} files received, {}.", size(bytes)));
    }
    if lost > 0 {
        let message =
            format!("{lost} of the files and folders named could not be sent; the others were");
        return Err(Failure::local(message).into());
    }
    Ok(Exit::Ok)
}

/// Sends one file; asks for a new code when the pass ends in between and somebody is there.
async fn send_one(
    ctx: &Ctx,
    client: &LinkClient,
    sender: &mut Sender<'_>,
    file: &LocalFile,
) -> Result<Outcome, SendError> {
    let view = View::new(ctx, file);
    loop {
        let outcome = sender.send(file, &mut |progress| view.tell(progress)).await;
        match outcome {
            Err(SendError::Call(error)) if needs_code(&error) && terminal::can_ask() => {
                ctx.out
                    .note("The pass has ended; a new code is needed to go on.");
                if let Err(refused) = ask_code(ctx, client).await {
                    ctx.out.error(&told(&refused));
                    return Err(SendError::Call(error));
                }
            }
            outcome => {
                view.clear();
                return outcome;
            }
        }
    }
}

fn needs_code(error: &CallError) -> bool {
    error.code() == Some("pass_required")
}

fn failed(ctx: &Ctx, file: &LocalFile, error: &anyhow::Error) -> anyhow::Result<()> {
    let told = told(error);
    if ctx.json {
        ctx.out
            .json(&json!({ "event": "failed", "name": file.name, "error": told }))?;
    } else {
        ctx.out.error(&told);
    }
    Ok(())
}

fn announce(ctx: &Ctx, outcome: &Outcome, receipt: &std::path::Path) -> anyhow::Result<()> {
    if ctx.json {
        return ctx.out.json(&json!({
            "event": "received",
            "id": outcome.id,
            "name": outcome.name,
            "bytes": outcome.bytes,
            "blake3": outcome.blake3,
            "receipt": receipt,
            "already_there": outcome.already_there,
        }));
    }
    let how = if outcome.already_there {
        "was already received"
    } else {
        "received"
    };
    ctx.out.line(&format!(
        "{} {how}: {}, {}, BLAKE3 {}, receipt {}",
        shown(&outcome.name),
        shown(&outcome.id),
        size(outcome.bytes),
        outcome.blake3,
        shown(&receipt.display().to_string()),
    ))?;
    Ok(())
}
