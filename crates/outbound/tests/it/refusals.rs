//! Servers that must not get our mail, and configurations that must not work. The server here says
//! only what the test gives it, so that it can misbehave in ways a real one does not.

use std::sync::{Arc, Mutex};

use coffer_domain::ports::{MailError, Mailer};
use coffer_domain::secret::SecretText;
use coffer_outbound::{MailConfigError, SmtpConfig, SmtpLogin, SmtpMailer, SmtpTls};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::{chain, mail};

/// What the scripted server heard, line by line.
type Heard = Arc<Mutex<Vec<String>>>;

struct Script {
    /// Further lines of the EHLO answer.
    offers: &'static [&'static str],
    /// What it says to `RCPT`.
    recipient: &'static str,
}

async fn start(script: Script) -> (u16, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Heard::default();
    let keep = Arc::clone(&heard);
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        // The client may hang up in the middle; what it said until then is what counts.
        let _ = converse(stream, &script, &keep).await;
    });
    (port, heard)
}

async fn converse(stream: TcpStream, script: &Script, heard: &Heard) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 peer.example ESMTP\r\n").await?;
    let mut in_text = false;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        heard.lock().unwrap().push(line.trim_end().to_owned());
        let answer = match line.trim_end() {
            "." if in_text => {
                in_text = false;
                "250 kept".to_owned()
            }
            _ if in_text => continue,
            "DATA" => {
                in_text = true;
                "354 go on".to_owned()
            }
            "STARTTLS" => "220 ready\r\n250 and some plain text after it".to_owned(),
            line if line.starts_with("EHLO") => ehlo_answer(script.offers),
            line if line.starts_with("RCPT") => script.recipient.to_owned(),
            _ => "250 fine".to_owned(),
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
}

fn ehlo_answer(offers: &[&str]) -> String {
    let mut lines = vec!["250-peer.example".to_owned()];
    lines.extend(offers.iter().map(|offer| format!("250-{offer}")));
    lines.push("250 HELP".to_owned());
    lines.join("\r\n")
}

fn config(host: &str, port: u16, tls: SmtpTls) -> SmtpConfig {
    SmtpConfig {
        host: host.to_owned(),
        port,
        tls,
        login: Some(SmtpLogin {
            username: "coffer".to_owned(),
            password: SecretText::new("hunter2-not-on-the-wire".to_owned()),
        }),
        ca_pem: None,
        from: "Support <support@vendor.example>".to_owned(),
    }
}

async fn try_to_send(config: SmtpConfig) -> Result<(), MailError> {
    SmtpMailer::new(config)
        .unwrap()
        .send(mail("jane@contoso.example", "Your code", "123456"))
        .await
}

#[tokio::test]
async fn without_starttls_nothing_is_said() {
    let (port, heard) = start(Script {
        offers: &["AUTH PLAIN LOGIN"],
        recipient: "250 fine",
    })
    .await;
    let error = try_to_send(config("127.0.0.1", port, SmtpTls::StartTls))
        .await
        .unwrap_err();
    assert!(
        chain(&error).to_lowercase().contains("starttls"),
        "{}",
        chain(&error)
    );
    let heard = heard.lock().unwrap();
    assert!(
        heard
            .iter()
            .all(|line| line.starts_with("EHLO") || line == "QUIT"),
        "{heard:?}"
    );
}

#[tokio::test]
async fn plain_text_after_starttls_is_not_taken_for_tls() {
    let (port, heard) = start(Script {
        offers: &["STARTTLS", "AUTH PLAIN"],
        recipient: "250 fine",
    })
    .await;
    try_to_send(config("127.0.0.1", port, SmtpTls::StartTls))
        .await
        .unwrap_err();
    let heard = heard.lock().unwrap().join("\n");
    assert!(
        !heard.contains("AUTH") && !heard.contains("MAIL"),
        "{heard:?}"
    );
}

#[tokio::test]
async fn implicit_tls_does_not_speak_to_a_plain_server() {
    let (port, heard) = start(Script {
        offers: &["AUTH PLAIN"],
        recipient: "250 fine",
    })
    .await;
    try_to_send(config("127.0.0.1", port, SmtpTls::Implicit))
        .await
        .unwrap_err();
    let heard = heard.lock().unwrap().join("\n");
    assert!(
        !heard.contains("EHLO") && !heard.contains("AUTH"),
        "{heard:?}"
    );
}

#[tokio::test]
async fn a_refused_recipient_is_an_error() {
    let (port, _) = start(Script {
        offers: &[],
        recipient: "550 no such mailbox",
    })
    .await;
    let mut config = config("127.0.0.1", port, SmtpTls::DangerPlaintext);
    config.login = None;
    let error = try_to_send(config).await.unwrap_err();
    assert!(
        chain(&error).contains("550") || chain(&error).contains("no such mailbox"),
        "{}",
        chain(&error)
    );
}

#[tokio::test]
async fn the_text_cannot_end_itself_and_give_commands() {
    let (port, heard) = start(Script {
        offers: &[],
        recipient: "250 fine",
    })
    .await;
    let mut config = config("localhost", port, SmtpTls::DangerPlaintext);
    config.login = None;
    let text = "hello\r\n.\r\nMAIL FROM:<thief@evil.example>\n.\nRCPT TO:<x@y.example>";
    SmtpMailer::new(config)
        .unwrap()
        .send(mail("jane@contoso.example", "s", text))
        .await
        .unwrap();
    let heard = heard.lock().unwrap();
    let ends = heard.iter().filter(|line| *line == ".").count();
    assert_eq!(ends, 1, "{heard:?}");
    let end = heard.iter().position(|line| line == ".").unwrap();
    let smuggled = heard
        .iter()
        .position(|line| line.contains("thief"))
        .unwrap();
    assert!(smuggled < end, "still text: {heard:?}");
}

#[test]
fn plaintext_leaves_this_machine_for_nobody() {
    for host in [
        "mail.vendor.example",
        "192.0.2.1",
        "::2",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
    ] {
        assert!(
            matches!(
                SmtpMailer::new(config(host, 25, SmtpTls::DangerPlaintext)),
                Err(MailConfigError::PlaintextBeyondLoopback(_))
            ),
            "{host}"
        );
    }
    for host in ["localhost", "127.0.0.1", "::1"] {
        assert!(SmtpMailer::new(config(host, 25, SmtpTls::DangerPlaintext)).is_ok());
    }
}

#[test]
fn a_ca_file_without_a_certificate_is_refused() {
    let mut config = config("mail.vendor.example", 587, SmtpTls::StartTls);
    config.ca_pem = Some(b"not a certificate".to_vec());
    assert!(matches!(
        SmtpMailer::new(config),
        Err(MailConfigError::NoCertificate)
    ));
}
