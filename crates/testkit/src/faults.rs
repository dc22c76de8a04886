//! Which port call fails, and how.

use std::io;
use std::sync::{Mutex, PoisonError};

use coffer_domain::ports::{MailError, StoreError};

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing happened, and the caller is told so.
    NotApplied,
    /// It happened, and the caller is told that it failed: a lost answer. Only for calls that change
    /// something; a read whose answer is lost is a read that failed.
    AppliedButFailed,
}

/// What a call does to the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    Reads,
    Writes,
}

#[derive(Default)]
struct State {
    calls: u64,
    armed: Option<(u64, Fault)>,
    fired: Option<&'static str>,
}

/// Counts port calls over all decorators that share it, and picks the one that fails.
#[derive(Default)]
pub struct Faults(Mutex<State>);

impl Faults {
    /// Starts to count anew, without any call failing.
    pub fn disarm(&self) {
        *self.lock() = State::default();
    }

    /// Starts to count anew; call number `at` (from 0) fails.
    pub fn arm(&self, at: u64, fault: Fault) {
        *self.lock() = State {
            armed: Some((at, fault)),
            ..State::default()
        };
    }

    /// Calls since the last `arm` or `disarm`.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.lock().calls
    }

    /// The call that failed since the last `arm`, if one did.
    #[must_use]
    pub fn fired(&self) -> Option<&'static str> {
        self.lock().fired
    }

    /// Counts a call; says how it fails, if it does.
    pub(crate) fn next(&self, call: &'static str, effect: Effect) -> Option<Fault> {
        let mut state = self.lock();
        let number = state.calls;
        state.calls = number.saturating_add(1);
        let fault = state
            .armed
            .filter(|(at, _)| *at == number)
            .map(|(_, fault)| fault)
            .filter(|fault| effect == Effect::Writes || *fault == Fault::NotApplied)?;
        state.fired = Some(call);
        Some(fault)
    }

    /// A call that may wait for its answer.
    pub(crate) async fn through<T, E: Injected>(
        &self,
        call: &'static str,
        effect: Effect,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        match self.next(call, effect) {
            None => work.await,
            Some(Fault::NotApplied) => Err(E::injected()),
            Some(Fault::AppliedButFailed) => {
                work.await?;
                Err(E::injected())
            }
        }
    }

    /// A call on a thread that may block.
    pub(crate) fn through_blocking<T, E: Injected>(
        &self,
        call: &'static str,
        effect: Effect,
        work: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        match self.next(call, effect) {
            None => work(),
            Some(Fault::NotApplied) => Err(E::injected()),
            Some(Fault::AppliedButFailed) => {
                work()?;
                Err(E::injected())
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An error that can be made up.
pub(crate) trait Injected {
    fn injected() -> Self;
}

const WORDS: &str = "injected fault";

impl Injected for StoreError {
    fn injected() -> Self {
        StoreError::Backend(WORDS.into())
    }
}

impl Injected for io::Error {
    fn injected() -> Self {
        io::Error::other(WORDS)
    }
}

impl Injected for MailError {
    fn injected() -> Self {
        MailError(WORDS.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(faults: &Faults, done: &mut u32) -> io::Result<()> {
        faults.through_blocking("write", Effect::Writes, || {
            *done += 1;
            Ok(())
        })
    }

    #[test]
    fn only_the_chosen_call_fails_and_only_as_chosen() {
        let faults = Faults::default();
        let mut done = 0;
        faults.arm(1, Fault::NotApplied);
        assert!(write(&faults, &mut done).is_ok());
        assert!(write(&faults, &mut done).is_err());
        assert!(write(&faults, &mut done).is_ok());
        assert_eq!(
            (done, faults.calls(), faults.fired()),
            (2, 3, Some("write"))
        );
        faults.arm(0, Fault::AppliedButFailed);
        assert!(write(&faults, &mut done).is_err());
        assert_eq!(done, 3);
    }

    #[test]
    fn a_read_cannot_be_applied_and_fail() {
        let faults = Faults::default();
        faults.arm(0, Fault::AppliedButFailed);
        let read: io::Result<u8> = faults.through_blocking("read", Effect::Reads, || Ok(1));
        assert_eq!(read.ok(), Some(1));
        assert_eq!(faults.fired(), None);
    }
}
