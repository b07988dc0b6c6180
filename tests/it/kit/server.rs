//! Every line of the harness that calls the program itself, except through HTTP.

use super::answer::Answer;
use super::database::Database;
use super::guardian::guardian;
use super::person::Person;
use super::world::START;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tonghop::api::{Limits, RateLimits};
use tonghop::auth::{Issuer, Issuers, KeyPair, Provider, SignIn, TokenRequest};
use tonghop::catalogue::Catalogue;
use tonghop::documents::Restricted;
use tonghop::kit::{Clock, Error};
use tonghop::ledger::Keeper;
use tonghop::organisation::{
    ProvinceFile, import as import_province,
    nation::{self, NationalReader},
    roles::RoleRules,
};
use tonghop::server::{Connections, Options};
use tonghop::store::{DatabaseRole, Planted, Settings, Store, migrate as migrate_store};

/// Who issues the tokens of tests, and for whom.
pub const ISSUER: &str = "https://issuer.example";
const AUDIENCE: &str = "tonghop";

/// People of tests do not sign in again while the clock moves: to most servers a sign-in is as good as the token.
const LONG: chrono::Duration = chrono::Duration::days(366);

/// Runs the migrations as the owner; on PostgreSQL they make the roles (name, password) that servers log in as.
/// Errors: what went wrong, for the log of the test.
pub fn migrate(
    admin_url: &str,
    runtime: Option<(&str, &str)>,
    national: Option<(&str, &str)>,
) -> Result<(), String> {
    let settings = Settings::new(admin_url);
    let [runtime, national] = [runtime, national]
        .map(|role| role.map(|(name, password)| DatabaseRole { name, password: Some(password) }));
    wait_for(async { migrate_store(&settings, runtime, national, &clock()).await.map(drop) })
}

/// Sets up provinces as the owner.
pub fn import(admin_url: &str, provinces: Vec<ProvinceFile>) -> Result<(), String> {
    import_by(admin_url, provinces, ISSUER)
}

/// The same for people who come with another issuer's tokens.
pub fn import_by(admin_url: &str, provinces: Vec<ProvinceFile>, issuer: &str) -> Result<(), String> {
    wait_for(async {
        let keeper = Some(Keeper::new(KeyPair::read(ledger_key())?, "tonghop.local", None)?);
        let store = Store::connect(&Settings { keeper, ..Settings::new(admin_url) }, clock()).await?;
        for province in provinces {
            import_province(&store, province, issuer).await?;
        }
        if nation::readers(&store).await?.is_empty() {
            nation::let_in(&store, national_reader()).await?;
        }
        store.close().await
    })
}

/// Somebody who reads what every province has closed and released.
pub fn national_reader() -> NationalReader {
    let (subject, full_name) = ("NATIONAL_READER.1".into(), "Nguyễn Văn Bộ".into());
    NationalReader { issuer: ISSUER.into(), subject, full_name }
}

/// Gives somebody another login, as the operator does.
pub fn link(admin_url: &str, subject: &str, other: (&str, &str)) -> Result<(), String> {
    wait_for(async {
        let keeper = Some(Keeper::new(KeyPair::read(ledger_key())?, "tonghop.local", None)?);
        let store = Store::connect(&Settings { keeper, ..Settings::new(admin_url) }, clock()).await?;
        tonghop::organisation::link(&store, (ISSUER, subject), other).await?;
        store.close().await
    })
}

fn clock() -> Clock {
    Clock::fixed(START.parse().expect("an instant"))
}

/// Waits on a thread of its own: whoever asks may already be on a runtime, where blocking is refused.
fn wait_for(work: impl Future<Output = Result<(), Error>> + Send) -> Result<(), String> {
    let run = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(work).map_err(explain)
    };
    std::thread::scope(|scope| scope.spawn(run).join().expect("the program does not panic"))
}

/// The program's error has no text of its own, lest somebody publish it.
fn explain(error: Error) -> String {
    match error {
        Error::Refused(problems) => format!("refused: {problems:?}"),
        Error::Busy(cause) | Error::Broken(cause) => cause,
    }
}

/// The server under test, on a port of its own; it stops when it is dropped.
pub struct Server {
    running: tonghop::server::Server,
    keys: KeyPair,
    clock: Clock,
    issuers: Issuers,
}

/// What a server is started with besides its database and its clock.
struct Start {
    kept_bytes: Option<u64>,
    courier: Option<tonghop::courier::Settings>,
    catalogue: Arc<Catalogue>,
    providers: Vec<Provider>,
    /// How long a sign-in is recent.
    sign_in_age: chrono::Duration,
    /// Where browsers find the server, if people sign in there.
    origin: Option<&'static str>,
    /// Below what number small numbers are withheld.
    small_numbers_below: u32,
    bounds: Bounds,
    planted: Planted,
}

impl Default for Start {
    fn default() -> Self {
        Start {
            kept_bytes: None,
            courier: None,
            catalogue: catalogue(),
            providers: Vec::new(),
            sign_in_age: LONG,
            origin: None,
            small_numbers_below: 3,
            bounds: Bounds::default(),
            planted: Planted::default(),
        }
    }
}

impl Server {
    /// Starts a server on a database that is migrated, which carries no notices.
    pub async fn start(database: &Database, clock: &Clock) -> Result<Self, String> {
        Self::begin(database, clock, Start::default()).await
    }

    /// The same with a courier, or without.
    pub async fn with_courier(
        database: &Database,
        clock: &Clock,
        courier: Option<tonghop::courier::Settings>,
    ) -> Result<Self, String> {
        Self::begin(database, clock, Start { courier, ..Start::default() }).await
    }

    /// One that takes the tokens of providers, too.
    pub async fn with_providers(
        database: &Database,
        clock: &Clock,
        providers: Vec<Provider>,
    ) -> Result<Self, String> {
        Self::begin(database, clock, Start { providers, ..Start::default() }).await
    }

    /// One into which people sign in in the browser at providers, for eight hours at most, an hour without doing anything; ten
    /// minutes later they are asked to sign in again for what closes the books.
    pub async fn with_sign_in(
        database: &Database,
        clock: &Clock,
        providers: Vec<Provider>,
        origin: &'static str,
    ) -> Result<Self, String> {
        let (origin, sign_in_age) = (Some(origin), chrono::Duration::minutes(10));
        Self::begin(database, clock, Start { providers, origin, sign_in_age, ..Start::default() }).await
    }

    /// One that keeps nothing of what it has read.
    pub async fn keeping_nothing(database: &Database, clock: &Clock) -> Result<Self, String> {
        Self::begin(database, clock, Start { kept_bytes: Some(0), ..Start::default() }).await
    }

    /// One to which a sign-in is recent for no longer than this.
    pub async fn trusting_sign_ins_for(
        database: &Database,
        clock: &Clock,
        sign_in_age: chrono::Duration,
    ) -> Result<Self, String> {
        Self::begin(database, clock, Start { sign_in_age, ..Start::default() }).await
    }

    /// One that withholds small numbers below another number; 0: none.
    pub async fn withholding_below(database: &Database, clock: &Clock, below: u32) -> Result<Self, String> {
        Self::begin(database, clock, Start { small_numbers_below: below, ..Start::default() }).await
    }

    /// One that goes by another catalogue than the one that ships.
    pub async fn by_catalogue(
        database: &Database,
        clock: &Clock,
        catalogue: Arc<Catalogue>,
    ) -> Result<Self, String> {
        Self::begin(database, clock, Start { catalogue, ..Start::default() }).await
    }

    /// One with other bounds than those of most tests.
    pub async fn bounded(database: &Database, clock: &Clock, bounds: Bounds) -> Result<Self, String> {
        Self::begin(database, clock, Start { bounds, ..Start::default() }).await
    }

    /// One with a leak, or without.
    pub async fn leaking(database: &Database, clock: &Clock, planted: Planted) -> Result<Self, String> {
        Self::begin(database, clock, Start { planted, ..Start::default() }).await
    }

    /// Ends it, and waits until it has let go of its database.
    pub async fn stop(self) {
        self.running.stop().await.map_err(explain).expect("a server that stops");
    }

    /// What answers behind its connections.
    pub fn router(&self) -> &axum::Router {
        self.running.router()
    }

    async fn begin(database: &Database, clock: &Clock, start: Start) -> Result<Self, String> {
        let Start {
            kept_bytes,
            courier,
            catalogue,
            providers,
            sign_in_age,
            origin,
            small_numbers_below,
            bounds,
            planted,
        } = start;
        let Bounds { limits, most_rows, restricted } = bounds;
        let keys = KeyPair::read_or_make(&database.folder.path().join("token.pem")).map_err(explain)?;
        let defaults = Settings::new(database.url.clone());
        let kept_bytes = kept_bytes.unwrap_or(defaults.kept_bytes);
        let own = Issuer::new(ISSUER, AUDIENCE, keys.clone(), clock.clone());
        let issuers = Issuers::new(own, providers).map_err(explain)?;
        let options = Options {
            database: Settings {
                connections: 8,
                kept_bytes,
                most_rows,
                keeper: Some(keeper(database)?),
                heard: (!planted.is_any()).then(|| database.heard.hearer()),
                planted,
                national_url: database.national_url.clone(),
                ..defaults
            },
            listener: tonghop::server::listen(([127, 0, 0, 1], 0).into()).await.map_err(explain)?,
            clock: clock.clone(),
            issuers: issuers.clone(),
            catalogue,
            limits,
            restricted,
            connections: Connections::default(),
            channels: courier.as_ref().map(tonghop::courier::Settings::channels).unwrap_or_default(),
            courier,
            figures: None,
            open_to_look_at: false,
            sign_in_age,
            sign_in: origin.map(|origin| {
                let (longest, idle) = (chrono::Duration::hours(8), chrono::Duration::hours(1));
                SignIn::new(origin.to_owned(), issuers.clone(), longest, idle)
            }),
            small_numbers_below,
            role_rules: RoleRules { good_for: chrono::Duration::days(7) },
            answers_kept_for: chrono::Duration::days(90),
        };
        let running = tonghop::server::Server::start(options).await.map_err(explain)?;
        Ok(Server { running, keys, clock: clock.clone(), issuers })
    }

    /// Wakes whoever looks after the keys of providers, and waits until that is done.
    pub async fn refresh_keys(&self) {
        self.issuers.refresh().await;
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.running.address()
    }

    /// Takes somebody's account out of use, as the operator does.
    pub async fn disable(&self, subject: &str) {
        let done = tonghop::organisation::set_disabled(self.running.store(), (ISSUER, subject), true).await;
        done.map_err(explain).expect("somebody whose account is in use");
    }

    /// Takes the account of somebody who comes by another issuer out of use, or back into use.
    pub async fn set_disabled(&self, login: (&str, &str), disabled: bool) {
        let done = tonghop::organisation::set_disabled(self.running.store(), login, disabled).await;
        done.map_err(explain).expect("an account that is not so already");
    }

    /// How many statements a question costs its database: the least of many tries, for a busy machine wakes a loader before
    /// all who wait for it have asked. Nothing else may be under way.
    pub async fn statements(&self, ask: impl AsyncFn() -> Answer) -> u64 {
        let (mut least, mut no_cheaper) = (u64::MAX, 0);
        while no_cheaper < 8 {
            let before = self.running.store().statements();
            ask().await.data();
            let cost = self.running.store().statements() - before;
            no_cheaper = if cost < least { 0 } else { no_cheaper + 1 };
            least = least.min(cost);
        }
        least
    }

    /// How many statements it has sent since it started.
    pub fn statements_so_far(&self) -> u64 {
        self.running.store().statements()
    }

    /// Somebody of any province, by the subject of their login.
    pub fn person(&self, subject: &str) -> Person {
        Person::stranger(self.address()).known_as(subject, &self.token(subject, 365))
    }

    /// How many changes a tenant has seen: 1 is Trà Vinh, 2 its neighbour.
    pub async fn version(&self, tenant: i32) -> i64 {
        self.running.store().version(tenant).await.map_err(explain).expect("a version")
    }

    /// Deletes what requests were answered until now, as it does by itself, now and then, with what is old.
    pub async fn forget_answers(&self) {
        let tomorrow = -chrono::Duration::days(1);
        let done = tonghop::server::forget_answers(self.running.store(), tomorrow).await;
        done.map_err(explain).expect("a database that lets them be deleted");
    }

    /// A token that this server takes, good for some days from now.
    pub fn token(&self, subject: &str, days: u32) -> String {
        let issuer = Issuer::new(ISSUER, AUDIENCE, self.keys.clone(), self.clock.clone());
        let good_for = chrono::Duration::days(days.into());
        issuer.issue(&TokenRequest { subject, good_for }).map_err(explain).expect("a token")
    }
}

/// What a server lets people do.
pub struct Bounds {
    pub limits: Limits,
    /// The most rows that are read for an answer.
    pub most_rows: u64,
    /// Who may send registered documents only.
    pub restricted: Restricted,
}

impl Default for Bounds {
    /// The clocks of tests stand still, so that no points ever come back: there are as many as no test needs. A busy machine
    /// may take its time.
    fn default() -> Self {
        let rates = RateLimits { operation: 1_000_000, bucket: 1_000_000_000_000, ..RateLimits::default() };
        let (query_timeout, mutation_timeout) = (Duration::from_secs(60), Duration::from_secs(120));
        let limits = Limits { rates, query_timeout, mutation_timeout, ..Limits::default() };
        Bounds { limits, most_rows: 1_000_000, restricted: Restricted::Nobody }
    }
}

/// The file of the key that signs the logs of a run: what provinces are imported with, and what servers go on with.
pub fn ledger_key() -> &'static Path {
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    FILE.get_or_init(|| {
        let file = guardian().folder().join("ledger.pem");
        KeyPair::read_or_make(&file).map_err(explain).expect("a key");
        file
    })
}

/// Who signs the logs of a test's server, and keeps its checkpoints in the test's folder.
pub fn keeper(database: &Database) -> Result<Keeper, String> {
    let folder = database.folder.path();
    let key = KeyPair::read(&folder.join("ledger.pem")).map_err(explain)?;
    Keeper::new(key, "tonghop.local", Some(folder.join("checkpoints"))).map_err(explain)
}

/// The catalogue, read once a run.
pub fn catalogue() -> Arc<Catalogue> {
    static CATALOGUE: OnceLock<Arc<Catalogue>> = OnceLock::new();
    CATALOGUE.get_or_init(|| Arc::new(Catalogue::embedded().expect("the catalogue is right"))).clone()
}

/// The catalogue that ships, with texts of its files replaced: (file, text, what is there instead); a file that there is not is
/// made of what is there instead.
pub fn changed_catalogue(database: &Database, changes: &[(&str, &str, &str)]) -> Arc<Catalogue> {
    let folder = tempfile::Builder::new().prefix("catalogue-").tempdir_in(database.folder.path());
    let folder = folder.expect("a folder");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogue"), folder.path());
    for (file, text, instead) in changes {
        let path = folder.path().join(file);
        let was = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(was.contains(text), "{file} has no {text}");
        let is = if was.is_empty() { (*instead).to_owned() } else { was.replacen(text, instead, 1) };
        std::fs::write(path, is).expect("a file that can be written");
    }
    Arc::new(Catalogue::load(folder.path()).expect("the changed catalogue is right"))
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder that can be read") {
        let entry = entry.expect("an entry");
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            std::fs::create_dir(&to).expect("a folder");
            copy(&from, &to);
        } else {
            std::fs::copy(from, to).expect("a copy");
        }
    }
}
