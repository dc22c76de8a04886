//! The answers' XML: a small tree, within limits. Who owns the bucket writes it.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

use crate::limits::XML_DEPTH_MAX;

/// An element: its local name, its text, its children.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    /// The text of the first child of that name.
    pub(crate) fn child(&self, name: &str) -> Option<&str> {
        let found = self.children.iter().find(|child| child.name == name)?;
        Some(&found.text)
    }
}

/// The root element; none if it is not XML, or nests too deeply.
pub(crate) fn parse(text: &str) -> Option<Element> {
    let mut reader = Reader::from_str(text);
    // The first stands for the document.
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                if open.len() > XML_DEPTH_MAX {
                    return None;
                }
                open.push(named(start.local_name().as_ref()));
            }
            Event::Empty(start) => {
                let element = named(start.local_name().as_ref());
                open.last_mut()?.children.push(element);
            }
            Event::End(_) => {
                let element = open.pop()?;
                open.last_mut()?.children.push(element);
            }
            Event::Text(text) => open.last_mut()?.text.push_str(&text),
            Event::CData(text) => open.last_mut()?.text.push_str(&text),
            Event::GeneralRef(reference) => {
                let open = open.last_mut()?;
                match reference.resolve_char_ref().ok()? {
                    Some(character) => open.text.push(character),
                    None => open.text.push_str(resolve_predefined_entity(&reference)?),
                }
            }
            Event::Eof => break,
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_) => {}
        }
    }
    let mut document = open.pop()?;
    (open.is_empty() && document.children.len() == 1)
        .then(|| document.children.pop())
        .flatten()
}

fn named(name: &str) -> Element {
    Element {
        name: name.to_owned(),
        ..Element::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_by_their_local_names() {
        let text = r#"<?xml version="1.0"?><R xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
            <ETag>&quot;a&#45;1&quot;</ETag><Empty/></R>"#;
        let root = parse(text).unwrap();
        assert_eq!(root.name, "R");
        assert_eq!(root.child("ETag"), Some("\"a-1\""));
        assert_eq!(root.child("Empty"), Some(""));
        assert_eq!(root.child("Other"), None);
    }

    #[test]
    fn what_is_not_a_small_document_is_nothing() {
        let deep = format!("{}{}", "<a>".repeat(100), "</a>".repeat(100));
        for text in [
            "",
            "words",
            "<a>",
            "<a/><b/>",
            "<a>&other;</a>",
            "<a></b>",
            &deep,
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
