//! What the program's log never has: the real program, told to log everything it can, is given secrets by every way there is, and
//! none of them is in its log. Each event is one line of JSON.

use crate::crash::Program;
use crate::cycle::desk::{filled, texts};
use crate::kit::course::{DUE, FORM, PERIOD};
use crate::kit::person::Person;
use crate::kit::postgres::free_port;
use crate::kit::program::bare;
use crate::kit::{Database, Furnished, Kind, on_both};
use crate::notices::desk::until;
use crate::operations;
use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::Method;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

/// In every secret and in every text that people type here. Not a word that anybody would use.
const CANARY: &str = "Hoangyen7f3a";

fn canary(of: &str) -> String {
    format!("{CANARY}-{of}")
}

/// What is wrong on purpose, in every place where the service reads what somebody sends.
async fn send_what_is_wrong(person: &Person, address: std::net::SocketAddr) {
    let graphql = |body: String| {
        person.request(Method::POST, "/graphql").header("content-type", "application/json").body(body)
    };
    let document = |text: &str| json!({ "query": text }).to_string();
    for body in [
        canary("no JSON"),
        format!("{{\"query\": \"{{ viewer {{ {} }}\"", canary("cut off")),
        json!({ "query": 7, "variables": canary("variables") }).to_string(),
        json!({ "query": "{ viewer { person { id } } }", "operationName": canary("operation") }).to_string(),
        document(&format!("{{ {CANARY} ")),
        document(&format!("{{ {CANARY} }}")),
        document(&format!("query ($a: {CANARY}!) {{ viewer {{ person {{ id }} }} }}")),
        document(&format!("{{ round(by: {{ key: {{ period: \"{}\" }} }}) {{ id }} }}", canary("period"))),
        document(&format!("{{ agencies(first: \"{}\") {{ nodes {{ id }} }} }}", canary("number"))),
        document(&format!("{{ reports(first: 1, filter: {{ state: {CANARY} }}) {{ nodes {{ id }} }} }}")),
        document(&format!("{{ agencies(first: 1, after: \"{}\") {{ nodes {{ id }} }} }}", canary("cursor"))),
        document(&format!("{{ node(id: \"{}\") {{ id }} }}", canary("id"))),
        json!({ "query": "query ($p: Period!) { consolidation(from: $p) { coverage { due } } }", "variables": { "p": canary("variable") } }).to_string(),
        json!({ "query": "query ($n: Int) { agencies(first: $n) { nodes { id } } }", "variables": { "n": canary("variable") } }).to_string(),
        json!({ "query": "{ viewer { person { id } } }", "variables": { CANARY: { CANARY: [canary("unknown variable")] } } }).to_string(),
    ] {
        let answer = graphql(body).send().await.unwrap();
        assert!(answer.status().as_u16() < 500, "{}", answer.status());
    }
    let strange =
        person.request(Method::POST, "/graphql").header("content-type", canary("type")).body(CANARY);
    assert_eq!(strange.send().await.unwrap().status(), 415);
    let address_line = format!("/graphql?query=%7B{CANARY}%7D&access_token={CANARY}");
    person.request(Method::GET, &address_line).send().await.unwrap();
    person
        .request(Method::GET, "/feeds/obligations.ics")
        .basic_auth(CANARY, Some(canary("password")))
        .send()
        .await
        .unwrap();
    let headers = person
        .request(Method::GET, "/healthz")
        .header("cookie", canary("cookie"))
        .header("x-request-id", CANARY);
    headers.send().await.unwrap();
    let stranger = Person::stranger(address).known_as("", &canary("token"));
    assert_eq!(stranger.graphql("{ viewer { person { id } } }", json!({})).await.status, 401);

    let mut socket = stranger.silent_socket().await;
    socket.init(Some(&canary("token"))).await;
    socket.expect_close(4403).await;
    let mut socket = person.silent_socket().await;
    socket.send_text(&canary("no JSON")).await;
    socket.receive().await;
    let mut socket = person.socket().await;
    socket.subscribe("1", &format!("{{ {CANARY} }}"), json!({ "a": CANARY })).await;
    socket.receive().await;
    socket.send(json!({ "type": CANARY })).await;
    socket.receive().await;
}

/// Narratives and reasons that are taken, and some that are refused.
async fn write_reports(home_affairs: &Person, submitter: &Person) {
    home_affairs.open_round(FORM, PERIOD, DUE, &["STTTT"]).await.expect_done();
    let narrative = |text: String| json!({ "sections": [{ "sectionCode": "coordination", "text": text }] });
    submitter.save_draft("STTTT", PERIOD, filled()).await.expect_done();
    let save =
        |patch: Value, revision: i64| submitter.save_draft("STTTT", PERIOD, patch).if_revision(revision);
    save(narrative(canary("narrative")), 1).await.expect_done();
    for bad in
        [format!("{}\u{202E}", canary("reversed")), format!("{}{}", canary("long"), "a".repeat(20_001))]
    {
        assert!(!save(narrative(bad), 2).await.user_errors().is_empty());
    }
    save(narrative(canary("stale")), 1).await.expect_user_error("STALE_REVISION");
    let unknown = json!({ "figures": [{ "indicator": canary("indicator"), "state": "STATED", "value": 1 }] });
    assert!(!save(unknown, 2).await.user_errors().is_empty());
    let explanations = submitter.explanations("STTTT").await;
    submitter.submit("STTTT", PERIOD).if_revision(2).with("explanations", explanations).await.expect_done();
    home_affairs.return_("STTTT", PERIOD, json!([{ "text": canary("reason") }])).await.expect_done();
}

/// Makes a service account by the command line, and comes with its secret in every way there is. What is secret of it: itself, and as
/// the password of `Basic`.
async fn come_as_a_program(database: &Database, address: std::net::SocketAddr) -> [String; 2] {
    let made = ["token", "service", "--province", "84", "--name", "Kho dữ liệu", "--access", "read"];
    let (folder, log) = (database.folder.path(), [("TONGHOP_LOG", "trace")]);
    let made = operations::program(Some(&database.admin_url), folder, &made, &log);
    let secret = made.out.trim().trim_start_matches("tonghop_").to_owned();
    assert!(made.code == 0 && secret.len() > 32 && !made.err.contains(&secret), "{}", made.err);
    let whole = format!("tonghop_{secret}");
    let bearer = Person::stranger(address).known_as("", &whole);
    let query = "{ viewer { person { fullName } } }";
    assert_eq!(bearer.graphql(query, json!({})).await.at("viewer.person.fullName"), "Kho dữ liệu");
    drop(bearer.socket().await);
    let stranger = Person::stranger(address);
    let asked = stranger.request(Method::POST, "/graphql").basic_auth("kho", Some(&whole));
    let answer = stranger.send(asked.json(&json!({ "query": query }))).await;
    assert_eq!(answer.at("viewer.person.fullName"), "Kho dữ liệu");
    [secret, STANDARD.encode(format!("kho:{whole}"))]
}

/// The events of a log, and all of it as text.
fn read(log: &std::path::Path) -> (Vec<Value>, String) {
    let text = std::fs::read_to_string(log).unwrap();
    let event = |line: &str| {
        let event: Value =
            serde_json::from_str(line).unwrap_or_else(|_| panic!("not a line of JSON: {line}"));
        assert!(event["level"].is_string() && event["timestamp"].is_string(), "{line}");
        event
    };
    (text.lines().map(event).collect(), text)
}

on_both! {
    async fn no_secret_and_no_narrative_is_in_a_log(furnished: Furnished) {
        let database = &furnished.0;
        let log = database.folder.path().join("log.json");
        let (nobody, unheard) = (free_port().unwrap().to_string(), free_port().unwrap());
        let panic = format!("modelRegister:1!{}", canary("panic"));
        let settings = [
            ("TONGHOP_LOG", "trace"),
            ("TONGHOP_LOG_FORMAT", "json"),
            ("TONGHOP_SMTP_HOST", "127.0.0.1"),
            ("TONGHOP_SMTP_PORT", nobody.as_str()),
            ("TONGHOP_SMTP_TLS", "none"),
            ("TONGHOP_SMTP_USER", CANARY),
            ("TONGHOP_SMTP_PASSWORD", CANARY),
            ("TONGHOP_SMTP_FROM", "tonghop@tinh.example"),
            ("TONGHOP_WEBHOOK_ALLOW_PRIVATE", "true"),
            ("TONGHOP_FAILPOINT", panic.as_str()),
        ];
        let program = Program::writing(database, None, &settings, &log).await;
        let home_affairs = program.person(database, Role::HomeAffairsOfficer, None);
        let submitter = program.person(database, Role::Submitter, Some("STTTT"));
        let administrator = program.person(database, Role::ProvinceAdministrator, None);

        let hook = json!({ "url": format!("http://127.0.0.1:{unheard}/{}", canary("path")) });
        let hook = administrator.verb("webhookRegister", hook, "secret webhook { id }".into()).await.expect_done();
        let secret = hook.at("webhookRegister.secret").as_str().unwrap().to_owned();
        let email = json!({ "email": format!("{}@stttt.example", CANARY.to_lowercase()) });
        submitter.verb("personSetEmail", email, "person { id }".into()).await.expect_done();
        write_reports(&home_affairs, &submitter).await;
        send_what_is_wrong(&submitter, program.address()).await;
        let shown = come_as_a_program(database, program.address()).await;
        let model = json!({
            "agency": "STTTT", "code": "M1", "name": canary("name"), "field": "ECONOMY", "level": "DISTRICT",
            "holder": "COLLECTIVE", "registeredOn": "2019-09-10",
        });
        let panicked = submitter.verb("modelRegister", model, "model { id }".into()).await;
        assert_eq!(panicked.code(), Some("INTERNAL_SERVER_ERROR"), "{panicked}");
        // Neither the mail server nor the webhook is there: the courier has tried by then.
        until("the courier", async || {
            let tried = home_affairs.graphql("{ notices(first: 50) { nodes { channel attempts } } }", json!({})).await;
            let tried = tried.at("notices.nodes").as_array().unwrap().clone();
            let by = |channel: &str| tried.iter().any(|it| it["channel"] == channel && it["attempts"] != 0);
            (by("EMAIL") && by("WEBHOOK")).then_some(())
        }).await;
        let last = home_affairs.graphql("{ viewer { person { id } } }", json!({})).await;
        let last = last.headers["x-request-id"].to_str().unwrap().to_owned();
        until("the log", async || std::fs::read_to_string(&log).unwrap().contains(&last).then_some(())).await;

        drop(program);
        let (events, text) = read(&log);
        let said = |message: &str| events.iter().any(|event| event["fields"]["message"] == message);
        for message in ["listening", "answered", "panicked", "broken"] {
            assert!(said(message), "the log is the log: nothing is {message}");
        }
        let folder = database.folder.path();
        let keys = ["token.pem", "ledger.pem"].map(|file| std::fs::read_to_string(folder.join(file)).unwrap());
        let own = keys.iter().flat_map(|pem| pem.lines().filter(|line| !line.starts_with("-----")));
        let tokens = [&home_affairs, &submitter, &administrator].map(|person| person.token.clone().unwrap());
        // A token's last part is what makes it one.
        let signatures = tokens.iter().filter_map(|token| token.rsplit('.').next());
        let password = reqwest::Url::parse(&database.url).ok().and_then(|url| url.password().map(str::to_owned));
        let lower = CANARY.to_lowercase();
        let secrets: Vec<&str> = [CANARY, &lower, secret.trim_start_matches("whsec_")]
            .into_iter()
            .chain(own)
            .chain(signatures)
            .chain(password.as_deref())
            .chain(shown.iter().map(String::as_str))
            .collect();
        assert!(secrets.len() >= 10 && secrets.iter().all(|secret| secret.len() >= 8), "{}", secrets.len());
        for secret in secrets {
            let line = text.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{secret}");
        }
    }

    /// A program that cannot start says why, and not by which password.
    async fn no_password_is_told_when_a_database_cannot_be_reached(furnished: Furnished) {
        let postgres = furnished.0.kind == Kind::Postgres;
        let port = free_port().unwrap();
        let password = canary("password");
        let mut urls = vec![
            format!("postgres://tonghop:{password}@127.0.0.1:{port}/tonghop"),
            format!("postgres://tonghop:{password}@127.0.0.1:no-port/tonghop"),
            format!("postgres://tonghop:{password}@[::zz]/tonghop"),
            format!("postgres://tonghop:{password}@127.0.0.1:{port}/tonghop?sslmode=unheard-of"),
            format!("mysql://tonghop:{password}@127.0.0.1/tonghop"),
            format!("postgres//tonghop:{password}@127.0.0.1/tonghop"),
            // What the driver does not know, it tells of.
            format!("postgres://tonghop:{password}@127.0.0.1:{port}/tonghop?unheard_of=1"),
        ];
        if postgres {
            let mut wrong = reqwest::Url::parse(&furnished.0.url).unwrap();
            wrong.set_password(Some(&password)).unwrap();
            urls.push(wrong.to_string());
        }
        for url in urls {
            for format in ["json", "text"] {
                let mut command = bare();
                let command = command
                    .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
                    .arg(furnished.0.folder.path())
                    .env("TONGHOP_DATABASE_URL", &url)
                    .env("TONGHOP_ACQUIRE_TIMEOUT_SECONDS", "1")
                    .env("TONGHOP_LOG", "trace")
                    .env("TONGHOP_LOG_FORMAT", format);
                let output = command.output().unwrap();
                assert!(!output.status.success());
                let said = [output.stdout, output.stderr].concat();
                let said = String::from_utf8_lossy(&said);
                assert!(!said.trim().is_empty(), "it says why");
                assert!(!said.contains(&password), "{said}");
            }
        }
    }

    /// The secret of a webhook stands where it is needed for signing, and in no kept answer; sent again, it is shown again.
    async fn the_secret_of_a_webhook_is_kept_in_one_place(world: crate::kit::world::World) {
        let administrator = world.person(Role::ProvinceAdministrator, None);
        let input = json!({ "url": "https://hooks.example/nhan" });
        let key = uuid::Uuid::now_v7();
        let register = || administrator.verb("webhookRegister", input.clone(), "secret webhook { id url }".into()).key(key);
        let first = register().await.expect_done();
        let secret = first.at("webhookRegister.secret").as_str().unwrap().to_owned();
        assert_eq!(register().await.expect_done().body, first.body);
        for (table, column, expected) in [
            ("webhook", "secret", 1),
            ("first_answer", "answer", 0),
            ("idempotency", "response", 0),
            ("ledger_leaf", "leaf", 0),
        ] {
            let rows = texts(&world.database, &format!("SELECT {column} FROM {table}")).await;
            assert_eq!(rows.iter().filter(|text| text.contains(&secret)).count(), expected, "{table}");
        }
        let removed = json!({ "webhook": first.at("webhookRegister.webhook.id") });
        administrator.verb("webhookRemove", removed, "webhook { id }".into()).await.expect_done();
        assert_eq!(register().await.expect_done().at("webhookRegister.secret"), &json!(secret));
        let other = json!({ "url": "https://hooks.example/khac" });
        let other = administrator.verb("webhookRegister", other, "secret".into()).key(key).await;
        other.expect_user_error("IDEMPOTENCY_KEY_REUSED");
    }
}
