//! Where a total comes from: down to agency, report, version and figure, who filed it and when.

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, NaiveDate, Utc};
use std::{collections::HashSet, sync::Arc};
use uuid::Uuid;

use super::{
    cells::{Cell, Grouping},
    filings::Filings,
    ledger::{Filed, Ledger, Owed},
    needs::Needs,
    sheet::{Measure, Sheet},
};
use crate::{
    catalogue::Catalogue,
    kit::{
        self, Error, FigureState, Period,
        connection::{Paged, connect},
        digest,
        id::{self, Kind},
        paging::{Page, PageArgs},
    },
    nullable,
    organisation::{self, Agency, Person, history::graphql::load_history},
    reports::{Asked, Figure, Report, ReportContent, ReportVersion, VersionRow, figure_said},
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
    /// What it was read with, with the others of its view.
    sheet: Option<Arc<Sheet>>,
    filings: Arc<Filings>,
}

/// A page of sources, with one too many.
struct Listed {
    page: Page<Key>,
    sources: Vec<TotalSource>,
    total: usize,
    /// What its cursors are good for: this total of this consolidation.
    binding: String,
}

/// One page of the sources of a total. `beside`: of a part of a rate, its other part.
pub fn page(
    sheet: &Arc<Sheet>,
    measure: &Measure,
    beside: Option<&Measure>,
    cell: &Cell,
    args: PageArgs,
) -> kit::Result<Paged<TotalSource>> {
    let Listed { page, sources, total, binding } = list(sheet, measure, beside, cell, args)?;
    let total = u64::try_from(total).ok();
    Ok(connect(&page, sources, total, &binding, |source| source.key.clone(), |source| source))
}

fn list(
    sheet: &Arc<Sheet>,
    measure: &Measure,
    beside: Option<&Measure>,
    cell: &Cell,
    mut args: PageArgs,
) -> kit::Result<Listed> {
    if args.first.is_none() && args.last.is_none() {
        args.first = Some(USUAL_PAGE);
    }
    let lines = sheet.entered(measure);
    let codes: Vec<&str> = lines.iter().map(|line| sheet.lines[*line].code.as_str()).collect();
    let (picture, ledger) = (&sheet.picture, &sheet.ledger);
    let structure = picture.structure.code();
    let group = (cell.agency_in(ledger).map(|agency| agency.key()), cell.kind, cell.period_in(ledger));
    let asked = (picture.from, picture.to, picture.basis, picture.as_of.known_at(), structure);
    let binding = digest::of(&(asked, codes, beside.is_some(), group));
    let page: Page<Key> = args.check(&binding)?;
    let all = behind(sheet, &lines, measure, beside, cell)?;
    let total = all.len();
    let wanted = usize::try_from(page.size).unwrap_or(usize::MAX).saturating_add(1);
    let sources = match (&page.key, page.backwards) {
        (None, false) => all.into_iter().take(wanted).collect(),
        (None, true) => all.into_iter().rev().take(wanted).collect(),
        (Some(bound), false) => all.into_iter().filter(|one| one.key > *bound).take(wanted).collect(),
        (Some(bound), true) => all.into_iter().rev().filter(|one| one.key < *bound).take(wanted).collect(),
    };
    Ok(Listed { page, sources, total, binding })
}

/// What stands behind the sources that a view lists, each version once.
pub fn filed(sheet: &Arc<Sheet>, needs: &Needs, grouping: Grouping) -> kit::Result<Vec<Filed>> {
    let mut filed: HashSet<Filed> = HashSet::new();
    let groups = if grouping.is_any() { grouping.cells(&sheet.ledger) } else { vec![Cell::ALL] };
    for trace in &needs.traces {
        let part = sheet.together(&trace.part)?;
        let beside = trace.beside.as_ref().map(|codes| sheet.together(codes)).transpose()?;
        let cells = if trace.grouped { groups.as_slice() } else { &[Cell::ALL] };
        for cell in cells {
            match list(sheet, &part, beside.as_ref(), cell, trace.page.clone()) {
                Ok(listed) => filed.extend(listed.page.cut(listed.sources).0.iter().map(TotalSource::filed)),
                // Said when the field is resolved.
                Err(Error::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(filed.into_iter().collect())
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
    let (ledger, filings) = (&sheet.ledger, sheet.filings());
    let mut found = Vec::new();
    for (position, &line) in lines.iter().enumerate() {
        for at in sheet.answering(line, cell)? {
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
                    sheet: Some(sheet.clone()),
                    filings: filings.clone(),
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
    pub async fn of(
        request: &Request,
        catalogue: &Catalogue,
        version: &VersionRow,
        indicator: &str,
    ) -> kit::Result<Option<TotalSource>> {
        let period =
            Period::from_number(version.period).ok_or_else(|| Error::broken("a version without a period"))?;
        let source = TotalSource {
            version: version.id,
            report: version.report_id,
            agency: version.agency_id,
            period,
            indicator: indicator.to_owned(),
            key: (String::new(), period.window().to, 0),
            sheet: None,
            filings: Arc::default(),
        };
        let asked = source.asked(request, catalogue).await?;
        let content: ReportContent = serde_json::from_str(&version.content).map_err(Error::broken)?;
        let said =
            catalogue.indicator(indicator).and_then(|indicator| figure_said(&asked, &content, indicator));
        let spoken = said
            .is_some_and(|said| matches!(said.entry.state, FigureState::Stated | FigureState::NoneDeclared));
        Ok(spoken.then_some(source))
    }

    fn filed(&self) -> Filed {
        Filed { version: self.version, report: self.report }
    }

    /// The obligation that it answers, when it was read with a ledger.
    fn owed(&self) -> Option<(&Ledger, &Owed)> {
        let ledger = &self.sheet.as_ref()?.ledger;
        Some((ledger, ledger.at(ledger.of_version(self.version)?)))
    }

    /// What was asked where it was answered.
    async fn asked<'c>(&self, request: &Request, catalogue: &'c Catalogue) -> kit::Result<Asked<'c>> {
        if let Some((ledger, owed)) = self.owed() {
            let round = ledger.round(owed);
            let form =
                ledger.form(catalogue, owed).ok_or_else(|| Error::broken("a round without its form"))?;
            return Ok(Asked::of_form(catalogue, form, round.period, round.window));
        }
        let version = self.filings.version(request, &self.filed()).await?;
        let round = rounds::load_round(request, version.round_id).await?;
        let round = round.ok_or_else(|| Error::broken("a version without its round"))?;
        Asked::of(catalogue, &round, None)
    }

    /// What the agency was called at the end of the window of its report.
    async fn name(&self, request: &Request) -> kit::Result<String> {
        if let Some((ledger, owed)) = self.owed() {
            return Ok(ledger.name_of(owed));
        }
        let version = self.filings.version(request, &self.filed()).await?;
        let round = rounds::load_round(request, version.round_id).await?;
        let agency = organisation::load_agency(request, self.agency).await?;
        let (Some(round), Some(agency)) = (round, agency) else {
            return Err(Error::broken("a version without its round or agency"));
        };
        let history = load_history(request).await?;
        Ok(history.as_of(agency, round.window_to).called().to_owned())
    }

    async fn read(&self, request: &Request, catalogue: &Catalogue) -> kit::Result<Figure> {
        let indicator =
            catalogue.indicator(&self.indicator).ok_or_else(|| Error::broken("an unknown indicator"))?;
        let asked = self.asked(request, catalogue).await?;
        let section = asked.form().asks(&self.indicator).map(|section| section.code.clone());
        let figure = |content: &ReportContent| {
            let said = figure_said(&asked, content, indicator);
            Figure::new(indicator, said.as_ref(), section).shown_to(request, catalogue, self.agency)
        };
        self.filings.content(request, &self.filed(), figure).await
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
        nullable!(ctx, |request| match self.owed() {
            Some((ledger, owed)) => Ok(Some(ledger.agency(owed).clone())),
            None => organisation::load_agency(request, self.agency).await,
        })
    }

    /// What the agency was called on the last day of the window of that report; `agency { name }` is its present name (tên cơ quan
    /// trong kỳ).
    async fn agency_name(&self, ctx: &Context<'_>) -> Result<String> {
        required!(ctx, |request| self.name(request).await)
    }

    /// The successor under whom the figure is restated, where that is another agency than the one that reports it; null as reported
    /// (cơ quan kế thừa hiện nay).
    async fn successor(&self) -> Option<Agency> {
        self.owed().and_then(|(ledger, owed)| ledger.successor(owed).cloned())
    }

    /// The period of the report, which may be shorter than the one asked for (kỳ báo cáo).
    async fn period(&self) -> Period {
        self.period
    }

    /// The report, as it is now, whatever instant the consolidation is as of; what counted then is `version` (báo cáo).
    async fn report(&self, ctx: &Context<'_>) -> Option<Result<Report>> {
        nullable!(ctx, |request| Ok(self.filings.report(request, &self.filed()).await?.map(Report::from)))
    }

    /// The version of the report that states it (phiên bản báo cáo).
    async fn version(&self, ctx: &Context<'_>) -> Option<Result<ReportVersion>> {
        nullable!(ctx, |request| Ok(Some(self.filings.version_known(request, &self.filed()).await?)))
    }

    /// The figure as the report states it, with its wording (số liệu).
    async fn figure(&self, ctx: &Context<'_>) -> Result<Figure> {
        let catalogue = ctx.data_unchecked::<Arc<Catalogue>>();
        required!(ctx, |request| self.read(request, catalogue).await)
    }

    /// Who filed that version (người gửi).
    async fn filed_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        nullable!(ctx, |request| self.filings.filed_by(request, &self.filed()).await)
    }

    /// When that version arrived at the server (thời điểm nhận).
    async fn filed_at(&self, ctx: &Context<'_>) -> Result<DateTime<Utc>> {
        required!(ctx, |request| Ok(self.filings.version(request, &self.filed()).await?.submitted_at))
    }
}
