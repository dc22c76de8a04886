//! [`Deliveries`] on SQLite.

use async_trait::async_trait;
use coffer_domain::delivery::{DeliveredFile, Delivery, DeliveryFilter, DeliveryTicket};
use coffer_domain::id::{DeliveryId, FileId, ObjectId, RequestId};
use coffer_domain::ports::{Deliveries, StoreError};
use coffer_domain::secret::TokenHash;
use sqlx::QueryBuilder;
use sqlx::sqlite::{Sqlite, SqliteRow};
use tracing::instrument;

use super::cases::request;
use super::one;
use crate::database::failed;
use crate::row::Columns;
use crate::sqlite::SqliteStore;

/// One row for each file of a delivery, so that one statement sees all of it.
const DELIVERIES: &str =
    "SELECT d.id AS delivery_id, d.note, d.downloads_max, t.file_id, t.object_id, t.downloads,
            r.id, r.case_id, r.contact_id, r.token_hash, r.script, r.expires, r.bytes_max, r.files_max,
            r.bytes_used, r.files_used, r.withdrawn, r.created_by, r.created
     FROM deliveries d
     JOIN requests r ON r.id = d.request_id
     JOIN delivery_files t ON t.delivery_id = d.id
     WHERE 1 = 1";

#[async_trait]
impl Deliveries for SqliteStore {
    #[instrument(level = "debug", skip_all)]
    async fn deliveries(&self, filter: &DeliveryFilter) -> Result<Vec<Delivery>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(DELIVERIES);
        if let Some(id) = filter.id {
            query.push(" AND d.id = ").push_bind(id.0.to_vec());
        }
        if let Some(case) = filter.case {
            query.push(" AND r.case_id = ").push_bind(case.0.to_vec());
        }
        if let Some(contact) = filter.contact {
            query
                .push(" AND r.contact_id = ")
                .push_bind(contact.0.to_vec());
        }
        if let Some(object) = filter.object {
            query
                .push(
                    " AND EXISTS (SELECT 1 FROM delivery_files o
                                  WHERE o.delivery_id = d.id AND o.object_id = ",
                )
                .push_bind(object.0.to_vec())
                .push(")");
        }
        if let Some(at) = filter.alive_at {
            query
                .push(" AND r.withdrawn IS NULL AND r.expires > ")
                .push_bind(at.0);
        }
        query.push(" ORDER BY r.created DESC, d.id DESC, t.position");
        let rows = query
            .build()
            .fetch_all(self.readers())
            .await
            .map_err(failed)?;
        fold_files(&rows)
    }

    #[instrument(level = "debug", skip_all)]
    async fn delivery_ticket(
        &self,
        hash: &TokenHash,
    ) -> Result<Option<DeliveryTicket>, StoreError> {
        let statement = sqlx::query(
            "SELECT hash, delivery_id, object_id, request_id, expires
             FROM delivery_tickets WHERE hash = $1",
        )
        .bind(hash.0.as_slice());
        one(self.readers(), statement, ticket).await
    }
}

/// Deliveries from rows that repeat a delivery for each of its files.
fn fold_files(rows: &[SqliteRow]) -> Result<Vec<Delivery>, StoreError> {
    let mut deliveries: Vec<Delivery> = Vec::new();
    for row in rows {
        let columns = Columns::of("deliveries", row);
        let id = DeliveryId(columns.array("delivery_id")?);
        if deliveries.last().is_none_or(|last| last.id != id) {
            deliveries.push(Delivery {
                id,
                link: request(row)?,
                note: columns.text_if_any("note")?,
                downloads_max: columns.count("downloads_max")?,
                files: Vec::new(),
            });
        }
        if let Some(delivery) = deliveries.last_mut() {
            delivery.files.push(DeliveredFile {
                file: FileId(columns.array("file_id")?),
                object: ObjectId(columns.array("object_id")?),
                downloads: columns.count("downloads")?,
            });
        }
    }
    Ok(deliveries)
}

fn ticket(row: &SqliteRow) -> Result<DeliveryTicket, StoreError> {
    let columns = Columns::of("delivery_tickets", row);
    Ok(DeliveryTicket {
        hash: columns.hash("hash")?,
        delivery: DeliveryId(columns.array("delivery_id")?),
        object: ObjectId(columns.array("object_id")?),
        request: RequestId(columns.array("request_id")?),
        expires: columns.time("expires")?,
    })
}
