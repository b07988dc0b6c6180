//! Totals and rates, as clients read them.

use async_graphql::{Context, Object, Result, SimpleObject};
use std::sync::Arc;

use super::{
    arithmetic::{Coverage, Distribution, TotalValue},
    cells::Cell,
    series::{SeriesBreak, SeriesPoint},
    sheet::{Measure, Sheet},
    sources::{self, TotalSource},
    withholding,
};
use crate::{
    catalogue::{Indicator, IndicatorType},
    kit::{
        self, Lang,
        connection::Paged,
        decimal::Decimal,
        paging::PageArgs,
        scalars::{DecimalText, Long},
    },
    required,
};

/// A consolidated figure (số liệu tổng hợp): a value, of how many reports it speaks, and where it comes from.
pub struct Total {
    sheet: Arc<Sheet>,
    measure: Measure,
    /// Of a part of a rate, the other part: only reports that know both count.
    beside: Option<Measure>,
    cell: Cell,
    total: TotalValue,
    /// Digits behind the point of the amount.
    scale: u8,
    withheld: bool,
}

/// How the figures of a measure become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Added up.
    Sum,
    /// How many agencies say yes.
    CountTrue,
    /// How many different things there are: known of one list, whose entries differ. Several may name the same.
    Distinct,
    /// Not at all: only the coverage says something.
    None,
}

impl Total {
    /// The total of a measure over a cell.
    pub fn of(sheet: &Arc<Sheet>, measure: Measure, cell: Cell, way: Way) -> kit::Result<Total> {
        let total = match way {
            Way::Sum => sheet.sum(&measure, &cell)?,
            Way::CountTrue => sheet.count_true(&measure, &cell)?,
            Way::Distinct => sheet.distinct(&measure, &cell)?,
            Way::None => TotalValue { value: None, ..sheet.sum(&measure, &cell)? },
        };
        let scale = if way == Way::Sum { sheet.scale(&measure) } else { 0 };
        let hidden = match &sheet.withholding {
            Some(held) => held.hides(sheet, &measure, &cell)?,
            None => false,
        };
        Ok(Total { sheet: sheet.clone(), measure, beside: None, cell, total, scale, withheld: false }
            .kept(hidden))
    }

    /// The same without its value where that is withheld; of a count that is ever withheld the coverage does not tell who has none.
    fn kept(self, hidden: bool) -> Total {
        let held = self.sheet.withholding.as_ref();
        let concerned = held.is_some_and(|held| {
            let beside = self.beside.as_ref().is_some_and(|beside| held.concerns(&self.sheet, beside));
            beside || held.concerns(&self.sheet, &self.measure)
        });
        if !concerned {
            return self;
        }
        let TotalValue { value, coverage } = self.total;
        let total = TotalValue { value: value.filter(|_| !hidden), coverage: withholding::veiled(coverage) };
        Total { withheld: hidden && value.is_some(), total, ..self }
    }
}

impl From<Rate> for Total {
    /// The total of an indicator that is a rate: without a value, and of the reports that the rate speaks of.
    fn from(Rate { numerator, .. }: Rate) -> Self {
        Total { total: TotalValue { value: None, ..numerator.total }, scale: 0, ..numerator }
    }
}

/// A consolidated figure (số liệu tổng hợp): a value, of how many reports it speaks, and where it comes from.
#[Object]
impl Total {
    /// The value in units of 10^-`scale` (giá trị); null when nobody stated or declared anything, which is not 0.
    /// By nature null, whatever is stated: of choices, days, words, scores and rates, which are not added up (`distribution`,
    /// `dates`, `range` and `rate` of a figure tell them), and of a list of which only different entries count (DISTINCT, such as
    /// documents issued) as soon as more than one report has any, since they may name the same. There is no number of
    /// different ones then: `sources` tells how many each report has. Null too where it is `withheld`.
    async fn value(&self) -> Option<Long> {
        self.total.value.map(Long)
    }

    /// The value as a decimal number, its scale applied (giá trị thập phân).
    async fn amount(&self) -> Option<DecimalText> {
        self.total.value.map(|units| DecimalText(Decimal::new(units, self.scale)))
    }

    /// Whether there is a value that is withheld from the caller, because small numbers in it could point at a person: of
    /// denunciations and reflections on leaders, whoever only reads figures is shown totals of the whole province in closed rounds,
    /// where they are not small. Their coverage counts NONE_DECLARED as STATED (bảo mật số liệu nhỏ).
    async fn withheld(&self) -> bool {
        self.withheld
    }

    /// How many digits of the value stand behind the decimal point; 0 for counts (số chữ số thập phân).
    async fn scale(&self) -> i32 {
        i32::from(self.scale)
    }

    /// Of how many reports the value speaks, and what the others say (độ bao phủ).
    async fn coverage(&self) -> Coverage {
        self.total.coverage
    }

    /// Where what is asked changed within what is added up, in the order of the periods: such a sum is of things that are not quite
    /// the same, and across a BREAK of things that are not comparable (chỗ đứt gãy trong khoảng thời gian).
    async fn breaks(&self, ctx: &Context<'_>) -> Result<Vec<SeriesBreak>> {
        required!(ctx, |_request| SeriesBreak::within(&self.sheet, &self.measure, self.cell))
    }

    /// What the reports behind it were asked and, where periods are told apart, how it compares with the period before (điểm của
    /// chuỗi số liệu).
    async fn series(&self, ctx: &Context<'_>) -> Result<SeriesPoint> {
        required!(ctx, |_request| SeriesPoint::of(&self.sheet, &self.measure, self.cell))
    }

    /// The figures that are behind the value, stated or declared none, by code of agency and period (nguồn số liệu). 50 when
    /// neither `first` nor `last` is given.
    async fn sources(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Paged<TotalSource>> {
        required!(ctx, |_request| {
            let args = PageArgs { first, after, last, before };
            sources::page(&self.sheet, &self.measure, self.beside.as_ref(), &self.cell, args)
        })
    }
}

/// A rate in percent, recomputed from its two totals, never averaged (tỷ lệ). Both totals speak of the same reports: those
/// that know numerator and denominator.
#[derive(SimpleObject)]
pub struct Rate {
    /// Percent with two digits, rounded half up (giá trị, phần trăm); null when a part is not known, at 0 of 0, and where the parts
    /// are `withheld`.
    value: Option<DecimalText>,
    /// What is counted (tử số).
    numerator: Total,
    /// Of how many (mẫu số).
    denominator: Total,
}

impl Rate {
    /// The rate of two measures over a cell.
    pub fn of(sheet: &Arc<Sheet>, parts: [Measure; 2], cell: Cell) -> kit::Result<Rate> {
        let [numerator, denominator] = parts;
        let pair = sheet.pair(&numerator, &denominator, &cell)?;
        let hidden = match &sheet.withholding {
            Some(held) => held.hides_rate(sheet, [&numerator, &denominator], &cell)?,
            None => false,
        };
        let part = |measure: &Measure, beside: &Measure, total| Total {
            sheet: sheet.clone(),
            scale: sheet.scale(measure),
            measure: measure.clone(),
            beside: Some(beside.clone()),
            cell,
            total,
            withheld: false,
        };
        Ok(Rate {
            value: pair.rate().filter(|_| !hidden).map(DecimalText),
            numerator: part(&numerator, &denominator, pair.numerator).kept(hidden),
            denominator: part(&denominator, &numerator, pair.denominator).kept(hidden),
        })
    }
}

/// How many reports give one choice (số báo cáo theo lựa chọn).
#[derive(SimpleObject, Clone, Debug)]
pub struct ChoiceCount {
    /// Code of the choice; of yes and no, `true` and `false` (mã lựa chọn).
    pub choice: String,
    /// The choice in words (tên lựa chọn).
    pub label: String,
    /// How many reports give it (số báo cáo).
    pub count: u32,
}

impl ChoiceCount {
    /// Every choice of an indicator with its count, in the catalogue's order.
    pub fn all(indicator: &Indicator, given: &Distribution<String>, lang: Lang) -> Vec<ChoiceCount> {
        let count = |choice: &str| given.counts.get(choice).copied().unwrap_or(0);
        if indicator.kind == IndicatorType::Bool {
            let words = match lang {
                Lang::Vi => [("true", "Có"), ("false", "Không")],
                Lang::En => [("true", "Yes"), ("false", "No")],
            };
            return words
                .into_iter()
                .map(|(choice, label)| ChoiceCount {
                    choice: choice.into(),
                    label: label.into(),
                    count: count(choice),
                })
                .collect();
        }
        let choices = indicator.choices.iter();
        choices
            .map(|choice| ChoiceCount {
                choice: choice.code.clone(),
                label: choice.label.get(lang).to_owned(),
                count: count(&choice.code),
            })
            .collect()
    }
}

/// The least, the greatest and the mean of what reports give (khoảng giá trị).
#[derive(SimpleObject, Clone, Debug)]
pub struct ValueRange {
    /// The least value given (nhỏ nhất).
    pub minimum: Option<DecimalText>,
    /// The greatest value given (lớn nhất).
    pub maximum: Option<DecimalText>,
    /// The mean of the values given, with two digits, rounded half up (trung bình).
    pub mean: Option<DecimalText>,
    /// Of how many reports the range speaks (độ bao phủ).
    pub coverage: Coverage,
    /// Whether there is a range that is withheld from the caller, as the value of a total is: it would tell what one agency has (bảo
    /// mật số liệu nhỏ).
    pub withheld: bool,
}

impl ValueRange {
    /// The range of a measure over a cell.
    pub fn of(sheet: &Sheet, measure: &Measure, cell: &Cell) -> kit::Result<ValueRange> {
        let range = sheet.range(measure, cell)?;
        if sheet.withholding.as_ref().is_some_and(|held| held.concerns(sheet, measure)) {
            return Ok(ValueRange {
                minimum: None,
                maximum: None,
                mean: None,
                coverage: withholding::veiled(range.coverage),
                withheld: range.least.is_some(),
            });
        }
        let scale = sheet.scale(measure);
        let shown = |units: Option<i64>| units.map(|units| DecimalText(Decimal::new(units, scale)));
        let given = sheet.contributions(measure, cell)?;
        let values: Vec<i128> = given.iter().filter_map(|said| said.value.map(i128::from)).collect();
        Ok(ValueRange {
            minimum: shown(range.least),
            maximum: shown(range.greatest),
            mean: mean(&values, scale).map(DecimalText),
            coverage: range.coverage,
            withheld: false,
        })
    }
}

/// The mean of values in units of 10^-`scale`, with two digits, half away from zero; `None` of none.
pub fn mean(values: &[i128], scale: u8) -> Option<Decimal> {
    let count = i128::try_from(values.len()).ok().filter(|count| *count > 0)?;
    let (sum, whole) = (values.iter().sum::<i128>() * 100, count * 10_i128.pow(u32::from(scale)));
    let (quotient, remainder) = (sum / whole, sum % whole);
    let rounded = if remainder.abs() * 2 >= whole { quotient + sum.signum() } else { quotient };
    i64::try_from(rounded).ok().map(|units| Decimal::new(units, 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_has_two_digits_and_rounds_half_up() {
        let shown = |values: &[i128], scale| mean(values, scale).map(|mean| mean.to_string());
        assert_eq!(shown(&[], 2), None);
        assert_eq!(shown(&[8000, 9050], 2).as_deref(), Some("85.25"));
        assert_eq!(shown(&[1, 2], 0).as_deref(), Some("1.50"));
        assert_eq!(shown(&[1, 1, 0], 0).as_deref(), Some("0.67"));
        assert_eq!(shown(&[1001, 1000], 3).as_deref(), Some("1.00"));
        assert_eq!(shown(&[1005], 3).as_deref(), Some("1.01"));
    }
}
