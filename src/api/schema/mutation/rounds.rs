//! Opening and closing rounds, exempting and extending.

use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use uuid::Uuid;

use super::super::{
    answer::{Answer, once},
    by::{self, RoundBy},
    payload::{
        ObligationAddPayload, ObligationExemptPayload, ObligationExtendPayload, RoundClosePayload,
        RoundOpenPayload, settle,
    },
};
use crate::{
    catalogue::Catalogue,
    kit::{
        Code, Error, Period,
        scalars::Date,
        vocabulary::{AgencyKind, Role},
    },
    reports::{self, Obligation, Round},
    request,
    rounds::{Grace, OpenRound, RequestLetterInput, RoundRequest},
};

/// What `roundOpen` takes.
#[derive(InputObject)]
pub struct RoundOpenInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// Code of the form (biểu mẫu).
    form: String,
    /// The period; the form must serve its kind (kỳ báo cáo).
    period: Period,
    /// Code of the calendar by which its days are worked out; when left out, the one that the province saved last for such a
    /// period, else ND09_DEFAULT. None for an ad hoc period (lịch báo cáo).
    profile: Option<String>,
    /// Until when every report is on time, to the microsecond, whatever the calendar says: a working day after the closing
    /// day at the earliest, and at most two years after it, or after now where that is later; by the calendar, for each level, when left out. The levels above keep their days: where the calendar
    /// leaves this one to the letter it must leave them a working day, else `problems` of the round says where it does not.
    /// Needed for an ad hoc period (hạn nộp).
    due_at: Option<DateTime<Utc>>,
    /// First day that the figures cover; the calendar's when left out. At least half of the days of a window are in its period, as the
    /// calendar has it or Nghị định 09/2019/NĐ-CP (from the first day of the two to the last), and `problems` of the round
    /// names the days that it leaves to no round, or has twice. Of an ad hoc period its own (từ ngày).
    window_from: Option<Date>,
    /// Data-closing day; the calendar's when left out. Of an ad hoc period its own (ngày chốt số liệu).
    window_to: Option<Date>,
    /// The letter by which reports are asked for, of a day that has come (công văn yêu cầu).
    request_letter: Option<RequestLetterInput>,
    /// Codes of the agencies that owe a report, at most 1,000; every agency that exists in the window when left out (cơ
    /// quan).
    agencies: Option<Vec<String>>,
    /// Only agencies of these kinds; of all when left out (loại cơ quan).
    agency_kinds: Option<Vec<AgencyKind>>,
}

/// What `roundClose` takes.
#[derive(InputObject)]
pub struct RoundCloseInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The round (đợt báo cáo).
    round: RoundBy,
    /// Why it is closed; needed while somebody who is not exempt still has time for a report. It stands in the history of each
    /// report that is locked, where its agency reads it (lý do).
    reason: Option<String>,
}

/// What `obligationAdd` takes.
#[derive(InputObject)]
pub struct ObligationAddInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The round, which is open (đợt báo cáo).
    round: RoundBy,
    /// Code of the agency; it exists on a day of the round's window, and owes no report in the round (cơ quan).
    agency: String,
}

/// What `obligationExempt` takes.
#[derive(InputObject)]
pub struct ObligationExemptInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The obligation (nghĩa vụ báo cáo).
    obligation: ID,
    /// Why the agency is exempt (lý do).
    reason: String,
    /// Who decided it, where that is not who records it, at most 300 characters (người quyết định).
    grantor: Option<String>,
    /// Until when it counts: after that the report is owed again; at most two years after the first due instant, or after now where
    /// that is later; for good when left out (có hiệu lực đến).
    expires_at: Option<DateTime<Utc>>,
}

/// What `obligationExtend` takes.
#[derive(InputObject)]
pub struct ObligationExtendInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The obligation (nghĩa vụ báo cáo).
    obligation: ID,
    /// Until when its report is on time: to come, later than until now, and at most two years later (hạn mới).
    due_at: DateTime<Utc>,
    /// Why the agency has longer (lý do).
    reason: String,
    /// Who decided it, where that is not who records it, at most 300 characters (người quyết định).
    grantor: Option<String>,
    /// Until when it counts, after which the due instant is what it was before; the new due instant when left out, and not
    /// before it. In a closed round the report can be written and filed until then, late after the due instant (có hiệu lực đến).
    expires_at: Option<DateTime<Utc>>,
}

#[derive(Default)]
pub struct RoundMutation;

#[Object]
impl RoundMutation {
    /// Opens a round for a form and a period, with the obligations of its agencies. Home Affairs only (mở đợt báo cáo).
    async fn round_open(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked for.")] input: RoundOpenInput,
    ) -> Option<Result<Answer<RoundOpenPayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let catalogue = ctx.data_unchecked::<Arc<Catalogue>>();
            let done = async {
                request.actor().require(&[Role::HomeAffairsOfficer])?;
                let key = request.key(ctx, input.idempotency_key)?;
                let asked = RoundRequest {
                    form: input.form,
                    period: input.period,
                    profile: input.profile,
                    window_from: input.window_from.map(|day| day.0),
                    window_to: input.window_to.map(|day| day.0),
                    due_at: input.due_at,
                    letter: input.request_letter,
                    agencies: input.agencies,
                    kinds: input.agency_kinds,
                };
                let (catalogue, asked) = (catalogue.clone(), OpenRound::of(catalogue, asked));
                request
                    .write("roundOpen", key, move |writer| async move {
                        reports::begin_round(&writer, &catalogue, asked).await
                    })
                    .await
            };
            let (round, user_errors) = settle(request, done.await)?;
            Ok(RoundOpenPayload { round: round.map(Round::from), user_errors })
        })
        .await
    }

    /// Closes a round and locks its reports; refused while a submitted report waits for a decision and, without a reason,
    /// while a report that is still to be filed is not due. Home Affairs only (khóa sổ đợt báo cáo).
    async fn round_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which round.")] input: RoundCloseInput,
    ) -> Option<Result<Answer<RoundClosePayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let catalogue = ctx.data_unchecked::<Arc<Catalogue>>().clone();
            let actor = request.actor().clone();
            let done = async {
                actor.require(&[Role::HomeAffairsOfficer])?;
                let key = request.key(ctx, input.idempotency_key)?;
                request
                    .write("roundClose", key, move |writer| async move {
                        let round = by::round(&writer, &catalogue, &input.round).await?;
                        let round = round.ok_or_else(|| Error::refused(Code::NotFound, &["round"]))?;
                        reports::close_round(&writer, &actor, round.id, input.reason).await
                    })
                    .await
            };
            let (round, user_errors) = settle(request, done.await)?;
            Ok(RoundClosePayload { round: round.map(Round::from), user_errors })
        })
        .await
    }

    /// Adds an agency to a round that is open, such as one that began meanwhile: it owes a report, due as those of its level are, or
    /// where the round's days were given, as the round is. Home Affairs only (bổ sung cơ quan vào đợt báo cáo).
    async fn obligation_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which agency, to which round.")] input: ObligationAddInput,
    ) -> Option<Result<Answer<ObligationAddPayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let catalogue = ctx.data_unchecked::<Arc<Catalogue>>().clone();
            let done = async {
                request.actor().require(&[Role::HomeAffairsOfficer])?;
                let key = request.key(ctx, input.idempotency_key)?;
                request
                    .write("obligationAdd", key, move |writer| async move {
                        let round = by::round(&writer, &catalogue, &input.round).await?;
                        let round = round.ok_or_else(|| Error::refused(Code::NotFound, &["round"]))?;
                        reports::add_obligation(&writer, round.id, &input.agency).await
                    })
                    .await
            };
            let (obligation, user_errors) = settle(request, done.await)?;
            Ok(ObligationAddPayload { obligation: obligation.map(Obligation::from), user_errors })
        })
        .await
    }

    /// Frees an agency of a report that it owes and has not filed, with a reason; also after its round was closed. Home
    /// Affairs only (miễn báo cáo).
    async fn obligation_exempt(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which obligation, and why.")] input: ObligationExemptInput,
    ) -> Option<Result<Answer<ObligationExemptPayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let done = async {
                request.actor().require(&[Role::HomeAffairsOfficer])?;
                let key = request.key(ctx, input.idempotency_key)?;
                let obligation = by::obligation_id(&input.obligation)?;
                request
                    .write("obligationExempt", key, move |writer| async move {
                        let grace = Grace {
                            reason: input.reason,
                            grantor: input.grantor,
                            expires_at: input.expires_at,
                        };
                        reports::exempt(&writer, obligation, grace).await
                    })
                    .await
            };
            let (obligation, user_errors) = settle(request, done.await)?;
            Ok(ObligationExemptPayload { obligation: obligation.map(Obligation::from), user_errors })
        })
        .await
    }

    /// Gives an agency that has not filed until a later instant, with a reason. Home Affairs only (gia hạn).
    async fn obligation_extend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which obligation, until when, and why.")] input: ObligationExtendInput,
    ) -> Option<Result<Answer<ObligationExtendPayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let done = async {
                request.actor().require(&[Role::HomeAffairsOfficer])?;
                let key = request.key(ctx, input.idempotency_key)?;
                let obligation = by::obligation_id(&input.obligation)?;
                request
                    .write("obligationExtend", key, move |writer| async move {
                        let grace = Grace {
                            reason: input.reason,
                            grantor: input.grantor,
                            expires_at: input.expires_at,
                        };
                        reports::extend(&writer, obligation, input.due_at, grace).await
                    })
                    .await
            };
            let (obligation, user_errors) = settle(request, done.await)?;
            Ok(ObligationExtendPayload { obligation: obligation.map(Obligation::from), user_errors })
        })
        .await
    }
}
