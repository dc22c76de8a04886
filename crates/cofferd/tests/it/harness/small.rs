//! A small file system of its own, gone with the test.

use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) struct Small(PathBuf);

impl Small {
    pub(crate) fn mount(at: PathBuf, size: &str) -> Option<Self> {
        std::fs::create_dir(&at).unwrap();
        let options = format!("size={size}");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "coffer-test"])
            .arg(&at)
            .status();
        if mounted.is_ok_and(|status| status.success()) {
            Some(Self(at))
        } else {
            eprintln!("SKIPPED: a small file system cannot be mounted here (needs root)");
            None
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Makes it larger, with what is on it.
    pub(crate) fn resize(&self, size: &str) {
        assert!(self.remount(&format!("size={size}")));
    }

    /// Whether it is now as that option says; it is not made read-only while something is written.
    pub(crate) fn remount(&self, option: &str) -> bool {
        let done = Command::new("mount")
            .args(["-o", &format!("remount,{option}")])
            .arg(&self.0)
            .output();
        done.unwrap().status.success()
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("--lazy").arg(&self.0).status());
    }
}
