//! The report of a model, to be saved.
//!
//! In: a text and a setting. Out: one self-contained page, or a sentence. A report takes many solves: it is given several times what
//! an answer may take, there is one at a time, and it stops when nobody waits for it any longer.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use standoff::ask::AskError;
use standoff::view::report::page;
use standoff::view::svg::Theme;
use tokio::sync::oneshot;

use super::api::{parsed, refusal};
use super::protocol::Subject;
use super::reading::{Desk, sentence};
use super::{Server, command};
use crate::work::WORKER_STACK;

/// How many times what an answer may take a report may take.
const PATIENCE: u32 = 6;

/// Writes a report.
pub(super) async fn report(
    State(server): State<Arc<Server>>,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let wanted: Subject = match parsed(body) {
        Ok(wanted) => wanted,
        Err(response) => return response,
    };
    let Some(writing) = Writing::take(&server) else {
        return refusal(StatusCode::SERVICE_UNAVAILABLE, "Another report is being written; try again soon.");
    };
    let waited_for = writing.waited_for.clone();
    let (done, made) = oneshot::channel();
    let work = move || {
        let mine = writing;
        let written = catch_unwind(AssertUnwindSafe(|| write(&server, &wanted, &mine.waited_for)));
        drop(mine);
        // Nobody may be waiting any longer.
        let _ = done.send(written.unwrap_or_else(|_| Err("This is a mistake in the program.".to_owned())));
    };
    let _leaving = Leaving(waited_for);
    let thread = std::thread::Builder::new().name("report".into()).stack_size(WORKER_STACK).spawn(work);
    if thread.is_err() {
        return refusal(StatusCode::SERVICE_UNAVAILABLE, "There is no room for more work.");
    }
    match made.await {
        Ok(Ok(html)) => {
            let kind = "text/html; charset=utf-8";
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, "attachment")], html)
                .into_response()
        }
        Ok(Err(sentence)) => refusal(StatusCode::UNPROCESSABLE_ENTITY, &sentence),
        Err(_) => refusal(StatusCode::INTERNAL_SERVER_ERROR, "This is a mistake in the program."),
    }
}

fn write(server: &Arc<Server>, wanted: &Subject, waited_for: &AtomicBool) -> Result<String, String> {
    let desk = Desk::new(server.clone());
    let open = desk.open(&wanted.text);
    let stopped = || !waited_for.load(Ordering::Relaxed);
    let (session, job) = desk.begin(&open, &wanted.setting, server.limits.timeout * PATIENCE, &stopped)?;
    job.rest_can_wait();
    let command = command::report(wanted);
    match standoff::report::report(&session, &command, &job, &|| job.should_stop()) {
        Ok((made, _)) => Ok(page::write(&made, Theme::System)),
        Err(AskError::Stopped) => {
            Err("The time was up before the report was written; `standoff report` has no limit.".to_owned())
        }
        Err(error) => Err(sentence(&error.to_string())),
    }
}

/// The right to write a report, until it is dropped.
struct Writing {
    server: Arc<Server>,
    waited_for: Arc<AtomicBool>,
}

impl Writing {
    fn take(server: &Arc<Server>) -> Option<Self> {
        let free = !server.reporting.swap(true, Ordering::SeqCst);
        free.then(|| Self { server: server.clone(), waited_for: Arc::new(AtomicBool::new(true)) })
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        self.server.reporting.store(false, Ordering::SeqCst);
    }
}

/// Whoever waited has gone, or has what it waited for.
struct Leaving(Arc<AtomicBool>);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}
