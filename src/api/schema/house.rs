//! The house as the transport sees it: who is at the door, and what a request carries.

use chrono::{DateTime, Utc};
use std::sync::Arc;

use super::super::{Call, Client, Door};
use crate::{
    auth::{Actor, Issuer},
    catalogue::Catalogue,
    documents::{Asked, Documents},
    feeds,
    kit::{Lang, Result, digest},
    organisation,
    request::Request,
    store::Store,
};

/// A verified caller.
pub type Caller = Arc<Actor>;

/// The store and the issuer of tokens, behind the transport.
#[derive(Clone)]
pub struct House {
    store: Store,
    issuer: Arc<Issuer>,
    catalogue: Arc<Catalogue>,
    documents: Documents,
    open_to_look_at: bool,
}

impl House {
    /// `open_to_look_at`: anonymous callers may look at the schema, and browsers get the query page.
    pub fn new(
        store: Store,
        issuer: Issuer,
        catalogue: Arc<Catalogue>,
        documents: Documents,
        open_to_look_at: bool,
    ) -> Self {
        House { store, issuer: Arc::new(issuer), catalogue, documents, open_to_look_at }
    }
}

impl Door for House {
    type Caller = Caller;

    async fn authenticate(&self, bearer: Option<&str>) -> Result<Option<Caller>> {
        match bearer {
            Some(token) => {
                let identity = self.issuer.verify(token)?;
                Ok(Some(Arc::new(organisation::actor_of(&self.store, &identity).await?)))
            }
            None => Ok(None),
        }
    }

    fn client(&self, caller: &Caller) -> Client {
        Client { tenant: caller.tenant(), person: caller.person() }
    }

    async fn document(&self, caller: Option<&Caller>, asked: Asked) -> Result<String> {
        self.documents.text(&self.store, caller.map(|caller| caller.subject()), asked).await
    }

    fn expires_at(&self, caller: &Caller) -> Option<DateTime<Utc>> {
        Some(caller.expires_at())
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

    fn introspection(&self, caller: Option<&Caller>) -> bool {
        caller.is_some() || self.open_to_look_at
    }

    fn ide(&self) -> bool {
        self.open_to_look_at
    }
}
