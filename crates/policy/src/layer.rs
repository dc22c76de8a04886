//! The schema and the shipped layers of policies.

/// The schema's text.
pub(crate) const SCHEMA: &str = include_str!("../policies/coffer.cedarschema");

/// What every policy of a layer must do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Only forbids.
    Forbid,
    /// Only permits.
    Permit,
    /// Both: the organisation's own.
    Any,
}

impl Effect {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Effect::Forbid => "forbid",
            Effect::Permit => "permit",
            Effect::Any => "permit and forbid",
        }
    }
}

/// One file of policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layer<'a> {
    /// Its name in error messages.
    pub name: &'a str,
    /// What its policies do.
    pub effect: Effect,
    /// Its policies, in Cedar's syntax.
    pub text: &'a str,
}

/// The name of the organisation's own layer.
const OWN: &str = "20-own";
/// How the ids of the organisation's own policies begin, so that nobody takes one for a shipped rule.
pub(crate) const OWN_PREFIX: &str = "own-";

impl<'a> Layer<'a> {
    /// The organisation's own policies: permits within the walls, and forbids of any kind.
    #[must_use]
    pub const fn own(text: &'a str) -> Self {
        Self {
            name: OWN,
            effect: Effect::Any,
            text,
        }
    }

    pub(crate) fn is_own(&self) -> bool {
        self.name == OWN
    }
}

impl Layer<'static> {
    /// The layers that ship with Coffer, walls first.
    pub const BUILTIN: &'static [Layer<'static>] = &[
        Layer {
            name: "00-walls",
            effect: Effect::Forbid,
            text: include_str!("../policies/00-walls.cedar"),
        },
        Layer {
            name: "10-roles",
            effect: Effect::Permit,
            text: include_str!("../policies/10-roles.cedar"),
        },
        Layer {
            name: "30-grants",
            effect: Effect::Permit,
            text: include_str!("../policies/30-grants.cedar"),
        },
    ];
}
