//! The standing invariants: what every permitted act must be, whoever wrote the policies.

use cedar_policy::{AuthorizationError, Authorizer, Decision as Verdict, PolicySet};
use coffer_domain::authz::{Question, Rule};

use crate::layer::{Effect, Layer};
use crate::load::{Loaded, PolicyError, load};
use crate::slice::Slice;

/// The invariants as a set of policies that permits everything but what they forbid.
const LAYER: Layer<'static> = Layer {
    name: "invariants",
    effect: Effect::Any,
    text: include_str!("../policies/invariants.cedar"),
};

/// The invariants, ready to be held against an act.
pub(crate) struct Invariants {
    loaded: Loaded,
    authorizer: Authorizer,
}

impl Invariants {
    pub(crate) fn new() -> Result<Self, PolicyError> {
        Ok(Self {
            loaded: load(&[LAYER])?,
            authorizer: Authorizer::new(),
        })
    }

    /// Only those that the walls keep, whatever else is permitted.
    pub(crate) fn kept_by_walls() -> Result<Self, PolicyError> {
        let mut all = Self::new()?;
        let policies = all.loaded.policies.policies();
        let others = policies.filter(|policy| policy.annotation("kept_by").is_some());
        let others: Vec<_> = others.map(|policy| policy.id().clone()).collect();
        for id in others {
            // It was found in this set a moment ago.
            let _ = all.loaded.policies.remove_static(id);
        }
        Ok(all)
    }

    pub(crate) fn policies(&self) -> &PolicySet {
        &self.loaded.policies
    }

    /// The invariants that a permitted act breaks. One that errs counts as broken.
    pub(crate) fn broken_by(&self, question: &Question<'_>) -> Vec<Rule> {
        match Slice::new(&self.loaded, question) {
            Ok(slice) => self.broken(&slice.request, &slice.entities),
            Err(_) => Vec::new(),
        }
    }

    /// The invariants that an act in these circumstances breaks.
    pub(crate) fn broken(
        &self,
        request: &cedar_policy::Request,
        entities: &cedar_policy::Entities,
    ) -> Vec<Rule> {
        let policies = &self.loaded.policies;
        let response = self.authorizer.is_authorized(request, policies, entities);
        let erred = response.diagnostics().errors();
        let mut ids: Vec<_> = erred
            .map(|AuthorizationError::PolicyEvaluationError(error)| error.policy_id().clone())
            .collect();
        if response.decision() == Verdict::Deny {
            ids.extend(response.diagnostics().reason().cloned());
        }
        self.loaded.rules_of(ids.iter())
    }
}
