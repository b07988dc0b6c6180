//! Pages by key: every row once, in order, in both directions, whatever ties there are.

use super::HERE;
use super::model::{self, agencies, entry, entry_in, store};
use crate::kit::{Furnished, on_both};
use sea_orm::prelude::Date;
use tonghop::kit::paging::Page;
use tonghop::store::Scope;
use uuid::Uuid;

on_both! {
    async fn pages_meet_without_a_gap(furnished: Furnished) {
        let store = store(&furnished.0.url, 4).await;
        let agency = agencies(&store, HERE).await[0].id;
        for n in 0..11 {
            // Three days only, so that most rows are tied.
            let day = Date::from_ymd_opt(2019, 9, 1 + n % 3).unwrap();
            let row = model::Model { registered_on: day, ..entry(HERE, agency, &format!("M{n}")) };
            entry_in(&store, Scope::whole(HERE), row).await.unwrap();
        }
        let reader = store.read(Scope::whole(HERE)).await.unwrap();
        let mut expected = reader.find::<model::Entity>().all().await.unwrap();
        expected.sort_by_key(|row| (row.registered_on, row.id));
        for descending in [false, true] {
            for backwards in [false, true] {
                let mut found: Vec<model::Model> = Vec::new();
                let mut key: Option<(Date, Uuid)> = None;
                loop {
                    let page = Page { size: 4, backwards, key };
                    let rows = reader
                        .find::<model::Entity>()
                        .page(&page, model::Column::RegisteredOn, model::Column::Id, descending)
                        .all()
                        .await
                        .unwrap();
                    let (rows, more) = page.cut(rows);
                    let edge = if backwards { rows.first() } else { rows.last() };
                    key = edge.map(|row| (row.registered_on, row.id));
                    match backwards {
                        true => found.splice(0..0, rows).for_each(drop),
                        false => found.extend(rows),
                    }
                    if !more {
                        break;
                    }
                }
                let mut wanted = expected.clone();
                if descending {
                    wanted.reverse();
                }
                assert_eq!(found, wanted, "descending: {descending}, backwards: {backwards}");
            }
        }
    }
}
