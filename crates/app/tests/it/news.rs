//! What open pages are told: that something changed, to those who may see it, until they may not.

use std::sync::Arc;

use coffer_app::AppError;
use coffer_app::cases::NewCase;
use coffer_app::news::{About, Listener, News};
use coffer_domain::context::RequestCtx;
use coffer_domain::id::CaseId;
use coffer_domain::limits::SESSION_IDLE;
use coffer_domain::people::Member;

use crate::watch::add;
use crate::world::{World, fragment};

/// A session of theirs.
async fn signed_in(world: &World, who: &Member) -> RequestCtx {
    let operator = world.operator();
    let link = world.app.renew_enrolment(&operator, who.email.as_str());
    let (_, signed_in) = world.enrol_with(&fragment(&link.await.unwrap().url)).await;
    RequestCtx {
        session: Some(signed_in.session),
        ..world.member(who)
    }
}

fn listen(world: &World, ctx: &RequestCtx) -> Listener {
    Arc::clone(&world.app).listen(ctx).unwrap()
}

const fn about(about: About, case: CaseId, own: bool) -> News {
    News {
        about,
        case: Some(case),
        own,
    }
}

/// What is told before somebody's own case is opened, which comes last.
async fn told_until_own_case(listener: &mut Listener) -> Vec<News> {
    let mut told = Vec::new();
    loop {
        let news = listener.next().await.unwrap();
        if news.about == About::Case && news.own {
            return told;
        }
        told.push(news);
    }
}

async fn open_case(world: &World, ctx: &RequestCtx) -> CaseId {
    let new = NewCase {
        reference: None,
        subject: "Of their own".to_owned(),
        customer: "Contoso".to_owned(),
        department: None,
        members: Vec::new(),
    };
    world.app.create_case(ctx, &new).await.unwrap().case.id
}

#[tokio::test]
async fn what_changed_is_told_to_those_who_may_see_it() {
    let world = World::new(1).await;
    let case = world.case().await;
    let [lena, ada, max] = [&world.people.lena, &world.people.ada, &world.people.max];
    let [lena, ada, max] = [
        signed_in(&world, lena).await,
        signed_in(&world, ada).await,
        signed_in(&world, max).await,
    ];
    let [mut to_lena, mut to_ada, mut to_max] = [&lena, &ada, &max].map(|it| listen(&world, it));
    let link = world.link(&case).await;
    let file = world.file(&link, 7, 5_000).await;
    world.drain_jobs().await;
    // Looking is no news.
    world.app.file(&lena, file).await.unwrap();
    let id: CaseId = case.parse().unwrap();
    for (listener, ctx, own) in [(&mut to_lena, &lena, true), (&mut to_ada, &ada, false)] {
        let mine = open_case(&world, ctx).await;
        let told = told_until_own_case(listener).await;
        assert!(told.contains(&about(About::Requests, id, own)), "{told:?}");
        assert!(told.contains(&about(About::Files, id, false)), "{told:?}");
        // Several things of one moment are told once.
        let files = told.iter().filter(|news| news.about == About::Files);
        assert_eq!(files.count(), 1, "{told:?}");
        assert_ne!(mine, id);
    }
    open_case(&world, &max).await;
    assert_eq!(told_until_own_case(&mut to_max).await, []);
}

#[tokio::test]
async fn whoever_is_taken_out_of_a_case_is_told_that_and_nothing_after() {
    let world = World::new(1).await;
    let case = world.case().await;
    let ada = signed_in(&world, &world.people.ada).await;
    let mut to_ada = listen(&world, &ada);
    let out = world.people.ada.id.to_string();
    let lena = world.lena();
    let removed = world.app.remove_case_member(&lena, &case, &out);
    removed.await.unwrap();
    let id = case.parse().unwrap();
    assert_eq!(to_ada.next().await, Some(about(About::Case, id, false)));
    world.link(&case).await;
    open_case(&world, &ada).await;
    assert_eq!(told_until_own_case(&mut to_ada).await, []);
}

#[tokio::test]
async fn who_works_a_case_does_not_hear_of_a_decoy_in_it() {
    let world = World::new(1).await;
    let case = world.case().await;
    let officer = add(&world, "olga@coffer.example", &["security"]).await;
    let olga = world.member(&officer);
    let ada = signed_in(&world, &world.people.ada).await;
    let mut to_ada = listen(&world, &ada);
    let planted = world
        .app
        .plant_decoy(&olga, &case, "vpn.txt", "password=made-up");
    planted.await.unwrap();
    world.drain_jobs().await;
    open_case(&world, &ada).await;
    assert_eq!(told_until_own_case(&mut to_ada).await, []);
}

#[tokio::test]
async fn listening_ends_with_the_session_and_keeps_none_alive() {
    let world = World::new(1).await;
    let case = world.case().await;
    let lena = signed_in(&world, &world.people.lena).await;
    let mut ended = listen(&world, &lena);
    let session = lena.session.unwrap();
    world.app.end_session(&lena, session).await.unwrap();
    assert_eq!(ended.next().await, None);

    let again = signed_in(&world, &world.people.lena).await;
    let mut idle = listen(&world, &again);
    world.clock.advance(SESSION_IDLE);
    world.link(&case).await;
    assert_eq!(idle.next().await, None);

    let third = signed_in(&world, &world.people.lena).await;
    let mut stopped = listen(&world, &third);
    world.app.stop_news();
    assert_eq!(stopped.next().await, None);
    assert_eq!(listen(&world, &third).next().await, None);
    let token = RequestCtx {
        session: None,
        ..third
    };
    let refused = Arc::clone(&world.app).listen(&token);
    assert!(matches!(refused.err(), Some(AppError::SessionOnly)));
}

#[tokio::test]
async fn a_member_has_so_many_listeners_and_no_more() {
    let world = World::new(1).await;
    let lena = signed_in(&world, &world.people.lena).await;
    let mut listeners: Vec<Listener> = (0..24).map(|_| listen(&world, &lena)).collect();
    let one_more = || Arc::clone(&world.app).listen(&lena);
    assert!(matches!(one_more().err(), Some(AppError::TooManyListeners)));
    listeners.pop();
    assert!(one_more().is_ok());
}

#[tokio::test]
async fn whoever_is_too_slow_is_told_to_ask_for_everything() {
    let world = World::new(1).await;
    let case = world.case().await;
    let lena = signed_in(&world, &world.people.lena).await;
    let mut slow = listen(&world, &lena);
    for _ in 0..130 {
        world.app.close_case(&lena, &case).await.unwrap();
        world.app.reopen_case(&lena, &case).await.unwrap();
    }
    let everything = News {
        about: About::Everything,
        case: None,
        own: false,
    };
    assert_eq!(slow.next().await, Some(everything));
    open_case(&world, &lena).await;
    assert_eq!(told_until_own_case(&mut slow).await, []);
}
