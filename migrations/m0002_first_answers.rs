//! What a request was first answered, under the words in which it was asked.

use crate::store::schema::TableSpec;

pub fn tables() -> Vec<TableSpec> {
    vec![
        TableSpec::new("first_answer", &["tenant_id", "person_id", "key", "question"])
            .tenant()
            .uuid("person_id")
            .uuid("key")
            .text("question", 64)
            .document("answer")
            .instant("at")
            .foreign(&["tenant_id", "person_id", "key"], "idempotency", &["tenant_id", "person_id", "key"]),
    ]
}
