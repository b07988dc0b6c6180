//! Until when a province lets another read its history, and by which document.

use crate::store::schema::TableSpec;

pub fn tables() -> Vec<TableSpec> {
    vec![TableSpec::more_of("history_grant").date_or_null("until_day").document_or_null("ground_document")]
}
