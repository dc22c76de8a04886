//! The schema's names as Cedar values, made once.

use std::fmt::Display;
use std::str::FromStr;

use cedar_policy::{EntityId, EntityTypeName, EntityUid, ParseErrors};
use coffer_domain::authz::Action;

/// A name in this file is not a Cedar name.
#[derive(Debug, thiserror::Error)]
#[error("`{name}` is not a name in Cedar")]
pub struct WordError {
    /// The name.
    name: &'static str,
    /// Why not.
    #[source]
    source: Box<ParseErrors>,
}

/// A type of entity, from which entities are named by id.
pub(crate) struct Kind(EntityTypeName);

impl Kind {
    fn new(name: &'static str) -> Result<Self, WordError> {
        EntityTypeName::from_str(name)
            .map(Self)
            .map_err(|source| WordError {
                name,
                source: source.into(),
            })
    }

    /// The entity of this kind with this id.
    pub(crate) fn of(&self, id: impl Display) -> EntityUid {
        self.named(&id.to_string())
    }

    /// The entity of this kind with this word for an id.
    pub(crate) fn named(&self, word: &str) -> EntityUid {
        EntityUid::from_type_name_and_id(self.0.clone(), EntityId::new(word))
    }
}

/// Every name the engine uses.
pub(crate) struct Words {
    pub(crate) organisation: Kind,
    pub(crate) department: Kind,
    pub(crate) role: Kind,
    pub(crate) member_state: Kind,
    pub(crate) scan_state: Kind,
    pub(crate) lane: Kind,
    pub(crate) grant_kind: Kind,
    pub(crate) member: Kind,
    pub(crate) contact: Kind,
    pub(crate) service: Kind,
    pub(crate) case: Kind,
    pub(crate) file: Kind,
    action: Kind,
}

impl Words {
    pub(crate) fn new() -> Result<Self, WordError> {
        Ok(Self {
            organisation: Kind::new("Coffer::Organisation")?,
            department: Kind::new("Coffer::Department")?,
            role: Kind::new("Coffer::Role")?,
            member_state: Kind::new("Coffer::MemberState")?,
            scan_state: Kind::new("Coffer::ScanState")?,
            lane: Kind::new("Coffer::Lane")?,
            grant_kind: Kind::new("Coffer::GrantKind")?,
            member: Kind::new("Coffer::Member")?,
            contact: Kind::new("Coffer::Contact")?,
            service: Kind::new("Coffer::Service")?,
            case: Kind::new("Coffer::Case")?,
            file: Kind::new("Coffer::File")?,
            action: Kind::new("Coffer::Action")?,
        })
    }

    /// The action's name in Cedar.
    pub(crate) fn action(&self, action: Action) -> EntityUid {
        self.action.named(action.as_str())
    }
}
