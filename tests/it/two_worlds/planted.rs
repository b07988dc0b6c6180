//! Leaks planted on purpose, one by one, each of which must be found: by the two worlds where an answer tells of it, or by the test
//! that looks where it lies. One that nobody finds is a hole in the tests.

use super::answered::Sent;
use super::course::{CODES, KEYS, registers};
use super::known::Known;
use super::schema::Schema;
use super::worlds::{Asker, OWN, Worlds};
use super::{heard, say};
use crate::cycle::desk::change;
use crate::growth::broken_rules;
use crate::kit::database::{Database, Kind, Template};
use crate::kit::on_both;
use crate::kit::postgres::partitioned;
use crate::kit::world::START;
use crate::statements::seen_by_nobody;
use tonghop::kit::Clock;
use tonghop::store::{Leak, Planted, Scope, Settings, Store};

const ALL: &[Leak] = &[
    Leak::TenantPredicate,
    Leak::AgencyPredicate,
    Leak::CountBeforeScope,
    Leak::PageBeforeScope,
    Leak::SessionSetting,
    Leak::KeptWithoutScope,
    Leak::SharedLoader,
    Leak::KeysOfAllPeople,
    Leak::KeysOfAllProvinces,
    Leak::AnswersOfAllPeople,
    Leak::NodeWithoutScope,
    Leak::NotYoursIsTold,
    Leak::ReceiptsOfAllAgencies,
    Leak::SourcesWithoutScope,
    Leak::TotalsWithoutScope,
    Leak::WritesWithoutScope,
    Leak::VersionOfTheTenant,
    Leak::AccountsReachAll,
    Leak::RolesOfAllPeople,
    Leak::NoticesOfAllPeople,
    Leak::FeedOfAllAgencies,
    Leak::ForgottenGate,
    Leak::HeardWithoutScope,
    // In the end: it leaves a model in one of the worlds.
    Leak::CodesOfAllAgencies,
];

/// What breaks the contract of tables, behind the door: the rules that are read from PostgreSQL's catalogue must see it.
const TABLES: &[(&str, &str)] = &[
    ("a table whose owner no policy binds", "ALTER TABLE report NO FORCE ROW LEVEL SECURITY"),
    ("a table without walls", "ALTER TABLE figure DISABLE ROW LEVEL SECURITY"),
    ("a policy that lets everything through", "CREATE POLICY report_wide ON report USING (true)"),
    ("a unique key without the tenant", "CREATE UNIQUE INDEX plan_year_key ON plan (year, agency_id)"),
];

/// A unique key without the tenant and the agency, on both databases.
const SHARED_KEY: &str = "CREATE UNIQUE INDEX mobilisation_model_planted_key ON mobilisation_model (code)";

/// The same where PostgreSQL itself refuses a key without the tenant.
const PARTITIONED_KEY: &str =
    "CREATE UNIQUE INDEX mobilisation_model_planted_key ON mobilisation_model (tenant_id, code)";

fn query(who: Asker, text: impl AsRef<str>) -> Sent {
    Sent::new(who, format!("query {{ {} }}", text.as_ref()))
}

/// What is asked of each of others' things of a kind.
fn nodes(known: &Known, kinds: &[&str], selection: &str) -> Vec<Sent> {
    let ids = kinds.iter().flat_map(|kind| known.foreign(kind));
    ids.map(|id| query(Asker::Submitter, format!("node(id: {id:?}) {{ __typename {selection} }}"))).collect()
}

/// A plan saved on a revision that it does not have, under a key: refused, once the key was looked for.
fn stale(key: &str) -> Sent {
    let input =
        format!("idempotencyKey: \"{key}\", agency: \"{OWN}\", year: 2019, title: \"Mới\", ifRevision: 99");
    let text = format!("mutation {{ planSave(input: {{ {input} }}) {{ userErrors {{ code path }} }} }}");
    Sent::new(Asker::Submitter, text)
}

/// The requests that are aimed at a leak, by the agency's people; what was asked by others before, each in turn.
fn aimed(leak: Leak, known: &Known) -> (Vec<Sent>, Vec<Sent>) {
    let by = Asker::Submitter;
    let models = "mobilisationModels(first: 100) { totalCount nodes { code } }";
    let picture = "consolidation(from: \"2019-Q3\", basis: SUBMITTED) { coverage { due reported } \
                   figures(indicators: [\"denunciation_received\"], by: [AGENCY]) { agency { code } total { value } } }";
    let key = |n: u128| uuid::Uuid::from_u128(n).to_string();
    let own = match leak {
        Leak::TenantPredicate => vec![
            query(by, "agencies(first: 100) { totalCount nodes { code name } }"),
            query(by, "rounds(first: 100) { totalCount nodes { id period } }"),
            query(
                by,
                "legalDocuments(filter: { origin: PROVINCE }, first: 100) { totalCount nodes { symbol } }",
            ),
        ],
        Leak::AgencyPredicate => vec![query(by, models)],
        Leak::CountBeforeScope => {
            vec![query(by, "mobilisationModels(first: 1, filter: { level: DISTRICT }) { totalCount }")]
        }
        Leak::PageBeforeScope => {
            let page =
                "mobilisationModels(first: 2, filter: { level: DISTRICT }) { pageInfo { hasNextPage } }";
            vec![query(by, page)]
        }
        Leak::KeptWithoutScope => vec![query(by, picture)],
        Leak::SharedLoader => nodes(known, &["Report"], "... on Report { state }"),
        Leak::KeysOfAllPeople => vec![stale(KEYS[0])],
        Leak::KeysOfAllProvinces => vec![stale(KEYS[1])],
        Leak::AnswersOfAllPeople => vec![Sent::new(by, registers("SGDDT", "M-14", KEYS[0]))],
        Leak::NodeWithoutScope | Leak::NotYoursIsTold => {
            nodes(known, &["Obligation", "Report", "MobilisationModel", "Plan"], "")
        }
        Leak::ReceiptsOfAllAgencies => {
            nodes(known, &["ReportVersion"], "... on ReportVersion { number receipt { position leaf } }")
        }
        Leak::SourcesWithoutScope => {
            nodes(known, &["TotalSource"], "... on TotalSource { agencyName filedAt }")
        }
        Leak::TotalsWithoutScope => vec![query(by, picture)],
        Leak::WritesWithoutScope => {
            let ids = known.foreign("MobilisationModel").iter();
            let award = |id: &String| {
                let input = format!(
                    "idempotencyKey: \"{}\", model: {id:?}, name: \"Bằng khen\", givenOn: \"2019-09-12\"",
                    key(71)
                );
                let text = format!(
                    "mutation {{ modelAward(input: {{ {input} }}) {{ userErrors {{ code path }} }} }}"
                );
                Sent::new(by, text)
            };
            ids.map(award).collect()
        }
        Leak::CodesOfAllAgencies => vec![Sent::new(by, registers(OWN, CODES[0], &key(72)))],
        Leak::VersionOfTheTenant => {
            vec![query(
                by,
                format!("report(by: {{ key: {{ agency: \"{OWN}\", period: \"2019-Q3\" }} }}) {{ revision }}"),
            )]
        }
        Leak::AccountsReachAll => vec![query(Asker::Reading, models)],
        Leak::RolesOfAllPeople => vec![query(by, models)],
        Leak::NoticesOfAllPeople => vec![query(by, "notices(first: 100) { totalCount nodes { id } }")],
        Leak::ForgottenGate => vec![query(by, "auditEntries(first: 5) { nodes { number action } }")],
        Leak::SessionSetting | Leak::HeardWithoutScope | Leak::FeedOfAllAgencies => Vec::new(),
    };
    let before = match leak {
        Leak::KeptWithoutScope | Leak::SharedLoader => {
            own.iter().map(|sent| Sent { who: Asker::HomeAffairs, ..sent.clone() }).collect()
        }
        _ => Vec::new(),
    };
    (before, own)
}

/// What differs when some requests are sent.
async fn difference(worlds: &Worlds, (before, own): &(Vec<Sent>, Vec<Sent>)) -> Option<String> {
    for sent in before {
        worlds.ask(sent).await;
    }
    for sent in own {
        let [first, second] = worlds.ask(sent).await;
        if first != second {
            return Some(format!("{}\n    {first}\n    {second}", sent.text));
        }
    }
    None
}

/// Whether policies of PostgreSQL stop a leak, so that nothing is to be seen there.
pub fn is_held_by_the_net(leak: Leak) -> bool {
    matches!(leak, Leak::TenantPredicate | Leak::KeysOfAllProvinces)
}

/// How a leak is found on a database; `None` when it is not.
async fn found(worlds: &Worlds, leak: Leak, schema: &Schema, known: &Known) -> Option<String> {
    match leak {
        Leak::SessionSetting => {
            let url = worlds.both[0].database.url.clone();
            let settings = Settings { connections: 1, planted: Planted::of(leak), ..Settings::new(url) };
            let clock = Clock::fixed(START.parse().expect("an instant"));
            let store = Store::connect(&settings, clock).await.expect("a store");
            store.version(1).await.expect("a version");
            let seen = seen_by_nobody(&store).await;
            (seen > 0).then(|| format!("{seen} rows are seen without a scope"))
        }
        Leak::HeardWithoutScope => {
            let leaking = worlds.leaking(leak).await;
            let found = heard::differences(&leaking, schema, known).await.0.into_iter().next();
            leaking.end().await;
            found
        }
        Leak::FeedOfAllAgencies => {
            let leaking = worlds.leaking(leak).await;
            let [first, second] = leaking.feeds(Asker::Submitter).await;
            leaking.end().await;
            (first != second).then(|| format!("deadlines:\n    {first}\n    {second}"))
        }
        leak => {
            let aimed = aimed(leak, known);
            assert!(!aimed.1.is_empty(), "nothing is aimed at {leak:?}");
            let leaking = worlds.leaking(leak).await;
            let found = difference(&leaking, &aimed).await;
            // A loader that outlives its request never lets go.
            if leak != Leak::SharedLoader {
                leaking.end().await;
            }
            found
        }
    }
}

/// The rows of what was planted and whether it was found.
#[derive(Default)]
struct Rows(Vec<(String, Option<String>)>);

impl Rows {
    fn add(&mut self, what: impl Into<String>, found: Option<String>) {
        self.0.push((what.into(), found));
    }

    /// Prints how many were found; fails when one was not.
    fn tell(self, kind: Kind) {
        let missed: Vec<&String> = self.0.iter().filter(|row| row.1.is_none()).map(|row| &row.0).collect();
        let (caught, planted) = (self.0.len() - missed.len(), self.0.len());
        let caught_ones = self.0.iter().filter(|row| row.1.is_some()).map(|row| row.0.as_str());
        let names = caught_ones.collect::<Vec<_>>().join(", ");
        say(&format!("{caught} of {planted} planted leaks caught on {kind:?}: {names}"));
        assert!(missed.is_empty(), "nobody has found {missed:?}");
        assert!(planted >= 20, "{planted}");
    }
}

on_both! {
    async fn every_planted_leak_is_caught(worlds: Worlds) {
        let (schema, known) = (Schema::read(), Known::of(&worlds).await);
        let kind = worlds.kind();
        let mut rows = Rows::default();
        let mut unplanted = Vec::new();
        for leak in ALL {
            // Without the leak, the same requests are answered the same.
            if *leak != Leak::CodesOfAllAgencies {
                unplanted.extend(difference(&worlds, &aimed(*leak, &known)).await);
            }
            if kind == Kind::Postgres && is_held_by_the_net(*leak) {
                assert_eq!(found(&worlds, *leak, &schema, &known).await, None, "{leak:?} goes through the net");
                continue;
            }
            if kind == Kind::Sqlite && *leak == Leak::SessionSetting {
                continue;
            }
            rows.add(format!("{leak:?}"), found(&worlds, *leak, &schema, &known).await);
        }

        let key = if kind == Kind::Postgres && partitioned() { PARTITIONED_KEY } else { SHARED_KEY };
        for world in &worlds.both {
            change(&world.database, key).await;
        }
        let code = Sent::new(Asker::Submitter, registers(OWN, CODES[1], &uuid::Uuid::from_u128(73).to_string()));
        rows.add("a key that agencies share", difference(&worlds, &(Vec::new(), vec![code])).await);

        if kind == Kind::Postgres {
            for (what, planted) in TABLES {
                let Ok(own) = Database::fresh(kind, Template::Migrated) else { panic!("a database") };
                assert_eq!(broken_rules(&own).await, [""; 0]);
                change(&own, planted).await;
                rows.add(*what, broken_rules(&own).await.first().map(|rule| (*rule).to_owned()));
            }
            let settings = Settings { connections: 1, ..Settings::new(worlds.both[0].database.url.clone()) };
            let clock = Clock::fixed(START.parse().expect("an instant"));
            let store = Store::connect(&settings, clock).await.expect("a store");
            drop(store.read(Scope::whole(1)).await.expect("a reader"));
            assert_eq!(seen_by_nobody(&store).await, 0, "nothing stays without the leak");
        }
        rows.tell(kind);
        assert!(unplanted.is_empty(), "answered differently without a leak:\n{}", unplanted.join("\n"));
    }
}

/// A release has no leak: what makes one is compiled with debug assertions only, and no release is built with these.
#[test]
fn a_release_has_none() {
    let read = |file: &str| {
        std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect(file)
    };
    let source = read("src/store/planted.rs");
    assert!(source.contains("#[cfg(debug_assertions)]\n    pub fn of(leak: Leak) -> Planted {"));
    assert!(source.contains(
        "#[cfg(not(debug_assertions))]\n    pub const fn is(&self, _leak: Leak) -> bool {\n        false\n"
    ));
    assert!(
        source.contains("#[cfg(not(debug_assertions))]\nconst _: () = assert!(size_of::<Planted>() == 0")
    );
    assert_eq!(source.matches("leak: Some(").count(), 1, "one place makes a leak");
    let manifest: toml::Table = read("Cargo.toml").parse().expect("a manifest");
    let release = manifest["profile"]["release"].as_table().expect("a profile");
    assert!(!release.contains_key("debug-assertions"), "{release:?}");
}
