//! Schemes by which democracy work is scored (thang điểm): a tree of criteria with their largest points, and the bands of
//! points that make a class. Points stand in hundredths.

use async_graphql::Enum;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

use super::indicator::includes;
use crate::kit::decimal::Decimal;
use crate::kit::vocabulary::{AgencyKind, vocabulary};
use crate::kit::{Bilingual, Code, Problem};

/// How many digits points have behind the point.
pub const SCALE: u8 = 2;
/// The most points a scheme may give: 10,000.
const MOST_POINTS: i64 = 1_000_000;
/// The most criteria of a scheme.
pub const MOST_CRITERIA: usize = 200;
/// The longest code of a scheme or a criterion.
pub const MOST_CODE: usize = 60;

vocabulary! {
    /// How well an agency carries out democracy at the grassroots (xếp loại thực hiện dân chủ ở cơ sở).
    DemocracyClass {
        /// Tốt.
        Good = "GOOD",
        /// Khá.
        Fair = "FAIR",
        /// Trung bình.
        Average = "AVERAGE",
        /// Yếu.
        Weak = "WEAK",
        /// Không xếp loại.
        NotClassified = "NOT_CLASSIFIED",
    }
}

/// A scheme of scores.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheme {
    pub code: String,
    pub label: Bilingual,
    /// Made up to show the shape: nobody is scored by it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub example: bool,
    /// Who issued it, as cited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<Bilingual>,
    /// Holds for periods that end in this time; open where not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
    /// The kinds of agency it scores.
    pub agency_kinds: Vec<AgencyKind>,
    /// The largest score.
    pub maximum: i64,
    /// In order; a part comes after what it is a part of.
    pub criteria: Vec<Criterion>,
    pub bands: Vec<Band>,
}

/// Something that points are given for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// Lower-case letters, digits and underscores.
    pub code: String,
    /// The criterion that it is a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    pub label: Bilingual,
    /// The most points it gives.
    pub maximum: i64,
}

/// The scores of a class: from `from` to below the next band, which begins at `to`, or one hundredth above it where bands are
/// written with their last scores (0 to 49.99, 50 to 69.99). The highest band includes its `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    pub class: DemocracyClass,
    pub from: i64,
    pub to: i64,
}

/// Points as people write them.
pub fn shown(points: i64) -> Decimal {
    Decimal::new(points, SCALE)
}

impl Scheme {
    /// Whether it is for a kind of agency on a day.
    pub fn serves(&self, kind: AgencyKind, day: NaiveDate) -> bool {
        self.agency_kinds.contains(&kind) && includes(day, self.valid_from, self.valid_to)
    }

    /// The class of a score; `None` for a score beyond the scheme.
    pub fn class_of(&self, score: i64) -> Option<DemocracyClass> {
        // Bands follow one another from 0 to the maximum: see `faults`.
        let begun = self.bands.iter().filter(|band| band.from <= score && score <= self.maximum);
        begun.max_by_key(|band| band.from).map(|band| band.class)
    }

    /// A criterion by its code.
    pub fn criterion(&self, code: &str) -> Option<&Criterion> {
        self.criteria.iter().find(|criterion| criterion.code == code)
    }

    /// The criteria that have no parts: those that points are given for; the others are the sums of theirs.
    pub fn leaves(&self) -> Vec<&Criterion> {
        let parents: BTreeSet<&str> = self.criteria.iter().filter_map(|it| it.parent.as_deref()).collect();
        self.criteria.iter().filter(|criterion| !parents.contains(criterion.code.as_str())).collect()
    }
}

/// Everything that is wrong with a scheme: sums that do not add up, bands that overlap, leave a gap, or give a
/// better class to a lower score.
pub fn faults(scheme: &Scheme) -> Vec<Problem> {
    let mut problems = Vec::new();
    if !(1..=MOST_POINTS).contains(&scheme.maximum) {
        problems.push(Problem::new(Code::ScoringPoints, &["maximum"]).with("most", shown(MOST_POINTS)));
    }
    if let (Some(from), Some(to)) = (scheme.valid_from, scheme.valid_to)
        && to < from
    {
        let problem = Problem::new(Code::ValidityBackwards, &["validTo"]);
        problems.push(problem.with_day("from", from).with_day("to", to));
    }
    if scheme.agency_kinds.is_empty() {
        problems.push(Problem::new(Code::TextEmpty, &["agencyKinds"]));
    }
    criteria(scheme, &mut problems);
    bands(scheme, &mut problems);
    problems
}

fn criteria(scheme: &Scheme, problems: &mut Vec<Problem>) {
    match scheme.criteria.len() {
        0 => problems.push(Problem::new(Code::TextEmpty, &["criteria"])),
        1..=MOST_CRITERIA => {}
        _ => {
            problems.push(Problem::new(Code::TooManyEntries, &["criteria"]).with("most", MOST_CRITERIA));
            return;
        }
    }
    let named = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut sums: BTreeMap<Option<&str>, i64> = BTreeMap::new();
    for (index, criterion) in scheme.criteria.iter().enumerate() {
        let index = index.to_string();
        let at = |field| ["criteria", index.as_str(), field];
        let code = criterion.code.as_str();
        if code.is_empty() || code.len() > MOST_CODE || !code.chars().all(named) {
            problems.push(Problem::new(Code::ScoringCriterionCode, &at("code")).with("most", MOST_CODE));
        }
        if !(1..=MOST_POINTS).contains(&criterion.maximum) {
            problems.push(Problem::new(Code::ScoringPoints, &at("maximum")).with("most", shown(MOST_POINTS)));
        }
        let parent = criterion.parent.as_deref();
        // Only what is there already: so that nothing is a part of itself.
        if let Some(parent) = parent.filter(|parent| !seen.contains(parent)) {
            problems.push(Problem::new(Code::ScoringParent, &at("parent")).with("criterion", parent));
        }
        if !seen.insert(code) {
            problems.push(Problem::new(Code::DuplicateEntry, &at("code")).with("key", code));
        }
        let sum = sums.entry(parent).or_default();
        *sum = sum.saturating_add(criterion.maximum);
    }
    let mut compare = |path: &[&str], sum: i64, maximum: i64| {
        if sum != maximum {
            let problem = Problem::new(Code::ScoringSum, path);
            problems.push(problem.with("sum", shown(sum)).with("maximum", shown(maximum)));
        }
    };
    compare(&["criteria"], sums.get(&None).copied().unwrap_or(0), scheme.maximum);
    for (index, criterion) in scheme.criteria.iter().enumerate() {
        if let Some(sum) = sums.get(&Some(criterion.code.as_str())) {
            compare(&["criteria", &index.to_string(), "maximum"], *sum, criterion.maximum);
        }
    }
}

fn bands(scheme: &Scheme, problems: &mut Vec<Problem>) {
    if scheme.bands.is_empty() {
        problems.push(Problem::new(Code::TextEmpty, &["bands"]));
        return;
    }
    if scheme.bands.len() > DemocracyClass::ALL.len() {
        let most = DemocracyClass::ALL.len();
        problems.push(Problem::new(Code::TooManyEntries, &["bands"]).with("most", most));
        return;
    }
    let mut classes = BTreeSet::new();
    for (index, band) in scheme.bands.iter().enumerate() {
        let index = index.to_string();
        let at = |field| ["bands", index.as_str(), field];
        if band.class == DemocracyClass::NotClassified || !classes.insert(band.class) {
            let problem = Problem::new(Code::ScoringBandClass, &at("class"));
            problems.push(problem.with("class", band.class.code()));
        }
        if band.to <= band.from {
            let problem = Problem::new(Code::ScoringBandEmpty, &at("to"));
            problems.push(problem.with("from", shown(band.from)).with("to", shown(band.to)));
        }
    }
    let mut order: Vec<usize> = (0..scheme.bands.len()).collect();
    order.sort_by_key(|index| scheme.bands[*index].from);
    let mut reached = 0;
    for index in &order {
        let band = scheme.bands[*index];
        let index = index.to_string();
        let path = ["bands", index.as_str(), "from"];
        let code = match band.from.cmp(&reached) {
            std::cmp::Ordering::Equal => None,
            // Bands that are written with their last scores: nothing lies between 49.99 and 50.
            std::cmp::Ordering::Greater if reached > 0 && band.from == reached + 1 => None,
            std::cmp::Ordering::Less => Some(Code::ScoringBandsOverlap),
            std::cmp::Ordering::Greater => Some(Code::ScoringBandsGap),
        };
        if let Some(code) = code {
            let (from, to) = (reached.min(band.from), reached.max(band.from));
            problems.push(Problem::new(code, &path).with("from", shown(from)).with("to", shown(to)));
        }
        reached = reached.max(band.to);
    }
    // Classes are declared from the best to the worst: whoever scores more has none that is worse. Told where each has one band.
    let each_once = classes.len() == scheme.bands.len();
    for pair in order.windows(2).filter(|_| each_once) {
        let (lower, higher) = (scheme.bands[pair[0]].class, scheme.bands[pair[1]].class);
        if lower < higher {
            let problem = Problem::new(Code::ScoringBandsOrder, &["bands", &pair[0].to_string(), "class"]);
            problems.push(problem.with("class", lower.code()).with("below", higher.code()));
        }
    }
    if reached != scheme.maximum {
        let last = order.last().map(ToString::to_string).unwrap_or_default();
        let problem = Problem::new(Code::ScoringBandsGap, &["bands", &last, "to"]);
        let (from, to) = (reached.min(scheme.maximum), reached.max(scheme.maximum));
        problems.push(problem.with("from", shown(from)).with("to", shown(to)));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::catalogue::tests::CATALOGUE;
    use proptest::prelude::*;

    fn example() -> Scheme {
        CATALOGUE.scoring_scheme("EXAMPLE_100").unwrap().clone()
    }

    fn wrong(change: impl FnOnce(&mut Scheme)) -> Vec<(String, &'static str)> {
        let mut scheme = example();
        change(&mut scheme);
        let found = faults(&scheme).into_iter();
        found.map(|problem| (problem.path.join("."), problem.code.name())).collect()
    }

    #[test]
    fn the_example_is_one_and_adds_up() {
        let scheme = example();
        assert!(scheme.example && faults(&scheme).is_empty());
        let leaves: i64 = scheme.leaves().iter().map(|leaf| leaf.maximum).sum();
        assert_eq!((leaves, scheme.leaves().len(), scheme.criteria.len()), (10_000, 8, 11));
    }

    #[test]
    fn a_band_includes_its_first_score_and_the_highest_its_last() {
        let scheme = example();
        let class = |score| scheme.class_of(score).map(DemocracyClass::code);
        for (score, expected) in [
            (0, Some("WEAK")),
            (4_999, Some("WEAK")),
            (5_000, Some("AVERAGE")),
            (6_999, Some("AVERAGE")),
            (7_000, Some("FAIR")),
            (8_999, Some("FAIR")),
            (9_000, Some("GOOD")),
            (10_000, Some("GOOD")),
            (10_001, None),
            (-1, None),
        ] {
            assert_eq!(class(score), expected, "{score}");
        }
    }

    #[test]
    fn what_does_not_add_up_is_told() {
        let one = |path: &str, code| vec![(path.to_owned(), code)];
        assert_eq!(wrong(|it| it.maximum = 11_000), {
            let mut both = one("criteria", "SCORING_SUM");
            both.push(("bands.0.to".into(), "SCORING_BANDS_GAP"));
            both
        });
        assert_eq!(wrong(|it| it.criteria[1].maximum = 900), one("criteria.0.maximum", "SCORING_SUM"));
        assert_eq!(wrong(|it| it.bands[1].from = 7_500), one("bands.1.from", "SCORING_BANDS_GAP"));
        assert_eq!(wrong(|it| it.bands[1].from = 7_002), one("bands.1.from", "SCORING_BANDS_GAP"));
        assert_eq!(wrong(|it| it.bands[0].to = 9_999), one("bands.0.to", "SCORING_BANDS_GAP"));
        assert_eq!(
            wrong(|it| (it.valid_from, it.valid_to) =
                (NaiveDate::from_ymd_opt(2020, 1, 1), NaiveDate::from_ymd_opt(2019, 1, 1))),
            one("validTo", "VALIDITY_BACKWARDS")
        );
        assert_eq!(wrong(|it| it.bands[1].to = 9_500), one("bands.0.from", "SCORING_BANDS_OVERLAP"));
        assert_eq!(wrong(|it| it.bands[3].from = 100), one("bands.3.from", "SCORING_BANDS_GAP"));
        // A better class below a worse one, wherever in the list the bands stand.
        let reversed = wrong(|it| {
            let (first, last) = (it.bands[0].class, it.bands[3].class);
            (it.bands[0].class, it.bands[3].class) = (last, first);
        });
        assert_eq!(
            reversed,
            [
                ("bands.3.class".to_owned(), "SCORING_BANDS_ORDER"),
                ("bands.1.class".to_owned(), "SCORING_BANDS_ORDER")
            ]
        );
        assert_eq!(wrong(|it| it.bands.reverse()), []);
        assert_eq!(
            wrong(|it| it.bands[2].class = DemocracyClass::Good),
            one("bands.2.class", "SCORING_BAND_CLASS")
        );
        assert_eq!(
            wrong(|it| it.criteria[1].parent = Some("plan".into())),
            [("criteria.1.parent", "SCORING_PARENT"), ("criteria.0.maximum", "SCORING_SUM")]
                .map(|(path, code)| (path.to_owned(), code))
        );
        assert_eq!(wrong(|it| it.criteria.clear())[0], ("criteria".to_owned(), "TEXT_EMPTY"));
        assert_eq!(wrong(|it| it.bands.clear()), one("bands", "TEXT_EMPTY"));
    }

    #[test]
    fn bands_may_be_written_with_their_last_scores() {
        let mut scheme = example();
        for band in &mut scheme.bands[1..] {
            band.to -= 1;
        }
        assert_eq!((faults(&scheme), scheme.bands[3].to), (Vec::new(), 4_999));
        for score in 0..=10_000 {
            assert_eq!(scheme.class_of(score), example().class_of(score), "{score}");
        }
    }

    proptest! {
        /// Where bands are without a fault, every score from 0 to the maximum has exactly one class.
        #[test]
        fn bands_without_a_fault_give_every_score_one_class(edges in prop::collection::vec(0i64..=20, 8)) {
            let mut scheme = example();
            scheme.maximum = 20;
            scheme.criteria.truncate(1);
            scheme.criteria[0].maximum = 20;
            for (band, edge) in scheme.bands.iter_mut().zip(edges.chunks(2)) {
                (band.from, band.to) = (edge[0], edge[1]);
            }
            // A band that does not touch the next one ends with its last score.
            let touches = |band: &Band| scheme.bands.iter().any(|next| next.from == band.to);
            let holds = |band: &Band, score: i64| {
                band.from <= score && (score < band.to || score == band.to && !touches(band))
            };
            let one_class = |score: i64| scheme.bands.iter().filter(|band| holds(band, score)).count() == 1;
            let sound = scheme.bands.iter().all(|band| band.from < band.to && band.to <= 20);
            let whole = scheme.bands.iter().any(|band| band.to == 20);
            let ordered = scheme.bands.windows(2).all(|pair| pair[0].from > pair[1].from);
            prop_assert_eq!(faults(&scheme).is_empty(), (0..=20).all(one_class) && sound && whole && ordered);
            if faults(&scheme).is_empty() {
                for score in 0..=20 {
                    let class = scheme.bands.iter().find(|band| holds(band, score)).map(|band| band.class);
                    prop_assert_eq!(scheme.class_of(score), class);
                }
            }
        }
    }
}
