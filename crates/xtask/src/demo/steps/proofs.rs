//! Checking without the server: the receipt and the whole ledger.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::tamper::flip;
use crate::demo::figures::{count, cut};
use crate::demo::ledger::{bundle_path, range_in_bundle};
use crate::demo::places::files_below;
use crate::demo::stage::{Bundle, Sent, Stage};
use crate::demo::tools::{Ended, number, text};

/// Plays it while no server runs; `reveal` is the place of an entry to alter.
pub(crate) fn play(stage: &mut Stage, bundle: &Bundle, sent: &Sent, reveal: u64) -> Result<()> {
    let clean = stage.server.stop()?;
    stage.story.expect(
        clean,
        "The server was asked to stop and did; what follows needs none.",
        "exit status 0",
        "another",
    );
    let key = stage.server.operate_json(&["ledger", "key"])?;
    let key = text(&key, "/log")?.to_owned();
    receipt(stage, bundle, sent, &key)?;
    let export = stage.places.proofs().join("ledger");
    let exported =
        stage
            .server
            .operate_json(&["ledger", "export", "--out", &export.to_string_lossy()])?;
    let entries = number(&exported, "/entries")?;
    verified(stage, &export, &key, entries)?;
    altered(stage, &export, &key, entries, reveal)?;
    stage.server.start()?;
    Ok(())
}

fn receipt(stage: &mut Stage, bundle: &Bundle, sent: &Sent, key: &str) -> Result<()> {
    let (receipt, file) = (
        sent.receipt.to_string_lossy(),
        bundle.path.to_string_lossy(),
    );
    let arguments = ["verify", &receipt, "--log", key, "--file", &file, "--json"];
    let ended = stage.anybody.run(&arguments)?;
    let said = ended.json()?;
    let holds = ["holds", "trusted", "file_matches"];
    let holds = holds
        .iter()
        .all(|field| said.get(*field).and_then(Value::as_bool) == Some(true));
    stage.story.tell(&format!(
        "The log's key, as the organisation hands it out: {}",
        cut(key, 80)
    ));
    stage.story.expect(
        holds && ended.code == Some(0),
        &format!(
            "coffer verify: the customer's receipt holds. Entry {} of the {} that the head signs says {}, of {} bytes; the local file is that file.",
            number(&said, "/index").unwrap_or(0),
            number(&said, "/size").unwrap_or(0),
            text(&said, "/event").unwrap_or("nothing"),
            count(number(&said, "/bytes").unwrap_or(0)),
        ),
        "holds, trusted, and the file matches",
        &said.to_string(),
    );
    let forged = stage.places.proofs().join("forged-receipt.json");
    let genuine = fs::read_to_string(&sent.receipt)?;
    let other = genuine.replacen(
        &bundle.bytes.to_string(),
        &(bundle.bytes + 1).to_string(),
        1,
    );
    ensure!(
        other != genuine,
        "the receipt does not name the file's length"
    );
    fs::write(&forged, other)?;
    let ended = stage
        .anybody
        .run(&["verify", &forged.to_string_lossy(), "--log", key])?;
    stage.story.expect(
        ended.code == Some(6),
        &format!(
            "The same receipt with another length is refused: {}",
            ended.first_words().trim_start_matches("coffer: ")
        ),
        "exit status 6",
        &format!("{}: {}", ended.status(), ended.first_words()),
    );
    Ok(())
}

fn verify(stage: &Stage, folder: &Path, key: &str) -> Result<(Ended, Value)> {
    let ended = stage.server.offline(&[
        "ledger",
        "verify",
        &folder.to_string_lossy(),
        "--log",
        key,
        "--json",
    ])?;
    let said = ended.json()?;
    Ok((ended, said))
}

fn verified(stage: &mut Stage, export: &Path, key: &str, entries: u64) -> Result<()> {
    let (ended, said) = verify(stage, export, key)?;
    let valid = said.get("valid").and_then(Value::as_bool) == Some(true);
    stage.story.expect(
        valid && ended.code == Some(0) && number(&said, "/entries").ok() == Some(entries),
        &format!(
            "The ledger was exported, {} entries in {} files, and verified: all as signed, root {}",
            count(entries),
            files_below(export)?.len(),
            text(&said, "/root").unwrap_or("none")
        ),
        &format!("valid, {entries} entries"),
        &said.to_string(),
    );
    Ok(())
}

/// One byte of one entry of a copy.
fn altered(stage: &mut Stage, export: &Path, key: &str, entries: u64, index: u64) -> Result<()> {
    let copy = stage.places.proofs().join("ledger-altered");
    copy_folder(export, &copy)?;
    let file = copy.join(bundle_path(index, entries));
    let bytes = fs::read(&file).with_context(|| format!("the export has no {}", file.display()))?;
    let range = range_in_bundle(&bytes, index)?;
    let at = (range.start + range.end) / 2;
    let (was, is) = flip(&file, at as u64)?;
    let (ended, said) = verify(stage, &copy, key)?;
    let bad = number(&said, "/first_bad_entry").ok();
    stage.story.expect(
        ended.code == Some(1) && bad == Some(index),
        &format!(
            "In a copy, byte {at} of {} was changed from {was:#04x} to {is:#04x}. Verification fails at entry {}: {}",
            bundle_path(index, entries),
            bad.map_or("none".to_owned(), |bad| bad.to_string()),
            text(&said, "/error").unwrap_or("no error")
        ),
        &format!("invalid, first bad entry {index}"),
        &said.to_string(),
    );
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    for file in files_below(from)? {
        let target: PathBuf = to.join(file.strip_prefix(from)?);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(&file, &target)?;
    }
    Ok(())
}
