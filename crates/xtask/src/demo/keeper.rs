//! Processes that must not outlive the demo.

use std::process::{Child, ExitStatus};
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process};
use tokio::signal::unix::{SignalKind, signal};

use crate::say::say;

/// A server that was asked to stop has this long.
const STOP_WITHIN: Duration = Duration::from_secs(15);
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// What shells give a program that Ctrl-C ended.
const INTERRUPTED: u8 = 130;

/// A running process, of which several may have hold.
#[derive(Clone)]
pub(crate) struct Kept(Arc<Mutex<Child>>);

impl Kept {
    fn child(&self) -> MutexGuard<'_, Child> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn id(&self) -> u32 {
        self.child().id()
    }

    /// `kill -9`, and waits until it is gone.
    pub(crate) fn kill(&self) -> Result<ExitStatus> {
        let mut child = self.child();
        child.kill()?;
        Ok(child.wait()?)
    }

    /// Asks it to stop; kills it if it does not in time.
    pub(crate) fn stop(&self) -> Result<ExitStatus> {
        let mut child = self.child();
        if child.try_wait()?.is_none() {
            kill_process(Pid::from_child(&child), Signal::TERM)?;
        }
        let start = Instant::now();
        while start.elapsed() < STOP_WITHIN {
            if let Some(status) = child.try_wait()? {
                return Ok(status);
            }
            std::thread::sleep(LOOK_EVERY);
        }
        child.kill()?;
        Ok(child.wait()?)
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&self) -> Result<Option<ExitStatus>> {
        Ok(self.child().try_wait()?)
    }

    pub(crate) fn wait(&self) -> Result<ExitStatus> {
        loop {
            if let Some(status) = self.ended()? {
                return Ok(status);
            }
            std::thread::sleep(LOOK_EVERY);
        }
    }
}

/// Ends all it was given, at the latest when the demo itself is told to end.
pub(crate) struct Keeper {
    kept: Mutex<Vec<Kept>>,
    /// The exit status after Ctrl-C.
    status: AtomicU8,
    ending: AtomicBool,
}

impl Keeper {
    /// One that listens to Ctrl-C, `SIGTERM` and `SIGHUP`.
    pub(crate) fn watching() -> Result<Arc<Self>> {
        let keeper = Arc::new(Self {
            kept: Mutex::new(Vec::new()),
            status: AtomicU8::new(INTERRUPTED),
            ending: AtomicBool::new(false),
        });
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (mut interrupt, mut terminate, mut hangup) = {
            let _inside = runtime.enter();
            (
                signal(SignalKind::interrupt())?,
                signal(SignalKind::terminate())?,
                signal(SignalKind::hangup())?,
            )
        };
        let watched = Arc::clone(&keeper);
        std::thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    tokio::select! {
                        _ = interrupt.recv() => {}
                        _ = terminate.recv() => {}
                        _ = hangup.recv() => {}
                    }
                });
                watched.end();
            })
            .context("no thread can be started")?;
        Ok(keeper)
    }

    /// Takes care of a process.
    pub(crate) fn keep(&self, child: Child) -> Kept {
        let kept = Kept(Arc::new(Mutex::new(child)));
        let mut all = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|one| matches!(one.ended(), Ok(None)));
        all.push(kept.clone());
        kept
    }

    /// The exit status from now on, should somebody press Ctrl-C.
    pub(crate) fn end_with(&self, held: bool) {
        self.status.store(u8::from(!held), Ordering::Relaxed);
    }

    /// Whether the demo was told to end.
    pub(crate) fn is_ending(&self) -> bool {
        self.ending.load(Ordering::Relaxed)
    }

    /// Stops everything that still runs.
    pub(crate) fn stop_all(&self) {
        let all = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        // Clients before the server, which waits for them.
        for one in all.iter().rev() {
            if let Err(error) = one.stop() {
                say(&format!("process {} was not stopped: {error}", one.id()));
            }
        }
    }

    fn end(&self) -> ! {
        self.ending.store(true, Ordering::Relaxed);
        self.stop_all();
        say("");
        say("Stopped. Nothing of the demo runs any more; its files are where it said.");
        std::process::exit(i32::from(self.status.load(Ordering::Relaxed)));
    }
}
