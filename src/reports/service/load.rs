//! Loading what belongs to reports, together with everybody else who asks at the same time.

use async_graphql::dataloader::Loader;
use sea_orm::{ColumnTrait, QueryFilter};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};
use uuid::Uuid;

use super::{
    super::rows::{event, report, version},
    Reason,
};
use crate::{
    kit::{
        Error, Result,
        vocabulary::{ReportHistoryEvent, ReportState},
    },
    request::Request,
    store::{Reader, Scope},
};

/// A report by id.
pub async fn load_report(request: &Request, id: Uuid) -> Result<Option<report::Model>> {
    request.load(ReportLoader, id).await
}

/// The report of an obligation.
pub async fn load_by_obligation(request: &Request, obligation: Uuid) -> Result<Option<report::Model>> {
    request.load(ByObligation, obligation).await
}

/// A version by id.
pub async fn load_version(request: &Request, id: Uuid) -> Result<Option<version::Model>> {
    request.load(VersionLoader, id).await
}

/// The versions of a report, newest first.
pub async fn load_versions(request: &Request, report: Uuid) -> Result<Vec<version::Model>> {
    Ok(request.load(VersionsLoader, report).await?.unwrap_or_default())
}

/// What happened to a report, oldest first.
pub async fn load_events(request: &Request, report: Uuid) -> Result<Vec<event::Model>> {
    Ok(request.load(EventLoader, report).await?.unwrap_or_default())
}

/// The versions of a report that were ever accepted, whatever became of them since.
pub async fn load_accepted(request: &Request, report: Uuid) -> Result<BTreeSet<Uuid>> {
    let events = load_events(request, report).await?;
    let accepted = events.iter().filter(|event| event.event == ReportHistoryEvent::Accepted.code());
    Ok(accepted.filter_map(|event| event.version_id).collect())
}

/// The reasons of the latest return; none when the report was never returned.
pub async fn latest_return(request: &Request, report: Uuid) -> Result<Vec<Reason>> {
    let events = load_events(request, report).await?;
    match events.iter().rev().find(|event| event.event == "RETURNED") {
        Some(event) => serde_json::from_str(&event.reasons).map_err(Error::broken),
        None => Ok(Vec::new()),
    }
}

/// A report as far as a scope shows it. Of what is closed that is what was accepted: a report of which nothing is accepted is not there,
/// and what has been done with one since, such as opening it again, is nobody's word yet.
pub fn as_shown(scope: &Scope, report: report::Model) -> Option<report::Model> {
    if scope.closed().is_none() {
        return Some(report);
    }
    let accepted = report.accepted_version_id?;
    // In a round that is closed whatever is accepted is locked.
    let state = ReportState::Locked.code().into();
    Some(report::Model { state, latest_version_id: Some(accepted), ..report })
}

struct ReportLoader(Arc<Reader>);

impl Loader<Uuid> for ReportLoader {
    type Value = report::Model;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, report::Model>, Arc<Error>> {
        let wanted = report::Column::Id.is_in(ids.iter().copied());
        let rows =
            self.0.find::<report::Entity>().with(|all| all.filter(wanted)).all().await.map_err(Arc::new)?;
        let shown = rows.into_iter().filter_map(|row| as_shown(self.0.scope(), row));
        Ok(shown.map(|row| (row.id, row)).collect())
    }
}

struct ByObligation(Arc<Reader>);

impl Loader<Uuid> for ByObligation {
    type Value = report::Model;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, report::Model>, Arc<Error>> {
        let wanted = report::Column::ObligationId.is_in(ids.iter().copied());
        let rows =
            self.0.find::<report::Entity>().with(|all| all.filter(wanted)).all().await.map_err(Arc::new)?;
        let shown = rows.into_iter().filter_map(|row| as_shown(self.0.scope(), row));
        Ok(shown.map(|row| (row.obligation_id, row)).collect())
    }
}

struct VersionLoader(Arc<Reader>);

impl Loader<Uuid> for VersionLoader {
    type Value = version::Model;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, version::Model>, Arc<Error>> {
        let wanted = version::Column::Id.is_in(ids.iter().copied());
        let rows =
            self.0.find::<version::Entity>().with(|all| all.filter(wanted)).all().await.map_err(Arc::new)?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}

struct VersionsLoader(Arc<Reader>);

impl Loader<Uuid> for VersionsLoader {
    type Value = Vec<version::Model>;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<version::Model>>, Arc<Error>> {
        let wanted = version::Column::ReportId.is_in(ids.iter().copied());
        let mut rows =
            self.0.find::<version::Entity>().with(|all| all.filter(wanted)).all().await.map_err(Arc::new)?;
        rows.sort_by_key(|row| std::cmp::Reverse(row.number));
        Ok(grouped(rows, |row| row.report_id))
    }
}

struct EventLoader(Arc<Reader>);

impl Loader<Uuid> for EventLoader {
    type Value = Vec<event::Model>;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<event::Model>>, Arc<Error>> {
        let wanted = event::Column::ReportId.is_in(ids.iter().copied());
        let mut rows =
            self.0.find::<event::Entity>().with(|all| all.filter(wanted)).all().await.map_err(Arc::new)?;
        rows.sort_by_key(|row| (row.at, row.id));
        Ok(grouped(rows, |row| row.report_id))
    }
}

fn grouped<T>(rows: Vec<T>, key: impl Fn(&T) -> Uuid) -> HashMap<Uuid, Vec<T>> {
    let mut groups: HashMap<Uuid, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}
