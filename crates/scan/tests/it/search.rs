//! Line search.

use std::ops::ControlFlow;

use coffer_scan::search::{Hit, Query, search_lines};
use proptest::prelude::*;

use crate::samples::{Dice, Dribble};

fn hits(text: &[u8], query: &Query, most: usize) -> Vec<Hit> {
    let mut out = Vec::new();
    let mut reader = Dribble {
        bytes: text,
        most,
        dice: Dice(3),
    };
    let whole = search_lines(&mut reader, 1, query, &mut |hit| {
        out.push(hit);
        ControlFlow::Continue(())
    });
    assert!(whole.unwrap());
    out
}

#[test]
fn hits_have_line_column_and_text() {
    let query = Query::regex("err(or)?$", true).unwrap();
    let found = hits(b"ok\nan Error\r\n\nerror here\nlast err", &query, 4);
    let places: Vec<_> = found
        .iter()
        .map(|h| (h.line, h.column, h.length, h.text.as_str()))
        .collect();
    assert_eq!(places, [(2, 4, 5, "an Error"), (5, 6, 3, "last err")]);
}

#[test]
fn an_expression_does_not_reach_over_lines() {
    let found = hits(b"a\nb\na b\n", &Query::regex(r"a\sb", false).unwrap(), 100);
    assert_eq!(found.iter().map(|h| h.line).collect::<Vec<_>>(), [3]);
    assert_eq!(
        hits(b"x\n\nx\n", &Query::regex("^$", false).unwrap(), 100).len(),
        1
    );
    assert!(Query::regex("(a{1000}){1000}", false).is_err());
    assert!(Query::regex("(", false).is_err());
}

#[test]
fn long_lines_are_cut_around_the_hit_and_a_search_stops() {
    let line = format!("{}needle{}\nneedle\n", "é".repeat(5_000), "z".repeat(5_000));
    let query = Query::literal("needle", false).unwrap();
    let found = hits(line.as_bytes(), &query, 1 << 20);
    assert_eq!((found[0].line, found[0].column), (1, 10_001));
    assert!(found[0].text.contains("needle") && found[0].text.len() < 2_100);
    let mut n = 0;
    let stopped = search_lines(&mut line.as_bytes(), 1, &query, &mut |_| {
        n += 1;
        ControlFlow::Break(())
    });
    assert_eq!((n, stopped.unwrap()), (1, false));
}

proptest! {
    #[test]
    fn equal_to_searching_each_line(lines in proptest::collection::vec("[ab \\r]{0,6}", 0..40), most in 1usize..64) {
        let text = lines.join("\n");
        let query = Query::regex(r"a\s*b|^b|a$", false).unwrap();
        let plain = regex::bytes::RegexBuilder::new(r"a\s*b|^b|a$").multi_line(true).crlf(true).build().unwrap();
        let want: Vec<u64> = text.split('\n').enumerate().filter(|(_, l)| plain.is_match(l.strip_suffix('\r').unwrap_or(l).as_bytes())).map(|(i, _)| i as u64 + 1).collect();
        let got: Vec<u64> = hits(text.as_bytes(), &query, most).iter().map(|h| h.line).collect();
        prop_assert_eq!(got, want);
    }
}
