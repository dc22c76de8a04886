//! What file requests ask for, and templates of it.

use coffer_domain::checklist::{AskedItem, RequestTemplate};
use coffer_domain::id::{FileId, RequestId, TemplateId};
use coffer_domain::ports::StoreError;
use sqlx::SqliteConnection;

use crate::conflict;
use crate::database::{affect, affect_or, failed};
use crate::row::Columns;

pub(crate) async fn ask(
    connection: &mut SqliteConnection,
    request: RequestId,
    items: &[AskedItem],
) -> Result<(), StoreError> {
    let insert = "INSERT INTO asked_items (request_id, position, name, how, wanted) VALUES ($1, $2, $3, $4, $5)";
    insert_items(connection, insert, &request.0, items).await
}

/// Items in their order, under what they belong to.
async fn insert_items(
    connection: &mut SqliteConnection,
    insert: &'static str,
    of: &[u8],
    items: &[AskedItem],
) -> Result<(), StoreError> {
    for (position, item) in (1_i64..).zip(items) {
        let statement = sqlx::query(insert)
            .bind(of)
            .bind(position)
            .bind(item.name.as_str())
            .bind(item.how.as_deref())
            .bind(i64::from(item.wanted));
        affect(connection, statement).await?;
    }
    Ok(())
}

pub(crate) async fn answer(
    connection: &mut SqliteConnection,
    request: RequestId,
    item: u32,
    file: FileId,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO item_answers (file_id, request_id, position)
         SELECT f.id, i.request_id, i.position FROM asked_items i
         JOIN files f ON f.request_id = i.request_id
         WHERE i.request_id = $1 AND i.position = $2 AND f.id = $3
         ON CONFLICT (file_id) DO UPDATE SET position = excluded.position",
    )
    .bind(request.0.as_slice())
    .bind(i64::from(item))
    .bind(file.0.as_slice());
    affect_or(connection, statement, conflict::ITEM_GONE).await
}

pub(crate) async fn save_template(
    connection: &mut SqliteConnection,
    it: &RequestTemplate,
) -> Result<(), StoreError> {
    let row = sqlx::query(
        "INSERT INTO request_templates (id, department_id, name, saved_by, saved) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (department_id, name) DO UPDATE SET saved_by = excluded.saved_by, saved = excluded.saved
         RETURNING id",
    )
    .bind(it.id.0.as_slice())
    .bind(it.department.0.as_slice())
    .bind(it.name.as_str())
    .bind(it.saved_by.0.as_slice())
    .bind(it.saved.0)
    .fetch_one(&mut *connection)
    .await
    .map_err(failed)?;
    let kept = TemplateId(Columns::of("request_templates", &row).array("id")?);
    let before =
        sqlx::query("DELETE FROM template_items WHERE template_id = $1").bind(kept.0.as_slice());
    affect(connection, before).await?;
    let insert = "INSERT INTO template_items (template_id, position, name, how, wanted) VALUES ($1, $2, $3, $4, $5)";
    insert_items(connection, insert, &kept.0, &it.items).await
}

pub(crate) async fn remove_template(
    connection: &mut SqliteConnection,
    id: TemplateId,
) -> Result<(), StoreError> {
    let statement =
        sqlx::query("DELETE FROM request_templates WHERE id = $1").bind(id.0.as_slice());
    affect(connection, statement).await.map(drop)
}
