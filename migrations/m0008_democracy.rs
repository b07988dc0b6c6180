//! A province's own scoring schemes; the scores of agencies' democracy work, and what became of each.

use crate::store::schema::TableSpec;

const STATES: [&str; 2] = ["SELF_SCORED", "VERIFIED"];

pub fn tables() -> Vec<TableSpec> {
    vec![
        TableSpec::new("scoring_scheme", &["tenant_id", "id"])
            .tenant()
            .uuid("id")
            .text("code", 60)
            .int("version")
            .document("content")
            .uuid_or_null("saved_by")
            .instant("saved_at")
            .unique("code", &["tenant_id", "code", "version"]),
        TableSpec::new("democracy_score", &["tenant_id", "id"])
            .tenant()
            .uuid("id")
            .uuid("agency_id")
            .int("period")
            .word("state", &STATES)
            .int("revision")
            .long_or_null("self_score")
            .long_or_null("verified_score")
            .text_or_null("classification", 20)
            .document("content")
            .instant("updated_at")
            .points_at("agency_id", "agency")
            .unique("agency", &["tenant_id", "agency_id", "period"])
            .index("period", &["tenant_id", "period", "id"]),
        TableSpec::new("democracy_score_event", &["tenant_id", "id"])
            .tenant()
            .uuid("id")
            .uuid("agency_id")
            .uuid("score_id")
            .int("period")
            .word("state", &STATES)
            .int("revision")
            .long_or_null("self_score")
            .long_or_null("verified_score")
            .text_or_null("classification", 20)
            .document("content")
            .text_or_null("reason", 2000)
            .uuid_or_null("person_id")
            .instant("at")
            .points_at("score_id", "democracy_score")
            .unique("revision", &["tenant_id", "score_id", "revision"])
            .index("period", &["tenant_id", "period", "at"]),
    ]
}
