//! What the process asks of the system about itself: no core dumps, no tracing, scans and backups behind everything else.

use rustix::process::{DumpableBehavior, Resource, Rlimit, nice, set_dumpable_behavior, setrlimit};

/// How far scans and backups stand back behind what people wait for.
const STANDING_BACK: i32 = 10;

/// No core dumps, no tracing by others. What the system refuses is reported by `doctor`, not fatal.
pub(crate) fn harden() {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    if setrlimit(Resource::Core, none).is_err()
        || set_dumpable_behavior(DumpableBehavior::NotDumpable).is_err()
    {
        crate::output::note(
            "cofferd: core dumps could not be switched off; keys may end up in one",
        );
    }
}

/// Lowers the priority of the calling thread: on Linux, niceness is a thread's own. Where the system refuses, it stays.
pub(crate) fn stand_back() {
    if nice(STANDING_BACK).is_err() {
        tracing::warn!("the priority of a thread could not be lowered");
    }
}
