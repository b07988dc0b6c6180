//! The transport on a real wire, with a schema that counts, fails, panics and streams.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod attacks;
mod http;
mod overload;
mod socket;
mod socket_limits;
mod ws;

use super::{Call, Client, Door, Guard, Limits, router};
use crate::documents::Asked;
use crate::kit::fault;
use crate::kit::vocabulary::RateClass;
use crate::kit::{Clock, Code, Error, Lang, Result};
use async_graphql::{
    Context, InputValueError, InputValueResult, Object, Request, Scalar, ScalarType, Schema, Subscription,
    Value,
};
use chrono::{DateTime, Duration, Utc};
use futures_util::{Stream, StreamExt, stream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tokio::sync::watch;

/// A house with a few tokens: `good`, `short` (ends at `short_ends`), `expired`, `forged`, `broken`.
#[derive(Clone, Default)]
pub struct House {
    pub clock: Clock,
    pub short_ends: Option<DateTime<Utc>>,
    pub strangers: bool,
    pub ide: bool,
    pub not_ready: Arc<AtomicBool>,
    /// How often something was committed: the second time changes rights, the fourth takes them.
    pub changes: Arc<AtomicUsize>,
}

#[derive(Clone)]
pub struct Caller {
    token: String,
    rights: usize,
}

impl Door for House {
    type Caller = Caller;

    async fn authenticate(&self, bearer: Option<&str>) -> Result<Option<Caller>> {
        match bearer {
            None if self.strangers => Ok(None),
            None => Err(Error::refused(Code::TokenMissing, &[])),
            Some("expired") => Err(Error::refused(Code::TokenExpired, &[])),
            Some("busy") => Err(Error::Busy("no connection".into())),
            Some("broken") => Err(Error::broken("no such table: person")),
            Some(token @ ("good" | "short")) => {
                let rights = self.changes.load(Ordering::SeqCst) / 2;
                match rights {
                    0 | 1 => Ok(Some(Caller { token: token.into(), rights })),
                    _ => Err(Error::refused(Code::PersonUnknown, &[])),
                }
            }
            Some(_) => Err(Error::refused(Code::TokenForged, &[])),
        }
    }

    fn client(&self, caller: &Caller) -> Client {
        let id = uuid::Uuid::from_u128(caller.token.len() as u128);
        Client { tenant: 1, id, class: RateClass::Standard }
    }

    /// For whoever has a token, one document, of the id `sha256:count`.
    async fn document(&self, caller: Option<&Caller>, asked: Asked) -> Result<String> {
        match (caller, asked) {
            (_, Asked::Text(text)) => Ok(text),
            (Some(_), Asked::Id(id)) if id == "sha256:count" => Ok("{ count }".into()),
            (_, Asked::Id(_)) => Err(Error::refused(Code::DocumentUnknown, &[])),
        }
    }

    fn expires_at(&self, caller: &Caller) -> Option<DateTime<Utc>> {
        self.short_ends.filter(|_| caller.token == "short")
    }

    async fn moved(&self, _: &Caller) -> Result<i64> {
        i64::try_from(self.changes.load(Ordering::SeqCst)).map_err(Error::broken)
    }

    fn same_rights(&self, before: &Caller, now: &Caller) -> bool {
        before.rights == now.rights
    }

    fn prepare(&self, request: Request, caller: Option<Caller>, call: &Call) -> Request {
        request.data(call.lang).data(RequestId(call.request_id.clone())).data(caller)
    }

    async fn obligations(&self, caller: Caller, _: Lang, _: &str) -> Result<String> {
        match caller.token.as_str() {
            "good" => Ok("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".into()),
            _ => Err(Error::broken("no such table: obligation")),
        }
    }

    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    async fn ready(&self) -> Result<()> {
        match self.not_ready.load(Ordering::SeqCst) {
            true => Err(Error::broken("the database at secret-host does not answer")),
            false => Ok(()),
        }
    }

    fn introspection(&self, caller: Option<&Caller>) -> bool {
        caller.is_some()
    }

    fn ide(&self) -> bool {
        self.ide
    }
}

struct RequestId(String);

/// What the schema did: a counter, and how many streams are open.
#[derive(Clone, Default)]
pub struct Counts {
    pub bumps: Arc<AtomicUsize>,
    pub live: Arc<AtomicUsize>,
}

/// A scalar that only execution can refuse.
struct Even(i64);

#[Scalar]
impl ScalarType for Even {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::Number(number) if number.as_i64().is_some_and(|n| n % 2 == 0) => {
                Ok(Even(number.as_i64().unwrap_or_default()))
            }
            _ => Err(InputValueError::custom("not even")),
        }
    }

    fn to_value(&self) -> Value {
        Value::from(self.0)
    }
}

pub struct Query;

#[Object]
impl Query {
    async fn count(&self, ctx: &Context<'_>) -> usize {
        ctx.data_unchecked::<Counts>().bumps.load(Ordering::SeqCst)
    }

    async fn who(&self, ctx: &Context<'_>) -> Option<String> {
        ctx.data_unchecked::<Option<Caller>>().as_ref().map(|caller| caller.token.clone())
    }

    async fn echo(&self, text: String) -> String {
        text
    }

    async fn even(&self, number: Even) -> Even {
        number
    }

    async fn again(&self) -> Query {
        Query
    }

    async fn failing(&self) -> Option<std::result::Result<i32, async_graphql::Error>> {
        Some(Err("no such table: person in store/rows.rs".into()))
    }

    async fn refused(&self, ctx: &Context<'_>) -> Option<std::result::Result<i32, async_graphql::Error>> {
        let (lang, id) = (ctx.data_unchecked::<Lang>(), ctx.data_unchecked::<RequestId>());
        Some(Err(fault::of_field(Error::refused(Code::NotAllowed, &["by"]), *lang, &id.0)))
    }

    async fn panicking(&self) -> i32 {
        burst()
    }

    async fn endless(&self) -> i32 {
        std::future::pending().await
    }
}

/// Behind a function, so that the compiler does not see that nothing follows.
fn burst() -> i32 {
    panic!("table person, variable secret_key")
}

pub struct Mutation;

#[Object]
impl Mutation {
    async fn bump(&self, ctx: &Context<'_>) -> usize {
        ctx.data_unchecked::<Counts>().bumps.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Bumps once the caller has long lost patience.
    async fn bump_late(&self, ctx: &Context<'_>) -> usize {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        ctx.data_unchecked::<Counts>().bumps.fetch_add(1, Ordering::SeqCst) + 1
    }
}

/// Counts an open stream for as long as it lives.
struct Live(Arc<AtomicUsize>);

impl Live {
    fn new(counts: &Counts) -> Self {
        counts.live.fetch_add(1, Ordering::SeqCst);
        Live(counts.live.clone())
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

pub struct Events;

#[Subscription]
impl Events {
    async fn numbers(&self, to: i32) -> impl Stream<Item = i32> {
        stream::iter(1..=to)
    }

    /// One event, then nothing more.
    async fn forever(&self, ctx: &Context<'_>) -> impl Stream<Item = i32> + 'static {
        let live = Live::new(ctx.data_unchecked::<Counts>());
        stream::iter([1]).chain(stream::pending()).map(move |n| {
            let _ = &live;
            n
        })
    }

    /// Large events as fast as they are read.
    async fn flood(&self, ctx: &Context<'_>) -> impl Stream<Item = String> + 'static {
        let live = Live::new(ctx.data_unchecked::<Counts>());
        stream::repeat_with(move || {
            let _ = &live;
            "x".repeat(256 * 1024)
        })
    }

    async fn failing(&self) -> std::result::Result<stream::Empty<i32>, async_graphql::Error> {
        Err("no such table: person".into())
    }

    async fn panicking(&self) -> impl Stream<Item = i32> {
        stream::iter([1, 2]).map(|n| if n == 2 { panic!("variable secret_key") } else { n })
    }
}

/// A running server.
pub struct Server {
    pub address: String,
    pub house: House,
    pub counts: Counts,
    pub stop: watch::Sender<bool>,
    pub client: reqwest::Client,
}

impl Server {
    pub async fn start(house: House, limits: Limits) -> Self {
        let counts = Counts::default();
        let schema = Schema::build(Query, Mutation, Events)
            .data(counts.clone())
            .extension(Guard::default())
            .disable_suggestions()
            .finish();
        let (stop, stopping) = watch::channel(false);
        let tasks = tokio_util::task::TaskTracker::new();
        let app = router(house.clone(), schema, limits, Arc::default(), stopping, tasks);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Server { address, house, counts, stop, client: reqwest::Client::new() }
    }

    pub async fn plain() -> Self {
        Server::start(House::default(), Limits::default()).await
    }

    pub fn url(&self) -> String {
        format!("http://{}/graphql", self.address)
    }

    pub fn bumps(&self) -> usize {
        self.counts.bumps.load(Ordering::SeqCst)
    }

    /// A POST with the good token and nothing else.
    pub fn post(&self) -> reqwest::RequestBuilder {
        self.client.post(self.url()).bearer_auth("good")
    }

    /// Sends a request as JSON; answers status and body.
    pub async fn ask(&self, body: serde_json::Value) -> (u16, serde_json::Value) {
        read(self.post().json(&body).send().await.unwrap()).await
    }

    /// Sends a query, accepting the new media type.
    pub async fn query(&self, query: &str) -> (u16, serde_json::Value) {
        let request = self.post().header("accept", "application/graphql-response+json");
        read(request.json(&serde_json::json!({ "query": query })).send().await.unwrap()).await
    }
}

/// Status and body of an answer, but for what it has cost: what is left of a client's points is different each time.
pub async fn read(answer: reqwest::Response) -> (u16, serde_json::Value) {
    let status = answer.status().as_u16();
    (status, without_cost(answer.json().await.unwrap()))
}

pub fn without_cost(mut answer: serde_json::Value) -> serde_json::Value {
    if let Some(extensions) = answer.as_object_mut().and_then(|body| body.remove("extensions")) {
        let named: Vec<&String> = extensions.as_object().unwrap().keys().collect();
        assert_eq!(named, ["cost"]);
    }
    answer
}

pub fn code(answer: &serde_json::Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
}

/// Waits for something that happens soon, without saying how soon.
pub async fn eventually(what: &str, condition: impl Fn() -> bool) {
    for _ in 0..3_000 {
        if condition() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it never came about: {what}");
}
