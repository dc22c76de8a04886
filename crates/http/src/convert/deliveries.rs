//! Deliveries as wire types.

use coffer_api::deliveries as api;
use coffer_app::delivery::{DeliveredView, DeliveryCreated, DeliveryView};
use coffer_domain::time::Timestamp;
use data_encoding::HEXLOWER;

pub(crate) fn delivery(view: &DeliveryView, now: Timestamp) -> api::Delivery {
    let delivery = &view.delivery;
    let link = &delivery.link;
    let state = if link.withdrawn.is_some() {
        "withdrawn"
    } else if now >= link.expires {
        "expired"
    } else {
        "open"
    };
    let files = delivery.files.iter().zip(&view.files);
    api::Delivery {
        id: delivery.id.to_string(),
        case: link.case.to_string(),
        contact: view.contact.to_string(),
        sender: view.sender.to_string(),
        note: delivery.note.clone(),
        state: state.to_owned(),
        expires: link.expires.to_string(),
        max_downloads: delivery.downloads_max,
        files: files
            .map(|(it, seen)| api::DeliveredFile {
                id: it.file.to_string(),
                name: seen.file.as_ref().map(|file| file.name.to_string()),
                version: seen
                    .file
                    .as_ref()
                    .and_then(|file| file.version.as_ref())
                    .map(|version| version.number),
                downloads: seen.downloads,
            })
            .collect(),
        created: link.created.to_string(),
    }
}

pub(crate) fn delivery_created(created: &DeliveryCreated, now: Timestamp) -> api::DeliveryCreated {
    api::DeliveryCreated {
        delivery: delivery(&created.view, now),
        page_url: created.page_url.expose().to_owned(),
        mailed: created.mailed,
    }
}

pub(crate) fn received(view: &DeliveryView) -> api::ReceivedDelivery {
    api::ReceivedDelivery {
        id: view.delivery.id.to_string(),
        sender: view.sender.to_string(),
        note: view.delivery.note.clone(),
        expires: view.delivery.link.expires.to_string(),
        files: view.files.iter().filter_map(received_file).collect(),
        created: view.delivery.link.created.to_string(),
    }
}

fn received_file(it: &DeliveredView) -> Option<api::ReceivedFile> {
    let file = it.file.as_ref()?;
    let version = file.version.as_ref()?;
    Some(api::ReceivedFile {
        id: file.id.to_string(),
        name: file.name.to_string(),
        bytes: version.bytes,
        blake3: HEXLOWER.encode(&version.blake3),
        downloads_left: it.left,
    })
}
