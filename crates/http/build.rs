//! Gathers the built pages for embedding; without them, a page that says so, so that the server builds
//! and its tests run without Node.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let dist = PathBuf::from(var("CARGO_MANIFEST_DIR")?).join("../../web/dist");
    let target = PathBuf::from(var("OUT_DIR")?).join("web");
    if target.exists() {
        fs::remove_dir_all(&target)?;
    }
    for face in ["c", "app"] {
        let built = dist.join(face);
        let into = target.join(face);
        if built.join("index.html").exists() {
            copy(&built, &into)?;
        } else {
            fs::create_dir_all(&into)?;
            fs::write(into.join("index.html"), NOT_BUILT)?;
        }
    }
    println!("cargo::rerun-if-changed={}", dist.display());
    println!("cargo::rerun-if-changed=build.rs");
    Ok(())
}

fn var(name: &str) -> io::Result<String> {
    env::var(name).map_err(io::Error::other)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Coffer</title>\
<h1>The pages are not built into this server</h1>\
<p>The API and uploads work. Run <code>make web</code>, then build the server again.</p></html>\n";
