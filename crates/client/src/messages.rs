//! Messages of a case.

use coffer_api::files::Erase;
use coffer_api::messages::{Message, MessageSent, Messages, NewMessage};
use reqwest::Method;

use crate::error::CallError;
use crate::limits::LIST_PAGES_MAX;
use crate::members::Client;

impl Client {
    /// All messages of a case, newest first.
    pub async fn messages(&self, case: &str) -> Result<Vec<Message>, CallError> {
        let mut items: Vec<Message> = Vec::new();
        for _ in 0..LIST_PAGES_MAX {
            let below = items.last().map(|last| last.number.to_string());
            let query: Vec<(&str, &str)> = below
                .iter()
                .map(|below| ("below", below.as_str()))
                .collect();
            let page: Messages = self.get(&["cases", case, "messages"], &query).await?;
            let more = page.more && !page.items.is_empty();
            items.extend(page.items);
            if !more {
                break;
            }
        }
        Ok(items)
    }

    /// Writes to the contacts of a case.
    pub async fn send_message(&self, case: &str, text: &str) -> Result<MessageSent, CallError> {
        let new = NewMessage {
            text: text.to_owned(),
        };
        self.post(&["cases", case, "messages"], &new).await
    }

    /// Erases what a message says.
    pub async fn erase_message(&self, message: &str, reason: &str) -> Result<Message, CallError> {
        let body = Erase {
            reason: reason.to_owned(),
        };
        let request = self.request(Method::DELETE, &["messages", message])?;
        self.transport.json(request.json(&body)).await
    }
}
