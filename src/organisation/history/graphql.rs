//! Reorganisations as clients read them. Whom they name, what was decided about obligations, and the document, are told in the
//! room where those are known.

use async_graphql::{ID, SimpleObject, dataloader::Loader};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, QueryFilter};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

use super::{super::rows::reorganisation, Change, Event, History, Named, ReorganisationKind};
use crate::{
    kit::{
        self, Error,
        id::{self, Kind},
        scalars::Date,
    },
    organisation::{Agency, ReorganisationRow, load_agency},
    request::Request,
    store::Reader,
};

/// What was done to agencies, from a day on, on the ground of a document (sự kiện sắp xếp tổ chức). It is never changed, and
/// changes nothing that was filed.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct Reorganisation {
    /// Opaque global id.
    #[graphql(owned)]
    pub id: ID,
    /// What was done (hình thức).
    pub kind: ReorganisationKind,
    /// The first day of the new order (có hiệu lực từ ngày).
    pub effective_on: Date,
    /// Note (ghi chú).
    pub note: Option<String>,
    /// When it was recorded (thời điểm ghi nhận).
    pub recorded_at: DateTime<Utc>,
    /// What it is told from by the room that knows obligations and documents.
    #[graphql(skip)]
    pub row: ReorganisationRow,
    #[graphql(skip)]
    pub change: Change,
}

/// A name that an agency bore (tên qua các thời kỳ).
#[derive(SimpleObject, Clone, Debug)]
pub struct AgencyName {
    /// The name (tên).
    name: String,
    /// The first day on which it was called so (từ ngày).
    valid_from: Date,
    /// The last day; null while it is called so (đến ngày).
    valid_to: Option<Date>,
}

/// An agency that continues another, and since when (quan hệ kế thừa).
#[derive(SimpleObject, Clone, Debug)]
pub struct Succession {
    /// The other agency (cơ quan).
    pub agency: Agency,
    /// The first day of the new order (từ ngày).
    pub since: Date,
}

impl From<Named> for AgencyName {
    fn from(named: Named) -> Self {
        AgencyName { name: named.name, valid_from: Date(named.from), valid_to: named.to.map(Date) }
    }
}

impl Reorganisation {
    /// The reorganisation of a row.
    pub fn new(row: ReorganisationRow) -> kit::Result<Self> {
        let event = Event::of(&row)?;
        Ok(Reorganisation {
            id: id::encode(Kind::Reorganisation, row.id),
            kind: event.kind,
            effective_on: Date(event.effective_on),
            note: row.note.clone(),
            recorded_at: event.recorded_at,
            change: event.change,
            row,
        })
    }
}

/// Loads some agencies, in their order.
pub async fn agencies(request: &Request, ids: &[Uuid]) -> kit::Result<Vec<Agency>> {
    let each = ids.iter().map(|id| load_agency(request, *id));
    Ok(futures_util::future::try_join_all(each).await?.into_iter().flatten().collect())
}

/// Agencies with the day since when, in order.
pub async fn successions(
    request: &Request,
    ids: Vec<(Uuid, chrono::NaiveDate)>,
) -> kit::Result<Vec<Succession>> {
    let each = ids.into_iter().map(|(id, since)| async move {
        let agency = load_agency(request, id).await?;
        Ok::<_, Error>(agency.map(|agency| Succession { agency, since: Date(since) }))
    });
    Ok(futures_util::future::try_join_all(each).await?.into_iter().flatten().collect())
}

/// The history of the caller's province, read once a request.
pub async fn load_history(request: &Request) -> kit::Result<Arc<History>> {
    let loaded = request.load(HistoryLoader, ()).await?;
    loaded.ok_or_else(|| Error::broken("no history"))
}

struct HistoryLoader(Arc<Reader>);

impl Loader<()> for HistoryLoader {
    type Value = Arc<History>;
    type Error = Arc<Error>;

    async fn load(&self, _: &[()]) -> kit::Result<HashMap<(), Arc<History>>, Arc<Error>> {
        let history = History::read(&self.0).await.map_err(Arc::new)?;
        Ok(HashMap::from([((), Arc::new(history))]))
    }
}

/// The reorganisations of some ids, in the order in which they took effect.
pub async fn load_reorganisations(request: &Request, ids: Vec<Uuid>) -> kit::Result<Vec<Reorganisation>> {
    let each = ids.into_iter().map(|id| request.load(EventLoader, id));
    Ok(futures_util::future::try_join_all(each).await?.into_iter().flatten().collect())
}

struct EventLoader(Arc<Reader>);

impl Loader<Uuid> for EventLoader {
    type Value = Reorganisation;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> kit::Result<HashMap<Uuid, Reorganisation>, Arc<Error>> {
        let wanted = reorganisation::Column::Id.is_in(ids.iter().copied());
        let rows = self.0.find::<reorganisation::Entity>().with(|all| all.filter(wanted)).all().await;
        let each = rows.map_err(Arc::new)?.into_iter();
        each.map(|row| Ok((row.id, Reorganisation::new(row).map_err(Arc::new)?))).collect()
    }
}
