//! The log of a province: what was filed, decided, released and granted, leaf by leaf, and the checkpoints of it.

use crate::store::schema::TableSpec;

pub fn tables() -> Vec<TableSpec> {
    vec![
        TableSpec::new("ledger_leaf", &["tenant_id", "position"])
            .tenant()
            .long("position")
            .text("kind", 30)
            .uuid("subject_id")
            .long("seq")
            .document("leaf")
            .document("hashes")
            .unique("subject", &["tenant_id", "subject_id", "kind"]),
        TableSpec::new("ledger_checkpoint", &["tenant_id", "size"])
            .tenant()
            .long("size")
            .long("seq")
            .text("origin", 300)
            .text("root", 64)
            .document("peaks")
            .document_or_null("note")
            .instant("at")
            .unique("seq", &["tenant_id", "seq"]),
    ]
}
