//! HTTP: content types, methods, media types, statuses, tokens, headers.

use super::*;
use serde_json::json;

#[tokio::test]
async fn only_json_is_read_and_no_batches() {
    let server = Server::plain().await;
    let body = r#"{"query":"mutation { bump }"}"#;
    for content_type in [
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        Some("multipart/form-data; boundary=x"),
        Some("application/graphql"),
        Some("application/json; charset=utf-16"),
        None,
    ] {
        let mut request = server.post().body(body);
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        let (status, answer) = read(request.send().await.unwrap()).await;
        assert_eq!((status, code(&answer)), (415, "BAD_REQUEST"), "{content_type:?}");
    }
    let form = server.post().body("query=mutation%20%7B%20bump%20%7D");
    let form = form.header("content-type", "application/x-www-form-urlencoded").send().await.unwrap();
    assert_eq!(form.status(), 415);
    for (body, status) in [
        (json!([{"query": "mutation { bump }"}]), 400),
        (json!([]), 400),
        (json!("mutation { bump }"), 400),
        (json!({}), 400),
        (json!({"query": 1}), 400),
        (json!({"query": "mutation { bump }", "variables": []}), 400),
        (json!({"query": "mutation { bump }", "operationName": {}}), 400),
        (json!({"query": "mutation { bump }", "extensions": "x"}), 400),
    ] {
        let (got, answer) = server.ask(body.clone()).await;
        assert_eq!((got, code(&answer)), (status, "BAD_REQUEST"), "{body}");
        assert!(answer.get("data").is_none());
    }
    let rubbish = server.post().header("content-type", "application/json").body("{\"query\":").send().await;
    assert_eq!(rubbish.unwrap().status(), 400);
    assert_eq!(server.bumps(), 0);
    assert_eq!(server.ask(json!({"query": "mutation { bump }"})).await, (200, json!({"data": {"bump": 1}})));
}

#[tokio::test]
async fn get_is_for_queries() {
    let server = Server::plain().await;
    let both = "query Read { count } mutation Write { bump } mutation Other { bump }";
    let get = |pairs: &[(&str, &str)]| {
        let url = reqwest::Url::parse_with_params(&server.url(), pairs).unwrap();
        server.client.get(url).bearer_auth("good")
    };
    for pairs in [
        &[("query", "mutation { bump }")][..],
        &[("query", "mutation Write { bump }")],
        &[("query", "mutation Write { bump }"), ("operationName", "Write")],
        &[("query", both), ("operationName", "Write")],
    ] {
        let answer = get(pairs).send().await.unwrap();
        assert_eq!(answer.headers()["allow"], "POST");
        let (status, answer) = read(answer).await;
        assert_eq!((status, code(&answer)), (405, "BAD_REQUEST"), "{pairs:?}");
    }
    let answer = read(get(&[("query", both), ("operationName", "Read")]).send().await.unwrap()).await;
    assert_eq!(answer, (200, json!({"data": {"count": 0}})));
    let (_, answer) = read(get(&[("query", both)]).send().await.unwrap()).await;
    assert_eq!(code(&answer), "OPERATION_RESOLUTION_FAILURE");
    let (_, answer) = read(get(&[("query", both), ("operationName", "None")]).send().await.unwrap()).await;
    assert_eq!(code(&answer), "OPERATION_RESOLUTION_FAILURE");
    let with_variables =
        [("query", "query($t: String!) { echo(text: $t) }"), ("variables", "{\"t\":\"xin chào\"}")];
    let answer = read(get(&with_variables).send().await.unwrap()).await;
    assert_eq!(answer, (200, json!({"data": {"echo": "xin chào"}})));
    for pairs in [&[][..], &[("query", "{ count }"), ("query", "{ count }")], &[("variables", "{}")]] {
        assert_eq!(get(pairs).send().await.unwrap().status(), 400, "{pairs:?}");
    }
    let (_, answer) = read(get(&[("query", "subscription { numbers(to: 1) }")]).send().await.unwrap()).await;
    assert_eq!(code(&answer), "BAD_REQUEST");
    for method in [reqwest::Method::PUT, reqwest::Method::DELETE, reqwest::Method::OPTIONS] {
        let answer = server.client.request(method, server.url()).bearer_auth("good").send().await.unwrap();
        assert_eq!(answer.status(), 405);
        assert_eq!(answer.headers()["allow"], "GET, HEAD, POST");
        assert!(answer.headers().get("access-control-allow-origin").is_none());
    }
    assert_eq!(server.bumps(), 0);
}

#[tokio::test]
async fn the_media_type_decides_the_status_of_refusals() {
    let server = Server::plain().await;
    for (query, class) in [
        ("{ count", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ echo(text: 1) }", "GRAPHQL_VALIDATION_FAILED"),
        ("query($t: String!) { echo(text: $t) }", "BAD_USER_INPUT"),
        ("subscription { numbers(to: 1) }", "BAD_REQUEST"),
    ] {
        for (accept, form, status) in [
            ("application/json", "application/json; charset=utf-8", 200),
            ("*/*", "application/json; charset=utf-8", 200),
            ("application/graphql-response+json", "application/graphql-response+json; charset=utf-8", 400),
        ] {
            let request = server.post().header("accept", accept).json(&json!({ "query": query }));
            let answer = request.send().await.unwrap();
            assert_eq!(answer.headers()["content-type"], form);
            let (got, answer) = read(answer).await;
            assert_eq!((got, code(&answer)), (status, class), "{query} as {accept}");
            assert!(answer.get("data").is_none(), "{query}");
            assert!(answer["errors"][0]["extensions"]["requestId"].is_string());
        }
    }
    // What ran has data and 200 in both.
    assert_eq!(server.query("{ count failing }").await.0, 200);
    let answer = server.post().header("accept", "text/csv").json(&json!({"query": "{ count }"})).send().await;
    assert_eq!(answer.unwrap().status(), 406);
}

#[tokio::test]
async fn input_that_only_execution_can_refuse_is_still_the_clients() {
    let server = Server::plain().await;
    let (_, answer) = server.query("{ even(number: 3) }").await;
    assert_eq!(code(&answer), "BAD_USER_INPUT");
    let (_, answer) = server.query("{ even(number: 4) }").await;
    assert_eq!(answer, json!({"data": {"even": 4}}));
}

#[tokio::test]
async fn tokens_are_asked_for_and_refused_in_both_languages() {
    let server = Server::plain().await;
    let ask = |token: Option<&str>, language: &str| {
        let mut request = server.client.post(server.url()).json(&json!({"query": "{ count }"}));
        if let Some(token) = token {
            request = request.header("authorization", token);
        }
        request.header("accept-language", language)
    };
    for (token, reason, challenge, message) in [
        (None, "TOKEN_MISSING", "Bearer realm=\"tonghop\"", "access token (Authorization"),
        (
            Some("Bearer expired"),
            "TOKEN_EXPIRED",
            "Bearer realm=\"tonghop\", error=\"invalid_token\"",
            "has expired",
        ),
        (
            Some("Bearer x"),
            "TOKEN_FORGED",
            "Bearer realm=\"tonghop\", error=\"invalid_token\"",
            "is not valid",
        ),
        (
            Some("Basic good"),
            "TOKEN_FORGED",
            "Bearer realm=\"tonghop\", error=\"invalid_token\"",
            "is not valid",
        ),
    ] {
        let answer = ask(token, "en").send().await.unwrap();
        assert_eq!(answer.headers()["www-authenticate"], challenge);
        let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
        let (status, answer) = read(answer).await;
        assert_eq!((status, code(&answer)), (401, "UNAUTHENTICATED"), "{token:?}");
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["reason"], reason);
        assert_eq!(error["extensions"]["requestId"], id);
        assert!(error["message"].as_str().unwrap().contains(message), "{error}");
    }
    let (_, answer) = read(ask(Some("Bearer expired"), "fr").send().await.unwrap()).await;
    assert_eq!(answer["errors"][0]["message"], "Mã truy cập đã hết hạn.");
    let (status, answer) = read(ask(Some("bearer broken"), "en").send().await.unwrap()).await;
    assert_eq!((status, code(&answer)), (500, "INTERNAL_SERVER_ERROR"));
    assert!(!answer.to_string().contains("person"));
    let twice = ask(Some("Bearer good"), "en").header("authorization", "Bearer good").send().await.unwrap();
    assert_eq!(twice.status(), 401);
}

#[tokio::test]
async fn strangers_do_not_see_the_schema() {
    let house = House { strangers: true, ..House::default() };
    let server = Server::start(house, Limits::default()).await;
    let stranger = |query: &str| server.client.post(server.url()).json(&json!({ "query": query })).send();
    for query in [
        "{ __schema { types { name } } }",
        "{ x: __type(name: \"Query\") { name } }",
        "{ ...F } fragment F on Query { __schema { types { name } } }",
    ] {
        let (_, answer) = read(stranger(query).await.unwrap()).await;
        assert_eq!(code(&answer), "FORBIDDEN", "{query}");
        assert!(answer.get("data").is_none());
        assert!(server.query(query).await.1.get("data").is_some());
    }
    let (_, answer) = read(stranger("{ who __typename }").await.unwrap()).await;
    assert_eq!(answer, json!({"data": {"who": null, "__typename": "Query"}}));
    let (_, answer) = read(stranger("{ coun }").await.unwrap()).await;
    assert!(!answer.to_string().contains("count"), "{answer}");
}

#[tokio::test]
async fn resolvers_refuse_in_the_callers_language() {
    let server = Server::plain().await;
    let request = server.post().header("accept-language", "en").json(&json!({"query": "{ refused count }"}));
    let (status, answer) = read(request.send().await.unwrap()).await;
    assert_eq!((status, code(&answer)), (200, "FORBIDDEN"));
    assert_eq!(answer["errors"][0]["message"], "Your role may not do this.");
    assert_eq!(answer["errors"][0]["extensions"]["reason"], "NOT_ALLOWED");
    assert_eq!(answer["data"], json!({"refused": null, "count": 0}));
}

#[tokio::test]
async fn time_limits_stop_queries_and_never_mutations() {
    let short = std::time::Duration::from_millis(50);
    let limits = Limits { query_timeout: short, mutation_timeout: short, ..Limits::default() };
    let server = Server::start(House::default(), limits).await;
    let (status, answer) = server.query("{ endless }").await;
    assert_eq!((status, code(&answer)), (200, "INTERNAL_SERVER_ERROR"));
    assert_eq!(answer["errors"][0]["extensions"]["reason"], "TIMEOUT");
    let (_, answer) = server.query("mutation { bumpLate }").await;
    assert_eq!(answer["errors"][0]["extensions"]["reason"], "TIMEOUT");
    eventually("the mutation ends", || server.bumps() == 1).await;
}

#[tokio::test]
async fn a_mutation_survives_its_caller() {
    let server = Server::plain().await;
    let request = server.post().json(&json!({"query": "mutation { bumpLate }"}));
    let patience = std::time::Duration::from_millis(100);
    assert!(request.timeout(patience).send().await.is_err());
    eventually("the mutation ends", || server.bumps() == 1).await;
}

#[tokio::test]
async fn every_answer_carries_its_id_and_the_headers() {
    let server = Server::plain().await;
    let request = server.post().header("x-request-id", "chosen-by-the-client");
    let answer = request.json(&json!({"query": "{ count }"})).send().await.unwrap();
    let headers = answer.headers();
    assert_eq!(headers["x-request-id"].len(), 36);
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["cache-control"], "no-store");
    assert_eq!(headers["referrer-policy"], "no-referrer");
}

#[tokio::test]
async fn health_says_little() {
    let server = Server::plain().await;
    let get = |path: &str| server.client.get(format!("http://{}{path}", server.address)).send();
    assert_eq!(get("/healthz").await.unwrap().status(), 200);
    assert_eq!(get("/readyz").await.unwrap().status(), 200);
    server.house.not_ready.store(true, Ordering::SeqCst);
    let answer = get("/readyz").await.unwrap();
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.text().await.unwrap(), "not ready\n");
    assert_eq!(get("/healthz").await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_calendar_that_fails_says_nothing_of_why() {
    let server = Server::plain().await;
    let url = format!("http://{}/feeds/obligations.ics", server.address);
    let fetch = |token: &'static str| server.client.get(&url).basic_auth("", Some(token)).send();
    assert_eq!(fetch("good").await.unwrap().status(), 200);
    for (token, status) in [("short", 500), ("broken", 500), ("busy", 503), ("expired", 401), ("forged", 401)]
    {
        let answer = fetch(token).await.unwrap();
        assert_eq!(answer.status(), status, "{token}");
        assert!(!answer.text().await.unwrap().contains("no such table"));
    }
    assert_eq!(server.client.post(&url).send().await.unwrap().status(), 405);
}

#[tokio::test]
async fn browsers_get_the_page_where_the_house_shows_it() {
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let visit = |server: &Server| server.client.get(server.url()).header("accept", browser).send();
    let open = Server::start(House { ide: true, ..House::default() }, Limits::default()).await;
    let answer = visit(&open).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
    let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
    let page = answer.text().await.unwrap();
    let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap();
    assert_eq!(page.matches(&format!("nonce=\"{nonce}\"")).count(), 2);
    assert!(!page.contains("{nonce}") && !page.contains("http://") && !page.contains("https://"));
    // A program gets no page, and a house that shows none asks for a token.
    assert_eq!(open.client.get(open.url()).send().await.unwrap().status(), 401);
    assert_eq!(visit(&Server::plain().await).await.unwrap().status(), 401);
}

#[tokio::test]
async fn a_document_may_be_asked_for_by_its_id() {
    let server = Server::plain().await;
    let by_id = |id: &str| server.ask(json!({ "documentId": id }));
    assert_eq!(by_id("sha256:count").await, (200, json!({ "data": { "count": 0 } })));
    let (status, refused) = by_id("sha256:other").await;
    assert_eq!((status, code(&refused)), (200, "PERSISTED_QUERY_NOT_FOUND"));
    let address = format!("{}?documentId=sha256:count", server.url());
    let got = read(server.client.get(address).bearer_auth("good").send().await.unwrap()).await;
    assert_eq!(got, (200, json!({ "data": { "count": 0 } })));
}
