//! The engine: one question in, one decision with its determining rules out.

use cedar_policy::{Authorizer, Decision as Verdict, PolicySet, Schema};
use coffer_domain::authz::{Decision, PolicyEngine, Question, Rule, SelectError, Selection};
use coffer_domain::select::Condition;

use crate::layer::Layer;
use crate::load::{Loaded, PolicyError, load};
use crate::slice::{Slice, SliceError};
use crate::words::Words;

/// The id of the rule that stands for "something erred, so no".
pub const EVALUATION_ERROR: &str = "evaluation-error";

/// The id of the rule that refuses operators and the system.
pub const NO_PRINCIPAL: &str = "no-principal";

/// Coffer's policies, validated and ready to be asked.
pub struct CedarPolicies {
    loaded: Loaded,
    authorizer: Authorizer,
}

impl CedarPolicies {
    /// The policies that ship with Coffer.
    ///
    /// # Errors
    /// The embedded files are not consistent; a test makes sure that they are.
    pub fn builtin() -> Result<Self, PolicyError> {
        Self::from_layers(Layer::BUILTIN)
    }

    /// These layers of policies, in this order.
    ///
    /// # Errors
    /// They do not parse, lack annotations, or do not fit the schema without errors and warnings.
    pub fn from_layers(layers: &[Layer<'_>]) -> Result<Self, PolicyError> {
        Ok(Self {
            loaded: load(layers)?,
            authorizer: Authorizer::new(),
        })
    }

    /// Every rule there is, by layer and then by id.
    #[must_use]
    pub fn rules(&self) -> Vec<Rule> {
        self.loaded.rules.clone()
    }

    pub(crate) fn schema(&self) -> &Schema {
        &self.loaded.schema
    }

    pub(crate) fn words(&self) -> &Words {
        &self.loaded.words
    }

    pub(crate) fn policies(&self) -> &PolicySet {
        &self.loaded.policies
    }

    /// Puts a prepared question to the policies.
    pub(crate) fn evaluate(&self, slice: &Slice<'_>) -> Decision {
        let Slice {
            request,
            entities,
            policies,
        } = slice;
        let response = self.authorizer.is_authorized(request, policies, entities);
        // Cedar skips a policy that errs. A skipped forbid is an open wall, so nothing it says counts.
        let mut erred = false;
        for error in response.diagnostics().errors() {
            tracing::error!(%error, "a policy erred, refusing");
            erred = true;
        }
        if erred {
            return Decision::Deny(vec![evaluation_error()]);
        }
        let rules = self.loaded.rules_of(response.diagnostics().reason());
        match response.decision() {
            Verdict::Allow => Decision::Allow(rules),
            Verdict::Deny => Decision::Deny(rules),
        }
    }
}

impl PolicyEngine for CedarPolicies {
    fn decide(&self, question: &Question<'_>) -> Decision {
        match Slice::new(&self.loaded, question) {
            Ok(slice) => self.evaluate(&slice),
            Err(SliceError::NoPrincipal) => Decision::Deny(vec![no_principal()]),
            Err(error) => {
                let action = question.action.as_str();
                let error: &dyn std::error::Error = &error;
                tracing::error!(action, error, "a question could not be put, refusing");
                Decision::Deny(vec![evaluation_error()])
            }
        }
    }

    fn select(&self, asked: &Selection<'_>) -> Result<Condition, SelectError> {
        self.condition_of(asked)
    }
}

fn evaluation_error() -> Rule {
    Rule {
        id: EVALUATION_ERROR.to_owned(),
        code: "POLICY_ERROR".to_owned(),
        summary: "The policies could not be evaluated, so nothing is permitted.".to_owned(),
    }
}

fn no_principal() -> Rule {
    Rule {
        id: NO_PRINCIPAL.to_owned(),
        code: "NO_PRINCIPAL".to_owned(),
        summary: "Only members, links and service accounts have rights; operators and Coffer itself have none."
            .to_owned(),
    }
}
