//! API tokens: made by members for themselves, always narrower than their owner, and dead with them.

use coffer_domain::access::ApiToken;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Assurance, Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::{AlertId, MemberId, TokenId};
use coffer_domain::limits::{TOKEN_LIFE_DEFAULT, TOKEN_LIFE_MAX, TOKENS_PER_MEMBER_MAX};
use coffer_domain::people::{Member, MemberState};
use coffer_domain::ports::random;
use coffer_domain::reach::{Reach, Scopes};
use coffer_domain::secret::SecretText;
use coffer_domain::text::Name;
use coffer_domain::time::{Span, Timestamp};

use super::session::{Recognised, Shown};
use crate::app::App;
use crate::error::AppError;
use crate::life::alive;
use crate::token::{TokenKind, mint, parse};

/// A token to make.
#[derive(Default)]
pub struct NewToken {
    /// What it is for.
    pub label: String,
    /// What it shall reach; everything its owner may do if not said.
    pub scopes: Option<Vec<String>>,
    /// How many days it works; 30 if not said, at most 90.
    pub days: Option<u32>,
}

/// A checked one.
struct Wanted {
    label: Name,
    scopes: Scopes,
    life: Span,
}

impl NewToken {
    fn check(&self) -> Result<Wanted, AppError> {
        let scopes = match &self.scopes {
            None => Scopes::ALL,
            Some(words) => {
                Scopes::parse(words.iter().map(String::as_str)).map_err(|_| AppError::Value {
                    field: "scopes",
                    problem: "must be one or more of view, work, originals, administer",
                })?
            }
        };
        let life = self
            .days
            .map_or(TOKEN_LIFE_DEFAULT, |days| Span::days(i64::from(days)));
        if life.0 <= 0 || life > TOKEN_LIFE_MAX {
            return Err(AppError::Value {
                field: "days",
                problem: "must be from 1 to 90",
            });
        }
        Ok(Wanted {
            label: Name::parse(&self.label).map_err(AppError::text("label"))?,
            scopes,
            life,
        })
    }
}

impl App {
    /// Signs in with password and second factor, and makes an API token instead of a session.
    ///
    /// # Errors
    /// As [`App::sign_in`]; an alert holds the member; label, scopes or days are bad.
    pub async fn sign_in_for_token(
        &self,
        ctx: &RequestCtx,
        email: &str,
        password: SecretText,
        code: &str,
        new: &NewToken,
    ) -> Result<(ApiToken, SecretText), AppError> {
        let wanted = new.check()?;
        let proven = self.check_factors(ctx, email, password, code).await?;
        if proven.shown.aal < 2 || self.sign_in_rules.needs_attested(&proven.member) {
            return self
                .refuse_sign_in(ctx, Some((&proven.member, None)), "other_factors")
                .await;
        }
        self.refuse_asked(ctx, &proven.member).await?;
        let ctx = RequestCtx {
            principal: Principal::Member(proven.member.clone()),
            ..ctx.clone()
        };
        let worth = (proven.shown.aal, proven.shown.phishing_resistant);
        self.make_token(&ctx, &proven.member, &wanted, worth, vec![proven.used])
            .await
    }

    /// Makes an API token for oneself, in a session that has stepped up. A token does not make tokens: it would
    /// outlive its end by them.
    ///
    /// # Errors
    /// No step-up, an alert holds the member, bad label, scopes or days, too many tokens, or the store does not work.
    pub async fn create_own_token(
        &self,
        ctx: &RequestCtx,
        new: &NewToken,
    ) -> Result<(ApiToken, SecretText), AppError> {
        let member = self.may_add_way_in(ctx).await?;
        let wanted = new.check()?;
        if self.store.api_tokens(member.id).await?.len() >= TOKENS_PER_MEMBER_MAX {
            return Err(AppError::Conflict("token.too_many"));
        }
        let worth = (ctx.aal, ctx.phishing_resistant);
        self.make_token(ctx, &member, &wanted, worth, Vec::new())
            .await
    }

    /// Makes an API token for a member, at the server's command line.
    ///
    /// # Errors
    /// Unknown, not active, or the store does not work.
    pub async fn create_token(
        &self,
        ctx: &RequestCtx,
        member: &str,
        new: &NewToken,
    ) -> Result<(ApiToken, SecretText), AppError> {
        if !matches!(ctx.principal, Principal::Operator) {
            return Err(AppError::NotFound("member"));
        }
        let member = self.find_member(member).await?;
        if matches!(member.state, MemberState::Left | MemberState::Locked) {
            return Err(AppError::Value {
                field: "member",
                problem: "is locked or has left",
            });
        }
        let wanted = new.check()?;
        let shown = Shown::PASSWORD_TOTP;
        self.make_token(
            ctx,
            &member,
            &wanted,
            (shown.aal, shown.phishing_resistant),
            Vec::new(),
        )
        .await
    }

    async fn make_token(
        &self,
        ctx: &RequestCtx,
        member: &Member,
        wanted: &Wanted,
        (aal, phishing_resistant): (u8, bool),
        with: Vec<Change>,
    ) -> Result<(ApiToken, SecretText), AppError> {
        let (secret, hash) = mint(TokenKind::Api, &*self.entropy);
        let token = ApiToken {
            id: TokenId::from_random(random(&*self.entropy)),
            hash,
            member: member.id,
            label: wanted.label.to_string(),
            scopes: wanted.scopes,
            aal,
            phishing_resistant,
            created: ctx.now,
            expires: ctx.now.plus(wanted.life),
        };
        let event = Event::new(EventKind::TokenCreated)
            .object(token.id)
            .with("member", member.id.to_string())
            .with("scopes", token.scopes.to_string())
            .with("expires", token.expires.to_string());
        let mut commit =
            Commit::record(self.entry(ctx, event)?).change(Change::CreateApiToken(token.clone()));
        for change in with {
            commit = commit.change(change);
        }
        self.commit(commit).await?;
        let what = format!(
            "An API token was made for your account: {}. It reaches {}, until {}.",
            token.label, token.scopes, token.expires
        );
        self.tell_of_change(ctx, member, &what).await;
        Ok((token, secret))
    }

    /// Ends, with a commit, the API tokens of a member that were made by a way in which goes now, or all; how many are known. One that is
    /// made in this moment goes as well.
    pub(crate) async fn with_tokens_ended(
        &self,
        mut commit: Commit,
        ctx: &RequestCtx,
        member: MemberId,
        phishing_resistant: Option<bool>,
        alert: Option<AlertId>,
    ) -> Result<(Commit, usize), AppError> {
        let mut tokens = self.store.api_tokens(member).await?;
        tokens.retain(|it| phishing_resistant.is_none_or(|made| made == it.phishing_resistant));
        for token in &tokens {
            let mut event = Event::new(EventKind::TokenEnded)
                .object(token.id)
                .with("member", member.to_string());
            if let Some(alert) = alert {
                event = event.with("alert", alert.to_string());
            }
            commit = commit.and_record(self.entry(ctx, event)?);
        }
        let change = Change::EndApiTokensOf {
            member,
            phishing_resistant,
        };
        Ok((commit.change(change), tokens.len()))
    }

    /// The member behind an API token, if it is alive. A member who has not enrolled yet may act by a token
    /// that the operator made.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn token_member(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<Recognised>, AppError> {
        let Some(hash) = parse(TokenKind::Api, token) else {
            return Ok(None);
        };
        let Some(token) = self.store.api_token(&hash).await? else {
            return Ok(None);
        };
        if !alive(now, token.expires, TOKEN_LIFE_MAX) {
            return Ok(None);
        }
        let member = self.store.member(token.member).await?;
        let member = member.filter(|member| {
            matches!(member.state, MemberState::Active | MemberState::Invited)
                && (token.aal >= 3 || !self.sign_in_rules.needs_attested(member))
        });
        Ok(member.map(|member| Recognised {
            member,
            assurance: Assurance {
                aal: token.aal,
                phishing_resistant: token.phishing_resistant,
                authenticated: Some(token.created),
            },
            reach: Reach::Token(token.scopes),
            session: None,
            token: Some(token.id),
        }))
    }

    /// The API tokens of a member, newest first: one's own, or anybody's for administrators and security officers.
    ///
    /// # Errors
    /// Refused, unknown, or the store does not work.
    pub async fn tokens(
        &self,
        ctx: &RequestCtx,
        of: Option<&str>,
    ) -> Result<Vec<ApiToken>, AppError> {
        let member = self.self_or_secured(ctx, of).await?;
        let tokens = self.store.api_tokens(member.id).await?;
        let alive = tokens
            .into_iter()
            .filter(|token| alive(ctx.now, token.expires, TOKEN_LIFE_MAX));
        Ok(alive.collect())
    }

    /// Ends an API token: one's own, or anybody's for administrators and security officers.
    ///
    /// # Errors
    /// Refused, not there, or the store does not work.
    pub async fn end_token(&self, ctx: &RequestCtx, token: TokenId) -> Result<(), AppError> {
        let found = self.store.api_token_by_id(token).await?;
        let own = match (&ctx.principal, &found) {
            (Principal::Member(me), Some(found)) => found.member == me.id,
            _ => false,
        };
        if !own {
            self.may_secure(ctx).await?;
        }
        let found = found.ok_or(AppError::NotFound("API token"))?;
        let event = Event::new(EventKind::TokenEnded)
            .object(found.id)
            .with("member", found.member.to_string());
        self.commit(Commit::record(self.entry(ctx, event)?).change(Change::EndApiToken(found.id)))
            .await?;
        Ok(())
    }

    /// The member of a session that has stepped up: for what one does to one's own ways to sign in.
    pub(crate) fn stepped_up_member(&self, ctx: &RequestCtx) -> Result<Member, AppError> {
        match (&ctx.principal, ctx.reach) {
            (Principal::Member(member), Reach::Session { stepped_up: true }) => Ok(member.clone()),
            (Principal::Member(_), Reach::Session { .. })
            | (
                Principal::Member(_),
                Reach::Asked {
                    step_up_helps: true,
                },
            ) => Err(AppError::StepUpRequired),
            (
                Principal::Member(_),
                Reach::Asked {
                    step_up_helps: false,
                },
            ) => Err(AppError::PasskeySignInRequired),
            (Principal::Member(_), _) => Err(AppError::SessionOnly),
            _ => Err(AppError::NotFound("member")),
        }
    }
}

/// What a notice adds about API tokens that ended with a way in.
pub(super) fn and_tokens(ended: usize) -> String {
    match ended {
        0 => String::new(),
        _ => format!(
            " {ended} API tokens that were made with it, or with another like it, have ended: make those anew that you need."
        ),
    }
}
