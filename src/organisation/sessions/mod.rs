//! Sessions: people who have signed in in the browser, known from then on by a secret in a cookie.
//!
//! Beginning and ending one is an act of the person's, in the audit log; that it was used is noted once a minute and is nobody's.

mod entry;
mod rows;
mod service;

pub use entry::actor_of;
pub use service::{begin, end, end_all_of};
