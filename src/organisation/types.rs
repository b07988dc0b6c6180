//! What this room talks about.

use async_graphql::{ID, InputObject, OneofObject, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::rows;
use crate::kit::{
    id::{self, Kind},
    scalars::Date,
    vocabulary::AgencyKind,
};

/// A province: the tenant whose people, agencies and figures nobody else sees (tỉnh).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct Province {
    /// Opaque global id.
    #[graphql(owned)]
    pub id: ID,
    /// Short code of the province within this system; not an administrative code, which can be re-issued.
    pub code: String,
    /// Name in Vietnamese (tên tỉnh).
    pub name: String,
    /// Name in English.
    pub name_en: String,
}

impl From<rows::province::Model> for Province {
    fn from(row: rows::province::Model) -> Self {
        let rows::province::Model { tenant_id, code, name, name_en } = row;
        Province { id: id::encode(Kind::Province, tenant_id), code, name, name_en }
    }
}

/// A reporting body of a province: department, commune or another body (cơ quan báo cáo).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    pub(super) id: Uuid,
    pub(super) code: String,
    pub(super) name: String,
    pub(super) kind: AgencyKind,
    pub(super) parent: Option<Uuid>,
    pub(super) valid_from: NaiveDate,
    pub(super) valid_to: Option<NaiveDate>,
    pub(super) example: bool,
    /// As of when it is shown; `None`: as it is now.
    pub(super) known_at: Option<DateTime<Utc>>,
}

impl Agency {
    pub fn key(&self) -> Uuid {
        self.id
    }

    /// The code people know it by.
    pub fn known_as(&self) -> &str {
        &self.code
    }

    /// The name people call it by.
    pub fn called(&self) -> &str {
        &self.name
    }

    pub fn agency_kind(&self) -> AgencyKind {
        self.kind
    }

    /// The first and the last day of its existence; no last one while it exists.
    pub fn days(&self) -> (NaiveDate, Option<NaiveDate>) {
        (self.valid_from, self.valid_to)
    }
}

impl From<rows::agency::Model> for Agency {
    fn from(row: rows::agency::Model) -> Self {
        let rows::agency::Model {
            tenant_id: _,
            id,
            code,
            name,
            name_folded: _,
            kind,
            parent_id,
            valid_from,
            valid_to,
            example,
        } = row;
        let kind = AgencyKind::from_code(&kind).unwrap_or(AgencyKind::ProvincialBody);
        Agency { id, code, name, kind, parent: parent_id, valid_from, valid_to, example, known_at: None }
    }
}

/// A person with an account (người dùng).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct Person {
    /// Opaque global id.
    #[graphql(owned)]
    pub id: ID,
    /// Full name (họ và tên).
    pub full_name: String,
    #[graphql(skip)]
    pub(super) key: Uuid,
    #[graphql(skip)]
    pub(super) email: Option<String>,
}

impl Person {
    /// Whether there is an address that mail can go to.
    pub fn is_reached(&self) -> bool {
        self.email.is_some()
    }
}

impl From<rows::person::Model> for Person {
    fn from(row: rows::person::Model) -> Self {
        let rows::person::Model { tenant_id: _, id, full_name, disabled_at: _, email } = row;
        Person { id: id::encode(Kind::Person, id), full_name, key: id, email }
    }
}

/// Names one agency: exactly one of the fields (chỉ ra một cơ quan).
#[derive(OneofObject, Clone, Debug)]
pub enum AgencyBy {
    /// By global id.
    Id(ID),
    /// By its code in the province, such as `so-tttt`.
    Code(String),
}

/// Which agencies are wanted (lọc cơ quan).
#[derive(InputObject, Clone, Debug, Default, serde::Serialize)]
pub struct AgencyFilter {
    /// Only of this kind.
    pub kind: Option<AgencyKind>,
    /// Only those whose name, or a former name, contains this, whatever its case and diacritics.
    pub name_contains: Option<String>,
    /// Only those that exist on this day.
    pub existing_on: Option<Date>,
    /// Only those that existed on this day, as they were called and under whom they stood then.
    pub as_of: Option<Date>,
}
