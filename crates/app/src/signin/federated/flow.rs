//! One secret per attempt, from which everything that goes to the provider is derived; and which attempts were used.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use coffer_domain::ports::SignInFlow;
use coffer_domain::secret::SecretText;
use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::limits::ANSWERED_FLOWS_KEPT;

/// State, nonce and verifier of the attempt with this secret at this provider.
pub(super) fn of(provider: &str, secret: &SecretText) -> SignInFlow {
    let derive = |what: &str| {
        let mut hash = Sha256::new();
        for part in ["coffer/oidc/v1", what, provider, secret.expose()] {
            let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
            hash.update(length.to_be_bytes());
            hash.update(part.as_bytes());
        }
        SecretText::new(BASE64URL_NOPAD.encode(&hash.finalize()))
    };
    SignInFlow {
        state: derive("state"),
        nonce: derive("nonce"),
        verifier: derive("verifier"),
    }
}

/// Whether what came back as `state` is this attempt's.
pub(super) fn fits(flow: &SignInFlow, state: &SecretText) -> bool {
    let (ours, theirs) = (flow.state.expose(), state.expose());
    ours.as_bytes().ct_eq(theirs.as_bytes()).into()
}

/// The attempts that were answered lately. A code works once at the provider as well; this does not lean on it.
#[derive(Default)]
pub(crate) struct Answered(Mutex<VecDeque<[u8; 32]>>);

impl Answered {
    /// Whether this is the first answer to an attempt.
    pub(super) fn first(&self, flow: &SignInFlow) -> bool {
        let hash: [u8; 32] = Sha256::digest(flow.state.expose().as_bytes()).into();
        let mut answered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if answered.contains(&hash) {
            return false;
        }
        if answered.len() >= ANSWERED_FLOWS_KEPT {
            answered.pop_front();
        }
        answered.push_back(hash);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_belongs_to_its_provider_and_is_answered_once() {
        let secret = SecretText::new("coffer_oid_x".to_owned());
        let (here, there) = (of("here", &secret), of("there", &secret));
        assert!(fits(&here, &here.state));
        for other in [&there.state, &here.nonce, &here.verifier] {
            assert!(!fits(&here, other));
        }
        let answered = Answered::default();
        assert!(answered.first(&here));
        assert!(!answered.first(&here));
        assert!(answered.first(&there));
        // RFC 7636 section 4.1: 43 to 128 characters.
        assert_eq!(here.verifier.expose().len(), 43);
    }
}
