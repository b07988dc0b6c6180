//! Letting a province that continues the caller's one read what was filed here.

use async_graphql::{Context, InputObject, Object, Result};
use std::sync::Arc;
use uuid::Uuid;

use super::super::{
    answer::{Answer, once},
    heritage::HistoryGrant,
    payload::{HistoryGrantGivePayload, HistoryGrantRevokePayload, settle},
};
use crate::{
    auth::Action,
    catalogue::Catalogue,
    kit::{Error, digest, scalars::Date},
    organisation::{
        HistoryGrantRow, Province,
        heritage::{self, Grant},
        province_of,
    },
    reorganisation::LegalGroundInput,
    request::{self, Request},
};

/// What `historyGrantGive` takes.
#[derive(InputObject)]
pub struct HistoryGrantGiveInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// Code of a province that continues this one (mã tỉnh được đọc).
    successor: String,
    /// From when on it may read: not before the day since when it continues this province (từ ngày).
    from: Date,
    /// The last day on which it may read, from today on; until it is taken back when left out (đến hết ngày).
    until: Option<Date>,
    /// The document by which it is let read (căn cứ).
    ground: LegalGroundInput,
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

/// A grant as it now is, and the province with all of them.
async fn shown(
    request: &Request,
    row: HistoryGrantRow,
) -> crate::kit::Result<(Option<HistoryGrant>, Option<Province>)> {
    let reader = request.reader().await?;
    let found = heritage::grants(&reader).await?.into_iter().find(|(grant, _)| grant.id == row.id);
    Ok((found.map(|(grant, to)| HistoryGrant::new(grant, to)), province_of(&reader).await?))
}

#[derive(Default)]
pub struct HeritageMutation;

#[Object]
impl HeritageMutation {
    /// Lets a province that continues this one, by the merger of 2025 or as the operator recorded, read what was filed here: from
    /// a day on, until another or until it is taken back. The province's administrator only (cho tỉnh kế thừa đọc lịch sử số liệu).
    async fn history_grant_give(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, from when on, and why.")] input: HistoryGrantGiveInput,
    ) -> Option<Result<Answer<HistoryGrantGivePayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let done = async {
                request.require(Action::KeepHistoryGrants)?;
                let key = request.key(ctx, input.idempotency_key)?;
                let catalogue = ctx.data_unchecked::<Arc<Catalogue>>().clone();
                let row = request
                    .write("historyGrantGive", key, move |writer| async move {
                        let mut problems = Vec::new();
                        let document = input.ground.clean(&mut problems);
                        let wanted = Grant {
                            successor: input.successor,
                            from: input.from.0,
                            until: input.until.map(|until| until.0),
                            ground: document.as_cited.clone(),
                            document: Some(digest::canonical(&document)),
                        };
                        match heritage::give(&writer, &*catalogue, wanted).await {
                            Ok(row) if problems.is_empty() => Ok(row),
                            Ok(_) => Err(problems.into()),
                            Err(Error::Refused(more)) => {
                                // What is wrong with the wording is said once.
                                for problem in more {
                                    if problems.iter().all(|known| known.path != problem.path) {
                                        problems.push(problem);
                                    }
                                }
                                Err(problems.into())
                            }
                            Err(error) => Err(error),
                        }
                    })
                    .await?;
                shown(request, row).await
            };
            let (done, user_errors) = settle(request, done.await)?;
            let (history_grant, province) = done.unwrap_or_default();
            Ok(HistoryGrantGivePayload { history_grant, province, user_errors })
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
                request.require(Action::KeepHistoryGrants)?;
                let key = request.key(ctx, input.idempotency_key)?;
                let row = request
                    .write("historyGrantRevoke", key, move |writer| async move {
                        heritage::revoke(&writer, &input.successor, &input.reason).await
                    })
                    .await?;
                shown(request, row).await
            };
            let (done, user_errors) = settle(request, done.await)?;
            let (history_grant, province) = done.unwrap_or_default();
            Ok(HistoryGrantRevokePayload { history_grant, province, user_errors })
        })
        .await
    }
}
