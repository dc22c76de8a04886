//! What requests ask for, what answers it, and templates.

use coffer_domain::checklist::{Answer, AskedItem, RequestTemplate};
use coffer_domain::commit::Change;
use coffer_domain::file::Doomed;
use coffer_domain::id::{
    CaseId, DepartmentId, FileId, MemberId, ObjectId, RequestId, TemplateId, UploadId,
};
use coffer_domain::time::Timestamp;

use crate::fixture::{Store, apply, create_upload, id, name, populate, refused, request, version};

fn item(called: &str, how: Option<&str>, wanted: bool) -> AskedItem {
    AskedItem {
        name: name(called),
        how: how.map(str::to_owned),
        wanted,
    }
}

fn asked() -> Vec<AskedItem> {
    vec![
        item("Gateway log", Some("journalctl -u gateway"), true),
        item("Configuration", None, false),
    ]
}

fn ask(request: u8) -> Change {
    Change::AskFor {
        request: RequestId(id(request)),
        items: asked(),
    }
}

fn answer(request: u8, item: u32, file: u8) -> Change {
    Change::AnswerItem {
        request: RequestId(id(request)),
        item,
        file: FileId(id(file)),
    }
}

async fn answers(store: &Store) -> Vec<Answer> {
    store.answers(RequestId(id(1))).await.unwrap()
}

pub(crate) async fn what_is_asked_for_is_answered_by_files_of_the_request(store: Store) {
    populate(&store).await;
    let other = Change::CreateRequest(request(2, 1));
    apply(&store, [ask(1), other, ask(2)]).await;
    assert_eq!(store.asked(RequestId(id(1))).await.unwrap(), asked());
    assert!(store.asked(RequestId(id(3))).await.unwrap().is_empty());

    let begun = [create_upload(1), answer(1, 2, 1), create_upload(2)];
    apply(&store, begun).await;
    let answered = |item, file, received| Answer {
        item,
        file: FileId(id(file)),
        received,
    };
    assert_eq!(answers(&store).await, [answered(2, 1, false)]);
    // No such item, another request's, no such file.
    refused(&store, answer(1, 3, 2), "item.gone").await;
    refused(&store, answer(2, 1, 2), "item.gone").await;
    refused(&store, answer(1, 1, 9), "item.gone").await;

    let done = Change::CompleteUpload {
        upload: UploadId(id(1)),
        from: 0,
        version: version(1, 1, 1),
    };
    apply(&store, [done, answer(1, 1, 2)]).await;
    let both = [answered(2, 1, true), answered(1, 2, false)];
    assert_eq!(answers(&store).await, both);
    // A file answers one item: the one said last.
    apply(&store, [answer(1, 2, 2)]).await;
    assert_eq!(answers(&store).await[1], answered(2, 2, false));
    assert!(store.answers(RequestId(id(2))).await.unwrap().is_empty());
}

pub(crate) async fn an_item_is_open_again_when_its_file_goes(store: Store) {
    populate(&store).await;
    let both = [ask(1), create_upload(1), answer(1, 1, 1), create_upload(2)];
    apply(&store, both).await;
    apply(&store, [answer(1, 2, 2)]).await;
    let given_up = Change::RemoveUpload(UploadId(id(2)));
    let done = Change::CompleteUpload {
        upload: UploadId(id(1)),
        from: 0,
        version: version(1, 1, 1),
    };
    apply(&store, [given_up, done]).await;
    assert_eq!(answers(&store).await.len(), 1);
    let erased = Change::EraseFile {
        file: FileId(id(1)),
        at: Timestamp(70),
        objects: vec![Doomed {
            object: ObjectId(id(1)),
            case: CaseId(id(1)),
            wrap: None,
        }],
    };
    apply(&store, [erased]).await;
    assert!(answers(&store).await.is_empty());
    assert_eq!(store.asked(RequestId(id(1))).await.unwrap(), asked());
}

fn template(number: u8, called: &str, items: Vec<AskedItem>) -> RequestTemplate {
    RequestTemplate {
        id: TemplateId(id(number)),
        department: DepartmentId(id(1)),
        name: name(called),
        items,
        saved_by: MemberId(id(1)),
        saved: Timestamp(i64::from(number)),
    }
}

pub(crate) async fn a_department_keeps_templates_by_name(store: Store) {
    populate(&store).await;
    let crash = template(1, "crash", asked());
    let slow = template(2, "slow", vec![item("Profile", None, true)]);
    let saved = [crash.clone(), slow.clone()].map(Change::SaveTemplate);
    apply(&store, saved).await;
    let of = async |number: u8| store.templates(DepartmentId(id(number))).await.unwrap();
    assert_eq!(of(1).await, [crash.clone(), slow.clone()]);
    assert!(of(2).await.is_empty());

    // The same name again: other items under it, nothing besides.
    let renewed = template(3, "crash", vec![item("Core file", None, true)]);
    apply(&store, [Change::SaveTemplate(renewed.clone())]).await;
    let kept = RequestTemplate {
        id: crash.id,
        ..renewed
    };
    assert_eq!(of(1).await, [kept.clone(), slow.clone()]);
    assert_eq!(store.template(crash.id).await.unwrap(), Some(kept));

    apply(&store, [Change::RemoveTemplate(crash.id)]).await;
    assert_eq!(of(1).await, [slow]);
    assert_eq!(store.template(crash.id).await.unwrap(), None);
}
