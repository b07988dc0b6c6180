//! Provinces, people, agencies; rounds, obligations, reports and their versions; facts; the register of models.

use crate::store::schema::TableSpec;

fn table(name: &'static str, key: &[&'static str]) -> TableSpec {
    TableSpec::new(name, key)
}

/// A tenant's table keyed by (`tenant_id`, `id`).
fn keyed(name: &'static str) -> TableSpec {
    table(name, &["tenant_id", "id"]).tenant().uuid("id")
}

const REPORT_STATES: &[&str] = &["DRAFT", "SUBMITTED", "RETURNED", "ACCEPTED", "LOCKED"];
const MODEL_FIELDS: &[&str] =
    &["ECONOMY", "CULTURE_SOCIETY", "DEFENCE_SECURITY", "POLITICAL_SYSTEM", "NEW_RURAL"];
const MODEL_LEVELS: &[&str] = &["GRASSROOTS", "DISTRICT", "PROVINCE", "CENTRAL"];
const HOLDERS: &[&str] = &["COLLECTIVE", "INDIVIDUAL"];
const MODEL_STAGES: &[&str] = &[
    "REGISTERED",
    "IN_PROGRESS",
    "INTERIM_REVIEWED",
    "FINAL_REVIEWED",
    "RECOGNISED",
    "COMMENDED",
    "REPLICATED",
    "REJECTED",
    "SUSPENDED",
    "DROPPED",
    "ENDED",
];

pub fn tables() -> Vec<TableSpec> {
    let mut tables = people();
    tables.extend(rounds());
    tables.extend(facts());
    tables.extend(models());
    tables
}

fn people() -> Vec<TableSpec> {
    vec![
        table("province", &["tenant_id"])
            .tenant()
            .text("code", 40)
            .text("name", 300)
            .text("name_en", 300)
            .unique("code", &["code"]),
        // Says whose person a token's subject is, before there is a scope; what the person may do is not here.
        table("login", &["issuer", "subject"])
            .text("issuer", 300)
            .text("subject", 300)
            .tenant()
            .uuid("person_id")
            .foreign(&["tenant_id"], "province", &["tenant_id"]),
        table("tenant_version", &["tenant_id"]).tenant().long("version").foreign(
            &["tenant_id"],
            "province",
            &["tenant_id"],
        ),
        table("audit_entry", &["tenant_id", "seq"])
            .tenant()
            .long("seq")
            .instant("at")
            .uuid_or_null("person_id")
            .text("action", 60)
            .text("subject_kind", 60)
            .uuid("subject_id")
            .uuid_or_null("round_id")
            .uuid_or_null("agency_id")
            .text("request_id", 100)
            .text_or_null("before_digest", 64)
            .text_or_null("after_digest", 64)
            .index("subject", &["tenant_id", "subject_id", "seq"]),
        table("idempotency", &["tenant_id", "person_id", "key"])
            .tenant()
            .uuid("person_id")
            .uuid("key")
            .text("request_hash", 64)
            .document("response")
            .instant("at"),
        keyed("person").text("full_name", 300).instant_or_null("disabled_at").foreign(
            &["tenant_id"],
            "province",
            &["tenant_id"],
        ),
        keyed("agency")
            .text("code", 60)
            .text("name", 300)
            .text("name_folded", 300)
            .word("kind", &["DEPARTMENT", "COMMUNE", "PROVINCIAL_BODY"])
            .uuid_or_null("parent_id")
            .date("valid_from")
            .date_or_null("valid_to")
            .truth("example")
            .unique("code", &["tenant_id", "code"])
            .points_at("parent_id", "agency"),
        keyed("role_grant")
            .uuid("person_id")
            .word(
                "role",
                &[
                    "SUBMITTER",
                    "AGENCY_HEAD",
                    "HOME_AFFAIRS_OFFICER",
                    "PROVINCE_ADMINISTRATOR",
                    "BI_READER",
                    "AUDITOR",
                ],
            )
            .uuid_or_null("agency_id")
            .instant("granted_at")
            .instant_or_null("revoked_at")
            .points_at("person_id", "person")
            .points_at("agency_id", "agency")
            .index("person", &["tenant_id", "person_id"]),
    ]
}

fn rounds() -> Vec<TableSpec> {
    vec![
        table("form_snapshot", &["tenant_id", "digest"]).tenant().text("digest", 64).document("content"),
        keyed("round")
            .text("form_code", 60)
            .int("form_version")
            .int("period")
            .date("window_from")
            .date("window_to")
            .instant("due_at")
            .word("state", &["OPEN", "CLOSED"])
            .text_or_null("letter_number", 100)
            .date_or_null("letter_date")
            .text_or_null("letter_issuer", 300)
            .uuid_or_null("opened_by")
            .instant("opened_at")
            .uuid_or_null("closed_by")
            .instant_or_null("closed_at")
            .unique("form_period", &["tenant_id", "form_code", "period"])
            .index("period", &["tenant_id", "period"]),
        keyed("obligation")
            .uuid("agency_id")
            .uuid("round_id")
            .int("period")
            .instant("due_at")
            .instant_or_null("exempted_at")
            .text_or_null("exemption_reason", 2000)
            .text_or_null("extension_reason", 2000)
            .unique("agency", &["tenant_id", "round_id", "agency_id"])
            .points_at("round_id", "round")
            .points_at("agency_id", "agency"),
        keyed("report")
            .uuid("agency_id")
            .uuid("round_id")
            .uuid("obligation_id")
            .int("period")
            .word("state", REPORT_STATES)
            .int("revision")
            .document("draft")
            .uuid_or_null("updated_by")
            .instant("updated_at")
            .instant_or_null("first_submitted_at")
            .int("latest_number")
            .uuid_or_null("latest_version_id")
            .uuid_or_null("accepted_version_id")
            .unique("obligation", &["tenant_id", "obligation_id"])
            .points_at("obligation_id", "obligation")
            .points_at("round_id", "round")
            .points_at("agency_id", "agency")
            .index("agency", &["tenant_id", "agency_id", "period"])
            .index("round", &["tenant_id", "round_id"]),
        keyed("report_version")
            .uuid("agency_id")
            .uuid("report_id")
            .uuid("round_id")
            .int("period")
            .int("number")
            .document("content")
            .text("digest", 64)
            .text("form_digest", 64)
            .uuid_or_null("submitted_by")
            .instant("submitted_at")
            .truth("late")
            .document("checks")
            .unique("number", &["tenant_id", "report_id", "number"])
            .points_at("report_id", "report")
            .foreign(&["tenant_id", "form_digest"], "form_snapshot", &["tenant_id", "digest"]),
        keyed("report_event")
            .uuid("agency_id")
            .uuid("report_id")
            .uuid_or_null("version_id")
            .word("event", &["SUBMITTED", "RETURNED", "ACCEPTED", "REOPENED", "LOCKED"])
            .uuid_or_null("person_id")
            .instant("at")
            .document("reasons")
            .points_at("report_id", "report")
            .points_at("version_id", "report_version")
            .index("report", &["tenant_id", "report_id", "at"]),
    ]
}

/// What totals are made of: rows of a submitted version, never changed, and which version stands when.
fn facts() -> Vec<TableSpec> {
    vec![
        keyed("standing")
            .uuid("agency_id")
            .uuid("report_id")
            .uuid("round_id")
            .int("period")
            .word("basis", &["ACCEPTED", "SUBMITTED"])
            .uuid("version_id")
            .instant("from_at")
            .instant_or_null("to_at")
            .points_at("report_id", "report")
            .points_at("version_id", "report_version")
            .index(
                "round",
                &[
                    "tenant_id",
                    "round_id",
                    "basis",
                    "to_at",
                    "from_at",
                    "agency_id",
                    "version_id",
                    "report_id",
                ],
            )
            .index("report", &["tenant_id", "report_id", "basis"]),
        table("figure", &["tenant_id", "version_id", "indicator"])
            .tenant()
            .uuid("version_id")
            .text("indicator", 80)
            .uuid("agency_id")
            .int("period")
            .small("state")
            .long_or_null("value")
            .text_or_null("choice", 80)
            .points_at("version_id", "report_version")
            .index(
                "indicator",
                &["tenant_id", "indicator", "period", "agency_id", "version_id", "state", "value"],
            ),
        table("disclosure", &["tenant_id", "version_id", "ordinal"])
            .tenant()
            .uuid("version_id")
            .int("ordinal")
            .uuid("agency_id")
            .int("period")
            .text("content", 80)
            .word("status", &["DISCLOSED", "NOT_DISCLOSED", "NOT_STATED", "NOT_APPLICABLE"])
            .text("modes", 300)
            .text("forms", 300)
            .points_at("version_id", "report_version"),
        table("narrative", &["tenant_id", "version_id", "section"])
            .tenant()
            .uuid("version_id")
            .text("section", 80)
            .uuid("agency_id")
            .int("period")
            .small("state")
            .document("content")
            .points_at("version_id", "report_version"),
    ]
}

fn models() -> Vec<TableSpec> {
    vec![
        keyed("mobilisation_model")
            .uuid("agency_id")
            .text("code", 60)
            .text("name", 300)
            .text("name_folded", 300)
            .word("field", MODEL_FIELDS)
            .word("level", MODEL_LEVELS)
            .word("holder", HOLDERS)
            .word("stage", MODEL_STAGES)
            .date("registered_on")
            .date("stage_on")
            .text_or_null("summary", 2000)
            .unique("code", &["tenant_id", "agency_id", "code"])
            .unique("name", &["tenant_id", "agency_id", "name_folded"])
            .points_at("agency_id", "agency"),
        keyed("model_stage")
            .uuid("agency_id")
            .uuid("model_id")
            .word("stage", MODEL_STAGES)
            .date("reached_on")
            .text_or_null("document", 300)
            .uuid_or_null("person_id")
            .instant("at")
            .points_at("model_id", "mobilisation_model")
            .index("model", &["tenant_id", "model_id", "at"]),
        table("model_entry", &["tenant_id", "version_id", "model_id"])
            .tenant()
            .uuid("version_id")
            .uuid("model_id")
            .uuid("agency_id")
            .int("period")
            .word("field", MODEL_FIELDS)
            .word("level", MODEL_LEVELS)
            .word("stage", MODEL_STAGES)
            .word("holder", HOLDERS)
            .points_at("version_id", "report_version")
            .points_at("model_id", "mobilisation_model"),
    ]
}
