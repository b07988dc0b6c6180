//! Any indicators of the catalogue, by code.

use async_graphql::{Context, Lookahead, Object, Result};
use std::sync::Arc;

use super::{
    super::{
        cells::{self, Cell, Dimension, Grouping},
        needs::{Depth, Needs},
        picture::Picture,
        sheet::Sheet,
        structure::Restatement,
        totals::{ChoiceCount, Rate, Total, ValueRange, Way},
    },
    democracy_figures::DateRange,
};
use crate::{
    catalogue::{AcrossAgencies, Indicator, IndicatorType, Ratio},
    kit::{self, Code, Period, Problem, vocabulary::AgencyKind},
    nullable,
    organisation::Agency,
    required,
};

/// The most indicators that are consolidated at once.
const MOST_INDICATORS: usize = 100;

/// The figures of one indicator in one group (một số liệu tổng hợp).
pub struct FigureCell {
    sheet: Arc<Sheet>,
    indicator: Arc<Indicator>,
    cell: Cell,
}

/// Reads some indicators by groups.
///
/// Errors: `UNKNOWN_INDICATOR` for each code that the catalogue does not have; `TOO_MANY_ENTRIES`.
pub async fn read(
    picture: &Arc<Picture>,
    codes: &[String],
    by: &[Dimension],
    selected: Lookahead<'_>,
) -> kit::Result<Vec<FigureCell>> {
    let indicators = indicators(picture, codes)?;
    let grouping = Grouping::by(by);
    let mut needs = Needs { grouped: grouping.is_any(), ..Needs::default() };
    let (total, range) = (selected.field("total"), selected.field("range"));
    for indicator in &indicators {
        let code = &indicator.code;
        match (indicator.ratio(), way(indicator)) {
            (Some(ratio), _) => {
                let parts = [ratio.numerator.as_slice(), ratio.denominator(None).unwrap_or_default()];
                needs.add_rate(&picture.catalogue, parts, &selected.field("rate"));
                needs.add_rate_total(&picture.catalogue, parts, &total);
            }
            (None, Way::Sum) => needs.add_total(&picture.catalogue, code, &total),
            (None, Way::CountTrue | Way::Distinct | Way::None) => {
                needs.add_combined(&picture.catalogue, std::slice::from_ref(code), &total);
            }
        }
        let others = ["distribution", "dates"].into_iter().any(|field| selected.field(field).exists());
        if (range.exists() || others) && indicator.ratio().is_none() {
            needs.add(&picture.catalogue, code, Depth::Figures);
        }
    }
    let sheet = Sheet::read(picture, &needs, grouping).await?;
    let groups = if grouping.is_any() { grouping.cells(&sheet.ledger) } else { vec![Cell::ALL] };
    cells::bounded(groups.len().saturating_mul(indicators.len()))?;
    let mut figures = Vec::with_capacity(groups.len() * indicators.len());
    for indicator in indicators {
        figures.extend(groups.iter().map(|cell| FigureCell {
            sheet: sheet.clone(),
            indicator: indicator.clone(),
            cell: *cell,
        }));
    }
    Ok(figures)
}

/// The indicators of some codes, each once, in the order asked for.
fn indicators(picture: &Picture, codes: &[String]) -> kit::Result<Vec<Arc<Indicator>>> {
    if codes.len() > MOST_INDICATORS {
        let problem = Problem::new(Code::TooManyEntries, &["indicators"]);
        return Err(problem.with("most", MOST_INDICATORS).into());
    }
    let mut found: Vec<Arc<Indicator>> = Vec::new();
    let mut problems = Vec::new();
    for (index, code) in codes.iter().enumerate() {
        match picture.catalogue.indicator(code) {
            Some(_) if found.iter().any(|known| known.code == *code) => {}
            Some(indicator) => found.push(Arc::new(indicator.clone())),
            None => {
                let path = ["indicators", &index.to_string()];
                problems
                    .push(Problem::new(Code::UnknownIndicator, &path).with("indicator", super::shown(code)));
            }
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(problems.into()) }
}

/// How the figures of an indicator become one.
pub fn way(indicator: &Indicator) -> Way {
    match (indicator.kind, indicator.across_agencies) {
        (IndicatorType::Bool, _) | (_, AcrossAgencies::CountTrue) => Way::CountTrue,
        (IndicatorType::Date | IndicatorType::Enum | IndicatorType::Text | IndicatorType::Ratio, _) => {
            Way::None
        }
        (_, AcrossAgencies::MinMax | AcrossAgencies::Separate | AcrossAgencies::Ratio) => Way::None,
        (IndicatorType::List, AcrossAgencies::Distinct) => Way::Distinct,
        // Of lists, how many entries there are; the stated number of a thing that is to be counted once is added up too.
        (IndicatorType::Count | IndicatorType::Amount | IndicatorType::List, _) => Way::Sum,
    }
}

impl FigureCell {
    /// Whether it has values that can be compared.
    fn is_measured(&self) -> bool {
        matches!(self.indicator.kind, IndicatorType::Count | IndicatorType::Amount)
    }

    /// The rate of an indicator that is one, over its usual denominator.
    fn rated(&self, ratio: &Ratio) -> kit::Result<Rate> {
        let whole = ratio.denominator(None).unwrap_or_default();
        let parts = [self.sheet.together(&ratio.numerator)?, self.sheet.together(whole)?];
        Rate::of(&self.sheet, parts, self.cell)
    }
}

/// The figures of one indicator in one group (một số liệu tổng hợp).
#[Object]
impl FigureCell {
    /// The indicator (chỉ tiêu).
    async fn indicator(&self) -> Indicator {
        self.indicator.as_ref().clone()
    }

    /// The agency, when grouped by agency (cơ quan).
    async fn agency(&self) -> Option<Agency> {
        self.cell.agency_in(&self.sheet.ledger)
    }

    /// What the agency was called at the end of what the group tells of: on the last day of the window of the last report that it owed.
    /// By successor its present name; null where agencies are not told apart (tên cơ quan trong kỳ).
    async fn agency_name(&self) -> Option<String> {
        self.sheet.ledger.name_in(&self.cell)
    }

    /// How the agency's line came to be brought to today's structure; null as reported, or where agencies are not told apart (quy
    /// về cơ cấu hiện nay).
    async fn restatement(&self) -> Option<Restatement> {
        Restatement::of(&self.sheet.ledger, self.cell)
    }

    /// The kind of agency, when grouped by it (loại cơ quan).
    async fn agency_kind(&self) -> Option<AgencyKind> {
        self.cell.kind
    }

    /// The period, when grouped by period (kỳ).
    async fn period(&self) -> Option<Period> {
        self.cell.period_in(&self.sheet.ledger)
    }

    /// The total (tổng số): a sum, or of yes and no how many agencies say yes; of lists, how many entries they have, and a list
    /// that is told in prose counts as partial. Without a value where the indicator is not added up (choices, days, scores,
    /// rates, words, and several lists that may name the same things); of a rate, the coverage and the sources are its
    /// numerator's.
    async fn total(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| {
            match self.indicator.ratio() {
                Some(ratio) => self.rated(ratio).map(Total::from),
                None => {
                    let measure = self.sheet.measure(&self.indicator.code)?;
                    Total::of(&self.sheet, measure, self.cell, way(&self.indicator))
                }
            }
        })
    }

    /// The rate, of an indicator that is one (tỷ lệ); over its usual denominator.
    async fn rate(&self, ctx: &Context<'_>) -> Option<Result<Rate>> {
        let ratio = self.indicator.ratio()?;
        nullable!(ctx, |_request| self.rated(ratio).map(Some))
    }

    /// How many reports give each choice, of an indicator with choices (phân bố).
    async fn distribution(&self, ctx: &Context<'_>) -> Option<Result<Vec<ChoiceCount>>> {
        if !matches!(self.indicator.kind, IndicatorType::Bool | IndicatorType::Enum) {
            return None;
        }
        nullable!(ctx, |request| {
            let given = self.sheet.distribution(&self.indicator.code, &self.cell)?;
            Ok(Some(ChoiceCount::all(&self.indicator, &given, request.lang())))
        })
    }

    /// The least, the greatest and the mean, of an indicator that is a number (khoảng giá trị).
    async fn range(&self, ctx: &Context<'_>) -> Option<Result<ValueRange>> {
        if !self.is_measured() {
            return None;
        }
        nullable!(ctx, |_request| {
            let measure = self.sheet.measure(&self.indicator.code)?;
            ValueRange::of(&self.sheet, &measure, &self.cell).map(Some)
        })
    }

    /// The first and the last day, of an indicator that is a day (khoảng ngày).
    async fn dates(&self, ctx: &Context<'_>) -> Option<Result<DateRange>> {
        if self.indicator.kind != IndicatorType::Date {
            return None;
        }
        nullable!(ctx, |_request| DateRange::of(&self.sheet, &self.indicator.code, &self.cell).map(Some))
    }
}
