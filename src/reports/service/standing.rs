//! Which version of a report counts under which basis, from when until when: by when each was recorded.

use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::super::rows::{report, standing};
use crate::{
    kit::{Result, id, vocabulary::ConsolidationBasis},
    store::Writer,
};

/// From now on, `version` is what counts of a report under a basis; nothing when there is none.
pub async fn stand(
    writer: &Writer,
    report: &report::Model,
    basis: ConsolidationBasis,
    version: Option<Uuid>,
) -> Result<()> {
    let current = writer
        .find::<standing::Entity>()
        .with(|all| {
            all.filter(standing::Column::ReportId.eq(report.id))
                .filter(standing::Column::Basis.eq(basis.code()))
                .filter(standing::Column::ToAt.is_null())
        })
        .one()
        .await?;
    if current.as_ref().map(|row| row.version_id) == version {
        return Ok(());
    }
    if let Some(before) = current {
        let ended = standing::Model { to_at: Some(writer.recorded()), ..before.clone() };
        writer.update::<standing::Entity>(&before, ended).await?;
    }
    if let Some(version) = version {
        let row = standing::Model {
            tenant_id: report.tenant_id,
            id: id::new(writer.now()),
            agency_id: report.agency_id,
            report_id: report.id,
            round_id: report.round_id,
            period: report.period,
            basis: basis.code().into(),
            version_id: version,
            from_at: writer.recorded(),
            to_at: None,
        };
        writer.insert::<standing::Entity>(row).await?;
    }
    Ok(())
}
