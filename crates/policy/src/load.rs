//! From text to a validated set of policies whose ids are their `@id`s.

use std::collections::HashMap;
use std::str::FromStr;

use cedar_policy::entities_errors::EntitiesError;
use cedar_policy::{
    CedarSchemaError, Entities, ParseErrors, Policy, PolicyId, PolicySet, PolicySetError, Schema,
    ValidationMode, Validator,
};
use coffer_domain::authz::{Action, Rule};

use crate::layer::{Effect, Layer, OWN_PREFIX, SCHEMA};
use crate::relevant::{ask_for_all_members, policies_on};
use crate::slice::action_alone;
use crate::words::{WordError, Words};

/// Why a set of policies was not taken.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// The schema does not parse.
    #[error("the policy schema does not parse")]
    Schema(#[source] Box<CedarSchemaError>),
    /// A name the engine uses is not a Cedar name.
    #[error(transparent)]
    Word(#[from] WordError),
    /// The schema and the product disagree about which actions there are.
    #[error("the action `{action}` is missing from the {side}")]
    Action {
        /// The action's word.
        action: String,
        /// Where it is missing.
        side: &'static str,
    },
    /// The schema's actions and groups are no hierarchy.
    #[error("the actions of the policy schema cannot be made out")]
    Actions(#[source] Box<EntitiesError>),
    /// A layer does not parse.
    #[error("the policies in `{layer}` do not parse")]
    Parse {
        /// The layer.
        layer: String,
        /// Where and why.
        #[source]
        source: Box<ParseErrors>,
    },
    /// A layer contains a template, whose slots nothing would fill.
    #[error("`{layer}` contains a policy template")]
    Template {
        /// The layer.
        layer: String,
    },
    /// An annotation is absent, empty, or present where it has no meaning.
    #[error("policy `{policy}` in `{layer}` {problem}")]
    Annotation {
        /// The layer.
        layer: String,
        /// The policy, by `@id` or by its place in the file.
        policy: String,
        /// What is wrong.
        problem: &'static str,
    },
    /// A permit among forbids or the other way round.
    #[error("policy `{policy}` does not belong in `{layer}`: only {effect} policies do")]
    Effect {
        /// The layer.
        layer: String,
        /// The policy.
        policy: String,
        /// What the layer's policies do.
        effect: &'static str,
    },
    /// Two policies have the same id.
    #[error("policy `{policy}` is there twice")]
    Duplicate {
        /// Their id.
        policy: String,
        /// Cedar's refusal.
        #[source]
        source: Box<PolicySetError>,
    },
    /// Strict validation against the schema found errors or warnings.
    #[error("the policies do not fit the schema: {}", problems.join("; "))]
    Invalid {
        /// Each error and warning.
        problems: Vec<String>,
    },
}

/// A validated set of policies, ready to be asked.
pub(crate) struct Loaded {
    pub(crate) schema: Schema,
    pub(crate) words: Words,
    pub(crate) policies: PolicySet,
    /// All rules, by layer and then by id.
    pub(crate) rules: Vec<Rule>,
    /// Where in `rules` a policy's rule is.
    pub(crate) places: HashMap<PolicyId, usize>,
    /// Whether a policy asks for members of a case beside the caller.
    pub(crate) all_members: bool,
    on_actions: HashMap<Action, OnAction>,
}

/// What every question about one action rests on.
pub(crate) struct OnAction {
    /// The policies whose scope has the action in it.
    pub(crate) policies: PolicySet,
    /// The action with its groups.
    pub(crate) action: Entities,
}

impl Loaded {
    pub(crate) fn on(&self, action: Action) -> Option<&OnAction> {
        self.on_actions.get(&action)
    }

    /// The rules of these policies, walls first.
    pub(crate) fn rules_of<'a>(&self, ids: impl Iterator<Item = &'a PolicyId>) -> Vec<Rule> {
        let places = ids.filter_map(|id| self.places.get(id).copied());
        let mut places: Vec<usize> = places.collect();
        places.sort_unstable();
        places.dedup();
        let rules = places.into_iter().filter_map(|place| self.rules.get(place));
        rules.cloned().collect()
    }
}

pub(crate) fn load(layers: &[Layer<'_>]) -> Result<Loaded, PolicyError> {
    let schema = Schema::from_str(SCHEMA).map_err(|source| PolicyError::Schema(source.into()))?;
    let words = Words::new()?;
    check_actions(&schema, &words)?;

    let mut policies = PolicySet::new();
    let mut rules = Vec::new();
    for layer in layers {
        let mut of_layer = rules_of(layer)?;
        of_layer.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
        for (rule, policy) in of_layer {
            policies
                .add(policy)
                .map_err(|source| PolicyError::Duplicate {
                    policy: rule.id.clone(),
                    source: source.into(),
                })?;
            rules.push(rule);
        }
    }
    validate(&schema, &policies)?;

    let places = rules
        .iter()
        .enumerate()
        .map(|(place, rule)| (PolicyId::new(&rule.id), place))
        .collect();
    Ok(Loaded {
        all_members: ask_for_all_members(&policies),
        on_actions: on_actions(&schema, &words, &policies)?,
        schema,
        words,
        policies,
        rules,
        places,
    })
}

fn on_actions(
    schema: &Schema,
    words: &Words,
    policies: &PolicySet,
) -> Result<HashMap<Action, OnAction>, PolicyError> {
    let actions = schema.action_entities().map_err(Box::new);
    let actions = actions.map_err(PolicyError::Actions)?;
    let prepare = |action: &Action| {
        let named = words.action(*action);
        let on_action = OnAction {
            policies: policies_on(&named, &actions, policies),
            action: action_alone(&named, &actions).map_err(PolicyError::Actions)?,
        };
        Ok((*action, on_action))
    };
    Action::ALL.iter().map(prepare).collect()
}

/// An action only one side knows would be refused for ever, or be outside every group.
fn check_actions(schema: &Schema, words: &Words) -> Result<(), PolicyError> {
    for action in Action::ALL {
        let uid = words.action(*action);
        if !schema.actions().any(|known| *known == uid) {
            return Err(PolicyError::Action {
                action: action.as_str().to_owned(),
                side: "policy schema",
            });
        }
    }
    let groups: Vec<_> = schema.action_groups().collect();
    let unknown = schema.actions().find(|uid| {
        let word: &str = uid.id().as_ref();
        !groups.contains(uid) && !Action::ALL.iter().any(|action| action.as_str() == word)
    });
    match unknown {
        Some(uid) => Err(PolicyError::Action {
            action: uid.to_string(),
            side: "product",
        }),
        None => Ok(()),
    }
}

fn rules_of(layer: &Layer<'_>) -> Result<Vec<(Rule, Policy)>, PolicyError> {
    let set = PolicySet::from_str(layer.text).map_err(|source| PolicyError::Parse {
        layer: layer.name.to_owned(),
        source: source.into(),
    })?;
    if set.num_of_templates() != 0 {
        return Err(PolicyError::Template {
            layer: layer.name.to_owned(),
        });
    }
    set.policies()
        .map(|policy| rule_of(layer, policy))
        .collect()
}

fn rule_of(layer: &Layer<'_>, policy: &Policy) -> Result<(Rule, Policy), PolicyError> {
    let text = |key: &str| policy.annotation(key).unwrap_or_default().trim().to_owned();
    let (id, code, summary) = (text("id"), text("code"), text("summary"));
    let name = if id.is_empty() {
        policy.id().to_string()
    } else {
        id.clone()
    };

    let effect = match policy.effect() {
        cedar_policy::Effect::Permit => Effect::Permit,
        cedar_policy::Effect::Forbid => Effect::Forbid,
    };
    if layer.effect != Effect::Any && effect != layer.effect {
        return Err(PolicyError::Effect {
            layer: layer.name.to_owned(),
            policy: name,
            effect: layer.effect.as_str(),
        });
    }
    let problem = match effect {
        _ if id.is_empty() => Some("has no @id"),
        _ if summary.is_empty() => Some("has no @summary"),
        Effect::Forbid if code.is_empty() => Some("has no @code"),
        Effect::Permit if !code.is_empty() => Some("is a permit and has a @code"),
        _ if layer.is_own() && !id.starts_with(OWN_PREFIX) => {
            Some("needs an @id that begins with `own-`")
        }
        _ => None,
    };
    if let Some(problem) = problem {
        return Err(PolicyError::Annotation {
            layer: layer.name.to_owned(),
            policy: name,
            problem,
        });
    }
    let renamed = policy.new_id(PolicyId::new(&id));
    Ok((Rule { id, code, summary }, renamed))
}

fn validate(schema: &Schema, policies: &PolicySet) -> Result<(), PolicyError> {
    let outcome = Validator::new(schema.clone()).validate(policies, ValidationMode::Strict);
    if outcome.validation_passed_without_warnings() {
        return Ok(());
    }
    let errors = outcome.validation_errors().map(ToString::to_string);
    let warnings = outcome.validation_warnings().map(ToString::to_string);
    let mut problems: Vec<String> = errors.chain(warnings).collect();
    problems.sort();
    Err(PolicyError::Invalid { problems })
}
