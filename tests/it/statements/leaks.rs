//! Nothing of a tenant stays on a connection: transactions of two provinces and of many scopes, given up at any moment, on few
//! connections. The policies of PostgreSQL are what looks: a query without a predicate of its own sees what the settings of its
//! connection let it see, and nothing where there are none.
//!
//! `TONGHOP_TEST_LEAK_TRANSACTIONS` says how many transactions; 100,000 when it is not set.

use super::model::{agencies, entry, entry_in, store};
use super::{HERE, THERE};
use crate::kit::{Furnished, on_postgres};
use sea_orm::sea_query::Expr;
use sea_orm::{QueryFilter, QuerySelect};
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use tokio::task::JoinSet;
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

/// Whose entries are in the register of models, likewise; its policy looks at the agencies of the scope too.
mod open_model {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mobilisation_model")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Uuid,
    }

    tonghop::entity!();
    impl tonghop::store::Shared for Entity {}
}

/// What came of the transactions.
#[derive(Debug, Default)]
struct Figures {
    finished: u64,
    given_up: u64,
    between: u64,
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

/// What a transaction of a scope sees of other scopes, in one of the two tables; a query outside of any transaction must see nothing
/// at all.
async fn seen_of_others(store: &Store, scope: Scope, of_agencies: bool) -> tonghop::kit::Result<usize> {
    let (tenant, seen) = (scope.tenant(), scope.clone());
    let reader = store.read(scope).await?;
    if of_agencies {
        let rows = reader.shared::<open_agency::Entity>(|all| all).await?;
        assert!(!rows.is_empty(), "a scope sees its own");
        return Ok(rows.iter().filter(|row| row.tenant_id != tenant).count());
    }
    let rows = reader.shared::<open_model::Entity>(|all| all.distinct()).await?;
    Ok(rows.iter().filter(|row| row.tenant_id != tenant || !seen.covers(row.agency_id)).count())
}

/// What the connections show without a scope.
pub async fn seen_by_nobody(store: &Store) -> usize {
    store.shared::<open_agency::Entity>(|all| all).await.unwrap().len()
}

/// What comes of work that is given up when it has had to wait once more than so often, for a connection or for the database: in the
/// middle of whatever it then does, however fast the machine is.
async fn unless_given_up<F: Future>(work: F, patience: u64) -> Option<F::Output> {
    let mut work = pin!(work);
    let mut left = patience;
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

/// One person's transactions, one after the other.
async fn person(store: Store, number: u64, count: u64, own: Arc<[Vec<Uuid>; 2]>) -> Figures {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ (number + 1));
    let mut figures = Figures::default();
    for n in 0..count {
        let place = usize::from(dice.below(2) == 1);
        let (tenant, agencies) = ([HERE, THERE][place], &own[place]);
        let one = usize::try_from(dice.below(agencies.len() as u64)).unwrap();
        let scope = match dice.below(2) {
            0 => Agencies::All,
            _ => Agencies::Only(vec![agencies[one]]),
        };
        let scope = Scope::new(tenant, scope);
        // Every second one is waited for.
        let patience = match dice.below(2) {
            0 => u64::MAX,
            // Rather short: a transaction waits once or twice when its connection is free, which it mostly is.
            _ => {
                let most = dice.below(12);
                dice.below(most + 1)
            }
        };
        let done = if dice.below(250) == 0 {
            let row = entry(tenant, agencies[one], &format!("L{number}-{n}"));
            let writing = entry_in(&store, scope, row);
            unless_given_up(writing, patience).await.map(|written| written.map(|()| 0))
        } else {
            let of_agencies = dice.below(2) == 0;
            unless_given_up(seen_of_others(&store, scope, of_agencies), patience).await
        };
        match done {
            Some(seen) => {
                assert_eq!(seen.unwrap(), 0, "rows of others are seen");
                figures.finished += 1;
            }
            None => figures.given_up += 1,
        }
        if dice.below(8) == 0 {
            assert_eq!(seen_by_nobody(&store).await, 0, "a setting stayed on a connection");
            figures.between += 1;
        }
    }
    figures
}

on_postgres! {
    async fn nothing_of_a_tenant_stays_on_a_connection(furnished: Furnished) {
        let count = std::env::var("TONGHOP_TEST_LEAK_TRANSACTIONS");
        let count: u64 = count.map_or(100_000, |count| count.parse().unwrap());
        let store = store(&furnished.0.url, CONNECTIONS).await;
        let ids = |rows: Vec<tonghop::organisation::AgencyRow>| rows.iter().map(|row| row.id).collect::<Vec<_>>();
        let own = Arc::new([ids(agencies(&store, HERE).await), ids(agencies(&store, THERE).await)]);
        let mut people = JoinSet::new();
        for number in 0..PEOPLE {
            people.spawn(person(store.clone(), number, count.div_ceil(PEOPLE), own.clone()));
        }
        let mut all = Figures::default();
        for figures in people.join_all().await {
            all.finished += figures.finished;
            all.given_up += figures.given_up;
            all.between += figures.between;
        }
        for _ in 0..CONNECTIONS * 4 {
            assert_eq!(seen_by_nobody(&store).await, 0, "a setting stayed on a connection");
        }
        assert!(all.finished + all.given_up >= count, "{all:?}");
        assert!(all.finished > count / 20, "too few came to their end: {all:?}");
        assert!(all.given_up > count / 20, "too few were given up: {all:?}");
        assert!(all.between > 0, "{all:?}");
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
