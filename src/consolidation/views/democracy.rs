//! Compliance with the democracy regulation (thực hiện quy chế dân chủ ở cơ sở): what is in place, what was done, how it is
//! scored and classified, and what is disclosed in which forms.

use async_graphql::{Context, Enum, Lookahead, Object, Result, SimpleObject};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    super::{
        arithmetic::Coverage,
        cells::{self, Cell, Grouping},
        needs::{Depth, Needs},
        picture::Picture,
        sheet::Sheet,
        structure::Restatement,
        totals::{ChoiceCount, Total, ValueRange, Way},
    },
    matrix::DisclosureMatrix,
};
use crate::{
    catalogue::Catalogue,
    kit::{
        self, Error, Period,
        scalars::Date,
        vocabulary::{AgencyKind, DisclosureForm, DisclosureStatus},
    },
    nullable,
    organisation::Agency,
    request, required,
};

/// How figures on democracy work are grouped (nhóm theo).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DemocracyDimension {
    /// By agency (theo cơ quan).
    Agency,
    /// By kind of agency (theo loại cơ quan).
    AgencyKind,
    /// By the periods of the range (theo kỳ).
    Period,
}

/// How many agencies say yes: the fields and their indicators.
const TRUTHS: [(&str, &str); 6] = [
    ("regulationIssued", "qcdc_regulation_issued"),
    ("planIssued", "qcdc_plan_issued"),
    ("staffConferenceHeld", "staff_conference_held"),
    ("peopleInspectorateExists", "people_inspectorate_exists"),
    ("steeringCommitteeExists", "steering_committee_exists"),
    ("steeringCommitteeConsolidated", "steering_committee_consolidated"),
];

/// Plain totals: the fields and their indicators.
const TOTALS: [(&str, &str); 12] = [
    ("inspectionsReceived", "qcdc_inspections_received"),
    ("inspectionsConducted", "qcdc_inspections_conducted"),
    ("violations", "qcdc_violations"),
    ("harassmentCasesHandled", "harassment_cases_handled"),
    ("staffConferenceEligible", "staff_conference_eligible"),
    ("staffConferenceAttended", "staff_conference_attended"),
    ("peopleInspectorateMembers", "people_inspectorate_members"),
    ("peopleInspectorateInspections", "people_inspectorate_inspections"),
    ("peopleInspectorateRecommendations", "people_inspectorate_recommendations"),
    ("peopleInspectorateRecommendationsAccepted", "people_inspectorate_recommendations_accepted"),
    ("steeringCommitteeMembers", "steering_committee_members"),
    ("disclosureItemsMet", "disclosure_items_met"),
];

/// What is read one by one: the fields and their indicators.
const OTHERS: [(&str, &str); 4] = [
    ("classification", "qcdc_classification"),
    ("selfScore", "qcdc_self_score"),
    ("verifiedScore", "qcdc_verified_score"),
    ("staffConferenceDates", "staff_conference_date"),
];

/// Compliance with the democracy regulation, as a whole and by groups (thực hiện quy chế dân chủ ở cơ sở).
pub struct DemocracyCompliance {
    picture: Arc<Picture>,
    sheet: Arc<Sheet>,
    groups: Vec<Cell>,
}

/// Compliance of one group (một nhóm).
#[derive(SimpleObject)]
pub struct DemocracyGroup {
    /// The agency, when grouped by agency (cơ quan).
    agency: Option<Agency>,
    /// How the agency's line came to be brought to today's structure; null as reported, or where agencies are not told apart (quy
    /// về cơ cấu hiện nay).
    restatement: Option<Restatement>,
    /// The kind of agency, when grouped by it (loại cơ quan).
    agency_kind: Option<AgencyKind>,
    /// The period, when grouped by period (kỳ).
    period: Option<Period>,
    /// The figures (số liệu).
    figures: DemocracyFigures,
}

impl DemocracyCompliance {
    /// Reads what is selected below the current field.
    pub async fn read(
        picture: &Arc<Picture>,
        by: &[DemocracyDimension],
        selected: Lookahead<'_>,
    ) -> kit::Result<Self> {
        let grouping = Grouping {
            agency: by.contains(&DemocracyDimension::Agency),
            kind: by.contains(&DemocracyDimension::AgencyKind),
            period: by.contains(&DemocracyDimension::Period),
        };
        let mut needs = Needs::default();
        need(&mut needs, &picture.catalogue, &selected.field("overall"));
        needs.grouped = true;
        need(&mut needs, &picture.catalogue, &selected.field("groups").field("figures"));
        let sheet = Sheet::read(picture, &needs, grouping).await?;
        let groups = if grouping.is_any() { grouping.cells(&sheet.ledger) } else { Vec::new() };
        cells::bounded(groups.len())?;
        Ok(DemocracyCompliance { picture: picture.clone(), sheet, groups })
    }
}

/// Collects what a selection of [`DemocracyFigures`] needs.
fn need(needs: &mut Needs, catalogue: &Catalogue, selected: &Lookahead<'_>) {
    for (field, code) in TOTALS {
        needs.add_total(catalogue, code, &selected.field(field));
    }
    for (field, code) in TRUTHS {
        needs.add_combined(catalogue, &[code.to_owned()], &selected.field(field));
    }
    for (field, code) in OTHERS {
        if selected.field(field).exists() {
            needs.add(catalogue, code, Depth::Figures);
        }
    }
    needs.disclosures |= selected.field("disclosureForms").exists();
}

/// Compliance with the democracy regulation, as a whole and by groups (thực hiện quy chế dân chủ ở cơ sở).
#[Object]
impl DemocracyCompliance {
    /// All reports together (toàn bộ).
    async fn overall(&self) -> DemocracyFigures {
        DemocracyFigures { sheet: self.sheet.clone(), cell: Cell::ALL }
    }

    /// The groups that were asked for, by code of agency, kind, period; none when `by` is empty (các nhóm).
    async fn groups(&self) -> Vec<DemocracyGroup> {
        let ledger = &self.sheet.ledger;
        let group = |cell: &Cell| DemocracyGroup {
            agency: cell.agency_in(ledger),
            restatement: Restatement::of(ledger, *cell),
            agency_kind: cell.kind,
            period: cell.period_in(ledger),
            figures: DemocracyFigures { sheet: self.sheet.clone(), cell: *cell },
        };
        self.groups.iter().map(group).collect()
    }

    /// The contents of disclosure against the agencies that owe a report (bảng nội dung công khai và cơ quan).
    async fn matrix(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Codes of the contents; all that concern these agencies when left out.")]
        contents: Option<Vec<String>>,
    ) -> Option<Result<DisclosureMatrix>> {
        let cells = ctx.look_ahead().field("rows").field("cells").exists();
        nullable!(ctx, |_request| DisclosureMatrix::read(&self.picture, contents, cells).await.map(Some))
    }
}

/// Figures on democracy work of one group, or of everybody (số liệu thực hiện dân chủ ở cơ sở).
pub struct DemocracyFigures {
    sheet: Arc<Sheet>,
    cell: Cell,
}

/// How many agencies use a form of disclosure (số cơ quan theo hình thức công khai).
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct DisclosureFormCount {
    /// The form (hình thức công khai).
    form: DisclosureForm,
    /// How many agencies use it for any content, in any of the periods (số cơ quan).
    agencies: u32,
}

/// The first and the last day that agencies name (khoảng ngày).
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct DateRange {
    /// The first day (sớm nhất).
    pub earliest: Option<Date>,
    /// The last day (muộn nhất).
    pub latest: Option<Date>,
    /// Of how many reports the range speaks (độ bao phủ).
    pub coverage: Coverage,
}

impl DateRange {
    /// The range of an indicator over a cell.
    pub fn of(sheet: &Sheet, code: &str, cell: &Cell) -> kit::Result<DateRange> {
        let range = sheet.days(&sheet.measure(code)?, cell)?;
        let day = |number: Option<i64>| number.and_then(super::super::sheet::day_of).map(Date);
        Ok(DateRange { earliest: day(range.least), latest: day(range.greatest), coverage: range.coverage })
    }
}

impl DemocracyFigures {
    fn total(&self, code: &str, way: Way) -> kit::Result<Total> {
        Total::of(&self.sheet, self.sheet.measure(code)?, self.cell, way)
    }

    fn range(&self, code: &str) -> kit::Result<ValueRange> {
        ValueRange::of(&self.sheet, &self.sheet.measure(code)?, &self.cell)
    }

    fn forms(&self) -> Vec<DisclosureFormCount> {
        let mut users: BTreeMap<DisclosureForm, BTreeSet<u32>> = BTreeMap::new();
        let ledger = &self.sheet.ledger;
        for (owed, items) in &self.sheet.disclosed {
            let obligation = ledger.at(*owed);
            if !ledger.is_in(obligation, &self.cell) {
                continue;
            }
            for item in items.iter().filter(|item| item.status == DisclosureStatus::Disclosed) {
                for form in &item.forms {
                    users.entry(*form).or_default().insert(obligation.agency);
                }
            }
        }
        let count = |form: &DisclosureForm| {
            users.get(form).map_or(0, |agencies| u32::try_from(agencies.len()).unwrap_or(u32::MAX))
        };
        DisclosureForm::ALL
            .iter()
            .map(|form| DisclosureFormCount { form: *form, agencies: count(form) })
            .collect()
    }
}

/// Figures on democracy work of one group, or of everybody (số liệu thực hiện dân chủ ở cơ sở).
#[Object]
impl DemocracyFigures {
    /// How many agencies have issued their democracy regulation (đã ban hành quy chế thực hiện dân chủ).
    async fn regulation_issued(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("qcdc_regulation_issued", Way::CountTrue))
    }

    /// How many have a plan for the year (có kế hoạch thực hiện quy chế dân chủ trong năm).
    async fn plan_issued(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("qcdc_plan_issued", Way::CountTrue))
    }

    /// How many have held their staff conference (đã tổ chức hội nghị cán bộ, công chức, viên chức, người lao động).
    async fn staff_conference_held(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("staff_conference_held", Way::CountTrue))
    }

    /// When staff conferences were held (ngày tổ chức hội nghị).
    async fn staff_conference_dates(&self, ctx: &Context<'_>) -> Result<DateRange> {
        required!(ctx, |_request| DateRange::of(&self.sheet, "staff_conference_date", &self.cell))
    }

    /// Persons summoned to staff conferences (số người được triệu tập).
    async fn staff_conference_eligible(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("staff_conference_eligible", Way::Sum))
    }

    /// Persons attending staff conferences (số người dự).
    async fn staff_conference_attended(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("staff_conference_attended", Way::Sum))
    }

    /// How many have a People's Inspectorate (có Ban Thanh tra nhân dân).
    async fn people_inspectorate_exists(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("people_inspectorate_exists", Way::CountTrue))
    }

    /// Members of People's Inspectorates (số thành viên Ban Thanh tra nhân dân).
    async fn people_inspectorate_members(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("people_inspectorate_members", Way::Sum))
    }

    /// Inspections by People's Inspectorates (số cuộc giám sát, kiểm tra của Ban Thanh tra nhân dân).
    async fn people_inspectorate_inspections(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("people_inspectorate_inspections", Way::Sum))
    }

    /// Recommendations of People's Inspectorates (số kiến nghị).
    async fn people_inspectorate_recommendations(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("people_inspectorate_recommendations", Way::Sum))
    }

    /// Recommendations of People's Inspectorates that were accepted (số kiến nghị được tiếp thu).
    async fn people_inspectorate_recommendations_accepted(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("people_inspectorate_recommendations_accepted", Way::Sum))
    }

    /// How many have a steering committee (có Ban Chỉ đạo).
    async fn steering_committee_exists(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("steering_committee_exists", Way::CountTrue))
    }

    /// How many renewed their steering committee in the period (kiện toàn Ban Chỉ đạo trong kỳ).
    async fn steering_committee_consolidated(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("steering_committee_consolidated", Way::CountTrue))
    }

    /// Members of steering committees (số thành viên Ban Chỉ đạo).
    async fn steering_committee_members(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("steering_committee_members", Way::Sum))
    }

    /// Inspections that agencies underwent (số lần được kiểm tra việc thực hiện quy chế dân chủ).
    async fn inspections_received(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("qcdc_inspections_received", Way::Sum))
    }

    /// Subordinate units that agencies inspected (số đơn vị trực thuộc được kiểm tra).
    async fn inspections_conducted(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("qcdc_inspections_conducted", Way::Sum))
    }

    /// Violations found (số vụ vi phạm quy chế dân chủ).
    async fn violations(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("qcdc_violations", Way::Sum))
    }

    /// Cases of harassment that were dealt with (số vụ sách nhiễu, phiền hà bị xử lý).
    async fn harassment_cases_handled(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("harassment_cases_handled", Way::Sum))
    }

    /// Contents that must be disclosed and are, over all agencies (số nội dung phải công khai đã công khai).
    async fn disclosure_items_met(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("disclosure_items_met", Way::Sum))
    }

    /// Self-assessed scores (điểm tự chấm).
    async fn self_score(&self, ctx: &Context<'_>) -> Result<ValueRange> {
        required!(ctx, |_request| self.range("qcdc_self_score"))
    }

    /// Verified scores (điểm thẩm định).
    async fn verified_score(&self, ctx: &Context<'_>) -> Result<ValueRange> {
        required!(ctx, |_request| self.range("qcdc_verified_score"))
    }

    /// How many reports give each classification (xếp loại).
    async fn classification(&self, ctx: &Context<'_>) -> Result<Vec<ChoiceCount>> {
        let lang = request::of(ctx)?.lang();
        required!(ctx, |_request| {
            let code = "qcdc_classification";
            let indicator = self.sheet.picture.catalogue.indicator(code);
            let indicator = indicator.ok_or_else(|| Error::broken("an unknown indicator"))?;
            Ok(ChoiceCount::all(indicator, &self.sheet.distribution(code, &self.cell)?, lang))
        })
    }

    /// How many agencies use each form of disclosure (hình thức công khai).
    async fn disclosure_forms(&self) -> Vec<DisclosureFormCount> {
        self.forms()
    }
}
