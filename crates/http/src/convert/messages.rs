//! Messages as wire types.

use coffer_api::messages as api;
use coffer_app::messages::{AuthorView, MessageList, MessageSent, MessageView};

/// Who looks: contacts do not learn each other's addresses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Member,
    Contact,
}

pub(crate) fn messages(list: &MessageList, side: Side) -> api::Messages {
    api::Messages {
        items: list.messages.iter().map(|it| message(it, side)).collect(),
        more: list.more,
    }
}

pub(crate) fn message_sent(sent: &MessageSent, side: Side) -> api::MessageSent {
    api::MessageSent {
        message: message(&sent.view, side),
        // Whom a contact's words reach is the organisation's business.
        told: match side {
            Side::Member => u32::try_from(sent.told).unwrap_or(u32::MAX),
            Side::Contact => 0,
        },
    }
}

pub(crate) fn message(view: &MessageView, side: Side) -> api::Message {
    let (from, author) = match (&view.author, side) {
        (AuthorView::Member(name), _) => ("member", name.to_string()),
        (AuthorView::Contact(email), Side::Member) => ("contact", email.to_string()),
        (AuthorView::Contact(email), Side::Contact) => ("contact", email.masked()),
    };
    api::Message {
        id: view.id.to_string(),
        number: view.number,
        side: from.to_owned(),
        author,
        own: view.own,
        text: view
            .text
            .as_ref()
            .map_or_else(String::new, |text| text.expose().to_owned()),
        erased: view.text.is_none(),
        created: view.created.to_string(),
    }
}
