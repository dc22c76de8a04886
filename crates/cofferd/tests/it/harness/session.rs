//! Enrolment, second factors, sessions.

use std::time::{SystemTime, UNIX_EPOCH};

use reqwest::blocking::RequestBuilder;
use serde_json::json;
use totp_rs::Builder;

use super::World;
use super::http::{Answer, Ask};

/// A password that meets the rule.
pub(crate) const ACCOUNT_PASSWORD: &str = "seven lanterns in fog";

/// Somebody who has enrolled and is signed in.
pub(crate) struct Account {
    pub(crate) email: String,
    /// In base32.
    pub(crate) totp_secret: String,
    /// The code that was used up by enrolling.
    pub(crate) used_code: String,
    /// The session's cookie, `name=value`.
    pub(crate) cookie: String,
    /// The whole `Set-Cookie`.
    pub(crate) set_cookie: String,
}

/// The one-time token of an enrolment link.
pub(crate) fn enrolment_token(url: &str) -> String {
    url.split('#').nth(1).unwrap().to_owned()
}

/// The code an authenticator shows `ahead` seconds from now.
pub(crate) fn totp(secret: &str, ahead: u64) -> String {
    let secret = data_encoding::BASE32_NOPAD
        .decode(secret.as_bytes())
        .unwrap();
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    Builder::new()
        .with_secret(secret)
        .build()
        .unwrap()
        .generate(now + ahead)
        .to_string()
}

impl World {
    pub(crate) fn enrol(&self, url: &str) -> Account {
        let token = enrolment_token(url);
        let offer = self
            .start_enrolment(&token, ACCOUNT_PASSWORD)
            .expect(200)
            .json();
        let totp_secret = offer["totp_secret"].as_str().unwrap().to_owned();
        let used_code = totp(&totp_secret, 0);
        let confirmed = self.confirm_enrolment(&token, &used_code).expect(200);
        let set_cookie = confirmed.header("set-cookie").to_owned();
        Account {
            email: offer["email"].as_str().unwrap().to_owned(),
            totp_secret,
            used_code,
            cookie: set_cookie.split(';').next().unwrap().to_owned(),
            set_cookie,
        }
    }

    pub(crate) fn start_enrolment(&self, token: &str, password: &str) -> Answer {
        self.post(
            "/api/v1/session/enrol",
            &json!({ "token": token, "password": password }),
        )
        .ask()
    }

    pub(crate) fn confirm_enrolment(&self, token: &str, code: &str) -> Answer {
        self.post(
            "/api/v1/session/enrol/confirm",
            &json!({ "token": token, "code": code }),
        )
        .ask()
    }

    pub(crate) fn sign_in(&self, email: &str, password: &str, code: &str) -> Answer {
        self.post(
            "/api/v1/session",
            &json!({ "email": email, "password": password, "code": code }),
        )
        .ask()
    }
}

impl Account {
    pub(crate) fn call(&self, world: &World, method: &str, path: &str) -> RequestBuilder {
        world.call(method, path).header("cookie", &self.cookie)
    }
}
