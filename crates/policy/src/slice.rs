//! The one constructor of entities: from a question to the few entities its answer rests on.
//!
//! Every entity is checked against the schema, and the action is there with its groups. Without them
//! `action in Coffer::Action::"content"` matches nothing and the walls stand open.

use std::collections::{HashMap, HashSet};

use cedar_policy::{
    Context, ContextCreationError, Entities, Entity, EntityAttrEvaluationError, EntityUid,
    ExpressionConstructionError, PolicySet, Request, RequestValidationError, RestrictedExpression,
    Schema, entities_errors::EntitiesError,
};
use coffer_domain::authz::{CaseFacts, FileFacts, Question, Resource, Selection};
use coffer_domain::budget::Room;
use coffer_domain::class::Lane;
use coffer_domain::context::{Assurance, Principal};
use coffer_domain::directory::ServiceAccount;
use coffer_domain::grant::lives;
use coffer_domain::id::{CaseId, FileId, MemberId, ObjectId};
use coffer_domain::people::Member;
use coffer_domain::request::FileRequest;
use coffer_domain::standing::{GrantFact, GrantSort};
use coffer_domain::time::{Span, Timestamp};

use crate::load::Loaded;
use crate::words::Words;

/// Why a question could not be put to the policies.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SliceError {
    /// Operators and the system are nobody to the policies.
    #[error("the principal is neither a member nor a contact nor a service account")]
    NoPrincipal,
    /// An entity's attributes do not evaluate.
    #[error("an entity's attributes do not evaluate")]
    Attributes(#[from] Box<EntityAttrEvaluationError>),
    /// The entities do not fit the schema.
    #[error("the entities do not fit the schema")]
    Entities(#[from] Box<EntitiesError>),
    /// A grant cannot be written.
    #[error("a grant cannot be written")]
    Grant(#[from] Box<ExpressionConstructionError>),
    /// The circumstances do not evaluate.
    #[error("the circumstances do not evaluate")]
    Context(#[from] Box<ContextCreationError>),
    /// The action is none the schema knows.
    #[error("the action is unknown")]
    Action,
    /// The action does not apply to this resource.
    #[error("the question does not fit the schema")]
    Request(#[from] Box<RequestValidationError>),
}

/// A question in Cedar's terms.
pub(crate) struct Slice<'a> {
    pub(crate) request: Request,
    pub(crate) entities: Entities,
    /// Those whose scope has the action in it.
    pub(crate) policies: &'a PolicySet,
}

impl<'a> Slice<'a> {
    pub(crate) fn new(loaded: &'a Loaded, question: &Question<'_>) -> Result<Self, SliceError> {
        let Loaded { schema, words, .. } = loaded;
        let on_action = loaded.on(question.action).ok_or(SliceError::Action)?;
        let mut gather = Gather {
            words,
            entities: Vec::with_capacity(3),
            only_member: only_member(loaded, question.principal),
        };
        let principal = match question.principal {
            Principal::Member(member) => {
                let case = question.resource.case();
                gather.member(member, |of| Some(of) == case, question.now)?
            }
            Principal::Link(request) => gather.contact(request)?,
            Principal::Service(account) => gather.service(account)?,
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
        let context = context(question.now, question.assurance, question.read_only)?;
        let action = words.action(question.action);
        let request =
            Request::new(principal, action, resource, context, Some(schema)).map_err(Box::new)?;
        let action = on_action.action.clone();
        let entities = action.add_entities(gather.entities, Some(schema));
        let entities = entities.map_err(Box::new)?;
        Ok(Self {
            request,
            entities,
            policies: &on_action.policies,
        })
    }
}

/// The one member of a case that matters where policies ask for the caller alone. Callers that are not members ask
/// rarely, and are answered from the whole list.
fn only_member(loaded: &Loaded, principal: &Principal) -> Option<MemberId> {
    match principal {
        Principal::Member(member) if !loaded.all_members => Some(member.id),
        _ => None,
    }
}

/// The action with its groups, as the schema has them.
pub(crate) fn action_alone(
    action: &EntityUid,
    actions: &Entities,
) -> Result<Entities, Box<EntitiesError>> {
    Entities::from_entities(actions.get(action).cloned(), None).map_err(Box::new)
}

/// The member side of a question about all cases or files.
pub(crate) struct Gathered {
    pub(crate) principal: EntityUid,
    pub(crate) entities: Entities,
    pub(crate) context: Context,
    /// The cases the member has grants for.
    pub(crate) cases: Vec<CaseId>,
}

impl Gathered {
    pub(crate) fn new(
        schema: &Schema,
        words: &Words,
        asked: &Selection<'_>,
    ) -> Result<Self, SliceError> {
        let mut gather = Gather {
            words,
            entities: Vec::with_capacity(1),
            only_member: None,
        };
        let mut cases = Vec::new();
        let principal = match asked.principal {
            Principal::Member(member) => {
                cases.extend(member.standing.grants.iter().map(|grant| grant.case));
                gather.member(member, |_| true, asked.now)?
            }
            Principal::Link(request) => gather.contact(request)?,
            Principal::Service(account) => gather.service(account)?,
            Principal::Anonymous | Principal::Operator | Principal::System => {
                return Err(SliceError::NoPrincipal);
            }
        };
        cases.sort_unstable();
        cases.dedup();
        Ok(Self {
            principal,
            context: context(asked.now, asked.assurance, asked.read_only)?,
            entities: Entities::from_entities(gather.entities, Some(schema)).map_err(Box::new)?,
            cases,
        })
    }
}

/// The moments Cedar can write: the years 1970 to 9999.
const MOMENTS: std::ops::RangeInclusive<i64> = 0..=253_402_300_799_999;

const MINUTE: Span = Span::minutes(1);

fn moment(time: Timestamp) -> RestrictedExpression {
    let time = Timestamp(time.0.clamp(*MOMENTS.start(), *MOMENTS.end()));
    RestrictedExpression::new_datetime(time.to_string())
}

fn long(number: u8) -> RestrictedExpression {
    RestrictedExpression::new_long(i64::from(number))
}

/// An unknown time of proof is the beginning of time: long ago. One that is still to come was taken while the clock
/// was wrong, and is as far from now.
fn context(now: Timestamp, assurance: Assurance, read_only: bool) -> Result<Context, SliceError> {
    let authenticated = assurance.authenticated.unwrap_or(Timestamp(0));
    let minutes = now.since(authenticated).0.saturating_abs() / MINUTE.0;
    let phishing_resistant = RestrictedExpression::new_bool(assurance.phishing_resistant);
    let pairs = [
        ("now", moment(now)),
        ("aal", long(assurance.aal)),
        ("phishing_resistant", phishing_resistant),
        (
            "minutes_since_sign_in",
            RestrictedExpression::new_long(minutes),
        ),
        ("read_only", RestrictedExpression::new_bool(read_only)),
    ];
    let pairs = pairs.map(|(key, value)| (key.to_owned(), value));
    Ok(Context::from_pairs(pairs).map_err(Box::new)?)
}

/// The tag by which a grant is found: by its case, how it came about, and the version it is for.
fn grant_key(grant: &GrantFact) -> String {
    match (grant.kind, grant.only) {
        (GrantSort::Elevated | GrantSort::CrossDepartment, _) => grant.case.to_string(),
        (GrantSort::BreakGlass, _) => break_glass_key(grant.case),
        (GrantSort::Unseal, _) => unseal_key(grant.case),
        (GrantSort::Release, only) => only.map_or_else(String::new, |(file, version)| {
            release_key(file, Some(version))
        }),
    }
}

pub(crate) fn break_glass_key(case: CaseId) -> String {
    format!("{case}/break_glass")
}

pub(crate) fn unseal_key(case: CaseId) -> String {
    format!("{case}/unseal")
}

/// A file without a version has nothing to release; no grant has this key then.
fn release_key(file: FileId, version: Option<ObjectId>) -> String {
    match version {
        Some(version) => format!("{file}/{version}/release"),
        None => format!("{file}/release"),
    }
}

type Attributes = HashMap<String, RestrictedExpression>;

/// The entities so far. Those without attributes or parents (organisation, department) are only named.
struct Gather<'a> {
    words: &'a Words,
    entities: Vec<Entity>,
    /// Of a case's members only this one matters.
    only_member: Option<MemberId>,
}

impl Gather<'_> {
    /// The member, with the grants of the cases that can matter to the answer.
    fn member(
        &mut self,
        member: &Member,
        matters: impl Fn(CaseId) -> bool,
        now: Timestamp,
    ) -> Result<EntityUid, SliceError> {
        let standing = &member.standing;
        let state = self.words.member_state.named(member.state.as_str());
        let department = self.words.department.of(member.department);
        let attributes = [
            ("state", name(state)),
            ("department", name(department)),
            ("clearance", long(standing.clearance.level())),
            ("trained", self.lanes(&standing.trained(now))),
            ("risk", long(standing.risk)),
        ];
        let roles = member.roles.iter();
        let parents = roles.map(|role| self.words.role.named(role.as_str()));
        let grants = standing.grants.iter();
        let tags = grants
            .filter(|grant| {
                let alive = lives(now, grant.starts, grant.expires);
                grant.member == member.id && matters(grant.case) && alive
            })
            .map(|grant| Ok((grant_key(grant), self.grant(grant)?)));
        let uid = self.words.member.of(member.id);
        let entity = Entity::new_with_tags(
            uid.clone(),
            attributes.map(|(key, value)| (key.to_owned(), value)),
            parents,
            tags.collect::<Result<Vec<_>, SliceError>>()?,
        );
        self.entities.push(entity.map_err(Box::new)?);
        Ok(uid)
    }

    fn grant(&self, grant: &GrantFact) -> Result<RestrictedExpression, SliceError> {
        let kind = self.words.grant_kind.named(grant.kind.as_str());
        let reviewed = grant.is_break_glass() && grant.review_due.is_some();
        let mut fields = vec![
            ("kind", name(kind)),
            ("expires", moment(grant.expires)),
            ("view", RestrictedExpression::new_bool(grant.view)),
            ("download", RestrictedExpression::new_bool(grant.download)),
            ("modify", RestrictedExpression::new_bool(grant.modify)),
            ("reveal", RestrictedExpression::new_bool(grant.reveal)),
            ("break_glass_ok", RestrictedExpression::new_bool(reviewed)),
        ];
        for (key, approver) in [("first", grant.first), ("second", grant.second)] {
            fields.extend(approver.map(|id| (key, name(self.words.member.of(id)))));
        }
        let fields = fields.into_iter();
        let fields = fields.map(|(key, value)| (key.to_owned(), value));
        Ok(RestrictedExpression::new_record(fields).map_err(Box::new)?)
    }

    fn lanes(&self, lanes: &[Lane]) -> RestrictedExpression {
        let lanes = lanes
            .iter()
            .map(|lane| self.words.lane.named(lane.as_str()));
        RestrictedExpression::new_set(lanes.map(name))
    }

    fn contact(&mut self, request: &FileRequest) -> Result<EntityUid, SliceError> {
        let case = self.words.case.of(request.case);
        self.add(
            self.words.contact.of(request.contact),
            [("link_case", name(case))],
            HashSet::new(),
        )
    }

    fn service(&mut self, account: &ServiceAccount) -> Result<EntityUid, SliceError> {
        let scopes = account.scopes.iter();
        let scopes = scopes.map(|scope| RestrictedExpression::new_string(scope.to_string()));
        let scopes = RestrictedExpression::new_set(scopes);
        self.add(
            self.words.service.of(account.id),
            [
                ("scopes", scopes),
                (
                    "ended",
                    RestrictedExpression::new_bool(account.ended.is_some()),
                ),
            ],
            HashSet::new(),
        )
    }

    fn case(&mut self, case: &CaseFacts) -> Result<EntityUid, SliceError> {
        let department = self.words.department.of(case.department);
        let matters = |member: &&MemberId| self.only_member.is_none_or(|only| only == **member);
        let members = case.members.iter().filter(matters);
        let members = members.map(|member| name(self.words.member.of(member)));
        let members = RestrictedExpression::new_set(members);
        self.add(
            self.words.case.of(case.id),
            [
                ("key", text(case.id.to_string())),
                ("break_glass_key", text(break_glass_key(case.id))),
                ("unseal_key", text(unseal_key(case.id))),
                ("sealed", RestrictedExpression::new_bool(case.sealed)),
                ("department", name(department)),
                ("members", members),
                ("open", RestrictedExpression::new_bool(case.open)),
                ("lanes", self.lanes(&case.lanes)),
                (
                    "legal_hold",
                    RestrictedExpression::new_bool(case.legal_hold),
                ),
            ],
            HashSet::new(),
        )
    }

    fn file(&mut self, file: &FileFacts) -> Result<EntityUid, SliceError> {
        let case = self.case(&file.case)?;
        let scan = self.words.scan_state.named(file.scan.as_str());
        let receivers = file.receivers.iter();
        let receivers = receivers.map(|contact| name(self.words.contact.of(contact)));
        self.add(
            self.words.file.of(file.id),
            [
                ("case", name(case)),
                ("scan", name(scan)),
                ("class", long(file.class.level())),
                ("lanes", self.lanes(&file.lanes)),
                ("canary", RestrictedExpression::new_bool(file.canary)),
                (
                    "quarantined",
                    RestrictedExpression::new_bool(file.quarantined),
                ),
                ("held", RestrictedExpression::new_bool(file.held)),
                ("release_key", text(release_key(file.id, file.version))),
                (
                    "needs_release",
                    RestrictedExpression::new_bool(file.needs_release),
                ),
                (
                    "over_budget",
                    RestrictedExpression::new_bool(file.room == Room::Spent),
                ),
                (
                    "slowed",
                    RestrictedExpression::new_bool(file.room == Room::TooSoon),
                ),
                ("receivers", RestrictedExpression::new_set(receivers)),
            ],
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

fn text(text: String) -> RestrictedExpression {
    RestrictedExpression::new_string(text)
}

fn name(uid: EntityUid) -> RestrictedExpression {
    RestrictedExpression::new_entity_uid(uid)
}
