//! From a signal to an alert: recorded, responded to, and told to those who watch.

use std::sync::Arc;

use coffer_detect::{Rule, Signal};
use coffer_domain::alert::{Alert, AlertFilter, AlertState, Response, Severity, Verdict};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::AlertId;
use coffer_domain::limits::{ALERT_QUIET_AFTER_NO_THREAT, PAGE_ROWS_MAX};
use coffer_domain::people::{Member, MemberState, Role};
use coffer_domain::ports::{Mail, random};
use coffer_domain::time::Timestamp;

use super::MailRoom;
use super::report::{about_nobody, is_report};
use super::telling::ToTell;
use crate::app::App;
use crate::error::AppError;

impl App {
    /// Raises the alert of a signal, once however often it is seen.
    pub(super) async fn raise(&self, signal: &Signal) -> Result<(), AppError> {
        let rule = self
            .watcher
            .settings
            .rules
            .rule(&signal.rule)
            .ok_or(AppError::Bug("a signal of no rule"))?;
        let ctx = self.system_ctx();
        let mut alert = self.alert_of(signal, ctx.now);
        if is_report(&alert) {
            alert = about_nobody(alert);
        }
        let exempt = self.was_no_threat(&alert, ctx.now).await?;
        if exempt {
            alert.state = AlertState::Closed;
            alert.closed = Some(ctx.now);
        }
        let mut commit = Commit::record(self.entry(&ctx, raised(&alert, exempt))?)
            .change(Change::RaiseAlert(Box::new(alert.clone())));
        if let Some(note) = self.reported(&alert).await? {
            commit = commit.change(Change::NoteAlert(note));
        }
        if !exempt {
            commit = self.respond(commit, &ctx, &alert, rule).await?;
        }
        match self.commit(commit).await {
            Ok(_) => {}
            // Seen before, and kept then.
            Err(AppError::Conflict("alert.exists")) => return Ok(()),
            Err(error) => return Err(error),
        }
        tracing::warn!(alert = %alert.id, rule = alert.rule, severity = alert.severity.as_str(), "an alert was raised");
        if !exempt && alert.severity >= Severity::High {
            self.tell_watchers(&alert, rule).await;
        }
        let responses = rule.responses(&alert.watch);
        for follows in responses.iter().filter(|_| !exempt) {
            if let Some(response) = Response::from_word(follows.as_str()) {
                self.tell_of_disabled(&ctx, &alert, response).await?;
            }
        }
        // Later watches of a rule say how it went on; the member was told by then.
        let first = rule
            .watches
            .first()
            .is_some_and(|it| it.name == alert.watch);
        if !exempt && first && responses.contains(&coffer_detect::Response::TellMember) {
            self.tell_member(&alert).await?;
        }
        Ok(())
    }

    /// Whoever signs in from a new place is asked whether that was them.
    async fn tell_member(&self, alert: &Alert) -> Result<(), AppError> {
        let Some(id) = alert.member else {
            return Ok(());
        };
        if let Some(member) = self.store.member(id).await? {
            let from = alert.source.clone();
            let from = from.unwrap_or_else(|| "a network that is not known".to_owned());
            let at = alert.at;
            self.watcher
                .telling
                .put(ToTell::SignIn { member, at, from });
        }
        Ok(())
    }

    /// Whose password or passkeys were disabled has to know how to go on.
    pub(super) async fn tell_of_disabled(
        &self,
        ctx: &RequestCtx,
        alert: &Alert,
        response: Response,
    ) -> Result<(), AppError> {
        let to_tell = match response {
            Response::DisablePassword => |member| ToTell::PasswordDisabled { member },
            Response::DisableNewPasskeys => |member| ToTell::PasskeysDisabled { member },
            _ => return Ok(()),
        };
        let Some(id) = alert.member else {
            return Ok(());
        };
        if !(self.is_contained(response, &id.to_string(), ctx.now)).await? {
            return Ok(());
        }
        if let Some(member) = self.store.member(id).await? {
            self.watcher.telling.put(to_tell(member));
        }
        Ok(())
    }

    fn alert_of(&self, signal: &Signal, now: Timestamp) -> Alert {
        let subject = &signal.subject;
        fn id<T: std::str::FromStr>(text: Option<&String>) -> Option<T> {
            text.and_then(|text| text.parse().ok())
        }
        Alert {
            id: AlertId::from_random(random(&*self.entropy)),
            rule: signal.rule.clone(),
            watch: signal.watch.clone(),
            severity: match signal.severity {
                coffer_detect::Severity::Low => Severity::Low,
                coffer_detect::Severity::Medium => Severity::Medium,
                coffer_detect::Severity::High => Severity::High,
                coffer_detect::Severity::Critical => Severity::Critical,
            },
            state: AlertState::Open,
            at: signal.at,
            raised: now,
            key: signal.key.clone(),
            member: id(subject.member.as_ref()),
            session: id(subject.session.as_ref()),
            source: subject.source.clone(),
            case: id(subject.case.as_ref()),
            link: id(subject.link.as_ref()),
            index: signal.index,
            measured: signal.measured,
            threshold: signal.threshold,
            evidence: signal.evidence.clone(),
            assignee: None,
            verdict: None,
            closed: None,
        }
    }

    /// Whether somebody said lately that this rule is wrong about this key. Critical ones are never passed over, nor is what
    /// a member said.
    async fn was_no_threat(&self, alert: &Alert, now: Timestamp) -> Result<bool, AppError> {
        if alert.severity == Severity::Critical || is_report(alert) {
            return Ok(false);
        }
        let alike = self.alerts_alike(alert, now).await?;
        // What was closed for this reason has no verdict: only what a person said keeps a rule silent.
        Ok(alike
            .iter()
            .any(|it| it.verdict == Some(Verdict::NotAThreat)))
    }

    /// Alerts of the same rule and key within the span that "not a threat" is about, newest first.
    pub(super) async fn alerts_alike(
        &self,
        alert: &Alert,
        now: Timestamp,
    ) -> Result<Vec<Alert>, AppError> {
        let filter = AlertFilter {
            rule: Some(alert.rule.clone()),
            key: Some(alert.key.clone()),
            since: Some(Timestamp(
                now.0.saturating_sub(ALERT_QUIET_AFTER_NO_THREAT.0),
            )),
            limit: PAGE_ROWS_MAX,
            ..AlertFilter::default()
        };
        Ok(self.store.alerts(&filter).await?)
    }

    /// Tells those who watch of an alert.
    async fn tell_watchers(&self, alert: &Alert, rule: &Rule) {
        let subject = format!("[Coffer] {} alert: {}", alert.severity.as_str(), rule.title);
        let text = format!(
            "{}.\n\n{}\n\nRule {} ({}), seen at {}.\n\n{}/app/alerts/{}\n",
            rule.title, rule.advice, alert.rule, alert.watch, alert.at, self.public_url, alert.id
        );
        self.mail_watchers(alert, &subject, &text, alert.raised)
            .await;
    }

    /// Mails the security officers, or the administrators where there are none. An alert whose mail fails stands.
    pub(super) async fn mail_watchers(
        &self,
        alert: &Alert,
        subject: &str,
        text: &str,
        now: Timestamp,
    ) {
        let members = match self.store.members().await {
            Ok(members) => members,
            Err(error) => {
                tracing::error!(error = %crate::error_chain(&error), "nobody was told of an alert");
                return;
            }
        };
        let active = |role: Role| -> Vec<&Member> {
            let of = members.iter().filter(|it| it.roles.contains(&role));
            let here =
                |it: &&Member| matches!(it.state, MemberState::Active | MemberState::Invited);
            // Whoever it is about is not the one to tell.
            of.filter(here)
                .filter(|it| Some(it.id) != alert.member)
                .collect()
        };
        let mut told = active(Role::Security);
        if told.is_empty() {
            told = active(Role::Administrator);
        }
        let mails = told.into_iter().map(|member| Mail {
            to: member.email.clone(),
            subject: subject.to_owned(),
            text: text.to_owned(),
        });
        self.send_apart(MailRoom::of(alert), mails.collect(), now);
    }

    /// Sends mails on a task of its own: a slow mail server must not hold up what is watched next. A flood of alerts is
    /// not made a flood of mails.
    fn send_apart(&self, room: MailRoom, mails: Vec<Mail>, now: Timestamp) {
        if !self.watcher.may_mail(room, now) {
            tracing::warn!("an alert was not mailed: there were many in the last hour");
            return;
        }
        let mailer = Arc::clone(&self.mailer);
        tokio::spawn(async move {
            for mail in mails {
                if let Err(error) = mailer.send(mail).await {
                    tracing::error!(error = %crate::error_chain(&error), "the mail of an alert did not go out");
                }
            }
        });
    }
}

fn raised(alert: &Alert, exempt: bool) -> Event {
    let mut event = Event::new(EventKind::AlertRaised)
        .object(alert.id)
        .with("rule", alert.rule.as_str())
        .with("watch", alert.watch.as_str())
        .with("severity", alert.severity.as_str())
        .with("index", alert.index)
        .with("measured", alert.measured)
        .with("threshold", alert.threshold)
        .with("not_a_threat", exempt);
    event.case = alert.case;
    match alert.member {
        Some(member) => event.with("member", member.to_string()),
        None => event,
    }
}
