//! Finding reports.

use async_graphql::{Enum, InputObject};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, JoinType, QueryFilter,
    sea_query::{Expr, ExprTrait, Func},
};
use uuid::Uuid;

use super::super::rows::report;
use crate::{
    auth::{Action, Actor},
    kit::{Period, Result, paging::Page, vocabulary::ReportState},
    organisation::{self, history::History},
    rounds::{self, ObligationColumn, ObligationEntity, ObligationRow},
    store::{Leak, Reader},
};

/// Which reports are wanted (lọc báo cáo).
#[derive(InputObject, Clone, Debug, Default, serde::Serialize)]
pub struct ReportFilter {
    /// Only of the agency with this code.
    pub agency: Option<String>,
    /// Of that agency, also the reports of those that it continues, directly or through others.
    pub include_predecessors: Option<bool>,
    /// Only for this period.
    pub period: Option<Period>,
    /// Only in one of these states, as they are shown.
    pub states: Option<Vec<ReportState>>,
}

/// Order of a list of reports (thứ tự).
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub enum ReportOrder {
    /// The latest changed first; of another province's, the latest filed.
    #[default]
    UpdatedAtDesc,
    /// The earliest changed first; of another province's, the earliest filed.
    UpdatedAtAsc,
}

/// A report by id.
pub async fn by_id(reader: &Reader, id: Uuid) -> Result<Option<report::Model>> {
    reader.find::<report::Entity>().with(|all| all.filter(report::Column::Id.eq(id))).one().await
}

/// The report of an agency for a period of a form.
pub async fn by_key(
    reader: &Reader,
    agency: &str,
    period: Period,
    form: &str,
) -> Result<Option<report::Model>> {
    let Some(agency) = organisation::agency_by_code(reader, agency).await? else { return Ok(None) };
    let Some(round) = rounds::round_of(reader, form, period).await? else { return Ok(None) };
    reader
        .find::<report::Entity>()
        .with(|all| {
            all.filter(report::Column::RoundId.eq(round.id)).filter(report::Column::AgencyId.eq(agency.key()))
        })
        .one()
        .await
}

/// Which reports there are for whoever asks, and when they ask.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    /// By which instant extensions count.
    pub at: DateTime<Utc>,
    /// Whether only those that were filed once are there: to the people of another province.
    pub filed_only: bool,
}

/// One page of reports with one row too many, in the states in which they are shown; and how many there are, when asked for.
pub async fn page(
    reader: &Reader,
    filter: &ReportFilter,
    shown: Shown,
    order: ReportOrder,
    page: &Page<(DateTime<Utc>, Uuid)>,
    counted: bool,
) -> Result<(Vec<report::Model>, Option<u64>)> {
    let Some(mut matching) = matching(reader, filter).await? else {
        return Ok((Vec::new(), counted.then_some(0)));
    };
    if shown.filed_only {
        matching = matching.add(report::Column::FirstSubmittedAt.is_not_null());
    }
    let wanted = || {
        let find = reader.find::<report::Entity>().with(|all| all.filter(matching.clone()));
        match filter.states.as_deref().and_then(|states| in_states(states, shown.at)) {
            Some(InStates { condition, by_extension }) => {
                let found = find.with(|all| all.filter(condition));
                if by_extension { found.join::<ObligationEntity>(JoinType::InnerJoin, owed()) } else { found }
            }
            None => find,
        }
    };
    let total = if counted { Some(wanted().count().await?) } else { None };
    let descending = order == ReportOrder::UpdatedAtDesc;
    // The order must not tell of drafts either.
    let changed = if shown.filed_only { report::Column::FirstSubmittedAt } else { report::Column::UpdatedAt };
    let rows = wanted().page(page, changed, report::Column::Id, descending).all().await?;
    Ok((rows, total))
}

/// The obligation of a report.
fn owed() -> Condition {
    Condition::all().add(
        Expr::col((ObligationEntity, ObligationColumn::Id))
            .equals((report::Entity, report::Column::ObligationId)),
    )
}

/// The reports that are shown in some states.
struct InStates {
    condition: Condition,
    /// Whether it looks at the obligation, too.
    by_extension: bool,
}

/// As [`ObligationRow::state_at`] shows them: a report that was locked before anything arrived is a draft while an extension
/// counts. `None` where every state is wanted.
fn in_states(states: &[ReportState], now: DateTime<Utc>) -> Option<InStates> {
    let wants = |state: ReportState| states.contains(&state);
    if ReportState::ALL.iter().all(|state| wants(*state)) {
        return None;
    }
    let written = Condition::all().add(report::Column::State.is_in(states.iter().map(|state| state.code())));
    let (draft, locked) = (wants(ReportState::Draft), wants(ReportState::Locked));
    if draft == locked {
        return Some(InStates { condition: written, by_extension: false });
    }
    let until = || {
        let columns = [ObligationColumn::ExtendedUntil, ObligationColumn::ExtendedDueAt];
        Expr::expr(Func::coalesce(columns.map(|column| Expr::col((ObligationEntity, column)))))
    };
    let locked_is = || report::Column::State.eq(ReportState::Locked.code());
    let condition = match draft {
        true => Condition::any().add(written).add(
            Condition::all()
                .add(locked_is())
                .add(report::Column::FirstSubmittedAt.is_null())
                .add(ObligationColumn::ExtendedDueAt.is_not_null())
                .add(until().gte(now)),
        ),
        false => written.add(
            Condition::any()
                .add(locked_is().not())
                .add(report::Column::FirstSubmittedAt.is_not_null())
                .add(ObligationColumn::ExtendedDueAt.is_null())
                .add(until().lt(now)),
        ),
    };
    Some(InStates { condition, by_extension: true })
}

/// The reports that some agencies have filed, whatever has become of them since.
pub async fn filed_by(reader: &Reader, agencies: &[Uuid]) -> Result<Vec<report::Model>> {
    let own = Condition::all()
        .add(report::Column::AgencyId.is_in(agencies.iter().copied()))
        .add(report::Column::FirstSubmittedAt.is_not_null());
    reader.find::<report::Entity>().with(|all| all.filter(own)).all().await
}

/// The condition of a filter; `None` when nothing can match it.
async fn matching(reader: &Reader, filter: &ReportFilter) -> Result<Option<Condition>> {
    let mut condition = Condition::all();
    if let Some(code) = &filter.agency {
        match organisation::agency_by_code(reader, code).await? {
            Some(agency) => {
                let mut wanted = vec![agency.key()];
                if filter.include_predecessors == Some(true) {
                    let history = History::read(reader).await?;
                    wanted.extend(history.all_predecessors(&[agency.key()]));
                }
                condition = condition.add(report::Column::AgencyId.is_in(wanted));
            }
            None => return Ok(None),
        }
    }
    if let Some(period) = filter.period {
        condition = condition.add(report::Column::Period.eq(period.number()));
    }
    Ok(Some(condition))
}

/// One page of the obligations that somebody still has to report for, with one row too many, the earliest due first; and
/// how many there are, when asked for. People of an agency have its own to see to, Home Affairs the province's. Who is let off at `now` has nothing to
/// do, nor has anybody in a round that is closed, unless their report was opened again or an extension opens it.
pub async fn to_do(
    reader: &Reader,
    actor: &Actor,
    now: DateTime<Utc>,
    page: &Page<(DateTime<Utc>, Uuid)>,
    counted: bool,
) -> Result<(Vec<ObligationRow>, Option<u64>)> {
    let open = [ReportState::Draft, ReportState::Returned].map(ReportState::code);
    let anybody = reader.planted().is(Leak::FeedOfAllAgencies) || actor.may(Action::FollowProvince);
    let agencies = (!anybody).then(|| {
        let (own, answered) = (actor.own_agencies(), actor.answered_agencies());
        // What was left to an agency that has ended since; not what was kept by its own people.
        let passed_on = Condition::all().add(ObligationColumn::AnsweringId.is_in(answered.clone())).add(
            Expr::col((ObligationEntity, ObligationColumn::AnsweringId))
                .not_equals((ObligationEntity, ObligationColumn::AgencyId)),
        );
        let answered = own.iter().copied().chain(answered);
        let undecided = Condition::all()
            .add(ObligationColumn::AnsweringId.is_null())
            .add(ObligationColumn::AgencyId.is_in(answered));
        Condition::any().add(undecided).add(passed_on).add(ObligationColumn::AnsweringId.is_in(own))
    });
    let owed = || {
        let report = Condition::all()
            .add(
                Expr::col((report::Entity, report::Column::ObligationId))
                    .equals((ObligationEntity, ObligationColumn::Id)),
            )
            .add(
                Condition::any().add(report::Column::State.is_in(open)).add(
                    Condition::all()
                        .add(report::Column::State.eq(ReportState::Locked.code()))
                        .add(report::Column::FirstSubmittedAt.is_null())
                        .add(ObligationColumn::ExtendedUntil.gte(now)),
                ),
            );
        let bound = Condition::any()
            .add(ObligationColumn::ExemptedAt.is_null())
            .add(ObligationColumn::ExemptedUntil.lt(now));
        let theirs = agencies.iter().cloned();
        let wanted = theirs.fold(bound, |wanted, theirs| Condition::all().add(wanted).add(theirs));
        reader
            .find::<ObligationEntity>()
            .join::<report::Entity>(JoinType::InnerJoin, report)
            .with(|all| all.filter(wanted))
    };
    let total = if counted { Some(owed().count().await?) } else { None };
    let rows = owed().page(page, ObligationColumn::DueAt, ObligationColumn::Id, false).all().await?;
    Ok((rows, total))
}

/// What some agencies still have to file, or to hear about, as of now: of those that were not let off, the reports that are
/// being written, wait for a decision or were sent back. Also what other ended agencies left to them.
pub async fn open_obligations(
    reader: &Reader,
    agencies: &[Uuid],
    now: DateTime<Utc>,
) -> Result<Vec<(ObligationRow, report::Model)>> {
    let open = [ReportState::Draft, ReportState::Submitted, ReportState::Returned].map(ReportState::code);
    let own = Condition::all().add(ObligationColumn::AgencyId.is_in(agencies.iter().copied())).add(
        Condition::any().add(ObligationColumn::AnsweringId.is_null()).add(
            Expr::col((ObligationEntity, ObligationColumn::AnsweringId))
                .equals((ObligationEntity, ObligationColumn::AgencyId)),
        ),
    );
    let theirs = Condition::any().add(own).add(ObligationColumn::AnsweringId.is_in(agencies.iter().copied()));
    let obligations = reader.find::<ObligationEntity>().with(|all| all.filter(theirs)).all().await?;
    let ids: Vec<Uuid> = obligations.iter().map(|row| row.id).collect();
    let reports = reader
        .find::<report::Entity>()
        .with(|all| all.filter(report::Column::ObligationId.is_in(ids)))
        .all()
        .await?;
    let mut reports: std::collections::HashMap<Uuid, report::Model> =
        reports.into_iter().map(|row| (row.obligation_id, row)).collect();
    let mut found = Vec::new();
    for obligation in obligations {
        let Some(report) = reports.remove(&obligation.id) else { continue };
        let extended = report.state == ReportState::Locked.code()
            && report.first_submitted_at.is_none()
            && obligation.is_extended(now);
        if (open.contains(&report.state.as_str()) || extended) && !obligation.is_exempt(now) {
            found.push((obligation, report));
        }
    }
    found.sort_by_key(|(obligation, _)| (obligation.agency_id, obligation.period, obligation.id));
    Ok(found)
}
