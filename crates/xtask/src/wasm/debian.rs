//! Debian's compiler for the web, unpacked into a folder of ours: nothing is installed, no root is needed. It comes with
//! the standard library's source, which cargo builds for the target; cargo and the linker stay this toolchain's.
//! Versions are asked for, never written down: Debian replaces them.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::printed;
use crate::say::say;
use crate::workspace::{Workspace, cargo};

const COMPILER: &str = "rustc-web";

/// The oldest that compiles the scanner: `rust-version` of `coffer-scan`, as major and minor.
const OLDEST: (u32, u32) = (1, 89);

/// A compiler that was unpacked and runs.
pub(super) struct Compiler {
    /// What would be `/usr`.
    usr: PathBuf,
}

/// The compiler from the cache, or fetched.
///
/// # Errors
/// Says why it cannot be had here.
pub(super) fn compiler(workspace: &Workspace) -> Result<Compiler> {
    let version = version()?;
    let folder = cache(workspace).join(format!("{COMPILER}-{}", plain(&version)));
    if !folder.is_dir() {
        fetch(&version, &folder)?;
    }
    let compiler = Compiler {
        usr: folder.join("usr"),
    };
    compiler.try_out()?;
    Ok(compiler)
}

impl Compiler {
    /// A cargo that builds for the target with this compiler, standard library included.
    pub(super) fn command(&self) -> Result<Command> {
        let linker = Path::new(&printed(&["--print", "sysroot"])?)
            .join("lib/rustlib")
            .join(printed(&["--print", "host-tuple"])?)
            .join("bin/rust-lld");
        ensure!(
            linker.is_file(),
            "this toolchain has no {}",
            linker.display()
        );
        let mut command = Command::new(cargo());
        command
            .env("RUSTC", self.rustc())
            // Building the standard library is not stable, in cargo and in the compiler.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("LD_LIBRARY_PATH", self.libraries()?)
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker)
            .arg("-Zbuild-std=std,panic_abort");
        Ok(command)
    }

    fn rustc(&self) -> PathBuf {
        self.usr.join("bin/rustc")
    }

    /// `usr/lib/<multiarch triplet>`: the one that holds the compiler's own library.
    fn libraries(&self) -> Result<PathBuf> {
        let inside = std::fs::read_dir(self.usr.join("lib"))?;
        inside
            .filter_map(|entry| Some(entry.ok()?.path()))
            .find(|path| has_driver(path))
            .context("the package holds no compiler library")
    }

    fn try_out(&self) -> Result<()> {
        let output = Command::new(self.rustc())
            .env("LD_LIBRARY_PATH", self.libraries()?)
            .arg("--version")
            .output()
            .context("it does not start")?;
        let said = String::from_utf8_lossy(&output.stderr);
        let first = said.lines().next().unwrap_or_default();
        ensure!(output.status.success(), "it does not run: {first}");
        Ok(())
    }
}

fn has_driver(folder: &Path) -> bool {
    let Ok(inside) = std::fs::read_dir(folder) else {
        return false;
    };
    inside.filter_map(Result::ok).any(|entry| {
        entry
            .file_name()
            .to_string_lossy()
            .starts_with("librustc_driver")
    })
}

/// Outside the checkout, so that the next one need not fetch it again.
fn cache(workspace: &Workspace) -> PathBuf {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    match (named("XDG_CACHE_HOME"), named("HOME")) {
        (Some(cache), _) => PathBuf::from(cache).join("coffer"),
        (None, Some(home)) => PathBuf::from(home).join(".cache/coffer"),
        (None, None) => workspace.root.join(".ci/cache"),
    }
}

/// Downloads and unpacks in a folder beside, which gets its name when it is complete.
fn fetch(version: &str, folder: &Path) -> Result<()> {
    say(&format!(
        "fetching {COMPILER} {version} (about 140 MB, once) into {}",
        folder.display()
    ));
    let parent = folder.parent().context("the cache has a folder")?;
    std::fs::create_dir_all(parent)?;
    let partial = parent.join(format!("{COMPILER}-partial-{}", std::process::id()));
    let result = unpack(version, &partial).and_then(|()| {
        // Another checkout may have been faster.
        std::fs::rename(&partial, folder)
            .or_else(|error| if folder.is_dir() { Ok(()) } else { Err(error) })?;
        Ok(())
    });
    if partial.is_dir() {
        std::fs::remove_dir_all(&partial)?;
    }
    result
}

fn unpack(version: &str, into: &Path) -> Result<()> {
    std::fs::create_dir_all(into)?;
    run(Command::new("apt-get")
        .args(["-q", "download"])
        .args(packages(version)?)
        .current_dir(into))?;
    for entry in std::fs::read_dir(into)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "deb") {
            run(Command::new("dpkg").arg("-x").arg(&path).arg(into))?;
            std::fs::remove_file(&path)?;
        }
    }
    Ok(())
}

/// The compiler, its libraries and the source, all of one version, and the LLVM they were built with.
fn packages(version: &str) -> Result<Vec<String>> {
    let series =
        series(version).with_context(|| format!("version {version} is in no known form"))?;
    let libraries = format!("libstd-rust-web-{series}");
    let depends = run(Command::new("apt-cache").args(["depends", &libraries]))?;
    let llvm = llvm(&depends).with_context(|| format!("{libraries} names no LLVM"))?;
    let mut packages: Vec<String> = [COMPILER, "libstd-rust-web-dev", &libraries, "rust-web-src"]
        .iter()
        .map(|name| format!("{name}={version}"))
        .collect();
    packages.push(llvm);
    Ok(packages)
}

/// The version to fetch.
fn version() -> Result<String> {
    if let Some(version) = candidate()?.filter(|version| is_new_enough(version)) {
        return Ok(version);
    }
    // Lists may be missing, or as old as the machine. Only root may fetch them; asking does no harm.
    let _ = Command::new("apt-get").args(["-q", "update"]).output();
    let version = candidate()?.with_context(|| format!("no package {COMPILER}"))?;
    ensure!(
        is_new_enough(&version),
        "{COMPILER} {version} is older than {}.{}",
        OLDEST.0,
        OLDEST.1
    );
    Ok(version)
}

fn is_new_enough(version: &str) -> bool {
    let numbers = series(version).and_then(|series| {
        let (major, minor) = series.split_once('.')?;
        Some((major.parse().ok()?, minor.parse().ok()?))
    });
    numbers.is_some_and(|numbers: (u32, u32)| numbers >= OLDEST)
}

/// The version apt would install; `None` if there is no such package.
fn candidate() -> Result<Option<String>> {
    let policy = run(Command::new("apt-cache")
        .args(["policy", COMPILER])
        .env("LC_ALL", "C"))?;
    Ok(candidate_in(&policy))
}

fn candidate_in(policy: &str) -> Option<String> {
    let line = policy
        .lines()
        .find_map(|line| line.trim().strip_prefix("Candidate:"))?;
    let version = line.trim();
    (version != "(none)").then(|| version.to_owned())
}

/// `1.96` of `1.96.0+dfsg1-1`.
fn series(version: &str) -> Option<String> {
    let (major, rest) = version.split_once('.')?;
    let (minor, _) = rest.split_once('.')?;
    Some(format!("{major}.{minor}"))
}

fn llvm(depends: &str) -> Option<String> {
    let mut names = depends
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Depends:"));
    let name = names.find(|name| name.trim().starts_with("libllvm"))?;
    Some(name.trim().to_owned())
}

/// A version as a folder's name.
fn plain(version: &str) -> String {
    let keep = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '~');
    version
        .chars()
        .map(|c| if keep(c) { c } else { '_' })
        .collect()
}

/// Runs a command that must succeed; what it printed.
fn run(command: &mut Command) -> Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .with_context(|| format!("there is no {program}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said
        .lines()
        .rfind(|line| !line.trim().is_empty())
        .unwrap_or_default();
    ensure!(output.status.success(), "{program}: {last}");
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_apt_says_is_understood() {
        let policy = "rustc-web:\n  Installed: (none)\n  Candidate: 1.96.0+dfsg1-1~deb12u2\n  Version table:\n";
        let version = candidate_in(policy).unwrap();
        assert_eq!(version, "1.96.0+dfsg1-1~deb12u2");
        assert_eq!(series(&version).unwrap(), "1.96");
        let depends =
            "libstd-rust-web-1.96\n  Depends: libc6\n  Depends: libllvm22\n  Depends: libstdc++6\n";
        assert_eq!(llvm(depends).unwrap(), "libllvm22");
    }

    #[test]
    fn a_compiler_of_an_old_list_is_not_taken() {
        assert!(!is_new_enough("1.85.0+dfsg3-1~deb12u3"));
        assert!(is_new_enough("1.89.0+dfsg1-1"));
        assert!(is_new_enough("2.0.0"));
        assert!(!is_new_enough("unknown"));
    }

    #[test]
    fn the_oldest_compiler_is_the_one_the_scanner_asks_for() {
        let manifest = include_str!("../../../scan/Cargo.toml");
        let asked = format!("rust-version = \"{}.{}\"", OLDEST.0, OLDEST.1);
        assert!(manifest.contains(&asked), "not in the manifest: {asked}");
    }

    #[test]
    fn what_is_missing_is_none() {
        assert_eq!(candidate_in(""), None);
        assert_eq!(candidate_in("rustc-web:\n  Candidate: (none)\n"), None);
        assert_eq!(series("2"), None);
        assert_eq!(llvm("libstd\n  Depends: libc6\n"), None);
    }

    #[test]
    fn a_version_names_one_folder() {
        assert_eq!(plain("1:2.0/../x y"), "1_2.0_.._x_y");
    }
}
