//! What makes the difference between two releases, as clients read it.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use std::sync::Arc;

use super::{
    super::{
        compare::{self, Comparison, CoverageChange, FigureDifference as Difference, Part, Step},
        document::{Frozen, FrozenAgency, Shape, Tally},
    },
    Release,
    figures::{ReleasedAgency, ReleasedRange, ReleasedTotal, known, rate},
    parts::DifferencePart,
};
use crate::{
    catalogue::{Catalogue, Indicator},
    consolidation::withholding,
    kit::{
        self,
        decimal::Decimal,
        scalars::{DecimalText, Long},
    },
    required,
};

/// What makes the difference between a release and another one, or now (kết quả so sánh).
pub struct ReleaseComparison {
    comparison: Arc<Comparison>,
    with: Option<Release>,
    /// Whether small numbers are withheld from whoever asks.
    withholds: bool,
}

impl ReleaseComparison {
    pub fn new(comparison: Comparison, with: Option<Release>, withholds: bool) -> Self {
        ReleaseComparison { comparison: Arc::new(comparison), with, withholds }
    }
}

/// What makes the difference between a release and another one, or now (kết quả so sánh).
#[Object]
impl ReleaseComparison {
    /// The other release; null when it is compared with now (số liệu phát hành được so sánh).
    async fn to(&self) -> Option<&Release> {
        self.with.as_ref()
    }

    /// The instant at which the other picture is known (thời điểm được so sánh).
    async fn known_at(&self) -> DateTime<Utc> {
        self.comparison.to.known_at
    }

    /// What has changed in who owes a report and has one that counts (thay đổi độ bao phủ).
    async fn coverage(&self) -> CoverageChange {
        CoverageChange::between(self.comparison.from.coverage, self.comparison.to.coverage)
    }

    /// Figure by figure, in the catalogue's order; with `byAgency` of each agency instead (chênh lệch từng chỉ tiêu).
    async fn figures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Codes of the indicators; all when left out.")] indicators: Option<Vec<String>>,
        #[graphql(desc = "Whether agencies are told apart, by each release's structure.", default)]
        by_agency: bool,
        #[graphql(desc = "Whether those in which nothing changed are wanted too.", default)] unchanged: bool,
    ) -> Result<Vec<FigureDifference>> {
        let catalogue = ctx.data_unchecked::<Arc<Catalogue>>();
        required!(ctx, |_request| self.read(catalogue, indicators.as_deref(), by_agency, unchanged))
    }
}

impl ReleaseComparison {
    fn read(
        &self,
        catalogue: &Catalogue,
        wanted: Option<&[String]>,
        by_agency: bool,
        unchanged: bool,
    ) -> kit::Result<Vec<FigureDifference>> {
        let comparison = &self.comparison;
        let codes = comparison.figures.iter().map(|figure| figure.indicator.as_str());
        known(wanted, codes, catalogue)?;
        let mut shown = Vec::new();
        for (at, figure) in comparison.figures.iter().enumerate() {
            let is_wanted = wanted.is_none_or(|codes| codes.contains(&figure.indicator));
            if !is_wanted || figure.part == Some(Shape::Denominator) {
                continue;
            }
            let beside = match figure.part {
                Some(Shape::Numerator) => comparison.denominator(&figure.indicator),
                _ => None,
            };
            let lines = match by_agency {
                true => comparison.lines(figure).into_iter().map(Some).collect(),
                false => vec![None],
            };
            for line in lines {
                let (comparison, withholds) = (comparison.clone(), self.withholds);
                let hidden = withholds && catalogue.tells_small_numbers(&figure.indicator);
                let one = FigureDifference { comparison, at, beside, line, withholds, hidden };
                // Whether a figure that is withheld changed is withheld too.
                if unchanged || hidden || one.is_changed() {
                    shown.push(one);
                }
            }
        }
        Ok(shown)
    }
}

impl Comparison {
    /// Where the denominator of a rate is.
    fn denominator(&self, indicator: &str) -> Option<usize> {
        let is_it = |one: &Difference| one.indicator == indicator && one.part == Some(Shape::Denominator);
        self.figures.iter().position(is_it)
    }

    /// The agencies that a figure tells apart in either, by code.
    fn lines(&self, figure: &Difference) -> Vec<FrozenAgency> {
        let of = |frozen: &Frozen, at: Option<usize>| -> Vec<FrozenAgency> {
            let lines = at.into_iter().flat_map(|at| &frozen.figures[at].lines);
            lines.map(|line| frozen.agencies[line.agency as usize].clone()).collect()
        };
        let mut lines = of(&self.to, figure.to);
        for line in of(&self.from, figure.from) {
            if !lines.iter().any(|known| known.id == line.id) {
                lines.push(line);
            }
        }
        lines.sort_by(|one, other| one.code.cmp(&other.code));
        lines
    }
}

/// What makes the difference of one figure (chênh lệch của một số liệu).
pub struct FigureDifference {
    comparison: Arc<Comparison>,
    at: usize,
    /// Of a rate, where its denominator is.
    beside: Option<usize>,
    line: Option<FrozenAgency>,
    withholds: bool,
    /// Whether its values are withheld.
    hidden: bool,
}

impl FigureDifference {
    fn line(&self) -> Option<&str> {
        self.line.as_ref().map(|line| line.id.as_str())
    }

    fn tallies(&self, at: usize) -> [Tally; 2] {
        let (comparison, figure) = (&self.comparison, &self.comparison.figures[at]);
        let of = |frozen: &Frozen, at: Option<usize>| {
            compare::total(frozen, at.map(|at| &frozen.figures[at]), self.line())
        };
        [of(&comparison.from, figure.from), of(&comparison.to, figure.to)]
    }

    fn is_changed(&self) -> bool {
        [Some(self.at), self.beside].into_iter().flatten().any(|at| {
            let figure = &self.comparison.figures[at];
            let all = std::iter::once(&figure.steps).chain(figure.choices.values());
            let [from, to] = self.tallies(at);
            from != to || all.into_iter().any(|steps| !compare::of_line(steps, self.line()).is_empty())
        })
    }

    fn total_of(&self, at: usize) -> TotalDifference {
        let (comparison, figure) = (&self.comparison, &self.comparison.figures[at]);
        let scale = |frozen: &Frozen, at: Option<usize>| at.map(|at| frozen.figures[at].unit());
        let (one, other) = (scale(&comparison.from, figure.from), scale(&comparison.to, figure.to));
        let unit = other.or(one).unwrap_or(0);
        let like = one.zip(other).is_none_or(|(one, other)| one == other);
        let [from, to] = self.tallies(at);
        let difference = compare::difference(from.value, to.value).filter(|_| like && !self.hidden);
        let coverages = [from.coverage, to.coverage].map(|coverage| match self.hidden {
            true => withholding::veiled(coverage),
            false => coverage,
        });
        TotalDifference {
            from: ReleasedTotal::of(&from, one.unwrap_or(unit)).kept(self.hidden),
            to: ReleasedTotal::of(&to, other.unwrap_or(unit)).kept(self.hidden),
            difference: difference.map(Long),
            amount: difference.map(|units| DecimalText(Decimal::new(units, unit))),
            adds_up: comparison.adds_up(figure),
            coverage: CoverageChange::between(coverages[0], coverages[1]),
            parts: if self.hidden { Vec::new() } else { self.parts(&figure.steps) },
        }
    }

    fn parts(&self, steps: &[Step]) -> Vec<DifferencePart> {
        let part = |Part { kind, difference, coverage, steps }: Part<'_>| DifferencePart {
            comparison: self.comparison.clone(),
            kind,
            difference,
            coverage,
            steps: steps.into_iter().cloned().collect(),
            withholds: self.withholds,
        };
        compare::parts(compare::of_line(steps, self.line())).into_iter().map(part).collect()
    }
}

/// What makes the difference of one figure (chênh lệch của một số liệu).
#[Object]
impl FigureDifference {
    /// Code of the indicator (mã chỉ tiêu).
    async fn indicator_code(&self) -> &str {
        &self.comparison.figures[self.at].indicator
    }

    /// The indicator, as the catalogue has it now; null when it no longer does (chỉ tiêu).
    async fn indicator(&self, ctx: &Context<'_>) -> Option<Indicator> {
        let code = &self.comparison.figures[self.at].indicator;
        ctx.data_unchecked::<Arc<Catalogue>>().indicator(code).cloned()
    }

    /// The agency, where agencies are told apart (cơ quan).
    async fn agency(&self) -> Option<ReleasedAgency> {
        self.line.as_ref().map(ReleasedAgency::from)
    }

    /// The total, and what makes its difference; null of a rate, which its two parts explain (tổng số).
    async fn total(&self) -> Option<TotalDifference> {
        self.beside.is_none().then(|| self.total_of(self.at))
    }

    /// The rate, explained by its two parts and by nothing else, of an indicator that is one (tỷ lệ).
    async fn rate(&self) -> Option<RateDifference> {
        let beside = self.beside?;
        let ([from, to], [from_whole, to_whole]) = (self.tallies(self.at), self.tallies(beside));
        let shown = |rate: Option<Decimal>| rate.filter(|_| !self.hidden);
        let (from, to) = (shown(rate(&from, &from_whole)), shown(rate(&to, &to_whole)));
        let points = from.zip(to).and_then(|(from, to)| to.units.checked_sub(from.units));
        Some(RateDifference {
            from: from.map(DecimalText),
            to: to.map(DecimalText),
            difference: points.map(|units| DecimalText(Decimal::new(units, 2))),
            numerator: self.total_of(self.at),
            denominator: self.total_of(beside),
        })
    }

    /// How many reports give each choice, and what makes the difference; only choices that somebody gives in either (phân bố).
    async fn distribution(&self) -> Vec<ChoiceDifference> {
        let [from, to] = self.tallies(self.at);
        let count = |tally: &Tally, choice: &str| tally.choices.get(choice).copied().unwrap_or(0);
        let choices = self.comparison.figures[self.at].choices.iter().filter(|_| !self.hidden);
        let all = choices.map(|(choice, steps)| {
            let (from, to) = (count(&from, choice), count(&to, choice));
            let difference = to.cast_signed() - from.cast_signed();
            ChoiceDifference { choice: choice.clone(), from, to, difference, parts: self.parts(steps) }
        });
        all.filter(|one| (one.from, one.to) != (0, 0)).collect()
    }

    /// The range in the release, of an indicator that has one; which reports made it another one is told by `total` (khoảng giá
    /// trị đã phát hành).
    async fn range_from(&self) -> Option<ReleasedRange> {
        let at = self.comparison.figures[self.at].from.filter(|_| !self.hidden)?;
        ReleasedRange::of(&self.comparison.from.figures[at], &self.tallies(self.at)[0])
    }

    /// The range in the other one (khoảng giá trị được so sánh).
    async fn range_to(&self) -> Option<ReleasedRange> {
        let at = self.comparison.figures[self.at].to.filter(|_| !self.hidden)?;
        ReleasedRange::of(&self.comparison.to.figures[at], &self.tallies(self.at)[1])
    }
}

/// The difference of a total, and what makes it (chênh lệch của một tổng số).
#[derive(SimpleObject)]
pub struct TotalDifference {
    /// As it was released (số đã phát hành).
    from: ReleasedTotal,
    /// As it is in the other release, or now (số được so sánh).
    to: ReleasedTotal,
    /// What is more, in units of 10^-scale; null where neither has a value. Where one has none, all that the other has: what was
    /// not stated is not 0, which `coverage` tells (chênh lệch).
    difference: Option<Long>,
    /// The same as a decimal number (chênh lệch thập phân).
    amount: Option<DecimalText>,
    /// Whether the figure is a sum, so that its parts have a difference each; otherwise they tell which reports changed and how
    /// the coverage did, and no more (có phải là phép cộng).
    adds_up: bool,
    /// What is more in the coverage (thay đổi độ bao phủ).
    coverage: CoverageChange,
    /// What makes it, by cause: the parts' differences add up to `difference`, their coverages to `coverage`. None of a figure whose
    /// values are `withheld`, whether it changed or not (các phần).
    parts: Vec<DifferencePart>,
}

/// The difference of a rate (chênh lệch của một tỷ lệ).
#[derive(SimpleObject)]
pub struct RateDifference {
    /// As it was released, in percent (tỷ lệ đã phát hành).
    from: Option<DecimalText>,
    /// As it is in the other release, or now (tỷ lệ được so sánh).
    to: Option<DecimalText>,
    /// What is more, in percentage points; null where either has no value (chênh lệch, điểm phần trăm).
    difference: Option<DecimalText>,
    /// What is counted (tử số).
    numerator: TotalDifference,
    /// Of how many (mẫu số).
    denominator: TotalDifference,
}

/// The difference of how many reports give one choice (chênh lệch của một lựa chọn).
#[derive(SimpleObject)]
pub struct ChoiceDifference {
    /// Code of the choice; of yes and no, `true` and `false` (mã lựa chọn).
    choice: String,
    /// How many gave it as it was released (số đã phát hành).
    from: u32,
    /// How many do in the other release, or now (số được so sánh).
    to: u32,
    /// What is more (chênh lệch).
    difference: i32,
    /// What makes it, by cause; their differences add up to `difference` (các phần).
    parts: Vec<DifferencePart>,
}
