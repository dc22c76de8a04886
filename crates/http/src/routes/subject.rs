//! What is held about one contact, for when they ask to see it.

use axum::extract::State;
use coffer_api::link::CustodyMember;
use coffer_api::problem::Problem;
use coffer_api::subject as api;
use coffer_app::subject::{Subject, SubjectExport, SubjectLink};
use data_encoding::HEXLOWER;

use super::{Json, Path};
use crate::auth::Signed;
use crate::convert;
use crate::problem::ApiError;
use crate::state::Http;

/// What is held about a contact: links, files (not what is in them), what they wrote and what was sent to them, and all entries of the
/// ledger about these, with proofs. For data protection officers; needs a reason, and a session that stepped up.
#[utoipa::path(post, operation_id = "export_subject", path = "/api/v1/customers/{customer}/contacts/{contact}/export", tag = "customers",
    params(("customer" = String, Path, description = "Id or name of the customer."),
        ("contact" = String, Path, description = "Id or address of the contact.")),
    request_body = api::ExportSubject,
    responses((status = 200, body = api::SubjectExport),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn export(
    State(http): State<Http>,
    signed: Signed,
    Path((customer, contact)): Path<(String, String)>,
    Json(form): Json<api::ExportSubject>,
) -> Result<axum::Json<api::SubjectExport>, ApiError> {
    let export = http
        .app
        .export_subject(&signed.ctx, &customer, &contact, &form.reason, form.below)
        .await?;
    Ok(axum::Json(exported(&export)))
}

fn exported(export: &SubjectExport) -> api::SubjectExport {
    let members = export.members.iter().map(|(id, name)| CustodyMember {
        id: id.clone(),
        name: name.to_string(),
    });
    api::SubjectExport {
        subject: export.subject.as_ref().map(subject),
        entries: export.entries.iter().map(convert::receipt).collect(),
        more: export.more,
        members: members.collect(),
    }
}

fn subject(subject: &Subject) -> api::Subject {
    let place = |id: &str| subject.places.get(id).copied();
    let passkeys = subject.passkeys.iter().map(|it| api::SubjectPasskey {
        id: it.id.to_string(),
        name: it.name.to_string(),
        created: it.created.to_string(),
        used: it.used.map(|at| at.to_string()),
        entry: place(&it.id.to_string()),
    });
    let messages = subject.messages.iter().map(|it| api::SubjectMessage {
        id: it.id.to_string(),
        case: it.case.to_string(),
        text: it.text.as_ref().map(|text| text.expose().to_owned()),
        created: it.created.to_string(),
        entry: place(&it.id.to_string()),
    });
    api::Subject {
        id: subject.contact.id.to_string(),
        email: subject.contact.email.to_string(),
        customer: subject.customer.to_string(),
        created: subject.contact.created.to_string(),
        passkeys: passkeys.collect(),
        links: subject.links.iter().map(|it| link(it, &place)).collect(),
        files: subject
            .links
            .iter()
            .flat_map(|it| files(it, &place))
            .collect(),
        messages: messages.collect(),
        deliveries: deliveries(subject),
    }
}

fn link(it: &SubjectLink, place: &dyn Fn(&str) -> Option<u64>) -> api::SubjectLink {
    let request = &it.request;
    api::SubjectLink {
        id: request.id.to_string(),
        case: request.case.to_string(),
        created: request.created.to_string(),
        expires: request.expires.to_string(),
        withdrawn: request.withdrawn.map(|at| at.to_string()),
        script: request.script,
        files_used: request.files_used,
        bytes_used: request.bytes_used,
        entry: place(&request.id.to_string()),
    }
}

fn files(it: &SubjectLink, place: &dyn Fn(&str) -> Option<u64>) -> Vec<api::SubjectFile> {
    let link = it.request.id.to_string();
    let there = it.files.iter().map(|file| {
        let version = file.version.as_ref();
        api::SubjectFile {
            id: file.id.to_string(),
            link: link.clone(),
            name: Some(file.name.to_string()),
            bytes: version.map(|version| version.bytes),
            blake3: version.map(|version| HEXLOWER.encode(&version.blake3)),
            created: Some(file.created.to_string()),
            erased: None,
            entry: place(&file.id.to_string()),
        }
    });
    let gone = it.erased.iter().map(|(id, at)| api::SubjectFile {
        id: id.to_string(),
        link: link.clone(),
        name: None,
        bytes: None,
        blake3: None,
        created: None,
        erased: Some(at.to_string()),
        entry: place(&id.to_string()),
    });
    there.chain(gone).collect()
}

fn deliveries(subject: &Subject) -> Vec<api::SubjectDelivery> {
    let delivery = subject.deliveries.iter().map(|it| api::SubjectDelivery {
        id: it.id.to_string(),
        link: it.link.id.to_string(),
        case: it.link.case.to_string(),
        note: it.note.clone(),
        files: it
            .files
            .iter()
            .map(|file| api::SubjectDeliveredFile {
                id: file.file.to_string(),
                downloads: file.downloads,
            })
            .collect(),
        entry: subject.places.get(&it.id.to_string()).copied(),
    });
    delivery.collect()
}
