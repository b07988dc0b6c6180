//! The history of agencies: what became of them, what they were called, and where they stand today.

mod events;
pub mod graphql;
mod identifiers;
mod lines;
mod words;

pub use events::{Change, Event, History, Named};
pub use identifiers::{AgencyIdentifier, NewIdentifier, enter_identifiers, identifiers_of};
pub use lines::{Line, Lines};
pub use words::{IdentifierScheme, ObligationFate, ReorganisationKind, RestatementStatus, Structure};

#[cfg(test)]
mod tests;
