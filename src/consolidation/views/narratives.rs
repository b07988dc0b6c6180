//! What reports write under one heading, side by side.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect};
use std::sync::Arc;
use uuid::Uuid;

use super::super::picture::Picture;
use crate::{
    kit::{self, Code, Error, Lang, Period, Problem},
    nullable,
    organisation::{self, Agency, Person},
    reports::{
        self, NarrativeColumn, NarrativeEntity, NarrativeSection, ReportVersion, SectionEntry,
        StandingEntity, VersionRow,
    },
    request::Request,
    required,
};

/// What one report writes under a heading (nội dung một mục của một báo cáo).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct NarrativeEntry {
    /// The agency (cơ quan).
    agency: Agency,
    /// The period of the report (kỳ báo cáo).
    period: Period,
    /// What it writes (nội dung).
    section: NarrativeSection,
    #[graphql(skip)]
    filed: Uuid,
}

#[derive(FromQueryResult)]
struct Row {
    version_id: Uuid,
    content: String,
}

/// What every report that stands writes in a section, by code of agency and period. Whoever is silent is not there.
///
/// Errors: `UNKNOWN_SECTION`.
pub async fn read(picture: &Arc<Picture>, section: &str, lang: Lang) -> kit::Result<Vec<NarrativeEntry>> {
    if picture.catalogue.forms().iter().all(|form| form.section(section).is_none()) {
        let problem = Problem::new(Code::UnknownSection, &["section"]);
        return Err(problem.with("section", super::shown(section)).into());
    }
    let ledger = picture.ledger().await?;
    if ledger.plan.rounds.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = picture
        .reader
        .find::<NarrativeEntity>()
        .with(|all| {
            all.select_only()
                .column(NarrativeColumn::VersionId)
                .column(NarrativeColumn::Content)
                .filter(NarrativeColumn::Section.eq(section))
        })
        .join::<StandingEntity>(
            JoinType::InnerJoin,
            ledger.standing::<NarrativeEntity>(NarrativeColumn::VersionId),
        )
        .rows()
        .await?;
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(position) = ledger.of_version(row.version_id) else { continue };
        let owed = ledger.at(position);
        let form = ledger.form(&picture.catalogue, owed);
        let Some(asked) = form.and_then(|form| form.section(section)) else { continue };
        let entry: SectionEntry = serde_json::from_str(&row.content).map_err(Error::broken)?;
        let entry = NarrativeEntry {
            agency: ledger.agency(owed).clone(),
            period: ledger.period(owed),
            section: NarrativeSection::new(asked, asked.heading.get(lang).to_owned(), entry),
            filed: row.version_id,
        };
        entries.push((position, entry));
    }
    entries.sort_by_key(|(position, _)| *position);
    Ok(entries.into_iter().map(|(_, entry)| entry).collect())
}

impl NarrativeEntry {
    /// The version that says so, loaded together with those of every other entry.
    async fn row(&self, request: &Request) -> kit::Result<VersionRow> {
        let row = reports::load_version(request, self.filed).await?;
        row.ok_or_else(|| Error::broken("a narrative of a version that is gone"))
    }
}

#[ComplexObject]
impl NarrativeEntry {
    /// The version of the report (phiên bản báo cáo).
    async fn version(&self, ctx: &Context<'_>) -> Option<Result<ReportVersion>> {
        nullable!(ctx, |request| self.row(request).await.map(|row| Some(row.into())))
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
