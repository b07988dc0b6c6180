//! What lies on the desk of whoever tests the cycle: a round that is open, a draft that can be filed, and an eye on what
//! the database holds.

use crate::kit::answer::Answer;
use crate::kit::person::Person;
use crate::kit::server;
use crate::kit::world::World;
use crate::kit::{Database, Kind};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};
use std::fmt::Write;
use tonghop::kit::vocabulary::{AgencyKind, Role};
use tonghop::organisation::{AgencyEntry, GrantEntry, PersonEntry, ProvinceEntry, ProvinceFile};
use tonghop::store::manifest::TABLES;

/// The form of the real report, its period, and an instant until when reports are on time.
pub const FORM: &str = "dvcq_quarterly";
pub const PERIOD: &str = "2019-Q3";
pub const DUE: &str = "2019-09-17T16:59:59Z";

/// The agency that most tests are about.
pub const AGENCY: &str = "STTTT";

/// A round for two agencies, and the people of most tests: Home Affairs, and a submitter of [`AGENCY`].
pub async fn open(world: &World) -> (Person, Person) {
    let home_affairs = world.person(Role::HomeAffairsOfficer, None);
    home_affairs.open_round(FORM, PERIOD, DUE, &[AGENCY, "STC"]).await.expect_done();
    (home_affairs, world.person(Role::Submitter, AGENCY))
}

/// The same, and a draft that nothing keeps from being filed.
pub async fn ready(world: &World) -> (Person, Person) {
    let (home_affairs, submitter) = open(world).await;
    submitter.save_draft(AGENCY, PERIOD, filled()).await.expect_done();
    (home_affairs, submitter)
}

/// The same, filed.
pub async fn filed(world: &World) -> (Person, Person) {
    let (home_affairs, submitter) = ready(world).await;
    submitter.submit(AGENCY, PERIOD).await.expect_done();
    (home_affairs, submitter)
}

/// What no rule has anything against: every required section, and a task for the next period.
pub fn filled() -> Value {
    let texts = [
        "opening_assessment",
        "dissemination",
        "coordination",
        "steering_committee",
        "qcdc_agency",
        "emulation",
        "general_assessment",
    ];
    let mut sections: Vec<Value> = texts
        .iter()
        .map(|code| json!({ "sectionCode": code, "text": "Thực hiện tốt, đúng quy định." }))
        .collect();
    sections.push(json!({ "sectionCode": "lessons", "items": ["Sâu sát cơ sở."] }));
    sections.push(json!({ "sectionCode": "next_tasks", "items": ["Tổ chức đối thoại.", "Tiếp công dân."] }));
    sections.push(json!({ "sectionCode": "recommendations", "text": "Không." }));
    json!({ "sections": sections })
}

/// A figure that is stated.
pub fn number(indicator: &str, value: i64) -> Value {
    json!({ "indicator": indicator, "state": "STATED", "value": value })
}

/// What the audit log says, newest first.
pub async fn log(world: &World, selection: &str) -> Answer {
    let query = format!("{{ auditEntries(first: 100) {{ totalCount nodes {{ {selection} }} }} }}");
    world.person(Role::Auditor, None).graphql(&query, json!({})).await
}

/// How many rows every table has, and how often every tenant and every report was changed: what a refused request
/// leaves as it was.
pub async fn traces(database: &Database) -> String {
    let mut traces = String::new();
    for table in TABLES {
        let count = count(database, &format!("SELECT count(*) FROM {}", table.name)).await;
        writeln!(traces, "{} {count}", table.name).unwrap();
    }
    for (what, sum) in [
        ("versions", "SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM tenant_version"),
        ("revisions", "SELECT CAST(COALESCE(SUM(revision), 0) AS BIGINT) FROM report"),
        (
            "exempted",
            "SELECT count(*) FROM obligation WHERE exempted_at IS NOT NULL OR extension_reason IS NOT NULL",
        ),
        ("closed", "SELECT count(*) FROM round WHERE closed_at IS NOT NULL"),
    ] {
        writeln!(traces, "{what} {}", count(database, sum).await).unwrap();
    }
    traces
}

/// A number that the owner of the database reads behind the door.
pub async fn count(database: &Database, query: &str) -> i64 {
    match database.kind {
        Kind::Sqlite => {
            let mut connection = SqliteConnection::connect(&database.admin_url).await.unwrap();
            sqlx::raw_sql(AssertSqlSafe(query)).fetch_one(&mut connection).await.unwrap().get(0)
        }
        Kind::Postgres => {
            let mut connection = PgConnection::connect(&database.admin_url).await.unwrap();
            sqlx::raw_sql(AssertSqlSafe(query)).fetch_one(&mut connection).await.unwrap().get(0)
        }
    }
}

/// The texts of the one column that the owner of the database reads behind the door.
pub async fn texts(database: &Database, query: &str) -> Vec<String> {
    match database.kind {
        Kind::Sqlite => {
            let mut connection = SqliteConnection::connect(&database.admin_url).await.unwrap();
            let rows = sqlx::raw_sql(AssertSqlSafe(query)).fetch_all(&mut connection).await.unwrap();
            rows.iter().map(|row| row.get(0)).collect()
        }
        Kind::Postgres => {
            let mut connection = PgConnection::connect(&database.admin_url).await.unwrap();
            let rows = sqlx::raw_sql(AssertSqlSafe(query)).fetch_all(&mut connection).await.unwrap();
            rows.iter().map(|row| row.get(0)).collect()
        }
    }
}

/// What the owner of the database changes behind the door.
pub async fn change(database: &Database, statement: &str) {
    let statement = sqlx::raw_sql(AssertSqlSafe(statement));
    match database.kind {
        Kind::Sqlite => {
            let mut connection = SqliteConnection::connect(&database.admin_url).await.unwrap();
            statement.execute(&mut connection).await.unwrap();
        }
        Kind::Postgres => {
            let mut connection = PgConnection::connect(&database.admin_url).await.unwrap();
            statement.execute(&mut connection).await.unwrap();
        }
    }
}

/// Somebody by the subject of their login, with their roles: each for an agency, or for the whole province.
type Somebody<'a> = (&'a str, &'a [(Role, Option<&'a str>)]);

/// A province of a test's own, Bến Tre, whose people (by the subjects of their logins) have any roles together, and
/// which has an agency that has ended and one that has not begun.
pub fn own_province(world: &World, people: &[Somebody]) {
    let agency = |code: &str, from: &str, to: Option<&str>| AgencyEntry {
        code: code.into(),
        name: format!("Cơ quan {code}"),
        kind: AgencyKind::Department,
        parent: None,
        valid_from: from.parse().unwrap(),
        valid_to: to.map(|day| day.parse().unwrap()),
        example: false,
    };
    let person = |(subject, roles): &Somebody| PersonEntry {
        subject: (*subject).into(),
        name: format!("Trần Thị {subject}"),
        email: None,
        grants: roles
            .iter()
            .map(|(role, agency)| GrantEntry { role: *role, agency: agency.map(str::to_owned) })
            .collect(),
    };
    let file = ProvinceFile {
        province: ProvinceEntry { code: "83".into(), name: "Bến Tre".into(), name_en: "Ben Tre".into() },
        agencies: vec![
            agency(AGENCY, "1998-01-01", None),
            agency("STC", "1998-01-01", None),
            agency("ENDED", "1998-01-01", Some("2019-06-14")),
            agency("LAST-DAY", "1998-01-01", Some("2019-06-15")),
            agency("FIRST-DAY", "2019-09-14", None),
            agency("LATER", "2019-09-15", None),
        ],
        people: people.iter().map(person).collect(),
    };
    server::import(&world.database.admin_url, vec![file]).expect("a province of one's own");
}

/// Somebody by the subject of their login.
pub fn somebody(world: &World, subject: &str) -> Person {
    world.stranger().known_as(subject, &world.server.token(subject, 365))
}
