//! Calls and answers.

use reqwest::Method;
use reqwest::blocking::RequestBuilder;
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::World;

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Sending a prepared call.
pub(crate) trait Ask {
    /// Sends it; there must be an answer.
    fn ask(self) -> Answer;
    /// Sends it; `None` if the connection broke.
    fn try_ask(self) -> Option<Answer>;
}

impl Ask for RequestBuilder {
    #[track_caller]
    fn ask(self) -> Answer {
        let response = self.send().unwrap();
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().unwrap().to_vec(),
        }
    }

    fn try_ask(self) -> Option<Answer> {
        let response = self.send().ok()?;
        Some(Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().ok()?.to_vec(),
        })
    }
}

impl Answer {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// `Upload-Offset`.
    #[track_caller]
    pub(crate) fn offset(&self) -> u64 {
        self.header("upload-offset").parse().unwrap()
    }

    /// A refusal must be a problem document with this status and code, and say something.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, code: &str) -> Value {
        let text = self.text();
        assert_eq!(self.status, status, "{text}");
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{text}"
        );
        let problem = self.json();
        assert_eq!(problem["code"], code, "{text}");
        assert_eq!(problem["status"], status, "{text}");
        for field in ["type", "title", "detail"] {
            assert!(
                !problem[field].as_str().unwrap_or_default().is_empty(),
                "{text}"
            );
        }
        problem
    }

    /// A refusal by policy that names the rule.
    #[track_caller]
    pub(crate) fn denied_by(&self, rule: &str) {
        let problem = self.problem(403, "denied");
        let named = problem["rules"].as_array().unwrap();
        let ids: Vec<_> = named
            .iter()
            .map(|rule| rule["id"].as_str().unwrap())
            .collect();
        assert!(ids.iter().any(|id| id.starts_with(rule)), "{ids:?}");
    }
}

impl World {
    /// A call without credentials.
    pub(crate) fn call(&self, method: &str, path: &str) -> RequestBuilder {
        let method: Method = method.parse().unwrap();
        self.client().request(method, self.url(path))
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.call("GET", path)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.call("POST", path).json(body)
    }
}
