//! The command line as its users meet it, without a server.
#![expect(clippy::unwrap_used, clippy::string_slice, reason = "tests")]

mod help;
mod ledger;
mod manual;
mod redact;
mod rules;
mod scan;
mod send;
mod settings;
mod verify;

use std::io::Write as _;
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

    /// Runs with this on standard input.
    fn run_with(mut self, input: &[u8]) -> Ran {
        let piped = self.0.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = piped.stderr(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let output = std::thread::scope(|scope| {
            // It may end without reading everything.
            scope.spawn(move || stdin.write_all(input));
            child.wait_with_output().unwrap()
        });
        Ran::of(output)
    }

    fn run(mut self) -> Ran {
        Ran::of(self.0.output().unwrap())
    }
}

impl Ran {
    fn of(output: Output) -> Self {
        let Output {
            status,
            stdout,
            stderr,
        } = output;
        Self {
            code: status.code().unwrap(),
            stdout: String::from_utf8(stdout).unwrap(),
            stderr: String::from_utf8(stderr).unwrap(),
        }
    }

    /// Standard output as one JSON value a line.
    fn lines(&self) -> Vec<serde_json::Value> {
        let lines = self.stdout.lines();
        lines.map(|l| serde_json::from_str(l).unwrap()).collect()
    }
}

/// Runs with these arguments in a fresh folder.
fn coffer(args: &[&str]) -> Ran {
    let dir = tempfile::tempdir().unwrap();
    Coffer::in_dir(dir.path()).args(args).run()
}
