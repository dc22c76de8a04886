//! Whether something that ends by itself is still alive.

use coffer_domain::time::{Span, Timestamp};

use crate::limits::CLOCK_BACK_MAX;

/// Whether what lives for `life` and ends at `ends` is alive at `now`. What would live longer than it can was made
/// while the clock was wrong, and counts as over: a clock set back must not make anything live longer.
pub(crate) fn alive(now: Timestamp, ends: Timestamp, life: Span) -> bool {
    now < ends && ends.since(now).0 <= life.0.saturating_add(CLOCK_BACK_MAX.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_at_its_end_and_when_the_clock_went_back_too_far() {
        let life = Span::hours(1);
        let made = Timestamp(Span::days(10_000).0);
        let ends = made.plus(life);
        let back = |span: Span| made.plus(Span(-span.0));
        assert!(alive(made, ends, life));
        assert!(alive(ends.plus(Span(-1)), ends, life));
        assert!(!alive(ends, ends, life));
        assert!(alive(back(CLOCK_BACK_MAX), ends, life));
        assert!(!alive(back(CLOCK_BACK_MAX).plus(Span(-1)), ends, life));
        assert!(!alive(Timestamp(i64::MIN), Timestamp(i64::MAX), life));
    }
}
