//! What is sent to contacts, as the store keeps it.

use async_trait::async_trait;

use super::StoreError;
use crate::delivery::{Delivery, DeliveryFilter, DeliveryTicket};
use crate::secret::TokenHash;

/// Deliveries and the tickets their contacts hold.
#[async_trait]
pub trait Deliveries: Send + Sync {
    /// Deliveries that pass the filter, newest first.
    async fn deliveries(&self, filter: &DeliveryFilter) -> Result<Vec<Delivery>, StoreError>;
    /// A contact's ticket.
    async fn delivery_ticket(&self, hash: &TokenHash)
    -> Result<Option<DeliveryTicket>, StoreError>;
}
