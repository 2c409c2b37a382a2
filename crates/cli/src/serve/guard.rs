//! Who may talk to the server: the browser that was given the address, from the server's own page, and nobody else.
//!
//! In: requests. Out: the same, or 403 with a sentence; replies with the headers that tell the browser what the page may do.
//!
//! * The **token** in the printed address can be used once, and not after another was printed; it is exchanged for a cookie that scripts cannot read and that no other site's
//!   requests carry.
//! * The **Host** must be this machine's: a foreign name that was made to point here (DNS rebinding) is refused.
//! * The **Origin** must be the server's own wherever a browser names one, and must be named by everything but plain reading.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Server;
use super::api::refusal;

/// Bytes of tokens and cookies.
const SECRET: usize = 32;
/// How long a browser keeps the cookie, so that it still has it after it was closed. It opens nothing once the server has ended.
const COOKIE_SECONDS: u32 = 30 * 24 * 60 * 60;

/// What the server knows its own page by.
pub(super) struct Guard {
    at: SocketAddr,
    cookie: String,
    /// The value of the cookie.
    session: String,
    /// That of the address that was printed last; none once it was used.
    token: Mutex<Option<String>>,
    /// What addresses begin with.
    host: SocketAddr,
}

impl Guard {
    /// Secrets for a server at this address.
    pub(super) fn new(at: SocketAddr) -> Result<Self, String> {
        let session = secret(SECRET)?;
        let host = match at.ip() {
            ip if ip.is_unspecified() => SocketAddr::new(IpAddr::from([127, 0, 0, 1]), at.port()),
            _ => at,
        };
        Ok(Self {
            at,
            // Browsers do not tell ports apart when they send cookies: two servers must not have the same one.
            cookie: format!("standoff_{}", at.port()),
            session,
            token: Mutex::new(None),
            host,
        })
    }

    /// An address with a fresh token. Those that were given before open nothing from now on.
    pub(super) fn address(&self) -> Result<String, String> {
        let token = secret(SECRET)?;
        let address = format!("http://{}/?token={token}", self.host);
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = Some(token);
        Ok(address)
    }

    /// Takes the token, once. Returns the cookie to be set.
    pub(super) fn admit(&self, given: &str) -> Option<String> {
        let mut token = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        if !token.as_deref().is_some_and(|token| same(token, given)) {
            return None;
        }
        *token = None;
        let (name, value) = (&self.cookie, &self.session);
        Some(format!("{name}={value}; Max-Age={COOKIE_SECONDS}; HttpOnly; SameSite=Strict; Path=/"))
    }

    /// Whether a request carries the cookie.
    pub(super) fn knows(&self, headers: &HeaderMap) -> bool {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        cookies
            .flat_map(|all| all.split(';'))
            .filter_map(|one| one.trim().split_once('='))
            .any(|(name, value)| name == self.cookie && same(value, &self.session))
    }

    /// Whether the host that a request names is one of this server's.
    fn is_own_host(&self, host: &str) -> bool {
        let name = match host.strip_prefix('[') {
            Some(rest) => rest.split_once(']').map_or("", |(name, _)| name),
            None => host.rsplit_once(':').map_or(host, |(name, _)| name),
        };
        if name.eq_ignore_ascii_case("localhost") {
            return self.at.ip().is_loopback() || self.at.ip().is_unspecified();
        }
        // Nobody can make an address point elsewhere.
        match name.parse::<IpAddr>() {
            Ok(ip) => {
                ip == self.at.ip()
                    || self.at.ip().is_unspecified()
                    || (self.at.ip().is_loopback() && ip.is_loopback())
            }
            Err(_) => false,
        }
    }
}

/// Random bytes in hexadecimal digits.
pub(super) fn secret(bytes: usize) -> Result<String, String> {
    let mut random = vec![0_u8; bytes];
    getrandom::fill(&mut random).map_err(|error| format!("the system gives no random numbers: {error}"))?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Compares in a time that does not depend on where two secrets differ.
fn same(one: &str, other: &str) -> bool {
    let differences = one.bytes().zip(other.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
    one.len() == other.len() && differences == 0
}

/// Lets a request through or refuses it; puts the headers on the reply.
pub(super) async fn guard(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let refused = refuse(&server.guard, request.method(), request.uri(), request.headers());
    let mut response = match refused {
        Some(sentence) => refusal(StatusCode::FORBIDDEN, sentence),
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ));
    response
}

const HEADERS: [(HeaderName, &str); 7] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
];

/// Why a request is refused, if it is.
fn refuse(guard: &Guard, method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<&'static str> {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = text(header::HOST).unwrap_or("");
    if headers.get_all(header::HOST).iter().count() != 1 || !guard.is_own_host(host) {
        return Some("This server answers at its own address only.");
    }
    let reading = matches!(*method, Method::GET | Method::HEAD);
    match text(header::ORIGIN) {
        Some(origin) if origin.strip_prefix("http://").is_some_and(|own| own.eq_ignore_ascii_case(host)) => {}
        None if reading && uri.path() != "/live" => {}
        _ => return Some("Only the server's own page may ask this."),
    }
    let opened = uri.path() == "/" && reading;
    // Old browsers do not say where a request comes from.
    let site = text(HeaderName::from_static("sec-fetch-site"));
    if !opened && !matches!(site, None | Some("same-origin" | "none")) {
        return Some("Only the server's own page may ask this.");
    }
    // The front page itself says what to do.
    if !opened && !guard.knows(headers) {
        return Some(
            "The server does not know this browser. Press Enter where `standoff serve` runs, or start it again: it prints an address to open.",
        );
    }
    None
}

/// A reply in words, for people.
pub(super) fn page(status: StatusCode, sentence: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Standoff</title><h1>Standoff</h1><p>{}</p></html>",
        standoff::view::html::escaped(sentence)
    );
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(method: Method, uri: &str, headers: &[(&'static str, &str)]) -> bool {
        let guard = Guard::new(SocketAddr::from(([127, 0, 0, 1], 7100))).unwrap();
        let mut map = HeaderMap::new();
        map.insert(header::COOKIE, format!("a=b; standoff_7100={}", guard.session).parse().unwrap());
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        refuse(&guard, &method, &uri.parse().unwrap(), &map).is_some()
    }

    #[test]
    fn hosts_and_origins_are_the_servers_own() {
        let own = ("host", "127.0.0.1:7100");
        assert!(!refused(Method::GET, "/api/start", &[own]));
        for host in ["localhost:7100", "[::1]:7100", "LOCALHOST:9000", "127.0.0.1"] {
            assert!(!refused(Method::GET, "/api/start", &[("host", host)]), "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:7100",
            "127.0.0.1.evil.example",
            "",
            "192.168.0.1:7100",
            "localhost.evil.example:7100",
        ] {
            assert!(refused(Method::GET, "/api/start", &[("host", host)]), "{host}");
        }
        assert!(refused(Method::GET, "/api/start", &[own, ("host", "evil.example")]));
        assert!(refused(Method::PUT, "/api/file", &[own]));
        assert!(refused(Method::GET, "/live", &[own]));
        for (origin, is_own) in [
            ("http://127.0.0.1:7100", true),
            ("http://127.0.0.1:7101", false),
            ("https://127.0.0.1:7100", false),
            ("http://evil.example", false),
            ("null", false),
        ] {
            for uri in ["/live", "/api/start"] {
                assert_eq!(!refused(Method::GET, uri, &[own, ("origin", origin)]), is_own, "{origin}");
            }
        }
        assert!(refused(Method::GET, "/api/start", &[own, ("sec-fetch-site", "same-site")]));
        assert!(!refused(Method::GET, "/?token=x", &[own, ("sec-fetch-site", "cross-site")]));
    }

    fn token_of(guard: &Guard) -> String {
        guard.address().unwrap().rsplit_once('=').unwrap().1.to_owned()
    }

    #[test]
    fn a_fresh_address_lets_another_browser_in_and_ends_the_one_before() {
        let guard = Guard::new(SocketAddr::from(([127, 0, 0, 1], 7100))).unwrap();
        assert!(guard.admit("").is_none());
        let first = token_of(&guard);
        let second = token_of(&guard);
        assert!(guard.admit(&first).is_none());
        let cookie = guard.admit(&second).unwrap();
        assert!(guard.admit(&second).is_none());
        let third = token_of(&guard);
        // Browsers that were let in before stay.
        assert_eq!(guard.admit(&third).unwrap(), cookie);
    }

    #[test]
    fn a_token_is_taken_once() {
        let guard = Guard::new(SocketAddr::from(([127, 0, 0, 1], 7100))).unwrap();
        let token = token_of(&guard);
        assert!(guard.admit("").is_none() && guard.admit(&token[1..]).is_none());
        let cookie = guard.admit(&token).unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
        assert!(guard.admit(&token).is_none());
        let mut headers = HeaderMap::new();
        assert!(!guard.knows(&headers));
        headers.insert(header::COOKIE, cookie.split(';').next().unwrap().parse().unwrap());
        assert!(guard.knows(&headers));
    }
}
