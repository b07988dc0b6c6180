//! Reorganising agencies.

use async_graphql::{Context, Object, Result};

use super::super::{
    answer::{Answer, once},
    payload::{AgencyReorganisePayload, settle},
};
use crate::{
    auth::Action,
    organisation::history::graphql::Reorganisation,
    reorganisation::{self, AgencyReorganiseInput},
    request,
};

#[derive(Default)]
pub struct ReorganisationMutation;

#[Object]
impl ReorganisationMutation {
    /// Records what was done to agencies: renamed, merged, divided, ended, moved. Nothing that was filed changes; who files what
    /// was still open is decided here. Home Affairs only; where people get roles by it (`carryRoles`), shortly after signing in (sắp xếp tổ
    /// chức cơ quan).
    async fn agency_reorganise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was done, since when, and by which document.")] input: AgencyReorganiseInput,
    ) -> Option<Result<Answer<AgencyReorganisePayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let done = async {
                request.require(Action::ReorganiseAgencies)?;
                if input.carries_roles() {
                    request.require(Action::CarryRoles)?;
                }
                let key = request.key(ctx, input.idempotency_key)?;
                let row = request
                    .write("agencyReorganise", key, move |writer| async move {
                        reorganisation::reorganise(&writer, input).await
                    })
                    .await?;
                Reorganisation::new(row)
            };
            let (reorganisation, user_errors) = settle(request, done.await)?;
            Ok(AgencyReorganisePayload { reorganisation, user_errors })
        })
        .await
    }
}
