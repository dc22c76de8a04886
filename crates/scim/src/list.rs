//! Pages of lists (RFC 7644 section 3.4.2.4).

use serde_json::{Value, json};

use crate::limits::{PAGE_DEFAULT, PAGE_MAX};

/// Which part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// How many come before it.
    pub skip: usize,
    /// How many it holds at most.
    pub take: usize,
}

impl Page {
    /// From `startIndex` (counted from 1) and `count`; out of range means the nearest that is in range.
    #[must_use]
    pub fn new(start_index: Option<i64>, count: Option<i64>) -> Self {
        let from = start_index.unwrap_or(1).saturating_sub(1).max(0);
        let take = match count {
            None => PAGE_DEFAULT,
            Some(count) => usize::try_from(count.max(0))
                .unwrap_or(PAGE_MAX)
                .min(PAGE_MAX),
        };
        Self {
            skip: usize::try_from(from).unwrap_or(usize::MAX),
            take,
        }
    }
}

/// A list's answer.
#[must_use]
pub fn list_response(resources: Vec<Value>, total: usize, page: Page) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": total,
        "startIndex": page.skip.saturating_add(1),
        "itemsPerPage": resources.len(),
        "Resources": resources,
    })
}
