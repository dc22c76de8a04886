//! One TLS and one cryptography library: packages that would bring another do not get into the build.

use std::path::Path;

use crate::tidy::Findings;
use crate::workspace::Workspace;

const FILE: &str = "Cargo.lock";
const BANNED: &[&str] = &["openssl", "openssl-sys", "native-tls"];

pub(crate) fn check(workspace: &Workspace, findings: &mut Findings) {
    match workspace.read(Path::new(FILE)) {
        Ok(text) => findings.problems.extend(banned(&text)),
        Err(_) => findings
            .problems
            .push(format!("{FILE} is missing; builds must be repeatable")),
    }
}

fn banned(lock: &str) -> Vec<String> {
    lock.lines()
        .filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
        .filter(|name| BANNED.contains(name))
        .map(|name| {
            format!("{FILE}: `{name}` is banned; see who brings it with `cargo tree -i {name}`")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_banned_package_is_found() {
        let lock = |name: &str| format!("[[package]]\nname = \"{name}\"\nversion = \"1.0.0\"\n");
        for name in BANNED {
            assert_eq!(banned(&lock(name)).len(), 1, "{name}");
        }
        assert_eq!(banned(&lock("openssl-probe")).len(), 0);
    }
}
