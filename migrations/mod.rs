//! The schema's history, oldest first; one source for both databases.

mod m0001_foundation;
mod m0002_first_answers;
mod m0003_calendar;
mod m0004_legal_documents;
mod m0005_notices;
mod m0006_known_at;
mod m0007_reorganisation;
mod m0008_democracy;
mod m0009_models;
mod m0010_releases;
mod m0011_plans;
mod m0012_tasks;
mod m0013_grants_until;
mod m0014_obligations_added;
mod m0015_ledger;
mod m0016_service_accounts;
mod m0017_trusted_documents;
mod m0018_second_person;
mod m0019_sessions;
mod m0020_national_readers;
mod m0021_accounts_approved;

use super::schema::TableSpec;

/// One step of the schema's history. A step that has run on any database is never edited.
pub struct Migration {
    pub number: i32,
    pub name: &'static str,
    /// The tables it makes or widens, in order.
    pub tables: fn() -> Vec<TableSpec>,
}

/// Every step.
pub const ALL: &[Migration] = &[
    Migration { number: 1, name: "foundation", tables: m0001_foundation::tables },
    Migration { number: 2, name: "first answers", tables: m0002_first_answers::tables },
    Migration { number: 3, name: "calendar", tables: m0003_calendar::tables },
    Migration { number: 4, name: "legal documents", tables: m0004_legal_documents::tables },
    Migration { number: 5, name: "notices", tables: m0005_notices::tables },
    Migration { number: 6, name: "known at", tables: m0006_known_at::tables },
    Migration { number: 7, name: "reorganisation", tables: m0007_reorganisation::tables },
    Migration { number: 8, name: "democracy in full", tables: m0008_democracy::tables },
    Migration { number: 9, name: "models in full", tables: m0009_models::tables },
    Migration { number: 10, name: "releases", tables: m0010_releases::tables },
    Migration { number: 11, name: "plans", tables: m0011_plans::tables },
    Migration { number: 12, name: "tasks", tables: m0012_tasks::tables },
    Migration { number: 13, name: "grants until a day", tables: m0013_grants_until::tables },
    Migration { number: 14, name: "obligations added", tables: m0014_obligations_added::tables },
    Migration { number: 15, name: "ledger", tables: m0015_ledger::tables },
    Migration { number: 16, name: "service accounts", tables: m0016_service_accounts::tables },
    Migration { number: 17, name: "trusted documents", tables: m0017_trusted_documents::tables },
    Migration { number: 18, name: "a second person", tables: m0018_second_person::tables },
    Migration { number: 19, name: "sessions", tables: m0019_sessions::tables },
    Migration { number: 20, name: "national readers", tables: m0020_national_readers::tables },
    Migration { number: 21, name: "accounts approved", tables: m0021_accounts_approved::tables },
];
