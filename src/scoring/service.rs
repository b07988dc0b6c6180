//! The verbs of this room.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, sea_query::ExprTrait};
use uuid::Uuid;

use super::{
    input::ScoringSchemeDraft,
    rows::{event, scheme, score},
    types::{Content, DemocracyScoreFilter, Marked, Marks, ScoreState},
};
use crate::{
    auth::Actor,
    catalogue::{
        Catalogue,
        scoring::{DemocracyClass, Scheme, faults},
    },
    kit::{
        Code, Error, Period, PeriodKind, Problem, Result, clock, digest, id, paging::Page, text,
        vocabulary::AgencyKind,
    },
    store::{Reader, Subject, Writer, column},
};

/// A scheme, and where it is kept.
#[derive(Clone, Debug)]
pub struct Kept {
    pub scheme: Scheme,
    /// From 1; 0 for one that comes with the system.
    pub version: i32,
    /// The row's id; `None` for one that comes with the system.
    pub id: Option<Uuid>,
    pub saved_at: Option<DateTime<Utc>>,
    pub saved_by: Option<Uuid>,
}

impl Kept {
    /// A scheme that comes with the system.
    pub fn shipped(scheme: &Scheme) -> Self {
        Kept { scheme: scheme.clone(), version: 0, id: None, saved_at: None, saved_by: None }
    }

    fn own(row: scheme::Model) -> Result<Self> {
        let scheme: Scheme = serde_json::from_str(&row.content).map_err(Error::broken)?;
        Ok(Kept {
            scheme,
            version: row.version,
            id: Some(row.id),
            saved_at: Some(row.saved_at),
            saved_by: row.saved_by,
        })
    }
}

/// Saves the next version of a province's scheme; every problem of it at once.
pub async fn save_scheme(writer: &Writer, catalogue: &Catalogue, draft: ScoringSchemeDraft) -> Result<Uuid> {
    let taken = catalogue.scoring_scheme(&draft.code).is_some();
    let code = draft.code.clone();
    let (scheme, mut problems) = draft.read();
    if taken {
        problems.push(Problem::new(Code::ScoringCodeTaken, &["code"]).with("scheme", code));
    }
    if let Some(scheme) = &scheme {
        problems.extend(faults(scheme));
        for (day, field) in [(scheme.valid_from, "validFrom"), (scheme.valid_to, "validTo")] {
            if day.is_some_and(|day| !clock::is_of_our_time(day)) {
                problems.push(Problem::new(Code::BadDate, &[field]));
            }
        }
    }
    let Some(scheme) = scheme.filter(|_| problems.is_empty()) else { return Err(problems.into()) };
    let before = own(writer, Some(&scheme.code)).await?;
    let row = scheme::Model {
        tenant_id: writer.scope().tenant(),
        id: id::new(writer.now()),
        version: before.iter().map(|row| row.version).max().unwrap_or(0) + 1,
        content: digest::canonical(&scheme),
        code: scheme.code,
        saved_by: writer.person(),
        saved_at: writer.now(),
    };
    let id = row.id;
    writer.about(Subject::new("ScoringScheme", id));
    writer.insert::<scheme::Entity>(row).await?;
    Ok(id)
}

async fn own(reader: &Reader, code: Option<&str>) -> Result<Vec<scheme::Model>> {
    reader
        .find::<scheme::Entity>()
        .with(|all| {
            let all = match code {
                Some(code) => all.filter(scheme::Column::Code.eq(code)),
                None => all,
            };
            all.order_by_asc(scheme::Column::Code).order_by_asc(scheme::Column::Version)
        })
        .all()
        .await
}

/// Every scheme of the province in every version, after those that come with the system.
pub async fn schemes(reader: &Reader, catalogue: &Catalogue) -> Result<Vec<Kept>> {
    let mut kept: Vec<Kept> = catalogue.scoring_schemes().iter().map(Kept::shipped).collect();
    for row in own(reader, None).await? {
        kept.push(Kept::own(row)?);
    }
    Ok(kept)
}

/// A version of a scheme of the province, by id.
pub async fn scheme_by_id(reader: &Reader, id: Uuid) -> Result<Option<Kept>> {
    let row = reader.find::<scheme::Entity>().with(|all| all.filter(scheme::Column::Id.eq(id))).one().await?;
    row.map(Kept::own).transpose()
}

/// The scheme that a kind of agency is scored by in a period: of the province's own that serve it, the one saved last;
/// else one that comes with the system and is no example. `None` where there is none.
pub async fn choose(
    reader: &Reader,
    catalogue: &Catalogue,
    kind: AgencyKind,
    period: Period,
) -> Result<Option<Kept>> {
    let day = period.window().to;
    let mut serving = Vec::new();
    for row in own(reader, None).await? {
        serving.extend(Some(Kept::own(row)?).filter(|kept| kept.scheme.serves(kind, day)));
    }
    let last = serving.into_iter().max_by_key(|kept| (kept.saved_at, kept.id));
    let real = |scheme: &&Scheme| !scheme.example && scheme.serves(kind, day);
    let shipped = || catalogue.scoring_schemes().iter().find(real).map(Kept::shipped);
    Ok(last.or_else(shipped))
}

/// An agency's score of a period: null when there is none in the scope.
pub async fn score_of(reader: &Reader, agency: Uuid, period: Period) -> Result<Option<score::Model>> {
    reader
        .find::<score::Entity>()
        .with(|all| {
            all.filter(score::Column::AgencyId.eq(agency)).filter(score::Column::Period.eq(period.number()))
        })
        .one()
        .await
}

/// A score by id.
pub async fn score_by_id(reader: &Reader, id: Uuid) -> Result<Option<score::Model>> {
    reader.find::<score::Entity>().with(|all| all.filter(score::Column::Id.eq(id))).one().await
}

/// What a report's scores are checked against: the scheme they were given by, and the record that Home Affairs has
/// verified, each where there is one.
pub async fn for_check(
    reader: &Reader,
    catalogue: &Catalogue,
    agency: Uuid,
    kind: AgencyKind,
    period: Period,
) -> Result<(Option<Scheme>, Option<score::Model>)> {
    let verified =
        score_of(reader, agency, period).await?.filter(|row| row.state == ScoreState::Verified.code());
    if let Some(row) = verified {
        return Ok((Some(content(&row)?.scheme), Some(row)));
    }
    let chosen = choose(reader, catalogue, kind, period).await?;
    Ok((chosen.map(|kept| kept.scheme), None))
}

/// What a row was made of.
pub fn content(row: &score::Model) -> Result<Content> {
    serde_json::from_str(&row.content).map_err(Error::broken)
}

/// An agency scores itself, by the scheme now in force for it; again and again until Home Affairs has verified the score.
///
/// Errors: `SCORE_PERIOD`, `SCORE_PERIOD_AHEAD`, `SCORING_NO_SCHEME`, `SCORE_VERIFIED`, `STALE_REVISION`, and everything wrong with the points.
pub async fn self_assess(
    writer: &Writer,
    catalogue: &Catalogue,
    (agency, kind): (Uuid, AgencyKind),
    period: Period,
    if_revision: i32,
    marks: Marks,
) -> Result<score::Model> {
    let before = begin(writer, agency, period, if_revision).await?;
    if before.as_ref().is_some_and(|row| row.state == ScoreState::Verified.code()) {
        return Err(Error::refused(Code::ScoreVerified, &[]));
    }
    let kept = scheme_for(writer, catalogue, kind, period).await?;
    let own = marks.count(&kept.scheme, writer.person(), writer.now())?;
    let content = Content {
        scheme: kept.scheme,
        scheme_id: kept.id,
        scheme_version: kept.version,
        own: Some(own),
        verified: None,
        band: None,
        override_reason: None,
    };
    keep(writer, before, (agency, period), ScoreState::SelfScored, content, None, None).await
}

/// What Home Affairs verifies and gives.
#[derive(Clone, Debug, Default)]
pub struct Verification {
    pub marks: Marks,
    /// The class; the band's when left out.
    pub classification: Option<DemocracyClass>,
    /// Why it is not the band's.
    pub override_reason: Option<String>,
    /// Why a score that was verified is changed.
    pub reason: Option<String>,
    /// The score that the agency gave itself in its report, in hundredths; for an agency that gave none here.
    pub reported: Option<i64>,
}

/// Home Affairs verifies a score and gives the class: by the scheme that the agency scored itself by, else by the one now in
/// force. A verified score is changed with a reason. Whoever gave the agency's own score cannot verify it.
///
/// Errors: those of [`self_assess`] but `SCORE_VERIFIED`; `SCORE_SAME_PERSON`, `REASON_REQUIRED`.
pub async fn verify(
    writer: &Writer,
    actor: &Actor,
    catalogue: &Catalogue,
    (agency, kind): (Uuid, AgencyKind),
    period: Period,
    if_revision: i32,
    asked: Verification,
) -> Result<score::Model> {
    let before = begin(writer, agency, period, if_revision).await?;
    let known = before.as_ref().map(content).transpose()?;
    let own = known.as_ref().and_then(|content| content.own.clone());
    if own.as_ref().is_some_and(|own| !own.from_report && own.by == Some(actor.person())) {
        return Err(Error::refused(Code::ScoreSamePerson, &[]));
    }
    let (scheme, scheme_id, scheme_version) = match known {
        Some(content) => (content.scheme, content.scheme_id, content.scheme_version),
        None => {
            let kept = scheme_for(writer, catalogue, kind, period).await?;
            (kept.scheme, kept.id, kept.version)
        }
    };
    let mut problems = Vec::new();
    let verified = asked
        .marks
        .count(&scheme, writer.person(), writer.now())
        .map_err(|found| problems.extend(found))
        .ok();
    let band = verified.as_ref().and_then(|marked| scheme.class_of(marked.total));
    let class = asked.classification.or(band);
    let overridden = band.is_some() && class != band;
    let mut why = |given: Option<String>, needed: bool, field: &str| {
        let given = given.filter(|text| !text.trim().is_empty());
        match given {
            Some(given) => text::reason(&given, &[field]).map_err(|it| problems.push(it)).ok(),
            None => {
                if needed {
                    problems.push(Problem::new(Code::ReasonRequired, &[field]));
                }
                None
            }
        }
    };
    let override_reason = why(asked.override_reason, overridden, "overrideReason").filter(|_| overridden);
    let again = before.as_ref().is_some_and(|row| row.state == ScoreState::Verified.code());
    let reason = why(asked.reason, again, "reason");
    let (Some(verified), true) = (verified, problems.is_empty()) else { return Err(problems.into()) };
    let reported = || {
        let total = asked.reported.filter(|total| (0..=scheme.maximum).contains(total))?;
        let at = writer.now();
        Some(Marked { total, criteria: Vec::new(), note: None, by: None, at, from_report: true })
    };
    let content = Content {
        own: own.or_else(reported),
        verified: Some(verified),
        band,
        override_reason,
        scheme,
        scheme_id,
        scheme_version,
    };
    keep(writer, before, (agency, period), ScoreState::Verified, content, class, reason).await
}

/// The row as it is, when the period can be scored and the revision is the one that the sender knows.
async fn begin(
    writer: &Writer,
    agency: Uuid,
    period: Period,
    if_revision: i32,
) -> Result<Option<score::Model>> {
    if !matches!(period.kind(), PeriodKind::Year | PeriodKind::HalfYear) {
        return Err(Error::refused(Code::ScorePeriod, &["period"]));
    }
    if period.window().from > clock::vietnam_date(writer.now()) {
        return Err(Problem::new(Code::ScorePeriodAhead, &["period"]).with_period(period).into());
    }
    let before = score_of(writer, agency, period).await?;
    let current = before.as_ref().map_or(0, |row| row.revision);
    if current != if_revision {
        let what = crate::kit::Bilingual { vi: "Điểm này".into(), en: "this score".into() };
        return Err(Problem::new(Code::StaleRevision, &["ifRevision"])
            .with_texts("what", &what)
            .with("current", current)
            .with("given", if_revision)
            .into());
    }
    Ok(before)
}

async fn scheme_for(
    writer: &Writer,
    catalogue: &Catalogue,
    kind: AgencyKind,
    period: Period,
) -> Result<Kept> {
    let none = || Problem::new(Code::ScoringNoScheme, &["period"]).with_period(period).into();
    choose(writer, catalogue, kind, period).await?.ok_or_else(none)
}

/// Writes the next revision: the row, and the event that keeps it as it is now.
async fn keep(
    writer: &Writer,
    before: Option<score::Model>,
    (agency, period): (Uuid, Period),
    state: ScoreState,
    content: Content,
    class: Option<DemocracyClass>,
    reason: Option<String>,
) -> Result<score::Model> {
    let row = score::Model {
        tenant_id: writer.scope().tenant(),
        id: before.as_ref().map_or_else(|| id::new(writer.now()), |row| row.id),
        agency_id: agency,
        period: period.number(),
        state: state.code().into(),
        revision: before.as_ref().map_or(0, |row| row.revision) + 1,
        self_score: content.own.as_ref().map(|own| own.total),
        verified_score: content.verified.as_ref().map(|verified| verified.total),
        classification: class.map(|class| class.code().into()),
        content: digest::canonical(&content),
        updated_at: writer.recorded(),
    };
    writer.about(Subject::new("DemocracyScore", row.id).of_agency(agency));
    match &before {
        Some(before) => writer.update::<score::Entity>(before, row.clone()).await?,
        None => writer.insert::<score::Entity>(row.clone()).await?,
    }
    let kept = row.clone();
    writer
        .insert::<event::Entity>(event::Model {
            tenant_id: kept.tenant_id,
            id: id::new(writer.now()),
            agency_id: agency,
            score_id: kept.id,
            period: kept.period,
            state: kept.state,
            revision: kept.revision,
            self_score: kept.self_score,
            verified_score: kept.verified_score,
            classification: kept.classification,
            content: kept.content,
            reason,
            person_id: writer.person(),
            at: writer.recorded(),
        })
        .await?;
    Ok(row)
}

/// How many stored numbers of periods each kind has, and where those of years begin ([`Period::number`]).
const PER_KIND: i32 = 100_000;
const YEARS_FROM: i32 = 4 * PER_KIND;

/// What puts a year behind its half-years: more than there are of these.
const AFTER_HALVES: i32 = 8;

/// What a score is found again by in a list: a number by which halves of years and years sort by when they end, of those that end
/// together the longer last, out of the stored number of the period.
pub fn sort_number(period: i32) -> i32 {
    period % PER_KIND + period / YEARS_FROM * AFTER_HALVES
}

/// One page of scores, the latest period first, with one row too many; and how many there are, when asked for. `verified`
/// keeps to what Home Affairs has verified.
pub async fn page(
    reader: &Reader,
    filter: &DemocracyScoreFilter,
    agency: Option<Uuid>,
    verified: bool,
    page: &Page<(i32, Uuid)>,
    counted: bool,
) -> Result<(Vec<score::Model>, Option<u64>)> {
    let mut matching = Condition::all();
    if let Some(agency) = agency {
        matching = matching.add(score::Column::AgencyId.eq(agency));
    }
    if let Some(period) = filter.period {
        matching = matching.add(score::Column::Period.eq(period.number()));
    }
    if let Some(state) = filter.state {
        matching = matching.add(score::Column::State.eq(state.code()));
    }
    if let Some(class) = filter.classification {
        matching = matching.add(score::Column::Classification.eq(class.code()));
    }
    if verified {
        matching = matching.add(score::Column::State.eq(ScoreState::Verified.code()));
    }
    let total = if counted {
        let matching = matching.clone();
        Some(reader.find::<score::Entity>().with(|all| all.filter(matching)).count().await?)
    } else {
        None
    };
    let stored = || column(score::Column::Period);
    let ended = stored().modulo(PER_KIND).add(stored().div(YEARS_FROM).mul(AFTER_HALVES));
    let key = page.key.map(|(ended, id)| vec![ended.into(), id.into()]);
    let rows = reader
        .find::<score::Entity>()
        .with(|all| all.filter(matching))
        .page_along(page, key, vec![ended, column(score::Column::Id)], true)
        .all()
        .await?;
    Ok((rows, total))
}

/// The scores of some periods, in one statement: as they are, or as they were known at an instant.
pub async fn of_periods(
    reader: &Reader,
    periods: &[Period],
    known_at: Option<DateTime<Utc>>,
) -> Result<Vec<score::Model>> {
    let numbers = || periods.iter().map(|period| period.number());
    if periods.is_empty() {
        return Ok(Vec::new());
    }
    let Some(known_at) = known_at else {
        let wanted = score::Column::Period.is_in(numbers());
        return reader.find::<score::Entity>().with(|all| all.filter(wanted)).all().await;
    };
    let mut events = reader
        .find::<event::Entity>()
        .with(|all| {
            all.filter(event::Column::Period.is_in(numbers())).filter(event::Column::At.lte(known_at))
        })
        .all()
        .await?;
    events.sort_by_key(|event| (event.score_id, std::cmp::Reverse(event.revision)));
    events.dedup_by_key(|event| event.score_id);
    Ok(events.into_iter().map(score::Model::from).collect())
}

impl From<event::Model> for score::Model {
    fn from(event: event::Model) -> Self {
        let event::Model {
            tenant_id,
            id: _,
            agency_id,
            score_id,
            period,
            state,
            revision,
            self_score,
            verified_score,
            classification,
            content,
            reason: _,
            person_id: _,
            at,
        } = event;
        score::Model {
            tenant_id,
            id: score_id,
            agency_id,
            period,
            state,
            revision,
            self_score,
            verified_score,
            classification,
            content,
            updated_at: at,
        }
    }
}

/// What became of some scores, in the order of their revisions.
pub async fn events(reader: &Reader, scores: &[Uuid]) -> Result<Vec<event::Model>> {
    let wanted = event::Column::ScoreId.is_in(scores.iter().copied());
    let mut rows = reader.find::<event::Entity>().with(|all| all.filter(wanted)).all().await?;
    rows.sort_by_key(|row| (row.score_id, row.revision));
    Ok(rows)
}
