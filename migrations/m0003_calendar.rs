//! A province's own calendars and days off; how a round's days were worked out; who let an agency off or gave it time, and
//! until when that counts.

use crate::store::schema::TableSpec;

pub fn tables() -> Vec<TableSpec> {
    vec![
        TableSpec::new("calendar_profile", &["tenant_id", "id"])
            .tenant()
            .uuid("id")
            .text("code", 60)
            .int("version")
            .date_or_null("valid_from")
            .date_or_null("valid_to")
            .document("content")
            .uuid_or_null("saved_by")
            .instant("saved_at")
            .unique("code", &["tenant_id", "code", "version"]),
        TableSpec::new("calendar_day", &["tenant_id", "day"])
            .tenant()
            .date("day")
            .word("kind", &["OFF", "WORKING", "AS_USUAL"])
            .text("label", 300)
            .text("source", 300)
            .uuid_or_null("saved_by")
            .instant("saved_at"),
        TableSpec::new("round_calendar", &["tenant_id", "round_id"])
            .tenant()
            .uuid("round_id")
            .text("profile", 60)
            .int("version")
            .document("due")
            .points_at("round_id", "round"),
        TableSpec::more_of("obligation")
            .uuid_or_null("exempted_by")
            .text_or_null("exemption_grantor", 300)
            .instant_or_null("exempted_until")
            .instant_or_null("extended_due_at")
            .instant_or_null("extended_at")
            .uuid_or_null("extended_by")
            .text_or_null("extension_grantor", 300)
            .instant_or_null("extended_until"),
    ]
}
