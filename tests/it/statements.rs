//! The door itself: what a statement sees and touches, whatever whoever wrote it forgot.
//!
//! Each test of a wall runs on SQLite, where only the predicate protects, and on PostgreSQL twice: as the runtime role, and
//! as the administrator, whom no policy binds, so that there too only the predicate protects.

mod keys;
mod leaks;
#[cfg(debug_assertions)]
pub use leaks::seen_by_nobody;
mod model;
pub use model::number;
mod pool;
mod writers;

use crate::kit::{Furnished, Kind, on_both, world::START};
use model::{act, agencies, broken, entry, entry_in, store};
use sea_orm::{ColumnTrait, Condition, JoinType, QueryFilter, sea_query::Expr};
use tonghop::kit::{Code, Error};
use tonghop::organisation::{AgencyColumn, AgencyEntity};
use tonghop::store::{Agencies, Owned, Scope, Store, Subject};

/// Trà Vinh and Vĩnh Long, in the order in which they were imported.
const HERE: i32 = 1;
const THERE: i32 = 2;

/// The stores to try a wall with: one whom policies bind, and one whom they do not.
async fn both_walls(furnished: &Furnished) -> Vec<Store> {
    let mut stores = vec![store(&furnished.0.url, 4).await];
    if furnished.0.kind == Kind::Postgres {
        stores.push(store(&furnished.0.admin_url, 4).await);
    }
    stores
}

on_both! {
    async fn a_tenant_is_alone_in_the_house(furnished: Furnished) {
        for store in both_walls(&furnished).await {
            let (here, there) = (agencies(&store, HERE).await, agencies(&store, THERE).await);
            assert_eq!((here.len(), there.len()), (7, 2));
            assert!(here.iter().all(|agency| agency.tenant_id == HERE));
            assert!(there.iter().all(|agency| agency.tenant_id == THERE));

            let nobody = store.read(Scope::whole(77)).await.unwrap();
            assert_eq!(nobody.find::<AgencyEntity>().count().await.unwrap(), 0);
            assert!(nobody.find::<AgencyEntity>().one().await.unwrap().is_none());

            // Whatever is asked, the scope is put on last and beside it.
            let reader = store.read(Scope::whole(THERE)).await.unwrap();
            let anything = || Condition::any().add(Expr::cust("1 = 1")).add(AgencyColumn::TenantId.eq(HERE));
            let find = || reader.find::<AgencyEntity>().with(|all| all.filter(anything()));
            assert_eq!(find().count().await.unwrap(), 2);
            assert_eq!(find().all().await.unwrap().len(), 2);
            assert_eq!(find().one().await.unwrap().unwrap().tenant_id, THERE);
            let foreign = || reader.find::<AgencyEntity>().with(|all| all.filter(AgencyColumn::Id.eq(here[0].id)));
            assert!(foreign().one().await.unwrap().is_none());
        }
    }

    async fn an_agency_sees_its_own_rows(furnished: Furnished) {
        for store in both_walls(&furnished).await {
            let here = agencies(&store, HERE).await;
            let (mine, theirs) = (here[0].id, here[1].id);
            for (agency, code) in [(mine, "M1"), (mine, "M2"), (theirs, "T1")] {
                entry_in(&store, Scope::whole(HERE), entry(HERE, agency, code)).await.unwrap();
            }
            let counted = async |scope: Scope| {
                let reader = store.read(scope).await.unwrap();
                let rows = reader.find::<model::Entity>().all().await.unwrap();
                assert_eq!(reader.find::<model::Entity>().count().await.unwrap(), rows.len() as u64);
                let joined = reader
                    .find::<AgencyEntity>()
                    .join::<model::Entity>(JoinType::InnerJoin, model::of_agency())
                    .count()
                    .await
                    .unwrap();
                assert_eq!(joined, rows.len() as u64, "a join is inside the same scope");
                rows.len()
            };
            let only = |list: &[_]| Scope::new(HERE, Agencies::Only(list.to_vec()));
            assert_eq!(counted(Scope::whole(HERE)).await, 3);
            assert_eq!(counted(only(&[mine])).await, 2);
            assert_eq!(counted(only(&[mine, theirs])).await, 3);
            assert_eq!(counted(only(&[])).await, 0);
            assert_eq!(counted(Scope::new(THERE, Agencies::Only(vec![mine]))).await, 0);
            assert_eq!(counted(Scope::whole(THERE)).await, 0);
            model::clear(&furnished.0).await;
        }
    }

    async fn a_row_is_stamped_with_its_owner(furnished: Furnished) {
        for store in both_walls(&furnished).await {
            let (here, there) = (agencies(&store, HERE).await, agencies(&store, THERE).await);
            // The row names another tenant: the door stamps its own.
            let row = entry(HERE, there[0].id, "STAMPED");
            entry_in(&store, Scope::whole(THERE), row.clone()).await.unwrap();
            let reader = store.read(Scope::whole(THERE)).await.unwrap();
            assert_eq!(reader.find::<model::Entity>().one().await.unwrap().unwrap().tenant_id, THERE);
            drop(reader);

            let only = Scope::new(HERE, Agencies::Only(vec![here[0].id]));
            let outside = entry_in(&store, only.clone(), entry(HERE, here[1].id, "OUTSIDE")).await;
            assert!(broken(outside).contains("outside the scope"));
            // A foreign agency of the same id is no agency of this tenant: the foreign key stays inside.
            let foreign = entry_in(&store, Scope::whole(HERE), entry(HERE, there[0].id, "FOREIGN")).await;
            assert!(broken(foreign).contains("database"));
            let reader = store.read(Scope::whole(HERE)).await.unwrap();
            assert_eq!(reader.find::<model::Entity>().count().await.unwrap(), 0);
            drop(reader);
            model::clear(&furnished.0).await;
        }
    }

    /// What was read inside a scope and is written back in another finds no row.
    async fn an_update_stays_inside_and_moves_nothing(furnished: Furnished) {
        for store in both_walls(&furnished).await {
            let here = agencies(&store, HERE).await;
            let there = agencies(&store, THERE).await;
            let row = entry(HERE, here[0].id, "M1");
            entry_in(&store, Scope::whole(HERE), row.clone()).await.unwrap();

            let renamed = model::Model { name: "Tên mới".into(), ..row.clone() };
            let try_in = async |scope: Scope, before: &model::Model, after: &model::Model| {
                let (before, after) = (before.clone(), after.clone());
                store
                    .write(act(scope), None, START.parse().unwrap(), move |writer| async move {
                        writer.about(Subject::new("MobilisationModel", before.id));
                        writer.update::<model::Entity>(&before, after).await
                    })
                    .await
            };
            let other = Scope::new(HERE, Agencies::Only(vec![here[1].id]));
            assert!(broken(try_in(other, &row, &renamed).await).contains("missed"));
            assert!(broken(try_in(Scope::whole(THERE), &row, &renamed).await).contains("missed"));
            let lied = model::Model { tenant_id: THERE, ..row.clone() };
            let lied_on = model::Model { tenant_id: THERE, ..renamed.clone() };
            assert!(broken(try_in(Scope::whole(THERE), &lied, &lied_on).await).contains("missed"));

            let moves = [
                model::Model { agency_id: here[1].id, ..row.clone() },
                model::Model { agency_id: there[0].id, ..row.clone() },
                model::Model { tenant_id: THERE, ..row.clone() },
                model::Model { id: here[1].id, ..row.clone() },
            ];
            for moved in &moves {
                assert!(broken(try_in(Scope::whole(HERE), &row, moved).await).contains("move"));
            }
            let reader = store.read(Scope::whole(HERE)).await.unwrap();
            assert_eq!(reader.find::<model::Entity>().all().await.unwrap(), std::slice::from_ref(&row));
            drop(reader);

            try_in(Scope::whole(HERE), &row, &renamed).await.unwrap();
            // Nothing to change is no fault.
            try_in(Scope::whole(HERE), &renamed, &renamed).await.unwrap();
            let gone = model::Model { id: here[2].id, ..row.clone() };
            assert!(broken(try_in(Scope::whole(HERE), &gone, &gone).await).contains("missed"));
            model::clear(&furnished.0).await;
        }
    }

    /// Every entity is told whose rows it holds by its own declaration, and the predicate names exactly that.
    async fn entities_and_manifest_agree(furnished: Furnished) {
        use tonghop::store::manifest::{Class, class_of};
        fn of_agency<E: Owned>() -> bool {
            let Class::Tenant { by_agency } = class_of(E::default().table_name()).unwrap().class else {
                panic!("{} is no tenant's", E::default().table_name());
            };
            assert_eq!(by_agency, E::agency_column().is_some(), "{}", E::default().table_name());
            by_agency
        }
        drop(furnished);
        assert!(!of_agency::<AgencyEntity>());
        assert!(!of_agency::<tonghop::store::AuditEntity>());
        assert!(of_agency::<model::Entity>());
    }

    async fn refusals_and_faults_leave_nothing(furnished: Furnished) {
        let store = store(&furnished.0.url, 4).await;
        let here = agencies(&store, HERE).await;
        let before = model::traces(&furnished.0).await;
        let version = store.version(HERE).await.unwrap();
        let row = entry(HERE, here[0].id, "M1");

        let at = START.parse().unwrap();
        let go = |verb: model::Verb| store.write(act(Scope::whole(HERE)), Some(model::key("k")), at, verb);
        let kept = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let keeper = kept.clone();
        let refused = |_| Err(Error::refused(Code::NotFound, &[]));
        assert!(matches!(go(model::insert(&row, true, refused)).await, Err(Error::Refused(_))));
        assert!(broken(go(model::insert(&row, false, |_| Ok(()))).await).contains("about nothing"));
        assert!(broken(go(model::insert(&row, true, |_| panic!("on purpose"))).await).contains("writing task"));
        let keep = move |writer| { keeper.lock().unwrap().push(writer); Ok(()) };
        assert!(broken(go(model::insert(&row, true, keep)).await).contains("kept its writer"));
        kept.lock().unwrap().clear();

        assert_eq!(store.version(HERE).await.unwrap(), version);
        assert_eq!(model::traces(&furnished.0).await, before);
        entry_in(&store, Scope::whole(HERE), row).await.unwrap();
        assert_eq!(store.version(HERE).await.unwrap(), version + 1);
    }
}
