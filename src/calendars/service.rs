//! The verbs of this room.

use async_graphql::dataloader::Loader;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};
use uuid::Uuid;

use super::{
    input::{CalendarDayInput, CalendarProfileDraft},
    rows::{day, profile},
};
use crate::{
    catalogue::{
        Catalogue,
        calendar::{CalendarDayKind, DEFAULT_PROFILE, DayOff, DaysOff, Profile, faults},
    },
    kit::{Bilingual, Code, Error, Period, Problem, Result, clock, digest, id, text},
    request::Request,
    store::{Reader, Subject, Writer},
};

/// A profile, and where it is kept.
#[derive(Clone, Debug)]
pub struct Kept {
    pub profile: Profile,
    /// From 1; 0 for one that comes with the system.
    pub version: i32,
    /// The row's id; `None` for one that comes with the system.
    pub id: Option<Uuid>,
    pub saved_at: Option<DateTime<Utc>>,
    pub saved_by: Option<Uuid>,
}

impl Kept {
    fn shipped(profile: &Profile) -> Self {
        Kept { profile: profile.clone(), version: 0, id: None, saved_at: None, saved_by: None }
    }

    fn own(row: profile::Model) -> Result<Self> {
        let profile: Profile = serde_json::from_str(&row.content).map_err(Error::broken)?;
        Ok(Kept {
            profile,
            version: row.version,
            id: Some(row.id),
            saved_at: Some(row.saved_at),
            saved_by: row.saved_by,
        })
    }
}

/// Saves the next version of a province's profile; every problem of it at once.
pub async fn save_profile(
    writer: &Writer,
    catalogue: &Catalogue,
    draft: CalendarProfileDraft,
) -> Result<Uuid> {
    let (profile, mut problems) = draft.read();
    if let Some(profile) = &profile {
        if catalogue.calendar(&profile.code).is_some() {
            problems.push(Problem::new(Code::CalendarCodeTaken, &["code"]).with("profile", &profile.code));
        }
        problems.extend(faults(profile, &days_off(writer, catalogue).await?));
    }
    let Some(profile) = profile.filter(|_| problems.is_empty()) else { return Err(problems.into()) };
    let before = own(writer, Some(&profile.code)).await?;
    let row = profile::Model {
        tenant_id: writer.scope().tenant(),
        id: id::new(writer.now()),
        version: before.iter().map(|row| row.version).max().unwrap_or(0) + 1,
        valid_from: profile.valid_from,
        valid_to: profile.valid_to,
        content: digest::canonical(&profile),
        code: profile.code,
        saved_by: writer.person(),
        saved_at: writer.now(),
    };
    let id = row.id;
    writer.about(Subject::new("CalendarProfile", id));
    writer.insert::<profile::Entity>(row).await?;
    Ok(id)
}

/// What a province's entry that has been taken back is stored as.
const AS_USUAL: &str = "AS_USUAL";
/// The most days of one request: more than a year's notice has.
const MOST_DAYS: usize = 100;

/// Saves days off and working Saturdays of a province; every problem of them at once. Rounds that are open keep the
/// instants they were opened with.
pub async fn save_days(writer: &Writer, days: Vec<CalendarDayInput>) -> Result<Vec<NaiveDate>> {
    let mut problems = Vec::new();
    match days.len() {
        0 => problems.push(Problem::new(Code::TextEmpty, &["days"])),
        1..=MOST_DAYS => {}
        _ => problems.push(Problem::new(Code::TooManyEntries, &["days"]).with("most", MOST_DAYS)),
    }
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let mut rows = Vec::new();
    let mut seen = BTreeSet::new();
    for (index, entry) in days.into_iter().enumerate() {
        let index = index.to_string();
        let at = |field| ["days", index.as_str(), field];
        if !clock::is_of_our_time(entry.day.0) {
            problems.push(Problem::new(Code::BadDate, &at("day")));
        } else if !seen.insert(entry.day.0) {
            problems.push(Problem::new(Code::DuplicateEntry, &at("day")).with("key", entry.day.0));
        }
        let mut clean = |given: &str, field| {
            text::required(given, text::MAX_NAME, &at(field))
                .map_err(|it| problems.push(it))
                .unwrap_or_default()
        };
        rows.push(day::Model {
            tenant_id: writer.scope().tenant(),
            day: entry.day.0,
            kind: entry.kind.map_or(AS_USUAL, CalendarDayKind::code).into(),
            label: clean(&entry.label, "label"),
            source: clean(&entry.source, "source"),
            saved_by: writer.person(),
            saved_at: writer.now(),
        });
    }
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let province = u128::try_from(writer.scope().tenant()).map_err(Error::broken)?;
    writer.about(Subject::new("Province", Uuid::from_u128(province)));
    let known = own_days(writer).await?;
    for row in rows {
        match known.iter().find(|known| known.day == row.day) {
            Some(before) => writer.update::<day::Entity>(before, row).await?,
            None => writer.insert::<day::Entity>(row).await?,
        }
    }
    Ok(seen.into_iter().collect())
}

async fn own(reader: &Reader, code: Option<&str>) -> Result<Vec<profile::Model>> {
    reader
        .find::<profile::Entity>()
        .with(|all| {
            let all = match code {
                Some(code) => all.filter(profile::Column::Code.eq(code)),
                None => all,
            };
            all.order_by_asc(profile::Column::Code).order_by_asc(profile::Column::Version)
        })
        .all()
        .await
}

async fn own_days(reader: &Reader) -> Result<Vec<day::Model>> {
    reader.find::<day::Entity>().with(|all| all.order_by_asc(day::Column::Day)).all().await
}

/// The days off that hold in the reader's province: those that come with the system, and its own over them.
pub async fn days_off(reader: &Reader, catalogue: &Catalogue) -> Result<DaysOff> {
    let own = own_days(reader).await?.into_iter().filter_map(|row| {
        let text = |text: String| Bilingual { vi: text.clone(), en: text };
        let kind = CalendarDayKind::from_code(&row.kind)?;
        Some(DayOff { day: row.day, kind, label: text(row.label), source: text(row.source) })
    });
    Ok(catalogue.days_off().clone().with(own))
}

/// Every profile of the province in every version, and those that come with the system, which are first.
pub async fn profiles(reader: &Reader, catalogue: &Catalogue) -> Result<Vec<Kept>> {
    let mut kept: Vec<Kept> = catalogue.calendars().iter().map(Kept::shipped).collect();
    for row in own(reader, None).await? {
        kept.push(Kept::own(row)?);
    }
    Ok(kept)
}

/// A version of a profile of the province, by id.
pub async fn by_id(reader: &Reader, id: Uuid) -> Result<Option<Kept>> {
    let row =
        reader.find::<profile::Entity>().with(|all| all.filter(profile::Column::Id.eq(id))).one().await?;
    row.map(Kept::own).transpose()
}

/// The profile for a period: the newest version of the one that is named which is in force then; when none is named, the
/// one that the province saved last of those that are in force and have a rule for the period, else the default.
pub async fn choose(
    reader: &Reader,
    catalogue: &Catalogue,
    code: Option<&str>,
    period: Period,
) -> Result<Kept> {
    if period.is_ad_hoc() {
        return Err(Error::refused(Code::AdHocHasNoCalendar, &["period"]));
    }
    let Some(code) = code else {
        let own = own(reader, None).await?.into_iter().map(Kept::own).collect::<Result<Vec<_>>>()?;
        return usual(&own, catalogue, period);
    };
    let problem = |code: Code, of: &str| Problem::new(code, &["profile"]).with("profile", text::shown(of));
    let found = match catalogue.calendar(code) {
        Some(profile) => Some(Kept::shipped(profile)).filter(|kept| kept.profile.in_force(period)),
        None if !text::can_be_stored(code) || own(reader, Some(code)).await?.is_empty() => {
            return Err(problem(Code::CalendarUnknown, code).into());
        }
        None => {
            let rows = own_in_force(reader, Some(code), period).await?;
            rows.into_iter().max_by_key(|row| row.version).map(Kept::own).transpose()?
        }
    };
    let kept = found.ok_or_else(|| problem(Code::CalendarNotInForce, code).with_period(period))?;
    match kept.profile.rule(period) {
        Some(_) => Ok(kept),
        None => Err(problem(Code::CalendarNoRule, code).with_period(period).into()),
    }
}

/// The calendar for a period when none is named: the one that the province saved last of those that are in force and have a rule
/// for it, else the default.
fn usual(own: &[Kept], catalogue: &Catalogue, period: Period) -> Result<Kept> {
    let serves = |kept: &&Kept| kept.profile.in_force(period) && kept.profile.rule(period).is_some();
    let last = own.iter().filter(serves).max_by_key(|kept| (kept.saved_at, kept.id)).cloned();
    let default = || catalogue.calendar(DEFAULT_PROFILE).map(Kept::shipped);
    last.or_else(default).ok_or_else(|| Error::broken("a catalogue without the default calendar"))
}

async fn own_in_force(reader: &Reader, code: Option<&str>, period: Period) -> Result<Vec<profile::Model>> {
    let mut rows = Vec::new();
    for row in own(reader, code).await? {
        let profile: Profile = serde_json::from_str(&row.content).map_err(Error::broken)?;
        if profile.in_force(period) {
            rows.push(row);
        }
    }
    Ok(rows)
}

/// The days off that hold in the caller's province, read once a request.
pub async fn load_days_off(request: &Request, catalogue: &Arc<Catalogue>) -> Result<Arc<DaysOff>> {
    let catalogue = catalogue.clone();
    let loaded = request.load(|reader| DaysLoader(reader, catalogue), ()).await?;
    loaded.ok_or_else(|| Error::broken("no days off"))
}

/// A version of a profile by code and number, 0 for one that comes with the system.
pub async fn load_named(
    request: &Request,
    catalogue: &Catalogue,
    code: &str,
    version: i32,
) -> Result<Option<Kept>> {
    if version == 0 {
        return Ok(catalogue.calendar(code).map(Kept::shipped));
    }
    request.load(NamedLoader, (code.to_owned(), version)).await
}

/// The calendar for a period when none is named, see [`choose`]; the province's own are read once a request.
pub async fn load_usual(request: &Request, catalogue: &Catalogue, period: Period) -> Result<Kept> {
    usual(&load_own(request).await?, catalogue, period)
}

/// Every version of the province's own calendars, read once a request.
pub async fn load_own(request: &Request) -> Result<Arc<Vec<Kept>>> {
    request.load(OwnLoader, ()).await?.ok_or_else(|| Error::broken("no calendars"))
}

struct OwnLoader(Arc<Reader>);

impl Loader<()> for OwnLoader {
    type Value = Arc<Vec<Kept>>;
    type Error = Arc<Error>;

    async fn load(&self, _: &[()]) -> Result<HashMap<(), Arc<Vec<Kept>>>, Arc<Error>> {
        let rows = own(&self.0, None).await.map_err(Arc::new)?;
        let kept = rows.into_iter().map(Kept::own).collect::<Result<Vec<_>>>().map_err(Arc::new)?;
        Ok(HashMap::from([((), Arc::new(kept))]))
    }
}

struct DaysLoader(Arc<Reader>, Arc<Catalogue>);

impl Loader<()> for DaysLoader {
    type Value = Arc<DaysOff>;
    type Error = Arc<Error>;

    async fn load(&self, _: &[()]) -> Result<HashMap<(), Arc<DaysOff>>, Arc<Error>> {
        let days = days_off(&self.0, &self.1).await.map_err(Arc::new)?;
        Ok(HashMap::from([((), Arc::new(days))]))
    }
}

struct NamedLoader(Arc<Reader>);

impl Loader<(String, i32)> for NamedLoader {
    type Value = Kept;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[(String, i32)]) -> Result<HashMap<(String, i32), Kept>, Arc<Error>> {
        let mut found = HashMap::new();
        for row in own(&self.0, None).await.map_err(Arc::new)? {
            let key = (row.code.clone(), row.version);
            if keys.contains(&key) {
                found.insert(key, Kept::own(row).map_err(Arc::new)?);
            }
        }
        Ok(found)
    }
}
