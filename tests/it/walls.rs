//! The walls as people meet them, and the net under them that PostgreSQL holds.

use crate::kit::answer::Answer;
use crate::kit::course::{PERIOD, figure};
use crate::kit::server::{Server, migrate};
use crate::kit::world::{START, World};
use crate::kit::{Database, Furnished, Kind, on_both, on_postgres};
use crate::statements::number;
use futures_util::future::join_all;
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row};
use std::time::Duration;
use tonghop::kit::{Clock, vocabulary::Role};
use tonghop::store::manifest::{Class, TABLES, Writes};
use uuid::Uuid;

on_both! {
    /// More people than connections, each asking for things that are read in different ways: nobody waits for somebody who
    /// waits for them.
    async fn a_crowd_is_served(world: World) {
        world.round(&["STTTT", "SGDDT"]).await;
        let people = [
            world.person(Role::HomeAffairsOfficer, None),
            world.person(Role::Submitter, "STTTT"),
            world.person(Role::BiReader, None),
            world.neighbour(Role::Auditor, None),
        ];
        let query = "{ agencies(first: 50) { nodes { id } } province { code } viewer { person { id } province { id } } \
                     rounds(first: 5) { nodes { obligations(first: 5) { nodes { report { id state } } } } } }";
        let asked = (0..80).map(|n| people[n % 4].graphql(query, json!({})));
        for answer in join_all(asked).await {
            answer.data();
        }
    }

    /// The same request twenty times at once, as an impatient client sends it: one version, one answer.
    async fn a_repeated_submission_is_one(world: World) {
        world.round(&["STTTT"]).await;
        world.save("STTTT", 3).await;
        let submitter = world.person(Role::Submitter, "STTTT");
        let explanations = submitter.explanations("STTTT").await;
        let before = world.server.version(1).await;
        let key = Uuid::now_v7();
        let send = |person: crate::kit::person::Person, explanations: serde_json::Value| async move {
            person.submit("STTTT", PERIOD).key(key).if_revision(1).with("explanations", explanations).await
        };
        let answers: Vec<Answer> = join_all((0..20).map(|_| send(submitter.clone(), explanations.clone()))).await;
        for answer in &answers {
            assert_eq!(answer.clone().expect_done().body, answers[0].body);
        }
        assert_eq!(answers[0].at("reportSubmit.version.number"), 1);
        assert_eq!(world.server.version(1).await, before + 1);
        // Another input under the key is refused; the key of one person says nothing to another.
        let other = submitter.submit("STTTT", PERIOD).key(key).if_revision(2).with("explanations", json!([])).await;
        other.expect_user_error("IDEMPOTENCY_KEY_REUSED");
        let head = world.person(Role::AgencyHead, "STTTT");
        send(head, explanations).await.expect_user_error("ALREADY_SUBMITTED");
        assert_eq!(world.server.version(1).await, before + 1);
    }

    /// Two people save at once: one of them is told, with what the other has left.
    async fn two_people_save_at_once(world: World) {
        world.round(&["STTTT"]).await;
        let (one, two) = (world.person(Role::Submitter, "STTTT"), world.colleague(Role::Submitter, "STTTT"));
        let (first, second) = tokio::join!(
            one.save_draft("STTTT", PERIOD, figure(1)).if_revision(0),
            two.save_draft("STTTT", PERIOD, figure(2)).if_revision(0)
        );
        let (done, refused) = if first.user_errors().is_empty() { (first, second) } else { (second, first) };
        let done = done.expect_done();
        assert_eq!(done.at("reportSaveDraft.report.revision"), 1);
        let refused = refused.expect_user_error("STALE_REVISION");
        assert_eq!(refused.at("reportSaveDraft.report.revision"), 1, "what is there now");
    }

    /// Three hundred clients go away in the middle, of reading and of writing.
    async fn whoever_hangs_up_harms_nobody(world: World) {
        world.round(&["STTTT"]).await;
        let submitter = world.person(Role::Submitter, "STTTT");
        let query = format!(
            r#"{{ agencies(first: 50) {{ nodes {{ id name }} }} province {{ code }}
               report(by: {{ key: {{ agency: "STTTT", period: "{PERIOD}" }} }}) {{ draft {{ figures {{ value }} }} checks {{ message }} }} }}"#
        );
        let mut revision = 0;
        for n in 0..300_u64 {
            let patience = Duration::from_micros(n * 37 % 9_000);
            if n % 3 == 0 {
                // Nobody waits for the answer; the write is done to its end all the same, or was never begun.
                let save = submitter.save_draft("STTTT", PERIOD, figure(i64::try_from(n).unwrap())).if_revision(revision);
                let _ = tokio::time::timeout(patience, save).await;
                let now = submitter.report("STTTT", PERIOD, "revision").await;
                revision = now.at("report.revision").as_i64().unwrap();
            } else {
                let _ = tokio::time::timeout(patience, submitter.graphql(&query, json!({}))).await;
            }
        }
        // The last of them may still be at it.
        loop {
            let save = submitter.save_draft("STTTT", PERIOD, figure(12_345)).if_revision(revision).await;
            revision = save.at("reportSaveDraft.report.revision").as_i64().unwrap();
            if save.user_errors().is_empty() {
                break;
            }
            save.expect_user_error("STALE_REVISION");
        }
        for n in 0..10 {
            submitter.save_draft("STTTT", PERIOD, figure(n)).expect_kept(&world).await;
        }
        let crowd = join_all((0..40).map(|_| submitter.graphql(&query, json!({})))).await;
        for answer in &crowd {
            answer.data();
        }
        if world.database.kind == Kind::Postgres {
            let idle = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'tonghop' \
                        AND state LIKE 'idle in transaction%'";
            for _ in 0..200 {
                if number(&world.database, idle).await == 0 {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            panic!("a connection stays inside a transaction");
        }
    }

    async fn a_server_wants_its_tables(database: Database) {
        let clock = Clock::fixed(START.parse().unwrap());
        Server::start(&database, &clock).await.expect("migrated");
        number(&database, "DELETE FROM schema_migration; SELECT 0").await;
        let Err(cause) = Server::start(&database, &clock).await else { panic!("it runs on an old schema") };
        assert!(cause.contains("tonghop migrate"), "{cause}");
        number(&database, "DROP TABLE schema_migration; SELECT 0").await;
        let Err(cause) = Server::start(&database, &clock).await else { panic!("it runs without tables") };
        assert!(cause.contains("tonghop migrate"), "{cause}");
    }
}

impl crate::kit::verbs::Verb<'_> {
    /// The change is done, and is there for whoever looks behind the door.
    async fn expect_kept(self, world: &World) {
        let done = self.await.expect_done();
        let revision = done.at("reportSaveDraft.report.revision").as_i64().unwrap();
        let kept = number(&world.database, "SELECT max(revision) FROM report").await;
        assert_eq!(kept, revision, "acknowledged and lost");
    }
}

/// A session of the server's own role, with whatever settings somebody makes.
async fn session(database: &Database, tenant: &str, agencies: &str) -> PgConnection {
    let mut connection = PgConnection::connect(&database.url).await.unwrap();
    let settings = format!("SET app.tenant = '{tenant}'; SET app.agencies = '{agencies}'");
    connection.execute(AssertSqlSafe(settings)).await.unwrap();
    connection
}

/// An address, as another role comes by it.
pub fn as_role(url: &str, role: &str, password: &str) -> String {
    let mut url = reqwest::Url::parse(url).unwrap();
    url.set_username(role).unwrap();
    url.set_password(Some(password)).unwrap();
    url.to_string()
}

/// A number that a session sees.
pub async fn count(connection: &mut PgConnection, sql: &str) -> i64 {
    sqlx::raw_sql(AssertSqlSafe(sql))
        .fetch_one(connection)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"))
        .get(0)
}

/// The SQL state of a statement that fails.
pub async fn refused(connection: &mut PgConnection, sql: &str) -> String {
    match sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await {
        Ok(_) => panic!("it was done: {sql}"),
        Err(error) => error.as_database_error().and_then(|error| error.code()).unwrap().into_owned(),
    }
}

/// What PostgreSQL says when rights are missing, or a policy is in the way.
pub const DENIED: &str = "42501";

on_postgres! {
    /// The server's password in the wrong hands, with the predicate left out: the policies keep every row in its house.
    async fn the_net_holds_without_the_predicate(world: World) {
        world.round(&["STTTT", "SGDDT"]).await;
        for agency in ["STTTT", "SGDDT"] {
            world.save(agency, 1).await;
            world.file(agency).await;
        }
        let mut owner = PgConnection::connect(&world.database.admin_url).await.unwrap();
        let agency: Uuid = sqlx::query_scalar("SELECT id FROM agency WHERE tenant_id = 1 AND code = 'STTTT'").fetch_one(&mut owner).await.unwrap();
        let tenants = || TABLES.iter().filter(|table| matches!(table.class, Class::Tenant { .. }));
        for table in tenants() {
            let name = table.name;
            let Class::Tenant { by_agency } = table.class else { continue };
            let all = format!("SELECT count(*) FROM {name}");
            let of = |tenant: i32| format!("SELECT count(*) FROM {name} WHERE tenant_id = {tenant}");
            let (here, there) = (count(&mut owner, &of(1)).await, count(&mut owner, &of(2)).await);
            for (tenant, agencies, expected) in [
                ("1", "*", here),
                ("2", "*", there),
                ("3", "*", 0),
                ("", "*", 0),
                ("1", "", if by_agency { 0 } else { here }),
            ] {
                let mut session = session(&world.database, tenant, agencies).await;
                assert_eq!(count(&mut session, &all).await, expected, "{name} for {tenant:?} {agencies:?}");
            }
            if by_agency {
                let own = count(&mut owner, &format!("{} AND agency_id = '{agency}'", of(1))).await;
                let mut session = session(&world.database, "1", &agency.to_string()).await;
                assert_eq!(count(&mut session, &all).await, own, "{name}");
                assert_eq!(count(&mut session, &of(2)).await, 0, "{name}");
            }
        }
        // There is something to see: the test above is about rows, not about empty tables.
        assert_eq!(count(&mut owner, "SELECT count(*) FROM figure WHERE tenant_id = 1").await, 2);
    }

    async fn nothing_is_written_next_door(world: World) {
        world.round(&["STTTT", "SGDDT"]).await;
        world.save("STTTT", 1).await;
        world.file("STTTT").await;
        let mut owner = PgConnection::connect(&world.database.admin_url).await.unwrap();
        let agency = async |owner: &mut PgConnection, tenant: i32, code: &str| -> Uuid {
            let sql = "SELECT id FROM agency WHERE tenant_id = $1 AND code = $2";
            sqlx::query_scalar(sql).bind(tenant).bind(code).fetch_one(owner).await.unwrap()
        };
        let mine = agency(&mut owner, 1, "STTTT").await;
        let theirs = agency(&mut owner, 1, "SGDDT").await;
        let foreign = agency(&mut owner, 2, "STTTT").await;
        let insert = |tenant: i32, agency: Uuid| {
            format!(
                "INSERT INTO mobilisation_model VALUES ({tenant}, gen_random_uuid(), '{agency}', 'X', 'X', 'x', 'ECONOMY', \
                 'DISTRICT', 'COLLECTIVE', 'REGISTERED', '2019-09-01', '2019-09-01', NULL)"
            )
        };
        let mut session = session(&world.database, "1", &mine.to_string()).await;
        assert_eq!(refused(&mut session, &insert(2, foreign)).await, DENIED, "another tenant's row");
        assert_eq!(refused(&mut session, &insert(1, theirs)).await, DENIED, "another agency's row");
        session.execute(AssertSqlSafe(insert(1, mine))).await.unwrap();
        for moved in [format!("agency_id = '{theirs}'"), format!("tenant_id = 2, agency_id = '{foreign}'")] {
            let sql = format!("UPDATE mobilisation_model SET {moved}");
            assert_eq!(refused(&mut session, &sql).await, DENIED, "{moved}");
        }
        let done = session.execute("UPDATE report SET revision = 99 WHERE tenant_id = 2 OR agency_id IS NOT NULL").await.unwrap();
        assert_eq!(done.rows_affected(), 1, "its own report only");

        // What is filed and what is logged stays as it is, whoever asks; and nothing but old answers is ever deleted.
        for table in TABLES.iter().filter(|table| matches!(table.class, Class::Tenant { .. })) {
            let name = table.name;
            match table.writes {
                // What requests were answered is deleted when it is outdated: of one's own tenant, which is 1 here.
                Writes::InsertDelete => {
                    let deleted = session.execute(AssertSqlSafe(format!("DELETE FROM {name} WHERE tenant_id = 2"))).await.unwrap();
                    assert_eq!(deleted.rows_affected(), 0, "{name}");
                }
                _ => assert_eq!(refused(&mut session, &format!("DELETE FROM {name}")).await, DENIED, "{name}"),
            }
            assert_eq!(refused(&mut session, &format!("TRUNCATE {name}")).await, DENIED, "{name}");
            if table.writes != Writes::InsertUpdate {
                let sql = format!("UPDATE {name} SET tenant_id = tenant_id");
                assert_eq!(refused(&mut session, &sql).await, DENIED, "{name}");
            }
        }
        for sql in [
            "UPDATE province SET code = 'x'",
            // Who continues whom is the operator's word, and whom it lets read each province's own.
            "INSERT INTO province_succession VALUES (1, 2, '2019-09-01', 'x')",
            "UPDATE province_succession SET successor_id = 1",
            "INSERT INTO history_grant (tenant_id, id, successor_id, from_day, ground, granted_at) \
             VALUES (2, gen_random_uuid(), 1, '2019-09-01', 'x', now())",
            // A login leads into the own province, and stays as it is.
            "INSERT INTO login VALUES ('x', 'x', 2, gen_random_uuid())",
            "UPDATE login SET tenant_id = tenant_id",
            "DELETE FROM login",
            "ALTER TABLE report DISABLE ROW LEVEL SECURITY",
            "DROP POLICY report_scope ON report",
            "SET ROLE tonghop_admin",
            "CREATE TABLE mine (one int)",
        ] {
            assert_eq!(refused(&mut session, sql).await, DENIED, "{sql}");
        }
    }

    /// A scope ends with its transaction: whoever gets the connection next has none.
    async fn a_scope_does_not_outlive_its_transaction(furnished: Furnished) {
        let mut session = PgConnection::connect(&furnished.0.url).await.unwrap();
        let people = "SELECT count(*) FROM person";
        session.execute("BEGIN; SET LOCAL app.tenant = '1'; SET LOCAL app.agencies = '*'").await.unwrap();
        assert_eq!(count(&mut session, people).await, 36);
        session.execute("COMMIT").await.unwrap();
        assert_eq!(count(&mut session, people).await, 0);
    }

    /// An owner who is no superuser migrates again at any time, with the password or without it.
    async fn an_owner_migrates_again(furnished: Furnished) {
        let unique = Uuid::now_v7().simple().to_string();
        let (owner, runtime, name) = (format!("owner_{unique}"), format!("runtime_{unique}"), format!("again_{unique}"));
        let national = format!("national_{unique}");
        let mut admin = PgConnection::connect(&furnished.0.admin_url).await.unwrap();
        admin.execute(AssertSqlSafe(format!("CREATE ROLE {owner} LOGIN CREATEROLE PASSWORD 'x'"))).await.unwrap();
        admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name} OWNER {owner}"))).await.unwrap();
        let mut url = reqwest::Url::parse(&as_role(&furnished.0.admin_url, &owner, "x")).unwrap();
        url.set_path(&name);
        let again = || migrate(url.as_str(), Some((&runtime, "y'z")), Some((&national, "y'z")));
        let outcomes: Vec<_> = (0..3).map(|_| again()).collect();
        let one = migrate(url.as_str(), Some((&runtime, "y'z")), Some((&runtime, "y'z")));

        let roles = [&runtime, &national, &owner].map(|role| format!("DROP ROLE {role}"));
        for order in [format!("DROP DATABASE {name} WITH (FORCE)")].into_iter().chain(roles) {
            admin.execute(AssertSqlSafe(order)).await.unwrap();
        }
        assert_eq!(outcomes, [Ok(()), Ok(()), Ok(())]);
        assert!(one.unwrap_err().contains("a role of their own"));
    }

    async fn the_server_refuses_to_run_as_somebody_in_particular(furnished: Furnished) {
        let clock = Clock::fixed(START.parse().unwrap());
        let mut as_owner = furnished.0.clone();
        as_owner.url.clone_from(&as_owner.admin_url);
        let Err(cause) = Server::start(&as_owner, &clock).await else { panic!("it runs as a superuser") };
        assert!(cause.contains("must not run as the owner"), "{cause}");

        // Nor as a role that may become the owner, or that no policy binds.
        let runtime = reqwest::Url::parse(&furnished.0.url).unwrap().username().to_owned();
        let owner = format!("owner_{}", Uuid::now_v7().simple());
        for (grant, revoke) in [
            (
                format!("CREATE ROLE {owner}; ALTER TABLE report OWNER TO {owner}; GRANT {owner} TO {runtime}"),
                format!("ALTER TABLE report OWNER TO CURRENT_USER; DROP ROLE {owner}"),
            ),
        ] {
            number(&furnished.0, &format!("{grant}; SELECT 0")).await;
            let Err(cause) = Server::start(&furnished.0, &clock).await else { panic!("it runs after {grant}") };
            assert!(cause.contains("must not run as the owner"), "{cause}");
            number(&furnished.0, &format!("{revoke}; SELECT 0")).await;
        }
        // Nor as one that has the same rights, owns nothing, and is bound by no policy.
        for attribute in ["BYPASSRLS", "SUPERUSER"] {
            let role = format!("unbound_{}", Uuid::now_v7().simple());
            let made = format!("CREATE ROLE {role} LOGIN {attribute} PASSWORD 'x' IN ROLE {runtime}");
            number(&furnished.0, &format!("{made}; SELECT 0")).await;
            let mut as_unbound = furnished.0.clone();
            as_unbound.url = as_role(&furnished.0.url, &role, "x");
            let started = Server::start(&as_unbound, &clock).await.map(drop);
            number(&furnished.0, &format!("DROP ROLE {role}; SELECT 0")).await;
            let Err(cause) = started else { panic!("it runs with {attribute}") };
            assert!(cause.contains("must not run as the owner"), "{cause}");
        }
        Server::start(&furnished.0, &clock).await.expect("as the runtime role it runs");
    }
}
