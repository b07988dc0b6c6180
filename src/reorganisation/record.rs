//! Recording a reorganisation: everything that is wrong at once, or all of it in one transaction.

use chrono::{Datelike, Days, NaiveDate};
use sea_orm::{ColumnTrait, Condition, QueryFilter};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

use super::{
    decisions,
    input::AgencyReorganiseInput,
    shape::{self, Heir, Shape},
};
use crate::{
    kit::{Code, Error, Period, Problem, Result, clock, digest, id, paging::Page, period, text},
    organisation::{
        AgencyEntity, AgencyRow, ReorganisationColumn, ReorganisationEntity, ReorganisationRow,
        RoleGrantEntity, RoleGrantRow,
        history::{Change, History, ReorganisationKind, enter_identifiers},
    },
    reports,
    request::Request,
    rounds,
    store::{Reader, Subject, Writer},
};

/// Records a reorganisation of the writer's province.
pub async fn reorganise(writer: &Writer, mut input: AgencyReorganiseInput) -> Result<ReorganisationRow> {
    let mut problems = Vec::new();
    let on = input.effective_on.0;
    if !clock::is_of_our_time(on) {
        return Err(Error::refused(Code::BadDate, &["effectiveOn"]));
    }
    // What was before any period that is reported on changes nothing that this system tells.
    if on.year() < i32::from(*period::YEARS.start()) {
        let early = Problem::new(Code::YearOutOfRange, &["effectiveOn"]).with("first", period::YEARS.start());
        problems.push(early.with("last", period::YEARS.end()));
    }
    if on > clock::vietnam_date(writer.now()) {
        problems.push(Problem::new(Code::ReorganisationInFuture, &["effectiveOn"]));
    }
    let ground = input.ground.clone().clean(&mut problems);
    let note = input.note.take().filter(|note| !note.trim().is_empty());
    let note = note.map(|note| text::required(&note, text::MAX_NOTE, &["note"]));
    let note = note.transpose().map_err(|problem| problems.push(problem)).ok().flatten();

    let rows = writer.find::<AgencyEntity>().all().await?;
    let known: BTreeMap<String, AgencyRow> = rows.into_iter().map(|row| (row.code.clone(), row)).collect();
    let history = History::read(writer).await?;
    let shape = shape::read(&mut input, &known, &history, &mut problems);
    in_order(&history, &shape, &input, &mut problems);
    filed_since(writer, &shape, on, &mut problems).await?;

    // New agencies have their ids before they are there: reports may be transferred to them.
    let heirs: Vec<(Uuid, &str)> =
        shape.heirs.iter().map(|(heir, _)| (id_of(writer, heir), heir.code())).collect();
    let mut by_code: BTreeMap<String, Uuid> =
        heirs.iter().map(|(id, code)| ((*code).to_owned(), *id)).collect();
    if let Some(answering) = shape.answering.as_ref().and_then(|code| known.get(code)) {
        by_code.entry(answering.code.clone()).or_insert(answering.id);
    }
    // A successor that cannot be is a problem already; that a report is left to it is none of its own.
    for code in &shape.sent {
        by_code.entry(code.clone()).or_default();
    }
    let ended: Vec<&AgencyRow> = if shape.ends { shape.agencies.iter().collect() } else { Vec::new() };
    let given = std::mem::take(&mut input.decisions);
    let answering = shape.answering.as_deref();
    let decided = decisions::read(writer, given, &ended, &known, &by_code, answering, &mut problems).await?;
    if !problems.is_empty() {
        return Err(problems.into());
    }

    let change = change(&shape, &input, &heirs, &by_code);
    carry_out(writer, &shape, &input, &heirs).await?;
    decisions::carry_out(writer, &decided).await?;
    if input.carry_roles {
        let to = change.made.iter().copied().chain(change.answering).collect();
        carry_roles(writer, &change.agencies, to).await?;
    }
    let row = ReorganisationRow {
        tenant_id: writer.scope().tenant(),
        id: id::new(writer.now()),
        kind: input.kind.code().into(),
        effective_on: on,
        ground: digest::canonical(&ground),
        note,
        change: digest::canonical(&change),
        decisions: digest::canonical(&decided),
        recorded_by: writer.person(),
        recorded_at: writer.recorded(),
    };
    writer.insert::<ReorganisationEntity>(row.clone()).await?;
    writer.about(Subject::new("Reorganisation", row.id));
    Ok(row)
}

/// Refuses an event of an agency to which something happened later: what it is called and under whom it stands is what the last
/// event made it.
fn in_order(history: &History, shape: &Shape, input: &AgencyReorganiseInput, problems: &mut Vec<Problem>) {
    let there = shape.heirs.iter().filter_map(|(heir, _)| match heir {
        Heir::There(row) => Some(row),
        Heir::New(_) => None,
    });
    for row in shape.agencies.iter().chain(there) {
        let later = history.of(row.id).map(|event| event.effective_on).max();
        if let Some(later) = later.filter(|later| *later > input.effective_on.0) {
            let problem = Problem::new(Code::LaterReorganisation, &["effectiveOn"]).with("agency", &row.code);
            problems.push(problem.with("day", later.format("%d/%m/%Y")));
        }
    }
}

/// How many days before the window of a report that it filed itself an agency can have ended: whoever has not been told, or
/// winds up, goes on for some quarters, and nobody for years.
const MOST_UNKNOWING: u64 = 730;

/// Refuses an event by which an agency ended long before the windows of reports that it filed itself: a slip of the pen, which
/// nothing could take back.
async fn filed_since(
    writer: &Writer,
    shape: &Shape,
    on: NaiveDate,
    problems: &mut Vec<Problem>,
) -> Result<()> {
    let Some(latest) = on.checked_add_days(Days::new(MOST_UNKNOWING)) else { return Ok(()) };
    if !shape.ends || shape.agencies.is_empty() || latest >= clock::vietnam_date(writer.now()) {
        return Ok(());
    }
    let agencies: Vec<Uuid> = shape.agencies.iter().map(|row| row.id).collect();
    let filed = reports::filed_by(writer, &agencies).await?;
    let rounds = rounds::rounds_of(writer, filed.iter().map(|row| row.round_id).collect()).await?;
    for (index, agency) in shape.agencies.iter().enumerate() {
        let own = filed.iter().filter(|row| row.agency_id == agency.id);
        let own = own.filter_map(|row| rounds.iter().find(|round| round.id == row.round_id));
        let Some(last) = own.max_by_key(|round| round.window_from) else { continue };
        if last.window_from > latest {
            let period = Period::from_number(last.period).map(Period::label).unwrap_or_default();
            let since = Problem::new(Code::AgencyFiledSince, &["agencies", &index.to_string()]);
            let since = since.with("agency", &agency.code).with_texts("period", &period);
            let since = since.with("from", last.window_from.format("%d/%m/%Y")).with("most", MOST_UNKNOWING);
            problems.push(since.with("day", on.format("%d/%m/%Y")));
        }
    }
    Ok(())
}

fn id_of(writer: &Writer, heir: &Heir) -> Uuid {
    match heir {
        Heir::There(row) => row.id,
        Heir::New(_) => id::new(writer.now()),
    }
}

fn change(
    shape: &Shape,
    input: &AgencyReorganiseInput,
    heirs: &[(Uuid, &str)],
    by_code: &BTreeMap<String, Uuid>,
) -> Change {
    let agencies: Vec<Uuid> = shape.agencies.iter().map(|row| row.id).collect();
    let new = shape.heirs.iter().zip(heirs).filter(|((heir, _), _)| matches!(heir, Heir::New(_)));
    let mut change = Change {
        ended: if shape.ends { agencies.clone() } else { Vec::new() },
        agencies,
        successors: heirs.iter().map(|(id, _)| *id).collect(),
        made: new.map(|(_, (id, _))| *id).collect(),
        answering: shape.answering.as_ref().and_then(|code| by_code.get(code)).copied(),
        ..Change::default()
    };
    for row in &shape.agencies {
        match input.kind {
            ReorganisationKind::Rename => drop(change.names_before.insert(row.id, row.name.clone())),
            ReorganisationKind::Move => drop(change.parents_before.insert(row.id, row.parent_id)),
            _ => {}
        }
    }
    change
}

/// Makes the new agencies, and changes or ends the others.
async fn carry_out(
    writer: &Writer,
    shape: &Shape,
    input: &AgencyReorganiseInput,
    heirs: &[(Uuid, &str)],
) -> Result<()> {
    let on = input.effective_on.0;
    for ((heir, identifiers), (id, _)) in shape.heirs.iter().zip(heirs) {
        if let Heir::New(made) = heir {
            let row = AgencyRow {
                tenant_id: writer.scope().tenant(),
                id: *id,
                code: made.code.clone(),
                name_folded: text::fold(&made.name),
                name: made.name.clone(),
                kind: made.kind.code().into(),
                parent_id: made.parent,
                valid_from: on,
                valid_to: None,
                example: made.example,
            };
            writer.insert::<AgencyEntity>(row).await?;
        }
        enter_identifiers(writer, *id, on, identifiers.clone()).await?;
    }
    for before in &shape.agencies {
        let mut after = before.clone();
        match input.kind {
            ReorganisationKind::Rename => {
                let name = shape.name.clone().unwrap_or_default();
                after.name_folded = text::fold(&name);
                after.name = name;
                enter_identifiers(writer, before.id, on, shape.identifiers.clone()).await?;
            }
            ReorganisationKind::Move => after.parent_id = shape.parent,
            _ if shape.ends => after.valid_to = on.pred_opt(),
            _ => {}
        }
        if after != *before {
            writer.update::<AgencyEntity>(before, after).await?;
        }
    }
    Ok(())
}

/// Gives the people of some agencies the same roles in others: who is to answer for them, and new ones, which would have nobody.
async fn carry_roles(writer: &Writer, from: &[Uuid], to: BTreeSet<Uuid>) -> Result<()> {
    let grants = writer.find::<RoleGrantEntity>().all().await?;
    let current = || grants.iter().filter(|grant| grant.revoked_at.is_none());
    let mut new = Vec::new();
    for heir in to {
        let held = |grant: &&RoleGrantRow| grant.agency_id == Some(heir);
        let key = |grant: &RoleGrantRow| (grant.person_id, grant.role.clone());
        let mut given: Vec<(Uuid, String)> = current().filter(held).map(key).collect();
        for grant in current().filter(|grant| grant.agency_id.is_some_and(|own| from.contains(&own))) {
            if !given.contains(&key(grant)) {
                new.push(RoleGrantRow {
                    id: id::new(writer.now()),
                    agency_id: Some(heir),
                    granted_at: writer.now(),
                    ..grant.clone()
                });
                given.push(key(grant));
            }
        }
    }
    writer.insert_all::<RoleGrantEntity>(new).await
}

/// One page of the reorganisations of the reader's province, the latest first, with one row too many; and how many there are,
/// when asked for.
pub async fn page(
    reader: &Reader,
    page: &Page<(chrono::NaiveDate, Uuid)>,
    counted: bool,
) -> Result<(Vec<ReorganisationRow>, Option<u64>)> {
    let total = if counted { Some(reader.find::<ReorganisationEntity>().count().await?) } else { None };
    let rows = reader
        .find::<ReorganisationEntity>()
        .with(|all| all.filter(Condition::all()))
        .page(page, ReorganisationColumn::EffectiveOn, ReorganisationColumn::Id, true)
        .all()
        .await?;
    Ok((rows, total))
}

/// A reorganisation of the caller's province, by id.
pub async fn load(request: &Request, id: Uuid) -> Result<Option<ReorganisationRow>> {
    let reader = request.reader().await?;
    reader.find::<ReorganisationEntity>().with(|all| all.filter(ReorganisationColumn::Id.eq(id))).one().await
}
