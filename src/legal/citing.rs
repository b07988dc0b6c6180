//! What a report's citation comes to, seen from a day: the document, whether it was in force, what was in its place.

use async_graphql::Context;
use chrono::NaiveDate;

use super::{graphql, register::Known, resolve::Cited, service, types::LegalDocument, words::CitationMatch};
use crate::{
    kit::{Result, scalars::Date},
    request::Request,
};

/// The document that a citation names, and by what; together with everybody else who asks.
pub async fn document_of_citation(
    ctx: &Context<'_>,
    request: &Request,
    cited: &Cited,
) -> Result<Option<(LegalDocument, CitationMatch)>> {
    let register = graphql::register(ctx);
    let province = service::load_province(request).await?;
    let rows = match cited.number {
        Some((number, _)) => service::load_numbered(request, i64::from(number)).await?,
        None => Vec::new(),
    };
    let own = rows.into_iter().map(|row| service::document_of(row, register.kinds())).collect();
    Ok(Known::new(register, province, own).resolve(cited))
}

/// What stood in a document's place on a day.
pub async fn successor_on(
    ctx: &Context<'_>,
    request: &Request,
    document: &LegalDocument,
    on: NaiveDate,
) -> Result<Option<LegalDocument>> {
    graphql::successor(request, graphql::register(ctx), document, Date(on)).await
}
