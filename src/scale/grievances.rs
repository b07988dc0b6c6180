//! Reception and submissions of an agency, quarter after quarter: what is pending is carried over.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{calendar::Quarter, say::Saying};
use crate::kit::vocabulary::{AgencyKind, GrievanceKind};

/// What is pending at the end of a quarter, by kind.
#[derive(Clone, Debug, Default)]
pub struct Grievances {
    pending: [i64; 3],
}

impl Grievances {
    /// What a report says. `weight` is 1 for most agencies and much more for a few.
    pub fn say(
        &mut self,
        kind: AgencyKind,
        weight: i64,
        quarter: &Quarter,
        say: &mut Saying,
        rng: &mut ChaCha8Rng,
    ) {
        reception(kind, weight, quarter, say, rng);
        for (grievance, pending) in GrievanceKind::ALL.iter().zip(&mut self.pending) {
            let most = match grievance {
                GrievanceKind::Complaint => 2 * weight,
                GrievanceKind::Denunciation => weight,
                GrievanceKind::PetitionFeedback => 4 * weight,
            };
            // A silent agency goes on working.
            let silent = rng.random_bool(0.08);
            let mut unsaid = Saying::new(super::say::Style::Terse);
            *pending = submissions(
                *grievance,
                rng.random_range(0..=most),
                *pending,
                if silent { &mut unsaid } else { say },
                rng,
            );
        }
    }
}

fn reception(kind: AgencyKind, weight: i64, quarter: &Quarter, say: &mut Saying, rng: &mut ChaCha8Rng) {
    say.truth("reception_calendar_issued", rng.random_bool(0.95));
    if rng.random_bool(0.06) {
        return;
    }
    let required = match kind {
        AgencyKind::Commune => quarter.window.days() / 7 + 1,
        AgencyKind::Department | AgencyKind::ProvincialBody => 3,
    };
    let visits = rng.random_range(0..=8 * weight);
    let cases = visits - rng.random_range(0..=visits / 3);
    say.number("reception_visits_total", visits);
    say.number("reception_persons_total", visits + rng.random_range(0..=weight));
    say.number("reception_cases_total", cases);
    say.number("reception_head_sessions", required - rng.random_range(0..=1));
    say.number("dialogue_meetings_held", rng.random_range(0..=1));
}

/// One kind's submissions in a quarter, consistent with the rules of the catalogue; what is pending at its end.
fn submissions(
    kind: GrievanceKind,
    received: i64,
    carried: i64,
    say: &mut Saying,
    rng: &mut ChaCha8Rng,
) -> i64 {
    let name = kind.code().to_lowercase();
    let pool = carried + received;
    let ineligible = rng.random_range(0..=pool / 10);
    let eligible = pool - ineligible;
    let outside = rng.random_range(0..=eligible / 4);
    let within = eligible - outside;
    let resolved = within - rng.random_range(0..=within / 3);
    let pending = within - resolved;
    let mut number = |suffix: &str, value: i64| say.number(&format!("{name}_{suffix}"), value);
    number("carried_over", carried);
    number("received", received);
    number("within_competence", within);
    number("resolved", resolved);
    number("resolved_on_time", resolved - rng.random_range(0..=resolved / 4));
    number("pending", pending);
    let mut detail = |suffix: &str, value: i64| say.detail(&format!("{name}_{suffix}"), value);
    detail("eligible", eligible);
    detail("outside_competence", outside);
    detail("transferred_out", outside + ineligible);
    detail("pending_overdue", rng.random_range(0..=pending));
    let first = rng.random_range(0..=resolved);
    match kind {
        GrievanceKind::Complaint => {
            let second = rng.random_range(0..=resolved - first);
            detail("upheld", first);
            detail("rejected", second);
            detail("partly_upheld", resolved - first - second);
        }
        GrievanceKind::Denunciation => {
            detail("substantiated", first);
            detail("unsubstantiated", resolved - first);
            detail("conclusions_issued", resolved);
        }
        GrievanceKind::PetitionFeedback => {}
    }
    pending
}
