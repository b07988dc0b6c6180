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

use crate::kit::Result;

/// Greets the configured mail server and sends nothing: whether it would take letters, or why not; `None` without one. Errors:
/// settings that cannot work.
pub async fn greet(settings: &Settings) -> Result<Option<std::result::Result<(), String>>> {
    let Some(mail) = &settings.mail else { return Ok(None) };
    Ok(Some(email::Post::new(mail, settings)?.greet().await))
}
