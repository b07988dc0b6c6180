//! Resolvers of this room.

use async_graphql::{ComplexObject, Context, ID, Object, Result, SimpleObject};
use uuid::Uuid;

use super::{
    rows::{model, stage},
    service,
};
use crate::{
    kit::{
        id::{self, Kind},
        scalars::Date,
        vocabulary::{HolderType, ModelField, ModelLevel, ModelStage},
    },
    nullable,
    organisation::{self, Agency, Person},
    required,
};

/// A "Dân vận khéo" model in an agency's register (mô hình "Dân vận khéo").
#[derive(Clone, Debug)]
pub struct MobilisationModel(model::Model);

impl From<model::Model> for MobilisationModel {
    fn from(row: model::Model) -> Self {
        MobilisationModel(row)
    }
}

/// A "Dân vận khéo" model in an agency's register (mô hình "Dân vận khéo").
#[Object]
impl MobilisationModel {
    /// Opaque global id.
    pub async fn id(&self) -> ID {
        id::encode(Kind::MobilisationModel, self.0.id)
    }

    /// Code in the agency's register (mã mô hình).
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Name (tên mô hình).
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The agency that registered it (cơ quan đăng ký).
    async fn agency(&self, ctx: &Context<'_>) -> Option<Result<Agency>> {
        nullable!(ctx, |request| organisation::load_agency(request, self.0.agency_id).await)
    }

    /// Field (lĩnh vực).
    async fn field(&self) -> Option<ModelField> {
        ModelField::from_code(&self.0.field)
    }

    /// Level (cấp).
    async fn level(&self) -> Option<ModelLevel> {
        ModelLevel::from_code(&self.0.level)
    }

    /// Who holds it (chủ thể).
    async fn holder(&self) -> Option<HolderType> {
        HolderType::from_code(&self.0.holder)
    }

    /// The stage it has reached (giai đoạn).
    async fn stage(&self) -> Option<ModelStage> {
        ModelStage::from_code(&self.0.stage)
    }

    /// Day of registration (ngày đăng ký).
    async fn registered_on(&self) -> Date {
        Date(self.0.registered_on)
    }

    /// What it is about (tóm tắt).
    async fn summary(&self) -> Option<&str> {
        self.0.summary.as_deref()
    }

    /// The stages it has gone through, oldest first (quá trình).
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<ModelStageReached>> {
        required!(ctx, |request| {
            let rows = service::load_stages(request, self.0.id).await?;
            Ok(rows.into_iter().filter_map(ModelStageReached::of).collect())
        })
    }
}

/// A stage that a model reached (giai đoạn đã qua).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct ModelStageReached {
    /// The stage.
    stage: ModelStage,
    /// The day it was reached (ngày).
    on: Date,
    /// The document that says so, as cited (văn bản).
    document: Option<String>,
    #[graphql(skip)]
    person: Option<Uuid>,
}

impl ModelStageReached {
    fn of(row: stage::Model) -> Option<Self> {
        let stage::Model { stage, reached_on, document, person_id, .. } = row;
        Some(ModelStageReached {
            stage: ModelStage::from_code(&stage)?,
            on: Date(reached_on),
            document,
            person: person_id,
        })
    }
}

#[ComplexObject]
impl ModelStageReached {
    /// Who recorded it (người ghi nhận).
    async fn recorded_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        let person = self.person?;
        nullable!(ctx, |request| organisation::load_person(request, person).await)
    }
}
