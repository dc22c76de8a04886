//! Signing in by a provider's word, and following a directory, for the ledger; and what does not count.

use async_trait::async_trait;
use coffer_app::AppError;
use coffer_app::directory::{SyncReport, SyncRules};
use coffer_app::signin::{Arrival, SignedIn};
use coffer_domain::access::Identity;
use coffer_domain::commit::Change;
use coffer_domain::context::RequestCtx;
use coffer_domain::people::MemberState;
use coffer_domain::ports::{
    Access, Directory, DirectorySource, IdentityProvider, IdpError, LoggedOut, SignInFlow,
    SourceError, SourcePerson, Vouched,
};
use coffer_domain::secret::SecretText;
use coffer_domain::time::{Span, Timestamp};
use expect_test::expect;

use crate::ledger::Golden;
use crate::world::World;

const ISSUER: &str = "https://idp.example";
const HOUR: i64 = 3_600;

/// A provider that says what the code names: subject, address and age of the sign-in in seconds.
pub(crate) struct Scripted;

#[async_trait]
impl IdentityProvider for Scripted {
    fn id(&self) -> &'static str {
        "scripted"
    }

    fn title(&self) -> &'static str {
        "Scripted"
    }

    fn brings_people(&self) -> bool {
        true
    }

    fn auth_age_max(&self) -> i64 {
        HOUR
    }

    async fn authorize_url(
        &self,
        _: &str,
        flow: &SignInFlow,
        _: bool,
        _: Timestamp,
    ) -> Result<String, IdpError> {
        Ok(flow.state.expose().to_owned())
    }

    async fn redeem(
        &self,
        _: &str,
        code: &SecretText,
        _: Option<&str>,
        _: &SignInFlow,
        now: Timestamp,
    ) -> Result<Vouched, IdpError> {
        let parts: Vec<&str> = code.expose().split(' ').collect();
        let [subject, address, age] = parts[..] else {
            return Err(IdpError::Refused("the code was not accepted"));
        };
        Ok(Vouched {
            issuer: ISSUER.to_owned(),
            subject: subject.to_owned(),
            session: Some("there".to_owned()),
            aal: 2,
            phishing_resistant: false,
            authenticated: now.plus(Span::seconds(-age.parse::<i64>().unwrap())),
            groups: vec!["engineers".to_owned()],
            email: Some(address.to_owned()),
            name: Some("Lena L.".to_owned()),
            external: None,
        })
    }

    async fn logout(&self, token: &str, now: Timestamp) -> Result<LoggedOut, IdpError> {
        let Some(message) = token.strip_prefix("end ") else {
            return Err(IdpError::Refused("not a logout message"));
        };
        Ok(LoggedOut {
            issuer: ISSUER.to_owned(),
            subject: Some("lena-7".to_owned()),
            session: None,
            message: message.to_owned(),
            issued: now,
        })
    }
}

/// A directory that knows these people by address.
struct Known(Vec<&'static str>);

#[async_trait]
impl DirectorySource for Known {
    async fn everybody(&self) -> Result<Vec<SourcePerson>, SourceError> {
        let people = self.0.iter().map(|address| SourcePerson {
            key: (*address).to_owned(),
            external: None,
            email: Some((*address).to_owned()),
            name: None,
            groups: Vec::new(),
            active: true,
        });
        Ok(people.collect())
    }
}

/// An attempt of a browser: what it keeps, and the state at the provider.
async fn depart(world: &World, ctx: &RequestCtx) -> (SecretText, SecretText) {
    let departure = world.app.depart(ctx, "scripted", false, ctx.session).await;
    let departure = departure.unwrap();
    (departure.secret, SecretText::new(departure.url))
}

async fn arrive(
    world: &World,
    attempt: &(SecretText, SecretText),
    code: &str,
) -> Result<SignedIn, AppError> {
    let text = |it: &SecretText| SecretText::new(it.expose().to_owned());
    let arrival = Arrival {
        secret: text(&attempt.0),
        state: text(&attempt.1),
        code: SecretText::new(code.to_owned()),
        issuer: None,
    };
    let ctx = world.anonymous();
    world.app.arrive(&ctx, "scripted", &arrival, None).await
}

async fn sign_in(world: &World, code: &str) -> Result<SignedIn, AppError> {
    let attempt = depart(world, &world.anonymous()).await;
    arrive(world, &attempt, code).await
}

async fn compare(world: &World, known: &[&'static str]) -> SyncReport {
    let rules = SyncRules {
        removed_percent_max: 10,
        even_so: false,
        dry_run: false,
    };
    let directory = Known(known.to_vec());
    let ctx = world.operator();
    world
        .app
        .sync_directory(&ctx, &directory, rules)
        .await
        .unwrap()
}

/// Everything a provider and a followed directory do, and the events they leave.
pub(crate) async fn story(world: &World) {
    let mut golden = Golden::from_now(world).await;
    sign_in(world, "lena-7 lena.seven@coffer.example 60")
        .await
        .unwrap();
    golden.did("sign in by a provider for the first time").await;
    sign_in(world, "lena-7 lena.seven@coffer.example 60")
        .await
        .unwrap();
    golden.did("sign in by it again").await;
    assert!(sign_in(world, "forged").await.is_err());
    golden.did("show a code it does not take").await;
    let (ctx, app) = (world.anonymous(), &world.app);
    app.provider_logout(&ctx, "scripted", "end lena-1")
        .await
        .unwrap();
    golden.did("it ends their sessions").await;
    app.note_refused_logout(&ctx, "scripted", "not a logout message")
        .await
        .unwrap();
    golden.did("somebody else says so").await;
    compare(world, &["lena.eight@coffer.example"]).await;
    golden.did("compare with a directory").await;
    assert!(compare(world, &[]).await.refused);
    golden.did("compare with one that is empty").await;
    expect![[r#"
        sign in by a provider for the first time: member.added, identity.linked, enrolment.completed, session.started
        sign in by it again: session.started
        show a code it does not take: session.refused
        it ends their sessions: session.ended_by_provider
        somebody else says so: session.provider_logout_refused
        compare with a directory: member.added, directory.synced
        compare with one that is empty: directory.sync_refused
    "#]]
    .assert_eq(golden.text());
}

#[tokio::test]
async fn an_answer_counts_once_in_time_and_only_for_the_attempt_it_belongs_to() {
    let mut world = World::new(1).await;
    let code = "p p@coffer.example 0";
    let attempt = depart(&world, &world.anonymous()).await;
    let other = depart(&world, &world.anonymous()).await;
    let mixed = (
        SecretText::new(attempt.0.expose().to_owned()),
        SecretText::new(other.1.expose().to_owned()),
    );
    let refused = |done: Result<SignedIn, AppError>| {
        assert!(matches!(done, Err(AppError::SignInFailed)));
    };
    refused(arrive(&world, &mixed, code).await);
    arrive(&world, &attempt, code).await.unwrap();
    refused(arrive(&world, &attempt, code).await);
    // What was answered stays answered, whatever the process knows; so does what was refused.
    world.crash().await;
    refused(arrive(&world, &attempt, code).await);
    refused(arrive(&world, &other, "forged").await);
    refused(arrive(&world, &other, code).await);

    let late = depart(&world, &world.anonymous()).await;
    world.clock.advance(Span::minutes(10));
    refused(arrive(&world, &late, code).await);
    let why: Vec<String> = world
        .entries()
        .await
        .iter()
        .filter(|entry| entry.event() == "session.refused")
        .map(|entry| entry.json["data"]["why"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        why,
        [
            "state",
            "answered before",
            "answered before",
            "the code was not accepted",
            "answered before",
            "state"
        ]
    );
}

#[tokio::test]
async fn a_session_ends_with_the_sign_in_it_rests_on_and_when_the_provider_says_so() {
    let world = World::new(1).await;
    let recognised = async |signed_in: &SignedIn| {
        let found = world
            .app
            .session_member(signed_in.secret.expose(), world.anonymous().now);
        found.await.unwrap().is_some()
    };
    let lena = "lena-7 lena.seven@coffer.example";
    let old = sign_in(&world, &format!("{lena} 3540")).await.unwrap();
    let fresh = sign_in(&world, &format!("{lena} 0")).await.unwrap();
    let somebody = sign_in(&world, "p p@coffer.example 0").await.unwrap();
    assert!(recognised(&old).await);
    world.clock.advance(Span::minutes(1));
    assert!(!recognised(&old).await, "the sign-in there was an hour ago");
    assert!(recognised(&fresh).await);

    let ctx = world.anonymous();
    let end = async |message: &str| world.app.provider_logout(&ctx, "scripted", message).await;
    let refused = end("nonsense").await;
    assert!(matches!(refused, Err(AppError::LogoutRefused(_))));
    assert!(recognised(&fresh).await);
    end("end m1").await.unwrap();
    assert!(!recognised(&fresh).await);
    assert!(recognised(&somebody).await, "it was about one person");
    let again = end("end m1").await;
    assert!(matches!(again, Err(AppError::LogoutRefused(_))));
    let left = world.store.sessions(fresh.member.id).await.unwrap();
    assert_eq!(left.len(), 0);
}

#[tokio::test]
async fn what_a_session_began_to_read_ends_when_its_provider_ends_it() {
    const BYTES: u64 = 8 << 20;
    let world = World::new(1).await;
    let link = world.link(&world.case().await).await;
    let file = world.file(&link, 7, BYTES).await;
    world.drain_jobs().await;
    let lena = Identity {
        issuer: ISSUER.to_owned(),
        subject: "lena-7".to_owned(),
        member: world.people.lena.id,
        created: world.lena().now,
    };
    world.change(Change::LinkIdentity(lena)).await;
    let signed_in = sign_in(&world, "lena-7 elsewhere@coffer.example 0")
        .await
        .unwrap();
    assert_eq!(signed_in.member.id, world.people.lena.id);
    let ctx = RequestCtx {
        session: Some(signed_in.session),
        ..world.lena()
    };
    let opened = world.app.download(&ctx, file).await.unwrap();
    let mut pieces = opened.stream(0..BYTES).await.unwrap();
    assert!(matches!(pieces.recv().await, Some(Ok(_))));
    let anybody = world.anonymous();
    let end = world.app.provider_logout(&anybody, "scripted", "end m1");
    end.await.unwrap();
    let ended = pieces.recv().await;
    assert!(matches!(ended, Some(Err(AppError::SignedOut))));
}

#[tokio::test]
async fn people_are_known_by_issuer_and_subject_and_the_locked_stay_out() {
    let world = World::new(1).await;
    let first = sign_in(&world, "p p@coffer.example 0").await.unwrap();
    let moved = sign_in(&world, "p q@coffer.example 0").await.unwrap();
    assert_eq!(first.member.id, moved.member.id);
    assert_eq!(moved.member.email.as_str(), "q@coffer.example");
    for code in [
        // An address that is somebody's here already, by whatever way they came.
        "other q@coffer.example 0".to_owned(),
        format!("other {} 0", world.people.lena.email),
    ] {
        let taken = sign_in(&world, &code).await;
        assert!(matches!(taken, Err(AppError::SignInFailed)), "{code}");
    }
    world
        .change(Change::SetMemberState {
            member: first.member.id,
            to: MemberState::Locked,
        })
        .await;
    let locked = sign_in(&world, "p p@coffer.example 0").await;
    assert!(matches!(locked, Err(AppError::SignInFailed)));
}

#[tokio::test]
async fn a_directory_that_suddenly_knows_few_is_not_followed() {
    let world = World::new(1).await;
    let all = [
        "a@coffer.example",
        "b@coffer.example",
        "c@coffer.example",
        "d@coffer.example",
    ];
    assert_eq!(compare(&world, &all).await.added, 4);
    assert_eq!(compare(&world, &all).await.same, 4);
    let report = compare(&world, &all[..3]).await;
    assert!(report.refused && report.left == 1);
    let members = world.store.members().await.unwrap();
    let left = members.iter().filter(|it| it.state == MemberState::Left);
    assert_eq!(left.count(), 0);
    // Somebody whose address is taken here is named, and the others go on.
    let lena: &'static str = world.people.lena.email.as_str().to_owned().leak();
    let report = compare(
        &world,
        &[all[0], all[1], all[2], all[3], lena, "e@coffer.example"],
    )
    .await;
    assert_eq!(report.problems.len(), 1);
    let members = world.store.members().await.unwrap();
    assert!(
        members
            .iter()
            .any(|it| it.email.as_str() == "e@coffer.example")
    );
}
