//! Notices: written down with what they tell of, carried by mail and by webhook, at least once.

mod ad_hoc;
mod delivery;
mod desk;
mod extended;
mod heirs;
mod killed;
mod receiver;
mod several;
pub mod smtp;
mod tls;
mod who;

pub use desk::until;
