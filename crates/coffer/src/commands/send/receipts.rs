//! Saving receipts.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use coffer_client::api::ledger::Receipt;
use coffer_client::{Outcome, receipt};

use crate::failure::Failure;

/// Files that may share a name in one folder.
const SAME_NAME_MAX: u32 = 10_000;
/// The longest file name made, in bytes, without the number and ending.
const NAME_BYTES_MAX: usize = 200;

/// Makes sure receipts can be saved before anything is sent.
pub(crate) fn prepare(folder: &Path) -> anyhow::Result<()> {
    let cannot = || format!("cannot save receipts in `{}`", folder.display());
    fs::create_dir_all(folder).with_context(cannot)?;
    if fs::metadata(folder)
        .with_context(cannot)?
        .permissions()
        .readonly()
    {
        let message = format!("{}: it is read-only; give --receipts DIR", cannot());
        return Err(Failure::local(message).into());
    }
    Ok(())
}

/// Saves the receipt beside others; never overwrites a different one.
pub(crate) fn save(folder: &Path, outcome: &Outcome) -> anyhow::Result<PathBuf> {
    let text = receipt::to_text(&outcome.receipt);
    let stem = stem(&outcome.name);
    for number in 1..=SAME_NAME_MAX {
        let path = match number {
            1 => folder.join(format!("{stem}.json")),
            _ => folder.join(format!("{stem}-{number}.json")),
        };
        match write_new(&path, &text) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if is_of(&path, outcome) {
                    return Ok(path);
                }
            }
            Err(error) => {
                let cannot = format!(
                    "`{}` arrived as {}, but its receipt cannot be written to `{}`",
                    outcome.name,
                    outcome.id,
                    path.display()
                );
                return Err(error).context(cannot);
            }
        }
    }
    Err(Failure::local(format!(
        "too many receipts called `{stem}` in `{}`",
        folder.display()
    ))
    .into())
}

/// Whether the file there is a receipt of the same entry: a newer head proves nothing more.
fn is_of(path: &Path, outcome: &Outcome) -> bool {
    let there = fs::read(path).ok();
    let there = there.and_then(|text| serde_json::from_slice::<Receipt>(&text).ok());
    there.is_some_and(|there| {
        let new = &outcome.receipt;
        (&there.log, there.index, &there.entry) == (&new.log, new.index, &new.entry)
    })
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// `coffer-receipt-` and the name with its folders in one part.
fn stem(name: &str) -> String {
    let mut flat = name.replace('/', "_");
    if flat.len() > NAME_BYTES_MAX {
        let cut = (0..=NAME_BYTES_MAX)
            .rev()
            .find(|at| flat.is_char_boundary(*at));
        flat.truncate(cut.unwrap_or_default());
    }
    format!("coffer-receipt-{flat}")
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn receipts_are_named_after_their_file() {
        assert_eq!(stem("a.tar.gz"), "coffer-receipt-a.tar.gz");
        assert_eq!(stem("logs/var/a.log"), "coffer-receipt-logs_var_a.log");
        assert_eq!(stem(&"ü".repeat(300)).len(), "coffer-receipt-".len() + 200);
    }
}
