//! What is proved for all members, cases, files, grants and times; and that the prover notices a wall
//! that is missing or weaker.

use coffer_policy::{CedarPolicies, Layer, Proof, Prover};

use crate::invariants::{PERMIT_EVERYTHING, without};

/// The solver of this machine; where there is none, says so where nobody overlooks it.
fn prover(what: &str) -> Option<Prover> {
    let prover = Prover::find(std::env::var_os("CVC5"), std::env::var_os("PATH"));
    if prover.is_none() {
        eprintln!("SKIPPED: {what}: no cvc5 on this machine (Debian: apt-get install cvc5)");
    }
    prover
}

fn run<T>(work: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(work)
}

fn prove(layers: &[Layer<'_>], prover: &Prover) -> Proof {
    let policies = CedarPolicies::from_layers(layers).unwrap();
    run(policies.prove(prover)).unwrap()
}

#[test]
fn the_shipped_policies_keep_every_invariant_for_all_there_can_be() {
    let Some(prover) = prover("the shipped policies keep every invariant") else {
        return;
    };
    match prove(Layer::BUILTIN, &prover) {
        Proof::Holds(questions) => assert!(questions > 50, "only {questions} questions"),
        Proof::Broken(counterexample) => panic!("{counterexample:?}"),
    }
}

#[test]
fn no_policy_ever_errs() {
    let Some(prover) = prover("no policy ever errs") else {
        return;
    };
    let policies = CedarPolicies::builtin().unwrap();
    let erring = run(policies.prove_no_errors(&prover)).unwrap();
    assert_eq!(erring, [] as [String; 0]);
}

#[test]
fn the_walls_alone_keep_the_invariants_whatever_else_is_permitted() {
    let Some(prover) = prover("the walls alone keep the invariants") else {
        return;
    };
    let policies = CedarPolicies::from_layers(&[Layer::BUILTIN[0], PERMIT_EVERYTHING]).unwrap();
    match run(policies.prove_walls(&prover)).unwrap() {
        Proof::Holds(questions) => assert!(questions > 50, "only {questions} questions"),
        Proof::Broken(counterexample) => panic!("{counterexample:?}"),
    }
}

#[test]
fn a_wall_that_is_missing_is_found() {
    let Some(prover) = prover("a wall that is missing is found") else {
        return;
    };
    for (wall, invariants) in [
        ("W01", &["I01"][..]),
        ("W02", &["I01"]),
        ("W03", &["I02", "I03", "I04"]),
        ("W04", &["I05", "I06"]),
        ("W05", &["I11", "I12"]),
        ("W06", &["I10"]),
        ("W07", &["I13"]),
        ("W08", &["I07", "I08"]),
        ("W09", &["I09"]),
        ("W10", &["I14", "I26", "I27"]),
        ("W11", &["I15"]),
        ("W12", &["I16"]),
        ("W13", &["I17"]),
        ("W14", &["I24"]),
        ("W15", &["I25"]),
        ("W16", &["I31"]),
        ("W17", &["I32"]),
    ] {
        let text = without(Layer::BUILTIN[0].text, wall);
        caught(&prover, &text, wall, invariants);
    }
}

#[test]
fn a_wall_that_is_weaker_is_found() {
    let Some(prover) = prover("a wall that is weaker is found") else {
        return;
    };
    for (name, from, to, invariants) in [
        // Grants that do not expire.
        (
            "expiry",
            "principal.getTag(resource.case.key).expires > context.now &&",
            "",
            &["I03"][..],
        ),
        // One approver instead of two.
        (
            "two approvers",
            "principal.getTag(resource.case.key).first != principal.getTag(resource.case.key).second) ||",
            "principal.getTag(resource.case.key).second != principal) ||",
            &["I03"],
        ),
        // A grant by oneself.
        (
            "approver",
            "principal.getTag(resource.case.key).second != principal &&",
            "",
            &["I03"],
        ),
        // Emergencies nobody reviews.
        (
            "review",
            "principal.getTag(resource.case.break_glass_key).expires > context.now &&\n        principal.getTag(resource.case.break_glass_key).break_glass_ok)",
            "principal.getTag(resource.case.break_glass_key).expires > context.now)",
            &["I03"],
        ),
        // A group that lost a member.
        (
            "operators",
            "principal in [Coffer::Role::\"administrator\", Coffer::Role::\"operator\"]",
            "principal in [Coffer::Role::\"administrator\"]",
            &["I06"],
        ),
        (
            "scan states",
            "Coffer::ScanState::\"clean\",",
            "Coffer::ScanState::\"clean\", Coffer::ScanState::\"failed\",",
            &["I10"],
        ),
        (
            "quarter of an hour",
            "context.minutes_since_sign_in < 15",
            "context.minutes_since_sign_in < 900",
            &["I17"],
        ),
        (
            "case's lanes",
            " &&\n    principal.trained.containsAll(resource.case.lanes)",
            "",
            &["I08"],
        ),
        (
            "clearance",
            "principal.clearance >= resource.class",
            "resource.class < 3 || principal.clearance >= resource.class",
            &["I09"],
        ),
    ] {
        let text = Layer::BUILTIN[0].text.replace(from, to);
        assert_ne!(
            text,
            Layer::BUILTIN[0].text,
            "{name}: no longer in the walls"
        );
        caught(&prover, &text, name, invariants);
    }
}

/// With these walls, some act breaks one of the invariants, whatever else is permitted.
fn caught(prover: &Prover, walls: &str, name: &str, invariants: &[&str]) {
    let walls = Layer {
        text: walls,
        ..Layer::BUILTIN[0]
    };
    let policies = CedarPolicies::from_layers(&[walls, PERMIT_EVERYTHING]).unwrap();
    let Proof::Broken(found) = run(policies.prove_walls(prover)).unwrap() else {
        panic!("{name}: nobody noticed");
    };
    let ids: Vec<&str> = found.broken.iter().map(|rule| rule.id.as_str()).collect();
    let noticed = ids
        .iter()
        .any(|found| invariants.iter().any(|id| found.starts_with(id)));
    assert!(noticed, "{name}: found only {ids:?}");
}

#[test]
fn a_counterexample_is_told_in_words() {
    let Some(prover) = prover("a counterexample is told in words") else {
        return;
    };
    let own = Layer::own(
        r#"@id("own-audit") @summary("Auditors view files.")
        permit (principal is Coffer::Member in Coffer::Role::"auditor", action == Coffer::Action::"file.view", resource is Coffer::File);"#,
    );
    let mut layers = Layer::BUILTIN.to_vec();
    layers.push(own);
    let Proof::Broken(found) = prove(&layers, &prover) else {
        panic!("auditors may view files");
    };
    assert!(found.broken.iter().any(|rule| rule.id.starts_with("I18")));
    assert!(
        found.words.contains("may file.view on file"),
        "{}",
        found.words
    );
    assert!(found.words.contains("role auditor"), "{}", found.words);
}
