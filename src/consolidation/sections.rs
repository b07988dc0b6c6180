//! What reports write under one heading, version by version.

use sea_orm::{ColumnTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{ledger::Ledger, picture::Picture};
use crate::{
    kit,
    reports::{NarrativeColumn, NarrativeEntity, StandingEntity},
};

#[derive(FromQueryResult)]
struct Row {
    version_id: Uuid,
    content: String,
}

/// What every version that stands writes in a section, as it is kept: the version, and the section as JSON. One statement.
pub async fn written(picture: &Picture, ledger: &Ledger, section: &str) -> kit::Result<Vec<(Uuid, String)>> {
    let rows: Vec<Row> = picture
        .reader
        .find::<NarrativeEntity>()
        .with(|all| {
            all.select_only()
                .column(NarrativeColumn::VersionId)
                .column(NarrativeColumn::Content)
                .filter(NarrativeColumn::Section.eq(section))
        })
        .join::<StandingEntity>(
            JoinType::InnerJoin,
            ledger.standing::<NarrativeEntity>(NarrativeColumn::VersionId),
        )
        .rows()
        .await?;
    Ok(rows.into_iter().map(|row| (row.version_id, row.content)).collect())
}
