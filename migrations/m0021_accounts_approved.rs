//! Service accounts that one administrator makes and another one approves. Those that were there before are asked for no approval, and
//! have none: their rows, and so their leaves in the log, stay as they were.

use crate::store::schema::TableSpec;

pub fn tables() -> Vec<TableSpec> {
    vec![
        TableSpec::more_of("service_account").instant_or_null("approve_by"),
        // At most one of each account, whose id it has.
        TableSpec::new("service_account_approval", &["tenant_id", "id"])
            .tenant()
            .uuid("id")
            .uuid("approved_by")
            .instant("approved_at")
            .points_at("id", "service_account")
            .points_at("approved_by", "person"),
    ]
}
