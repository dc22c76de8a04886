//! Keeps keys out of core dumps and away from other processes of the same account.

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

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
