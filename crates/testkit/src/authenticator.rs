//! A passkey device in software: it answers WebAuthn ceremonies as a browser with such a device would, and wrongly
//! where a test wants it to (WebAuthn Level 3, sections 6 and 8).

use data_encoding::BASE64URL_NOPAD;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256, PublicKeyData as _, SigningKey as _, date_time_ymd,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const HAS_KEY: u8 = 1 << 6;

/// A maker of devices, who vouches for them.
pub struct Maker {
    certificate: rcgen::Certificate,
    issuer: Issuer<'static, KeyPair>,
}

impl Default for Maker {
    fn default() -> Self {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        params
            .distinguished_name
            .push(DnType::CommonName, "Root of a maker");
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2049, 1, 1);
        let certificate = params.self_signed(&key).unwrap();
        Self {
            certificate,
            issuer: Issuer::new(params, key),
        }
    }
}

impl Maker {
    /// The root certificate.
    #[must_use]
    pub fn root_pem(&self) -> String {
        self.certificate.pem()
    }

    /// The certificate of a batch of devices and its key (section 8.2.1).
    fn batch(&self) -> (Vec<u8>, KeyPair) {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::ExplicitNoCa;
        let name = &mut params.distinguished_name;
        name.push(DnType::CountryName, "DE");
        name.push(DnType::OrganizationName, "A maker");
        name.push(DnType::OrganizationalUnitName, "Authenticator Attestation");
        name.push(DnType::CommonName, "A maker's batch");
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2049, 1, 1);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        (certificate.der().to_vec(), key)
    }
}

/// A device with one passkey. Its public fields are the ways in which it can be wrong.
pub struct SoftPasskey {
    key: KeyPair,
    credential: Vec<u8>,
    user: Vec<u8>,
    rp_id: String,
    /// The page the browser says it is on.
    pub origin: String,
    /// Whether the device verified its user.
    pub user_verified: bool,
    /// Whether the key may be copied to other devices.
    pub synced: bool,
    /// How often it was used; a copy of the device falls behind.
    pub counter: u32,
}

impl SoftPasskey {
    /// A device at a browser that is on `origin`.
    #[must_use]
    pub fn new(origin: &str) -> Self {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let credential = Sha256::digest(key.der_bytes()).to_vec();
        Self {
            key,
            credential,
            user: Vec::new(),
            rp_id: String::new(),
            origin: origin.to_owned(),
            user_verified: true,
            synced: false,
            counter: 0,
        }
    }

    /// Answers `navigator.credentials.create(options)`; a maker vouches for the device if one is given.
    pub fn create(&mut self, options: &Value, maker: Option<&Maker>) -> Value {
        let options = &options["publicKey"];
        self.rp_id = options["rp"]["id"].as_str().unwrap().to_owned();
        self.user = decode(&options["user"]["id"]);
        let client_data = self.client_data("webauthn.create", &options["challenge"]);
        let data = self.authenticator_data(HAS_KEY);
        let mut statement = map(0);
        let mut format = "none";
        if let Some(maker) = maker {
            let (certificate, key) = maker.batch();
            let signed = [data.as_slice(), &Sha256::digest(&client_data)].concat();
            format = "packed";
            statement = [
                map(3),
                text("alg"),
                vec![0x26],
                text("sig"),
                bytes(&key.sign(&signed).unwrap()),
                text("x5c"),
                vec![0x81],
                bytes(&certificate),
            ]
            .concat();
        }
        let object = [
            map(3),
            text("fmt"),
            text(format),
            text("attStmt"),
            statement,
            text("authData"),
            bytes(&data),
        ]
        .concat();
        json!({
            "id": encode(&self.credential),
            "rawId": encode(&self.credential),
            "type": "public-key",
            "response": { "attestationObject": encode(&object), "clientDataJSON": encode(&client_data) },
            "clientExtensionResults": {},
        })
    }

    /// Answers `navigator.credentials.get(options)`.
    pub fn get(&mut self, options: &Value) -> Value {
        self.counter += 1;
        let options = &options["publicKey"];
        let client_data = self.client_data("webauthn.get", &options["challenge"]);
        let data = self.authenticator_data(0);
        let signed = [data.as_slice(), &Sha256::digest(&client_data)].concat();
        json!({
            "id": encode(&self.credential),
            "rawId": encode(&self.credential),
            "type": "public-key",
            "response": {
                "authenticatorData": encode(&data),
                "clientDataJSON": encode(&client_data),
                "signature": encode(&self.key.sign(&signed).unwrap()),
                "userHandle": encode(&self.user),
            },
            "clientExtensionResults": {},
        })
    }

    /// Claims to be somebody else's key.
    pub fn claim(&mut self, user: &[u8]) {
        self.user = user.to_vec();
    }

    fn client_data(&self, kind: &str, challenge: &Value) -> Vec<u8> {
        let data = json!({
            "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false,
        });
        data.to_string().into_bytes()
    }

    fn authenticator_data(&self, more: u8) -> Vec<u8> {
        let mut flags = USER_PRESENT | more;
        if self.user_verified {
            flags |= USER_VERIFIED;
        }
        if self.synced {
            flags |= BACKUP_ELIGIBLE | BACKED_UP;
        }
        let mut data = Sha256::digest(self.rp_id.as_bytes()).to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        if more & HAS_KEY != 0 {
            let model = [7; 16];
            data.extend(model);
            data.extend(u16::try_from(self.credential.len()).unwrap().to_be_bytes());
            data.extend(&self.credential);
            data.extend(self.public_key());
        }
        data
    }

    /// The public key in COSE (RFC 9052): ES256 on P-256.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.der_bytes();
        [
            &[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21][..],
            &bytes(&point[1..33]),
            &[0x22],
            &bytes(&point[33..65]),
        ]
        .concat()
    }
}

fn encode(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

fn decode(text: &Value) -> Vec<u8> {
    let text = text.as_str().unwrap();
    BASE64URL_NOPAD.decode(text.as_bytes()).unwrap()
}

/// CBOR (RFC 8949): a head of this major type.
fn head(major: u8, length: usize) -> Vec<u8> {
    let major = major << 5;
    match u8::try_from(length) {
        Ok(short) if short < 24 => vec![major | short],
        Ok(byte) => vec![major | 24, byte],
        Err(_) => {
            let length = u16::try_from(length).unwrap().to_be_bytes();
            vec![major | 25, length[0], length[1]]
        }
    }
}

fn bytes(bytes: &[u8]) -> Vec<u8> {
    [head(2, bytes.len()), bytes.to_vec()].concat()
}

fn text(text: &str) -> Vec<u8> {
    [head(3, text.len()), text.as_bytes().to_vec()].concat()
}

fn map(entries: usize) -> Vec<u8> {
    head(5, entries)
}
