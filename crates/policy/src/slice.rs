//! The one constructor of entities: from a question to the few entities its answer rests on.
//!
//! It always passes the schema. Without it Cedar's entities lack the action groups, so that
//! `action in Coffer::Action::"content"` matches nothing and the walls stand open.

use std::collections::{HashMap, HashSet};

use cedar_policy::{
    Context, ContextCreationError, Entities, Entity, EntityAttrEvaluationError, EntityUid, Request,
    RequestValidationError, RestrictedExpression, Schema, entities_errors::EntitiesError,
};
use coffer_domain::authz::{CaseFacts, FileFacts, Question, Resource};
use coffer_domain::context::Principal;
use coffer_domain::people::Member;
use coffer_domain::request::FileRequest;

use crate::words::Words;

/// Why a question could not be put to the policies.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SliceError {
    /// Operators and the system are nobody to the policies.
    #[error("the principal is neither a member nor a contact")]
    NoPrincipal,
    /// An entity's attributes do not evaluate.
    #[error("an entity's attributes do not evaluate")]
    Attributes(#[from] Box<EntityAttrEvaluationError>),
    /// The entities do not fit the schema.
    #[error("the entities do not fit the schema")]
    Entities(#[from] Box<EntitiesError>),
    /// The circumstances do not evaluate.
    #[error("the circumstances do not evaluate")]
    Context(#[from] Box<ContextCreationError>),
    /// The action does not apply to this resource.
    #[error("the question does not fit the schema")]
    Request(#[from] Box<RequestValidationError>),
}

/// A question in Cedar's terms.
pub(crate) struct Slice {
    pub(crate) request: Request,
    pub(crate) entities: Entities,
}

impl Slice {
    pub(crate) fn new(
        schema: &Schema,
        words: &Words,
        question: &Question<'_>,
    ) -> Result<Self, SliceError> {
        let mut gather = Gather {
            words,
            entities: Vec::with_capacity(3),
        };
        let principal = match question.principal {
            Principal::Member(member) => gather.member(member)?,
            Principal::Link(request) => gather.contact(request)?,
            Principal::Anonymous | Principal::Operator | Principal::System => {
                return Err(SliceError::NoPrincipal);
            }
        };
        let resource = match question.resource {
            Resource::Organisation(id) => words.organisation.of(id),
            Resource::Department(id) => words.department.of(id),
            Resource::Case(facts) => gather.case(facts)?,
            Resource::File(facts) => gather.file(facts)?,
        };
        let aal = RestrictedExpression::new_long(i64::from(question.aal));
        let context = Context::from_pairs([("aal".to_owned(), aal)]).map_err(Box::new)?;
        let action = words.action(question.action);
        let request =
            Request::new(principal, action, resource, context, Some(schema)).map_err(Box::new)?;
        let entities = Entities::from_entities(gather.entities, Some(schema)).map_err(Box::new)?;
        Ok(Self { request, entities })
    }
}

type Attributes = HashMap<String, RestrictedExpression>;

/// The entities so far. Those without attributes or parents (organisation, department) are only named.
struct Gather<'a> {
    words: &'a Words,
    entities: Vec<Entity>,
}

impl Gather<'_> {
    fn member(&mut self, member: &Member) -> Result<EntityUid, SliceError> {
        let state = self.words.member_state.named(member.state.as_str());
        let department = self.words.department.of(member.department);
        let roles = member.roles.iter();
        let parents = roles.map(|role| self.words.role.named(role.as_str()));
        let parents = parents.collect();
        self.add(
            self.words.member.of(member.id),
            [("state", name(state)), ("department", name(department))],
            parents,
        )
    }

    fn contact(&mut self, request: &FileRequest) -> Result<EntityUid, SliceError> {
        let case = self.words.case.of(request.case);
        self.add(
            self.words.contact.of(request.contact),
            [("link_case", name(case))],
            HashSet::new(),
        )
    }

    fn case(&mut self, case: &CaseFacts) -> Result<EntityUid, SliceError> {
        let department = self.words.department.of(case.department);
        let members = case.members.iter();
        let members = members.map(|member| name(self.words.member.of(member)));
        let members = RestrictedExpression::new_set(members);
        self.add(
            self.words.case.of(case.id),
            [
                ("department", name(department)),
                ("members", members),
                ("open", RestrictedExpression::new_bool(case.open)),
            ],
            HashSet::new(),
        )
    }

    fn file(&mut self, file: &FileFacts) -> Result<EntityUid, SliceError> {
        let case = self.case(&file.case)?;
        let scan = self.words.scan_state.named(file.scan.as_str());
        self.add(
            self.words.file.of(file.id),
            [("case", name(case)), ("scan", name(scan))],
            HashSet::new(),
        )
    }

    fn add<const N: usize>(
        &mut self,
        uid: EntityUid,
        attributes: [(&str, RestrictedExpression); N],
        parents: HashSet<EntityUid>,
    ) -> Result<EntityUid, SliceError> {
        let attributes = attributes.map(|(key, value)| (key.to_owned(), value));
        let entity = Entity::new(uid.clone(), Attributes::from(attributes), parents);
        self.entities.push(entity.map_err(Box::new)?);
        Ok(uid)
    }
}

fn name(uid: EntityUid) -> RestrictedExpression {
    RestrictedExpression::new_entity_uid(uid)
}
