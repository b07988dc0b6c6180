//! When what is written begins to be known, and every grace that was ever given.

use crate::store::schema::TableSpec;

pub fn tables() -> Vec<TableSpec> {
    vec![
        TableSpec::more_of("tenant_version").instant_or_null("recorded_at"),
        TableSpec::more_of("round").instant_or_null("recorded_at"),
        TableSpec::more_of("report_event").instant_or_null("recorded_at"),
        TableSpec::new("grace", &["tenant_id", "id"])
            .tenant()
            .uuid("id")
            .uuid("agency_id")
            .uuid("round_id")
            .uuid("obligation_id")
            .word("kind", &["EXEMPTION", "EXTENSION"])
            .instant("recorded_at")
            .instant("granted_at")
            .uuid_or_null("granted_by")
            .text("reason", 2000)
            .text_or_null("grantor", 300)
            .instant_or_null("due_at")
            .instant_or_null("expires_at")
            .points_at("obligation_id", "obligation")
            .points_at("round_id", "round")
            .points_at("agency_id", "agency")
            .index("round", &["tenant_id", "round_id", "recorded_at"]),
    ]
}
