//! The rules scans ask: those that come with Coffer, and the organisation's own.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use coffer_app::jobs::ScanRules;
use coffer_scan::RuleSet;

/// Rule files taken from a folder.
const FILES_MAX: usize = 200;
/// Bytes of one rule file.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// The rules that come with Coffer.
pub(crate) fn builtin() -> anyhow::Result<ScanRules> {
    let set = RuleSet::builtin().context("the rules that come with Coffer do not load")?;
    Ok(ScanRules::new(set, &[]))
}

/// Those, and the ones of a file or folder if it is named.
pub(crate) fn load(own: Option<&Path>) -> anyhow::Result<ScanRules> {
    let Some(path) = own else {
        return builtin();
    };
    let files = read(path).with_context(|| format!("[scan] rules {}", path.display()))?;
    let set = compile(&files).with_context(|| format!("[scan] rules {}", path.display()))?;
    Ok(ScanRules::new(set, &files))
}

fn compile(files: &[(String, String)]) -> anyhow::Result<RuleSet> {
    let texts: Vec<(&str, &str)> = (files.iter())
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    Ok(RuleSet::with_files(&texts)?)
}

/// Names and texts of the rule files, in the order of their names.
fn read(path: &Path) -> anyhow::Result<Vec<(String, String)>> {
    if !path.is_dir() {
        return Ok(vec![read_file(path)?]);
    }
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(path).context("the folder cannot be read")? {
        let path = entry.context("the folder cannot be read")?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        bail!("the folder has no `.toml` file");
    }
    if paths.len() > FILES_MAX {
        bail!("the folder has more than {FILES_MAX} rule files");
    }
    paths.sort();
    paths.iter().map(|path| read_file(path)).collect()
}

fn read_file(path: &Path) -> anyhow::Result<(String, String)> {
    let name = path.file_name().unwrap_or(path.as_os_str());
    let name = name.to_string_lossy().into_owned();
    let length = fs::metadata(path)
        .with_context(|| format!("`{name}` cannot be read"))?
        .len();
    if length > FILE_BYTES_MAX {
        bail!("`{name}` is longer than {FILE_BYTES_MAX} bytes");
    }
    let text = fs::read_to_string(path).with_context(|| format!("`{name}` cannot be read"))?;
    Ok((name, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_a_folder_are_taken_by_name_and_ending() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("b.toml", "# b"), ("a.toml", "# a"), ("README.md", "no")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let expected = [("a.toml", "# a"), ("b.toml", "# b")];
        let expected = expected.map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(read(folder.path()).unwrap(), expected);
        let one = read(&folder.path().join("b.toml")).unwrap();
        assert_eq!(one, expected[1..]);
    }

    #[test]
    fn what_cannot_be_taken_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let told = |path: &Path| format!("{:#}", load(Some(path)).err().unwrap());
        assert!(told(folder.path()).ends_with("the folder has no `.toml` file"));
        let absent = told(&folder.path().join("staff.toml"));
        assert!(absent.contains("`staff.toml` cannot be read"), "{absent}");
        let broken = folder.path().join("broken.toml");
        fs::write(&broken, "[[rule]]\nid = 7").unwrap();
        assert!(told(&broken).contains("broken"), "{}", told(&broken));
    }
}
