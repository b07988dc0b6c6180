//! The models that a report may speak of: those of its agency's register, and of the registers that this one took over.

use sea_orm::{ColumnTrait, QueryFilter};
use std::collections::HashMap;
use uuid::Uuid;

use super::types::{ModelReference, ReportContent};
use crate::{
    dan_van_kheo::{self, ModelRow},
    kit::{Result, Window},
    organisation::{AgencyColumn, AgencyEntity, history::History},
    store::Reader,
};

/// The registers that an agency keeps on the closing day of a report.
#[derive(Debug, Default)]
pub struct Register {
    own: Uuid,
    /// The agencies whose registers they are, its own first.
    agencies: Vec<Uuid>,
    models: Vec<ModelRow>,
    /// The codes of the agencies that were taken over.
    codes: HashMap<Uuid, String>,
    shared: bool,
}

impl Register {
    /// Those of an agency for a window: one statement; another one where it has taken registers over.
    pub async fn read(reader: &Reader, history: &History, agency: Uuid, window: Window) -> Result<Register> {
        let taken_over = history.taken_over(agency, window.to);
        let agencies: Vec<Uuid> = std::iter::once(agency).chain(taken_over.keys().copied()).collect();
        let models = dan_van_kheo::of_agencies(reader, &agencies).await?;
        let mut codes = HashMap::new();
        if !taken_over.is_empty() {
            let wanted = AgencyColumn::Id.is_in(taken_over.keys().copied());
            let rows = reader.find::<AgencyEntity>().with(|all| all.filter(wanted)).all().await?;
            codes.extend(rows.into_iter().map(|row| (row.id, row.code)));
        }
        let by_then = models.iter().filter(|model| model.registered_on <= window.to);
        let shared =
            by_then.map(|model| taken_over.get(&model.agency_id)).any(|shared| shared == Some(&true));
        Ok(Register { own: agency, agencies, models, codes, shared })
    }

    /// The agencies whose registers they are.
    pub fn agencies(&self) -> &[Uuid] {
        &self.agencies
    }

    /// Every model.
    pub fn models(&self) -> &[ModelRow] {
        &self.models
    }

    /// Whether models of an agency that was divided are among them: how many are this agency's cannot be told.
    pub fn is_shared(&self) -> bool {
        self.shared
    }

    /// The model that a reference names: of the agency that it names, else the agency's own, else the only one of this code.
    pub fn find(&self, reference: &ModelReference) -> Option<&ModelRow> {
        let mut named = self.models.iter().filter(|model| model.code == reference.code);
        if let Some(agency) = &reference.agency {
            return named.find(|model| self.codes.get(&model.agency_id) == Some(agency));
        }
        let named: Vec<&ModelRow> = named.collect();
        let own = named.iter().find(|model| model.agency_id == self.own).copied();
        own.or_else(|| Some(named.first().copied()?).filter(|_| named.len() == 1))
    }

    /// The code of the agency that registered a model, where that was another.
    pub fn registered_by(&self, model: &ModelRow) -> Option<&str> {
        self.codes.get(&model.agency_id).map(String::as_str)
    }

    /// The models that a report lists.
    pub fn listed(&self, content: &ReportContent) -> impl Iterator<Item = &ModelRow> {
        content.models.iter().filter_map(|reference| self.find(reference))
    }
}
