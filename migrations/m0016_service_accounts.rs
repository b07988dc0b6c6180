//! Programs that come with a secret instead of a person's token. When one was last seen changes without an act, and is kept apart from
//! what the log holds.

use crate::store::schema::TableSpec;

pub fn tables() -> Vec<TableSpec> {
    vec![
        TableSpec::new("service_account", &["tenant_id", "id"])
            .tenant()
            .uuid("id")
            .uuid("person_id")
            .text("name", 300)
            .word("access", &["READ", "SUBMIT"])
            .document("agencies")
            .word("rate_class", &["STANDARD", "BULK"])
            .text("secret_digest", 64)
            .uuid_or_null("created_by")
            .instant("created_at")
            .instant("expires_at")
            .instant_or_null("revoked_at")
            .points_at("person_id", "person")
            .unique("secret", &["tenant_id", "secret_digest"]),
        TableSpec::new("service_account_use", &["tenant_id", "account_id"])
            .tenant()
            .uuid("account_id")
            .int("revision")
            .instant_or_null("last_used_at")
            .points_at("account_id", "service_account"),
    ]
}
