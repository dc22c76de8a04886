//! The makers of devices that are trusted to vouch for them.

use webauthn_rs::prelude::AttestationCaList;

/// Certificate authorities of makers whose devices the organisation trusts.
#[derive(Clone)]
pub struct AttestationCas(AttestationCaList);

/// Why a list of makers is not one.
#[derive(Debug, thiserror::Error)]
pub enum AttestationCasError {
    /// Not a PEM certificate.
    #[error("not a PEM certificate: {0}")]
    Pem(String),
    /// Not a list as `fido-mds-tool` writes it.
    #[error("not a list of attestation authorities")]
    Json(#[from] serde_json::Error),
    /// Nothing in it.
    #[error("the list of attestation authorities is empty")]
    Empty,
}

impl AttestationCas {
    /// One maker's root certificate as PEM, for all of its devices; or the JSON list that `fido-mds-tool` makes, which
    /// can name models.
    ///
    /// # Errors
    /// It is neither, or empty.
    pub fn parse(text: &str) -> Result<Self, AttestationCasError> {
        let list = if text.trim_start().starts_with('{') {
            serde_json::from_str::<AttestationCaList>(text)?
        } else {
            AttestationCaList::try_from(text.as_bytes())
                .map_err(|error| AttestationCasError::Pem(error.to_string()))?
        };
        if list.is_empty() {
            return Err(AttestationCasError::Empty);
        }
        Ok(Self(list))
    }

    pub(crate) fn list(&self) -> &AttestationCaList {
        &self.0
    }
}
