//! Access that ends while somebody reads: what was under way stops, and the ledger says so.

use std::io::Read;

use reqwest::blocking::{RequestBuilder, Response};
use serde_json::json;

use crate::harness::http::Ask;
use crate::harness::people::{Desk, Member};
use crate::harness::samples;

/// More than all buffers between a slow reader and the server hold together.
const BYTES: usize = 24 << 20;

/// Somebody who has begun to read and is in no hurry.
pub(crate) struct SlowReader {
    response: Response,
    got: usize,
}

impl SlowReader {
    pub(crate) fn begin(desk: &Desk, reader: &Member, file: &str, copy: &str) -> Self {
        let path = format!("/api/v1/files/{file}/content?copy={copy}");
        Self::of(reader.get(&desk.world, &path))
    }

    pub(crate) fn of(call: RequestBuilder) -> Self {
        let mut response = call.send().unwrap();
        assert_eq!(response.status(), 200);
        let mut first = [0; 1_000];
        response.read_exact(&mut first).unwrap();
        Self {
            response,
            got: first.len(),
        }
    }

    /// Reads on as far as it goes; how much there was in all, and whether it ended as a whole body does.
    fn rest(mut self) -> (usize, bool) {
        let mut rest = Vec::new();
        let whole = self.response.read_to_end(&mut rest).is_ok();
        (self.got + rest.len(), whole)
    }

    #[track_caller]
    pub(crate) fn must_have_been_cut_off(self, why: &str) {
        let (got, whole) = self.rest();
        assert!(!whole && got < BYTES, "{why}: {got} bytes");
    }
}

pub(crate) fn large_file(desk: &Desk) -> String {
    let content = samples::noise(7, BYTES);
    let file = desk.script_link().send(&desk.world, "core.dump", &content);
    desk.scanned(&file);
    file
}

pub(crate) fn join(desk: &Desk, member: &Member) {
    let path = format!("/api/v1/cases/{}/members", desk.case);
    let joining = json!({ "member": member.email });
    desk.lena
        .post(&desk.world, &path, &joining)
        .ask()
        .expect(200);
}

#[test]
fn a_read_under_way_ends_with_the_membership_and_with_the_case() {
    let desk = Desk::new();
    let world = &desk.world;
    let lou = desk.member("lou@coffer.example", "Support", &["lead"]);
    let ada = desk.member("ada@coffer.example", "Support", &["agent"]);
    for member in [&lou, &ada] {
        join(&desk, member);
    }
    let file = large_file(&desk);

    let original = SlowReader::begin(&desk, &lou, &file, "original");
    let working = SlowReader::begin(&desk, &lou, &file, "working");
    let others = SlowReader::begin(&desk, &ada, &file, "working");
    let path = format!("/api/v1/cases/{}/members/{}", desk.case, lou.email);
    let left = desk.lena.call(world, "DELETE", &path).ask().expect(200);
    assert_eq!(left.json()["members"].as_array().unwrap().len(), 2);
    original.must_have_been_cut_off("original, membership removed");
    working.must_have_been_cut_off("working copy, membership removed");
    assert!(others.rest().1, "somebody else's read goes on");
    let again = desk.lena.call(world, "DELETE", &path).ask();
    again.problem(409, "case_not_member");

    let original = SlowReader::begin(&desk, &desk.lena, &file, "original");
    let working = SlowReader::begin(&desk, &ada, &file, "working");
    let path = format!("/api/v1/cases/{}/close", desk.case);
    desk.lena.call(world, "POST", &path).ask().expect(200);
    original.must_have_been_cut_off("original, case closed");
    working.must_have_been_cut_off("working copy, case closed");

    let closed = desk.ledger_entry("the end of the last download", |entry| {
        entry["event"] == "file.download_closed"
            && entry["data"]["bytes"].as_u64().unwrap() < BYTES as u64
    });
    assert_eq!(closed["object"], file.as_str());
    desk.ledger_entry("the refusal", |entry| {
        entry["event"] == "access.denied" && entry["data"]["rules"][0] == "W05-closed-case"
    });
}

#[test]
fn only_who_staffs_a_case_takes_others_out_and_everybody_may_leave() {
    let desk = Desk::new();
    let world = &desk.world;
    let ada = desk.member("ada@coffer.example", "Support", &["agent"]);
    join(&desk, &ada);
    let of = |member: &Member| format!("/api/v1/cases/{}/members/{}", desk.case, member.email);
    let refused = ada.call(world, "DELETE", &of(&desk.lena)).ask();
    refused.problem(403, "denied");
    ada.call(world, "DELETE", &of(&ada)).ask().expect(200);
    let gone = ada.get(world, &format!("/api/v1/cases/{}", desk.case));
    gone.ask().problem(403, "denied");
}

#[test]
fn a_newer_version_ends_nobody_s_read_of_the_older() {
    let desk = Desk::new();
    let world = &desk.world;
    let file = large_file(&desk);
    let original = SlowReader::begin(&desk, &desk.lena, &file, "original");
    let content = format!("/api/v1/files/{file}/content");
    let replaced = desk.lena.call(world, "PUT", &content).body("a newer one\n");
    replaced.ask().expect(200);
    assert_eq!(original.rest(), (BYTES, true));
}
