//! The story of messages, for the list of what every act writes; and what bounds them.

use coffer_app::AppError;
use coffer_app::link::OpenLink;
use coffer_app::messages::{AuthorView, MessageView};
use coffer_domain::limits::{MESSAGES_PER_HOUR_MAX, MESSAGES_SHOWN_MAX};
use coffer_domain::time::Span;

use crate::ledger::Golden;
use crate::links::newest_code;
use crate::world::World;

/// A link into the case whose contact proved their address.
pub(crate) async fn proven(world: &World, case: &str) -> OpenLink {
    let made = world.try_link(case, |new| new.script = false).await;
    let (token, _) = made.unwrap();
    let link = world.open(&token).await.unwrap();
    let ctx = world.ctx(link.principal());
    world.app.send_code(&ctx, &link).await.unwrap();
    let code = newest_code(world);
    let (pass, _) = world.app.enter_code(&ctx, &link, &code).await.unwrap();
    let now = coffer_domain::ports::Clock::now(&*world.clock);
    let opened = world.app.open_link(&token, Some(pass.expose()), now);
    opened.await.unwrap()
}

fn text_of(message: &MessageView) -> &str {
    message.text.as_ref().unwrap().expose()
}

/// A member writes, the contact reads and answers, the member reads.
pub(crate) async fn story(world: &World, golden: &mut Golden<'_>, case: &str) {
    let app = &world.app;
    let lena = world.lena();
    let link = proven(world, case).await;
    golden.did("make a link and prove the address").await;
    let sent = app.send_message(&lena, case, "Which version runs on node 3?");
    assert_eq!(sent.await.unwrap().told, 1);
    golden.did("write to the contact").await;
    let ctx = world.ctx(link.principal());
    app.link_messages(&ctx, &link, None).await.unwrap();
    golden.did("read it as the contact").await;
    let answer = app.send_link_message(&ctx, &link, "9.2.1, since Monday.");
    answer.await.unwrap();
    golden.did("answer").await;
    let read = app.messages(&lena, case, None).await.unwrap();
    assert_eq!(text_of(&read.messages[0]), "9.2.1, since Monday.");
    golden.did("read the answer").await;
    let why = "the customer asked for it";
    let erased = app.erase_message(&lena, read.messages[0].id, why).await;
    assert!(erased.unwrap().text.is_none());
    golden.did("erase the answer").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wrote_is_told_and_a_notice_says_nothing_of_it() {
    let world = World::new(1).await;
    let case = world.case().await;
    let lena = world.lena();
    let text = "Look at the gateway's pool size.";
    let nobody = world.app.send_message(&lena, &case, text).await;
    assert!(matches!(nobody, Err(AppError::Conflict("message.nobody"))));
    // A link that works without a code reaches nobody who was proved.
    world.link(&case).await;
    let nobody = world.app.send_message(&lena, &case, text).await;
    assert!(matches!(nobody, Err(AppError::Conflict("message.nobody"))));

    let link = proven(&world, &case).await;
    let sent = world.app.send_message(&lena, &case, text).await.unwrap();
    assert!(sent.view.own);
    let mail = world.mailer.sent().pop().unwrap();
    assert_eq!(mail.to.as_str(), "jane@contoso.example");
    assert!(!mail.text.contains("pool") && !mail.subject.contains("pool"));
    assert!(mail.text.contains(&link.request.id.to_string()));

    let ctx = world.ctx(link.principal());
    let seen = world.app.link_messages(&ctx, &link, None).await.unwrap();
    let seen = &seen.messages[0];
    assert!(!seen.own && text_of(seen) == text);
    assert!(matches!(&seen.author, AuthorView::Member(_)));
    // Not through a link that proved nobody.
    let unproven = world.link(&case).await;
    let unproven = world.open(&unproven).await.unwrap();
    let ctx = world.ctx(unproven.principal());
    let refused = world.app.link_messages(&ctx, &unproven, None).await;
    assert!(matches!(refused, Err(AppError::PassRequired)));
    let refused = world.app.send_link_message(&ctx, &unproven, "x").await;
    assert!(matches!(refused, Err(AppError::PassRequired)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_has_bounds_and_holds_nothing_that_is_masked() {
    let world = World::new(1).await;
    let case = world.case().await;
    let link = proven(&world, &case).await;
    let lena = world.lena();
    let ctx = world.ctx(link.principal());
    let long = "word ".repeat(1_601);
    for wrong in ["", " \n", "password=correct-horse-42", long.as_str()] {
        let sent = world.app.send_message(&lena, &case, wrong).await;
        assert!(matches!(sent, Err(AppError::Value { field: "text", .. })));
        let answered = world.app.send_link_message(&ctx, &link, wrong).await;
        assert!(matches!(
            answered,
            Err(AppError::Value { field: "text", .. })
        ));
    }
    for number in 0..MESSAGES_PER_HOUR_MAX {
        let text = format!("note {number}\u{202e}");
        let sent = world.app.send_link_message(&ctx, &link, &text);
        sent.await.unwrap();
    }
    let more = world.app.send_link_message(&ctx, &link, "more").await;
    assert!(matches!(more, Err(AppError::MessagesHeld { .. })));
    // Others are not held by it.
    world.app.send_message(&lena, &case, "yes?").await.unwrap();
    world.clock.advance(Span::hours(1));
    world.clock.advance(Span(1));
    let ctx = world.ctx(link.principal());
    let again = world.app.send_link_message(&ctx, &link, "more");
    again.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_written_at_once_do_not_share_one_look_at_their_number() {
    let world = World::new(1).await;
    let case = world.case().await;
    let link = proven(&world, &case).await;
    let ctx = world.ctx(link.principal());
    let sends = (0..2 * MESSAGES_PER_HOUR_MAX)
        .map(|_| world.app.send_link_message(&ctx, &link, "and now?"));
    let sent = futures::future::join_all(sends).await;
    let taken = sent.iter().filter(|it| it.is_ok()).count();
    assert_eq!(taken as u64, u64::from(MESSAGES_PER_HOUR_MAX));
}

#[tokio::test(flavor = "multi_thread")]
async fn old_messages_are_read_in_parts() {
    let world = World::new(1).await;
    let case = world.case().await;
    let link = proven(&world, &case).await;
    let all = MESSAGES_SHOWN_MAX + 5;
    for number in 0..all {
        world.clock.advance(Span::minutes(10));
        let ctx = world.ctx(link.principal());
        let text = format!("note {number}");
        let sent = world.app.send_link_message(&ctx, &link, &text);
        sent.await.unwrap();
    }
    let lena = world.lena();
    let newest = world.app.messages(&lena, &case, None).await.unwrap();
    assert!(newest.more && newest.messages.len() == MESSAGES_SHOWN_MAX as usize);
    let below = newest.messages.last().map(|last| last.number);
    let rest = world.app.messages(&lena, &case, below).await.unwrap();
    let texts: Vec<&str> = rest.messages.iter().map(text_of).collect();
    assert_eq!(texts, ["note 4", "note 3", "note 2", "note 1", "note 0"]);
    assert!(!rest.more);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_erased_message_said_is_gone_and_the_others_stay() {
    let mut world = World::new(1).await;
    let case = world.case().await;
    let link = proven(&world, &case).await;
    let lena = world.lena();
    let mut sent = Vec::new();
    for text in ["first", "second"] {
        let message = world.app.send_message(&lena, &case, text).await;
        sent.push(message.unwrap().view.id);
    }
    let why = "the customer asked for it";
    let early = world.app.erase_message(&lena, sent[0], "because").await;
    assert!(matches!(
        early,
        Err(AppError::Value {
            field: "reason",
            ..
        })
    ));
    let ada = world.member(&world.people.ada);
    let not_hers = world.app.erase_message(&ada, sent[0], why).await;
    assert!(matches!(not_hers, Err(AppError::Denied(_))));
    world.app.erase_message(&lena, sent[0], why).await.unwrap();
    let again = world.app.erase_message(&lena, sent[0], why).await;
    assert!(matches!(again, Err(AppError::Conflict("message.gone"))));

    world.crash().await;
    world.app.sweep_erased_messages().await.unwrap();
    let ctx = world.ctx(link.principal());
    let seen = world.app.link_messages(&ctx, &link, None).await.unwrap();
    assert_eq!(text_of(&seen.messages[0]), "second");
    assert!(seen.messages[1].text.is_none());
}
