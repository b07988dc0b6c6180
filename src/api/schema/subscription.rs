//! What clients can listen to.

use async_graphql::{Context, ID, Result, Subscription as GraphqlSubscription};
use futures_util::{Stream, StreamExt, stream};
use std::{collections::VecDeque, sync::Arc};
use uuid::Uuid;

use crate::{
    auth::Action,
    catalogue::Catalogue,
    consolidation::{self, Consolidation},
    kit::{
        self, Code, Error, Period,
        id::{self, Kind},
        vocabulary::{ConsolidationBasis, ReportState},
    },
    organisation::history::Structure,
    reports::{self, Report, ReportRow},
    request::{self, Request},
    rounds,
    store::{AuditRow, Leak, Watch},
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
                    let anybody = request.store().planted().is(Leak::HeardWithoutScope);
                    (anybody || row.agency_id.is_none_or(|agency| request.scope().covers(agency)))
                        && concerns(row)
                })),
                Err(error) => return Some((Err(error), (watch, waiting, concerns))),
            }
        }
    })
}

/// Watches the caller's province from now on.
///
/// What the request has open is closed first: were each of many to hold one connection and to wait for another, all would
/// wait.
async fn watch(request: &Request) -> kit::Result<Watch> {
    request.refresh().await;
    Watch::begin(request.store(), request.actor().tenant()).await
}

/// The mutations that change several reports of a round: all of them, or those that were accepted together.
const ROUND_CLOSE: &str = "roundClose";
const ACCEPT_ALL: &str = "reportAcceptAll";

/// The mutation that changes nothing but a draft.
const DRAFT_SAVE: &str = "reportSaveDraft";

/// The reports that a change of a round has changed, of those inside the caller's scope.
async fn changed_reports(request: &Request, change: AuditRow) -> kit::Result<Vec<Uuid>> {
    if ![ROUND_CLOSE, ACCEPT_ALL].contains(&change.action.as_str()) {
        return Ok(vec![change.subject_id]);
    }
    let reader = request.reader().await?;
    let obligations = rounds::obligations_of(&reader, &[change.subject_id]).await?;
    let reports = obligations.iter().map(|owed| reports::load_by_obligation(request, owed.id));
    let reports = futures_util::future::try_join_all(reports).await?;
    // What was left as it was is nothing to tell of; what has changed again since is told of by itself.
    let settled = [ReportState::Accepted, ReportState::Locked].map(ReportState::code);
    let accepted =
        |report: &ReportRow| report.updated_at == change.at && settled.contains(&report.state.as_str());
    let changed = |report: &ReportRow| change.action == ROUND_CLOSE || accepted(report);
    Ok(reports.into_iter().flatten().filter(changed).map(|report| report.id).collect())
}

/// What clients can listen to (theo dõi thay đổi).
#[GraphqlSubscription]
impl Subscription {
    /// Tells each change of a report of a round, of those that the caller may see; that a draft was saved, to whoever may see drafts
    /// (báo cáo thay đổi).
    async fn report_changed<'c>(
        &self,
        ctx: &Context<'c>,
        #[graphql(desc = "Global id of the round.")] round_id: ID,
    ) -> Result<impl Stream<Item = Option<Result<Report>>> + 'c> {
        let request = request::of(ctx)?;
        let opened = async {
            request.actor().require(Action::SeeFigures)?;
            let round = id::decode_uuid(&round_id, Kind::Round);
            let missing = || Error::refused(Code::NotFound, &["roundId"]);
            let round = round.ok_or_else(missing)?;
            rounds::round_by_id(&*request.reader().await?, round).await?.ok_or_else(missing)?;
            Ok((round, watch(request).await?))
        };
        let (round, watch) = opened.await.map_err(|error| request.error(error))?;
        let actor = request.actor().clone();
        let concerns = move |row: &AuditRow| {
            let of_round =
                row.subject_kind == "Report" || [ROUND_CLOSE, ACCEPT_ALL].contains(&row.action.as_str());
            let may_see = |agency| actor.may_for(Action::SeeUnaccepted, agency);
            let shown = row.action != DRAFT_SAVE || row.agency_id.is_some_and(may_see);
            row.round_id == Some(round) && of_round && shown
        };
        let changed = changes(request, watch, concerns)
            .then(move |change| async move { changed_reports(request, change?).await })
            .flat_map(|changed| match changed {
                Ok(reports) => stream::iter(reports.into_iter().map(Ok).collect::<Vec<_>>()),
                Err(error) => stream::iter(vec![Err(error)]),
            });
        Ok(changed.then(move |changed| async move {
            // Of several, each is told by itself: meanwhile nothing stays open either.
            request.refresh().await;
            let report = async { reports::load_report(request, changed?).await };
            report.await.map(|row| row.map(Report::from)).map_err(|error| request.error(error)).transpose()
        }))
    }

    /// Tells each change of what a consolidation adds up, of the agencies that the caller may see (số liệu tổng hợp thay
    /// đổi).
    async fn consolidation_changed<'c>(
        &self,
        ctx: &Context<'c>,
        #[graphql(desc = "The first period.")] from: Period,
        #[graphql(desc = "The last period, of the same kind; the first one when left out.")] to: Option<
            Period,
        >,
        #[graphql(
            desc = "Which version of each report is added up.",
            default_with = "ConsolidationBasis::Accepted"
        )]
        basis: ConsolidationBasis,
    ) -> Result<impl Stream<Item = Option<Result<Consolidation>>> + 'c> {
        let request = request::of(ctx)?;
        let catalogue = ctx.data_unchecked::<Arc<Catalogue>>();
        let opened = async {
            // Whoever may not ask may not listen.
            consolidation::consolidation(request, catalogue.clone(), from, to, basis, None, AS_REPORTED)
                .await?;
            watch(request).await
        };
        let watch = opened.await.map_err(|error| request.error(error))?;
        let of_rounds = |row: &AuditRow| row.round_id.is_some();
        let told = changes(request, watch, of_rounds).filter_map(move |change| async move {
            let told = async {
                let change = change?;
                let round = match change.round_id {
                    Some(round) => rounds::round_by_id(&*request.reader().await?, round).await?,
                    None => None,
                };
                let period = round.and_then(|round| Period::from_number(round.period));
                if !period.is_some_and(|period| speaks_for(period, from, to.unwrap_or(from))) {
                    return Ok(None);
                }
                consolidation::consolidation(request, catalogue.clone(), from, to, basis, None, AS_REPORTED)
                    .await
            };
            told.await.map_err(|error| request.error(error)).transpose()
        });
        Ok(told.map(Some))
    }
}

/// Who listens reads on in whichever structure is wanted.
const AS_REPORTED: Structure = Structure::AsReported;

/// Whether a round's period may speak for a range: it shares a quarter with it; an ad hoc one speaks for itself.
fn speaks_for(period: Period, from: Period, to: Period) -> bool {
    if period.is_ad_hoc() || from.is_ad_hoc() {
        return period == from;
    }
    let quarters = |period: Period| period.quarters().into_iter().map(Period::number);
    let (first, last) = (quarters(from).min(), quarters(to).max());
    quarters(period).any(|quarter| Some(quarter) >= first && Some(quarter) <= last)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_round_speaks_for_the_ranges_that_it_may_be_summed_in() {
        let period = |text: &str| text.parse::<Period>().unwrap();
        let speaks = |round: &str, from: &str, to: &str| speaks_for(period(round), period(from), period(to));
        assert!(speaks("2019-Q2", "2019-H1", "2019-H2") && speaks("2019", "2019-Q2", "2019-Q3"));
        assert!(!speaks("2019-Q3", "2019-H1", "2019-H1"));
        let may = "2019-05-01/2019-05-31";
        assert!(speaks(may, may, may));
        for other in ["2019-Q2", "2019", "2019-05-01/2019-05-30"] {
            assert!(!speaks(may, other, other) && !speaks(other, may, may), "{other}");
        }
    }
}
