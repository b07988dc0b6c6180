//! Readers of the whole nation: who was let, and who is let no more, as the operator said it.

use crate::store::schema::TableSpec;

pub fn tables() -> Vec<TableSpec> {
    vec![
        // Rows are only added: of one login the newest says whether it reads.
        TableSpec::new("national_reader", &["id"])
            .uuid("id")
            .text("issuer", 300)
            .text("subject", 300)
            .text("full_name", 300)
            .truth("reads")
            .instant("recorded_at")
            .index("login", &["issuer", "subject", "id"]),
    ]
}
