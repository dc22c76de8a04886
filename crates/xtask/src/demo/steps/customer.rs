//! The customer's side: no account, a link, a code, and a server that dies in the middle.

mod watch;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use self::watch::{Reaction, Watch};
use super::set_up::{CASE, CONTACT};
use crate::demo::figures::{count, percent, size};
use crate::demo::places::files_below;
use crate::demo::stage::{Bundle, Desk, Sent, Stage};
use crate::demo::tools::{number, text};

/// The upload is slowed down to last this long, so that it can be seen.
const SECONDS: u64 = 6;
/// How many pieces it is sent in.
const PIECES: u64 = 12;
/// The smallest piece `coffer send` takes, and the largest worth having here.
const PIECE_BYTES: std::ops::RangeInclusive<u64> = 1_024..=64 << 20;

pub(crate) fn play(stage: &mut Stage, desk: &Desk, bundle: &Bundle) -> Result<Sent> {
    let code = mailed_code(stage, desk, &bundle.path)?;
    let before = objects(stage)?;
    let watch = send(stage, desk, bundle, &code)?;
    let received = watch
        .received
        .context("the client ended without a receipt")?;
    let file = text(&received, "/id")?.to_owned();
    equal(stage, desk, bundle, &received)?;
    let object = new_object(stage, &before, bundle.bytes)?;
    let (second, script_url) = second_file(stage, desk, bundle)?;
    Ok(Sent {
        bundle: file,
        second,
        object,
        receipt: PathBuf::from(text(&received, "/receipt")?),
        code,
        script_url,
    })
}

fn mailed_code(stage: &mut Stage, desk: &Desk, bundle: &Path) -> Result<String> {
    let link = &desk.page_url;
    let customer = stage.anybody.at(&stage.server.url(), stage.server.ca());
    let sent = customer.json(&["send", link, &bundle.to_string_lossy(), "--mail-code"])?;
    stage.story.tell(&format!(
        "The customer opened the link with coffer send; a code was mailed to {}. The mail, from the mail sink:",
        text(&sent, "/contact")?
    ));
    let to = format!("To: {CONTACT}");
    let mut mails = Vec::new();
    for path in files_below(&stage.places.mail())? {
        let mail = fs::read_to_string(path)?;
        // Members were mailed that API tokens were made for them.
        if mail.lines().any(|line| line.trim_end() == to) {
            mails.push(mail);
        }
    }
    let mail = mails.last().context("there is no mail to the contact")?;
    stage.story.quote(mail.trim_end());
    let code = code_in(mail).context("the mail holds no code")?;
    stage.story.expect(
        mails.len() == 1,
        "It is the only mail that went to the contact of the request.",
        &format!("1 mail, with {to}"),
        &format!("{} mails, the newest as shown", mails.len()),
    );
    Ok(code)
}

/// The line that is six digits.
fn code_in(mail: &str) -> Option<String> {
    let lines = mail.lines().map(str::trim);
    let mut codes =
        lines.filter(|line| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit()));
    codes.next().map(str::to_owned)
}

/// Sends the bundle, with the server killed and restarted on the way.
fn send(stage: &mut Stage, desk: &Desk, bundle: &Bundle, code: &str) -> Result<Watch> {
    let rate = (bundle.bytes / SECONDS).max(*PIECE_BYTES.start());
    let piece = (bundle.bytes / PIECES).clamp(*PIECE_BYTES.start(), *PIECE_BYTES.end());
    let customer = stage.anybody.at(&stage.server.url(), stage.server.ca());
    let path = bundle.path.to_string_lossy().into_owned();
    let receipts = stage.places.customer().join("receipts");
    let mut child = customer
        .command(&[
            "send",
            &desk.page_url,
            &path,
            "--code",
            code,
            "--json",
            "--retry-for",
            "120s",
        ])
        .arg("--receipts")
        .arg(&receipts)
        .args([
            "--limit-rate",
            &rate.to_string(),
            "--chunk-bytes",
            &piece.to_string(),
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let stdout = child.stdout.take().context("no output to read")?;
    let stderr = child.stderr.take().context("no messages to read")?;
    let client = stage.keeper.keep(child);
    let name = bundle
        .path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    stage.story.tell(&format!(
        "coffer send {name}: {} in requests of {}, at most {} a second so that it can be watched.",
        size(bundle.bytes),
        size(piece),
        size(rate)
    ));
    let mut watch = Watch::new();
    for line in BufReader::new(stdout).lines() {
        let event: Value = serde_json::from_str(&line?).context("coffer send printed no JSON")?;
        if watch.see(&event) == Reaction::Kill {
            kill_and_restart(stage, &watch)?;
        }
    }
    let status = client.wait()?;
    let mut said = String::new();
    std::io::Read::read_to_string(&mut { stderr }, &mut said)?;
    ensure!(
        status.success(),
        "coffer send ended with {status}: {}",
        said.trim()
    );
    went_on(stage, bundle, &watch);
    Ok(watch)
}

fn kill_and_restart(stage: &mut Stage, watch: &Watch) -> Result<()> {
    let process = stage.server.running()?.id();
    stage.server.kill()?;
    stage.story.tell(&format!(
        "kill -9 of process {process} when the client had sent {} of {} bytes ({} %), {} of them acknowledged as durable.",
        count(watch.sent),
        count(watch.total),
        percent(watch.sent, watch.total),
        count(watch.durable)
    ));
    let begin = Instant::now();
    stage.server.start()?;
    stage.story.tell(&format!(
        "The server is back after {} ms, as process {}.",
        begin.elapsed().as_millis(),
        stage.server.running()?.id()
    ));
    Ok(())
}

fn went_on(stage: &mut Stage, bundle: &Bundle, watch: &Watch) {
    let Some(killed_at) = watch.killed_at else {
        stage.story.expect(
            bundle.bytes < 3 * PIECE_BYTES.start(),
            "The bundle is too small to be interrupted: it went in one or two requests, without a kill.",
            "a moment with at least 40 % and less than 100 % durable",
            "none: the upload ended before",
        );
        return;
    };
    let seen = watch
        .resumed_at
        .map_or("no `resumed` event".to_owned(), |at| {
            format!("resumed at byte {}", count(at))
        });
    stage.story.expect(
        watch.resumed_at.is_some_and(|at| at >= killed_at && at < bundle.bytes),
        &format!(
            "The client went on by itself: the restarted server holds {} bytes, nothing acknowledged was lost.",
            count(watch.resumed_at.unwrap_or(0))
        ),
        &format!("at least {} bytes", count(killed_at)),
        &seen,
    );
}

/// The file arrived as it was sent.
fn equal(stage: &mut Stage, desk: &Desk, bundle: &Bundle, received: &Value) -> Result<()> {
    let file = text(received, "/id")?;
    let shown = desk.lena.coffer.json(&["file", "show", file])?;
    let (here, there) = (text(received, "/blake3")?, text(&shown, "/blake3")?);
    stage.story.expect(
        here == there && number(&shown, "/bytes")? == bundle.bytes,
        &format!(
            "Finished: {} bytes, {file}. BLAKE3 at the customer and at the server: {here}",
            count(number(&shown, "/bytes")?)
        ),
        &format!("{} bytes with {here}", bundle.bytes),
        &format!("{} bytes with {there}", number(&shown, "/bytes")?),
    );
    Ok(())
}

/// One `curl -T` to a request for scripts.
fn second_file(stage: &mut Stage, desk: &Desk, bundle: &Bundle) -> Result<(String, String)> {
    let made = desk.lena.coffer.json(&[
        "request",
        "create",
        "--case",
        CASE,
        "--contact",
        CONTACT,
        "--script",
    ])?;
    let url = text(&made, "/upload_url")?.to_owned();
    let answer = stage.curl.put(&bundle.second, &url, None)?;
    let name = bundle
        .second
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let wanted = fs::metadata(&bundle.second)?.len();
    let body = String::from_utf8_lossy(&answer.body).into_owned();
    ensure!(
        answer.status == 201 || answer.status == 200,
        "curl -T {name} was answered with {}: {body}",
        answer.status
    );
    let received = answer.json()?;
    let bytes = number(&received, "/bytes")?;
    stage.story.expect(
        bytes == wanted,
        &format!(
            "A second file by one curl -T {name} to a link for scripts: {} bytes received, {}.{}",
            count(bytes),
            text(&received, "/id")?,
            tls(&answer.said)
        ),
        &format!("{wanted} bytes"),
        &format!("{bytes} bytes"),
    );
    Ok((text(&received, "/id")?.to_owned(), url))
}

/// What `curl` says about the connection.
fn tls(said: &str) -> String {
    let line = said
        .lines()
        .find_map(|line| line.split("SSL connection using ").nth(1));
    line.map_or(String::new(), |line| {
        format!(" Connection: {}.", line.trim())
    })
}

fn objects(stage: &Stage) -> Result<Vec<PathBuf>> {
    files_below(&stage.places.data().join("objects"))
}

/// The sealed object of the bundle, told by its length.
fn new_object(stage: &mut Stage, before: &[PathBuf], bytes: u64) -> Result<PathBuf> {
    let wanted = sealed_length(bytes);
    let is_it = |path: &PathBuf| {
        !before.contains(path) && fs::metadata(path).is_ok_and(|metadata| metadata.len() == wanted)
    };
    let object = objects(stage)?
        .into_iter()
        .find(is_it)
        .with_context(|| format!("there is no new sealed object of {wanted} bytes"))?;
    stage.story.tell(&format!(
        "On the server's disk it is one sealed object of {} bytes: {} more than the file, as CSF1 says.",
        count(wanted),
        count(wanted.saturating_sub(bytes))
    ));
    Ok(object)
}

/// A header, and nonce and tag of each record (`docs/formats/csf1.md`).
fn sealed_length(bytes: u64) -> u64 {
    let records = bytes.div_ceil(1 << 16).max(1);
    256 + bytes + 28 * records
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_the_line_of_six_digits() {
        let mail = "Subject: Code for case 48213\n\nYour code (case 482130) is\n\n    916082\r\n\nIt works.\n";
        assert_eq!(code_in(mail).as_deref(), Some("916082"));
        assert_eq!(code_in("Subject: 123456\n"), None);
    }

    #[test]
    fn lengths_of_sealed_objects() {
        assert_eq!(sealed_length(0), 284);
        assert_eq!(sealed_length(700), 984);
        assert_eq!(sealed_length(65_537), 256 + 65_537 + 56);
    }

    #[test]
    fn what_curl_says_of_the_connection() {
        let said = "* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384\n* ALPN";
        assert_eq!(tls(said), " Connection: TLSv1.3 / TLS_AES_256_GCM_SHA384.");
        assert_eq!(tls(""), "");
    }
}
