//! The register of "Dân vận khéo" models.

use async_graphql::{Context, ID, InputObject, Object, Result};
use uuid::Uuid;

use super::super::{
    by,
    payload::{ModelAdvancePayload, ModelRegisterPayload, settle},
};
use crate::{
    dan_van_kheo::{self, MobilisationModel, ModelRegister},
    kit::{
        Code, Error,
        scalars::Date,
        text,
        vocabulary::{HolderType, ModelField, ModelLevel, ModelStage, Role},
    },
    organisation, request,
};

/// What `modelRegister` takes.
#[derive(InputObject)]
pub struct ModelRegisterInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// Code of the agency that registers it (mã cơ quan).
    agency: String,
    /// Code in the agency's register (mã mô hình).
    code: String,
    /// Name (tên mô hình).
    name: String,
    /// Field (lĩnh vực).
    field: ModelField,
    /// Level (cấp).
    level: ModelLevel,
    /// Who holds it (chủ thể).
    holder: HolderType,
    /// Day of registration (ngày đăng ký).
    registered_on: Date,
    /// What it is about, at most 2,000 characters (tóm tắt).
    summary: Option<String>,
}

/// What `modelAdvance` takes.
#[derive(InputObject)]
pub struct ModelAdvanceInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The model (mô hình).
    model: ID,
    /// The stage it has reached (giai đoạn).
    stage: ModelStage,
    /// The day it reached it; not before the stage it is in (ngày).
    on: Date,
    /// The document that says so, as cited (văn bản).
    document: Option<String>,
}

#[derive(Default)]
pub struct ModelMutation;

#[Object]
impl ModelMutation {
    /// Registers a "Dân vận khéo" model of an agency. The agency's own people only (đăng ký mô hình).
    async fn model_register(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The model.")] input: ModelRegisterInput,
    ) -> Option<Result<ModelRegisterPayload>> {
        let answer = async {
            let request = request::of(ctx)?;
            let actor = request.actor().clone();
            let done = async {
                let key = request.key(ctx, input.idempotency_key)?;
                let asked = ModelRegister {
                    code: input.code,
                    name: input.name,
                    field: input.field,
                    level: input.level,
                    holder: input.holder,
                    registered_on: input.registered_on.0,
                    summary: input.summary,
                }
                .check()?;
                request
                    .write("modelRegister", key, move |writer| async move {
                        let missing = || Error::refused(Code::NotFound, &["agency"]);
                        let agency = organisation::agency_by_code(&writer, &input.agency)
                            .await?
                            .ok_or_else(missing)?;
                        // Another agency is not there, for people of one.
                        if !writer.scope().covers(agency.key()) {
                            return Err(missing());
                        }
                        actor.acting(&[Role::Submitter, Role::AgencyHead], agency.key())?;
                        dan_van_kheo::register(&writer, agency.key(), asked).await
                    })
                    .await
            };
            let (model, user_errors) = settle(request, done.await)?;
            Ok(ModelRegisterPayload { model: model.map(MobilisationModel::from), user_errors })
        };
        Some(answer.await)
    }

    /// Records the next stage of a model. The agency's own people, or Home Affairs (chuyển giai đoạn mô hình).
    async fn model_advance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which model, and the stage.")] input: ModelAdvanceInput,
    ) -> Option<Result<ModelAdvancePayload>> {
        let answer = async {
            let request = request::of(ctx)?;
            let actor = request.actor().clone();
            let done = async {
                let key = request.key(ctx, input.idempotency_key)?;
                let document = input
                    .document
                    .map(|document| text::clean(&document, text::MAX_NAME, &["document"]))
                    .transpose()?;
                request
                    .write("modelAdvance", key, move |writer| async move {
                        let model = by::model(&writer, &input.model).await?;
                        let roles = [Role::Submitter, Role::AgencyHead, Role::HomeAffairsOfficer];
                        actor.acting(&roles, model.agency_id)?;
                        dan_van_kheo::advance(&writer, model.id, input.stage, input.on.0, document).await
                    })
                    .await
            };
            let (model, user_errors) = settle(request, done.await)?;
            Ok(ModelAdvancePayload { model: model.map(MobilisationModel::from), user_errors })
        };
        Some(answer.await)
    }
}
