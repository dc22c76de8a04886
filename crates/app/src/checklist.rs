//! What file requests ask for: lists of items, answered by files, and the templates a department keeps of them.
//!
//! A list is a wish. Nothing is refused because an item is open, and every file a link takes is taken without one.

mod builtin;

pub use builtin::{Builtin, Language, builtin};

use coffer_domain::authz::{CaseFacts, Resource, act};
use coffer_domain::checklist::{Answer, AskedItem, RequestTemplate};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::{RequestId, TemplateId};
use coffer_domain::limits::{ASKED_ITEMS_MAX, TEMPLATES_PER_DEPARTMENT_MAX};
use coffer_domain::ports::random;
use coffer_domain::text::Name;

use crate::app::App;
use crate::cases::member_of;
use crate::error::AppError;
use crate::link::OpenLink;
use crate::reason;

/// An item to ask for, as somebody says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewItem {
    /// What it is.
    pub name: String,
    /// What it is for or how to get it.
    pub how: Option<String>,
    /// Whether it is wanted.
    pub wanted: bool,
}

/// Checks a list of items.
///
/// # Errors
/// Too many, a name is bad, or a text is too long or holds what a working copy would mask.
pub(crate) fn checked(new: &[NewItem]) -> Result<Vec<AskedItem>, AppError> {
    if new.len() > ASKED_ITEMS_MAX {
        return Err(AppError::Value {
            field: "asked",
            problem: "must not be more than 20 items",
        });
    }
    new.iter()
        .map(|item| {
            let how = item.how.as_deref().unwrap_or_default();
            Ok(AskedItem {
                name: Name::parse(&item.name).map_err(AppError::text("asked"))?,
                how: reason::how("asked", how)?.map(str::to_owned),
                wanted: item.wanted,
            })
        })
        .collect()
}

impl App {
    /// Which files answer which of what a link asks for, oldest first.
    ///
    /// # Errors
    /// Not verified, or the store does not work.
    pub async fn answers(&self, link: &OpenLink) -> Result<Vec<Answer>, AppError> {
        link.require_verified()?;
        Ok(self.store.answers(link.request.id).await?)
    }

    /// What a request asks for, each with the files that answer it.
    pub(crate) async fn asked_and_answered(
        &self,
        request: RequestId,
    ) -> Result<Vec<(AskedItem, Vec<Answer>)>, AppError> {
        let items = self.store.asked(request).await?;
        if items.is_empty() {
            return Ok(Vec::new());
        }
        let answers = self.store.answers(request).await?;
        let numbered = (1_u32..).zip(items);
        let asked = numbered.map(|(number, item)| {
            let of_it = answers.iter().filter(|it| it.item == number && it.received);
            (item, of_it.copied().collect())
        });
        Ok(asked.collect())
    }

    /// The item a file is put to, if a link asks for so many.
    pub(crate) async fn check_item(&self, link: &OpenLink, item: u32) -> Result<(), AppError> {
        let asked = self.store.asked(link.request.id).await?;
        let there = usize::try_from(item).is_ok_and(|item| item > 0 && item <= asked.len());
        if there {
            Ok(())
        } else {
            Err(AppError::Value {
                field: "item",
                problem: "must be the number of something that is asked for",
            })
        }
    }

    /// The templates that can be used in a case: its department's, by name.
    ///
    /// # Errors
    /// Unknown, refused, or the store does not work.
    pub async fn case_templates(
        &self,
        ctx: &RequestCtx,
        case: &str,
    ) -> Result<Vec<RequestTemplate>, AppError> {
        let case = self.find_case(case).await?;
        self.allow::<act::RequestManage>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        Ok(self.store.templates(case.department).await?)
    }

    /// A department's templates, by name.
    ///
    /// # Errors
    /// Unknown, refused, or the store does not work.
    pub async fn templates(
        &self,
        ctx: &RequestCtx,
        department: &str,
    ) -> Result<Vec<RequestTemplate>, AppError> {
        let department = self.find_department(department).await?.id;
        self.allow::<act::TemplateManage>(ctx, Resource::Department(department))
            .await?;
        Ok(self.store.templates(department).await?)
    }

    /// Saves a template, in place of the one of its department that is called the same.
    ///
    /// # Errors
    /// Unknown, refused, a value is bad, too many, or the store does not work.
    pub async fn save_template(
        &self,
        ctx: &RequestCtx,
        department: &str,
        name: &str,
        items: &[NewItem],
    ) -> Result<RequestTemplate, AppError> {
        let department = self.find_department(department).await?.id;
        let proof = self
            .allow::<act::TemplateManage>(ctx, Resource::Department(department))
            .await?;
        let name = Name::parse(name).map_err(AppError::text("name"))?;
        if items.is_empty() {
            return Err(AppError::Value {
                field: "asked",
                problem: "must name at least one item",
            });
        }
        let items = checked(items)?;
        let known = self.store.templates(department).await?;
        let before = known.iter().find(|it| it.name == name);
        if before.is_none() && known.len() >= TEMPLATES_PER_DEPARTMENT_MAX {
            return Err(AppError::Conflict("template.too_many"));
        }
        let template = RequestTemplate {
            id: before.map_or_else(
                || TemplateId::from_random(random(&*self.entropy)),
                |it| it.id,
            ),
            department,
            name,
            items,
            saved_by: member_of(ctx)?.id,
            saved: ctx.now,
        };
        let event = Event::new(EventKind::TemplateSaved)
            .object(template.id)
            .with("department", department.to_string())
            .with("items", template.items.len() as u64)
            .with("rules", proof.rule_ids());
        let change = Change::SaveTemplate(template.clone());
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        Ok(template)
    }

    /// Removes a template. Requests that were made from it stay as they are.
    ///
    /// # Errors
    /// Unknown, refused, or the store does not work.
    pub async fn remove_template(&self, ctx: &RequestCtx, id: TemplateId) -> Result<(), AppError> {
        let template = self.store.template(id).await?;
        let template = template.ok_or(AppError::NotFound("request template"))?;
        let proof = self
            .allow::<act::TemplateManage>(ctx, Resource::Department(template.department))
            .await?;
        let event = Event::new(EventKind::TemplateRemoved)
            .object(id)
            .with("department", template.department.to_string())
            .with("rules", proof.rule_ids());
        self.commit(Commit::record(self.entry(ctx, event)?).change(Change::RemoveTemplate(id)))
            .await?;
        Ok(())
    }
}
