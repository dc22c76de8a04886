//! Decoy credentials: an API token of nobody, an account that is not there. They are put where whoever looks round finds
//! them; to show one is answered as anything unknown is, and an alert says so.

use std::collections::HashMap;
use std::sync::PoisonError;

use coffer_detect::network;
use coffer_domain::authz::act;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::decoy::{Bait, DecoyCredential};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::file::File;
use coffer_domain::id::DecoyId;
use coffer_domain::limits::{DECOY_CREDENTIALS_MAX, DECOY_TOUCH_AGAIN};
use coffer_domain::ports::random;
use coffer_domain::secret::{SecretText, TokenHash};
use coffer_domain::text::{Email, Name};
use coffer_domain::time::Timestamp;
use data_encoding::BASE32_NOPAD;

use crate::app::App;
use crate::error::AppError;
use crate::limits::TOUCHES_KEPT_MAX;
use crate::token::{TokenKind, mint, parse};

/// When which decoy was shown, and from which network: one that is tried a thousand times a second fills no ledger.
#[derive(Default)]
pub(crate) struct Touches(std::sync::Mutex<HashMap<(DecoyId, String), Timestamp>>);

impl Touches {
    fn key(decoy: DecoyId, ctx: &RequestCtx) -> (DecoyId, String) {
        (decoy, ctx.address.map(network).unwrap_or_default())
    }

    /// Whether this is to be recorded: it was not within the last minute.
    fn is_new(&self, decoy: DecoyId, ctx: &RequestCtx) -> bool {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let lately = |then: Timestamp| ctx.now.since(then).0.saturating_abs() < DECOY_TOUCH_AGAIN.0;
        kept.retain(|_, then| lately(*then));
        !kept.contains_key(&Self::key(decoy, ctx))
    }

    /// Notes that it was recorded; what was not is recorded the next time.
    fn recorded(&self, decoy: DecoyId, ctx: &RequestCtx) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= TOUCHES_KEPT_MAX {
            // Rather one entry too many than one too few.
            kept.clear();
        }
        kept.insert(Self::key(decoy, ctx), ctx.now);
    }
}

/// All that is set out.
pub struct Decoys {
    /// Tokens and accounts, newest first.
    pub credentials: Vec<DecoyCredential>,
    /// Files, newest first.
    pub files: Vec<File>,
}

impl App {
    /// Makes an API token that opens nothing. `place` says where it will lie.
    ///
    /// # Errors
    /// Refused, a bad place, too many, or the store does not work.
    pub async fn plant_decoy_token(
        &self,
        ctx: &RequestCtx,
        place: &str,
    ) -> Result<(DecoyCredential, SecretText), AppError> {
        self.may_watch::<act::AlertManage>(ctx).await?;
        let (secret, hash) = mint(TokenKind::Api, &*self.entropy);
        let decoy = self.plant(ctx, place, Bait::Token(hash)).await?;
        Ok((decoy, secret))
    }

    /// Makes up the password of an account that is not there, under an address nobody has.
    ///
    /// # Errors
    /// Refused, a bad place or address, the address is somebody's, too many, or the store does not work.
    pub async fn plant_decoy_account(
        &self,
        ctx: &RequestCtx,
        place: &str,
        email: &str,
    ) -> Result<(DecoyCredential, SecretText), AppError> {
        self.may_watch::<act::AlertManage>(ctx).await?;
        let email = Email::parse(email).map_err(AppError::text("email"))?;
        let made_up = BASE32_NOPAD.encode(&random::<16>(&*self.entropy));
        let password = SecretText::new(made_up.to_lowercase());
        let bait = Bait::Account {
            email,
            password_hash: self.hash_password(password.clone()).await?,
        };
        let decoy = self.plant(ctx, place, bait).await?;
        Ok((decoy, password))
    }

    /// The ledger says that there is one more, not which: its readers might be those it is meant for.
    async fn plant(
        &self,
        ctx: &RequestCtx,
        place: &str,
        bait: Bait,
    ) -> Result<DecoyCredential, AppError> {
        let Principal::Member(officer) = &ctx.principal else {
            return Err(AppError::NotFound("member"));
        };
        if self.store.decoy_credentials().await?.len() >= DECOY_CREDENTIALS_MAX {
            return Err(AppError::Conflict("decoy.too_many"));
        }
        let decoy = DecoyCredential {
            id: DecoyId::from_random(random(&*self.entropy)),
            bait,
            place: Name::parse(place).map_err(AppError::text("place"))?,
            by: officer.id,
            created: ctx.now,
        };
        let event = Event::new(EventKind::DecoyPlanted)
            .with("what", decoy.bait.kind())
            .personal("decoy", decoy.id.to_string());
        let commit =
            Commit::record(self.entry(ctx, event)?).change(Change::PlantCredential(decoy.clone()));
        self.commit(commit).await?;
        Ok(decoy)
    }

    /// All decoys. Who looks at them is recorded: whoever knows them walks round them.
    ///
    /// # Errors
    /// Refused, or the store does not work.
    pub async fn decoys(&self, ctx: &RequestCtx) -> Result<Decoys, AppError> {
        self.may_watch::<act::AlertManage>(ctx).await?;
        let decoys = Decoys {
            credentials: self.store.decoy_credentials().await?,
            files: self.store.decoy_files().await?,
        };
        let event = Event::new(EventKind::DecoysRead);
        self.commit(Commit::record(self.entry(ctx, event)?)).await?;
        Ok(decoys)
    }

    /// Takes a decoy credential back: whoever shows it from now on shows something unknown.
    ///
    /// # Errors
    /// Refused, not there, or the store does not work.
    pub async fn withdraw_decoy(&self, ctx: &RequestCtx, decoy: &str) -> Result<(), AppError> {
        self.may_watch::<act::AlertManage>(ctx).await?;
        let all = self.store.decoy_credentials().await?;
        let decoy: Option<DecoyId> = decoy.parse().ok();
        let Some(found) = all.into_iter().find(|it| Some(it.id) == decoy) else {
            return Err(AppError::NotFound("decoy"));
        };
        let event = Event::new(EventKind::DecoyWithdrawn)
            .with("what", found.bait.kind())
            .personal("decoy", found.id.to_string());
        let commit =
            Commit::record(self.entry(ctx, event)?).change(Change::WithdrawCredential(found.id));
        self.commit(commit).await?;
        Ok(())
    }

    /// Looks whether a token that opens nothing is a decoy's. Whoever shows it is told what all are told, also if that cannot
    /// be recorded: then it is in the server's log.
    pub async fn note_unknown_token(&self, ctx: &RequestCtx, token: &str) {
        let Some(hash) = parse(TokenKind::Api, token) else {
            return;
        };
        if let Err(error) = self.note_decoy_token(ctx, &hash).await {
            tracing::error!(error = %crate::error_chain(&error), "whether a decoy was shown could not be told or recorded");
        }
    }

    async fn note_decoy_token(&self, ctx: &RequestCtx, hash: &TokenHash) -> Result<(), AppError> {
        let Some(decoy) = self.store.decoy_token(hash).await? else {
            return Ok(());
        };
        if let Some(event) = self.touch(ctx, &decoy) {
            self.commit(Commit::record(self.entry(ctx, event)?)).await?;
            self.watcher.touches.recorded(decoy.id, ctx);
        }
        Ok(())
    }

    /// Refuses the sign-in with the password of a decoy account, as one at an address that nobody has, in the same commit as that
    /// it was tried.
    pub(crate) async fn refuse_decoy_account<T>(
        &self,
        ctx: &RequestCtx,
        decoy: &DecoyCredential,
    ) -> Result<T, AppError> {
        let refused = Event::new(EventKind::SessionRefused).with("why", "unknown");
        let mut commit = Commit::record(self.entry(ctx, refused)?);
        let touch = self.touch(ctx, decoy);
        let is_new = touch.is_some();
        if let Some(event) = touch {
            commit = commit.and_record(self.entry(ctx, event)?);
        }
        self.commit(commit).await?;
        if is_new {
            self.watcher.touches.recorded(decoy.id, ctx);
        }
        Err(AppError::SignInFailed)
    }

    /// What to record of a decoy's credential that was shown, unless it was lately.
    fn touch(&self, ctx: &RequestCtx, decoy: &DecoyCredential) -> Option<Event> {
        let event = Event::new(EventKind::DecoyTouched)
            .object(decoy.id)
            .with("what", decoy.bait.kind());
        Some(event).filter(|_| self.watcher.touches.is_new(decoy.id, ctx))
    }
}
