//! Reveal: one original value, with a right, a reason and a record made first.

use std::io::Read;

use coffer_domain::authz::act;
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::FileId;
use coffer_domain::secret::SecretText;

use super::inside::Inside;
use super::member::may_show;
use crate::app::App;
use crate::error::AppError;
use crate::limits::REVEAL_BYTES_MAX;
use crate::reason;

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
        let reason = reason::checked("reason", reason)?;
        let (inside, proof) = self.inside_to_reveal(ctx, id).await?;
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
        self.record_read::<act::FileReveal>(ctx, &inside, event)
            .await?;
        let (file, version) = (inside.file.clone(), inside.version());
        let gate = inside.gate.clone();
        let read = async {
            let read = move || read_value(&inside, &found);
            let value = tokio::task::spawn_blocking(read)
                .await
                .map_err(|_| AppError::Bug("reading thread died"))?;
            self.noting_damage(ctx, &file, value).await
        };
        let value = self
            .while_allowed::<act::FileReveal, _>(ctx, version, gate, read)
            .await?;
        Ok(Revealed { finding, value })
    }
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
