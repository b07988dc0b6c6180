//! One run from beginning to end.

use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use tonghop::{kit::vocabulary::Role, scale::subject};

use crate::{
    Arguments, Outcome, attacks,
    capture::{Capture, Passed},
    cluster::Database,
    document::{self, Findings},
    http::{Client, Request},
    machine,
    measure::{Measured, measure},
    program::{self, Program},
    replay,
    statements::Statement,
};

/// How many connections the server has, by its default settings, and the pool that the SQL goes over.
const CONNECTIONS: u32 = 16;

/// What the figures of one group are asked for.
const QUARTER: &str =
    "query ($from: Period!, $to: Period, $at: DateTime, $structure: Structure! = AS_REPORTED) {
  consolidation(from: $from, to: $to, knownAt: $at, structure: $structure) {
  coverage { due reported missing }
  grievanceHandling { overall {
    submissions { ...figures }
    complaints { ...figures }
    denunciations { ...figures }
    petitionFeedback { ...figures }
  } }
} }
fragment figures on SubmissionFigures {
  received { value coverage { due reported stated noneDeclared notStated missing } }
  withinCompetence { value }
  resolved { value }
  resolvedOnTime { value }
  pending { value }
  resolutionRate { value }
  onTimeRate { value }
}";

const YEARS: &str =
    "query ($from: Period!, $to: Period, $at: DateTime, $structure: Structure! = AS_REPORTED) {
  consolidation(from: $from, to: $to, knownAt: $at, structure: $structure) {
  coverage { due reported missing }
  grievanceHandling(by: [AGENCY]) { groups {
    agency { code }
    figures { submissions {
      received { value coverage { due stated missing } }
      resolved { value }
      resolutionRate { value }
    } }
  } }
} }";

/// What the plain question is compared with: its name, how many times as long it may take, and what it says besides.
const BESIDE: [(&str, f64, (&str, &str)); 2] = [
    // Everything has been filed and accepted by then: the same figures are read in both ways.
    ("as known at an instant", 1.5, ("at", "2026-01-31T00:00:00Z")),
    ("by successor", 2.0, ("structure", "BY_SUCCESSOR")),
];

/// A question that is asked over HTTP, and the SQL that the server answers it by.
struct Question {
    name: &'static str,
    request: Request,
    /// The same question in other ways, in the order of [`BESIDE`].
    beside: Vec<Request>,
    /// All of it, and what is left of it when the server has answered before.
    sql: [Sent; 2],
}

/// The SQL that a server sends for one answer.
#[derive(Clone)]
struct Sent {
    statements: Arc<[Statement]>,
    /// How many rows it reads.
    rows: usize,
}

/// What came out of one question.
pub struct Found {
    pub name: &'static str,
    /// The length of the answer, in bytes.
    pub answer: usize,
    pub http: Measured,
    /// All of the SQL, and what is left of it when the server has answered before.
    pub sql: [Bare; 2],
    pub beside: Vec<Beside>,
}

/// SQL sent straight to the database.
pub struct Bare {
    pub statements: usize,
    pub rows: usize,
    pub measured: Measured,
}

/// The same question asked in another way, through HTTP.
pub struct Beside {
    pub name: &'static str,
    /// At most how many times as long as the plain question it should take.
    pub aim: f64,
    pub http: Measured,
}

impl Found {
    /// Throughput through HTTP as a share of that of bare SQL.
    pub fn ratio(&self, bare: &Bare) -> f64 {
        self.http.throughput() / bare.measured.throughput()
    }

    /// How many times as long as the plain question another way of asking it takes.
    pub fn times(&self, beside: &Beside) -> f64 {
        self.http.throughput() / beside.http.throughput()
    }
}

/// Runs everything, prints what was found and writes it down.
pub async fn play(arguments: &Arguments) -> Outcome<()> {
    let folder = tempfile::Builder::new().prefix("tonghop-bench.").tempdir()?;
    let database = Database::prepare(arguments, folder.path()).await?;
    let program = Program::new(folder.path(), &database.admin_url);
    program.migrate()?;
    let seeded = match database.there {
        true => "data of an earlier run".to_owned(),
        false => program.seed(arguments.provinces, arguments.agencies, arguments.quarters)?,
    };
    println!("{seeded}");
    // The median province: the first is the large one, the others are between 0.6 and 1.4 of the median.
    let province = i32::try_from(arguments.provinces / 2 + 1)?;
    let token = program.token(&subject(province, Role::HomeAffairsOfficer, 0))?;

    let server = program.serve(&database.admin_url.host, true).await?;
    let pool = replay::pool(&program.runtime_url().text(), CONNECTIONS).await?;
    let capture = Capture::before(&database.admin_url.host).await?;
    let (all, left) = (program.serve(&capture.host, false).await?, program.serve(&capture.host, true).await?);
    let mut found = Vec::new();
    for (name, query, periods) in questions(arguments) {
        let mut sql = Vec::new();
        for behind in [&all, &left] {
            let passed = captured(&capture, &Request::query(&behind.host, &token, query, &periods)).await?;
            let (rows, statements) = (passed.rows, passed.in_order());
            let again = replay::run(&pool, &statements).await?;
            if again != rows {
                return Err(
                    format!("{name}: the server read {rows} rows, the same SQL sent again {again}").into()
                );
            }
            if arguments.show_sql {
                show(&statements);
            }
            sql.push(Sent { statements: statements.into(), rows });
        }
        let sql = sql.try_into().map_err(|_| "two servers were asked")?;
        let request = Request::query(&server.host, &token, query, &periods);
        let answer = checked(&request).await?;
        let mut beside = Vec::new();
        for (_, _, (variable, value)) in BESIDE {
            let mut variables = periods.clone();
            variables[variable] = json!(value);
            let other = Request::query(&server.host, &token, query, &variables);
            if whole(&checked(&other).await?) != whole(&answer) {
                return Err(format!("{name}: the whole is another one with {variable}: {value}").into());
            }
            beside.push(other);
        }
        let question = Question { name, request, beside, sql };
        found.push((question, answer.to_string().len()));
    }
    drop((all, left, capture));

    let mut findings = Vec::new();
    for (question, answer) in found {
        let found = compare(arguments, &pool, question, answer).await?;
        println!("{}", document::line(&found));
        findings.push(found);
    }
    let busy_memory = server.memory()?;
    let refused = attacks::refused(&server.host, &token).await?;
    drop(server);
    pool.close().await;
    let findings = Findings {
        machine: machine::describe(),
        compiler: machine::compiler(),
        postgres: format!("{} ({})", database.version, database.settings),
        size: [arguments.provinces, arguments.agencies, arguments.quarters],
        seeded,
        clients: arguments.clients,
        seconds: arguments.seconds,
        turns: arguments.turns,
        found: findings,
        refused,
        busy_memory,
        idle_memory: program::idle_memory(folder.path()).await?,
        program_size: program::size()?,
        cold_build: match arguments.cold_build {
            true => Some(program::cold_build(folder.path())?),
            false => None,
        },
    };
    document::publish(&findings, arguments.dry)
}

fn questions(arguments: &Arguments) -> [(&'static str, &'static str, Value); 2] {
    let year = 2026 - arguments.quarters.div_ceil(4);
    let first = (4 - arguments.quarters % 4) % 4 + 1;
    [
        ("one province, one quarter", QUARTER, json!({ "from": "2025-Q3" })),
        (
            "one province, all quarters, by agency",
            YEARS,
            json!({ "from": format!("{year}-Q{first}"), "to": "2025-Q4" }),
        ),
    ]
}

/// What passes for one answer, the server having answered before.
async fn captured(capture: &Capture, request: &Request) -> Outcome<Passed> {
    let mut client = Client::connect(request).await?;
    for _ in 0..3 {
        client.ask().await?;
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    capture.during(async { client.ask().await.map(drop) }).await
}

/// An answer that has data and no errors.
async fn checked(request: &Request) -> Outcome<Value> {
    let mut client = Client::connect(request).await?;
    let answer: Value = serde_json::from_slice(client.ask().await?)?;
    if answer["errors"].is_null() && answer["data"]["consolidation"].is_object() {
        return Ok(answer);
    }
    Err(format!("no answer: {answer}").into())
}

/// What must be the same in whatever way it is asked: all of it, save that agencies' lines may be other agencies' and are
/// added up instead.
fn whole(answer: &Value) -> Value {
    let answer = &answer["data"]["consolidation"];
    let Some(groups) = answer["grievanceHandling"]["groups"].as_array() else { return answer.clone() };
    let sum = |field: &str| -> i64 {
        let of = |group: &Value| group["figures"]["submissions"][field]["value"].as_i64();
        groups.iter().filter_map(of).sum()
    };
    json!({ "coverage": answer["coverage"], "received": sum("received"), "resolved": sum("resolved") })
}

/// Asks both sides in turns.
async fn compare(
    arguments: &Arguments,
    pool: &sqlx::PgPool,
    question: Question,
    answer: usize,
) -> Outcome<Found> {
    let Question { name, request, beside, sql } = question;
    let mut found = Found {
        name,
        answer,
        http: Measured::default(),
        sql: sql.each_ref().map(|sent| Bare {
            statements: sent.statements.len(),
            rows: sent.rows,
            measured: Measured::default(),
        }),
        beside: BESIDE.map(|(name, aim, _)| Beside { name, aim, http: Measured::default() }).into(),
    };
    let clients = arguments.clients;
    // The first turn of a second warms both sides up, and does not count.
    for turn in 0..=arguments.turns {
        let time = Duration::from_secs(if turn == 0 { 1 } else { arguments.seconds });
        let connect = |request| move || Client::connect(request);
        let ask = |mut client: Client| async move {
            client.ask().await?;
            Outcome::Ok(client)
        };
        let http = measure(clients, time, connect(&request), ask).await?;
        for (sent, bare) in sql.iter().zip(&mut found.sql) {
            let send = {
                let (pool, sql) = (pool.clone(), sent.statements.clone());
                move |()| {
                    let (pool, sql) = (pool.clone(), sql.clone());
                    async move { replay::run(&pool, &sql).await.map(drop) }
                }
            };
            let measured = measure(clients, time, || async { Ok(()) }, send).await?;
            if turn > 0 {
                bare.measured.join(measured);
            }
        }
        for (request, other) in beside.iter().zip(&mut found.beside) {
            let http = measure(clients, time, connect(request), ask).await?;
            if turn > 0 {
                other.http.join(http);
            }
        }
        if turn > 0 {
            found.http.join(http);
        }
    }
    Ok(found)
}

fn show(statements: &[Statement]) {
    for statement in statements {
        match statement {
            Statement::Plain(sql) => println!("  {sql}"),
            Statement::Prepared { sql, arguments } => println!("  {sql} -- {} arguments", arguments.len()),
        }
    }
}
