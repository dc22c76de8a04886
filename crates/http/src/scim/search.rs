//! Lists: the indexed questions directories ask all day, and any other filter by looking at everything.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use coffer_app::AppError;
use coffer_app::directory::{GroupView, PersonView};
use coffer_domain::context::RequestCtx;
use coffer_domain::directory::{Find, Source};
use coffer_scim::{Filter, GROUP, Resource, ResourceKind, Selection, USER, list_response};
use serde_json::Value;

use super::answer::{ScimRefusal, answer};
use super::auth::{Body, Provisioner};
use super::query::ListQuery;
use super::{base, groups, users};
use crate::limits::SCIM_SCAN_PAGE;
use crate::state::Http;

/// One page of people or groups, rendered.
pub(super) struct Found {
    pub(super) resources: Vec<Value>,
    pub(super) total: usize,
}

/// Where lists come from.
#[derive(Clone, Copy)]
pub(super) enum Of {
    Users,
    Groups,
}

impl Of {
    fn kind(self) -> &'static ResourceKind {
        match self {
            Of::Users => &USER,
            Of::Groups => &GROUP,
        }
    }

    /// By which attribute there is an index, besides `externalId`.
    fn key(self) -> &'static str {
        match self {
            Of::Users => "userName",
            Of::Groups => "displayName",
        }
    }

    async fn read(
        self,
        http: &Http,
        ctx: &RequestCtx,
        find: Find<'_>,
        skip: usize,
        take: usize,
    ) -> Result<(Vec<Resource>, usize), AppError> {
        let skip = u64::try_from(skip).unwrap_or(u64::MAX).min(1 << 40);
        let take = u32::try_from(take).unwrap_or(u32::MAX);
        let base = base(http);
        let (resources, total): (Vec<Resource>, u64) = match self {
            Of::Users => {
                let asked = http
                    .app
                    .provided_people(ctx, Source::Scim, find, skip, take);
                let (views, total) = asked.await?;
                let render = |view: &PersonView| users::render(view, &base);
                (views.iter().map(render).collect(), total)
            }
            Of::Groups => {
                let asked = http
                    .app
                    .provided_groups(ctx, Source::Scim, find, skip, take);
                let (views, total) = asked.await?;
                let render = |view: &GroupView| groups::render(view, &base);
                (views.iter().map(render).collect(), total)
            }
        };
        Ok((resources, usize::try_from(total).unwrap_or(usize::MAX)))
    }

    /// What passes `filter`, from `skip` on, at most `take`.
    pub(super) async fn find(
        self,
        http: &Http,
        ctx: &RequestCtx,
        filter: Option<&Filter>,
        skip: usize,
        take: usize,
        selection: &Selection,
    ) -> Result<Found, AppError> {
        let shown = |resource| Value::Object(selection.apply(self.kind(), resource));
        let (find, filter) = self.indexed(filter);
        let Some(filter) = filter else {
            let (resources, total) = self.read(http, ctx, find.borrowed(), skip, take).await?;
            return Ok(Found {
                resources: resources.into_iter().map(shown).collect(),
                total,
            });
        };
        let mut found = Found {
            resources: Vec::new(),
            total: 0,
        };
        let mut from = 0;
        loop {
            let asked = self.read(http, ctx, find.borrowed(), from, SCIM_SCAN_PAGE);
            let (resources, all) = asked.await?;
            let count = resources.len();
            for resource in resources {
                if !filter.matches(self.kind(), &resource) {
                    continue;
                }
                if found.total >= skip && found.resources.len() < take {
                    found.resources.push(shown(resource));
                }
                found.total = found.total.saturating_add(1);
            }
            from = from.saturating_add(count);
            if count == 0 || from >= all {
                return Ok(found);
            }
        }
    }

    /// The index that answers a filter, and what is left to look at.
    fn indexed(self, filter: Option<&Filter>) -> (Sought, Option<&Filter>) {
        let Some(filter) = filter else {
            return (Sought::All, None);
        };
        if let Some(text) = filter.equal_text("externalId") {
            return (Sought::External(text.to_owned()), Some(filter));
        }
        match (self, filter.equal_text(self.key())) {
            // Kept in lower case, for names of people do not tell cases apart.
            (Of::Users, Some(text)) => (Sought::Key(text.to_lowercase()), Some(filter)),
            // Names of groups do not either, but their index does: rules of the configuration are exact.
            (Of::Groups, _) | (_, None) => (Sought::All, Some(filter)),
        }
    }
}

enum Sought {
    All,
    Key(String),
    External(String),
}

impl Sought {
    fn borrowed(&self) -> Find<'_> {
        match self {
            Sought::All => Find::All,
            Sought::Key(key) => Find::Key(key),
            Sought::External(external) => Find::External(external),
        }
    }
}

/// One kind's list as an answer.
pub(super) async fn list(
    of: Of,
    http: &Http,
    ctx: &RequestCtx,
    query: &ListQuery,
) -> Result<Response, ScimRefusal> {
    let (skip, take) = (query.page.skip, query.page.take);
    let filter = query.filter.as_ref();
    let found = of.find(http, ctx, filter, skip, take, &query.selection);
    let found = found.await?;
    let body = list_response(found.resources, found.total, query.page);
    Ok(answer(StatusCode::OK, &body))
}

/// `/.search`: people first, then groups.
pub(super) async fn everything(
    State(http): State<Http>,
    Provisioner(ctx): Provisioner,
    Body(body): Body,
) -> Result<Response, ScimRefusal> {
    let query = ListQuery::from_search(&body)?;
    let (filter, selection) = (query.filter.as_ref(), &query.selection);
    let (skip, take) = (query.page.skip, query.page.take);
    let people = Of::Users.find(&http, &ctx, filter, skip, take, selection);
    let mut found = people.await?;
    let skip = skip.saturating_sub(found.total);
    let take = take.saturating_sub(found.resources.len());
    let groups = Of::Groups.find(&http, &ctx, filter, skip, take, selection);
    let groups = groups.await?;
    found.resources.extend(groups.resources);
    let total = found.total.saturating_add(groups.total);
    let body = list_response(found.resources, total, query.page);
    Ok(answer(StatusCode::OK, &body))
}
