//! [`Checklists`] on SQLite.

use async_trait::async_trait;
use coffer_domain::checklist::{Answer, AskedItem, RequestTemplate};
use coffer_domain::id::{DepartmentId, FileId, MemberId, RequestId, TemplateId};
use coffer_domain::ports::{Checklists, StoreError};
use sqlx::sqlite::SqliteRow;
use tracing::instrument;

use super::all;
use crate::database::failed;
use crate::row::Columns;
use crate::sqlite::SqliteStore;

/// One row for each item of a template, so that one statement sees all of it.
const TEMPLATES: &str =
    "SELECT t.id, t.department_id, t.name AS template_name, t.saved_by, t.saved, i.name, i.how, i.wanted
     FROM request_templates t JOIN template_items i ON i.template_id = t.id";

#[async_trait]
impl Checklists for SqliteStore {
    #[instrument(level = "debug", skip_all)]
    async fn asked(&self, request: RequestId) -> Result<Vec<AskedItem>, StoreError> {
        let statement = sqlx::query(
            "SELECT name, how, wanted FROM asked_items WHERE request_id = $1 ORDER BY position",
        )
        .bind(request.0.as_slice());
        all(self.readers(), statement, |row| {
            item(&Columns::of("asked_items", row))
        })
        .await
    }

    #[instrument(level = "debug", skip_all)]
    async fn answers(&self, request: RequestId) -> Result<Vec<Answer>, StoreError> {
        let statement = sqlx::query(
            "SELECT a.position, a.file_id,
                    EXISTS (SELECT 1 FROM versions v WHERE v.file_id = a.file_id) AS received
             FROM item_answers a JOIN files f ON f.id = a.file_id
             WHERE a.request_id = $1 ORDER BY f.created, f.id",
        )
        .bind(request.0.as_slice());
        all(self.readers(), statement, |row| {
            let columns = Columns::of("item_answers", row);
            Ok(Answer {
                item: columns.count("position")?,
                file: FileId(columns.array("file_id")?),
                received: columns.flag("received")?,
            })
        })
        .await
    }

    #[instrument(level = "debug", skip_all)]
    async fn templates(
        &self,
        department: DepartmentId,
    ) -> Result<Vec<RequestTemplate>, StoreError> {
        let text =
            format!("{TEMPLATES} WHERE t.department_id = $1 ORDER BY t.name, t.id, i.position");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(department.0.to_vec())
            .fetch_all(self.readers())
            .await
            .map_err(failed)?;
        fold_items(&rows)
    }

    #[instrument(level = "debug", skip_all)]
    async fn template(&self, id: TemplateId) -> Result<Option<RequestTemplate>, StoreError> {
        let text = format!("{TEMPLATES} WHERE t.id = $1 ORDER BY i.position");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(id.0.to_vec())
            .fetch_all(self.readers())
            .await
            .map_err(failed)?;
        Ok(fold_items(&rows)?.pop())
    }
}

/// Templates from rows that repeat a template for each of its items.
fn fold_items(rows: &[SqliteRow]) -> Result<Vec<RequestTemplate>, StoreError> {
    let mut templates: Vec<RequestTemplate> = Vec::new();
    for row in rows {
        let columns = Columns::of("request_templates", row);
        let id = TemplateId(columns.array("id")?);
        if templates.last().is_none_or(|last| last.id != id) {
            templates.push(RequestTemplate {
                id,
                department: DepartmentId(columns.array("department_id")?),
                name: columns.name("template_name")?,
                items: Vec::new(),
                saved_by: MemberId(columns.array("saved_by")?),
                saved: columns.time("saved")?,
            });
        }
        if let Some(template) = templates.last_mut() {
            template.items.push(item(&columns)?);
        }
    }
    Ok(templates)
}

fn item(columns: &Columns<'_>) -> Result<AskedItem, StoreError> {
    Ok(AskedItem {
        name: columns.name("name")?,
        how: columns.text_if_any("how")?,
        wanted: columns.flag("wanted")?,
    })
}
