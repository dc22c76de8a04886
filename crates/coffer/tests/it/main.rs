//! The command line as its users meet it, without a server.
#![expect(clippy::unwrap_used, clippy::string_slice, reason = "tests")]

mod help;
mod manual;
mod scan;
mod send;
mod settings;
mod verify;

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A run of the binary in an empty environment.
struct Coffer(Command);

struct Ran {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Coffer {
    fn in_dir(dir: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_coffer"));
        command
            .env_clear()
            .env("HOME", dir)
            .current_dir(dir)
            .stdin(Stdio::null());
        Self(command)
    }

    fn args(mut self, args: &[&str]) -> Self {
        self.0.args(args);
        self
    }

    fn env(mut self, name: &str, value: &str) -> Self {
        self.0.env(name, value);
        self
    }

    fn run(mut self) -> Ran {
        let Output {
            status,
            stdout,
            stderr,
        } = self.0.output().unwrap();
        Ran {
            code: status.code().unwrap(),
            stdout: String::from_utf8(stdout).unwrap(),
            stderr: String::from_utf8(stderr).unwrap(),
        }
    }
}

/// Runs with these arguments in a fresh folder.
fn coffer(args: &[&str]) -> Ran {
    let dir = tempfile::tempdir().unwrap();
    Coffer::in_dir(dir.path()).args(args).run()
}
