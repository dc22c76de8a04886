use coffer_envelope::{Binding, Dek, OpenError, SealedReader, open_bytes};
use data_encoding::HEXLOWER;
use std::{collections::HashMap, fs, io::Read, path::Path};

struct Vector {
    expect: String,
    dek: [u8; 32],
    binding: Binding,
    plaintext: Option<(usize, String)>,
    file: Vec<u8>,
}

fn hex<const N: usize>(text: &str) -> [u8; N] {
    HEXLOWER
        .decode(text.as_bytes())
        .unwrap()
        .try_into()
        .unwrap()
}

fn parse(text: &str) -> Vector {
    let mut fields = HashMap::new();
    let mut file = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["file:"] => {}
            ["hex", digits] => file.extend(HEXLOWER.decode(digits.as_bytes()).unwrap()),
            ["ramp", first, len] => {
                let first: usize = first.parse().unwrap();
                let len: usize = len.parse().unwrap();
                file.extend((first..first + len).map(|byte| byte as u8));
            }
            [name, value @ ..] => {
                fields.insert(*name, value.join(" "));
            }
            [] => panic!("empty line"),
        }
    }
    Vector {
        expect: fields["expect:"].clone(),
        dek: hex(&fields["dek:"]),
        binding: Binding {
            organisation: hex(&fields["organisation:"]),
            case: hex(&fields["case:"]),
            object: hex(&fields["object:"]),
        },
        plaintext: fields
            .get("plaintext_len:")
            .map(|len| (len.parse().unwrap(), fields["blake3:"].clone())),
        file,
    }
}

fn outcome(error: &OpenError) -> String {
    match error {
        OpenError::AlteredRecord(at) | OpenError::Truncated(at) => format!("{} {at}", error.code()),
        _ => error.code().to_owned(),
    }
}

fn check(name: &str, vector: &Vector) {
    let dek = Dek::from_bytes(vector.dek);
    let whole = open_bytes(&dek, &vector.binding, &vector.file);
    let mut streamed = Vec::new();
    let read = SealedReader::open(&dek, &vector.binding, vector.file.as_slice())
        .and_then(|reader| reader.with_run(1).read_to_end(&mut streamed));
    match whole {
        Ok(content) => {
            assert_eq!(vector.expect, "ok", "{name} opened");
            let (len, b3) = vector.plaintext.as_ref().unwrap();
            assert_eq!(content.expose().len(), *len, "{name}");
            assert_eq!(
                blake3::hash(content.expose()).to_hex().as_str(),
                b3,
                "{name}"
            );
            assert_eq!(read.unwrap(), *len, "{name}");
            assert!(
                streamed == content.expose(),
                "{name}: reader and whole differ"
            );
        }
        Err(error) => {
            assert_eq!(outcome(&error), vector.expect, "{name}");
            let inner = read.unwrap_err().into_inner().unwrap();
            assert_eq!(*inner.downcast::<OpenError>().unwrap(), error, "{name}");
        }
    }
}

#[test]
fn every_vector_has_its_expected_outcome() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "txt") {
            let name = path.file_stem().unwrap().to_str().unwrap();
            check(name, &parse(&fs::read_to_string(&path).unwrap()));
            seen += 1;
        }
    }
    assert_eq!(
        seen, 56,
        "a vector was added or lost: adjust this count with it"
    );
}
