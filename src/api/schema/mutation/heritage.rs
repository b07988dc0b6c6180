//! Letting a province that continues the caller's one read what was filed here.

use async_graphql::{Context, InputObject, Object, Result};
use uuid::Uuid;

use super::super::{
    answer::{Answer, once},
    payload::{HistoryGrantGivePayload, HistoryGrantRevokePayload, settle},
};
use crate::{
    kit::{scalars::Date, vocabulary::Role},
    organisation::{heritage, province_of},
    request,
};

/// What `historyGrantGive` takes.
#[derive(InputObject)]
pub struct HistoryGrantGiveInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// Code of a province that continues this one (mã tỉnh được đọc).
    successor: String,
    /// From when on it may read (từ ngày).
    from: Date,
    /// On which ground, at most 2,000 characters (căn cứ).
    ground: String,
}

/// What `historyGrantRevoke` takes.
#[derive(InputObject)]
pub struct HistoryGrantRevokeInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// Code of the province that may read (mã tỉnh được đọc).
    successor: String,
    /// Why it is taken back, at most 2,000 characters (lý do).
    reason: String,
}

#[derive(Default)]
pub struct HeritageMutation;

#[Object]
impl HeritageMutation {
    /// Lets a province that continues this one read what was filed here, from a day on, until it is taken back. The province's
    /// administrator only (cho tỉnh kế thừa đọc lịch sử số liệu).
    async fn history_grant_give(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, from when on, and why.")] input: HistoryGrantGiveInput,
    ) -> Option<Result<Answer<HistoryGrantGivePayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let done = async {
                request.actor().require(&[Role::ProvinceAdministrator])?;
                let key = request.key(ctx, input.idempotency_key)?;
                request
                    .write("historyGrantGive", key, move |writer| async move {
                        heritage::give(&writer, &input.successor, input.from.0, &input.ground).await
                    })
                    .await?;
                province_of(&*request.reader().await?).await
            };
            let (province, user_errors) = settle(request, done.await)?;
            Ok(HistoryGrantGivePayload { province: province.flatten(), user_errors })
        })
        .await
    }

    /// Takes back what a province was let read; it ends at once. The province's administrator only (thu hồi quyền đọc lịch sử số
    /// liệu).
    async fn history_grant_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose, and why.")] input: HistoryGrantRevokeInput,
    ) -> Option<Result<Answer<HistoryGrantRevokePayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let done = async {
                request.actor().require(&[Role::ProvinceAdministrator])?;
                let key = request.key(ctx, input.idempotency_key)?;
                request
                    .write("historyGrantRevoke", key, move |writer| async move {
                        heritage::revoke(&writer, &input.successor, &input.reason).await
                    })
                    .await?;
                province_of(&*request.reader().await?).await
            };
            let (province, user_errors) = settle(request, done.await)?;
            Ok(HistoryGrantRevokePayload { province: province.flatten(), user_errors })
        })
        .await
    }
}
