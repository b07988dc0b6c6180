//! Sessions of people who have signed in in the browser. Which secret has which session is found by its digest; when one was last used
//! changes without an act, under a number that goes up.

use crate::store::schema::TableSpec;

pub fn tables() -> Vec<TableSpec> {
    vec![
        TableSpec::new("session", &["tenant_id", "id"])
            .tenant()
            .uuid("id")
            .uuid("person_id")
            .text("secret_digest", 64)
            .text("issuer", 300)
            .text("subject", 300)
            .instant_or_null("signed_in_at")
            .instant("begun_at")
            .instant("ends_at")
            .int("revision")
            .instant("last_used_at")
            .instant_or_null("ended_at")
            .points_at("person_id", "person")
            .unique("secret", &["tenant_id", "secret_digest"])
            .index("person", &["tenant_id", "person_id"]),
    ]
}
