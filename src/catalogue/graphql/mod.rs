//! The catalogue as clients read it.

mod form;
mod regimes;

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result, SimpleObject};
use std::sync::Arc;

use regimes::ContentUnderRegime;
pub use regimes::DisclosureRegime;

use super::{
    AcrossAgencies, AcrossTime, AdministrativeProvince, Catalogue, Choice, DisclosureContent, FormVersion,
    Indicator, IndicatorLevel, IndicatorType, Rule, Severity, Unit,
    grounds::{Ground, in_words},
};
use crate::{
    kit::{
        Bilingual, Lang, PeriodKind,
        connection::{Paged, connect},
        id::{self, Kind},
        paging::{Page, PageArgs},
        scalars::Date,
        text,
        vocabulary::{AgencyKind, DisclosureAudience, DisclosureMode},
    },
    legal::{LegalDocument, Register},
    nullable, request,
};

/// A text in the language of the request.
pub(super) fn said(ctx: &Context<'_>, text: &Bilingual) -> String {
    text.get(request::of(ctx).map_or(Lang::Vi, |request| request.lang())).to_owned()
}

fn catalogue<'c>(ctx: &Context<'c>) -> &'c Arc<Catalogue> {
    ctx.data_unchecked::<Arc<Catalogue>>()
}

/// What something rests on: a document of the register, or a provision of it (căn cứ pháp lý).
#[derive(SimpleObject)]
pub struct LegalGround {
    /// The document; null of a basis that is none, such as a request letter (văn bản).
    document: Option<LegalDocument>,
    /// Article or chapter; the whole basis where there is no document (điều, khoản).
    provision: Option<String>,
    /// The basis in words, with the last day of what has ended (căn cứ viết thành lời).
    text: String,
}

/// Grounds as links to the register.
pub fn grounds(ctx: &Context<'_>, grounds: &[Ground]) -> Vec<LegalGround> {
    let register = catalogue(ctx).register();
    let ground = |ground: &Ground| LegalGround {
        document: ground.document(register).cloned(),
        provision: ground.provision.as_ref().map(|text| said(ctx, text)),
        text: said(ctx, &ground.words(register)),
    };
    grounds.iter().map(ground).collect()
}

/// Grounds in one sentence.
fn basis(ctx: &Context<'_>, grounds: &[Ground]) -> Option<String> {
    in_words(grounds, catalogue(ctx).register()).map(|text| said(ctx, &text))
}

/// A figure's permanent meaning: what it counts, in which unit, and how it adds up (chỉ tiêu).
#[Object]
impl Indicator {
    /// Opaque global id.
    pub async fn id(&self) -> ID {
        id::encode(Kind::Indicator, &self.code)
    }

    /// Stable code, such as `complaint_received` (mã chỉ tiêu).
    async fn code(&self) -> &str {
        &self.code
    }

    /// The group it is listed under, such as `reception` (nhóm).
    async fn group(&self) -> &str {
        &self.group
    }

    /// Name in Vietnamese (tên chỉ tiêu).
    async fn label(&self) -> &str {
        &self.label.vi
    }

    /// Name in English.
    async fn label_en(&self) -> &str {
        &self.label.en
    }

    /// Unit (đơn vị tính).
    async fn unit(&self) -> Unit {
        self.unit
    }

    /// Type of its values (kiểu dữ liệu).
    #[graphql(name = "type")]
    async fn kind(&self) -> IndicatorType {
        self.kind
    }

    /// Digits behind the point; totals are whole numbers of 10^-scale units (số chữ số thập phân).
    async fn scale(&self) -> i32 {
        i32::from(self.scale)
    }

    /// How it adds up across agencies (cách tổng hợp theo cơ quan).
    async fn across_agencies(&self) -> AcrossAgencies {
        self.across_agencies
    }

    /// How it adds up across periods (cách tổng hợp theo thời gian).
    async fn across_time(&self) -> AcrossTime {
        self.across_time
    }

    /// The kinds of period in which it is asked (loại kỳ).
    async fn periods(&self) -> &[PeriodKind] {
        &self.periods
    }

    /// Whether it is asked of everybody, optional, or computed (mức độ).
    async fn level(&self) -> IndicatorLevel {
        self.level
    }

    /// The kinds of agency it concerns; for others it is NOT_APPLICABLE (loại cơ quan).
    async fn agency_kinds(&self) -> &[AgencyKind] {
        &self.agency_kinds
    }

    /// In force from; null when since ever (hiệu lực từ).
    async fn valid_from(&self) -> Option<Date> {
        self.valid_from.map(Date)
    }

    /// In force to; null when open (hiệu lực đến).
    async fn valid_to(&self) -> Option<Date> {
        self.valid_to.map(Date)
    }

    /// What a choice may be; empty for other types (các lựa chọn).
    async fn choices(&self, ctx: &Context<'_>) -> Vec<IndicatorChoice> {
        let register = catalogue(ctx).register();
        self.choices.iter().map(|choice| IndicatorChoice::of(choice, register)).collect()
    }

    /// The legal basis, where it is known (căn cứ pháp lý).
    async fn legal_basis(&self, ctx: &Context<'_>) -> Option<String> {
        basis(ctx, &self.legal_basis)
    }

    /// Its legal basis, as documents of the register (các căn cứ pháp lý).
    async fn grounds(&self, ctx: &Context<'_>) -> Vec<LegalGround> {
        grounds(ctx, &self.legal_basis)
    }
}

/// One choice of an indicator (một lựa chọn).
#[derive(SimpleObject, Clone, Debug)]
pub struct IndicatorChoice {
    /// Stable code (mã).
    code: String,
    /// Name in Vietnamese (tên).
    label: String,
    /// Name in English.
    label_en: String,
    /// The legal document that it stands for, if any (văn bản).
    document: Option<LegalDocument>,
}

impl IndicatorChoice {
    fn of(choice: &Choice, register: &Register) -> Self {
        let Choice { code, label, document } = choice.clone();
        let document = document.and_then(|code| register.by_code(&code)).cloned();
        IndicatorChoice { code, label: label.vi, label_en: label.en, document }
    }
}

/// A rule that reports are checked by (quy tắc kiểm tra).
#[Object(name = "ValidationRule")]
impl Rule {
    /// Opaque global id.
    pub async fn id(&self) -> ID {
        id::encode(Kind::ValidationRule, &self.id)
    }

    /// Stable code, such as `G01` (mã quy tắc).
    async fn code(&self) -> &str {
        &self.id
    }

    /// What it demands (nội dung).
    async fn label(&self, ctx: &Context<'_>) -> String {
        said(ctx, &self.label)
    }

    /// What it rests on, where that is known (căn cứ pháp lý).
    async fn legal_basis(&self, ctx: &Context<'_>) -> Option<String> {
        basis(ctx, &self.legal_basis)
    }

    /// Its legal basis, as documents of the register (các căn cứ pháp lý).
    async fn grounds(&self, ctx: &Context<'_>) -> Vec<LegalGround> {
        grounds(ctx, &self.legal_basis)
    }

    /// What a failure means: ERROR blocks, WARNING needs an explanation (mức độ).
    async fn severity(&self) -> Severity {
        self.severity
    }

    /// The kinds of period it is for; empty when it is for all (các loại kỳ áp dụng).
    async fn period_kinds(&self) -> &[PeriodKind] {
        &self.period_kinds
    }

    /// In force from (hiệu lực từ).
    async fn valid_from(&self) -> Option<Date> {
        self.valid_from.map(Date)
    }

    /// In force to (hiệu lực đến).
    async fn valid_to(&self) -> Option<Date> {
        self.valid_to.map(Date)
    }
}

/// A content of democracy in the catalogue: what is to be disclosed, discussed, decided or supervised (nội dung công khai).
#[Object]
impl DisclosureContent {
    /// Opaque global id.
    pub async fn id(&self) -> ID {
        id::encode(Kind::DisclosureContent, &self.code)
    }

    /// Stable code (mã nội dung).
    async fn code(&self) -> &str {
        &self.code
    }

    /// Name (nội dung).
    async fn label(&self, ctx: &Context<'_>) -> String {
        said(ctx, &self.label)
    }

    /// To whom it is usually disclosed (đối tượng).
    async fn audiences(&self) -> &[DisclosureAudience] {
        &self.audiences
    }

    /// What is usually done with it (phương thức).
    async fn modes(&self) -> &[DisclosureMode] {
        &self.modes
    }

    /// The kinds of agency it is for (loại cơ quan).
    async fn agency_kinds(&self) -> &[AgencyKind] {
        &self.agency_kinds
    }

    /// The laws that it stands under, and how surely (các chế độ pháp luật).
    async fn regimes(&self, ctx: &Context<'_>) -> Vec<ContentUnderRegime> {
        ContentUnderRegime::all(ctx, self)
    }

    /// In force from; null when since ever (hiệu lực từ).
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
}

/// Names one form: exactly one of the fields (chỉ ra một biểu mẫu).
#[derive(OneofObject, Clone, Debug)]
pub enum ReportFormBy {
    /// By global id.
    Id(ID),
    /// The newest version of a code.
    Code(String),
    /// By code and version.
    Version(FormVersionKey),
}

/// The business key of a form version (khóa nghiệp vụ của biểu mẫu).
#[derive(InputObject, Clone, Debug)]
pub struct FormVersionKey {
    /// Code (mã biểu mẫu).
    pub code: String,
    /// Version (phiên bản).
    pub version: u32,
}

/// Which indicators are wanted (lọc chỉ tiêu).
#[derive(InputObject, Clone, Debug, Default, serde::Serialize)]
pub struct IndicatorFilter {
    /// Only of this group, such as `reception`.
    pub group: Option<String>,
    /// Only of this level.
    pub level: Option<IndicatorLevel>,
}

#[derive(Default)]
pub struct CatalogueQuery;

#[Object]
impl CatalogueQuery {
    /// One indicator by its code; null when there is none (chỉ tiêu).
    async fn indicator(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code, such as `complaint_received`.")] code: String,
    ) -> Option<Result<Indicator>> {
        nullable!(ctx, |request| {
            let _ = request;
            Ok(catalogue(ctx).indicator(&code).cloned())
        })
    }

    /// The indicators of the catalogue, in its order (danh mục chỉ tiêu).
    async fn indicators(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which indicators.")] filter: Option<IndicatorFilter>,
        #[graphql(desc = "How many from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Option<Result<Paged<Indicator>>> {
        nullable!(ctx, |request| {
            let _ = request;
            let filter = filter.unwrap_or_default();
            let page: Page<usize> = PageArgs { first, after, last, before }.check(&filter)?;
            let wanted = |indicator: &Indicator| {
                filter.group.as_ref().is_none_or(|group| &indicator.group == group)
                    && filter.level.is_none_or(|level| indicator.level == level)
            };
            let all: Vec<(usize, &Indicator)> = catalogue(ctx)
                .indicators()
                .iter()
                .filter(|indicator| wanted(indicator))
                .enumerate()
                .collect();
            let total = u64::try_from(all.len()).ok();
            let rows = page_of(all, &page);
            Ok(Some(connect(&page, rows, total, &filter, |row| row.0, |row| row.1.clone())))
        })
    }

    /// One form; null when there is none (biểu mẫu).
    async fn form(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which form.")] by: ReportFormBy,
    ) -> Option<Result<FormVersion>> {
        nullable!(ctx, |request| {
            let _ = request;
            let forms = catalogue(ctx).forms();
            let found = match &by {
                ReportFormBy::Id(id) => id::decode(id)
                    .filter(|(kind, _)| *kind == Kind::ReportForm)
                    .and_then(|(_, key)| form_by_key(forms, &key)),
                ReportFormBy::Code(code) => forms.iter().rev().find(|form| &form.code == code),
                ReportFormBy::Version(key) => {
                    forms.iter().find(|form| form.code == key.code && form.version == key.version)
                }
            };
            Ok(found.cloned())
        })
    }

    /// The provinces of Vietnam since the merger of 2025, by code, and what they were made of (danh mục tỉnh, thành phố).
    async fn administrative_provinces(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only those whose name, or that of a predecessor, contains this, whatever its case and diacritics."
        )]
        name_contains: Option<String>,
    ) -> Option<Result<Vec<AdministrativeProvince>>> {
        nullable!(ctx, |request| {
            let _ = request;
            let wanted = name_contains.map(|name| text::fold(&name)).unwrap_or_default();
            let all = catalogue(ctx).provinces().iter();
            Ok(Some(all.filter(|province| province.is_called(&wanted)).cloned().collect()))
        })
    }

    /// What each law on democracy at the grassroots asks of which kinds of agency, and how far its lists are known (các chế độ
    /// dân chủ ở cơ sở).
    async fn disclosure_regimes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those for this kind of agency.")] agency_kind: Option<AgencyKind>,
        #[graphql(desc = "Only those in force on this day.")] on: Option<Date>,
    ) -> Option<Result<Vec<DisclosureRegime>>> {
        nullable!(ctx, |request| {
            let _ = request;
            let all = catalogue(ctx).regimes().iter();
            let wanted = all.filter(|regime| regime.is_wanted(agency_kind, on.map(|day| day.0)));
            Ok(Some(wanted.cloned().map(DisclosureRegime::from).collect::<Vec<_>>()))
        })
    }

    /// Every version of every form (các biểu mẫu).
    async fn forms(&self, ctx: &Context<'_>) -> Option<Result<Vec<FormVersion>>> {
        nullable!(ctx, |request| {
            let _ = request;
            Ok(Some(catalogue(ctx).forms().to_vec()))
        })
    }
}

/// The form version of the key in a global id.
pub fn form_by_key<'f>(forms: &'f [FormVersion], key: &str) -> Option<&'f FormVersion> {
    let (code, version) = key.split_once('/')?;
    let version: u32 = version.parse().ok()?;
    forms.iter().find(|form| form.code == code && form.version == version)
}

/// The rows of a page out of a list in memory, in the page's own direction, with one too many where there are more.
pub fn page_of<T>(rows: Vec<(usize, T)>, page: &Page<usize>) -> Vec<(usize, T)> {
    let size = usize::try_from(page.size).unwrap_or(usize::MAX).saturating_add(1);
    if page.backwards {
        rows.into_iter().rev().filter(|row| page.key.is_none_or(|key| row.0 < key)).take(size).collect()
    } else {
        rows.into_iter().filter(|row| page.key.is_none_or(|key| row.0 > key)).take(size).collect()
    }
}
