//! Decoy files that Coffer sets out by itself, so that there are some where nobody thought of it: one in so many open
//! cases. They are not set out when a case is opened: whoever reads the ledger would know which cases have one.

use coffer_domain::class::Class;
use coffer_domain::file::FileSource;
use coffer_domain::ports::{Entropy, random};
use coffer_domain::text::FileName;
use coffer_domain::time::Span;
use data_encoding::BASE64URL_NOPAD;

use super::decoy::Looks;
use crate::app::App;
use crate::error::AppError;
use crate::limits::DECOYS_SOWN_AT_ONCE;

/// A name, a first line, and how the others begin.
type Kind = (&'static str, &'static str, &'static [&'static str]);

/// Bytes of a made-up secret.
const SECRET_BYTES: usize = 12;

/// What such a file is called, and how each of its lines begins: as somebody would keep it who ought not to.
const KINDS: [Kind; 8] = [
    (
        "vpn-accounts.csv",
        "user,password",
        &["svc-backup,", "vpn-admin,", "oncall,"],
    ),
    (
        "prod-db.env",
        "# copied from the old host",
        &["DB_PASSWORD=", "REPLICA_PASSWORD=", "BACKUP_KEY="],
    ),
    (
        "admin-logins.txt",
        "only until the vault is back",
        &["root password: ", "console password: ", "ipmi password: "],
    ),
    (
        "deploy-keys.env",
        "# staging and prod",
        &["DEPLOY_TOKEN=", "REGISTRY_PASSWORD=", "SIGNING_SECRET="],
    ),
    (
        "mailbox-passwords.txt",
        "shared mailboxes",
        &[
            "support password: ",
            "billing password: ",
            "noreply password: ",
        ],
    ),
    (
        "ldap-bind.conf",
        "# do not mail this",
        &["bindpw = ", "admin_password = ", "sync_password = "],
    ),
    (
        "firewall-logins.txt",
        "changed after the audit",
        &[
            "fw-01 admin password: ",
            "fw-02 admin password: ",
            "core-sw password: ",
        ],
    ),
    (
        "payroll-access.csv",
        "system,user,password",
        &[
            "payroll,hr-admin,",
            "bank-portal,finance,",
            "tax-portal,finance,",
        ],
    ),
];

/// Each line with a secret that nobody has anywhere else.
fn content_of((_, head, lines): &Kind, entropy: &dyn Entropy) -> String {
    let mut content = format!("{head}\n");
    for line in *lines {
        let secret: [u8; SECRET_BYTES] = random(entropy);
        content.push_str(line);
        content.push_str(&BASE64URL_NOPAD.encode(&secret));
        content.push('\n');
    }
    content
}

impl App {
    /// Sets decoys out where fewer than one in as many open cases as the operator wants have one; how many it set out.
    ///
    /// # Errors
    /// Store, key provider or disk do not work.
    pub async fn sow_decoys(&self) -> Result<u32, AppError> {
        let mut sown = 0;
        let Some(every) = self.watcher.settings.decoys_every else {
            return Ok(sown);
        };
        while sown < DECOYS_SOWN_AT_ONCE && self.refuse_read_only().is_ok() {
            let pick = self.number();
            let case = self.store.case_without_decoy(every, pick).await?;
            let Some(case) = case else { break };
            let case = self.store.case(case).await?;
            let case = case.ok_or(AppError::NotFound("case"))?;
            // Whoever looks round sees it as any other file: added by somebody who works the case.
            let Some(&member) = case.members.first() else {
                break;
            };
            let ctx = self.system_ctx();
            let (name, content) = self.made_up()?;
            // Not as long ago as the entry of the ledger that one was set out.
            let open = ctx.now.since(case.created).0.max(1);
            let ago = i64::try_from(self.number() >> 1).unwrap_or(0) % open;
            let looks = Looks {
                name,
                source: FileSource::Member(member),
                class: Class::Internal,
                created: ctx.now.plus(Span(-ago)),
            };
            self.set_out_decoy(&ctx, &case, looks, content.as_bytes())
                .await?;
            sown += 1;
        }
        Ok(sown)
    }

    /// A name and a content that no other decoy has.
    fn made_up(&self) -> Result<(FileName, String), AppError> {
        let kind = usize::try_from(self.number() % KINDS.len() as u64).unwrap_or(0);
        let kind = KINDS
            .get(kind)
            .ok_or(AppError::Bug("a kind of decoy that is none"))?;
        let name = FileName::parse(kind.0).map_err(AppError::text("name"))?;
        Ok((name, content_of(kind, &*self.entropy)))
    }

    fn number(&self) -> u64 {
        u64::from_le_bytes(random(&*self.entropy))
    }
}

#[cfg(test)]
mod tests {
    use coffer_testkit::SeededEntropy;

    use super::*;
    use crate::reason::holds_a_secret;

    /// Whoever looks round by what was found in files comes by.
    #[test]
    fn each_kind_looks_as_if_it_held_secrets() {
        for kind in &KINDS {
            let content = content_of(kind, &SeededEntropy::new(7));
            assert!(holds_a_secret(&content), "{}", kind.0);
        }
    }
}
