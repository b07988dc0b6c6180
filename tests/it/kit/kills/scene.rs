//! What clients and killer know together.

use super::super::database::Database;
use super::super::server::keeper;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tokio::sync::watch;
use tonghop::ledger::VerifierKey;

/// How many things that are wrong are told one by one.
const TOLD: usize = 20;

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// The server was killed so often,
    pub kills: u32,
    /// of these before it was ready,
    pub in_starting: u32,
    /// of these while PostgreSQL was down,
    pub beside: u32,
    /// and PostgreSQL so often.
    pub postgres_kills: u32,
    /// Requests that broke off, or met no server.
    pub broken_off: u64,
    /// Answers that said no more than that something is wrong, while PostgreSQL was down or had just come back.
    pub faults: u64,
    /// Submissions that were acknowledged,
    pub acknowledged: u64,
    /// of these when they were sent again with the same key.
    pub after_resending: u64,
    /// Submissions of which the client never learned what became of them: they are there,
    pub unknown_there: u64,
    /// or not.
    pub unknown_gone: u64,
    /// Acknowledged submissions that were sent once more, and got the first answer.
    pub same_answer: u64,
    /// Receipts that were checked offline.
    pub receipts: u64,
    /// Versions in the database.
    pub versions: u64,
    /// What is wrong; empty when all is well.
    pub wrong: Vec<String>,
}

pub struct Scene {
    pub database: Database,
    /// Where receipts are kept, as agencies keep them.
    pub receipts: PathBuf,
    /// What they are checked with.
    pub keys: Vec<VerifierKey>,
    place: watch::Sender<Option<SocketAddr>>,
    enough: AtomicBool,
    falls: AtomicU64,
    down: AtomicBool,
    figures: Mutex<Figures>,
}

impl Scene {
    pub fn new(database: Database) -> Self {
        let receipts = database.folder.path().join("receipts");
        std::fs::create_dir(&receipts).expect("a folder");
        let keeper = keeper(&database).expect("a key");
        let keys = ["84", "86"].map(|province| keeper.verifier(&keeper.origin(province))).to_vec();
        Scene {
            database,
            receipts,
            keys,
            place: watch::Sender::new(None),
            enough: AtomicBool::new(false),
            falls: AtomicU64::new(0),
            down: AtomicBool::new(false),
            figures: Mutex::default(),
        }
    }

    /// Where a server is, as soon as there is one.
    pub async fn place(&self) -> SocketAddr {
        let mut place = self.place.subscribe();
        let there = place.wait_for(Option::is_some).await.expect("the scene is there");
        there.expect("somewhere")
    }

    pub fn moved(&self, place: Option<SocketAddr>) {
        self.place.send_replace(place);
    }

    /// Nobody begins anything new.
    pub fn call_it_a_day(&self) {
        self.enough.store(true, Ordering::SeqCst);
    }

    pub fn is_enough(&self) -> bool {
        self.enough.load(Ordering::SeqCst)
    }

    /// The database is about to go away.
    pub fn falls(&self) {
        self.down.store(true, Ordering::SeqCst);
        self.falls.fetch_add(1, Ordering::SeqCst);
    }

    /// It is back.
    pub fn rises(&self) {
        self.down.store(false, Ordering::SeqCst);
    }

    /// How often the database has gone away, and whether it is away now.
    pub fn fallen(&self) -> (u64, bool) {
        (self.falls.load(Ordering::SeqCst), self.down.load(Ordering::SeqCst))
    }

    pub fn count(&self, add: impl FnOnce(&mut Figures)) {
        add(&mut self.figures.lock().unwrap_or_else(|poisoned| poisoned.into_inner()));
    }

    pub fn wrong(&self, what: String) {
        self.count(|figures| {
            if figures.wrong.len() < TOLD {
                figures.wrong.push(what);
            }
        });
    }

    pub fn figures(&self) -> Figures {
        self.figures.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }
}
