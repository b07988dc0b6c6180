//! Where a total comes from: down to agency, report, version and figure, who filed it and when.

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, NaiveDate, Utc};
use std::{collections::HashSet, sync::Arc};
use uuid::Uuid;

use super::{
    cells::Cell,
    sheet::{Measure, Sheet},
};
use crate::{
    catalogue::Catalogue,
    kit::{
        self, Error, FigureState, Period,
        connection::{Paged, connect},
        id::{self, Kind},
        paging::{Page, PageArgs},
    },
    nullable,
    organisation::{self, Agency, Person},
    reports::{self, Figure, Report, ReportContent, ReportVersion, VersionRow},
    request::Request,
    required, rounds,
};

/// How many sources a total lists when nothing is said.
const USUAL_PAGE: i32 = 50;

/// What a source is found again by, in the order of sources: code of the agency, last day of the leaf, position of the
/// indicator in the measure.
type Key = (String, NaiveDate, usize);

/// A figure that is behind a total (một số liệu nguồn).
#[derive(Clone)]
pub struct TotalSource {
    version: Uuid,
    report: Uuid,
    agency: Uuid,
    period: Period,
    indicator: String,
    key: Key,
}

/// One page of the sources of a total. `beside`: of a part of a rate, its other part.
pub fn page(
    sheet: &Arc<Sheet>,
    measure: &Measure,
    beside: Option<&Measure>,
    cell: &Cell,
    mut args: PageArgs,
) -> kit::Result<Paged<TotalSource>> {
    if args.first.is_none() && args.last.is_none() {
        args.first = Some(USUAL_PAGE);
    }
    let lines = sheet.entered(measure);
    let codes: Vec<&str> = lines.iter().map(|line| sheet.lines[*line].code.as_str()).collect();
    let (picture, ledger) = (&sheet.picture, &sheet.ledger);
    let group = (cell.agency_in(ledger).map(|agency| agency.key()), cell.kind, cell.period_in(ledger));
    let binding = (picture.from, picture.to, picture.basis, codes, beside.is_some(), group);
    let page: Page<Key> = args.check(&binding)?;
    let all = behind(sheet, &lines, measure, beside, cell)?;
    let total = u64::try_from(all.len()).ok();
    let wanted = usize::try_from(page.size).unwrap_or(usize::MAX).saturating_add(1);
    let rows: Vec<TotalSource> = match (&page.key, page.backwards) {
        (None, false) => all.into_iter().take(wanted).collect(),
        (None, true) => all.into_iter().rev().take(wanted).collect(),
        (Some(bound), false) => all.into_iter().filter(|one| one.key > *bound).take(wanted).collect(),
        (Some(bound), true) => all.into_iter().rev().filter(|one| one.key < *bound).take(wanted).collect(),
    };
    Ok(connect(&page, rows, total, &binding, |source| source.key.clone(), |source| source))
}

/// The figures behind a total, in order: those stated or declared none, of the obligations whose word counts.
fn behind(
    sheet: &Arc<Sheet>,
    lines: &[usize],
    measure: &Measure,
    beside: Option<&Measure>,
    cell: &Cell,
) -> kit::Result<Vec<TotalSource>> {
    let mut counting = counting(sheet, measure, cell, beside.is_some())?;
    if let Some(beside) = beside {
        let other = self::counting(sheet, beside, cell, true)?;
        counting.retain(|key| other.contains(key));
    }
    let ledger = &sheet.ledger;
    let mut found = Vec::new();
    for (position, &line) in lines.iter().enumerate() {
        for at in sheet.answering(line, cell) {
            let owed = *ledger.at(at);
            let spoken =
                matches!(sheet.state(line, at), Some(FigureState::Stated | FigureState::NoneDeclared));
            if let (true, Some(filed)) = (spoken && counting.contains(&sheet.key(at)), owed.filed) {
                let (agency, period) = (ledger.agency(&owed), ledger.period(&owed));
                found.push(TotalSource {
                    version: filed.version,
                    report: filed.report,
                    agency: agency.key(),
                    period,
                    indicator: sheet.lines[line].code.clone(),
                    key: (agency.known_as().to_owned(), period.window().to, position),
                });
            }
        }
    }
    found.sort_by(|one, other| one.key.cmp(&other.key));
    Ok(found)
}

/// The obligations whose word on a measure counts: for a part of a rate, only when the whole of it is known.
fn counting(
    sheet: &Sheet,
    measure: &Measure,
    cell: &Cell,
    whole: bool,
) -> kit::Result<HashSet<(Uuid, Period)>> {
    use super::arithmetic::Standing;
    let counts = |standing: Standing| standing.is_known() || (!whole && standing == Standing::Partial);
    let said = sheet.contributions(measure, cell)?.into_iter();
    Ok(said.filter(|said| counts(said.standing)).map(|said| (said.agency, said.period)).collect())
}

impl TotalSource {
    /// The source of the key in a global id: a figure that a version states or declares none of.
    pub fn of(version: &VersionRow, indicator: &str) -> kit::Result<Option<TotalSource>> {
        let content: ReportContent = serde_json::from_str(&version.content).map_err(Error::broken)?;
        let spoken =
            matches!(content.figure_state(indicator), FigureState::Stated | FigureState::NoneDeclared);
        let period =
            Period::from_number(version.period).ok_or_else(|| Error::broken("a version without a period"))?;
        Ok(spoken.then(|| TotalSource {
            version: version.id,
            report: version.report_id,
            agency: version.agency_id,
            period,
            indicator: indicator.to_owned(),
            key: (String::new(), period.window().to, 0),
        }))
    }

    /// The version that states it, loaded together with those of every other source.
    async fn row(&self, request: &Request) -> kit::Result<VersionRow> {
        let row = reports::load_version(request, self.version).await?;
        row.ok_or_else(|| Error::broken("a figure of a version that is gone"))
    }

    async fn read(&self, request: &Request, catalogue: &Catalogue) -> kit::Result<Figure> {
        let indicator =
            catalogue.indicator(&self.indicator).ok_or_else(|| Error::broken("an unknown indicator"))?;
        let row = self.row(request).await?;
        let content: ReportContent = serde_json::from_str(&row.content).map_err(Error::broken)?;
        let round = rounds::load_round(request, row.round_id)
            .await?
            .ok_or_else(|| Error::broken("a version without its round"))?;
        let section = reports::form_of(catalogue, &round)?.asks(&self.indicator);
        Ok(Figure::new(
            indicator,
            content.figures.get(&self.indicator),
            section.map(|section| section.code.clone()),
        ))
    }
}

/// A figure that is behind a total (một số liệu nguồn): whose, for which period, in which version of which report.
#[Object]
impl TotalSource {
    /// Opaque global id: the same for the same figure of the same version.
    pub async fn id(&self) -> ID {
        id::encode(Kind::TotalSource, format!("{}/{}", self.version, self.indicator))
    }

    /// The agency that reports it (cơ quan).
    async fn agency(&self, ctx: &Context<'_>) -> Option<Result<Agency>> {
        nullable!(ctx, |request| organisation::load_agency(request, self.agency).await)
    }

    /// The period of the report, which may be shorter than the one asked for (kỳ báo cáo).
    async fn period(&self) -> Period {
        self.period
    }

    /// The report (báo cáo).
    async fn report(&self, ctx: &Context<'_>) -> Option<Result<Report>> {
        nullable!(ctx, |request| Ok(reports::load_report(request, self.report).await?.map(Report::from)))
    }

    /// The version of the report that states it (phiên bản báo cáo).
    async fn version(&self, ctx: &Context<'_>) -> Option<Result<ReportVersion>> {
        nullable!(ctx, |request| self.row(request).await.map(|row| Some(row.into())))
    }

    /// The figure as the report states it, with its wording (số liệu).
    async fn figure(&self, ctx: &Context<'_>) -> Result<Figure> {
        let catalogue = ctx.data_unchecked::<Arc<Catalogue>>();
        required!(ctx, |request| self.read(request, catalogue).await)
    }

    /// Who filed that version (người gửi).
    async fn filed_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        nullable!(ctx, |request| {
            match self.row(request).await?.submitted_by {
                Some(person) => organisation::load_person(request, person).await,
                None => Ok(None),
            }
        })
    }

    /// When that version arrived at the server (thời điểm nhận).
    async fn filed_at(&self, ctx: &Context<'_>) -> Result<DateTime<Utc>> {
        required!(ctx, |request| Ok(self.row(request).await?.submitted_at))
    }
}
