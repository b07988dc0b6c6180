//! What is shown of the versions behind sources and narratives: read for a whole view at once, whatever number of totals
//! lists them, so that the statements are as many for many as for few.

use async_graphql::Lookahead;
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

use super::{ledger::Filed, picture::Picture};
use crate::{
    kit::{Error, Result},
    organisation::{self, Person, PersonEntity},
    reports::{
        self, ReportColumn, ReportContent, ReportEntity, ReportRow, ReportVersion, VersionColumn,
        VersionEntity, VersionRow,
    },
    request::Request,
};

type PersonColumn = <PersonEntity as EntityTrait>::Column;

/// What is selected of whatever comes from a version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    versions: bool,
    figures: bool,
    people: bool,
    reports: bool,
}

impl Shown {
    /// What a selection of a source, or of a narrative, shows.
    pub fn by(selected: &Lookahead<'_>) -> Self {
        let shows = |field: &str| selected.field(field).exists();
        let (figures, people) = (shows("figure"), shows("filedBy"));
        Shown {
            versions: figures || people || shows("version") || shows("filedAt"),
            figures,
            people,
            reports: shows("report"),
        }
    }

    pub fn and(self, other: Shown) -> Self {
        Shown {
            versions: self.versions || other.versions,
            figures: self.figures || other.figures,
            people: self.people || other.people,
            reports: self.reports || other.reports,
        }
    }

    pub fn is_anything(self) -> bool {
        self != Shown::default()
    }
}

/// Versions, what they say, who filed them, and their reports.
#[derive(Default)]
pub struct Filings {
    versions: HashMap<Uuid, VersionRow>,
    contents: HashMap<Uuid, ReportContent>,
    people: HashMap<Uuid, Person>,
    reports: HashMap<Uuid, ReportRow>,
    /// As of when they are shown; none: as they are now.
    known_at: Option<DateTime<Utc>>,
}

impl Filings {
    /// Reads what is shown of some filings: at most one statement for versions, one for people, one for reports.
    pub async fn read(picture: &Picture, filed: &[Filed], shown: Shown) -> Result<Filings> {
        let mut filings = Filings { known_at: picture.as_of.known_at(), ..Filings::default() };
        let reader = &picture.reader;
        if filed.is_empty() {
            return Ok(filings);
        }
        if shown.versions {
            let ids: BTreeSet<Uuid> = filed.iter().map(|filed| filed.version).collect();
            let rows = reader
                .find::<VersionEntity>()
                .with(|all| all.filter(VersionColumn::Id.is_in(ids)))
                .all()
                .await?;
            filings.versions = rows.into_iter().map(|row| (row.id, row)).collect();
        }
        if shown.figures {
            let read = filings.versions.values().map(|row| Ok((row.id, content_of(row)?)));
            filings.contents = read.collect::<Result<_>>()?;
        }
        if shown.people {
            let ids: BTreeSet<Uuid> = filings.versions.values().filter_map(|row| row.submitted_by).collect();
            let rows = reader
                .find::<PersonEntity>()
                .with(|all| all.filter(PersonColumn::Id.is_in(ids)))
                .all()
                .await?;
            filings.people = rows.into_iter().map(|row| (row.id, row.into())).collect();
        }
        if shown.reports {
            let ids: BTreeSet<Uuid> = filed.iter().map(|filed| filed.report).collect();
            let rows = reader
                .find::<ReportEntity>()
                .with(|all| all.filter(ReportColumn::Id.is_in(ids)))
                .all()
                .await?;
            let shown = rows.into_iter().filter_map(|row| reports::as_shown(reader.scope(), row));
            filings.reports = shown.map(|row| (row.id, row)).collect();
        }
        Ok(filings)
    }

    /// A version; one that was not read with the others is loaded.
    pub async fn version(&self, request: &Request, filed: &Filed) -> Result<VersionRow> {
        if let Some(row) = self.versions.get(&filed.version) {
            return Ok(row.clone());
        }
        let row = reports::load_version(request, filed.version).await?;
        row.ok_or_else(|| Error::broken("a version that stands is gone"))
    }

    /// A version, with what was known of it.
    pub async fn version_known(&self, request: &Request, filed: &Filed) -> Result<ReportVersion> {
        Ok(ReportVersion::known(self.version(request, filed).await?, self.known_at))
    }

    /// What a version says.
    pub async fn content<T>(
        &self,
        request: &Request,
        filed: &Filed,
        read: impl FnOnce(&ReportContent) -> T,
    ) -> Result<T> {
        match self.contents.get(&filed.version) {
            Some(content) => Ok(read(content)),
            None => Ok(read(&content_of(&self.version(request, filed).await?)?)),
        }
    }

    /// Who filed a version.
    pub async fn filed_by(&self, request: &Request, filed: &Filed) -> Result<Option<Person>> {
        let known = self.versions.get(&filed.version).map(|row| row.submitted_by);
        let person = match known {
            Some(person) => person,
            None => self.version(request, filed).await?.submitted_by,
        };
        match person {
            Some(person) => match self.people.get(&person) {
                Some(person) => Ok(Some(person.clone())),
                None => organisation::load_person(request, person).await,
            },
            None => Ok(None),
        }
    }

    /// The report of a version.
    pub async fn report(&self, request: &Request, filed: &Filed) -> Result<Option<ReportRow>> {
        match self.reports.get(&filed.report) {
            Some(row) => Ok(Some(row.clone())),
            None => reports::load_report(request, filed.report).await,
        }
    }
}

fn content_of(row: &VersionRow) -> Result<ReportContent> {
    serde_json::from_str(&row.content).map_err(Error::broken)
}
