//! The server of the workbench, from outside: who may talk to it, which files it touches, what the socket answers, what a hostile tab can do.
#![cfg(feature = "serve")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod serving;

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use serving::Server;

const DARE: &str = "standoff dare \"Who swerves?\"\nactors\n  A\n  B\nparameter prize = 1 in 0 to 3\nplay\n  A chooses first: swerve, drive\n  \
                    B chooses second: swerve, drive\n  A gains prize if first is drive and second is swerve\n  \
                    B gains 1 if second is drive and first is swerve\n  A gains -2 if first is drive and second is drive\n  \
                    B gains -2 if first is drive and second is drive\n";

fn flagship() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/february-2024.standoff")).unwrap()
}

/// A game that takes far longer than anybody waits: many rounds in which two actors move at once.
fn endless() -> String {
    "standoff endless\nactors\n  A\n  B\nplay\n  repeat round from 1 to 8\n    at once\n      A chooses a: x, y\n      B chooses b: x, y\n    \
     A gains 1 if a is x and b is y\n    A gains 3 if a is y and b is x\n    B gains 2 if a is x and b is x\n    \
     B gains 1 if a is y and b is y\n    A gains round / 7 if b is y\n    B gains round / 5 if a is x\nask value of play to A\n"
        .to_owned()
}

#[test]
fn the_token_opens_the_page_once() {
    let mut server = Server::stranger("token", &[], &[]);
    for path in ["/", "/?token=", "/?token=wrong", "/api/start", "/workbench.js", "/pictures.css", "/nothing"]
    {
        assert_eq!(server.get(path).status, 403, "{path}");
    }
    let token = server.token.clone();
    let reply = server.get(&format!("/?token={token}"));
    assert_eq!(reply.status, 303);
    let cookie = reply.header("set-cookie").unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && !cookie.contains(&token),
        "{cookie}"
    );
    // Another browser cannot use it any more; this one may come back to it.
    assert_eq!(server.get(&format!("/?token={token}")).status, 403);
    server.cookie = cookie.split(';').next().unwrap().to_owned();
    assert_eq!(server.get(&format!("/?token={token}")).status, 303);
    assert_eq!(server.get("/").status, 200);
    // A link on another site: the way to the page starts from a page of the server, so that the cookie comes along.
    let linked = server.ask(
        "GET",
        &format!("/?token={token}"),
        &[("Sec-Fetch-Site", "cross-site"), ("Origin", "")],
        "",
    );
    assert!(linked.status == 200 && linked.body.contains("http-equiv=\"refresh\""), "{linked:?}");
    server.cookie = server.cookie.replace(|c: char| c.is_ascii_digit(), "0");
    assert_eq!(server.get("/api/start").status, 403);
}

#[test]
fn other_hosts_and_origins_are_refused() {
    let server = Server::start("guard", &[("m.standoff", DARE)], &[]);
    assert_eq!(server.get("/api/start").status, 200);
    let refused = |method: &str, path: &str, headers: &[(&str, &str)]| {
        server.ask(method, path, headers, "").status == 403
    };
    for host in ["evil.example", "evil.example:80", "127.0.0.1.evil.example"] {
        assert!(refused("GET", "/api/start", &[("Host", host), ("Origin", "")]), "{host}");
        assert!(refused("GET", "/", &[("Host", host), ("Origin", "")]), "{host}");
        // A name that was made to point here: origin and host agree.
        assert!(
            refused("GET", "/api/start", &[("Host", host), ("Origin", &format!("http://{host}"))]),
            "{host}"
        );
    }
    assert_eq!(server.raw("GET /api/start HTTP/1.1\r\nConnection: close\r\n\r\n").status / 100, 4);
    for origin in ["http://evil.example", "null", "http://127.0.0.1:1", "https://evil.example"] {
        for (method, path) in [("GET", "/api/start"), ("PUT", "/api/file"), ("POST", "/api/report")] {
            assert!(refused(method, path, &[("Origin", origin)]), "{method} {origin}");
        }
        assert_eq!(
            server.socket(&[("Origin", origin), ("Cookie", &server.cookie)]).err(),
            Some(403),
            "{origin}"
        );
    }
    assert!(refused("PUT", "/api/file", &[("Origin", "")]));
    assert!(refused("GET", "/api/start", &[("Sec-Fetch-Site", "cross-site")]));
    assert!(refused("GET", "/api/start", &[("Cookie", "")]));
    assert!(refused("GET", "/api/start", &[("Cookie", "standoff=1")]));
    let own = format!("http://{}", server.host);
    assert_eq!(server.socket(&[("Cookie", &server.cookie)]).err(), Some(403));
    assert_eq!(server.socket(&[("Origin", &own)]).err(), Some(403));
    assert!(server.socket(&[("Origin", &own), ("Cookie", &server.cookie)]).is_ok());
}

#[test]
fn every_reply_tells_the_browser_what_it_may_do() {
    let server = Server::start("headers", &[("m.standoff", DARE)], &[]);
    for path in
        ["/", "/api/start", "/api/file?path=m.standoff", "/pictures.css", "/nothing", "/api/model?name=kuhn"]
    {
        let reply = server.get(path);
        for (name, value) in [
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(reply.header(name), Some(value), "{path}: {name}");
        }
        let policy = reply.header("content-security-policy").unwrap();
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
    }
    // The page's number is new every time, and stands in the page.
    let nonces: Vec<String> = (0..2)
        .map(|_| {
            let page = server.get("/");
            let policy = page.header("content-security-policy").unwrap().to_owned();
            let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
            assert!(page.body.contains(&format!("nonce=\"{nonce}\"")) && !page.body.contains("{{nonce}}"));
            assert!(policy.contains("script-src 'self';"), "{policy}");
            nonce
        })
        .collect();
    assert!(nonces[0] != nonces[1] && nonces[0].len() >= 32);
    assert!(server.get("/pictures.css").body.contains(".standoff"));
    assert_eq!(server.get("/index.html").status, 404);
}

#[test]
fn files_are_opened_and_saved_whole() {
    let files = [
        ("m.standoff", DARE),
        ("deep/er/n.standoff", "standoff n \"Deeper\"\n"),
        ("notes.txt", "secret"),
        (".hidden/h.standoff", ""),
    ];
    let server = Server::start("files", &files, &["m.standoff"]);
    let start = server.get("/api/start").json();
    assert_eq!(start["file"], "m.standoff");
    assert_eq!(
        start["models"],
        json!([{ "path": "m.standoff", "title": "Who swerves?" }, { "path": "deep/er/n.standoff", "title": "Deeper" }])
    );
    let gallery = start["gallery"].as_array().unwrap();
    assert!(
        gallery.len() > 15 && gallery.iter().any(|model| model["name"] == "february-2024"),
        "{gallery:?}"
    );
    assert_eq!(server.get("/api/model?name=february-2024").json()["text"], flagship());
    assert_eq!(server.get("/api/model?name=../Cargo").status, 404);

    let opened = server.get("/api/file?path=m.standoff").json();
    assert_eq!(opened["text"], DARE);
    let version = opened["version"].as_str().unwrap();
    let saved = server.save("m.standoff", "standoff two\n", Some(version), None);
    assert_eq!(saved.status, 200, "{saved:?}");
    let second = saved.json()["version"].as_str().unwrap().to_owned();
    assert_eq!(fs::read_to_string(server.folder.join("m.standoff")).unwrap(), "standoff two\n");
    assert_eq!(server.get("/api/file?path=m.standoff").json()["version"], second.as_str());

    // Somebody else writes: what is on disk comes back, and nothing is lost unless it is named.
    fs::write(server.folder.join("m.standoff"), "standoff three\n").unwrap();
    let conflict = server.save("m.standoff", "standoff four\n", Some(&second), None);
    assert_eq!((conflict.status, conflict.json()["text"].as_str()), (409, Some("standoff three\n")));
    assert_eq!(fs::read_to_string(server.folder.join("m.standoff")).unwrap(), "standoff three\n");
    let disk = conflict.json()["version"].as_str().unwrap().to_owned();
    assert_eq!(server.save("m.standoff", "standoff four\n", Some(&second), Some(&second)).status, 409);
    assert_eq!(server.save("m.standoff", "standoff four\n", Some(&second), Some(&disk)).status, 200);
    assert_eq!(fs::read_to_string(server.folder.join("m.standoff")).unwrap(), "standoff four\n");

    // New files; one of that name may be there.
    assert_eq!(server.save("new.standoff", "standoff new\n", None, None).status, 200);
    assert_eq!(server.save("new.standoff", "standoff newer\n", None, None).status, 409);
    assert_eq!(server.save("deep/new.standoff", "standoff new\n", None, None).status, 200);
    assert_eq!(server.save("nowhere/new.standoff", "standoff new\n", None, None).status, 404);
    let left: Vec<_> =
        fs::read_dir(&server.folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().ends_with(".part")), "{left:?}");
}

#[test]
fn reports_are_pages_of_their_own() {
    let server = Server::start("report", &[("m.standoff", DARE)], &[]);
    let wanted = serde_json::json!({ "text": DARE, "name": "m.standoff", "setting": {} }).to_string();
    let page = server.ask("POST", "/api/report", &[], &wanted);
    assert_eq!(page.status, 200);
    let text = page.body;
    assert!(
        text.starts_with("<!DOCTYPE html>") && text.contains("standoff report m.standoff"),
        "{text:.300}"
    );
    let broken = serde_json::json!({ "text": "standoff m\n\nplay\n  A chooses\n" }).to_string();
    assert_eq!(server.ask("POST", "/api/report", &[], &broken).status, 422);
    assert_eq!(server.ask("POST", "/api/report", &[], "{}").status, 400);
}

#[test]
fn nothing_outside_the_folder_is_touched() {
    let server = Server::start("outside", &[("m.standoff", DARE), ("sub/n.standoff", DARE)], &[]);
    let above = server.folder.parent().unwrap();
    fs::write(above.join("out.standoff"), "standoff out\n").unwrap();
    let absolute = above.join("out.standoff").to_str().unwrap().to_owned();
    let mut paths =
        vec!["../out.standoff".to_owned(), "sub/../../out.standoff".into(), "./m.standoff".into(), absolute];
    paths.extend(
        [
            "",
            "/etc/passwd",
            "m.standoff/",
            "sub",
            "..",
            ".",
            "a\0.standoff",
            "..\\out.standoff",
            ".hidden.standoff",
            "notes.txt",
            "C:out.standoff",
        ]
        .map(String::from),
    );
    paths.push(format!("{}m.standoff", "sub/../".repeat(3)));
    paths.push("x".repeat(5000) + ".standoff");
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(above.join("out.standoff"), server.folder.join("link.standoff")).unwrap();
        symlink(above, server.folder.join("way")).unwrap();
        symlink(above.join("not-there.standoff"), server.folder.join("dangling.standoff")).unwrap();
        symlink("m.standoff", server.folder.join("inner.standoff")).unwrap();
        assert!(Command::new("mkfifo").arg(server.folder.join("pipe.standoff")).status().unwrap().success());
        paths.extend(
            ["link.standoff", "way/out.standoff", "dangling.standoff", "pipe.standoff"].map(String::from),
        );
    }
    let encoded = |path: &str| path.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    for path in &paths {
        let read = server.get(&format!("/api/file?path={}", encoded(path)));
        assert!(matches!(read.status, 403 | 404), "{path}: {read:?}");
        let saved = server.save(path, "standoff overwritten\n", None, None);
        assert!(matches!(saved.status, 403 | 404), "{path}: {saved:?}");
    }
    assert_eq!(fs::read_to_string(above.join("out.standoff")).unwrap(), "standoff out\n");
    assert!(!above.join("not-there.standoff").exists());
    #[cfg(unix)]
    assert_eq!(server.get("/api/file?path=inner.standoff").json()["text"], DARE);
    // A link that is put in the way of a file that was open.
    #[cfg(unix)]
    {
        let version = server.get("/api/file?path=m.standoff").json()["version"].as_str().unwrap().to_owned();
        fs::remove_file(server.folder.join("m.standoff")).unwrap();
        std::os::unix::fs::symlink(above.join("out.standoff"), server.folder.join("m.standoff")).unwrap();
        assert_eq!(server.save("m.standoff", "standoff overwritten\n", Some(&version), None).status, 403);
        assert_eq!(fs::read_to_string(above.join("out.standoff")).unwrap(), "standoff out\n");
    }
    // A model uses files below its own only.
    let mut tab = server.tab();
    for path in ["../out.standoff", "way/out.standoff", "link.standoff", "/etc/passwd"] {
        let text = format!("standoff m\nuse \"{path}\"\n{}", DARE.split_once('\n').unwrap().1);
        for name in ["m.standoff", "sub/n.standoff", "../m.standoff", "/etc/m.standoff"] {
            let found = tab.ask("check", &text, json!({ "name": name }));
            assert_eq!(found["diagnostics"][0]["code"], "SD217", "{path} from {name}: {found}");
        }
    }
}

#[test]
fn what_is_too_large_is_refused() {
    let server = Server::start("large", &[], &["--max-tabs", "2"]);
    let long = "#".repeat((1 << 20) + 1);
    assert_eq!(server.save("m.standoff", &long, None, None).status, 413);
    assert_eq!(server.save("m.standoff", &"#".repeat(5 << 20), None, None).status, 413);
    fs::write(server.folder.join("long.standoff"), &long).unwrap();
    assert_eq!(server.get("/api/file?path=long.standoff").status, 413);
    assert!(!server.folder.join("m.standoff").exists());
    let mut tab = server.tab();
    assert!(tab.ask("check", &long, json!({}))["error"].as_str().unwrap().contains("1024 kB"));
    assert_eq!(tab.ask("burn", "", json!({}))["error"], "The server does not know what is wished.");
    tab.socket.send(tungstenite::Message::text("{ this is no JSON")).unwrap();
    assert!(tab.ask("check", DARE, json!({}))["outline"].is_object());
    // A second tab has a place, a third has none until one is closed.
    let second = server.tab();
    let own = format!("http://{}", server.host);
    let headers = [("Origin", own.as_str()), ("Cookie", server.cookie.as_str())];
    assert_eq!(server.socket(&headers).err(), Some(503));
    drop(second);
    let until = Instant::now() + Duration::from_secs(5);
    while server.socket(&headers).is_err() {
        assert!(Instant::now() < until, "the place of a closed tab is not free again");
        std::thread::sleep(Duration::from_millis(20));
    }
    // Too long a message ends the socket, and nothing else.
    let mut third = server.tab();
    let _ = third.socket.send(tungstenite::Message::text("x".repeat(5 << 20)));
    assert!((0..3).any(|_| third.socket.read().is_err()));
    assert!(tab.ask("check", DARE, json!({}))["outline"].is_object());
}

#[test]
fn the_editor_gets_messages_completions_and_words() {
    let server = Server::start("editor", &[("people.standoff", "standoff people\nactors\n  A\n  B\n")], &[]);
    let mut tab = server.tab();
    let checked = tab.ask("check", DARE, json!({}));
    assert_eq!(checked["diagnostics"], json!([]));
    assert_eq!(checked["outline"]["parameters"][0]["name"], "prize");
    assert_eq!(checked["outline"]["actors"][1]["name"], "B");
    let broken = DARE.replace("prize if", "prise if");
    let checked = tab.ask("check", &broken, json!({}));
    let first = &checked["diagnostics"][0];
    assert!(checked["outline"].is_null() && first["severity"] == "error", "{checked}");
    let from = first["from"].as_u64().unwrap() as usize;
    assert_eq!(&broken[from..first["to"].as_u64().unwrap() as usize], "prise");
    assert_eq!(first["fix"]["insert"], "prize");
    let at = DARE.find("prize if").unwrap() + 2;
    let completed = tab.ask("complete", DARE, json!({ "at": at }));
    assert_eq!(
        (completed["from"].as_u64(), &completed["items"][0]["label"]),
        (Some(at as u64 - 2), &json!("prize"))
    );
    let hovered = tab.ask("hover", DARE, json!({ "at": at }));
    assert_eq!(hovered["text"], "prize = 1, from 0 to 3");
    // Files that the model uses come from the folder, as they are at the time.
    let using = format!("standoff m\nuse \"people.standoff\"\n{}", DARE.split_once("  B\n").unwrap().1);
    assert!(tab.ask("check", &using, json!({}))["outline"].is_object());
    let typing = format!("{using}  Chanc");
    fs::write(server.folder.join("people.standoff"), "standoff people\nactors\n  A\n  B\n  Chancellor\n")
        .unwrap();
    let completed = tab.ask("complete", &typing, json!({ "at": typing.len() }));
    assert_eq!(completed["items"][0]["label"], "Chancellor");
    fs::write(server.folder.join("people.standoff"), "standoff people\nactors\n  A\n  C\n").unwrap();
    assert!(tab.ask("check", &using, json!({}))["outline"].is_null());
}

#[test]
fn an_answer_comes_in_parts() {
    let server = Server::start("answer", &[], &["--timeout", "120s"]);
    let mut tab = server.tab();
    let text = flagship();
    let wish = json!({ "pictures": ["outcomes", "tree", "beliefs", "nonsense", "strategy", "values"], "setting": {} });
    let id = tab.send("answer", &text, wish);
    let parts = tab.replies(id);
    let names: Vec<String> = parts
        .iter()
        .map(|part| part["picture"].as_str().or(part["part"].as_str()).unwrap_or("end").to_owned())
        .collect();
    // What follows from one solution comes before what takes many.
    assert_eq!(
        names,
        [
            "setting",
            "bottom line",
            "outcomes",
            "tree",
            "beliefs",
            "strategy",
            "values",
            "flips",
            "brief",
            "end"
        ]
    );
    assert_eq!(parts[0]["parameters"]["p_settler"], 0.35);
    let line = parts[1]["text"].as_str().unwrap();
    assert!(line.contains("probe") && parts[1]["status"] == "verified-exact");
    let flip = parts[7]["flips"]["p_settler"][0]["at"].as_f64().unwrap();
    assert!((flip - 0.281_818).abs() < 1e-6, "{flip}");
    let brief = parts[8]["html"].as_str().unwrap();
    assert!(brief.starts_with("<section>\n<h3>") && !brief.contains(line), "{brief:.300}");
    for part in &parts[2..7] {
        let svg = part["svg"].as_str().unwrap();
        assert!(svg.starts_with("<svg ") && !svg.contains(" style="), "{svg:.200}");
        assert!(part["data"].as_str().unwrap().contains(',') && part["twin"].as_str().unwrap().contains('<'));
        assert!(part["command"].as_str().unwrap().starts_with("standoff picture m.standoff --"));
    }
    assert!(parts[9]["seconds"].as_f64().unwrap() > 0.0);

    // A setting is in force for that answer only.
    let wish = json!({ "pictures": [], "setting": { "parameters": { "p_settler": 0.1 }, "options": { "guarantee": "off" }, "variant": null, "opinions": null } });
    let id = tab.send("answer", &text, wish);
    let parts = tab.replies(id);
    assert_eq!(parts[0]["parameters"]["p_settler"], 0.1);
    assert!(parts[1]["text"].as_str().unwrap().contains("none"), "{}", parts[1]["text"]);
    let expert = tab.ask(
        "question",
        &text,
        json!({ "question": "P(channel is probe)", "setting": { "opinions": "officials" }, "slot": "free" }),
    );
    assert_eq!(expert["html"], "<p>0</p>\n");
    let pooled = tab.ask("answer", &text, json!({ "setting": { "opinions": "pool:linear" } }));
    assert!(pooled["error"].is_null(), "{pooled}");
    for (setting, said) in [
        (json!({ "parameters": { "p_setler": 1 } }), "p_setler"),
        (json!({ "options": { "guarantee": "maybe" } }), "maybe"),
        (json!({ "variant": "x" }), "x"),
        (json!({ "parameters": { "p_settler": 7 } }), "probabilities"),
    ] {
        let reply = tab.ask("answer", &text, json!({ "setting": setting, "pictures": [] }));
        assert!(
            reply["error"].as_str().is_some_and(|error| error.contains(said) && !error.contains("--set")),
            "{reply}"
        );
    }
    assert_eq!(tab.ask("answer", "standoff broken\n", json!({}))["error"], "The text has errors.");
}

#[test]
fn pictures_and_questions_are_asked_one_by_one() {
    let server = Server::start("pictures", &[], &["--timeout", "120s"]);
    let mut tab = server.tab();
    let text = flagship();
    let tipping =
        tab.ask("picture", &text, json!({ "picture": "tipping", "over": ["p_settler"], "setting": {} }));
    assert!(
        tipping["svg"].is_string() && tipping["part"] == "picture" && tipping["seconds"].is_number(),
        "{tipping:.300}"
    );
    let tornado = tab.ask("picture", &text, json!({ "picture": "tornado", "question": "P(settlement)" }));
    assert!(tornado["svg"].as_str().unwrap().contains("data-parameter"));
    let map = json!({ "picture": "phase", "over": ["p_settler", "step_cost"], "question": "P(settlement)" });
    let asked = tab.send("picture", &text, map);
    let maps = tab.replies(asked);
    let points =
        |map: &Value| map["data"].as_str().unwrap_or_else(|| panic!("{map:.300}")).lines().count() - 1;
    let several = |map: &Value| map["data"].as_str().unwrap_or_default().matches(",true\n").count();
    assert_eq!(maps.iter().map(points).collect::<Vec<_>>(), [15 * 15, 41 * 41, 41 * 41]);
    assert!(several(&maps[0]) + several(&maps[1]) == 0 && several(&maps[2]) > 0);
    let phase = &maps[2];
    let axes = phase["axes"].as_array().unwrap_or_else(|| panic!("{phase:.300}"));
    assert_eq!((axes[0]["name"].as_str(), axes[1]["name"].as_str()), (Some("p_settler"), Some("step_cost")));
    assert_eq!((axes[0]["from"].as_f64(), axes[0]["to"].as_f64()), (Some(0.0), Some(0.6)));
    assert!(
        axes[0]["end"].as_f64() > axes[0]["start"].as_f64()
            && axes[1]["end"].as_f64() < axes[1]["start"].as_f64()
    );
    assert!(phase["data"].as_str().unwrap().starts_with("p_settler,step_cost,"));
    for (wish, said) in [
        (json!({ "picture": "phase", "over": ["p_settler"] }), "two parameters"),
        (json!({ "picture": "tipping", "over": ["nothing"] }), "nothing"),
        (json!({ "picture": "tornado", "question": "how so?" }), ""),
        (json!({ "picture": "smoke" }), "no such picture"),
    ] {
        let reply = tab.ask("picture", &text, wish);
        assert!(reply["error"].as_str().is_some_and(|error| error.contains(said)), "{reply}");
    }
    // A tree that is too large to be drawn whole is opened entry by entry.
    let leduc =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/leduc.standoff")).unwrap();
    let folded = |reply: &Value| {
        let svg = reply["svg"].as_str().unwrap_or_else(|| panic!("{reply:.300}")).to_owned();
        let at = svg.find("class=\"node folded\"");
        at.map(|at| {
            svg[at..].split("data-node=\"").nth(1).unwrap().split('"').next().unwrap().parse::<u32>().unwrap()
        })
    };
    let nodes = |reply: &Value| reply["svg"].as_str().unwrap().matches("data-node=").count();
    let before = tab.ask("picture", &leduc, json!({ "picture": "tree" }));
    if let Some(entry) = folded(&before) {
        let after = tab.ask("picture", &leduc, json!({ "picture": "tree", "opened": [entry] }));
        assert!(nodes(&after) > nodes(&before), "{entry}: {} and {}", nodes(&before), nodes(&after));
    }

    let value =
        tab.ask("question", &text, json!({ "question": "value of probe over none to US", "slot": "free" }));
    assert!(
        value["html"].as_str().unwrap().starts_with("<p>0.0375")
            && value["text"].as_str().unwrap().contains("0.0375"),
        "{value}"
    );
    let strategy = tab.ask("question", &text, json!({ "question": "strategy of US", "slot": "free" }));
    assert!(strategy["html"].as_str().unwrap().starts_with("<table>"), "{strategy:.300}");
    let by = tab.ask(
        "question",
        &text,
        json!({ "question": "P(settlement) with opinions by officials, testers", "slot": "free" }),
    );
    assert!(by["html"].as_str().unwrap().starts_with("<dl><dt>officials</dt>"), "{by}");
    let equilibria = tab.ask("question", DARE, json!({ "question": "equilibria", "slot": "equilibria" }));
    let shown = equilibria["html"].as_str().unwrap();
    assert!(shown.contains("<li class=\"equilibrium\">") && shown.contains("data-set=\"0\""), "{equilibria}");
    assert!(shown.contains("data-played=\"{&quot;drive&quot;:1.0}\""), "{equilibria}");
    assert_eq!(equilibria["command"], "standoff ask m.standoff equilibria");
    let wrong = tab.ask("question", &text, json!({ "question": "P(setlement)", "slot": "free" }));
    assert!(wrong["error"].as_str().unwrap().contains("settlement"), "{wrong}");
}

#[test]
fn pictures_show_what_they_are_asked_to_and_are_saved() {
    let server = Server::start("arguments", &[], &["--timeout", "120s"]);
    let mut tab = server.tab();
    let text = flagship();
    let beliefs = json!({ "picture": "beliefs", "opinions": ["officials", "testers"] });
    let beliefs = tab.ask("picture", &text, beliefs);
    let data = beliefs["data"].as_str().unwrap_or_else(|| panic!("{beliefs:.300}"));
    assert!(data.contains(",officials,") && data.contains(",testers,"), "{data:.500}");
    assert!(beliefs["command"].as_str().unwrap().contains("--opinions officials,testers"));
    assert!(beliefs["svg"].as_str().unwrap().contains("class=\"step\" data-observer=\"US\""));
    let none = tab.ask("picture", &text, json!({ "picture": "beliefs", "opinions": ["nobody"] }));
    assert!(none["error"].as_str().is_some_and(|error| error.contains("nobody")), "{none}");

    let tornado = tab.ask("picture", &text, json!({ "picture": "tornado", "over": ["p_settler", "p_aid"] }));
    assert_eq!(tornado["svg"].as_str().unwrap().matches("data-parameter=").count(), 2);
    assert!(tornado["command"].as_str().unwrap().contains("--tornado=p_settler,p_aid"));

    let tipping = tab.ask("picture", &text, json!({ "picture": "tipping", "over": ["p_settler"] }));
    assert_eq!(tipping["axes"][0]["name"], "p_settler");
    assert_eq!(tipping["axes"].as_array().unwrap().len(), 1);

    let over = json!({ "picture": "phase", "over": ["p_settler", "step_cost"], "points": 11 });
    let phase = tab.ask("picture", &text, over.clone());
    assert_eq!(phase["data"].as_str().unwrap().lines().count(), 122);
    assert!(phase["command"].as_str().unwrap().contains("--points 11"));

    for (format, start) in [("png", "iVBORw0KGgo"), ("pdf", "JVBERi0")] {
        let mut wish = over.clone();
        wish["format"] = json!(format);
        let file = tab.ask("export", &text, wish);
        assert!(file["base64"].as_str().is_some_and(|text| text.starts_with(start)), "{file:.300}");
        assert!(file["type"].as_str().unwrap().ends_with(format));
    }
}

#[test]
fn the_others_may_err() {
    let server = Server::start("erring", &[], &[]);
    let mut tab = server.tab();
    let text = flagship();
    let wish =
        |lambda: Value, moves: &[&str]| json!({ "actor": "US", "seed": 5, "lambda": lambda, "moves": moves });
    let (sharp, erring) =
        (tab.ask("play", &text, wish(Value::Null, &[])), tab.ask("play", &text, wish(json!(3.5), &[])));
    assert_ne!(sharp["turn"]["believes"], erring["turn"]["believes"], "{erring}");
    assert_eq!(erring["command"], "standoff play m.standoff --as US --lambda 3.5 --seed 5");
    // What was solved for those who err is not taken for the solution.
    assert_eq!(tab.ask("play", &text, wish(Value::Null, &[]))["turn"], sharp["turn"]);
    let over = tab.ask("play", &text, wish(json!(3.5), &["open"]));
    assert!(over["error"].is_null(), "{over}");
    let wrong = tab.ask("play", &text, wish(json!(-1), &[]));
    assert!(wrong["error"].as_str().unwrap().contains("from 0"), "{wrong}");
}

#[test]
fn a_round_is_played_from_the_labels_so_far() {
    let server = Server::start("play", &[], &[]);
    let mut tab = server.tab();
    let text = flagship();
    let mut moves: Vec<String> = Vec::new();
    let debrief = loop {
        let wish = json!({ "actor": "US", "seed": 1, "moves": moves });
        let (first, again) = (tab.ask("play", &text, wish.clone()), tab.ask("play", &text, wish));
        assert_eq!(first["turn"], again["turn"]);
        if let Some(debrief) = first["debrief"].as_str() {
            break debrief.to_owned();
        }
        let turn = &first["turn"];
        assert!(
            turn["labels"].as_array().is_some_and(|labels| labels.len() > 1) && turn["decision"].is_string(),
            "{first}"
        );
        let sum: f64 =
            turn["believes"].as_array().unwrap().iter().map(|one| one["probability"].as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{first}");
        moves.push(turn["labels"][0]["label"].as_str().unwrap().to_owned());
        assert!(moves.len() < 20);
    };
    assert!(debrief.contains("<h3>") && debrief.contains("You gained") && !moves.is_empty(), "{debrief}");
    let wrong = tab.ask("play", &text, json!({ "actor": "US", "seed": 1, "moves": ["fly"] }));
    assert!(wrong["error"].as_str().unwrap().contains("not on offer"), "{wrong}");
    assert!(tab.ask("play", &text, json!({ "actor": "Nobody" }))["error"].is_string());
}

#[test]
fn a_hostile_tab_hurts_itself_only() {
    let server = Server::start("hostile", &[], &["--timeout", "20s"]);
    let mut hostile = server.tab();
    let deep = format!("standoff m\nlet x = {}1{}\n", "(".repeat(200_000), ")".repeat(200_000));
    let mut nested = String::from("standoff m\nactors\n  A\nplay\n");
    for level in 1..400 {
        nested.push_str(&format!("{}if 1 is 1\n", "  ".repeat(level)));
    }
    let many = "standoff m\nactors\n  A\n  B\nplay\n  repeat round from 1 to 40\n    A chooses a: x, y\n    B chooses b: x, y\n  A gains 1\n";
    for (text, name) in
        [(deep.as_str(), "deep"), (&nested, "nested"), (many, "many"), (&"a b c ".repeat(100_000), "words")]
    {
        let (reply, time) = hostile.timed("check", text, json!({}));
        assert!(reply["diagnostics"].as_array().is_some_and(|all| !all.is_empty()), "{name}: {reply:.300}");
        assert!(time < Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 4 }), "{name}: {time:?}");
        let answered = hostile.ask("answer", text, json!({}));
        assert!(answered["error"].is_string(), "{name}: {answered:.300}");
    }
    // All lanes of one tab are busy for long; the other tab answers as ever.
    let text = endless();
    hostile.send("answer", &text, json!({ "pictures": ["tree"] }));
    for picture in ["tree", "beliefs", "outcomes", "strategy", "values", "tornado"] {
        hostile.send("picture", &text, json!({ "picture": picture }));
    }
    hostile.send("question", &text, json!({ "question": "equilibria", "slot": "equilibria" }));
    std::thread::sleep(Duration::from_millis(500));
    let mut other = server.tab();
    let fastest = (0..5).map(|_| other.timed("answer", DARE, json!({})).1).min().unwrap();
    assert!(fastest < Duration::from_millis(if cfg!(debug_assertions) { 3000 } else { 500 }), "{fastest:?}");
    let fastest = (0..5).map(|_| hostile_check(&mut hostile)).min().unwrap();
    assert!(fastest < Duration::from_millis(if cfg!(debug_assertions) { 3000 } else { 500 }), "{fastest:?}");
    eprintln!("beside a tab at work: an answer in {fastest:?}");
}

/// Messages come in the busy tab too.
fn hostile_check(tab: &mut serving::Tab) -> Duration {
    let started = Instant::now();
    let id = tab.send("check", DARE, json!({}));
    loop {
        let reply = tab.next();
        if reply["id"] == id {
            return started.elapsed();
        }
    }
}

#[test]
fn large_games_leave_room_for_small_ones() {
    let words = ["--timeout", "20s", "--max-memory", "400M", "--total-memory", "64M"];
    let server = Server::start("memory", &[], &words);
    let mut tabs: Vec<_> = (0..3).map(|_| server.tab()).collect();
    for tab in &mut tabs[..2] {
        tab.send("question", &endless(), json!({ "question": "value of play to B", "slot": "free" }));
    }
    std::thread::sleep(Duration::from_millis(500));
    let (small, time) = tabs[2].timed("answer", DARE, json!({}));
    assert!(small["error"].is_null() && time < Duration::from_secs(5), "{small} {time:?}");
}

#[test]
fn a_newer_wish_stops_the_older_one() {
    let server = Server::start("newer", &[], &["--timeout", "60s"]);
    let mut tab = server.tab();
    let text = endless();
    let older = tab.send("answer", &text, json!({}));
    std::thread::sleep(Duration::from_millis(300));
    let started = Instant::now();
    let newer = tab.send("answer", DARE, json!({}));
    let replies = tab.replies(newer);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert!(replies.iter().all(|reply| reply["id"] != older && reply["error"].is_null()));
    // A wish that is taken back says nothing more.
    let taken = tab.send("picture", &text, json!({ "picture": "tree" }));
    tab.send("stop", "", json!({ "of": taken }));
    let id = tab.send("check", DARE, json!({}));
    assert_eq!(tab.replies(id).len(), 1);
}

#[test]
fn the_time_for_an_answer_is_bounded() {
    let server = Server::start("time", &[], &["--timeout", "1s", "--max-nodes", "200000"]);
    let mut tab = server.tab();
    // What was found until then comes, marked as what it is; if that is nothing, a sentence.
    let started = Instant::now();
    let id = tab.send("answer", &endless(), json!({}));
    let (replies, time) = (tab.replies(id), started.elapsed());
    let marked = replies.iter().any(|reply| reply["part"] == "brief" && reply["status"] == "stalled");
    let said = replies
        .iter()
        .any(|reply| reply["error"].as_str().is_some_and(|error| error.contains("The time was up")));
    assert!(marked || said, "{replies:?}");
    assert!(time < Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 5 }), "{time:?}");
    let larger = endless().replace("1 to 8", "1 to 10");
    let reply = tab.ask("answer", &larger, json!({}));
    assert!(
        reply["error"]
            .as_str()
            .is_some_and(|error| error.contains("200,000") || error.contains("situations")),
        "{reply}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn closing_a_socket_stops_its_work() {
    let server = Server::start("closing", &[], &["--timeout", "60s"]);
    let mut tab = server.tab();
    tab.send("answer", &endless(), json!({}));
    tab.send("question", &endless(), json!({ "question": "value of play to B", "slot": "free" }));
    let until = Instant::now() + Duration::from_secs(30);
    let wait = |what: &str| {
        assert!(Instant::now() < until, "{what}");
        std::thread::sleep(Duration::from_millis(100));
    };
    while server.processor_seconds() < 0.2 {
        wait("the work has not begun");
    }
    drop(tab);
    // Other tests may hold the processor: that nothing is spent for a while has to be seen once.
    loop {
        let before = server.processor_seconds();
        std::thread::sleep(Duration::from_secs(1));
        if server.processor_seconds() - before < 0.02 {
            return;
        }
        wait("the work goes on");
    }
}

#[cfg(unix)]
#[test]
fn signals_end_the_server_while_it_works() {
    for signal in ["INT", "TERM"] {
        let mut server = Server::start("signals", &[], &["--timeout", "60s"]);
        let mut tab = server.tab();
        tab.send("answer", &endless(), json!({}));
        std::thread::sleep(Duration::from_millis(300));
        let started = Instant::now();
        let pid = server.child.id().to_string();
        assert!(Command::new("kill").args([&format!("-{signal}"), &pid]).status().unwrap().success());
        let status = loop {
            if let Some(status) = server.child.try_wait().unwrap() {
                break status;
            }
            assert!(started.elapsed() < Duration::from_secs(5), "SIG{signal}");
            std::thread::sleep(Duration::from_millis(10));
        };
        assert!(status.success(), "SIG{signal}: {status}");
        // The socket is closed in order.
        assert!((0..5).any(|_| matches!(tab.socket.read(), Ok(tungstenite::Message::Close(_)) | Err(_))));
    }
}

#[test]
fn what_cannot_be_served_is_a_sentence() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("serve-refused");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("g.efg"), "EFG 2 R").unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (words, exit, said) in [
        (vec!["missing.standoff"], 5, "there is no file"),
        (vec!["g.efg"], 2, "does not end in .standoff"),
        (vec!["--port", &port], 5, "nothing can be served"),
        (vec!["--max-tabs", "0"], 2, "above zero"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_standoff"))
            .arg("serve")
            .args(&words)
            .current_dir(&folder)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(exit) && text.contains(said), "{words:?}: {text}");
    }
}
