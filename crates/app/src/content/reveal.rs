//! Reveal: one original value, with a right, a reason and a record made first.

use std::io::Read;
use std::ops::ControlFlow;
use std::sync::LazyLock;

use coffer_domain::authz::act;
use coffer_domain::commit::Commit;
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::FileId;
use coffer_domain::limits::{REASON_BYTES_MAX, REASON_BYTES_MIN};
use coffer_domain::secret::SecretText;
use coffer_scan::{CaseKey, Limits, RuleSet};

use super::inside::Inside;
use super::member::may_show;
use crate::app::App;
use crate::error::AppError;
use crate::limits::REVEAL_BYTES_MAX;

/// One original value.
pub struct Revealed {
    /// Which finding.
    pub finding: u64,
    /// The value; bytes that are not UTF-8 are U+FFFD.
    pub value: SecretText,
}

impl App {
    /// Shows one original value. With the pseudonym it was listed under, never another one's: a further scan counts
    /// findings anew.
    ///
    /// # Errors
    /// Unknown, refused, no reason, damaged, or store or key provider do not work.
    pub async fn reveal(
        &self,
        ctx: &RequestCtx,
        id: FileId,
        finding: u64,
        pseudonym: Option<&str>,
        reason: &str,
    ) -> Result<Revealed, AppError> {
        let reason = reason.trim();
        if reason.chars().count() < REASON_BYTES_MIN {
            return Err(AppError::Value {
                field: "reason",
                problem: "must say why, in at least 10 characters",
            });
        }
        if reason.len() > REASON_BYTES_MAX {
            return Err(AppError::Value {
                field: "reason",
                problem: "must not be longer than 1000 bytes",
            });
        }
        if holds_a_secret(reason) {
            return Err(AppError::Value {
                field: "reason",
                problem: "must not hold a card, account, password or key; it is kept",
            });
        }
        let (inside, proof) = self.inside::<act::FileReveal>(ctx, id).await?;
        let found = usize::try_from(finding)
            .ok()
            .and_then(|at| inside.report.findings.get(at));
        let found = found.cloned().ok_or(AppError::NotFound("finding"))?;
        if pseudonym.is_some_and(|listed| listed != inside.report.pseudonym(&found)) {
            return Err(AppError::Conflict("finding.moved"));
        }
        let member = inside
            .report
            .member(found.member)
            .ok_or(AppError::NotFound("member"))?;
        may_show(member).map_err(AppError::NotShowable)?;
        if found.end.saturating_sub(found.start) > REVEAL_BYTES_MAX {
            return Err(AppError::NotShowable(
                "is too long to be shown as one value",
            ));
        }
        let event = Event::new(EventKind::FileRevealed)
            .case(inside.case.id)
            .object(id)
            .with("finding", finding)
            .with("type", inside.report.type_name(&found))
            .with("pseudonym", inside.report.pseudonym(&found))
            .with("rules", proof.rule_ids())
            .personal("reason", reason);
        // The record comes first: if it cannot be made, nothing is shown.
        self.commit(Commit::record(self.entry(ctx, event)?)).await?;
        let (file, gate) = (inside.file.clone(), inside.gate.clone());
        let read = async {
            let read = move || read_value(&inside, &found);
            let value = tokio::task::spawn_blocking(read)
                .await
                .map_err(|_| AppError::Bug("reading thread died"))?;
            self.noting_damage(ctx, &file, value).await
        };
        let value = self
            .while_allowed::<act::FileReveal, _>(ctx, id, gate, read)
            .await?;
        Ok(Revealed { finding, value })
    }
}

/// The scanner's own rules over what somebody typed. An e-mail address may stand in a reason; it is kept as
/// personal data, behind a commitment.
fn holds_a_secret(text: &str) -> bool {
    static RULES: LazyLock<Option<RuleSet>> = LazyLock::new(|| RuleSet::builtin().ok());
    let Some(rules) = RULES.as_ref() else {
        return true;
    };
    // Pseudonyms of this scan are thrown away, so its key may be anything.
    let scanned = coffer_scan::scan(
        &mut text.as_bytes(),
        b"reason",
        rules,
        &CaseKey::new([0; 32]),
        &Limits::default(),
        &mut |_progress| ControlFlow::Continue(()),
    );
    scanned.map_or(true, |report| {
        report.counts().iter().any(|count| count.name != "email")
    })
}

fn read_value(inside: &Inside, finding: &coffer_scan::Finding) -> Result<SecretText, AppError> {
    let reader = inside.original_from(finding.member, finding.start)?;
    let length = finding.end.saturating_sub(finding.start);
    let mut bytes =
        zeroize::Zeroizing::new(Vec::with_capacity(usize::try_from(length).unwrap_or(0)));
    reader.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != length {
        return Err(AppError::Integrity);
    }
    Ok(SecretText::new(
        String::from_utf8_lossy(&bytes).into_owned(),
    ))
}

#[cfg(test)]
mod tests {
    use super::holds_a_secret;

    #[test]
    fn a_reason_may_name_people_but_not_hold_what_is_protected() {
        assert!(!holds_a_secret(
            "joe@contoso.example asks which card was charged twice"
        ));
        assert!(holds_a_secret("is card 4111 1111 1111 1111 affected?"));
        assert!(holds_a_secret("login fails with password=correct-horse-42"));
    }
}
