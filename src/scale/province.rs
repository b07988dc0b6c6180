//! One province, made quarter after quarter.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::sync::Arc;
use uuid::Uuid;

use super::{
    agency::Agency,
    calendar::{self, Quarter},
    changes, course,
    ids::id,
    people,
    report::{self, Asked},
    rows::Rows,
};
use crate::{
    catalogue::{Catalogue, FormVersion},
    kit::{Error, Result, vocabulary::RoundState},
    reports::{Asked as Questions, FormSnapshotRow},
    rounds::RoundRow,
};

/// The form that every round asks.
pub const FORM: &str = "dvcq_quarterly";

/// A province in the making.
pub struct Province {
    tenant: i32,
    catalogue: Arc<Catalogue>,
    agencies: Vec<Agency>,
    officer: Uuid,
    /// Digests of the forms that were kept.
    kept: Vec<String>,
    /// The quarter from which on merged agencies report no more.
    merged: Option<usize>,
    rng: ChaCha8Rng,
}

impl Province {
    /// Founds a province: its people, agencies and models.
    pub fn found(
        tenant: i32,
        agencies: u32,
        issuer: &str,
        seed: u64,
        quarters: &[Quarter],
        catalogue: Arc<Catalogue>,
        rows: &mut Rows,
    ) -> Self {
        // A stream of its own: provinces are made beside each other, in any order.
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(u64::from(tenant.unsigned_abs()));
        let at = calendar::founded_at(quarters);
        let staff = people::found(tenant, agencies, issuer, at, &mut rng, rows);
        changes::happen(tenant, staff.officer, quarters, &mut rng, rows);
        let agencies =
            staff.posts.into_iter().map(|post| Agency::new(tenant, post, quarters, &mut rng, rows)).collect();
        let merged = changes::merged_in(quarters.len());
        Province { tenant, catalogue, agencies, officer: staff.officer, kept: Vec::new(), merged, rng }
    }

    /// Makes the round of a quarter with all that was done in it. To be asked for each quarter, in order.
    pub fn report(&mut self, quarter: &Quarter, rows: &mut Rows) -> Result<()> {
        let catalogue = self.catalogue.clone();
        let form = catalogue
            .form_for(FORM, quarter.period)
            .ok_or_else(|| Error::broken(format!("no {FORM} for {}", quarter.period)))?;
        if !self.kept.contains(&form.digest) {
            self.kept.push(form.digest.clone());
            rows.forms.push(FormSnapshotRow {
                tenant_id: self.tenant,
                digest: form.digest.clone(),
                content: form.canonical_json().to_owned(),
            });
        }
        let round = self.round(quarter, form)?;
        let questions = Questions::of(&catalogue, &round, None)?;
        let asked = Asked { round: &round, quarter, questions: &questions, officer: self.officer };
        let ended = self.merged.is_some_and(|from| quarter.index >= from);
        for agency in &mut self.agencies {
            if ended && changes::is_merged(agency.post.number) {
                continue;
            }
            let content = agency.report(quarter, &catalogue, &mut self.rng);
            let deeds = course::deeds(quarter, &mut self.rng);
            report::write(asked, agency, content, &deeds, &mut self.rng, rows);
        }
        rows.rounds.push(round);
        Ok(())
    }

    fn round(&mut self, quarter: &Quarter, form: &FormVersion) -> Result<RoundRow> {
        let state = if quarter.closed_at.is_some() { RoundState::Closed } else { RoundState::Open };
        Ok(RoundRow {
            tenant_id: self.tenant,
            id: id(quarter.opened_at, &mut self.rng),
            form_code: form.code.clone(),
            form_version: i32::try_from(form.version).map_err(Error::broken)?,
            period: quarter.period.number(),
            window_from: quarter.window.from,
            window_to: quarter.window.to,
            due_at: quarter.due_at,
            state: state.code().into(),
            letter_number: None,
            letter_date: None,
            letter_issuer: None,
            opened_by: Some(self.officer),
            opened_at: quarter.opened_at,
            recorded_at: None,
            closed_by: quarter.closed_at.map(|_| self.officer),
            closed_at: quarter.closed_at,
        })
    }
}
