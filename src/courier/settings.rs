//! What a courier is started with.

use std::time::Duration;

use crate::notices::Channels;

/// How the way to the mail server is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailTls {
    /// TLS from the first byte (RFC 8314).
    Wrapped,
    /// `STARTTLS`; without it nothing is sent.
    StartTls,
    /// Not at all: for a mail server on this machine.
    None,
}

/// The mail server that letters are given to.
#[derive(Clone)]
pub struct Mail {
    pub host: String,
    pub port: u16,
    pub tls: MailTls,
    /// Name and password.
    pub login: Option<(String, String)>,
    /// Who writes: `address` or `Name <address>`.
    pub from: String,
}

/// What a courier is started with.
#[derive(Clone)]
pub struct Settings {
    /// None: letters wait, and say so.
    pub mail: Option<Mail>,
    /// Whether webhooks may be on this machine and on private networks, and speak plain HTTP.
    pub private_webhooks: bool,
    /// Certificates that are trusted besides the usual ones, PEM; empty for none.
    pub more_roots: Vec<u8>,
    /// How many working days before the due day people are reminded.
    pub remind_working_days: u32,
    /// How long the courier rests when there is nothing to do.
    pub rest: Duration,
}

impl Settings {
    /// The ways out that these settings open.
    pub fn channels(&self) -> Channels {
        Channels { email: self.mail.is_some(), private_webhooks: self.private_webhooks }
    }
}
