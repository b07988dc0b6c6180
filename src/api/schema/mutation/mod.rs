//! What clients can change, one file a subject.

mod accounts;
mod calendars;
mod heritage;
mod legal;
mod models;
mod notices;
mod plans;
mod releases;
mod reorganisation;
mod report_cycle;
mod rounds;
mod scoring;

use async_graphql::MergedObject;

/// What clients can change (các thao tác).
#[derive(MergedObject, Default)]
pub struct Mutation(
    rounds::RoundMutation,
    report_cycle::ReportMutation,
    models::ModelMutation,
    calendars::CalendarMutation,
    legal::LegalMutation,
    reorganisation::ReorganisationMutation,
    heritage::HeritageMutation,
    notices::NoticeMutation,
    accounts::AccountMutation,
    plans::PlanMutation,
    scoring::ScoringMutation,
    releases::ReleaseMutation,
);
