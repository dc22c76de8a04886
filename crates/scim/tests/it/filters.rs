//! What filters mean.

use coffer_scim::{ErrorKind, Filter, USER};

use crate::support::lena;

fn passes(filter: &str) -> bool {
    let parsed = Filter::parse(filter).unwrap_or_else(|error| panic!("{filter}: {error}"));
    parsed.matches(&USER, &lena())
}

#[test]
fn comparisons() {
    for filter in [
        r#"userName eq "lena@coffer.example""#,
        r#"USERNAME Eq "lena@coffer.example""#,
        r#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "LENA""#,
        r#"name.familyName co "ars""#,
        r#"displayName ew "sen""#,
        r#"externalId eq "A-17""#,
        r#"id ne "mem_2""#,
        "active eq true",
        "active ne false",
        "name pr",
        "emails pr",
        r#"emails co "home.example""#,
        r#"emails.type eq "home""#,
        r#"emails[type eq "home" and value co "@home"]"#,
        r#"emails[type eq "work" and primary eq true]"#,
        r#"meta.lastModified gt "2026-03-02T08:00:00Z""#,
        r#"meta.created le "2026-03-01T09:00:00+01:00""#,
        "nickName eq null",
        r#"nickName ne "x""#,
        r#"not (userName eq "x")"#,
        r#"title pr or userName sw "lena" and active eq true"#,
        r#"(title pr or userName sw "lena") and not (active eq false)"#,
        r#"userName eq "lena\u0040coffer.example""#,
    ] {
        assert!(passes(filter), "{filter}");
    }
}

#[test]
fn what_does_not_hold() {
    for filter in [
        r#"externalId eq "a-17""#,
        r#"userName eq "lena""#,
        "title pr",
        r#"emails[type eq "home" and value co "coffer"]"#,
        r#"urn:other:User:userName sw "lena""#,
        "active gt false",
        r#"active eq "true""#,
        "userName eq true",
        "userName eq null",
        r#"title pr and userName sw "lena" or active eq false"#,
        r#"password sw "a""#,
        r#"emails[nothing pr]"#,
    ] {
        assert!(!passes(filter), "{filter}");
    }
}

#[test]
fn malformed_filters_are_refused() {
    let deep = format!("{}active eq true{}", "(".repeat(17), ")".repeat(17));
    let long = format!("userName eq \"{}\"", "x".repeat(5_000));
    for filter in [
        "",
        "userName",
        "userName eq",
        "userName eq x",
        "userName like \"x\"",
        "userName eq \"x",
        "userName eq \"\\x\"",
        "userName eq 'x'",
        "userName eq \"x\" and",
        "or userName pr",
        "userName pr userName pr",
        "(userName pr",
        "userName pr)",
        "not userName pr",
        "emails[type eq \"x\"",
        "emails[emails[type pr]]",
        "emails[]",
        "a.b.c pr",
        "1 pr",
        "userName eq NaN",
        "userName eq 1e999",
        "userName eq \"x\"; DROP TABLE members",
        &deep,
        &long,
    ] {
        let error = Filter::parse(filter).expect_err(filter);
        assert_eq!(error.kind, ErrorKind::InvalidFilter, "{filter}");
    }
}

#[test]
fn the_filters_directories_send_have_an_index() {
    let filter = Filter::parse(r#"userName eq "a@b.example""#).unwrap();
    assert_eq!(filter.equal_text("username"), Some("a@b.example"));
    assert_eq!(filter.equal_text("externalId"), None);
    let filter = Filter::parse(r#"userName eq "a" or active eq true"#).unwrap();
    assert_eq!(filter.equal_text("userName"), None);
}
