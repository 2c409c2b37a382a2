//! The page and its parts, and which address leads where.
//!
//! In: requests that the guard let through. Out: the files of the page under its policy.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::header::{self, HeaderMap};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, middleware};

use super::api::refusal;
use super::{LARGEST_MESSAGE, Server, api, embedded, guard, report, tab};

/// Where the built page has the number that its styles carry.
const NONCE: &str = "{{nonce}}";
/// Bytes of such a number.
const NONCE_BYTES: usize = 16;

/// All addresses.
pub(super) fn routes(server: &Arc<Server>) -> Router {
    Router::new()
        .route("/", get(front))
        .route("/live", get(tab::live))
        .route("/pictures.css", get(pictures))
        .route("/api/start", get(api::start))
        .route("/api/file", get(api::open).put(api::save))
        .route("/api/model", get(api::model))
        .route("/api/report", post(report::report))
        .fallback(part)
        .layer(DefaultBodyLimit::max(LARGEST_MESSAGE))
        .layer(middleware::from_fn_with_state(server.clone(), guard::guard))
        .with_state(server.clone())
}

/// The page; with a token, the way to it.
async fn front(
    State(server): State<Arc<Server>>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let known = server.guard.knows(&headers);
    match query.get("token") {
        Some(token) => match server.guard.admit(token) {
            Some(cookie) => onward(&headers, Some(cookie)),
            None if known => onward(&headers, None),
            None => guard::page(
                StatusCode::FORBIDDEN,
                "This address has been used already, or it is not the one that was printed last. Press Enter where `standoff serve` runs for a new one, or start it again.",
            ),
        },
        None if known => index(),
        None => guard::page(
            StatusCode::FORBIDDEN,
            "The server does not know this browser. Press Enter where `standoff serve` runs, or start it again: it prints an address to open.",
        ),
    }
}

/// Leads to the page, perhaps with the cookie. Whoever comes from another site's link would not be sent along with the cookie: for them
/// the way starts from a page of this server.
fn onward(headers: &HeaderMap, cookie: Option<String>) -> Response {
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    let mut response = match site {
        None | Some("none" | "same-origin") => (StatusCode::SEE_OTHER, [(header::LOCATION, "/")]).into_response(),
        Some(_) => (
            [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0; url=/\">\
             <title>Standoff</title><p><a href=\"/\">To the workbench</a></p></html>",
        )
            .into_response(),
    };
    if let Some(cookie) = cookie.and_then(|cookie| cookie.parse().ok()) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// The page, with a number for its styles that nobody can know beforehand.
fn index() -> Response {
    let (Some(page), Ok(nonce)) = (embedded::asset("index.html"), guard::secret(NONCE_BYTES)) else {
        return refusal(StatusCode::INTERNAL_SERVER_ERROR, "The page cannot be shown.");
    };
    let html = String::from_utf8_lossy(page).replace(NONCE, &nonce);
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let kind = "text/html; charset=utf-8".to_owned();
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, policy)], html).into_response()
}

/// The colours of pictures, made by the code that makes the pictures.
async fn pictures() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], standoff::view::svg::style_sheet()).into_response()
}

/// A file of the page.
async fn part(uri: Uri) -> Response {
    let name = uri.path().trim_start_matches('/');
    match embedded::asset(name) {
        Some(bytes) if name != "index.html" => ([(header::CONTENT_TYPE, kind(name))], bytes).into_response(),
        _ => refusal(StatusCode::NOT_FOUND, "There is nothing here."),
    }
}

/// What a file is, by its ending.
fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
