//! The real programs as child processes. Secrets go by the environment or standard input.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// What a program answered.
pub(crate) struct Ended {
    /// The exit status; none if a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Ended {
    pub(crate) fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.stdout)
            .with_context(|| format!("no JSON was printed, but `{}`", self.first_words()))
    }

    /// What it said, for an error message.
    pub(crate) fn first_words(&self) -> String {
        let text = if self.stderr.trim().is_empty() {
            String::from_utf8_lossy(&self.stdout).into_owned()
        } else {
            self.stderr.clone()
        };
        let lines: Vec<&str> = text.lines().take(4).collect();
        lines.join(" / ")
    }

    pub(crate) fn status(&self) -> String {
        self.code
            .map_or("a signal".to_owned(), |code| format!("status {code}"))
    }
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Result<Ended> {
    run_with_input(command, None)
}

fn run_with_input(command: &mut Command, input: Option<&str>) -> Result<Ended> {
    let program = command.get_program().to_string_lossy().into_owned();
    let stdin = if input.is_some() {
        Stdio::piped()
    } else {
        Stdio::null()
    };
    let mut child = command
        .stdin(stdin)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot run {program}"))?;
    if let (Some(input), Some(mut pipe)) = (input, child.stdin.take()) {
        pipe.write_all(input.as_bytes())?;
    }
    let output = child.wait_with_output()?;
    Ok(Ended {
        code: output.status.code(),
        stdout: output.stdout,
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

/// Runs a command that must succeed and print one JSON document.
pub(crate) fn run_json(command: &mut Command) -> Result<Value> {
    let shown = shown(command);
    let ended = run(command)?;
    ensure!(
        ended.code == Some(0),
        "`{shown}` ended with {}: {}",
        ended.status(),
        ended.first_words()
    );
    ended.json()
}

/// Program and subcommand; what follows may hold a secret.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name();
    let words = command
        .get_args()
        .take(2)
        .map(|word| word.to_string_lossy());
    let mut text = program.unwrap_or_default().to_string_lossy().into_owned();
    for word in words {
        text.push(' ');
        text.push_str(&word);
    }
    text
}

/// `coffer`, as one person has it.
#[derive(Clone)]
pub(crate) struct Coffer {
    program: PathBuf,
    home: PathBuf,
    /// Address and trusted CA; without them it knows no server.
    server: Option<(String, PathBuf)>,
    token: Option<String>,
}

impl Coffer {
    /// Without account and server.
    pub(crate) fn new(bin_dir: &Path, home: PathBuf) -> Self {
        Self {
            program: bin_dir.join("coffer"),
            home,
            server: None,
            token: None,
        }
    }

    pub(crate) fn at(&self, url: &str, ca: PathBuf) -> Self {
        let server = Some((url.to_owned(), ca));
        Self {
            server,
            ..self.clone()
        }
    }

    pub(crate) fn with(&self, token: &str) -> Self {
        let token = Some(token.to_owned());
        Self {
            token,
            ..self.clone()
        }
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        quiet_environment(&mut command, &self.home);
        command.args(arguments);
        if let Some((url, ca)) = &self.server {
            command.env("COFFER_URL", url).env("COFFER_CA", ca);
        }
        if let Some(token) = &self.token {
            command.env("COFFER_TOKEN", token);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Result<Ended> {
        run(&mut self.command(arguments))
    }

    /// Runs it with `--json`; it must succeed.
    pub(crate) fn json(&self, arguments: &[&str]) -> Result<Value> {
        run_json(self.command(arguments).arg("--json"))
    }
}

/// Nothing of the person's own settings takes part.
pub(crate) fn quiet_environment(command: &mut Command, home: &Path) {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("COFFER_") {
            command.env_remove(name);
        }
    }
    command.env("HOME", home).env_remove("XDG_CONFIG_HOME");
}

/// `curl`, for the requests that `coffer` has no command for.
pub(crate) struct Curl {
    url: String,
    ca: PathBuf,
}

/// What the server answered to `curl`.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    /// What `curl -v` said.
    pub(crate) said: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body).context("the answer is not JSON")
    }
}

impl Curl {
    pub(crate) fn new(url: &str, ca: PathBuf) -> Self {
        Self {
            url: url.to_owned(),
            ca,
        }
    }

    /// `GET` with a member's token, or without.
    pub(crate) fn get(&self, path: &str, token: Option<&str>) -> Result<Answer> {
        self.call(&[&format!("{}{path}", self.url)], token)
    }

    /// `curl -T FILE URL` with a member's token, or without.
    pub(crate) fn put(&self, file: &Path, url: &str, token: Option<&str>) -> Result<Answer> {
        let url = match url.starts_with('/') {
            true => format!("{}{url}", self.url),
            false => url.to_owned(),
        };
        self.call(&["-T", &file.to_string_lossy(), &url], token)
    }

    fn call(&self, arguments: &[&str], token: Option<&str>) -> Result<Answer> {
        let mut command = Command::new("curl");
        // `-q` first: nobody's own .curlrc takes part.
        command
            .args(["-q", "-sS", "-v", "-w", "\n%{http_code}", "--cacert"])
            .arg(&self.ca)
            .args(arguments);
        let header = token.map(|token| format!("Authorization: Bearer {token}\n"));
        if header.is_some() {
            command.args(["-H", "@-"]);
        }
        let ended = run_with_input(&mut command, header.as_deref())?;
        if ended.code != Some(0) {
            let error = ended.stderr.lines().find(|line| line.starts_with("curl:"));
            bail!(
                "curl ended with {}: {}",
                ended.status(),
                error.unwrap_or("")
            );
        }
        let mut body = ended.stdout;
        let at = body.iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
        let status = String::from_utf8(body.split_off(at))?;
        Ok(Answer {
            status: status.trim().parse().context("curl gave no status")?,
            body,
            said: ended.stderr,
        })
    }
}

/// Whether two files are equal, byte for byte.
pub(crate) fn same_content(one: &Path, other: &Path) -> Result<bool> {
    let mut files = [std::fs::File::open(one)?, std::fs::File::open(other)?];
    let mut blocks = [Vec::new(), Vec::new()];
    loop {
        for (file, block) in files.iter_mut().zip(&mut blocks) {
            block.clear();
            file.take(1 << 20).read_to_end(block)?;
        }
        let [one, other] = &blocks;
        if one != other || one.is_empty() {
            return Ok(one == other);
        }
    }
}

/// Text at this place of a JSON document.
pub(crate) fn text<'a>(value: &'a Value, pointer: &str) -> Result<&'a str> {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.with_context(|| format!("the answer has no text at {pointer}"))
}

/// A number at this place of a JSON document.
pub(crate) fn number(value: &Value, pointer: &str) -> Result<u64> {
    let found = value.pointer(pointer).and_then(Value::as_u64);
    found.with_context(|| format!("the answer has no number at {pointer}"))
}

/// What stands at this place of a JSON document, if it is a list.
pub(crate) fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    let found = value.pointer(pointer).and_then(Value::as_array);
    found.map_or(&[], Vec::as_slice)
}
