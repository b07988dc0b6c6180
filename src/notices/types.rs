//! What this room talks about.

use async_graphql::Enum;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::kit::vocabulary::vocabulary;

vocabulary! {
    /// What a notice tells (loại thông báo).
    NoticeKind {
        /// A report is due within a few working days and has not been filed (sắp đến hạn).
        DueSoon = "DUE_SOON",
        /// The due instant has passed and nothing was filed (quá hạn).
        Late = "LATE",
        /// Home Affairs sent the report back with reasons (bị trả lại).
        Returned = "RETURNED",
        /// Home Affairs accepted the report (được chấp nhận).
        Accepted = "ACCEPTED",
        /// A report was opened again, with a reason (mở lại).
        Reopened = "REOPENED",
    }
}

vocabulary! {
    /// How a notice goes out (kênh gửi).
    NoticeChannel {
        /// To a person's e-mail address (thư điện tử).
        Email = "EMAIL",
        /// To an address of another program, by signed HTTP request (webhook).
        Webhook = "WEBHOOK",
    }
}

vocabulary! {
    /// Where a notice stands (trạng thái gửi).
    NoticeState {
        /// To be sent, for the first time or again (chờ gửi).
        Pending = "PENDING",
        /// Taken by the mail server or the other program (đã gửi).
        Sent = "SENT",
        /// Not to be tried any more, unless an administrator says so (không gửi được).
        Failed = "FAILED",
    }
}

vocabulary! {
    /// Why a notice is not tried any more (lý do không gửi được).
    NoticeFailure {
        /// It was tried as often as it may be (đã thử hết số lần).
        TriesExhausted = "TRIES_EXHAUSTED",
        /// The other side refused it for good (bên nhận từ chối).
        Refused = "REFUSED",
        /// It could not be sent while it was news (đã quá thời hạn gửi).
        Outdated = "OUTDATED",
        /// The person's account was disabled, or the webhook removed (người nhận không còn).
        RecipientGone = "RECIPIENT_GONE",
    }
}

/// What keeps a waiting notice from being tried (điều đang cản trở việc gửi).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeObstacle {
    /// The server has no mail server to give it to: the operator's to put right (máy chủ chưa cấu hình gửi thư).
    EmailNotConfigured,
    /// The person has no e-mail address: `personSetEmail` gives one (người nhận chưa có địa chỉ thư).
    NoAddress,
}

/// Which ways out a server has, and where webhooks may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Channels {
    /// Whether there is a mail server.
    pub email: bool,
    /// Whether webhooks may be on this machine and on private networks, and speak plain HTTP.
    pub private_webhooks: bool,
}

/// What a notice has to say, as it was when it was written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Code and name of the agency.
    pub agency: String,
    pub agency_name: String,
    /// Code of the form.
    pub form: String,
    /// Number of the period.
    pub period: i32,
    pub due_at: DateTime<Utc>,
    /// Working days left, of what is due soon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_days: Option<i64>,
    /// Why it was returned or opened again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// What each of the reasons concerns, in their order; empty where none concerns a place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// Of one that was opened again: whether nothing of it had been accepted, so that nothing counts meanwhile.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nothing_accepted: bool,
}

/// What a reason concerns; the whole report where it names neither.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Code of the section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Code of the indicator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indicator: Option<String>,
}

/// Something that people of an agency are to be told.
#[derive(Clone, Debug)]
pub struct Occasion {
    pub kind: NoticeKind,
    /// What makes it the same occasion: the report's revision, or the due instant.
    pub of: String,
    /// The agency whose report it is.
    pub agency: Uuid,
    /// Those whose people file it: itself; since it ended, whoever answers for it or was decided on.
    pub acting: Vec<Uuid>,
    pub obligation: Uuid,
    pub report: Option<Uuid>,
    /// Code of the form.
    pub form: String,
    /// Number of the period.
    pub period: i32,
    pub due_at: DateTime<Utc>,
    pub working_days: Option<i64>,
    /// Why, and what that concerns.
    pub reasons: Vec<(Place, String)>,
    /// Of one that is opened again: whether nothing of it was accepted.
    pub nothing_accepted: bool,
}

impl Occasion {
    /// The name of the occasion.
    pub fn name(&self) -> String {
        format!("{}:{}:{}", self.kind.code(), self.obligation, self.of)
    }
}
