//! Where the checkout is and which files belong to it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// The checkout this program was built from.
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
}

/// One package of ours.
pub(crate) struct Member {
    /// Its folder under `crates/`.
    pub(crate) folder: String,
    /// Folders of ours that it needs to build or run (not only to test), sorted.
    pub(crate) needs: Vec<String>,
    /// Names of all packages that it needs to build or run.
    pub(crate) packages: Vec<String>,
}

impl Workspace {
    pub(crate) fn here() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .context("this crate lies in `crates/xtask`")?;
        ensure!(
            root.join("Cargo.toml").is_file(),
            "{} is not the checkout any more; build again",
            root.display()
        );
        Ok(Self {
            root: root.to_owned(),
        })
    }

    /// Files that are in git, or would be after `git add`; relative, sorted.
    pub(crate) fn files(&self) -> Result<Vec<PathBuf>> {
        let output = Command::new("git")
            .args([
                "ls-files",
                "-z",
                "--cached",
                "--others",
                "--exclude-standard",
            ])
            .current_dir(&self.root)
            .output()
            .context("git is needed to list the files")?;
        ensure!(
            output.status.success(),
            "git could not list the files: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let mut files: Vec<PathBuf> = String::from_utf8(output.stdout)?
            .split('\0')
            .filter(|name| !name.is_empty())
            .map(PathBuf::from)
            // Deleted but not yet committed.
            .filter(|path| self.root.join(path).is_file())
            .collect();
        files.sort();
        files.dedup();
        Ok(files)
    }

    pub(crate) fn read(&self, path: &Path) -> Result<String> {
        std::fs::read_to_string(self.root.join(path))
            .with_context(|| format!("cannot read {}", path.display()))
    }

    /// The packages under `crates/`, as cargo sees them.
    pub(crate) fn members(&self) -> Result<Vec<Member>> {
        let output = Command::new(cargo())
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .current_dir(&self.root)
            .output()?;
        if !output.status.success() {
            bail!(
                "cargo metadata: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        let metadata: Value = serde_json::from_slice(&output.stdout)?;
        let mut members = Vec::new();
        for package in array(&metadata, "packages") {
            members.push(self.member(package)?);
        }
        members.sort_by(|a, b| a.folder.cmp(&b.folder));
        Ok(members)
    }

    fn member(&self, package: &Value) -> Result<Member> {
        let manifest = Path::new(text(package, "manifest_path"));
        let folder = manifest
            .parent()
            .and_then(|path| self.folder_of(path))
            .with_context(|| format!("{} does not lie in crates/", manifest.display()))?;
        let (mut needs, mut packages) = (Vec::new(), Vec::new());
        for dependency in array(package, "dependencies") {
            if dependency.get("kind").and_then(Value::as_str) == Some("dev") {
                continue;
            }
            packages.push(text(dependency, "name").to_owned());
            let path = dependency.get("path").and_then(Value::as_str);
            needs.extend(path.and_then(|path| self.folder_of(Path::new(path))));
        }
        needs.sort();
        needs.dedup();
        Ok(Member {
            folder,
            needs,
            packages,
        })
    }

    fn folder_of(&self, path: &Path) -> Option<String> {
        let folder = path.strip_prefix(self.root.join("crates")).ok()?;
        folder.to_str().map(str::to_owned)
    }
}

/// The cargo that runs us.
pub(crate) fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

fn array<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}
