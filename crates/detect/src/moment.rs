//! Spans as rules write them.

use coffer_domain::time::Span;

/// Milliseconds of a day.
pub(crate) const DAY_MS: i64 = 86_400_000;

/// A span as rules write it: `90s`, `5m`, `24h`, `7d`.
pub(crate) fn span(text: &str) -> Option<Span> {
    let unit = text.chars().last()?;
    let count: i64 = text.strip_suffix(unit)?.parse().ok()?;
    let span = match unit {
        's' => Span::seconds(count),
        'm' => Span::minutes(count),
        'h' => Span::hours(count),
        'd' => Span::days(count),
        _ => return None,
    };
    (count > 0).then_some(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_have_one_unit() {
        assert_eq!(span("5m"), Some(Span::minutes(5)));
        assert_eq!(span("24h"), Some(Span::days(1)));
        for bad in ["", "5", "m", "0m", "-1h", "1w", "1h30m"] {
            assert_eq!(span(bad), None, "{bad}");
        }
    }
}
