//! `coffer file tree|findings|search|reveal`

use coffer_client::Client;
use coffer_client::api::content::{Finding, Member, Reveal};
use coffer_client::text::shown;

use super::{FileArg, FindingsArgs, RevealArgs, SearchArgs};
use crate::context::Ctx;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::units::size;

/// The number of the member somebody named by number or path.
pub(super) async fn member(client: &Client, file: &str, wanted: &str) -> anyhow::Result<u32> {
    if let Ok(number) = wanted.parse() {
        return Ok(number);
    }
    let members = client.tree(file).await?;
    Ok(pick(&members, wanted)?)
}

/// The one member at this path; the end of a path suffices if it is the only one.
fn pick(members: &[Member], wanted: &str) -> Result<u32, Failure> {
    let wanted = wanted.trim_matches('/');
    let exact = members.iter().filter(|member| path(member) == wanted);
    let ending = format!("/{wanted}");
    let ends = members
        .iter()
        .filter(|member| path(member).ends_with(&ending));
    for found in [exact.collect::<Vec<_>>(), ends.collect::<Vec<_>>()] {
        match found.as_slice() {
            [] => {}
            [one] => return Ok(one.member),
            several => {
                let numbers: Vec<_> = several.iter().map(|m| m.member.to_string()).collect();
                let message = format!(
                    "several members end in `{wanted}`; give a number: {}",
                    numbers.join(", ")
                );
                return Err(Failure::local(message));
            }
        }
    }
    let message = format!("the file has no member `{wanted}`; `coffer file tree` lists them");
    Err(Failure::new(Exit::NotFound, message))
}

fn path(member: &Member) -> String {
    member.path.join("/")
}

pub(super) async fn tree(ctx: &Ctx, args: &FileArg) -> anyhow::Result<Exit> {
    let members = ctx.client()?.tree(&args.file).await?;
    let head = [
        "member", "path", "kind", "size", "lines", "scan", "findings",
    ];
    ctx.show_list(&members, &head, |member| {
        let path = match path(member) {
            path if path.is_empty() => "(the file itself)".to_owned(),
            path => path,
        };
        vec![
            member.member.to_string(),
            path,
            member.kind.clone(),
            size(member.bytes),
            member.lines.to_string(),
            member.scan.clone(),
            member.findings.to_string(),
        ]
    })
}

pub(super) async fn findings(ctx: &Ctx, args: &FindingsArgs) -> anyhow::Result<Exit> {
    let client = ctx.client()?;
    let wanted = match &args.member {
        Some(wanted) => Some(member(&client, &args.file, wanted).await?),
        None => None,
    };
    let findings = client
        .findings(&args.file, wanted, args.kind.as_deref())
        .await?;
    let head = [
        "finding",
        "member",
        "line",
        "column",
        "type",
        "confidence",
        "shown as",
        "labels",
        "why",
    ];
    ctx.show_list(&findings, &head, |finding| {
        vec![
            finding.finding.to_string(),
            finding.member.to_string(),
            finding.line.to_string(),
            finding.column.to_string(),
            finding.kind.clone(),
            finding.confidence.clone(),
            finding.pseudonym.clone(),
            finding.labels.join(", "),
            why(finding),
        ]
    })
}

/// The score terms, and until when a secret is live.
fn why(finding: &Finding) -> String {
    let mut terms = finding.why.join(", ");
    if let Some(at) = &finding.expires_at {
        let told = if finding.expired == Some(true) {
            format!("; expired {at}")
        } else {
            format!("; valid until {at}, rotate it")
        };
        terms.push_str(&told);
    }
    terms
}

pub(super) async fn search(ctx: &Ctx, args: &SearchArgs) -> anyhow::Result<Exit> {
    let client = ctx.client()?;
    let wanted = match &args.member {
        Some(wanted) => Some(member(&client, &args.file, wanted).await?),
        None => None,
    };
    let result = client
        .search(&args.file, &args.regex, wanted, args.limit)
        .await?;
    if ctx.json {
        ctx.out.json(&result)?;
    } else {
        for hit in &result.hits {
            let text = shown(&hit.text);
            ctx.out.line(&format!(
                "{}:{}:{}: {text}",
                hit.member, hit.line, hit.column
            ))?;
        }
        ctx.out.note(&format!(
            "{} {} in {} lines{}",
            result.hits.len(),
            if result.hits.len() == 1 {
                "hit"
            } else {
                "hits"
            },
            result.lines_searched,
            if result.truncated {
                "; there may be more"
            } else {
                ""
            }
        ));
    }
    Ok(if result.hits.is_empty() {
        Exit::Negative
    } else {
        Exit::Ok
    })
}

pub(super) async fn reveal(ctx: &Ctx, args: RevealArgs) -> anyhow::Result<Exit> {
    let reveal = Reveal {
        pseudonym: None,
        finding: args.finding,
        reason: args.reason,
    };
    let revealed = ctx.client()?.reveal(&args.file, &reveal).await?;
    ctx.show(&revealed, |out, revealed| out.foreign(&revealed.value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(number: u32, path: &[&str]) -> Member {
        Member {
            member: number,
            path: path.iter().map(|part| (*part).to_owned()).collect(),
            kind: "text".to_owned(),
            bytes: 0,
            lines: 0,
            scan: "clean".to_owned(),
            findings: 0,
        }
    }

    #[test]
    fn a_member_is_found_by_path_or_its_end() {
        let members = [
            at(0, &[]),
            at(1, &["b.tar"]),
            at(2, &["b.tar", "var/log/app.log"]),
            at(3, &["b.tar", "old/app.log"]),
            at(4, &["b.tar", "etc/app.conf"]),
        ];
        assert_eq!(pick(&members, "b.tar/var/log/app.log").unwrap(), 2);
        assert_eq!(pick(&members, "var/log/app.log").unwrap(), 2);
        assert_eq!(pick(&members, "app.conf").unwrap(), 4);
        assert_eq!(pick(&members, "b.tar").unwrap(), 1);
        assert_eq!(pick(&members, "app.log").unwrap_err().exit, Exit::Local);
        assert_eq!(pick(&members, "pp.conf").unwrap_err().exit, Exit::NotFound);
    }
}
