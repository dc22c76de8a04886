//! `/api/v1/cases/{case}/decoys` and `/api/v1/decoys`

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::List;
use coffer_api::alerts::{Decoy, DecoyCredential, DecoyListed, NewDecoy, NewDecoyCredential};
use coffer_api::problem::Problem;
use coffer_app::AppError;
use coffer_domain::decoy as domain;
use coffer_domain::decoy::{Bait, DECOY_FILE};
use coffer_domain::file::{File, FileSource};

use super::Json;
use crate::auth::Signed;
use crate::problem::ApiError;
use crate::routes::Path;
use crate::state::Http;

/// Set a decoy out in a case: a file that nobody has work with. Touching it is refused and raises a critical alert.
#[utoipa::path(post, operation_id = "plant_decoy", path = "/api/v1/cases/{case}/decoys", tag = "alerts", request_body = NewDecoy,
    params(("case" = String, Path, description = "Id or reference of the case.")),
    responses((status = 201, body = Decoy), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn plant(
    State(http): State<Http>,
    signed: Signed,
    Path(case): Path<String>,
    Json(form): Json<NewDecoy>,
) -> Result<(StatusCode, axum::Json<Decoy>), ApiError> {
    let file = http
        .app
        .plant_decoy(&signed.ctx, &case, &form.name, &form.content)
        .await?;
    let decoy = Decoy {
        id: file.id.to_string(),
        case: file.case.to_string(),
        name: file.name.to_string(),
    };
    Ok((StatusCode::CREATED, axum::Json(decoy)))
}

/// All decoys that are set out: credentials first, then files, newest first. Who looks at them is recorded.
#[utoipa::path(get, operation_id = "list_decoys", path = "/api/v1/decoys", tag = "alerts",
    responses((status = 200, body = List<DecoyListed>), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(http): State<Http>,
    signed: Signed,
) -> Result<axum::Json<List<DecoyListed>>, ApiError> {
    let decoys = http.app.decoys(&signed.ctx).await?;
    let credentials = decoys.credentials.iter().map(of_credential);
    let items = credentials
        .chain(decoys.files.iter().map(of_file))
        .collect();
    Ok(axum::Json(List { items, next: None }))
}

/// Set out an API token or an account that opens nothing. Using it is answered as anything unknown is and raises a critical
/// alert; its secret is in this answer and nowhere else.
#[utoipa::path(post, operation_id = "plant_decoy_credential", path = "/api/v1/decoys", tag = "alerts", request_body = NewDecoyCredential,
    responses((status = 201, body = DecoyCredential), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn plant_credential(
    State(http): State<Http>,
    signed: Signed,
    Json(form): Json<NewDecoyCredential>,
) -> Result<(StatusCode, axum::Json<DecoyCredential>), ApiError> {
    let (app, ctx) = (&http.app, &signed.ctx);
    let (decoy, secret) = match (form.kind.as_str(), &form.email) {
        ("token", None) => app.plant_decoy_token(ctx, &form.place).await?,
        ("account", Some(email)) => app.plant_decoy_account(ctx, &form.place, email).await?,
        ("token" | "account", _) => {
            let problem = "is for an account, and an account has one";
            return Err(AppError::Value {
                field: "email",
                problem,
            }
            .into());
        }
        _ => {
            let problem = "must be token or account";
            return Err(AppError::Value {
                field: "kind",
                problem,
            }
            .into());
        }
    };
    let decoy = DecoyCredential {
        id: decoy.id.to_string(),
        kind: decoy.bait.kind().to_owned(),
        place: decoy.place.to_string(),
        email: email(&decoy.bait),
        secret: secret.expose().to_owned(),
    };
    Ok((StatusCode::CREATED, axum::Json(decoy)))
}

/// Take a decoy credential back. Decoy files go with their case.
#[utoipa::path(delete, operation_id = "withdraw_decoy", path = "/api/v1/decoys/{decoy}", tag = "alerts",
    params(("decoy" = String, Path, description = "Id of the decoy.")),
    responses((status = 204), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn withdraw(
    State(http): State<Http>,
    signed: Signed,
    Path(decoy): Path<String>,
) -> Result<StatusCode, ApiError> {
    http.app.withdraw_decoy(&signed.ctx, &decoy).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn email(bait: &Bait) -> Option<String> {
    match bait {
        Bait::Token(_) => None,
        Bait::Account { email, .. } => Some(email.to_string()),
    }
}

fn of_credential(it: &domain::DecoyCredential) -> DecoyListed {
    DecoyListed {
        id: it.id.to_string(),
        kind: it.bait.kind().to_owned(),
        place: it.place.to_string(),
        case: None,
        email: email(&it.bait),
        by: Some(it.by.to_string()),
        created: it.created.to_string(),
    }
}

fn of_file(it: &File) -> DecoyListed {
    DecoyListed {
        id: it.id.to_string(),
        kind: DECOY_FILE.to_owned(),
        place: it.name.to_string(),
        case: Some(it.case.to_string()),
        email: None,
        by: match it.source {
            FileSource::Member(member) => Some(member.to_string()),
            FileSource::Request(_) => None,
        },
        created: it.created.to_string(),
    }
}
