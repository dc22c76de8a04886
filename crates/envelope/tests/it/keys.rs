use crate::{binding, dek};
use coffer_envelope::{
    Binding, CaseKeyError, CaseKeyPair, CasePrivateKey, CasePublicKey, LINK_WRAP_BYTES,
    LinkWrapError, SEALED_DEK_BYTES, SystemRng, WrapContext, derive_case_key, open_dek, seal_dek,
    unwrap_for_link, wrap_for_link,
};
use data_encoding::HEXLOWER;
use std::collections::HashMap;

#[test]
fn a_data_key_opens_with_its_case_key_only() {
    let mut rng = SystemRng::infallible();
    let (case, other) = (
        CaseKeyPair::generate(&mut rng),
        CaseKeyPair::generate(&mut rng),
    );
    let sealed = seal_dek(&case.public, &binding(), &dek(), &mut rng).unwrap();
    assert_eq!(sealed.len(), SEALED_DEK_BYTES);
    let opened = open_dek(&case.private, &binding(), &sealed).unwrap();
    assert_eq!(opened.expose(), dek().expose());
    assert_eq!(
        open_dek(&other.private, &binding(), &sealed).err(),
        Some(CaseKeyError::Refused)
    );
    for field in 0..3 {
        let mut wrong = binding();
        [&mut wrong.organisation, &mut wrong.case, &mut wrong.object][field][0] ^= 1;
        let refused = open_dek(&case.private, &wrong, &sealed).err();
        assert_eq!(refused, Some(CaseKeyError::Refused), "field {field}");
    }
    for at in [1, 600, 1120, 1121, SEALED_DEK_BYTES - 1] {
        let mut altered = sealed.clone();
        altered[at] ^= 1;
        let refused = open_dek(&case.private, &binding(), &altered).err();
        assert_eq!(refused, Some(CaseKeyError::Refused), "byte {at}");
    }
    let mut versioned = sealed.clone();
    versioned[0] = 2;
    assert_eq!(
        open_dek(&case.private, &binding(), &versioned).err(),
        Some(CaseKeyError::Version(2))
    );
    for len in [0, 1, 1000, SEALED_DEK_BYTES - 1] {
        let cut = open_dek(&case.private, &binding(), &sealed[..len]).err();
        assert_eq!(cut, Some(CaseKeyError::MalformedSeal), "{len} bytes");
    }
}

fn wrap_vector(text: &str) -> HashMap<&str, Vec<u8>> {
    text.lines()
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name, HEXLOWER.decode(value.as_bytes()).unwrap()))
        .collect()
}

#[test]
fn wraps_of_another_implementation_open() {
    let link = wrap_vector(include_str!("../../vectors/wraps/link.txt"));
    let upload = link["upload"].as_slice().try_into().unwrap();
    let dek = unwrap_for_link(&link["token"], &upload, &link["wrapped"]).unwrap();
    assert_eq!(dek.expose().as_slice(), link["dek"]);

    let case = wrap_vector(include_str!("../../vectors/wraps/case.txt"));
    let private = CasePrivateKey::from_bytes(&case["private"]).unwrap();
    assert_eq!(private.public().unwrap().to_bytes(), case["public"]);
    let id = |name| case[name].as_slice().try_into().unwrap();
    let binding = Binding {
        organisation: id("organisation"),
        case: id("case"),
        object: id("object"),
    };
    let dek = open_dek(&private, &binding, &case["wrapped"]).unwrap();
    assert_eq!(dek.expose().as_slice(), case["dek"]);
}

#[test]
fn case_keys_survive_storage() {
    let mut rng = SystemRng::infallible();
    let pair = CaseKeyPair::generate(&mut rng);
    let public = CasePublicKey::from_bytes(&pair.public.to_bytes()).unwrap();
    let private = CasePrivateKey::from_bytes(pair.private.expose()).unwrap();
    assert_eq!(public, pair.public);
    assert_eq!(private.public().unwrap(), pair.public);
    let sealed = seal_dek(&public, &binding(), &dek(), &mut rng).unwrap();
    assert_eq!(
        open_dek(&private, &binding(), &sealed).unwrap().expose(),
        dek().expose()
    );
    assert_eq!(
        CasePublicKey::from_bytes(&[0; 5]).err(),
        Some(CaseKeyError::MalformedKey)
    );
    assert_eq!(
        CasePrivateKey::from_bytes(&[0; 31]).err(),
        Some(CaseKeyError::MalformedKey)
    );
}

#[test]
fn case_secrets_depend_on_key_and_label() {
    let secret = |key: u8, label: &str| {
        let private = CasePrivateKey::from_bytes(&[key; 32]).unwrap();
        *derive_case_key(&private, label).unwrap().expose()
    };
    // HKDF-SHA-256 computed by another implementation: a changed derivation would orphan stored pseudonyms.
    assert_eq!(HEXLOWER.encode(&secret(1, "pseudonym v1")), PSEUDONYM_V1);
    assert_ne!(secret(1, "pseudonym v1"), secret(1, "pseudonym v2"));
    assert_ne!(secret(1, "pseudonym v1"), secret(2, "pseudonym v1"));
}

const PSEUDONYM_V1: &str = "6b960b96aed4025952e5565aa089cff1b6dfb56bbc674311b8b48edbc8a353f4";

#[test]
fn a_link_wrap_opens_with_token_and_upload_only() {
    let wrapped = wrap_for_link(b"token", &[1; 16], &dek()).unwrap();
    assert_eq!(wrapped.len(), LINK_WRAP_BYTES);
    assert_ne!(wrapped, wrap_for_link(b"token", &[1; 16], &dek()).unwrap());
    let opened = unwrap_for_link(b"token", &[1; 16], &wrapped).unwrap();
    assert_eq!(opened.expose(), dek().expose());
    let error = |token: &[u8], upload: u8, wrapped: &[u8]| {
        unwrap_for_link(token, &[upload; 16], wrapped).err()
    };
    assert_eq!(error(b"other", 1, &wrapped), Some(LinkWrapError::Refused));
    assert_eq!(error(b"token", 2, &wrapped), Some(LinkWrapError::Refused));
    for at in 1..wrapped.len() {
        let mut altered = wrapped.clone();
        altered[at] ^= 1;
        assert_eq!(
            error(b"token", 1, &altered),
            Some(LinkWrapError::Refused),
            "byte {at}"
        );
    }
    assert_eq!(error(b"token", 1, &[]), Some(LinkWrapError::Malformed));
    assert_eq!(
        error(b"token", 1, &wrapped[..60]),
        Some(LinkWrapError::Malformed)
    );
    let newer = [[2].as_slice(), &wrapped[1..]].concat();
    assert_eq!(error(b"token", 1, &newer), Some(LinkWrapError::Malformed));
}

#[test]
fn wrap_contexts_encode_without_ambiguity() {
    let base = WrapContext {
        purpose: "case",
        organisation: [1; 16],
        case: Some([2; 16]),
        generation: 3,
    };
    let expected = [
        b"coffer wrap context v1\x00\x04case".as_slice(),
        &[1; 16],
        &[1],
        &[2; 16],
        &[0, 0, 0, 3],
    ]
    .concat();
    assert_eq!(base.to_bytes(), expected);
    assert_ne!(
        base.to_bytes(),
        WrapContext { case: None, ..base }.to_bytes()
    );
}
