//! What is closed of a tenant: as much as readers of the whole nation see of what its agencies filed (decision 0044).

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeSet;
use uuid::Uuid;

use crate::kit::Result;

/// The rounds of a tenant that are closed, and the periods of which every round is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Closed {
    rounds: Vec<Uuid>,
    /// By their stored numbers.
    periods: Vec<i32>,
}

impl Closed {
    /// What is closed of a tenant in a transaction's snapshot: one statement.
    pub(super) async fn of(transaction: &DatabaseTransaction, tenant: i32) -> Result<Closed> {
        let own = round::Column::TenantId.eq(tenant);
        let rows = round::Entity::find().filter(own).order_by_asc(round::Column::Id).all(transaction).await?;
        let (closed, open): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.closed_at.is_some());
        let open: BTreeSet<i32> = open.into_iter().map(|row| row.period).collect();
        let periods: BTreeSet<i32> =
            closed.iter().map(|row| row.period).filter(|period| !open.contains(period)).collect();
        Ok(Closed {
            rounds: closed.into_iter().map(|row| row.id).collect(),
            periods: periods.into_iter().collect(),
        })
    }

    pub fn rounds(&self) -> &[Uuid] {
        &self.rounds
    }

    /// The periods of which every round is closed, by their stored numbers, in order.
    pub fn periods(&self) -> &[i32] {
        &self.periods
    }

    /// How much memory its lists take, in bytes.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.rounds.as_slice()) + size_of_val(self.periods.as_slice())
    }

    /// The settings that PostgreSQL's policies of the national role read, made from numbers and UUIDs only.
    pub(super) fn settings(&self) -> String {
        let rounds = self.rounds.iter().map(Uuid::to_string).collect::<Vec<_>>().join(",");
        let periods = self.periods.iter().map(i32::to_string).collect::<Vec<_>>().join(",");
        format!("SET LOCAL app.rounds = '{rounds}'; SET LOCAL app.periods = '{periods}'")
    }
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
        let closed =
            Closed { rounds: vec![Uuid::from_u128(1), Uuid::from_u128(0xfff)], periods: vec![-7, 120_193] };
        assert_eq!(
            closed.settings(),
            "SET LOCAL app.rounds = '00000000-0000-0000-0000-000000000001,00000000-0000-0000-0000-000000000fff'; \
             SET LOCAL app.periods = '-7,120193'"
        );
        let nothing = "SET LOCAL app.rounds = ''; SET LOCAL app.periods = ''";
        assert_eq!(Closed::default().settings(), nothing);
    }
}
