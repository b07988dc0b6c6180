//! Every table, as tenant's, reference or local. Migrations make keys, policies and grants from this list, and a golden
//! test compares it with both databases.

/// Whose rows a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Rows of a tenant; with `by_agency`, rows of one of its agencies.
    Tenant { by_agency: bool },
    /// Small, rarely written, readable by all.
    Reference,
    /// The operator's; the server never reads it on a request.
    Local,
}

/// What the runtime role may do with a table besides reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writes {
    /// Nothing.
    None,
    /// Append only: rows are immutable.
    Insert,
    /// Insert and update; nobody deletes.
    InsertUpdate,
    /// Insert, and delete what is outdated: only what nobody is to be answered by for ever.
    InsertDelete,
}

/// What readers of the whole nation see of a table (decision 0044).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nation {
    /// Nothing.
    Nothing,
    /// All of it: how a province is made up, when it asks for what, what it has released.
    All,
    /// The rows of closed rounds, by `round_id`.
    ByRound,
    /// The rows of periods of which all is closed, by `period`.
    ByPeriod,
    /// The rows of figures that were accepted, by `basis`.
    Accepted,
}

/// One line of the manifest.
#[derive(Clone, Copy, Debug)]
pub struct TableClass {
    pub name: &'static str,
    pub class: Class,
    pub writes: Writes,
    pub nation: Nation,
}

impl TableClass {
    const fn seen(self, nation: Nation) -> TableClass {
        TableClass { nation, ..self }
    }
}

const fn tenant(name: &'static str, writes: Writes) -> TableClass {
    TableClass { name, class: Class::Tenant { by_agency: false }, writes, nation: Nation::Nothing }
}

const fn agency(name: &'static str, writes: Writes) -> TableClass {
    TableClass { name, class: Class::Tenant { by_agency: true }, writes, nation: Nation::Nothing }
}

/// A reference table to which the server may add rows of the tenant that it acts for, and change none.
const fn added_to(name: &'static str) -> TableClass {
    TableClass { name, class: Class::Reference, writes: Writes::Insert, nation: Nation::Nothing }
}

const fn reference(name: &'static str) -> TableClass {
    TableClass { name, class: Class::Reference, writes: Writes::None, nation: Nation::Nothing }
}

const fn local(name: &'static str) -> TableClass {
    TableClass { name, class: Class::Local, writes: Writes::None, nation: Nation::Nothing }
}

/// Every table there is.
pub const TABLES: &[TableClass] = &[
    local("schema_migration"),
    reference("province").seen(Nation::All),
    added_to("login"),
    reference("province_succession"),
    reference("trusted_document"),
    reference("national_reader"),
    tenant("tenant_version", Writes::InsertUpdate).seen(Nation::All),
    tenant("audit_entry", Writes::Insert),
    tenant("idempotency", Writes::InsertDelete),
    tenant("first_answer", Writes::InsertDelete),
    tenant("person", Writes::InsertUpdate).seen(Nation::All),
    tenant("role_grant", Writes::InsertUpdate),
    tenant("role_request", Writes::Insert),
    tenant("role_decision", Writes::Insert),
    tenant("service_account", Writes::InsertUpdate),
    tenant("service_account_approval", Writes::Insert),
    tenant("service_account_use", Writes::InsertUpdate),
    tenant("session", Writes::InsertUpdate),
    tenant("agency", Writes::InsertUpdate).seen(Nation::All),
    tenant("reorganisation", Writes::Insert).seen(Nation::All),
    tenant("agency_identifier", Writes::InsertUpdate).seen(Nation::All),
    tenant("history_grant", Writes::InsertUpdate),
    tenant("legal_document", Writes::InsertUpdate).seen(Nation::All),
    tenant("form_snapshot", Writes::Insert).seen(Nation::All),
    tenant("calendar_profile", Writes::Insert).seen(Nation::All),
    tenant("calendar_day", Writes::InsertUpdate).seen(Nation::All),
    tenant("round", Writes::InsertUpdate).seen(Nation::All),
    tenant("round_calendar", Writes::Insert).seen(Nation::All),
    agency("obligation", Writes::InsertUpdate).seen(Nation::ByRound),
    agency("grace", Writes::Insert).seen(Nation::ByRound),
    agency("report", Writes::InsertUpdate).seen(Nation::ByRound),
    agency("report_version", Writes::Insert).seen(Nation::ByRound),
    agency("report_event", Writes::Insert),
    agency("standing", Writes::InsertUpdate).seen(Nation::ByRound),
    agency("figure", Writes::Insert).seen(Nation::ByPeriod),
    agency("disclosure", Writes::Insert).seen(Nation::ByPeriod),
    agency("narrative", Writes::Insert).seen(Nation::ByPeriod),
    agency("follow_up", Writes::Insert).seen(Nation::ByPeriod),
    agency("model_entry", Writes::Insert).seen(Nation::ByPeriod),
    agency("mobilisation_model", Writes::InsertUpdate).seen(Nation::All),
    agency("model_stage", Writes::Insert).seen(Nation::All),
    agency("plan", Writes::InsertUpdate),
    tenant("webhook", Writes::InsertUpdate),
    agency("notice", Writes::InsertUpdate),
    tenant("scoring_scheme", Writes::Insert).seen(Nation::All),
    agency("democracy_score", Writes::InsertUpdate).seen(Nation::ByPeriod),
    agency("democracy_score_event", Writes::Insert),
    agency("model_detail", Writes::InsertUpdate),
    agency("model_award", Writes::Insert),
    tenant("model_verdict", Writes::Insert).seen(Nation::All),
    tenant("consolidation_release", Writes::Insert).seen(Nation::Accepted),
    tenant("release_content", Writes::Insert).seen(Nation::All),
    tenant("ledger_leaf", Writes::Insert),
    tenant("ledger_checkpoint", Writes::Insert),
];

/// The manifest's line of a table.
pub fn class_of(table: &str) -> Option<&'static TableClass> {
    TABLES.iter().find(|line| line.name == table)
}
