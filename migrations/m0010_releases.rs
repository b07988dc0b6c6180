//! Releases: consolidations that were frozen, numbered by province and year.

use crate::store::schema::TableSpec;

pub fn tables() -> Vec<TableSpec> {
    vec![
        TableSpec::new("consolidation_release", &["tenant_id", "id"])
            .tenant()
            .uuid("id")
            .int("year")
            .int("number")
            .text("title", 300)
            .text_or_null("note", 2000)
            .int("period_from")
            .int("period_to")
            .word("basis", &["ACCEPTED", "SUBMITTED"])
            .word("structure", &["AS_REPORTED", "BY_SUCCESSOR"])
            .instant("known_at")
            .text("digest", 64)
            .uuid_or_null("created_by")
            .instant("created_at")
            .unique("number", &["tenant_id", "year", "number"]),
        TableSpec::new("release_content", &["tenant_id", "release_id"])
            .tenant()
            .uuid("release_id")
            .document("content")
            .points_at("release_id", "consolidation_release"),
    ]
}
