//! What reports write under one heading, side by side.

use async_graphql::{ComplexObject, Context, Lookahead, Result, SimpleObject};
use chrono::{DateTime, Utc};
use std::sync::Arc;

use super::super::{
    filings::{Filings, Shown},
    ledger::Filed,
    picture::Picture,
    sections,
};
use crate::{
    kit::{self, Code, Error, Lang, Period, Problem},
    nullable,
    organisation::{Agency, Person},
    reports::{NarrativeSection, ReportVersion, SectionEntry},
    required,
};

/// What one report writes under a heading (nội dung một mục của một báo cáo).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct NarrativeEntry {
    /// The agency (cơ quan).
    agency: Agency,
    /// What the agency was called on the last day of the window of that report; `agency { name }` is its present name (tên cơ quan
    /// trong kỳ).
    agency_name: String,
    /// The successor under which it is told apart, where that is another agency; null as reported (cơ quan kế thừa hiện nay).
    successor: Option<Agency>,
    /// The period of the report (kỳ báo cáo).
    period: Period,
    /// What it writes (nội dung).
    section: NarrativeSection,
    #[graphql(skip)]
    filed: Filed,
    #[graphql(skip)]
    filings: Arc<Filings>,
}

/// What every report that stands writes in a section, by code of agency and period. Whoever is silent is not there.
///
/// Errors: `UNKNOWN_SECTION`.
pub async fn read(
    picture: &Arc<Picture>,
    section: &str,
    lang: Lang,
    selected: Lookahead<'_>,
) -> kit::Result<Vec<NarrativeEntry>> {
    let shown = Shown::by(&selected);
    if picture.catalogue.forms().iter().all(|form| form.section(section).is_none()) {
        let problem = Problem::new(Code::UnknownSection, &["section"]);
        return Err(problem.with("section", super::shown(section)).into());
    }
    let ledger = picture.ledger().await?;
    if ledger.plan.rounds.is_empty() {
        return Ok(Vec::new());
    }
    let written = sections::written(picture, &ledger, section).await?;
    let mut found = Vec::with_capacity(written.len());
    for (version, content) in written {
        let position = ledger.of_version(version);
        if let Some((position, filed)) = position.and_then(|at| Some((at, ledger.at(at).filed?))) {
            found.push((position, filed, content));
        }
    }
    found.sort_by_key(|(position, _, _)| *position);
    let filed: Vec<Filed> = found.iter().map(|(_, filed, _)| *filed).collect();
    let filings = Arc::new(Filings::read(picture, &filed, shown).await?);
    let mut entries = Vec::with_capacity(found.len());
    for (position, filed, content) in found {
        let owed = ledger.at(position);
        let form = ledger.form(&picture.catalogue, owed);
        let Some(asked) = form.and_then(|form| form.section(section)) else { continue };
        let entry: SectionEntry = serde_json::from_str(&content).map_err(Error::broken)?;
        let hidden = picture.withheld_below.is_some() && picture.catalogue.section_tells_small_numbers(asked);
        entries.push(NarrativeEntry {
            agency: ledger.agency(owed).clone(),
            agency_name: ledger.name_of(owed),
            successor: ledger.successor(owed).cloned(),
            period: ledger.period(owed),
            section: NarrativeSection::new(asked, asked.heading.get(lang).to_owned(), entry).kept(hidden),
            filed,
            filings: filings.clone(),
        });
    }
    Ok(entries)
}

#[ComplexObject]
impl NarrativeEntry {
    /// The version of the report (phiên bản báo cáo).
    async fn version(&self, ctx: &Context<'_>) -> Option<Result<ReportVersion>> {
        nullable!(ctx, |request| Ok(Some(self.filings.version_known(request, &self.filed).await?)))
    }

    /// Who filed that version (người gửi).
    async fn filed_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        nullable!(ctx, |request| self.filings.filed_by(request, &self.filed).await)
    }

    /// When that version arrived at the server (thời điểm nhận).
    async fn filed_at(&self, ctx: &Context<'_>) -> Result<DateTime<Utc>> {
        required!(ctx, |request| Ok(self.filings.version(request, &self.filed).await?.submitted_at))
    }
}
