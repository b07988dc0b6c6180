//! What operations cost, and how much a client may ask for in a while.

use crate::accounts;
use crate::consolidation::{QUARTERLY, due};
use crate::kit::answer::Answer;
use crate::kit::course::PERIOD;
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::province::subject;
use crate::kit::server::{Bounds, Server};
use crate::kit::world::World;
use crate::subscriptions::stir_until;
use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};
use tonghop::api::{Limits, RateLimits};
use tonghop::kit::vocabulary::Role;

const AGENCIES: &str =
    "query ($first: Int = 20) { agencies(first: $first) { nodes { code names { name } } } }";

/// What a query cost: as it was asked, and as it turned out.
fn costs(answer: &Answer) -> (i64, i64) {
    let of = |name: &str| answer.cost[name].as_i64().unwrap_or_else(|| panic!("no {name}: {}", answer.cost));
    (of("requestedQueryCost"), of("actualQueryCost"))
}

/// A server of little patience beside the world's, and its people.
struct Strict(Server);

impl Strict {
    async fn beside(world: &World, operation: usize, bucket: usize) -> Self {
        let rates = RateLimits { operation, bucket, restore_per_second: 2, ..RateLimits::default() };
        let usual = Bounds::default();
        let bounds = Bounds { limits: Limits { rates, ..usual.limits }, ..usual };
        Strict(Server::bounded(&world.database, &world.clock, bounds).await.unwrap())
    }

    fn person(&self, province: &str, role: Role, number: usize) -> Person {
        self.0.person(&subject(province, role, None, number))
    }

    /// Somebody, who has asked until there was not enough left; what they were told then.
    async fn exhausted(&self) -> (Person, Answer) {
        let officer = self.person("84", Role::HomeAffairsOfficer, 1);
        loop {
            let answer = officer.graphql(AGENCIES, json!({ "first": 2 })).await;
            if !answer.errors().is_empty() {
                return (officer, answer);
            }
        }
    }
}

on_both! {
    async fn answers_tell_what_they_may_cost_and_what_they_did(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let all = officer.graphql(AGENCIES, json!({ "first": 100 })).await;
        let agencies = all.at("agencies.nodes").as_array().unwrap();
        let names: usize = agencies.iter().map(|agency| agency["names"].as_array().unwrap().len()).sum();
        assert!(agencies.len() > 5 && names >= agencies.len());
        // The connection, the agencies, and three names of each, or as many as there are.
        assert_eq!(costs(&all), (1 + 100 * 4, i64::try_from(1 + agencies.len() + names).unwrap()));
        let few = officer.graphql(AGENCIES, json!({ "first": 2 })).await;
        assert_eq!(costs(&few), (1 + 2 * 4, 1 + 2 + 2));
        // Aliases and fragments are paid for as if they were written out.
        let twice = "{ a: viewer { ...V } b: viewer { ...V } } fragment V on Viewer { roles { role } }";
        assert_eq!(costs(&officer.graphql(twice, json!({})).await), (2 * 4, 2 * 2));
        // A skipped field is not resolved.
        let skipped = "{ viewer { roles @skip(if: true) { role } __typename } }";
        assert_eq!(costs(&officer.graphql(skipped, json!({})).await).1, 1);
        let left = |answer: &Answer| answer.cost["throttleStatus"]["currentlyAvailable"].as_i64().unwrap();
        let next = officer.graphql(AGENCIES, json!({ "first": 2 })).await;
        assert_eq!(left(&few) - left(&next), (2 * 2) + 1 + costs(&next).1);
    }

    async fn whole_tables_cost_more_and_so_do_mutations(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let table = r#"{ consolidation(from: "2019-Q3") { submissionStatus { expected: __typename } } }"#;
        assert_eq!(costs(&officer.graphql(table, json!({})).await), (30, 30));
        let save = r#"mutation { personSetEmail(input: { idempotencyKey: "018f0000-0000-7000-8000-000000000001" }) { userErrors { code } } }"#;
        let saved = officer.graphql(save, json!({})).await;
        assert_eq!(costs(&saved).0, 12);
        assert!(costs(&saved).1 >= 10, "{}", saved.cost);
    }

    async fn a_refused_request_costs_nothing_and_a_strangers_is_not_counted(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let wrong = officer.graphql("{ nobodyKnows { name } }", json!({})).await.expect_code("GRAPHQL_VALIDATION_FAILED");
        assert_eq!(costs(&wrong).1, 0);
        let whole = &wrong.cost["throttleStatus"];
        assert_eq!(whole["currentlyAvailable"], whole["maximumAvailable"]);
        assert_eq!(world.stranger().graphql("{ __typename }", json!({})).await.cost, Value::Null);
    }

    async fn what_may_cost_too_much_does_not_begin(world: World) {
        let strict = Strict::beside(&world, 100, 1_000).await;
        let officer = strict.person("84", Role::HomeAffairsOfficer, 1);
        let refused = officer.graphql(AGENCIES, json!({ "first": 25 })).await.expect_code("BAD_USER_INPUT");
        assert_eq!(refused.errors()[0]["extensions"]["reason"], "COST_TOO_HIGH");
        assert!(refused.text.contains("có thể tốn 101 điểm") && refused.text.contains("tối đa 100"), "{refused}");
        assert!(refused.body.get("data").is_none(), "{refused}");
        let english = officer.clone().speaking("en").graphql(AGENCIES, json!({ "first": 25 })).await;
        assert!(english.text.contains("may cost 101 points"), "{english}");
        officer.graphql(AGENCIES, json!({ "first": 24 })).await.data();
        // A variable's default is what the server would use.
        officer.graphql(AGENCIES, json!({})).await.data();
    }

    async fn who_has_used_up_their_points_waits_and_nobody_else_does(world: World) {
        let strict = Strict::beside(&world, 30, 30).await;
        let (officer, told) = strict.exhausted().await;
        let told = told.expect_code("THROTTLED");
        assert_eq!((told.status, &told.errors()[0]["extensions"]["reason"]), (429, &json!("RATE_EXCEEDED")));
        let seconds = told.errors()[0]["extensions"]["retryAfterSeconds"].as_i64().unwrap();
        assert_eq!(told.headers["retry-after"], seconds.to_string().as_str());
        let status = &told.cost["throttleStatus"];
        assert_eq!((&status["maximumAvailable"], &status["restoreRate"]), (&json!(30), &json!(2)));
        let missing = costs(&told).0 - status["currentlyAvailable"].as_i64().unwrap();
        assert_eq!((costs(&told).1, seconds), (0, (missing + 1) / 2));
        // Over the other media type too.
        let post = officer.request(Method::POST, "/graphql").header("accept", "application/graphql-response+json");
        let again = officer.send(post.json(&json!({ "query": AGENCIES, "variables": { "first": 2 } }))).await;
        assert_eq!(again.status, 429, "{again}");
        // A colleague of the same role has points of their own, and so has the neighbour.
        strict.person("84", Role::HomeAffairsOfficer, 2).graphql(AGENCIES, json!({ "first": 2 })).await.data();
        strict.person("86", Role::HomeAffairsOfficer, 1).graphql(AGENCIES, json!({ "first": 2 })).await.data();
        // A second too early is too early.
        world.advance(Duration::seconds(seconds - 1));
        officer.graphql(AGENCIES, json!({ "first": 2 })).await.expect_code("THROTTLED");
        world.advance(Duration::seconds(1));
        officer.graphql(AGENCIES, json!({ "first": 2 })).await.data();
    }

    async fn a_service_account_has_points_of_its_own_and_more_of_them_for_a_lot_at_once(world: World) {
        let strict = Strict::beside(&world, 30, 30).await;
        let told = async |class: &str| {
            let program = accounts::of_class(&world, class).await;
            let program = Person::stranger(strict.0.address()).known_as("", program.token.as_deref().unwrap());
            let answer = program.graphql(AGENCIES, json!({ "first": 2 })).await;
            answer.data();
            answer.cost["throttleStatus"].clone()
        };
        let (standard, bulk) = (told("STANDARD").await, told("BULK").await);
        assert_eq!((&standard["maximumAvailable"], &standard["restoreRate"]), (&json!(30), &json!(2)));
        assert_eq!((&bulk["maximumAvailable"], &bulk["restoreRate"]), (&json!(150), &json!(10)));
        assert_eq!((&standard["currentlyAvailable"], &bulk["currentlyAvailable"]), (&json!(25), &json!(145)));
    }

    async fn sockets_are_counted_with_the_rest(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let mut socket = officer.socket().await;
        socket.subscribe("1", AGENCIES, json!({ "first": 2 })).await;
        let payload = socket.next("1").await;
        assert_eq!(payload["extensions"]["cost"]["requestedQueryCost"], 9, "{payload}");
        assert_eq!(payload["extensions"]["cost"]["actualQueryCost"], 5, "{payload}");

        let strict = Strict::beside(&world, 30, 30).await;
        let (officer, _) = strict.exhausted().await;
        let mut socket = officer.socket().await;
        for query in [AGENCIES.replace("= 20", "= 2"), consolidation_changed()] {
            socket.subscribe("1", &query, json!({})).await;
            let message = socket.message().await;
            assert_eq!(message["type"], "error", "{message}");
            assert_eq!(message["payload"][0]["extensions"]["code"], "THROTTLED", "{message}");
        }
    }

    async fn an_answer_that_needs_too_many_rows_is_given_up(world: World) {
        let server = Server::bounded(&world.database, &world.clock, Bounds { most_rows: 5, ..Bounds::default() }).await.unwrap();
        let officer = server.person(&subject("84", Role::HomeAffairsOfficer, None, 1));
        let refused = officer.graphql("{ agencies(first: 100) { nodes { code } } }", json!({})).await;
        let refused = refused.expect_code("BAD_USER_INPUT");
        assert_eq!(refused.errors()[0]["extensions"]["reason"], "TOO_MANY_ROWS");
        assert!(refused.text.contains("quá 5 dòng"), "{refused}");
        // The next answer begins anew.
        for _ in 0..10 {
            officer.graphql("{ agencies(first: 2) { nodes { code } } }", json!({})).await.data();
        }
    }

    async fn each_event_costs_what_it_does(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        officer.open_round(QUARTERLY, PERIOD, &due(PERIOD), &["STTTT"]).await.expect_done();
        let mut socket = officer.socket().await;
        socket.subscribe("1", &consolidation_changed(), json!({})).await;
        let (payload, _) = stir_until(&world, "STTTT", socket.next("1")).await;
        assert_eq!(payload["extensions"]["cost"]["requestedQueryCost"], 11, "{payload}");
        assert_eq!(payload["extensions"]["cost"]["actualQueryCost"], 11, "{payload}");
    }
}

fn consolidation_changed() -> String {
    r#"subscription { consolidationChanged(from: "2019-Q3") { coverage { due } } }"#.to_owned()
}
