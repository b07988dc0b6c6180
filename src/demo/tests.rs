#![allow(clippy::unwrap_used, clippy::expect_used)]

mod documents;
mod example;
mod seeding;
