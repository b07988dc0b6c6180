//! What a "Dân vận khéo" model is about in full, its awards, and what Home Affairs says of entries that may be one model.

use crate::store::schema::TableSpec;

pub fn tables() -> Vec<TableSpec> {
    vec![
        TableSpec::new("model_detail", &["tenant_id", "model_id"])
            .tenant()
            .uuid("model_id")
            .uuid("agency_id")
            .int("revision")
            .document("content")
            .uuid_or_null("updated_by")
            .instant("updated_at")
            .points_at("model_id", "mobilisation_model"),
        TableSpec::new("model_award", &["tenant_id", "id"])
            .tenant()
            .uuid("id")
            .uuid("agency_id")
            .uuid("model_id")
            .text("name", 300)
            .text_or_null("given_by", 300)
            .date("given_on")
            .text_or_null("document", 300)
            .uuid_or_null("person_id")
            .instant("at")
            .points_at("model_id", "mobilisation_model")
            .index("model", &["tenant_id", "model_id", "given_on"]),
        TableSpec::new("model_verdict", &["tenant_id", "id"])
            .tenant()
            .uuid("id")
            .uuid("one_id")
            .uuid("other_id")
            .word("verdict", &["SAME", "DIFFERENT"])
            .text("reason", 2000)
            .uuid_or_null("person_id")
            .instant("at")
            .points_at("one_id", "mobilisation_model")
            .points_at("other_id", "mobilisation_model")
            .index("pair", &["tenant_id", "one_id", "other_id"]),
    ]
}
