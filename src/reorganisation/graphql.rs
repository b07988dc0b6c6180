//! What is told of a reorganisation beside its day: whom it names, its document, and what was decided of open reports.

use async_graphql::{ComplexObject, Context, Object, Result};
use std::sync::Arc;

use super::decisions::Decision;
use crate::{
    kit::{Error, Period},
    legal::Register,
    nullable,
    organisation::{
        self, Agency, Person,
        history::{
            ObligationFate,
            graphql::{Reorganisation, agencies},
        },
    },
    reports::{Citation, Obligation},
    required, rounds,
};

#[ComplexObject]
impl Reorganisation {
    /// Those to whom it was done (cơ quan được sắp xếp).
    async fn agencies(&self, ctx: &Context<'_>) -> Result<Vec<Agency>> {
        required!(ctx, |request| agencies(request, &self.change.agencies).await)
    }

    /// Those that ended with it (cơ quan kết thúc hoạt động).
    async fn ended(&self, ctx: &Context<'_>) -> Result<Vec<Agency>> {
        required!(ctx, |request| agencies(request, &self.change.ended).await)
    }

    /// Those that continue them (cơ quan kế thừa).
    async fn successors(&self, ctx: &Context<'_>) -> Result<Vec<Agency>> {
        required!(ctx, |request| agencies(request, &self.change.successors).await)
    }

    /// Who answers for those that ended: files what is asked of them later; null where nobody ended, or nobody does (cơ quan
    /// chịu trách nhiệm).
    async fn answered_by(&self, ctx: &Context<'_>) -> Option<Result<Agency>> {
        let agency = self.change.answering?;
        nullable!(ctx, |request| organisation::load_agency(request, agency).await)
    }

    /// The name before, of RENAME (tên cũ).
    async fn former_name(&self) -> Option<&str> {
        self.change.names_before.values().next().map(String::as_str)
    }

    /// The document by which it was decided, seen from the first day of the new order (căn cứ).
    async fn ground(&self, ctx: &Context<'_>) -> Result<Citation> {
        let register = ctx.data_unchecked::<Arc<Register>>();
        required!(ctx, |_request| {
            let entry = serde_json::from_str(&self.row.ground).map_err(Error::broken)?;
            Ok(Citation::new(&entry, register, self.row.effective_on))
        })
    }

    /// Who recorded it; null where the operator did (người ghi nhận).
    async fn recorded_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        let person = self.row.recorded_by?;
        nullable!(ctx, |request| organisation::load_person(request, person).await)
    }

    /// What was decided of the reports that the ended agencies still owed: of the agencies that the caller may see (quyết định
    /// về các nghĩa vụ còn mở).
    async fn decisions(&self, ctx: &Context<'_>) -> Result<Vec<ObligationDecision>> {
        required!(ctx, |request| {
            let kept: Vec<Decision> = serde_json::from_str(&self.row.decisions).map_err(Error::broken)?;
            let seen = request.actor().agencies();
            let seen = |one: &Decision| seen.as_ref().is_none_or(|own| own.contains(&one.agency));
            Ok(kept.into_iter().filter(seen).map(ObligationDecision).collect())
        })
    }
}

/// What was decided of one report that was open when its agency ended (quyết định về một nghĩa vụ báo cáo).
pub struct ObligationDecision(Decision);

/// What was decided of one report that was open when its agency ended (quyết định về một nghĩa vụ báo cáo).
#[Object]
impl ObligationDecision {
    /// The obligation; null for whoever may not see it (nghĩa vụ báo cáo).
    async fn obligation(&self, ctx: &Context<'_>) -> Option<Result<Obligation>> {
        nullable!(ctx, |request| {
            Ok(rounds::load_obligation(request, self.0.obligation).await?.map(Obligation::from))
        })
    }

    /// The agency that ended (cơ quan kết thúc hoạt động).
    async fn agency(&self, ctx: &Context<'_>) -> Option<Result<Agency>> {
        nullable!(ctx, |request| organisation::load_agency(request, self.0.agency).await)
    }

    /// The period (kỳ báo cáo).
    async fn period(&self, ctx: &Context<'_>) -> Result<Period> {
        required!(ctx, |_request| {
            Period::from_number(self.0.period).ok_or_else(|| Error::broken("a decision without a period"))
        })
    }

    /// What becomes of it (quyết định).
    async fn fate(&self) -> ObligationFate {
        self.0.fate
    }

    /// Who files it now, of TRANSFERRED (cơ quan nhận).
    async fn to(&self, ctx: &Context<'_>) -> Option<Result<Agency>> {
        let agency = self.0.to?;
        nullable!(ctx, |request| organisation::load_agency(request, agency).await)
    }

    /// Why (lý do).
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }
}
