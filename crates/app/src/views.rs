//! Saved views of the list of cases: each member's own, seen by nobody else.

use coffer_domain::case::CaseState;
use coffer_domain::class::Lane;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::ViewId;
use coffer_domain::limits::{RECEIVED_HOURS_MAX, VIEWS_PER_MEMBER_MAX};
use coffer_domain::ports::random;
use coffer_domain::text::Name;
use coffer_domain::view::{SavedView, Selection};

use crate::app::App;
use crate::cases::member_of;
use crate::error::AppError;

/// Which cases a list shows, as somebody says it.
#[derive(Default)]
pub struct NewSelection {
    /// Only those in this state.
    pub state: Option<CaseState>,
    /// Only those that whoever looks works.
    pub mine: bool,
    /// Only this department's: id or name.
    pub department: Option<String>,
    /// Only those in this lane.
    pub lane: Option<String>,
    /// Only those that got a file within so many hours.
    pub received_hours: Option<u32>,
    /// Only those with these words in reference, subject or customer.
    pub words: Option<String>,
}

impl App {
    /// What somebody means by a selection.
    pub(crate) async fn selection(&self, new: &NewSelection) -> Result<Selection, AppError> {
        let department = match &new.department {
            Some(text) => Some(self.find_department(text).await?.id),
            None => None,
        };
        let lane = new.lane.as_deref().map(|word| {
            Lane::from_word(word).ok_or(AppError::Value {
                field: "lane",
                problem: "must be pci, phi, glba or ferpa",
            })
        });
        if new
            .received_hours
            .is_some_and(|hours| hours == 0 || hours > RECEIVED_HOURS_MAX)
        {
            return Err(AppError::Value {
                field: "received_hours",
                problem: "must be 1 to 8784",
            });
        }
        let words = new.words.as_deref().map(Name::parse).transpose();
        Ok(Selection {
            state: new.state,
            mine: new.mine,
            department,
            lane: lane.transpose()?,
            received_hours: new.received_hours,
            words: words.map_err(AppError::text("q"))?,
        })
    }

    /// The caller's saved views, by name.
    ///
    /// # Errors
    /// No member asks, or the store does not work.
    pub async fn views(&self, ctx: &RequestCtx) -> Result<Vec<SavedView>, AppError> {
        Ok(self.store.views(member_of(ctx)?.id).await?)
    }

    /// Saves a view under a name, in place of the one of that name.
    ///
    /// # Errors
    /// A bad field, an unknown department, too many views, no member asks, or the store does not work.
    pub async fn save_view(
        &self,
        ctx: &RequestCtx,
        name: &str,
        shows: &NewSelection,
    ) -> Result<SavedView, AppError> {
        let member = member_of(ctx)?.id;
        let name = Name::parse(name).map_err(AppError::text("name"))?;
        let shows = self.selection(shows).await?;
        let known = self.store.views(member).await?;
        let before = known.iter().find(|view| view.name == name);
        if before.is_none() && known.len() >= VIEWS_PER_MEMBER_MAX {
            return Err(AppError::Conflict("view.too_many"));
        }
        let view = SavedView {
            id: before.map_or_else(
                || ViewId::from_random(random(&*self.entropy)),
                |view| view.id,
            ),
            member,
            name,
            shows,
            created: before.map_or(ctx.now, |view| view.created),
        };
        let event = Event::new(EventKind::ViewSaved).object(view.id);
        let change = Change::SaveView(view.clone());
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        Ok(view)
    }

    /// Removes a saved view of one's own.
    ///
    /// # Errors
    /// Not there, no member asks, or the store does not work.
    pub async fn remove_view(&self, ctx: &RequestCtx, id: ViewId) -> Result<(), AppError> {
        let known = self.store.views(member_of(ctx)?.id).await?;
        if !known.iter().any(|view| view.id == id) {
            return Err(AppError::NotFound("saved view"));
        }
        let event = Event::new(EventKind::ViewRemoved).object(id);
        self.commit(Commit::record(self.entry(ctx, event)?).change(Change::RemoveView(id)))
            .await?;
        Ok(())
    }
}
