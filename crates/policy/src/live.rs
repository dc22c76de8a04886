//! The policies in force: the shipped ones and the organisation's own, exchanged while the server runs.

use std::collections::BTreeSet;
use std::str::FromStr;
use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use cedar_policy::PolicySet;
use coffer_domain::authz::{Decision, PolicyEngine, Question, Rule, SelectError, Selection};
use coffer_domain::policies::{PolicyBook, PolicyDraft, PolicyFault, SolverAnswer};
use coffer_domain::select::Condition;

use crate::engine::CedarPolicies;
use crate::invariants::Invariants;
use crate::layer::Layer;
use crate::limits::{OWN_POLICIES_BYTES_MAX, OWN_POLICIES_MAX};
use crate::load::PolicyError;
use crate::prove::{Proof, Prover};

/// The policies in force. A decision reads one set from its beginning to its end.
pub struct LivePolicies {
    current: RwLock<Arc<CedarPolicies>>,
    prover: Option<Prover>,
}

impl LivePolicies {
    /// The shipped policies alone, and a solver if there is one.
    ///
    /// # Errors
    /// The embedded files are not consistent; a test makes sure that they are.
    pub fn builtin(prover: Option<Prover>) -> Result<Self, PolicyError> {
        Ok(Self {
            current: RwLock::new(Arc::new(CedarPolicies::builtin()?)),
            prover,
        })
    }

    /// A panic elsewhere cannot leave a half-made set behind: it is exchanged as a whole.
    fn current(&self) -> Arc<CedarPolicies> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&current)
    }
}

impl PolicyEngine for LivePolicies {
    fn decide(&self, question: &Question<'_>) -> Decision {
        self.current().decide(question)
    }

    fn select(&self, asked: &Selection<'_>) -> Result<Condition, SelectError> {
        self.current().select(asked)
    }
}

#[async_trait]
impl PolicyBook for LivePolicies {
    fn rules(&self) -> Vec<Rule> {
        self.current().rules()
    }

    fn draft(&self, own: &str) -> Result<Arc<dyn PolicyDraft>, PolicyFault> {
        Ok(Arc::new(Draft {
            policies: with_own(own)?,
            invariants: Invariants::new().map_err(|error| fault(&error))?,
        }))
    }

    fn adopt(&self, own: &str) -> Result<(), PolicyFault> {
        let policies = Arc::new(with_own(own)?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = policies;
        Ok(())
    }

    fn may_widen(&self, old: &str, new: &str) -> Result<bool, PolicyFault> {
        let (old, new) = (written(old)?, written(new)?);
        let permits_more = !new.permits.is_subset(&old.permits);
        Ok(permits_more || !old.forbids.is_subset(&new.forbids))
    }

    async fn prove(&self, own: &str) -> SolverAnswer {
        let Some(prover) = &self.prover else {
            return SolverAnswer::NotAsked("there is no cvc5 on this machine".to_owned());
        };
        let policies = match with_own(own) {
            Ok(policies) => policies,
            Err(fault) => return SolverAnswer::NotAsked(fault.to_string()),
        };
        match policies.prove(prover).await {
            Ok(Proof::Holds(_)) => SolverAnswer::Proved,
            Ok(Proof::Broken(found)) => SolverAnswer::Broken {
                broken: found.broken,
                act: found.words,
            },
            Err(error) => SolverAnswer::NotAsked(error.to_string()),
        }
    }
}

/// Policies that are not in force, with what they must keep to.
struct Draft {
    policies: CedarPolicies,
    invariants: Invariants,
}

impl PolicyEngine for Draft {
    fn decide(&self, question: &Question<'_>) -> Decision {
        self.policies.decide(question)
    }

    fn select(&self, asked: &Selection<'_>) -> Result<Condition, SelectError> {
        self.policies.select(asked)
    }
}

impl PolicyDraft for Draft {
    fn rules(&self) -> Vec<Rule> {
        self.policies.rules()
    }

    fn broken_by(&self, question: &Question<'_>) -> Vec<Rule> {
        self.invariants.broken_by(question)
    }
}

/// The shipped policies with the organisation's own between roles and grants.
fn with_own(own: &str) -> Result<CedarPolicies, PolicyFault> {
    if own.len() > OWN_POLICIES_BYTES_MAX {
        return Err(PolicyFault(vec![format!(
            "the text is longer than {OWN_POLICIES_BYTES_MAX} bytes"
        )]));
    }
    let mut layers = Layer::BUILTIN.to_vec();
    if !own.trim().is_empty() {
        layers.push(Layer::own(own));
    }
    let policies = CedarPolicies::from_layers(&layers).map_err(|error| fault(&error))?;
    let own = policies.rules().len().saturating_sub(shipped()?);
    if own > OWN_POLICIES_MAX {
        return Err(PolicyFault(vec![format!(
            "there are {own} policies; more than {OWN_POLICIES_MAX} would slow every decision down"
        )]));
    }
    Ok(policies)
}

fn shipped() -> Result<usize, PolicyFault> {
    let shipped = CedarPolicies::builtin().map_err(|error| fault(&error))?;
    Ok(shipped.rules().len())
}

/// Each fault of policies in one sentence.
fn fault(error: &PolicyError) -> PolicyFault {
    PolicyFault(match error {
        PolicyError::Invalid { problems } => problems.clone(),
        PolicyError::Parse { source, .. } => source.iter().map(ToString::to_string).collect(),
        other => vec![other.to_string()],
    })
}

/// Policies as text in one form, so that spaces, comments and order make no difference.
struct Written {
    permits: BTreeSet<String>,
    forbids: BTreeSet<String>,
}

fn written(own: &str) -> Result<Written, PolicyFault> {
    let set = PolicySet::from_str(own)
        .map_err(|errors| PolicyFault(errors.iter().map(ToString::to_string).collect()))?;
    let mut written = Written {
        permits: BTreeSet::new(),
        forbids: BTreeSet::new(),
    };
    for policy in set.policies() {
        // Annotations are for people; what a policy does is its scope and conditions.
        let json = policy
            .to_json()
            .map_err(|error| PolicyFault(vec![error.to_string()]))?;
        let mut json = json;
        if let Some(fields) = json.as_object_mut() {
            fields.remove("annotations");
        }
        match policy.effect() {
            cedar_policy::Effect::Permit => written.permits.insert(json.to_string()),
            cedar_policy::Effect::Forbid => written.forbids.insert(json.to_string()),
        };
    }
    Ok(written)
}
