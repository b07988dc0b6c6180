//! A province's own calendars and days off.

use async_graphql::{Context, InputObject, Object, Result};
use std::sync::Arc;
use uuid::Uuid;

use super::super::{
    answer::{Answer, once},
    payload::{CalendarDaysSavePayload, CalendarProfileSavePayload, settle},
};
use crate::{
    auth::Action,
    calendars::{
        self, CalendarDay, CalendarDayInput, CalendarProfile, CalendarProfileDraft, PeriodRuleInput,
    },
    catalogue::Catalogue,
    kit::{Error, scalars::Date},
    request,
};

/// What `calendarProfileSave` takes.
#[derive(InputObject)]
pub struct CalendarProfileSaveInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// Code: capital letters A to Z, digits and underscores; a code that is there gets its next version (mã).
    code: String,
    /// Name in Vietnamese (tên tiếng Việt).
    label_vi: String,
    /// Name in English (tên tiếng Anh).
    label_en: String,
    /// Where its rules are from, as cited (căn cứ).
    legal_basis: Option<String>,
    /// It holds for periods that end on this day or later; for all when left out (áp dụng từ ngày).
    valid_from: Option<Date>,
    /// It holds for periods that end on this day or earlier; for all when left out (áp dụng đến ngày).
    valid_to: Option<Date>,
    /// Its rules, one for a kind of period (các quy tắc).
    rules: Vec<PeriodRuleInput>,
}

/// What `calendarDaysSave` takes.
#[derive(InputObject)]
pub struct CalendarDaysSaveInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The days, at most 100 (các ngày).
    days: Vec<CalendarDayInput>,
}

#[derive(Default)]
pub struct CalendarMutation;

#[Object]
impl CalendarMutation {
    /// Saves a calendar of the province as its next version. One that leaves no working day between closing and due, or
    /// between two levels, is refused with everything that is wrong with it. The province's administrator only (lưu lịch
    /// báo cáo).
    async fn calendar_profile_save(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The calendar.")] input: CalendarProfileSaveInput,
    ) -> Option<Result<Answer<CalendarProfileSavePayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let catalogue = ctx.data_unchecked::<Arc<Catalogue>>().clone();
            let done = async {
                request.require(Action::KeepCalendars)?;
                let key = request.key(ctx, input.idempotency_key)?;
                let draft = CalendarProfileDraft {
                    code: input.code,
                    label_vi: input.label_vi,
                    label_en: input.label_en,
                    legal_basis: input.legal_basis,
                    valid_from: input.valid_from,
                    valid_to: input.valid_to,
                    rules: input.rules,
                };
                let saved = request
                    .write("calendarProfileSave", key, move |writer| async move {
                        calendars::save_profile(&writer, &catalogue, draft).await
                    })
                    .await?;
                let kept = calendars::by_id(&*request.reader().await?, saved).await?;
                kept.ok_or_else(|| Error::broken("a calendar that is not there when it was saved"))
            };
            let (kept, user_errors) = settle(request, done.await)?;
            Ok(CalendarProfileSavePayload { profile: kept.map(CalendarProfile::from), user_errors })
        })
        .await
    }

    /// Saves days off and working Saturdays of the province, over those that come with the system. Rounds that are open
    /// keep their due instants. The province's administrator only (lưu ngày nghỉ, ngày làm bù).
    async fn calendar_days_save(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The days.")] input: CalendarDaysSaveInput,
    ) -> Option<Result<Answer<CalendarDaysSavePayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let catalogue = ctx.data_unchecked::<Arc<Catalogue>>();
            let done = async {
                request.require(Action::KeepCalendars)?;
                let key = request.key(ctx, input.idempotency_key)?;
                let saved = request
                    .write("calendarDaysSave", key, move |writer| async move {
                        calendars::save_days(&writer, input.days).await
                    })
                    .await?;
                let days = calendars::load_days_off(request, catalogue).await?;
                Ok(days.among(&saved))
            };
            let (days, user_errors) = settle(request, done.await)?;
            let days = days.unwrap_or_default().into_iter().map(CalendarDay::from).collect();
            Ok(CalendarDaysSavePayload { days, user_errors })
        })
        .await
    }
}
