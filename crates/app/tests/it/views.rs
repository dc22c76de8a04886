//! Saved views, and what lists are narrowed by.

use coffer_app::AppError;
use coffer_app::cases::CaseQuery;
use coffer_app::views::NewSelection;
use coffer_domain::limits::VIEWS_PER_MEMBER_MAX;
use coffer_domain::time::Span;

use crate::world::World;

#[tokio::test]
async fn a_member_keeps_so_many_views_and_nobody_touches_anothers() {
    let world = World::new(1).await;
    let (lena, ada) = (world.lena(), world.member(&world.people.ada));
    let all = NewSelection::default();
    let mut first = None;
    for number in 0..VIEWS_PER_MEMBER_MAX {
        let name = format!("view {number}");
        let saved = world.app.save_view(&lena, &name, &all);
        first.get_or_insert(saved.await.unwrap().id);
    }
    let one_more = world.app.save_view(&lena, "one more", &all).await;
    assert!(matches!(one_more, Err(AppError::Conflict("view.too_many"))));
    // Another selection under a name there is, is no further view.
    world.app.save_view(&lena, "view 7", &all).await.unwrap();
    let first = first.unwrap();
    let not_hers = world.app.remove_view(&ada, first).await;
    assert!(matches!(not_hers, Err(AppError::NotFound("saved view"))));
    assert!(world.app.views(&ada).await.unwrap().is_empty());
    world.app.remove_view(&lena, first).await.unwrap();
    let again = world.app.remove_view(&lena, first).await;
    assert!(matches!(again, Err(AppError::NotFound("saved view"))));
    let nobody = world.app.views(&world.anonymous()).await;
    assert!(nobody.is_err());
}

#[tokio::test]
async fn a_selection_says_what_is_wrong_with_it() {
    let world = World::new(1).await;
    let wrong = [
        NewSelection {
            lane: Some("blue".to_owned()),
            ..NewSelection::default()
        },
        NewSelection {
            received_hours: Some(0),
            ..NewSelection::default()
        },
        NewSelection {
            received_hours: Some(9_000),
            ..NewSelection::default()
        },
        NewSelection {
            words: Some(" ".to_owned()),
            ..NewSelection::default()
        },
        NewSelection {
            department: Some("Nowhere".to_owned()),
            ..NewSelection::default()
        },
    ];
    for shows in wrong {
        let saved = world.app.save_view(&world.lena(), "wrong", &shows).await;
        assert!(saved.is_err());
    }
    assert!(world.app.views(&world.lena()).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_case_that_got_a_file_is_new_for_as_long_as_was_asked() {
    let world = World::new(1).await;
    let case = world.case().await;
    world.case().await;
    let link = world.link(&case).await;
    world.file(&link, 7, 1_000).await;
    let within = async |hours| {
        let query = CaseQuery {
            shows: NewSelection {
                received_hours: Some(hours),
                ..NewSelection::default()
            },
            ..CaseQuery::default()
        };
        let (cases, _) = world.app.cases(&world.lena(), &query).await.unwrap();
        cases
            .iter()
            .map(|view| view.case.id.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(within(1).await, std::slice::from_ref(&case));
    world.clock.advance(Span::hours(2));
    assert_eq!(within(1).await, [""; 0]);
    assert_eq!(within(3).await, [case]);
}
