//! The people, cases and files the tests ask about.

use coffer_domain::authz::{
    Action, CaseFacts, Decision, FileFacts, PolicyEngine, Question, Resource,
};
use coffer_domain::budget::Room;
use coffer_domain::class::Class;
use coffer_domain::context::{Assurance, Principal};
use coffer_domain::directory::{ServiceAccount, ServiceScope};
use coffer_domain::file::ScanState;
use coffer_domain::id::{
    CaseId, ContactId, CustomerId, DepartmentId, FileId, MemberId, OrganisationId, RequestId,
    ServiceId,
};
use coffer_domain::people::{Member, MemberState, Role};
use coffer_domain::request::FileRequest;
use coffer_domain::secret::TokenHash;
use coffer_domain::standing::Standing;
use coffer_domain::text::{Email, Name};
use coffer_domain::time::Timestamp;

pub(crate) const ORGANISATION: OrganisationId = OrganisationId([1; 16]);
pub(crate) const HERE: DepartmentId = DepartmentId([2; 16]);
pub(crate) const ELSEWHERE: DepartmentId = DepartmentId([3; 16]);
pub(crate) const ASKER: MemberId = MemberId([4; 16]);
pub(crate) const COLLEAGUE: MemberId = MemberId([5; 16]);
pub(crate) const OTHER_COLLEAGUE: MemberId = MemberId([12; 16]);
pub(crate) const CASE: CaseId = CaseId([6; 16]);
pub(crate) const OTHER_CASE: CaseId = CaseId([7; 16]);

pub(crate) fn member(roles: &[Role], state: MemberState, department: DepartmentId) -> Principal {
    Principal::Member(Member {
        id: ASKER,
        email: Email::parse("asker@coffer.example").unwrap(),
        name: Name::parse("Asker").unwrap(),
        department,
        roles: roles.to_vec(),
        state,
        standing: Standing::default(),
        created: Timestamp(0),
    })
}

/// Who holds the link of [`link`].
pub(crate) const CONTACT: ContactId = ContactId([9; 16]);

pub(crate) fn link(case: CaseId) -> Principal {
    Principal::Link(FileRequest {
        id: RequestId([8; 16]),
        case,
        contact: CONTACT,
        token_hash: TokenHash([0; 32]),
        script: false,
        expires: Timestamp(i64::MAX),
        bytes_max: 1,
        files_max: 1,
        bytes_used: 0,
        files_used: 0,
        withdrawn: None,
        created_by: COLLEAGUE,
        created: Timestamp(0),
    })
}

pub(crate) fn service(ended: bool) -> Principal {
    Principal::Service(ServiceAccount {
        id: ServiceId([12; 16]),
        name: Name::parse("Directory").unwrap(),
        scopes: vec![ServiceScope::Scim],
        created: Timestamp(0),
        ended: ended.then_some(Timestamp(0)),
    })
}

/// The case all questions are about, in department [`HERE`].
pub(crate) fn case(members: &[MemberId], open: bool) -> CaseFacts {
    CaseFacts {
        id: CASE,
        department: HERE,
        customer: CustomerId([10; 16]),
        members: members.to_vec(),
        open,
        lanes: Vec::new(),
        legal_hold: false,
        sealed: false,
    }
}

pub(crate) fn file(case: CaseFacts, scan: ScanState) -> Resource {
    Resource::File(FileFacts {
        id: FileId([11; 16]),
        case,
        scan,
        class: Class::Internal,
        lanes: Vec::new(),
        canary: false,
        quarantined: false,
        held: false,
        version: None,
        needs_release: false,
        room: Room::Fits,
        receivers: Vec::new(),
    })
}

pub(crate) const NOW: Timestamp = Timestamp(1_800_000_000_000);

/// Somebody with this assurance whose sign-in was just now.
pub(crate) fn ask(
    engine: &dyn PolicyEngine,
    principal: &Principal,
    action: Action,
    resource: &Resource,
    aal: u8,
) -> Decision {
    let assurance = Assurance {
        aal,
        phishing_resistant: false,
        authenticated: Some(NOW),
    };
    ask_with(engine, principal, action, resource, assurance)
}

pub(crate) fn ask_with(
    engine: &dyn PolicyEngine,
    principal: &Principal,
    action: Action,
    resource: &Resource,
    assurance: Assurance,
) -> Decision {
    ask_while(engine, principal, action, resource, assurance, false)
}

pub(crate) fn ask_while(
    engine: &dyn PolicyEngine,
    principal: &Principal,
    action: Action,
    resource: &Resource,
    assurance: Assurance,
    read_only: bool,
) -> Decision {
    engine.decide(&Question {
        principal,
        action,
        resource,
        now: NOW,
        assurance,
        read_only,
    })
}

/// What kind of resource an action is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum On {
    Organisation,
    Department,
    Case,
    File,
}

pub(crate) fn on(action: Action) -> On {
    match action {
        Action::OrgAdminister
        | Action::MemberSecure
        | Action::DirectoryProvide
        | Action::LedgerRead
        | Action::PolicyRead
        | Action::PolicyManage
        | Action::TrainingManage
        | Action::AlertRead
        | Action::AlertManage
        | Action::AlertReport
        | Action::HealthRead
        | Action::RetentionRead
        | Action::RetentionManage
        | Action::CustomerHold
        | Action::SubjectExport
        | Action::AccessReview => On::Organisation,
        Action::CaseCreate | Action::TemplateManage => On::Department,
        Action::CaseView
        | Action::CaseAssign
        | Action::CaseClose
        | Action::CaseReopen
        | Action::CaseHold
        | Action::CaseErase
        | Action::CaseRollBack
        | Action::AccessRequest
        | Action::AccessApprove
        | Action::AccessBreakGlass
        | Action::AccessUnseal
        | Action::RequestManage
        | Action::MessageRead
        | Action::MessageWrite
        | Action::MessageErase
        | Action::FileList
        | Action::FileUpload => On::Case,
        Action::FileView
        | Action::FileDownload
        | Action::FileModify
        | Action::FileClassify
        | Action::FileRescan
        | Action::FileShare
        | Action::FileReceive
        | Action::FileReveal
        | Action::FileDelete => On::File,
    }
}
