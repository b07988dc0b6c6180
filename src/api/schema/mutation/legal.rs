//! The province's own entries in the register of legal documents.

use async_graphql::{Context, ID, InputObject, Object, Result};
use std::sync::Arc;
use uuid::Uuid;

use super::super::{
    answer::{Answer, once},
    payload::{LegalDocumentUpsertPayload, settle},
};
use crate::{
    auth::Action,
    kit::{
        Code, Error, PartialDateInput, Problem,
        id::{self, Kind},
        scalars::Date,
    },
    legal::{self, DocumentEntry, Register},
    request,
};

/// What `legalDocumentUpsert` takes.
#[derive(InputObject)]
pub struct LegalDocumentUpsertInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The document to be changed; when left out, the province's own of the same symbol, year and issuer, or a new one (văn
    /// bản).
    document: Option<ID>,
    /// The revision that the client has seen, 0 of a document that is not there yet; another one is refused as
    /// STALE_REVISION (số hiệu bản ghi).
    #[graphql(default = 0)]
    if_revision: i32,
    /// Number as printed, where there is no symbol; else it may be left out, or must be the symbol's (số).
    number: Option<String>,
    /// Number and symbol as printed, such as `25/KH-UBND` (số, ký hiệu).
    symbol: Option<String>,
    /// Code of the kind, such as `PLAN`; what the symbol tells when left out (loại văn bản).
    kind: Option<String>,
    /// Who issued it (cơ quan ban hành).
    issuer: Option<String>,
    /// Date of issue, as far as it is known (ngày ban hành).
    issued: Option<PartialDateInput>,
    /// What it is about (trích yếu).
    title: Option<String>,
    /// First day in force (có hiệu lực từ ngày).
    in_force_from: Option<Date>,
    /// Last day in force (hết hiệu lực sau ngày).
    in_force_to: Option<Date>,
    /// What replaced it (văn bản thay thế).
    replaced_by: Option<ID>,
    /// Note (ghi chú).
    note: Option<String>,
}

/// The UUID in the id of a document, or `NOT_FOUND`.
fn document_id(id: Option<&ID>, field: &str) -> crate::kit::Result<Option<Uuid>, Problem> {
    let missing = || Problem::new(Code::NotFound, &[field]);
    id.map(|id| id::decode_uuid(id, Kind::LegalDocument).ok_or_else(missing)).transpose()
}

#[derive(Default)]
pub struct LegalMutation;

#[Object]
impl LegalMutation {
    /// Enters a document in the province's register, or changes its entry; what came with the program stays as it is. Home
    /// Affairs or the province's administrator only (cập nhật văn bản).
    async fn legal_document_upsert(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The document.")] input: LegalDocumentUpsertInput,
    ) -> Option<Result<Answer<LegalDocumentUpsertPayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let register = ctx.data_unchecked::<Arc<Register>>().clone();
            let kept = register.clone();
            let done = async {
                request.require(Action::KeepLegalDocuments)?;
                let key = request.key(ctx, input.idempotency_key)?;
                let wanted = document_id(input.document.as_ref(), "document");
                let replaced_by = document_id(input.replaced_by.as_ref(), "replacedBy");
                let entry = DocumentEntry {
                    number: input.number,
                    symbol: input.symbol,
                    kind: input.kind,
                    issuer: input.issuer,
                    issued: input.issued,
                    title: input.title,
                    in_force_from: input.in_force_from.map(|day| day.0),
                    in_force_to: input.in_force_to.map(|day| day.0),
                    replaced_by: replaced_by.as_ref().ok().copied().flatten(),
                    note: input.note,
                };
                // Every problem at once.
                let mut problems: Vec<Problem> = [wanted.as_ref().err(), replaced_by.as_ref().err()]
                    .into_iter()
                    .flatten()
                    .cloned()
                    .collect();
                let checked = entry.check(register.kinds()).map_err(|more| problems.extend(more)).ok();
                let (Some(checked), Ok(wanted), true) = (checked, wanted, problems.is_empty()) else {
                    return Err(Error::from(problems));
                };
                request
                    .write("legalDocumentUpsert", key, move |writer| async move {
                        legal::upsert(&writer, &register, wanted, input.if_revision, checked).await
                    })
                    .await
            };
            let (row, user_errors) = settle(request, done.await)?;
            let document = row.map(|row| legal::document_of(row, kept.kinds()));
            Ok(LegalDocumentUpsertPayload { document, user_errors })
        })
        .await
    }
}
