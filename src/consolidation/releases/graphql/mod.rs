//! Releases, as clients read them.

mod comparison;
mod figures;
mod parts;

use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::sync::Arc;
use uuid::Uuid;

use super::{
    compare,
    rows::release,
    service::{self, Unnumbered},
};
use crate::{
    auth::Action,
    catalogue::Catalogue,
    consolidation::{arithmetic::Coverage, picture},
    kit::{
        self, Code, Error, Period,
        connection::{Paged, connect},
        id::{self, Kind},
        paging::{Page, PageArgs},
        vocabulary::ConsolidationBasis,
    },
    nullable,
    organisation::{self, Person, history::Structure},
    receipts::{self, Receipt},
    request::Request,
    required,
    store::Writer,
};
use comparison::ReleaseComparison;
use figures::{ReleasedFigure, ReleasedReport};
pub use service::{Wanted, prepare};

/// Which releases (lọc số liệu phát hành).
#[derive(InputObject, Clone, Debug, Default, Serialize)]
pub struct ReleaseFilter {
    /// Those made in this year (năm phát hành).
    pub year: Option<i32>,
}

/// A consolidation that was frozen, with a number and the SHA-256 of its canonical form: what a signed document quotes. It
/// never changes (số liệu phát hành).
pub struct Release {
    row: release::Model,
}

/// Keeps what was prepared, in a writing transaction; returns the release's id.
pub async fn create(writer: &Writer, release: Unnumbered) -> kit::Result<Uuid> {
    Ok(service::keep(writer, release).await?.id)
}

/// The release of an id; `None` for one that is not there or not the caller's to see.
pub async fn find(request: &Request, id: Uuid) -> kit::Result<Option<Release>> {
    let reader = request.reader().await?;
    Ok(service::by_id(&reader, id).await?.and_then(|row| Release::seen(request, row)))
}

/// The release of a year and a number; `None` for one that is not there or not the caller's to see.
pub async fn find_by_number(request: &Request, year: i32, number: i32) -> kit::Result<Option<Release>> {
    let reader = request.reader().await?;
    Ok(service::by_number(&reader, year, number).await?.and_then(|row| Release::seen(request, row)))
}

/// One page of the releases that the caller may see, newest first.
///
/// Errors: `NOT_ALLOWED` for whoever does not see the whole province's figures; those of a page.
pub async fn page(
    request: &Request,
    filter: &ReleaseFilter,
    args: PageArgs,
    counted: bool,
) -> kit::Result<Paged<Release>> {
    let actor = request.actor();
    actor.require(Action::SeeReleases)?;
    let accepted_only = !picture::sees_basis(actor, ConsolidationBasis::Submitted);
    let page: Page<service::Place> = args.check(filter)?;
    let reader = request.reader().await?;
    let (rows, total) = service::page(&reader, filter.year, accepted_only, &page, counted).await?;
    Ok(connect(&page, rows, total, filter, |row| (row.year, row.number), |row| Release { row }))
}

impl Release {
    fn seen(request: &Request, row: release::Model) -> Option<Release> {
        service::sees(request.actor(), &row).then_some(Release { row })
    }

    /// Against another release, or against now.
    async fn compared(
        &self,
        request: &Request,
        catalogue: &Arc<Catalogue>,
        to: Option<&ID>,
    ) -> kit::Result<ReleaseComparison> {
        let from = service::held(request, &self.row).await?.frozen.clone();
        let (other, with) = match to {
            None => (service::as_it_is(request, catalogue, &from).await?, None),
            Some(id) => {
                let missing = || Error::refused(Code::NotFound, &["to"]);
                let id = id::decode_uuid(id, Kind::Release).ok_or_else(missing)?;
                let with = find(request, id).await?.ok_or_else(missing)?;
                (service::held(request, &with.row).await?.frozen.clone(), Some(with))
            }
        };
        if (from.from, from.to, from.basis) != (other.from, other.to, other.basis) {
            return Err(Error::refused(Code::NotComparable, &["to"]));
        }
        let withholds = request.actor().withheld_below().is_some();
        Ok(ReleaseComparison::new(compare::compare(from, other)?, with, withholds))
    }
}

fn period(number: i32) -> kit::Result<Period> {
    Period::from_number(number).ok_or_else(|| Error::broken("a release without a period"))
}

/// A consolidation that was frozen, with a number and the SHA-256 of its canonical form: what a signed document quotes. It
/// never changes (số liệu phát hành).
#[Object]
impl Release {
    /// Opaque global id.
    pub async fn id(&self) -> ID {
        id::encode(Kind::Release, self.row.id)
    }

    /// The year in which it was made (năm).
    async fn year(&self) -> i32 {
        self.row.year
    }

    /// Its number in the province and the year, from 1, without a gap (số).
    async fn number(&self) -> i32 {
        self.row.number
    }

    /// Its title (tên gọi).
    async fn title(&self) -> &str {
        &self.row.title
    }

    /// Note (ghi chú).
    async fn note(&self) -> Option<&str> {
        self.row.note.as_deref()
    }

    /// The first period (từ kỳ).
    async fn from(&self, ctx: &Context<'_>) -> Result<Period> {
        required!(ctx, |_request| period(self.row.period_from))
    }

    /// The last period; the first one where there is one only (đến kỳ).
    async fn to(&self, ctx: &Context<'_>) -> Result<Period> {
        required!(ctx, |_request| period(self.row.period_to))
    }

    /// Which version of each report is added up; on SUBMITTED the figures are provisional, and BI readers do not see the release
    /// (cơ sở số liệu).
    async fn basis(&self, ctx: &Context<'_>) -> Result<ConsolidationBasis> {
        required!(ctx, |_request| {
            let basis = ConsolidationBasis::from_code(&self.row.basis);
            basis.ok_or_else(|| Error::broken("a release without a basis"))
        })
    }

    /// By which structure agencies are told apart (theo cơ cấu tổ chức).
    async fn structure(&self, ctx: &Context<'_>) -> Result<Structure> {
        required!(ctx, |_request| {
            let structure = Structure::from_code(&self.row.structure);
            structure.ok_or_else(|| Error::broken("a release without a structure"))
        })
    }

    /// The instant at which it was known: `consolidation(knownAt:)` of the same arguments says the same (được biết tại thời
    /// điểm).
    async fn known_at(&self) -> DateTime<Utc> {
        self.row.known_at
    }

    /// When it was made (thời điểm phát hành).
    async fn created_at(&self) -> DateTime<Utc> {
        self.row.created_at
    }

    /// Who made it (người phát hành).
    async fn created_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        let person = self.row.created_by?;
        nullable!(ctx, |request| organisation::load_person(request, person).await)
    }

    /// SHA-256 of the canonical form in UTF-8, in lower-case hexadecimal (mã băm).
    async fn digest(&self) -> &str {
        &self.row.digest
    }

    /// What proves that it was made as it is here, and when, by its digest; the same one whenever it is asked for. Null of what was
    /// made before there were receipts (biên nhận phát hành).
    async fn receipt(&self, ctx: &Context<'_>) -> Option<Result<Receipt>> {
        nullable!(ctx, |request| receipts::load_receipt(request, receipts::Of::Release, self.row.id).await)
    }

    /// The canonical form: JSON with the keys of objects in order, without white space, with whole numbers only. Whoever hashes it
    /// comes to `digest`; `docs/releases.md` says what is in it. Null for whoever small numbers are withheld from, which are in it
    /// (dạng chuẩn).
    async fn canonical_form(&self, ctx: &Context<'_>) -> Option<Result<String>> {
        nullable!(ctx, |request| match request.actor().withheld_below() {
            None => Ok(Some(service::held(request, &self.row).await?.text.clone())),
            Some(_) => Ok(None),
        })
    }

    /// The reports that were due and those that counted (độ bao phủ).
    async fn coverage(&self, ctx: &Context<'_>) -> Result<Coverage> {
        required!(ctx, |request| Ok(service::held(request, &self.row).await?.frozen.coverage))
    }

    /// Who owed a report, and which version counted, by agency and period (các báo cáo làm nguồn).
    async fn reports(&self, ctx: &Context<'_>) -> Result<Vec<ReleasedReport>> {
        required!(ctx, |request| {
            let frozen = &service::held(request, &self.row).await?.frozen;
            let withholds = request.actor().withheld_below().is_some();
            Ok(frozen.reports.iter().map(|report| ReleasedReport::of(frozen, report, withholds)).collect())
        })
    }

    /// The figures of the province, in the catalogue's order; with `byAgency` of each agency instead (các số liệu). An indicator
    /// that nobody was asked for has none.
    async fn figures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Codes of the indicators; all when left out.")] indicators: Option<Vec<String>>,
        #[graphql(desc = "Whether agencies are told apart, by the release's structure.", default)]
        by_agency: bool,
    ) -> Result<Vec<ReleasedFigure>> {
        let catalogue = ctx.data_unchecked::<Arc<Catalogue>>();
        required!(ctx, |request| {
            let held = service::held(request, &self.row).await?;
            let withholds = request.actor().withheld_below().is_some();
            figures::read(&held.frozen, catalogue, indicators.as_deref(), by_agency, withholds)
        })
    }

    /// What makes the difference between this release and another one of the same periods and basis, or now: for each figure, by
    /// cause, in parts that add up to it exactly (so sánh, giải trình chênh lệch).
    async fn compare(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global id of the other release; now when left out.")] to: Option<ID>,
    ) -> Option<Result<ReleaseComparison>> {
        nullable!(ctx, |request| {
            let catalogue = ctx.data_unchecked::<Arc<Catalogue>>();
            self.compared(request, catalogue, to.as_ref()).await.map(Some)
        })
    }
}
