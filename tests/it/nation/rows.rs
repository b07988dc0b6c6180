//! The rows that a scope of what is closed shows: by the predicate alone where no policy binds, and by both where one does.

use super::*;
use crate::cycle::desk::count;
use crate::kit::Kind;
use sea_orm::{Condition, JoinType};
use tonghop::dan_van_kheo::EntryEntity;
use tonghop::kit::{Code, Error, Period};
use tonghop::organisation::{AgencyEntity, RoleGrantEntity};
use tonghop::reports::{
    DisclosureEntity, EventEntity, FigureEntity, NarrativeEntity, ReportEntity, StandingEntity, VersionEntity,
};
use tonghop::rounds::{ObligationEntity, RoundEntity};
use tonghop::store::manifest::{Nation, class_of};
use tonghop::store::{Owned, Reader, Scope, Settings, Store};

/// Trà Vinh.
const HERE: i32 = 1;

/// How many rows of a table a reader sees.
async fn seen<E: Owned>(reader: &Reader) -> i64
where
    E::Model: Send + Sync,
{
    let rows = reader.find::<E>().all().await.unwrap().len();
    assert_eq!(reader.find::<E>().count().await.unwrap(), rows as u64);
    i64::try_from(rows).unwrap()
}

#[track_caller]
fn not_allowed<T>(done: Result<T, Error>) {
    let Err(Error::Refused(problems)) = done else { panic!("it is shown") };
    assert_eq!(problems[0].code, Code::NotAllowed);
}

/// As the nation's readers read, and as the owner does, whom no policy binds.
async fn stores(world: &World) -> Vec<Store> {
    let national_url = world.database.national_url.clone();
    let settings = Settings { national_url, ..Settings::new(world.database.url.clone()) };
    let own = Store::connect(&settings, world.clock.clone()).await.unwrap();
    let (national, _) = own.national(1).await.unwrap();
    let mut stores = vec![national];
    if world.database.kind == Kind::Postgres {
        let owner = Settings::new(world.database.admin_url.clone());
        stores.push(Store::connect(&owner, world.clock.clone()).await.unwrap());
    }
    stores
}

on_both! {
    async fn of_what_was_filed_that_of_closed_rounds_is_there(world: World) {
        two_quarters(&world).await;
        let rounds = "round_id IN (SELECT id FROM round WHERE closed_at IS NOT NULL)".to_owned();
        let periods = format!("period = {}", CLOSED.parse::<Period>().unwrap().number());
        for store in stores(&world).await {
            let reader = store.read(Scope::whole(HERE).of_what_is_closed()).await.unwrap();
            for (table, seen) in [
                ("obligation", seen::<ObligationEntity>(&reader).await),
                ("report", seen::<ReportEntity>(&reader).await),
                ("report_version", seen::<VersionEntity>(&reader).await),
                ("standing", seen::<StandingEntity>(&reader).await),
                ("figure", seen::<FigureEntity>(&reader).await),
                ("disclosure", seen::<DisclosureEntity>(&reader).await),
                ("narrative", seen::<NarrativeEntity>(&reader).await),
                ("model_entry", seen::<EntryEntity>(&reader).await),
            ] {
                let condition = match class_of(table).unwrap().nation {
                    Nation::ByRound => &rounds,
                    Nation::ByPeriod => &periods,
                    other => panic!("{table} is {other:?}"),
                };
                let of = async |more: &str| count(&world.database, &format!("SELECT count(*) FROM {table} WHERE tenant_id = {HERE}{more}")).await;
                let (closed, all) = (of(&format!(" AND {condition}")).await, of("").await);
                assert_eq!(seen, closed, "{table}");
                assert!(0 < closed && closed < all, "{table}: there is something to see, and something to hide");
            }
            // How a province is made up, and when it asks for what, is all there.
            assert_eq!((seen::<RoundEntity>(&reader).await, seen::<AgencyEntity>(&reader).await), (2, 7));
            // That there is nothing of the rest would be a lie.
            not_allowed(reader.find::<RoleGrantEntity>().all().await);
            not_allowed(reader.find::<RoleGrantEntity>().count().await);
            not_allowed(reader.find::<EventEntity>().one().await);
            not_allowed(reader.find::<EventEntity>().each(|_| Ok(())).await);
            let joined = reader.find::<ReportEntity>().join::<EventEntity>(JoinType::InnerJoin, Condition::all());
            not_allowed(joined.count().await);
        }
    }
}
