//! Accepting at once what is filed in a round.

use async_graphql::{Context, ID, InputObject, Object, Result};
use futures_util::future::try_join_all;
use std::sync::Arc;
use uuid::Uuid;

use super::super::{
    answer::{Answer, once},
    by::{self, RoundBy},
    payload::{ReportAcceptAllPayload, settle},
};
use crate::{
    auth::Action,
    catalogue::Catalogue,
    kit::{
        self, Code, Error,
        id::{self, Kind},
    },
    reports::{self, AcceptedAll, Report, Round, SkippedReport},
    request::{self, Request},
    rounds,
};

/// What `reportAcceptAll` takes.
#[derive(InputObject)]
pub struct ReportAcceptAllInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The round (đợt báo cáo).
    round: RoundBy,
    /// The versions that the caller has looked at, by global id, at most 2,000: a report whose newest version is none of them is left as
    /// NOT_SEEN. Every filed report when left out (các phiên bản đã xem).
    if_versions: Option<Vec<ID>>,
}

/// The versions that were named; an id of anything else names none that a report could have.
fn versions(ids: Option<Vec<ID>>) -> Option<Vec<Uuid>> {
    let version = |id: ID| id::decode_uuid(&id, Kind::ReportVersion).unwrap_or_default();
    ids.map(|ids| ids.into_iter().map(version).collect())
}

/// The round and its reports as they now are.
async fn shown(
    request: &Request,
    done: AcceptedAll,
) -> kit::Result<(Option<Round>, Vec<Report>, Vec<SkippedReport>)> {
    let round = rounds::load_round(request, done.round).await?.map(Round::from);
    let accepted = done.accepted.into_iter().map(|id| reports::load_report(request, id));
    let accepted = try_join_all(accepted).await?.into_iter().flatten().map(Report::from).collect();
    let skipped = done.skipped.into_iter().map(|(id, reason)| async move {
        let report = reports::load_report(request, id).await?;
        Ok::<_, Error>(report.map(|row| SkippedReport { report: Report::from(row), reason }))
    });
    let skipped = try_join_all(skipped).await?.into_iter().flatten().collect();
    Ok((round, accepted, skipped))
}

#[derive(Default)]
pub struct AcceptAllMutation;

#[Object]
impl AcceptAllMutation {
    /// Accepts every filed report of a round in which the rules warn of nothing and that somebody else has filed, all of them in one
    /// transaction; what is left is listed with the reason, for looking at it. Each is accepted as by `reportAccept`, with its
    /// receipt and its notices. Home Affairs only, shortly after signing in (chấp nhận hàng loạt).
    async fn report_accept_all(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which round, and what was seen of it.")] input: ReportAcceptAllInput,
    ) -> Option<Result<Answer<ReportAcceptAllPayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let catalogue = ctx.data_unchecked::<Arc<Catalogue>>().clone();
            let actor = request.actor().clone();
            let done = async {
                request.require(Action::AcceptAllReports)?;
                let key = request.key(ctx, input.idempotency_key)?;
                let seen = versions(input.if_versions);
                let verb = request.write("reportAcceptAll", key, move |writer| async move {
                    let round = by::round(&writer, &catalogue, &input.round).await?;
                    let round = round.ok_or_else(|| Error::refused(Code::NotFound, &["round"]))?;
                    reports::accept_all(&writer, &actor, round.id, seen).await
                });
                shown(request, verb.await?).await
            };
            let (done, user_errors) = settle(request, done.await)?;
            let (round, accepted, skipped) = done.unwrap_or_default();
            Ok(ReportAcceptAllPayload { round, accepted, skipped, user_errors })
        })
        .await
    }
}
