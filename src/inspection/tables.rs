//! The tables of which rows are in the log, row by row.

use serde_json::Value;

use crate::{
    consolidation::{ReleaseContentEntity, ReleaseEntity},
    dan_van_kheo::EntryEntity,
    kit::{Error, Result},
    organisation::{
        RoleGrantEntity,
        accounts::{AccountApprovalEntity, AccountEntity},
        roles::{RoleDecisionEntity, RoleRequestEntity},
    },
    reports::{
        DisclosureEntity, EventEntity, FigureEntity, FollowUpEntity, NarrativeEntity, StandingEntity,
        VersionEntity,
    },
    rounds::GraceEntity,
    store::{AuditEntity, Owned, Reader},
};

/// Takes a row of a table.
pub type Take<'t> = dyn FnMut(&'static str, Value) -> Result<()> + Send + 't;

/// Every row that is in the leaf of another.
pub async fn facts(reader: &Reader, take: &mut Take<'_>) -> Result<()> {
    rows::<FigureEntity>(reader, take).await?;
    rows::<DisclosureEntity>(reader, take).await?;
    rows::<NarrativeEntity>(reader, take).await?;
    rows::<FollowUpEntity>(reader, take).await?;
    rows::<EntryEntity>(reader, take).await?;
    rows::<ReleaseContentEntity>(reader, take).await
}

/// Every row that is a leaf.
pub async fn objects(reader: &Reader, take: &mut Take<'_>) -> Result<()> {
    rows::<RoleGrantEntity>(reader, take).await?;
    rows::<RoleRequestEntity>(reader, take).await?;
    rows::<RoleDecisionEntity>(reader, take).await?;
    rows::<AccountEntity>(reader, take).await?;
    rows::<AccountApprovalEntity>(reader, take).await?;
    rows::<GraceEntity>(reader, take).await?;
    rows::<VersionEntity>(reader, take).await?;
    rows::<EventEntity>(reader, take).await?;
    rows::<StandingEntity>(reader, take).await?;
    rows::<ReleaseEntity>(reader, take).await
}

/// Every audit entry.
pub async fn entries(reader: &Reader, take: &mut Take<'_>) -> Result<()> {
    rows::<AuditEntity>(reader, take).await
}

async fn rows<E: Owned>(reader: &Reader, take: &mut Take<'_>) -> Result<()> {
    let table = E::default().as_str();
    let each = |row: E::Model| take(table, serde_json::to_value(&row).map_err(Error::broken)?);
    reader.find::<E>().each(each).await
}

#[cfg(test)]
mod tests {
    use crate::ledger::{ENTRIES, OBJECTS};

    /// What the log has and what is looked at here are the same tables.
    #[test]
    fn every_table_of_the_log_is_looked_at() {
        let source = include_str!("tables.rs");
        let looked_at = source.matches("rows::<").count() - 1;
        let facts: usize = OBJECTS.iter().map(|object| object.facts.len()).sum();
        assert!(OBJECTS.iter().any(|object| object.table == ENTRIES));
        assert_eq!(looked_at, OBJECTS.len() + facts);
    }
}
