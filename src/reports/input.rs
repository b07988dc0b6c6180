//! What a client sends to save a draft. The shapes only: what is right and wrong with them is said by `patch`.

use crate::catalogue::Unit;
use crate::kit::scalars::{Date, DecimalText};
use crate::kit::vocabulary::{
    CitationRole, DisclosureAudience, DisclosureForm, DisclosureMode, DisclosureStatus, SigningAuthority,
    TaskStatus,
};
use crate::kit::{FigureState, PartialDateInput};
use async_graphql::InputObject;
use serde::Serialize;

/// The formal parts of the document (thể thức văn bản). Replaces the whole header.
#[derive(InputObject, Clone, Debug, Default, Serialize)]
pub struct ReportHeaderInput {
    /// Number as written, such as `05` or `36a` (số).
    pub number: Option<String>,
    /// Symbol as written, such as `BC-STTTT-VP` (ký hiệu).
    pub symbol: Option<String>,
    /// Place of issue (địa danh).
    pub place: Option<String>,
    /// Date of issue, as far as it is known (ngày, tháng, năm ban hành).
    pub date: Option<PartialDateInput>,
    /// By whose authority it is signed (thẩm quyền ký).
    pub signing_authority: Option<SigningAuthority>,
    /// Position of the signatory (chức vụ người ký).
    pub position: Option<String>,
    /// Name of the signatory (họ tên người ký).
    pub signatory: Option<String>,
    /// Recipients in their order, at most 50 (nơi nhận).
    #[graphql(default)]
    pub recipients: Vec<String>,
}

/// What the report says of one indicator (số liệu của một chỉ tiêu). Replaces what it said before.
///
/// A STATED figure has exactly the one of `value`, `truth`, `date`, `choice` that the indicator's type takes, and one that
/// is a text its wording; the other states have none (NONE_DECLARED may repeat its 0).
#[derive(InputObject, Clone, Debug, Serialize)]
pub struct FigureInput {
    /// Code of the indicator (mã chỉ tiêu).
    pub indicator: String,
    /// How it is stated (trạng thái số liệu).
    pub state: FigureState,
    /// The number, for a count or an amount (giá trị số).
    pub value: Option<DecimalText>,
    /// Yes or no (có hoặc không).
    pub truth: Option<bool>,
    /// The day (ngày).
    pub date: Option<Date>,
    /// Code of one of the indicator's choices (lựa chọn).
    pub choice: Option<String>,
    /// Unit that the number is in (đơn vị tính): optional, refused when it is not the indicator's.
    pub unit: Option<Unit>,
    /// Note, at most 2,000 characters (ghi chú).
    pub note: Option<String>,
    /// The wording of the document, at most 2,000 characters (nguyên văn).
    pub as_stated: Option<String>,
    /// Code of the section that states it (mục).
    pub section_code: Option<String>,
}

/// What the report writes under one heading (nội dung một mục). Replaces what it wrote before.
#[derive(InputObject, Clone, Debug, Default, Serialize)]
pub struct NarrativeSectionInput {
    /// Code of the section in the form (mã mục).
    pub section_code: String,
    /// How it is stated (trạng thái). When left out: blank is NOT_STATED, "Không" or "Không có" is NONE_DECLARED, anything
    /// else STATED.
    pub state: Option<FigureState>,
    /// The text, at most 20,000 characters (nội dung).
    pub text: Option<String>,
    /// The points of a list, at most 200 of at most 2,000 characters (các ý).
    #[graphql(default)]
    pub items: Vec<String>,
}

/// A document that the report cites (văn bản được viện dẫn). Only the wording of the citation is required.
#[derive(InputObject, Clone, Debug, Serialize)]
pub struct CitationInput {
    /// The citation as the report words it (nguyên văn trích dẫn).
    pub as_cited: String,
    /// Number as cited, such as `628` or `36a` (số).
    pub number: Option<String>,
    /// Symbol as cited, such as `SNV-XDCQCTTN` (ký hiệu).
    pub symbol: Option<String>,
    /// Kind of document as cited (loại văn bản).
    pub kind: Option<String>,
    /// Issuer as cited (cơ quan ban hành).
    pub issuer: Option<String>,
    /// Date of the document, as far as it is cited (ngày văn bản).
    pub date: Option<PartialDateInput>,
    /// What it is about (trích yếu).
    pub title: Option<String>,
    /// Code of the section that cites it (mục).
    pub section_code: Option<String>,
    /// What it is cited for (vai trò).
    #[graphql(default_with = "CitationRole::Mentioned")]
    pub role: CitationRole,
}

/// A content of grassroots democracy and what was done with it (nội dung công khai, bàn, quyết định, giám sát).
#[derive(InputObject, Clone, Debug, Serialize)]
pub struct DisclosureItemInput {
    /// Code in the catalogue of disclosure contents (mã nội dung).
    pub content: String,
    /// What the report says of it (tình trạng công khai).
    pub status: DisclosureStatus,
    /// To whom (đối tượng).
    pub audience: Option<DisclosureAudience>,
    /// What is done with it (phương thức).
    #[graphql(default)]
    pub modes: Vec<DisclosureMode>,
    /// In which forms it is disclosed (hình thức công khai); only for what is DISCLOSED.
    #[graphql(default)]
    pub forms: Vec<DisclosureForm>,
    /// The wording of the document, at most 2,000 characters (nguyên văn).
    pub as_stated: Option<String>,
    /// Code of the section that lists it (mục).
    pub section_code: Option<String>,
}

/// A "Dân vận khéo" model of the agency's register, or of one that it took over, that the report speaks of (mô hình được báo cáo).
#[derive(InputObject, Clone, Debug, Default, Serialize)]
pub struct ReportModelInput {
    /// Code of the model in the register (mã mô hình).
    pub code: String,
    /// Code of the ended agency that registered it and that this one continues; needed where codes are alike (cơ quan đăng ký).
    pub agency: Option<String>,
    /// Note, at most 2,000 characters (ghi chú).
    pub note: Option<String>,
}

/// What became of a task that was set before (kết quả thực hiện một nhiệm vụ).
#[derive(InputObject, Clone, Debug, Serialize)]
pub struct TaskFollowUpInput {
    /// Key of the task, as `Report.tasksToFollow` or the agency's plan gives it (mã nhiệm vụ).
    pub task: String,
    /// What became of it (kết quả).
    pub outcome: TaskStatus,
    /// Why, or how, at most 2,000 characters; required of what was DROPPED (lý do).
    pub reason: Option<String>,
}

/// The parts of a draft that one save sends. What is `None` stays as it is.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DraftPatch {
    pub header: Option<ReportHeaderInput>,
    pub figures: Option<Vec<FigureInput>>,
    pub sections: Option<Vec<NarrativeSectionInput>>,
    pub citations: Option<Vec<CitationInput>>,
    pub disclosures: Option<Vec<DisclosureItemInput>>,
    pub models: Option<Vec<ReportModelInput>>,
    pub follow_ups: Option<Vec<TaskFollowUpInput>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::{EmptyMutation, EmptySubscription, Object, SDLExportOptions, Schema};

    /// The part of the schema that takes what a save sends.
    struct Root;

    #[Object]
    impl Root {
        #[allow(clippy::too_many_arguments)]
        async fn save(
            &self,
            header: Option<ReportHeaderInput>,
            figures: Option<Vec<FigureInput>>,
            sections: Option<Vec<NarrativeSectionInput>>,
            citations: Option<Vec<CitationInput>>,
            disclosures: Option<Vec<DisclosureItemInput>>,
            models: Option<Vec<ReportModelInput>>,
        ) -> bool {
            let _ = (header, figures, sections, citations, disclosures, models);
            true
        }
    }

    #[test]
    fn the_agreed_names_and_nothing_undescribed() {
        let options = SDLExportOptions::new().include_specified_by();
        let sdl = Schema::build(Root, EmptyMutation, EmptySubscription).finish().sdl_with_options(options);
        let mut inputs = std::collections::BTreeMap::new();
        let (mut input, mut described, mut in_text) = (None, false, false);
        for line in sdl.lines().map(str::trim) {
            if line.starts_with("\"\"\"") {
                (described, in_text) = (true, !in_text);
            } else if in_text {
                continue;
            } else if let Some(name) = line.strip_prefix("input ") {
                assert!(described, "{name} has no description");
                input = Some(name.trim_end_matches(" {").to_owned());
                described = false;
            } else if line == "}" {
                input = None;
            } else if let (Some(input), Some((field, kind))) = (&input, line.split_once(": ")) {
                assert!(described, "{input}.{field} has no description");
                inputs.entry(input.clone()).or_insert_with(Vec::new).push(format!("{field}: {kind}"));
                described = false;
            }
        }
        let found: Vec<String> =
            inputs.iter().map(|(name, fields)| format!("{name} {{ {} }}", fields.join(", "))).collect();
        assert_eq!(
            found,
            [
                "CitationInput { asCited: String!, number: String, symbol: String, kind: String, issuer: String, date: PartialDateInput, title: String, sectionCode: String, role: CitationRole! = MENTIONED }",
                "DisclosureItemInput { content: String!, status: DisclosureStatus!, audience: DisclosureAudience, modes: [DisclosureMode!]! = [], forms: [DisclosureForm!]! = [], asStated: String, sectionCode: String }",
                "FigureInput { indicator: String!, state: FigureState!, value: Decimal, truth: Boolean, date: Date, choice: String, unit: Unit, note: String, asStated: String, sectionCode: String }",
                "NarrativeSectionInput { sectionCode: String!, state: FigureState, text: String, items: [String!]! = [] }",
                "PartialDateInput { year: Int!, month: Int, day: Int }",
                "ReportHeaderInput { number: String, symbol: String, place: String, date: PartialDateInput, signingAuthority: SigningAuthority, position: String, signatory: String, recipients: [String!]! = [] }",
                "ReportModelInput { code: String!, agency: String, note: String }",
            ]
        );
        for scalar in ["scalar Decimal @specifiedBy(", "scalar Date @specifiedBy("] {
            assert!(sdl.contains(scalar), "{scalar}");
        }
    }
}
