//! Made-up provinces at scale, at a small scale: loaded in bulk, and then a database like any other.

use crate::kit::database::Template;
use crate::kit::person::Person;
use crate::kit::server::{ISSUER, Server};
use crate::kit::{Database, Kind, on_both, on_postgres};
use reqwest::Url;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::collections::BTreeMap;
use std::sync::Arc;
use tonghop::catalogue::Catalogue;
use tonghop::kit::vocabulary::Role;
use tonghop::kit::{Clock, Error, FigureState, Value, digest};
use tonghop::organisation::AgencyEntity;
use tonghop::reports::{
    FigureEntity, FigureRow, ReportContent, ReportEntity, StandingEntity, VersionEntity, VersionRow,
};
use tonghop::scale::{self, Seeded, Size, subject};
use tonghop::store::{AuditEntity, AuditRow, Owned, Scope, Settings, Store};

const SIZE: Size = Size { provinces: 2, agencies: 3, quarters: 4, seed: 5 };

/// A day after everything that is made.
const NOW: &str = "2026-01-15T02:00:00Z";

async fn seed(admin_url: &str) -> Result<Seeded, Error> {
    let catalogue = Arc::new(Catalogue::embedded().expect("the catalogue is right"));
    scale::seed(&Settings::new(admin_url), SIZE, ISSUER, catalogue, 2, &mut |_| {}).await
}

/// Every row of an entity that the two provinces own.
async fn all<E: Owned>(database: &Database) -> Vec<E::Model> {
    let store = Store::connect(&Settings::new(&database.url), Clock::system()).await.unwrap();
    let mut rows = Vec::new();
    for tenant in [1, 2] {
        let reader = store.read(Scope::whole(tenant)).await.unwrap();
        rows.extend(reader.find::<E>().all().await.unwrap());
    }
    store.close().await.unwrap();
    rows
}

async fn figures(database: &Database) -> Vec<FigureRow> {
    let mut figures = all::<FigureEntity>(database).await;
    figures.sort_by(|a, b| (a.version_id, &a.indicator).cmp(&(b.version_id, &b.indicator)));
    figures
}

fn proofs(entries: Vec<AuditRow>) -> Vec<(i32, i64, String)> {
    let mut proofs: Vec<_> =
        entries.into_iter().map(|entry| (entry.tenant_id, entry.seq, entry.after_digest.unwrap())).collect();
    proofs.sort();
    proofs
}

/// The facts of a version as its content tells them: indicator, state, value, choice.
type Told = BTreeMap<String, (i16, Option<i64>, Option<String>)>;

fn told(version: &VersionRow) -> Told {
    let content: ReportContent = serde_json::from_str(&version.content).unwrap();
    let from_lists = from_lists(&content);
    let stated = content.figures.into_iter().filter(|(_, entry)| entry.state != FigureState::NotStated);
    let fact = |value: Option<Value>| match value {
        Some(Value::Number(number)) => (Some(number), None),
        Some(Value::Truth(truth)) => (Some(i64::from(truth)), None),
        Some(Value::Date(day)) => (None, Some(day.to_string())),
        Some(Value::Choice(code)) => (None, Some(code)),
        None => (None, None),
    };
    let entered = stated.map(|(code, entry)| {
        let (value, choice) = fact(entry.value);
        (code, (entry.state.number(), value, choice))
    });
    from_lists.into_iter().chain(entered).collect()
}

/// What the lists of a content tell: as the made-up reports have them, lessons, recommendations and items disclosed.
fn from_lists(content: &ReportContent) -> Told {
    let stated = |number: usize| (1, Some(i64::try_from(number).unwrap()), None);
    let mut told = Told::new();
    if let Some(lessons) = content.sections.get("lessons") {
        told.insert("lessons".into(), stated(lessons.items.len()));
    }
    if content.sections.contains_key("recommendations") {
        told.insert("recommendations".into(), (2, None, None));
    }
    let disclosed = content.disclosures.iter().filter(|item| !item.forms.is_empty()).count();
    if disclosed > 0 {
        told.insert("disclosure_items".into(), stated(disclosed));
        // Two, the same for all of them.
        told.insert("disclosure_forms_used".into(), stated(2));
    } else if !content.disclosures.is_empty() {
        told.insert("disclosure_items".into(), (2, None, None));
    }
    told
}

on_both! {
    async fn what_was_asked_for_is_there(database: Database) {
        let done = seed(&database.admin_url).await.unwrap();
        assert_eq!((done.provinces, done.agencies, done.reports), (2, 6, 24));
        assert_eq!(all::<AgencyEntity>(&database).await.len(), 6);
        assert_eq!(all::<ReportEntity>(&database).await.len(), 24);
        assert!(!all::<StandingEntity>(&database).await.is_empty());

        let versions = all::<VersionEntity>(&database).await;
        let mut rows: BTreeMap<_, Told> = BTreeMap::new();
        let figures = figures(&database).await;
        assert_eq!(figures.len() as u64, done.figures);
        for figure in figures {
            let row = (figure.state, figure.value, figure.choice);
            assert!(rows.entry(figure.version_id).or_default().insert(figure.indicator, row).is_none());
        }
        for version in versions {
            assert_eq!(digest::sha256(version.content.as_bytes()), version.digest);
            assert_eq!(rows.remove(&version.id).unwrap(), told(&version), "facts are not the content's");
        }
        assert!(rows.is_empty());
    }

    /// The other database is SQLite: the same seed makes the same rows on either.
    async fn the_same_seed_makes_the_same_rows(database: Database) {
        let other = Database::fresh(Kind::Sqlite, Template::Empty).ok().unwrap();
        seed(&database.admin_url).await.unwrap();
        seed(&other.admin_url).await.unwrap();
        assert_eq!(digest::of(&figures(&database).await), digest::of(&figures(&other).await));
        let entries = proofs(all::<AuditEntity>(&database).await);
        assert_eq!(entries.len(), 2);
        assert_eq!(entries, proofs(all::<AuditEntity>(&other).await));
    }

    async fn a_database_with_provinces_is_refused(database: Database) {
        seed(&database.admin_url).await.unwrap();
        let before = figures(&database).await.len();
        let Err(Error::Broken(refusal)) = seed(&database.admin_url).await else { panic!("no refusal") };
        assert!(refusal.contains("2 provinces already"), "{refusal}");
        assert_eq!(figures(&database).await.len(), before);
    }

    /// The people log in, and the consolidated picture adds up what the figures say.
    async fn a_server_answers_on_it(database: Database) {
        seed(&database.admin_url).await.unwrap();
        let server = Server::start(&database, &Clock::fixed(NOW.parse().unwrap())).await.unwrap();
        let known = |subject: String| {
            Person::stranger(server.address()).known_as(&subject, &server.token(&subject, 30))
        };
        let selection = "coverage { due reported } grievanceHandling { overall { submissions { received { value } } } }";
        for province in [1, 2] {
            let officer = known(subject(province, Role::HomeAffairsOfficer, 0));
            let answer = officer.consolidation("2025-Q1", Some("2025-Q4"), selection).await;

            let due = all::<ReportEntity>(&database).await;
            let due = due.iter().filter(|report| report.tenant_id == province);
            let accepted: Vec<_> = due.clone().filter_map(|report| report.accepted_version_id).collect();
            assert_eq!(answer.at("consolidation.coverage.due"), due.count());
            assert_eq!(answer.at("consolidation.coverage.reported"), accepted.len());

            let received = figures(&database).await.into_iter().filter(|figure| {
                figure.indicator.ends_with("_received")
                    && ["complaint", "denunciation", "petition_feedback"]
                        .contains(&figure.indicator.trim_end_matches("_received"))
                    && accepted.contains(&figure.version_id)
            });
            let sum: i64 = received.filter_map(|figure| figure.value).sum();
            assert_eq!(answer.at("consolidation.grievanceHandling.overall.submissions.received.value"), sum);
        }
        let submitter = known(subject(2, Role::Submitter, 1));
        assert_eq!(submitter.report("so-1", "2025-Q1", "state").await.at("report.state"), "LOCKED");
    }
}

on_postgres! {
    /// The policies bind an owner who is no superuser, and COPY is refused: the rows go in all the same.
    async fn an_owner_without_privileges_can_load(database: Database) {
        let mut admin = PgConnection::connect(&database.admin_url).await.unwrap();
        // Its name begins like everything of the harness, which clears up what is left on somebody's server.
        let owner = format!("{}_owner", Url::parse(&database.admin_url).unwrap().path().trim_start_matches('/'));
        let made = format!(
            "CREATE ROLE {owner} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD 'secret'; \
             GRANT CREATE ON SCHEMA public TO {owner}; \
             DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP \
               EXECUTE format('ALTER TABLE %I OWNER TO {owner}', t); END LOOP; END $$"
        );
        sqlx::raw_sql(AssertSqlSafe(made)).execute(&mut admin).await.unwrap();
        let mut url = Url::parse(&database.admin_url).unwrap();
        url.set_username(&owner).unwrap();
        url.set_password(Some("secret")).unwrap();

        let done = seed(url.as_str()).await;

        let gone = format!("REASSIGN OWNED BY {owner} TO CURRENT_USER; DROP OWNED BY {owner}; DROP ROLE {owner}");
        sqlx::raw_sql(AssertSqlSafe(gone)).execute(&mut admin).await.unwrap();
        admin.close().await.unwrap();
        let other = Database::fresh(Kind::Sqlite, Template::Empty).ok().unwrap();
        let same = seed(&other.admin_url).await.unwrap();
        assert_eq!(done.unwrap().figures, same.figures);
        assert_eq!(digest::of(&figures(&database).await), digest::of(&figures(&other).await));
    }
}
