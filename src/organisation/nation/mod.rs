//! Readers of the whole nation (the ministry): of no province, let in by the operator, and by nobody else (decision 0044).

mod rows;
mod service;

pub use service::{
    NationalReader, changes, let_in, provinces, reader_of, readers, reads, reads_by, withdraw,
};
