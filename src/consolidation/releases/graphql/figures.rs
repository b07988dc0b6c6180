//! The figures of a release, as clients read them again.

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use std::sync::Arc;

use super::super::{
    compare::total,
    document::{Frozen, FrozenAgency, FrozenFigure, FrozenReport, FrozenVersion, Shape, Tally},
};
use crate::{
    catalogue::{Catalogue, Indicator, IndicatorType},
    consolidation::{arithmetic::Coverage, sheet, withholding},
    kit::{
        self, Code, Error, Period, Problem,
        decimal::{self, Decimal},
        scalars::{Date, DecimalText, Long},
        text,
        vocabulary::AgencyKind,
    },
};

/// An agency, as a release names it (cơ quan trong số liệu phát hành).
#[derive(SimpleObject, Clone, Debug)]
pub struct ReleasedAgency {
    /// Global id of the agency, which `node` finds as it is now (mã định danh cơ quan).
    agency_id: ID,
    /// Its code then (mã cơ quan).
    code: String,
    /// Its name then (tên cơ quan).
    name: String,
    /// Its kind then (loại cơ quan).
    kind: AgencyKind,
}

impl From<&FrozenAgency> for ReleasedAgency {
    fn from(agency: &FrozenAgency) -> Self {
        let FrozenAgency { id, code, name, kind } = agency.clone();
        ReleasedAgency { agency_id: id, code, name, kind }
    }
}

/// A version of a report that counts (phiên bản được tính).
#[derive(SimpleObject, Clone, Debug)]
pub struct ReleasedVersion {
    /// Global id of the `ReportVersion`, for whoever may see it (mã định danh phiên bản).
    version_id: ID,
    /// Code of the form (biểu mẫu).
    form: String,
    /// Its number in its report (số phiên bản).
    number: i32,
    /// Its SHA-256; null for whoever small numbers are withheld from (mã băm).
    digest: Option<String>,
}

impl ReleasedVersion {
    /// `withholds`: for somebody from whom small numbers are withheld, which could be guessed and tried by a digest.
    pub fn of(report: &FrozenReport, withholds: bool) -> Option<Self> {
        let FrozenVersion { id, number, digest } = report.version.clone()?;
        let digest = Some(digest).filter(|_| !withholds);
        Some(ReleasedVersion { version_id: id, form: report.form.clone(), number, digest })
    }
}

/// One report that was due, and what counted for it (báo cáo làm nguồn của số liệu phát hành).
#[derive(SimpleObject, Clone, Debug)]
pub struct ReleasedReport {
    /// Who owed it (cơ quan).
    agency: ReleasedAgency,
    /// Under whom it stands by the release's structure; the same agency as it was reported (cơ quan được quy về).
    line: ReleasedAgency,
    /// The period (kỳ báo cáo).
    period: Period,
    /// Code of the form (biểu mẫu).
    form: String,
    /// The version that counted; null where none did (phiên bản được tính).
    version: Option<ReleasedVersion>,
}

impl ReleasedReport {
    pub fn of(frozen: &Frozen, report: &FrozenReport, withholds: bool) -> Self {
        let agency = |at: u32| ReleasedAgency::from(&frozen.agencies[at as usize]);
        ReleasedReport {
            agency: agency(report.agency),
            line: agency(report.line),
            period: report.period,
            form: report.form.clone(),
            version: ReleasedVersion::of(report, withholds),
        }
    }
}

/// A total of a release (tổng số đã phát hành).
#[derive(SimpleObject, Clone, Debug)]
pub struct ReleasedTotal {
    /// The value in units of 10^-`scale`; null when nobody stated or declared anything, which is not 0, and of what is not added up
    /// (giá trị).
    value: Option<Long>,
    /// The value as a decimal number, its scale applied (giá trị thập phân).
    amount: Option<DecimalText>,
    /// How many digits of the value stand behind the decimal point (số chữ số thập phân).
    scale: i32,
    /// Of how many reports the value speaks (độ bao phủ).
    coverage: Coverage,
    /// Whether there is a value that is withheld from the caller, because small numbers in it could point at a person. Of a release
    /// it always is; `consolidation(knownAt:)` of the same periods tells what may be told (bảo mật số liệu nhỏ).
    withheld: bool,
}

impl ReleasedTotal {
    pub fn of(tally: &Tally, scale: u8) -> Self {
        ReleasedTotal {
            value: tally.value.map(Long),
            amount: tally.value.map(|units| DecimalText(Decimal::new(units, scale))),
            scale: scale.into(),
            coverage: tally.coverage,
            withheld: false,
        }
    }

    /// The same without its value where that is withheld, and with a coverage that does not tell who has none.
    pub fn kept(self, hidden: bool) -> Self {
        if !hidden {
            return self;
        }
        let (withheld, coverage) = (self.value.is_some(), withholding::veiled(self.coverage));
        ReleasedTotal { value: None, amount: None, coverage, withheld, ..self }
    }
}

/// A rate of a release, in percent (tỷ lệ đã phát hành).
#[derive(SimpleObject, Clone, Debug)]
pub struct ReleasedRate {
    /// Percent with two digits; null when a part is not known, or at 0 of 0 (giá trị, phần trăm).
    value: Option<DecimalText>,
    /// What is counted (tử số).
    numerator: ReleasedTotal,
    /// Of how many (mẫu số).
    denominator: ReleasedTotal,
}

/// How many reports of a release give one choice (số báo cáo theo lựa chọn đã phát hành).
#[derive(SimpleObject, Clone, Debug)]
pub struct ReleasedChoice {
    /// Code of the choice; of yes and no, `true` and `false` (mã lựa chọn).
    choice: String,
    /// How many reports give it (số báo cáo).
    count: u32,
}

/// From what to what the values of a release go (khoảng giá trị đã phát hành).
#[derive(SimpleObject, Clone, Debug)]
pub struct ReleasedRange {
    /// The least number; null of days (nhỏ nhất).
    minimum: Option<DecimalText>,
    /// The greatest number; null of days (lớn nhất).
    maximum: Option<DecimalText>,
    /// The first day; null of numbers (ngày sớm nhất).
    earliest: Option<Date>,
    /// The last day; null of numbers (ngày muộn nhất).
    latest: Option<Date>,
}

impl ReleasedRange {
    /// The range of a figure that has one.
    pub fn of(figure: &FrozenFigure, tally: &Tally) -> Option<Self> {
        let number = |units: Option<i64>| units.map(|units| DecimalText(Decimal::new(units, figure.scale)));
        let day = |number: Option<i64>| number.and_then(sheet::day_of).map(Date);
        let (least, greatest) = (tally.least, tally.greatest);
        let none = ReleasedRange { minimum: None, maximum: None, earliest: None, latest: None };
        let is_day = figure.kind == IndicatorType::Date;
        figure.ranged.then(|| match is_day {
            true => ReleasedRange { earliest: day(least), latest: day(greatest), ..none },
            false => ReleasedRange { minimum: number(least), maximum: number(greatest), ..none },
        })
    }
}

/// One figure of a release (một số liệu phát hành).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct ReleasedFigure {
    /// Code of the indicator (mã chỉ tiêu).
    indicator_code: String,
    /// The agency, where agencies are told apart (cơ quan).
    agency: Option<ReleasedAgency>,
    /// The total; of a rate, without a value and of the reports that its numerator speaks of (tổng số).
    total: ReleasedTotal,
    /// The rate, of an indicator that is one (tỷ lệ).
    rate: Option<ReleasedRate>,
    /// How many reports give each choice, of yes and no and of choices; only those that somebody gives (phân bố).
    distribution: Vec<ReleasedChoice>,
    /// From what to what values go, of days and of what is not added up (khoảng giá trị).
    range: Option<ReleasedRange>,
}

#[ComplexObject]
impl ReleasedFigure {
    /// The indicator, as the catalogue has it now; null when it no longer does (chỉ tiêu).
    async fn indicator(&self, ctx: &Context<'_>) -> Option<Indicator> {
        ctx.data_unchecked::<Arc<Catalogue>>().indicator(&self.indicator_code).cloned()
    }
}

/// The rate of two totals, in percent.
pub fn rate(numerator: &Tally, denominator: &Tally) -> Option<Decimal> {
    decimal::percentage(numerator.value?, denominator.value?)
}

/// Refuses codes that neither the catalogue nor a release knows.
pub fn known<'f>(
    wanted: Option<&[String]>,
    codes: impl Iterator<Item = &'f str> + Clone,
    catalogue: &Catalogue,
) -> kit::Result<()> {
    let mut problems = Vec::new();
    for (index, code) in wanted.unwrap_or_default().iter().enumerate() {
        if catalogue.indicator(code).is_none() && !codes.clone().any(|known| known == code) {
            let path = ["indicators", &index.to_string()];
            problems.push(Problem::new(Code::UnknownIndicator, &path).with("indicator", text::shown(code)));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Refused(problems)) }
}

/// The figures of some indicators or of all: of the province, or of each line.
///
/// Errors: `UNKNOWN_INDICATOR` for each code that neither the catalogue nor the release has.
///
/// `withholds`: for somebody from whom small numbers are withheld.
pub fn read(
    frozen: &Frozen,
    catalogue: &Catalogue,
    wanted: Option<&[String]>,
    by_agency: bool,
    withholds: bool,
) -> kit::Result<Vec<ReleasedFigure>> {
    known(wanted, frozen.figures.iter().map(|figure| figure.indicator.as_str()), catalogue)?;
    let mut shown = Vec::new();
    for (at, figure) in frozen.figures.iter().enumerate() {
        let is_wanted = wanted.is_none_or(|codes| codes.contains(&figure.indicator));
        // A rate is shown once: its denominator follows its numerator.
        if !is_wanted || figure.shape == Shape::Denominator {
            continue;
        }
        let beside = frozen.figures.get(at + 1).filter(|_| figure.shape == Shape::Numerator);
        let hidden = withholds && catalogue.tells_small_numbers(&figure.indicator);
        if by_agency {
            shown.extend(figure.lines.iter().map(|line| {
                let agency = &frozen.agencies[line.agency as usize];
                show(frozen, figure, beside, Some(agency), hidden)
            }));
        } else {
            shown.push(show(frozen, figure, beside, None, hidden));
        }
    }
    Ok(shown)
}

fn show(
    frozen: &Frozen,
    figure: &FrozenFigure,
    beside: Option<&FrozenFigure>,
    agency: Option<&FrozenAgency>,
    hidden: bool,
) -> ReleasedFigure {
    let line = agency.map(|agency| agency.id.as_str());
    let tally = total(frozen, Some(figure), line);
    let rate = beside.map(|beside| {
        let whole = total(frozen, Some(beside), line);
        ReleasedRate {
            value: rate(&tally, &whole).filter(|_| !hidden).map(DecimalText),
            numerator: ReleasedTotal::of(&tally, figure.scale).kept(hidden),
            denominator: ReleasedTotal::of(&whole, beside.scale).kept(hidden),
        }
    });
    let of_reports = match rate {
        Some(_) => ReleasedTotal::of(&Tally { value: None, ..tally.clone() }, 0).kept(hidden),
        None => ReleasedTotal::of(&tally, figure.unit()).kept(hidden),
    };
    let given = tally.choices.iter().filter(|_| !hidden);
    ReleasedFigure {
        indicator_code: figure.indicator.clone(),
        agency: agency.map(ReleasedAgency::from),
        total: of_reports,
        rate,
        distribution: given
            .map(|(choice, count)| ReleasedChoice { choice: choice.clone(), count: *count })
            .collect(),
        range: ReleasedRange::of(figure, &tally).filter(|_| !hidden),
    }
}
