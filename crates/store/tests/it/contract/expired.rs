use coffer_domain::access::Freeze;
use coffer_domain::commit::Change;
use coffer_domain::delivery::{DeliveredFile, Delivery, DeliveryTicket};
use coffer_domain::id::{DeliveryId, FileId, MemberId, ObjectId, RequestId};
use coffer_domain::request::{EmailCode, Pass};
use coffer_domain::time::Timestamp;

use super::files::sent;
use crate::fixture::{
    Store, api_token, apply, credentials, enrolled_by, enrolment, hash, id, populate, refused,
    request, session,
};

/// One of each kind that is over at this time; with their numbers they are told apart.
fn ending(number: u8, at: i64) -> Vec<Change> {
    let expires = Timestamp(at);
    let mut session = session(number, 1);
    session.expires = expires;
    let ticket = DeliveryTicket {
        hash: hash(number),
        delivery: DeliveryId(id(1)),
        object: ObjectId(id(1)),
        request: RequestId(id(2)),
        expires,
    };
    let pass = Pass {
        hash: hash(number),
        request: RequestId(id(1)),
        expires,
    };
    let freeze = Freeze {
        hash: hash(number),
        member: MemberId(id(1)),
        expires,
    };
    let ticket_of_a_ceremony = Change::UseTicket {
        hash: hash(number),
        expires,
        now: Timestamp(0),
    };
    vec![
        Change::CreateSession(session),
        Change::TakeDelivery(ticket),
        Change::PutPass(pass),
        Change::PutFreeze(freeze),
        ticket_of_a_ceremony,
    ]
}

/// Which of the kinds of [`ending`] can still be found; an enrolment and a ticket that was used are asked about apart.
async fn there(store: &Store, number: u8) -> [bool; 4] {
    let hash = hash(number);
    [
        store.session(&hash).await.unwrap().is_some(),
        store.delivery_ticket(&hash).await.unwrap().is_some(),
        store.pass(&hash).await.unwrap().is_some(),
        store.freeze(&hash).await.unwrap().is_some(),
    ]
}

pub(crate) async fn what_was_over_is_forgotten_and_nothing_else(store: Store) {
    populate(&store).await;
    let link = request(2, 1);
    let delivery = Delivery {
        id: DeliveryId(id(1)),
        link,
        note: None,
        downloads_max: 9,
        files: vec![DeliveredFile {
            file: FileId(id(1)),
            object: ObjectId(id(1)),
            downloads: 0,
        }],
    };
    let code = EmailCode {
        request: RequestId(id(1)),
        code_hash: hash(1),
        sent: Timestamp(90),
        expires: Timestamp(100),
        failures: 0,
    };
    let mut link = enrolment(1, 1);
    link.expires = Timestamp(100);
    let active = Change::CompleteEnrolment {
        hash: hash(9),
        enrolled: enrolled_by(credentials(1)),
    };
    let before = [
        Change::CreateEnrolment(enrolment(9, 1)),
        active,
        Change::CreateFile(sent(1)),
        Change::CreateDelivery(delivery),
        Change::PutEmailCode(code.clone()),
        Change::CountCodeFailure(RequestId(id(1))),
        Change::CreateEnrolment(link),
        Change::CreateApiToken(api_token(1, 1)),
    ];
    apply(&store, before).await;
    apply(&store, ending(1, 100)).await;
    apply(&store, ending(2, 101)).await;

    assert_eq!(store.forget_expired(Timestamp(99)).await.unwrap(), 0);
    assert_eq!(there(&store, 1).await, [true; 4]);
    assert!(store.email_code(code.request).await.unwrap().is_some());
    assert!(store.enrolment(&hash(1)).await.unwrap().is_some());

    assert_eq!(store.forget_expired(Timestamp(100)).await.unwrap(), 7);
    assert_eq!(there(&store, 1).await, [false; 4]);
    assert_eq!(there(&store, 2).await, [true; 4]);
    assert!(store.email_code(code.request).await.unwrap().is_none());
    assert!(store.enrolment(&hash(1)).await.unwrap().is_none());
    let again = |number: u8, at: i64| ending(number, at).pop().unwrap();
    refused(&store, again(2, 101), "ticket.used").await;
    apply(&store, [again(1, 100)]).await;
    // Wrong entries of the link's whole life are still counted, and tokens of programs are no short-lived secrets.
    assert_eq!(store.codes_refused(code.request).await.unwrap(), 1);
    let sent = store.codes_sent_since(code.request, Timestamp(0)).await;
    assert_eq!(sent.unwrap(), 1);
    assert!(store.api_token(&hash(1)).await.unwrap().is_some());
    // The ceremony's ticket that was shown again just now.
    assert_eq!(store.forget_expired(Timestamp(100)).await.unwrap(), 1);
}
