//! What a client sends to reorganise agencies.

use async_graphql::{ID, InputObject};
use uuid::Uuid;

use crate::{
    kit::{
        PartialDateInput, Problem,
        scalars::Date,
        text,
        vocabulary::{AgencyKind, CitationRole},
    },
    organisation::history::{NewIdentifier, ObligationFate, ReorganisationKind},
    reports::CitationEntry,
};

/// The document by which it was decided (văn bản làm căn cứ). Only the wording of the citation is required.
#[derive(InputObject, Clone, Debug)]
pub struct LegalGroundInput {
    /// The citation in words (nguyên văn trích dẫn).
    pub as_cited: String,
    /// Number (số).
    pub number: Option<String>,
    /// Number and symbol, such as `1025/NQ-UBTVQH15` (số, ký hiệu).
    pub symbol: Option<String>,
    /// Kind of document (loại văn bản).
    pub kind: Option<String>,
    /// Issuer (cơ quan ban hành).
    pub issuer: Option<String>,
    /// Date, as far as it is known (ngày văn bản).
    pub date: Option<PartialDateInput>,
    /// What it is about (trích yếu).
    pub title: Option<String>,
}

/// An agency that continues others (cơ quan kế thừa): one that exists, by its code alone, or a new one with name and kind.
#[derive(InputObject, Clone, Debug)]
pub struct SuccessorInput {
    /// Code in the province; a new one differs from every other by more than case and spaces (mã cơ quan).
    pub code: String,
    /// Name, of a new one: one that nobody else bears on that day or later (tên cơ quan).
    pub name: Option<String>,
    /// Kind, of a new one; that of the first of the agencies when left out (loại cơ quan).
    pub kind: Option<AgencyKind>,
    /// Code of the agency above a new one (cơ quan cấp trên).
    pub parent: Option<String>,
    /// Identifiers that it gets on that day (mã định danh).
    #[graphql(default)]
    pub identifiers: Vec<NewIdentifier>,
}

/// What becomes of one report that is open when its agency ends (quyết định về một nghĩa vụ báo cáo).
#[derive(InputObject, Clone, Debug)]
pub struct ObligationDecisionInput {
    /// The obligation (nghĩa vụ báo cáo).
    pub obligation: ID,
    /// What becomes of it (quyết định).
    pub fate: ObligationFate,
    /// Code of the successor that files it, of TRANSFERRED; the one that answers for the agency when left out (cơ quan nhận).
    pub to: Option<String>,
    /// Why; required of EXEMPTED (lý do).
    pub reason: Option<String>,
}

/// What `agencyReorganise` takes.
#[derive(InputObject, Clone, Debug)]
pub struct AgencyReorganiseInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    pub idempotency_key: Uuid,
    /// What is done (hình thức).
    pub kind: ReorganisationKind,
    /// Codes of the agencies to which it is done, at most 200: one of RENAME and SPLIT, two or more of MERGE (cơ quan).
    pub agencies: Vec<String>,
    /// Who continues them: one that exists of MERGE_INTO, a new one of MERGE, two or more of SPLIT (one where the agency goes
    /// on), none of the others (cơ quan kế thừa).
    #[graphql(default)]
    pub successors: Vec<SuccessorInput>,
    /// The new name, of RENAME: one that nobody else bears on that day or later (tên mới).
    pub name: Option<String>,
    /// Identifiers that the agency gets on that day, of RENAME (mã định danh mới).
    #[graphql(default)]
    pub identifiers: Vec<NewIdentifier>,
    /// Code of the agency above, of MOVE; none above when left out (cơ quan cấp trên mới).
    pub parent: Option<String>,
    /// Of SPLIT: the agency goes on, only a part of it was taken out (cơ quan cũ vẫn tồn tại).
    #[graphql(default = false)]
    pub goes_on: bool,
    /// Code of the agency that answers for those that end: files what is asked of them later, and may read and reopen what
    /// they filed. The successor, where there is one; required where there are several; of DISSOLVE, nobody when left out (cơ
    /// quan chịu trách nhiệm).
    pub answered_by: Option<String>,
    /// The first day of the new order; from 1998 on, not in the future, not before the agencies began or were last reorganised, and of agencies that end not more than 730 days before the window of a
    /// report that they filed themselves (có hiệu lực từ ngày).
    pub effective_on: Date,
    /// The document by which it was decided (căn cứ).
    pub ground: LegalGroundInput,
    /// Note, at most 2,000 characters (ghi chú).
    pub note: Option<String>,
    /// One for each report that the ending agencies still owe (quyết định về các nghĩa vụ còn mở).
    #[graphql(default)]
    pub decisions: Vec<ObligationDecisionInput>,
    /// Whether people of the agencies get the same roles in the agency that answers for them, and in new successors, which would
    /// have nobody else: where there is one, this asks for a recent sign-in (chuyển vai trò).
    #[graphql(default = true)]
    pub carry_roles: bool,
}

impl AgencyReorganiseInput {
    /// Whether people may get roles by it: where it is asked for, and there is an agency to get them in.
    pub fn carries_roles(&self) -> bool {
        self.carry_roles && (!self.successors.is_empty() || self.answered_by.is_some())
    }
}

impl LegalGroundInput {
    /// The citation as it is stored; what is wrong with it is put to the problems.
    pub fn clean(self, problems: &mut Vec<Problem>) -> CitationEntry {
        let mut optional = |given: Option<String>, most: usize, field: &str| {
            let given = given.filter(|text| !text.trim().is_empty())?;
            text::required(&given, most, &["ground", field]).map_err(|problem| problems.push(problem)).ok()
        };
        let number = optional(self.number, text::MAX_NAME, "number");
        let symbol = optional(self.symbol, text::MAX_NAME, "symbol");
        let kind = optional(self.kind, text::MAX_NAME, "kind");
        let issuer = optional(self.issuer, text::MAX_NAME, "issuer");
        let title = optional(self.title, text::MAX_NOTE, "title");
        let as_cited = text::required(&self.as_cited, text::MAX_NOTE, &["ground", "asCited"])
            .map_err(|problem| problems.push(problem));
        let date = self.date.map(|date| date.check(&["ground", "date"]));
        let date = date.and_then(|date| date.map_err(|problem| problems.push(problem)).ok());
        CitationEntry {
            as_cited: as_cited.unwrap_or_default(),
            number,
            symbol,
            kind,
            issuer,
            date,
            title,
            section: None,
            role: CitationRole::Basis,
        }
    }
}
