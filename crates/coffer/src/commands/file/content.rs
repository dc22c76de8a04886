//! `coffer file cat|get`

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;
use coffer_client::backoff::Backoff;
use coffer_client::limits::DOWNLOAD_TRIES_MAX;
use coffer_client::text::shown_lines;
use coffer_client::{CallError, Client, Download};
use serde_json::json;

use super::inside::member;
use super::{CatArgs, GetArgs};
use crate::context::Ctx;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::progress;

/// Waits between tries add up to less than this.
const RETRY_FOR: std::time::Duration = std::time::Duration::from_secs(600);

pub(super) async fn cat(ctx: &Ctx, args: CatArgs) -> anyhow::Result<Exit> {
    let client = ctx.client()?;
    let wanted = wanted(&client, &args.file, args.member.as_deref()).await?;
    let mut download = client.working_copy(&args.file, wanted).await?;
    if ctx.json {
        return Err(Failure::local(
            "`file cat` prints the content itself; there is no --json for it",
        )
        .into());
    }
    let mut shown = Shown::default();
    while let Some(chunk) = download.chunk().await? {
        shown.write(ctx, &chunk)?;
    }
    shown.end(ctx)?;
    ctx.out.flush()?;
    Ok(Exit::Ok)
}

async fn wanted(client: &Client, file: &str, wanted: Option<&str>) -> anyhow::Result<u32> {
    match wanted {
        Some(wanted) => member(client, file, wanted).await,
        None => Ok(0),
    }
}

/// Content on its way to standard output: untouched for programs; on a terminal, which obeys what it is shown,
/// control characters are escaped.
#[derive(Default)]
struct Shown {
    rest: Vec<u8>,
}

impl Shown {
    fn write(&mut self, ctx: &Ctx, chunk: &[u8]) -> anyhow::Result<()> {
        use std::io::IsTerminal as _;
        if !std::io::stdout().is_terminal() {
            ctx.out.raw(chunk)?;
            return Ok(());
        }
        self.rest.extend_from_slice(chunk);
        // A character cut in two by the end of the chunk waits for its other half.
        let whole = match std::str::from_utf8(&self.rest) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => self.rest.len(),
        };
        let rest = self.rest.split_off(whole);
        let text = String::from_utf8_lossy(&self.rest);
        ctx.out.raw(shown_lines(&text).as_bytes())?;
        self.rest = rest;
        Ok(())
    }

    fn end(&self, ctx: &Ctx) -> anyhow::Result<()> {
        let text = String::from_utf8_lossy(&self.rest);
        ctx.out.raw(shown_lines(&text).as_bytes())?;
        Ok(())
    }
}

pub(super) async fn get(ctx: &Ctx, args: GetArgs) -> anyhow::Result<Exit> {
    let client = ctx.client()?;
    let file = client.file(&args.file).await?;
    let mut target = Target::open(&args.output, args.force)?;
    let bar = progress::bar(ctx, &file.name, args.original.then_some(file.bytes));
    let saved = if args.original {
        let saved = original(&client, &args.file, &mut target, &bar).await?;
        if saved.blake3 != file.blake3 {
            target.discard();
            let message = format!(
                "what was received is not the file: BLAKE3 {} instead of {}; nothing was saved",
                saved.blake3, file.blake3
            );
            return Err(Failure::not_verified(message).into());
        }
        saved
    } else {
        let wanted = wanted(&client, &args.file, args.member.as_deref()).await?;
        let mut saved = Saved::default();
        let mut download = client.working_copy(&args.file, wanted).await?;
        take(&mut download, &mut target, &mut saved, &bar)
            .await
            .map_err(Taken::into_error)?;
        saved.finish()
    };
    bar.finish_and_clear();
    target.finish()?;
    if args.output.as_os_str() == "-" {
        return Ok(Exit::Ok);
    }
    let copy = if args.original { "original" } else { "working" };
    let value = json!({
        "id": file.id,
        "path": args.output,
        "copy": copy,
        "bytes": saved.bytes,
        "blake3": saved.blake3,
    });
    if ctx.json {
        ctx.out.json(&value)?;
    } else {
        let path = args.output.display();
        ctx.out.note(&format!(
            "{} bytes of the {copy} copy saved to `{path}`.",
            saved.bytes
        ));
    }
    Ok(Exit::Ok)
}

/// What was received.
#[derive(Default)]
struct Saved {
    hasher: blake3::Hasher,
    bytes: u64,
    blake3: String,
}

impl Saved {
    fn finish(mut self) -> Self {
        self.blake3 = self.hasher.finalize().to_hex().to_string();
        self
    }
}

/// Why receiving ended early.
enum Taken {
    Call(CallError),
    Write(anyhow::Error),
}

impl Taken {
    fn into_error(self) -> anyhow::Error {
        match self {
            Self::Call(error) => error.into(),
            Self::Write(error) => error,
        }
    }
}

async fn take(
    download: &mut Download,
    target: &mut Target,
    saved: &mut Saved,
    bar: &indicatif::ProgressBar,
) -> Result<(), Taken> {
    while let Some(chunk) = download.chunk().await.map_err(Taken::Call)? {
        target.write(&chunk).map_err(Taken::Write)?;
        saved.hasher.update(&chunk);
        saved.bytes += chunk.len() as u64;
        bar.set_position(saved.bytes);
    }
    Ok(())
}

/// Receives the original, going on after a broken connection.
async fn original(
    client: &Client,
    file: &str,
    target: &mut Target,
    bar: &indicatif::ProgressBar,
) -> anyhow::Result<Saved> {
    let mut saved = Saved::default();
    let mut backoff = Backoff::new(RETRY_FOR);
    let mut failures = 0;
    loop {
        let before = saved.bytes;
        let outcome = match client.original(file, before).await {
            Ok(download) if download.offset() != before => {
                let message = "the server does not continue a download; start again";
                return Err(Failure::new(Exit::Unavailable, message).into());
            }
            Ok(mut download) => take(&mut download, target, &mut saved, bar).await,
            Err(error) => Err(Taken::Call(error)),
        };
        let error = match outcome {
            Ok(()) => return Ok(saved.finish()),
            Err(Taken::Call(error)) if error.is_passing() => error,
            Err(error) => return Err(error.into_error()),
        };
        if saved.bytes > before {
            backoff.progressed();
            failures = 0;
        }
        failures += 1;
        let wait = backoff.after_failure(Instant::now(), 0.5, error.retry_after());
        match wait {
            Some(wait) if failures < DOWNLOAD_TRIES_MAX => tokio::time::sleep(wait).await,
            _ => return Err(error.into()),
        }
    }
}

/// Where content goes: standard output, or a file that appears only when it is complete.
enum Target {
    Stdout,
    File {
        file: fs::File,
        fresh: PathBuf,
        path: PathBuf,
        complete: bool,
    },
}

impl Target {
    fn open(path: &Path, force: bool) -> anyhow::Result<Self> {
        if path.as_os_str() == "-" {
            return Ok(Self::Stdout);
        }
        if !force && path.symlink_metadata().is_ok() {
            let message = format!("`{}` exists; give --force to overwrite it", path.display());
            return Err(Failure::local(message).into());
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let fresh = path.with_file_name(name);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            // Customers' data: readable by whoever fetched it only.
            options.mode(0o600);
        }
        let file = options
            .open(&fresh)
            .with_context(|| format!("cannot write `{}`", fresh.display()))?;
        Ok(Self::File {
            file,
            fresh,
            path: path.to_owned(),
            complete: false,
        })
    }

    fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        match self {
            Self::Stdout => std::io::stdout().lock().write_all(bytes)?,
            Self::File { file, fresh, .. } => file
                .write_all(bytes)
                .with_context(|| format!("cannot write `{}`", fresh.display()))?,
        }
        Ok(())
    }

    fn discard(self) {
        drop(self);
    }

    fn finish(mut self) -> anyhow::Result<()> {
        match &mut self {
            Self::Stdout => std::io::stdout().lock().flush()?,
            Self::File {
                file,
                fresh,
                path,
                complete,
            } => {
                let done = file.sync_all().and_then(|()| fs::rename(&*fresh, &*path));
                done.with_context(|| format!("cannot write `{}`", path.display()))?;
                *complete = true;
            }
        }
        Ok(())
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        if let Self::File {
            fresh,
            complete: false,
            ..
        } = self
        {
            // Nothing half-received stays behind; a failure to remove it changes nothing for the caller.
            let _ = fs::remove_file(fresh);
        }
    }
}
