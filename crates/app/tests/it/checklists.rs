//! The story of a template and of what a request asks for, for the list of what every act writes; and who may do what with them.

use coffer_app::AppError;
use coffer_app::checklist::NewItem;
use coffer_app::upload::NewUpload;
use coffer_domain::limits::{ASKED_ITEMS_MAX, TEMPLATES_PER_DEPARTMENT_MAX};

use crate::ledger::Golden;
use crate::world::World;

fn item(name: &str) -> NewItem {
    NewItem {
        name: name.to_owned(),
        how: Some("journalctl -u gateway".to_owned()),
        wanted: true,
    }
}

/// A template is saved, used, and removed.
pub(crate) async fn story(world: &World, golden: &mut Golden<'_>, case: &str) {
    let app = &world.app;
    let lena = world.lena();
    let items = [item("Gateway log")];
    let saved = app.save_template(&lena, "Support", "Crash", &items).await;
    golden.did("save a template").await;
    let asked = |new: &mut coffer_app::requests::NewRequest| new.asked = items.to_vec();
    world.try_link(case, asked).await.unwrap();
    golden.did("ask for what it names").await;
    app.remove_template(&lena, saved.unwrap().id).await.unwrap();
    golden.did("remove the template").await;
}

#[tokio::test]
async fn a_list_has_bounds_and_holds_no_secret() {
    let world = World::new(1).await;
    let case = world.case().await;
    let ask = async |items: Vec<NewItem>| {
        let made = world.try_link(&case, |new| new.asked = items).await;
        made.map(|(token, _)| token)
    };
    let mut secret = item("Log");
    secret.how = Some("curl --user jane:password=correct-horse-42".to_owned());
    let mut turned = item("Log");
    turned.how = Some("rm \u{202e}x".to_owned());
    let many = vec![item("Log"); ASKED_ITEMS_MAX + 1];
    for wrong in [vec![item(" ")], vec![secret], vec![turned], many] {
        let refused = ask(wrong).await;
        assert!(matches!(
            refused,
            Err(AppError::Value { field: "asked", .. } | AppError::Text { .. })
        ));
    }
    ask(vec![item("Log"); ASKED_ITEMS_MAX]).await.unwrap();
}

#[tokio::test]
async fn a_file_is_put_to_an_item_there_is_and_to_none_as_well() {
    let world = World::new(1).await;
    let case = world.case().await;
    let asked = |new: &mut coffer_app::requests::NewRequest| {
        new.asked = vec![item("Log"), item("Configuration")];
    };
    let (token, request) = world.try_link(&case, asked).await.unwrap();
    let link = world.open(&token).await.unwrap();
    let ctx = world.ctx(link.principal());
    let begin = async |item| {
        let new = NewUpload {
            name: "a.log".to_owned(),
            length: Some(10),
            item,
            ..NewUpload::default()
        };
        world.app.create_upload(&ctx, &link, &new).await
    };
    for wrong in [0, 3, u32::MAX] {
        let refused = begin(Some(wrong)).await;
        assert!(matches!(
            refused,
            Err(AppError::Value { field: "item", .. })
        ));
    }
    begin(None).await.unwrap();
    let begun = begin(Some(2)).await.unwrap();
    // What is under way answers nothing yet.
    let view = async || world.app.view_link(&link).await.unwrap().asked;
    assert!(view().await.iter().all(|(_, files)| files.is_empty()));
    let ended = world.app.terminate_upload(&ctx, &link, begun.id);
    ended.await.unwrap();
    let answers = world.app.answers(&link).await.unwrap();
    assert!(answers.is_empty());
    let seen = world.app.requests(&world.lena(), &case).await.unwrap();
    let seen = seen.iter().find(|it| it.request.id == request).unwrap();
    assert_eq!(seen.asked[1].0.name.as_str(), "Configuration");
}

#[tokio::test]
async fn templates_are_kept_by_leads_of_their_department_and_so_many_of_them() {
    let world = World::new(1).await;
    let (lena, ada) = (world.lena(), world.member(&world.people.ada));
    let items = [item("Log")];
    let by_ada = world.app.save_template(&ada, "Support", "Own", &items);
    assert!(matches!(by_ada.await, Err(AppError::Denied(_))));
    let empty = world.app.save_template(&lena, "Support", "Own", &[]).await;
    assert!(matches!(empty, Err(AppError::Value { field: "asked", .. })));
    for number in 0..TEMPLATES_PER_DEPARTMENT_MAX {
        let name = format!("template {number}");
        let saved = world.app.save_template(&lena, "Support", &name, &items);
        saved.await.unwrap();
    }
    let more = world.app.save_template(&lena, "Support", "more", &items);
    assert!(matches!(
        more.await,
        Err(AppError::Conflict("template.too_many"))
    ));
    let again = world
        .app
        .save_template(&lena, "Support", "template 7", &items);
    let id = again.await.unwrap().id;
    let not_hers = world.app.remove_template(&ada, id).await;
    assert!(matches!(not_hers, Err(AppError::Denied(_))));
    world.app.remove_template(&lena, id).await.unwrap();
    let left = world.app.templates(&lena, "Support").await.unwrap();
    assert_eq!(left.len(), TEMPLATES_PER_DEPARTMENT_MAX - 1);
}
