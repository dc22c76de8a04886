//! Files sent to contacts: by members, and taken by whom they were sent to.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use coffer_api::List;
use coffer_api::deliveries::{
    Contact, DeliveriesCreated, Delivery, NewDelivery, ReceivedDelivery, TakenFile,
};
use coffer_api::problem::Problem;
use coffer_app::delivery;
use coffer_domain::id::DeliveryId;

use super::content::read::answer_original;
use super::files::file_id;
use super::{Json, Path};
use crate::auth::{Anybody, Sender, Signed, brake};
use crate::convert;
use crate::problem::ApiError;
use crate::state::Http;

fn delivery_id(text: &str) -> Result<DeliveryId, ApiError> {
    text.parse()
        .map_err(|error| ApiError::bad_request(format!("{error}.")))
}

/// The contacts of a case's customer.
#[utoipa::path(get, operation_id = "list_contacts", path = "/api/v1/cases/{case}/contacts", tag = "deliveries",
    params(("case" = String, Path, description = "Id or reference of the case.")),
    responses((status = 200, body = List<Contact>), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn contacts(
    State(http): State<Http>,
    signed: Signed,
    Path(case): Path<String>,
) -> Result<axum::Json<List<Contact>>, ApiError> {
    let contacts = http.app.contacts(&signed.ctx, &case).await?;
    let items = contacts.iter().map(|contact| Contact {
        id: contact.id.to_string(),
        email: contact.email.to_string(),
    });
    Ok(axum::Json(List {
        items: items.collect(),
        next: None,
    }))
}

/// What was sent to contacts of a case, newest first.
#[utoipa::path(get, operation_id = "list_deliveries", path = "/api/v1/cases/{case}/deliveries", tag = "deliveries",
    params(("case" = String, Path, description = "Id or reference of the case.")),
    responses((status = 200, body = List<Delivery>), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(http): State<Http>,
    signed: Signed,
    Path(case): Path<String>,
) -> Result<axum::Json<List<Delivery>>, ApiError> {
    let views = http.app.deliveries(&signed.ctx, &case).await?;
    let items = views
        .iter()
        .map(|view| convert::delivery(view, signed.ctx.now))
        .collect();
    Ok(axum::Json(List { items, next: None }))
}

/// Send files to contacts of a case. Each gets a mail with a link; the addresses are shown once here as well.
#[utoipa::path(post, operation_id = "create_delivery", path = "/api/v1/cases/{case}/deliveries", tag = "deliveries",
    params(("case" = String, Path, description = "Id or reference of the case.")), request_body = NewDelivery,
    responses((status = 201, body = DeliveriesCreated), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn create(
    State(http): State<Http>,
    signed: Signed,
    Path(case): Path<String>,
    Json(form): Json<NewDelivery>,
) -> Result<(StatusCode, axum::Json<DeliveriesCreated>), ApiError> {
    let files = form.files.iter().map(|id| file_id(id));
    let new = delivery::NewDelivery {
        contacts: form.contacts,
        files: files.collect::<Result<_, _>>()?,
        note: form.note,
        expires_hours: form.expires_hours,
        downloads_max: form.max_downloads,
        accept_findings: form.accept_findings,
        accept_new_contacts: form.accept_new_contacts,
    };
    let created = http.app.create_delivery(&signed.ctx, &case, &new).await?;
    let items = created
        .iter()
        .map(|it| convert::delivery_created(it, signed.ctx.now))
        .collect();
    Ok((StatusCode::CREATED, axum::Json(DeliveriesCreated { items })))
}

/// Take a delivery back. What is being fetched is cut off.
#[utoipa::path(delete, operation_id = "withdraw_delivery", path = "/api/v1/deliveries/{delivery}", tag = "deliveries",
    params(("delivery" = String, Path, description = "Id of the delivery.")),
    responses((status = 200, body = Delivery), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn withdraw(
    State(http): State<Http>,
    signed: Signed,
    Path(delivery): Path<String>,
) -> Result<axum::Json<Delivery>, ApiError> {
    let id = delivery_id(&delivery)?;
    let view = http.app.withdraw_delivery(&signed.ctx, id).await?;
    Ok(axum::Json(convert::delivery(&view, signed.ctx.now)))
}

/// What was sent to the link's contact in its case. Needs the mailed code.
#[utoipa::path(get, operation_id = "link_deliveries", path = "/api/v1/link/deliveries", tag = "link",
    responses((status = 200, body = List<ReceivedDelivery>), (status = 401, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn received(
    State(http): State<Http>,
    sender: Sender,
) -> Result<axum::Json<List<ReceivedDelivery>>, ApiError> {
    let views = http.app.received(&sender.ctx, &sender.link).await?;
    let items = views.iter().map(convert::received).collect();
    Ok(axum::Json(List { items, next: None }))
}

/// Take a file that was sent to the link's contact: counts, and answers with an address to fetch it from. Needs the mailed code.
#[utoipa::path(post, operation_id = "link_take_file", path = "/api/v1/link/deliveries/{delivery}/files/{file}", tag = "link",
    params(("delivery" = String, Path, description = "Id of the delivery."), ("file" = String, Path, description = "Id of the file.")),
    responses((status = 201, body = TakenFile), (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"), (status = 410, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn take(
    State(http): State<Http>,
    sender: Sender,
    Path((delivery, file)): Path<(String, String)>,
) -> Result<(StatusCode, axum::Json<TakenFile>), ApiError> {
    let (delivery, file) = (delivery_id(&delivery)?, file_id(&file)?);
    let taken = http
        .app
        .take_delivered(&sender.ctx, &sender.link, delivery, file)
        .await?;
    let taken = TakenFile {
        url: taken.url.expose().to_owned(),
        expires: taken.expires.to_string(),
    };
    Ok((StatusCode::CREATED, axum::Json(taken)))
}

/// Fetch a file that was taken; one `Range` is honoured.
#[utoipa::path(get, operation_id = "fetch_taken_file", path = "/d/{ticket}", tag = "link",
    params(("ticket" = String, Path, description = "The end of the address that taking the file gave.")),
    responses((status = 200, content_type = "application/octet-stream"), (status = 206, content_type = "application/octet-stream"),
        (status = 404, body = Problem, content_type = "application/problem+json"), (status = 410, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn fetch(
    State(http): State<Http>,
    anybody: Anybody,
    Path(ticket): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    match http.app.fetch_delivered(&anybody.0, &ticket).await {
        Ok(download) => answer_original(download, &headers).await,
        Err(error @ coffer_app::AppError::NotFound("link")) => {
            brake(&anybody.0, &http)?;
            Err(error.into())
        }
        Err(error) => Err(error.into()),
    }
}
