//! A cited document, as clients read it.

use async_graphql::{Context, Object, Result};
use chrono::NaiveDate;
use std::sync::Arc;

use super::super::types::CitationEntry;
use crate::{
    kit::{PartialDate, scalars::Date, vocabulary::CitationRole},
    legal::{self, CitationMatch, Cited, ForceStatus, LegalDocument, LegalDocumentKind, Register},
    nullable,
};

/// A citation of a report with a closing day.
pub struct Citation {
    entry: CitationEntry,
    cited: Cited,
    on: NaiveDate,
}

impl Citation {
    /// A citation, seen from the closing day of its report.
    pub fn new(entry: &CitationEntry, register: &Register, on: NaiveDate) -> Self {
        Citation { entry: entry.clone(), cited: entry.read(register.kinds()), on }
    }
}

fn register<'c>(ctx: &Context<'c>) -> &'c Arc<Register> {
    ctx.data_unchecked::<Arc<Register>>()
}

/// A document that a report cites (văn bản được viện dẫn). Only the wording of the citation is always there.
#[Object]
impl Citation {
    /// The citation as the report words it (nguyên văn trích dẫn).
    async fn as_cited(&self) -> &str {
        &self.entry.as_cited
    }

    /// Number as cited, such as `628` or `36a` (số).
    async fn number(&self) -> Option<&str> {
        self.entry.number.as_deref()
    }

    /// Symbol as cited, such as `SNV-XDCQCTTN` or `2018/NĐ-CP` (ký hiệu).
    async fn symbol(&self) -> Option<&str> {
        self.entry.symbol.as_deref()
    }

    /// Kind of document as cited, which may contradict the symbol (loại văn bản).
    async fn kind(&self) -> Option<&str> {
        self.entry.kind.as_deref()
    }

    /// Issuer as cited (cơ quan ban hành).
    async fn issuer(&self) -> Option<&str> {
        self.entry.issuer.as_deref()
    }

    /// Date of the document, as far as it is cited (ngày văn bản).
    async fn date(&self) -> Option<PartialDate> {
        self.entry.date
    }

    /// What it is about (trích yếu).
    async fn title(&self) -> Option<&str> {
        self.entry.title.as_deref()
    }

    /// Code of the section that cites it (mục).
    async fn section_code(&self) -> Option<&str> {
        self.entry.section.as_deref()
    }

    /// What it is cited for (vai trò).
    async fn role(&self) -> CitationRole {
        self.entry.role
    }

    /// Number and symbol as they are read: without line breaks, a missing slash put in (số, ký hiệu đọc được).
    async fn canonical_symbol(&self) -> Option<String> {
        self.cited.symbol.as_ref().map(ToString::to_string)
    }

    /// The kind that the symbol tells; null where it tells none (loại theo ký hiệu).
    async fn kind_by_symbol(&self, ctx: &Context<'_>) -> Option<LegalDocumentKind> {
        LegalDocumentKind::of(register(ctx), self.cited.kind_by_symbol.as_deref()?)
    }

    /// Whether it is cited as one kind while its symbol tells another (loại không khớp ký hiệu).
    async fn kind_mismatch(&self) -> bool {
        self.cited.kind_mismatch()
    }

    /// The document of the register that it names; null when the register knows none, or it may be several (văn bản trong danh
    /// mục).
    async fn document(&self, ctx: &Context<'_>) -> Option<Result<LegalDocument>> {
        nullable!(ctx, |request| {
            let found = legal::document_of_citation(ctx, request, &self.cited).await?;
            Ok(found.map(|(document, _)| document))
        })
    }

    /// By what the document was recognised (cách nhận ra văn bản).
    async fn matched_by(&self, ctx: &Context<'_>) -> Option<Result<CitationMatch>> {
        nullable!(ctx, |request| {
            let found = legal::document_of_citation(ctx, request, &self.cited).await?;
            Ok(found.map(|(_, how)| how))
        })
    }

    /// Whether the document was in force on the report's closing day (tình trạng hiệu lực ở cuối kỳ).
    async fn force_status(&self, ctx: &Context<'_>) -> Option<Result<ForceStatus>> {
        nullable!(ctx, |request| {
            let found = legal::document_of_citation(ctx, request, &self.cited).await?;
            Ok(found.map(|(document, _)| document.status(self.on)))
        })
    }

    /// What stood in the document's place on the report's closing day; null when nothing had replaced it (văn bản thay thế ở
    /// cuối kỳ).
    async fn successor(&self, ctx: &Context<'_>) -> Option<Result<LegalDocument>> {
        nullable!(ctx, |request| {
            match legal::document_of_citation(ctx, request, &self.cited).await? {
                Some((document, _)) if document.status(self.on) == ForceStatus::NoLonger => {
                    legal::successor_on(ctx, request, &document, self.on).await
                }
                _ => Ok(None),
            }
        })
    }

    /// The day that the last two are seen from: the report's closing day (ngày chốt số liệu).
    async fn seen_on(&self) -> Date {
        Date(self.on)
    }
}
