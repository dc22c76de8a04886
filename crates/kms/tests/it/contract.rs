//! What every key provider has to do. A new provider adds a `Subject` and one test per function.

use coffer_envelope::{KeyProvider, KmsError, WrapContext};
use futures::executor::block_on;
use std::{ops::Range, sync::Arc};

/// A provider under test and what its trait does not offer.
pub(crate) struct Subject {
    pub(crate) provider: Arc<dyn KeyProvider>,
    /// Another of the same kind with keys of its own.
    pub(crate) other: Arc<dyn KeyProvider>,
    /// Makes `provider` use a new key generation from now on.
    pub(crate) rotate: Box<dyn Fn()>,
}

pub(crate) fn context() -> WrapContext {
    WrapContext {
        purpose: "case private key",
        organisation: [1; 16],
        case: Some([2; 16]),
        generation: 3,
    }
}

fn unwrap(provider: &dyn KeyProvider, context: &WrapContext, wrapped: &[u8]) -> Vec<u8> {
    block_on(provider.unwrap(context, wrapped))
        .unwrap()
        .unwrap()
        .expose()
        .to_vec()
}

pub(crate) fn wraps_and_unwraps(subject: &Subject) {
    let provider = subject.provider.as_ref();
    block_on(provider.health()).unwrap();
    for len in [0, 1, 32, 4096] {
        let key = vec![7; len];
        let wrapped = block_on(provider.wrap(&context(), &key)).unwrap();
        assert_eq!(unwrap(provider, &context(), &wrapped), key);
        assert_ne!(wrapped, block_on(provider.wrap(&context(), &key)).unwrap());
    }
    let long = block_on(provider.wrap(&context(), &[0; 4097]));
    assert!(matches!(long, Err(KmsError::KeyTooLong(4097))));
}

pub(crate) fn refuses_another_context(subject: &Subject) {
    let provider = subject.provider.as_ref();
    let wrapped = block_on(provider.wrap(&context(), b"key")).unwrap();
    let others = [
        WrapContext {
            purpose: "case private keys",
            ..context()
        },
        WrapContext {
            organisation: [9; 16],
            ..context()
        },
        WrapContext {
            case: Some([9; 16]),
            ..context()
        },
        WrapContext {
            case: None,
            ..context()
        },
        WrapContext {
            generation: 4,
            ..context()
        },
    ];
    for other in others {
        let unwrapped = block_on(provider.unwrap(&other, &wrapped));
        assert!(matches!(unwrapped, Err(KmsError::Refused)), "{other:?}");
        assert!(matches!(
            block_on(provider.rewrap(&other, &wrapped)),
            Err(KmsError::Refused)
        ));
    }
}

pub(crate) fn passes_on_foreign_wraps(subject: &Subject) {
    let provider = subject.provider.as_ref();
    let foreign = block_on(subject.other.wrap(&context(), b"key")).unwrap();
    let text = b"vault:v1:abcdefabcdefabcdefabcdefabcdef".to_vec();
    for wrapped in [foreign, text, Vec::new()] {
        assert!(
            block_on(provider.unwrap(&context(), &wrapped))
                .unwrap()
                .is_none()
        );
        let rewrapped = block_on(provider.rewrap(&context(), &wrapped));
        assert!(matches!(rewrapped, Err(KmsError::Foreign)));
    }
}

pub(crate) fn keeps_old_wraps_over_rotation(subject: &Subject) {
    let provider = subject.provider.as_ref();
    let first = block_on(provider.wrap(&context(), b"key")).unwrap();
    let before = provider.describe();
    (subject.rotate)();
    assert_ne!(
        provider.describe(),
        before,
        "the description names the generation"
    );
    assert_eq!(unwrap(provider, &context(), &first), b"key");
    let moved = block_on(provider.rewrap(&context(), &first)).unwrap();
    assert_eq!(unwrap(provider, &context(), &moved), b"key");
    assert_ne!(moved, first);
}

/// `ours`: the bytes of a wrap that name its provider. Altering them may make it foreign; the wrap has no shorter form.
pub(crate) fn refuses_damage(subject: &Subject, ours: Range<usize>) {
    let provider = subject.provider.as_ref();
    let wrapped = block_on(provider.wrap(&context(), b"key")).unwrap();
    for at in 0..wrapped.len() {
        let mut altered = wrapped.clone();
        altered[at] ^= 1;
        match block_on(provider.unwrap(&context(), &altered)) {
            Ok(None) => assert!(ours.contains(&at), "byte {at} made it foreign"),
            Ok(Some(_)) => panic!("byte {at} does not matter"),
            Err(_) => {}
        }
    }
    for len in ours.end..wrapped.len() {
        assert!(
            block_on(provider.unwrap(&context(), &wrapped[..len])).is_err(),
            "cut to {len}"
        );
    }
}
