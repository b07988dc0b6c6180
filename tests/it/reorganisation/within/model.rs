//! The model: a few agencies, what happened to them, and what they said; walked through day by day and one by one.

use super::QUARTERS;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use tonghop::kit::{Period, Window};

/// Numbers from a seed (splitmix64), the same in every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % most as u64).unwrap()
    }

    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// A day from one to another, both included; every third time one of the edges.
    pub fn day(&mut self, from: NaiveDate, to: NaiveDate) -> NaiveDate {
        let days = usize::try_from((to - from).num_days()).unwrap();
        let far = match self.below(6) {
            0 => 0,
            1 => days,
            _ => self.below(days + 1),
        };
        from + chrono::Days::new(far as u64)
    }
}

pub fn window(quarter: usize) -> Window {
    QUARTERS[quarter].parse::<Period>().unwrap().window()
}

/// What a report says of the three indicators: nothing, that there was none, or a number.
pub type Says = [Option<Option<i64>>; 3];

#[derive(Clone)]
pub struct Agency {
    pub code: String,
    /// The first day; none of those that were always there.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub until: Option<NaiveDate>,
}

impl Agency {
    pub fn there_in(&self, window: Window) -> bool {
        self.from.is_none_or(|from| from <= window.to) && self.until.is_none_or(|until| window.from <= until)
    }
}

/// Something that happened to agencies, other than a name or a place.
pub struct Happened {
    pub on: NaiveDate,
    pub agencies: Vec<String>,
    pub successors: Vec<String>,
    pub ends: bool,
    pub answered_by: Option<String>,
    /// In which step it was recorded.
    pub recorded: usize,
}

/// A report that is owed, and what was filed of it.
#[derive(Clone)]
pub struct Duty {
    pub agency: String,
    pub quarter: usize,
    pub id: String,
    pub exempt: bool,
    pub state: &'static str,
    pub revision: i64,
    /// Who was named to file it.
    pub answered_by: Option<String>,
    /// What each version says, and its digest.
    pub versions: Vec<(Says, String)>,
    /// In which step each was filed.
    pub filed_at: Vec<usize>,
    pub accepted: Option<usize>,
    pub submitted: Option<usize>,
}

impl Duty {
    pub fn new(agency: String, quarter: usize, id: String, exempt: bool) -> Duty {
        let (state, revision, versions) = ("DRAFT", 0, Vec::new());
        let (answered_by, accepted, submitted) = (None, None, None);
        let filed_at = Vec::new();
        Duty {
            agency,
            quarter,
            id,
            exempt,
            state,
            revision,
            answered_by,
            versions,
            filed_at,
            accepted,
            submitted,
        }
    }

    fn version(&self, basis: &str) -> Option<usize> {
        if basis == "ACCEPTED" { self.accepted } else { self.submitted }
    }

    pub fn filed(&self, basis: &str) -> Option<&Says> {
        Some(&self.versions[self.version(basis)?].0)
    }

    /// The step in which what counts was filed.
    fn step(&self, basis: &str) -> Option<usize> {
        Some(self.filed_at[self.version(basis)?])
    }

    pub fn is_open(&self) -> bool {
        ["DRAFT", "SUBMITTED", "RETURNED"].contains(&self.state) && !self.exempt
    }

    /// Who is let off and has filed nothing is asked nothing.
    fn counts(&self, basis: &str) -> bool {
        !self.exempt || self.filed(basis).is_some()
    }
}

/// Some agencies that have to do with one another, and with nobody else: one history.
#[derive(Default)]
pub struct Family {
    pub agencies: Vec<Agency>,
    pub events: Vec<Happened>,
    pub duties: Vec<Duty>,
}

/// A sum, and how many reports it is of.
pub type Sum = (Option<i64>, i64);

/// Sums by indicator and agency.
pub type Sums = BTreeMap<(usize, String), Sum>;

pub fn add(one: Sum, other: Sum) -> Sum {
    let value = match (one.0, other.0) {
        (Some(one), Some(other)) => Some(one + other),
        (one, other) => one.or(other),
    };
    (value, one.1 + other.1)
}

impl Family {
    pub fn agency(&self, code: &str) -> &Agency {
        self.agencies.iter().find(|agency| agency.code == code).unwrap()
    }

    /// Everybody in whom something of an agency went on when it ended, by a day, and since which step that could be known.
    fn heirs<'a>(&'a self, code: &'a str, by: NaiveDate) -> BTreeSet<(&'a str, usize)> {
        let mut heirs = BTreeSet::new();
        let mut left = vec![(code, 0)];
        while let Some((code, known)) = left.pop() {
            for event in self.events.iter().filter(|event| event.ends && event.on <= by) {
                if event.agencies.iter().any(|one| one == code) {
                    let next = event.successors.iter().map(|heir| (heir.as_str(), known.max(event.recorded)));
                    left.extend(next.filter(|heir| heirs.insert(*heir)));
                }
            }
        }
        heirs
    }

    /// Whether a stock is told by an heir who owes a report of that quarter and knew of it; by one who has told nothing yet, unless
    /// it was told itself before anybody knew.
    fn told_by_heir(&self, duty: &Duty, by: NaiveDate, basis: &str) -> bool {
        let theirs = |heir: &str| {
            let of =
                |other: &&Duty| other.agency == heir && other.quarter == duty.quarter && other.counts(basis);
            self.duties.iter().find(of)
        };
        self.heirs(&duty.agency, by).into_iter().any(|(heir, known)| match theirs(heir) {
            None => false,
            Some(theirs) => theirs.step(basis).or(duty.step(basis)).is_none_or(|step| step > known),
        })
    }

    /// Everybody from whom an agency had something when it was made, through others too: what came to it later, it did not begin
    /// with.
    fn forebears(&self, code: &str) -> BTreeSet<&str> {
        let Some(from) = self.agency(code).from else { return BTreeSet::new() };
        let made = |event: &Happened| event.on == from && event.successors.iter().any(|one| one == code);
        let Some(at) = self.events.iter().position(made) else { return BTreeSet::new() };
        let mut forebears = BTreeSet::new();
        let mut left: Vec<(&str, usize)> =
            self.events[at].agencies.iter().map(|one| (one.as_str(), at)).collect();
        while let Some((code, before)) = left.pop() {
            forebears.insert(code);
            for (at, event) in self.events[..before].iter().enumerate() {
                if event.successors.iter().any(|one| one == code) {
                    left.extend(event.agencies.iter().map(|one| (one.as_str(), at)));
                }
            }
        }
        forebears
    }

    /// Whether a report's word on the first day of its quarter counts: its agency's that was there then; another's only where
    /// nobody who was there before or came after owes a report of that quarter.
    fn opens(&self, duty: &Duty, basis: &str) -> bool {
        let window = window(duty.quarter);
        let owes = |code: &str| self.owes(code, duty.quarter, basis);
        let agency = self.agency(&duty.agency);
        let late = agency.from.is_some_and(|from| from > window.from);
        let gone = agency.until.is_some_and(|until| until < window.from);
        !(late && self.forebears(&duty.agency).into_iter().any(owes)
            || gone && self.told_by_heir(duty, window.from, basis))
    }

    /// Whether its word on the last day counts: likewise.
    fn closes(&self, duty: &Duty, basis: &str) -> bool {
        let window = window(duty.quarter);
        let gone = self.agency(&duty.agency).until.is_some_and(|until| until < window.to);
        !(gone && self.told_by_heir(duty, window.to, basis))
    }

    fn owes(&self, code: &str, quarter: usize, basis: &str) -> bool {
        self.duties.iter().any(|duty| duty.agency == code && duty.quarter == quarter && duty.counts(basis))
    }

    /// What stands, told apart by agency: what came in over all quarters, what was carried over into the first, and what was
    /// pending at the end of the last.
    pub fn sums(&self, basis: &str, (first, last): (usize, usize)) -> Sums {
        let mut sums = Sums::new();
        let in_range = |duty: &&Duty| (first..=last).contains(&duty.quarter) && duty.counts(basis);
        for duty in self.duties.iter().filter(in_range) {
            for indicator in 0..3 {
                let sum = sums.entry((indicator, duty.agency.clone())).or_insert((None, 0));
                let tells = match indicator {
                    0 => duty.quarter == first && self.opens(duty, basis),
                    1 => true,
                    _ => duty.quarter == last && self.closes(duty, basis),
                };
                if tells {
                    let said = duty.filed(basis).and_then(|says| says[indicator]);
                    *sum = add(*sum, (said.map(|number| number.unwrap_or(0)), 1));
                }
            }
        }
        sums
    }

    /// Every agency of today in which a part of an agency went on, walking forward in time.
    fn ends(&self, agency: &str, from: usize) -> BTreeSet<String> {
        for (at, event) in self.events.iter().enumerate().skip(from) {
            if event.agencies.iter().any(|one| one == agency) {
                let mut ends: BTreeSet<String> =
                    event.successors.iter().map(|next| self.stands(next, at + 1)).collect();
                if !event.ends {
                    ends.insert(self.stands(agency, at + 1));
                }
                return ends;
            }
        }
        BTreeSet::from([agency.to_owned()])
    }

    /// The one agency where everything of it is; itself where there is none, or more than one.
    fn stands(&self, agency: &str, from: usize) -> String {
        let ends = self.ends(agency, from);
        if ends.len() == 1 { ends.into_iter().next().unwrap() } else { agency.to_owned() }
    }

    /// Under whom an agency stands today.
    pub fn line(&self, agency: &str) -> String {
        self.stands(agency, 0)
    }

    /// Whether what an agency told of on a day cannot be given to one agency of today, since it or who continues it was divided.
    pub fn divided_since(&self, agency: &str, day: NaiveDate) -> bool {
        let from = self.events.iter().position(|event| event.on > day).unwrap_or(self.events.len());
        self.divided(agency, from)
    }

    fn divided(&self, agency: &str, from: usize) -> bool {
        for (at, event) in self.events.iter().enumerate().skip(from) {
            if event.agencies.iter().any(|one| one == agency) {
                let goes_on = (!event.ends).then_some(agency);
                let mut parts = event.successors.iter().map(String::as_str).chain(goes_on);
                return self.ends(agency, at).len() > 1 || parts.any(|part| self.divided(part, at + 1));
            }
        }
        false
    }

    /// What is said of a line beside its sums over some quarters: nothing ended is of today.
    pub fn status(&self, line: &str, basis: &str, (first, last): (usize, usize)) -> &'static str {
        let divided = self.duties.iter().any(|duty| {
            (first..=last).contains(&duty.quarter)
                && duty.counts(basis)
                && self.line(&duty.agency) == line
                && self.divided_since(&duty.agency, window(duty.quarter).from)
        });
        let end = |event: &&Happened| event.ends && event.agencies.iter().any(|one| one == line);
        match self.events.iter().find(end) {
            _ if divided => "SPLIT",
            None => "TODAY",
            Some(end) if end.successors.is_empty() => "DISSOLVED",
            Some(_) => "SPLIT",
        }
    }

    /// Whether an agency ended, and nobody answers for it.
    pub fn nobody_answers(&self, agency: &str) -> bool {
        let mut current = agency;
        for event in self.events.iter().filter(|event| event.ends) {
            if event.agencies.iter().any(|one| one == current) {
                match &event.answered_by {
                    Some(next) => current = next,
                    None => return true,
                }
            }
        }
        false
    }

    /// The last day on which anything happened to an agency, or to which it was a party.
    pub fn last_event(&self, agency: &str) -> Option<NaiveDate> {
        let of = |event: &&Happened| event.agencies.iter().chain(&event.successors).any(|one| one == agency);
        self.events.iter().filter(of).map(|event| event.on).max()
    }
}
