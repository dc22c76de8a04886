//! The checks agree with a second implementation, refuse changed digits, and take any bytes.

use proptest::prelude::*;

use super::{VALIDATORS, by_name};

#[derive(serde::Deserialize)]
struct Vector {
    check: String,
    value: String,
    valid: bool,
}

fn vectors() -> Vec<Vector> {
    include_str!("../../tests/vectors/ids.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn accepts(check: &str, value: &[u8]) -> bool {
    by_name(check).unwrap()(value).is_some()
}

#[test]
fn every_check_agrees_with_the_second_implementation() {
    let vectors = vectors();
    let wrong: Vec<String> = vectors
        .iter()
        .filter(|v| accepts(&v.check, v.value.as_bytes()) != v.valid)
        .map(|v| format!("{} {} should be {}", v.check, v.value, v.valid))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_check_has_twenty_vectors_of_each_kind() {
    let vectors = vectors();
    for (name, _) in VALIDATORS {
        for valid in [true, false] {
            let n = (vectors.iter())
                .filter(|v| v.check == *name && v.valid == valid)
                .count();
            assert!(n >= 20, "{name} {valid}: {n}");
        }
    }
}

/// Checks whose scheme notices every change of a single digit.
const NOTICES_ONE_DIGIT: &[&str] = &[
    "luhn",
    "mod97",
    "verhoeff",
    "gtin",
    "aba",
    "us_npi",
    "ca_sin",
    "uk_nhs_number",
    "ie_pps",
    "de_tax_id",
    "ch_ahv",
    "pl_pesel",
    "nl_bsn",
    "fr_nir",
    "fr_siren",
    "es_dni",
    "es_nie",
    "tr_tckn",
    "no_national_number",
    "in_aadhaar",
    "cn_resident_id",
    "sg_nric",
    "il_id",
    "au_abn",
    "za_id",
    "device_imei",
];

#[test]
fn a_changed_digit_is_refused() {
    let vectors = vectors();
    for v in vectors.iter().filter(|v| v.valid) {
        if !NOTICES_ONE_DIGIT.contains(&v.check.as_str()) {
            continue;
        }
        for (i, old) in v.value.bytes().enumerate() {
            if !old.is_ascii_digit() {
                continue;
            }
            for new in (b'0'..=b'9').filter(|new| *new != old) {
                let mut changed = v.value.clone().into_bytes();
                changed[i] = new;
                assert!(
                    !accepts(&v.check, &changed),
                    "{}: {} for {}",
                    v.check,
                    String::from_utf8_lossy(&changed),
                    v.value
                );
            }
        }
    }
}

#[test]
fn published_examples_are_accepted() {
    for (check, value) in [
        ("us_mbi", "1EG4TE5MK73"),
        ("us_npi", "1234567893"),
        ("us_dea", "AB1234563"),
        ("uk_nhs_number", "9434765919"),
        ("uk_nino", "AB123456C"),
        ("de_tax_id", "86095742719"),
        ("de_id_card", "L01X00T471"),
        ("de_social_insurance", "65170839J003"),
        ("ch_ahv", "7569217076985"),
        ("fr_nir", "255081416802538"),
        ("es_dni", "12345678Z"),
        ("it_codice_fiscale", "RSSMRA85T10A562S"),
        ("in_aadhaar", "234123412346"),
        ("jp_my_number", "123456789018"),
        ("mrz_number", "L898902C36"),
        (
            "mrz_passport",
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ),
        ("mrz_passport", "L898902C36UTO7408122F320415304"),
        ("vehicle_vin", "1M8GDM9AXKP042788"),
        ("bic", "DEUTDEFF500"),
        ("icd10_code", "C50911"),
    ] {
        assert!(accepts(check, value.as_bytes()), "{check} {value}");
    }
}

#[test]
fn what_an_authority_never_gives_out_is_refused() {
    for (check, value) in [
        ("us_ssn", "000123456"),
        ("us_ssn", "666123456"),
        ("us_ssn", "912345678"),
        ("us_ssn", "123006789"),
        ("us_ssn", "123450000"),
        ("us_ssn", "078051120"),
        ("us_ssn", "111111111"),
        ("us_itin", "912495678"),
        ("us_ein", "071234567"),
        ("aba", "000000000"),
        ("us_mbi", "1SG4TE5MK73"),
        ("uk_nino", "GB123456A"),
        ("uk_nino", "DA123456A"),
        ("uk_nino", "AB123456E"),
        ("uk_nhs_number", "1111111111"),
        ("br_cpf", "11111111111"),
        ("br_cnpj", "00000000000000"),
        ("nl_bsn", "000000000"),
        ("es_dni", "00000000T"),
        ("in_pan", "ABCPE0000F"),
        ("vehicle_vin", "11111111111111111"),
        ("de_tax_id", "12345678901"),
        ("luhn", "0000000000000000"),
        ("bic", "DATAXQSE"),
    ] {
        assert!(!accepts(check, value.as_bytes()), "{check} {value}");
    }
    assert!(by_name("no such check").is_none());
}

proptest! {
    #[test]
    fn any_bytes_are_taken(bytes in proptest::collection::vec(any::<u8>(), 0..70)) {
        for (_, validator) in VALIDATORS {
            let _ = validator(&bytes);
        }
    }

    #[test]
    fn any_letters_and_digits_are_taken(value in "[0-9A-Z<]{0,46}") {
        for (name, validator) in VALIDATORS {
            if let Some(evidence) = validator(value.as_bytes()) {
                prop_assert!((0..=3000).contains(&evidence.score), "{}", name);
            }
        }
    }

    #[test]
    fn any_digits_are_taken(value in "[0-9]{7,19}") {
        for (name, validator) in VALIDATORS {
            if let Some(evidence) = validator(value.as_bytes()) {
                prop_assert!((0..=3000).contains(&evidence.score), "{}", name);
            }
        }
    }
}
