//! Connections: too few of them, lost ones, and those that somebody let go of in the middle.

use super::model::{self, act, agencies, broken, busy, entry, entry_in, number, store};
use super::{HERE, THERE};
use crate::kit::guardian::guardian;
use crate::kit::{Furnished, Kind, on_both, on_postgres, world::START};
use futures_util::future::join_all;
use sea_orm::{QueryFilter, sea_query::Expr};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use std::time::Duration;
use tokio::sync::oneshot;
use tonghop::kit::{self, Clock};
use tonghop::organisation::AgencyEntity;
use tonghop::store::{Reader, Scope, Settings, Store, Subject};

/// Sessions of the server under test that are inside a transaction and do nothing.
const IDLE: &str = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                    AND application_name = 'tonghop' AND state LIKE 'idle in transaction%'";

on_both! {
    /// More requests than connections: they wait, and all are served.
    async fn everybody_gets_a_turn(furnished: Furnished) {
        let store = store(&furnished.0.url, 2).await;
        let agency = agencies(&store, HERE).await[0].id;
        let reads = join_all((0..60).map(|_| async {
            let reader = store.read(Scope::whole(HERE)).await.unwrap();
            assert_eq!(reader.find::<AgencyEntity>().count().await.unwrap(), 7);
        }));
        let writes = join_all((0..30).map(|n| {
            entry_in(&store, Scope::whole(HERE), entry(HERE, agency, &format!("M{n}")))
        }));
        let (_, written) = tokio::join!(reads, writes);
        assert!(written.iter().all(Result::is_ok), "{written:?}");
        assert_eq!(number(&furnished.0, "SELECT count(*) FROM mobilisation_model").await, 30);
    }

    /// Somebody else writes, the operator's own command perhaps: the server waits until they are done.
    async fn a_stranger_at_the_desk_is_waited_for(furnished: Furnished) {
        let store = store(&furnished.0.url, 4).await;
        let agency = agencies(&store, HERE).await[0].id;
        let lock = "UPDATE tenant_version SET version = version WHERE tenant_id = 1";
        let done = match furnished.0.kind {
            Kind::Sqlite => {
                let mut other = SqliteConnection::connect(&furnished.0.admin_url).await.unwrap();
                other.execute(AssertSqlSafe(format!("BEGIN IMMEDIATE; {lock}"))).await.unwrap();
                waits_for(&mut other, entry_in(&store, Scope::whole(HERE), entry(HERE, agency, "M1"))).await
            }
            Kind::Postgres => {
                let mut other = PgConnection::connect(&furnished.0.admin_url).await.unwrap();
                other.execute(AssertSqlSafe(format!("BEGIN; {lock}"))).await.unwrap();
                waits_for(&mut other, entry_in(&store, Scope::whole(HERE), entry(HERE, agency, "M1"))).await
            }
        };
        done.unwrap();
        assert_eq!(store.version(HERE).await.unwrap(), 2);
    }

    /// Whoever waits too long is told, and nobody else suffers.
    async fn waiting_has_an_end(furnished: Furnished) {
        let store = impatient(&furnished).await;
        let readers = Settings::readers(&furnished.0.url, 2) as usize;
        // To open a connection may take longer than one is waited for, on a machine that is busy.
        let mut held = Vec::new();
        for _ in 0..100 {
            held.extend(store.read(Scope::whole(HERE)).await);
            if held.len() == readers {
                break;
            }
        }
        assert_eq!(held.len(), readers);
        let cause = busy(store.read(Scope::whole(HERE)).await.map(drop));
        assert!(cause.contains("connection"), "{cause}");
        drop(held);
        assert_eq!(agencies(&store, HERE).await.len(), 7);
    }

    /// Who writes waits for a connection for longer than who reads, and not for ever.
    async fn who_writes_stays_in_line(furnished: Furnished) {
        for (patience, served) in [(60, true), (2, false)] {
            let settings = Settings {
                connections: 2,
                acquire_timeout: Duration::from_secs(2),
                write_acquire_timeout: Duration::from_secs(patience),
                ..Settings::new(furnished.0.url.clone())
            };
            let store = Store::connect(&settings, Clock::fixed(START.parse().unwrap())).await.unwrap();
            let agency = agencies(&store, HERE).await[0].id;
            let (begun, has_begun) = oneshot::channel();
            let (go_on, may_go_on) = oneshot::channel();
            let before = entry(HERE, agency, &format!("B{patience}"));
            let holding = store.write(act(Scope::whole(HERE)), None, START.parse().unwrap(), move |writer| async move {
                writer.about(Subject::new("MobilisationModel", before.id));
                writer.insert::<model::Entity>(before).await?;
                begun.send(()).map_err(|()| kit::Error::broken("nobody waits"))?;
                may_go_on.await.map_err(kit::Error::broken)
            });
            let next = async {
                has_begun.await.unwrap();
                let next = entry_in(&store, Scope::whole(HERE), entry(HERE, agency, &format!("N{patience}")));
                tokio::pin!(next);
                // Longer than who reads would wait; who waits in vain is heard to the end.
                let held = Duration::from_secs(if served { 3 } else { 60 });
                let early = tokio::time::timeout(held, &mut next).await;
                go_on.send(()).unwrap();
                match early {
                    Ok(early) => early,
                    Err(_) => next.await,
                }
            };
            let (held, next) = tokio::join!(holding, next);
            held.unwrap();
            match served {
                true => next.unwrap(),
                false => assert!(busy(next).contains("pool"), "no connection was waited for"),
            }
        }
        let there = "SELECT count(*) FROM mobilisation_model WHERE code IN ('B60', 'N60', 'B2')";
        assert_eq!(number(&furnished.0, there).await, 3);
        assert_eq!(number(&furnished.0, "SELECT count(*) FROM mobilisation_model").await, 3);
    }

    /// Every connection for reading is in use, and nobody else gets one: whoever writes does.
    async fn who_reads_keeps_nobody_from_writing(furnished: Furnished) {
        let store = impatient(&furnished).await;
        let agency = agencies(&store, HERE).await[0].id;
        let mut held = Vec::new();
        while let Ok(reader) = store.read(Scope::whole(HERE)).await {
            assert_eq!(reader.find::<AgencyEntity>().count().await.unwrap(), 7);
            held.push(reader);
        }
        assert!(!held.is_empty());
        entry_in(&store, Scope::whole(HERE), entry(HERE, agency, "M1")).await.unwrap();
        drop(held);
        assert_eq!(number(&furnished.0, "SELECT count(*) FROM mobilisation_model").await, 1);
    }

    /// Reads and writes given up at every moment: no connection stays inside a transaction, and no later write is
    /// acknowledged and lost.
    async fn cancelled_transactions_poison_nothing(furnished: Furnished) {
        let store = store(&furnished.0.url, 3).await;
        let agency = agencies(&store, HERE).await[0].id;
        for n in 0..300_u64 {
            let patience = Duration::from_micros(n * 13 % 2_000);
            let reading = async {
                let reader = store.read(Scope::whole(HERE)).await?;
                reader.find::<AgencyEntity>().all().await
            };
            if n % 3 == 0 {
                // A writing task goes on without its caller.
                let code = format!("C{n}");
                let writing = entry_in(&store, Scope::whole(HERE), entry(HERE, agency, &code));
                let _ = tokio::time::timeout(patience, writing).await;
            } else {
                let _ = tokio::time::timeout(patience, reading).await;
            }
        }
        for n in 0..20 {
            let code = format!("M{n}");
            entry_in(&store, Scope::whole(HERE), entry(HERE, agency, &code)).await.unwrap();
            let there = format!("SELECT count(*) FROM mobilisation_model WHERE code = '{code}'");
            assert_eq!(number(&furnished.0, &there).await, 1, "acknowledged and lost");
        }
        // What was begun was finished: a hundred writes that nobody waited for, one after the other.
        let cancelled = "SELECT count(*) FROM mobilisation_model WHERE code LIKE 'C%'";
        assert_eq!(number(&furnished.0, cancelled).await, 100);
        assert_eq!(agencies(&store, HERE).await.len(), 7);
        if furnished.0.kind == Kind::Postgres {
            settle(&furnished).await;
        }
    }
}

on_postgres! {
    /// The database went away for a moment: idle connections are dead, and nobody notices.
    async fn lost_connections_are_replaced(furnished: Furnished) {
        let store = store(&furnished.0.url, 6).await;
        let agency = agencies(&store, HERE).await[0].id;
        let hold = || async { store.read(Scope::whole(HERE)).await.unwrap() };
        for n in 0..2 {
            drop(join_all((0..Settings::readers(&furnished.0.url, 6)).map(|_| hold())).await);
            // The rest are for writing; the second time, this one finds that its own is dead.
            entry_in(&store, Scope::whole(HERE), entry(HERE, agency, &format!("W{n}"))).await.unwrap();
            settle(&furnished).await;
            let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                       WHERE datname = current_database() AND application_name = 'tonghop'";
            assert_eq!(number(&furnished.0, end).await, 6);
            match n {
                0 => assert_eq!(agencies(&store, HERE).await.len(), 7),
                _ => entry_in(&store, Scope::whole(HERE), entry(HERE, agency, "M1")).await.unwrap(),
            }
            assert_eq!(store.shared::<province::Entity>(|all| all).await.unwrap().len(), 2);
        }
        assert_eq!(number(&furnished.0, "SELECT count(*) FROM mobilisation_model").await, 3);
    }

    /// A statement that runs too long is ended, whichever connections it came by; whoever comes next is served by them.
    async fn a_statement_has_an_end(furnished: Furnished) {
        let settings = Settings {
            connections: 2,
            statement_timeout: Duration::from_secs(1),
            national_url: furnished.0.national_url.clone(),
            ..Settings::new(furnished.0.url.clone())
        };
        let at = START.parse().unwrap();
        let store = Store::connect(&settings, Clock::fixed(at)).await.unwrap();
        let (beside, _other) = store.beside(1).await.unwrap();
        let (national, _all) = store.national(1).await.unwrap();
        let closed = Scope::whole(HERE).of_what_is_closed();
        let readers = [
            store.read(Scope::whole(HERE)).await.unwrap(),
            beside.read(Scope::whole(THERE)).await.unwrap(),
            national.read(closed.clone()).await.unwrap(),
        ];
        let reading = join_all(readers.iter().map(slowly));
        let writing = store.write(act(Scope::whole(HERE)), None, at, |writer| async move { slowly(&writer).await });
        let (read, written) = tokio::join!(reading, writing);
        for ended in read.into_iter().chain([written]) {
            let cause = broken(ended);
            assert!(cause.contains("statement timeout"), "{cause}");
        }
        drop(readers);
        let here = agencies(&store, HERE).await;
        entry_in(&store, Scope::whole(HERE), entry(HERE, here[0].id, "M1")).await.unwrap();
        assert_eq!(agencies(&beside, THERE).await.len(), 2);
        let reader = national.read(closed).await.unwrap();
        assert_eq!(reader.find::<AgencyEntity>().count().await.unwrap(), 7);
    }

    /// What ends every use of a connection is not worth a line in anybody's log.
    async fn giving_a_connection_back_is_silent(furnished: Furnished) {
        let store = store(&furnished.0.url, 2).await;
        for _ in 0..10 {
            agencies(&store, HERE).await;
        }
        // The cluster's own log, if this run has one that may be read.
        let file = guardian().folder().join("postgres/server.log");
        if let Ok(log) = std::fs::read_to_string(file) {
            let line = log.lines().find(|line| line.contains("no transaction in progress"));
            assert_eq!(line, None);
        }
    }

    /// A transaction that the database ended because it idled takes nobody with it.
    async fn an_aborted_transaction_is_over(furnished: Furnished) {
        let store = store(&furnished.0.url, 1).await;
        let agency = agencies(&store, HERE).await[0].id;
        let twice = entry(HERE, agency, "M1");
        entry_in(&store, Scope::whole(HERE), twice.clone()).await.unwrap();
        let cause = broken(entry_in(&store, Scope::whole(HERE), twice.clone()).await);
        assert!(cause.contains("database"), "{cause}");
        let ignored = store
            .write(act(Scope::whole(HERE)), None, START.parse().unwrap(), move |writer| async move {
                writer.about(Subject::new("MobilisationModel", twice.id));
                // Nobody who ignores a failed statement gets to commit on PostgreSQL.
                let _ = writer.insert_unless_there::<model::Entity>(twice).await?;
                Ok(())
            })
            .await;
        assert!(broken(ignored).contains("database"));
        assert_eq!(agencies(&store, HERE).await.len(), 7);
    }
}

/// A store with one connection or two for reading, which is waited for long enough to be opened, and not much longer.
async fn impatient(furnished: &Furnished) -> Store {
    let settings = Settings {
        connections: 2,
        acquire_timeout: Duration::from_secs(2),
        ..Settings::new(furnished.0.url.clone())
    };
    Store::connect(&settings, Clock::fixed(START.parse().unwrap())).await.unwrap()
}

/// Counts the agencies that a reader sees, on PostgreSQL, and takes ten seconds for each.
async fn slowly(reader: &Reader) -> kit::Result<u64> {
    let nap = Expr::cust("pg_sleep(10)::text = ''");
    reader.find::<AgencyEntity>().with(|all| all.filter(nap)).count().await
}

/// Begins something, and ends the other's transaction a while later.
async fn waits_for<'c, C, T>(other: &'c mut C, something: impl Future<Output = T>) -> T
where
    &'c mut C: Executor<'c>,
{
    tokio::pin!(something);
    let early = tokio::time::timeout(Duration::from_millis(300), &mut something).await;
    assert!(early.is_err(), "it did not wait");
    other.execute("COMMIT").await.unwrap();
    something.await
}

/// Waits until every connection has been given back, and is outside any transaction.
async fn settle(furnished: &Furnished) {
    // Giving back is a task of its own, so it may lag behind.
    for _ in 0..200 {
        if number(&furnished.0, IDLE).await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("a connection stays inside a transaction");
}

/// The reference table of provinces, as the door knows it.
mod province {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "province")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        pub code: String,
    }

    tonghop::entity!();
    impl tonghop::store::Shared for Entity {}
}
