//! Staff, democracy and everyday work of an agency, as figures.

use chrono::Days;
use rand::{RngExt, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;

use super::{calendar::Quarter, say::Saying};
use crate::kit::{Period, vocabulary::AgencyKind};

/// What changes little from quarter to quarter.
#[derive(Clone, Debug)]
pub struct Profile {
    kind: AgencyKind,
    civil_servants: i64,
    public_employees: i64,
    committee: i64,
    committee_head: &'static str,
    inspectorate: i64,
}

const HEADS: [&str; 3] = ["HEAD_OF_AGENCY", "PARTY_SECRETARY", "DEPUTY_HEAD_OF_AGENCY"];

impl Profile {
    pub fn new(kind: AgencyKind, weight: i64, rng: &mut ChaCha8Rng) -> Self {
        let public_employees = match kind {
            AgencyKind::Commune => 0,
            AgencyKind::Department | AgencyKind::ProvincialBody => rng.random_range(0..=20 * weight),
        };
        Profile {
            kind,
            civil_servants: rng.random_range(18..=60),
            public_employees,
            committee: rng.random_range(5..=15),
            committee_head: HEADS.choose(rng).copied().unwrap_or(HEADS[0]),
            inspectorate: if rng.random_bool(0.8) { rng.random_range(5..=9) } else { 0 },
        }
    }

    /// What a report says. `weight` is 1 for most agencies and much more for a few.
    pub fn say(&self, weight: i64, quarter: &Quarter, say: &mut Saying, rng: &mut ChaCha8Rng) {
        self.staff(say, rng);
        self.democracy(quarter, say, rng);
        self.work(weight, say, rng);
    }

    fn staff(&self, say: &mut Saying, rng: &mut ChaCha8Rng) {
        let administrative = self.civil_servants - rng.random_range(0..=3);
        let service = self.public_employees - rng.random_range(0..=self.public_employees.min(3));
        say.number("staff_quota_total", self.civil_servants + self.public_employees);
        say.number("staff_present_total", administrative + service);
        say.number("staff_present_administrative", administrative);
        say.number("staff_present_service", service);
        say.number("staff_in_charge", rng.random_range(1..=2));
    }

    fn democracy(&self, quarter: &Quarter, say: &mut Saying, rng: &mut ChaCha8Rng) {
        say.truth("steering_committee_exists", true);
        say.number("steering_committee_members", self.committee);
        say.choice("steering_committee_head_position", self.committee_head);
        say.truth("qcdc_plan_issued", rng.random_bool(0.95));
        say.truth("qcdc_regulation_issued", rng.random_bool(0.97));
        if rng.random_bool(0.9) {
            say.number("disclosure_items", rng.random_range(8..=13));
            say.detail("disclosure_forms_used", rng.random_range(2..=5));
            say.detail("discussed_decided_items", rng.random_range(3..=6));
            say.detail("consulted_items", rng.random_range(3..=6));
        }
        let first_quarter = Period::quarter(quarter.period.year(), 1) == Some(quarter.period);
        let held = !first_quarter || rng.random_bool(0.9);
        say.truth("staff_conference_held", held);
        if held && first_quarter {
            say.date("staff_conference_date", quarter.window.from + Days::new(rng.random_range(20..=80)));
        }
        say.truth("people_inspectorate_exists", self.inspectorate > 0);
        if self.inspectorate > 0 {
            say.detail("people_inspectorate_members", self.inspectorate);
        }
        say.number("qcdc_inspections_received", rng.random_range(0..=1));
        say.number("qcdc_violations", i64::from(rng.random_bool(0.03)));
        if self.kind == AgencyKind::Commune {
            let put = rng.random_range(0..=4);
            say.number("matters_put_to_people", put);
            say.detail("matters_put_to_people_approved", rng.random_range(0..=put));
        } else {
            say.not_applicable("matters_put_to_people");
        }
        say.not_stated("qcdc_limitations");
    }

    fn work(&self, weight: i64, say: &mut Saying, rng: &mut ChaCha8Rng) {
        say.number("documents_issued", rng.random_range(1..=8));
        say.number("documents_disseminated", rng.random_range(3..=15));
        say.number("emulation_movements", rng.random_range(2..=4));
        let dossiers = weight * rng.random_range(20..=200);
        say.number("dossiers_resolved", dossiers);
        say.number("dossiers_resolved_on_time", dossiers - rng.random_range(0..=dossiers / 25));
    }
}
