//! One figure of what an agency has filed.

use sea_orm::{
    ColumnTrait, Condition, JoinType, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::super::rows::{figure, standing};
use crate::{
    kit::{Period, Result, vocabulary::ConsolidationBasis},
    store::Reader,
};

/// The number that an agency's report of a period states, in units of 10^-scale of the indicator, on the newest version filed
/// that was not returned; `None` when it states none.
pub async fn stated_number(
    reader: &Reader,
    agency: Uuid,
    period: Period,
    indicator: &str,
) -> Result<Option<i64>> {
    let stands = Condition::all()
        .add(
            Expr::col((standing::Entity, standing::Column::VersionId))
                .equals((figure::Entity, figure::Column::VersionId)),
        )
        .add(standing::Column::Basis.eq(ConsolidationBasis::Submitted.code()))
        .add(standing::Column::ToAt.is_null());
    let found = reader
        .find::<figure::Entity>()
        .join::<standing::Entity>(JoinType::InnerJoin, stands)
        .with(|all| {
            all.filter(figure::Column::AgencyId.eq(agency))
                .filter(figure::Column::Period.eq(period.number()))
                .filter(figure::Column::Indicator.eq(indicator))
        })
        .all()
        .await?;
    Ok(found.into_iter().find_map(|figure| figure.value))
}
