//! Identifiers of agencies, each with the days on which it holds. None of them is a key: they are given anew.

use async_graphql::{InputObject, SimpleObject, dataloader::Loader};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

use super::{super::rows::identifier, IdentifierScheme};
use crate::{
    kit::{Error, Problem, Result, scalars::Date, text},
    request::Request,
    store::{Reader, Writer},
};

/// The longest identifier: Quyết định 20/2020/QĐ-TTg has up to 35 characters.
const LONGEST: usize = 60;

/// An identifier that an agency gets (mã định danh).
#[derive(InputObject, Clone, Debug, Serialize, Deserialize)]
#[graphql(name = "AgencyIdentifierInput")]
pub struct NewIdentifier {
    /// Who gives it (hệ thống mã).
    pub scheme: IdentifierScheme,
    /// The identifier, at most 60 characters (mã).
    pub value: String,
}

/// An identifier of an agency, and when it holds (mã định danh của cơ quan).
#[derive(SimpleObject, Clone, Debug, PartialEq, Eq)]
pub struct AgencyIdentifier {
    /// Who gives it (hệ thống mã).
    pub scheme: IdentifierScheme,
    /// The identifier (mã).
    pub value: String,
    /// The first day on which it holds (từ ngày).
    pub valid_from: Date,
    /// The last day; null while it holds (đến ngày).
    pub valid_to: Option<Date>,
}

impl NewIdentifier {
    /// The identifier as it is stored, or what is wrong with it.
    pub fn clean(self, path: &[&str]) -> Result<NewIdentifier, Problem> {
        Ok(NewIdentifier { value: text::required(&self.value, LONGEST, path)?, ..self })
    }
}

/// Gives an agency identifiers from a day on; those of the same schemes that it had end the day before.
pub async fn enter_identifiers(
    writer: &Writer,
    agency: Uuid,
    from: NaiveDate,
    given: Vec<NewIdentifier>,
) -> Result<()> {
    if given.is_empty() {
        return Ok(());
    }
    let of_agency = identifier::Column::AgencyId.eq(agency);
    let known = writer.find::<identifier::Entity>().with(|all| all.filter(of_agency)).all().await?;
    for before in known.iter().filter(|row| row.valid_to.is_none()) {
        if given.iter().any(|new| new.scheme.code() == before.scheme) {
            let after = identifier::Model { valid_to: from.pred_opt(), ..before.clone() };
            writer.update::<identifier::Entity>(before, after).await?;
        }
    }
    let rows = given.into_iter().map(|new| identifier::Model {
        tenant_id: writer.scope().tenant(),
        agency_id: agency,
        scheme: new.scheme.code().into(),
        valid_from: from,
        value: new.value,
        valid_to: None,
    });
    writer.insert_all::<identifier::Entity>(rows.collect()).await
}

/// The identifiers of an agency over time, together with everybody else who asks at the same time.
pub async fn identifiers_of(request: &Request, agency: Uuid) -> Result<Vec<AgencyIdentifier>> {
    Ok(request.load(IdentifierLoader, agency).await?.unwrap_or_default())
}

struct IdentifierLoader(Arc<Reader>);

impl Loader<Uuid> for IdentifierLoader {
    type Value = Vec<AgencyIdentifier>;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<AgencyIdentifier>>, Arc<Error>> {
        let wanted = identifier::Column::AgencyId.is_in(ids.iter().copied());
        let mut rows = self
            .0
            .find::<identifier::Entity>()
            .with(|all| all.filter(wanted))
            .all()
            .await
            .map_err(Arc::new)?;
        rows.sort_by(|one, other| (one.valid_from, &one.scheme).cmp(&(other.valid_from, &other.scheme)));
        let mut found: HashMap<Uuid, Vec<AgencyIdentifier>> = HashMap::new();
        for row in rows {
            let unknown = || Arc::new(Error::broken("an identifier of no scheme"));
            found.entry(row.agency_id).or_default().push(AgencyIdentifier {
                scheme: IdentifierScheme::from_code(&row.scheme).ok_or_else(unknown)?,
                value: row.value,
                valid_from: Date(row.valid_from),
                valid_to: row.valid_to.map(Date),
            });
        }
        Ok(found)
    }
}
