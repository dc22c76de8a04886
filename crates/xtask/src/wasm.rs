//! `cargo xtask wasm`: the scanner for the browser. Where the target is installed beside the compiler, that compiler
//! builds it; where it cannot be had, Debian's compiler does ([`debian`]); where neither is, the pages work without.

mod debian;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::say::say;
use crate::workspace::{Workspace, cargo};

const TARGET: &str = "wasm32-unknown-unknown";
/// Where the module is put, in the checkout; git does not see it.
const MODULE: &str = "web/dist-wasm/coffer_scan.wasm";
/// Vectors are in every browser since 2023. Instructions that copy memory are too, but the engines call a function for each,
/// and the compiler would use one for every few words.
const FEATURES: &str = "-C target-feature=+simd128,-bulk-memory";
/// 256 MiB, four scans at their limit: beyond that something is wrong, and the module breaks off instead of the browser.
const MEMORY: &str = "link-arg=--max-memory=268435456";

/// Said here too: cargo does not pass the profile's own setting on to a package with an `opt-level` of its own.
const STRIPPED: &str = "strip=symbols";

/// Loops over a few bytes are the usual ones: vectors would only make them longer.
const PLAIN_LOOPS: [&str; 4] = ["-C", "no-vectorize-loops", "-C", "no-vectorize-slp"];

/// Builds the module; true also if it cannot be built here, which is said.
pub(crate) fn run(workspace: &Workspace) -> Result<bool> {
    let module = workspace.root.join(MODULE);
    let Some(mut build) = way(workspace)? else {
        if module.exists() {
            std::fs::remove_file(&module)
                .with_context(|| format!("cannot remove the old {MODULE}"))?;
        }
        return Ok(true);
    };
    // Of its own: another compiler must not make the everyday build start anew.
    let folder = target_folder(workspace).join("wasm");
    let status = build
        .args(["rustc", "--package", "coffer-wasm", "--lib", "--locked"])
        .args(["--crate-type", "cdylib", "--profile", "wasm"])
        .args(["--target", TARGET, "--", "-C", MEMORY])
        .args(["-C", STRIPPED])
        .args(PLAIN_LOOPS)
        .current_dir(&workspace.root)
        .env("CARGO_TARGET_DIR", &folder)
        .env("RUSTFLAGS", FEATURES)
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .status()
        .context("cannot run cargo")?;
    ensure!(status.success(), "the module does not compile; see above");
    let built = folder.join(TARGET).join("wasm/coffer_wasm.wasm");
    put(&built, &module)?;
    let bytes = std::fs::metadata(&module)?.len();
    say(&format!("{MODULE}: {} kB", bytes / 1000));
    Ok(true)
}

/// The command that builds for the target, or `None` after saying why there is none.
fn way(workspace: &Workspace) -> Result<Option<Command>> {
    if has_target()? {
        return Ok(Some(Command::new(cargo())));
    }
    match debian::compiler(workspace) {
        Ok(compiler) => compiler.command().map(Some),
        Err(why) => {
            say(&format!(
                "note: {MODULE} is not built, the pages work without it: no {TARGET} beside this compiler, \
                 and Debian's cannot be had ({why:#})"
            ));
            Ok(None)
        }
    }
}

fn has_target() -> Result<bool> {
    let libraries = printed(&["--print", "target-libdir", "--target", TARGET])?;
    Ok(Path::new(&libraries).is_dir())
}

/// What this toolchain's compiler prints.
fn printed(arguments: &[&str]) -> Result<String> {
    let output = Command::new("rustc")
        .args(arguments)
        .output()
        .context("cannot run rustc")?;
    ensure!(
        output.status.success(),
        "rustc {} failed",
        arguments.join(" ")
    );
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

fn target_folder(workspace: &Workspace) -> PathBuf {
    let named = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    workspace.root.join(named)
}

/// Copies under another name first: nobody ever reads half a module.
fn put(from: &Path, to: &Path) -> Result<()> {
    let folder = to.parent().context("a module has a folder")?;
    std::fs::create_dir_all(folder)?;
    let partial = to.with_extension("partial");
    std::fs::copy(from, &partial).with_context(|| format!("{} was not built", from.display()))?;
    std::fs::rename(&partial, to)?;
    Ok(())
}
