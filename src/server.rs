//! A running server: the house behind the face, on a socket.

use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{
    api::{
        self, Limits,
        schema::{self, House},
    },
    auth::Issuer,
    catalogue::Catalogue,
    courier,
    documents::{Documents, Restricted},
    inspection,
    kit::{Clock, Error, Result},
    notices::Channels,
    store::{self, Store},
};

/// How long requests under way may take once the server is told to stop.
const GRACE: Duration = Duration::from_secs(20);

/// What a server is started with.
pub struct Options {
    pub database: store::Settings,
    pub listener: TcpListener,
    pub clock: Clock,
    pub issuer: Issuer,
    pub catalogue: Arc<Catalogue>,
    pub limits: Limits,
    /// Who may send registered documents only.
    pub restricted: Restricted,
    /// Who carries the notices; none: another server of this database does, or nobody.
    pub courier: Option<courier::Settings>,
    /// The ways out that notices have, whoever carries them.
    pub channels: Channels,
    /// Whether anybody may look at the schema, and browsers get the query page.
    pub open_to_look_at: bool,
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
    stop: watch::Sender<bool>,
    task: JoinHandle<std::io::Result<()>>,
    courier: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server on a migrated database; refuses one that is not, and a role that the policies do not bind.
    pub async fn start(options: Options) -> Result<Server> {
        let store = Store::connect(&options.database, options.clock).await?;
        store.check().await?;
        inspection::open(&store).await?;
        let listener = options.listener;
        let address = listener.local_addr().map_err(Error::broken)?;
        let (stop, stopped) = watch::channel(false);
        let documents = Documents::new(options.restricted);
        let house = House::new(
            store.clone(),
            options.issuer,
            options.catalogue.clone(),
            documents,
            options.open_to_look_at,
        );
        let carry =
            |settings| courier::start(store.clone(), options.catalogue.clone(), settings, stopped.clone());
        let courier = options.courier.map(carry).transpose()?;
        let schema = schema::build(options.catalogue, options.limits.document, options.channels);
        let router = api::router(house, schema, options.limits, schema::prices(), stopped.clone());
        let mut stopping = stopped;
        let served = axum::serve(listener, router).with_graceful_shutdown(async move {
            // The sender going away is a stop too.
            let _ = stopping.wait_for(|stop| *stop).await;
        });
        let task = tokio::spawn(async move { served.await });
        Ok(Server { address, store, stop, task, courier })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its database.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Takes no more requests, finishes those that have begun, and ends.
    pub async fn stop(self) -> Result<()> {
        // Nobody listening means that it has ended already.
        let _ = self.stop.send(true);
        match tokio::time::timeout(GRACE, self.task).await {
            Ok(ended) => ended.map_err(Error::broken)?.map_err(Error::broken)?,
            Err(_) => tracing::warn!("some requests did not finish in time"),
        }
        if let Some(courier) = self.courier
            && tokio::time::timeout(GRACE, courier).await.is_err()
        {
            tracing::warn!("a notice under way did not finish in time");
        }
        self.store.close().await
    }
}
