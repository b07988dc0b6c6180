//! A made-up agency: what it has and does, quarter by quarter, so that its reports agree with each other.

use chrono::Days;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    calendar::Quarter,
    grievances::Grievances,
    models::{self, Model},
    province::ExampleAgency,
    said::{Saying, Style},
};
use crate::{kit::vocabulary::AgencyKind, reports::FigureInput};

/// An agency and what it remembers from quarter to quarter.
pub struct Agency {
    pub is: ExampleAgency,
    pub models: Vec<Model>,
    style: Style,
    staff: Staff,
    committee: Committee,
    grievances: Grievances,
    procedures: i64,
    rng: ChaCha8Rng,
}

struct Staff {
    deputies: i64,
    divisions: i64,
    units: i64,
    quota: [i64; 2],
    present: [i64; 2],
    female: [i64; 2],
    ethnic: [i64; 2],
    contract: i64,
}

struct Committee {
    members: i64,
    head: &'static str,
    /// The first quarter in which there is one.
    since: usize,
    inspectorate: i64,
}

impl Agency {
    /// The agency at the beginning, out of the demo's seed and its own number.
    pub fn new(is: ExampleAgency, quarters: &[Quarter], seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(is.number as u64);
        let style = [Style::Declares, Style::Zeros, Style::Declares, Style::Terse][is.number % 4];
        let models = models::of_agency(&is.code, quarters, &mut rng);
        let committee = Committee {
            members: rng.random_range(7..=15),
            head: if rng.random_bool(0.6) { "PARTY_SECRETARY" } else { "HEAD_OF_AGENCY" },
            since: if is.number.is_multiple_of(9) { 3 } else { 0 },
            inspectorate: if rng.random_bool(0.85) { [3, 5, 7][rng.random_range(0..3)] } else { 0 },
        };
        Agency {
            staff: Staff::new(is.kind, &mut rng),
            grievances: Grievances::new(is.kind),
            procedures: rng.random_range(20..150),
            committee,
            models,
            style,
            is,
            rng,
        }
    }

    /// What its report of a quarter states. To be asked once for each quarter, in order.
    pub fn report(&mut self, quarter: &Quarter) -> Vec<FigureInput> {
        let mut say = Saying::new(self.style);
        let commune = self.is.kind == AgencyKind::Commune;
        self.staff.pass(&mut self.rng);
        self.staff.say(commune, &mut say, &mut self.rng);
        self.grievances.say(quarter, &mut say, &mut self.rng);
        self.say_committee(quarter, &mut say);
        self.say_democracy(quarter, &mut say);
        self.say_work(&mut say);
        if !self.silent() {
            models::say(&self.models, quarter.index, &mut say);
        }
        say.not_stated("limitations");
        say.figures()
    }

    /// Whether a report leaves a subject out altogether.
    fn silent(&mut self) -> bool {
        self.rng.random_bool(0.1)
    }

    /// Whether the agency has a steering committee in a quarter.
    pub fn has_committee(&self, quarter: &Quarter) -> bool {
        quarter.index >= self.committee.since
    }

    fn say_committee(&mut self, quarter: &Quarter, say: &mut Saying) {
        let exists = self.has_committee(quarter);
        say.truth("steering_committee_exists", exists);
        if exists {
            say.number("steering_committee_members", self.committee.members);
            say.choice("steering_committee_head_position", self.committee.head);
            say.truth("steering_committee_consolidated", self.rng.random_bool(0.08));
            say.detail("steering_committee_meetings", self.rng.random_range(0..=2));
        }
        say.truth("qcdc_plan_issued", !quarter.begins_year() || !self.is.number.is_multiple_of(7));
        say.number("staff_in_charge", self.rng.random_range(1..=2));
    }

    fn say_democracy(&mut self, quarter: &Quarter, say: &mut Saying) {
        let issued = quarter.index > 2 || !self.is.number.is_multiple_of(8);
        say.truth_noted("qcdc_regulation_issued", issued, "Quy chế của cơ quan, số liệu minh họa.");
        if !self.silent() {
            let rng = &mut self.rng;
            say.number("discussed_decided_items", rng.random_range(3..=6));
            say.number("consulted_items", rng.random_range(3..=6));
            say.number("supervised_items", rng.random_range(3..=6));
        }
        let held = !quarter.begins_year() || self.rng.random_bool(0.9);
        say.truth("staff_conference_held", held);
        if held && quarter.begins_year() {
            let present: i64 = self.staff.present.iter().sum();
            say.date("staff_conference_date", quarter.window.from + Days::new(self.rng.random_range(20..80)));
            say.detail("staff_conference_eligible", present);
            say.detail("staff_conference_attended", present - self.rng.random_range(0..=present / 8));
        }
        say.truth("people_inspectorate_exists", self.committee.inspectorate > 0);
        if self.committee.inspectorate > 0 {
            let least = if self.is.kind == AgencyKind::Commune { 5 } else { 3 };
            say.detail("people_inspectorate_members", self.committee.inspectorate.max(least));
            let recommendations = self.rng.random_range(0..=2);
            say.detail("people_inspectorate_inspections", self.rng.random_range(0..=2));
            say.detail("people_inspectorate_recommendations", recommendations);
            say.detail(
                "people_inspectorate_recommendations_accepted",
                self.rng.random_range(0..=recommendations),
            );
        }
        say.number("qcdc_inspections_received", self.rng.random_range(0..=1));
        say.number("qcdc_violations", i64::from(self.rng.random_bool(0.04)));
        say.detail("harassment_cases_handled", i64::from(self.rng.random_bool(0.02)));
        if self.is.kind == AgencyKind::Commune {
            let put = self.rng.random_range(0..=4);
            say.number("matters_put_to_people", put);
            say.number("matters_put_to_people_approved", self.rng.random_range(0..=put));
        } else {
            say.detail("qcdc_inspections_conducted", self.rng.random_range(0..=2));
            say.not_applicable("matters_put_to_people");
            say.not_applicable("matters_put_to_people_approved");
        }
    }

    fn say_work(&mut self, say: &mut Saying) {
        if !self.silent() {
            let rng = &mut self.rng;
            let sessions = rng.random_range(2..=9);
            say.number("documents_issued", rng.random_range(2..=8));
            say.number("documents_disseminated", rng.random_range(5..=15));
            say.number("dissemination_sessions", sessions);
            say.number("dissemination_attendees", sessions * rng.random_range(30..=60));
            say.number("dissemination_channels", rng.random_range(2..=5));
            say.detail("news_items_published", rng.random_range(0..=20));
        }
        if !self.silent() {
            let rng = &mut self.rng;
            let petitions = rng.random_range(0..=3);
            say.number("coordination_programmes", rng.random_range(1..=4));
            say.number("coordination_activities", rng.random_range(1..=6));
            say.number("front_petitions_received", petitions);
            say.number("front_petitions_resolved", rng.random_range(0..=petitions));
        }
        if !self.silent() {
            let rng = &mut self.rng;
            let courses = rng.random_range(0..=2);
            say.number("training_courses", courses);
            say.number("training_participants", courses * rng.random_range(20..=40));
        }
        let rng = &mut self.rng;
        say.number("emulation_movements", rng.random_range(2..=4));
        say.detail("contests_joined", rng.random_range(0..=2));
        say.number("commendations_collective", rng.random_range(0..=3));
        say.number("commendations_individual", rng.random_range(0..=8));
        if self.is.kind != AgencyKind::ProvincialBody {
            let dossiers = rng.random_range(50..=900);
            say.detail("procedures_published_online", self.procedures);
            say.number("dossiers_resolved", dossiers);
            say.number("dossiers_resolved_on_time", dossiers - rng.random_range(0..=dossiers / 25));
        }
    }

    /// The agency's own random numbers, for what else its reports hold.
    pub fn rng(&mut self) -> &mut ChaCha8Rng {
        &mut self.rng
    }
}

impl Staff {
    fn new(kind: AgencyKind, rng: &mut ChaCha8Rng) -> Self {
        let quota = match kind {
            AgencyKind::Department => [rng.random_range(25..=60), rng.random_range(0..=60)],
            AgencyKind::Commune => [rng.random_range(18..=24), 0],
            AgencyKind::ProvincialBody => [rng.random_range(15..=30), rng.random_range(0..=20)],
        };
        let present = quota.map(|quota: i64| quota - quota.min(rng.random_range(0..=3)));
        Staff {
            deputies: rng.random_range(1..=3),
            divisions: rng.random_range(3..=8),
            units: rng.random_range(0..=5),
            quota,
            present,
            female: present.map(|present| present * rng.random_range(30..=50) / 100),
            ethnic: present.map(|present| present * rng.random_range(5..=25) / 100),
            contract: rng.random_range(0..=4),
        }
    }

    /// A quarter passes: somebody may leave or come.
    fn pass(&mut self, rng: &mut ChaCha8Rng) {
        for part in 0..2 {
            let (quota, present) = (self.quota[part], self.present[part]);
            let least = self.female[part].max(self.ethnic[part]);
            self.present[part] = (present + rng.random_range(-1..=1)).clamp(least.min(quota), quota);
        }
    }

    fn say(&self, commune: bool, say: &mut Saying, rng: &mut ChaCha8Rng) {
        say.number("leadership_directors", 1);
        say.number("leadership_deputy_directors", self.deputies);
        if commune {
            say.not_applicable("professional_divisions");
            say.not_applicable("affiliated_public_units");
        } else {
            say.number("professional_divisions", self.divisions);
            say.number("affiliated_public_units", self.units);
        }
        say.number("staff_quota_total", self.quota.iter().sum());
        say.number("staff_quota_civil_servants", self.quota[0]);
        say.number("staff_quota_public_employees", self.quota[1]);
        say.number("staff_present_total", self.present.iter().sum());
        let parts = [("staff_present_administrative", 0), ("staff_present_service", 1)];
        for (indicator, part) in parts {
            say.number(indicator, self.present[part]);
            say.number(&format!("{indicator}_female"), self.female[part]);
            say.detail(&format!("{indicator}_ethnic_minority"), self.ethnic[part]);
        }
        say.detail("staff_contract_nd68", self.contract);
        say.detail("staff_retired_nd108", i64::from(rng.random_bool(0.1)));
    }
}
