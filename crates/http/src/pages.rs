//! The embedded pages: customer page under `/c/`, console under `/app/`, with their security headers.

use axum::Router;
use axum::extract::{Path, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use rust_embed::{Embed, EmbeddedFile};

use crate::auth::text_header;
use crate::problem::ApiError;
use crate::state::Http;

/// The built pages: `c/…` and `app/…`, each file also as `.br` and `.gz`.
#[derive(Embed)]
#[folder = "$OUT_DIR/web"]
struct Pages;

/// Customer page: the scanner may run as WebAssembly, in a worker made through the one named policy.
const CUSTOMER_CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types app-worker";
/// Console: no WebAssembly, no Trusted Types policy at all.
const CONSOLE_CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
/// Everything that is not a page.
const API_CSP: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

pub(crate) fn router() -> Router<Http> {
    Router::new()
        .route("/", get(|| async { Redirect::temporary("/app/") }))
        .route("/favicon.ico", get(no_icon))
        .route("/app", get(|| async { Redirect::permanent("/app/") }))
        .route(
            "/app/",
            get(|headers: HeaderMap| async move { page("app/index.html", &headers) }),
        )
        .route(
            "/app/{*path}",
            get(|path, headers: HeaderMap| async move { face("app", &path, &headers) }),
        )
        .route(
            "/c/{*path}",
            get(|path, headers: HeaderMap| async move { face("c", &path, &headers) }),
        )
}

async fn no_icon() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// A file of a face; every other address below it is the face's one page, which routes by itself.
fn face(face: &str, Path(path): &Path<String>, headers: &HeaderMap) -> Response {
    let wanted = format!("{face}/{path}");
    let is_encoded_twin = std::path::Path::new(path)
        .extension()
        .is_some_and(|end| end == "br" || end == "gz");
    if Pages::get(&wanted).is_some() && !is_encoded_twin {
        return page(&wanted, headers);
    }
    if path.starts_with("assets/") {
        return ApiError::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "Not found",
            "There is nothing at this address.",
        )
        .into_response();
    }
    page(&format!("{face}/index.html"), headers)
}

/// Serves an embedded file in the best encoding made at build time; never compresses on request.
fn page(path: &str, headers: &HeaderMap) -> Response {
    let accepted = text_header(headers, header::ACCEPT_ENCODING.as_str()).unwrap_or_default();
    let twins = [("br", ".br"), ("gzip", ".gz")];
    let encoded = twins
        .into_iter()
        .filter(|(name, _)| {
            accepted
                .split(',')
                .any(|item| item.split(';').next().unwrap_or_default().trim() == *name)
        })
        .find_map(|(name, end)| Pages::get(&format!("{path}{end}")).map(|file| (Some(name), file)));
    match encoded.or_else(|| Pages::get(path).map(|file| (None, file))) {
        Some((encoding, file)) => serve(path, encoding, file),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn serve(path: &str, encoding: Option<&'static str>, file: EmbeddedFile) -> Response {
    let mut response = file.data.into_owned().into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(content_type(path)),
    );
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    // Hashed names never change their content; the page that names them must always be fresh.
    let hashed = path.contains("/assets/");
    let cache = if hashed {
        "public, max-age=31536000, immutable"
    } else {
        "no-store"
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

/// Headers every answer carries, and the content security policy of its part of the site. A worker obeys the
/// policy of its own response, so assets carry their page's.
pub(crate) async fn security_headers(request: Request, next: Next) -> Response {
    let csp = match request.uri().path() {
        path if path.starts_with("/c/") => CUSTOMER_CSP,
        path if path == "/app" || path.starts_with("/app/") => CONSOLE_CSP,
        _ => API_CSP,
    };
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let fixed = [
        ("content-security-policy", csp),
        ("strict-transport-security", "max-age=63072000"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self), clipboard-write=(self)",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // What the API answers is about people and their data: nobody keeps it.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}
