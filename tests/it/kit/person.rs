//! Somebody with a token at the other end of a wire.

use super::answer::Answer;
use super::socket::Socket;
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use std::net::SocketAddr;

/// A person as the server knows them: by a token, or not at all.
#[derive(Clone)]
pub struct Person {
    /// The subject of their login; of a stranger, nothing.
    pub subject: String,
    pub token: Option<String>,
    /// What their browser sends along by itself and what a page of an origin adds, instead of a token or beside one.
    session: Option<(String, String)>,
    language: Option<String>,
    address: SocketAddr,
    http: reqwest::Client,
}

impl Person {
    /// Somebody whom the server at this address does not know.
    pub fn stranger(address: SocketAddr) -> Self {
        // The machine's proxy is for the world outside.
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        Person { subject: String::new(), token: None, session: None, language: None, address, http }
    }

    /// The same somebody with a name and a token.
    pub fn known_as(mut self, subject: &str, token: &str) -> Self {
        subject.clone_into(&mut self.subject);
        self.token = Some(token.to_owned());
        self
    }

    /// The same somebody with cookies, on a page of an origin that asks as our own pages do.
    pub fn on_page(mut self, origin: &str, cookies: &str) -> Self {
        self.session = Some((origin.to_owned(), cookies.to_owned()));
        self
    }

    /// The same person asking for messages in a language: the value of `Accept-Language`.
    pub fn speaking(mut self, language: &str) -> Self {
        self.language = Some(language.to_owned());
        self
    }

    /// The URL of a path of the server.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// A request with the person's token and language, for a test to complete.
    pub fn request(&self, method: reqwest::Method, path: &str) -> RequestBuilder {
        let mut request = self.http.request(method, self.url(path));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some((origin, cookies)) = &self.session {
            request =
                request.header("origin", origin).header("cookie", cookies).header("x-tonghop-request", "1");
        }
        if let Some(language) = &self.language {
            request = request.header("accept-language", language);
        }
        request
    }

    /// Sends a document with its variables, as a client does.
    pub async fn graphql(&self, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables });
        self.send(self.request(reqwest::Method::POST, "/graphql").json(&body)).await
    }

    /// Sends a request and reads its answer.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        Answer::read(request.send().await.expect("the server answers")).await
    }

    /// A socket that the person has been greeted on.
    pub async fn socket(&self) -> Socket {
        let mut socket = self.silent_socket().await;
        socket.greet(self.token.as_deref()).await;
        socket
    }

    /// A socket on which nothing has been said.
    pub async fn silent_socket(&self) -> Socket {
        Socket::open(self.address, Some("graphql-transport-ws")).await.expect("the server upgrades")
    }

    /// A report of an agency for a period.
    pub async fn report(&self, agency: &str, period: &str, selection: &str) -> Answer {
        let query = format!("query ($by: ReportBy!) {{ report(by: $by) {{ {selection} }} }}");
        self.graphql(&query, json!({ "by": report_by(agency, period) })).await
    }

    /// The consolidated picture of some periods on accepted versions.
    pub async fn consolidation(&self, from: &str, to: Option<&str>, selection: &str) -> Answer {
        self.consolidation_on("ACCEPTED", from, to, selection).await
    }

    /// The consolidated picture on a basis: `ACCEPTED` or `SUBMITTED`.
    pub async fn consolidation_on(
        &self,
        basis: &str,
        from: &str,
        to: Option<&str>,
        selection: &str,
    ) -> Answer {
        let query = format!(
            "query ($from: Period!, $to: Period, $basis: ConsolidationBasis) {{ \
               consolidation(from: $from, to: $to, basis: $basis) {{ {selection} }} }}"
        );
        self.graphql(&query, json!({ "from": from, "to": to, "basis": basis })).await
    }
}

/// A report by the key that people know it by.
pub fn report_by(agency: &str, period: &str) -> Value {
    json!({ "key": { "agency": agency, "period": period } })
}
