//! The templates that come with Coffer, in the languages customers are asked in.

use super::NewItem;

/// In which language a customer is asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// The language a tag such as `de` or `de-AT` names, if it is one of these.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split('-').next().map(str::to_ascii_lowercase)?.as_str() {
            "en" => Some(Self::English),
            "de" => Some(Self::German),
            _ => None,
        }
    }
}

/// A template that comes with Coffer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Builtin {
    /// By what programs name it.
    pub key: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// What it asks for.
    pub items: Vec<NewItem>,
}

/// A text in English and German.
type Text = (&'static str, &'static str);

struct Item {
    name: Text,
    how: Text,
    wanted: bool,
}

struct Template {
    key: &'static str,
    name: Text,
    items: &'static [Item],
}

const TEMPLATES: &[Template] = &[
    Template {
        key: "log-bundle",
        name: ("Log bundle", "Protokolle"),
        items: &[
            Item {
                name: (
                    "Logs around the time of the problem",
                    "Protokolle aus der Zeit des Problems",
                ),
                how: (
                    "From half an hour before it began until half an hour after. Whole files are fine.",
                    "Von einer halben Stunde davor bis zu einer halben Stunde danach. Ganze Dateien sind recht.",
                ),
                wanted: true,
            },
            Item {
                name: ("System journal", "Systemprotokoll"),
                how: (
                    "journalctl --since \"2 hours ago\" > journal.txt",
                    "journalctl --since \"2 hours ago\" > journal.txt",
                ),
                wanted: false,
            },
            Item {
                name: (
                    "Versions of product and system",
                    "Versionen von Produkt und System",
                ),
                how: (
                    "uname -a > versions.txt, and what the product says of itself",
                    "uname -a > versions.txt, und was das Produkt über sich sagt",
                ),
                wanted: false,
            },
        ],
    },
    Template {
        key: "configuration",
        name: ("Configuration", "Konfiguration"),
        items: &[
            Item {
                name: ("Configuration files", "Konfigurationsdateien"),
                how: (
                    "The whole directory. What is sensitive in it is found on your computer, before anything is sent.",
                    "Das ganze Verzeichnis. Was darin vertraulich ist, wird auf Ihrem Rechner gefunden, bevor etwas gesendet wird.",
                ),
                wanted: true,
            },
            Item {
                name: ("What was changed lately", "Was zuletzt geändert wurde"),
                how: (
                    "A list, a commit or the files as they were before.",
                    "Eine Liste, ein Commit oder die Dateien, wie sie vorher waren.",
                ),
                wanted: false,
            },
        ],
    },
    Template {
        key: "heap-dump",
        name: ("Heap dump", "Speicherabbild"),
        items: &[
            Item {
                name: ("Heap dump", "Speicherabbild (Heap Dump)"),
                how: (
                    "jcmd PID GC.heap_dump /tmp/heap.hprof",
                    "jcmd PID GC.heap_dump /tmp/heap.hprof",
                ),
                wanted: true,
            },
            Item {
                name: ("Thread dump", "Liste der Threads (Thread Dump)"),
                how: (
                    "jcmd PID Thread.print > threads.txt, twice with ten seconds between",
                    "jcmd PID Thread.print > threads.txt, zweimal im Abstand von zehn Sekunden",
                ),
                wanted: false,
            },
            Item {
                name: (
                    "Log of the garbage collector",
                    "Protokoll der Speicherbereinigung",
                ),
                how: (
                    "The file named after -Xlog:gc, if there is one.",
                    "Die Datei hinter -Xlog:gc, falls es sie gibt.",
                ),
                wanted: false,
            },
        ],
    },
];

/// The templates that come with Coffer.
#[must_use]
pub fn builtin(language: Language) -> Vec<Builtin> {
    let of = |text: &Text| match language {
        Language::English => text.0,
        Language::German => text.1,
    };
    let all = TEMPLATES.iter().map(|template| Builtin {
        key: template.key,
        name: of(&template.name),
        items: template
            .items
            .iter()
            .map(|item| NewItem {
                name: of(&item.name).to_owned(),
                how: Some(of(&item.how).to_owned()),
                wanted: item.wanted,
            })
            .collect(),
    });
    all.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_with_coffer_can_be_asked_for() {
        for language in [Language::English, Language::German] {
            for template in builtin(language) {
                let items = crate::checklist::checked(&template.items).unwrap();
                assert!(items.iter().any(|item| item.wanted), "{}", template.key);
            }
        }
    }

    #[test]
    fn a_language_is_known_by_its_tag() {
        assert_eq!(Language::from_tag("de-AT"), Some(Language::German));
        assert_eq!(Language::from_tag("EN"), Some(Language::English));
        assert_eq!(Language::from_tag("xx"), None);
    }
}
