//! What every test is made of: a database, a world, people with tokens, sockets.
#![allow(dead_code, reason = "a kit has more tools than one day's tests use")]

pub mod answer;
pub mod authority;
pub mod both;
pub mod course;
pub mod database;
pub mod golden;
pub mod guardian;
pub mod heard;
pub mod json;
pub mod kills;
pub mod mortal;
pub mod person;
pub mod pooler;
pub mod postgres;
pub mod program;
pub mod province;
pub mod schema;
mod selftest;
pub mod server;
pub mod socket;
pub mod twin;
pub mod verbs;
pub mod world;

pub use both::{Furnished, Migrated};
pub(crate) use both::{on_both, on_postgres};
pub use database::{Database, Kind};
