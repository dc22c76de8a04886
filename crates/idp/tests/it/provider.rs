//! The provider: description, keys and a token endpoint that hands out one prepared ID token.

use std::sync::{Arc, Mutex};

use coffer_domain::ports::{IdentityProvider, IdpError, SignInFlow, Vouched};
use coffer_domain::secret::SecretText;
use coffer_domain::time::Timestamp;
use coffer_idp::{AssuranceRule, OidcProvider, ProviderConfig};
use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const CLIENT: &str = "coffer";
pub(crate) const SUBJECT: &str = "person-7";
pub(crate) const NOW: Timestamp = Timestamp(1_800_000_000_000);
pub(crate) const KEY: &str = "k1";
const ACCESS_TOKEN: &str = "unused";

/// What it answers.
#[derive(Default)]
struct Said {
    id_token: String,
    description: Value,
    keys: Value,
    forms: Vec<String>,
    asked: Vec<String>,
    silent: bool,
}

pub(crate) struct Fake {
    pub(crate) issuer: String,
    said: Arc<Mutex<Said>>,
    pair: rcgen::KeyPair,
}

impl Fake {
    pub(crate) async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
        let point = pair.public_key_raw();
        let coordinate = |range: std::ops::Range<usize>| BASE64URL_NOPAD.encode(&point[range]);
        let keys = json!({ "keys": [{
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": KEY,
            "x": coordinate(1..33), "y": coordinate(33..65),
        }]});
        let description = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
            "authorization_response_iss_parameter_supported": true,
        });
        let said = Arc::new(Mutex::new(Said {
            description,
            keys,
            ..Said::default()
        }));
        let answers = Arc::clone(&said);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, Arc::clone(&answers)));
            }
        });
        Self { issuer, said, pair }
    }

    pub(crate) fn describe(&self, change: impl FnOnce(&mut Value)) {
        change(&mut self.said.lock().unwrap().description);
    }

    /// Publishes another key instead, under this name.
    pub(crate) fn rotate_to(&self, other: &Fake, name: &str) {
        let mut keys = other.said.lock().unwrap().keys.clone();
        keys["keys"][0]["kid"] = json!(name);
        self.said.lock().unwrap().keys = keys;
    }

    /// How often this was asked for.
    pub(crate) fn asked(&self, path: &str) -> usize {
        let said = self.said.lock().unwrap();
        said.asked.iter().filter(|asked| *asked == path).count()
    }

    /// Answers nothing of use any more, or does so again.
    pub(crate) fn fall_silent(&self, silent: bool) {
        self.said.lock().unwrap().silent = silent;
    }

    /// What the token endpoint hands out.
    pub(crate) fn hand_out(&self, id_token: String) {
        self.said.lock().unwrap().id_token = id_token;
    }

    /// What was sent to the token endpoint.
    pub(crate) fn forms(&self) -> Vec<String> {
        self.said.lock().unwrap().forms.clone()
    }

    /// Our side, with a rule that `acr` `phr` is worth 2.
    pub(crate) fn relying(&self) -> OidcProvider {
        OidcProvider::new(self.config()).unwrap()
    }

    pub(crate) fn config(&self) -> ProviderConfig {
        ProviderConfig {
            id: "fake".to_owned(),
            title: "Fake".to_owned(),
            issuer: self.issuer.clone(),
            client_id: CLIENT.to_owned(),
            client_secret: None,
            scopes: vec!["openid".to_owned()],
            acr_values: None,
            groups_claim: "groups".to_owned(),
            link_claim: Some("oid".to_owned()),
            brings_people: false,
            auth_age_max_seconds: 3_600,
            assurance: vec![AssuranceRule {
                acr: Some("phr".to_owned()),
                amr: Vec::new(),
                aal: 2,
                phishing_resistant: true,
            }],
            ca_pem: None,
            danger_plaintext: true,
        }
    }

    /// The claims of a good ID token.
    pub(crate) fn claims(&self) -> Value {
        let now = NOW.0 / 1_000;
        json!({
            "iss": self.issuer, "aud": CLIENT, "sub": SUBJECT, "nonce": "the nonce",
            "iat": now, "exp": now + 300, "auth_time": now - 60, "acr": "phr",
            "at_hash": BASE64URL_NOPAD.encode(&Sha256::digest(ACCESS_TOKEN)[..16]),
            "groups": ["agents"], "oid": "A-17", "email": "p@x.example", "email_verified": true, "sid": "s1",
        })
    }

    pub(crate) fn key(&self) -> EncodingKey {
        EncodingKey::from_ec_der(&self.pair.serialize_der())
    }

    /// The public key as anybody can fetch it.
    pub(crate) fn public_pem(&self) -> String {
        self.pair.public_key_pem()
    }

    pub(crate) fn signed(&self, claims: &Value) -> String {
        encode(&header(Algorithm::ES256), claims, &self.key()).unwrap()
    }

    /// What we make of an ID token.
    pub(crate) async fn redeem(&self, id_token: String) -> Result<Vouched, IdpError> {
        self.redeem_from(id_token, Some(&self.issuer)).await
    }

    pub(crate) async fn redeem_from(
        &self,
        id_token: String,
        issuer: Option<&str>,
    ) -> Result<Vouched, IdpError> {
        self.hand_out(id_token);
        redeem(&self.relying(), issuer, NOW).await
    }
}

pub(crate) async fn redeem(
    relying: &OidcProvider,
    issuer: Option<&str>,
    now: Timestamp,
) -> Result<Vouched, IdpError> {
    let code = SecretText::new("the code".to_owned());
    let here = "https://coffer.example/callback";
    relying.redeem(here, &code, issuer, &flow(), now).await
}

pub(crate) fn header(algorithm: Algorithm) -> Header {
    let mut header = Header::new(algorithm);
    header.kid = Some(KEY.to_owned());
    header
}

pub(crate) fn flow() -> SignInFlow {
    let secret = |text: &str| SecretText::new(text.to_owned());
    SignInFlow {
        state: secret("the state"),
        nonce: secret("the nonce"),
        verifier: secret("the verifier"),
    }
}

/// One request, one answer, and the connection is closed.
async fn answer(mut stream: TcpStream, said: Arc<Mutex<Said>>) {
    let mut request = Vec::new();
    let mut chunk = [0; 4_096];
    loop {
        let read = stream.read(&mut chunk).await.unwrap();
        request.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8_lossy(&request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            if read == 0 {
                return;
            }
            continue;
        };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            let length = name.eq_ignore_ascii_case("content-length");
            length.then(|| value.trim().parse::<usize>().unwrap())
        });
        if body.len() < length.unwrap_or(0) && read > 0 {
            continue;
        }
        let body = respond(head, body, &said);
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(answer.as_bytes()).await.unwrap();
        return;
    }
}

fn respond(head: &str, body: &str, said: &Mutex<Said>) -> String {
    let mut said = said.lock().unwrap();
    let path = head.split(' ').nth(1).unwrap();
    said.asked.push(path.to_owned());
    if said.silent {
        return "<html>".to_owned();
    }
    match path {
        "/.well-known/openid-configuration" => said.description.to_string(),
        "/keys" => said.keys.to_string(),
        "/token" => {
            said.forms.push(body.to_owned());
            json!({ "access_token": ACCESS_TOKEN, "token_type": "Bearer", "id_token": said.id_token })
                .to_string()
        }
        other => panic!("asked for {other}"),
    }
}
