//! Writers beside one another: they follow one another, and a repeated request is one request.

use super::model::{self, act, agencies, entry, entry_in, key, number, store};
use super::{HERE, THERE};
use crate::kit::{Furnished, on_both, world::START};
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tonghop::kit::{Code, Error};
use tonghop::store::{AuditColumn, AuditEntity, Scope, Subject};

on_both! {
    /// Twenty read a row and write it back changed: none of the changes is lost, although no statement looks at what was
    /// read. The tenant's version row keeps them apart.
    async fn no_update_is_lost(furnished: Furnished) {
        let store = store(&furnished.0.url, 8).await;
        let row = entry(HERE, agencies(&store, HERE).await[0].id, "M1");
        entry_in(&store, Scope::whole(HERE), model::Model { summary: Some("0".into()), ..row.clone() }).await.unwrap();
        let id = row.id;
        let raises = (0..20).map(|_| store.write(act(Scope::whole(HERE)), None, START.parse().unwrap(), move |writer| async move {
            let mine = model::Column::Id.eq(id);
            let before = writer.find::<model::Entity>().with(|all| all.filter(mine)).one().await?.unwrap();
            let count: u32 = before.summary.as_deref().unwrap().parse().unwrap();
            // Somebody else's turn, if they were let in.
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
            let after = model::Model { summary: Some((count + 1).to_string()), ..before.clone() };
            writer.about(Subject::new("MobilisationModel", id));
            writer.update::<model::Entity>(&before, after).await
        }));
        for done in join_all(raises).await {
            done.unwrap();
        }
        let reader = store.read(Scope::whole(HERE)).await.unwrap();
        let found = reader.find::<model::Entity>().one().await.unwrap().unwrap();
        assert_eq!(found.summary.as_deref(), Some("20"));
        // Numbered without a gap, and as often as the version was raised.
        let log = reader.find::<AuditEntity>().with(|all| all.order_by_asc(AuditColumn::Seq)).all().await.unwrap();
        let numbers: Vec<i64> = log.iter().map(|entry| entry.seq).collect();
        assert_eq!(numbers, (1..=22).collect::<Vec<i64>>());
        assert_eq!(store.version(HERE).await.unwrap(), 22);
        assert_eq!(store.version(THERE).await.unwrap(), 1);
    }

    /// Twenty equal requests at once: one effect, twenty equal answers.
    async fn equal_requests_are_one(furnished: Furnished) {
        let store = store(&furnished.0.url, 8).await;
        let agency = agencies(&store, HERE).await[0].id;
        let ran = Arc::new(AtomicU64::new(0));
        let send = |words: &'static str| {
            let (store, ran) = (store.clone(), ran.clone());
            async move {
                store
                    .write(act(Scope::whole(HERE)), Some(key(words)), START.parse().unwrap(), move |writer| async move {
                        let answer = ran.fetch_add(1, Ordering::SeqCst);
                        let row = entry(HERE, agency, &format!("M{answer}"));
                        writer.about(Subject::new("MobilisationModel", row.id));
                        writer.insert::<model::Entity>(row).await?;
                        Ok(answer)
                    })
                    .await
            }
        };
        for answer in join_all((0..20).map(|_| send("the same"))).await {
            assert_eq!(answer.unwrap(), 0);
        }
        assert_eq!(ran.load(Ordering::SeqCst), 1);
        assert_eq!(number(&furnished.0, "SELECT count(*) FROM mobilisation_model").await, 1);
        assert_eq!(number(&furnished.0, "SELECT count(*) FROM idempotency").await, 1);
        assert_eq!(store.version(HERE).await.unwrap(), 2);

        let Err(Error::Refused(problems)) = send("something else").await else { panic!("the key was used") };
        assert_eq!(problems[0].code, Code::IdempotencyKeyReused);
        assert_eq!(store.version(HERE).await.unwrap(), 2);
    }

    /// A refusal is not remembered: put right by somebody else, the same request succeeds.
    async fn a_refusal_is_not_kept(furnished: Furnished) {
        let store = store(&furnished.0.url, 2).await;
        let row = entry(HERE, agencies(&store, HERE).await[0].id, "M1");
        let refuse = model::insert(&row, true, |_| Err(Error::refused(Code::NotFound, &[])));
        let at = START.parse().unwrap();
        assert!(store.write(act(Scope::whole(HERE)), Some(key("k")), at, refuse).await.is_err());
        let agree = model::insert(&row, true, |_| Ok(()));
        store.write(act(Scope::whole(HERE)), Some(key("k")), at, agree).await.unwrap();
        assert_eq!(model::traces(&furnished.0).await, [1, 2 + 1, 1]);
    }

    /// Writers of two tenants do not wait for each other on PostgreSQL; on SQLite there is one writer. On neither is
    /// anything refused.
    async fn writers_of_two_tenants(furnished: Furnished) {
        let store = store(&furnished.0.url, 8).await;
        let (here, there) = (agencies(&store, HERE).await[0].id, agencies(&store, THERE).await[0].id);
        let inserts = (0..20).map(|n| {
            let (tenant, agency) = if n % 2 == 0 { (HERE, here) } else { (THERE, there) };
            entry_in(&store, Scope::whole(tenant), entry(tenant, agency, &format!("M{n}")))
        });
        for done in join_all(inserts).await {
            done.unwrap();
        }
        assert_eq!((store.version(HERE).await.unwrap(), store.version(THERE).await.unwrap()), (11, 11));
    }

    /// A reader keeps its picture while others write, and does not keep them from writing.
    async fn a_reader_holds_a_snapshot(furnished: Furnished) {
        let store = store(&furnished.0.url, 4).await;
        let agency = agencies(&store, HERE).await[0].id;
        let reader = store.read(Scope::whole(HERE)).await.unwrap();
        assert_eq!(reader.find::<model::Entity>().count().await.unwrap(), 0);
        for n in 0..5 {
            entry_in(&store, Scope::whole(HERE), entry(HERE, agency, &format!("M{n}"))).await.unwrap();
        }
        assert_eq!(reader.find::<model::Entity>().count().await.unwrap(), 0);
        assert_eq!(reader.find::<AuditEntity>().count().await.unwrap(), 1);
        drop(reader);
        let reader = store.read(Scope::whole(HERE)).await.unwrap();
        assert_eq!(reader.find::<model::Entity>().count().await.unwrap(), 5);
    }
}
