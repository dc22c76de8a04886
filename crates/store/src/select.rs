//! Conditions on cases and files as SQL. Queries name cases `c`, files `f` and newest versions `v`.
//!
//! Every column asked about is NOT NULL, so that NOT is the opposite and nothing hides in an unknown.

use coffer_domain::class::{Class, Lane};
use coffer_domain::select::{Condition, Fact};
use sqlx::QueryBuilder;
use sqlx::sqlite::Sqlite;

/// A condition as alternatives that each can use an index of their own.
pub(crate) fn alternatives(condition: &Condition) -> Vec<Condition> {
    match condition {
        Condition::Any(any) => any.iter().flat_map(alternatives).collect(),
        Condition::All(all) => {
            let Some(place) = all.iter().position(|it| matches!(it, Condition::Any(_))) else {
                return vec![condition.clone()];
            };
            let mut rest = all.clone();
            let choices = rest.remove(place);
            let rest = Condition::All(rest);
            let choices = alternatives(&choices).into_iter();
            choices.map(|choice| choice.and(rest.clone())).collect()
        }
        other => vec![other.clone()],
    }
}

/// Appends a condition in parentheses.
pub(crate) fn push(query: &mut QueryBuilder<Sqlite>, condition: &Condition) {
    match condition {
        Condition::Constant(true) => push_text(query, "1 = 1"),
        Condition::Constant(false) => push_text(query, "1 = 0"),
        Condition::Fact(fact) => push_fact(query, fact),
        Condition::Not(inner) => {
            query.push("NOT ");
            push(query, inner);
        }
        Condition::All(all) => push_list(query, all, " AND ", "1 = 1"),
        Condition::Any(any) => push_list(query, any, " OR ", "1 = 0"),
    }
}

fn push_text(query: &mut QueryBuilder<Sqlite>, text: &'static str) {
    query.push("(").push(text).push(")");
}

fn push_list(
    query: &mut QueryBuilder<Sqlite>,
    list: &[Condition],
    between: &'static str,
    empty: &'static str,
) {
    if list.is_empty() {
        return push_text(query, empty);
    }
    query.push("(");
    for (place, one) in list.iter().enumerate() {
        if place > 0 {
            query.push(between);
        }
        push(query, one);
    }
    query.push(")");
}

fn push_fact(query: &mut QueryBuilder<Sqlite>, fact: &Fact) {
    match fact {
        Fact::CaseIs(cases) => {
            let cases = cases.iter().map(|case| case.0.to_vec());
            push_in(query, "c.id", cases);
        }
        Fact::CaseDepartment(department) => {
            query.push("(c.department_id = ");
            query.push_bind(department.0.to_vec()).push(")");
        }
        Fact::CaseMember(member) => {
            query.push("(c.id IN (SELECT cm.case_id FROM case_members cm WHERE cm.member_id = ");
            query.push_bind(member.0.to_vec()).push("))");
        }
        Fact::CaseOpen => push_text(query, "c.state = 'open'"),
        Fact::CaseHeld => push_text(
            query,
            "(c.legal_hold <> 0 OR c.alert_hold <> 0 OR EXISTS (SELECT 1 FROM customers u WHERE u.id = c.customer_id AND u.legal_hold <> 0))",
        ),
        Fact::CaseLanesWithin(lanes) => {
            query.push("(1 = 1");
            for lane in others(lanes) {
                query.push(" AND instr(',' || c.lanes || ',', ");
                query.push_bind(format!(",{lane},")).push(") = 0");
            }
            query.push(")");
        }
        Fact::FileIs(file) => {
            query.push("(f.id = ");
            query.push_bind(file.0.to_vec()).push(")");
        }
        Fact::FileScan(states) => {
            let states = states.iter().map(|state| state.as_str().to_owned());
            push_in(query, "v.scan", states);
        }
        Fact::FileClassAtMost(level) => {
            let classes = Class::ALL.iter().filter(|class| class.level() <= *level);
            push_in(
                query,
                "f.class",
                classes.map(|class| class.as_str().to_owned()),
            );
        }
        Fact::FileLanesWithin(lanes) => push_found_lanes(query, lanes),
        Fact::FileCanary => push_text(query, "f.canary <> 0"),
        Fact::FileQuarantined => push_text(query, "f.quarantined <> 0"),
        Fact::FileHeld => push_text(query, "f.legal_hold <> 0"),
    }
}

fn push_found_lanes(query: &mut QueryBuilder<Sqlite>, lanes: &[Lane]) {
    let mut others = others(lanes).peekable();
    if others.peek().is_none() {
        return push_text(query, "1 = 1");
    }
    query.push("(NOT EXISTS (SELECT 1 FROM findings n WHERE n.object_id = v.object_id AND (1 = 0");
    for lane in others {
        query.push(" OR instr(',' || n.labels || ',', ");
        query.push_bind(format!(",{},", lane.label())).push(") > 0");
    }
    query.push(")))");
}

fn others(lanes: &[Lane]) -> impl Iterator<Item = Lane> {
    let lanes = lanes.to_vec();
    let all = Lane::ALL.iter().copied();
    all.filter(move |lane| !lanes.contains(lane))
}

fn push_in<T>(
    query: &mut QueryBuilder<Sqlite>,
    column: &'static str,
    values: impl Iterator<Item = T>,
) where
    T: for<'q> sqlx::Encode<'q, Sqlite> + sqlx::Type<Sqlite> + Send + 'static,
{
    let mut values = values.peekable();
    if values.peek().is_none() {
        return push_text(query, "1 = 0");
    }
    query.push("(").push(column).push(" IN (");
    for (place, value) in values.enumerate() {
        if place > 0 {
            query.push(", ");
        }
        query.push_bind(value);
    }
    query.push("))");
}
