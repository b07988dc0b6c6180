//! Scores of democracy work, as clients ask for them.

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, Result};

use super::query::figures_are_for;
use crate::{
    auth::Action,
    kit::{
        Period,
        connection::{Paged, connect},
        id::{self, Kind},
        paging::PageArgs,
    },
    nullable, organisation,
    request::Request,
    scoring::{self, DemocracyScore, DemocracyScoreFilter, ScoreRow, ScoreState},
};

/// Names one score: exactly one of the fields (chỉ ra một bản chấm điểm).
#[derive(OneofObject, Clone, Debug)]
pub enum DemocracyScoreBy {
    /// By global id.
    Id(ID),
    /// By agency and period.
    Key(DemocracyScoreKey),
}

/// The business key of a score (khóa nghiệp vụ của bản chấm điểm).
#[derive(InputObject, Clone, Debug)]
pub struct DemocracyScoreKey {
    /// Code of the agency (mã cơ quan).
    pub agency: String,
    /// The year or half-year (kỳ).
    pub period: Period,
}

/// Order of a list of scores (thứ tự).
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub enum DemocracyScoreOrder {
    /// The latest period first, a year before its second half.
    #[default]
    PeriodDesc,
}

/// The score when the caller may see it: a verified one, or any for those who may see what is not accepted.
pub fn visible(request: &Request, row: ScoreRow) -> crate::kit::Result<Option<DemocracyScore>> {
    let verified = row.state == ScoreState::Verified.code();
    if !verified && !request.actor().may_for(Action::SeeUnaccepted, row.agency_id) {
        return Ok(None);
    }
    DemocracyScore::of(row).map(Some)
}

#[derive(Default)]
pub struct ScoreQuery;

#[Object]
impl ScoreQuery {
    /// How one agency's democracy work was scored; null when it was not, or is not the caller's to see (điểm của một cơ quan).
    async fn democracy_score(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which score.")] by: DemocracyScoreBy,
    ) -> Option<Result<DemocracyScore>> {
        nullable!(ctx, |request| {
            figures_are_for(request)?;
            let reader = request.reader().await?;
            let found = match &by {
                DemocracyScoreBy::Id(id) => match id::decode_uuid(id, Kind::DemocracyScore) {
                    Some(id) => scoring::score_by_id(&reader, id).await?,
                    None => None,
                },
                DemocracyScoreBy::Key(key) => {
                    match organisation::agency_by_code(&reader, &key.agency).await? {
                        Some(agency) => scoring::score_of(&reader, agency.key(), key.period).await?,
                        None => None,
                    }
                }
            };
            match found {
                Some(row) => visible(request, row),
                None => Ok(None),
            }
        })
    }

    /// The scores that the caller may see: a BI reader the verified ones (danh sách điểm).
    #[allow(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn democracy_scores(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which scores.")] filter: Option<DemocracyScoreFilter>,
        #[graphql(desc = "In which order.", default)] order_by: DemocracyScoreOrder,
        #[graphql(desc = "How many from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Option<Result<Paged<DemocracyScore>>> {
        let counted = ctx.look_ahead().field("totalCount").exists();
        nullable!(ctx, |request| {
            figures_are_for(request)?;
            let filter = filter.unwrap_or_default();
            let binding = (&filter, order_by);
            let page = PageArgs { first, after, last, before }.check(&binding)?;
            let reader = request.reader().await?;
            let agency = match &filter.agency {
                // No such agency has no scores.
                Some(code) => {
                    let found = organisation::agency_by_code(&reader, code).await?;
                    Some(found.map_or_else(uuid::Uuid::nil, |agency| agency.key()))
                }
                None => None,
            };
            let verified = !request.actor().may_throughout(Action::SeeUnaccepted);
            let (rows, total) = scoring::page(&reader, &filter, agency, verified, &page, counted).await?;
            let scores = rows.into_iter().map(DemocracyScore::of).collect::<crate::kit::Result<Vec<_>>>()?;
            Ok(Some(connect(&page, scores, total, &binding, DemocracyScore::key, |score| score)))
        })
    }
}
