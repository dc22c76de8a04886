//! Members are told of alerts by mail beside the watching, not within it: a slow mail server must hold up neither what is watched next
//! nor whoever waits for that.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use coffer_domain::people::Member;
use coffer_domain::time::Timestamp;
use tokio::sync::Notify;

use crate::app::App;
use crate::limits::TELLING_MAX;

/// What a member is to be told.
pub(super) enum ToTell {
    /// Somebody signed in to their account from a new place.
    SignIn {
        member: Member,
        at: Timestamp,
        from: String,
    },
    /// Their password does not count any more.
    PasswordDisabled { member: Member },
    /// The passkeys they added lately do not count any more.
    PasskeysDisabled { member: Member },
}

/// Those who are to be told, in order.
#[derive(Default)]
pub(super) struct Telling {
    waiting: Mutex<VecDeque<ToTell>>,
    woken: Notify,
}

impl Telling {
    pub(super) fn put(&self, one: ToTell) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= TELLING_MAX {
            tracing::error!("somebody is not told of an alert: too many wait for the mail server");
            return;
        }
        waiting.push_back(one);
        self.woken.notify_one();
    }

    fn take(&self) -> Option<ToTell> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.pop_front()
    }
}

impl App {
    /// Tells everybody who waits to be told, until the process ends.
    pub(super) async fn run_telling(&self) {
        loop {
            self.tell_waiting().await;
            self.watcher.telling.woken.notified().await;
        }
    }

    pub(super) async fn tell_waiting(&self) {
        while let Some(one) = self.watcher.telling.take() {
            let ctx = self.system_ctx();
            match one {
                ToTell::SignIn { member, at, from } => {
                    self.tell_of_sign_in(&ctx, &member, at, &from).await;
                }
                ToTell::PasswordDisabled { member } => self.tell_of_password(&ctx, &member).await,
                ToTell::PasskeysDisabled { member } => self.tell_of_passkeys(&ctx, &member).await,
            }
        }
    }
}
