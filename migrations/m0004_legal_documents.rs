//! The legal documents that a province enters beside those that come with the program.

use crate::store::schema::TableSpec;

pub fn tables() -> Vec<TableSpec> {
    vec![
        TableSpec::new("legal_document", &["tenant_id", "id"])
            .tenant()
            .uuid("id")
            // SHA-256 of what tells documents apart: a key over the words themselves would be too long for an index.
            .text("identity", 64)
            .text_or_null("number", 20)
            // Without its padding; what a citation is looked up by.
            .long_or_null("number_value")
            .text_or_null("symbol", 100)
            .text_or_null("kind", 60)
            .text_or_null("issuer", 300)
            // As far as it is known: 2019, 2019-09, 2019-09-14, or nothing.
            .text("issued", 10)
            .text_or_null("title", 2000)
            .text("search", 4000)
            .date_or_null("in_force_from")
            .date_or_null("in_force_to")
            .uuid_or_null("replaced_by")
            .text_or_null("note", 2000)
            .int("revision")
            .uuid_or_null("updated_by")
            .instant("updated_at")
            .unique("identity", &["tenant_id", "identity"])
            .index("number", &["tenant_id", "number_value"])
            .index("issued", &["tenant_id", "issued", "id"])
            .index("successor", &["tenant_id", "replaced_by"])
            .foreign(&["tenant_id"], "province", &["tenant_id"]),
    ]
}
