//! What a report is to tell of: the tasks that its agency, or those that it carries on, set in the report of the period before,
//! by the version of it that counts.

use async_graphql::dataloader::Loader;
use sea_orm::{ColumnTrait, Condition, FromQueryResult, QueryFilter, QuerySelect, sea_query::Expr};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};
use uuid::Uuid;

use super::super::{
    asked,
    rows::{narrative, report, standing, version},
    tasks::{KnownTask, SetIn, TASK_SECTION, last_before, set_by},
    types::SectionEntry,
};
use crate::{
    kit::{Error, Result, vocabulary::ConsolidationBasis},
    organisation::history::History,
    request::Request,
    rounds::{RoundColumn, RoundEntity, RoundRow},
    store::Reader,
};

#[derive(FromQueryResult)]
struct Numbered {
    id: Uuid,
    number: i32,
}

/// A report and where its tasks are to be looked for.
struct Place {
    report: Uuid,
    own: Uuid,
    /// The agency itself and those that it carries on.
    agencies: BTreeSet<Uuid>,
    /// The rounds of the report before.
    before: BTreeSet<Uuid>,
}

/// The tasks that some reports are to tell of, by report: six statements, whatever number of reports.
pub async fn to_follow(reader: &Reader, reports: &[report::Model]) -> Result<HashMap<Uuid, Vec<KnownTask>>> {
    let own: BTreeSet<Uuid> = reports.iter().map(|row| row.round_id).collect();
    let forms: Vec<String> = rounds(reader, RoundColumn::Id.is_in(own.iter().copied()))
        .await?
        .into_iter()
        .map(|row| row.form_code)
        .collect();
    let rounds = rounds(reader, RoundColumn::FormCode.is_in(forms)).await?;
    let history = History::read(reader).await?;
    let mut places = Vec::new();
    for report in reports {
        let Some(round) = rounds.iter().find(|row| row.id == report.round_id) else { continue };
        let mut agencies = history.all_predecessors(&[report.agency_id]);
        agencies.retain(|one| history.carrying_on(*one, round.window_to).contains(&report.agency_id));
        agencies.insert(report.agency_id);
        let same_form = || rounds.iter().filter(|row| row.form_code == round.form_code);
        let periods = same_form().map(asked::period_of).collect::<Result<Vec<_>>>()?;
        let periods = last_before(asked::period_of(round)?, periods);
        let numbers: Vec<i32> = periods.iter().map(|period| period.number()).collect();
        let before = same_form().filter(|row| numbers.contains(&row.period)).map(|row| row.id).collect();
        places.push(Place { report: report.id, own: report.agency_id, agencies, before });
    }
    let standing = standing_of(reader, &places).await?;
    let known = tasks_in(reader, &standing).await?;

    let mut found: HashMap<Uuid, Vec<KnownTask>> = HashMap::new();
    for place in &places {
        let answers = |row: &&standing::Model| {
            place.agencies.contains(&row.agency_id) && place.before.contains(&row.round_id)
        };
        let mut rows: Vec<&standing::Model> = standing.iter().filter(answers).collect();
        rows.sort_by_key(|row| (row.agency_id != place.own, row.agency_id, row.period));
        let tasks = rows.into_iter().filter_map(|row| known.get(&row.version_id)).flatten().cloned();
        found.insert(place.report, tasks.collect());
    }
    Ok(found)
}

async fn rounds(reader: &Reader, wanted: Expr) -> Result<Vec<RoundRow>> {
    reader.find::<RoundEntity>().with(|all| all.filter(wanted)).all().await
}

/// Of each report that may set their tasks what counts: the accepted version, or the submitted one where none is accepted.
async fn standing_of(reader: &Reader, places: &[Place]) -> Result<Vec<standing::Model>> {
    let agencies: BTreeSet<Uuid> = places.iter().flat_map(|place| place.agencies.iter().copied()).collect();
    let rounds: BTreeSet<Uuid> = places.iter().flat_map(|place| place.before.iter().copied()).collect();
    let wanted = Condition::all()
        .add(standing::Column::AgencyId.is_in(agencies))
        .add(standing::Column::RoundId.is_in(rounds))
        .add(standing::Column::ToAt.is_null());
    let mut rows = reader.find::<standing::Entity>().with(|all| all.filter(wanted)).all().await?;
    rows.sort_by_key(|row| (row.report_id, row.basis != ConsolidationBasis::Accepted.code()));
    rows.dedup_by_key(|row| row.report_id);
    Ok(rows)
}

/// The tasks that some versions set, by version.
async fn tasks_in(reader: &Reader, standing: &[standing::Model]) -> Result<HashMap<Uuid, Vec<KnownTask>>> {
    let ids: HashSet<Uuid> = standing.iter().map(|row| row.version_id).collect();
    let numbers: Vec<Numbered> = reader
        .find::<version::Entity>()
        .with(|all| {
            all.select_only()
                .column(version::Column::Id)
                .column(version::Column::Number)
                .filter(version::Column::Id.is_in(ids.iter().copied()))
        })
        .rows()
        .await?;
    let numbers: HashMap<Uuid, i32> = numbers.into_iter().map(|row| (row.id, row.number)).collect();
    let sections = reader
        .find::<narrative::Entity>()
        .with(|all| {
            all.filter(narrative::Column::VersionId.is_in(ids))
                .filter(narrative::Column::Section.eq(TASK_SECTION))
        })
        .all()
        .await?;
    let mut entries: HashMap<Uuid, SectionEntry> = HashMap::new();
    for row in sections {
        entries.insert(row.version_id, serde_json::from_str(&row.content).map_err(Error::broken)?);
    }
    let known = standing.iter().filter_map(|row| {
        let (entry, number) = (entries.get(&row.version_id)?, *numbers.get(&row.version_id)?);
        let tasks = set_by(row.report_id, entry).into_iter().map(|task| KnownTask {
            task,
            set_in: SetIn::Report(row.report_id),
            version: number,
            agency: row.agency_id,
            period: row.period,
        });
        Some((row.version_id, tasks.collect()))
    });
    Ok(known.collect())
}

/// The tasks that a report is to tell of.
pub async fn load_to_follow(request: &Request, report: Uuid) -> Result<Vec<KnownTask>> {
    Ok(request.load(ToFollow, report).await?.unwrap_or_default())
}

struct ToFollow(Arc<Reader>);

impl Loader<Uuid> for ToFollow {
    type Value = Vec<KnownTask>;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<KnownTask>>, Arc<Error>> {
        let wanted = report::Column::Id.is_in(ids.iter().copied());
        let rows =
            self.0.find::<report::Entity>().with(|all| all.filter(wanted)).all().await.map_err(Arc::new)?;
        to_follow(&self.0, &rows).await.map_err(Arc::new)
    }
}
