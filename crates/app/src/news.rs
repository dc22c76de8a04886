//! What changed, told to members' pages while they are open, so that they need not ask again and again.
//!
//! News says that something is no longer as it was, never what it is now: whoever is told asks, and is decided about as
//! always. It is told only to those who may see what it is about, and to whom it happened. Nothing of it is recorded, and
//! listening does not keep a session from going idle.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use coffer_domain::alert::EVERYBODY;
use coffer_domain::authz::{CaseFacts, Resource, act};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::EventKind;
use coffer_domain::id::{CaseId, FileId, MemberId, SessionId};
use coffer_domain::people::MemberState;
use serde_json::Value;
use tokio::sync::broadcast::{
    self,
    error::{RecvError, TryRecvError},
};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::app::App;
use crate::cases::member_of;
use crate::error::AppError;
use crate::limits::{
    LISTENERS_PER_MEMBER_MAX, LISTENERS_RECHECK_EVERY, NEWS_BEHIND_MAX, NEWS_GATHER,
};
use crate::metrics::kind_of;

/// What is no longer as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A case itself: its state, who works it, under what it is.
    Case,
    /// Files of a case.
    Files,
    /// File requests of a case.
    Requests,
    /// Messages of a case.
    Messages,
    /// Deliveries of a case.
    Deliveries,
    /// Access to a case that was asked for, given or ended.
    Access,
    /// Alerts.
    Alerts,
    /// What every member is told.
    Notices,
    /// Anything: more happened than was kept for this listener.
    Everything,
}

/// One piece of news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct News {
    /// What changed.
    pub about: About,
    /// In which case.
    pub case: Option<CaseId>,
    /// Whether the listener did it.
    pub own: bool,
}

/// What one entry of the ledger means to listeners.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Happened {
    about: About,
    case: Option<CaseId>,
    actor: String,
    /// Of news about files: which one.
    file: Option<FileId>,
    /// To which member it happened.
    whom: Option<MemberId>,
}

/// Where news goes out from.
pub(crate) struct Newsroom {
    /// Gone once the server stops.
    happened: Mutex<Option<broadcast::Sender<Arc<Happened>>>>,
    listening: Arc<Mutex<HashMap<MemberId, usize>>>,
}

impl Default for Newsroom {
    fn default() -> Self {
        Self {
            happened: Mutex::new(Some(broadcast::Sender::new(NEWS_BEHIND_MAX))),
            listening: Arc::default(),
        }
    }
}

impl Newsroom {
    /// Tells what was recorded.
    pub(crate) fn recorded(&self, entry: &str) {
        let room = self.happened.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(sender) = room.as_ref().filter(|sender| sender.receiver_count() > 0) else {
            return;
        };
        let happened = meaning(entry);
        let to_everybody = happened.as_ref().and_then(|it| to_everybody(entry, it));
        for happened in happened.into_iter().chain(to_everybody) {
            // Whoever stopped listening meanwhile misses nothing.
            let _heard_by = sender.send(Arc::new(happened));
        }
    }
}

/// What an entry means to listeners; nothing, if nothing they look at changed by it.
fn meaning(entry: &str) -> Option<Happened> {
    let about = about(kind_of(entry)?)?;
    let entry: Value = serde_json::from_str(entry).ok()?;
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    // Whom an alert is about must not hear that there is one.
    let tells_whom = matches!(about, About::Case | About::Access);
    let whom = entry.get("data").and_then(|data| data.get("member"));
    let whom = text(whom.filter(|_| tells_whom));
    Some(Happened {
        about,
        case: text(entry.get("case")).and_then(|id| id.parse().ok()),
        file: text(entry.get("object")).and_then(|id| id.parse().ok()),
        actor: text(entry.get("actor"))?,
        whom: whom.and_then(|id| id.parse().ok()),
    })
}

/// What concerns officers as an alert, and everybody because it is done to all.
fn to_everybody(entry: &str, happened: &Happened) -> Option<Happened> {
    if happened.about != About::Alerts {
        return None;
    }
    let entry: Value = serde_json::from_str(entry).ok()?;
    let subject = entry.get("data")?.get("subject")?;
    (subject == EVERYBODY).then(|| Happened {
        about: About::Notices,
        ..happened.clone()
    })
}

/// What a kind of event changes. What is only looked at changes nothing.
fn about(kind: EventKind) -> Option<About> {
    use EventKind as K;
    Some(match kind {
        K::CaseCreated
        | K::CaseClosed
        | K::CaseReopened
        | K::CaseHoldSet
        | K::CaseErased
        | K::CaseKeysDestroyed
        | K::RetentionApplied
        | K::CaseLanesSet
        | K::CaseMemberAdded
        | K::CaseMemberRemoved
        | K::LockboxSet => About::Case,
        K::UploadCompleted
        | K::FileScanned
        | K::FileRescanAsked
        | K::FileAdded
        | K::FileRenamed
        | K::FileRolledBack
        | K::FileVersionAdded
        | K::FileErased
        | K::FileHoldSet
        | K::FileKeysDestroyed => About::Files,
        K::RequestCreated | K::RequestWithdrawn => About::Requests,
        K::MessageSent | K::MessageErased => About::Messages,
        K::DeliveryCreated | K::DeliveryWithdrawn | K::DeliveryTaken => About::Deliveries,
        K::GrantRequested
        | K::GrantWithdrawn
        | K::GrantApproved
        | K::GrantRefused
        | K::GrantLapsed
        | K::GrantStarted
        | K::GrantEnded
        | K::GlassBroken
        | K::GlassReviewed => About::Access,
        K::AlertRaised
        | K::AlertAcknowledged
        | K::AlertNoted
        | K::NoticeGiven
        | K::NoticeWithdrawn
        | K::ClockOverdue
        | K::AlertClosed
        | K::ContainmentBegun
        | K::ContainmentEnded => About::Alerts,
        _ => return None,
    })
}

/// One of a member's places at the newsroom.
struct Place {
    member: MemberId,
    listening: Arc<Mutex<HashMap<MemberId, usize>>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut listening = self
            .listening
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = listening.get_mut(&self.member) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                listening.remove(&self.member);
            }
        }
    }
}

/// A member's page that listens.
pub struct Listener {
    app: Arc<App>,
    ctx: RequestCtx,
    session: SessionId,
    happened: broadcast::Receiver<Arc<Happened>>,
    /// Heard, and not yet told.
    heard: Vec<Arc<Happened>>,
    /// More happened than was kept for this listener.
    missed: bool,
    ready: VecDeque<News>,
    /// Somebody's access, perhaps this session's, may have ended.
    narrowed: watch::Receiver<u64>,
    looked: Instant,
    _place: Place,
}

impl App {
    /// Listens for what changes from now on.
    ///
    /// # Errors
    /// Not by a session, or too many pages of one member listen.
    pub fn listen(self: &Arc<Self>, ctx: &RequestCtx) -> Result<Listener, AppError> {
        let member = member_of(ctx)?.id;
        let session = ctx.session.ok_or(AppError::SessionOnly)?;
        let room = &self.newsroom.happened;
        let room = room.lock().unwrap_or_else(PoisonError::into_inner);
        // Once the server is about to stop, there is nothing to hear, and the listener ends at once.
        let happened = match room.as_ref() {
            Some(sender) => sender.subscribe(),
            None => broadcast::channel(1).1,
        };
        Ok(Listener {
            app: Arc::clone(self),
            ctx: ctx.clone(),
            session,
            happened,
            heard: Vec::new(),
            missed: false,
            ready: VecDeque::new(),
            narrowed: self.gates.changes(),
            looked: Instant::now(),
            _place: self.place(member)?,
        })
    }

    fn place(&self, member: MemberId) -> Result<Place, AppError> {
        let listening = Arc::clone(&self.newsroom.listening);
        {
            let mut places = listening.lock().unwrap_or_else(PoisonError::into_inner);
            let count = places.entry(member).or_default();
            if *count >= LISTENERS_PER_MEMBER_MAX {
                return Err(AppError::TooManyListeners);
            }
            *count += 1;
        }
        Ok(Place { member, listening })
    }

    /// Lets all who listen go: the server is about to stop, and does not wait for them.
    pub fn stop_news(&self) {
        let room = &self.newsroom.happened;
        room.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

impl Listener {
    /// The next news. None: the session has ended, or the server is about to stop. May be given up at any point; nothing
    /// is lost by that.
    pub async fn next(&mut self) -> Option<News> {
        loop {
            if let Some(news) = self.ready.pop_front() {
                return Some(news);
            }
            if self.missed || !self.heard.is_empty() {
                // What happens in the same moment is told once: a folder that arrives is one piece of news.
                tokio::time::sleep(NEWS_GATHER).await;
                self.gather();
                self.tell().await?;
                continue;
            }
            tokio::select! {
                heard = self.happened.recv() => match heard {
                    Ok(heard) => self.heard.push(heard),
                    Err(RecvError::Lagged(_)) => self.missed = true,
                    Err(RecvError::Closed) => return None,
                },
                narrowed = self.narrowed.changed() => {
                    narrowed.ok()?;
                    self.look_again().await?;
                }
                () = tokio::time::sleep_until(self.looked + LISTENERS_RECHECK_EVERY) => {
                    self.look_again().await?;
                }
            }
        }
    }

    fn gather(&mut self) {
        loop {
            match self.happened.try_recv() {
                Ok(heard) if self.heard.contains(&heard) => {}
                Ok(heard) => self.heard.push(heard),
                Err(TryRecvError::Lagged(_)) => self.missed = true,
                Err(TryRecvError::Empty | TryRecvError::Closed) => return,
            }
        }
    }

    /// Makes ready what of it this listener may know.
    async fn tell(&mut self) -> Option<()> {
        self.look_again().await?;
        let me = member_of(&self.ctx).ok()?.id;
        let mut told = Vec::new();
        if self.missed {
            told.push(News {
                about: About::Everything,
                case: None,
                own: false,
            });
        } else {
            for happened in &self.heard {
                if happened.whom == Some(me) || self.may_know(happened).await {
                    let news = News {
                        about: happened.about,
                        case: happened.case,
                        own: happened.actor == me.to_string(),
                    };
                    if !told.contains(&news) {
                        told.push(news);
                    }
                }
            }
        }
        self.heard.clear();
        self.missed = false;
        self.ready.extend(told);
        Some(())
    }

    async fn may_know(&self, happened: &Happened) -> bool {
        match (happened.about, happened.case) {
            (About::Notices, _) => true,
            (About::Alerts, _) => match self.app.organisation().await {
                Ok(organisation) => self
                    .app
                    .may::<act::AlertRead>(&self.ctx, Resource::Organisation(organisation.id)),
                Err(_) => false,
            },
            (_, None) => false,
            (About::Files, Some(_)) if self.is_decoy(happened.file).await => false,
            (about, Some(case)) => match self.app.store.case(case).await {
                Ok(Some(case)) => {
                    let facts = CaseFacts::from(&case);
                    self.app
                        .may::<act::CaseView>(&self.ctx, Resource::Case(facts.clone()))
                        || about == About::Access && self.app.decides(&self.ctx, facts)
                }
                // What could not be read is told to nobody; the page asks by itself now and then.
                Ok(None) | Err(_) => false,
            },
        }
    }

    /// Whoever works a case must not hear of a decoy in it, such as that it was checked. What cannot be read may be one.
    async fn is_decoy(&self, file: Option<FileId>) -> bool {
        let Some(file) = file else { return false };
        match self.app.store.file(file).await {
            Ok(file) => file.is_some_and(|file| file.canary),
            Err(_) => true,
        }
    }

    /// The member as they are by now; none if the session does not let them in any more.
    async fn look_again(&mut self) -> Option<()> {
        self.looked = Instant::now();
        let now = self.app.clock.now();
        let session = self.app.store.session_by_id(self.session).await.ok()??;
        let member = self.app.store.member(session.member).await.ok()??;
        if member.state != MemberState::Active || !self.app.is_alive(&session, &member, now) {
            return None;
        }
        self.ctx.principal = Principal::Member(member);
        self.ctx.now = now;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_an_alert_is_about_does_not_hear_of_it_by_that() {
        let member = MemberId([7; 16]);
        let whom = |kind: EventKind| {
            let entry = serde_json::json!({
                "actor": "system", "data": { "member": member.to_string() }, "event": kind.as_str(),
            });
            meaning(&entry.to_string()).and_then(|happened| happened.whom)
        };
        for kind in [
            EventKind::AlertRaised,
            EventKind::ContainmentBegun,
            EventKind::ContainmentEnded,
        ] {
            assert_eq!(whom(kind), None, "{}", kind.as_str());
        }
        assert_eq!(whom(EventKind::CaseMemberRemoved), Some(member));
        assert_eq!(whom(EventKind::GrantEnded), Some(member));
    }

    #[test]
    fn what_is_looked_at_is_no_news() {
        for kind in [
            EventKind::MessagesRead,
            EventKind::FileViewed,
            EventKind::FileSearched,
            EventKind::WorkingCopyRead,
            EventKind::DownloadOpened,
            EventKind::AccessDenied,
            EventKind::DecoyPlanted,
            EventKind::DecoyTouched,
            EventKind::SuspicionReported,
        ] {
            assert_eq!(about(kind), None, "{}", kind.as_str());
        }
    }
}
