//! From the application's things to wire types, by hand: nothing inner leaks out.

mod access;
mod checklist;
mod deliveries;
mod messages;

pub(crate) use access::{access_request, grant};
pub(crate) use checklist::{asked, asked_of_contact, builtin_template, new_items, template};
pub(crate) use deliveries::{delivery, delivery_created, received};
pub(crate) use messages::{Side, message, message_sent, messages};
pub(crate) mod policies;

use std::collections::BTreeMap;

use coffer_api::{account, alerts, cases, files, ledger, link, people, session, views};
use coffer_app::budgets::BudgetsView;
use coffer_app::cases::CaseView;
use coffer_app::jobs::ScanProgress;
use coffer_app::ledger::Custody;
use coffer_app::link::{LinkView, OpenLink};
use coffer_app::requests::{RequestCreated, RequestView};
use coffer_app::signin::{CeremonyOffer, SessionView};
use coffer_app::watch::{AlertView, StaffNotice};
use coffer_app::{App, Receipt};
use coffer_domain::access::ApiToken;
use coffer_domain::alert::{Notice, Response};
use coffer_domain::budget::{Allowance, BudgetRaise, Budgets};
use coffer_domain::file::{File, FileSource, FindingCount, Upload};
use coffer_domain::id::SessionId;
use coffer_domain::limits::FILE_BYTES_MAX;
use coffer_domain::passkey::Passkey;
use coffer_domain::people::{Customer, Department, Member};
use coffer_domain::secret::SecretText;
use coffer_domain::time::Timestamp;
use coffer_domain::view::SavedView;
use data_encoding::{BASE64, HEXLOWER};

use crate::client_kind::client_kind;
use crate::problem::ApiError;

pub(crate) fn department(department: &Department) -> people::Department {
    people::Department {
        id: department.id.to_string(),
        name: department.name.to_string(),
        created: department.created.to_string(),
    }
}

pub(crate) fn member(member: &Member) -> people::Member {
    people::Member {
        id: member.id.to_string(),
        email: member.email.to_string(),
        name: member.name.to_string(),
        department: member.department.to_string(),
        roles: member.roles.iter().map(ToString::to_string).collect(),
        state: member.state.as_str().to_owned(),
        created: member.created.to_string(),
    }
}

pub(crate) fn session(view: &SessionView, current: Option<SessionId>) -> session::Session {
    let session = &view.session;
    session::Session {
        id: session.id.to_string(),
        current: current == Some(session.id),
        factors: session.factors.as_str().to_owned(),
        aal: session.aal,
        created: session.created.to_string(),
        seen: session.seen.to_string(),
        expires: session.expires.to_string(),
        stepped_up_until: view.stepped_up_until.map(|until| until.to_string()),
        client: session.client.clone(),
        client_kind: session
            .client
            .as_deref()
            .map(|client| client_kind(client).to_string()),
    }
}

pub(crate) fn passkey(passkey: &Passkey) -> account::Passkey {
    account::Passkey {
        id: passkey.id.to_string(),
        name: passkey.name.to_string(),
        attested: passkey.attested,
        synced: passkey.synced,
        created: passkey.created.to_string(),
        used: passkey.used.map(|at| at.to_string()),
    }
}

pub(crate) fn ceremony(offer: CeremonyOffer) -> Result<account::Ceremony, ApiError> {
    Ok(account::Ceremony {
        ticket: offer.ticket,
        options: serde_json::from_str(&offer.options)
            .map_err(|_| ApiError::internal("a ceremony's options are not JSON"))?,
    })
}

pub(crate) fn token(token: &ApiToken) -> session::Token {
    session::Token {
        id: token.id.to_string(),
        label: token.label.clone(),
        scopes: token
            .scopes
            .words()
            .into_iter()
            .map(str::to_owned)
            .collect(),
        created: token.created.to_string(),
        expires: token.expires.to_string(),
    }
}

pub(crate) fn token_created(token: &ApiToken, secret: &SecretText) -> session::TokenCreated {
    session::TokenCreated {
        id: token.id.to_string(),
        token: secret.expose().to_owned(),
        expires: token.expires.to_string(),
    }
}

pub(crate) fn budgets(view: &BudgetsView) -> alerts::BudgetList {
    let budget = |it: Allowance| alerts::Budget {
        files: it.files,
        bytes: it.bytes,
    };
    let Budgets {
        member_originals,
        member_working_copies,
        case_originals,
        case_working_copies,
    } = view.configured;
    alerts::BudgetList {
        member_originals: budget(member_originals),
        member_working_copies: budget(member_working_copies),
        case_originals: budget(case_originals),
        case_working_copies: budget(case_working_copies),
        raises: view.raises.iter().map(budget_raise).collect(),
    }
}

pub(crate) fn budget_raise(raise: &BudgetRaise) -> alerts::BudgetRaise {
    alerts::BudgetRaise {
        of: raise.of.to_string(),
        factor: raise.factor,
        by: raise.by.map(|id| id.to_string()),
        reason: raise.reason.clone(),
        since: raise.since.to_string(),
        until: raise.until.to_string(),
    }
}

pub(crate) fn alert(view: &AlertView) -> alerts::Alert {
    fn text<T: ToString>(value: Option<&T>) -> Option<String> {
        value.map(ToString::to_string)
    }
    let alert = &view.alert;
    let notes = view.notes.iter().map(|note| alerts::AlertNote {
        by: text(note.by.as_ref()),
        at: note.at.to_string(),
        text: note.text.clone(),
    });
    let containments = view.containments.iter().map(|it| alerts::Containment {
        response: it.response.as_str().to_owned(),
        subject: it.subject.clone(),
        state: it.state.as_str().to_owned(),
        since: it.since.to_string(),
        until: it.until.to_string(),
        words: it.words.clone(),
    });
    let open = view.open_responses.iter().map(|it| it.as_str().to_owned());
    let notice = |it: &Notice| alerts::Notice {
        told: it.told.as_str().to_owned(),
        given: it.given.to_string(),
        reference: it.reference.clone(),
        by: text(it.by.as_ref()),
        at: it.at.to_string(),
    };
    let clocks = view.clocks.iter().map(|it| alerts::Clock {
        id: it.clock.id.clone(),
        state: it.state.as_str().to_owned(),
        notice: it.notice.as_ref().map(notice),
        regime: it.clock.regime.clone(),
        who: it.clock.who.clone(),
        tell: it.clock.tell.clone(),
        due: it.due.to_string(),
        source: it.clock.source.clone(),
        as_of: it.clock.as_of.clone(),
    });
    alerts::Alert {
        id: alert.id.to_string(),
        rule: alert.rule.clone(),
        watch: alert.watch.clone(),
        title: view.title.clone(),
        advice: view.advice.clone(),
        attack: view.attack.clone(),
        severity: alert.severity.as_str().to_owned(),
        state: alert.state.as_str().to_owned(),
        at: alert.at.to_string(),
        raised: alert.raised.to_string(),
        key: alert.key.clone(),
        member: text(alert.member.as_ref()),
        session: text(alert.session.as_ref()),
        source: alert.source.clone(),
        case: text(alert.case.as_ref()),
        request: text(alert.link.as_ref()),
        measured: alert.measured,
        threshold: alert.threshold,
        index: alert.index,
        evidence: alert.evidence.clone(),
        assignee: text(alert.assignee.as_ref()),
        verdict: alert.verdict.map(|verdict| verdict.as_str().to_owned()),
        closed: text(alert.closed.as_ref()),
        notes: notes.collect(),
        containments: containments.collect(),
        open_responses: open.collect(),
        clocks: clocks.collect(),
        alike: view.alike,
    }
}

pub(crate) fn staff_notice(it: StaffNotice) -> session::StaffNotice {
    let kind = match it.response {
        Response::WarnStaff => "warning",
        other => other.as_str(),
    };
    session::StaffNotice {
        kind: kind.to_owned(),
        rule: it.rule,
        text: it.words,
        since: it.since.to_string(),
        until: it.until.to_string(),
    }
}

pub(crate) fn customer(customer: &Customer) -> people::Customer {
    people::Customer {
        id: customer.id.to_string(),
        name: customer.name.to_string(),
        held: customer.held,
        created: customer.created.to_string(),
    }
}

pub(crate) fn case(view: &CaseView) -> cases::Case {
    let case = &view.case;
    cases::Case {
        id: case.id.to_string(),
        reference: case.reference.to_string(),
        subject: case.subject.to_string(),
        customer: case.customer.to_string(),
        customer_name: view.customer.to_string(),
        department: case.department.to_string(),
        department_name: view.department.to_string(),
        state: case.state.as_str().to_owned(),
        members: case.members.iter().map(ToString::to_string).collect(),
        sealed: case.sealed,
        held: case.legal_hold,
        emergency: view.emergency,
        lanes: case.lanes.iter().map(ToString::to_string).collect(),
        unread_messages: view.unread_messages,
        files: view.files,
        newest_file: view.newest_file.map(|at| at.to_string()),
        created: case.created.to_string(),
        closed: case.closed.map(|at| at.to_string()),
        erased: case.erased.as_ref().map(|it| it.erased.to_string()),
    }
}

pub(crate) fn view(view: &SavedView) -> views::SavedView {
    let shows = &view.shows;
    views::SavedView {
        id: view.id.to_string(),
        name: view.name.to_string(),
        shows: views::CaseSelection {
            state: shows.state.map(|state| state.as_str().to_owned()),
            mine: shows.mine,
            department: shows.department.map(|id| id.to_string()),
            lane: shows.lane.map(|lane| lane.to_string()),
            received_hours: shows.received_hours,
            q: shows.words.as_ref().map(ToString::to_string),
        },
        created: view.created.to_string(),
    }
}

pub(crate) fn request(view: &RequestView, now: Timestamp) -> cases::FileRequest {
    let request = &view.request;
    let state = if request.withdrawn.is_some() {
        "withdrawn"
    } else if now >= request.expires {
        "expired"
    } else if request.files_used >= request.files_max || request.bytes_used >= request.bytes_max {
        "exhausted"
    } else {
        "open"
    };
    cases::FileRequest {
        id: request.id.to_string(),
        case: request.case.to_string(),
        contact: view.contact.to_string(),
        script: request.script,
        expires: request.expires.to_string(),
        max_bytes: request.bytes_max,
        max_files: request.files_max,
        used_bytes: request.bytes_used,
        used_files: request.files_used,
        state: state.to_owned(),
        asked: view.asked.iter().map(asked).collect(),
        created: request.created.to_string(),
    }
}

pub(crate) fn request_created(
    created: &RequestCreated,
    now: Timestamp,
) -> cases::FileRequestCreated {
    cases::FileRequestCreated {
        id: created.view.request.id.to_string(),
        request: request(&created.view, now),
        page_url: created.page_url.expose().to_owned(),
        upload_url: created.upload_url.expose().to_owned(),
    }
}

/// A file with a version; one without is not shown to members.
pub(crate) fn file(app: &App, file: &File) -> Option<files::File> {
    let version = file.version.as_ref()?;
    let check = app.check_now(file);
    Some(files::File {
        id: file.id.to_string(),
        case: file.case.to_string(),
        name: file.name.to_string(),
        bytes: version.bytes,
        blake3: HEXLOWER.encode(&version.blake3),
        version: version.number,
        scan: version.scan.as_str().to_owned(),
        scan_reason: version.scan_reason.clone(),
        scan_queued: version.scan_queued,
        scan_progress: check.progress.as_ref().map(progress),
        rule_set: version.rules.clone(),
        scan_outdated: check.outdated,
        findings: version
            .findings
            .iter()
            .map(|found| files::FindingCount {
                kind: found.kind.clone(),
                count: found.count,
                labels: found.labels.clone(),
            })
            .collect(),
        labels: labels(&version.findings),
        held: file.held,
        source: match file.source {
            FileSource::Request(_) => "contact".to_owned(),
            FileSource::Member(_) => "member".to_owned(),
        },
        created: version.created.to_string(),
    })
}

fn progress(progress: &ScanProgress) -> files::ScanProgress {
    files::ScanProgress {
        percent: progress.percent(),
        bytes: progress.bytes,
        total_bytes: progress.total_bytes,
        members: progress.members,
        findings: progress.findings,
    }
}

/// Counts of types summed by label, most first.
fn labels(findings: &[FindingCount]) -> Vec<files::LabelCount> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for found in findings {
        for label in &found.labels {
            let count = counts.entry(label).or_default();
            *count = count.saturating_add(found.count);
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let counts = counts.into_iter().map(|(label, count)| files::LabelCount {
        label: label.to_owned(),
        count,
    });
    counts.collect()
}

pub(crate) fn link_info(link: &OpenLink, view: &LinkView) -> link::LinkInfo {
    let request = &link.request;
    link::LinkInfo {
        id: request.id.to_string(),
        organisation: view.organisation.to_string(),
        department: view.department.to_string(),
        case: view
            .case
            .as_ref()
            .map(|(reference, subject)| link::LinkCase {
                reference: reference.to_string(),
                subject: subject.to_string(),
            }),
        contact_masked: view.contact.masked(),
        verified: link.verified,
        script: request.script,
        passkey: view.passkey,
        expires: request.expires.to_string(),
        paused: view.paused,
        takes_files: request.files_max > 0,
        bytes_left: request.bytes_max.saturating_sub(request.bytes_used),
        files_left: request.files_max.saturating_sub(request.files_used),
        max_file_bytes: FILE_BYTES_MAX,
        asked: view.asked.iter().map(asked_of_contact).collect(),
    }
}

/// `fingerprint` is by what its sender knows it again.
pub(crate) fn sent_file(file: &File, fingerprint: Option<[u8; 32]>) -> Option<link::SentFile> {
    let version = file.version.as_ref()?;
    Some(link::SentFile {
        id: file.id.to_string(),
        name: file.name.to_string(),
        bytes: Some(version.bytes),
        offset: version.bytes,
        state: "received".to_owned(),
        blake3: Some(HEXLOWER.encode(&version.blake3)),
        fingerprint: fingerprint.map(|print| HEXLOWER.encode(&print)),
        upload: None,
        item: None,
        created: version.created.to_string(),
    })
}

pub(crate) fn open_upload(upload: &Upload) -> link::SentFile {
    link::SentFile {
        id: upload.file.to_string(),
        name: upload.name.to_string(),
        bytes: upload.length,
        offset: upload.offset,
        state: "sending".to_owned(),
        blake3: None,
        fingerprint: upload.fingerprint.map(|print| HEXLOWER.encode(&print)),
        upload: Some(upload.id.to_string()),
        item: None,
        created: upload.created.to_string(),
    }
}

pub(crate) fn custody(record: &Custody) -> link::Custody {
    let entries = record.entries.iter().map(|entry| link::CustodyEntry {
        index: entry.index,
        entry: entry.text.clone(),
        proof: entry.proof.iter().map(|hash| hash.to_base64()).collect(),
    });
    let members = record.members.iter().map(|(id, name)| link::CustodyMember {
        id: id.clone(),
        name: name.to_string(),
    });
    let erased = record.erased.iter().map(|file| link::ErasedSentFile {
        id: file.id.to_string(),
        name: file.name.clone(),
        erased: file.at.to_string(),
    });
    link::Custody {
        log: record.log.clone(),
        checkpoint: record.head.checkpoint.clone(),
        entries: entries.collect(),
        more: record.more,
        erased: erased.collect(),
        members: members.collect(),
    }
}

pub(crate) fn receipt(receipt: &Receipt) -> ledger::Receipt {
    ledger::Receipt {
        format: coffer_app::RECEIPT_FORMAT.to_owned(),
        log: receipt.log.clone(),
        index: receipt.index,
        entry: receipt.entry.clone(),
        proof: receipt.proof.iter().map(|hash| hash.to_base64()).collect(),
        checkpoint: receipt.checkpoint.clone(),
        openings: receipt
            .openings
            .iter()
            .map(|opening| ledger::Opening {
                field: opening.field.clone(),
                salt: BASE64.encode(&opening.salt),
                value: opening.value.clone(),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_counts_under_each_label_of_its_type() {
        let found = |kind: &str, count, labels: &[&str]| FindingCount {
            kind: kind.to_owned(),
            count,
            labels: labels.iter().map(|label| (*label).to_owned()).collect(),
        };
        let counts = labels(&[
            found("payment_card", 7, &["pci", "pii"]),
            found("email", 4, &["pii", "gdpr"]),
            found("host_name", 9, &[]),
            found("password", 4, &["secret"]),
        ]);
        let counts: Vec<_> = counts
            .iter()
            .map(|it| (it.label.as_str(), it.count))
            .collect();
        assert_eq!(
            counts,
            [("pii", 11), ("pci", 7), ("gdpr", 4), ("secret", 4)]
        );
    }
}
