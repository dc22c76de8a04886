//! The bundle that the customer will send.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::demo::applog::{self, AppLog};
use crate::demo::archive;
use crate::demo::figures::{count, many, size};
use crate::demo::stage::{Bundle, Stage};

/// Where the generated log lies in the packed bundle.
const LOG_MEMBER: &str = "app/payment-service.log";

pub(crate) fn play(stage: &mut Stage) -> Result<Bundle> {
    let log = applog::generate();
    stage.story.tell(&format!(
        "Generated the log of a payment service: {} lines, {}, with {} planted in it: {}.",
        count(applog::LINES),
        size(log.text.len() as u64),
        many(log.planted.len() as u64, "value"),
        by_kind(&log)
    ));
    match stage.settings.file.clone() {
        Some(file) => given(stage, &file, log),
        None => packed(stage, log),
    }
}

/// Somebody's own bundle; the generated log goes beside it.
fn given(stage: &Stage, file: &Path, log: AppLog) -> Result<Bundle> {
    let path = fs::canonicalize(file).with_context(|| format!("FILE={}", file.display()))?;
    let metadata = fs::metadata(&path)?;
    ensure!(
        metadata.is_file() && metadata.len() > 0,
        "FILE={} is not a file with content",
        file.display()
    );
    let second = stage.places.customer().join("payment-service.log");
    fs::write(&second, &log.text)?;
    stage.story.tell(&format!(
        "The bundle is {}, {} ({} bytes). The generated log goes beside it, by curl.",
        path.display(),
        size(metadata.len()),
        count(metadata.len())
    ));
    Ok(Bundle {
        path,
        bytes: metadata.len(),
        log,
        more: Vec::new(),
        log_member: None,
        second,
    })
}

fn packed(stage: &Stage, log: AppLog) -> Result<Bundle> {
    let path = stage.places.customer().join("bundle.tar.gz");
    let packed = archive::pack(&path, LOG_MEMBER, log.text.as_bytes())?;
    let left_out = match packed.left_out {
        0 => String::new(),
        some => format!(", {} left out at the limit of 40 MiB", count(some)),
    };
    stage.story.tell(&match packed.logs {
        0 => "Of this machine's own logs none is readable text; the bundle holds the generated one only.".to_owned(),
        some => format!(
            "Of this machine's own logs under /var/log {}, {}, were readable text{left_out}.",
            many(some, "file"),
            size(packed.log_bytes)
        ),
    });
    stage.story.tell(&format!(
        "Packed as {}: {} ({} bytes).",
        path.display(),
        size(packed.bytes),
        count(packed.bytes)
    ));
    let second = stage.places.customer().join("service.env");
    let (text, more) = applog::environment();
    fs::write(&second, text)?;
    Ok(Bundle {
        path,
        bytes: packed.bytes,
        log,
        more,
        log_member: Some(LOG_MEMBER.to_owned()),
        second,
    })
}

fn by_kind(log: &AppLog) -> String {
    let kinds = counts(log).into_iter();
    let kinds = kinds.map(|(kind, count)| format!("{count} {kind}"));
    kinds.collect::<Vec<_>>().join(", ")
}

/// How many of each type were planted.
pub(crate) fn counts(log: &AppLog) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for planted in &log.planted {
        *counts.entry(planted.kind).or_default() += 1;
    }
    counts
}
