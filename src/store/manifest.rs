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

/// One line of the manifest.
#[derive(Clone, Copy, Debug)]
pub struct TableClass {
    pub name: &'static str,
    pub class: Class,
    pub writes: Writes,
}

const fn tenant(name: &'static str, writes: Writes) -> TableClass {
    TableClass { name, class: Class::Tenant { by_agency: false }, writes }
}

const fn agency(name: &'static str, writes: Writes) -> TableClass {
    TableClass { name, class: Class::Tenant { by_agency: true }, writes }
}

/// A reference table to which the server may add rows of the tenant that it acts for, and change none.
const fn added_to(name: &'static str) -> TableClass {
    TableClass { name, class: Class::Reference, writes: Writes::Insert }
}

const fn reference(name: &'static str) -> TableClass {
    TableClass { name, class: Class::Reference, writes: Writes::None }
}

/// Every table there is.
pub const TABLES: &[TableClass] = &[
    TableClass { name: "schema_migration", class: Class::Local, writes: Writes::None },
    reference("province"),
    added_to("login"),
    reference("province_succession"),
    reference("trusted_document"),
    tenant("tenant_version", Writes::InsertUpdate),
    tenant("audit_entry", Writes::Insert),
    tenant("idempotency", Writes::InsertDelete),
    tenant("first_answer", Writes::InsertDelete),
    tenant("person", Writes::InsertUpdate),
    tenant("role_grant", Writes::InsertUpdate),
    tenant("role_request", Writes::Insert),
    tenant("role_decision", Writes::Insert),
    tenant("service_account", Writes::InsertUpdate),
    tenant("service_account_use", Writes::InsertUpdate),
    tenant("session", Writes::InsertUpdate),
    tenant("agency", Writes::InsertUpdate),
    tenant("reorganisation", Writes::Insert),
    tenant("agency_identifier", Writes::InsertUpdate),
    tenant("history_grant", Writes::InsertUpdate),
    tenant("legal_document", Writes::InsertUpdate),
    tenant("form_snapshot", Writes::Insert),
    tenant("calendar_profile", Writes::Insert),
    tenant("calendar_day", Writes::InsertUpdate),
    tenant("round", Writes::InsertUpdate),
    tenant("round_calendar", Writes::Insert),
    agency("obligation", Writes::InsertUpdate),
    agency("grace", Writes::Insert),
    agency("report", Writes::InsertUpdate),
    agency("report_version", Writes::Insert),
    agency("report_event", Writes::Insert),
    agency("standing", Writes::InsertUpdate),
    agency("figure", Writes::Insert),
    agency("disclosure", Writes::Insert),
    agency("narrative", Writes::Insert),
    agency("follow_up", Writes::Insert),
    agency("model_entry", Writes::Insert),
    agency("mobilisation_model", Writes::InsertUpdate),
    agency("model_stage", Writes::Insert),
    agency("plan", Writes::InsertUpdate),
    tenant("webhook", Writes::InsertUpdate),
    agency("notice", Writes::InsertUpdate),
    tenant("scoring_scheme", Writes::Insert),
    agency("democracy_score", Writes::InsertUpdate),
    agency("democracy_score_event", Writes::Insert),
    agency("model_detail", Writes::InsertUpdate),
    agency("model_award", Writes::Insert),
    tenant("model_verdict", Writes::Insert),
    tenant("consolidation_release", Writes::Insert),
    tenant("release_content", Writes::Insert),
    tenant("ledger_leaf", Writes::Insert),
    tenant("ledger_checkpoint", Writes::Insert),
];

/// The manifest's line of a table.
pub fn class_of(table: &str) -> Option<&'static TableClass> {
    TABLES.iter().find(|line| line.name == table)
}
