//! PostgreSQL backed up and put in place on another cluster, by the very commands of docs/operations.md.

use super::backup::{expect, files, readiness};
use super::on;
use crate::kit::both::Stage;
use crate::kit::course::{DUE, FORM, PERIOD};
use crate::kit::database::{Database, Template, provinces};
use crate::kit::mortal::{ADMINISTRATOR, Mortal};
use crate::kit::program::{Program, unsettled};
use crate::kit::{on_postgres, server};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::process::Output;
use tonghop::kit::vocabulary::Role;

/// The names of the page.
const NAME: &str = "tonghop";
const OWNER: &str = "tonghop_owner";
const RUNTIME: &str = "tonghop_runtime";
const NATIONAL: &str = "tonghop_national";

/// A cluster as in production: its owner is no superuser, and a ministry reads.
struct Deployed {
    cluster: Mortal,
    database: Database,
}

impl Stage for Deployed {
    const TEMPLATE: Template = Template::Empty;

    /// The cluster of the run is everybody's, and knows the roles already.
    async fn on(_: Database) -> Self {
        let cluster = with_an_owner().await;
        administer(&cluster, &format!("CREATE DATABASE {NAME} OWNER {OWNER}")).await;
        let (owner, password) = (cluster.url(OWNER, NAME), cluster.password());
        server::migrate(&owner, Some((RUNTIME, password)), Some((NATIONAL, password))).expect("migrations");
        server::import(&owner, provinces()).expect("provinces");
        let database = Database::elsewhere(cluster.url(ADMINISTRATOR, NAME), cluster.url(RUNTIME, NAME));
        Deployed { cluster, database }
    }
}

/// A cluster with nothing on it but who is to own the database.
async fn with_an_owner() -> Mortal {
    let cluster = Mortal::start().expect("a PostgreSQL");
    let password = cluster.password();
    administer(&cluster, &format!("CREATE ROLE {OWNER} LOGIN CREATEROLE PASSWORD '{password}'")).await;
    cluster
}

async fn administer(cluster: &Mortal, statement: &str) {
    let mut connection = PgConnection::connect(&cluster.url(ADMINISTRATOR, "postgres")).await.unwrap();
    connection.execute(AssertSqlSafe(statement)).await.unwrap();
}

/// The database on another cluster, with the keys and the checkpoints that were kept apart from it.
fn moved(database: &Database, to: &Mortal) -> Database {
    let mut moved = database.clone();
    moved.admin_url = to.url(ADMINISTRATOR, NAME);
    moved.url = to.url(RUNTIME, NAME);
    moved
}

/// Runs commands where our program and PostgreSQL's are found, as a role of a cluster, with settings for the database there.
fn shell(commands: &str, role: &str, cluster: &Mortal, database: &Database) -> Output {
    let own = std::path::Path::new(env!("CARGO_BIN_EXE_tonghop")).parent().expect("a folder");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let places =
        [own.to_owned(), cluster.programs().to_owned()].into_iter().chain(std::env::split_paths(&path));
    let mut command = unsettled("sh");
    command
        .args(["-euc", commands])
        .current_dir(database.folder.path())
        .env("PATH", std::env::join_paths(places).expect("names without a colon"))
        .envs(cluster.known_as(role))
        .env("TONGHOP_ADMIN_DATABASE_URL", cluster.url(OWNER, NAME))
        .env("TONGHOP_RUNTIME_PASSWORD", cluster.password())
        .env("TONGHOP_NATIONAL_ROLE", NATIONAL)
        .env("TONGHOP_NATIONAL_PASSWORD", cluster.password())
        .env("TONGHOP_DATABASE_URL", &database.url)
        .env("TONGHOP_DATA_DIR", database.folder.path());
    command.output().expect("a shell")
}

/// Does what the page says in the block of commands that begins with this one, with the test's folder for `/backup`; what is said.
fn follow(first: &str, cluster: &Mortal, database: &Database) -> String {
    let page = include_str!("../../../docs/operations.md");
    let blocks = page.split("```sh\n").skip(1).filter_map(|rest| Some(rest.split_once("```")?.0));
    let blocks: Vec<&str> = blocks.filter(|block| block.starts_with(first)).collect();
    assert_eq!(blocks.len(), 1, "{first}");
    let commands =
        blocks[0].replace("/backup", database.folder.path().to_str().expect("a name that is text"));
    let done = shell(&commands, ADMINISTRATOR, cluster, database);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(done.status.success(), "{commands}{}{}", text(&done.stdout), text(&done.stderr));
    text(&done.stdout)
}

/// A server on it that answers, and reads for a ministry.
async fn served(database: &Database, cluster: &Mortal) -> Program {
    let national = cluster.url(NATIONAL, NAME);
    let server =
        Program::with_settings(database, None, &[("TONGHOP_NATIONAL_DATABASE_URL", &national)]).await;
    let officer = server.person(database, Role::HomeAffairsOfficer, None);
    assert_eq!(officer.report("STTTT", PERIOD, "state").await.at("report.state"), "ACCEPTED");
    server
}

on_postgres! {
    async fn what_was_backed_up_is_put_in_place_as_the_page_says(deployed: Deployed) {
        let Deployed { cluster, database } = &deployed;
        let server = Program::with_settings(database, None, &[]).await;
        let officer = server.person(database, Role::HomeAffairsOfficer, None);
        officer.open_round(FORM, PERIOD, DUE, &["STTTT", "SGDDT"]).await.expect_done();
        files(&server, database, "STTTT", 3).await;
        officer.accept("STTTT", PERIOD).await.expect_done();
        // While it is served.
        follow("pg_dump", cluster, database);
        follow("pg_basebackup", cluster, database);
        drop(server);
        // Whoever the policies bind, the owner among them, gets no silent half of it.
        for role in [OWNER, RUNTIME] {
            let half = shell("pg_dump --format=custom --file=half.dump tonghop", role, cluster, database);
            let said = String::from_utf8_lossy(&half.stderr);
            assert!(!half.status.success() && said.contains("row-level security"), "{role}: {said}");
        }

        let copy = cluster.out_of(&database.folder.path().join("2022-06-10")).expect("a cluster");
        let copied = moved(database, &copy);
        expect(&on(&copied, &["audit", "verify"], &[]), 0, "No contradiction: 2 provinces");
        drop(served(&copied, &copy).await);

        let other = with_an_owner().await;
        let restored = moved(database, &other);
        let said = follow("createuser", &other, &restored);
        assert!(said.contains("No contradiction: 2 provinces"), "{said}");
        let national = other.url(NATIONAL, NAME);
        let doctor = on(&restored, &["doctor", "--lang", "en"], &[("TONGHOP_NATIONAL_DATABASE_URL", &national)]);
        for fine in ["[fine] role: ", "[fine] nation: ", "[fine] ledger: The logs of 2 provinces continue"] {
            expect(&doctor, 0, fine);
        }
        let server = served(&restored, &other).await;
        files(&server, &restored, "SGDDT", 5).await;
        expect(&on(&restored, &["audit", "verify"], &[]), 0, "No contradiction: 2 provinces");
        drop(server);

        // Now the copy of the cluster is an old one.
        let server = served(&copied, &copy).await;
        let officer = server.person(&copied, Role::HomeAffairsOfficer, None);
        assert_eq!(readiness(&officer).await, (200, "ready to read only\n".to_owned()));
    }
}
