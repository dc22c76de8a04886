//! Any bytes as a file: the walk ends, members nest, limits hold, and every member opens again as it was walked.
#![no_main]

use coffer_scan::container::{Member, MemberEnd};
use coffer_scan::{Limits, MemberPath, State, Visitor, open_member, walk};
use std::io::Read;
use std::ops::ControlFlow;

const EXPANDED: u64 = 4 << 20;

fn limits() -> Limits {
    Limits {
        depth: 4,
        ratio: 50,
        ratio_grace_bytes: 256 << 10,
        ratio_all_grace_bytes: 512 << 10,
        expanded_bytes: EXPANDED,
        entries: 64,
        path_bytes: 256,
        ..Limits::default()
    }
}

#[derive(Default)]
struct Seen {
    open: Vec<(MemberPath, bool, u64)>,
    /// Members without members of their own that were read to their end, with their sizes.
    whole: Vec<(MemberPath, u64)>,
    entered: u32,
}

impl Visitor for Seen {
    fn enter(&mut self, member: &Member<'_>) -> ControlFlow<()> {
        self.entered += 1;
        self.open
            .push((member.path.clone(), member.kind.is_container(), 0));
        ControlFlow::Continue(())
    }

    fn data(&mut self, bytes: &[u8]) -> ControlFlow<()> {
        let last = self.open.last_mut().expect("data belongs to a member");
        assert!(!last.1, "a container has no data of its own");
        last.2 += bytes.len() as u64;
        ControlFlow::Continue(())
    }

    fn leave(&mut self, end: &MemberEnd) -> ControlFlow<()> {
        let (path, container, size) = self.open.pop().expect("left once for each time entered");
        assert_eq!(
            end.reason.is_none(),
            end.state == State::Clean,
            "what is not clean has a reason"
        );
        if !container && end.state == State::Clean && size > 0 {
            self.whole.push((path, size));
        }
        ControlFlow::Continue(())
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let limits = limits();
    let mut seen = Seen::default();
    walk(&mut &*bytes, b"any", &limits, &mut seen).expect("a slice does not fail");
    assert!(seen.open.is_empty());
    assert!(seen.entered <= limits.entries + 1);
    for (path, size) in seen.whole.iter().take(4) {
        assert!(path.steps().len() <= limits.depth + 1);
        let reader: Box<dyn Read + Send + '_> = Box::new(bytes);
        let mut member = open_member(reader, path, &limits).expect("it was walked");
        let read = std::io::copy(&mut member, &mut std::io::sink()).expect("it was clean");
        assert_eq!(read, *size);
    }
});
