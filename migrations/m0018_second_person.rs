//! Changes of roles that a second person decides; who signs in may be told by a province itself; and what was answered is found
//! by its age, to be deleted when it is outdated.

use crate::store::schema::TableSpec;

pub fn tables() -> Vec<TableSpec> {
    vec![
        // Whom it concerns: a person who is there, or somebody new by issuer, subject and name.
        TableSpec::new("role_request", &["tenant_id", "id"])
            .tenant()
            .uuid("id")
            .word("change", &["GRANT", "WITHDRAW", "ENABLE"])
            .uuid_or_null("person_id")
            .text_or_null("issuer", 300)
            .text_or_null("subject", 300)
            .text_or_null("full_name", 300)
            .text_or_null("role", 40)
            .uuid_or_null("agency_id")
            .text("reason", 2000)
            .uuid("requested_by")
            .instant("requested_at")
            .instant("expires_at")
            .points_at("person_id", "person")
            .points_at("agency_id", "agency")
            .points_at("requested_by", "person")
            .index("time", &["tenant_id", "requested_at", "id"]),
        // At most one of each request, whose id it has.
        TableSpec::new("role_decision", &["tenant_id", "id"])
            .tenant()
            .uuid("id")
            .word("outcome", &["APPROVED", "REFUSED", "TAKEN_BACK"])
            .uuid_or_null("person_id")
            .text_or_null("reason", 2000)
            .uuid("decided_by")
            .instant("decided_at")
            .points_at("id", "role_request")
            .points_at("person_id", "person")
            .points_at("decided_by", "person"),
        TableSpec::more_of("login").added_to_by_tenants(),
        TableSpec::more_of("idempotency").index("age", &["tenant_id", "at"]),
        TableSpec::more_of("first_answer").index("age", &["tenant_id", "at"]),
    ]
}
