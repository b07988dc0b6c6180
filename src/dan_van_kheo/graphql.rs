//! Resolvers of this room.

use async_graphql::{ComplexObject, Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use uuid::Uuid;

use super::{
    details::ModelDetails,
    duplicates::Pair,
    rows::{award, model, stage},
    service,
    verdicts::ModelVerdict,
};
use crate::{
    kit::{
        self, Error,
        id::{self, Kind},
        scalars::Date,
        vocabulary::{AgencyKind, HolderType, ModelField, ModelLevel, ModelStage},
    },
    legal::{self, Cited, LegalDocument, Register, Wording},
    nullable,
    organisation::{self, Agency, Person},
    request::Request,
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

    /// What it is about in full; null where nobody has said (nội dung mô hình).
    async fn details(&self, ctx: &Context<'_>) -> Option<Result<ModelDetails>> {
        nullable!(ctx, |request| {
            let row = service::load_detail(request, self.0.id).await?;
            row.map(|row| serde_json::from_str(&row.content).map_err(Error::broken)).transpose()
        })
    }

    /// How often its details were saved; sent as `ifRevision` with the next change, 0 where there are none (lần sửa).
    async fn revision(&self, ctx: &Context<'_>) -> Result<i32> {
        required!(ctx, |request| {
            Ok(service::load_detail(request, self.0.id).await?.map_or(0, |row| row.revision))
        })
    }

    /// Its awards, the earliest first (khen thưởng).
    async fn awards(&self, ctx: &Context<'_>) -> Result<Vec<ModelAward>> {
        required!(ctx, |request| {
            let rows = service::load_awards(request, self.0.id).await?;
            Ok(rows.into_iter().map(ModelAward::of).collect::<Vec<_>>())
        })
    }

    /// The other entries of the register that are this same model, as Home Affairs has settled: of a joint model, its other
    /// agencies' (các cơ quan cùng thực hiện).
    async fn joint(&self, ctx: &Context<'_>) -> Result<Vec<MobilisationModel>> {
        required!(ctx, |request| {
            let rows = service::load_joint(request, self.0.id).await?;
            Ok(rows.into_iter().map(MobilisationModel).collect::<Vec<_>>())
        })
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
    #[graphql(skip)]
    agency: Uuid,
}

impl ModelStageReached {
    fn of(row: stage::Model) -> Option<Self> {
        let stage::Model { stage, reached_on, document, person_id, agency_id, .. } = row;
        Some(ModelStageReached {
            stage: ModelStage::from_code(&stage)?,
            on: Date(reached_on),
            document,
            person: person_id,
            agency: agency_id,
        })
    }
}

#[ComplexObject]
impl ModelStageReached {
    /// The document of the register of legal documents that is cited; null when the register knows none (văn bản trong danh
    /// mục).
    async fn legal_document(&self, ctx: &Context<'_>) -> Option<Result<LegalDocument>> {
        let document = self.document.as_deref()?;
        nullable!(ctx, |request| cited(ctx, request, self.agency, document, None).await)
    }

    /// Who recorded it (người ghi nhận).
    async fn recorded_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        let person = self.person?;
        nullable!(ctx, |request| organisation::load_person(request, person).await)
    }
}

/// The document that a model's papers name, by their wording: the symbol, and the date and the issuer that the words tell. A symbol of
/// a People's Committee that is not named is of the one that gave the award, else of the province's; of a commune's model it may
/// be of the commune's own, and is nobody's.
async fn cited(
    ctx: &Context<'_>,
    request: &Request,
    agency: Uuid,
    wording: &str,
    given_by: Option<&str>,
) -> kit::Result<Option<LegalDocument>> {
    const PROVINCIAL: &str = "Ủy ban nhân dân tỉnh";
    let kinds = ctx.data_unchecked::<Arc<Register>>().kinds();
    let told = legal::told_by(wording);
    let mut issuer = told.issuer.map(|named| legal::committee_in(&named).unwrap_or(named));
    let read = |issuer: Option<&str>| {
        Cited::read(kinds, &Wording { as_cited: wording, issuer, date: told.date, ..Wording::default() })
    };
    if issuer.is_none() && read(None).is_of_a_committee() {
        issuer = given_by.and_then(legal::committee_in);
        if issuer.is_none() {
            let agency = organisation::load_agency(request, agency).await?;
            let own = agency.filter(|agency| agency.agency_kind() != AgencyKind::Commune);
            issuer = own.map(|_| PROVINCIAL.to_owned());
        }
    }
    let cited = read(issuer.as_deref());
    Ok(legal::document_of_citation(ctx, request, &cited).await?.map(|(document, _)| document))
}

/// An award that a model was given (khen thưởng).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct ModelAward {
    /// What was awarded (hình thức khen thưởng).
    name: String,
    /// By whom (cơ quan khen thưởng).
    given_by: Option<String>,
    /// When (ngày).
    given_on: Date,
    /// The decision, as cited (quyết định).
    document: Option<String>,
    #[graphql(skip)]
    person: Option<Uuid>,
    #[graphql(skip)]
    agency: Uuid,
}

impl ModelAward {
    fn of(row: award::Model) -> Self {
        let award::Model { name, given_by, given_on, document, person_id, agency_id, .. } = row;
        ModelAward {
            name,
            given_by,
            given_on: Date(given_on),
            document,
            person: person_id,
            agency: agency_id,
        }
    }
}

#[ComplexObject]
impl ModelAward {
    /// The decision in the register of legal documents; null when the register knows none (văn bản trong danh mục).
    async fn legal_document(&self, ctx: &Context<'_>) -> Option<Result<LegalDocument>> {
        let document = self.document.as_deref()?;
        nullable!(ctx, |request| cited(ctx, request, self.agency, document, self.given_by.as_deref()).await)
    }

    /// Who recorded it (người ghi nhận).
    async fn recorded_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        let person = self.person?;
        nullable!(ctx, |request| organisation::load_person(request, person).await)
    }
}

/// Two entries of one field whose names are alike, and what Home Affairs said of them (mô hình nghi trùng).
#[derive(Clone, Debug)]
pub struct ModelDuplicate(Pair);

impl From<Pair> for ModelDuplicate {
    fn from(pair: Pair) -> Self {
        ModelDuplicate(pair)
    }
}

/// Two entries of one field whose names are alike, and what Home Affairs said of them (mô hình nghi trùng).
#[Object]
impl ModelDuplicate {
    /// The one registered first (mô hình đăng ký trước).
    async fn model(&self) -> MobilisationModel {
        MobilisationModel(self.0.one.clone())
    }

    /// The other (mô hình còn lại).
    async fn other(&self) -> MobilisationModel {
        MobilisationModel(self.0.other.clone())
    }

    /// How far the names say the same, in percent; 100 when they do but for case, diacritics and order of words (mức độ giống).
    async fn likeness(&self) -> u32 {
        self.0.alike
    }

    /// What they are, by what Home Affairs said last of them, or of others that they are one with; null until it has (kết luận).
    async fn verdict(&self) -> Option<ModelVerdict> {
        self.0.verdict
    }

    /// Why; null where nothing was said of these two themselves (lý do).
    async fn reason(&self) -> Option<&str> {
        Some(&self.0.said.as_ref()?.reason)
    }

    /// When it was said (thời điểm).
    async fn settled_at(&self) -> Option<DateTime<Utc>> {
        Some(self.0.said.as_ref()?.at)
    }

    /// Who said it (người kết luận).
    async fn settled_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        let person = self.0.said.as_ref()?.person_id?;
        nullable!(ctx, |request| organisation::load_person(request, person).await)
    }
}
