//! Form versions, their sections and fields, as clients read them.

use async_graphql::{Context, ID, Object, SimpleObject};

use super::{LegalGround, basis, catalogue, grounds, said};
use crate::{
    catalogue::{Comparability, FormVersion, Indicator, Rule, Section, SectionContent},
    kit::{
        PeriodKind,
        id::{self, Kind},
        scalars::Date,
        vocabulary::AgencyKind,
    },
};

/// A version of a report form: what must be reported (biểu mẫu báo cáo).
#[Object(name = "ReportForm")]
impl FormVersion {
    /// Opaque global id.
    pub async fn id(&self) -> ID {
        id::encode(Kind::ReportForm, format!("{}/{}", self.code, self.version))
    }

    /// Stable code, such as `dvcq_quarterly` (mã biểu mẫu).
    async fn code(&self) -> &str {
        &self.code
    }

    /// Version (phiên bản).
    async fn version(&self) -> u32 {
        self.version
    }

    /// Name (tên biểu mẫu).
    async fn label(&self, ctx: &Context<'_>) -> String {
        said(ctx, &self.label)
    }

    /// The kinds of period it serves (loại kỳ).
    async fn period_kinds(&self) -> &[PeriodKind] {
        &self.period_kinds
    }

    /// In force from (hiệu lực từ).
    async fn valid_from(&self) -> Option<Date> {
        self.valid_from.map(Date)
    }

    /// In force to; null when open (hiệu lực đến).
    async fn valid_to(&self) -> Option<Date> {
        self.valid_to.map(Date)
    }

    /// Its legal basis (căn cứ pháp lý).
    async fn legal_basis(&self, ctx: &Context<'_>) -> Option<String> {
        basis(ctx, &self.legal_basis)
    }

    /// Its legal basis, as documents of the register (các căn cứ pháp lý).
    async fn grounds(&self, ctx: &Context<'_>) -> Vec<LegalGround> {
        grounds(ctx, &self.legal_basis)
    }

    /// Its sections, in the order in which they are printed (các mục).
    async fn sections(&self) -> Vec<FormSection> {
        let section = |section: &Section| FormSection { section: section.clone(), form: self.clone() };
        self.sections.iter().map(section).collect()
    }

    /// The version before it (phiên bản trước).
    async fn predecessor(&self, ctx: &Context<'_>) -> Option<FormVersion> {
        catalogue(ctx).form_before(self).cloned()
    }

    /// The rules that its reports are checked by (các quy tắc kiểm tra).
    async fn rules(&self, ctx: &Context<'_>) -> Vec<Rule> {
        catalogue(ctx).rules_of(self).into_iter().cloned().collect()
    }

    /// SHA-256 of what it asks, in hexadecimal (mã băm).
    async fn digest(&self) -> &str {
        &self.digest
    }
}

/// A section of a form (một mục của biểu mẫu).
pub struct FormSection {
    section: Section,
    form: FormVersion,
}

/// A section of a form (một mục của biểu mẫu).
#[Object]
impl FormSection {
    /// Stable code (mã mục).
    async fn code(&self) -> &str {
        &self.section.code
    }

    /// Number as it is printed; two sections may print the same (số thứ tự in).
    async fn printed_number(&self) -> &str {
        &self.section.printed_number
    }

    /// Heading (tiêu đề).
    async fn heading(&self, ctx: &Context<'_>) -> String {
        said(ctx, &self.section.heading)
    }

    /// What it holds (loại nội dung).
    async fn content(&self) -> SectionContent {
        self.section.content
    }

    /// Whether a blank is worth a warning: "Không" is an answer, a blank is not (bắt buộc có lời văn).
    async fn narrative_required(&self) -> bool {
        self.section.narrative_required
    }

    /// The kinds of agency it is meant for (loại cơ quan).
    async fn agency_kinds(&self) -> &[AgencyKind] {
        &self.section.agency_kinds
    }

    /// Its legal basis (căn cứ pháp lý).
    async fn legal_basis(&self, ctx: &Context<'_>) -> Option<String> {
        basis(ctx, &self.section.legal_basis)
    }

    /// Its legal basis, as documents of the register (các căn cứ pháp lý).
    async fn grounds(&self, ctx: &Context<'_>) -> Vec<LegalGround> {
        grounds(ctx, &self.section.legal_basis)
    }

    /// The indicators it asks for, in order (các chỉ tiêu).
    async fn figures(&self, ctx: &Context<'_>) -> Vec<Indicator> {
        let catalogue = catalogue(ctx);
        self.section.indicators.iter().filter_map(|code| catalogue.indicator(code)).cloned().collect()
    }

    /// The same with how each compares with what the version before asked (các chỉ tiêu và khả năng so sánh).
    async fn fields(&self, ctx: &Context<'_>) -> Vec<FormField> {
        let catalogue = catalogue(ctx);
        let before = catalogue.form_before(&self.form);
        let field = |code: &String| {
            let found = self.form.comparison(code, before);
            let written = self.form.comparisons.iter().find(|own| own.indicator == *code);
            Some(FormField {
                indicator: catalogue.indicator(code)?.clone(),
                predecessor: found.as_ref().and_then(|(code, _)| catalogue.indicator(code)).cloned(),
                comparability: found.map(|(_, comparability)| comparability),
                reason: written.map(|own| said(ctx, &own.reason)),
                grounds: written.map_or_else(Vec::new, |own| grounds(ctx, &own.legal_basis)),
            })
        };
        self.section.indicators.iter().filter_map(field).collect()
    }
}

/// An indicator in a form version, beside what the version before asked (một chỉ tiêu của biểu mẫu).
#[derive(SimpleObject)]
pub struct FormField {
    /// The indicator (chỉ tiêu).
    indicator: Indicator,
    /// What it continues of the version before; null of a first version, and of what was not asked before (chỉ tiêu trước).
    predecessor: Option<Indicator>,
    /// Whether the two can be held against each other; a series shows a BREAK (khả năng so sánh).
    comparability: Option<Comparability>,
    /// What is different, where it is written down (lý do).
    reason: Option<String>,
    /// The documents that made it so (văn bản làm thay đổi).
    grounds: Vec<LegalGround>,
}
