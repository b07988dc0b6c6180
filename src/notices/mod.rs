//! Floor 4: what goes out to people and to other programs, written down with the effect that it tells of. Who carries it is
//! the `courier`.

mod outbox;
mod rows;
mod service;
mod types;
mod webhooks;
mod wording;

pub use outbox::{Fate, due, expire, keep, lease, waiting};
pub use rows::{
    notice::{Column as NoticeColumn, Entity as NoticeEntity, Model as NoticeRow},
    webhook::Model as WebhookRow,
};
pub use service::{NoticeFilter, by_id, page, people_told, retry, tell, told};
pub use types::{
    Channels, Content, NoticeChannel, NoticeFailure, NoticeKind, NoticeObstacle, NoticeState, Occasion, Place,
};
pub use webhooks::{active, load as load_webhook, register, remove, webhook_by_id};
pub use wording::{Words, words};
