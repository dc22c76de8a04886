//! What a contact is told that is held about them: all of it, nothing of others, each line provable.

use std::collections::BTreeSet;

use coffer_app::AppError;
use coffer_app::subject::SubjectExport;
use coffer_domain::context::RequestCtx;
use coffer_domain::people::Contact;
use coffer_domain::ports::Cases;
use coffer_domain::reach::Reach;
use coffer_domain::text::Email;
use coffer_tlog::verify_receipt;

use crate::erasure::{WHY, officer};
use crate::messages::proven;
use crate::world::World;

const JANE: &str = "jane@contoso.example";
const JOE: &str = "joe@contoso.example";

async fn export(world: &World, officer: &RequestCtx, below: Option<u64>) -> SubjectExport {
    let export = world
        .app
        .export_subject(officer, "Contoso", JANE, WHY, below);
    export.await.unwrap()
}

async fn contact(world: &World, email: &str) -> Contact {
    let customers = world.app.customers().await.unwrap();
    let email = Email::parse(email).unwrap();
    let found = world.store.contact_by_email(customers[0].id, &email);
    found.await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_holds_all_of_one_contact_and_nothing_of_another() {
    let world = World::new(1).await;
    let officer = officer(&world).await;
    let case = world.case().await;
    let token = world.link(&case).await;
    let [kept, erased] = [
        world.file(&token, 1, 9_000).await,
        world.file(&token, 2, 9_000).await,
    ];
    let (others, _) = world
        .try_link(&case, |new| new.contact = JOE.to_owned())
        .await
        .unwrap();
    let theirs = world.file(&others, 3, 9_000).await;
    world.drain_jobs().await;
    let lena = world.lena();
    world.app.erase_file(&lena, erased, WHY).await.unwrap();
    let link = proven(&world, &case).await;
    let ctx = world.ctx(link.principal());
    let said = "It is node 3, since Monday.";
    world
        .app
        .send_link_message(&ctx, &link, said)
        .await
        .unwrap();
    let asked = "Which node is it?";
    world.app.send_message(&lena, &case, asked).await.unwrap();
    world.app.file_receipt(&lena, kept).await.unwrap();

    let export = export(&world, &officer, None).await;
    let subject = export.subject.as_ref().unwrap();
    assert_eq!(subject.contact.email.as_str(), JANE);
    assert_eq!(subject.links.len(), 2);
    let sent: Vec<_> = subject.links.iter().flat_map(|it| &it.files).collect();
    assert_eq!(sent.iter().map(|file| file.id).collect::<Vec<_>>(), [kept]);
    let gone: Vec<_> = subject.links.iter().flat_map(|it| &it.erased).collect();
    assert_eq!(gone.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [erased]);
    let [written] = &subject.messages[..] else {
        panic!("one message is hers");
    };
    assert_eq!(written.text.as_ref().unwrap().expose(), said);
    let lenas = world.people.lena.id.to_string();
    assert!(export.members.contains_key(&lenas), "she saw her file");

    // Each of her things has its place, at which the ledger speaks of it.
    let log = world.app.log_verifier().await.unwrap();
    let jane = subject.contact.id.to_string();
    let joe = contact(&world, JOE).await.id.to_string();
    assert!(!export.more);
    for entry in &export.entries {
        let verified = verify_receipt(entry, &log).unwrap();
        let hers = verified.entry.contains(&format!("\"actor\":\"{jane}\""));
        assert!(hers || verified.openings.is_empty(), "{}", verified.entry);
        for foreign in [&joe, &theirs.to_string()] {
            assert!(!verified.entry.contains(foreign), "{}", verified.entry);
        }
    }
    for id in [kept.to_string(), erased.to_string(), written.id.to_string()] {
        let place = subject.places[&id];
        let entry = export.entries.iter().find(|it| it.index == place).unwrap();
        assert!(entry.entry.contains(&id));
    }
    let opened = |value: &str| {
        let openings = export.entries.iter().flat_map(|it| &it.openings);
        openings.into_iter().any(|it| it.value.contains(value))
    };
    assert!(opened("logs/gateway-"), "what she called her files");
    assert!(!opened(WHY));
    let own = |it: &str| it.contains("subject.exported") && it.contains(&jane);
    assert!(export.entries.iter().any(|it| own(&it.entry)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_record_comes_in_parts_without_a_gap() {
    let world = World::new(1).await;
    let officer = officer(&world).await;
    let link = proven(&world, &world.case().await).await;
    let ctx = world.ctx(link.principal());
    for _ in 0..210 {
        world.app.custody(&ctx, &link, None).await.unwrap();
    }
    let first = export(&world, &officer, None).await;
    assert!(first.more && first.entries.len() == 200);
    let below = first.entries.last().map(|it| it.index);
    let second = export(&world, &officer, below).await;
    assert!(second.subject.is_none() && !second.more);
    let all = first.entries.iter().chain(&second.entries);
    let places: Vec<u64> = all.map(|it| it.index).collect();
    assert!(places.is_sorted_by(|newer, older| newer > older));
    let read = first.entries.iter().chain(&second.entries);
    let read = read.filter(|it| it.entry.contains("ledger.read")).count();
    assert_eq!(read, 210);
    assert_eq!(places.iter().collect::<BTreeSet<_>>().len(), places.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_answers_for_data_protection_takes_it_out_and_says_why() {
    let world = World::new(1).await;
    let officer = officer(&world).await;
    world.link(&world.case().await).await;
    let ask = async |who: &RequestCtx, customer: &str, contact: &str, why: &str| {
        let export = world.app.export_subject(who, customer, contact, why, None);
        export.await.map(drop)
    };
    for who in [&world.people.lena, &world.people.ada, &world.people.max] {
        let refused = ask(&world.member(who), "Contoso", JANE, WHY).await;
        assert!(matches!(refused, Err(AppError::Denied(_))));
    }
    let stale = RequestCtx {
        reach: Reach::Session { stepped_up: false },
        ..officer.clone()
    };
    let refused = ask(&stale, "Contoso", JANE, WHY).await;
    assert!(matches!(refused, Err(AppError::StepUpRequired)));
    let refused = ask(&officer, "Contoso", JANE, "she asked").await;
    assert!(matches!(refused, Err(AppError::Value { .. })));
    for (customer, contact) in [("Contoso", JOE), ("Contoso", "con_x"), ("Fabrikam", JANE)] {
        let refused = ask(&officer, customer, contact, WHY).await;
        assert!(matches!(refused, Err(AppError::NotFound(_))));
    }
    ask(&officer, "Contoso", JANE, WHY).await.unwrap();
}
