//! A server in a folder of its own, and a client that sends what it likes.
//!
//! In: requests as text. Out: statuses, headers, bodies; replies over the socket. The server ends with the value.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tungstenite::client::IntoClientRequest;
use tungstenite::{Message, WebSocket};

/// A running server.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) folder: PathBuf,
    /// `127.0.0.1:PORT`
    pub(crate) host: String,
    pub(crate) token: String,
    /// `NAME=VALUE`; empty before the token was used.
    pub(crate) cookie: String,
}

/// A reply over HTTP.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Reply {
    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }
}

impl Server {
    /// Starts in a new folder with these files, and takes the cookie.
    pub(crate) fn start(name: &str, files: &[(&str, &str)], words: &[&str]) -> Self {
        let mut server = Self::stranger(name, files, words);
        server.enter();
        server
    }

    /// The same without the cookie.
    pub(crate) fn stranger(name: &str, files: &[(&str, &str)], words: &[&str]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("serve").join(name);
        let _ = fs::remove_dir_all(&folder);
        for (path, text) in files {
            let path = folder.join("inside").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let folder = folder.join("inside");
        fs::create_dir_all(&folder).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_standoff"))
            .args(["serve", "--port", "0", "--quiet"])
            .args(words)
            .current_dir(&folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let (host, token) = line.trim().strip_prefix("http://").unwrap().split_once("/?token=").unwrap();
        Self { child, folder, host: host.to_owned(), token: token.to_owned(), cookie: String::new() }
    }

    fn enter(&mut self) {
        let reply = self.ask("GET", &format!("/?token={}", self.token), &[], "");
        assert_eq!((reply.status, reply.header("location")), (303, Some("/")), "{reply:?}");
        self.cookie = reply.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    }

    /// A request from the server's own page; headers that are given come instead of its own.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let mut all = vec![
            ("Host", self.host.clone()),
            ("Origin", format!("http://{}", self.host)),
            ("Cookie", self.cookie.clone()),
            ("Content-Length", body.len().to_string()),
            ("Connection", "close".into()),
        ];
        for (name, value) in headers {
            all.retain(|(known, _)| known != name);
            all.push((name, (*value).to_owned()));
        }
        let lines: String = all
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        self.raw(&format!("{method} {path} HTTP/1.1\r\n{lines}\r\n{body}"))
    }

    /// Bytes as they are.
    pub(crate) fn raw(&self, request: &str) -> Reply {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        // The server may refuse before it has read everything.
        let _ = stream.write_all(request.as_bytes());
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Reply { status, head: head.to_owned(), body: body.to_owned() }
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &[], "")
    }

    pub(crate) fn save(&self, path: &str, text: &str, version: Option<&str>, over: Option<&str>) -> Reply {
        let body = json!({ "path": path, "text": text, "version": version, "over": over });
        self.ask("PUT", "/api/file", &[("Content-Type", "application/json")], &body.to_string())
    }

    /// A tab.
    pub(crate) fn tab(&self) -> Tab {
        let origin = format!("http://{}", self.host);
        self.socket(&[("Origin", &origin), ("Cookie", &self.cookie)])
            .unwrap_or_else(|status| panic!("no socket: {status}"))
    }

    /// A socket with these headers, or the status that refuses it.
    pub(crate) fn socket(&self, headers: &[(&'static str, &str)]) -> Result<Tab, u16> {
        let mut request = format!("ws://{}/live", self.host).into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        let stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        match tungstenite::client(request, stream) {
            Ok((socket, _)) => Ok(Tab { socket, next: 1 }),
            Err(tungstenite::HandshakeError::Failure(tungstenite::Error::Http(reply))) => {
                Err(reply.status().as_u16())
            }
            Err(other) => panic!("{other}"),
        }
    }

    /// Seconds of processor time so far.
    #[cfg(target_os = "linux")]
    pub(crate) fn processor_seconds(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
        let ticks: f64 = [11, 12].iter().map(|&at| fields[at].parse::<f64>().unwrap()).sum();
        ticks / 100.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A socket.
pub(crate) struct Tab {
    pub(crate) socket: WebSocket<TcpStream>,
    next: u64,
}

impl Tab {
    /// Sends a wish about a model; returns its number.
    pub(crate) fn send(&mut self, wish: &str, text: &str, mut fields: Value) -> u64 {
        let id = self.next;
        self.next += 1;
        let all = fields.as_object_mut().unwrap();
        all.insert("id".into(), id.into());
        all.insert("do".into(), wish.into());
        all.insert("text".into(), text.into());
        all.entry("name").or_insert_with(|| "m.standoff".into());
        self.socket.send(Message::text(fields.to_string())).unwrap();
        id
    }

    /// The next reply, to whatever wish.
    pub(crate) fn next(&mut self) -> Value {
        loop {
            match self.socket.read().unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// All replies to a wish, which is the only one.
    pub(crate) fn replies(&mut self, id: u64) -> Vec<Value> {
        let mut found = Vec::new();
        loop {
            let reply = self.next();
            assert_eq!(reply["id"], id, "{reply}");
            let done = reply["done"] == true;
            found.push(reply);
            if done {
                return found;
            }
        }
    }

    /// The last reply to a wish.
    pub(crate) fn ask(&mut self, wish: &str, text: &str, fields: Value) -> Value {
        let id = self.send(wish, text, fields);
        self.replies(id).pop().unwrap()
    }

    /// The same, and how long it took.
    pub(crate) fn timed(&mut self, wish: &str, text: &str, fields: Value) -> (Value, Duration) {
        let started = Instant::now();
        let reply = self.ask(wish, text, fields);
        (reply, started.elapsed())
    }
}
