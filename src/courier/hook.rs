//! Webhooks: a signed request to another program's address.

use chrono::{DateTime, Utc};
use http_body_util::Full;
use hyper::{Request, body::Bytes, header};
use std::time::Duration;

use super::{settings::Settings, signature};
use crate::{
    kit::Result,
    notices::{Fate, NoticeFailure, WebhookRow},
    outward::{Dialer, Reach},
};

/// The longest that one call may take, from the name to the end of the answer.
const LONGEST: Duration = Duration::from_secs(15);
/// How much of an answer is read, so that the other side is not cut off; what it says does not matter.
const LONGEST_ANSWER: usize = 64 * 1024;

/// Calls webhooks.
pub struct Caller {
    dialer: Dialer,
    reach: Reach,
}

impl Caller {
    /// Errors: certificates that cannot be read.
    pub fn new(settings: &Settings) -> Result<Caller> {
        let private = settings.private_webhooks;
        let dialer = Dialer::new(&settings.more_roots, LONGEST_ANSWER)?;
        Ok(Caller { dialer, reach: Reach { private, plain: private } })
    }

    /// Sends a body to a webhook; `id` is the same for each try.
    pub async fn call(&self, webhook: &WebhookRow, id: &str, body: String, now: DateTime<Utc>) -> Fate {
        if webhook.removed_at.is_some() {
            return Fate::Never(NoticeFailure::RecipientGone, String::new());
        }
        let signed = signature::sign(&webhook.secret, id, now.timestamp(), &body);
        let Ok(signature) = signed else { return Fate::TryAgain("the secret cannot be read".into()) };
        let request = Request::post(&webhook.url)
            .header(header::CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", now.timestamp())
            .header("webhook-signature", signature)
            .body(Full::new(Bytes::from(body)));
        let Ok(request) = request else { return Fate::TryAgain("not an address".into()) };
        match tokio::time::timeout(LONGEST, self.dialer.call(self.reach, request)).await {
            Ok(Ok(answer)) => match answer.status {
                200..=299 => Fate::Sent,
                // Gone: the other side wants no more of it.
                410 => Fate::Never(NoticeFailure::Refused, "HTTP 410".into()),
                status => Fate::TryAgain(format!("HTTP {status}")),
            },
            Ok(Err(said)) => Fate::TryAgain(said.into()),
            Err(_) => Fate::TryAgain("the other side took too long".into()),
        }
    }
}
