//! Who is to be reminded: of what is due soon, and of what is late.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{ColumnTrait, Condition, FromQueryResult, QueryFilter, QuerySelect};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
use uuid::Uuid;

use super::{super::rows::report, acting_agencies};
use crate::{
    calendars,
    catalogue::Catalogue,
    kit::{Error, Result, clock, vocabulary::ReportState},
    notices::{self, NoticeKind, Occasion},
    organisation::history::History,
    rounds::{ObligationColumn, ObligationEntity, ObligationRow, RoundColumn, RoundEntity},
    store::{Act, Reader, Scope, Store, Subject},
};

/// What is late for longer than this is history: a server that comes back, or a province whose old rounds were entered
/// afterwards, reminds nobody of it.
const LATE_NEWS: Duration = Duration::days(30);
/// The longest run of days on which nobody works that a reminder has to reach over.
const LONGEST_HOLIDAY: i64 = 20;

/// What the sweep asks of a report: not its draft.
#[derive(FromQueryResult)]
struct Standing {
    id: Uuid,
    obligation_id: Uuid,
    state: String,
    first_submitted_at: Option<DateTime<Utc>>,
}

/// Writes down the reminders that are due in a province and were not written down before, once for each instant until which
/// there is, or was, time. `ahead`: how many working days before the due day. Returns how many notices there are more.
pub async fn remind(store: &Store, catalogue: &Arc<Catalogue>, tenant: i32, ahead: u32) -> Result<usize> {
    let now = store.clock().now();
    let scope = Scope::whole(tenant);
    let reader = store.read(scope.clone()).await?;
    let occasions = occasions(&reader, catalogue, ahead, now).await?;
    let occasions = untold(&reader, occasions).await?;
    // A writing transaction waits for a connection: none may be held meanwhile.
    drop(reader);
    if occasions.is_empty() {
        return Ok(0);
    }
    let act = Act { scope, person: None, action: "noticesRemind", request_id: "courier".into() };
    let verb = move |writer: Arc<crate::store::Writer>| async move {
        // Another server may have been quicker: writers of a province follow one another.
        let occasions = untold(&writer, occasions).await?;
        let province = u128::try_from(tenant).map_err(Error::broken)?;
        writer.about(Subject::new("Province", Uuid::from_u128(province)));
        match notices::tell(&writer, occasions).await? {
            0 => Err(Error::Refused(Vec::new())),
            count => Ok(count),
        }
    };
    match store.write(act, None, now, verb).await {
        Err(Error::Refused(_)) => Ok(0),
        done => done,
    }
}

/// Those that nobody was told of, and that there is somebody to be told of.
async fn untold(reader: &Reader, mut occasions: Vec<Occasion>) -> Result<Vec<Occasion>> {
    if occasions.is_empty() {
        return Ok(occasions);
    }
    let names: Vec<String> = occasions.iter().map(Occasion::name).collect();
    let told = notices::told(reader, &names).await?;
    occasions.retain(|occasion| !told.contains(&occasion.name()));
    if occasions.is_empty() || !notices::active(reader).await?.is_empty() {
        return Ok(occasions);
    }
    let people = notices::people_told(reader, &occasions).await?;
    let reached: HashSet<Uuid> = people.into_iter().map(|(agency, _)| agency).collect();
    occasions.retain(|occasion| occasion.acting.iter().any(|agency| reached.contains(agency)));
    Ok(occasions)
}

/// Everything that somebody should have been reminded of by now.
async fn occasions(
    reader: &Reader,
    catalogue: &Catalogue,
    ahead: u32,
    now: DateTime<Utc>,
) -> Result<Vec<Occasion>> {
    let until = now + Duration::days(i64::from(ahead) * 2 + LONGEST_HOLIDAY);
    let between = |column: ObligationColumn| column.between(now - LATE_NEWS, until);
    let near = [
        ObligationColumn::DueAt,
        ObligationColumn::ExtendedDueAt,
        ObligationColumn::ExtendedUntil,
        ObligationColumn::ExemptedUntil,
    ];
    let near = near.into_iter().fold(Condition::any(), |near, column| near.add(between(column)));
    let obligations: Vec<ObligationRow> =
        reader.find::<ObligationEntity>().with(|all| all.filter(near)).all().await?;
    if obligations.is_empty() {
        return Ok(Vec::new());
    }
    let rounds: HashSet<Uuid> = obligations.iter().map(|row| row.round_id).collect();
    let rounds =
        reader.find::<RoundEntity>().with(|all| all.filter(RoundColumn::Id.is_in(rounds))).all().await?;
    let forms: HashMap<Uuid, String> = rounds.into_iter().map(|row| (row.id, row.form_code)).collect();
    let reports: Vec<Standing> = reader
        .find::<report::Entity>()
        .with(|all| {
            let of = [report::Column::Id, report::Column::ObligationId, report::Column::State];
            all.select_only()
                .columns(of)
                .column(report::Column::FirstSubmittedAt)
                .filter(report::Column::RoundId.is_in(forms.keys().copied()))
        })
        .rows()
        .await?;
    let reports: HashMap<Uuid, Standing> = reports.into_iter().map(|row| (row.obligation_id, row)).collect();
    let days = calendars::days_off(reader, catalogue).await?;
    let today = clock::vietnam_date(now);
    let history = History::read(reader).await?;
    let mut occasions = Vec::new();
    for row in obligations {
        let Some(report) = reports.get(&row.id).filter(|_| !row.is_exempt(now)) else { continue };
        let Some(state) = ReportState::from_code(&report.state) else { continue };
        let state = row.state_at(state, report.first_submitted_at, now);
        let (due, filed) = (row.due(now), report.first_submitted_at.is_some());
        let since = row.late_since(now);
        let left = days.working_days_between(today, clock::vietnam_date(due));
        let kind = match state {
            ReportState::Draft if filed => continue,
            ReportState::Draft if now > since && since > now - LATE_NEWS => NoticeKind::Late,
            ReportState::Draft | ReportState::Returned if now <= due && left <= i64::from(ahead) => {
                NoticeKind::DueSoon
            }
            _ => continue,
        };
        occasions.push(Occasion {
            kind,
            of: since.timestamp_micros().to_string(),
            agency: row.agency_id,
            acting: acting_agencies(&history, &row),
            obligation: row.id,
            report: Some(report.id),
            form: forms.get(&row.round_id).cloned().unwrap_or_default(),
            period: row.period,
            due_at: due,
            working_days: (kind == NoticeKind::DueSoon).then_some(left),
            reasons: Vec::new(),
            nothing_accepted: false,
        });
    }
    Ok(occasions)
}
