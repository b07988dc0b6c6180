//! What is closed of a tenant: as much as readers of the whole nation see of what its agencies filed (decision 0044).

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeSet;
use uuid::Uuid;

use crate::kit::{Error, Period, PeriodKind, Result};

/// The rounds of a tenant that are closed, and the periods of which all is: their own rounds, and those of the periods within them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Closed {
    rounds: Vec<Uuid>,
    /// By their stored numbers; half-years and years without a round of their own among them.
    periods: Vec<i32>,
    /// Those of them that have a round of their own.
    asked: Vec<Period>,
    /// Those that have a round that is open.
    open: Vec<Period>,
}

impl Closed {
    /// What is closed of a tenant in a transaction's snapshot: one statement.
    pub(super) async fn of(transaction: &DatabaseTransaction, tenant: i32) -> Result<Closed> {
        let own = round::Column::TenantId.eq(tenant);
        let rows = round::Entity::find().filter(own).order_by_asc(round::Column::Id).all(transaction).await?;
        let mut rounds = Vec::new();
        let (mut closed, mut open) = (BTreeSet::new(), BTreeSet::new());
        for row in rows {
            match row.closed_at {
                Some(_) => {
                    rounds.push(row.id);
                    closed.insert(row.period);
                }
                None => {
                    open.insert(row.period);
                }
            }
        }
        Ok(Closed { rounds, ..Closed::between(&known(&closed)?, known(&open)?) })
    }

    /// What is closed where these periods have rounds that are closed, and those have rounds that are open.
    fn between(closed: &[Period], open: Vec<Period>) -> Closed {
        let mut found = Closed { open, ..Closed::default() };
        let all: BTreeSet<i32> =
            closed.iter().flat_map(|period| around(*period)).map(Period::number).collect();
        let shut = |number: &i32| {
            Period::from_number(*number).is_some_and(|period| found.first_open(&[period]).is_none())
        };
        let periods: Vec<i32> = all.into_iter().filter(shut).collect();
        found.asked = closed.iter().copied().filter(|period| periods.contains(&period.number())).collect();
        found.periods = periods;
        found
    }

    pub fn rounds(&self) -> &[Uuid] {
        &self.rounds
    }

    /// The periods of which all is closed, by their stored numbers, in order.
    pub fn periods(&self) -> &[i32] {
        &self.periods
    }

    /// Those of them that have a round of their own, in the order of their stored numbers.
    pub fn asked(&self) -> &[Period] {
        &self.asked
    }

    /// The first period with an open round that is one of these, or within one.
    pub fn first_open(&self, periods: &[Period]) -> Option<Period> {
        self.open.iter().copied().find(|open| periods.iter().any(|period| is_within(*open, *period)))
    }

    /// How much memory its lists take, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let periods = size_of_val(self.asked.as_slice()) + size_of_val(self.open.as_slice());
        size_of_val(self.rounds.as_slice()) + size_of_val(self.periods.as_slice()) + periods
    }

    /// The settings that PostgreSQL's policies of the national role read, made from numbers and UUIDs only.
    pub(super) fn settings(&self) -> String {
        let rounds = self.rounds.iter().map(Uuid::to_string).collect::<Vec<_>>().join(",");
        let periods = self.periods.iter().map(i32::to_string).collect::<Vec<_>>().join(",");
        format!("SET LOCAL app.rounds = '{rounds}'; SET LOCAL app.periods = '{periods}'")
    }
}

/// The periods of stored numbers.
fn known(numbers: &BTreeSet<i32>) -> Result<Vec<Period>> {
    let period = |number: &i32| {
        Period::from_number(*number).ok_or_else(|| Error::broken("a round in a period out of time"))
    };
    numbers.iter().map(period).collect()
}

/// A period, and the half-years and the year that it is within: of these there are scores, whatever rounds they had.
fn around(period: Period) -> impl Iterator<Item = Period> {
    let kinds = [(PeriodKind::HalfYear, 1), (PeriodKind::HalfYear, 2), (PeriodKind::Year, 1)];
    let wider = kinds.into_iter().filter_map(move |(kind, nth)| Period::new(period.year(), kind, nth));
    std::iter::once(period).chain(wider.filter(move |wider| is_within(period, *wider)))
}

/// Whether a period is another one, or a part of it.
fn is_within(period: Period, whole: Period) -> bool {
    let (parts, all) = (period.quarters(), whole.quarters());
    period == whole || (!parts.is_empty() && parts.iter().all(|part| all.contains(part)))
}

mod round {
    use sea_orm::entity::prelude::*;

    /// As much of a round as says whether it is closed.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "round")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub period: i32,
        pub closed_at: Option<DateTimeUtc>,
    }

    crate::entity!();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_made_of_ids_and_numbers() {
        let rounds = vec![Uuid::from_u128(1), Uuid::from_u128(0xfff)];
        let closed = Closed { rounds, periods: vec![-7, 120_193], ..Closed::default() };
        assert_eq!(
            closed.settings(),
            "SET LOCAL app.rounds = '00000000-0000-0000-0000-000000000001,00000000-0000-0000-0000-000000000fff'; \
             SET LOCAL app.periods = '-7,120193'"
        );
        let nothing = "SET LOCAL app.rounds = ''; SET LOCAL app.periods = ''";
        assert_eq!(Closed::default().settings(), nothing);
    }

    fn periods(names: &str) -> Vec<Period> {
        names.split_whitespace().map(|name| name.parse().unwrap()).collect()
    }

    #[test]
    fn a_period_is_closed_with_all_that_is_within_it() {
        for (closed, open, expected, asked) in [
            // A year that had quarters' rounds only: the others were not asked for.
            ("2019-Q3", "", "2019-Q3 2019-H2 2019", "2019-Q3"),
            ("2019-Q3", "2019-Q4", "2019-Q3", "2019-Q3"),
            ("2019-Q1", "2019-Q4", "2019-Q1 2019-H1", "2019-Q1"),
            ("2019-Q1", "2019-H1", "2019-Q1", "2019-Q1"),
            // A round of its own does not close a year of which a part is open; another year's keeps none open.
            ("2019-Q1 2019", "2019-9M", "2019-Q1 2019-H1", "2019-Q1"),
            ("2019", "2020-Q1", "2019", "2019"),
            ("2019-05-01/2019-05-31", "2019", "2019-05-01/2019-05-31", "2019-05-01/2019-05-31"),
            // Two forms of one period.
            ("2019-Q2", "2019-Q2", "", ""),
        ] {
            let found = Closed::between(&periods(closed), periods(open));
            let expected: BTreeSet<i32> = periods(expected).into_iter().map(Period::number).collect();
            assert_eq!(found.periods(), expected.into_iter().collect::<Vec<_>>(), "{closed:?} {open:?}");
            assert_eq!(found.asked(), periods(asked), "{closed:?} {open:?}");
        }
    }
}
