//! Service accounts: adding, giving tokens, recognising, ending.

use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::directory::{ServiceAccount, ServiceScope, ServiceToken};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::{ServiceId, TokenId};
use coffer_domain::limits::{SERVICE_TOKEN_DAYS_MAX, SERVICE_TOKENS_MAX};
use coffer_domain::ports::random;
use coffer_domain::secret::SecretText;
use coffer_domain::text::Name;
use coffer_domain::time::{Span, Timestamp};

use crate::app::App;
use crate::error::AppError;
use crate::life::alive;
use crate::token::{TokenKind, mint, parse};

/// A service account to add.
pub struct NewServiceAccount {
    /// What it is called.
    pub name: String,
    /// What it is for, by words; at least one.
    pub scopes: Vec<String>,
}

impl App {
    /// Adds a service account. It has no token yet.
    ///
    /// # Errors
    /// Refused, a field is bad, or the store does not work.
    pub async fn add_service_account(
        &self,
        ctx: &RequestCtx,
        new: &NewServiceAccount,
    ) -> Result<ServiceAccount, AppError> {
        self.may_administer(ctx).await?;
        let mut scopes = new
            .scopes
            .iter()
            .map(|word| word.parse::<ServiceScope>())
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| AppError::Value {
                field: "scopes",
                problem: "must be scim",
            })?;
        scopes.sort_unstable();
        scopes.dedup();
        if scopes.is_empty() {
            return Err(AppError::Value {
                field: "scopes",
                problem: "must name at least one scope",
            });
        }
        let account = ServiceAccount {
            id: ServiceId::from_random(random(&*self.entropy)),
            name: Name::parse(&new.name).map_err(AppError::text("name"))?,
            scopes,
            created: ctx.now,
            ended: None,
        };
        let words: Vec<String> = account.scopes.iter().map(ToString::to_string).collect();
        let event = Event::new(EventKind::ServiceAdded)
            .object(account.id)
            .with("name", account.name.as_str())
            .with("scopes", words);
        self.commit(
            Commit::record(self.entry(ctx, event)?)
                .change(Change::CreateServiceAccount(account.clone())),
        )
        .await?;
        Ok(account)
    }

    /// All service accounts, with their tokens.
    ///
    /// # Errors
    /// Refused, or the store does not work.
    pub async fn service_accounts(
        &self,
        ctx: &RequestCtx,
    ) -> Result<Vec<(ServiceAccount, Vec<ServiceToken>)>, AppError> {
        self.may_administer(ctx).await?;
        let mut all = Vec::new();
        for account in self.store.service_accounts().await? {
            let tokens = self.store.service_tokens(account.id).await?;
            all.push((account, tokens));
        }
        Ok(all)
    }

    /// Makes a token for a service account; `days` is how long it works.
    ///
    /// # Errors
    /// Refused, unknown, ended, too long, too many, or the store does not work.
    pub async fn create_service_token(
        &self,
        ctx: &RequestCtx,
        account: ServiceId,
        days: u32,
    ) -> Result<(ServiceToken, SecretText), AppError> {
        self.may_administer(ctx).await?;
        if days == 0 || days > SERVICE_TOKEN_DAYS_MAX {
            return Err(AppError::Value {
                field: "days",
                problem: "must be 1 to 365",
            });
        }
        let account = self.store.service_account(account).await?;
        let account = account.ok_or(AppError::NotFound("service account"))?;
        // Two are enough to change from one to the next.
        let tokens = self.store.service_tokens(account.id).await?;
        let live = tokens.iter().filter(|token| ctx.now < token.expires);
        if live.count() >= SERVICE_TOKENS_MAX {
            return Err(AppError::Conflict("service.tokens_exhausted"));
        }
        let (secret, hash) = mint(TokenKind::Service, &*self.entropy);
        let token = ServiceToken {
            id: TokenId::from_random(random(&*self.entropy)),
            hash,
            account: account.id,
            created: ctx.now,
            expires: ctx.now.plus(Span::days(i64::from(days))),
        };
        let event = Event::new(EventKind::ServiceTokenCreated)
            .object(token.id)
            .with("service", account.id.to_string())
            .with("expires", token.expires.to_string());
        self.commit(
            Commit::record(self.entry(ctx, event)?)
                .change(Change::CreateServiceToken(token.clone())),
        )
        .await?;
        Ok((token, secret))
    }

    /// Ends a service account and its tokens, at once and for good.
    ///
    /// # Errors
    /// Refused, unknown, ended before, or the store does not work.
    pub async fn end_service_account(
        &self,
        ctx: &RequestCtx,
        account: ServiceId,
    ) -> Result<(), AppError> {
        self.may_administer(ctx).await?;
        if self.store.service_account(account).await?.is_none() {
            return Err(AppError::NotFound("service account"));
        }
        let event = Event::new(EventKind::ServiceEnded).object(account);
        let change = Change::EndServiceAccount {
            account,
            at: ctx.now,
        };
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        Ok(())
    }

    /// The service account behind a token, if both are alive.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn token_service(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<ServiceAccount>, AppError> {
        let Some(hash) = parse(TokenKind::Service, token) else {
            return Ok(None);
        };
        let Some(token) = self.store.service_token(&hash).await? else {
            return Ok(None);
        };
        let longest = Span::days(i64::from(SERVICE_TOKEN_DAYS_MAX));
        if !alive(now, token.expires, longest) {
            return Ok(None);
        }
        let account = self.store.service_account(token.account).await?;
        Ok(account.filter(|account| account.ended.is_none()))
    }
}
