//! The matrix of disclosure: what agencies disclose, content by content, and in which forms.

use async_graphql::{Enum, InputObject, SimpleObject};
use std::{collections::BTreeMap, sync::Arc};

use super::super::{
    disclosures::{self, Disclosed},
    ledger::{Ledger, Owed},
    picture::Picture,
};
use crate::{
    catalogue::{Catalogue, DisclosureContent},
    kit::{
        Code, Period, Problem, Result, decimal,
        scalars::DecimalText,
        vocabulary::{DisclosureAudience, DisclosureForm, DisclosureMode, DisclosureStatus},
    },
    organisation::Agency,
};

/// The most cells that one matrix answers: a year of quarters of a large province.
const MOST_CELLS: usize = 20_000;

/// Contents of disclosure against agencies and periods (bảng nội dung công khai và cơ quan).
#[derive(SimpleObject)]
pub struct DisclosureMatrix {
    /// The contents, in the catalogue's order (các nội dung).
    contents: Vec<DisclosureContent>,
    /// One row for each content (các dòng).
    rows: Vec<DisclosureMatrixRow>,
}

/// What reports say of one content (một dòng). Counts reports: one for an agency and a period.
#[derive(SimpleObject)]
pub struct DisclosureMatrixRow {
    /// The content (nội dung).
    content: DisclosureContent,
    /// Reports that say it is disclosed (đã công khai).
    disclosing: u32,
    /// Reports that say it is not (chưa công khai).
    not_disclosing: u32,
    /// Reports that are silent: never read as "not disclosed" (không nêu).
    not_stated: u32,
    /// Reports of agencies that it does not concern (không áp dụng).
    not_applicable: u32,
    /// Reports that are due and are not there (chưa báo cáo).
    missing: u32,
    /// Of the reports that say either, the share that disclose it (tỷ lệ công khai).
    compliance_rate: DisclosureRate,
    /// One for each agency and period that owes a report, by code of agency and period (các ô).
    cells: Vec<DisclosureMatrixCell>,
}

/// A share of reports (tỷ lệ số báo cáo).
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct DisclosureRate {
    /// Percent with two digits, rounded half up; null at 0 of 0 (giá trị, phần trăm).
    value: Option<DecimalText>,
    /// Reports that say it is disclosed (tử số).
    numerator: u32,
    /// Reports that say whether it is or not (mẫu số).
    denominator: u32,
}

/// What the matrix shows in one cell (nội dung một ô).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DisclosureCellStatus {
    /// Disclosed, in the forms given (đã công khai, có nêu hình thức).
    FormsUsed,
    /// Disclosed, without a word on how (đã công khai, không nêu hình thức).
    DisclosedFormUnknown,
    /// Not disclosed (chưa công khai).
    NotDisclosed,
    /// The report is silent (không nêu).
    NotStated,
    /// It does not concern the agency (không áp dụng).
    NotApplicable,
    /// There is no report (chưa báo cáo).
    Missing,
}

/// What one report says of one content (một ô).
#[derive(SimpleObject, Clone)]
pub struct DisclosureMatrixCell {
    /// The agency (cơ quan).
    agency: Agency,
    /// What the agency was called on the last day of the window of that report; `agency { name }` is its present name (tên cơ quan
    /// trong kỳ).
    agency_name: String,
    /// The successor under which it is told apart, where that is another agency; null as reported (cơ quan kế thừa hiện nay).
    successor: Option<Agency>,
    /// The period of the report (kỳ báo cáo).
    period: Period,
    /// What the report says (tình trạng).
    status: DisclosureCellStatus,
    /// The forms of disclosure (hình thức công khai).
    forms: Vec<DisclosureForm>,
    /// What is done with the content (phương thức).
    modes: Vec<DisclosureMode>,
}

/// Which contents a matrix shows (lọc nội dung).
#[derive(InputObject, Clone, Debug, Default)]
pub struct DisclosureMatrixFilter {
    /// Only those under this regime, such as `AGENCY_2022`; agencies that it is not for are NOT_APPLICABLE (chế độ).
    pub regime: Option<String>,
    /// Only those with which one of these is done as a rule (phương thức).
    pub modes: Option<Vec<DisclosureMode>>,
    /// Only those that are as a rule for one of these (đối tượng).
    pub audiences: Option<Vec<DisclosureAudience>>,
}

impl DisclosureMatrixFilter {
    fn keeps(&self, content: &DisclosureContent) -> bool {
        let under = |regime: &String| content.under.iter().any(|under| &under.regime == regime);
        let modes = |modes: &Vec<DisclosureMode>| content.modes.iter().any(|mode| modes.contains(mode));
        let audiences = |audiences: &Vec<DisclosureAudience>| {
            content.audiences.iter().any(|audience| audiences.contains(audience))
        };
        self.regime.as_ref().is_none_or(under)
            && self.modes.as_ref().is_none_or(modes)
            && self.audiences.as_ref().is_none_or(audiences)
    }
}

impl DisclosureMatrix {
    /// Reads the matrix of some contents, or of all that concern the agencies; the cells only when they are wanted.
    ///
    /// Errors: `UNKNOWN_CONTENT` for each code that the catalogue does not have; `UNKNOWN_REGIME`; `TOO_MANY_ENTRIES`.
    pub async fn read(
        picture: &Arc<Picture>,
        wanted: Option<Vec<String>>,
        filter: DisclosureMatrixFilter,
        with_cells: bool,
    ) -> Result<DisclosureMatrix> {
        if let Some(regime) = filter.regime.as_ref().filter(|code| picture.catalogue.regime(code).is_none()) {
            let problem = Problem::new(Code::UnknownRegime, &["filter", "regime"]);
            return Err(problem.with("regime", super::shown(regime)).into());
        }
        let regime = filter.regime.as_deref();
        let ledger = picture.ledger().await?;
        let mut contents = contents(&picture.catalogue, &ledger, wanted, regime)?;
        contents.retain(|content| filter.keeps(content));
        if with_cells && contents.len().saturating_mul(ledger.all().len()) > MOST_CELLS {
            return Err(Problem::new(Code::TooManyEntries, &["contents"]).with("most", MOST_CELLS).into());
        }
        let codes: Vec<String> = contents.iter().map(|content| content.code.clone()).collect();
        let said = disclosures::read(&picture.reader, &ledger, Some(&codes)).await?;
        let rows = contents.iter().map(|content| row(&ledger, content, &said, regime, with_cells)).collect();
        Ok(DisclosureMatrix { contents, rows })
    }
}

/// The contents of some codes, or all that concern any agency that owes a report.
fn contents(
    catalogue: &Catalogue,
    ledger: &Ledger,
    wanted: Option<Vec<String>>,
    regime: Option<&str>,
) -> Result<Vec<DisclosureContent>> {
    let all = || catalogue.disclosure_contents().iter();
    let Some(wanted) = wanted else {
        let concerns = |content: &&DisclosureContent| {
            ledger.all().iter().any(|owed| concerns(ledger, content, owed, regime))
        };
        return Ok(all().filter(concerns).cloned().collect());
    };
    let mut problems = Vec::new();
    for (index, code) in wanted.iter().enumerate() {
        if catalogue.disclosure_content(code).is_none() {
            let path = ["contents", &index.to_string()];
            problems.push(Problem::new(Code::UnknownContent, &path).with("content", super::shown(code)));
        }
    }
    if !problems.is_empty() {
        return Err(problems.into());
    }
    Ok(all().filter(|content| wanted.contains(&content.code)).cloned().collect())
}

fn concerns(ledger: &Ledger, content: &DisclosureContent, owed: &Owed, regime: Option<&str>) -> bool {
    content.concerns(ledger.agency(owed).agency_kind(), ledger.round(owed).window, regime)
}

fn row(
    ledger: &Ledger,
    content: &DisclosureContent,
    said: &BTreeMap<u32, Vec<Disclosed>>,
    regime: Option<&str>,
    with_cells: bool,
) -> DisclosureMatrixRow {
    let mut row = DisclosureMatrixRow {
        content: content.clone(),
        disclosing: 0,
        not_disclosing: 0,
        not_stated: 0,
        not_applicable: 0,
        missing: 0,
        compliance_rate: DisclosureRate { value: None, numerator: 0, denominator: 0 },
        cells: Vec::new(),
    };
    for (owed, position) in ledger.all().iter().zip(0..) {
        let item =
            said.get(&position).and_then(|items| items.iter().find(|item| item.content == content.code));
        let status = status(concerns(ledger, content, owed, regime), owed, item);
        *match status {
            DisclosureCellStatus::FormsUsed | DisclosureCellStatus::DisclosedFormUnknown => {
                &mut row.disclosing
            }
            DisclosureCellStatus::NotDisclosed => &mut row.not_disclosing,
            DisclosureCellStatus::NotStated => &mut row.not_stated,
            DisclosureCellStatus::NotApplicable => &mut row.not_applicable,
            DisclosureCellStatus::Missing => &mut row.missing,
        } += 1;
        if with_cells {
            row.cells.push(DisclosureMatrixCell {
                agency: ledger.agency(owed).clone(),
                agency_name: ledger.name_of(owed),
                successor: ledger.successor(owed).cloned(),
                period: ledger.period(owed),
                status,
                forms: item.map(|item| item.forms.iter().copied().collect()).unwrap_or_default(),
                modes: item.map(|item| item.modes.iter().copied().collect()).unwrap_or_default(),
            });
        }
    }
    let (numerator, denominator) = (row.disclosing, row.disclosing + row.not_disclosing);
    let value = decimal::percentage(i64::from(numerator), i64::from(denominator)).map(DecimalText);
    row.compliance_rate = DisclosureRate { value, numerator, denominator };
    row
}

fn status(concerned: bool, owed: &Owed, item: Option<&Disclosed>) -> DisclosureCellStatus {
    match item.map(|item| (item.status, item.forms.is_empty())) {
        _ if owed.filed.is_none() => DisclosureCellStatus::Missing,
        Some((DisclosureStatus::Disclosed, false)) => DisclosureCellStatus::FormsUsed,
        Some((DisclosureStatus::Disclosed, true)) => DisclosureCellStatus::DisclosedFormUnknown,
        Some((DisclosureStatus::NotDisclosed, _)) => DisclosureCellStatus::NotDisclosed,
        Some((DisclosureStatus::NotApplicable, _)) => DisclosureCellStatus::NotApplicable,
        Some((DisclosureStatus::NotStated, _)) | None if concerned => DisclosureCellStatus::NotStated,
        Some((DisclosureStatus::NotStated, _)) | None => DisclosureCellStatus::NotApplicable,
    }
}
