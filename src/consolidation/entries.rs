//! The "Dân vận khéo" models that the reports that stand list, each as its report found it.

use sea_orm::{FromQueryResult, JoinType, QuerySelect};
use uuid::Uuid;

use super::ledger::Ledger;
use crate::{
    dan_van_kheo::{EntryColumn, EntryEntity, Verdicts},
    kit::{
        Error, Result,
        vocabulary::{HolderType, ModelField, ModelLevel, ModelStage},
    },
    reports::StandingEntity,
    store::Reader,
};

/// A model as one report found it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModelEntry {
    /// Position of the obligation whose report lists it.
    pub owed: u32,
    pub model: Uuid,
    pub field: ModelField,
    pub level: ModelLevel,
    pub stage: ModelStage,
    pub holder: HolderType,
}

#[derive(FromQueryResult)]
struct Row {
    version_id: Uuid,
    model_id: Uuid,
    field: String,
    level: String,
    stage: String,
    holder: String,
}

/// The models of every report that stands, in one statement. `settled`: which entries of the register are one model.
pub async fn read(reader: &Reader, ledger: &Ledger, settled: &Verdicts) -> Result<Vec<ModelEntry>> {
    if ledger.plan.rounds.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = reader
        .find::<EntryEntity>()
        .with(|all| {
            all.select_only()
                .column(EntryColumn::VersionId)
                .column(EntryColumn::ModelId)
                .column(EntryColumn::Field)
                .column(EntryColumn::Level)
                .column(EntryColumn::Stage)
                .column(EntryColumn::Holder)
        })
        .join::<StandingEntity>(JoinType::InnerJoin, ledger.standing::<EntryEntity>(EntryColumn::VersionId))
        .rows()
        .await?;
    let entry = |row: Row| {
        Some(ModelEntry {
            owed: ledger.of_version(row.version_id)?,
            model: settled.model_of(row.model_id),
            field: ModelField::from_code(&row.field)?,
            level: ModelLevel::from_code(&row.level)?,
            stage: ModelStage::from_code(&row.stage)?,
            holder: HolderType::from_code(&row.holder)?,
        })
    };
    let lost = || Error::broken("a model in a field, level, stage or hand that there is not");
    rows.into_iter().map(|row| entry(row).ok_or_else(lost)).collect()
}
