//! Letters: plain text and HTML, Vietnamese first.

use chrono::{DateTime, Utc};
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart, header},
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
        extension::ClientId,
    },
};
use std::{fmt::Write, time::Duration};

use super::settings::{Mail, MailTls, Settings};
use crate::{
    kit::{Error, Result},
    notices::{Fate, NoticeFailure, NoticeRow, Words},
    organisation::PersonRow,
    outward,
};

/// The longest that giving a letter to the mail server may take, and one answer of it.
const LONGEST: Duration = Duration::from_secs(60);
const LONGEST_ANSWER: Duration = Duration::from_secs(20);

/// Gives letters to a mail server.
pub struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// What an error must not repeat.
    secrets: Vec<String>,
}

impl Post {
    /// Errors: settings that cannot work.
    pub fn new(mail: &Mail, settings: &Settings) -> Result<Post> {
        let wrong = |what: &str| Error::broken(format!("settings: {what}"));
        let from: Mailbox =
            mail.from.parse().map_err(|_| wrong("smtp_from is no address, nor `Name <address>`"))?;
        let parameters = || -> Result<TlsParameters> {
            let mut builder = TlsParameters::builder(mail.host.clone());
            for root in outward::certificates(&settings.more_roots)? {
                let root = Certificate::from_der(root.to_vec()).map_err(Error::broken)?;
                builder = builder.add_root_certificate(root);
            }
            builder.build_rustls().map_err(Error::broken)
        };
        let tls = match mail.tls {
            MailTls::Wrapped => Tls::Wrapper(parameters()?),
            MailTls::StartTls => Tls::Required(parameters()?),
            MailTls::None => Tls::None,
        };
        // The name that we greet with: the sender's domain, and not this machine's.
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&mail.host)
            .port(mail.port)
            .tls(tls)
            .hello_name(ClientId::Domain(from.email.domain().to_owned()))
            .timeout(Some(LONGEST_ANSWER));
        let mut secrets = Vec::new();
        if let Some((user, password)) = &mail.login {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
            secrets.extend([user.clone(), password.clone()]);
        }
        Ok(Post { transport: builder.build(), from, secrets })
    }

    /// Greets the mail server as before a letter, with TLS and login where they are set, and sends none. Errors: why it will take
    /// none.
    pub async fn greet(&self) -> std::result::Result<(), String> {
        match tokio::time::timeout(LONGEST, self.transport.test_connection()).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err("the mail server does not answer".into()),
            Ok(Err(error)) => Err(self.said(&error)),
            Err(_) => Err("the mail server took too long".into()),
        }
    }

    /// Sends a notice to a person.
    pub async fn send(
        &self,
        row: &NoticeRow,
        person: &PersonRow,
        vi: &Words,
        en: &Words,
        now: DateTime<Utc>,
    ) -> Fate {
        let Some(email) = &person.email else { return Fate::NoAddress };
        let Ok(address) = email.parse::<Address>() else {
            return Fate::Never(NoticeFailure::Refused, "not an address".into());
        };
        let letter = match self.letter(row, person, address, vi, en, now) {
            Ok(letter) => letter,
            Err(error) => {
                return Fate::Never(NoticeFailure::Refused, format!("no letter can be made: {error}"));
            }
        };
        match tokio::time::timeout(LONGEST, self.transport.send(letter)).await {
            Ok(Ok(_)) => Fate::Sent,
            Ok(Err(error)) => self.fate(&error),
            Err(_) => Fate::TryAgain("the mail server took too long".into()),
        }
    }

    /// What went wrong, with all its causes and without secrets.
    fn said(&self, error: &lettre::transport::smtp::Error) -> String {
        let mut said = error.to_string();
        let mut cause = std::error::Error::source(error);
        while let Some(deeper) = cause {
            let deeper_said = deeper.to_string();
            if !said.contains(&deeper_said) {
                // A string takes everything.
                let _ = write!(said, ": {deeper_said}");
            }
            cause = deeper.source();
        }
        for secret in self.secrets.iter().filter(|secret| !secret.is_empty()) {
            said = said.replace(secret.as_str(), "***");
        }
        said
    }

    fn fate(&self, error: &lettre::transport::smtp::Error) -> Fate {
        let said = self.said(error);
        // Who may send, and how, is the operator's to put right: that letter can go another time.
        let ours = error.status().is_some_and(|code| matches!(u16::from(code), 500..=504 | 530..=539));
        match error.is_permanent() && !ours {
            true => Fate::Never(NoticeFailure::Refused, said),
            false => Fate::TryAgain(said),
        }
    }

    fn letter(
        &self,
        row: &NoticeRow,
        person: &PersonRow,
        address: Address,
        vi: &Words,
        en: &Words,
        now: DateTime<Utc>,
    ) -> std::result::Result<Message, lettre::error::Error> {
        // A name is on one line whatever it was typed as.
        let name = person.full_name.split_whitespace().collect::<Vec<_>>().join(" ");
        let id = format!("<{}.{}@{}>", row.id, row.tenant_id, self.from.email.domain());
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(name.clone()), address))
            .subject(&vi.subject)
            .date(now.into())
            // The same for each try: mail servers and programs know a letter that they have already.
            .message_id(Some(id))
            .header(AutoSubmitted)
            .header(header::MIME_VERSION_1_0)
            .multipart(MultiPart::alternative_plain_html(plain(&name, vi, en), html(&name, vi, en)))
    }
}

/// `Auto-Submitted: auto-generated` (RFC 3834): nobody's absence is reported to us.
#[derive(Clone, Debug)]
struct AutoSubmitted;

impl header::Header for AutoSubmitted {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> std::result::Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(AutoSubmitted)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".into())
    }
}

const FOOTER_VI: &str =
    "Thư này do hệ thống tổng hợp báo cáo dân vận chính quyền gửi tự động; xin không trả lời thư này.";
const FOOTER_EN: &str = "This letter was sent by a program; please do not answer it.";

fn plain(name: &str, vi: &Words, en: &Words) -> String {
    format!("Kính gửi {name},\n\n{}\n\n{FOOTER_VI}\n\n* * *\n\n{}\n\n{FOOTER_EN}\n", vi.text(), en.text())
}

fn html(name: &str, vi: &Words, en: &Words) -> String {
    let part = |lang: &str, greeting: &str, words: &Words, footer: &str| {
        let mut part = format!("<div lang=\"{lang}\">{greeting}");
        for paragraph in &words.paragraphs {
            part += &format!("<p>{}</p>", escaped(paragraph));
        }
        if !words.reasons.is_empty() {
            let reasons: String =
                words.reasons.iter().map(|reason| format!("<li>{}</li>", escaped(reason))).collect();
            part += &format!("<ul>{reasons}</ul>");
        }
        part + &format!("<p><small>{footer}</small></p></div>")
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"vi\"><head><meta charset=\"utf-8\"><title>{}</title></head>\n<body>{}\n<hr>\n{}</body></html>\n",
        escaped(&vi.subject),
        part("vi", &format!("<p>Kính gửi {},</p>", escaped(name)), vi, FOOTER_VI),
        part("en", "", en, FOOTER_EN),
    )
}

/// Text as text: nothing of it is markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' => escaped.push_str("<br>"),
            c => escaped.push(c),
        }
    }
    escaped
}
