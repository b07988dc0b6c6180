//! What a report says: the content of a draft, and of every version made of it.
//!
//! Stored as canonical JSON (`kit::digest`), whose SHA-256 identifies a version: a field that is added later must be
//! optional and left out when empty, or the digests of old versions change.

use crate::kit::vocabulary::{
    CitationRole, DisclosureAudience, DisclosureForm, DisclosureMode, DisclosureStatus, SigningAuthority,
    TaskStatus,
};
use crate::kit::{FigureState, PartialDate, Value};
use crate::legal::{Cited, Kinds, Wording};
use async_graphql::SimpleObject;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Everything a report says. An empty one says nothing, which is not the same as saying that there was nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportContent {
    pub header: ReportHeader,
    /// By indicator code. An indicator without an entry is NOT_STATED.
    pub figures: BTreeMap<String, FigureEntry>,
    /// By section code. A section without an entry is NOT_STATED.
    pub sections: BTreeMap<String, SectionEntry>,
    /// In the order of the report; the same document may be cited more than once.
    pub citations: Vec<CitationEntry>,
    pub disclosures: Vec<DisclosureEntry>,
    pub models: Vec<ModelReference>,
    /// What became of tasks that were set before. Of a task without an entry nothing is told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub follow_ups: Vec<FollowUpEntry>,
}

impl ReportContent {
    /// How the report states an indicator: NOT_STATED where it is silent.
    pub fn figure_state(&self, indicator: &str) -> FigureState {
        self.figures.get(indicator).map_or(FigureState::NotStated, |figure| figure.state)
    }

    /// How the report states a section: NOT_STATED where it is silent.
    pub fn section_state(&self, section: &str) -> FigureState {
        self.sections.get(section).map_or(FigureState::NotStated, |entry| entry.state)
    }
}

/// The formal parts of the document (thể thức văn bản, Nghị định 30/2020/NĐ-CP). Every part may be missing.
#[derive(SimpleObject, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportHeader {
    /// Number as written, such as `05` or `36a` (số).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Symbol as written, such as `BC-STTTT-VP` (ký hiệu).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// Place of issue (địa danh).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Date of issue, as far as it is known (ngày, tháng, năm ban hành).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
    /// By whose authority it is signed (thẩm quyền ký).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signing_authority: Option<SigningAuthority>,
    /// Position of the signatory (chức vụ người ký).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    /// Name of the signatory (họ tên người ký).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signatory: Option<String>,
    /// Recipients in their order (nơi nhận).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<String>,
}

/// What a report says of one indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureEntry {
    pub state: FigureState,
    /// Present exactly when the state is STATED, except of an indicator that is answered by its wording alone; numbers are
    /// in units of 10^-scale of the indicator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The wording of the document, such as "01 đơn tố cáo (đã ban hành kết luận)".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_stated: Option<String>,
    /// The code of the section that states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
}

/// What a report writes under one heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionEntry {
    /// STATED has text or items, NONE_DECLARED at most its wording ("Không"), the others nothing.
    pub state: FigureState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The points of a list, in order: lessons, tasks, recommendations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<String>,
}

/// A document that a report cites (văn bản được viện dẫn). Only the wording of the citation is always there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitationEntry {
    /// The citation as the report words it (nguyên văn trích dẫn).
    pub as_cited: String,
    /// Number as cited, such as `628` or `36a` (số).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Symbol as cited, such as `SNV-XDCQCTTN` or `2018/NĐ-CP` (ký hiệu).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// Kind of document as cited, which may contradict the symbol (loại văn bản).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Issuer as cited (cơ quan ban hành).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Date of the document, as far as it is cited (ngày văn bản).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
    /// What it is about (trích yếu).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Code of the section that cites it (mục).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// What it is cited for (vai trò).
    pub role: CitationRole,
}

impl CitationEntry {
    /// A document of which only the wording is known.
    pub fn in_words(as_cited: impl Into<String>, role: CitationRole) -> Self {
        CitationEntry {
            as_cited: as_cited.into(),
            number: None,
            symbol: None,
            kind: None,
            issuer: None,
            date: None,
            title: None,
            section: None,
            role,
        }
    }

    /// The citation as the register of legal documents reads it.
    pub fn read(&self, kinds: &Kinds) -> Cited {
        let wording = Wording {
            as_cited: &self.as_cited,
            number: self.number.as_deref(),
            symbol: self.symbol.as_deref(),
            kind: self.kind.as_deref(),
            issuer: self.issuer.as_deref(),
            date: self.date,
        };
        Cited::read(kinds, &wording)
    }
}

/// A content of grassroots democracy and what was done with it (nội dung công khai, bàn, quyết định, giám sát).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisclosureEntry {
    /// Code in the catalogue of disclosure contents.
    pub content: String,
    pub status: DisclosureStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<DisclosureAudience>,
    /// A set: each mode once, in the order of the vocabulary.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modes: Vec<DisclosureMode>,
    /// A set: each form once, in the order of the vocabulary; only what is DISCLOSED has any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<DisclosureForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_stated: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
}

/// A "Dân vận khéo" model of the register that the report speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelReference {
    /// The model's code in the register of the agency that registered it.
    pub code: String,
    /// The code of that agency, where the reporting one has taken its register over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What became of a task, with the task as it stood when that was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUpEntry {
    /// Key of the task.
    pub task: String,
    pub text: String,
    /// The report that set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Uuid>,
    /// The plan that set it, as it was saved then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Uuid>,
    /// Number of the version of the report or plan.
    pub version: i32,
    pub outcome: TaskStatus,
    /// Present where the task was dropped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;
