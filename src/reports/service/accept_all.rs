//! Accepting at once what nothing has to be looked at in.

use async_graphql::Enum;
use sea_orm::{ColumnTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

use super::{
    super::rows::{report, version},
    check::CheckEntry,
    review::settle,
};
use crate::{
    auth::Actor,
    kit::{
        Code, Error, Problem, Result,
        vocabulary::{ReportState, vocabulary},
    },
    rounds,
    store::{Subject, Writer},
};

vocabulary! {
    /// Why a filed report was not accepted together with the others (lý do chưa chấp nhận).
    AcceptanceSkip {
        /// The rules warned of something that somebody has to judge, whatever the agency says to it (còn cảnh báo).
        OpenWarnings = "OPEN_WARNINGS",
        /// Whoever asks has filed it; somebody else accepts it (do chính bạn gửi).
        OwnSubmission = "OWN_SUBMISSION",
        /// Its newest version is none of those that were named as seen (chưa xem phiên bản mới nhất).
        NotSeen = "NOT_SEEN",
    }
}

/// What became of the filed reports of a round.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AcceptedAll {
    pub round: Uuid,
    pub accepted: Vec<Uuid>,
    pub skipped: Vec<(Uuid, AcceptanceSkip)>,
}

/// What has to be known of a filed version to accept it unread.
#[derive(FromQueryResult)]
struct Filed {
    id: Uuid,
    submitted_by: Option<Uuid>,
    checks: String,
}

/// The most versions that can be named as seen: more than a province has agencies.
const MOST_SEEN: usize = 2_000;

/// Accepts, in one transaction, every filed report of a round in which the rules warn of nothing and which somebody else has filed; with
/// `seen`, only reports whose newest version is among these. What is left says why; each acceptance is as one by itself.
///
/// Errors: `NOT_FOUND`, `TOO_MANY_ENTRIES`, `NOTHING_TO_ACCEPT`; a report that cannot be accepted for any other reason refuses the whole.
pub async fn accept_all(
    writer: &Writer,
    actor: &Actor,
    round: Uuid,
    seen: Option<Vec<Uuid>>,
) -> Result<AcceptedAll> {
    if seen.as_ref().is_some_and(|seen| seen.len() > MOST_SEEN) {
        let problem = Problem::new(Code::TooManyEntries, &["ifVersions"]);
        return Err(problem.with("most", MOST_SEEN).into());
    }
    let seen: Option<HashSet<Uuid>> = seen.map(|seen| seen.into_iter().collect());
    let round = rounds::round_by_id(writer, round).await?;
    let round = round.ok_or_else(|| Error::refused(Code::NotFound, &["round"]))?;
    let reports = writer
        .find::<report::Entity>()
        .with(|all| {
            all.filter(report::Column::RoundId.eq(round.id))
                .filter(report::Column::State.eq(ReportState::Submitted.code()))
                .order_by_asc(report::Column::Id)
        })
        .all()
        .await?;
    let newest = reports.iter().filter_map(|report| report.latest_version_id);
    let filed: Vec<Filed> = writer
        .find::<version::Entity>()
        .with(|all| {
            all.select_only()
                .column(version::Column::Id)
                .column(version::Column::SubmittedBy)
                .column(version::Column::Checks)
                .filter(version::Column::Id.is_in(newest))
        })
        .rows()
        .await?;
    let filed: HashMap<Uuid, Filed> = filed.into_iter().map(|filed| (filed.id, filed)).collect();
    let mut done = AcceptedAll { round: round.id, accepted: Vec::new(), skipped: Vec::new() };
    for before in reports {
        let filed = before.latest_version_id.and_then(|id| filed.get(&id));
        let filed = filed.ok_or_else(|| Error::broken("a submitted report without a version"))?;
        match skip(filed, actor, seen.as_ref())? {
            Some(why) => done.skipped.push((before.id, why)),
            None => {
                settle(writer, actor, &before, filed.id, &round).await?;
                done.accepted.push(before.id);
            }
        }
    }
    if done.accepted.is_empty() {
        return Err(Error::refused(Code::NothingToAccept, &["round"]));
    }
    writer.about(Subject::new("Round", round.id).in_round(round.id));
    Ok(done)
}

/// Why a report is left for somebody to look at; `None` where it is not.
fn skip(filed: &Filed, actor: &Actor, seen: Option<&HashSet<Uuid>>) -> Result<Option<AcceptanceSkip>> {
    if seen.is_some_and(|seen| !seen.contains(&filed.id)) {
        return Ok(Some(AcceptanceSkip::NotSeen));
    }
    if filed.submitted_by == Some(actor.person()) {
        return Ok(Some(AcceptanceSkip::OwnSubmission));
    }
    let checks: Vec<CheckEntry> = serde_json::from_str(&filed.checks).map_err(Error::broken)?;
    Ok(checks.iter().any(CheckEntry::warns).then_some(AcceptanceSkip::OpenWarnings))
}
