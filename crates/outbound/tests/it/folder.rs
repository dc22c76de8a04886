//! The development sink.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use coffer_domain::ports::Mailer;
use coffer_outbound::{FolderMailer, MailConfig, MailConfigError, mailer};

use crate::{chain, mail};

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn a_mail_becomes_one_private_readable_file() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("new").join("mail");
    let sink = mailer(MailConfig::Folder {
        path: folder.clone(),
        from: "Support <support@vendor.example>".to_owned(),
    })
    .unwrap();
    let text = "Ihr Code für Größe: 123456\nhttps://vendor.example/c/0123456789012345678901234567890123456789#0123456789012345678901234567890123456789";
    sink.send(mail("jane@contoso.example", "Your code", text))
        .await
        .unwrap();

    let names = names(&folder);
    assert_eq!(names.len(), 1, "{names:?}");
    assert!(names[0].ends_with(".eml"));
    let file = folder.join(&names[0]);
    assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));
    let content = fs::read_to_string(&file).unwrap();
    assert!(content.contains("To: jane@contoso.example\r\n"));
    assert!(content.contains("From: Support <support@vendor.example>\r\n"));
    assert!(content.contains("Subject: Your code\r\n"));
    assert!(content.contains(&text.replace('\n', "\r\n")), "{content}");
}

#[tokio::test]
async fn names_sort_in_the_order_of_sending() {
    let scratch = tempfile::tempdir().unwrap();
    let sink = FolderMailer::new(scratch.path().to_owned(), "a@b.example").unwrap();
    for number in 0..20 {
        let subject = format!("number {number}");
        sink.send(mail("c@d.example", &subject, "")).await.unwrap();
    }
    let names = names(scratch.path());
    assert_eq!(names.len(), 20);
    for (number, name) in names.iter().enumerate() {
        let content = fs::read_to_string(scratch.path().join(name)).unwrap();
        assert!(content.contains(&format!("Subject: number {number}\r\n")));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_watching_reader_never_sees_half_a_mail() {
    let scratch = tempfile::tempdir().unwrap();
    let sink = Arc::new(FolderMailer::new(scratch.path().to_owned(), "a@b.example").unwrap());
    let text = format!("{}\nend of mail", "x".repeat(900)).repeat(100);
    let senders: Vec<_> = (0..8)
        .map(|_| {
            let (sink, text) = (Arc::clone(&sink), text.clone());
            tokio::spawn(async move {
                for _ in 0..10 {
                    sink.send(mail("c@d.example", "s", &text)).await.unwrap();
                }
            })
        })
        .collect();
    let mut seen = 0;
    while seen < 80 {
        seen = 0;
        for name in names(scratch.path()) {
            if name.ends_with(".eml") {
                let content = fs::read_to_string(scratch.path().join(&name)).unwrap();
                assert!(content.ends_with("end of mail"), "{name} is cut");
                seen += 1;
            }
        }
        tokio::task::yield_now().await;
    }
    for sender in senders {
        sender.await.unwrap();
    }
    assert_eq!(names(scratch.path()).len(), 80, "no leftovers");
}

#[tokio::test]
async fn a_lost_folder_is_an_error_and_leaves_nothing() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("mail");
    let sink = FolderMailer::new(folder.clone(), "a@b.example").unwrap();
    fs::remove_dir(&folder).unwrap();
    let error = sink.send(mail("c@d.example", "s", "t")).await.unwrap_err();
    assert!(chain(&error).contains("No such file"), "{}", chain(&error));
}

#[test]
fn a_folder_that_cannot_be_is_refused_at_once() {
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("file");
    fs::write(&file, "").unwrap();
    assert!(matches!(
        FolderMailer::new(file.join("mail"), "a@b.example"),
        Err(MailConfigError::Folder { .. })
    ));
}
