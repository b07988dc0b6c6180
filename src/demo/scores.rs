//! The demo's scores of the years since 2018: a scheme that is marked as made up, agencies' own scores, and what Home Affairs
//! verified: those of 2018 and 2019 in the January after, later ones in November, before the year's reports. None of it is anybody's.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{
    calendar::{at_hour, working_days_after},
    cast::Cast,
    years::submitter_of,
};
use crate::{
    catalogue::scoring::{DemocracyClass, Scheme, shown},
    kit::{Error, Period, Result, scalars::DecimalText},
    scoring::{
        CriterionScoreInput, Marks, ScoringBandInput, ScoringCriterionInput, ScoringSchemeDraft, Verification,
    },
};

/// The scheme's code in the demo's province.
pub const SCHEME: &str = "VI_DU_DEMO";
/// The quarter, by its index, in whose time the year before is scored.
pub const QUARTER: usize = 4;

/// The first year that is scored.
pub const FIRST: i32 = 2018;
/// The second, of which no yearly report tells.
pub const SECOND: i32 = 2019;

/// Something that happens to scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Score {
    /// The province saves its scheme.
    Save,
    /// An agency scores itself.
    Own,
    /// Home Affairs verifies it.
    Verify,
}

/// Of so many agencies, those whose scores of a later year somebody gave, and those that Home Affairs verified: when.
pub fn of_year(year: i32, agencies: usize) -> Vec<(DateTime<Utc>, usize, Score)> {
    let begins = if year == SECOND { (year + 1, 1, 5) } else { (year, 11, 1) };
    let Some(begins) = NaiveDate::from_ymd_opt(begins.0, begins.1, begins.2) else { return Vec::new() };
    let on = |days: usize, hour| at_hour(working_days_after(begins, u32::try_from(days).unwrap_or(1)), hour);
    let mut all = Vec::new();
    for agency in (0..agencies).step_by(2) {
        all.push((on(1 + agency % 3, 9), agency, Score::Own));
        if agency % 8 != 6 {
            all.push((on(6 + agency % 4, 10), agency, Score::Verify));
        }
    }
    all.sort_by_key(|(at, ..)| *at);
    all
}

/// What Home Affairs takes off an agency's own points for each criterion: every third is verified a little lower.
fn less(agency: usize) -> i64 {
    i64::from(agency % 3 == 1)
}

/// Whether an agency is classed below its band; it has a reason.
fn is_lowered(year: i32, agency: usize) -> bool {
    if year == FIRST { agency == 6 } else { agency == 4 }
}

/// By how much an agency's place is moved, so that its points of one year are not those of another.
fn place(year: i32, agency: usize) -> usize {
    agency + usize::try_from(year - FIRST).unwrap_or(0) * 2
}

/// A score as a report tells it: in whole points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    pub own: i64,
    pub verified: Option<(i64, DemocracyClass)>,
}

impl Told {
    /// What an agency's report of a year says of it.
    pub fn of(scheme: &Scheme, year: i32, agency: usize, is_verified: bool) -> Self {
        let total = |less| {
            let leaves = scheme.leaves().into_iter().enumerate();
            leaves.map(|(index, leaf)| points(leaf.maximum, place(year, agency), index, less)).sum::<i64>()
        };
        let verified = total(less(agency));
        let class =
            if is_lowered(year, agency) { Some(DemocracyClass::Weak) } else { scheme.class_of(verified) };
        let verified = class.filter(|_| is_verified).map(|class| (verified / 100, class));
        Told { own: total(0) / 100, verified }
    }
}

/// What happens to the scores of so many agencies, by agency, in January 2019: some never score themselves, and some are not
/// verified yet.
pub fn happenings(agencies: usize) -> Vec<(DateTime<Utc>, usize, Score)> {
    let Some(monday) = NaiveDate::from_ymd_opt(2019, 1, 7) else { return Vec::new() };
    let on = |days: usize, hour| at_hour(monday + Days::new(days as u64), hour);
    let mut all = vec![(on(0, 8), 0, Score::Save)];
    for agency in (0..agencies).filter(|agency| agency % 9 != 5) {
        all.push((on(1 + agency % 4, 9), agency, Score::Own));
        if agency % 4 != 3 {
            all.push((on(14 + agency % 5, 10), agency, Score::Verify));
        }
    }
    all
}

/// The share of the largest points, in percent, that an agency gets for a criterion: the same each time.
fn share(agency: usize, criterion: usize) -> i64 {
    const SHARES: [i64; 9] = [100, 95, 90, 100, 85, 75, 95, 60, 80];
    SHARES[(agency * 5 + criterion * 3) % SHARES.len()] - i64::try_from(agency % 3).unwrap_or(0) * 10
}

/// The points of an agency for a criterion, in hundredths.
fn points(maximum: i64, agency: usize, criterion: usize, less: i64) -> i64 {
    (maximum * share(agency, criterion) / 10_000 * 100 - less * 100).max(0)
}

/// Points by criterion in whole points, `less` of them taken off where there are any.
fn marks(scheme: &Scheme, agency: usize, less: i64) -> Marks {
    let criteria = scheme.leaves().into_iter().enumerate().map(|(index, leaf)| {
        let points = points(leaf.maximum, agency, index, less);
        CriterionScoreInput { criterion: leaf.code.clone(), points: DecimalText(shown(points)), note: None }
    });
    Marks { total: None, criteria: criteria.collect(), note: Some("Điểm minh họa.".into()) }
}

/// The shipped example as the demo's province saves it.
fn draft(example: &Scheme) -> ScoringSchemeDraft {
    let points = |points| DecimalText(shown(points));
    ScoringSchemeDraft {
        code: SCHEME.into(),
        label_vi: example.label.vi.clone(),
        label_en: example.label.en.clone(),
        legal_basis: example.legal_basis.as_ref().map(|basis| basis.vi.clone()),
        valid_from: None,
        valid_to: None,
        agency_kinds: None,
        maximum: points(example.maximum),
        criteria: example
            .criteria
            .iter()
            .map(|criterion| ScoringCriterionInput {
                code: criterion.code.clone(),
                parent: criterion.parent.clone(),
                label_vi: criterion.label.vi.clone(),
                label_en: criterion.label.en.clone(),
                maximum: points(criterion.maximum),
            })
            .collect(),
        bands: example
            .bands
            .iter()
            .map(|band| ScoringBandInput { class: band.class, from: points(band.from), to: points(band.to) })
            .collect(),
    }
}

/// Lets one thing happen to the score of an agency.
pub async fn happen(
    cast: &mut Cast<'_>,
    example: &Scheme,
    at: DateTime<Utc>,
    (index, code): (usize, &str),
    (year, score): (i32, Score),
) -> Result<()> {
    let period: Period = year.to_string().parse().map_err(Error::broken)?;
    let own = |less| marks(example, place(year, index), less);
    match score {
        Score::Save => cast.save_scheme(at, draft(example)).await,
        Score::Own => cast.assess(at, (submitter_of(code), code), period, own(0)).await,
        Score::Verify => {
            let lowered = is_lowered(year, index);
            let asked = Verification {
                marks: own(less(index)),
                classification: lowered.then_some(DemocracyClass::Weak),
                override_reason: lowered.then(|| "Số liệu minh họa: có vụ vi phạm quy chế dân chủ.".into()),
                ..Verification::default()
            };
            cast.verify(at, code, period, asked).await
        }
    }
}
