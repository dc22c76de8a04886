//! Recovery codes: for who has the password and has lost the authenticator app. 130 random bits each, kept as SHA-256
//! (enough bits that a plain hash does; OWASP ASVS 5.0, 6.5.2), good for one use.

use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::limits::RECOVERY_CODES;
use coffer_domain::ports::random;
use coffer_domain::secret::{SecretText, TokenHash};
use data_encoding::BASE32_NOPAD;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::error::AppError;

/// Base32 characters of a code: 130 bits.
const CHARS: usize = 26;
/// Characters between dashes, for reading.
const GROUP: usize = 5;

/// What is kept of `text`, if it has the form of a recovery code.
pub(super) fn parse(text: &str) -> Option<TokenHash> {
    let code: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let is_code = code.len() == CHARS
        && code
            .bytes()
            .all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7'));
    is_code.then(|| TokenHash(Sha256::digest(code.as_bytes()).into()))
}

impl App {
    /// Makes a member's recovery codes anew; those from before stop working. Needs a session that has stepped up, and a
    /// password they go with.
    ///
    /// # Errors
    /// No step-up, an alert holds the member, no password, or the store does not work.
    pub async fn renew_recovery_codes(
        &self,
        ctx: &RequestCtx,
    ) -> Result<Vec<SecretText>, AppError> {
        let member = self.may_add_way_in(ctx).await?;
        if self.store.credentials(member.id).await?.is_none() {
            return Err(AppError::Conflict("credentials.gone"));
        }
        let codes: Vec<SecretText> = (0..RECOVERY_CODES).map(|_| self.recovery_code()).collect();
        let hashes = codes.iter().filter_map(|code| parse(code.expose()));
        let event = Event::new(EventKind::RecoveryCodesMade).object(member.id);
        let commit = Commit::record(self.entry(ctx, event)?).change(Change::PutRecoveryCodes {
            member: member.id,
            hashes: hashes.collect(),
        });
        self.commit(commit).await?;
        self.tell_of_change(
            ctx,
            &member,
            "New recovery codes were made; those from before do not work any more.",
        )
        .await;
        Ok(codes)
    }

    fn recovery_code(&self) -> SecretText {
        let text = BASE32_NOPAD
            .encode(&random::<17>(&*self.entropy))
            .to_lowercase();
        let mut code = String::with_capacity(CHARS + CHARS / GROUP);
        for (at, letter) in text.chars().take(CHARS).enumerate() {
            if at > 0 && at % GROUP == 0 && CHARS - at > 1 {
                code.push('-');
            }
            code.push(letter);
        }
        SecretText::new(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed_and_nothing_else_is_one() {
        let code = parse("abcde-fghij-klmno-pqrst-uvwxyz").unwrap();
        assert!(parse("ABCDE FGHIJ KLMNO PQRST UVWXYZ") == Some(code));
        for other in [
            "123456",
            "",
            "abcde-fghij-klmno-pqrst-uvwxy",
            "abcde-fghij-klmno-pqrst-uvwxy1",
        ] {
            assert!(parse(other).is_none(), "{other}");
        }
    }
}
