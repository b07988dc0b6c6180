//! What the rules may ask of a report's content beyond its figures.
//!
//! An observation is a number that whoever walks the report's content counts; a rule names it `@name`. One that was not
//! made has no value, and a rule that needs it is NOT_EVALUABLE. Yes is 1, no is 0.

macro_rules! observations {
    ($($(#[$doc:meta])* $variant:ident = $name:literal { $vi:literal, $en:literal })+) => {
        /// Something counted in a report's content, or known of its period.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Observation { $($(#[$doc])* $variant),+ }

        impl Observation {
            /// Every observation.
            pub const ALL: &'static [Observation] = &[$(Observation::$variant),+];

            /// The name a rule uses (without `@`), and the key in a subject.
            pub fn name(self) -> &'static str {
                match self { $(Observation::$variant => $name),+ }
            }

            /// The observation of a name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Observation::$variant),)+ _ => None }
            }

            /// What it is, in Vietnamese and English.
            pub fn texts(self) -> (&'static str, &'static str) {
                match self { $(Observation::$variant => ($vi, $en)),+ }
            }
        }
    };
}

observations! {
    /// The first day of the window. Given by the engine.
    PeriodStart = "period_start" { "ngày đầu kỳ", "first day of the period" }
    /// The closing day of the window. Given by the engine.
    PeriodEnd = "period_end" { "ngày chốt số liệu", "closing day of the period" }
    /// 31 March of the period's year: the last day for the conference on the year before. Given by the engine.
    ConferenceLimit = "conference_limit" { "ngày 31/3 của năm báo cáo", "31 March of the period's year" }
    /// The first day on which the conference that counts may have been held: 1 October of the year before the period's, and of
    /// the year before that while the limit of this year has not passed on the closing day. Given by the engine.
    ConferenceEarliest = "conference_earliest" { "ngày sớm nhất của hội nghị được tính cho kỳ", "first day of the conference that counts for the period" }
    /// The day two years before the closing day. Given by the engine.
    TwoYearsBeforeEnd = "two_years_before_end" { "ngày trước ngày chốt số liệu đúng 2 năm", "day two years before the closing day" }
    /// How many contents the catalogue demands of this kind of agency; unknown while it marks none. Given by the engine.
    DisclosureContentsRequired = "disclosure_contents_required" { "số nội dung phải công khai", "number of contents that must be disclosed" }
    /// How many of these the report says are disclosed.
    DisclosureContentsMet = "disclosure_contents_met" { "số nội dung phải công khai đã công khai", "number of contents that must be disclosed and are" }
    /// Contents said to be disclosed without any form of disclosure.
    DisclosureItemsWithoutForm = "disclosure_items_without_form" { "nội dung công khai không nêu hình thức", "disclosed contents without a form" }
    /// 1 when the regulation's document is cited or the figure has a note, else 0.
    RegulationDocumentOrNote = "regulation_document_or_note" { "văn bản hoặc ghi chú về quy chế dân chủ", "document or note on the democracy regulation" }
    /// The largest score of the scheme that the agency is scored by, in hundredths; unknown without a scheme.
    ScoringMaximum = "scoring_maximum" { "điểm tối đa của thang điểm do tỉnh lưu", "largest score of the province's scoring scheme" }
    /// 1 when the classification is that of the verified score's band, or the one that Home Affairs has recorded, else 0.
    ClassificationAgrees = "classification_agrees" { "xếp loại theo khung điểm của thang điểm do tỉnh lưu", "classification by the bands of the province's scoring scheme" }
    /// The verified score that Home Affairs has recorded, in hundredths.
    VerifiedScoreRecorded = "verified_score_recorded" { "điểm thẩm định do Sở Nội vụ ghi nhận", "verified score recorded by Home Affairs" }
    /// 1 when the classification's figure has a note that says why it is not the score's band, else 0.
    ClassificationOverrideReason = "classification_override_reason" { "lý do xếp loại khác khung điểm", "reason for a classification outside the score's band" }
    /// Sections meant for communes only that are filled.
    CommuneSectionsFilled = "commune_sections_filled" { "mục dành cho cấp xã được điền", "sections for communes that are filled" }
    /// 1 when the decision on the steering committee is stated or cited, else 0.
    CommitteeDecisionGiven = "committee_decision_given" { "quyết định về Ban Chỉ đạo", "decision on the steering committee" }
    /// 1 when the head of the steering committee is named by position, else 0.
    CommitteeHeadNamed = "committee_head_named" { "Trưởng ban Chỉ đạo", "head of the steering committee" }
    /// Cited documents dated after the report, each once; unknown when the report's own date is.
    CitationsAfterReportDate = "citations_after_report_date" { "văn bản đề ngày sau báo cáo", "documents dated after the report" }
    /// Cited documents dated after the closing day, each once.
    CitationsAfterClosingDay = "citations_after_closing_day" { "văn bản đề ngày sau ngày chốt số liệu", "documents dated after the closing day" }
    /// Cited documents whose kind is not that of their symbol, each once.
    CitationsKindMismatch = "citations_kind_mismatch" { "văn bản dẫn sai loại so với ký hiệu", "cited documents whose kind is not their symbol's" }
    /// Cited instruments that were no longer in force on the closing day, each once.
    CitationsReplacedInstrument = "citations_replaced_instrument" { "văn bản dẫn đã bị thay thế", "cited instruments that were replaced" }
    /// 1 when the instrument that the democracy regulation rests on had ended by the closing day, else 0. Given by the engine.
    RegulationBasisEnded = "regulation_basis_ended" { "hiệu lực của căn cứ quy chế dân chủ", "whether the basis of the democracy regulation has ended" }
    /// 1 when the instrument that the democracy regulation rests on was not in force yet on the closing day, else 0. Given by the
    /// engine.
    RegulationBasisNotYet = "regulation_basis_not_yet" { "căn cứ quy chế dân chủ chưa có hiệu lực", "whether the basis of the democracy regulation is not in force yet" }
    /// Tasks listed for the next period.
    NextPeriodTasks = "next_period_tasks" { "nhiệm vụ kỳ sau", "tasks of the next period" }
    /// Facts given twice with different values.
    RepeatedFactsConflicting = "repeated_facts_conflicting" { "số liệu nêu hai lần khác nhau", "facts given twice with different values" }
    /// Required narrative sections that are blank and do not say "Không".
    BlankRequiredSections = "blank_required_sections" { "mục lời văn bắt buộc để trống", "required narrative sections left blank" }
    /// Places in the text where a number stands beside the word "đơn".
    GrievanceNumbersInText = "grievance_numbers_in_text" { "chỗ nêu số đơn trong lời văn", "places in the text that number submissions" }
    /// Models of the report whose stages stand out of order, or whose dates run backwards.
    ModelStagesOutOfOrder = "model_stages_out_of_order" { "mô hình có giai đoạn sai thứ tự", "models with stages out of order" }
    /// Models of the report that were commended without being recognised.
    ModelsAwardedUnrecognised = "models_awarded_unrecognised" { "mô hình được khen thưởng khi chưa được công nhận", "models commended without recognition" }
    /// Models in the agency's register that were registered by the closing day; unknown while it has none.
    ModelsRegisteredEver = "models_registered_ever" { "mô hình đã đăng ký đến cuối kỳ", "models registered by the closing day" }
    /// Models in the agency's register that are kept up on the closing day; unknown while it has none.
    ModelsActiveInRegister = "models_active_in_register" { "mô hình đang duy trì trong sổ đăng ký", "active models in the register" }
    /// Pairs of models in the agency's register whose names and fields say the same.
    ModelsAlike = "models_alike" { "mô hình nghi trùng trong sổ đăng ký", "models in the register that may be one" }
    /// Models of the report that ended in the period.
    ModelsEnded = "models_ended" { "mô hình kết thúc trong kỳ", "models ended in the period" }
    /// Active models taken over in the period from agencies that ended then and owe it too, by their latest word; 0 where there
    /// are none.
    ModelsTakenOver = "models_taken_over" { "mô hình nhận của cơ quan kết thúc trong kỳ", "models taken over from agencies that ended in the period" }
    /// The same by their reports of the period before.
    ModelsTakenOverBefore = "models_taken_over_before" { "mô hình nhận của cơ quan kết thúc trong kỳ, theo báo cáo kỳ trước", "models taken over from agencies that ended in the period, by the reports before" }
    /// Active models that several agencies of the register had registered, as Home Affairs has settled, once for each further one:
    /// so often their totals of earlier periods count the same model again.
    ModelsCountedAgain = "models_counted_again" { "mô hình do nhiều cơ quan hợp nhất cùng đăng ký, đã đếm trùng", "models counted again by agencies that have merged" }
    /// 1 when the agency ended in the period and others continue it, else 0.
    AgencyHandedOver = "agency_handed_over" { "việc bàn giao của cơ quan kết thúc trong kỳ", "whether the agency handed over in the period" }
    /// Models that the report lists and that are kept up; unknown when it lists none.
    ModelsListedActive = "models_listed_active" { "mô hình đang duy trì được liệt kê", "active models listed" }
}

impl Observation {
    /// Whether it is a day rather than a number.
    pub fn is_day(self) -> bool {
        matches!(
            self,
            Observation::PeriodStart
                | Observation::PeriodEnd
                | Observation::ConferenceLimit
                | Observation::ConferenceEarliest
                | Observation::TwoYearsBeforeEnd
        )
    }
}
