//! What each act writes into the ledger, and what never gets there.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::os::unix::fs::FileExt as _;

use bytes::Bytes;
use coffer_app::AppError;
use coffer_app::access::{Answered, GrantQuery, NewAccessRequest, ReviewForm};
use coffer_app::cases::NewCase;
use coffer_app::content::{FindingFilter, SearchQuery};
use coffer_app::people::NewMember;
use coffer_app::signin::CeremonyAnswer;
use coffer_app::training::NewCourse;
use coffer_app::upload::NewUpload;
use coffer_app::views::NewSelection;
use coffer_domain::alert::{AlertFilter, Verdict};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::EventKind;
use coffer_domain::file::ScanState;
use coffer_domain::id::{FileId, ObjectId, RequestId, SessionId};
use coffer_domain::limits::{ACCESS_REQUEST_LIFE, CASE_MEMBERS_AT_ONCE_MAX, UPLOAD_IDLE_MAX};
use coffer_domain::ports::{Clock, Files, LedgerRows};
use coffer_domain::time::Span;
use coffer_testkit::{Fault, SoftPasskey};
use coffer_tlog::{Hash, verify_opening};
use expect_test::expect;
use futures::stream;

use crate::access::{PASSWORD, labelled, totp};
use crate::checklists;
use crate::delivering;
use crate::links::newest_code;
use crate::messages;
use crate::world::{URL, World, body, secret};

/// Everything about a person that goes through these tests, and words only people write.
const PERSONAL: [&str; 16] = [
    "coffer.example",
    "contoso.example",
    "lena",
    "jane",
    "Contoso",
    "Fabrikam",
    "gateway",
    "renamed-by-hand",
    "198.51.100.7",
    "asked for this value",
    "herons",
    "needle",
    "the vendor wants",
    "the working copy will do",
    "does not wait",
    "was real",
];

/// The acts of a run and the events that each left.
pub(crate) struct Golden<'a> {
    world: &'a World,
    seen: usize,
    text: String,
}

impl<'a> Golden<'a> {
    /// From what the ledger holds now.
    pub(crate) async fn from_now(world: &'a World) -> Self {
        Self {
            world,
            seen: world.entries().await.len(),
            text: String::new(),
        }
    }

    /// The acts and their events.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Notes what came since the last act.
    pub(crate) async fn did(&mut self, act: &str) {
        let entries = self.world.entries().await;
        let events: Vec<_> = entries[self.seen..].iter().map(|it| it.event()).collect();
        self.note(act, &events);
    }

    /// Passes over what came since the last act.
    pub(crate) async fn skip(&mut self) {
        self.seen = self.world.entries().await.len();
    }

    /// The same for an act of two threads, whose `count` events come in any order, some after its answer.
    pub(crate) async fn did_in_threads(&mut self, act: &str, count: usize) {
        loop {
            let entries = self.world.entries().await;
            let mut events: Vec<_> = entries[self.seen..].iter().map(|it| it.event()).collect();
            if events.len() >= count {
                events.sort_unstable();
                return self.note(act, &events);
            }
            tokio::task::yield_now().await;
        }
    }

    fn note(&mut self, act: &str, events: &[&str]) {
        let joined = events.join(", ");
        writeln!(self.text, "{act}: {joined}").unwrap();
        self.seen += events.len();
    }
}

pub(crate) async fn scanned(world: &World, file: FileId) -> ObjectId {
    world.drain_jobs().await;
    let version = world
        .store
        .file(file)
        .await
        .unwrap()
        .unwrap()
        .version
        .unwrap();
    assert_eq!(version.scan, ScanState::Clean);
    version.object
}

/// People: setting up, enrolling, signing in.
async fn people(world: &World, golden: &mut Golden<'_>) {
    golden
        .did("set up, add a department, a customer and three members")
        .await;
    let (key, session) = world.enrol().await;
    golden.did("enrol").await;
    world
        .sign_in("seven grey herons at dusk", "000000")
        .await
        .err()
        .unwrap();
    golden.did("sign in with a wrong password").await;
    let code = totp(&key, world.clock.now());
    let signed_in = world.sign_in(PASSWORD, &code).await.unwrap();
    golden.did("sign in").await;
    world.clock.advance(Span::seconds(30));
    let code = totp(&key, world.clock.now());
    let lena = world.lena();
    let app = &world.app;
    app.step_up(&lena, signed_in.session, secret(PASSWORD), &code)
        .await
        .unwrap();
    golden.did("step up").await;
    ways_in(world, golden, session.session).await;
    app.end_sessions(&lena, None, Some(session.session))
        .await
        .unwrap();
    golden.did("end the other sessions").await;
    world
        .app
        .sign_out(&world.lena(), session.session)
        .await
        .unwrap();
    golden.did("sign out").await;
    let operator = world.operator();
    let (token, _) = world
        .app
        .create_token(&operator, "lena@coffer.example", &labelled("lena's laptop"))
        .await
        .unwrap();
    golden.did("make a token").await;
    app.end_token(&lena, token.id).await.unwrap();
    golden.did("end a token").await;
    standing(world, golden).await;
    world
        .app
        .renew_enrolment(&operator, "ada@coffer.example")
        .await
        .unwrap();
    golden.did("renew an enrolment").await;
}

/// Lena changes how she signs in.
async fn ways_in(world: &World, golden: &mut Golden<'_>, session: SessionId) {
    let (app, lena) = (&world.app, world.lena());
    let new = secret("nine paper boats on a lake");
    app.change_password(&lena, session, new).await.unwrap();
    golden.did("change the password").await;
    app.renew_recovery_codes(&lena).await.unwrap();
    golden.did("make recovery codes").await;
    let mut device = SoftPasskey::new(URL);
    let offer = app.begin_own_passkey(&lena, session, false).await.unwrap();
    let made = device.create(&serde_json::from_str(&offer.options).unwrap(), None);
    let answer = CeremonyAnswer {
        ticket: &offer.ticket,
        credential: &made.to_string(),
    };
    let added = app.add_own_passkey(&lena, session, answer, "Lena's laptop");
    let passkey = added.await.unwrap();
    golden.did("add a passkey").await;
    app.rename_own_passkey(&lena, passkey.id, "Old laptop")
        .await
        .unwrap();
    golden.did("rename it").await;
    // The notice cannot be handed over; the change stays.
    world.faults.arm(8, Fault::NotApplied);
    app.remove_own_passkey(&lena, session, passkey.id)
        .await
        .unwrap();
    assert_eq!(world.faults.fired(), Some("mailer.send"));
    world.faults.disarm();
    golden.did("remove it while no mail goes out").await;
}

/// Somebody comes, is locked, unlocked and moved, and leaves.
async fn standing(world: &World, golden: &mut Golden<'_>) {
    let (app, operator) = (&world.app, world.operator());
    let zoe = "zoe@coffer.example";
    let new = NewMember {
        email: zoe.to_owned(),
        name: None,
        department: "Support".to_owned(),
        roles: vec!["agent".to_owned()],
    };
    app.add_member(&operator, &new).await.unwrap();
    app.lock_member(&operator, zoe).await.unwrap();
    app.unlock_member(&operator, zoe).await.unwrap();
    app.move_member(&operator, zoe, "Engineering")
        .await
        .unwrap();
    app.member_leaves(&operator, zoe).await.unwrap();
    golden
        .did("add, lock, unlock and move a member, who then leaves")
        .await;
}

/// A case, its members, its link.
async fn case_work(world: &World, golden: &mut Golden<'_>) -> (String, String, RequestId) {
    let case = world.case().await;
    golden.did("open a case").await;
    let max = world
        .app
        .add_case_member(&world.lena(), &case, "max@coffer.example")
        .await;
    assert!(max.is_err(), "a member of another department");
    world
        .app
        .add_case_member(&world.lena(), &case, "ada@coffer.example")
        .await
        .unwrap();
    golden.did("add a member").await;
    let shows = NewSelection {
        mine: true,
        words: Some("gateway needle".to_owned()),
        ..NewSelection::default()
    };
    let lena = world.lena();
    let view = world.app.save_view(&lena, "my needle", &shows).await;
    golden.did("save a view").await;
    let remove = world.app.remove_view(&lena, view.unwrap().id);
    remove.await.unwrap();
    golden.did("remove it again").await;
    let (token, request) = world.try_link(&case, |_| {}).await.unwrap();
    golden.did("make a request").await;
    (case, token, request)
}

/// The sender's side: a code, an upload given up, one nobody continues, one that is complete.
async fn sending(world: &World, golden: &mut Golden<'_>, token: &str) -> FileId {
    let link = world.open(token).await.unwrap();
    let ctx = world.ctx(link.principal());
    world.app.send_code(&ctx, &link).await.unwrap();
    golden.did("ask for a code").await;
    world
        .app
        .enter_code(&ctx, &link, "no code")
        .await
        .err()
        .unwrap();
    golden.did("enter a wrong code").await;
    let code = newest_code(world);
    world.app.enter_code(&ctx, &link, &code).await.unwrap();
    golden.did("enter the code").await;
    let given_up = world.begin(token, 1, Some(90_000)).await.unwrap();
    golden.did("begin an upload").await;
    world
        .send(token, given_up.id, 0..10_000, false)
        .await
        .unwrap();
    golden.did("send a part").await;
    world.terminate(token, given_up.id).await.unwrap();
    golden.did("terminate").await;
    let left = world.begin(token, 2, None).await.unwrap();
    world.acknowledged.lock().unwrap().given_up(left.id);
    world.clock.advance(UPLOAD_IDLE_MAX);
    world.app.sweep_uploads().await.unwrap();
    golden.did("begin an upload and leave it").await;
    let file = world.file(token, 3, 90_000).await;
    golden.did("send a file").await;
    let link = world.open(token).await.unwrap();
    world
        .app
        .sender_receipt(&ctx, &link.request, file)
        .await
        .unwrap();
    golden.did("fetch its receipt").await;
    file
}

/// A link that is used from ten networks is frozen; somebody looks into it and finds nothing.
async fn watching(world: &World, golden: &mut Golden<'_>, token: &str) {
    let link = world.open(token).await.unwrap();
    let new = NewUpload {
        name: "logs/gateway.log".to_owned(),
        length: Some(1_000),
        check: None,
        fingerprint: None,
        item: None,
    };
    for network in 1..=10 {
        let ctx = RequestCtx {
            address: Some([192, 0, network, 9].into()),
            ..world.ctx(link.principal())
        };
        world.app.create_upload(&ctx, &link, &new).await.unwrap();
    }
    golden.did("use a link from ten networks").await;
    world.app.watch_once().await.unwrap();
    golden.did("watch").await;
    let (app, operator) = (&world.app, world.operator());
    let mine = AlertFilter {
        rule: Some("D17-link-abuse".to_owned()),
        ..AlertFilter::default()
    };
    let alert = app.alerts(&operator, &mine).await.unwrap()[0].alert.id;
    assert!(world.open(token).await.is_err(), "the link is not frozen");
    app.acknowledge_alert(&operator, alert).await.unwrap();
    golden.did("take an alert").await;
    let note = "jane moved her office";
    app.note_alert(&operator, alert, note).await.unwrap();
    golden.did("write a note").await;
    app.close_alert(&operator, alert, Verdict::NotAThreat, note)
        .await
        .unwrap();
    golden.did("close an alert").await;
    world.open(token).await.unwrap();
    let new = NewMember {
        email: "olga@coffer.example".to_owned(),
        name: None,
        department: "Support".to_owned(),
        roles: vec!["security".to_owned()],
    };
    let (olga, _) = app.add_member(&operator, &new).await.unwrap();
    golden.did("add a security officer").await;
    let case = link.request.case.to_string();
    let text = "user=svc-backup password=needle";
    let olga = world.member(&olga);
    app.plant_decoy(&olga, &case, "vpn-credentials.txt", text)
        .await
        .unwrap();
    world.drain_jobs().await;
    golden.did("set a decoy out").await;
}

/// The members' side.
async fn reading(world: &World, golden: &mut Golden<'_>, file: FileId) {
    let (app, lena) = (&world.app, world.lena());
    let object = scanned(world, file).await;
    golden.did("scan").await;
    app.tree(&lena, file).await.unwrap();
    golden.did("look at the members").await;
    let findings = app
        .findings(&lena, file, &FindingFilter::default())
        .await
        .unwrap();
    assert!(!findings.findings.is_empty());
    golden.did("look at the findings").await;
    app.lines(&lena, file, 0, 1, 10).await.unwrap();
    golden.did("read lines").await;
    let copy = app.working_copy(&lena, file, 0).await.unwrap();
    let mut pieces = copy.stream(0..100).await.unwrap();
    while pieces.recv().await.is_some() {}
    golden.did("read a working copy").await;
    let query = SearchQuery {
        pattern: "needle".to_owned(),
        member: None,
        limit: 10,
    };
    app.search(&lena, file, &query).await.unwrap();
    golden.did("search").await;
    let reason = "the customer asked for this value";
    app.reveal(&lena, file, 0, None, reason).await.unwrap();
    golden.did("reveal").await;
    world.download(file).await.1.unwrap();
    golden.did("download").await;
    damage(world, object);
    assert!(matches!(
        world.download(file).await.1,
        Err(AppError::Integrity)
    ));
    golden.did_in_threads("download what was damaged", 3).await;
    app.rescan_file(&lena, file).await.unwrap();
    golden.did("ask for a further scan").await;
    scanned(world, file).await;
    golden.did("scan what was damaged").await;
    app.rename_file(&lena, file, "renamed-by-hand.log")
        .await
        .unwrap();
    golden.did("rename").await;
    let pieces = stream::iter([Ok(Bytes::from(body(4, 0..500)))]);
    app.add_version(&lena, file, pieces).await.unwrap();
    golden.did("add a version").await;
    scanned(world, file).await;
    golden.did("scan it").await;
    let shown = app.show_version(&lena, file, 1, "the newer one is not ours");
    shown.await.unwrap();
    golden.did("show the version before").await;
    let max = world.member(&world.people.max);
    app.file(&max, file).await.err().unwrap();
    golden.did("look from another department").await;
    app.checkpoint(&world.operator()).await.unwrap();
    golden.did("read the ledger").await;
}

/// Asking for access, the answers, the ends; an emergency.
async fn access(world: &World, golden: &mut Golden<'_>, case: &str) {
    let app = &world.app;
    let sara = NewMember {
        email: "sara@coffer.example".to_owned(),
        name: None,
        department: "Support".to_owned(),
        roles: vec!["security".to_owned()],
    };
    let (sara, _) = app.add_member(&world.operator(), &sara).await.unwrap();
    golden.did("add a security officer").await;
    let new = NewAccessRequest {
        case: case.to_owned(),
        acts: vec!["download".to_owned()],
        minutes: None,
        reason: "the vendor wants the original".to_owned(),
    };
    let ada = || world.member(&world.people.ada);
    let asked = app.ask_access(&ada(), &new).await.unwrap();
    app.withdraw_access(&ada(), asked.request.id).await.unwrap();
    golden.did("ask for access and take it back").await;
    let asked = app.ask_access(&ada(), &new).await.unwrap();
    let why = "the working copy will do";
    app.deny_access(&world.lena(), asked.request.id, why)
        .await
        .unwrap();
    golden.did("ask and be denied").await;
    let asked = app.ask_access(&ada(), &new).await.unwrap();
    let all = Answered::default();
    app.approve_access(&world.lena(), asked.request.id, &all)
        .await
        .unwrap();
    golden.did("ask and be approved").await;
    let mine = GrantQuery {
        mine: true,
        ..GrantQuery::default()
    };
    let grants = app.grants(&ada(), &mine).await.unwrap();
    app.give_back(&ada(), grants[0].grant.id).await.unwrap();
    golden.did("give it back").await;
    app.ask_access(&ada(), &new).await.unwrap();
    world.clock.advance(ACCESS_REQUEST_LIFE);
    app.sweep_access(world.clock.now()).await.unwrap();
    golden.did("ask and hear nothing").await;
    let why = "the outage does not wait";
    let broken = app.break_glass(&ada(), case, &[], why).await.unwrap();
    golden.did("break the glass").await;
    let review = ReviewForm {
        verdict: "justified".to_owned(),
        note: "the outage was real".to_owned(),
    };
    app.review_grant(&world.member(&sara), broken.grant.id, &review)
        .await
        .unwrap();
    golden.did("review it").await;
    app.remove_case_member(&world.lena(), case, "ada@coffer.example")
        .await
        .unwrap();
    golden.did("take a member out").await;
    governing(world, golden, case, &world.member(&sara)).await;
}

/// What leads and security officers set.
async fn governing(world: &World, golden: &mut Golden<'_>, case: &str, sara: &RequestCtx) {
    let app = &world.app;
    let course = NewCourse {
        lane: "phi".to_owned(),
        name: "Handling health data".to_owned(),
        days: 365,
    };
    app.put_course(sara, &course).await.unwrap();
    golden.did("ask for a course").await;
    let passed = "member,lane,passed\nada@coffer.example,phi,2026-11-20\n";
    app.import_training(sara, passed).await.unwrap();
    golden.did("record a completion").await;
    app.end_course(sara, "phi").await.unwrap();
    golden.did("ask for no course").await;
    let lanes = ["phi".to_owned()];
    app.set_case_lanes(&world.lena(), case, &lanes)
        .await
        .unwrap();
    golden.did("put a case into a lane").await;
    app.set_case_lockbox(sara, case, true).await.unwrap();
    golden.did("switch the lockbox on").await;
}

/// Turns one bit of a stored object.
pub(crate) fn damage(world: &World, object: ObjectId) {
    let name = format!("{object}.csf1");
    let shard: String = name
        .chars()
        .skip(ObjectId::PREFIX.len() + 1)
        .take(2)
        .collect();
    let path = world.dir.path().join("objects").join(shard).join(&name);
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .open(path)
        .unwrap();
    let mut byte = [0];
    file.read_exact_at(&mut byte, 1_000).unwrap();
    file.write_all_at(&[byte[0] ^ 1], 1_000).unwrap();
}

async fn ending(world: &World, golden: &mut Golden<'_>, case: &str, request: RequestId) {
    world
        .app
        .withdraw_request(&world.lena(), request)
        .await
        .unwrap();
    golden.did("withdraw the request").await;
    world.app.close_case(&world.lena(), case).await.unwrap();
    golden.did("close the case").await;
    world.app.reopen_case(&world.lena(), case).await.unwrap();
    golden.did("open it again").await;
}

/// A notice tells Lena of something that was not her doing.
async fn somebody_else(world: &World, golden: &mut Golden<'_>) {
    let lena = world.lena();
    world.app.renew_recovery_codes(&lena).await.unwrap();
    let notice = world.mailer.sent().pop().unwrap();
    let token = notice.text.split("not-me#").nth(1);
    let token = token.unwrap().split_whitespace().next().unwrap();
    world.app.freeze(&world.anonymous(), token).await.unwrap();
    golden
        .did("make recovery codes, and say that it was somebody else")
        .await;
}

/// Does one of everything; says what each wrote.
async fn play(world: &World) -> String {
    let mut golden = Golden {
        world,
        seen: 0,
        text: String::new(),
    };
    people(world, &mut golden).await;
    let (case, token, request) = case_work(world, &mut golden).await;
    let file = sending(world, &mut golden, &token).await;
    reading(world, &mut golden, file).await;
    checklists::story(world, &mut golden, &case).await;
    messages::story(world, &mut golden, &case).await;
    delivering::story(world, &mut golden, &case).await;
    access(world, &mut golden, &case).await;
    watching(world, &mut golden, &token).await;
    ending(world, &mut golden, &case, request).await;
    somebody_else(world, &mut golden).await;
    golden.text
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "most of it is the list of acts")]
async fn every_act_writes_its_events_and_no_personal_data() {
    let world = World::new(1).await;
    let text = play(&world).await;
    expect![[r#"
        set up, add a department, a customer and three members: organisation.created, department.created, member.added, enrolment.created, department.created, customer.created, member.added, enrolment.created, member.added, enrolment.created, member.added, enrolment.created
        enrol: enrolment.started, enrolment.completed, session.started
        sign in with a wrong password: session.refused
        sign in: session.started
        step up: session.stepped_up
        change the password: password.changed, notice.sent
        make recovery codes: recovery_codes.made, notice.sent
        add a passkey: passkey.added, notice.sent
        rename it: passkey.renamed
        remove it while no mail goes out: passkey.removed, notice.sent, notice.failed
        end the other sessions: session.all_ended
        sign out: session.ended
        make a token: token.created, notice.sent
        end a token: token.ended
        add, lock, unlock and move a member, who then leaves: member.added, enrolment.created, member.locked, member.unlocked, member.moved, member.left
        renew an enrolment: enrolment.created
        open a case: case.created
        add a member: case.member_added
        save a view: view.saved
        remove it again: view.removed
        make a request: request.created
        ask for a code: code.sent
        enter a wrong code: code.refused
        enter the code: code.accepted
        begin an upload: upload.created
        send a part: upload.appended
        terminate: upload.terminated
        begin an upload and leave it: upload.created, upload.expired
        send a file: upload.created, upload.completed
        fetch its receipt: receipt.issued
        scan: file.scanned
        look at the members: file.viewed
        look at the findings: file.viewed
        read lines: file.working_copy_read
        read a working copy: file.working_copy_read
        search: file.searched
        reveal: file.revealed
        download: file.download_opened, file.download_closed
        download what was damaged: file.download_closed, file.download_opened, file.integrity_failed
        ask for a further scan: file.rescan_asked
        scan what was damaged: file.integrity_failed, file.scanned
        rename: file.renamed
        add a version: file.version_added
        scan it: file.scanned
        show the version before: file.rolled_back
        look from another department: access.denied
        read the ledger: ledger.read
        save a template: template.saved
        ask for what it names: request.created
        remove the template: template.removed
        make a link and prove the address: request.created, code.sent, code.accepted
        write to the contact: message.sent
        read it as the contact: message.read
        answer: message.sent
        read the answer: message.read
        erase the answer: message.erased
        add a file to a case: file.added
        scan what was added: file.scanned
        send it to a contact: delivery.created
        prove the contact's address: code.sent, code.accepted
        add a contact's passkey: contact.passkey_added
        show it: contact.passkey_used
        remove it while no mail goes out: contact.passkey_removed
        show it again: contact.passkey_refused
        take the file: delivery.taken
        fetch it: file.download_closed, file.download_opened
        withdraw the delivery: delivery.withdrawn
        add a security officer: member.added, enrolment.created
        ask for access and take it back: grant.requested, grant.withdrawn
        ask and be denied: grant.requested, grant.refused
        ask and be approved: grant.requested, grant.approved, grant.started
        give it back: grant.ended
        ask and hear nothing: grant.requested, grant.lapsed
        break the glass: break_glass.opened
        review it: break_glass.reviewed
        take a member out: case.member_removed
        ask for a course: course.set
        record a completion: training.recorded
        ask for no course: course.ended
        put a case into a lane: case.lanes_set
        switch the lockbox on: lockbox.set
        use a link from ten networks: upload.created, upload.created, upload.created, upload.created, upload.created, upload.created, upload.created, upload.created, upload.created, upload.created
        watch: alert.raised, alert.raised, alert.raised, containment.begun
        take an alert: alert.acknowledged
        write a note: alert.noted
        close an alert: alert.closed, containment.ended
        add a security officer: member.added, enrolment.created
        set a decoy out: decoy.planted, file.scanned
        withdraw the request: request.withdrawn
        close the case: case.closed
        open it again: case.reopened
        make recovery codes, and say that it was somebody else: recovery_codes.made, notice.sent, member.froze
    "#]].assert_eq(&text);

    crate::directory::story(&world).await;
    crate::policies::story(&world).await;
    crate::backup::story(&world).await;
    crate::erasure::story(&world).await;
    crate::budgets::story(&world).await;
    crate::decoys::story(&world).await;
    crate::by_hand::story(&world).await;
    crate::sinks::story(&world).await;
    crate::anchor::story(&world).await;
    crate::notices::story(&world).await;
    every_kind_of_event(&world).await;
    no_personal_data(&world).await;
    world.check_ledger("at the end").await;
}

async fn every_kind_of_event(world: &World) {
    let entries = world.entries().await;
    let written: BTreeSet<&str> = entries.iter().map(|entry| entry.event()).collect();
    let known: BTreeSet<&str> = EventKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(written, known, "every kind of event has its act here");
}

/// Entries hold commitments only, and each has its opening.
async fn no_personal_data(world: &World) {
    let mut opened = BTreeSet::new();
    for entry in world.entries().await {
        for word in PERSONAL {
            assert!(!entry.text.contains(word), "`{word}` in {}", entry.text);
        }
        let openings = world.store.openings(entry.index).await.unwrap();
        let committed = entry.json["pii"].as_object();
        assert_eq!(openings.len(), committed.map_or(0, serde_json::Map::len));
        for opening in openings {
            let text = committed.unwrap()[&opening.field].as_str().unwrap();
            let commitment = Hash::from_base64(text).unwrap();
            let value = opening.value.as_bytes();
            assert!(verify_opening(
                &opening.field,
                &opening.salt,
                value,
                &commitment
            ));
            opened.insert(opening.field);
        }
    }
    let fields: Vec<_> = opened.iter().map(String::as_str).collect();
    let expected = [
        "address",
        "decoy",
        "email",
        "message",
        "name",
        "name_before",
        "note",
        "reason",
        "reference",
        "source",
        "subject",
        "text",
        "why",
    ];
    assert_eq!(fields, expected);
}

#[tokio::test]
async fn a_case_is_opened_with_so_many_members_at_most() {
    let world = World::new(1).await;
    let open = async |count: usize| {
        let new = NewCase {
            reference: None,
            subject: "Everybody".to_owned(),
            customer: "Contoso".to_owned(),
            department: None,
            members: vec![world.people.ada.id.to_string(); count],
        };
        world.app.create_case(&world.lena(), &new).await.map(drop)
    };
    open(CASE_MEMBERS_AT_ONCE_MAX).await.unwrap();
    let refused = open(CASE_MEMBERS_AT_ONCE_MAX + 1).await;
    assert!(matches!(
        refused,
        Err(AppError::Value {
            field: "members",
            ..
        })
    ));
}
