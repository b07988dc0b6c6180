//! Resolvers of this room.

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result, SimpleObject};
use std::sync::Arc;
use uuid::Uuid;

use super::{
    filter::{DocumentFilter, DocumentOrder},
    kinds::DocumentKind,
    register::Register,
    resolve::{Cited, Wording},
    service,
    types::LegalDocument,
    words::{DocumentOrigin, ForceStatus, Grammar},
};
use crate::{
    kit::{
        self, Bilingual, Lang, PartialDate, PartialDateInput,
        connection::{Paged, connect},
        id::{self, Kind},
        paging::PageArgs,
        scalars::Date,
        text,
    },
    nullable,
    request::{self, Request},
    required,
};

/// The longest chain of successors that is followed.
const LONGEST_CHAIN: usize = 50;

/// A text in the language of the request.
fn said(ctx: &Context<'_>, text: &Bilingual) -> String {
    text.get(request::of(ctx).map_or(Lang::Vi, |request| request.lang())).to_owned()
}

/// The register that came with the program, which is schema data.
pub(super) fn register<'c>(ctx: &Context<'c>) -> &'c Arc<Register> {
    ctx.data_unchecked::<Arc<Register>>()
}

/// A kind of document (loại văn bản).
#[derive(SimpleObject, Clone, Debug)]
pub struct LegalDocumentKind {
    /// Stable code, such as `DECREE` (mã loại).
    code: String,
    /// Name in Vietnamese (tên loại).
    label: String,
    /// Name in English.
    label_en: String,
    /// What stands for it in a symbol, such as `NĐ` (chữ viết tắt).
    abbreviations: Vec<String>,
}

impl LegalDocumentKind {
    /// The kind of a code.
    pub fn of(register: &Register, code: &str) -> Option<Self> {
        register.kinds().kind(code).map(Self::from)
    }
}

impl From<&DocumentKind> for LegalDocumentKind {
    fn from(kind: &DocumentKind) -> Self {
        let DocumentKind { code, label, abbreviations, grammars: _ } = kind.clone();
        LegalDocumentKind { code, label: label.vi, label_en: label.en, abbreviations }
    }
}

/// Where a fact of the register comes from (nguồn).
#[derive(SimpleObject, Clone, Debug)]
pub struct LegalDocumentSource {
    /// Its mark; behind a point the number of the entry there, such as `A.30` (ký hiệu nguồn).
    mark: String,
    /// What it is (tên nguồn).
    label: String,
}

/// A law, decree, plan, decision, letter: what the register knows of it; what no source states is null (văn bản).
#[Object]
impl LegalDocument {
    /// Opaque global id.
    pub async fn id(&self) -> ID {
        id::encode(Kind::LegalDocument, self.id)
    }

    /// Whether its entry came with the program or was entered by the province (nguồn của mục văn bản).
    async fn origin(&self) -> DocumentOrigin {
        self.origin
    }

    /// The province of a shipped document of a provincial body; null for one of a central body (tỉnh).
    async fn province(&self) -> Option<&str> {
        self.province.as_deref()
    }

    /// Number as printed, such as `04` or `36a` (số).
    async fn number(&self) -> Option<&str> {
        self.number.as_deref()
    }

    /// Number and symbol as printed, such as `04/2015/NĐ-CP` or `25-NQ/TW` (số, ký hiệu).
    async fn symbol(&self) -> Option<&str> {
        self.symbol.as_deref()
    }

    /// By which rules the symbol is written (quy tắc ghi ký hiệu).
    async fn grammar(&self) -> Option<Grammar> {
        self.parsed.as_ref().map(|symbol| symbol.grammar)
    }

    /// What it is (loại văn bản).
    async fn kind(&self, ctx: &Context<'_>) -> Option<LegalDocumentKind> {
        LegalDocumentKind::of(register(ctx), self.kind.as_deref()?)
    }

    /// The kind that the symbol tells, which may be another; null where it tells none (loại theo ký hiệu).
    async fn kind_by_symbol(&self, ctx: &Context<'_>) -> Option<LegalDocumentKind> {
        register(ctx).kinds().of_symbol(self.parsed.as_ref()?).map(LegalDocumentKind::from)
    }

    /// The kind as its citations word it, where that is another (loại theo cách dẫn).
    async fn kind_as_cited(&self) -> Option<&str> {
        self.kind_as_cited.as_deref()
    }

    /// Who issued it (cơ quan ban hành).
    async fn issuer(&self, ctx: &Context<'_>) -> Option<String> {
        self.issuer.as_ref().map(|issuer| said(ctx, issuer))
    }

    /// Date of issue, as far as it is known (ngày ban hành).
    async fn issued(&self) -> Option<PartialDate> {
        self.issued
    }

    /// What it is about (trích yếu).
    async fn title(&self, ctx: &Context<'_>) -> Option<String> {
        self.title.as_ref().map(|title| said(ctx, title))
    }

    /// First day in force (có hiệu lực từ ngày).
    async fn in_force_from(&self) -> Option<Date> {
        self.in_force_from.map(Date)
    }

    /// Last day in force (hết hiệu lực sau ngày).
    async fn in_force_to(&self) -> Option<Date> {
        self.in_force_to.map(Date)
    }

    /// Whether it is in force on a day, as far as the register knows (tình trạng hiệu lực).
    async fn force_status(&self, #[graphql(desc = "The day.")] on: Date) -> ForceStatus {
        self.status(on.0)
    }

    /// What replaced it (văn bản thay thế).
    async fn replaced_by(&self, ctx: &Context<'_>) -> Option<Result<LegalDocument>> {
        let id = self.replaced_by?;
        nullable!(ctx, |request| service::find(request, register(ctx), id).await)
    }

    /// What stood in its place on a day: the first of its successors that had not ended by then (văn bản thay thế còn hiệu
    /// lực).
    async fn successor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day.")] on: Date,
    ) -> Option<Result<LegalDocument>> {
        nullable!(ctx, |request| successor(request, register(ctx), self, on).await)
    }

    /// What it replaced (các văn bản bị thay thế).
    async fn replaces(&self, ctx: &Context<'_>) -> Result<Vec<LegalDocument>> {
        required!(ctx, |request| {
            let register = register(ctx);
            let province = service::load_province(request).await?;
            let shipped = register.visible(&province).filter(|other| other.replaced_by == Some(self.id));
            let mut all: Vec<LegalDocument> = shipped.cloned().collect();
            let own = service::load_replaced(request, self.id).await?;
            all.extend(own.into_iter().map(|row| service::document_of(row, register.kinds())));
            Ok(all)
        })
    }

    /// What amended it (các văn bản sửa đổi, bổ sung).
    async fn amended_by(&self, ctx: &Context<'_>) -> Vec<LegalDocument> {
        self.amended_by.iter().filter_map(|id| register(ctx).document(*id)).cloned().collect()
    }

    /// The wordings by which it is cited without a symbol (các cách gọi).
    async fn cited_as(&self) -> &[String] {
        &self.cited_as
    }

    /// Where the facts of this entry come from; empty for the province's own (nguồn).
    async fn sources(&self, ctx: &Context<'_>) -> Vec<LegalDocumentSource> {
        let register = register(ctx);
        let source = |mark: &String| {
            let label = said(ctx, &register.source(mark)?.label);
            Some(LegalDocumentSource { mark: mark.clone(), label })
        };
        self.sources.iter().filter_map(source).collect()
    }

    /// What is doubtful about the entry (ghi chú).
    async fn note(&self, ctx: &Context<'_>) -> Option<String> {
        self.note.as_ref().map(|note| said(ctx, note))
    }

    /// How often the province has saved its entry; null for a shipped one (số hiệu bản ghi).
    async fn revision(&self) -> Option<i32> {
        self.revision
    }
}

/// The first of a document's successors that had not ended by a day.
pub(super) async fn successor(
    request: &Request,
    register: &Register,
    document: &LegalDocument,
    on: Date,
) -> kit::Result<Option<LegalDocument>> {
    let mut next = document.replaced_by;
    for _ in 0..LONGEST_CHAIN {
        let Some(id) = next else { return Ok(None) };
        match service::find(request, register, id).await? {
            Some(found) if found.status(on.0) == ForceStatus::NoLonger => next = found.replaced_by,
            found => return Ok(found),
        }
    }
    Ok(None)
}

/// Names one legal document: exactly one of the fields (chỉ ra một văn bản).
#[derive(OneofObject, Clone, Debug)]
pub enum LegalDocumentBy {
    /// By global id.
    Id(ID),
    /// By number and symbol, such as `04/2015/NĐ-CP`; null when several documents have it.
    Symbol(String),
    /// By number, symbol and date.
    Key(LegalDocumentKey),
}

/// The business key of a document whose symbol does not carry the year (khóa nghiệp vụ của văn bản).
#[derive(InputObject, Clone, Debug)]
pub struct LegalDocumentKey {
    /// Number and symbol, such as `25/KH-UBND` (số, ký hiệu).
    pub symbol: String,
    /// Date of issue, as far as it is known (ngày ban hành).
    pub issued: PartialDateInput,
}

/// A symbol as somebody typed or pasted it, without what shows nothing.
fn typed(symbol: &str, path: &[&str]) -> kit::Result<String> {
    Ok(text::clean(&symbol.replace(text::is_invisible, ""), text::MAX_NAME, path)?)
}

/// The document that is named; `None` when there is none, or several.
async fn find_by(
    request: &Request,
    register: &Register,
    by: LegalDocumentBy,
) -> kit::Result<Option<LegalDocument>> {
    let (symbol, issued) = match by {
        LegalDocumentBy::Id(id) => {
            return match id::decode_uuid(&id, Kind::LegalDocument) {
                Some(id) => service::find(request, register, id).await,
                None => Ok(None),
            };
        }
        LegalDocumentBy::Symbol(symbol) => (typed(&symbol, &["by", "symbol"])?, None),
        LegalDocumentBy::Key(key) => {
            let symbol = typed(&key.symbol, &["by", "key", "symbol"])?;
            (symbol, Some(key.issued.check(&["by", "key", "issued"])?))
        }
    };
    let wording = Wording { as_cited: &symbol, date: issued, ..Wording::default() };
    let cited = Cited::read(register.kinds(), &wording);
    let known = service::known(&*request.reader().await?, register, std::slice::from_ref(&cited)).await?;
    Ok(known.by_symbol(&cited).cloned())
}

#[derive(Default)]
pub struct LegalQuery;

#[Object]
impl LegalQuery {
    /// One legal document; null when there is none, or several of that symbol (văn bản).
    async fn legal_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which document.")] by: LegalDocumentBy,
    ) -> Option<Result<LegalDocument>> {
        nullable!(ctx, |request| find_by(request, register(ctx), by).await)
    }

    /// The register of legal documents: what came with the program, and what the province entered (danh mục văn bản).
    #[allow(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn legal_documents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which documents.")] filter: Option<DocumentFilter>,
        #[graphql(desc = "In which order.", default)] order_by: DocumentOrder,
        #[graphql(desc = "How many from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Option<Result<Paged<LegalDocument>>> {
        let counted = ctx.look_ahead().field("totalCount").exists();
        nullable!(ctx, |request| {
            let filter = filter.unwrap_or_default();
            let binding = (&filter, order_by);
            let page = PageArgs { first, after, last, before }.check::<(String, Uuid)>(&binding)?;
            let reader = request.reader().await?;
            let (rows, total) =
                service::page(&reader, register(ctx), &filter, order_by, &page, counted).await?;
            let key = |document: &LegalDocument| (document.issued_text(), document.id);
            Ok(Some(connect(&page, rows, total, &binding, key, |document| document)))
        })
    }

    /// The kinds of document that symbols and citations are read by (các loại văn bản).
    async fn legal_document_kinds(&self, ctx: &Context<'_>) -> Option<Result<Vec<LegalDocumentKind>>> {
        nullable!(ctx, |request| {
            let _ = request;
            Ok(Some(register(ctx).kinds().all().iter().map(LegalDocumentKind::from).collect()))
        })
    }
}
