//! Where copies go. Nothing that is there is overwritten, and nothing is written into what is read.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use anyhow::Context as _;

use crate::commands::scan::{Input, Inputs};
use crate::failure::Failure;

/// Where the copies of all inputs go.
pub(super) enum Target {
    Stdout,
    /// The one copy.
    File(PathBuf),
    /// Copies under their names.
    Folder {
        path: PathBuf,
        /// The folder that was named, whose place `path` takes.
        without: Option<String>,
    },
}

impl Target {
    pub(super) fn of(
        output: Option<&Path>,
        paths: &[PathBuf],
        inputs: &Inputs,
    ) -> anyhow::Result<Self> {
        let Some(output) = output.filter(|path| path.as_os_str() != "-") else {
            return match inputs.items.as_slice() {
                [Input::Stdin | Input::Pipe(_)] => Ok(Self::Stdout),
                [_] if output.is_some() => Ok(Self::Stdout),
                _ => Err(Failure::local("say where to write, with -o PATH").into()),
            };
        };
        let folders: Vec<&PathBuf> = paths.iter().filter(|path| path.is_dir()).collect();
        refuse_inside(output, &folders)?;
        let several = paths.len() > 1 || !folders.is_empty();
        if !several && !output.is_dir() {
            return Ok(Self::File(output.to_owned()));
        }
        let without = match (paths, folders.as_slice()) {
            ([_], [folder]) => folder.file_name(),
            _ => None,
        };
        let without = without.map(|name| name.to_string_lossy().into_owned());
        fs::create_dir_all(output)
            .with_context(|| format!("cannot write to `{}`", output.display()))?;
        Ok(Self::Folder {
            path: output.to_owned(),
            without,
        })
    }

    pub(super) fn is_stdout(&self) -> bool {
        matches!(self, Self::Stdout)
    }

    /// The path of an input's copy; its last part is `name` where the target is a folder.
    pub(super) fn path_of(&self, input: &Input, name: &str) -> anyhow::Result<Option<PathBuf>> {
        let (path, without) = match self {
            Self::Stdout => return Ok(None),
            Self::File(path) => return Ok(Some(path.clone())),
            Self::Folder { path, without } => (path, without),
        };
        let relative = match input {
            Input::File(file) => file.name.as_str(),
            Input::Pipe(_) | Input::Stdin => "stdin",
        };
        let inner = without
            .as_deref()
            .and_then(|folder| relative.strip_prefix(folder)?.strip_prefix('/'));
        let relative = Path::new(inner.unwrap_or(relative));
        let name = if is_name(name) {
            name
        } else {
            return Err(
                Failure::local(format!("`{}` has a name that is none", input.shown())).into(),
            );
        };
        let folder = relative.parent().unwrap_or(Path::new(""));
        let plain = |part| matches!(part, Component::Normal(_));
        if !folder.components().all(plain) {
            return Err(Failure::local(format!("`{}` has no place", input.shown())).into());
        }
        Ok(Some(path.join(folder).join(name)))
    }
}

/// Whether `name` is one part of a path and no more.
fn is_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    matches!(parts.next(), Some(Component::Normal(part)) if part == name) && parts.next().is_none()
}

/// Refuses an output within one of the folders that are read: it would be read as well, now or next time.
fn refuse_inside(output: &Path, folders: &[&PathBuf]) -> anyhow::Result<()> {
    let cannot = || format!("cannot write to `{}`", output.display());
    let place = nearest(output).with_context(cannot)?;
    for folder in folders {
        let root = fs::canonicalize(folder).with_context(cannot)?;
        if place.starts_with(&root) {
            let message = format!(
                "`{}` lies in `{}`, which is read; write somewhere else",
                output.display(),
                folder.display()
            );
            return Err(Failure::local(message).into());
        }
    }
    Ok(())
}

/// The path itself or the nearest folder above it that is there, without links.
fn nearest(path: &Path) -> io::Result<PathBuf> {
    let mut at = std::path::absolute(path)?;
    loop {
        match fs::canonicalize(&at) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && at.pop() => {}
            found => return found,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn a_name_is_one_part_of_a_path() {
        for (name, expected) in [
            ("a.log", true),
            ("..", false),
            ("a/b", false),
            ("", false),
            ("/a", false),
        ] {
            assert_eq!(is_name(name), expected, "{name}");
        }
    }
}
