//! Passkeys by `webauthn-rs`: ceremonies for one server name, with user verification always.
//!
//! **Invariant:** an answer counts only for the challenge, the origin and the server name it was asked with, and with
//! the user verified (`tests/it`).

mod attestation;

use coffer_domain::passkey::{
    Asserted, Ceremony, NewPasskey, PasskeyError, Passkeys, Registered, UserHandle,
};
use data_encoding::BASE64URL_NOPAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use webauthn_rs::Webauthn;
use webauthn_rs::prelude::{
    AttestedPasskeyRegistration, Credential, DiscoverableAuthentication, Passkey,
    PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Url, Uuid,
    WebauthnBuilder, WebauthnError,
};

pub use attestation::{AttestationCas, AttestationCasError};

/// Ceremonies for one server.
pub struct WebauthnPasskeys {
    webauthn: Option<Webauthn>,
    cas: Option<AttestationCas>,
}

/// A registration that has begun, of either kind.
#[derive(serde::Serialize, serde::Deserialize)]
enum Begun {
    Plain(PasskeyRegistration),
    Attested(AttestedPasskeyRegistration),
}

/// The server cannot have passkeys as it is set up.
#[derive(Debug, thiserror::Error)]
#[error("the server's address cannot be used for passkeys")]
pub struct AddressError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl WebauthnPasskeys {
    /// For the server reached at `public_url`; `cas` are the makers of devices that are trusted to vouch for them.
    /// A server reached by a number has no passkeys: browsers refuse them there.
    ///
    /// # Errors
    /// The address is not one.
    pub fn new(public_url: &str, cas: Option<AttestationCas>) -> Result<Self, AddressError> {
        let origin = Url::parse(public_url).map_err(|error| AddressError(Box::new(error)))?;
        let webauthn = match origin.domain() {
            None => None,
            Some(name) => {
                let builder = WebauthnBuilder::new(name, &origin);
                let built = builder.and_then(|builder| builder.rp_name("Coffer").build());
                Some(built.map_err(|error| AddressError(Box::new(error)))?)
            }
        };
        Ok(Self { webauthn, cas })
    }

    fn webauthn(&self) -> Result<&Webauthn, PasskeyError> {
        self.webauthn.as_ref().ok_or(PasskeyError::NoName)
    }
}

fn refused<E: std::error::Error + Send + Sync + 'static>(error: E) -> PasskeyError {
    PasskeyError::Refused(Box::new(error))
}

fn refused_use(error: WebauthnError) -> PasskeyError {
    match error {
        WebauthnError::InvalidRPOrigin => PasskeyError::ForeignOrigin,
        error => refused(error),
    }
}

fn corrupt<E: std::error::Error + Send + Sync + 'static>(error: E) -> PasskeyError {
    PasskeyError::Corrupt(Box::new(error))
}

fn answer<T: DeserializeOwned>(text: &str) -> Result<T, PasskeyError> {
    serde_json::from_str(text).map_err(refused)
}

fn stored<T: DeserializeOwned>(text: &str) -> Result<T, PasskeyError> {
    serde_json::from_str(text).map_err(corrupt)
}

fn text(value: &impl Serialize) -> Result<String, PasskeyError> {
    serde_json::to_string(value).map_err(corrupt)
}

/// Asks for a key that can be found without a name: the sign-in page knows nobody's.
fn discoverable(options: &impl Serialize) -> Result<String, PasskeyError> {
    let mut options = serde_json::to_value(options).map_err(corrupt)?;
    if let Some(selection) = options.pointer_mut("/publicKey/authenticatorSelection") {
        selection["residentKey"] = json!("required");
        selection["requireResidentKey"] = json!(true);
    }
    text(&options)
}

impl Passkeys for WebauthnPasskeys {
    fn can_attest(&self) -> bool {
        self.cas.is_some()
    }

    fn begin_registration(&self, new: &NewPasskey<'_>) -> Result<Ceremony, PasskeyError> {
        let webauthn = self.webauthn()?;
        let user = Uuid::from_bytes(new.owner.handle().0);
        let known = new.known.to_vec();
        let (options, begun) = if new.attested {
            let cas = self.cas.as_ref().ok_or_else(|| {
                PasskeyError::Refused("no maker of devices is trusted here".into())
            })?;
            let (options, begun) = webauthn
                .start_attested_passkey_registration(
                    user,
                    new.email,
                    new.name,
                    Some(known),
                    cas.list().clone(),
                    None,
                )
                .map_err(refused)?;
            (options, Begun::Attested(begun))
        } else {
            let (options, begun) = webauthn
                .start_passkey_registration(user, new.email, new.name, Some(known))
                .map_err(refused)?;
            (options, Begun::Plain(begun))
        };
        Ok(Ceremony {
            options: discoverable(&options)?,
            state: text(&begun)?,
        })
    }

    fn finish_registration(&self, state: &str, given: &str) -> Result<Registered, PasskeyError> {
        let webauthn = self.webauthn()?;
        let given: RegisterPublicKeyCredential = answer(given)?;
        let (passkey, attested) = match stored::<Begun>(state)? {
            Begun::Plain(begun) => {
                let passkey = webauthn.finish_passkey_registration(&given, &begun);
                (passkey.map_err(refused)?, false)
            }
            Begun::Attested(begun) => {
                let passkey = webauthn.finish_attested_passkey_registration(&given, &begun);
                (Passkey::from(passkey.map_err(refused)?), true)
            }
        };
        let stored = text(&passkey)?;
        let credential = Credential::from(passkey);
        Ok(Registered {
            credential: credential.cred_id.clone(),
            stored,
            attested,
            synced: credential.backup_eligible,
        })
    }

    fn begin_assertion(&self, only: &[Vec<u8>]) -> Result<Ceremony, PasskeyError> {
        let begun = self.webauthn()?.start_discoverable_authentication();
        let (options, begun) = begun.map_err(refused)?;
        let mut options = serde_json::to_value(&options).map_err(corrupt)?;
        if let Some(options) = options.as_object_mut() {
            // The page decides whether the browser waits for a chosen key or asks at once.
            options.remove("mediation");
        }
        if let Some(allowed) = options.pointer_mut("/publicKey/allowCredentials") {
            let ids = only.iter().map(|id| BASE64URL_NOPAD.encode(id));
            let ids = ids.map(|id| json!({ "type": "public-key", "id": id }));
            *allowed = Value::Array(ids.collect());
        }
        Ok(Ceremony {
            options: text(&options)?,
            state: text(&begun)?,
        })
    }

    fn identify(&self, given: &str) -> Result<(UserHandle, Vec<u8>), PasskeyError> {
        let given: PublicKeyCredential = answer(given)?;
        let found = self
            .webauthn()?
            .identify_discoverable_authentication(&given);
        let (user, credential) = found.map_err(refused)?;
        Ok((UserHandle(user.into_bytes()), credential.to_vec()))
    }

    fn finish_assertion(
        &self,
        state: &str,
        given: &str,
        kept: &str,
    ) -> Result<Asserted, PasskeyError> {
        let given: PublicKeyCredential = answer(given)?;
        let begun: DiscoverableAuthentication = stored(state)?;
        let mut passkey: Passkey = stored(kept)?;
        let result = self
            .webauthn()?
            .finish_discoverable_authentication_v2(&given, begun, &passkey)
            .map_err(refused_use)?;
        if !result.user_verified() {
            return Err(PasskeyError::Refused("the user was not verified".into()));
        }
        let changed = passkey.update_credential(&result).unwrap_or(false);
        Ok(Asserted {
            stored: if changed { Some(text(&passkey)?) } else { None },
        })
    }
}
