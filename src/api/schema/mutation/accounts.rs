//! Making, approving and revoking service accounts.

use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::super::{
    accounts::ServiceAccount,
    answer::{Answer, once},
    payload::{
        ServiceAccountApprovePayload, ServiceAccountCreatePayload, ServiceAccountRevokePayload, settle,
    },
};
use crate::{
    auth::{Action, Secret},
    kit::{
        self, Code, Error,
        id::{self, Kind},
        vocabulary::{AccountAccess, RateClass},
    },
    organisation::{
        accounts::{self, Wanted},
        roles::RoleRules,
    },
    request,
};

/// What `serviceAccountCreate` takes.
#[derive(InputObject)]
pub struct ServiceAccountCreateInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again, without the secret.
    idempotency_key: Uuid,
    /// What the account is called, at most 300 characters (tên).
    name: String,
    /// What it may do (quyền).
    access: AccountAccess,
    /// The codes of the agencies that it is for; all of the province when left out, for one that reads (cơ quan).
    #[graphql(default)]
    agencies: Vec<String>,
    /// How much it may ask for at once (mức sử dụng).
    #[graphql(default_with = "RateClass::Standard")]
    rate_class: RateClass,
    /// When the secret ends, at most 366 days from now (thời điểm hết hạn).
    expires_at: DateTime<Utc>,
}

/// What `serviceAccountApprove` takes.
#[derive(InputObject)]
pub struct ServiceAccountApproveInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The account (tài khoản dịch vụ).
    service_account: ID,
}

/// What `serviceAccountRevoke` takes.
#[derive(InputObject)]
pub struct ServiceAccountRevokeInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The account (tài khoản dịch vụ).
    service_account: ID,
}

/// The key of an account in its global id, or `NOT_FOUND`.
fn key_of(account: &ID) -> kit::Result<Uuid> {
    let missing = || Error::refused(Code::NotFound, &["serviceAccount"]);
    id::decode_uuid(account, Kind::ServiceAccount).ok_or_else(missing)
}

#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Makes a service account, and shows its secret: in this answer, and never again; a request that is sent again is answered without.
    /// The secret is good once another administrator has approved the account. The province's administrators only, shortly after signing in
    /// (tạo tài khoản dịch vụ).
    async fn service_account_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the account may do, and for how long.")] input: ServiceAccountCreateInput,
    ) -> Option<Result<Answer<ServiceAccountCreatePayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let rules = *ctx.data_unchecked::<RoleRules>();
            let done = async {
                request.require(Action::MakeServiceAccounts)?;
                let key = request.key(ctx, input.idempotency_key)?;
                let secret = Secret::generate(request.actor().tenant())?;
                let made = secret.clone();
                let wanted = Wanted {
                    name: input.name,
                    access: input.access,
                    agencies: input.agencies,
                    rate_class: input.rate_class,
                    expires_at: input.expires_at,
                    approval_within: Some(rules.good_for),
                };
                // What is kept of the outcome is the row, and in it the digest alone.
                let row = request
                    .write("serviceAccountCreate", key, move |writer| async move {
                        accounts::create(&writer, wanted, &made).await
                    })
                    .await?;
                // Of a request that was sent again, the row is the first one's, and so is the secret.
                let own = (row.secret_digest == secret.digest()).then(|| secret.reveal());
                Ok((ServiceAccount::of(row)?, own))
            };
            let (made, user_errors) = settle(request, done.await)?;
            let (service_account, secret) = made.unzip();
            Ok(ServiceAccountCreatePayload { service_account, secret: secret.flatten(), user_errors })
        })
        .await
    }

    /// Approves a service account that another administrator made: its secret is good from then on. The province's administrators only,
    /// shortly after signing in (duyệt tài khoản dịch vụ).
    async fn service_account_approve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account.")] input: ServiceAccountApproveInput,
    ) -> Option<Result<Answer<ServiceAccountApprovePayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let done = async {
                request.require(Action::MakeServiceAccounts)?;
                let key = request.key(ctx, input.idempotency_key)?;
                let account = key_of(&input.service_account)?;
                let row = request
                    .write("serviceAccountApprove", key, move |writer| async move {
                        accounts::approve(&writer, account).await
                    })
                    .await?;
                ServiceAccount::of(row)
            };
            let (service_account, user_errors) = settle(request, done.await)?;
            Ok(ServiceAccountApprovePayload { service_account, user_errors })
        })
        .await
    }

    /// Takes a service account out of use for ever: its secret is refused at once. The province's administrator only (thu hồi tài khoản
    /// dịch vụ).
    async fn service_account_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account.")] input: ServiceAccountRevokeInput,
    ) -> Option<Result<Answer<ServiceAccountRevokePayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let done = async {
                request.require(Action::KeepServiceAccounts)?;
                let key = request.key(ctx, input.idempotency_key)?;
                let account = key_of(&input.service_account)?;
                let row = request
                    .write("serviceAccountRevoke", key, move |writer| async move {
                        accounts::revoke(&writer, account).await
                    })
                    .await?;
                ServiceAccount::of(row)
            };
            let (service_account, user_errors) = settle(request, done.await)?;
            Ok(ServiceAccountRevokePayload { service_account, user_errors })
        })
        .await
    }
}
