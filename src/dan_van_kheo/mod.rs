//! The register of "Dân vận khéo" models: what is registered, how far it has come, what has become of it.

pub mod stages;

pub use stages::{advance, is_active, is_final};
