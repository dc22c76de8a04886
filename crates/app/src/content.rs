//! Working inside files: working copies, lines, search, findings, reveal, and the download of originals.

mod download;
mod inside;
mod lines;
pub(crate) mod member;
mod outline;
mod pieces;
pub(crate) mod reports;
mod reveal;
mod runs;
mod search;
mod teller;
mod tree;
mod working;

pub use download::Download;
pub use lines::{Line, Lines};
pub use outline::LineQuery;
pub use pieces::Pieces;
pub use reveal::Revealed;
pub use search::{SearchHit, SearchNews, SearchQuery, SearchResult};
pub use tree::{FindingFilter, FindingView, FindingsPage, MemberView};
pub use working::WorkingCopy;
