//! The server against its own OpenAPI document, asked by somebody else's program.

use std::path::Path;
use std::process::Command;

use crate::harness::people::{Desk, Member};
use crate::harness::tools;

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi.json");
/// What no answer may be: our own fault, a status, a form or a type that the document does not name.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";
/// Tries for each operation beyond the borders of its values.
const EXAMPLES: &str = "10";

fn ask_everything(schemathesis: &Path, desk: &Desk, caller: Option<&Member>) {
    let mut run = Command::new(schemathesis);
    run.args([
        "run",
        DOCUMENT,
        "--no-color",
        "--seed",
        "1",
        "--max-examples",
        EXAMPLES,
    ])
    .args(["--checks", CHECKS, "--url", &desk.world.url("")])
    .arg("--tls-verify")
    .arg(desk.world.ca())
    .current_dir(desk.world.temporary());
    if let Some(caller) = caller {
        run.args([
            "--header",
            &format!("Authorization: Bearer {}", caller.token),
        ]);
    }
    let output = run.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains(" passed\n"), "{said}");
}

#[test]
fn every_answer_is_one_that_the_document_names() {
    let Some(schemathesis) =
        tools::from_pypi("schemathesis", "schemathesis==4.32.5", "st", &["--version"])
    else {
        eprintln!("SKIPPED: schemathesis cannot be installed here");
        return;
    };
    let desk = Desk::new();
    ask_everything(&schemathesis, &desk, None);
    ask_everything(&schemathesis, &desk, Some(&desk.lena));
    ask_everything(&schemathesis, &desk, Some(&desk.admin));
}
