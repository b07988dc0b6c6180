//! Top floor: looks at everything that a server needs before it is started, and says what is wrong and which line to change. It
//! changes nothing, makes no key and sends no letter.

mod database;
mod files;
mod finding;
mod ledger;
mod mail;
mod settings;
mod sign_in;

pub use finding::{Finding, Level};
pub use settings::unreadable;

use crate::{config::Config, kit::Clock};

/// Looks at all of it, in the order in which a server would stumble.
pub async fn examine(config: &Config, clock: &Clock, variables: Vec<(String, String)>) -> Vec<Finding> {
    let mut findings = settings::look(config, variables);
    findings.extend(sign_in::look(config, clock));
    findings.extend(files::look(config));
    let (of_database, reachable) = database::look(config, clock).await;
    findings.extend(of_database);
    if reachable {
        findings.extend(ledger::look(config, clock).await);
    }
    findings.extend(mail::look(config).await);
    findings
}
