//! tonghop: one truthful provincial picture out of many agencies' periodic reports.
//!
//! The table of contents; `ARCHITECTURE.md` says which floor each room is on and what may import what.

pub mod api;
pub mod auth;
pub mod backup;
pub mod calendars;
pub mod catalogue;
pub mod cli;
pub mod config;
pub mod consolidation;
pub mod courier;
pub mod dan_van_kheo;
pub mod demo;
pub mod doctor;
pub mod documents;
pub mod feeds;
pub mod inspection;
pub mod kit;
pub mod ledger;
pub mod legal;
pub mod notices;
pub mod organisation;
pub mod outward;
pub mod plans;
pub mod receipts;
pub mod reorganisation;
pub mod reports;
pub mod request;
pub mod rounds;
pub mod scale;
pub mod scoring;
pub mod server;
pub mod store;
