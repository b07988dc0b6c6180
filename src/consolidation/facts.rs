//! The statements that read figures. Two shapes: sums made by the database, and figures one by one.
//!
//! Both go by the index on (tenant, indicator, period, …), and ask of each indicator only the periods that speak for it.
//! A sum of 64-bit integers is cast back to 64 bits: PostgreSQL makes it NUMERIC.

use sea_orm::{
    ColumnTrait, Condition, DbErr, FromQueryResult, JoinType, QueryFilter, QueryResult, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use std::collections::BTreeMap;
use uuid::Uuid;

use super::{ledger::Ledger, sheet::Grain};
use crate::{
    kit::{FigureState, Result},
    reports::{FigureColumn, FigureEntity},
    store::Reader,
};

/// What is asked of the facts: for each set of leaves, the indicators that it speaks for.
pub type Wanted<'a> = BTreeMap<Vec<usize>, Vec<&'a str>>;

/// Figures of one indicator in one state, counted and added up by the database.
pub struct SumRow {
    pub indicator: String,
    /// Given when sums are wanted by agency.
    pub agency: Option<Uuid>,
    /// Given when sums are wanted by period: its stored number.
    pub period: Option<i32>,
    pub state: Option<FigureState>,
    pub figures: i64,
    pub sum: Option<i64>,
}

/// One figure.
pub struct FigureFact {
    pub indicator: String,
    pub version: Uuid,
    pub state: Option<FigureState>,
    pub value: Option<i64>,
    /// The choice or the day; given when choices are wanted.
    pub choice: Option<String>,
}

impl FromQueryResult for SumRow {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        // A column that was not selected is not there.
        Ok(SumRow {
            indicator: row.try_get(prefix, "indicator")?,
            agency: row.try_get(prefix, "agency_id").ok(),
            period: row.try_get(prefix, "period").ok(),
            state: FigureState::from_number(row.try_get(prefix, "state")?),
            figures: row.try_get(prefix, "figures")?,
            sum: row.try_get(prefix, "sum")?,
        })
    }
}

/// By position, as [`figures`] selects them: there are tens of thousands.
impl FromQueryResult for FigureFact {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(FigureFact {
            indicator: row.try_get_by_index(0)?,
            version: row.try_get_by_index(1)?,
            state: FigureState::from_number(row.try_get_by_index(2)?),
            value: row.try_get_by_index(3)?,
            choice: row.try_get_by_index(4)?,
        })
    }
}

/// The indicators and periods that are wanted, as a condition on figures.
fn wanted_figures(ledger: &Ledger, wanted: &Wanted<'_>) -> Condition {
    let mut any = Condition::any();
    for (leaves, indicators) in wanted {
        let mut periods = Condition::any();
        for (from, to) in ledger.stored_ranges(leaves) {
            periods = periods.add(FigureColumn::Period.between(from, to));
        }
        let indicators = FigureColumn::Indicator.is_in(indicators.iter().copied());
        any = any.add(Condition::all().add(indicators).add(periods));
    }
    any
}

/// Sums of the figures of the versions that stand, by indicator and state, and by agency and period as far as the grain
/// says: one statement, none when nothing is wanted.
pub async fn sums(
    reader: &Reader,
    ledger: &Ledger,
    wanted: &Wanted<'_>,
    grain: Grain,
) -> Result<Vec<SumRow>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let figure = |column: FigureColumn| Expr::col((FigureEntity, column));
    reader
        .find::<FigureEntity>()
        .with(|all| {
            let mut select = all
                .select_only()
                .column(FigureColumn::Indicator)
                .column(FigureColumn::State)
                .column_as(figure(FigureColumn::Indicator).count(), "figures")
                .column_as(figure(FigureColumn::Value).sum().cast_as("bigint"), "sum")
                .filter(wanted_figures(ledger, wanted))
                .group_by(FigureColumn::Indicator)
                .group_by(FigureColumn::State);
            if grain.agency {
                select = select.column(FigureColumn::AgencyId).group_by(FigureColumn::AgencyId);
            }
            if grain.period {
                select = select.column(FigureColumn::Period).group_by(FigureColumn::Period);
            }
            select
        })
        .join::<crate::reports::StandingEntity>(
            JoinType::InnerJoin,
            ledger.standing::<FigureEntity>(FigureColumn::VersionId),
        )
        .rows()
        .await
}

/// Figures one by one, those of versions that no longer stand too: one statement, none when nothing is wanted.
pub async fn figures(
    reader: &Reader,
    ledger: &Ledger,
    wanted: &Wanted<'_>,
    choices: bool,
) -> Result<Vec<FigureFact>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    reader
        .find::<FigureEntity>()
        .with(|all| {
            let select = all
                .select_only()
                .column(FigureColumn::Indicator)
                .column(FigureColumn::VersionId)
                .column(FigureColumn::State)
                .column(FigureColumn::Value)
                .filter(wanted_figures(ledger, wanted));
            // The index has no choices: without them the table itself need not be read.
            if choices {
                select.column(FigureColumn::Choice)
            } else {
                select.column_as(Expr::val(None::<String>), "choice")
            }
        })
        .rows()
        .await
}
