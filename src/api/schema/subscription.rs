//! What clients can listen to.

use async_graphql::{Context, ID, Result, Subscription as GraphqlSubscription};
use futures_util::{Stream, StreamExt, stream};
use std::{collections::VecDeque, sync::Arc};
use uuid::Uuid;

use crate::{
    catalogue::Catalogue,
    kit::{
        self, Code, Error,
        id::{self, Kind},
    },
    reports::{self, Report},
    request::{self, Request},
    rounds,
    store::{AuditRow, Watch},
};

/// What clients can listen to (theo dõi thay đổi).
#[derive(Default)]
pub struct Subscription;

/// The changes that a caller may hear of, one by one, those that `concerns` picks.
fn changes<'c>(
    request: &'c Request,
    watch: Watch,
    concerns: impl Fn(&AuditRow) -> bool + Send + 'c,
) -> impl Stream<Item = kit::Result<AuditRow>> + Send + 'c {
    let state = (watch, VecDeque::new(), concerns);
    stream::unfold(state, move |(mut watch, mut waiting, concerns)| async move {
        // Nothing stays open while nothing happens.
        request.refresh().await;
        loop {
            if let Some(row) = waiting.pop_front() {
                return Some((Ok(row), (watch, waiting, concerns)));
            }
            match watch.next().await {
                Ok(rows) => waiting.extend(rows.into_iter().filter(|row| {
                    row.agency_id.is_none_or(|agency| request.scope().covers(agency)) && concerns(row)
                })),
                Err(error) => return Some((Err(error), (watch, waiting, concerns))),
            }
        }
    })
}

/// What clients can listen to (theo dõi thay đổi).
#[GraphqlSubscription]
impl Subscription {
    /// Tells each change of a report of a round, of those that the caller may see (báo cáo thay đổi).
    async fn report_changed<'c>(
        &self,
        ctx: &Context<'c>,
        #[graphql(desc = "Global id of the round.")] round_id: ID,
    ) -> Result<impl Stream<Item = Option<Result<Report>>> + 'c> {
        let request = request::of(ctx)?;
        let opened = async {
            if !request.actor().sees_figures() {
                return Err(Error::refused(Code::NotAllowed, &[]));
            }
            let round = id::decode_uuid(&round_id, Kind::Round);
            let missing = || Error::refused(Code::NotFound, &["roundId"]);
            let round = round.ok_or_else(missing)?;
            rounds::round_by_id(&*request.reader().await?, round).await?.ok_or_else(missing)?;
            Ok((round, Watch::begin(request.store(), request.actor().tenant()).await?))
        };
        let (round, watch) = opened.await.map_err(|error| request.error(error))?;
        let of_round = move |row: &AuditRow| row.round_id == Some(round) && row.subject_kind == "Report";
        Ok(changes(request, watch, of_round).then(move |change| async move {
            let report = async { reports::load_report(request, change?.subject_id).await };
            report.await.map(|row| row.map(Report::from)).map_err(|error| request.error(error)).transpose()
        }))
    }
}

/// The rounds that changes of a consolidation come from.
pub fn is_about_reports(row: &AuditRow, rounds: &[Uuid]) -> bool {
    row.round_id.is_some_and(|round| rounds.contains(&round))
}

/// The catalogue of a context.
pub fn catalogue<'c>(ctx: &Context<'c>) -> &'c Arc<Catalogue> {
    ctx.data_unchecked::<Arc<Catalogue>>()
}
