//! The rush at the deadline: 500 submissions by 50 clients at once, around the due instant.

use crate::cycle::desk::{AGENCY, DUE, FORM, PERIOD, count, filled, ready};
use crate::kit::person::report_by;
use crate::kit::province::province;
use crate::kit::server::import;
use crate::kit::world::World;
use crate::kit::{Kind, on_both};
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use sqlx::{Connection, Executor, PgConnection, SqliteConnection};
use std::collections::BTreeMap;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tonghop::kit::vocabulary::{AgencyKind, Role};
use uuid::Uuid;

/// A province of fifty agencies, and the ten quarters that each of them reports.
const PROVINCE: &str = "98";
const AGENCIES: usize = 50;
const PERIODS: [&str; 10] = [
    "2017-Q1", "2017-Q2", "2017-Q3", "2017-Q4", "2018-Q1", "2018-Q2", "2018-Q3", "2018-Q4", "2019-Q1",
    "2019-Q2",
];

/// What a client saw of one of its submissions.
struct Sent {
    /// What the server's clock said before it was sent, and after it was answered.
    before: DateTime<Utc>,
    after: DateTime<Utc>,
    version: Value,
}

fn instant(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

/// Does something while somebody else, in a transaction of theirs, holds what every writer of a province needs.
async fn while_held<C, T>(url: &str, begin: &'static str, something: impl Future<Output = T>) -> T
where
    C: Connection,
    for<'c> &'c mut C: Executor<'c>,
{
    let mut other = C::connect(url).await.unwrap();
    other.execute(begin).await.unwrap();
    other.execute("UPDATE tenant_version SET version = version").await.unwrap();
    let done = something.await;
    other.execute("ROLLBACK").await.unwrap();
    done
}

on_both! {
    /// The clock moves on by a second with every submission that is sent, so that the due instant passes while writers queue:
    /// what arrived before it is on time, whenever its turn comes.
    async fn each_is_judged_by_its_arrival_none_is_lost_none_is_double(world: World) {
        let codes: Vec<String> = (1..=AGENCIES).map(|number| format!("A{number:02}")).collect();
        let agencies: Vec<(&str, &str, AgencyKind)> =
            codes.iter().map(|code| (code.as_str(), code.as_str(), AgencyKind::Department)).collect();
        import(&world.database.admin_url, vec![province(PROVINCE, "Tỉnh đông", "Busy province", &agencies)]).unwrap();
        let home_affairs = world.person_of(PROVINCE, Role::HomeAffairsOfficer, None, 1);
        for period in PERIODS {
            home_affairs.open_round(FORM, period, DUE, &[]).await.expect_done();
        }
        let due: DateTime<Utc> = DUE.parse().unwrap();
        let submitters: Vec<_> =
            codes.iter().map(|code| (code.clone(), world.person_of(PROVINCE, Role::Submitter, Some(code), 1))).collect();
        let drafts = submitters.iter().map(|(code, person)| async move {
            for period in PERIODS {
                person.save_draft(code, period, filled()).await.expect_done();
            }
        });
        futures_util::future::join_all(drafts).await;

        let half = i64::try_from(AGENCIES * PERIODS.len() / 2).unwrap();
        world.clock.set(due - Duration::seconds(half));
        let clients = submitters.iter().map(|(code, person)| {
            let clock = world.clock.clone();
            async move {
                let mut sent = Vec::new();
                for (turn, period) in PERIODS.iter().enumerate() {
                    let key = Uuid::now_v7();
                    let submit = || person.submit(code, period).if_revision(1).key(key).into_future();
                    clock.advance(Duration::seconds(1));
                    let before = clock.now();
                    // Now and then a client does not wait for the answer and sends the same again.
                    let answer = match turn % 5 {
                        4 => {
                            let (one, other) = futures_util::future::join(submit(), submit()).await;
                            assert_eq!(one.at("reportSubmit.version"), other.at("reportSubmit.version"));
                            one
                        }
                        _ => submit().await,
                    };
                    let version = answer.expect_done().at("reportSubmit.version").clone();
                    sent.push(Sent { before, after: clock.now(), version });
                }
                sent
            }
        });
        let sent: Vec<Sent> = futures_util::future::join_all(clients).await.into_iter().flatten().collect();

        assert_eq!(sent.len(), 500);
        let mut judged = BTreeMap::new();
        for Sent { before, after, version } in &sent {
            let arrived = instant(&version["submittedAt"]);
            assert!(*before <= arrived && arrived <= *after, "{before} {version} {after}");
            assert_eq!(version["late"], json!(arrived > due), "{version}");
            assert_eq!(version["number"], json!(1));
            assert_eq!(judged.insert(version["id"].as_str().unwrap().to_owned(), arrived), None, "double");
        }
        // The due instant lay in the middle of the rush.
        let late = judged.values().filter(|arrived| **arrived > due).count();
        assert!(late > 0 && late < 500, "{late}");

        // What the database holds is what the clients were told.
        assert_eq!(count(&world.database, "SELECT count(*) FROM report_version").await, 500);
        let filed = "SELECT count(*) FROM report_event WHERE event = 'SUBMITTED'";
        assert_eq!(count(&world.database, filed).await, 500);
        let standing = "SELECT count(*) FROM standing WHERE basis = 'SUBMITTED' AND to_at IS NULL";
        assert_eq!(count(&world.database, standing).await, 500);
        let query = "query ($after: String) { reports(first: 100, after: $after) { \
            pageInfo { hasNextPage endCursor } nodes { state late submittedAt versions { id number late submittedAt } } } }";
        let (mut after, mut kept) = (Value::Null, BTreeMap::new());
        loop {
            let answer = home_affairs.graphql(query, json!({ "after": after })).await;
            for report in answer.at("reports.nodes").as_array().unwrap() {
                let versions = report["versions"].as_array().unwrap();
                assert_eq!((report["state"].as_str(), versions.len()), (Some("SUBMITTED"), 1), "{report}");
                assert_eq!((&report["late"], &report["submittedAt"]), (&versions[0]["late"], &versions[0]["submittedAt"]));
                kept.insert(versions[0]["id"].as_str().unwrap().to_owned(), instant(&versions[0]["submittedAt"]));
            }
            if answer.at("reports.pageInfo.hasNextPage") == &json!(false) {
                break;
            }
            after = answer.at("reports.pageInfo.endCursor").clone();
        }
        assert_eq!(kept, judged);
        // The round says the same: so many on time, so many late.
        let asked = "submissionStatus { onTime late obligations { timeliness } }";
        let (mut on_time, mut tardy) = (0, 0);
        for period in PERIODS {
            let status = home_affairs.consolidation_on("SUBMITTED", period, None, asked).await;
            on_time += status.at("consolidation.submissionStatus.onTime").as_u64().unwrap();
            tardy += status.at("consolidation.submissionStatus.late").as_u64().unwrap();
        }
        assert_eq!((on_time + tardy, tardy), (500, u64::try_from(late).unwrap()));
    }

    /// Somebody holds what a submission needs for longer than one waits: the submitter is told to come again, nothing is half
    /// written, and the same request is done once.
    async fn who_waits_in_vain_is_told_to_come_again(world: World) {
        let (_, submitter) = ready(&world).await;
        let key = Uuid::now_v7();
        let submit = || submitter.submit(AGENCY, PERIOD).if_revision(1).key(key).into_future();
        let versions = || count(&world.database, "SELECT count(*) FROM report_version");
        let url = &world.database.admin_url;
        let answer = match world.database.kind {
            Kind::Sqlite => while_held::<SqliteConnection, _>(url, "BEGIN IMMEDIATE", submit()).await,
            Kind::Postgres => while_held::<PgConnection, _>(url, "BEGIN", submit()).await,
        };
        let error = &answer.body["errors"][0];
        let said = &error["extensions"];
        assert_eq!((&said["code"], &said["reason"]), (&json!("THROTTLED"), &json!("SERVER_BUSY")), "{error}");
        assert!(said["retryAfterSeconds"].as_u64().unwrap() > 0, "{error}");
        assert_eq!(versions().await, 0);

        let done = submit().await.expect_done();
        let again = submit().await.expect_done();
        assert_eq!(done.at("reportSubmit.version"), again.at("reportSubmit.version"));
        assert_eq!(versions().await, 1);
    }

    /// A request is on time when it began to come in before the due instant: what its body, its token and its turn take is the
    /// network's and ours.
    async fn arrival_is_when_a_request_begins_to_come_in(world: World) {
        let (_, submitter) = ready(&world).await;
        let document = "mutation ($input: ReportSubmitInput!) { reportSubmit(input: $input) { \
            version { late submittedAt } userErrors { code } } }";
        let input = json!({ "report": report_by(AGENCY, PERIOD), "ifRevision": 1, "explanations": [], "idempotencyKey": Uuid::now_v7() });
        let body = json!({ "query": document, "variables": { "input": input } }).to_string();
        let head = format!(
            "POST /graphql HTTP/1.1\r\nHost: tonghop\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Authorization: Bearer {}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n",
            body.len(),
            submitter.token.as_deref().unwrap()
        );
        world.set_time(DUE);
        let mut line = TcpStream::connect(world.server.address()).await.unwrap();
        line.write_all(head.as_bytes()).await.unwrap();
        // The server asks for the body: it has taken the request.
        let mut told = [0; 64];
        let length = line.read(&mut told).await.unwrap();
        assert!(told[..length].starts_with(b"HTTP/1.1 100"), "{}", String::from_utf8_lossy(&told[..length]));
        world.advance(Duration::seconds(5));
        line.write_all(body.as_bytes()).await.unwrap();
        let mut answer = String::new();
        line.read_to_string(&mut answer).await.unwrap();
        assert!(answer.contains(r#""version":{"late":false,"submittedAt":"2019-09-17T16:59:59+00:00"}"#), "{answer}");
    }
}
