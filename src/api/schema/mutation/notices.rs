//! Where notices go, and trying them again.

use async_graphql::{Context, ID, InputObject, Object, Result};
use uuid::Uuid;

use super::super::{
    answer::{Answer, in_secret, once},
    notices::{Notice, Webhook},
    payload::{
        NoticeRetryPayload, PersonSetEmailPayload, WebhookRegisterPayload, WebhookRemovePayload, settle,
    },
};
use crate::{
    auth::Action,
    kit::{
        Code, Error,
        id::{self, Kind},
    },
    notices::{self, Channels},
    organisation::{self, Person},
    request,
};

/// What `personSetEmail` takes.
#[derive(InputObject)]
pub struct PersonSetEmailInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The person; the caller when left out (người dùng).
    person: Option<ID>,
    /// The address, at most 254 characters; none when left out (địa chỉ thư điện tử).
    email: Option<String>,
}

/// What `webhookRegister` takes.
#[derive(InputObject)]
pub struct WebhookRegisterInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// A full `https` address, at most 2,000 characters (địa chỉ).
    url: String,
}

/// What `webhookRemove` takes.
#[derive(InputObject)]
pub struct WebhookRemoveInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The webhook (webhook).
    webhook: ID,
}

/// What `noticeRetry` takes.
#[derive(InputObject)]
pub struct NoticeRetryInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The notice, which was given up (thông báo).
    notice: ID,
}

fn key_of(id: &ID, kind: Kind, field: &str) -> crate::kit::Result<Uuid> {
    id::decode_uuid(id, kind).ok_or_else(|| Error::refused(Code::NotFound, &[field]))
}

#[derive(Default)]
pub struct NoticeMutation;

#[Object]
impl NoticeMutation {
    /// Sets where notices to a person go. The person, or the province's administrator for anybody (đặt địa chỉ thư điện tử).
    async fn person_set_email(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose address, and which.")] input: PersonSetEmailInput,
    ) -> Option<Result<Answer<PersonSetEmailPayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let actor = request.actor();
            let done = async {
                let key = request.key(ctx, input.idempotency_key)?;
                let person = match &input.person {
                    Some(person) => key_of(person, Kind::Person, "person")?,
                    None => actor.person(),
                };
                if person != actor.person() {
                    request.require(Action::SetAddresses)?;
                }
                request
                    .write("personSetEmail", key, move |writer| async move {
                        organisation::set_email(&writer, person, input.email.as_deref()).await
                    })
                    .await
            };
            let (person, user_errors) = settle(request, done.await)?;
            Ok(PersonSetEmailPayload { person: person.map(Person::from), user_errors })
        })
        .await
    }

    /// Registers an address that the province's notices are sent to from now on, signed as Standard Webhooks says; at most
    /// ten. The province's administrator only (đăng ký webhook).
    async fn webhook_register(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The address.")] input: WebhookRegisterInput,
    ) -> Option<Result<Answer<WebhookRegisterPayload>>> {
        in_secret(async {
            let request = request::of(ctx)?;
            let channels = *ctx.data_unchecked::<Channels>();
            let done = async {
                request.require(Action::KeepWebhooks)?;
                let key = request.key(ctx, input.idempotency_key)?;
                let id = request
                    .write("webhookRegister", key, move |writer| async move {
                        Ok(notices::register(&writer, channels, &input.url).await?.id)
                    })
                    .await?;
                let row = notices::webhook_by_id(&*request.reader().await?, id).await?;
                row.ok_or_else(|| Error::broken("a webhook that is not there when it was registered"))
            };
            let (row, user_errors) = settle(request, done.await)?;
            let secret = row.as_ref().map(|row| row.secret.clone());
            Ok(WebhookRegisterPayload { webhook: row.map(Webhook::from), secret, user_errors })
        })
        .await
    }

    /// Takes an address out of use; notices that wait for it are given up. The province's administrator only (gỡ webhook).
    async fn webhook_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which webhook.")] input: WebhookRemoveInput,
    ) -> Option<Result<Answer<WebhookRemovePayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let done = async {
                request.require(Action::KeepWebhooks)?;
                let key = request.key(ctx, input.idempotency_key)?;
                let webhook = key_of(&input.webhook, Kind::Webhook, "webhook")?;
                let id = request
                    .write("webhookRemove", key, move |writer| async move {
                        Ok(notices::remove(&writer, webhook).await?.id)
                    })
                    .await?;
                notices::webhook_by_id(&*request.reader().await?, id).await
            };
            let (row, user_errors) = settle(request, done.await)?;
            Ok(WebhookRemovePayload { webhook: row.flatten().map(Webhook::from), user_errors })
        })
        .await
    }

    /// Has a notice that was given up tried again, as often as a new one. The province's administrator only (gửi lại thông
    /// báo).
    async fn notice_retry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which notice.")] input: NoticeRetryInput,
    ) -> Option<Result<Answer<NoticeRetryPayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let done = async {
                request.require(Action::RetryNotices)?;
                let key = request.key(ctx, input.idempotency_key)?;
                let notice = key_of(&input.notice, Kind::Notice, "notice")?;
                let row =
                    request
                        .write("noticeRetry", key, move |writer| async move {
                            notices::retry(&writer, notice).await
                        })
                        .await?;
                Notice::of(row)
            };
            let (notice, user_errors) = settle(request, done.await)?;
            Ok(NoticeRetryPayload { notice, user_errors })
        })
        .await
    }
}
