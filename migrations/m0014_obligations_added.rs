//! When an obligation began to be known that was added to a round after that was opened.

use crate::store::schema::TableSpec;

pub fn tables() -> Vec<TableSpec> {
    vec![TableSpec::more_of("obligation").instant_or_null("recorded_at")]
}
