//! GraphQL documents that clients send by their hash.

use crate::store::schema::TableSpec;

pub fn tables() -> Vec<TableSpec> {
    vec![
        // `client` is the login of the one client that may send it, or empty: anybody may.
        TableSpec::new("trusted_document", &["hash", "client"])
            .text("hash", 64)
            .text("client", 300)
            .document("body")
            .instant("registered_at"),
    ]
}
