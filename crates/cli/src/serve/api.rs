//! Files and shipped models over HTTP.
//!
//! In: paths and texts. Out: JSON; what goes wrong is one sentence with a fitting status.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::folder::{Saved, Trouble};
use super::{Server, embedded};

/// What goes wrong, as the page expects it.
pub(super) fn refusal(status: StatusCode, sentence: &str) -> Response {
    (status, Json(serde_json::json!({ "error": sentence }))).into_response()
}

#[derive(Serialize)]
struct Start {
    file: Option<String>,
    folder: String,
    models: Vec<super::folder::Listed>,
    gallery: Vec<Shipped>,
    version: &'static str,
}

#[derive(Serialize)]
struct Shipped {
    name: &'static str,
    title: String,
}

/// What there is to open.
pub(super) async fn start(State(server): State<Arc<Server>>) -> Response {
    let shipped = |(name, text)| Shipped { name, title: standoff::editor::title(text).unwrap_or_default() };
    let answer = in_background(move || Start {
        file: server.file.clone(),
        folder: server.folder.shown(),
        models: server.folder.list(),
        gallery: embedded::models().map(shipped).collect(),
        version: env!("CARGO_PKG_VERSION"),
    });
    answer.await.map_or_else(|response| response, |start| Json(start).into_response())
}

#[derive(Deserialize)]
pub(super) struct Path {
    path: String,
}

/// A file of the folder.
pub(super) async fn open(
    State(server): State<Arc<Server>>,
    query: Result<Query<Path>, QueryRejection>,
) -> Response {
    let Ok(Query(Path { path })) = query else {
        return refusal(StatusCode::BAD_REQUEST, "Say which file: `path`.");
    };
    match in_background(move || server.folder.read(&path)).await {
        Ok(Ok(file)) => Json(file).into_response(),
        Ok(Err(trouble)) => troubled(&trouble),
        Err(response) => response,
    }
}

#[derive(Deserialize)]
struct Save {
    path: String,
    text: String,
    version: Option<String>,
    #[serde(default)]
    over: Option<String>,
}

/// Saves a file, unless it has become another one on disk.
pub(super) async fn save(State(server): State<Arc<Server>>, body: Result<Bytes, BytesRejection>) -> Response {
    let Save { path, text, version, over } = match parsed(body) {
        Ok(save) => save,
        Err(response) => return response,
    };
    let saved = in_background(move || server.folder.save(&path, &text, version.as_deref(), over.as_deref()));
    match saved.await {
        Ok(Ok(Saved::Written { path, version })) => {
            Json(serde_json::json!({ "path": path, "version": version })).into_response()
        }
        Ok(Ok(Saved::Other(disk))) => (StatusCode::CONFLICT, Json(disk)).into_response(),
        Ok(Err(trouble)) => troubled(&trouble),
        Err(response) => response,
    }
}

#[derive(Deserialize)]
pub(super) struct Name {
    name: String,
}

/// A shipped model.
pub(super) async fn model(query: Result<Query<Name>, QueryRejection>) -> Response {
    let Ok(Query(Name { name })) = query else {
        return refusal(StatusCode::BAD_REQUEST, "Say which model: `name`.");
    };
    let wanted = name.trim_end_matches(".standoff");
    match embedded::models().find(|(known, _)| *known == wanted) {
        Some((name, text)) => {
            Json(serde_json::json!({ "name": format!("{name}.standoff"), "text": text })).into_response()
        }
        None => refusal(StatusCode::NOT_FOUND, "There is no such model."),
    }
}

/// A body in JSON.
pub(super) fn parsed<T: for<'de> Deserialize<'de>>(
    body: Result<Bytes, BytesRejection>,
) -> Result<T, Response> {
    let body =
        body.map_err(|_| refusal(StatusCode::PAYLOAD_TOO_LARGE, "This is too much for one request."))?;
    serde_json::from_slice(&body)
        .map_err(|_| refusal(StatusCode::BAD_REQUEST, "The server cannot read this request."))
}

fn troubled(trouble: &Trouble) -> Response {
    let status = match trouble {
        Trouble::Outside(_) => StatusCode::FORBIDDEN,
        Trouble::Missing(_) => StatusCode::NOT_FOUND,
        Trouble::TooLong(_) => StatusCode::PAYLOAD_TOO_LARGE,
        Trouble::Disk(_) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    refusal(status, trouble.sentence())
}

/// Runs what waits for the disk beside the server's own thread.
async fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Response> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| refusal(StatusCode::INTERNAL_SERVER_ERROR, "This is a mistake in the program."))
}
