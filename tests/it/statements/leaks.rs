//! Nothing of a tenant stays on a connection: transactions of two provinces and of many scopes, given up at any moment, on few
//! connections. The policies of PostgreSQL are what looks: a query without a predicate of its own sees what the settings of its
//! connection let it see, and nothing where there are none.
//!
//! `TONGHOP_TEST_LEAK_TRANSACTIONS` says how many transactions; 5,000 when it is not set.

use super::model::{agencies, entry, entry_in, store};
use super::{HERE, THERE};
use crate::kit::{Furnished, on_postgres};
use futures_util::future::join_all;
use sea_orm::QueryFilter;
use sea_orm::sea_query::Expr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tonghop::store::{Agencies, Scope, Store};
use uuid::Uuid;

/// Fewer connections than there are people, so that each connection is everybody's in turn.
const CONNECTIONS: u32 = 5;
const PEOPLE: u64 = 24;

/// The agencies as if they were everybody's: read without any predicate.
mod open_agency {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "agency")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
    }

    tonghop::entity!();
    impl tonghop::store::Shared for Entity {}
}

/// The provinces, which have no policy: a query that shows rows to whoever asks.
mod open_province {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "province")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
    }

    tonghop::entity!();
    impl tonghop::store::Shared for Entity {}
}

/// The register of models likewise, whose policy looks at the agencies of the scope too.
mod open_model {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mobilisation_model")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agency_id: Uuid,
    }

    tonghop::entity!();
    impl tonghop::store::Shared for Entity {}
}

/// What came of the transactions.
#[derive(Debug, Default)]
struct Figures {
    finished: AtomicU64,
    given_up: AtomicU64,
    between: AtomicU64,
}

/// Numbers that look random and are the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

/// What a transaction of a scope sees of other scopes; a query outside of any transaction must see nothing at all.
async fn seen_of_others(store: &Store, scope: Scope) -> tonghop::kit::Result<usize> {
    let tenant = scope.tenant();
    let only = match scope.agencies() {
        Agencies::All => None,
        Agencies::Only(list) => Some(list.clone()),
    };
    let reader = store.read(scope).await?;
    let rows = reader.shared::<open_agency::Entity>(|all| all).await?;
    assert!(!rows.is_empty(), "a scope sees its own");
    let models = reader.shared::<open_model::Entity>(|all| all).await?;
    let foreign = rows.iter().filter(|row| row.tenant_id != tenant).count();
    let others = models.iter().filter(|row| {
        row.tenant_id != tenant || only.as_ref().is_some_and(|list| !list.contains(&row.agency_id))
    });
    Ok(foreign + others.count())
}

/// What the connections show without a scope.
pub async fn seen_by_nobody(store: &Store) -> usize {
    store.shared::<open_agency::Entity>(|all| all).await.unwrap().len()
}

/// One person's transactions, one after the other.
async fn person(store: &Store, number: u64, count: u64, own: &[Vec<Uuid>; 2], figures: &Figures) {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ (number + 1));
    for n in 0..count {
        let place = usize::from(dice.below(2) == 1);
        let agencies = &own[place];
        let one = usize::try_from(dice.below(agencies.len() as u64)).unwrap();
        let scope = match dice.below(2) {
            0 => Agencies::All,
            _ => Agencies::Only(vec![agencies[one]]),
        };
        let tenant = [HERE, THERE][place];
        // Every second one is waited for, however busy the machine is.
        let patience = match dice.below(2) {
            0 => Duration::from_secs(600),
            _ => Duration::from_micros(dice.below(3_000)),
        };
        let done = if dice.below(50) == 0 {
            let row = entry(tenant, agencies[one], &format!("L{number}-{n}"));
            let writing = entry_in(store, Scope::new(tenant, scope), row);
            tokio::time::timeout(patience, writing).await.map(|written| written.map(|()| 0))
        } else {
            tokio::time::timeout(patience, seen_of_others(store, Scope::new(tenant, scope))).await
        };
        match done {
            Ok(seen) => {
                assert_eq!(seen.unwrap(), 0, "rows of others are seen");
                figures.finished.fetch_add(1, Ordering::Relaxed);
            }
            Err(_) => {
                figures.given_up.fetch_add(1, Ordering::Relaxed);
            }
        }
        if dice.below(4) == 0 {
            assert_eq!(seen_by_nobody(store).await, 0, "a setting stayed on a connection");
            figures.between.fetch_add(1, Ordering::Relaxed);
        }
    }
}

on_postgres! {
    async fn nothing_of_a_tenant_stays_on_a_connection(furnished: Furnished) {
        let count = std::env::var("TONGHOP_TEST_LEAK_TRANSACTIONS").map_or(5_000, |count| count.parse().unwrap());
        let store = store(&furnished.0.url, CONNECTIONS).await;
        let ids = |rows: Vec<tonghop::organisation::AgencyRow>| rows.iter().map(|row| row.id).collect::<Vec<_>>();
        let own = [ids(agencies(&store, HERE).await), ids(agencies(&store, THERE).await)];
        let figures = Figures::default();
        join_all((0..PEOPLE).map(|number| person(&store, number, count / PEOPLE, &own, &figures))).await;
        for _ in 0..CONNECTIONS * 4 {
            assert_eq!(seen_by_nobody(&store).await, 0, "a setting stayed on a connection");
        }
        assert!(figures.finished.load(Ordering::Relaxed) > count / 20, "too few came to their end: {figures:?}");
        assert!(figures.given_up.load(Ordering::Relaxed) > count / 20, "too few were given up: {figures:?}");
        assert!(figures.between.load(Ordering::Relaxed) > 0, "{figures:?}");
    }

    /// The same eyes see a setting that somebody makes for the session, and not for the transaction.
    async fn a_setting_of_the_session_is_seen(furnished: Furnished) {
        let store = store(&furnished.0.url, 1).await;
        assert_eq!(seen_by_nobody(&store).await, 0);
        let kept = Expr::cust("set_config('app.tenant', '1', false) = '1'");
        let provinces = store.shared::<open_province::Entity>(|all| all.filter(kept)).await.unwrap();
        assert_eq!(provinces.len(), 2);
        assert_eq!(seen_by_nobody(&store).await, 7, "the setting stays, and is seen");
    }
}
