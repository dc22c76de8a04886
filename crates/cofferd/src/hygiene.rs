//! What the process asks of the system about itself: no core dumps, no tracing, enough open files, scans and backups behind
//! everything else.

use rustix::process::{
    DumpableBehavior, Resource, Rlimit, getrlimit, nice, set_dumpable_behavior, setrlimit,
};

/// Files the server has open at most: connections, what they read and write, databases.
const OPEN_FILES_MAX: u64 = 16_384;
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

/// How many files may be open at once: as many as the system lets this account have, up to what there is use for. Many systems
/// begin with 1,024 and let everybody raise it.
pub(crate) fn open_files() -> u64 {
    let now = getrlimit(Resource::Nofile);
    let current = now.current.unwrap_or(OPEN_FILES_MAX);
    let wanted = now.maximum.unwrap_or(OPEN_FILES_MAX).min(OPEN_FILES_MAX);
    let raised = Rlimit {
        current: Some(wanted),
        maximum: now.maximum,
    };
    if wanted > current && setrlimit(Resource::Nofile, raised).is_ok() {
        return wanted;
    }
    current
}

/// Lowers the priority of the calling thread: on Linux, niceness is a thread's own. Where the system refuses, it stays.
pub(crate) fn stand_back() {
    if nice(STANDING_BACK).is_err() {
        tracing::warn!("the priority of a thread could not be lowered");
    }
}
