//! Proof by solver that whatever the policies permit keeps the standing invariants: for all members,
//! cases, files, grants and times there can be, not for examples.
//!
//! Cedar's symbolic compiler turns policies and schema into a question to an SMT solver (cvc5), which
//! either finds that there is no counterexample or gives one. The solver is a program beside Coffer and
//! needed at no other time; where it cannot be had, nothing is claimed.

use std::ffi::OsString;
use std::path::PathBuf;

use cedar_policy::{PolicySet, RequestEnv, Schema};
use cedar_policy_symcc::solver::{LocalSolver, SolverError};
use cedar_policy_symcc::{CedarSymCompiler, CompiledPolicy, CompiledPolicySet, Env};
use coffer_domain::authz::Rule;

use crate::describe::describe;
use crate::engine::CedarPolicies;
use crate::invariants::Invariants;
use crate::limits::SOLVER_MILLISECONDS_MAX;
use crate::load::PolicyError;

/// Why nothing could be proved.
#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    /// The invariants do not load.
    #[error(transparent)]
    Policies(#[from] PolicyError),
    /// The solver does not start.
    #[error("the solver does not start")]
    Solver(#[from] SolverError),
    /// The question cannot be put, or the solver gave up.
    #[error("{action}: the solver gave no answer")]
    NoAnswer {
        /// About which action.
        action: String,
        /// Why.
        #[source]
        source: Box<cedar_policy_symcc::err::Error>,
    },
}

/// An act that the policies permit and an invariant does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterexample {
    /// The invariants it breaks.
    pub broken: Vec<Rule>,
    /// The act in words.
    pub words: String,
}

/// What a proof came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// It holds in all cases; so many questions were put to the solver.
    Holds(usize),
    /// It does not.
    Broken(Counterexample),
}

/// A solver on this machine.
#[derive(Debug, Clone)]
pub struct Prover {
    program: PathBuf,
}

impl Prover {
    /// The solver named by `CVC5`, or `cvc5` among `path`.
    #[must_use]
    pub fn find(named: Option<OsString>, path: Option<OsString>) -> Option<Self> {
        let named = named.map(PathBuf::from).into_iter();
        let folders = path.iter().flat_map(std::env::split_paths);
        named
            .chain(folders.map(|folder| folder.join("cvc5")))
            .find(|program| program.is_file())
            .map(|program| Self { program })
    }

    fn start(&self) -> Result<LocalSolver, SolverError> {
        let mut command = tokio::process::Command::new(&self.program);
        command
            .args(["--lang", "smt"])
            .arg(format!("--tlimit={SOLVER_MILLISECONDS_MAX}"))
            .kill_on_drop(true);
        LocalSolver::from_command(&mut command)
    }
}

impl CedarPolicies {
    /// Proves that everything these policies permit keeps the invariants.
    ///
    /// # Errors
    /// The solver does not work or gives no answer; then nothing is proved.
    pub async fn prove(&self, prover: &Prover) -> Result<Proof, ProveError> {
        self.keeps(prover, &Invariants::new()?).await
    }

    /// Proves that everything these policies permit keeps those invariants that the walls keep whatever else is
    /// permitted.
    ///
    /// # Errors
    /// The solver does not work or gives no answer; then nothing is proved.
    pub async fn prove_walls(&self, prover: &Prover) -> Result<Proof, ProveError> {
        self.keeps(prover, &Invariants::kept_by_walls()?).await
    }

    async fn keeps(&self, prover: &Prover, invariants: &Invariants) -> Result<Proof, ProveError> {
        let mut compiler = compiler(prover)?;
        let schema = self.schema();
        let mut questions = 0;
        for place in schema.request_envs() {
            let answer = implied(&mut compiler, &place, schema, self.policies(), invariants).await;
            let found = answer.map_err(|source| ProveError::NoAnswer {
                action: place.action().to_string(),
                source: source.into(),
            })?;
            questions += 1;
            if let Some(env) = found {
                return Ok(Proof::Broken(Counterexample {
                    broken: invariants.broken(&env.request, &env.entities),
                    words: describe(&env.request, &env.entities),
                }));
            }
        }
        Ok(Proof::Holds(questions))
    }

    /// Proves that no policy ever errs where all facts are there. An error refuses, so one that could
    /// happen would close what should be open.
    ///
    /// # Errors
    /// The solver does not work or gives no answer.
    pub async fn prove_no_errors(&self, prover: &Prover) -> Result<Vec<String>, ProveError> {
        let mut compiler = compiler(prover)?;
        let schema = self.schema();
        let mut erring = Vec::new();
        for place in schema.request_envs() {
            for policy in self.policies().policies() {
                let no_answer = |source: cedar_policy_symcc::err::Error| ProveError::NoAnswer {
                    action: format!("{}, {}", place.action(), policy.id()),
                    source: source.into(),
                };
                let compiled =
                    CompiledPolicy::compile(policy, &place, schema).map_err(no_answer)?;
                let never = compiler.check_never_errors_opt(&compiled).await;
                if !never.map_err(no_answer)? {
                    erring.push(format!("{} on {}", policy.id(), place.action()));
                }
            }
        }
        Ok(erring)
    }
}

fn compiler(prover: &Prover) -> Result<CedarSymCompiler<LocalSolver>, ProveError> {
    CedarSymCompiler::new(prover.start()?).map_err(|source| ProveError::NoAnswer {
        action: "start".to_owned(),
        source: source.into(),
    })
}

/// An act of this kind that the policies permit and the invariants do not, if there can be one.
async fn implied(
    compiler: &mut CedarSymCompiler<LocalSolver>,
    place: &RequestEnv,
    schema: &Schema,
    policies: &PolicySet,
    invariants: &Invariants,
) -> cedar_policy_symcc::err::Result<Option<Env>> {
    let permitted = CompiledPolicySet::compile(policies, place, schema)?;
    let allowed = CompiledPolicySet::compile(invariants.policies(), place, schema)?;
    compiler
        .check_implies_with_counterexample_opt(&permitted, &allowed)
        .await
}
