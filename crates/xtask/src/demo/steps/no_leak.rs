//! Nothing that is secret lies on the server's disk in the clear.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

use crate::demo::figures::{count, many, size};
use crate::demo::search::{Secret, files_of, search};
use crate::demo::stage::{Bundle, Desk, Sent, Stage};

pub(crate) fn play(stage: &mut Stage, desk: &Desk, bundle: &Bundle, sent: &Sent) -> Result<()> {
    let secrets = secrets(stage, desk, bundle, sent)?;
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    for secret in &secrets {
        *kinds.entry(secret.what).or_default() += 1;
    }
    let kinds = kinds.iter().map(|(what, number)| many(*number, what));
    let kinds = kinds.collect::<Vec<_>>().join(", ");
    let (data, log, temporary) = (
        stage.places.data(),
        stage.places.log(),
        stage.places.temporary(),
    );
    let found = search(&secrets, &files_of(&[&data, &log, &temporary])?)?;
    let mut hits: Vec<String> = found
        .hits
        .iter()
        .map(|(what, path)| format!("{what} in {}", path.display()))
        .collect();
    hits.sort();
    hits.dedup();
    stage.story.expect(
        found.hits.is_empty(),
        &format!(
            "Searched for {kinds}: 0 hits in {} ({} bytes): the data directory, the server's log and its temporary folder.",
            many(found.files, "file"),
            count(found.bytes)
        ),
        "0 hits",
        &hits.join(", "),
    );
    let planted: Vec<Secret> = bundle
        .log
        .planted
        .iter()
        .map(|planted| Secret::new("planted value", &planted.value))
        .collect();
    let original = stage.places.customer().join("log-as-generated");
    std::fs::write(&original, &bundle.log.text)?;
    let control = search(&planted, &[original])?;
    stage.story.expect(
        control.distinct == planted.len(),
        &format!(
            "The same search finds {} of {} in the log as it was generated ({}), so it can find them.",
            control.distinct,
            many(planted.len() as u64, "planted value"),
            size(control.bytes)
        ),
        &format!("{} found", planted.len()),
        &format!("{} found", control.distinct),
    );
    stage.story.tell("Left out: the folder of the development mail sink, which stands for the contact's mailbox and holds the code.");
    Ok(())
}

fn secrets(stage: &Stage, desk: &Desk, bundle: &Bundle, sent: &Sent) -> Result<Vec<Secret>> {
    let planted = bundle
        .log
        .planted
        .iter()
        .map(|planted| planted.value.as_str());
    let planted = planted.chain(bundle.more.iter().map(String::as_str));
    let mut secrets: Vec<Secret> = planted
        .map(|value| Secret::new("planted value", value))
        .collect();
    secrets.push(Secret {
        alone: true,
        ..Secret::new("mailed code", &sent.code)
    });
    let page = desk
        .page_url
        .split('#')
        .nth(1)
        .context("the page address has no token")?;
    let script = sent
        .script_url
        .split("/u/")
        .nth(1)
        .context("the upload address has no token")?;
    for token in [page, script.trim_end_matches('/')] {
        secrets.push(Secret::new("link token", token));
    }
    for member in [&desk.admin, &desk.lena, &desk.erik] {
        secrets.push(Secret::new("API token", &member.token));
        let enrolment = member.enrolment_url.split('#').nth(1);
        secrets.push(Secret::new(
            "enrolment token",
            enrolment.context("the enrolment link has no token")?,
        ));
    }
    secrets.push(Secret::new("passphrase", stage.server.passphrase()));
    Ok(secrets)
}
