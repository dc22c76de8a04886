use coffer_domain::access::{Federated, FederatedSessions, Identity};
use coffer_domain::commit::Change;
use coffer_domain::id::{MemberId, SessionId};
use coffer_domain::time::Timestamp;

use super::access::enrolled;
use crate::fixture::{Store, apply, id, refused, session};

const ISSUER: &str = "https://idp.example";

fn identity(issuer: &str, subject: &str) -> Identity {
    Identity {
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
        member: MemberId(id(1)),
        created: Timestamp(5),
    }
}

pub(crate) async fn a_provider_calls_one_member_so(store: Store) {
    enrolled(&store).await;
    let known = identity(ISSUER, "p");
    apply(&store, [Change::LinkIdentity(known.clone())]).await;
    assert_eq!(
        store.identity(ISSUER, "p").await.unwrap(),
        Some(known.clone())
    );
    for (issuer, subject) in [(ISSUER, "P"), ("https://other.example", "p"), (ISSUER, "")] {
        assert_eq!(store.identity(issuer, subject).await.unwrap(), None);
    }
    refused(&store, Change::LinkIdentity(known), "identity.taken").await;
    let elsewhere = identity("https://other.example", "p");
    apply(&store, [Change::LinkIdentity(elsewhere)]).await;
}

/// A session by this provider's word, of this subject and this session there.
fn by_word(number: u8, subject: &str, there: Option<&str>) -> [Change; 2] {
    let federated = Federated {
        issuer: ISSUER.to_owned(),
        subject: subject.to_owned(),
        session: there.map(ToOwned::to_owned),
        authenticated: Timestamp(1),
        ends: Timestamp(900),
        again: false,
    };
    [
        Change::CreateSession(session(number, 1)),
        Change::NoteFederatedSession {
            session: SessionId(id(number)),
            federated,
        },
    ]
}

fn end(issuer: &str, subject: Option<&str>, there: Option<&str>, message: &str) -> Change {
    Change::EndFederatedSessions(FederatedSessions {
        issuer: issuer.to_owned(),
        subject: subject.map(ToOwned::to_owned),
        session: there.map(ToOwned::to_owned),
        message: message.to_owned(),
        at: Timestamp(50),
    })
}

async fn left(store: &Store) -> Vec<u8> {
    let mut numbers = Vec::new();
    for number in 1..=5 {
        let found = store.session_by_id(SessionId(id(number))).await.unwrap();
        numbers.extend(found.map(|_| number));
    }
    numbers
}

pub(crate) async fn sessions_end_by_their_providers_word_once(store: Store) {
    enrolled(&store).await;
    for changes in [
        by_word(1, "p", Some("a")),
        by_word(2, "p", Some("b")),
        by_word(3, "p", None),
        by_word(4, "q", Some("c")),
    ] {
        apply(&store, changes).await;
    }
    // One that began here is not a provider's to end.
    apply(&store, [Change::CreateSession(session(5, 1))]).await;
    for nobody in [
        end("https://other.example", Some("p"), None, "m1"),
        end(ISSUER, Some("nobody"), None, "m2"),
        end(ISSUER, Some("q"), Some("a"), "m3"),
    ] {
        apply(&store, [nobody]).await;
    }
    assert_eq!(left(&store).await, [1, 2, 3, 4, 5]);
    apply(&store, [end(ISSUER, None, Some("b"), "m4")]).await;
    assert_eq!(left(&store).await, [1, 3, 4, 5]);
    let again = end(ISSUER, Some("p"), None, "m4");
    refused(&store, again, "logout.replayed").await;
    assert_eq!(left(&store).await, [1, 3, 4, 5]);
    apply(&store, [end(ISSUER, Some("p"), None, "m5")]).await;
    assert_eq!(left(&store).await, [4, 5]);
    // A session that ends takes the note with it.
    apply(&store, [Change::EndSession(SessionId(id(4)))]).await;
    assert_eq!(left(&store).await, [5]);
}
