//! What a file request asks for: items a contact can answer with files, and templates of them.

use crate::id::{DepartmentId, FileId, MemberId, TemplateId};
use crate::text::Name;
use crate::time::Timestamp;

/// One thing a file request asks for. It is a wish: the link takes other files just as well, and is never held up by what is
/// missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedItem {
    /// What it is.
    pub name: Name,
    /// What it is for or how to get it, such as a command to run.
    pub how: Option<String>,
    /// Whether it is wanted; otherwise it is welcome if it is at hand.
    pub wanted: bool,
}

/// A file that was put to an item of its link's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// Which item, counted from 1.
    pub item: u32,
    /// The file.
    pub file: FileId,
    /// Whether all of it has arrived.
    pub received: bool,
}

/// A list of items that a department asks for again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestTemplate {
    /// Its id.
    pub id: TemplateId,
    /// Whose it is.
    pub department: DepartmentId,
    /// What it is called; once per department.
    pub name: Name,
    /// What it asks for, in order.
    pub items: Vec<AskedItem>,
    /// Who saved it last.
    pub saved_by: MemberId,
    /// When.
    pub saved: Timestamp,
}
