use crate::{binding, content, dek};
use coffer_envelope::{BindingField, Dek, OpenError, Suite, UnlockError, open_bytes, seal_bytes};

#[test]
fn every_single_bit_of_a_file_matters() {
    for suite in [Suite::Aes256Gcm, Suite::ChaCha20Poly1305] {
        let (file, _) = seal_bytes(&dek(), binding(), suite, b"abc").unwrap();
        for at in 0..file.len() {
            for bit in 0..8 {
                let mut altered = file.clone();
                altered[at] ^= 1 << bit;
                assert!(
                    open_bytes(&dek(), &binding(), &altered).is_err(),
                    "byte {at} bit {bit}"
                );
            }
        }
    }
}

#[test]
fn every_cut_and_every_addition_is_noticed() {
    let (file, _) = seal_bytes(&dek(), binding(), Suite::Aes256Gcm, &content(70_000)).unwrap();
    for len in (0..600).chain(file.len() - 4600..file.len()) {
        assert!(
            open_bytes(&dek(), &binding(), &file[..len]).is_err(),
            "cut to {len}"
        );
    }
    for more in 1..100 {
        let longer = [file.as_slice(), &vec![0; more]].concat();
        assert!(
            open_bytes(&dek(), &binding(), &longer).is_err(),
            "{more} more"
        );
    }
}

#[test]
fn records_of_a_second_seal_of_the_same_object_do_not_fit() {
    let one = content(100_000);
    let (first, _) = seal_bytes(&dek(), binding(), Suite::Aes256Gcm, &one).unwrap();
    let (second, _) = seal_bytes(&dek(), binding(), Suite::Aes256Gcm, &one).unwrap();
    let spliced = [&first[..256 + 65_564], &second[256 + 65_564..]].concat();
    assert_eq!(
        open_bytes(&dek(), &binding(), &spliced).err(),
        Some(OpenError::AlteredRecord(1))
    );
}

#[test]
fn key_and_binding_errors_name_their_cause() {
    let (file, _) = seal_bytes(&dek(), binding(), Suite::Aes256Gcm, b"abc").unwrap();
    let wrong_key = open_bytes(&Dek::from_bytes([8; 32]), &binding(), &file).err();
    assert_eq!(wrong_key, Some(OpenError::Unlock(UnlockError::Commitment)));
    let refused = |change: fn(&mut coffer_envelope::Binding)| {
        let mut expected = binding();
        change(&mut expected);
        open_bytes(&dek(), &expected, &file).err()
    };
    let wrong = |field| Some(OpenError::Unlock(UnlockError::WrongBinding(field)));
    assert_eq!(
        refused(|b| b.organisation[0] ^= 1),
        wrong(BindingField::Organisation)
    );
    assert_eq!(refused(|b| b.case[15] ^= 1), wrong(BindingField::Case));
    assert_eq!(refused(|b| b.object[7] ^= 1), wrong(BindingField::Object));
}
