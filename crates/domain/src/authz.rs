//! Who may: actions, the facts a decision rests on, and the proof that one was made.
//!
//! [`Authorizer`] is the only maker of [`Authorized`]; operations that touch content consume one.
//! A decision is a deny unless a policy permits; any evaluation error is a deny.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::budget::Room;
use crate::case::{Case, CaseState};
use crate::class::{Class, Lane};
use crate::context::{Assurance, Principal, RequestCtx};
use crate::file::{File, ScanState};
use crate::id::{
    CaseId, ContactId, CustomerId, DepartmentId, FileId, MemberId, ObjectId, OrganisationId,
};
use crate::select::{Condition, Sought};
use crate::time::Timestamp;

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)*) => {
        /// What somebody wants to do. The word is the Cedar action's name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action { $($(#[$doc])* $name,)* }

        impl Action {
            /// Every action there is.
            pub const ALL: &[Action] = &[$(Action::$name,)*];

            /// The action's word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Action::$name => $word,)* }
            }
        }

        /// One marker type per action, for [`Authorized`].
        pub mod act {
            $(
                $(#[$doc])*
                #[derive(Debug)]
                pub struct $name;
                impl super::Act for $name {
                    const ACTION: super::Action = super::Action::$name;
                }
            )*
        }
    };
}

actions! {
    /// Set up people, departments and customers (on the organisation).
    OrgAdminister = "org.administer";
    /// Lock and unlock members, see and end their sessions and API tokens (on the organisation).
    MemberSecure = "member.secure";
    /// Bring people and groups from a directory (on the organisation).
    DirectoryProvide = "directory.provide";
    /// Read and export the ledger (on the organisation).
    LedgerRead = "ledger.read";
    /// Read the policies, what they permit and how they changed (on the organisation).
    PolicyRead = "policy.read";
    /// Propose, approve and withdraw the organisation's own policies (on the organisation).
    PolicyManage = "policy.manage";
    /// Set courses and record who passed them (on the organisation).
    TrainingManage = "training.manage";
    /// See alerts and what followed from them (on the organisation).
    AlertRead = "alert.read";
    /// Decide about alerts, and end what followed from them (on the organisation).
    AlertManage = "alert.manage";
    /// Tell security officers of something suspicious (on the organisation).
    AlertReport = "alert.report";
    /// Read how long cases are kept, and what is due (on the organisation).
    RetentionRead = "retention.read";
    /// Say how long cases are kept (on the organisation).
    RetentionManage = "retention.manage";
    /// Hold all of a customer's cases for the law, and end that (on the organisation).
    CustomerHold = "customer.hold";
    /// Take out what is held about one contact, to answer their question (on the organisation).
    SubjectExport = "subject.export";
    /// See how the server is, and what mends it (on the organisation).
    HealthRead = "health.read";
    /// See who asked for and used access beyond their own, and review emergencies (on the organisation).
    AccessReview = "access.review";
    /// Open a case in a department (on the department).
    CaseCreate = "case.create";
    /// Keep the templates of a department's file requests (on the department).
    TemplateManage = "template.manage";
    /// See a case (on the case).
    CaseView = "case.view";
    /// Let a member work a case (on the case).
    CaseAssign = "case.assign";
    /// Close a case (on the case).
    CaseClose = "case.close";
    /// Open a closed case again (on the case).
    CaseReopen = "case.reopen";
    /// Hold a case's files for the law, and end that (on the case).
    CaseHold = "case.hold";
    /// Erase a whole case (on the case).
    CaseErase = "case.erase";
    /// Put a case's files back to what they were (on the case).
    CaseRollBack = "case.roll_back";
    /// Ask for access to a case for a while (on the case).
    AccessRequest = "access.request";
    /// Approve or refuse what somebody else asked for, or end it (on the case).
    AccessApprove = "access.approve";
    /// Unseal what the customer's lockbox holds (on the case).
    AccessUnseal = "access.unseal";
    /// Take access to a case at once, in an emergency (on the case).
    AccessBreakGlass = "access.break_glass";
    /// Make or withdraw a file request (on the case).
    RequestManage = "request.manage";
    /// Read what members and contacts of a case write to each other (on the case).
    MessageRead = "message.read";
    /// Write to the other side of a case (on the case).
    MessageWrite = "message.write";
    /// Erase what a message says (on the case).
    MessageErase = "message.erase";
    /// See which files a case has (on the case), or that one is there (on the file).
    FileList = "file.list";
    /// Send a file into a case (on the case).
    FileUpload = "file.upload";
    /// See a file's details, findings and working copy (on the file).
    FileView = "file.view";
    /// Take the original out (on the file).
    FileDownload = "file.download";
    /// Rename a file or add a version (on the file).
    FileModify = "file.modify";
    /// Say how sensitive a file is (on the file).
    FileClassify = "file.classify";
    /// Have a file's content checked again (on the file).
    FileRescan = "file.rescan";
    /// Send a file to somebody outside (on the file).
    FileShare = "file.share";
    /// Take a file that the organisation sent to somebody outside, as that person (on the file).
    FileReceive = "file.receive";
    /// See one original value (on the file).
    FileReveal = "file.reveal";
    /// Remove a file (on the file).
    FileDelete = "file.delete";
}

/// A marker type that stands for one action.
pub trait Act {
    /// The action it stands for.
    const ACTION: Action;
}

/// What a decision needs to know of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFacts {
    /// The case.
    pub id: CaseId,
    /// Its department: where the wall stands.
    pub department: DepartmentId,
    /// Its customer.
    pub customer: CustomerId,
    /// Who works it.
    pub members: Vec<MemberId>,
    /// Whether it is open.
    pub open: bool,
    /// The regimes all its files are under.
    pub lanes: Vec<Lane>,
    /// Whether its files must be kept.
    pub legal_hold: bool,
    /// Whether single values and originals are sealed until the customer's contact approves.
    pub sealed: bool,
}

impl From<&Case> for CaseFacts {
    fn from(case: &Case) -> Self {
        Self {
            id: case.id,
            department: case.department,
            customer: case.customer,
            members: case.members.clone(),
            open: case.state == CaseState::Open,
            lanes: case.lanes.clone(),
            legal_hold: case.legal_hold,
            sealed: case.sealed,
        }
    }
}

/// What a decision needs to know of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFacts {
    /// The file.
    pub id: FileId,
    /// Its case.
    pub case: CaseFacts,
    /// How far its newest version's content check got; pending while there is none.
    pub scan: ScanState,
    /// How sensitive it is.
    pub class: Class,
    /// The regimes that what was found in it falls under, beside its case's.
    pub lanes: Vec<Lane>,
    /// Whether it is a decoy.
    pub canary: bool,
    /// Whether an alert holds it back.
    pub quarantined: bool,
    /// Whether the law wants this file kept, whatever is so of its case.
    pub held: bool,
    /// Its newest version; a release is for one.
    pub version: Option<ObjectId>,
    /// Whether taking it out needs the release of two others.
    pub needs_release: bool,
    /// Whether there is room to hand it out, by budgets and by what slows the member down; known where something is handed out.
    pub room: Room,
    /// To whom this version is being sent now.
    pub receivers: Vec<ContactId>,
}

impl FileFacts {
    /// The facts of `file` in `case`.
    #[must_use]
    pub fn new(file: &File, case: &Case) -> Self {
        let scan = file
            .version
            .as_ref()
            .map_or(ScanState::Pending, |version| version.scan);
        Self {
            id: file.id,
            case: CaseFacts::from(case),
            scan,
            class: file.class,
            lanes: file.lanes(),
            canary: file.canary,
            quarantined: file.quarantined,
            held: file.held,
            version: file.version.as_ref().map(|version| version.object),
            needs_release: false,
            room: Room::Fits,
            receivers: Vec::new(),
        }
    }
}

/// On what somebody wants to act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resource {
    /// The organisation as a whole.
    Organisation(OrganisationId),
    /// A department.
    Department(DepartmentId),
    /// A case.
    Case(CaseFacts),
    /// A file.
    File(FileFacts),
}

impl Resource {
    /// The resource's id as text.
    #[must_use]
    pub fn id_text(&self) -> String {
        match self {
            Resource::Organisation(id) => id.to_string(),
            Resource::Department(id) => id.to_string(),
            Resource::Case(facts) => facts.id.to_string(),
            Resource::File(facts) => facts.id.to_string(),
        }
    }

    /// The same, with room to hand it out.
    fn with_room(mut self) -> Self {
        if let Resource::File(facts) = &mut self {
            facts.room = Room::Fits;
        }
        self
    }

    /// The case it lies in, if it lies in one.
    #[must_use]
    pub fn case(&self) -> Option<CaseId> {
        match self {
            Resource::Organisation(_) | Resource::Department(_) => None,
            Resource::Case(facts) => Some(facts.id),
            Resource::File(facts) => Some(facts.case.id),
        }
    }
}

/// One question to the policies.
#[derive(Clone)]
pub struct Question<'a> {
    /// Who asks. Operators and the system never reach the policies: they have no content rights.
    pub principal: &'a Principal,
    /// What they want.
    pub action: Action,
    /// On what.
    pub resource: &'a Resource,
    /// When.
    pub now: Timestamp,
    /// How strongly and how lately they proved who they are.
    pub assurance: Assurance,
    /// Whether nothing may be changed on the whole server.
    pub read_only: bool,
}

/// A policy that took part in a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its id, such as `G03-department-wall`.
    pub id: String,
    /// The stable code of its refusal, such as `OTHER_DEPARTMENT`; empty on permits.
    pub code: String,
    /// The rule in one sentence.
    pub summary: String,
}

/// The policies' answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Permitted by these rules (at least one).
    Allow(Vec<Rule>),
    /// Refused by these rules; none means that nothing permits it.
    Deny(Vec<Rule>),
}

/// The port behind which the policies live. Implementations answer [`Decision::Deny`] on any
/// evaluation error and never panic.
pub trait PolicyEngine: Send + Sync {
    /// Decides one question.
    fn decide(&self, question: &Question<'_>) -> Decision;

    /// On which cases or files the answer would be a permit: exactly those that fulfil the condition.
    ///
    /// # Errors
    /// The policies say something no lookup is known for, or err. Then nothing is listed.
    fn select(&self, asked: &Selection<'_>) -> Result<Condition, SelectError>;
}

/// A question about all cases or files at once.
#[derive(Clone)]
pub struct Selection<'a> {
    /// Who asks.
    pub principal: &'a Principal,
    /// What they want.
    pub action: Action,
    /// On cases or files.
    pub sought: Sought,
    /// When.
    pub now: Timestamp,
    /// How strongly and how lately they proved who they are.
    pub assurance: Assurance,
    /// Whether nothing may be changed on the whole server.
    pub read_only: bool,
}

/// A list cannot be made from the policies; says what stands in the way.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the policies cannot be turned into a list: {0}")]
pub struct SelectError(pub String);

/// Somebody was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("refused: {action} is not permitted")]
pub struct Denied {
    /// What they wanted.
    pub action: ActionWord,
    /// On what, as id text.
    pub resource: String,
    /// Its case, if it has one.
    pub case: Option<CaseId>,
    /// The rules that refused; empty when nothing permits it.
    pub rules: Vec<Rule>,
}

/// An action that prints as its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActionWord(pub Action);

impl fmt::Display for ActionWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

/// Proof that an act was permitted. Made only by [`Authorizer::authorize`].
#[derive(Debug)]
pub struct Authorized<A: Act> {
    resource: Resource,
    rules: Vec<Rule>,
    act: PhantomData<A>,
}

impl<A: Act> Authorized<A> {
    /// On what the act was permitted.
    #[must_use]
    pub fn resource(&self) -> &Resource {
        &self.resource
    }

    /// The ids of the rules that permitted it, for the ledger.
    #[must_use]
    pub fn rule_ids(&self) -> Vec<String> {
        self.rules.iter().map(|rule| rule.id.clone()).collect()
    }

    /// Whether this proof is about `file`; operations check before they act.
    #[must_use]
    pub fn covers_file(&self, file: FileId) -> bool {
        matches!(&self.resource, Resource::File(facts) if facts.id == file)
    }

    /// Whether this proof is about `case`.
    #[must_use]
    pub fn covers_case(&self, case: CaseId) -> bool {
        matches!(&self.resource, Resource::Case(facts) if facts.id == case)
    }
}

/// Until when nothing may be changed on the whole server. Every decision looks at it, so it is kept in memory; what holds
/// is in the store.
#[derive(Debug, Default)]
pub struct ReadOnly(AtomicI64);

impl ReadOnly {
    /// Says until when; a time that is over says that things may be changed.
    pub fn set_until(&self, until: Timestamp) {
        self.0.store(until.0, Ordering::Release);
    }

    /// Until when nothing may be changed, if so at `now`.
    #[must_use]
    pub fn until(&self, now: Timestamp) -> Option<Timestamp> {
        let until = Timestamp(self.0.load(Ordering::Acquire));
        (now < until).then_some(until)
    }
}

/// The codes of walls that refuse for a time only, whatever is asked for.
const PASSING: [&str; 4] = [READ_ONLY, SLOWED_DOWN, BUDGET_SPENT, RISK_TOO_HIGH];
/// The code of the wall that lets nothing be changed.
pub const READ_ONLY: &str = "READ_ONLY";
/// The code of the wall that refuses whom an alert holds.
const RISK_TOO_HIGH: &str = "RISK_TOO_HIGH";
/// The code of the wall that lets only so much go out in an hour.
const BUDGET_SPENT: &str = "BUDGET_SPENT";
/// The code of the wall that gives whom an alert slows down one file a minute.
const SLOWED_DOWN: &str = "SLOWED_DOWN";

/// The one place where acts are permitted.
#[derive(Clone)]
pub struct Authorizer {
    engine: Arc<dyn PolicyEngine>,
    read_only: Arc<ReadOnly>,
}

impl Authorizer {
    /// An authorizer over these policies, on a server that may be read-only for a time.
    #[must_use]
    pub fn new(engine: Arc<dyn PolicyEngine>, read_only: Arc<ReadOnly>) -> Self {
        Self { engine, read_only }
    }

    /// Asks the policies whether `ctx`'s principal may do `A` on `resource`; then whether the session or token
    /// they ask by reaches that far.
    ///
    /// # Errors
    /// [`Denied`] with the refusing rules.
    pub fn authorize<A: Act>(
        &self,
        ctx: &RequestCtx,
        resource: Resource,
    ) -> Result<Authorized<A>, Denied> {
        match self.decide::<A>(ctx, &resource) {
            Decision::Allow(rules) if !rules.is_empty() => match ctx.reach.refuses(A::ACTION) {
                None => Ok(Authorized {
                    resource,
                    rules,
                    act: PhantomData,
                }),
                Some(rule) => Err(denied::<A>(&resource, vec![rule])),
            },
            Decision::Allow(_) => Err(denied::<A>(&resource, Vec::new())),
            Decision::Deny(rules) => Err(denied::<A>(&resource, rules)),
        }
    }
}

impl Authorizer {
    /// What refuses for a time is told only if nothing else refuses: else whoever tries doors while it holds would leave no
    /// other trace than that.
    fn decide<A: Act>(&self, ctx: &RequestCtx, resource: &Resource) -> Decision {
        let question = Question {
            principal: &ctx.principal,
            action: A::ACTION,
            resource,
            now: ctx.now,
            assurance: ctx.assurance(),
            read_only: self.read_only.until(ctx.now).is_some(),
        };
        let first = self.engine.decide(&question);
        let passing = |rule: &Rule| PASSING.contains(&rule.code.as_str());
        match &first {
            Decision::Deny(rules) if rules.iter().any(passing) => {}
            _ => return first,
        }
        let (principal, resource) = (ctx.principal.without_risk(), resource.clone().with_room());
        let otherwise = self.engine.decide(&Question {
            principal: &principal,
            resource: &resource,
            read_only: false,
            ..question
        });
        match otherwise {
            Decision::Allow(_) => first,
            Decision::Deny(_) => otherwise,
        }
    }

    /// On which cases or files `ctx`'s principal may do `action`.
    ///
    /// # Errors
    /// No list can be made; then none is shown.
    pub fn select(
        &self,
        ctx: &RequestCtx,
        action: Action,
        sought: Sought,
    ) -> Result<Condition, SelectError> {
        self.engine.select(&Selection {
            principal: &ctx.principal,
            action,
            sought,
            now: ctx.now,
            assurance: ctx.assurance(),
            read_only: self.read_only.until(ctx.now).is_some(),
        })
    }
}

fn denied<A: Act>(resource: &Resource, rules: Vec<Rule>) -> Denied {
    Denied {
        action: ActionWord(A::ACTION),
        resource: resource.id_text(),
        case: resource.case(),
        rules,
    }
}
