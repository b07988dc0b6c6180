//! Releases of the province's figures.

use async_graphql::{Context, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use uuid::Uuid;

use super::super::{
    answer::{Answer, once},
    payload::{ReleaseCreatePayload, settle},
};
use crate::{
    auth::Action,
    catalogue::Catalogue,
    consolidation::{self, WantedRelease},
    kit::{Period, vocabulary::ConsolidationBasis},
    organisation::history::Structure,
    request,
};

/// What `releaseCreate` takes.
#[derive(InputObject)]
pub struct ReleaseCreateInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// What it is called, at most 300 characters (tên gọi).
    title: String,
    /// Note, at most 2000 characters (ghi chú).
    note: Option<String>,
    /// The first period (từ kỳ).
    from: Period,
    /// The last period, of the same kind; the first one when left out (đến kỳ).
    to: Option<Period>,
    /// Which version of each report is added up; figures on SUBMITTED are provisional, and BI readers do not see them (cơ sở số
    /// liệu).
    #[graphql(default_with = "ConsolidationBasis::Accepted")]
    basis: ConsolidationBasis,
    /// By which structure agencies are told apart (theo cơ cấu tổ chức).
    #[graphql(default_with = "Structure::AsReported")]
    structure: Structure,
    /// As it was known at this instant, which has passed; as it is known now when left out (được biết tại thời điểm).
    known_at: Option<DateTime<Utc>>,
}

#[derive(Default)]
pub struct ReleaseMutation;

#[Object]
impl ReleaseMutation {
    /// Freezes a consolidation under the next number of the province and the year. It never changes, whatever is filed
    /// afterwards. Home Affairs only (phát hành số liệu).
    async fn release_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to freeze.")] input: ReleaseCreateInput,
    ) -> Option<Result<Answer<ReleaseCreatePayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let catalogue = ctx.data_unchecked::<Arc<Catalogue>>().clone();
            let done = async {
                request.require(Action::CreateRelease)?;
                let key = request.key(ctx, input.idempotency_key)?;
                let ReleaseCreateInput {
                    idempotency_key: _,
                    title,
                    note,
                    from,
                    to,
                    basis,
                    structure,
                    known_at,
                } = input;
                let wanted = WantedRelease { from, to, basis, structure, known_at, title, note };
                let prepared = consolidation::prepare_release(request, catalogue, wanted).await?;
                let id = request
                    .write("releaseCreate", key, move |writer| async move {
                        consolidation::create_release(&writer, prepared).await
                    })
                    .await?;
                consolidation::find_release(request, id).await
            };
            let (release, user_errors) = settle(request, done.await)?;
            Ok(ReleaseCreatePayload { release: release.flatten(), user_errors })
        })
        .await
    }
}
