//! Floor 3: what one request carries: who asks, the door, the clock, the language, the loaders.

use async_graphql::{
    Context,
    dataloader::{DataLoader, Loader},
};
use chrono::{DateTime, Utc};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    any::{Any, TypeId},
    collections::HashMap,
    ops::Deref,
    sync::{Arc, PoisonError, RwLock},
};
use tokio::sync::{Mutex, OwnedSemaphorePermit};
use uuid::Uuid;

use crate::{
    auth::{Action, Actor},
    kit::{Code, Error, Lang, Result, digest, fault, vocabulary::Role},
    store::{Act, Agencies, Key, Leak, Question, Reader, RowBudget, Scope, Store, Writer, first_answer},
};

/// One request of one actor.
pub struct Request {
    actor: Actor,
    store: Store,
    lang: Lang,
    request_id: String,
    words: String,
    arrived: DateTime<Utc>,
    session: Mutex<Session>,
    /// Where in the answer another tenant's rows are read, and by which request.
    places: RwLock<Vec<(Vec<String>, Arc<Request>)>>,
    /// Whether it reads another tenant's rows for somebody.
    guest: bool,
    /// Whether it sees what is closed only.
    of_what_is_closed: bool,
    /// How many rows may be read for the answer, those of other tenants among them.
    budget: Arc<RowBudget>,
}

/// What is opened while a request is answered, and closed with it.
#[derive(Default)]
struct Session {
    reader: Option<Arc<Reader>>,
    loaders: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
    elsewhere: Option<Arc<Elsewhere>>,
}

/// The same person's requests in other tenants, each with a scope, a snapshot and loaders of its own.
pub struct Elsewhere {
    requests: Vec<Arc<Request>>,
    _connections: OwnedSemaphorePermit,
}

impl Elsewhere {
    /// The request in a tenant.
    pub fn request(&self, tenant: i32) -> Option<&Arc<Request>> {
        self.requests.iter().find(|request| request.actor.tenant() == tenant)
    }
}

impl Request {
    /// A request that has just arrived; see [`Request::arrived_at`].
    pub fn new(actor: Actor, store: Store, lang: Lang, request_id: impl Into<String>) -> Self {
        let arrived = store.clock().now();
        let (request_id, words) = (request_id.into(), String::new());
        let (session, places) = (Mutex::default(), RwLock::default());
        let budget = Arc::new(RowBudget::new(store.most_rows()));
        let (guest, of_what_is_closed) = (false, false);
        Request {
            actor,
            store,
            lang,
            request_id,
            words,
            arrived,
            session,
            places,
            guest,
            of_what_is_closed,
            budget,
        }
    }

    /// The same person's requests in other tenants, in which they have some roles and only read; opened once a request. Each
    /// reads in a transaction of its own, for that tenant alone.
    ///
    /// Whether they may be asked anything is for each tenant's own rows to say.
    pub async fn elsewhere(&self, tenants: &[i32], roles: &[Role]) -> Result<Arc<Elsewhere>> {
        // The own connection first: nobody waits for one of those while holding others.
        self.reader().await?;
        let mut session = self.session.lock().await;
        if let Some(known) = &session.elsewhere {
            return Ok(known.clone());
        }
        let connections = self.store.beside(tenants.len()).await?;
        let elsewhere = Arc::new(self.visiting(tenants, roles, connections, false));
        session.elsewhere = Some(elsewhere.clone());
        Ok(elsewhere)
    }

    /// The same for a reader of the nation: what is closed in some provinces, by a database role that sees no more. Errors:
    /// `PROVINCES_IN_ONE_LIST` where other provinces were asked for before, `NATION_NOT_SERVED`, `SERVER_BUSY`.
    pub async fn across_the_nation(&self, tenants: &[i32]) -> Result<Arc<Elsewhere>> {
        self.actor.require(Action::ReadNation)?;
        // As above.
        self.reader().await?;
        let mut session = self.session.lock().await;
        if let Some(known) = &session.elsewhere {
            let all = tenants.iter().all(|tenant| known.request(*tenant).is_some());
            let known = all.then(|| known.clone());
            return known.ok_or_else(|| Error::refused(Code::ProvincesInOneList, &["codes"]));
        }
        let connections = self.store.national(tenants.len()).await?;
        let elsewhere = Arc::new(self.visiting(tenants, &[Role::BiReader], connections, true));
        session.elsewhere = Some(elsewhere.clone());
        Ok(elsewhere)
    }

    /// The same person's requests in tenants, over connections that are theirs.
    fn visiting(
        &self,
        tenants: &[i32],
        roles: &[Role],
        (store, connections): (Store, OwnedSemaphorePermit),
        of_what_is_closed: bool,
    ) -> Elsewhere {
        let request = |tenant: &i32| {
            Arc::new(Request {
                actor: self.actor.reading(*tenant, roles),
                store: store.clone(),
                lang: self.lang,
                request_id: self.request_id.clone(),
                words: String::new(),
                arrived: self.arrived,
                session: Mutex::default(),
                places: RwLock::default(),
                guest: true,
                of_what_is_closed,
                budget: self.budget.clone(),
            })
        };
        Elsewhere { requests: tenants.iter().map(request).collect(), _connections: connections }
    }

    /// Whether it reads another tenant's rows for somebody; such a request leads nowhere else, and writes nothing.
    pub fn is_guest(&self) -> bool {
        self.guest
    }

    /// Whether what is being written of an agency's report is the caller's to see. Another province's people read what was filed
    /// there, whatever their role: a draft is nobody's word yet.
    pub fn sees_writing(&self, agency: Uuid) -> bool {
        !self.guest && self.actor.may_for(Action::SeeUnaccepted, agency)
    }

    /// Whether counts in an agency's report that point at a person where they are small are withheld from the caller.
    pub fn withholds_of(&self, agency: Uuid) -> bool {
        self.actor.withheld_of(agency)
    }

    /// Lets another request answer everything below a place of the answer.
    pub fn place(&self, path: Vec<String>, request: Arc<Request>) {
        self.places.write().unwrap_or_else(PoisonError::into_inner).push((path, request));
    }

    /// The request that answers at a place, where that is another one.
    fn placed(&self, ctx: &Context<'_>) -> Option<Arc<Request>> {
        let places = self.places.read().unwrap_or_else(PoisonError::into_inner);
        if places.is_empty() {
            return None;
        }
        let path = ctx.path_node.as_ref()?.to_string_vec();
        let below = |place: &Vec<String>| path.len() > place.len() && path.starts_with(place);
        places.iter().find(|(place, _)| below(place)).map(|(_, request)| request.clone())
    }

    /// The same request, which came in at an instant: what deadlines are judged by, whatever it had to wait for since.
    pub fn arrived_at(mut self, instant: Option<DateTime<Utc>>) -> Self {
        self.arrived = instant.unwrap_or(self.arrived);
        self
    }

    /// The same request with the SHA-256 of the words in which it was asked.
    pub fn asked_in(mut self, words: String) -> Self {
        self.words = words;
        self
    }

    /// The SHA-256 of the document, its variables and the language.
    pub fn words(&self) -> &str {
        &self.words
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Refuses whoever may not do something, or has not signed in recently where that is asked for.
    pub fn require(&self, action: Action) -> Result<()> {
        self.actor.require(action)?;
        self.actor.require_recent(action, self.arrived)
    }

    pub fn lang(&self) -> Lang {
        self.lang
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    pub fn arrived(&self) -> DateTime<Utc> {
        self.arrived
    }

    /// The rows that the actor may touch.
    pub fn scope(&self) -> Scope {
        let agencies = self.actor.agencies().map_or(Agencies::All, Agencies::Only);
        let scope = Scope::new(self.actor.tenant(), agencies);
        if self.of_what_is_closed { scope.of_what_is_closed() } else { scope }
    }

    /// The request's one snapshot of the database, opened when first asked for.
    pub async fn reader(&self) -> Result<Arc<Reader>> {
        let mut session = self.session.lock().await;
        if let Some(reader) = &session.reader {
            return Ok(reader.clone());
        }
        let reader = self.store.read(self.scope()).await?;
        let reader = Arc::new(reader.within(self.budget.clone()));
        session.reader = Some(reader.clone());
        Ok(reader)
    }

    /// Reads on with the scope of the whole province, where a test has planted this leak; whether it did.
    pub async fn lapse(&self, leak: Leak) -> Result<bool> {
        if self.store.planted().is(leak) {
            let reader = Arc::new(self.store.read(Scope::whole(self.actor.tenant())).await?);
            *self.session.lock().await = Session { reader: Some(reader), ..Session::default() };
        }
        Ok(self.store.planted().is(leak))
    }

    /// The request's loader of one kind.
    pub async fn loader<L>(&self, make: impl FnOnce(Arc<Reader>) -> L) -> Result<Arc<DataLoader<L>>>
    where
        L: Send + Sync + 'static,
    {
        let reader = self.reader().await?;
        let mut session = self.session.lock().await;
        let loader = session.loaders.entry(TypeId::of::<L>()).or_insert_with(|| {
            Arc::new(DataLoader::new(make(reader), tokio::spawn).delay(std::time::Duration::from_micros(200)))
        });
        let loader = loader.clone().downcast().map_err(|_| Error::broken("a loader under another's type"));
        #[cfg(debug_assertions)]
        if let Some(shelf) = self.store.planted().shelf() {
            return loader.map(|loader| shelf.first(loader));
        }
        loader
    }

    /// Loads one thing by key with the request's loader of its kind.
    pub async fn load<L, K>(&self, make: impl FnOnce(Arc<Reader>) -> L, key: K) -> Result<Option<L::Value>>
    where
        L: Loader<K, Error = Arc<Error>> + 'static,
        K: Clone + Eq + std::hash::Hash + Send + Sync + 'static,
    {
        self.loader(make).await?.load_one(key).await.map_err(shared_error)
    }

    /// Forgets the snapshot and the loaders, and gives the connection back.
    pub async fn close(&self) {
        *self.session.lock().await = Session::default();
    }

    /// The same; what is asked next is read anew, within a budget of its own.
    pub async fn refresh(&self) {
        self.budget.begin();
        self.close().await;
        self.places.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Runs a verb in a writing transaction. With a key, a repeated request gets the first answer again.
    pub async fn write<T, V, F>(&self, action: &'static str, key: Key, verb: V) -> Result<T>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        V: FnOnce(Arc<Writer>) -> F + Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        if self.guest {
            return Err(Error::broken("a write in another tenant"));
        }
        if !self.actor.may_write() {
            return Err(Error::refused(Code::NotAllowed, &[]));
        }
        self.refresh().await;
        let scope = match self.store.planted().is(Leak::WritesWithoutScope) {
            true => Scope::whole(self.actor.tenant()),
            false => self.scope(),
        };
        let act =
            Act { scope, person: Some(self.actor.person()), action, request_id: self.request_id.clone() };
        self.store.write(act, Some(key), self.arrived, verb).await
    }

    /// What this request was answered when it was first sent; `None` when it was not.
    pub async fn first_answer(&self, question: &Question) -> Result<Option<String>> {
        first_answer(&*self.reader().await?, question).await
    }

    /// Keeps an answer for the next time, unless one is kept already; returns the one that is kept.
    pub async fn keep_first_answer(&self, question: Question, answer: String) -> Result<String> {
        // Everything is shown. Were the connection it was read on held while another one is waited for, as many requests as
        // there are connections would wait for each other.
        self.refresh().await;
        self.store.keep_first_answer(self.scope(), question, answer, self.arrived).await
    }

    /// The idempotency key of a mutation: the person's, bound to the mutation's name and its whole input.
    pub fn key(&self, ctx: &Context<'_>, key: Uuid) -> Result<Key> {
        let arguments: Vec<_> = ctx.field().arguments().map_err(|error| Error::broken(error.message))?;
        let request_hash = digest::of(&(ctx.field().name(), arguments));
        Ok(Key { person: self.actor.person(), key, request_hash })
    }

    /// The error of a field: what the caller can put right is said, what only we can put right is logged.
    pub fn error(&self, error: Error) -> async_graphql::Error {
        fault::of_field(error, self.lang, &self.request_id)
    }
}

/// The request behind a GraphQL context; `UNAUTHENTICATED` for a caller without a token, in the language that is in the
/// context for them.
pub fn of<'c>(ctx: &Context<'c>) -> async_graphql::Result<&'c Request> {
    ctx.data_opt::<Request>().ok_or_else(|| {
        let lang = ctx.data_opt::<Lang>().copied().unwrap_or_default();
        fault::of_field(Error::refused(Code::TokenMissing, &[]), lang, "")
    })
}

/// The request that answers a field: the caller's own or, below a place where another tenant is read, the one that reads there.
pub enum At<'c> {
    Own(&'c Request),
    Elsewhere(Arc<Request>),
}

impl Deref for At<'_> {
    type Target = Request;

    fn deref(&self) -> &Request {
        match self {
            At::Own(request) => request,
            At::Elsewhere(request) => request,
        }
    }
}

/// The request that answers a field; errors as of [`of`].
pub fn at<'c>(ctx: &Context<'c>) -> async_graphql::Result<At<'c>> {
    let own = of(ctx)?;
    Ok(own.placed(ctx).map_or(At::Own(own), At::Elsewhere))
}

/// Answers a nullable field with a verb's `Result<Option<T>>`: what fails becomes this field's error and null, and
/// nothing around it. (A macro, because a closure over a borrowed request is not general enough for the resolvers.)
#[macro_export]
macro_rules! nullable {
    ($ctx:expr, |$request:ident| $body:expr) => {
        match $crate::request::at($ctx) {
            Ok(found) => {
                let $request: &$crate::request::Request = &found;
                let answer: $crate::kit::Result<Option<_>> = async { $body }.await;
                answer.map_err(|error| $request.error(error)).transpose()
            }
            Err(error) => Some(Err(error)),
        }
    };
}

/// Answers a field that is never null with a verb's `Result<T>`.
#[macro_export]
macro_rules! required {
    ($ctx:expr, |$request:ident| $body:expr) => {
        match $crate::request::at($ctx) {
            Ok(found) => {
                let $request: &$crate::request::Request = &found;
                let answer: $crate::kit::Result<_> = async { $body }.await;
                answer.map_err(|error| $request.error(error))
            }
            Err(error) => Err(error),
        }
    };
}

/// An error that a loader shares between everybody who waited for it.
pub fn shared_error(error: Arc<Error>) -> Error {
    match error.as_ref() {
        Error::Refused(problems) => Error::Refused(problems.clone()),
        Error::Busy(cause) => Error::Busy(cause.clone()),
        Error::Broken(cause) => Error::Broken(cause.clone()),
    }
}
