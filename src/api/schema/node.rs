//! Global object identification: anything with an id, found again by it.

use async_graphql::{ID, Interface};
use uuid::Uuid;

use super::{
    accounts::{self, ServiceAccount},
    audit::AuditEntry,
    notices::{self, Notice, Webhook},
    roles::{self, PersonAccount, RoleRequest},
};
use crate::{
    auth::Action,
    calendars::{self, CalendarProfile},
    catalogue::{self, Catalogue, DisclosureContent, FormVersion, Indicator, Rule},
    consolidation::{self, Release, TotalSource},
    dan_van_kheo::{self, MobilisationModel},
    kit::{
        Code, Error, Result,
        id::{self, Kind},
    },
    legal::{self, LegalDocument},
    organisation::{self, Agency, Person, Province, history::graphql::Reorganisation},
    plans::{self, Plan},
    reorganisation,
    reports::{self, Obligation, Report, ReportVersion, Round, VersionRow},
    request::Request,
    rounds,
    scoring::{self, DemocracyScore, ScoringScheme},
    store::Leak,
};

/// Anything that can be found again by its global id (đối tượng có mã định danh).
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Opaque global id."))]
pub enum Node {
    Province(Province),
    Agency(Agency),
    Person(Person),
    CalendarProfile(CalendarProfile),
    Indicator(Indicator),
    ReportForm(FormVersion),
    ValidationRule(Rule),
    Round(Round),
    Obligation(Obligation),
    Report(Report),
    ReportVersion(ReportVersion),
    MobilisationModel(MobilisationModel),
    AuditEntry(AuditEntry),
    DisclosureContent(DisclosureContent),
    TotalSource(TotalSource),
    LegalDocument(LegalDocument),
    Reorganisation(Reorganisation),
    Notice(Notice),
    Plan(Plan),
    Webhook(Webhook),
    ScoringScheme(ScoringScheme),
    DemocracyScore(DemocracyScore),
    Release(Release),
    ServiceAccount(ServiceAccount),
    RoleRequest(RoleRequest),
    PersonAccount(PersonAccount),
}

/// The object of a global id; `None` for one that is not there or not the caller's to see.
pub async fn find(request: &Request, catalogue: &Catalogue, id: &str) -> Result<Option<Node>> {
    request.lapse(Leak::NodeWithoutScope).await?;
    let found = sought(request, catalogue, id).await?;
    if found.is_none()
        && request.lapse(Leak::NotYoursIsTold).await?
        && sought(request, catalogue, id).await?.is_some()
    {
        return Err(Error::refused(Code::NotAllowed, &[]));
    }
    Ok(found)
}

async fn sought(request: &Request, catalogue: &Catalogue, id: &str) -> Result<Option<Node>> {
    let Some((kind, key)) = id::decode(id) else { return Ok(None) };
    match kind {
        Kind::Indicator => return Ok(catalogue.indicator(&key).cloned().map(Node::Indicator)),
        Kind::ReportForm => {
            return Ok(catalogue::form_by_key(catalogue.forms(), &key).cloned().map(Node::ReportForm));
        }
        Kind::ValidationRule => return Ok(catalogue.rule(&key).cloned().map(Node::ValidationRule)),
        Kind::DisclosureContent => {
            return Ok(catalogue.disclosure_content(&key).cloned().map(Node::DisclosureContent));
        }
        // One that comes with the system goes by its code.
        Kind::CalendarProfile => {
            let kept = match Uuid::parse_str(&key) {
                Ok(key) => calendars::by_id(&*request.reader().await?, key).await?,
                Err(_) => calendars::load_named(request, catalogue, &key, 0).await?,
            };
            return Ok(kept.map(|kept| Node::CalendarProfile(kept.into())));
        }
        // One that comes with the system goes by its code.
        Kind::ScoringScheme => {
            let kept = match Uuid::parse_str(&key) {
                Ok(key) => scoring::scheme_by_id(&*request.reader().await?, key).await?,
                Err(_) => catalogue.scoring_scheme(&key).map(scoring::Kept::shipped),
            };
            return Ok(kept.map(|kept| Node::ScoringScheme(kept.into())));
        }
        Kind::TotalSource => return source(request, catalogue, &key).await,
        Kind::Province => return own_province(request, &key).await,
        Kind::AuditEntry => return Ok(super::audit::by_key(request, &key).await?.map(Node::AuditEntry)),
        _ => {}
    }
    match Uuid::parse_str(&key) {
        Ok(key) => row(request, catalogue, kind, key).await,
        Err(_) => Ok(None),
    }
}

async fn own_province(request: &Request, key: &str) -> Result<Option<Node>> {
    let own = request.actor().tenant();
    if key != own.to_string() {
        return Ok(None);
    }
    Ok(organisation::province_of(&*request.reader().await?).await?.map(Node::Province))
}

/// A figure of a version that the caller may see.
async fn source(request: &Request, catalogue: &Catalogue, key: &str) -> Result<Option<Node>> {
    request.lapse(Leak::SourcesWithoutScope).await?;
    let Some((version, indicator)) = key.split_once('/') else { return Ok(None) };
    let (Ok(version), Some(_)) = (Uuid::parse_str(version), catalogue.indicator(indicator)) else {
        return Ok(None);
    };
    if !request.actor().may(Action::SeeFigures) {
        return Ok(None);
    }
    match visible_version(request, version).await? {
        Some(row) => Ok(TotalSource::of(request, catalogue, &row, indicator).await?.map(Node::TotalSource)),
        None => Ok(None),
    }
}

async fn row(request: &Request, catalogue: &Catalogue, kind: Kind, key: Uuid) -> Result<Option<Node>> {
    let figures = request.actor().may(Action::SeeFigures);
    Ok(match kind {
        Kind::LegalDocument => {
            legal::find(request, catalogue.register(), key).await?.map(Node::LegalDocument)
        }
        Kind::Reorganisation => match reorganisation::load(request, key).await? {
            Some(row) => Some(Node::Reorganisation(Reorganisation::new(row)?)),
            None => None,
        },
        Kind::Release => consolidation::find_release(request, key).await?.map(Node::Release),
        Kind::Agency => organisation::load_agency(request, key).await?.map(Node::Agency),
        Kind::Person => organisation::load_person(request, key).await?.map(Node::Person),
        Kind::Plan if figures => {
            plans::by_id(&*request.reader().await?, key).await?.map(Plan::of).transpose()?.map(Node::Plan)
        }
        Kind::Notice => notices::find(request, key).await?.map(Node::Notice),
        Kind::Webhook => notices::find_webhook(request, key).await?.map(Node::Webhook),
        Kind::ServiceAccount => accounts::find(request, key).await?.map(Node::ServiceAccount),
        Kind::RoleRequest => roles::find(request, key).await?.map(Node::RoleRequest),
        Kind::PersonAccount => roles::find_account(request, key).await?.map(Node::PersonAccount),
        Kind::Round => rounds::load_round(request, key).await?.map(|row| Node::Round(row.into())),
        Kind::Obligation => {
            rounds::load_obligation(request, key).await?.map(|row| Node::Obligation(row.into()))
        }
        Kind::Report if figures => {
            reports::load_report(request, key).await?.map(|row| Node::Report(row.into()))
        }
        Kind::ReportVersion if figures => {
            visible_version(request, key).await?.map(|row| Node::ReportVersion(row.into()))
        }
        Kind::MobilisationModel if figures => dan_van_kheo::by_id(&*request.reader().await?, key)
            .await?
            .map(|row| Node::MobilisationModel(row.into())),
        Kind::DemocracyScore if figures => {
            match scoring::score_by_id(&*request.reader().await?, key).await? {
                Some(row) => super::scores::visible(request, row)?.map(Node::DemocracyScore),
                None => None,
            }
        }
        _ => None,
    })
}

/// A version that the caller may see: one that was ever accepted, or any for those who may see what is not accepted.
async fn visible_version(request: &Request, key: Uuid) -> Result<Option<VersionRow>> {
    let anybody = request.lapse(Leak::ReceiptsOfAllAgencies).await?;
    let Some(row) = reports::load_version(request, key).await? else { return Ok(None) };
    let visible = anybody
        || request.actor().may_for(Action::SeeUnaccepted, row.agency_id)
        || reports::load_accepted(request, row.report_id).await?.contains(&key);
    Ok(visible.then_some(row))
}
