//! What clients can change, one file a subject.

mod calendars;
mod legal;
mod models;
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
    scoring::ScoringMutation,
);
