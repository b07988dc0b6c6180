//! A running server: the house behind the face, on a socket.

mod connections;
mod descriptors;
mod figures;
mod outdated;

pub use connections::Connections;
pub use descriptors::take_descriptors;
pub use outdated::forget_answers;

use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};
use tokio_util::task::TaskTracker;

use crate::{
    api::{
        self, Limits,
        schema::{self, House},
    },
    auth::{Issuers, SignIn},
    catalogue::Catalogue,
    courier,
    documents::{Documents, Restricted},
    inspection,
    kit::{Clock, Error, Result},
    notices::Channels,
    organisation::roles::RoleRules,
    store::{self, Store},
};

/// How long what is under way may take once the server is told to stop, and how long its connections to the database.
const GRACE: Duration = Duration::from_secs(20);
const FAREWELL: Duration = Duration::from_secs(5);

/// How much stack a thread has on which requests are answered, in bytes: a field that is resolved within another takes some of it,
/// and what the guard lets through may be many deep. What is not used takes no memory.
pub const STACK: usize = 8 << 20;

/// What a server is started with.
pub struct Options {
    pub database: store::Settings,
    pub listener: TcpListener,
    pub clock: Clock,
    /// Whose tokens are taken.
    pub issuers: Issuers,
    pub catalogue: Arc<Catalogue>,
    pub limits: Limits,
    pub connections: Connections,
    /// Who may send registered documents only.
    pub restricted: Restricted,
    /// Who carries the notices; none: another server of this database does, or nobody.
    pub courier: Option<courier::Settings>,
    /// The ways out that notices have, whoever carries them.
    pub channels: Channels,
    /// Where figures are told for Prometheus; none: nowhere.
    pub figures: Option<TcpListener>,
    /// Whether anybody may look at the schema, and browsers get the query page.
    pub open_to_look_at: bool,
    /// How long a sign-in is recent.
    pub sign_in_age: chrono::Duration,
    /// Below what number counts that point at a person are withheld from whoever only reads figures; 0: from nobody.
    pub small_numbers_below: u32,
    pub role_rules: RoleRules,
    /// How long what a request was first answered is kept for when it is sent again.
    pub answers_kept_for: chrono::Duration,
    /// How people sign in in the browser; none: they do not.
    pub sign_in: Option<SignIn>,
}

/// Takes an address to listen on. Errors: somebody else has it.
pub async fn listen(address: SocketAddr) -> Result<TcpListener> {
    let taken = TcpListener::bind(address).await;
    taken.map_err(|error| Error::broken(format!("cannot listen on {address}: {error}")))
}

/// A server that answers until it is stopped.
pub struct Server {
    address: SocketAddr,
    store: Store,
    router: axum::Router,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
    figures: Option<JoinHandle<std::io::Result<()>>>,
    courier: Option<JoinHandle<()>>,
    /// Mutations and sockets.
    tasks: TaskTracker,
}

impl Server {
    /// Starts a server on a migrated database; refuses one that is not, a role that the policies do not bind, and a pooler in
    /// transaction mode on the way.
    pub async fn start(options: Options) -> Result<Server> {
        let store = Store::connect(&options.database, options.clock).await?;
        store.check_way().await?;
        store.check().await?;
        store::check_nation(&options.database).await?;
        let old = inspection::open(&store).await?;
        if !old.is_empty() {
            store.only_read();
        }
        for log in &old {
            let said = log.text();
            tracing::error!(
                log = log.kept.origin,
                vi = said.vi,
                en = said.en,
                "an old copy of the database: it is only read"
            );
        }
        let listener = options.listener;
        let address = listener.local_addr().map_err(Error::broken)?;
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(options.issuers.clone().keep_fresh(stopped.clone()));
        let documents = Documents::new(options.restricted);
        let house = House::new(
            store.clone(),
            options.issuers,
            options.catalogue.clone(),
            documents,
            options.open_to_look_at,
        )
        .trusting_sign_ins_for(options.sign_in_age)
        .withholding_below(options.small_numbers_below)
        .with_sign_in(options.sign_in);
        let carry =
            |settings| courier::start(store.clone(), options.catalogue.clone(), settings, stopped.clone());
        // An old copy has nothing to tell anybody.
        let courier = options.courier.filter(|_| old.is_empty()).map(carry).transpose()?;
        let schema =
            schema::build(options.catalogue, options.limits.document, options.channels, options.role_rules);
        if old.is_empty() {
            tokio::spawn(outdated::keep_forgetting(store.clone(), options.answers_kept_for, stopped.clone()));
        }
        let tell = |listener| figures::serve(listener, store.clone(), stopped.clone());
        let figures = options.figures.map(tell).transpose()?;
        let tasks = TaskTracker::new();
        let (prices, limits) = (schema::prices(), options.limits);
        let router = api::router(house, schema, limits, prices, stopped.clone(), tasks.clone());
        let served = connections::serve(listener, router.clone(), options.connections, stopped);
        let task = tokio::spawn(served);
        Ok(Server { address, store, router, stop, task, figures, courier, tasks })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What answers behind its connections: for whoever asks from the same process.
    pub fn router(&self) -> &axum::Router {
        &self.router
    }

    /// Its database.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Takes no more requests, finishes what has begun (requests, mutations that nobody waits for any more, letters under way),
    /// closes sockets, and ends; what takes longer than [`GRACE`] is cut off.
    pub async fn stop(self) -> Result<()> {
        let Server { store, stop, task, figures, courier, tasks, .. } = self;
        // Nobody listening means that it has ended already.
        let _ = stop.send(true);
        tasks.close();
        let cut = courier.as_ref().map(JoinHandle::abort_handle);
        let finished = async {
            task.await.map_err(Error::broken)?;
            tasks.wait().await;
            if let Some(courier) = courier {
                courier.await.map_err(Error::broken)?;
            }
            match figures {
                Some(figures) => figures.await.map_err(Error::broken)?.map_err(Error::broken),
                None => Ok(()),
            }
        };
        match tokio::time::timeout(GRACE, finished).await {
            Ok(ended) => ended?,
            Err(_) => {
                tracing::warn!(tasks = tasks.len(), "something did not finish in time");
                if let Some(courier) = cut {
                    courier.abort();
                }
            }
        }
        match tokio::time::timeout(FAREWELL, store.close()).await {
            Ok(closed) => closed,
            Err(_) => Err(Error::broken("the database's connections were not given back in time")),
        }
    }
}
