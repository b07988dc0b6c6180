//! The verbs of this room.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use super::{
    input::{MOST_DEADLINES, PlanDraft},
    rows::plan,
    types::{Deadline, PlanContent},
};
use crate::{
    calendars,
    catalogue::{Catalogue, calendar::ReportingLevel},
    kit::{Bilingual, Code, Error, Problem, Result, digest, id, paging::Page, text},
    organisation::Agency,
    store::{Reader, Subject, Writer},
};

/// Saves a plan as its next version; every problem of it at once. `if_version`: the one that the client has seen, 0 of a plan
/// that is not there yet.
pub async fn save(
    writer: &Writer,
    catalogue: &Catalogue,
    agency: &Agency,
    if_version: i32,
    draft: PlanDraft,
) -> Result<plan::Model> {
    let before = current(writer, agency.key(), draft.year).await?;
    let version = before.as_ref().map_or(0, |row| row.version);
    if version != if_version {
        return Err(Problem::new(Code::StaleRevision, &["ifRevision"])
            .with("current", version)
            .with("given", if_version)
            .with_texts("what", &Bilingual { vi: "Kế hoạch".into(), en: "the plan".into() })
            .into());
    }
    let (mut content, mut problems) = draft.read();
    content.deadlines = deadlines(writer, catalogue, agency, &draft, &mut problems).await?;
    carried_over(writer, agency.key(), draft.year, &content, &mut problems).await?;
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let json = digest::canonical(&content);
    let row = plan::Model {
        tenant_id: writer.scope().tenant(),
        id: id::new(writer.now()),
        agency_id: agency.key(),
        year: draft.year,
        version: version + 1,
        current: true,
        digest: digest::sha256(json.as_bytes()),
        content: json,
        saved_by: writer.person(),
        saved_at: writer.recorded(),
    };
    writer.about(Subject::new("Plan", row.id).of_agency(agency.key()));
    if let Some(before) = before {
        writer.update::<plan::Entity>(&before, plan::Model { current: false, ..before.clone() }).await?;
    }
    writer.insert::<plan::Entity>(row.clone()).await?;
    Ok(row)
}

/// The due days by the calendar; a period that it has no rule for is a problem.
async fn deadlines(
    writer: &Writer,
    catalogue: &Catalogue,
    agency: &Agency,
    draft: &PlanDraft,
    problems: &mut Vec<Problem>,
) -> Result<Vec<Deadline>> {
    let days = calendars::days_off(writer, catalogue).await?;
    let level = ReportingLevel::of(agency.agency_kind());
    let mut deadlines = Vec::new();
    for (index, asked) in draft.deadlines.iter().take(MOST_DEADLINES).enumerate() {
        let index = index.to_string();
        let as_stated = text::required(&asked.as_stated, text::MAX_NAME, &["deadlines", &index, "asStated"]);
        let as_stated = as_stated.map_err(|problem| problems.push(problem)).unwrap_or_default();
        let kept = match calendars::choose(writer, catalogue, draft.calendar.as_deref(), asked.period).await {
            Ok(kept) => kept,
            Err(Error::Refused(refused)) => {
                let path = vec!["deadlines".to_owned(), index.clone(), "period".to_owned()];
                problems.extend(refused.into_iter().map(|it| Problem { path: path.clone(), ..it }));
                continue;
            }
            Err(error) => return Err(error),
        };
        let schedule = kept.profile.schedule(asked.period, &days);
        let due = schedule.and_then(|it| it.due(level).or_else(|| it.due(ReportingLevel::Department)));
        match due {
            Some(due_on) => {
                deadlines.push(Deadline { period: asked.period.number(), as_stated, due_on });
            }
            None => problems.push(
                Problem::new(Code::CalendarDueNeeded, &["deadlines", &index, "period"])
                    .with("profile", &kept.profile.code)
                    .with_period(asked.period),
            ),
        }
    }
    Ok(deadlines)
}

/// Refuses a task that continues one which the plan of the year before has not.
async fn carried_over(
    reader: &Reader,
    agency: Uuid,
    year: i32,
    content: &PlanContent,
    problems: &mut Vec<Problem>,
) -> Result<()> {
    if content.tasks.iter().all(|task| task.carried_over_from.is_none()) {
        return Ok(());
    }
    let known = match current(reader, agency, year - 1).await? {
        Some(row) => content_of(&row)?.tasks.len(),
        None => 0,
    };
    for (index, task) in content.tasks.iter().enumerate() {
        let place = task.carried_over_from.and_then(|place| usize::try_from(place).ok());
        if place.is_some_and(|place| place > known) {
            problems.push(Problem::new(Code::NotFound, &["tasks", &index.to_string(), "carriedOverFrom"]));
        }
    }
    Ok(())
}

/// What a row says.
pub fn content_of(row: &plan::Model) -> Result<PlanContent> {
    serde_json::from_str(&row.content).map_err(Error::broken)
}

/// The newest version of an agency's plan of a year.
pub async fn current(reader: &Reader, agency: Uuid, year: i32) -> Result<Option<plan::Model>> {
    reader
        .find::<plan::Entity>()
        .with(|all| {
            all.filter(plan::Column::AgencyId.eq(agency))
                .filter(plan::Column::Year.eq(year))
                .filter(plan::Column::Current.eq(true))
        })
        .one()
        .await
}

/// A version by id.
pub async fn by_id(reader: &Reader, id: Uuid) -> Result<Option<plan::Model>> {
    reader.find::<plan::Entity>().with(|all| all.filter(plan::Column::Id.eq(id))).one().await
}

/// The plans of some years as they were known at an instant, the newest version of each; now when left out. With each the ids of
/// all its versions known then: what was told of an earlier one names that one. One statement.
pub async fn known(
    reader: &Reader,
    years: std::ops::RangeInclusive<i32>,
    known_at: Option<DateTime<Utc>>,
) -> Result<Vec<(plan::Model, Vec<Uuid>)>> {
    let mut of_years = Condition::all().add(plan::Column::Year.between(*years.start(), *years.end()));
    if let Some(at) = known_at {
        of_years = of_years.add(plan::Column::SavedAt.lte(at));
    }
    let mut rows = reader.find::<plan::Entity>().with(|all| all.filter(of_years)).all().await?;
    rows.sort_by_key(|row| (row.agency_id, row.year, row.version));
    let mut plans: Vec<(plan::Model, Vec<Uuid>)> = Vec::new();
    for row in rows {
        match plans.last_mut().filter(|(last, _)| (last.agency_id, last.year) == (row.agency_id, row.year)) {
            Some((last, versions)) => {
                versions.push(row.id);
                *last = row;
            }
            None => plans.push((row.clone(), vec![row.id])),
        }
    }
    Ok(plans)
}

/// One page of plans, newest versions only, the latest year first, with one row too many; and how many there are, when asked
/// for.
pub async fn page(
    reader: &Reader,
    year: Option<i32>,
    agency: Option<Uuid>,
    page: &Page<(i32, Uuid)>,
    counted: bool,
) -> Result<(Vec<plan::Model>, Option<u64>)> {
    let mut matching = Condition::all().add(plan::Column::Current.eq(true));
    if let Some(year) = year {
        matching = matching.add(plan::Column::Year.eq(year));
    }
    if let Some(agency) = agency {
        matching = matching.add(plan::Column::AgencyId.eq(agency));
    }
    let total = match counted {
        true => {
            let matching = matching.clone();
            Some(reader.find::<plan::Entity>().with(|all| all.filter(matching)).count().await?)
        }
        false => None,
    };
    let rows = reader
        .find::<plan::Entity>()
        .with(|all| all.filter(matching))
        .page(page, plan::Column::Year, plan::Column::Id, true)
        .all()
        .await?;
    Ok((rows, total))
}
