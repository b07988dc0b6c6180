//! The outbox: what goes out to people and to other programs, where a person's mail goes, and who may be called.

use crate::store::schema::TableSpec;

pub fn tables() -> Vec<TableSpec> {
    vec![
        TableSpec::more_of("person").text_or_null("email", 254),
        TableSpec::new("webhook", &["tenant_id", "id"])
            .tenant()
            .uuid("id")
            .text("url", 2000)
            .text("secret", 100)
            .uuid_or_null("registered_by")
            .instant("registered_at")
            .uuid_or_null("removed_by")
            .instant_or_null("removed_at")
            .foreign(&["tenant_id"], "province", &["tenant_id"]),
        TableSpec::new("notice", &["tenant_id", "id"])
            .tenant()
            .uuid("id")
            .uuid("agency_id")
            .uuid("obligation_id")
            .uuid_or_null("report_id")
            .word("kind", &["DUE_SOON", "LATE", "RETURNED", "ACCEPTED", "REOPENED"])
            .text("occasion", 200)
            .word("channel", &["EMAIL", "WEBHOOK"])
            .uuid("recipient_id")
            .document("content")
            .word("state", &["PENDING", "SENT", "FAILED"])
            .int("revision")
            .int("attempts")
            .instant("created_at")
            .instant("next_at")
            .instant("expires_at")
            .instant_or_null("leased_until")
            .instant_or_null("sent_at")
            .instant_or_null("failed_at")
            .text_or_null("failure", 40)
            .text_or_null("last_error", 500)
            .unique("occasion", &["tenant_id", "occasion", "channel", "recipient_id"])
            .points_at("agency_id", "agency")
            .points_at("obligation_id", "obligation")
            .index("due", &["tenant_id", "state", "next_at"])
            .index("recipient", &["tenant_id", "recipient_id", "created_at"])
            .index("created", &["tenant_id", "created_at"]),
    ]
}
