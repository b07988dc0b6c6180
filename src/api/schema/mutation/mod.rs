//! What clients can change, one file a subject.

mod accept_all;
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
mod roles;
mod rounds;
mod scoring;

use async_graphql::MergedObject;

// In three parts, because a merged object calls its parts one inside of the other: in a row of all of them the first ones would
// need more stack than a thread has.
/// What clients can change (các thao tác).
#[derive(MergedObject, Default)]
pub struct Mutation(Reporting, Registers, House);

/// From the opened round to the release.
#[derive(MergedObject, Default)]
struct Reporting(
    rounds::RoundMutation,
    report_cycle::ReportMutation,
    accept_all::AcceptAllMutation,
    releases::ReleaseMutation,
);

/// What is kept beside the reports.
#[derive(MergedObject, Default)]
struct Registers(
    models::ModelMutation,
    plans::PlanMutation,
    scoring::ScoringMutation,
    legal::LegalMutation,
    calendars::CalendarMutation,
);

/// Agencies, people and programs of the province.
#[derive(MergedObject, Default)]
struct House(
    reorganisation::ReorganisationMutation,
    heritage::HeritageMutation,
    notices::NoticeMutation,
    accounts::AccountMutation,
    roles::RoleMutation,
);
