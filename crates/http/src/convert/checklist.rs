//! What file requests ask for, as wire types.

use coffer_api::checklist as api;
use coffer_app::checklist::{Builtin, NewItem};
use coffer_domain::checklist::{Answer, AskedItem, RequestTemplate};

pub(crate) fn new_items(items: Vec<api::NewAskedItem>) -> Vec<NewItem> {
    let items = items.into_iter().map(|item| NewItem {
        name: item.name,
        how: item.how,
        wanted: item.wanted,
    });
    items.collect()
}

pub(crate) fn asked((item, answers): &(AskedItem, Vec<Answer>)) -> api::AskedItem {
    api::AskedItem {
        name: item.name.to_string(),
        how: item.how.clone(),
        wanted: item.wanted,
        files: answers.iter().map(|it| it.file.to_string()).collect(),
    }
}

pub(crate) fn asked_of_contact((item, answers): &(AskedItem, Vec<Answer>)) -> api::LinkAskedItem {
    api::LinkAskedItem {
        name: item.name.to_string(),
        how: item.how.clone(),
        wanted: item.wanted,
        received: u32::try_from(answers.len()).unwrap_or(u32::MAX),
    }
}

pub(crate) fn template(template: &RequestTemplate) -> api::RequestTemplate {
    let items = template.items.iter().map(|item| api::NewAskedItem {
        name: item.name.to_string(),
        how: item.how.clone(),
        wanted: item.wanted,
    });
    api::RequestTemplate {
        id: template.id.to_string(),
        name: template.name.to_string(),
        own: true,
        items: items.collect(),
    }
}

pub(crate) fn builtin_template(template: Builtin) -> api::RequestTemplate {
    let items = template.items.into_iter().map(|item| api::NewAskedItem {
        name: item.name,
        how: item.how,
        wanted: item.wanted,
    });
    api::RequestTemplate {
        id: template.key.to_owned(),
        name: template.name.to_owned(),
        own: false,
        items: items.collect(),
    }
}
