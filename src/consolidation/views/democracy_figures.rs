//! Figures on democracy work: democracy regulation, staff conference, People's Inspectorate, communes, supervision, scores as
//! reports state them, forms of disclosure.

use async_graphql::{Context, Lookahead, Object, Result, SimpleObject};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::super::{
    arithmetic::Coverage,
    cells::Cell,
    needs::{Depth, Needs},
    sheet::Sheet,
    totals::{ChoiceCount, Rate, Total, ValueRange, Way},
};
use crate::{
    catalogue::Catalogue,
    kit::{
        self, Error, Lang,
        scalars::Date,
        vocabulary::{DisclosureForm, DisclosureStatus},
    },
    request, required,
};

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
const TOTALS: [(&str, &str); 20] = [
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
    ("disclosureItemsRequired", "disclosure_items_required"),
    ("staffConferenceApprovalVotes", "staff_conference_approval_votes"),
    ("communityInvestmentBoards", "community_investment_boards"),
    ("communityInvestmentProjectsSupervised", "community_investment_projects_supervised"),
    ("villageConventions", "village_conventions_total"),
    ("villageConventionsRecognised", "village_conventions_recognised"),
    ("mattersPutToPeople", "matters_put_to_people"),
    ("mattersPutToPeopleApproved", "matters_put_to_people_approved"),
];

/// What is read one by one: the fields and their indicators.
const OTHERS: [(&str, &str); 7] = [
    ("regulationBasis", "qcdc_regulation_basis"),
    ("staffConferenceForms", "staff_conference_form"),
    ("peopleInspectorateTermStarts", "people_inspectorate_term_start"),
    ("classification", "qcdc_classification"),
    ("selfScore", "qcdc_self_score"),
    ("verifiedScore", "qcdc_verified_score"),
    ("staffConferenceDates", "staff_conference_date"),
];

/// Rates: the fields, with the indicators of the part and the whole.
const RATES: [(&str, [&str; 2]); 3] = [
    ("staffConferenceAttendanceRate", ["staff_conference_attended", "staff_conference_eligible"]),
    (
        "peopleInspectorateAcceptanceRate",
        ["people_inspectorate_recommendations_accepted", "people_inspectorate_recommendations"],
    ),
    ("mattersApprovalRate", ["matters_put_to_people_approved", "matters_put_to_people"]),
];

/// Collects what a selection of [`DemocracyFigures`] needs.
pub fn need(needs: &mut Needs, catalogue: &Catalogue, selected: &Lookahead<'_>) {
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
    for (field, [part, whole]) in RATES {
        needs.add_rate(catalogue, [&[part.to_owned()], &[whole.to_owned()]], &selected.field(field));
    }
    needs.disclosures |= selected.field("disclosureForms").exists();
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
    /// The figures of a cell.
    pub fn of(sheet: &Arc<Sheet>, cell: Cell) -> Self {
        DemocracyFigures { sheet: sheet.clone(), cell }
    }

    fn total(&self, code: &str, way: Way) -> kit::Result<Total> {
        Total::of(&self.sheet, self.sheet.measure(code)?, self.cell, way)
    }

    fn range(&self, code: &str) -> kit::Result<ValueRange> {
        ValueRange::of(&self.sheet, &self.sheet.measure(code)?, &self.cell)
    }

    fn rate(&self, field: &str) -> kit::Result<Rate> {
        let (_, [part, whole]) =
            RATES.iter().find(|(name, _)| *name == field).ok_or_else(|| Error::broken("an unknown rate"))?;
        let parts = [self.sheet.measure(part)?, self.sheet.measure(whole)?];
        Rate::of(&self.sheet, parts, self.cell)
    }

    fn choices(&self, code: &str, lang: Lang) -> kit::Result<Vec<ChoiceCount>> {
        let indicator = self.sheet.picture.catalogue.indicator(code);
        let indicator = indicator.ok_or_else(|| Error::broken("an unknown indicator"))?;
        Ok(ChoiceCount::all(indicator, &self.sheet.distribution(code, &self.cell)?, lang))
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

    /// Votes for the resolutions of staff conferences (số người tán thành nghị quyết hội nghị).
    async fn staff_conference_approval_votes(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("staff_conference_approval_votes", Way::Sum))
    }

    /// Of those summoned, the share that attended (tỷ lệ dự hội nghị).
    async fn staff_conference_attendance_rate(&self, ctx: &Context<'_>) -> Result<Rate> {
        required!(ctx, |_request| self.rate("staffConferenceAttendanceRate"))
    }

    /// How many reports give each form of the conference: plenary or delegates (hình thức hội nghị).
    async fn staff_conference_forms(&self, ctx: &Context<'_>) -> Result<Vec<ChoiceCount>> {
        let lang = request::of(ctx)?.lang();
        required!(ctx, |_request| self.choices("staff_conference_form", lang))
    }

    /// What democracy regulations rest on, as reports say (căn cứ pháp lý của quy chế).
    async fn regulation_basis(&self, ctx: &Context<'_>) -> Result<Vec<ChoiceCount>> {
        let lang = request::of(ctx)?.lang();
        required!(ctx, |_request| self.choices("qcdc_regulation_basis", lang))
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

    /// Of their recommendations, the share that was accepted (tỷ lệ kiến nghị được tiếp thu).
    async fn people_inspectorate_acceptance_rate(&self, ctx: &Context<'_>) -> Result<Rate> {
        required!(ctx, |_request| self.rate("peopleInspectorateAcceptanceRate"))
    }

    /// When the terms of People's Inspectorates began (ngày bắt đầu nhiệm kỳ Ban Thanh tra nhân dân).
    async fn people_inspectorate_term_starts(&self, ctx: &Context<'_>) -> Result<DateRange> {
        required!(ctx, |_request| DateRange::of(&self.sheet, "people_inspectorate_term_start", &self.cell))
    }

    /// Community investment supervision boards of communes (Ban Giám sát đầu tư của cộng đồng).
    async fn community_investment_boards(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("community_investment_boards", Way::Sum))
    }

    /// Projects that they supervised (dự án được giám sát).
    async fn community_investment_projects_supervised(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("community_investment_projects_supervised", Way::Sum))
    }

    /// Village conventions of communes (hương ước, quy ước).
    async fn village_conventions(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("village_conventions_total", Way::Sum))
    }

    /// Of which are recognised (hương ước, quy ước được công nhận).
    async fn village_conventions_recognised(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("village_conventions_recognised", Way::Sum))
    }

    /// Matters put to residents of communes (nội dung đưa ra Nhân dân bàn).
    async fn matters_put_to_people(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("matters_put_to_people", Way::Sum))
    }

    /// Of which were approved (nội dung được thông qua).
    async fn matters_put_to_people_approved(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("matters_put_to_people_approved", Way::Sum))
    }

    /// Of the matters put to residents, the share that was approved (tỷ lệ nội dung được thông qua).
    async fn matters_approval_rate(&self, ctx: &Context<'_>) -> Result<Rate> {
        required!(ctx, |_request| self.rate("mattersApprovalRate"))
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

    /// Contents that must be disclosed, over all agencies; null while no law's list is known in full (số nội dung phải công
    /// khai).
    async fn disclosure_items_required(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("disclosure_items_required", Way::Sum))
    }

    /// Contents that must be disclosed and are, over all agencies; null while no law's list is known in full (số nội dung phải
    /// công khai đã công khai).
    async fn disclosure_items_met(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("disclosure_items_met", Way::Sum))
    }

    /// Self-assessed scores as reports state them; the record of scores is `scores` (điểm tự chấm theo báo cáo).
    async fn self_score(&self, ctx: &Context<'_>) -> Result<ValueRange> {
        required!(ctx, |_request| self.range("qcdc_self_score"))
    }

    /// Verified scores as reports state them; the record of scores is `scores` (điểm thẩm định theo báo cáo).
    async fn verified_score(&self, ctx: &Context<'_>) -> Result<ValueRange> {
        required!(ctx, |_request| self.range("qcdc_verified_score"))
    }

    /// How many reports give each classification; what Home Affairs has given is in `scores` (xếp loại theo báo cáo).
    async fn classification(&self, ctx: &Context<'_>) -> Result<Vec<ChoiceCount>> {
        let lang = request::of(ctx)?.lang();
        required!(ctx, |_request| self.choices("qcdc_classification", lang))
    }

    /// How many agencies use each form of disclosure (hình thức công khai).
    async fn disclosure_forms(&self) -> Vec<DisclosureFormCount> {
        self.forms()
    }
}
