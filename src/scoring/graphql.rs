//! Resolvers of this room.

use async_graphql::{ComplexObject, Context, ID, Object, Result, SimpleObject, dataloader::Loader};
use chrono::{DateTime, Utc};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

use super::{
    rows::{event, score},
    service::{self, Kept},
    types::{Content, Mark, Marked, ScoreState},
};
use crate::{
    catalogue::{
        Catalogue,
        scoring::{DemocracyClass, Scheme, shown},
    },
    kit::{
        self, Bilingual, Error, Lang, Period,
        id::{self, Kind},
        scalars::{Date, DecimalText},
        vocabulary::AgencyKind,
    },
    nullable,
    organisation::{self, Agency, Person},
    request, required,
    store::Reader,
};

fn said(ctx: &Context<'_>, text: &Bilingual) -> String {
    text.get(request::of(ctx).map_or(Lang::Vi, |request| request.lang())).to_owned()
}

/// A scheme by which democracy work is scored: criteria with their largest points, and the bands of the classes (thang điểm).
#[derive(Clone, Debug)]
pub struct ScoringScheme(Kept);

impl From<Kept> for ScoringScheme {
    fn from(kept: Kept) -> Self {
        ScoringScheme(kept)
    }
}

/// A scheme by which democracy work is scored: criteria with their largest points, and the bands of the classes (thang điểm).
#[Object]
impl ScoringScheme {
    /// Opaque global id.
    pub async fn id(&self) -> ID {
        match self.0.id {
            Some(own) => id::encode(Kind::ScoringScheme, own),
            None => id::encode(Kind::ScoringScheme, &self.0.scheme.code),
        }
    }

    /// Code (mã).
    async fn code(&self) -> &str {
        &self.0.scheme.code
    }

    /// Its number among the versions that the province has saved, from 1; null for one that comes with the system (phiên
    /// bản).
    async fn version(&self) -> Option<i32> {
        (self.0.version > 0).then_some(self.0.version)
    }

    /// Name (tên).
    async fn label(&self, ctx: &Context<'_>) -> String {
        said(ctx, &self.0.scheme.label)
    }

    /// Whether it is made up to show the shape: nobody is scored by it (thang điểm minh họa).
    async fn example(&self) -> bool {
        self.0.scheme.example
    }

    /// Who issued it, as cited (căn cứ).
    async fn legal_basis(&self, ctx: &Context<'_>) -> Option<String> {
        self.0.scheme.legal_basis.as_ref().map(|basis| said(ctx, basis))
    }

    /// It holds for periods that end on this day or later; null where it always did (áp dụng từ ngày).
    async fn valid_from(&self) -> Option<Date> {
        self.0.scheme.valid_from.map(Date)
    }

    /// It holds for periods that end on this day or earlier; null while it holds (áp dụng đến ngày).
    async fn valid_to(&self) -> Option<Date> {
        self.0.scheme.valid_to.map(Date)
    }

    /// The kinds of agency it scores (loại cơ quan).
    async fn agency_kinds(&self) -> &[AgencyKind] {
        &self.0.scheme.agency_kinds
    }

    /// The largest score (điểm tối đa).
    async fn maximum(&self) -> DecimalText {
        DecimalText(shown(self.0.scheme.maximum))
    }

    /// The criteria, a part after what it is a part of (các tiêu chí).
    async fn criteria(&self, ctx: &Context<'_>) -> Vec<ScoringCriterion> {
        let one = |criterion: &crate::catalogue::scoring::Criterion| ScoringCriterion {
            code: criterion.code.clone(),
            parent: criterion.parent.clone(),
            label: said(ctx, &criterion.label),
            maximum: DecimalText(shown(criterion.maximum)),
        };
        self.0.scheme.criteria.iter().map(one).collect()
    }

    /// The bands of the classes (khung điểm xếp loại).
    async fn bands(&self) -> Vec<ScoringBand> {
        let one = |band: &crate::catalogue::scoring::Band| ScoringBand {
            class: band.class,
            from: DecimalText(shown(band.from)),
            to: DecimalText(shown(band.to)),
        };
        self.0.scheme.bands.iter().map(one).collect()
    }

    /// When this version was saved; null for one that comes with the system (thời điểm lưu).
    async fn saved_at(&self) -> Option<DateTime<Utc>> {
        self.0.saved_at
    }

    /// Who saved it (người lưu).
    async fn saved_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        let person = self.0.saved_by?;
        nullable!(ctx, |request| organisation::load_person(request, person).await)
    }
}

/// Something that points are given for (một tiêu chí).
#[derive(SimpleObject, Clone, Debug)]
pub struct ScoringCriterion {
    /// Code (mã).
    code: String,
    /// Code of the criterion it is a part of (tiêu chí cha).
    parent: Option<String>,
    /// Name (tên).
    label: String,
    /// The most points it gives (điểm tối đa).
    maximum: DecimalText,
}

/// The scores of a class (khung điểm của một loại).
#[derive(SimpleObject, Clone, Debug)]
pub struct ScoringBand {
    /// The class (xếp loại).
    class: DemocracyClass,
    /// Its least score (từ điểm).
    from: DecimalText,
    /// The score it ends before; the highest band includes it (đến dưới điểm).
    to: DecimalText,
}

/// How an agency's democracy work was scored in a year or half-year: by itself, and by Home Affairs (điểm thực hiện dân chủ).
#[derive(Clone, Debug)]
pub struct DemocracyScore {
    row: score::Model,
    content: Content,
    /// The agency as it is known where the score is shown; `None`: as it is now.
    agency: Option<Agency>,
}

impl DemocracyScore {
    /// The score of a row.
    pub fn of(row: score::Model) -> kit::Result<Self> {
        let content = service::content(&row)?;
        Ok(DemocracyScore { row, content, agency: None })
    }

    /// The score of a row, beside its agency as that is known.
    pub fn beside(row: score::Model, agency: Agency) -> kit::Result<Self> {
        Ok(DemocracyScore { agency: Some(agency), ..DemocracyScore::of(row)? })
    }

    /// Whether the class is not its band's.
    pub fn is_overridden(&self) -> bool {
        let class = self.row.classification.as_deref();
        self.content.band.is_some() && class.is_some() && self.content.band.map(DemocracyClass::code) != class
    }

    /// What it is found again by in a list.
    pub fn key(&self) -> (i32, Uuid) {
        (service::sort_number(self.row.period), self.row.id)
    }
}

/// How an agency's democracy work was scored in a year or half-year: by itself, and by Home Affairs (điểm thực hiện dân chủ).
#[Object]
impl DemocracyScore {
    /// Opaque global id.
    pub async fn id(&self) -> ID {
        id::encode(Kind::DemocracyScore, self.row.id)
    }

    /// The agency (cơ quan).
    async fn agency(&self, ctx: &Context<'_>) -> Option<Result<Agency>> {
        nullable!(ctx, |request| match &self.agency {
            Some(agency) => Ok(Some(agency.clone())),
            None => organisation::load_agency(request, self.row.agency_id).await,
        })
    }

    /// The year or half-year (kỳ).
    async fn period(&self, ctx: &Context<'_>) -> Result<Period> {
        required!(ctx, |_request| Period::from_number(self.row.period)
            .ok_or_else(|| Error::broken("a score of no period")))
    }

    /// Where it stands (trạng thái).
    async fn state(&self, ctx: &Context<'_>) -> Result<ScoreState> {
        required!(ctx, |_request| state(&self.row.state))
    }

    /// How often it has been given; sent as `ifRevision` with the next change (lần sửa).
    async fn revision(&self) -> i32 {
        self.row.revision
    }

    /// When it was last changed (thời điểm).
    async fn updated_at(&self) -> DateTime<Utc> {
        self.row.updated_at
    }

    /// The scheme it was given by, as it was then (thang điểm).
    async fn scheme(&self) -> ScoringScheme {
        let Content { scheme, scheme_id, scheme_version, .. } = self.content.clone();
        ScoringScheme(Kept { scheme, version: scheme_version, id: scheme_id, saved_at: None, saved_by: None })
    }

    /// The agency's own score; null while it has given none (điểm tự chấm).
    async fn self_score(&self, ctx: &Context<'_>) -> Option<ScoreGiven> {
        self.content.own.as_ref().map(|own| ScoreGiven::of(ctx, own, &self.content.scheme))
    }

    /// The verified score; null until Home Affairs has verified it (điểm thẩm định).
    async fn verified_score(&self, ctx: &Context<'_>) -> Option<ScoreGiven> {
        self.content.verified.as_ref().map(|given| ScoreGiven::of(ctx, given, &self.content.scheme))
    }

    /// The class that the verified score has by the scheme's bands (xếp loại theo khung điểm).
    async fn band(&self) -> Option<DemocracyClass> {
        self.content.band
    }

    /// The class that Home Affairs gave; null until then (xếp loại).
    async fn classification(&self) -> Option<DemocracyClass> {
        DemocracyClass::from_code(self.row.classification.as_deref()?)
    }

    /// Why the class is not the band's; null where it is (lý do xếp loại khác khung điểm).
    async fn override_reason(&self) -> Option<&str> {
        self.content.override_reason.as_deref()
    }

    /// Every revision, oldest first (quá trình chấm điểm).
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<DemocracyScoreRevision>> {
        required!(ctx, |request| {
            let mut rows = request.load(EventLoader, self.row.id).await?.unwrap_or_default();
            // Of a score of the past, its own past.
            rows.retain(|row| row.revision <= self.row.revision);
            rows.into_iter().map(DemocracyScoreRevision::of).collect::<kit::Result<Vec<_>>>()
        })
    }
}

fn state(code: &str) -> kit::Result<ScoreState> {
    ScoreState::from_code(code).ok_or_else(|| Error::broken("a score in no state"))
}

/// A score with the points of its criteria (điểm đã cho).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct ScoreGiven {
    /// The whole score (tổng điểm).
    total: DecimalText,
    /// Points by criterion, sums of parts among them, in the scheme's order; empty where only the whole was given (điểm từng
    /// tiêu chí).
    criteria: Vec<CriterionScore>,
    /// What is said of it (ghi chú).
    note: Option<String>,
    /// When it was given (thời điểm).
    given_at: DateTime<Utc>,
    /// Whether it is the self-assessed score of the agency's report, because the agency gave none here (lấy từ báo cáo).
    from_report: bool,
    #[graphql(skip)]
    by: Option<Uuid>,
}

/// Points of one criterion (điểm một tiêu chí).
#[derive(SimpleObject, Clone, Debug)]
pub struct CriterionScore {
    /// The criterion (tiêu chí).
    criterion: ScoringCriterion,
    /// Its points; of one that has parts, their sum (điểm).
    points: DecimalText,
    /// What they are given for (ghi chú).
    note: Option<String>,
}

impl ScoreGiven {
    fn of(ctx: &Context<'_>, given: &Marked, scheme: &Scheme) -> Self {
        let Marked { total, criteria: marks, note, by, at, from_report } = given;
        let criterion = |criterion: &crate::catalogue::scoring::Criterion| {
            let own: Option<&Mark> = marks.iter().find(|mark| mark.criterion == criterion.code);
            CriterionScore {
                criterion: ScoringCriterion {
                    code: criterion.code.clone(),
                    parent: criterion.parent.clone(),
                    label: said(ctx, &criterion.label),
                    maximum: DecimalText(shown(criterion.maximum)),
                },
                points: DecimalText(shown(points_of(&criterion.code, marks, scheme))),
                note: own.and_then(|mark| mark.note.clone()),
            }
        };
        let listed = if marks.is_empty() { &[][..] } else { &scheme.criteria[..] };
        ScoreGiven {
            total: DecimalText(shown(*total)),
            criteria: listed.iter().map(criterion).collect(),
            note: note.clone(),
            given_at: *at,
            from_report: *from_report,
            by: *by,
        }
    }
}

/// The points of a criterion: its own, or the sum of its parts'. A part stands behind its parent, so this ends.
fn points_of(code: &str, marks: &[Mark], scheme: &Scheme) -> i64 {
    let own = marks.iter().filter(|mark| mark.criterion == code).map(|mark| mark.points);
    let parts = scheme.criteria.iter().filter(|part| part.parent.as_deref() == Some(code));
    own.chain(parts.map(|part| points_of(&part.code, marks, scheme))).sum()
}

#[ComplexObject]
impl ScoreGiven {
    /// Who gave it; null for the score of a report (người chấm).
    async fn given_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        let person = self.by?;
        nullable!(ctx, |request| organisation::load_person(request, person).await)
    }
}

/// One revision of a score (một lần chấm).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct DemocracyScoreRevision {
    /// Its number, from 1 (lần).
    revision: i32,
    /// Where the score stood (trạng thái).
    state: ScoreState,
    /// The agency's own score (điểm tự chấm).
    self_score: Option<DecimalText>,
    /// The verified score (điểm thẩm định).
    verified_score: Option<DecimalText>,
    /// The class (xếp loại).
    classification: Option<DemocracyClass>,
    /// Why the class is not the band's; null where it is (lý do xếp loại khác khung điểm).
    override_reason: Option<String>,
    /// Why a verified score was changed (lý do sửa).
    reason: Option<String>,
    /// When (thời điểm).
    at: DateTime<Utc>,
    #[graphql(skip)]
    person: Option<Uuid>,
}

impl DemocracyScoreRevision {
    fn of(row: event::Model) -> kit::Result<Self> {
        let points = |points: Option<i64>| points.map(|points| DecimalText(shown(points)));
        // Each revision keeps the whole of what it was made of.
        let content: Content = serde_json::from_str(&row.content).map_err(Error::broken)?;
        Ok(DemocracyScoreRevision {
            revision: row.revision,
            state: state(&row.state)?,
            self_score: points(row.self_score),
            verified_score: points(row.verified_score),
            classification: row.classification.as_deref().and_then(DemocracyClass::from_code),
            override_reason: content.override_reason,
            reason: row.reason,
            at: row.at,
            person: row.person_id,
        })
    }
}

#[ComplexObject]
impl DemocracyScoreRevision {
    /// Who did it (người thực hiện).
    async fn by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        let person = self.person?;
        nullable!(ctx, |request| organisation::load_person(request, person).await)
    }
}

struct EventLoader(Arc<Reader>);

impl Loader<Uuid> for EventLoader {
    type Value = Vec<event::Model>;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> kit::Result<HashMap<Uuid, Vec<event::Model>>, Arc<Error>> {
        let mut by_score: HashMap<Uuid, Vec<event::Model>> = HashMap::new();
        for row in service::events(&self.0, ids).await.map_err(Arc::new)? {
            by_score.entry(row.score_id).or_default().push(row);
        }
        Ok(by_score)
    }
}

#[derive(Default)]
pub struct ScoringQuery;

#[Object]
impl ScoringQuery {
    /// The scoring schemes that come with the system, which are examples, and every version of the province's own (các thang
    /// điểm).
    async fn scoring_schemes(&self, ctx: &Context<'_>) -> Option<Result<Vec<ScoringScheme>>> {
        nullable!(ctx, |request| {
            let catalogue = ctx.data_unchecked::<Arc<Catalogue>>();
            let kept = service::schemes(&*request.reader().await?, catalogue).await?;
            Ok(Some(kept.into_iter().map(ScoringScheme).collect::<Vec<_>>()))
        })
    }
}
