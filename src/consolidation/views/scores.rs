//! How democracy work was scored: the record of scores, against the agencies that owe one.

use async_graphql::{Object, SimpleObject};
use std::collections::BTreeMap;

use super::super::{
    arithmetic::{self, Contribution, Standing},
    picture::Picture,
    totals::{ChoiceCount, ValueRange, mean},
};
use crate::{
    catalogue::scoring::{SCALE, Scheme, shown},
    kit::{self, Error, Lang, Period, PeriodKind, scalars::DecimalText, vocabulary::ConsolidationBasis},
    organisation::Agency,
    scoring::{self, Content, DemocracyScore, Kept, ScoreRow, ScoreState},
};

/// The indicator that a form asks of the agencies that are to be scored.
const ASKED: &str = "qcdc_self_score";

/// The record of scores: agencies' own, and what Home Affairs has verified (chấm điểm, xếp loại).
#[derive(SimpleObject)]
pub struct DemocracyScores {
    /// Agencies and periods that owe a score, and those that have one: `selfScored + verified + notScored`, on either basis. A year's
    /// score is owed by who reports in that year, by whatever rounds, and is there at its end, where the province has a scheme for
    /// it; a year's or half-year's also by whoever owes a report that asks for it (số lượt phải chấm điểm).
    due: u32,
    /// Of which have an own score that is not verified; 0 on ACCEPTED, where only a verified score counts (đã tự chấm, chưa thẩm định).
    self_scored: u32,
    /// Of which are verified (đã thẩm định).
    verified: u32,
    /// Of which have no score that counts on the basis asked, on ACCEPTED those not verified among them: never read as a score of 0
    /// (chưa có điểm được tính).
    not_scored: u32,
    /// Classes that are not their band's, with a reason (xếp loại khác khung điểm).
    overridden: u32,
    /// Agencies' own scores (điểm tự chấm).
    self_score: ValueRange,
    /// Verified scores (điểm thẩm định).
    verified_score: ValueRange,
    /// How many have each class (xếp loại).
    classification: Vec<ChoiceCount>,
    /// One for each agency and period, by code of agency and period (từng cơ quan).
    entries: Vec<DemocracyScoreEntry>,
}

/// The score of one agency and period (điểm của một cơ quan trong một kỳ).
pub struct DemocracyScoreEntry {
    agency: Agency,
    name: String,
    successor: Option<Agency>,
    period: Period,
    score: Option<DemocracyScore>,
    own: Option<i64>,
    verified: Option<i64>,
}

/// The score of one agency and period (điểm của một cơ quan trong một kỳ).
#[Object]
impl DemocracyScoreEntry {
    /// The agency (cơ quan).
    async fn agency(&self) -> &Agency {
        &self.agency
    }

    /// What the agency was called on the last day of the period; `agency { name }` is its present name (tên cơ quan trong kỳ).
    async fn agency_name(&self) -> &str {
        &self.name
    }

    /// Who continues it today, where the picture is brought to today's structure and that is another agency (cơ quan kế thừa).
    async fn successor(&self) -> Option<&Agency> {
        self.successor.as_ref()
    }

    /// The year or half-year (kỳ).
    async fn period(&self) -> Period {
        self.period
    }

    /// The record; null where none counts on the basis asked (bản chấm điểm).
    async fn score(&self) -> Option<&DemocracyScore> {
        self.score.as_ref()
    }

    /// The verified score less the agency's own; null unless there are both (chênh lệch thẩm định và tự chấm).
    async fn difference(&self) -> Option<DecimalText> {
        Some(DecimalText(shown(self.verified?.checked_sub(self.own?)?)))
    }

    /// Whether the class is not its band's (xếp loại khác khung điểm).
    async fn overridden(&self) -> bool {
        self.score.as_ref().is_some_and(DemocracyScore::is_overridden)
    }
}

impl DemocracyScores {
    /// Reads the record of the years and half-years of a picture: two statements besides the ledger's.
    pub async fn read(picture: &Picture, lang: Lang, with_entries: bool) -> kit::Result<Self> {
        let ledger = picture.ledger().await?;
        let mut periods: Vec<Period> = Vec::new();
        let scored = |period: &Period| matches!(period.kind(), PeriodKind::Year | PeriodKind::HalfYear);
        periods.extend(ledger.plan.columns.iter().map(|column| column.period).filter(scored));
        periods.extend(ledger.plan.leaves.iter().map(|leaf| leaf.period).filter(scored));
        periods.sort_by_key(|period| period.number());
        periods.dedup();

        // Who owes a score, and who has one; agencies by their positions, which are in the order of their codes.
        let mut due: BTreeMap<(usize, i32), Option<ScoreRow>> = BTreeMap::new();
        let asked = picture.catalogue.indicator(ASKED);
        for owed in ledger.all() {
            let (round, period) = (ledger.round(owed), ledger.period(owed));
            let form = ledger.form(&picture.catalogue, owed);
            let asks = form.is_some_and(|form| form.asks(ASKED).is_some())
                && asked.is_some_and(|indicator| indicator.asked_in(period, round.window));
            if asks && scored(&period) {
                due.insert((owed.agency as usize, period.number()), None);
            }
        }
        // Whatever rounds a year had: who reports in it, by a year's or by a part's report, and is still there at its end, owes the
        // year's score where the province has a scheme for it.
        let years: BTreeMap<u16, Period> = periods
            .iter()
            .filter(|period| period.kind() == PeriodKind::Year)
            .map(|period| (period.year(), *period))
            .collect();
        if !years.is_empty() {
            let schemes = known_schemes(picture).await?;
            for owed in ledger.all() {
                let asked = ledger.period(owed);
                let Some(year) = years.get(&asked.year()).filter(|_| !asked.is_ad_hoc()) else { continue };
                let (agency, end) = (&ledger.agencies[owed.agency as usize], year.window().to);
                let (first, last) = agency.days();
                let there = first <= end && last.is_none_or(|last| end <= last);
                if there && schemes.iter().any(|scheme| scheme.serves(agency.agency_kind(), end)) {
                    due.insert((owed.agency as usize, year.number()), None);
                }
            }
        }
        let accepted = picture.basis == ConsolidationBasis::Accepted;
        let position =
            |row: &ScoreRow| ledger.agencies.iter().position(|agency| agency.key() == row.agency_id);
        for row in scoring::of_periods(&picture.reader, &periods, picture.as_of.known_at()).await? {
            let lost = || Error::broken("a score without its agency");
            let (agency, period) = (position(&row).ok_or_else(lost)?, row.period);
            // What does not count on this basis is owed all the same.
            let counts = !accepted || row.state == ScoreState::Verified.code();
            due.insert((agency, period), Some(row).filter(|_| counts));
        }

        let counted = |counts: &dyn Fn(&Option<ScoreRow>) -> bool| {
            u32::try_from(due.values().filter(|row| counts(row)).count()).unwrap_or(u32::MAX)
        };
        let in_state =
            |state: ScoreState| counted(&|row| row.as_ref().is_some_and(|row| row.state == state.code()));
        let range = |score: &dyn Fn(&ScoreRow) -> Option<i64>| {
            let given = due.iter().filter_map(|((agency, period), row)| {
                let value = row.as_ref().and_then(score);
                let standing = match (row, value) {
                    (None, _) => Standing::Missing,
                    (Some(_), None) => Standing::NotStated,
                    (Some(_), Some(_)) => Standing::Stated,
                };
                let period = Period::from_number(*period)?;
                Some(Contribution { agency: ledger.agencies[*agency].key(), period, standing, value })
            });
            range_of(given.collect())
        };
        let mut overridden = 0;
        let mut classes: BTreeMap<String, u32> = BTreeMap::new();
        for row in due.values().flatten() {
            if let Some(class) = &row.classification {
                *classes.entry(class.clone()).or_default() += 1;
                let content: Content = serde_json::from_str(&row.content).map_err(Error::broken)?;
                overridden += u32::from(content.band.is_some_and(|band| band.code() != class));
            }
        }
        let indicator = picture.catalogue.indicator("qcdc_classification");
        let indicator = indicator.ok_or_else(|| Error::broken("an unknown indicator"))?;
        let classification = indicator.choices.iter().map(|choice| ChoiceCount {
            choice: choice.code.clone(),
            label: choice.label.get(lang).to_owned(),
            count: classes.get(&choice.code).copied().unwrap_or(0),
        });
        let mut scores = DemocracyScores {
            due: counted(&|_| true),
            self_scored: in_state(ScoreState::SelfScored),
            verified: in_state(ScoreState::Verified),
            not_scored: counted(&|row| row.is_none()),
            overridden,
            self_score: range(&|row| row.self_score),
            verified_score: range(&|row| row.verified_score),
            classification: classification.collect(),
            entries: Vec::new(),
        };
        if with_entries {
            super::super::cells::bounded(due.len())?;
            for ((agency, period), row) in due {
                let (own, verified) =
                    row.as_ref().map_or((None, None), |row| (row.self_score, row.verified_score));
                let agency = &ledger.agencies[agency];
                let period = Period::from_number(period).ok_or_else(|| Error::broken("no period"))?;
                scores.entries.push(DemocracyScoreEntry {
                    name: ledger.name_on(agency, period.window().to),
                    successor: ledger.continued_by(agency).cloned(),
                    agency: agency.clone(),
                    period,
                    score: row.map(|row| DemocracyScore::beside(row, agency.clone())).transpose()?,
                    own,
                    verified,
                });
            }
        }
        Ok(scores)
    }
}

/// The schemes by which agencies are scored, as far as they were known.
async fn known_schemes(picture: &Picture) -> kit::Result<Vec<Scheme>> {
    let known_at = picture.as_of.known_at();
    let known = |kept: &Kept| match (kept.saved_at, known_at) {
        (Some(saved), Some(at)) => saved <= at,
        _ => true,
    };
    let schemes = scoring::schemes(&picture.reader, &picture.catalogue).await?.into_iter();
    Ok(schemes.filter(known).map(|kept| kept.scheme).filter(|scheme| !scheme.example).collect())
}

fn range_of(given: Vec<Contribution>) -> ValueRange {
    let values: Vec<i128> = given.iter().filter_map(|said| said.value.map(i128::from)).collect();
    let range = arithmetic::min_max(given);
    let points = |points: Option<i64>| points.map(|points| DecimalText(shown(points)));
    ValueRange {
        minimum: points(range.least),
        maximum: points(range.greatest),
        mean: mean(&values, SCALE).map(DecimalText),
        coverage: range.coverage,
        withheld: false,
    }
}
