//! Two right sign-ins that one person cannot have made: who it is has to be shown once more.

use coffer_app::AppError;
use coffer_app::signin::{CeremonyAnswer, SignedIn};
use coffer_detect::Places;
use coffer_domain::alert::{ContainmentState, Response};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::id::FileId;
use coffer_domain::ports::{Clock as _, Watching as _};
use coffer_domain::reach::Reach;
use coffer_domain::time::Span;
use coffer_testkit::SoftPasskey;

use crate::access::{PASSWORD, labelled, totp};
use crate::watch::{alerts, files, rules, watch};
use crate::world::{URL, World, secret};

const BERLIN: [u8; 4] = [198, 51, 100, 7];
const SYDNEY: [u8; 4] = [203, 0, 113, 9];
const VPN: [u8; 4] = [203, 0, 113, 200];

fn places() -> Places {
    let table = "198.51.100.0/24,52.52,13.40,Berlin\n203.0.113.0/24,-33.87,151.21,Sydney";
    let vpn = "203.0.113.128/25".parse().unwrap();
    Places::parse(table).unwrap().without(vec![vpn])
}

/// Lena's password and the secret of her app, as she and a thief have them.
struct Lena<'a> {
    world: &'a World,
    key: String,
}

impl<'a> Lena<'a> {
    async fn enrolled(world: &'a World) -> Self {
        let (key, _) = world.enrol().await;
        watch(world).await;
        Self { world, key }
    }

    fn code(&self) -> String {
        self.world.clock.advance(Span::minutes(1));
        totp(&self.key, self.world.clock.now())
    }

    async fn signs_in_from(&self, address: [u8; 4]) -> SignedIn {
        let code = self.code();
        let ctx = RequestCtx {
            address: Some(address.into()),
            ..self.world.anonymous()
        };
        let email = self.world.people.lena.email.as_str();
        let signed = self
            .world
            .app
            .sign_in(&ctx, email, secret(PASSWORD), &code, None);
        let signed = signed.await.unwrap();
        watch(self.world).await;
        signed
    }

    /// The circumstances of a request with this cookie.
    async fn with(&self, session: &SignedIn) -> RequestCtx {
        let now = self.world.clock.now();
        let cookie = session.secret.expose();
        let found = self.world.app.session_member(cookie, now).await.unwrap();
        let found = found.unwrap();
        RequestCtx {
            session: found.session,
            aal: found.assurance.aal,
            phishing_resistant: found.assurance.phishing_resistant,
            authenticated: found.assurance.authenticated,
            reach: found.reach,
            ..self.world.ctx(Principal::Member(found.member))
        }
    }

    /// Steps up with what the session began with.
    async fn steps_up(&self, session: &SignedIn) -> SignedIn {
        let code = self.code();
        let ctx = self.with(session).await;
        let stepped = self
            .world
            .app
            .step_up(&ctx, session.session, secret(PASSWORD), &code);
        stepped.await.unwrap()
    }
}

async fn is_asked(world: &World) -> bool {
    let held = world.store.active_containments(None).await.unwrap();
    held.iter().any(|it| it.response == Response::RequireStepUp)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_in_from_the_other_end_of_the_world_gets_nothing_until_it_is_shown_who_that_is() {
    let world = World::knowing(1, places()).await;
    let lena = Lena::enrolled(&world).await;
    let file: FileId = files(&world, 1).await[0];
    let at_home = lena.signs_in_from(BERLIN).await;
    assert_eq!(rules(&world).await, [""; 0]);
    let thief = lena.signs_in_from(SYDNEY).await;
    assert!(
        rules(&world)
            .await
            .contains(&"D07-impossible-travel".to_owned())
    );
    assert!(is_asked(&world).await);
    for session in [&at_home, &thief] {
        let ctx = lena.with(session).await;
        assert_eq!(
            ctx.reach,
            Reach::Asked {
                step_up_helps: true
            }
        );
        let viewed = world.app.lines(&ctx, file, 0, 1, 10).await;
        assert!(matches!(viewed, Err(AppError::StepUpRequired)));
        let original = world.app.download(&ctx, file).await;
        assert!(matches!(original, Err(AppError::StepUpRequired)));
        let token = world.app.create_own_token(&ctx, &labelled("mine")).await;
        assert!(matches!(token, Err(AppError::StepUpRequired)));
    }
    // Nor is a token had without a session.
    let code = lena.code();
    let anonymous = world.anonymous();
    let (email, label) = ("lena@coffer.example", labelled("cli"));
    let made = world
        .app
        .sign_in_for_token(&anonymous, email, secret(PASSWORD), &code, &label);
    assert!(matches!(made.await, Err(AppError::HeldByAlert)));

    // She shows it, and works on; the other session stays where it is.
    let stepped = lena.steps_up(&at_home).await;
    let ctx = lena.with(&stepped).await;
    assert_eq!(ctx.reach, Reach::Session { stepped_up: true });
    assert!(world.app.download(&ctx, file).await.is_ok());
    let asked = lena.with(&thief).await.reach;
    assert_eq!(
        asked,
        Reach::Asked {
            step_up_helps: true
        }
    );

    for view in alerts(&world).await {
        let (operator, why) = (world.operator(), "she uses a telephone's proxy");
        let lifted = world
            .app
            .lift_containments(&operator, view.alert.id, None, why);
        lifted.await.unwrap();
    }
    let lifted = lena.with(&thief).await.reach;
    assert_eq!(lifted, Reach::Session { stepped_up: false });
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_a_passkey_is_asked_for_it_and_a_code_does_not_do() {
    let world = World::knowing(1, places()).await;
    let lena = Lena::enrolled(&world).await;
    let at_home = lena.signs_in_from(BERLIN).await;
    let stepped = lena.steps_up(&at_home).await;
    let ctx = lena.with(&stepped).await;
    let mut device = SoftPasskey::new(URL);
    let offer = world.app.begin_own_passkey(&ctx, at_home.session, false);
    let offer = offer.await.unwrap();
    let made = device.create(&serde_json::from_str(&offer.options).unwrap(), None);
    let answer = CeremonyAnswer {
        ticket: &offer.ticket,
        credential: &made.to_string(),
    };
    let added = world
        .app
        .add_own_passkey(&ctx, at_home.session, answer, "Laptop");
    added.await.unwrap();

    let thief = lena.signs_in_from(SYDNEY).await;
    let thief = lena.steps_up(&thief).await;
    let ctx = lena.with(&thief).await;
    let asked = Reach::Asked {
        step_up_helps: false,
    };
    assert_eq!(ctx.reach, asked);
    let theirs = world
        .app
        .begin_own_passkey(&ctx, thief.session, false)
        .await;
    assert!(matches!(theirs, Err(AppError::PasskeySignInRequired)));
    let offer = world.app.begin_passkey_sign_in(&world.anonymous()).await;
    let offer = offer.unwrap();
    world.clock.advance(Span::seconds(1));
    let shown = device.get(&serde_json::from_str(&offer.options).unwrap());
    let answer = CeremonyAnswer {
        ticket: &offer.ticket,
        credential: &shown.to_string(),
    };
    let anonymous = world.anonymous();
    let signed = world.app.sign_in_by_passkey(&anonymous, answer, None);
    let hers = lena.with(&signed.await.unwrap()).await;
    assert_eq!(hers.reach, Reach::Session { stepped_up: false });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vpn_that_is_named_and_a_network_in_no_table_are_nowhere() {
    let world = World::knowing(1, places()).await;
    let lena = Lena::enrolled(&world).await;
    for address in [BERLIN, VPN, [192, 0, 2, 1], BERLIN] {
        lena.signs_in_from(address).await;
    }
    assert!(
        !rules(&world)
            .await
            .contains(&"D07-impossible-travel".to_owned())
    );
    let world = World::new(1).await;
    let lena = Lena::enrolled(&world).await;
    for address in [BERLIN, SYDNEY] {
        lena.signs_in_from(address).await;
    }
    assert!(!is_asked(&world).await);
    let entries = world.entries().await;
    assert!(
        entries
            .iter()
            .all(|it| it.json["pii"]["position"].is_null())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn where_it_was_is_in_the_ledger_as_it_was_then_and_can_be_erased() {
    let world = World::knowing(1, places()).await;
    let lena = Lena::enrolled(&world).await;
    lena.signs_in_from(BERLIN).await;
    lena.signs_in_from(SYDNEY).await;
    let opened = world.store.opened_entries(0, 100).await.unwrap();
    let positions: Vec<_> = opened
        .iter()
        .filter_map(|it| it.position.as_deref())
        .collect();
    assert_eq!(positions.last(), Some(&"-33.9,151.2 Sydney"));
    // The entry itself has a commitment only.
    assert!(
        opened
            .iter()
            .all(|it| !it.text.contains("Sydney") && !it.text.contains("151.2"))
    );
    let sign_ins = opened.iter().filter(|it| it.text.contains("\"position\":"));
    assert!(sign_ins.count() >= 2);

    // Whoever watches the same ledger without the table, or with another one, says the same.
    let mut engine = coffer_detect::Engine::new(coffer_detect::RuleSet::builtin().unwrap());
    let mut found = Vec::new();
    for entry in &opened {
        let address = entry.address.as_deref().map(|text| text.parse().unwrap());
        let position = entry.position.as_deref().map(|text| text.parse().unwrap());
        let seen = coffer_detect::Observed::from_entry(entry.index, &entry.text, address, position);
        if let Some(seen) = seen.unwrap() {
            found.extend(engine.observe(&seen).into_iter().map(|it| it.rule));
        }
    }
    let mut raised = rules(&world).await;
    found.sort();
    raised.sort();
    assert_eq!(found, raised);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_only_tried_out_asks_nobody() {
    let mut world = World::knowing(1, places()).await;
    world.app = world.start_dry();
    let lena = Lena::enrolled(&world).await;
    lena.signs_in_from(BERLIN).await;
    let session = lena.signs_in_from(SYDNEY).await;
    let reach = lena.with(&session).await.reach;
    assert_eq!(reach, Reach::Session { stepped_up: false });
    let alerts = alerts(&world).await;
    let mut ours = alerts.iter().map(|view| &view.alert);
    let id = ours.find(|it| it.rule.starts_with("D07")).unwrap().id;
    let view = world.app.alert(&world.operator(), id).await.unwrap();
    let followed: Vec<_> = view.containments.iter().collect();
    let [tried] = followed[..] else {
        panic!("{followed:?}");
    };
    let dry = (Response::RequireStepUp, ContainmentState::DryRun);
    assert_eq!((tried.response, tried.state), dry);
}
