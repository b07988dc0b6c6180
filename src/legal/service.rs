//! The verbs of this room that read.

use async_graphql::dataloader::Loader;
use sea_orm::{ColumnTrait, Condition, QueryFilter};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};
use uuid::Uuid;

use super::{
    filter::{DocumentFilter, DocumentOrder},
    kinds::Kinds,
    register::{Known, Register, is_visible},
    resolve::Cited,
    rows::document,
    types::LegalDocument,
    words::DocumentOrigin,
};
use crate::{
    kit::{Bilingual, Error, PartialDate, Result, paging::Page},
    organisation,
    request::Request,
    store::Reader,
};

/// A province's own entry as a document of the register.
pub fn document_of(row: document::Model, kinds: &Kinds) -> LegalDocument {
    let document::Model {
        tenant_id: _,
        id,
        identity: _,
        number,
        number_value: _,
        symbol,
        kind,
        issuer,
        issued,
        title,
        search,
        in_force_from,
        in_force_to,
        replaced_by,
        note,
        revision,
        updated_by: _,
        updated_at: _,
    } = row;
    let both = |text: String| Bilingual { vi: text.clone(), en: text };
    let document = LegalDocument {
        id,
        origin: DocumentOrigin::Province,
        province: None,
        number,
        symbol,
        parsed: None,
        key: None,
        numbered: None,
        kind,
        kind_as_cited: None,
        issuer: issuer.map(both),
        issued: PartialDate::parse(&issued),
        title: title.map(both),
        in_force_from,
        in_force_to,
        replaced_by,
        amended_by: Vec::new(),
        cited_as: Vec::new(),
        sources: Vec::new(),
        note: note.map(both).map(Box::new),
        revision: Some(revision),
        search,
    };
    document.indexed(kinds)
}

/// The name of the reader's province; none, and empty, for a reader of the nation.
pub(super) async fn province_name(reader: &Reader) -> Result<String> {
    let province = organisation::province_of(reader).await?;
    Ok(province.map(|province| province.name).unwrap_or_default())
}

/// A province's own entry by id.
pub(super) async fn by_id(reader: &Reader, id: Uuid) -> Result<Option<document::Model>> {
    reader.find::<document::Entity>().with(|all| all.filter(document::Column::Id.eq(id))).one().await
}

/// What the reader's province knows of some citations: the shipped documents, its own of the cited numbers, and those that
/// replaced them.
pub async fn known<'r>(reader: &Reader, register: &'r Register, cited: &[Cited]) -> Result<Known<'r>> {
    if cited.is_empty() {
        return Ok(Known::new(register, String::new(), Vec::new()));
    }
    let province = province_name(reader).await?;
    let numbers: BTreeSet<i64> =
        cited.iter().filter_map(|cited| cited.number).map(|(number, _)| i64::from(number)).collect();
    let mut own = Vec::new();
    if !numbers.is_empty() {
        let rows = reader
            .find::<document::Entity>()
            .with(|all| all.filter(document::Column::NumberValue.is_in(numbers)))
            .all()
            .await?;
        own.extend(rows.into_iter().map(|row| document_of(row, register.kinds())));
    }
    let mut wanted = successors(&own, register);
    while !wanted.is_empty() {
        let rows = reader
            .find::<document::Entity>()
            .with(|all| all.filter(document::Column::Id.is_in(wanted)))
            .all()
            .await?;
        if rows.is_empty() {
            break;
        }
        own.extend(rows.into_iter().map(|row| document_of(row, register.kinds())));
        wanted = successors(&own, register);
    }
    Ok(Known::new(register, province, own))
}

/// The successors of some documents that are neither among them nor shipped.
fn successors(own: &[LegalDocument], register: &Register) -> Vec<Uuid> {
    own.iter()
        .filter_map(|document| document.replaced_by)
        .filter(|id| register.document(*id).is_none() && own.iter().all(|document| document.id != *id))
        .collect()
}

/// One page of the register, with one row too many; and how many there are, when asked for.
///
/// Both sources have the same key (date as far as it is known, id) in the same order, byte by byte: the page is the first
/// so many of what either has beyond the cursor.
pub(super) async fn page(
    reader: &Reader,
    register: &Register,
    filter: &DocumentFilter,
    order: DocumentOrder,
    page: &Page<(String, Uuid)>,
    counted: bool,
) -> Result<(Vec<LegalDocument>, Option<u64>)> {
    let province = province_name(reader).await?;
    let shipped: Vec<&LegalDocument> =
        register.visible(&province).filter(|document| filter.wants(document)).collect();
    let own = filter.condition();
    let total = match (&own, counted) {
        (_, false) => None,
        (Some(own), true) => {
            let own = own.clone();
            let count = reader.find::<document::Entity>().with(|all| all.filter(own)).count().await?;
            Some(count + u64::try_from(shipped.len()).unwrap_or(u64::MAX))
        }
        (None, true) => u64::try_from(shipped.len()).ok(),
    };
    let descending = order == DocumentOrder::IssuedDesc;
    let mut rows: Vec<LegalDocument> = match own {
        Some(own) => reader
            .find::<document::Entity>()
            .with(|all| all.filter(own))
            .page(page, document::Column::Issued, document::Column::Id, descending)
            .all()
            .await?
            .into_iter()
            .map(|row| document_of(row, register.kinds()))
            .collect(),
        None => Vec::new(),
    };
    let key = |document: &LegalDocument| (document.issued_text(), document.id);
    let down = descending != page.backwards;
    let beyond = |document: &&LegalDocument| match &page.key {
        Some(cursor) if down => key(document) < *cursor,
        Some(cursor) => key(document) > *cursor,
        None => true,
    };
    rows.extend(shipped.into_iter().filter(beyond).cloned());
    rows.sort_by_key(key);
    if down {
        rows.reverse();
    }
    rows.truncate(usize::try_from(page.size).unwrap_or(usize::MAX).saturating_add(1));
    Ok((rows, total))
}

/// A document by id, shipped or the province's own; `None` for another province's.
pub async fn find(request: &Request, register: &Register, id: Uuid) -> Result<Option<LegalDocument>> {
    if let Some(document) = register.document(id) {
        let province = load_province(request).await?;
        return Ok(is_visible(document, &province).then(|| document.clone()));
    }
    let row = request.load(DocumentLoader, id).await?;
    Ok(row.map(|row| document_of(row, register.kinds())))
}

/// The province's own documents that a document replaced.
pub(super) async fn load_replaced(request: &Request, id: Uuid) -> Result<Vec<document::Model>> {
    Ok(request.load(ReplacedLoader, id).await?.unwrap_or_default())
}

/// The province's own documents of a number.
pub(super) async fn load_numbered(request: &Request, number: i64) -> Result<Vec<document::Model>> {
    Ok(request.load(NumberLoader, number).await?.unwrap_or_default())
}

/// The name of the caller's province, asked once a request.
pub(super) async fn load_province(request: &Request) -> Result<String> {
    let found = request.load(ProvinceLoader, request.actor().tenant()).await?;
    found.ok_or_else(|| Error::broken("a tenant without its province"))
}

struct DocumentLoader(Arc<Reader>);

impl Loader<Uuid> for DocumentLoader {
    type Value = document::Model;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, document::Model>, Arc<Error>> {
        let rows = some(&self.0, document::Column::Id.is_in(ids.iter().copied())).await?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}

struct ReplacedLoader(Arc<Reader>);

impl Loader<Uuid> for ReplacedLoader {
    type Value = Vec<document::Model>;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<document::Model>>, Arc<Error>> {
        let rows = some(&self.0, document::Column::ReplacedBy.is_in(ids.iter().copied())).await?;
        Ok(grouped(rows, |row| row.replaced_by))
    }
}

struct NumberLoader(Arc<Reader>);

impl Loader<i64> for NumberLoader {
    type Value = Vec<document::Model>;
    type Error = Arc<Error>;

    async fn load(&self, numbers: &[i64]) -> Result<HashMap<i64, Vec<document::Model>>, Arc<Error>> {
        let rows = some(&self.0, document::Column::NumberValue.is_in(numbers.iter().copied())).await?;
        Ok(grouped(rows, |row| row.number_value))
    }
}

struct ProvinceLoader(Arc<Reader>);

impl Loader<i32> for ProvinceLoader {
    type Value = String;
    type Error = Arc<Error>;

    async fn load(&self, tenants: &[i32]) -> Result<HashMap<i32, String>, Arc<Error>> {
        let name = province_name(&self.0).await.map_err(Arc::new)?;
        Ok(tenants.iter().map(|tenant| (*tenant, name.clone())).collect())
    }
}

/// The rows that match, in the order of their making.
async fn some(
    reader: &Reader,
    wanted: impl Into<sea_orm::sea_query::Expr>,
) -> Result<Vec<document::Model>, Arc<Error>> {
    let matching = Condition::all().add(wanted.into());
    let mut rows =
        reader.find::<document::Entity>().with(|all| all.filter(matching)).all().await.map_err(Arc::new)?;
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

fn grouped<K: Eq + std::hash::Hash>(
    rows: Vec<document::Model>,
    key: impl Fn(&document::Model) -> Option<K>,
) -> HashMap<K, Vec<document::Model>> {
    let mut groups: HashMap<K, Vec<document::Model>> = HashMap::new();
    for row in rows {
        if let Some(key) = key(&row) {
            groups.entry(key).or_default().push(row);
        }
    }
    groups
}
