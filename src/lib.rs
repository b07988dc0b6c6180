//! tonghop: one truthful provincial picture out of many agencies' periodic reports.
//!
//! The table of contents; `ARCHITECTURE.md` says which floor each room is on and what may import what.

pub mod catalogue;
pub mod kit;
