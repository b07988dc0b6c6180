//! The house as the transport sees it: who is at the door, and what a request carries.

use chrono::{DateTime, Duration, Utc};
use std::sync::Arc;

use super::super::{Call, Client, Door};
use crate::{
    auth::{Actor, Identity, Issuers, Secret, SignIn},
    catalogue::Catalogue,
    documents::{Asked, Documents},
    feeds,
    kit::{Code, Error, Lang, Result, digest, vocabulary::RateClass},
    organisation::{self, sessions},
    request::Request,
    store::Store,
};

/// A verified caller.
pub type Caller = Arc<Actor>;

/// The store and the issuers of tokens, behind the transport.
#[derive(Clone)]
pub struct House {
    store: Store,
    issuers: Issuers,
    catalogue: Arc<Catalogue>,
    documents: Documents,
    open_to_look_at: bool,
    sign_in_age: Duration,
    sign_in: Option<Arc<SignIn>>,
    small_numbers_below: u32,
}

impl House {
    /// `open_to_look_at`: anonymous callers may look at the schema, and browsers get the query page.
    pub fn new(
        store: Store,
        issuers: Issuers,
        catalogue: Arc<Catalogue>,
        documents: Documents,
        open_to_look_at: bool,
    ) -> Self {
        House {
            store,
            issuers,
            catalogue,
            documents,
            open_to_look_at,
            sign_in_age: Duration::zero(),
            sign_in: None,
            small_numbers_below: 0,
        }
    }

    /// The same house, to which a sign-in is recent for some time.
    pub fn trusting_sign_ins_for(self, sign_in_age: Duration) -> Self {
        House { sign_in_age, ..self }
    }

    /// The same house, which withholds small numbers below a number; 0: none.
    pub fn withholding_below(self, small_numbers_below: u32) -> Self {
        House { small_numbers_below, ..self }
    }

    /// A caller of this house.
    fn caller(&self, actor: Actor) -> Caller {
        Arc::new(actor.small_numbers_below(self.small_numbers_below))
    }

    /// The same house, into which people may sign in in the browser.
    pub fn with_sign_in(self, sign_in: Option<SignIn>) -> Self {
        House { sign_in: sign_in.map(Arc::new), ..self }
    }
}

impl Door for House {
    type Caller = Caller;

    async fn authenticate(&self, bearer: Option<&str>) -> Result<Option<Caller>> {
        match bearer {
            Some(token) if Secret::is_meant(token) => {
                Ok(Some(self.caller(organisation::accounts::actor_of(&self.store, token).await?)))
            }
            Some(token) => {
                let identity = self.issuers.verify(token).await?;
                let recent_until = identity.signed_in_at().map(|at| at + self.sign_in_age);
                let actor = organisation::actor_of(&self.store, &identity).await?;
                Ok(Some(self.caller(actor.recent_until(recent_until))))
            }
            None => Ok(None),
        }
    }

    fn sign_in(&self) -> Option<&SignIn> {
        self.sign_in.as_deref()
    }

    async fn of_session(&self, secret: &str, acting: bool) -> Result<Caller> {
        let idle = self.sign_in().ok_or_else(|| Error::refused(Code::SessionEnded, &[]))?.idle();
        let (actor, signed_in_at) = sessions::actor_of(&self.store, secret, idle, acting).await?;
        Ok(self.caller(actor.recent_until(signed_in_at.map(|at| at + self.sign_in_age))))
    }

    async fn begin_session(&self, identity: &Identity, request_id: &str) -> Result<String> {
        let longest = self.sign_in().ok_or_else(|| Error::refused(Code::SessionEnded, &[]))?.longest();
        sessions::begin(&self.store, identity, longest, request_id).await
    }

    async fn end_session(&self, secret: &str, request_id: &str) -> Result<()> {
        sessions::end(&self.store, secret, request_id).await
    }

    fn client(&self, caller: &Caller) -> Client {
        let (id, class) = match caller.account() {
            Some(account) => (account.id, account.rate_class),
            None => (caller.person(), RateClass::Standard),
        };
        Client { tenant: caller.tenant(), id, class }
    }

    async fn document(&self, caller: Option<&Caller>, asked: Asked) -> Result<String> {
        self.documents.text(&self.store, caller.map(|caller| caller.subject()), asked).await
    }

    fn expires_at(&self, caller: &Caller) -> Option<DateTime<Utc>> {
        Some(caller.expires_at())
    }

    async fn moved(&self, caller: &Caller) -> Result<i64> {
        match caller.is_of_the_nation() {
            true => organisation::nation::changes(&self.store).await,
            false => self.store.version(caller.tenant()).await,
        }
    }

    fn same_rights(&self, before: &Caller, now: &Caller) -> bool {
        before.may_the_same_as(now)
    }

    fn prepare(
        &self,
        request: async_graphql::Request,
        caller: Option<Caller>,
        call: &Call,
    ) -> async_graphql::Request {
        match caller {
            Some(actor) => {
                let asked =
                    (&request.query, &request.operation_name, &request.variables, call.lang == Lang::En);
                let words = digest::of(&asked);
                let own = Request::new(Actor::clone(&actor), self.store.clone(), call.lang, &call.request_id);
                request.data(own.asked_in(words).arrived_at(call.arrived))
            }
            None => request.data(call.lang),
        }
    }

    async fn obligations(&self, actor: Caller, lang: Lang, request_id: &str) -> Result<String> {
        let request = Request::new(Actor::clone(&actor), self.store.clone(), lang, request_id);
        feeds::obligations(&request, &self.catalogue).await
    }

    fn now(&self) -> DateTime<Utc> {
        self.store.clock().now()
    }

    async fn ready(&self) -> Result<()> {
        self.store.check().await
    }

    fn only_reads(&self) -> bool {
        self.store.only_reads()
    }

    fn introspection(&self, caller: Option<&Caller>) -> bool {
        caller.is_some() || self.open_to_look_at
    }

    fn ide(&self) -> bool {
        self.open_to_look_at
    }
}
