//! A tab: one socket, its wishes in, its replies out.
//!
//! In: a connection that the guard let through. Out: replies until either side ends; then all work of the tab stops.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::Response;
use tokio::sync::mpsc;

use super::api::refusal;
use super::folder::LONGEST;
use super::lanes::Lanes;
use super::protocol::{self, Unreadable};
use super::reading::Desk;
use super::{LARGEST_MESSAGE, Server};

/// Replies that wait for the other side to read.
const REPLIES: usize = 16;
/// A side that reads nothing for so long is gone.
const PATIENCE: Duration = Duration::from_secs(30);

/// Opens the socket of a tab.
pub(super) async fn live(
    State(server): State<Arc<Server>>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let Ok(upgrade) = upgrade else {
        return refusal(StatusCode::BAD_REQUEST, "This is the address of a socket.");
    };
    let Some(seat) = Seat::take(&server) else {
        return refusal(StatusCode::SERVICE_UNAVAILABLE, "Too many tabs are open.");
    };
    upgrade
        .max_message_size(LARGEST_MESSAGE)
        .max_frame_size(LARGEST_MESSAGE)
        .on_upgrade(move |socket| talk(socket, seat))
}

/// A place among the tabs that may be open; free again when it is dropped.
struct Seat(Arc<Server>);

impl Seat {
    fn take(server: &Arc<Server>) -> Option<Self> {
        let more = |open: usize| (open < server.limits.max_tabs).then_some(open + 1);
        server.tabs.fetch_update(Ordering::SeqCst, Ordering::SeqCst, more).ok()?;
        Some(Self(server.clone()))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.tabs.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn talk(mut socket: WebSocket, seat: Seat) {
    let (sender, mut replies) = mpsc::channel(REPLIES);
    let mut lanes = Lanes::new(Desk::new(seat.0.clone()), sender);
    let mut ending = seat.0.ending.clone();
    loop {
        let reply = tokio::select! {
            message = socket.recv() => match message {
                Some(Ok(Message::Text(message))) => match take(&mut lanes, &message) {
                    Ok(()) => continue,
                    Err(Some(reply)) => reply,
                    Err(None) => continue,
                },
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                // The protocol has no bytes.
                Some(Ok(Message::Binary(_) | Message::Close(_)) | Err(_)) | None => break,
            },
            Some(reply) = replies.recv() => reply,
            _ = ending.wait_for(|ending| *ending) => break,
        };
        if !matches!(
            tokio::time::timeout(PATIENCE, socket.send(Message::Text(reply.into()))).await,
            Ok(Ok(()))
        ) {
            break;
        }
    }
    // The work stops before the goodbye, which may take a while.
    drop(lanes);
    let _ = tokio::time::timeout(Duration::from_secs(1), socket.send(Message::Close(None))).await;
}

/// Takes a message; a reply to say at once that it cannot be taken, if there is somebody to tell.
fn take(lanes: &mut Lanes, message: &str) -> Result<(), Option<String>> {
    let refuse = |id: u64, sentence: &str| {
        Some(serde_json::json!({ "id": id, "done": true, "error": sentence }).to_string())
    };
    let asked = protocol::read(message).map_err(|Unreadable { id }| {
        id.and_then(|id| refuse(id, "The server does not know what is wished."))
    })?;
    let id = asked.id;
    if asked.wish.length() as u64 > LONGEST {
        let sentence =
            format!("The text has more than {} kB; the workbench is for shorter models.", LONGEST >> 10);
        return Err(refuse(id, &sentence));
    }
    lanes.take(asked).map_err(|sentence| refuse(id, sentence))
}
