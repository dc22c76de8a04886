//! What is not taken as a policy.

use coffer_policy::{CedarPolicies, Effect, Layer, PolicyError};

fn refusal(effect: Effect, text: &str) -> PolicyError {
    let layer = Layer {
        name: "test",
        effect,
        text,
    };
    match CedarPolicies::from_layers(&[layer]) {
        Ok(_) => panic!("taken: {text}"),
        Err(error) => error,
    }
}

fn check(effect: Effect, text: &str, message: &str) {
    assert_eq!(refusal(effect, text).to_string(), message);
}

#[test]
fn annotations_are_demanded() {
    use Effect::{Forbid, Permit};
    check(
        Permit,
        r#"@summary("S.") permit (principal, action, resource);"#,
        "policy `policy0` in `test` has no @id",
    );
    check(
        Permit,
        r#"@id("A") permit (principal, action, resource);"#,
        "policy `A` in `test` has no @summary",
    );
    check(
        Forbid,
        r#"@id("A") @code(" ") @summary("S.") forbid (principal, action, resource);"#,
        "policy `A` in `test` has no @code",
    );
    check(
        Permit,
        r#"@id("A") @code("C") @summary("S.") permit (principal, action, resource);"#,
        "policy `A` in `test` is a permit and has a @code",
    );
}

#[test]
fn a_layer_holds_one_kind_of_policy() {
    check(
        Effect::Forbid,
        r#"@id("A") @summary("S.") permit (principal, action, resource);"#,
        "policy `A` does not belong in `test`: only forbid policies do",
    );
    check(
        Effect::Permit,
        r#"@id("A") @code("C") @summary("S.") forbid (principal, action, resource);"#,
        "policy `A` does not belong in `test`: only permit policies do",
    );
    check(
        Effect::Permit,
        r#"@id("A") @summary("S.") permit (principal == ?principal, action, resource);"#,
        "`test` contains a policy template",
    );
}

#[test]
fn ids_are_unique_across_layers() {
    let layer = Layer {
        name: "test",
        effect: Effect::Permit,
        text: r#"@id("A") @summary("S.") permit (principal, action, resource);"#,
    };
    let error = CedarPolicies::from_layers(&[layer, layer]).err().unwrap();
    assert_eq!(error.to_string(), "policy `A` is there twice");
}

#[test]
fn text_that_is_no_policy_is_refused() {
    let error = refusal(Effect::Permit, "permit everything;");
    assert!(matches!(error, PolicyError::Parse { .. }));
}

#[test]
fn policies_that_do_not_fit_the_schema_are_refused() {
    for condition in [
        // An attribute, a state, a role, a type and an action that are not there; a wrong type.
        r#"when { principal.rank == 1 }"#,
        r#"when { principal.state == Coffer::MemberState::"activ" }"#,
        r#"when { principal in Coffer::Role::"boss" }"#,
        r#"when { resource is Coffer::Drawer }"#,
        r#"when { action == Coffer::Action::"file.veiw" }"#,
        r#"when { context.aal == "2" }"#,
        // Only a warning, and still refused: it can never apply.
        r#"when { false }"#,
    ] {
        let policy = format!(
            r#"@id("A") @summary("S.") permit (principal is Coffer::Member, action, resource) {condition};"#
        );
        let error = refusal(Effect::Permit, &policy);
        let PolicyError::Invalid { problems } = error else {
            panic!("{condition}: {error}");
        };
        assert!(!problems.is_empty());
    }
}
