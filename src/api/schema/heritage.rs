//! The provinces that the caller's province continues, as far as these let it read what they filed.

use async_graphql::{ComplexObject, Context, MergedObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use std::sync::Arc;

use super::{query::ReportingQuery, releases::ReleaseQuery, scores::ScoreQuery};
use crate::{
    catalogue::Catalogue,
    kit::{
        self, Error, clock,
        scalars::Date,
        vocabulary::{CitationRole, Role},
    },
    legal::Register,
    nullable,
    organisation::{
        HistoryGrantRow, OrganisationQuery, Person, Province, ProvinceRow,
        heritage::{self, Heritage},
        load_person,
    },
    plans::PlanQuery,
    reports::{Citation, CitationEntry},
    request::Request,
    required,
};

/// A province that the caller's one continues, and that lets it read what was filed there (tỉnh trước khi sắp xếp): what may be
/// asked of the own province may be asked of it, its releases, plans and scores too, in its own scope.
#[derive(MergedObject)]
pub struct PredecessorProvince(
    HeritageFacts,
    OrganisationQuery,
    ReportingQuery,
    ReleaseQuery,
    PlanQuery,
    ScoreQuery,
);

/// Since when it is continued, and by which grant it is read.
pub struct HeritageFacts {
    heritage: Heritage,
    grant: HistoryGrantRow,
}

#[Object]
impl HeritageFacts {
    /// The first day of the province that continues it (từ ngày).
    async fn continued_since(&self) -> Date {
        Date(self.heritage.effective_on)
    }

    /// By which document it is continued (căn cứ).
    async fn continued_by_ground(&self) -> &str {
        &self.heritage.ground
    }

    /// Since when its history may be read (được đọc từ ngày).
    async fn readable_since(&self) -> Date {
        Date(self.grant.from_day)
    }

    /// The last day on which its history may be read; null where that lasts until it is taken back (được đọc đến hết ngày).
    async fn readable_until(&self) -> Option<Date> {
        self.grant.until_day.map(Date)
    }

    /// The document by which it may be read (căn cứ cho đọc).
    async fn readable_ground(&self, ctx: &Context<'_>) -> Result<Citation> {
        required!(ctx, |_request| ground(ctx, &self.grant))
    }
}

/// The document of a grant, seen from its first day; where only its wording is known, that.
fn ground(ctx: &Context<'_>, grant: &HistoryGrantRow) -> kit::Result<Citation> {
    let entry = match &grant.ground_document {
        Some(document) => serde_json::from_str(document).map_err(Error::broken)?,
        None => CitationEntry::in_words(&grant.ground, CitationRole::Basis),
    };
    Ok(Citation::new(&entry, ctx.data_unchecked::<Arc<Register>>(), grant.from_day))
}

/// That a province lets one that continues it read what it filed (quyền đọc lịch sử số liệu).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct HistoryGrant {
    /// Code of the province that may read (mã tỉnh được đọc).
    successor: String,
    /// Name of the province that may read (tên tỉnh được đọc).
    successor_name: String,
    /// From when on (từ ngày).
    from: Date,
    /// The last day; null where it lasts until it is taken back (đến hết ngày).
    until: Option<Date>,
    /// When it was given (thời điểm cấp).
    granted_at: DateTime<Utc>,
    /// When it was taken back; null while it holds (thời điểm thu hồi).
    revoked_at: Option<DateTime<Utc>>,
    /// Why it was taken back (lý do thu hồi).
    revocation_reason: Option<String>,
    #[graphql(skip)]
    row: HistoryGrantRow,
}

impl HistoryGrant {
    pub fn new(grant: HistoryGrantRow, to: ProvinceRow) -> Self {
        HistoryGrant {
            successor: to.code,
            successor_name: to.name,
            from: Date(grant.from_day),
            until: grant.until_day.map(Date),
            granted_at: grant.granted_at,
            revoked_at: grant.revoked_at,
            revocation_reason: grant.revocation_reason.clone(),
            row: grant,
        }
    }
}

#[ComplexObject]
impl HistoryGrant {
    /// The document by which it was given, seen from its first day (căn cứ).
    async fn ground(&self, ctx: &Context<'_>) -> Result<Citation> {
        required!(ctx, |_request| ground(ctx, &self.row))
    }

    /// Who gave it; null where the operator did (người cấp).
    async fn granted_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        let person = self.row.granted_by?;
        nullable!(ctx, |request| load_person(request, person).await)
    }

    /// Who took it back; null while it was not, and where the operator did (người thu hồi).
    async fn revoked_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        let person = self.row.revoked_by?;
        nullable!(ctx, |request| load_person(request, person).await)
    }
}

/// As whom somebody reads a predecessor's history: as they read their own province's; nobody else does.
fn roles(request: &Request) -> Vec<Role> {
    let has = |role| request.actor().has(role);
    if has(Role::HomeAffairsOfficer) || has(Role::Auditor) {
        vec![Role::HomeAffairsOfficer]
    } else if request.actor().sees_province() {
        vec![Role::BiReader]
    } else {
        Vec::new()
    }
}

/// The predecessors that may be read now, each with the request that reads there.
async fn readable(
    request: &Request,
    catalogue: &Catalogue,
) -> kit::Result<Vec<(Heritage, HistoryGrantRow, Arc<Request>)>> {
    let roles = roles(request);
    if request.is_guest() || roles.is_empty() {
        return Ok(Vec::new());
    }
    let today = clock::vietnam_date(request.arrived());
    let mut all = heritage::predecessors(&*request.reader().await?, catalogue).await?;
    // Whatever was granted: nobody continues a province before the day.
    all.retain(|heritage| heritage.effective_on <= today);
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let tenants: Vec<i32> = all.iter().map(|one| one.tenant).collect();
    let elsewhere = request.elsewhere(&tenants, &roles).await?;
    let mut found = Vec::new();
    for one in all {
        let Some(there) = elsewhere.request(one.tenant).cloned() else { continue };
        let grant =
            heritage::grant_to(&*there.reader().await?, request.actor().tenant(), request.arrived()).await?;
        found.extend(grant.map(|grant| (one, grant, there)));
    }
    Ok(found)
}

#[ComplexObject]
impl Province {
    /// The provinces that it continues and whose history it may read, for those who see their whole province; the others are not
    /// told of (các tỉnh trước sắp xếp mà tỉnh được đọc số liệu).
    async fn predecessors(&self, ctx: &Context<'_>) -> Result<Vec<PredecessorProvince>> {
        let catalogue = ctx.data_unchecked::<Arc<Catalogue>>();
        required!(ctx, |request| {
            let path = ctx.path_node.as_ref().map(|node| node.to_string_vec()).unwrap_or_default();
            let mut found = Vec::new();
            for (position, (heritage, grant, there)) in
                readable(request, catalogue).await?.into_iter().enumerate()
            {
                let place = path.iter().cloned().chain([position.to_string()]).collect();
                request.place(place, there);
                let facts = HeritageFacts { heritage, grant };
                let (organisation, reporting) = (OrganisationQuery, ReportingQuery);
                let predecessor =
                    PredecessorProvince(facts, organisation, reporting, ReleaseQuery, PlanQuery, ScoreQuery);
                found.push(predecessor);
            }
            Ok(found)
        })
    }

    /// Whom it lets read its history, and whom it did: for the province's administrator; null for everybody else (các quyền đọc
    /// lịch sử số liệu đã cấp).
    async fn history_grants(&self, ctx: &Context<'_>) -> Option<Result<Vec<HistoryGrant>>> {
        nullable!(ctx, |request| {
            if !request.actor().has(Role::ProvinceAdministrator) {
                return Ok(None);
            }
            let grants = heritage::grants(&*request.reader().await?).await?;
            Ok(Some(grants.into_iter().map(|(grant, to)| HistoryGrant::new(grant, to)).collect()))
        })
    }
}
