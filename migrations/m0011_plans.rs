//! A year's plans of agencies: each saved version is a row that stays.

use crate::store::schema::TableSpec;

pub fn tables() -> Vec<TableSpec> {
    vec![
        TableSpec::new("plan", &["tenant_id", "id"])
            .tenant()
            .uuid("id")
            .uuid("agency_id")
            .int("year")
            .int("version")
            .truth("current")
            .document("content")
            .text("digest", 64)
            .uuid_or_null("saved_by")
            .instant("saved_at")
            .unique("version", &["tenant_id", "agency_id", "year", "version"])
            .index("year", &["tenant_id", "year"])
            .points_at("agency_id", "agency"),
    ]
}
