//! One byte of the stored object changed: the server must notice.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;

use anyhow::{Context, Result};

use crate::demo::figures::count;
use crate::demo::stage::{Bundle, Desk, Sent, Stage};
use crate::demo::tools::same_content;

/// Early enough to be noticed before the first byte goes out.
const AT_MOST: u64 = 70_000;

pub(crate) fn play(stage: &mut Stage, desk: &Desk, bundle: &Bundle, sent: &Sent) -> Result<()> {
    let at = (fs::metadata(&sent.object)?.len() / 2).min(AT_MOST);
    let (was, is) = flip(&sent.object, at)?;
    stage.story.tell(&format!(
        "On the server's disk, byte {} of the sealed object was changed from {was:#04x} to {is:#04x}.",
        count(at)
    ));
    let path = format!("/api/v1/files/{}/content?copy=original", sent.bundle);
    let answer = stage.curl.get(&path, Some(&desk.lena.token));
    // Put back before anything else, whatever was answered.
    flip(&sent.object, at)?;
    let answer = answer?;
    let body = String::from_utf8_lossy(&answer.body).into_owned();
    let problem = answer.json().unwrap_or_default();
    let field = |name: &str| {
        problem
            .get(name)
            .and_then(|value| value.as_str())
            .unwrap_or_default()
            .to_owned()
    };
    stage.story.expect(
        answer.status == 500 && field("code") == "integrity_failed",
        &format!(
            "lena's download was refused with {} {}: {}",
            answer.status,
            field("code"),
            field("detail")
        ),
        "500 integrity_failed",
        &format!(
            "{} with {} bytes: {}",
            answer.status,
            answer.body.len(),
            body.chars().take(200).collect::<String>()
        ),
    );
    let entries = stage.ledger(desk)?;
    let noted = entries
        .iter()
        .rev()
        .find(|entry| entry.is("file.integrity_failed") && entry.has("/object", &sent.bundle));
    let place = noted.map_or("none".to_owned(), |entry| entry.index.to_string());
    stage.story.expect(
        noted.is_some(),
        &format!("The ledger has it: entry {place}, file.integrity_failed."),
        "an entry file.integrity_failed of this file",
        "none",
    );
    let copy = stage.places.members().join("original-again");
    let arguments = [
        "file",
        "get",
        &sent.bundle,
        "--original",
        "--output",
        &copy.to_string_lossy(),
    ];
    let ended = desk.lena.coffer.run(&arguments)?;
    let same = ended.code == Some(0) && same_content(&bundle.path, &copy)?;
    stage.story.expect(
        same,
        "The byte was put back: the download works again and is equal to the customer's file.",
        "equal content",
        &format!("{}: {}", ended.status(), ended.first_words()),
    );
    if copy.exists() {
        fs::remove_file(&copy)?;
    }
    Ok(())
}

/// Changes the lowest bit of one byte; what it was and what it is.
pub(super) fn flip(path: &Path, at: u64) -> Result<(u8, u8)> {
    let file = File::options().read(true).write(true).open(path)?;
    let mut byte = [0];
    file.read_exact_at(&mut byte, at)
        .with_context(|| format!("{} has no byte {at}", path.display()))?;
    let [was] = byte;
    file.write_all_at(&[was ^ 1], at)?;
    Ok((was, was ^ 1))
}
