//! Sealed objects as files in a directory: [`DirectoryBlobs`].
//!
//! An object `obj_7k…` lies at `objects/7k/obj_7k….csf1` below the root: the first two random digits
//! (8 bits: the first digit carries three) spread objects over 256 folders. Folders have mode 0700, files 0600. Nothing but ids of this
//! program's own making becomes a path.

mod directory;
mod layout;
mod object;

pub use directory::DirectoryBlobs;
