//! Rows on their way to the database.

use crate::{
    dan_van_kheo::{EntryEntity, EntryRow, ModelEntity, ModelRow, StageEntity, StageRow},
    kit::Result,
    organisation::{
        AgencyEntity, AgencyRow, LoginEntity, LoginRow, PersonEntity, PersonRow, ProvinceEntity, ProvinceRow,
        ReorganisationEntity, ReorganisationRow, RoleGrantEntity, RoleGrantRow,
    },
    reports::{
        DisclosureEntity, DisclosureRow, EventEntity, EventRow, FigureEntity, FigureRow, FormSnapshotEntity,
        FormSnapshotRow, NarrativeEntity, NarrativeRow, ReportEntity, ReportRow, StandingEntity, StandingRow,
        VersionEntity, VersionRow,
    },
    rounds::{ObligationEntity, ObligationRow, RoundEntity, RoundRow},
    store::BulkWriter,
};
use std::mem::take;

/// What has been made and not been loaded yet.
#[derive(Default)]
pub struct Rows {
    pub provinces: Vec<ProvinceRow>,
    pub logins: Vec<LoginRow>,
    pub people: Vec<PersonRow>,
    pub agencies: Vec<AgencyRow>,
    pub reorganisations: Vec<ReorganisationRow>,
    pub grants: Vec<RoleGrantRow>,
    pub models: Vec<ModelRow>,
    pub stages: Vec<StageRow>,
    pub forms: Vec<FormSnapshotRow>,
    pub rounds: Vec<RoundRow>,
    pub obligations: Vec<ObligationRow>,
    pub reports: Vec<ReportRow>,
    pub versions: Vec<VersionRow>,
    pub events: Vec<EventRow>,
    pub standings: Vec<StandingRow>,
    pub figures: Vec<FigureRow>,
    pub disclosures: Vec<DisclosureRow>,
    pub narratives: Vec<NarrativeRow>,
    pub entries: Vec<EntryRow>,
}

impl Rows {
    /// Loads everything, each table after those that it points at, and is empty again.
    pub async fn flush(&mut self, to: &mut BulkWriter) -> Result<()> {
        to.insert_shared::<ProvinceEntity>(take(&mut self.provinces)).await?;
        to.insert_shared::<LoginEntity>(take(&mut self.logins)).await?;
        to.insert::<PersonEntity>(take(&mut self.people)).await?;
        to.insert::<AgencyEntity>(take(&mut self.agencies)).await?;
        to.insert::<ReorganisationEntity>(take(&mut self.reorganisations)).await?;
        to.insert::<RoleGrantEntity>(take(&mut self.grants)).await?;
        to.insert::<ModelEntity>(take(&mut self.models)).await?;
        to.insert::<StageEntity>(take(&mut self.stages)).await?;
        to.insert::<FormSnapshotEntity>(take(&mut self.forms)).await?;
        to.insert::<RoundEntity>(take(&mut self.rounds)).await?;
        to.insert::<ObligationEntity>(take(&mut self.obligations)).await?;
        to.insert::<ReportEntity>(take(&mut self.reports)).await?;
        to.insert::<VersionEntity>(take(&mut self.versions)).await?;
        to.insert::<EventEntity>(take(&mut self.events)).await?;
        to.insert::<StandingEntity>(take(&mut self.standings)).await?;
        to.insert::<FigureEntity>(take(&mut self.figures)).await?;
        to.insert::<DisclosureEntity>(take(&mut self.disclosures)).await?;
        to.insert::<NarrativeEntity>(take(&mut self.narratives)).await?;
        to.insert::<EntryEntity>(take(&mut self.entries)).await?;
        to.log().await
    }
}
