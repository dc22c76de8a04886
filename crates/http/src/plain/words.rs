//! The sentences of the plain pages, from the same files as those of the other pages.

use axum::http::{HeaderMap, header};
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};

use crate::auth::text_header;

const EN: &str = include_str!("../../../../web/locales/en/plain.ftl");
const DE: &str = include_str!("../../../../web/locales/de/plain.ftl");

/// The sentences in one language.
pub(super) struct Words {
    /// For `lang`.
    pub(super) language: &'static str,
    source: &'static str,
}

impl Words {
    /// In a language the browser asks for.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let asked = text_header(headers, header::ACCEPT_LANGUAGE.as_str()).unwrap_or_default();
        let (language, source) = chosen(asked);
        Self { language, source }
    }

    pub(super) fn say(&self, id: &str) -> String {
        self.format(id, None)
    }

    pub(super) fn say_with(&self, id: &str, name: &'static str, value: &str) -> String {
        self.say_all(id, &[(name, value)])
    }

    pub(super) fn say_all(&self, id: &str, values: &[(&'static str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, (*value).to_owned());
        }
        self.format(id, Some(&args))
    }

    /// A missing sentence shows as its id, which tests look for.
    fn format(&self, id: &str, args: Option<&FluentArgs<'_>>) -> String {
        let language = self.language.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![language]);
        bundle.set_use_isolating(false);
        let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(self.source.to_owned());
        bundle.add_resource_overriding(resource);
        let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
            return id.to_owned();
        };
        bundle
            .format_pattern(pattern, args, &mut Vec::new())
            .into_owned()
    }
}

/// The first language of `Accept-Language` that there is; weights are in order in what browsers send.
fn chosen(asked: &str) -> (&'static str, &'static str) {
    for tag in asked.split(',') {
        let tag = tag.split(';').next().unwrap_or_default().trim();
        let base = tag.split('-').next().unwrap_or_default();
        if let Some(found) = LANGUAGES
            .iter()
            .find(|(language, _)| language.eq_ignore_ascii_case(base))
        {
            return *found;
        }
    }
    ("en", EN)
}

const LANGUAGES: &[(&str, &str)] = &[("en", EN), ("de", DE)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_of_every_language_is_there() {
        let ids: Vec<&str> = EN
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once(" = "))
            .map(|(id, _)| id)
            .collect();
        assert!(ids.len() > 20);
        for (language, source) in LANGUAGES {
            let words = Words { language, source };
            for id in &ids {
                assert_ne!(words.say(id), **id, "{language}");
            }
        }
    }

    #[test]
    fn the_first_known_language_is_taken() {
        assert_eq!(chosen("").0, "en");
        assert_eq!(chosen("tlh, en-GB;q=0.8").0, "en");
        assert_eq!(chosen("fr,DE-AT;q=0.9, en;q=0.8").0, "de");
        let words = Words {
            language: "en",
            source: EN,
        };
        assert_eq!(
            words.say_all("plain-received", &[("name", "a{b}"), ("size", "3 bytes")]),
            "a{b} was received, 3 bytes."
        );
    }
}
