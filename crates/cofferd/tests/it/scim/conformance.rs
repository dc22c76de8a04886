//! The suite of the SCIM working group's Python tools, run against the real server.

use std::process::Command;

use super::Provisioned;
use crate::harness::tools;

#[test]
fn the_conformance_suite_is_all_green() {
    let Some(scim2) = tools::from_pypi("scim2-cli", "scim2-cli==0.6.0", "scim2", &["--help"])
    else {
        eprintln!("SKIPPED: scim2-cli cannot be installed here");
        return;
    };
    let it = Provisioned::new();
    let output = Command::new(scim2)
        .arg("--url")
        .arg(it.desk.world.url("/scim/v2"))
        .arg("--header")
        .arg(format!("Authorization: Bearer {}", it.token))
        .args(["test", "--verbose"])
        .env("SSL_CERT_FILE", it.desk.world.ca())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let told = String::from_utf8_lossy(&output.stderr);
    let green = said.matches("SUCCESS").count();
    println!("scim2-tester: {green} checks succeeded");
    assert!(output.status.success(), "{said}\n{told}");
    assert!(green > 60, "the suite ran as a whole: {green}\n{said}");
}
