//! Floor 4: receipts: what proves to others what is in the log of a province.

mod graphql;
mod service;

pub use graphql::Receipt;
pub use service::{Of, load_receipt};
