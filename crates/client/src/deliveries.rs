//! Files sent to contacts, and the files of ours that go with them.

use coffer_api::deliveries::{DeliveriesCreated, Delivery, NewDelivery};
use coffer_api::files::File;
use reqwest::header::CONTENT_LENGTH;
use reqwest::{Body, Method};

use crate::error::CallError;
use crate::members::Client;

impl Client {
    /// Adds a file of `bytes` length to a case.
    pub async fn add_file(
        &self,
        case: &str,
        name: &str,
        bytes: u64,
        content: Body,
    ) -> Result<File, CallError> {
        let request = self
            .transfer(Method::POST, &["cases", case, "files"])?
            .query(&[("name", name)])
            .header(CONTENT_LENGTH, bytes)
            .body(content);
        self.transport.json(request).await
    }

    /// Sends files of a case to contacts.
    pub async fn create_delivery(
        &self,
        case: &str,
        new: &NewDelivery,
    ) -> Result<DeliveriesCreated, CallError> {
        self.post(&["cases", case, "deliveries"], new).await
    }

    pub async fn deliveries(&self, case: &str) -> Result<Vec<Delivery>, CallError> {
        self.all(&["cases", case, "deliveries"], &[]).await
    }

    pub async fn withdraw_delivery(&self, delivery: &str) -> Result<Delivery, CallError> {
        let request = self.request(Method::DELETE, &["deliveries", delivery])?;
        self.transport.json(request).await
    }
}
