//! Questions about the policies: who may do this, by which rule; what may this person see.

use coffer_domain::authz::{Action, CaseFacts, FileFacts, Question, Resource, Rule};
use coffer_domain::case::Case;
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::id::{CaseId, DepartmentId, FileId, OrganisationId};
use coffer_domain::limits::PAGE_ROWS_MAX;
use coffer_domain::people::Member;
use coffer_domain::ports::CaseFilter;
use coffer_domain::select::Sought;

use super::changes::{applies, at_best, permitted, rules};
use crate::app::App;
use crate::error::AppError;

/// What the policies say of one member's act, at best: signed in with a passkey just now.
pub struct Answer {
    /// Who.
    pub member: Member,
    /// What.
    pub action: Action,
    /// On what: id text.
    pub on: String,
    /// Whether it is permitted.
    pub permitted: bool,
    /// The rules that decide; none if nothing permits it.
    pub rules: Vec<Rule>,
}

/// What a member may see.
pub struct Visible {
    /// Cases, newest first; a page.
    pub cases: Vec<Case>,
    /// Files whose working copy they may see, with their cases, by id; a page.
    pub files: Vec<(FileId, CaseId)>,
    /// After which file the next page begins, if there are more.
    pub next: Option<FileId>,
}

fn action_of(word: &str) -> Result<Action, AppError> {
    let found = Action::ALL.iter().copied();
    let mut found = found.filter(|action| action.as_str() == word);
    found.next().ok_or(AppError::Value {
        field: "action",
        problem: "is none, such as file.view",
    })
}

impl App {
    /// Whether a member may do this, and by which rules.
    ///
    /// # Errors
    /// Refused, unknown member, action or thing, or the store does not work.
    pub async fn explain_access(
        &self,
        ctx: &RequestCtx,
        member: &str,
        action: &str,
        on: &str,
    ) -> Result<Answer, AppError> {
        self.may_read_policies(ctx, "explain").await?;
        let member = self.find_member(member).await?;
        let resource = self.find_resource(on).await?;
        self.answer(ctx, member, action_of(action)?, &resource)
    }

    /// Everybody who may do this, and by which rules.
    ///
    /// # Errors
    /// Refused, unknown action or thing, or the store does not work.
    pub async fn who_can(
        &self,
        ctx: &RequestCtx,
        action: &str,
        on: &str,
    ) -> Result<Vec<Answer>, AppError> {
        self.may_read_policies(ctx, "who can").await?;
        let action = action_of(action)?;
        let resource = self.find_resource(on).await?;
        let mut answers = Vec::new();
        for member in self.store.members().await? {
            let answer = self.answer(ctx, member, action, &resource)?;
            if answer.permitted {
                answers.push(answer);
            }
        }
        Ok(answers)
    }

    /// Which cases and files a member may see. Everybody may ask it of themselves.
    ///
    /// # Errors
    /// Refused, unknown member, or the store does not work.
    pub async fn visible_to(
        &self,
        ctx: &RequestCtx,
        member: &str,
        after: Option<FileId>,
    ) -> Result<Visible, AppError> {
        let found = self.find_member(member).await;
        let own = matches!((&ctx.principal, &found), (Principal::Member(caller), Ok(found)) if caller.id == found.id);
        if !own {
            self.may_read_policies(ctx, "visible").await?;
        }
        let as_member = RequestCtx {
            principal: Principal::Member(found?),
            aal: 2,
            phishing_resistant: true,
            authenticated: Some(ctx.now),
            ..ctx.clone()
        };
        let cases = CaseFilter {
            within: self.select(&as_member, Action::CaseView, Sought::Cases)?,
            limit: PAGE_ROWS_MAX,
            ..CaseFilter::default()
        };
        let condition = self.select(&as_member, Action::FileView, Sought::Files)?;
        let files = self.store.files_where(&condition, after, PAGE_ROWS_MAX);
        let files = files.await?;
        let full = u32::try_from(files.len()).is_ok_and(|count| count == PAGE_ROWS_MAX);
        Ok(Visible {
            cases: self.store.cases(&cases).await?,
            next: files.last().filter(|_| full).map(|(file, _)| *file),
            files,
        })
    }

    fn answer(
        &self,
        ctx: &RequestCtx,
        member: Member,
        action: Action,
        resource: &Resource,
    ) -> Result<Answer, AppError> {
        if !applies(action, resource) {
            return Err(AppError::Value {
                field: "on",
                problem: "is not what this action is on",
            });
        }
        let principal = Principal::Member(member.clone());
        let decision = self.policies.decide(&Question {
            principal: &principal,
            action,
            resource,
            now: ctx.now,
            assurance: at_best(ctx.now),
            read_only: false,
        });
        Ok(Answer {
            member,
            action,
            on: resource.id_text(),
            permitted: permitted(&decision),
            rules: rules(decision),
        })
    }

    /// What an id or a case's reference names.
    pub(super) async fn find_resource(&self, text: &str) -> Result<Resource, AppError> {
        if let Ok(file) = text.parse::<FileId>() {
            let (file, case) = self.file_and_case(file).await?;
            return Ok(Resource::File(FileFacts::new(&file, &case)));
        }
        if let Ok(department) = text.parse::<DepartmentId>() {
            return Ok(Resource::Department(department));
        }
        if text.parse::<OrganisationId>().is_ok() || text == "organisation" {
            return Ok(Resource::Organisation(self.organisation().await?.id));
        }
        let case = self.find_case(text).await?;
        Ok(Resource::Case(CaseFacts::from(&case)))
    }
}
