//! From policies to a condition a store can look up by.
//!
//! Cedar's type-aware partial evaluation decides everything about the member, the action and the
//! circumstances; what is left speaks of the case or file only. That rest is translated node by node.
//! A node nobody has translated yet is an error, never "true": a list is then not shown at all.
//!
//! Grants are tags, found by the case's key. A member has few, so each granted case gets a condition of its own in
//! which the key is known; for all other cases there is no tag.

use cedar_policy::pst::{BinaryOp, Clause, EntityUID, Expr, Literal, UnaryOp, Var};
use cedar_policy::{
    EntityTypeName, EvalResult, Expression, PartialEntities, PartialEntityUid, PartialRequest,
    Policy, Request, eval_expression,
};
use coffer_domain::authz::{SelectError, Selection};
use coffer_domain::class::Lane;
use coffer_domain::file::ScanState;
use coffer_domain::id::CaseId;
use coffer_domain::select::{Condition, Fact, Sought};
use std::str::FromStr;
use std::sync::Arc;

use crate::engine::CedarPolicies;
use crate::slice::{Gathered, break_glass_key, unseal_key};

impl CedarPolicies {
    pub(crate) fn condition_of(&self, asked: &Selection<'_>) -> Result<Condition, SelectError> {
        let Gathered {
            principal,
            entities,
            context,
            cases,
        } = Gathered::new(self.schema(), self.words(), asked).map_err(failed)?;
        let resource = match asked.sought {
            Sought::Cases => "Coffer::Case",
            Sought::Files => "Coffer::File",
        };
        let resource = EntityTypeName::from_str(resource).map_err(failed)?;
        let action = self.words().action(asked.action);
        let request = PartialRequest::new(
            PartialEntityUid::from_concrete(principal.clone()),
            action.clone(),
            PartialEntityUid::new(resource, None),
            Some(context.clone()),
            self.schema(),
        )
        .map_err(failed)?;
        let partial =
            PartialEntities::from_concrete(entities.clone(), self.schema()).map_err(failed)?;
        let response = self
            .policies()
            .tpe(&request, &partial, self.schema())
            .map_err(failed)?;
        // Cedar would skip what errs; here it refuses, as in every decision.
        if response.error_forbids().next().is_some() || response.error_permits().next().is_some() {
            return Err(SelectError("a policy errs".to_owned()));
        }
        if response.true_forbids().next().is_some() {
            return Ok(Condition::Constant(false));
        }
        // Constant parts are evaluated against a request whose resource they do not mention.
        let anything =
            Request::new(principal.clone(), action, principal, context, None).map_err(failed)?;
        let always = response.true_permits().next().is_some();
        let rest: Vec<Policy> = response.residual_policies().collect();
        let translate = |granted: Option<CaseId>| {
            let translator = Translator {
                sought: asked.sought,
                granted,
                request: &anything,
                entities: &entities,
            };
            translator.all(&rest, always)
        };
        let elsewhere = translate(None)?;
        let granted = Condition::Fact(Fact::CaseIs(cases.clone()));
        let mut condition = if cases.is_empty() {
            elsewhere
        } else {
            granted.negated().and(elsewhere)
        };
        for case in cases {
            let here = Condition::Fact(Fact::CaseIs(vec![case]));
            condition = condition.or(here.and(translate(Some(case))?));
        }
        Ok(condition)
    }
}

fn failed(error: impl std::error::Error) -> SelectError {
    SelectError(error.to_string())
}

fn untranslated(what: &Expr) -> SelectError {
    SelectError(format!("no lookup is known for `{what}`"))
}

/// What a part of a policy speaks of.
enum Path {
    Case,
    File,
    Attribute(Owner, String),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Case,
    File,
}

struct Translator<'a> {
    sought: Sought,
    /// The case that is looked at, if it is one with a grant; any without otherwise.
    granted: Option<CaseId>,
    request: &'a Request,
    entities: &'a cedar_policy::Entities,
}

impl Translator<'_> {
    /// What permits and no forbid of these refuses.
    fn all(&self, policies: &[Policy], always: bool) -> Result<Condition, SelectError> {
        let mut permitted = Condition::Constant(always);
        let mut forbidden = Condition::Constant(false);
        for policy in policies {
            let written = policy.to_pst().map_err(failed)?;
            let mut holds = Condition::Constant(true);
            for clause in written.body().clauses() {
                let clause = match clause {
                    Clause::When(expr) => self.truth(expr)?,
                    Clause::Unless(expr) => self.truth(expr)?.negated(),
                };
                holds = holds.and(clause);
            }
            match policy.effect() {
                cedar_policy::Effect::Permit => permitted = permitted.or(holds),
                cedar_policy::Effect::Forbid => forbidden = forbidden.or(holds),
            }
        }
        Ok(permitted.and(forbidden.negated()))
    }

    fn truth(&self, expr: &Arc<Expr>) -> Result<Condition, SelectError> {
        match &**expr {
            Expr::Literal(Literal::Bool(value)) => Ok(Condition::Constant(*value)),
            Expr::UnaryOp {
                op: UnaryOp::Not,
                expr,
            } => Ok(self.truth(expr)?.negated()),
            Expr::BinaryOp {
                op: BinaryOp::And,
                left,
                right,
            } => match self.truth(left)? {
                // What stands behind a false need not make sense.
                never if never.is_never() => Ok(never),
                left => Ok(left.and(self.truth(right)?)),
            },
            Expr::BinaryOp {
                op: BinaryOp::Or,
                left,
                right,
            } => match self.truth(left)? {
                Condition::Constant(true) => Ok(Condition::Constant(true)),
                left => Ok(left.or(self.truth(right)?)),
            },
            Expr::IfThenElse {
                cond,
                then_expr,
                else_expr,
            } => {
                let cond = self.truth(cond)?;
                let then = cond.clone().and(self.truth(then_expr)?);
                Ok(then.or(cond.negated().and(self.truth(else_expr)?)))
            }
            Expr::BinaryOp { op, left, right } => match self.compared(*op, left, right)? {
                Some(condition) => Ok(condition),
                None => self.constant(expr),
            },
            Expr::Is {
                expr: of,
                entity_type,
                in_expr: None,
            } => match self.path(of) {
                Some(Path::Case) => Ok(Condition::Constant(entity_type.0.id.as_str() == "Case")),
                Some(Path::File) => Ok(Condition::Constant(entity_type.0.id.as_str() == "File")),
                _ => self.constant(expr),
            },
            _ => match self.path(expr) {
                Some(Path::Attribute(owner, name)) => match (owner, name.as_str()) {
                    (Owner::Case, "open") => Ok(Condition::Fact(Fact::CaseOpen)),
                    (Owner::Case, "legal_hold") => Ok(Condition::Fact(Fact::CaseHeld)),
                    (Owner::File, "canary") => Ok(Condition::Fact(Fact::FileCanary)),
                    (Owner::File, "quarantined") => Ok(Condition::Fact(Fact::FileQuarantined)),
                    // Budgets are asked for where something is handed out; what is over for now stays in lists.
                    (Owner::File, "over_budget" | "slowed") => Ok(Condition::Constant(false)),
                    (Owner::File, "held") => Ok(Condition::Fact(Fact::FileHeld)),
                    _ => Err(untranslated(expr)),
                },
                Some(_) => Err(untranslated(expr)),
                None => self.constant(expr),
            },
        }
    }

    /// A relation of the case or file to something known; none if it speaks of neither.
    fn compared(
        &self,
        op: BinaryOp,
        left: &Arc<Expr>,
        right: &Arc<Expr>,
    ) -> Result<Option<Condition>, SelectError> {
        if matches!(op, BinaryOp::HasTag) {
            match self.key(right) {
                Some(Key::Unknown) => return Ok(Some(Condition::Constant(false))),
                Some(Key::Known(_)) => return Ok(None),
                None => {}
            }
        }
        let (left_path, right_path) = (self.path(left), self.path(right));
        let whole = || Expr::BinaryOp {
            op,
            left: Arc::clone(left),
            right: Arc::clone(right),
        };
        let condition = match (op, left_path, right_path) {
            (_, None, None) => return Ok(None),
            (BinaryOp::Eq, Some(path), None) => self.equal(&path, right),
            (BinaryOp::Eq, None, Some(path)) => self.equal(&path, left),
            (BinaryOp::NotEq, Some(path), None) => self.equal(&path, right).map(Condition::negated),
            (BinaryOp::NotEq, None, Some(path)) => self.equal(&path, left).map(Condition::negated),
            (BinaryOp::LessEq, Some(path), None) => self.at_most(&path, right, 0),
            (BinaryOp::Less, Some(path), None) => self.at_most(&path, right, -1),
            (BinaryOp::Greater, Some(path), None) => {
                self.at_most(&path, right, 0).map(Condition::negated)
            }
            (BinaryOp::GreaterEq, Some(path), None) => {
                self.at_most(&path, right, -1).map(Condition::negated)
            }
            (BinaryOp::LessEq, None, Some(path)) => {
                self.at_most(&path, left, -1).map(Condition::negated)
            }
            (BinaryOp::Less, None, Some(path)) => {
                self.at_most(&path, left, 0).map(Condition::negated)
            }
            (BinaryOp::Greater, None, Some(path)) => self.at_most(&path, left, -1),
            (BinaryOp::GreaterEq, None, Some(path)) => self.at_most(&path, left, 0),
            (BinaryOp::Contains, Some(Path::Attribute(Owner::Case, name)), None)
                if name == "members" =>
            {
                let member = uid(right).and_then(|uid| uid.eid.parse().ok());
                member.map(|member| Condition::Fact(Fact::CaseMember(member)))
            }
            (BinaryOp::Contains, None, Some(Path::Attribute(Owner::File, name)))
                if name == "scan" =>
            {
                states(left).map(|states| Condition::Fact(Fact::FileScan(states)))
            }
            (BinaryOp::ContainsAll, None, Some(Path::Attribute(owner, name)))
                if name == "lanes" =>
            {
                lanes(left).map(|lanes| Condition::Fact(within(owner, lanes)))
            }
            (BinaryOp::Contains, Some(Path::Attribute(owner, name)), None) if name == "lanes" => {
                let lane = uid(right).and_then(|uid| Lane::from_word(&uid.eid));
                lane.map(|lane| touches(owner, &[lane]))
            }
            (BinaryOp::ContainsAny, Some(Path::Attribute(owner, name)), None)
                if name == "lanes" =>
            {
                lanes(right).map(|lanes| touches(owner, &lanes))
            }
            _ => None,
        };
        condition.map(Some).ok_or_else(|| untranslated(&whole()))
    }

    fn equal(&self, path: &Path, to: &Expr) -> Option<Condition> {
        let fact = match path {
            Path::Case => Fact::CaseIs(vec![uid(to)?.eid.parse().ok()?]),
            Path::File => Fact::FileIs(uid(to)?.eid.parse().ok()?),
            Path::Attribute(owner, name) => match (owner, name.as_str()) {
                (Owner::Case, "department") => Fact::CaseDepartment(uid(to)?.eid.parse().ok()?),
                (Owner::File, "scan") => Fact::FileScan(vec![ScanState::from_word(&uid(to)?.eid)?]),
                (Owner::File, "class") => {
                    let level = long(to)?;
                    let at_most = |level| class_at_most(level);
                    return Some(at_most(level).and(at_most(level.checked_sub(1)?).negated()));
                }
                _ => return None,
            },
        };
        Some(Condition::Fact(fact))
    }

    fn at_most(&self, path: &Path, bound: &Expr, shift: i64) -> Option<Condition> {
        let Path::Attribute(Owner::File, name) = path else {
            return None;
        };
        (name == "class").then_some(())?;
        Some(class_at_most(long(bound)?.checked_add(shift)?))
    }

    /// The case or file, or an attribute of one, if the expression is that.
    fn path(&self, expr: &Expr) -> Option<Path> {
        match expr {
            Expr::Var(Var::Resource) => Some(match self.sought {
                Sought::Cases => Path::Case,
                Sought::Files => Path::File,
            }),
            Expr::GetAttr { expr, attr } => match self.path(expr)? {
                Path::File if attr == "case" => Some(Path::Case),
                Path::File => Some(Path::Attribute(Owner::File, attr.to_string())),
                Path::Case => Some(Path::Attribute(Owner::Case, attr.to_string())),
                Path::Attribute(..) => None,
            },
            _ => None,
        }
    }

    /// The key of the case's grant, if the expression is one.
    fn key(&self, expr: &Expr) -> Option<Key> {
        let Some(Path::Attribute(Owner::Case, name)) = self.path(expr) else {
            return None;
        };
        let key_of = match name.as_str() {
            "key" => |case: CaseId| case.to_string(),
            "break_glass_key" => break_glass_key,
            "unseal_key" => unseal_key,
            _ => return None,
        };
        Some(
            self.granted
                .map_or(Key::Unknown, |case| Key::Known(key_of(case))),
        )
    }

    /// What an expression without case and file comes to, grants of the case looked at included.
    fn constant(&self, expr: &Arc<Expr>) -> Result<Condition, SelectError> {
        let known = self.known(expr)?;
        let expression = Expression::from_str(&known.to_string()).map_err(failed)?;
        match eval_expression(self.request, self.entities, &expression).map_err(failed)? {
            EvalResult::Bool(value) => Ok(Condition::Constant(value)),
            _ => Err(untranslated(expr)),
        }
    }

    /// The expression with the keys of grants put in; an error if it speaks of case or file otherwise.
    fn known(&self, expr: &Arc<Expr>) -> Result<Arc<Expr>, SelectError> {
        if let Some(Key::Known(key)) = self.key(expr) {
            return Ok(Arc::new(Expr::Literal(Literal::String(key.into()))));
        }
        let known = match &**expr {
            Expr::Literal(_) => return Ok(Arc::clone(expr)),
            Expr::UnaryOp { op, expr } => Expr::UnaryOp {
                op: *op,
                expr: self.known(expr)?,
            },
            Expr::BinaryOp { op, left, right } => Expr::BinaryOp {
                op: *op,
                left: self.known(left)?,
                right: self.known(right)?,
            },
            Expr::GetAttr { expr, attr } => Expr::GetAttr {
                expr: self.known(expr)?,
                attr: attr.clone(),
            },
            Expr::HasAttr { expr, attrs } => Expr::HasAttr {
                expr: self.known(expr)?,
                attrs: attrs.clone(),
            },
            Expr::Set(items) => Expr::Set(
                items
                    .iter()
                    .map(|item| self.known(item))
                    .collect::<Result<_, _>>()?,
            ),
            other => return Err(untranslated(other)),
        };
        Ok(Arc::new(known))
    }
}

enum Key {
    Known(String),
    Unknown,
}

fn class_at_most(level: i64) -> Condition {
    match u8::try_from(level) {
        Ok(level) => Condition::Fact(Fact::FileClassAtMost(level)),
        Err(_) => Condition::Constant(level > 0),
    }
}

fn within(owner: Owner, lanes: Vec<Lane>) -> Fact {
    match owner {
        Owner::Case => Fact::CaseLanesWithin(lanes),
        Owner::File => Fact::FileLanesWithin(lanes),
    }
}

/// Some regime is among these: not all are among the others.
fn touches(owner: Owner, lanes: &[Lane]) -> Condition {
    let others = Lane::ALL.iter().filter(|lane| !lanes.contains(lane));
    Condition::Fact(within(owner, others.copied().collect())).negated()
}

fn uid(expr: &Expr) -> Option<&EntityUID> {
    match expr {
        Expr::Literal(Literal::EntityUID(uid)) => Some(uid),
        _ => None,
    }
}

fn long(expr: &Expr) -> Option<i64> {
    match expr {
        Expr::Literal(Literal::Long(number)) => Some(*number),
        _ => None,
    }
}

fn set<T>(expr: &Expr, from_word: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let Expr::Set(items) = expr else {
        return None;
    };
    let items = items.iter();
    items.map(|item| from_word(&uid(item)?.eid)).collect()
}

fn lanes(expr: &Expr) -> Option<Vec<Lane>> {
    set(expr, Lane::from_word)
}

fn states(expr: &Expr) -> Option<Vec<ScanState>> {
    set(expr, ScanState::from_word)
}
