//! Making releases, finding them, and reading what they hold.

use async_graphql::dataloader::Loader;
use chrono::{DateTime, Datelike, Utc};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect, sea_query::ExprTrait};
use std::{collections::HashMap, sync::Arc};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::{
    document::{Author, Document, FORMAT, Frozen, Imprint},
    freeze,
    rows::{content, release},
};
use crate::{
    auth::{Action, Actor},
    catalogue::Catalogue,
    consolidation::picture::{self, Picture},
    kit::{
        Code, Error, Period, Problem, Result, clock, digest, id, paging::Page, text,
        vocabulary::ConsolidationBasis,
    },
    organisation::{self, history::Structure},
    request::{Request, shared_error},
    store::{Reader, Subject, Writer},
};

/// What is to be frozen, and under which title.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub from: Period,
    pub to: Option<Period>,
    pub basis: ConsolidationBasis,
    pub structure: Structure,
    /// With everything that is recorded by now, when left out.
    pub known_at: Option<DateTime<Utc>>,
    pub title: String,
    pub note: Option<String>,
}

/// A release that has no number yet.
pub struct Unnumbered {
    province: String,
    author: Option<Author>,
    title: String,
    note: Option<String>,
    frozen: Frozen,
}

/// Whether somebody may see a release: whoever sees the whole province's figures on its basis.
pub fn sees(actor: &Actor, release: &release::Model) -> bool {
    let basis = ConsolidationBasis::from_code(&release.basis);
    actor.may(Action::SeeReleases) && basis.is_some_and(|basis| picture::sees_basis(actor, basis))
}

/// Freezes a consolidation as it was known at an instant; as it is known now when none is given.
///
/// Errors: those of a consolidation; `RELEASE_EMPTY` where nobody owes a report and none was filed; `TEXT_EMPTY`, `TEXT_TOO_LONG`, `FORBIDDEN_CHARACTER` for title and note.
pub async fn prepare(request: &Request, catalogue: Arc<Catalogue>, wanted: Wanted) -> Result<Unnumbered> {
    let title = text::required(&wanted.title, text::MAX_NAME, &["title"]);
    let note = match wanted.note.as_deref().map(str::trim).filter(|note| !note.is_empty()) {
        Some(note) => text::clean(note, text::MAX_NOTE, &["note"]).map(Some),
        None => Ok(None),
    };
    let (title, note) = match (title, note) {
        (Ok(title), Ok(note)) => (title, note),
        (title, note) => {
            let problems: Vec<Problem> = [title.err(), note.err()].into_iter().flatten().collect();
            return Err(problems.into());
        }
    };
    // A snapshot that is opened after the instant is settled has everything that will ever be known at it.
    request.refresh().await;
    let Wanted { from, to, basis, structure, known_at, .. } = wanted;
    let picture = Arc::new(match known_at {
        Some(at) => Picture::open(request, catalogue, (from, to), basis, Some(at), structure).await?,
        None => Picture::open_latest(request, catalogue, (from, to), basis, structure).await?,
    });
    let frozen = freeze::freeze(&picture).await?;
    // A number is for good: none is taken by what has nobody's word.
    if frozen.reports.is_empty() {
        return Err(Error::refused(Code::ReleaseEmpty, &["from"]));
    }
    let province = organisation::province_of(&picture.reader).await?;
    let province = province.ok_or_else(|| Error::broken("a person without a province"))?;
    let person = organisation::load_person(request, request.actor().person()).await?;
    Ok(Unnumbered {
        province: province.code,
        author: person.map(|person| Author { id: person.id, name: person.full_name }),
        title,
        note,
        frozen,
    })
}

/// Keeps a release under the next number of the province and the year. Writers of a province follow one another, so that there
/// is no gap.
pub async fn keep(writer: &Writer, release: Unnumbered) -> Result<release::Model> {
    let Unnumbered { province, author, title, note, frozen } = release;
    let year = clock::vietnam_date(writer.now()).year();
    let last = writer
        .find::<release::Entity>()
        .with(|all| {
            all.filter(release::Column::Year.eq(year)).order_by_desc(release::Column::Number).limit(1)
        })
        .one()
        .await?;
    let number = last.map_or(0, |last| last.number) + 1;
    let created_at = writer.now();
    let imprint = Imprint { province, year, number, title, note, created_at, created_by: author };
    let document = Document { format: FORMAT.into(), release: imprint, consolidation: frozen };
    let content = digest::canonical(&document);
    let Document { release: Imprint { title, note, .. }, consolidation: frozen, .. } = document;
    let row = release::Model {
        tenant_id: writer.scope().tenant(),
        id: id::new(writer.now()),
        year,
        number,
        title,
        note,
        period_from: frozen.from.number(),
        period_to: frozen.to.number(),
        basis: frozen.basis.code().into(),
        structure: frozen.structure.code().into(),
        known_at: frozen.known_at,
        digest: digest::sha256(content.as_bytes()),
        created_by: writer.person(),
        created_at,
    };
    writer.about(Subject::new("Release", row.id));
    writer.insert::<release::Entity>(row.clone()).await?;
    let content = content::Model { tenant_id: row.tenant_id, release_id: row.id, content };
    writer.insert::<content::Entity>(content).await?;
    Ok(row)
}

/// A release by id.
pub async fn by_id(reader: &Reader, id: Uuid) -> Result<Option<release::Model>> {
    reader.find::<release::Entity>().with(|all| all.filter(release::Column::Id.eq(id))).one().await
}

/// A release by year and number.
pub async fn by_number(reader: &Reader, year: i32, number: i32) -> Result<Option<release::Model>> {
    let named = release::Column::Year.eq(year).and(release::Column::Number.eq(number));
    reader.find::<release::Entity>().with(|all| all.filter(named)).one().await
}

/// What a release is found again by in a list: year and number.
pub type Place = (i32, i32);

/// One page of releases, of one year or of all, newest first, with one row too many; and how many there are, when asked for.
pub async fn page(
    reader: &Reader,
    year: Option<i32>,
    accepted_only: bool,
    page: &Page<Place>,
    counted: bool,
) -> Result<(Vec<release::Model>, Option<u64>)> {
    let mut wanted = Condition::all().add_option(year.map(|year| release::Column::Year.eq(year)));
    if accepted_only {
        wanted = wanted.add(release::Column::Basis.eq(ConsolidationBasis::Accepted.code()));
    }
    let all = || reader.find::<release::Entity>().with(|all| all.filter(wanted.clone()));
    let total = if counted { Some(all().count().await?) } else { None };
    let beyond = page.key.map(|(year, number)| {
        let (same, column) = (release::Column::Year.eq(year), release::Column::Number);
        match page.backwards {
            false => Condition::any().add(release::Column::Year.lt(year)).add(same.and(column.lt(number))),
            true => Condition::any().add(release::Column::Year.gt(year)).add(same.and(column.gt(number))),
        }
    });
    let order = if page.backwards { sea_orm::Order::Asc } else { sea_orm::Order::Desc };
    let rows = all()
        .with(|all| {
            all.filter(Condition::all().add_option(beyond))
                .order_by(release::Column::Year, order.clone())
                .order_by(release::Column::Number, order)
                .limit(page.size + 1)
        })
        .all()
        .await?;
    Ok((rows, total))
}

/// What a release holds: its canonical form, and the same as it is read.
pub struct Held {
    pub text: String,
    pub frozen: Arc<Frozen>,
}

/// What a release holds, read together with what other releases hold. One that is not what its digest says is a fault: nobody
/// is shown it.
pub async fn held(request: &Request, release: &release::Model) -> Result<Arc<Held>> {
    let key = (release.id, release.digest.clone());
    let held = request.load(HeldLoader, key).await?;
    held.ok_or_else(|| Error::broken(format!("the release {} is not what was released", release.id)))
}

struct HeldLoader(Arc<Reader>);

impl Loader<(Uuid, String)> for HeldLoader {
    type Value = Arc<Held>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[(Uuid, String)]) -> Result<HashMap<(Uuid, String), Arc<Held>>, Arc<Error>> {
        type Found = HashMap<(Uuid, String), Arc<Held>>;
        let read = async {
            let ids = keys.iter().map(|(id, _)| *id);
            let rows = self
                .0
                .find::<content::Entity>()
                .with(|all| all.filter(content::Column::ReleaseId.is_in(ids)))
                .all()
                .await?;
            rows.into_iter()
                .map(|row| {
                    let digest = digest::sha256(row.content.as_bytes());
                    let document: Document = serde_json::from_str(&row.content).map_err(Error::broken)?;
                    let held = Held { text: row.content, frozen: Arc::new(document.consolidation) };
                    Ok(((row.release_id, digest), Arc::new(held)))
                })
                .collect::<Result<Found>>()
        };
        read.await.map_err(Arc::new)
    }
}

/// The same consolidation as it is now, read once for all releases of it.
pub async fn as_it_is(request: &Request, catalogue: &Arc<Catalogue>, of: &Frozen) -> Result<Arc<Frozen>> {
    let key = (of.from, of.to, of.basis, of.structure);
    let (catalogue, now) = (catalogue.clone(), request.arrived());
    let known = Mutex::default();
    let loader = request.loader(|reader| LiveLoader { reader, catalogue, now, known }).await?;
    let live = loader.load_one(key).await.map_err(shared_error)?;
    live.ok_or_else(|| Error::broken("nothing is there now"))?.map_err(shared_error)
}

type Live = (Period, Period, ConsolidationBasis, Structure);

/// A consolidation as it is now, or why it is not told: each by itself, whatever else is asked for beside it.
type Told = Result<Arc<Frozen>, Arc<Error>>;

struct LiveLoader {
    reader: Arc<Reader>,
    catalogue: Arc<Catalogue>,
    now: DateTime<Utc>,
    /// What has been read: whoever asks later in the same answer does not read it again.
    known: Mutex<HashMap<Live, Told>>,
}

impl Loader<Live> for LiveLoader {
    type Value = Told;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[Live]) -> Result<HashMap<Live, Told>, Arc<Error>> {
        let mut known = self.known.lock().await;
        for key in keys.iter() {
            if known.contains_key(key) {
                continue;
            }
            let (from, to, basis, structure) = *key;
            let (reader, catalogue) = (self.reader.clone(), self.catalogue.clone());
            let picture = Picture::live(reader, catalogue, (from, to), basis, self.now, structure);
            let frozen = async { freeze::freeze(&Arc::new(picture?)).await };
            known.insert(*key, frozen.await.map(Arc::new).map_err(Arc::new));
        }
        Ok(known.clone())
    }
}
