//! How objects are named from outside: by global id or by business key.

use async_graphql::{ID, InputObject, OneofObject};
use uuid::Uuid;

use crate::{
    catalogue::Catalogue,
    dan_van_kheo::{self, ModelRow},
    kit::{
        Code, Error, Period, Result,
        id::{self, Kind},
    },
    reports::{self, ReportRow},
    rounds::{self, RoundRow},
    store::Reader,
};

/// Names one report: exactly one of the fields (chỉ ra một báo cáo).
#[derive(OneofObject, Clone, Debug)]
pub enum ReportBy {
    /// By global id.
    Id(ID),
    /// By agency and period.
    Key(ReportKey),
}

/// The business key of a report (khóa nghiệp vụ của báo cáo).
#[derive(InputObject, Clone, Debug)]
pub struct ReportKey {
    /// Code of the agency (mã cơ quan).
    pub agency: String,
    /// The period (kỳ báo cáo).
    pub period: Period,
    /// Code of the form; the one that serves the period when left out (biểu mẫu).
    pub form: Option<String>,
}

/// Names one round: exactly one of the fields (chỉ ra một đợt báo cáo).
#[derive(OneofObject, Clone, Debug)]
pub enum RoundBy {
    /// By global id.
    Id(ID),
    /// By form and period.
    Key(RoundKey),
}

/// The business key of a round (khóa nghiệp vụ của đợt báo cáo).
#[derive(InputObject, Clone, Debug)]
pub struct RoundKey {
    /// Code of the form; the one that serves the period when left out (biểu mẫu).
    pub form: Option<String>,
    /// The period (kỳ báo cáo).
    pub period: Period,
}

fn form_code<'c>(catalogue: &'c Catalogue, form: Option<&'c str>, period: Period) -> Option<&'c str> {
    form.or_else(|| catalogue.forms().iter().find(|form| form.serves(period)).map(|form| form.code.as_str()))
}

/// The report that is named; `None` when there is none inside the scope.
pub async fn report(reader: &Reader, catalogue: &Catalogue, by: &ReportBy) -> Result<Option<ReportRow>> {
    match by {
        ReportBy::Id(id) => match id::decode_uuid(id, Kind::Report) {
            Some(id) => reports::by_id(reader, id).await,
            None => Ok(None),
        },
        ReportBy::Key(key) => match form_code(catalogue, key.form.as_deref(), key.period) {
            Some(form) => reports::by_key(reader, &key.agency, key.period, form).await,
            None => Ok(None),
        },
    }
}

/// The id of the report that is named, or `NOT_FOUND`.
pub async fn report_id(reader: &Reader, catalogue: &Catalogue, by: &ReportBy) -> Result<Uuid> {
    let found = report(reader, catalogue, by).await?;
    found.map(|row| row.id).ok_or_else(|| Error::refused(Code::NotFound, &["report"]))
}

/// The round that is named; `None` when there is none.
pub async fn round(reader: &Reader, catalogue: &Catalogue, by: &RoundBy) -> Result<Option<RoundRow>> {
    match by {
        RoundBy::Id(id) => match id::decode_uuid(id, Kind::Round) {
            Some(id) => rounds::round_by_id(reader, id).await,
            None => Ok(None),
        },
        RoundBy::Key(key) => match form_code(catalogue, key.form.as_deref(), key.period) {
            Some(form) => rounds::round_of(reader, form, key.period).await,
            None => Ok(None),
        },
    }
}

/// The id of the obligation in a global id, or `NOT_FOUND`.
pub fn obligation_id(id: &ID) -> Result<Uuid> {
    id::decode_uuid(id, Kind::Obligation).ok_or_else(|| Error::refused(Code::NotFound, &["obligation"]))
}

/// The model in a global id, or `NOT_FOUND`.
pub async fn model(reader: &Reader, id: &ID) -> Result<ModelRow> {
    let missing = || Error::refused(Code::NotFound, &["model"]);
    let id = id::decode_uuid(id, Kind::MobilisationModel).ok_or_else(missing)?;
    dan_van_kheo::by_id(reader, id).await?.ok_or_else(missing)
}
