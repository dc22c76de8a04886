//! What is written in a case.

use coffer_domain::commit::Change;
use coffer_domain::erasure::Holding;
use coffer_domain::id::{CaseId, ContactId, MemberId, MessageId, ObjectId, RequestId};
use coffer_domain::message::{Author, Message};
use coffer_domain::time::Timestamp;

use crate::fixture::{Store, apply, case, close_case, id, populate, refused};

fn member() -> Author {
    Author::Member(MemberId(id(1)))
}

fn contact() -> Author {
    Author::Contact {
        contact: ContactId(id(1)),
        link: RequestId(id(1)),
    }
}

fn message(number: u8, of: u8, author: Author) -> Message {
    Message {
        id: MessageId(id(number)),
        case: CaseId(id(of)),
        author,
        object: ObjectId(id(number)),
        sealed: Some(vec![number; 80]),
        created: Timestamp(i64::from(number)),
    }
}

pub(crate) async fn messages_are_read_newest_first_and_in_parts(store: Store) {
    populate(&store).await;
    let three = [
        message(1, 1, member()),
        message(2, 1, contact()),
        message(3, 1, member()),
    ];
    apply(&store, [Change::CreateCase(case(2, 9))]).await;
    apply(&store, three.clone().map(Change::AddMessage)).await;
    apply(&store, [Change::AddMessage(message(4, 2, member()))]).await;
    let read = async |below, limit| {
        let rows = store.messages(CaseId(id(1)), below, limit).await.unwrap();
        let (numbers, messages): (Vec<u64>, Vec<Message>) = rows.into_iter().unzip();
        assert!(numbers.is_sorted_by(|a, b| a > b));
        (numbers, messages)
    };
    let [first, second, third] = three;
    let (numbers, all) = read(None, 9).await;
    assert!(all == [third.clone(), second.clone(), first.clone()]);
    assert!(read(None, 2).await.1 == [third, second]);
    assert!(read(Some(numbers[1]), 9).await.1 == [first]);
    assert!(read(Some(u64::MAX), 9).await.1.len() == 3);
    assert_eq!(store.message_count(CaseId(id(1))).await.unwrap(), 3);

    let since = async |author, since| {
        let case = CaseId(id(1));
        store
            .messages_since(case, author, Timestamp(since))
            .await
            .unwrap()
    };
    assert_eq!(since(member(), 0).await, 2);
    assert_eq!(since(member(), 3).await, 1);
    assert_eq!(since(contact(), 2).await, 1);
    // A contact is the same through whichever link.
    let other_link = Author::Contact {
        contact: ContactId(id(1)),
        link: RequestId(id(9)),
    };
    assert_eq!(since(other_link, 0).await, 1);
}

pub(crate) async fn what_a_member_was_not_shown_is_counted(store: Store) {
    populate(&store).await;
    let reader = crate::fixture::member(2, "two@staff.example");
    apply(&store, [Change::CreateMember(reader.clone())]).await;
    let reader = reader.id;
    let three = [
        message(1, 1, member()),
        message(2, 1, contact()),
        message(3, 1, member()),
    ];
    apply(&store, three.map(Change::AddMessage)).await;
    let unread = async |who| {
        let case = CaseId(id(1));
        store.unread_messages(who, case).await.unwrap()
    };
    assert_eq!(unread(reader).await, 3);
    // What one wrote oneself waits for nobody.
    assert_eq!(unread(MemberId(id(1))).await, 1);
    let newest = store.messages(CaseId(id(1)), None, 1).await.unwrap()[0].0;
    let mark = |number| Change::MarkMessagesRead {
        member: reader,
        case: CaseId(id(1)),
        number,
    };
    apply(&store, [mark(newest - 1)]).await;
    assert_eq!(unread(reader).await, 1);
    apply(&store, [mark(newest)]).await;
    // Looking at an older part takes nothing back.
    apply(&store, [mark(newest - 2)]).await;
    assert_eq!(unread(reader).await, 0);
    apply(&store, [Change::AddMessage(message(4, 1, contact()))]).await;
    assert_eq!(unread(reader).await, 1);
    let erase = Change::EraseMessage {
        message: MessageId(id(4)),
        at: Timestamp(9),
    };
    apply(&store, [erase]).await;
    assert_eq!(unread(reader).await, 0);
}

pub(crate) async fn nothing_is_written_in_a_closed_case_or_through_a_link_taken_back(store: Store) {
    populate(&store).await;
    let withdrawn = Change::WithdrawRequest {
        request: RequestId(id(1)),
        at: Timestamp(70),
    };
    apply(&store, [withdrawn]).await;
    let through = Change::AddMessage(message(1, 1, contact()));
    refused(&store, through, "request.withdrawn").await;
    apply(&store, [Change::AddMessage(message(2, 1, member()))]).await;
    apply(&store, [close_case(1)]).await;
    let late = Change::AddMessage(message(3, 1, member()));
    refused(&store, late, "case.closed").await;
    assert_eq!(store.message_count(CaseId(id(1))).await.unwrap(), 1);
}

pub(crate) async fn a_message_is_erased_once_and_not_while_its_case_is_held(store: Store) {
    populate(&store).await;
    let both = [message(1, 1, member()), message(2, 1, contact())];
    apply(&store, both.map(Change::AddMessage)).await;
    let hold = |held| Change::SetLegalHold {
        on: Holding::Case(CaseId(id(1))),
        held,
    };
    let erase = |number| Change::EraseMessage {
        message: MessageId(id(number)),
        at: Timestamp(70),
    };
    apply(&store, [hold(true)]).await;
    refused(&store, erase(1), "case.held").await;
    apply(&store, [hold(false), erase(1)]).await;
    refused(&store, erase(1), "message.gone").await;
    refused(&store, erase(9), "message.gone").await;
    let found = store.message(MessageId(id(1))).await.unwrap().unwrap().1;
    assert!(found.sealed.is_none() && found.author == member());
    let other = store.message(MessageId(id(2))).await.unwrap().unwrap().1;
    assert!(other.sealed.is_some());
    let erased = store.erased_messages().await.unwrap();
    assert_eq!(erased, [ObjectId(id(1))]);
}
