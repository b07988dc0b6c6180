//! The register of "Dân vận khéo" models.

use async_graphql::{Context, ID, InputObject, Object, Result};
use uuid::Uuid;

use super::super::{
    answer::{Answer, once},
    by,
    payload::{
        ModelAdvancePayload, ModelAwardPayload, ModelDuplicateSettlePayload, ModelRegisterPayload,
        ModelUpdatePayload, settle,
    },
};
use crate::{
    auth::Action,
    dan_van_kheo::{self, Award, MobilisationModel, ModelDetails, ModelRegister, ModelVerdict},
    kit::{
        Code, Error, clock,
        id::{self, Kind},
        scalars::Date,
        vocabulary::{HolderType, ModelField, ModelLevel, ModelStage},
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
    /// Day of registration: one that has come, on which the agency existed (ngày đăng ký).
    registered_on: Date,
    /// What it is about, at most 2,000 characters (tóm tắt).
    summary: Option<String>,
    /// What it is about in full (nội dung mô hình).
    details: Option<ModelDetails>,
}

/// What `modelUpdate` takes.
#[derive(InputObject)]
pub struct ModelUpdateInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The model (mô hình).
    model: ID,
    /// The revision of its details that was last seen; 0 where there were none (lần sửa).
    if_revision: i32,
    /// What it is about, as a whole: what is left out is taken away (nội dung mô hình).
    details: ModelDetails,
}

/// What `modelAward` takes.
#[derive(InputObject)]
pub struct ModelAwardInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// The model (mô hình).
    model: ID,
    /// What was awarded, at most 300 characters (hình thức khen thưởng).
    name: String,
    /// By whom, at most 300 characters (cơ quan khen thưởng).
    given_by: Option<String>,
    /// When: a day that has come, not before the model's registration (ngày).
    given_on: Date,
    /// The decision, as cited, at most 300 characters (quyết định).
    document: Option<String>,
}

/// What `modelDuplicateSettle` takes.
#[derive(InputObject)]
pub struct ModelDuplicateSettleInput {
    /// A fresh UUID for each request; sent again with the same input, it gets the first answer again.
    idempotency_key: Uuid,
    /// One entry of the register (mô hình).
    model: ID,
    /// The other (mô hình còn lại).
    other: ID,
    /// What they are (kết luận).
    verdict: ModelVerdict,
    /// Why, at most 2,000 characters (lý do).
    reason: String,
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
    /// The day it reached it: one that has come, not before the stage it is in (ngày).
    on: Date,
    /// The document that says so, as cited, at most 300 characters (văn bản).
    document: Option<String>,
}

#[derive(Default)]
pub struct ModelMutation;

#[Object]
impl ModelMutation {
    /// Registers a "Dân vận khéo" model of an agency, on a day on which it existed; for an agency that has ended, whoever answers for
    /// it. The agency's own people only (đăng ký mô hình).
    async fn model_register(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The model.")] input: ModelRegisterInput,
    ) -> Option<Result<Answer<ModelRegisterPayload>>> {
        once(ctx, input.idempotency_key, async {
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
                    details: input.details,
                }
                .check(clock::vietnam_date(request.arrived()))?;
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
                        actor.require_for(Action::KeepModel, agency.key())?;
                        dan_van_kheo::register(&writer, &agency, asked).await
                    })
                    .await
            };
            let (model, user_errors) = settle(request, done.await)?;
            Ok(ModelRegisterPayload { model: model.map(MobilisationModel::from), user_errors })
        })
        .await
    }

    /// Saves what a model is about in full, in place of what was said before. The agency's own people only (sửa nội dung mô
    /// hình).
    async fn model_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which model, and its details.")] input: ModelUpdateInput,
    ) -> Option<Result<Answer<ModelUpdatePayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let actor = request.actor().clone();
            let done = async {
                let key = request.key(ctx, input.idempotency_key)?;
                request
                    .write("modelUpdate", key, move |writer| async move {
                        let model = by::model(&writer, &input.model).await?;
                        actor.require_for(Action::KeepModel, model.agency_id)?;
                        dan_van_kheo::update(&writer, model, input.if_revision, input.details).await
                    })
                    .await
            };
            let (model, user_errors) = settle(request, done.await)?;
            Ok(ModelUpdatePayload { model: model.map(MobilisationModel::from), user_errors })
        })
        .await
    }

    /// Records an award that a model was given. The agency's own people, or Home Affairs (ghi nhận khen thưởng mô hình).
    async fn model_award(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which model, and the award.")] input: ModelAwardInput,
    ) -> Option<Result<Answer<ModelAwardPayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let actor = request.actor().clone();
            let done = async {
                let key = request.key(ctx, input.idempotency_key)?;
                let award = Award {
                    name: input.name,
                    given_by: input.given_by,
                    given_on: input.given_on.0,
                    document: input.document,
                };
                request
                    .write("modelAward", key, move |writer| async move {
                        let model = by::model(&writer, &input.model).await?;
                        actor.require_for(Action::RecordModelWork, model.agency_id)?;
                        dan_van_kheo::award(&writer, model.id, award).await
                    })
                    .await
            };
            let (model, user_errors) = settle(request, done.await)?;
            Ok(ModelAwardPayload { model: model.map(MobilisationModel::from), user_errors })
        })
        .await
    }

    /// Says of two entries of the register whether they are one model: registered twice, or a joint one that each of its
    /// agencies registered. The province then counts it once, and each agency's row once. The latest word on two entries
    /// counts; one that contradicts what was said of others is refused. Home Affairs only (kết luận mô hình nghi trùng).
    async fn model_duplicate_settle(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entries, what they are, and why.")] input: ModelDuplicateSettleInput,
    ) -> Option<Result<Answer<ModelDuplicateSettlePayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let done = async {
                request.require(Action::SettleModelDuplicates)?;
                let key = request.key(ctx, input.idempotency_key)?;
                let id = |id: &ID| id::decode_uuid(id, Kind::MobilisationModel).unwrap_or_default();
                let models = [id(&input.model), id(&input.other)];
                request
                    .write("modelDuplicateSettle", key, move |writer| async move {
                        dan_van_kheo::settle(&writer, models, input.verdict, input.reason).await
                    })
                    .await
            };
            let (model, user_errors) = settle(request, done.await)?;
            Ok(ModelDuplicateSettlePayload { model: model.map(MobilisationModel::from), user_errors })
        })
        .await
    }

    /// Records the next stage of a model. Work, reviews and ends: the agency's own people, or Home Affairs. Recognition, refusal
    /// and commendation: Home Affairs; at the grassroots level the agency's head too, as for replication (chuyển giai đoạn mô
    /// hình).
    async fn model_advance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which model, and the stage.")] input: ModelAdvanceInput,
    ) -> Option<Result<Answer<ModelAdvancePayload>>> {
        once(ctx, input.idempotency_key, async {
            let request = request::of(ctx)?;
            let actor = request.actor().clone();
            let done = async {
                let key = request.key(ctx, input.idempotency_key)?;
                request
                    .write("modelAdvance", key, move |writer| async move {
                        let model = by::model(&writer, &input.model).await?;
                        let level = ModelLevel::from_code(&model.level);
                        let level = level.ok_or_else(|| Error::broken("a model of no level"))?;
                        actor.require_for(dan_van_kheo::recording(level, input.stage), model.agency_id)?;
                        dan_van_kheo::advance(&writer, model.id, input.stage, input.on.0, input.document)
                            .await
                    })
                    .await
            };
            let (model, user_errors) = settle(request, done.await)?;
            Ok(ModelAdvancePayload { model: model.map(MobilisationModel::from), user_errors })
        })
        .await
    }
}
