//! What is scanned: files as named, folders with everything in them, pipes and standard input.

use std::fs;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use coffer_client::scan::display_name;
use coffer_client::text::shown;
use coffer_client::{LocalFile, walk};
use indicatif::ProgressBar;

use crate::context::Ctx;
use crate::failure::{Failure, told};
use crate::progress;

/// The name of standard input, on the command line and in what is told.
const STDIN: &str = "-";

/// One thing to scan.
pub(crate) enum Input {
    File(LocalFile),
    /// A pipe with a name, such as the shell makes for `<(…)`.
    Pipe(PathBuf),
    Stdin,
}

impl Input {
    /// As people are shown it.
    pub(crate) fn shown(&self) -> String {
        match self.path() {
            Some(path) => display_name(path.as_os_str().as_encoded_bytes()),
            None => STDIN.to_owned(),
        }
    }

    /// As programs are told it.
    pub(crate) fn text(&self) -> String {
        match self.path() {
            Some(path) => path.to_string_lossy().into_owned(),
            None => STDIN.to_owned(),
        }
    }

    pub(crate) fn path(&self) -> Option<&Path> {
        match self {
            Self::File(file) => Some(&file.path),
            Self::Pipe(path) => Some(path),
            Self::Stdin => None,
        }
    }

    /// The name after which the content of a compressed stream is called.
    pub(crate) fn own_name(&self) -> &[u8] {
        let name = self.path().and_then(Path::file_name);
        name.map_or(&[], |name| name.as_encoded_bytes())
    }

    /// That it is not what it was when its scan began.
    pub(crate) fn changed(&self) -> String {
        format!("`{}` changed while it was read", self.shown())
    }

    fn bytes(&self) -> Option<u64> {
        match self {
            Self::File(file) => Some(file.bytes),
            Self::Pipe(_) | Self::Stdin => None,
        }
    }
}

/// Everything to scan, in order.
pub(crate) struct Inputs {
    pub(crate) items: Vec<Input>,
    /// How much of what was named could not be read.
    pub(crate) unread: usize,
}

impl Inputs {
    /// Finds what the paths stand for and says what is left out.
    pub(crate) fn of(ctx: &Ctx, paths: &[PathBuf]) -> anyhow::Result<Self> {
        let mut inputs = Self {
            items: Vec::new(),
            unread: 0,
        };
        if paths.is_empty() {
            if std::io::stdin().is_terminal() {
                let message = "nothing to read: name files or folders, or pipe data in";
                return Err(Failure::local(message).into());
            }
            inputs.items.push(Input::Stdin);
        }
        for path in paths {
            if path.as_os_str() == STDIN {
                if inputs.items.iter().any(|item| matches!(item, Input::Stdin)) {
                    return Err(Failure::local("`-` can be read only once").into());
                }
                inputs.items.push(Input::Stdin);
            } else if is_pipe(path) {
                inputs.items.push(Input::Pipe(path.clone()));
            } else {
                inputs.add(ctx, path);
            }
        }
        Ok(inputs)
    }

    fn add(&mut self, ctx: &Ctx, root: &Path) {
        let found = match walk(root) {
            Ok(found) => found,
            Err(error) => {
                ctx.out.error(&told(&error.into()));
                self.unread += 1;
                return;
            }
        };
        for skipped in &found.skipped {
            let what = shown(&skipped.to_string());
            ctx.out.note(&format!("Not read: {what}."));
            self.unread += usize::from(skipped.is_loss());
        }
        self.items.extend(found.files.into_iter().map(Input::File));
    }

    /// A bar for all of it together.
    pub(crate) fn bar(&self, ctx: &Ctx) -> ProgressBar {
        let total = self.items.iter().map(Input::bytes).sum();
        let name = match self.items.as_slice() {
            [one] => one.text(),
            several => format!("{} files", several.len()),
        };
        progress::bar(ctx, &name, total)
    }
}

#[cfg(unix)]
fn is_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    fs::metadata(path).is_ok_and(|metadata| metadata.file_type().is_fifo())
}

#[cfg(not(unix))]
fn is_pipe(_path: &Path) -> bool {
    false
}
