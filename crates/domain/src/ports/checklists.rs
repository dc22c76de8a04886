//! What file requests ask for.

use async_trait::async_trait;

use super::StoreError;
use crate::checklist::{Answer, AskedItem, RequestTemplate};
use crate::id::{DepartmentId, RequestId, TemplateId};

/// Items of file requests, their answers, and templates.
#[async_trait]
pub trait Checklists: Send + Sync {
    /// What a request asks for, in order.
    async fn asked(&self, request: RequestId) -> Result<Vec<AskedItem>, StoreError>;
    /// Which files answer which of it, oldest first.
    async fn answers(&self, request: RequestId) -> Result<Vec<Answer>, StoreError>;
    /// A department's templates, by name.
    async fn templates(&self, department: DepartmentId)
    -> Result<Vec<RequestTemplate>, StoreError>;
    /// One template.
    async fn template(&self, id: TemplateId) -> Result<Option<RequestTemplate>, StoreError>;
}
