//! What to send: files as named, folders with everything in them.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::limits::{WALK_DEPTH_MAX, WALK_FILES_MAX};
use coffer_scan::is_unsafe_to_show;

/// A file to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalFile {
    pub path: PathBuf,
    /// What the receiver sees: `/` between folders, beginning with the folder that was named.
    pub name: String,
    /// Length when it was found.
    pub bytes: u64,
    /// Whether `name` had to differ from the name on disk.
    pub renamed: bool,
}

/// Why something in a folder is not sent.
#[derive(Debug, thiserror::Error)]
pub enum Skipped {
    /// It may point anywhere; what it points to is sent only when it is named.
    #[error("`{}` is a symbolic link and is not followed", .0.display())]
    Symlink(PathBuf),
    /// A device, pipe or socket.
    #[error("`{}` is no regular file", .0.display())]
    Special(PathBuf),
    #[error("`{}` cannot be read", .path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("`{}` is more than {WALK_DEPTH_MAX} folders deep", .0.display())]
    TooDeep(PathBuf),
}

impl Skipped {
    /// Whether data was left out that the sender surely meant.
    #[must_use]
    pub fn is_loss(&self) -> bool {
        matches!(self, Self::Unreadable { .. } | Self::TooDeep(_))
    }
}

/// What a walk found.
#[derive(Debug, Default)]
pub struct Walk {
    /// In the order of their names, byte by byte.
    pub files: Vec<LocalFile>,
    pub skipped: Vec<Skipped>,
}

#[derive(Debug, thiserror::Error)]
pub enum WalkError {
    #[error("`{}` cannot be read", .path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("`{}` is neither a file nor a folder", .0.display())]
    Special(PathBuf),
    #[error("more than {WALK_FILES_MAX} files; pack them into an archive")]
    TooMany,
}

/// Finds what `root` stands for: the file itself, or every regular file below the folder. A symbolic link is
/// followed only if it is `root`.
///
/// # Errors
/// `root` cannot be read. Trouble further in is in [`Walk::skipped`].
pub fn walk(root: &Path) -> Result<Walk, WalkError> {
    let unreadable = |source| WalkError::Unreadable {
        path: root.to_owned(),
        source,
    };
    let metadata = fs::metadata(root).map_err(unreadable)?;
    let own_name = root.file_name().map(escaped);
    let mut found = Walk::default();
    if metadata.is_file() {
        let (name, renamed) = own_name.unwrap_or_default();
        found.files.push(LocalFile {
            path: root.to_owned(),
            name,
            bytes: metadata.len(),
            renamed,
        });
        return Ok(found);
    }
    if !metadata.is_dir() {
        return Err(WalkError::Special(root.to_owned()));
    }
    fs::read_dir(root).map_err(unreadable)?;
    let (prefix, renamed) = own_name.unwrap_or_default();
    let mut pending = vec![Folder {
        path: root.to_owned(),
        prefix,
        renamed,
        depth: 0,
    }];
    while let Some(folder) = pending.pop() {
        read_folder(&folder, &mut found, &mut pending);
        if found.files.len() > WALK_FILES_MAX {
            return Err(WalkError::TooMany);
        }
    }
    found.files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

struct Folder {
    path: PathBuf,
    prefix: String,
    renamed: bool,
    depth: usize,
}

fn read_folder(folder: &Folder, found: &mut Walk, pending: &mut Vec<Folder>) {
    let entries = match fs::read_dir(&folder.path) {
        Ok(entries) => entries,
        Err(source) => {
            let path = folder.path.clone();
            found.skipped.push(Skipped::Unreadable { path, source });
            return;
        }
    };
    for entry in entries {
        let outcome = entry.and_then(|entry| read_entry(folder, &entry, found, pending));
        if let Err(source) = outcome {
            let path = folder.path.clone();
            found.skipped.push(Skipped::Unreadable { path, source });
        }
    }
}

fn read_entry(
    folder: &Folder,
    entry: &fs::DirEntry,
    found: &mut Walk,
    pending: &mut Vec<Folder>,
) -> io::Result<()> {
    let path = entry.path();
    let kind = entry.file_type()?;
    let (own, renamed) = escaped(&entry.file_name());
    let name = match folder.prefix.as_str() {
        "" => own,
        prefix => format!("{prefix}/{own}"),
    };
    let renamed = renamed || folder.renamed;
    if kind.is_symlink() {
        found.skipped.push(Skipped::Symlink(path));
    } else if kind.is_dir() {
        if folder.depth >= WALK_DEPTH_MAX {
            found.skipped.push(Skipped::TooDeep(path));
        } else {
            pending.push(Folder {
                path,
                prefix: name,
                renamed,
                depth: folder.depth + 1,
            });
        }
    } else if kind.is_file() {
        let bytes = entry.metadata()?.len();
        found.files.push(LocalFile {
            path,
            name,
            bytes,
            renamed,
        });
    } else {
        found.skipped.push(Skipped::Special(path));
    }
    Ok(())
}

/// A name the server takes: characters that could mislead, backslashes and bytes that are not UTF-8 become
/// `%` and two hexadecimal digits per byte. Says whether anything changed.
fn escaped(name: &OsStr) -> (String, bool) {
    let mut out = String::with_capacity(name.len());
    let mut renamed = false;
    let blank = name.to_str().is_some_and(|name| name.trim().is_empty());
    let percent = |out: &mut String, bytes: &[u8]| {
        for byte in bytes {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    };
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            if blank || c == '\\' || is_unsafe_to_show(c) {
                percent(&mut out, c.encode_utf8(&mut [0; 4]).as_bytes());
                renamed = true;
            } else {
                out.push(c);
            }
        }
        renamed |= !chunk.invalid().is_empty();
        percent(&mut out, chunk.invalid());
    }
    (out, renamed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(root: &Path) -> Vec<String> {
        walk(root)
            .unwrap()
            .files
            .into_iter()
            .map(|file| file.name)
            .collect()
    }

    #[test]
    fn a_folder_gives_its_files_in_order_with_relative_names() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("bundle");
        fs::create_dir_all(root.join("var/log/app")).unwrap();
        for name in ["z.txt", "a.txt", "var/log/app/1.log", "var/log.txt"] {
            fs::write(root.join(name), name).unwrap();
        }
        let expected = [
            "bundle/a.txt",
            "bundle/var/log.txt",
            "bundle/var/log/app/1.log",
            "bundle/z.txt",
        ];
        assert_eq!(names(&root), expected);
        assert_eq!(names(&root.join("z.txt")), ["z.txt"]);
        let found = walk(&root).unwrap();
        let bytes: u64 = found.files.iter().map(|file| file.bytes).sum();
        assert_eq!(bytes, 5 + 5 + 17 + 11);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_skipped_with_a_note_unless_named() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("bundle");
        fs::create_dir(&root).unwrap();
        fs::write(dir.path().join("secret"), "x").unwrap();
        std::os::unix::fs::symlink(dir.path().join("secret"), root.join("link")).unwrap();
        std::os::unix::fs::symlink(&root, root.join("loop")).unwrap();
        let found = walk(&root).unwrap();
        assert!(found.files.is_empty());
        assert_eq!(found.skipped.len(), 2);
        assert!(
            found
                .skipped
                .iter()
                .all(|s| matches!(s, Skipped::Symlink(_)) && !s.is_loss())
        );
        assert_eq!(names(&root.join("link")), ["link"]);
    }

    #[cfg(unix)]
    #[test]
    fn hostile_names_are_escaped_not_dropped() {
        use std::os::unix::ffi::OsStrExt;
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("in");
        fs::create_dir(&root).unwrap();
        let hostile: [&[u8]; 5] = [
            b"a\nb",
            b"\xff.log",
            b"c\\d",
            " ".as_bytes(),
            "x\u{202e}gpj.exe".as_bytes(),
        ];
        for name in hostile {
            fs::write(root.join(OsStr::from_bytes(name)), "").unwrap();
        }
        fs::write(root.join("Größe (1).log"), "").unwrap();
        let found = walk(&root).unwrap();
        let names: Vec<_> = found
            .files
            .iter()
            .map(|f| (f.name.as_str(), f.renamed))
            .collect();
        let expected = [
            ("in/%20", true),
            ("in/%FF.log", true),
            ("in/Größe (1).log", false),
            ("in/a%0Ab", true),
            ("in/c%5Cd", true),
            ("in/x%E2%80%AEgpj.exe", true),
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn what_is_not_there_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let missing = walk(&dir.path().join("no"));
        assert!(matches!(missing, Err(WalkError::Unreadable { .. })));
    }
}
