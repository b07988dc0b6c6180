//! Changing who may do what: asked for by one administrator, decided by another one.

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result};
use uuid::Uuid;

use super::super::{
    answer::{Answer, once},
    payload::{
        PersonDisablePayload, RoleApprovePayload, RoleRefusePayload, RoleRequestPayload, RoleTakeBackPayload,
        settle,
    },
    roles::RoleRequest,
};
use crate::{
    auth::Action,
    kit::{
        self, Code, Error,
        id::{self, Kind},
        vocabulary::Role,
    },
    organisation::{
        Person,
        roles::{self, RoleChange, RoleRules, Wanted, Whom},
    },
    request::{self, Request},
};

/// How an issuer of tokens calls somebody (thông tin đăng nhập).
#[derive(InputObject)]
pub struct LoginInput {
    /// The issuer, as `iss` of its tokens, to the letter (đơn vị cấp định danh).
    issuer: String,
    /// How it calls them: `sub` of its tokens (mã định danh).
    subject: String,
}

/// Somebody whom the province does not know yet (người dùng mới).
#[derive(InputObject)]
pub struct NewcomerInput {
    /// The issuer of their tokens, as `iss`, to the letter (đơn vị cấp định danh).
    issuer: String,
    /// How it calls them: `sub` of its tokens (mã định danh).
    subject: String,
    /// Full name, at most 300 characters (họ và tên).
    full_name: String,
}

/// Whom a change of roles concerns: exactly one of the fields (người được thay đổi vai trò).
#[derive(OneofObject)]
pub enum WhomInput {
    /// A person of the province, by global id.
    Person(ID),
    /// A person of the province, by how they sign in.
    Login(LoginInput),
    /// Somebody new, who becomes known with the approval: for giving a role only.
    Newcomer(NewcomerInput),
}

/// What `roleRequest` takes.
#[derive(InputObject)]
pub struct RoleRequestInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// What is to be done (thay đổi).
    change: RoleChange,
    /// To whom (người được thay đổi vai trò).
    whom: WhomInput,
    /// The role; left out to take an account back into use (vai trò).
    role: Option<Role>,
    /// The code of the agency that an agency's role is for (mã cơ quan).
    agency: Option<String>,
    /// Why, at most 2,000 characters (lý do).
    reason: String,
}

/// What `roleApprove` takes.
#[derive(InputObject)]
pub struct RoleApproveInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The request (đề nghị).
    request: ID,
}

/// What `roleRefuse` takes.
#[derive(InputObject)]
pub struct RoleRefuseInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The request (đề nghị).
    request: ID,
    /// Why it is refused, at most 2,000 characters (lý do từ chối).
    reason: String,
}

/// What `roleTakeBack` takes.
#[derive(InputObject)]
pub struct RoleTakeBackInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The request (đề nghị).
    request: ID,
}

/// What `personDisable` takes.
#[derive(InputObject)]
pub struct PersonDisableInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The person (người dùng).
    person: ID,
}

/// The key in a global id, or `NOT_FOUND`.
fn key_of(id: &ID, kind: Kind, field: &str) -> kit::Result<Uuid> {
    id::decode_uuid(id, kind).ok_or_else(|| Error::refused(Code::NotFound, &[field]))
}

/// A request as it now is.
async fn shown(request: &Request, id: Uuid) -> kit::Result<RoleRequest> {
    let row = roles::by_id(&*request.reader().await?, id).await?;
    RoleRequest::of(row.ok_or_else(|| Error::broken("a role request that is not there"))?)
}

#[derive(Default)]
pub struct RoleMutation;

#[Object]
impl RoleMutation {
    /// Asks for a change of somebody's roles, or that a disabled account be taken back into use. It takes effect when another
    /// administrator approves it. The province's administrators only, shortly after signing in (đề nghị thay đổi vai trò).
    async fn role_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What, to whom, and why.")] input: RoleRequestInput,
    ) -> Option<Result<Answer<RoleRequestPayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let rules = *ctx.data_unchecked::<RoleRules>();
            let done = async {
                request.require(Action::KeepRoles)?;
                let key = request.key(ctx, input.idempotency_key)?;
                let whom = match input.whom {
                    WhomInput::Person(id) => {
                        let missing = || Error::refused(Code::NotFound, &["whom", "person"]);
                        Whom::Person(id::decode_uuid(&id, Kind::Person).ok_or_else(missing)?)
                    }
                    WhomInput::Login(LoginInput { issuer, subject }) => Whom::Login { issuer, subject },
                    WhomInput::Newcomer(NewcomerInput { issuer, subject, full_name }) => {
                        Whom::Newcomer { issuer, subject, full_name }
                    }
                };
                let wanted = Wanted {
                    change: input.change,
                    whom,
                    role: input.role,
                    agency: input.agency,
                    reason: input.reason,
                };
                let verb = request.write("roleRequest", key, move |writer| async move {
                    Ok(roles::ask(&writer, wanted, rules).await?.id)
                });
                shown(request, verb.await?).await
            };
            let (request, user_errors) = settle(request, done.await)?;
            Ok(RoleRequestPayload { request, user_errors })
        })
        .await
    }

    /// Approves a change that another administrator asked for: it takes effect at once, on open sockets too. Neither whoever asked nor
    /// whose role it is. The province's administrators only, shortly after signing in (duyệt đề nghị).
    async fn role_approve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request.")] input: RoleApproveInput,
    ) -> Option<Result<Answer<RoleApprovePayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let done = async {
                request.require(Action::KeepRoles)?;
                let key = request.key(ctx, input.idempotency_key)?;
                let id = key_of(&input.request, Kind::RoleRequest, "request")?;
                let verb = request.write("roleApprove", key, move |writer| async move {
                    Ok(roles::approve(&writer, id).await?.id)
                });
                shown(request, verb.await?).await
            };
            let (request, user_errors) = settle(request, done.await)?;
            Ok(RoleApprovePayload { request, user_errors })
        })
        .await
    }

    /// Refuses a change that another administrator asked for, with a reason. The province's administrators only, shortly after signing
    /// in (từ chối đề nghị).
    async fn role_refuse(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request, and why.")] input: RoleRefuseInput,
    ) -> Option<Result<Answer<RoleRefusePayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let done = async {
                request.require(Action::KeepRoles)?;
                let key = request.key(ctx, input.idempotency_key)?;
                let id = key_of(&input.request, Kind::RoleRequest, "request")?;
                let verb = request.write("roleRefuse", key, move |writer| async move {
                    Ok(roles::refuse(&writer, id, &input.reason).await?.id)
                });
                shown(request, verb.await?).await
            };
            let (request, user_errors) = settle(request, done.await)?;
            Ok(RoleRefusePayload { request, user_errors })
        })
        .await
    }

    /// Takes back a request of one's own that nobody has decided yet. The province's administrators only, shortly after signing in (rút
    /// lại đề nghị).
    async fn role_take_back(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request.")] input: RoleTakeBackInput,
    ) -> Option<Result<Answer<RoleTakeBackPayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let done = async {
                request.require(Action::KeepRoles)?;
                let key = request.key(ctx, input.idempotency_key)?;
                let id = key_of(&input.request, Kind::RoleRequest, "request")?;
                let verb = request.write("roleTakeBack", key, move |writer| async move {
                    Ok(roles::take_back(&writer, id).await?.id)
                });
                shown(request, verb.await?).await
            };
            let (request, user_errors) = settle(request, done.await)?;
            Ok(RoleTakeBackPayload { request, user_errors })
        })
        .await
    }

    /// Takes a person's account out of use at once: tokens are refused, sockets are closed. It may have to be fast and gives nobody
    /// anything, so that one administrator does it alone; taking the account back into use is a `roleRequest`. The province's
    /// administrators only, shortly after signing in (vô hiệu hóa tài khoản).
    async fn person_disable(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose account.")] input: PersonDisableInput,
    ) -> Option<Result<Answer<PersonDisablePayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let done = async {
                request.require(Action::KeepRoles)?;
                let key = request.key(ctx, input.idempotency_key)?;
                let person = key_of(&input.person, Kind::Person, "person")?;
                let verb = request.write("personDisable", key, move |writer| async move {
                    roles::disable(&writer, person).await
                });
                verb.await
            };
            let (person, user_errors) = settle(request, done.await)?;
            Ok(PersonDisablePayload { person: person.map(Person::from), user_errors })
        })
        .await
    }
}
