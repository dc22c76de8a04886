//! The customer's side: a link, the mailed code, uploads.

use data_encoding::BASE64;
use reqwest::blocking::RequestBuilder;
use serde_json::{Value, json};

use super::World;
use super::files_below;
use super::http::{Answer, Ask};
use super::people::Desk;

/// A file request as its sender has it.
#[derive(Clone)]
pub(crate) struct Link {
    pub(crate) id: String,
    pub(crate) token: String,
    pub(crate) pass: Option<String>,
}

/// An upload under way.
#[derive(Clone)]
pub(crate) struct Upload {
    link: Link,
    pub(crate) path: String,
}

pub(crate) const OCTETS: &str = "application/offset+octet-stream";

impl Desk {
    /// A link of lena's case; `more` are further fields of the request.
    pub(crate) fn link(&self, more: Value) -> Link {
        self.link_of(&self.case, more)
    }

    pub(crate) fn link_of(&self, case: &str, more: Value) -> Link {
        let mut new = json!({ "contact": "jane@contoso.example" });
        new.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let path = format!("/api/v1/cases/{case}/requests");
        let made = self
            .lena
            .post(&self.world, &path, &new)
            .ask()
            .expect(201)
            .json();
        let upload_url = made["upload_url"].as_str().unwrap();
        let page_url = made["page_url"].as_str().unwrap();
        let token = upload_url
            .split("/u/")
            .nth(1)
            .unwrap()
            .trim_end_matches('/');
        assert!(
            page_url.ends_with(&format!("#{token}")),
            "the token is in the fragment only"
        );
        Link {
            id: made["id"].as_str().unwrap().to_owned(),
            token: token.to_owned(),
            pass: None,
        }
    }

    /// A link that needs no code.
    pub(crate) fn script_link(&self) -> Link {
        self.link(json!({ "script": true }))
    }

    /// A link with the code entered.
    pub(crate) fn verified_link(&self) -> Link {
        let mut link = self.link(json!({}));
        link.enter_mailed_code(&self.world);
        link
    }
}

impl World {
    /// The code in the newest mail.
    pub(crate) fn mailed_code(&self) -> String {
        let mails = files_below(&self.mail());
        let newest = mails
            .iter()
            .max_by_key(|path| path.metadata().unwrap().modified().unwrap())
            .unwrap();
        let text = std::fs::read_to_string(newest).unwrap();
        let digits =
            |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
        text.lines()
            .map(str::trim)
            .find(digits)
            .expect("a code in the mail")
            .to_owned()
    }
}

impl Link {
    pub(crate) fn call(&self, world: &World, method: &str, path: &str) -> RequestBuilder {
        let call = world.call(method, path).header("coffer-link", &self.token);
        match &self.pass {
            Some(pass) => call.header("coffer-pass", pass),
            None => call,
        }
    }

    pub(crate) fn info(&self, world: &World) -> Answer {
        self.call(world, "GET", "/api/v1/link").ask()
    }

    pub(crate) fn have_code_mailed(&self, world: &World) -> String {
        self.call(world, "POST", "/api/v1/link/code")
            .ask()
            .expect(202);
        world.mailed_code()
    }

    pub(crate) fn enter(&self, world: &World, code: &str) -> Answer {
        self.call(world, "POST", "/api/v1/link/verify")
            .json(&json!({ "code": code }))
            .ask()
    }

    pub(crate) fn enter_mailed_code(&mut self, world: &World) {
        let code = self.have_code_mailed(world);
        let pass = self.enter(world, &code).expect(200).json();
        self.pass = Some(pass["pass"].as_str().unwrap().to_owned());
    }

    /// A tus creation, not sent yet.
    pub(crate) fn creation(
        &self,
        world: &World,
        name: &str,
        length: Option<u64>,
    ) -> RequestBuilder {
        let metadata = format!("filename {}", BASE64.encode(name.as_bytes()));
        let call = self
            .call(world, "POST", "/api/v1/uploads")
            .header("tus-resumable", "1.0.0")
            .header("upload-metadata", metadata);
        match length {
            Some(length) => call.header("upload-length", length),
            None => call.header("upload-defer-length", 1),
        }
    }

    pub(crate) fn create(&self, world: &World, name: &str, length: u64) -> Upload {
        let made = self.creation(world, name, Some(length)).ask().expect(201);
        self.upload_at(made.header("location"))
    }

    /// The upload of this link at that address.
    pub(crate) fn upload_at(&self, path: &str) -> Upload {
        Upload {
            link: self.clone(),
            path: path.to_owned(),
        }
    }

    /// A whole file by tus in one piece; gives the file's id.
    pub(crate) fn send(&self, world: &World, name: &str, content: &[u8]) -> String {
        let upload = self.create(world, name, content.len() as u64);
        let done = upload.patch(world, 0, content).ask().expect(204);
        done.header("coffer-file").to_owned()
    }

    /// A plain `PUT` below the link's address, not sent yet.
    pub(crate) fn put(&self, world: &World, rest: &str, content: &[u8]) -> RequestBuilder {
        world
            .call("PUT", &format!("/u/{}/{rest}", self.token))
            .body(content.to_vec())
    }

    /// What came through the link, and what is under way.
    pub(crate) fn files(&self, world: &World) -> Vec<Value> {
        let list = self
            .call(world, "GET", "/api/v1/link/files")
            .ask()
            .expect(200)
            .json();
        list["items"].as_array().unwrap().clone()
    }

    /// Room left: files and bytes.
    pub(crate) fn room(&self, world: &World) -> (u64, u64) {
        let info = self.info(world).expect(200).json();
        (
            info["files_left"].as_u64().unwrap(),
            info["bytes_left"].as_u64().unwrap(),
        )
    }
}

impl Upload {
    /// The same upload asked for through another link.
    pub(crate) fn through(&self, link: &Link) -> Self {
        Self {
            link: link.clone(),
            path: self.path.clone(),
        }
    }

    /// A tus append, not sent yet.
    pub(crate) fn patch(&self, world: &World, offset: u64, content: &[u8]) -> RequestBuilder {
        self.link
            .call(world, "PATCH", &self.path)
            .header("tus-resumable", "1.0.0")
            .header("content-type", OCTETS)
            .header("upload-offset", offset)
            .body(content.to_vec())
    }

    pub(crate) fn head(&self, world: &World) -> Answer {
        self.link
            .call(world, "HEAD", &self.path)
            .header("tus-resumable", "1.0.0")
            .ask()
    }

    /// How much the server holds.
    #[track_caller]
    pub(crate) fn offset(&self, world: &World) -> u64 {
        self.head(world).expect(200).offset()
    }

    pub(crate) fn terminate(&self, world: &World) -> Answer {
        self.link
            .call(world, "DELETE", &self.path)
            .header("tus-resumable", "1.0.0")
            .ask()
    }

    /// Sends what is missing; gives the file's id.
    pub(crate) fn finish(&self, world: &World, content: &[u8]) -> String {
        let offset = self.offset(world);
        let rest = &content[usize::try_from(offset).unwrap()..];
        let done = self.patch(world, offset, rest).ask().expect(204);
        assert_eq!(done.offset(), content.len() as u64);
        done.header("coffer-file").to_owned()
    }
}
