#![allow(clippy::unwrap_used, clippy::expect_used)]

mod merkle;
mod note;
mod receipt;
