//! The database role of the nation's readers on PostgreSQL: a net below a predicate that was forgotten. What it shows goes by settings,
//! which the server makes; whoever has its password makes them, too, and changes nothing all the same.

use super::*;
use crate::cycle::desk::{change, texts};
use crate::kit::server::Server;
use crate::kit::{Database, Furnished, on_postgres};
use crate::releases::released;
use crate::walls::{DENIED, as_role, count, refused as denied};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tonghop::kit::{Clock, Error, Period};
use tonghop::store::manifest::{Class, Nation, TABLES, TableClass};
use tonghop::store::{DatabaseRole, Settings, check_nation, migrate};
use uuid::Uuid;

fn national_url(database: &Database) -> &str {
    database.national_url.as_deref().expect("the role was made")
}

/// A session of the role, with whatever settings somebody makes.
async fn session(database: &Database, settings: &[(&str, &str)]) -> PgConnection {
    let mut connection = PgConnection::connect(national_url(database)).await.unwrap();
    for (name, value) in settings {
        connection.execute(AssertSqlSafe(format!("SET {name} = '{value}'"))).await.unwrap();
    }
    connection
}

/// Whether the nation's readers may come by an address; what is said of it otherwise.
async fn checked(database: &Database, url: &str) -> Result<(), String> {
    let national_url = Some(url.to_owned());
    let done = check_nation(&Settings { national_url, ..Settings::new(database.url.clone()) }).await;
    done.map_err(|error| match error {
        Error::Busy(cause) | Error::Broken(cause) => cause,
        Error::Refused(problems) => panic!("{problems:?}"),
    })
}

fn tenants() -> impl Iterator<Item = &'static TableClass> {
    TABLES.iter().filter(|table| matches!(table.class, Class::Tenant { .. }))
}

on_postgres! {
    async fn the_role_sees_what_is_closed_of_the_province_that_is_named(world: World) {
        two_quarters(&world).await;
        let officer = home_affairs(&world);
        released(officer.release((CLOSED, CLOSED), "Quý III")).await;
        released(officer.release((OPEN, OPEN), "Quý IV, sơ bộ").with("basis", json!("SUBMITTED"))).await;
        let database = &world.database;
        let mut owner = PgConnection::connect(&database.admin_url).await.unwrap();
        let rounds = texts(database, "SELECT id::text FROM round WHERE closed_at IS NOT NULL").await;
        let [round] = rounds.as_slice() else { panic!("one closed round: {rounds:?}") };
        let period = CLOSED.parse::<Period>().unwrap().number();
        let province = [("app.tenant", "1"), ("app.agencies", "*")];
        let number = period.to_string();
        let cases = [
            (vec![], false, false, false),
            (vec![("app.rounds", round.as_str()), ("app.periods", number.as_str())], false, false, false),
            (province.to_vec(), true, false, false),
            ([&province[..], &[("app.rounds", ""), ("app.periods", "")]].concat(), true, false, false),
            ([&province[..], &[("app.rounds", round.as_str())]].concat(), true, true, false),
            ([&province[..], &[("app.rounds", round.as_str()), ("app.periods", number.as_str())]].concat(), true, true, true),
        ];
        for (settings, all, by_round, by_period) in &cases {
            let mut session = session(database, settings).await;
            for table in tenants() {
                let (name, rows) = (table.name, format!("SELECT count(*) FROM {}", table.name));
                let shown = match table.nation {
                    Nation::All => all.then(String::new),
                    Nation::Accepted => all.then(|| " AND basis = 'ACCEPTED'".to_owned()),
                    Nation::ByRound => by_round.then(|| format!(" AND round_id = '{round}'")),
                    Nation::ByPeriod => by_period.then(|| format!(" AND period = {period}")),
                    Nation::Nothing => {
                        assert_eq!(denied(&mut session, &rows).await, DENIED, "{name}");
                        continue;
                    }
                };
                let expected = match shown {
                    Some(shown) => count(&mut owner, &format!("{rows} WHERE tenant_id = 1{shown}")).await,
                    None => 0,
                };
                assert_eq!(count(&mut session, &rows).await, expected, "{name} with {settings:?}");
            }
        }
        // There is something to see, and something to hide.
        for table in ["standing", "figure", "report_version"] {
            let mut of = async |period: &str| {
                let number = period.parse::<Period>().unwrap().number();
                count(&mut owner, &format!("SELECT count(*) FROM {table} WHERE period = {number}")).await
            };
            assert!(of(CLOSED).await > 0 && of(OPEN).await > 0, "{table}");
        }
        let [accepted, all] = [" WHERE basis = 'ACCEPTED'", ""].map(|which| format!("SELECT count(*) FROM consolidation_release{which}"));
        assert_eq!((count(&mut owner, &accepted).await, count(&mut owner, &all).await), (1, 2));
        // The reference tables: the provinces, and nobody's logins.
        let mut session = session(database, &province).await;
        for table in TABLES.iter().filter(|table| !matches!(table.class, Class::Tenant { .. })) {
            let rows = format!("SELECT count(*) FROM {}", table.name);
            match table.nation {
                Nation::Nothing => assert_eq!(denied(&mut session, &rows).await, DENIED, "{}", table.name),
                _ => assert_eq!((table.name, count(&mut session, &rows).await), ("province", 2)),
            }
        }
    }

    async fn the_role_changes_nothing(world: World) {
        two_quarters(&world).await;
        let database = &world.database;
        let round = texts(database, "SELECT id::text FROM round WHERE closed_at IS NOT NULL").await;
        let settings = [("app.tenant", "1"), ("app.agencies", "*"), ("app.rounds", round[0].as_str())];
        let mut session = session(database, &settings).await;
        for TableClass { name, .. } in TABLES {
            let columns = format!("SELECT column_name::text FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '{name}'");
            let column = &texts(database, &columns).await[0];
            for sql in [
                format!("INSERT INTO {name} DEFAULT VALUES"),
                format!("UPDATE {name} SET {column} = {column}"),
                format!("DELETE FROM {name}"),
                format!("TRUNCATE {name}"),
            ] {
                assert_eq!(denied(&mut session, &sql).await, DENIED, "{sql}");
            }
        }
        for sql in [
            "ALTER TABLE standing DISABLE ROW LEVEL SECURITY",
            "DROP POLICY standing_closed ON standing",
            "SET ROLE tonghop_admin",
            "CREATE TABLE mine (one int)",
        ] {
            assert_eq!(denied(&mut session, sql).await, DENIED, "{sql}");
        }
    }

    /// A server that is told another role's address, or whose role may more than it should, does not begin.
    async fn another_role_is_refused(furnished: Furnished) {
        let database = furnished.0;
        let checked = async |url: &str| checked(&database, url).await;
        let right = national_url(&database);
        checked(right).await.unwrap();
        for wrong in [&database.url, &database.admin_url] {
            let cause = checked(wrong).await.unwrap_err();
            assert!(cause.contains("national_database_url"), "{cause}");
        }
        let clock = Clock::fixed("2019-09-16T02:00:00Z".parse().unwrap());
        let mut wrong = database.clone();
        wrong.national_url = Some(database.url.clone());
        let Err(cause) = Server::start(&wrong, &clock).await else { panic!("it runs with one role for all") };
        assert!(cause.contains("national_database_url"), "{cause}");

        let role = reqwest::Url::parse(right).unwrap().username().to_owned();
        for (grant, revoke) in [
            (format!("GRANT SELECT ON plan TO {role}"), format!("REVOKE SELECT ON plan FROM {role}")),
            (format!("GRANT UPDATE ON report TO {role}"), format!("REVOKE UPDATE ON report FROM {role}")),
            ("ALTER POLICY figure_closed ON figure TO CURRENT_USER".to_owned(), format!("ALTER POLICY figure_closed ON figure TO {role}")),
        ] {
            change(&database, &grant).await;
            assert!(checked(right).await.is_err(), "{grant}");
            change(&database, &revoke).await;
            checked(right).await.unwrap();
        }
        change(&database, "DROP POLICY standing_closed ON standing").await;
        assert!(checked(right).await.is_err());
    }

    /// One that reads what is closed and nothing else, and is bound by no policy. It is of the test's own: roles are of the whole cluster.
    async fn a_role_that_no_policy_binds_is_refused(furnished: Furnished) {
        let database = furnished.0;
        let runtime = reqwest::Url::parse(&database.url).unwrap().username().to_owned();
        let role = format!("national_{}", Uuid::now_v7().simple());
        let roles = [(runtime.as_str(), None), (role.as_str(), Some("x"))].map(|(name, password)| Some(DatabaseRole { name, password }));
        let clock = Clock::fixed("2019-09-16T02:00:00Z".parse().unwrap());
        migrate(&Settings::new(database.admin_url.clone()), roles[0], roles[1], &clock).await.unwrap();
        let url = as_role(&database.url, &role, "x");
        let mut outcomes = vec![checked(&database, &url).await];
        for attribute in ["BYPASSRLS", "SUPERUSER"] {
            change(&database, &format!("ALTER ROLE {role} {attribute}")).await;
            outcomes.push(checked(&database, &url).await);
            change(&database, &format!("ALTER ROLE {role} NO{attribute}")).await;
        }
        outcomes.push(checked(&database, &url).await);
        change(&database, &format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
        let fit: Vec<bool> = outcomes.iter().map(Result::is_ok).collect();
        assert_eq!(fit, [true, false, false, true], "{outcomes:?}");
        for cause in outcomes.into_iter().filter_map(Result::err) {
            assert!(cause.contains("national_database_url"), "{cause}");
        }
    }

    /// Whoever is named next takes the policies along: nothing would bind the one before.
    async fn a_role_that_is_replaced_reads_nothing_more(furnished: Furnished) {
        let database = furnished.0;
        let name = |url: &str| reqwest::Url::parse(url).unwrap().username().to_owned();
        let (runtime, of_the_run) = (name(&database.url), name(national_url(&database)));
        let [one, other] = ["one", "other"].map(|end| format!("{end}_{}", Uuid::now_v7().simple()));
        let clock = Clock::fixed("2019-09-16T02:00:00Z".parse().unwrap());
        let named = async |national: Option<&str>| {
            let national = national.map(|name| DatabaseRole { name, password: Some("x") });
            let server = Some(DatabaseRole { name: &runtime, password: None });
            migrate(&Settings::new(database.admin_url.clone()), server, national, &clock).await.unwrap().lines
        };
        let took = |lines: &[String], role: &str| lines.iter().any(|line| line.starts_with(&format!("took from {role} ")));
        let url = |role: &str| as_role(&database.url, role, "x");
        let reads = ["province", "standing", "person"].map(|table| format!("SELECT count(*) FROM {table}"));

        assert!(took(&named(Some(one.as_str())).await, &of_the_run));
        checked(&database, &url(&one)).await.unwrap();
        let mut before = PgConnection::connect(&url(&one)).await.unwrap();
        for sql in &reads {
            count(&mut before, sql).await;
        }
        // Nor may it become another role, though unasked it has nothing of that one's.
        change(&database, &format!("ALTER ROLE {one} NOINHERIT; GRANT {runtime} TO {one}")).await;
        let member = checked(&database, &url(&one)).await;
        change(&database, &format!("REVOKE {runtime} FROM {one}; ALTER ROLE {one} INHERIT")).await;
        assert!(member.unwrap_err().contains(&format!("REVOKE {runtime} FROM it")));
        checked(&database, &url(&one)).await.unwrap();

        assert!(took(&named(Some(other.as_str())).await, &one));
        let mut after = PgConnection::connect(&url(&other)).await.unwrap();
        for sql in &reads {
            assert_eq!(denied(&mut before, sql).await, DENIED, "{sql}");
            count(&mut after, sql).await;
        }
        checked(&database, &url(&other)).await.unwrap();
        assert!(checked(&database, &url(&one)).await.is_err());

        // A migration that names none keeps the one that there is, and what it is kept to.
        change(&database, "DROP POLICY standing_closed ON standing").await;
        assert!(checked(&database, &url(&other)).await.is_err());
        let lines = named(None).await;
        assert!(lines.iter().any(|line| line.starts_with(&format!("granted to {other} "))), "{lines:?}");
        assert!(!lines.iter().any(|line| line.starts_with("took from ")), "{lines:?}");
        checked(&database, &url(&other)).await.unwrap();

        // Nothing is the first one's any more, so that it can go; the other one goes as the page says.
        drop((before, after));
        change(&database, &format!("DROP ROLE {one}; DROP OWNED BY {other}; DROP ROLE {other}")).await;
        let mut owner = PgConnection::connect(&database.admin_url).await.unwrap();
        assert_eq!(count(&mut owner, "SELECT count(*) FROM pg_policy WHERE NOT polpermissive").await, 0);
        assert!(!named(None).await.iter().any(|line| line.starts_with("took from ")));
    }

    async fn without_such_a_role_the_nation_is_not_served(furnished: Furnished) {
        let mut database = furnished.0;
        database.national_url = None;
        let clock = Clock::fixed("2019-09-16T02:00:00Z".parse().unwrap());
        let server = Server::start(&database, &clock).await.unwrap();
        let reader = server.person(&national_reader().subject);
        let names = reader.graphql("{ nation { provinceNames { code } } }", json!({})).await;
        assert_eq!(names.at("nation.provinceNames.0.code"), "84");
        let answer = reader.of_provinces(&["84"], "code").await;
        refused(&answer, "NATION_NOT_SERVED");
        assert_eq!(answer.body["data"], json!({ "nation": { "provinces": null } }));
    }
}
