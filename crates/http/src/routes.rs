//! All routes. Paths and methods are declared beside their handlers, so the OpenAPI document cannot drift.

mod access;
mod account;
mod alerts;
mod budgets;
mod case_files;
mod cases;
mod content;
mod customers;
mod decoys;
mod deliveries;
mod departments;
mod files;
mod grants;
mod health;
mod json;
mod keeping;
mod ledger;
mod link;
mod lockbox;
mod members;
mod messages;
mod news;
mod passkeys;
mod path;
mod policies;
mod protection;
mod query;
mod requests;
mod retention;
mod rollback;
mod service_accounts;
mod session;
mod sessions;
mod subject;
mod templates;
mod tokens;
mod training;
mod views;

pub(crate) use json::Json;
pub(crate) use path::Path;
pub(crate) use query::Query;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::limits::JSON_BODY_BYTES_MAX;
use crate::linger::let_it_run_out;
use crate::pages;
use crate::plain;
use crate::scim;
use crate::state::Http;
use crate::trace::name_request;
use crate::tus;

/// The documented part: REST under `/api/v1`.
pub(crate) fn api() -> OpenApiRouter<Http> {
    sign_in()
        .merge(organisation())
        .merge(casework())
        .merge(content())
        .merge(sending())
}

/// Getting in, and what one shows for it.
fn sign_in() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(session::oidc::list))
        .routes(routes!(session::oidc::depart))
        .routes(routes!(session::oidc::arrive))
        .routes(routes!(session::oidc::logout))
        .routes(routes!(session::enrol::start))
        .routes(routes!(session::enrol::confirm))
        .routes(routes!(session::sign_in, session::me, session::sign_out))
        .routes(routes!(session::token))
        .routes(routes!(session::step_up::options))
        .routes(routes!(session::step_up::step_up))
        .routes(routes!(session::passkey::options))
        .routes(routes!(session::passkey::sign_in))
        .routes(routes!(session::passkey::enrol_options))
        .routes(routes!(session::passkey::enrol))
        .routes(routes!(account::get))
        .routes(routes!(account::change_password))
        .routes(routes!(account::renew_recovery_codes))
        .routes(routes!(account::freeze))
        .routes(routes!(passkeys::list, passkeys::add))
        .routes(routes!(passkeys::options))
        .routes(routes!(passkeys::rename, passkeys::remove))
        .routes(routes!(sessions::list, sessions::end_all))
        .routes(routes!(sessions::end))
        .routes(routes!(tokens::list, tokens::create))
        .routes(routes!(tokens::end))
}

/// People, customers, training, policies, alerts, the ledger.
fn organisation() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(departments::list, departments::create))
        .routes(routes!(members::list, members::add))
        .routes(routes!(members::standing::lock))
        .routes(routes!(members::standing::unlock))
        .routes(routes!(members::standing::leave))
        .routes(routes!(members::standing::relocate))
        .routes(routes!(members::standing::enrol))
        .routes(routes!(service_accounts::list, service_accounts::add))
        .routes(routes!(service_accounts::create_token))
        .routes(routes!(service_accounts::end))
        .routes(routes!(customers::list, customers::create))
        .routes(routes!(training::courses))
        .routes(routes!(training::put_course, training::end_course))
        .routes(routes!(training::list, training::record))
        .routes(routes!(training::import))
        .routes(routes!(training::set_lanes))
        .routes(routes!(policies::list))
        .routes(routes!(policies::check))
        .routes(routes!(policies::replay))
        .routes(routes!(policies::versions, policies::propose))
        .routes(routes!(policies::approve))
        .routes(routes!(policies::refuse))
        .routes(routes!(policies::explain))
        .routes(routes!(policies::who_can))
        .routes(routes!(policies::visible))
        .routes(routes!(alerts::list))
        .routes(routes!(alerts::get))
        .routes(routes!(alerts::acknowledge))
        .routes(routes!(alerts::note))
        .routes(routes!(alerts::close))
        .routes(routes!(alerts::lift))
        .routes(routes!(alerts::respond))
        .routes(routes!(alerts::report))
        .routes(routes!(alerts::give_notice))
        .routes(routes!(alerts::withdraw_notice))
        .routes(routes!(budgets::list))
        .routes(routes!(budgets::raise))
        .routes(routes!(budgets::end))
        .routes(routes!(health::health))
        .routes(routes!(health::sinks))
        .routes(routes!(ledger::checkpoint))
        .routes(routes!(ledger::entries))
        .routes(routes!(ledger::receipt))
        .routes(routes!(ledger::consistency))
}

/// Cases, their requests, and access to them.
fn casework() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(cases::list, cases::create))
        .routes(routes!(news::listen))
        .routes(routes!(cases::get, keeping::erase_case))
        .routes(routes!(keeping::case_certificate))
        .routes(routes!(keeping::hold_file))
        .routes(routes!(keeping::hold_customer))
        .routes(routes!(rollback::roll_back_case))
        .routes(routes!(rollback::roll_back_member))
        .routes(routes!(rollback::show_version))
        .routes(routes!(rollback::versions))
        .routes(routes!(subject::export))
        .routes(routes!(retention::list, retention::set))
        .routes(routes!(retention::end))
        .routes(routes!(retention::due))
        .routes(routes!(cases::close))
        .routes(routes!(cases::add_member))
        .routes(routes!(cases::remove_member))
        .routes(routes!(cases::reopen))
        .routes(routes!(cases::hold))
        .routes(routes!(protection::of_case))
        .routes(routes!(views::list, views::save))
        .routes(routes!(views::remove))
        .routes(routes!(lockbox::of_case))
        .routes(routes!(lockbox::of_customer))
        .routes(routes!(lockbox::list))
        .routes(routes!(lockbox::approve))
        .routes(routes!(lockbox::deny))
        .routes(routes!(access::ask_unseal))
        .routes(routes!(access::ask_release))
        .routes(routes!(access::list, access::ask))
        .routes(routes!(access::get, access::withdraw))
        .routes(routes!(access::approve))
        .routes(routes!(access::deny))
        .routes(routes!(grants::list))
        .routes(routes!(grants::break_glass))
        .routes(routes!(grants::get))
        .routes(routes!(grants::give_back))
        .routes(routes!(grants::end))
        .routes(routes!(grants::review))
        .routes(routes!(requests::list, requests::create))
        .routes(routes!(requests::withdraw))
        .routes(routes!(messages::list, messages::send))
        .routes(routes!(messages::erase))
        .routes(routes!(templates::of_case))
        .routes(routes!(templates::list, templates::save))
        .routes(routes!(templates::remove))
        .routes(routes!(deliveries::contacts))
        .routes(routes!(deliveries::list, deliveries::create))
        .routes(routes!(deliveries::withdraw))
        .routes(routes!(decoys::plant))
        .routes(routes!(decoys::list, decoys::plant_credential))
        .routes(routes!(decoys::withdraw))
}

/// Files and what is in them.
fn content() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(case_files::list, case_files::add))
        .routes(routes!(files::find))
        .routes(routes!(files::get, files::change, files::erase))
        .routes(routes!(files::rescan))
        .routes(routes!(files::receipt))
        .routes(routes!(files::erasure))
        .routes(routes!(content::read::read, content::write::replace))
        .routes(routes!(content::tree::tree))
        .routes(routes!(content::findings::findings))
        .routes(routes!(content::lines::lines))
        .routes(routes!(content::outline::outline))
        .routes(routes!(content::outline::find))
        .routes(routes!(content::search::search))
        .routes(routes!(content::search_stream::stream))
        .routes(routes!(content::reveal::reveal))
}

/// The side of whoever sends.
fn sending() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(link::info))
        .routes(routes!(link::code))
        .routes(routes!(link::verify))
        .routes(routes!(link::passkeys::options))
        .routes(routes!(link::passkeys::show))
        .routes(routes!(link::passkeys::list, link::passkeys::add))
        .routes(routes!(link::passkeys::add_options))
        .routes(routes!(link::passkeys::remove))
        .routes(routes!(link::files))
        .routes(routes!(link::receipt))
        .routes(routes!(link::custody))
        .routes(routes!(link::erasure))
        .routes(routes!(messages::received, messages::answer))
        .routes(routes!(deliveries::received))
        .routes(routes!(deliveries::take))
        .routes(routes!(deliveries::fetch))
}

/// Everything the server answers.
pub fn router(http: Http) -> Router {
    let (api, _document) = api().split_for_parts();
    Router::new()
        .merge(api.layer(DefaultBodyLimit::max(JSON_BODY_BYTES_MAX)))
        .merge(tus::router())
        .merge(scim::router())
        .merge(health::router())
        .merge(plain::router())
        .merge(pages::router())
        .fallback(health::unknown)
        .method_not_allowed_fallback(health::other_method)
        .layer(from_fn(let_it_run_out))
        .layer(from_fn(pages::security_headers))
        .layer(from_fn_with_state(http.clone(), name_request))
        .with_state(http)
}
