//! Taking what one can reach.

use reqwest::blocking::RequestBuilder;
use serde_json::json;

use super::{CURL, FIREFOX, Loss, Scene, followed, program};
use crate::harness::http::Ask;

#[test]
fn a_smash_and_grab_gets_few_files_one_after_the_other() {
    let scene = Scene::new();
    let files = scene.files(12);
    let mut loss = Loss::default();
    for file in &files {
        match scene.desk.ask_original(file).try_ask() {
            Some(answer) if answer.status == 200 => loss.add(&answer.body),
            _ => {}
        }
    }
    let alert = scene.report("smash and grab", "D13-fast-breadth", &loss);
    assert!(followed(&alert).contains(&"hold_handouts"));
    assert!(loss.files <= 5, "{} files", loss.files);
    scene.desk.original(&files[0]).denied_by("W12-high-risk");
}

#[test]
fn a_smash_and_grab_gets_no_more_by_taking_all_at_once() {
    const AT_ONCE: usize = 30;
    let scene = Scene::new();
    let files = scene.files(AT_ONCE);
    let calls = files.iter().map(|file| scene.desk.ask_original(file));
    let loss = all_at_once(calls.collect());
    let alert = scene.report("smash and grab, 30 at once", "D13-fast-breadth", &loss);
    assert!(followed(&alert).contains(&"hold_handouts"));
    assert!(loss.files <= 5, "{} files", loss.files);
}

#[test]
fn a_copied_session_ends_with_its_first_use_however_many_come_at_once() {
    let scene = Scene::new();
    let files = scene.files(10);
    let lena = scene.desk.world.enrol(&scene.desk.lena.enrolment_url);
    let own = program(&scene, [127, 0, 0, 1], FIREFOX);
    let read = own.call("GET", &format!("/api/v1/files/{}/content", files[0]));
    read.header("cookie", &lena.cookie).ask().expect(200);

    let thief = program(&scene, [127, 0, 77, 7], CURL);
    let calls = files.iter().flat_map(|file| {
        let paths = [
            format!("/api/v1/files/{file}/content"),
            format!("/api/v1/files/{file}/lines?from=0"),
        ];
        paths.map(|path| thief.call("GET", &path).header("cookie", &lena.cookie))
    });
    let loss = all_at_once(calls.collect());
    let alert = scene.report(
        "stolen session, 20 calls at once",
        "D06-stolen-session",
        &loss,
    );
    assert!(followed(&alert).contains(&"end_sessions"));
    assert!(loss.files <= 1, "{} files", loss.files);
    let after = thief.call("GET", "/api/v1/session");
    let after = after.header("cookie", &lena.cookie).ask();
    after.problem(401, "session_required");
}

/// What of these calls is answered with content, if all are made together.
fn all_at_once(calls: Vec<RequestBuilder>) -> Loss {
    let threads: Vec<_> = calls
        .into_iter()
        .map(|call| std::thread::spawn(move || call.try_ask().filter(|it| it.status == 200)))
        .collect();
    let mut loss = Loss::default();
    for answer in threads.into_iter().filter_map(|it| it.join().unwrap()) {
        loss.add(&answer.body);
    }
    loss
}

#[test]
fn an_insider_who_walks_through_other_peoples_cases_is_held() {
    let scene = Scene::new();
    let world = &scene.desk.world;
    let otto = scene
        .desk
        .member("otto@coffer.example", "Support", &["lead"]);
    let mut loss = Loss::default();
    for number in 0..14 {
        let case = scene.desk.other_case(&format!("T-{number}"));
        let file = &scene.files_of(&case, 1)[0];
        // Leads let themselves in; that is what makes the case a foreign one.
        let join = json!({ "member": otto.email });
        let path = format!("/api/v1/cases/{case}/members");
        otto.post(world, &path, &join).ask();
        let copy = otto.get(world, &format!("/api/v1/files/{file}/content"));
        match copy.try_ask() {
            Some(answer) if answer.status == 200 => loss.add(&answer.body),
            _ => {}
        }
    }
    let alert = scene.noticed("D14-foreign-breadth");
    assert!(followed(&alert).contains(&"hold_handouts"));
    // Ten cases within the hour are a sign of their own.
    println!(
        "| insider breadth | D14-foreign-breadth | hold_handouts | | {} | {} |",
        loss.files, loss.bytes
    );
    assert!(loss.files <= 10, "{} working copies", loss.files);
}
