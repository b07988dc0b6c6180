//! The demo's scores of the year 2018: a scheme that is marked as made up, agencies' own scores, and what Home Affairs
//! verified in January 2019. None of it is anybody's.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{calendar::at_hour, cast::Cast};
use crate::{
    catalogue::scoring::{DemocracyClass, Scheme, shown},
    kit::{Period, Result, scalars::DecimalText},
    scoring::{
        CriterionScoreInput, Marks, ScoringBandInput, ScoringCriterionInput, ScoringSchemeDraft, Verification,
    },
};

/// The scheme's code in the demo's province.
pub const SCHEME: &str = "VI_DU_DEMO";
/// The quarter, by its index, in whose time the year before is scored.
pub const QUARTER: usize = 4;

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

/// Points by criterion in whole points, `less` of them taken off where there are any.
fn marks(scheme: &Scheme, agency: usize, less: i64) -> Marks {
    let criteria = scheme.leaves().into_iter().enumerate().map(|(index, leaf)| {
        let points = leaf.maximum * share(agency, index) / 10_000 * 100 - less * 100;
        CriterionScoreInput {
            criterion: leaf.code.clone(),
            points: DecimalText(shown(points.max(0))),
            note: None,
        }
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
    score: Score,
) -> Result<()> {
    let Some(year) = Period::new(2018, crate::kit::PeriodKind::Year, 1) else { return Ok(()) };
    match score {
        Score::Save => cast.save_scheme(at, draft(example)).await,
        Score::Own => cast.assess(at, code, year, marks(example, index, 0)).await,
        Score::Verify => {
            // Every third is verified a little lower, and one is classed below its band.
            let less = i64::from(index % 3 == 1);
            let lowered = index == 6;
            let asked = Verification {
                marks: marks(example, index, less),
                classification: lowered.then_some(DemocracyClass::Weak),
                override_reason: lowered.then(|| "Số liệu minh họa: có vụ vi phạm quy chế dân chủ.".into()),
                ..Verification::default()
            };
            cast.verify(at, code, year, asked).await
        }
    }
}
