//! An organisation with a case that waits for files.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::demo::figures::many;
use crate::demo::places::files_below;
use crate::demo::stage::{Desk, Member, Stage};
use crate::demo::tools::{list, text};

const ADMIN: &str = "admin@coffer.example";
pub(crate) const CONTACT: &str = "jane@contoso.example";
/// What people call the case.
pub(crate) const CASE: &str = "48213";

pub(crate) fn play(stage: &mut Stage) -> Result<Desk> {
    let admin = start(stage)?;
    doctor(stage)?;
    let organisation = &admin.coffer;
    for name in ["Support", "Engineering"] {
        organisation.json(&["department", "create", "--name", name])?;
    }
    let lena = add_member(stage, &admin, "lena@coffer.example", "Support")?;
    let erik = add_member(stage, &admin, "erik@coffer.example", "Engineering")?;
    let departments = organisation.json(&["department", "list"])?;
    let members = organisation.json(&["member", "list"])?;
    stage.story.tell(&format!(
        "Departments: {}. Members: {}.",
        names(&departments, "/name"),
        names(&members, "/email")
    ));
    organisation.json(&["customer", "create", "--name", "Contoso"])?;
    let case = lena.coffer.json(&[
        "case",
        "create",
        "--reference",
        CASE,
        "--subject",
        "Payment service restarts every night",
        "--customer",
        "Contoso",
    ])?;
    stage.story.tell(&format!(
        "lena opened case {} of {} in department {}: {}",
        text(&case, "/reference")?,
        text(&case, "/customer_name")?,
        text(&case, "/department_name")?,
        text(&case, "/id")?
    ));
    let page_url = request(stage, &lena)?;
    Ok(Desk {
        admin,
        lena,
        erik,
        page_url,
    })
}

/// Makes the data directory and starts the server on it.
fn start(stage: &mut Stage) -> Result<Member> {
    let url = stage.server.url();
    let init = stage
        .server
        .operate_json(&["init", "--admin", ADMIN, "--public-url", &url])?;
    let data = stage.places.data();
    let made = files_below(&data)?;
    let made = made.iter().filter_map(|path| path.strip_prefix(&data).ok());
    let made: Vec<String> = made.map(|path| path.display().to_string()).collect();
    stage.story.tell(&format!(
        "cofferd init made the data directory {} with {}.",
        data.display(),
        made.join(", ")
    ));
    let begin = Instant::now();
    let ready = stage.server.start()?;
    let took = begin.elapsed().as_millis();
    stage.story.tell(&format!(
        "cofferd serve, process {}, was ready after {took} ms: {ready}",
        stage.server.running()?.id()
    ));
    let answer = stage.curl.get("/readyz", None)?;
    let body = String::from_utf8_lossy(&answer.body).trim().to_owned();
    stage.story.expect(
        answer.status == 200,
        &format!("It answers over TLS with a certificate of its own CA: {body}"),
        "status 200",
        &format!("status {}: {body}", answer.status),
    );
    stage.member(text(&init, "/id")?, ADMIN, text(&init, "/enrolment_url")?)
}

fn doctor(stage: &mut Stage) -> Result<()> {
    let ended = stage.server.operate(&["doctor", "--json"])?;
    let lines = String::from_utf8_lossy(&ended.stdout).into_owned();
    let findings: Vec<Value> = lines
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()
        .context("cofferd doctor printed no JSON")?;
    let in_state = |state: &str| -> Vec<&Value> {
        let fits = |finding: &&Value| finding.get("state").and_then(Value::as_str) == Some(state);
        findings.iter().filter(fits).collect()
    };
    ensure!(!findings.is_empty(), "cofferd doctor checked nothing");
    let (warnings, faults) = (in_state("warning"), in_state("fault"));
    stage.story.expect(
        faults.is_empty() && ended.code == Some(0),
        &format!(
            "cofferd doctor looked at {}: {} ok, {}, {}.",
            many(findings.len() as u64, "thing"),
            in_state("ok").len(),
            many(warnings.len() as u64, "warning"),
            many(faults.len() as u64, "fault")
        ),
        "no fault",
        &format!("{}, {faults:?}", ended.status()),
    );
    for warning in warnings {
        stage.story.tell(&format!(
            "  warning, {}: {}",
            text(warning, "/check")?,
            text(warning, "/found")?
        ));
    }
    Ok(())
}

fn add_member(stage: &Stage, admin: &Member, email: &str, department: &str) -> Result<Member> {
    let added = admin.coffer.json(&[
        "member",
        "add",
        "--email",
        email,
        "--department",
        department,
        "--role",
        "lead",
    ])?;
    stage.member(text(&added, "/id")?, email, text(&added, "/enrolment_url")?)
}

/// The page address of a file request for the contact.
pub(crate) fn request(stage: &Stage, lena: &Member) -> Result<String> {
    let made = lena
        .coffer
        .json(&["request", "create", "--case", CASE, "--contact", CONTACT])?;
    let page_url = text(&made, "/page_url")?.to_owned();
    stage.story.tell(&format!(
        "lena made a file request for {}; it works until {}.",
        text(&made, "/request/contact")?,
        text(&made, "/request/expires")?
    ));
    Ok(page_url)
}

fn names(answer: &Value, pointer: &str) -> String {
    let items = list(answer, "/items").iter();
    let names = items.filter_map(|item| item.pointer(pointer).and_then(Value::as_str));
    names.collect::<Vec<_>>().join(", ")
}
