//! Directories that are asked for everybody they know.

use async_trait::async_trait;

/// Why a directory could not be read as a whole. Half a directory is no directory: nothing is changed by it.
#[derive(Debug, thiserror::Error)]
#[error("the directory could not be read as a whole")]
pub struct SourceError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Somebody a directory knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcePerson {
    /// The name that stays whatever else changes, such as `entryUUID`.
    pub key: String,
    /// A further name, such as `uid`.
    pub external: Option<String>,
    /// Where they read mail.
    pub email: Option<String>,
    /// What they are called.
    pub name: Option<String>,
    /// What rules of the configuration can name: groups by DN and by name, and units as `ou=NAME`.
    pub groups: Vec<String>,
    /// Whether the directory lets them act.
    pub active: bool,
}

/// A directory that can be asked for everybody.
#[async_trait]
pub trait DirectorySource: Send + Sync {
    /// Everybody, or an error.
    async fn everybody(&self) -> Result<Vec<SourcePerson>, SourceError>;
}
