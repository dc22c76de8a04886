//! `[watch]`: how the ledger is watched.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use coffer_app::jobs::Misplaced;
use coffer_detect::{Network, Places, RuleSet};
use coffer_domain::class::{Class, Lane};
use serde::Deserialize;

/// The largest table of places that is read: a million networks with labels.
const PLACES_BYTES_MAX: u64 = 96 << 20;

/// Rules with critical alerts that nobody causes from outside: else whoever finds a decoy's token could stop everybody's work.
const READ_ONLY_AFTER: [&str; 3] = ["D18", "D23", "D24"];

/// `[watch]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct WatchSection {
    /// Whether alerts are responded to. If not, it is only recorded what would have been done.
    pub respond: bool,
    /// After critical alerts of which rules, such as `D24`, the whole server is read-only for a time.
    pub read_only_after: Vec<String>,
    /// Of how many open cases one has a decoy that Coffer sets out by itself; 0 for none.
    pub decoys_every: u32,
    /// Labels of data that has no place in a case that is not there for it.
    pub misplaced: Vec<String>,
    /// Up to which class a file with such data is raised: `confidential` or `restricted`.
    pub misplaced_class: Option<String>,
    /// A table of where networks are: `network,latitude,longitude[,label]`. Without it, impossible travel is not seen.
    pub places: Option<PathBuf>,
    /// Networks behind which people are anywhere, such as the end of a VPN.
    pub egress: Vec<String>,
}

impl Default for WatchSection {
    fn default() -> Self {
        Self {
            respond: true,
            read_only_after: Vec::new(),
            decoys_every: 0,
            misplaced: Misplaced::default().labels,
            misplaced_class: None,
            places: None,
            egress: Vec::new(),
        }
    }
}

impl WatchSection {
    /// As scans take it.
    pub(crate) fn misplaced(&self) -> anyhow::Result<Misplaced> {
        let known = |word: &String| word == "secret" || Lane::of_label(word).is_some();
        if let Some(word) = self.misplaced.iter().find(|word| !known(word)) {
            bail!("[watch] misplaced: `{word}` is none of pci, hipaa, glba, ferpa and secret");
        }
        let class = match self.misplaced_class.as_deref() {
            None => None,
            Some("confidential") => Some(Class::Confidential),
            Some("restricted") => Some(Class::Restricted),
            Some(other) => {
                bail!("[watch] misplaced_class = `{other}`: expected confidential or restricted")
            }
        };
        Ok(Misplaced {
            labels: self.misplaced.clone(),
            class,
        })
    }

    /// The whole ids of the rules after whose critical alerts the server is read-only.
    pub(crate) fn read_only_after(&self) -> anyhow::Result<Vec<String>> {
        let rules = RuleSet::builtin()?;
        let named = self.read_only_after.iter().map(|word| {
            let short = |id: &str| id.split('-').next().unwrap_or_default().to_owned();
            let mut ids = rules.rules().iter().map(|rule| rule.id.clone());
            let found = ids.find(|id| short(id) == *word || id == word);
            let found = found.filter(|id| READ_ONLY_AFTER.contains(&short(id).as_str()));
            found.with_context(|| {
                format!(
                    "[watch] read_only_after: `{word}` is none of {}",
                    READ_ONLY_AFTER.join(", ")
                )
            })
        });
        named.collect()
    }

    /// Reads no table of places.
    pub(crate) fn forget_places(&mut self) {
        self.places = None;
        self.egress.clear();
    }

    /// The table of places, read as a whole or refused.
    pub(crate) fn places(&self) -> anyhow::Result<Places> {
        let egress = self.egress.iter().map(|text| {
            let network: Result<Network, _> = text.parse();
            network.map_err(|error| anyhow::anyhow!("[watch] egress: `{text}` {error}"))
        });
        let egress = egress.collect::<anyhow::Result<Vec<_>>>()?;
        let Some(path) = &self.places else {
            if !egress.is_empty() {
                bail!("[watch] egress says nothing without `places`");
            }
            return Ok(Places::default());
        };
        let shown = path.display();
        let text = read(path).with_context(|| format!("[watch] places: {shown} cannot be read"))?;
        let places = Places::parse(&text).with_context(|| format!("[watch] places: {shown}"))?;
        Ok(places.without(egress))
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    let mut file = File::open(path)?.take(PLACES_BYTES_MAX + 1);
    file.read_to_end(&mut bytes)?;
    if bytes.len() as u64 > PLACES_BYTES_MAX {
        bail!("it is larger than {} MiB", PLACES_BYTES_MAX >> 20);
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let lines = error.as_bytes().iter().take(good);
        let line = lines.filter(|byte| **byte == b'\n').count() + 1;
        anyhow::anyhow!("line {line}: is not UTF-8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(text: &str) -> WatchSection {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn misplaced_data_has_known_labels_and_a_class_to_be_raised_to() {
        let misplaced = |text: &str| section(text).misplaced();
        assert_eq!(misplaced("").unwrap().labels, ["pci", "secret"]);
        let raising = misplaced("misplaced_class = \"restricted\"").unwrap();
        assert_eq!(raising.class, Some(Class::Restricted));
        assert!(misplaced("misplaced = [\"pii\"]").is_err());
        assert!(misplaced("misplaced_class = \"public\"").is_err());
    }

    #[test]
    fn a_table_of_places_is_read_as_a_whole_or_refused_by_its_line() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("places.csv");
        let places = |rest: &str| section(&format!("places = {path:?}\n{rest}")).places();
        let refused = |rest: &str| format!("{:#}", places(rest).unwrap_err());
        assert!(refused("").contains("cannot be read"));
        std::fs::write(
            &path,
            "198.51.100.0/24,48.1,11.6,Munich\n203.0.113.0/24,1,2",
        )
        .unwrap();
        let munich = "198.51.100.7".parse().unwrap();
        assert!(places("").unwrap().of(munich).is_some());
        let vpn = places("egress = [\"198.51.100.0/28\"]").unwrap();
        assert_eq!(vpn.of(munich), None);
        assert!(refused("egress = [\"198.51.100.7\"]").contains("`198.51.100.7` is not a network"));
        std::fs::write(&path, "198.51.100.0/24,48.1,11.6\n203.0.113.0/24,1").unwrap();
        let error = refused("");
        assert!(error.contains("places.csv: line 2: "), "{error}");
        std::fs::write(&path, b"198.51.100.0/24,48.1,11.6,M\xfcnchen").unwrap();
        let error = refused("");
        assert!(error.ends_with("line 1: is not UTF-8"), "{error}");
        assert!(section("egress = [\"192.0.2.0/24\"]").places().is_err());
        assert_eq!(section("").places().unwrap().count(), 0);
    }
}
