//! Reading the ledger: its entries over the API, and where an entry lies in an export (`docs/formats/ledger.md`).

use std::ops::Range;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::tools::{Curl, list, number, text};

/// Entries in a full bundle.
const BUNDLE_ENTRIES: u64 = 256;

/// An entry and its place.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) index: u64,
    pub(crate) content: Value,
    /// Its bytes as recorded.
    pub(crate) text: String,
}

impl Entry {
    pub(crate) fn is(&self, event: &str) -> bool {
        self.has("/event", event)
    }

    pub(crate) fn has(&self, pointer: &str, wanted: &str) -> bool {
        self.content.pointer(pointer).and_then(Value::as_str) == Some(wanted)
    }
}

/// All entries, oldest first.
pub(crate) fn entries(curl: &Curl, token: &str) -> Result<Vec<Entry>> {
    // Asking for the head gives what was just committed its place.
    curl.get("/api/v1/ledger/checkpoint", Some(token))?;
    let mut all = Vec::new();
    let mut from = Some("0".to_owned());
    while let Some(start) = from {
        let path = format!("/api/v1/ledger/entries?from={start}");
        let answer = curl.get(&path, Some(token))?;
        ensure!(
            answer.status == 200,
            "the ledger was not given out: {}",
            answer.status
        );
        let page = answer.json()?;
        for item in list(&page, "/items") {
            let text = text(item, "/text")?.to_owned();
            all.push(Entry {
                index: number(item, "/index")?,
                content: serde_json::from_str(&text)?,
                text,
            });
        }
        from = page.get("next").and_then(Value::as_str).map(str::to_owned);
    }
    Ok(all)
}

/// Path of the bundle that holds entry `index`, in an export of `size` entries.
pub(crate) fn bundle_path(index: u64, size: u64) -> String {
    let number = index / BUNDLE_ENTRIES;
    let mut groups = format!("{:03}", number % 1_000);
    let mut rest = number / 1_000;
    while rest > 0 {
        groups = format!("x{:03}/{groups}", rest % 1_000);
        rest /= 1_000;
    }
    let width = size.saturating_sub(number * BUNDLE_ENTRIES);
    if width >= BUNDLE_ENTRIES {
        format!("tile/entries/{groups}")
    } else {
        format!("tile/entries/{groups}.p/{width}")
    }
}

/// Where in its bundle the text of entry `index` lies.
pub(crate) fn range_in_bundle(bundle: &[u8], index: u64) -> Result<Range<usize>> {
    let mut at = 0_usize;
    for nth in 0..=index % BUNDLE_ENTRIES {
        let short = || format!("the bundle ends before entry {nth}");
        let length = bundle.get(at..at + 2).with_context(short)?;
        let length = length
            .iter()
            .fold(0_usize, |sum, byte| sum * 256 + usize::from(*byte));
        let range = at + 2..at + 2 + length;
        bundle.get(range.clone()).with_context(short)?;
        if nth == index % BUNDLE_ENTRIES {
            return Ok(range);
        }
        at = range.end;
    }
    anyhow::bail!("entry {index} is not in its bundle")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_bundles() {
        assert_eq!(bundle_path(0, 3), "tile/entries/000.p/3");
        assert_eq!(bundle_path(255, 256), "tile/entries/000");
        assert_eq!(bundle_path(256, 300), "tile/entries/001.p/44");
        assert_eq!(
            bundle_path(1_234_067 * 256, 1_234_068 * 256),
            "tile/entries/x001/x234/067"
        );
    }

    #[test]
    fn entries_in_a_bundle() {
        let bundle = b"\0\x03one\0\x05three\0\0";
        assert_eq!(range_in_bundle(bundle, 0).unwrap(), 2..5);
        assert_eq!(range_in_bundle(bundle, 257).unwrap(), 7..12);
        assert_eq!(range_in_bundle(bundle, 2).unwrap(), 14..14);
        assert!(range_in_bundle(bundle, 3).is_err());
        assert!(range_in_bundle(b"\0\x09short", 0).is_err());
    }
}
