//! Reception and submissions of a made-up agency: what is pending at the end of a quarter is carried into the next.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{calendar::Quarter, said::Saying};
use crate::kit::vocabulary::{AgencyKind, GrievanceKind};

/// What an agency has pending, by kind of submission.
pub struct Grievances {
    kind: AgencyKind,
    pending: [i64; 3],
}

/// How many submissions of a kind a quarter brings at most.
fn most(agency: AgencyKind, grievance: GrievanceKind) -> i64 {
    let (complaints, denunciations, petitions) = match agency {
        AgencyKind::Department => (3, 1, 6),
        AgencyKind::Commune => (6, 2, 12),
        AgencyKind::ProvincialBody => (1, 1, 2),
    };
    match grievance {
        GrievanceKind::Complaint => complaints,
        GrievanceKind::Denunciation => denunciations,
        GrievanceKind::PetitionFeedback => petitions,
    }
}

impl Grievances {
    pub fn new(kind: AgencyKind) -> Self {
        Grievances { kind, pending: [0; 3] }
    }

    /// A quarter passes, and the report says what it brought.
    pub fn say(&mut self, quarter: &Quarter, say: &mut Saying, rng: &mut ChaCha8Rng) {
        self.say_reception(quarter, say, rng);
        for (index, kind) in GrievanceKind::ALL.iter().enumerate() {
            self.pending[index] = submissions(*kind, most(self.kind, *kind), self.pending[index], say, rng);
        }
        say.detail("officials_sanctioned", i64::from(rng.random_bool(0.03)));
    }

    fn say_reception(&self, quarter: &Quarter, say: &mut Saying, rng: &mut ChaCha8Rng) {
        say.truth("reception_calendar_issued", true);
        say.number("leadership_reflections_received", i64::from(rng.random_bool(0.02)));
        if rng.random_bool(0.08) {
            return;
        }
        let (busy, required) = match self.kind {
            AgencyKind::Department => (20, 3),
            AgencyKind::Commune => (50, quarter.window.days() / 7),
            AgencyKind::ProvincialBody => (4, 3),
        };
        let missed = if rng.random_bool(0.06) { rng.random_range(1..=2) } else { 0 };
        let (regular, head, delegated) =
            (rng.random_range(0..=busy), rng.random_range(0..=busy / 3), rng.random_range(0..=2));
        let visits = regular + head + delegated;
        let groups = i64::from(visits > 10 && rng.random_bool(0.05));
        let grouped = groups * rng.random_range(5..=12);
        let first = visits * rng.random_range(50..=80) / 100;
        let repeated = visits * rng.random_range(5..=20) / 100;
        say.number("reception_visits_total", visits);
        say.number("reception_persons_total", visits + grouped);
        say.number("reception_cases_total", first + repeated);
        say.number("reception_regular_visits", regular);
        say.number("reception_head_sessions", required + 1 - missed - i64::from(missed > 0));
        say.number("reception_head_visits", head);
        say.number("reception_delegated_visits", delegated);
        say.detail("reception_first_time_cases", first);
        say.detail("reception_repeat_cases", repeated);
        say.detail("reception_group_count", groups);
        say.detail("reception_group_persons", grouped);
        say.detail("dialogue_meetings_held", rng.random_range(0..=2));
    }
}

/// The submissions of one kind in a quarter; what is pending at its end.
fn submissions(kind: GrievanceKind, most: i64, carried: i64, say: &mut Saying, rng: &mut ChaCha8Rng) -> i64 {
    let name = kind.code().to_lowercase();
    let received = rng.random_range(0..=most);
    let pool = carried + received;
    let ineligible = i64::from(received > 0 && rng.random_bool(0.1));
    let eligible = pool - ineligible;
    let outside = rng.random_range(0..=eligible / 4);
    let within = eligible - outside;
    let resolved = within - rng.random_range(0..=within / 3 + i64::from(within > 0));
    let pending = within - resolved;
    let on_time = resolved - rng.random_range(0..=resolved / 4);
    let overdue = if pending > 0 { rng.random_range(0..=1) } else { 0 };
    let mut number = |suffix: &str, value: i64| say.number(&format!("{name}_{suffix}"), value);
    number("received", received);
    number("resolved", resolved);
    // Some reports give no more than that.
    if rng.random_bool(0.08) {
        return pending;
    }
    number("carried_over", carried);
    number("within_competence", within);
    number("resolved_on_time", on_time);
    number("pending", pending);
    number("pending_overdue", overdue);
    let mut detail = |suffix: &str, value: i64| say.detail(&format!("{name}_{suffix}"), value);
    detail("eligible", eligible);
    detail("outside_competence", outside);
    detail("transferred_out", outside + ineligible);
    let first = rng.random_range(0..=resolved);
    let second = rng.random_range(0..=resolved - first);
    match kind {
        GrievanceKind::Complaint => {
            let third = rng.random_range(0..=resolved - first - second);
            detail("upheld", first);
            detail("rejected", second);
            detail("partly_upheld", third);
            detail("withdrawn", resolved - first - second - third);
        }
        GrievanceKind::Denunciation => {
            detail("substantiated", first);
            detail("unsubstantiated", second);
            detail("partly_substantiated", resolved - first - second);
            detail("conclusions_issued", resolved);
        }
        GrievanceKind::PetitionFeedback => {}
    }
    pending
}
