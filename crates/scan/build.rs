//! Hands the rule files on to the crate: as they are, and for the browser without what only people and `coffer rules check` read.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use toml::{Table, Value};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=rules");
    let out = env::var("OUT_DIR")?;
    let browser = env::var("CARGO_CFG_TARGET_ARCH")? == "wasm32";
    for file in fs::read_dir("rules")? {
        let path = file?.path();
        let Some(name) = path.file_name() else {
            continue;
        };
        let text = fs::read_to_string(&path)?;
        let text = if browser {
            without_examples(&text)?
        } else {
            text
        };
        fs::write(Path::new(&out).join(name), text)?;
    }
    Ok(())
}

/// The same rules without comments, and with one example each: a rule has to have one.
fn without_examples(text: &str) -> Result<String, Box<dyn Error>> {
    let mut file: Table = text.parse()?;
    let rules = file.get_mut("rule").and_then(Value::as_array_mut);
    for rule in rules.into_iter().flatten().filter_map(Value::as_table_mut) {
        rule.remove("non_examples");
        if let Some(examples) = rule.get_mut("examples").and_then(Value::as_array_mut) {
            examples.truncate(1);
        }
    }
    Ok(toml::to_string(&file)?)
}
