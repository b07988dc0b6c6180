//! Floor 5: carries the notices. In a server's own process: looks who is to be reminded, takes what is to be sent from the
//! outboxes of the provinces, one tenant's scope at a time, and writes down what became of it. Several servers may do so on
//! one database; a notice goes out at least once.

mod email;
mod hook;
mod rounds;
mod settings;
mod signature;

pub use rounds::start;
pub use settings::{Mail, MailTls, Settings};
pub use signature::sign;
