//! Decoys: credentials that open nothing, and files that nobody has work with.

use coffer_domain::commit::Change;
use coffer_domain::decoy::{Bait, DecoyCredential};
use coffer_domain::id::{DecoyId, FileId, MemberId};
use coffer_domain::text::Email;
use coffer_domain::time::Timestamp;

use crate::fixture::{
    Store, apply, begun, create_upload, hash, id, member, name, populate, refused, version,
};

fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

fn decoy(number: u8, bait: Bait) -> Change {
    Change::PlantCredential(DecoyCredential {
        id: DecoyId(id(number)),
        bait,
        place: name("the old runbook"),
        by: MemberId(id(1)),
        created: Timestamp(i64::from(number)),
    })
}

fn account(number: u8, address: &str) -> Change {
    let bait = Bait::Account {
        email: email(address),
        password_hash: "$argon2id$".to_owned(),
    };
    decoy(number, bait)
}

pub(crate) async fn a_decoy_credential_is_found_until_it_is_taken_back(store: Store) {
    populate(&store).await;
    let backup = email("svc-backup@staff.example");
    apply(
        &store,
        [decoy(1, Bait::Token(hash(1))), account(2, backup.as_str())],
    )
    .await;
    let found = store.decoy_token(&hash(1)).await.unwrap().unwrap();
    assert_eq!(found.id, DecoyId(id(1)));
    assert!(found.bait == Bait::Token(hash(1)));
    assert_eq!(found.place.as_str(), "the old runbook");
    let found = store.decoy_account(&backup).await.unwrap().unwrap();
    assert_eq!(found.id, DecoyId(id(2)));
    assert_eq!(found.bait.kind(), "account");
    let all = store.decoy_credentials().await.unwrap();
    let ids: Vec<_> = all.iter().map(|it| it.id).collect();
    assert_eq!(ids, [DecoyId(id(2)), DecoyId(id(1))]);

    // No member's token, and no member.
    assert!(store.api_token(&hash(1)).await.unwrap().is_none());
    assert!(store.member_by_email(&backup).await.unwrap().is_none());

    apply(&store, [Change::WithdrawCredential(DecoyId(id(1)))]).await;
    assert!(store.decoy_token(&hash(1)).await.unwrap().is_none());
    refused(
        &store,
        Change::WithdrawCredential(DecoyId(id(1))),
        "decoy.gone",
    )
    .await;
}

pub(crate) async fn a_decoy_account_has_an_address_of_nobody(store: Store) {
    populate(&store).await;
    refused(&store, account(1, "one@staff.example"), "decoy.exists").await;
    apply(&store, [account(1, "two@staff.example")]).await;
    refused(&store, account(2, "two@staff.example"), "decoy.exists").await;
    // Nobody is kept out by a decoy.
    apply(
        &store,
        [Change::CreateMember(member(2, "two@staff.example"))],
    )
    .await;
}

pub(crate) async fn a_decoy_file_is_known_by_what_it_holds(store: Store) {
    populate(&store).await;
    let (file, _) = begun(1);
    let planted = coffer_domain::file::File {
        canary: true,
        version: Some(version(1, 1, 1)),
        ..file
    };
    apply(&store, [Change::CreateFile(planted), create_upload(2)]).await;
    let files = store.decoy_files().await.unwrap();
    assert_eq!(files.len(), 1);
    assert!(files[0].canary);
    let found = store.decoy_with_content(&[7; 32]).await.unwrap();
    assert_eq!(found, Some(FileId(id(1))));
    assert_eq!(store.decoy_with_content(&[8; 32]).await.unwrap(), None);
}
