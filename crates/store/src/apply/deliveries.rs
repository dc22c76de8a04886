//! Deliveries: sending, and counting how often a file was taken.

use coffer_domain::delivery::{Delivery, DeliveryTicket};
use coffer_domain::id::CaseId;
use coffer_domain::ports::StoreError;
use sqlx::SqliteConnection;

use super::cases::require_open;
use super::requests;
use crate::conflict;
use crate::database::{affect, affect_or, failed};
use crate::row::Columns;

pub(crate) async fn create(
    connection: &mut SqliteConnection,
    it: &Delivery,
) -> Result<(), StoreError> {
    requests::create(connection, &it.link).await?;
    let statement = sqlx::query(
        "INSERT INTO deliveries (id, request_id, note, downloads_max) VALUES ($1, $2, $3, $4)",
    )
    .bind(it.id.0.as_slice())
    .bind(it.link.id.0.as_slice())
    .bind(it.note.as_deref())
    .bind(i64::from(it.downloads_max));
    affect(connection, statement).await?;
    for (position, file) in (0_i64..).zip(&it.files) {
        // The version must still be there, in this case: it may have been erased since it was looked at.
        let statement = sqlx::query(
            "INSERT INTO delivery_files (delivery_id, position, file_id, object_id, downloads)
             SELECT $1, $2, f.id, v.object_id, 0
             FROM versions v JOIN files f ON f.id = v.file_id
             WHERE v.object_id = $3 AND f.id = $4 AND f.case_id = $5",
        )
        .bind(it.id.0.as_slice())
        .bind(position)
        .bind(file.object.0.as_slice())
        .bind(file.file.0.as_slice())
        .bind(it.link.case.0.as_slice());
        affect_or(connection, statement, conflict::FILE_GONE).await?;
    }
    Ok(())
}

pub(crate) async fn take(
    connection: &mut SqliteConnection,
    it: &DeliveryTicket,
) -> Result<(), StoreError> {
    let row = sqlx::query(
        "SELECT r.case_id FROM deliveries d
         JOIN requests r ON r.id = d.request_id
         JOIN delivery_files t ON t.delivery_id = d.id
         WHERE d.id = $1 AND t.object_id = $2 AND r.withdrawn IS NULL
           AND EXISTS (SELECT 1 FROM versions v WHERE v.object_id = t.object_id)",
    )
    .bind(it.delivery.0.as_slice())
    .bind(it.object.0.as_slice())
    .fetch_optional(&mut *connection)
    .await
    .map_err(failed)?
    .ok_or(StoreError::Conflict(conflict::DELIVERY_GONE))?;
    let case = CaseId(Columns::of("requests", &row).array("case_id")?);
    require_open(connection, case).await?;
    // Counted where it is compared: of two who take the last one at once, one has it.
    let counted = sqlx::query(
        "UPDATE delivery_files SET downloads = downloads + 1
         WHERE delivery_id = $1 AND object_id = $2
           AND downloads < (SELECT d.downloads_max FROM deliveries d WHERE d.id = $1)",
    )
    .bind(it.delivery.0.as_slice())
    .bind(it.object.0.as_slice());
    affect_or(connection, counted, conflict::DELIVERY_EXHAUSTED).await?;
    let ticket = sqlx::query(
        "INSERT INTO delivery_tickets (hash, delivery_id, object_id, request_id, expires)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(it.hash.0.as_slice())
    .bind(it.delivery.0.as_slice())
    .bind(it.object.0.as_slice())
    .bind(it.request.0.as_slice())
    .bind(it.expires.0);
    affect(connection, ticket).await.map(drop)
}
