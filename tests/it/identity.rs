//! Who is at the door: tokens that are taken and refused, and what each role gets to see.

mod forged;
mod sign_in;

use crate::cycle::desk::{
    AGENCY, DUE, FORM, PERIOD, change, filed, filled, number, own_province, ready, somebody, traces,
};
use crate::kit::answer::Answer;
use crate::kit::json::{with, without};
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::province::province;
use crate::kit::server::import;
use crate::kit::world::World;
use aws_lc_rs::signature::Ed25519KeyPair;
use base64::{Engine, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use tonghop::auth::KeyPair;
use tonghop::kit::vocabulary::{AgencyKind, Role};
use tonghop::organisation::GrantEntry;

const ISSUER: &str = "https://issuer.example";
const SUBJECT: &str = "84.SUBMITTER.STTTT.1";
/// The instant at which every world begins, as tokens give it.
const NOW: i64 = 1_568_599_200;

/// The key that the server signs with, for making what it did not sign.
struct Forger {
    pair: Ed25519KeyPair,
    kid: String,
}

impl Forger {
    fn of(world: &World) -> Self {
        let file = world.database.folder.path().join("token.pem");
        let text = std::fs::read_to_string(&file).unwrap();
        let body: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&STANDARD.decode(body).unwrap()).unwrap();
        Forger { pair, kid: KeyPair::read(&file).map_err(|_| "no key").unwrap().id() }
    }

    fn header(&self) -> Value {
        json!({ "typ": "JWT", "alg": "EdDSA", "kid": self.kid })
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        self.sign_text(&unsigned(header, claims))
    }

    /// Signs whatever stands before the signature.
    fn sign_text(&self, signed: &str) -> String {
        let signature = URL_SAFE_NO_PAD.encode(self.pair.sign(signed.as_bytes()).as_ref());
        format!("{signed}.{signature}")
    }
}

fn unsigned(header: &Value, claims: &Value) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", encode(header), encode(claims))
}

fn claims() -> Value {
    json!({ "iss": ISSUER, "aud": "tonghop", "sub": SUBJECT, "iat": NOW, "nbf": NOW, "exp": NOW + 3600 })
}

async fn viewer(world: &World, token: &str) -> Answer {
    world
        .stranger()
        .known_as("", token)
        .speaking("en")
        .graphql("{ viewer { person { fullName } } }", json!({}))
        .await
}

/// A token that is refused: 401, its reason, the sentence, nothing of the data, and how to do it right.
#[track_caller]
fn expect_refused(answer: &Answer, what: &str, reason: &str, message: &str) {
    assert_eq!(answer.status, 401, "{what}: {answer}");
    assert_eq!(answer.code(), Some("UNAUTHENTICATED"), "{what}: {answer}");
    let error = &answer.errors()[0];
    assert_eq!(error["extensions"]["reason"], reason, "{what}");
    assert_eq!(error["message"], message, "{what}");
    assert!(error["extensions"]["requestId"].is_string());
    assert!(answer.body.get("data").is_none(), "{what}: {answer}");
    let challenge = answer.headers["www-authenticate"].to_str().unwrap();
    assert_eq!(challenge, "Bearer realm=\"tonghop\", error=\"invalid_token\"", "{what}");
}

on_both! {
    async fn a_token_of_the_issuer_is_taken(world: World) {
        let forger = Forger::of(&world);
        let answer = viewer(&world, &forger.sign(&forger.header(), &claims())).await;
        assert_eq!(answer.at("viewer.person.fullName"), &json!("Nguyễn Văn 84.SUBMITTER.STTTT.1"));
    }

    async fn a_token_for_somebody_elses_house_is_refused(world: World) {
        let forger = Forger::of(&world);
        let token = forger.sign(&forger.header(), &with(claims(), "aud", json!("another-system")));
        let message = "The access token is meant for another audience.";
        expect_refused(&viewer(&world, &token).await, "another audience", "TOKEN_AUDIENCE", message);
        let vietnamese = world.stranger().known_as("", &token).graphql("{ viewer { person { id } } }", json!({})).await;
        assert_eq!(vietnamese.errors()[0]["message"], "Mã truy cập không dành cho hệ thống này.");
    }

    async fn a_token_ends(world: World) {
        let forger = Forger::of(&world);
        let token = forger.sign(&forger.header(), &claims());
        let at = |seconds: i64| chrono::DateTime::from_timestamp(NOW + 3600 + seconds, 0).unwrap();
        world.clock.set(at(29));
        assert_eq!(viewer(&world, &token).await.status, 200);
        world.clock.set(at(30));
        expect_refused(&viewer(&world, &token).await, "expired", "TOKEN_EXPIRED", "The access token has expired.");
        let vietnamese = world.stranger().known_as("", &token).graphql("{ viewer { person { id } } }", json!({})).await;
        assert_eq!(vietnamese.errors()[0]["message"], "Mã truy cập đã hết hạn.");
        // One that was never right has not expired: it says nothing about whom it would have been good for.
        let forged = format!("{}A.{}", unsigned(&forger.header(), &claims()), token.rsplit_once('.').unwrap().1);
        expect_refused(&viewer(&world, &forged).await, "forged", "TOKEN_FORGED", "The access token is not valid.");
    }

    async fn a_person_nobody_knows_is_refused(world: World) {
        let forger = Forger::of(&world);
        let message = "The bearer of this token has no account here.";
        for subject in ["nobody", "84.SUBMITTER.STTTT.3", "84.submitter.sttt.1", "' OR 1=1 --", "a\u{0}b"] {
            let token = forger.sign(&forger.header(), &with(claims(), "sub", json!(subject)));
            expect_refused(&viewer(&world, &token).await, subject, "PERSON_UNKNOWN", message);
        }
        let token = forger.sign(&forger.header(), &claims());
        assert_eq!(viewer(&world, &token).await.status, 200);
        change(&world.database, &format!("UPDATE person SET disabled_at = '2019-09-01 00:00:00+00:00' WHERE full_name = 'Nguyễn Văn {SUBJECT}'")).await;
        expect_refused(&viewer(&world, &token).await, "disabled", "PERSON_UNKNOWN", message);
        let vietnamese = world.stranger().known_as("", &token).graphql("{ viewer { person { id } } }", json!({})).await;
        assert_eq!(vietnamese.errors()[0]["message"], "Người mang mã truy cập này không có tài khoản.");
    }

    /// Who was disabled can do nothing more over a socket that is open already.
    async fn an_open_socket_opens_nothing_to_the_disabled(world: World) {
        let forger = Forger::of(&world);
        let token = forger.sign(&forger.header(), &claims());
        let mut socket = world.stranger().known_as("", &token).socket().await;
        socket.subscribe("1", "{ viewer { person { id } } }", json!({})).await;
        assert!(socket.next("1").await["data"]["viewer"]["person"]["id"].is_string());
        change(&world.database, &format!("UPDATE person SET disabled_at = '2019-09-01 00:00:00+00:00' WHERE full_name = 'Nguyễn Văn {SUBJECT}'")).await;
        socket.subscribe("2", "{ viewer { person { id } } }", json!({})).await;
        socket.expect_close(4403).await;
    }

    async fn a_role_that_was_taken_away_is_gone(world: World) {
        let (_, submitter) = ready(&world).await;
        change(&world.database, "UPDATE role_grant SET revoked_at = '2019-09-01 00:00:00+00:00' WHERE role = 'SUBMITTER'").await;
        let before = traces(&world.database).await;
        submitter.save_draft(AGENCY, PERIOD, filled()).if_revision(1).await.expect_user_error("NOT_FOUND");
        let viewer = submitter.graphql("{ viewer { roles { role } } }", json!({})).await;
        assert_eq!(viewer.at("viewer.roles"), &json!([]));
        assert_eq!(traces(&world.database).await, before);
    }

    /// Nothing is done for a caller whose token is refused, and nothing for one without.
    async fn who_is_not_known_changes_nothing(world: World) {
        ready(&world).await;
        let forger = Forger::of(&world);
        let before = traces(&world.database).await;
        let expired = forger.sign(&forger.header(), &with(claims(), "exp", json!(NOW - 30)));
        for token in [expired, forger.sign(&forger.header(), &with(claims(), "aud", json!("x"))), "rubbish".into()] {
            let person = world.stranger().known_as("", &token);
            assert_eq!(person.submit(AGENCY, PERIOD).if_revision(1).await.status, 401);
            assert_eq!(person.open_round(FORM, "2019-Q2", DUE, &[]).await.status, 401);
        }
        for (language, message) in [
            ("vi", "Yêu cầu chưa có mã truy cập (Authorization: Bearer …)."),
            ("en", "The request has no access token (Authorization: Bearer …)."),
        ] {
            let nobody = world.stranger().speaking(language);
            let answer = nobody.submit(AGENCY, PERIOD).if_revision(1).await.expect_code("UNAUTHENTICATED");
            assert_eq!(answer.errors()[0]["message"], message);
            assert_eq!(answer.errors()[0]["extensions"]["reason"], "TOKEN_MISSING");
            let answer = nobody.report(AGENCY, PERIOD, "id").await.expect_code("UNAUTHENTICATED");
            assert_eq!(answer.body["data"], json!({ "report": null }));
        }
        assert_eq!(traces(&world.database).await, before);
    }

    async fn an_administrator_sees_no_figures(world: World) {
        let (home_affairs, submitter) = filed(&world).await;
        home_affairs.accept(AGENCY, PERIOD).await.expect_done();
        let ids = submitter.report(AGENCY, PERIOD, "id acceptedVersion { id }").await;
        let model = json!({ "agency": AGENCY, "code": "MH-01", "name": "Một", "field": "ECONOMY", "level": "PROVINCE",
                            "holder": "COLLECTIVE", "registeredOn": "2019-01-10" });
        let registered = submitter.verb("modelRegister", model, "model { id }".into()).await.expect_done();
        let administrator = world.person(Role::ProvinceAdministrator, None);
        administrator.report(AGENCY, PERIOD, "id").await.expect_code("FORBIDDEN");
        for list in ["reports", "mobilisationModels"] {
            let answer = administrator.graphql(&format!("{{ {list}(first: 1) {{ nodes {{ id }} }} }}"), json!({})).await;
            assert_eq!(answer.expect_code("FORBIDDEN").body["data"][list], Value::Null);
        }
        for id in [ids.at("report.id"), ids.at("report.acceptedVersion.id"), registered.at("modelRegister.model.id")] {
            let node = administrator.graphql("query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }", json!({ "id": id })).await;
            assert_eq!(node.data(), &json!({ "node": null, "nodes": [null] }));
        }
        let round = "{ rounds(first: 1) { nodes { obligations(first: 10) { nodes { timeliness report { id } } } } } }";
        let seen = administrator.graphql(round, json!({})).await;
        let obligations = seen.at("rounds.nodes.0.obligations.nodes").as_array().unwrap();
        assert_eq!(obligations.len(), 2);
        assert!(obligations.iter().all(|node| node["report"].is_null()));
        // Neither by asking to change one.
        for refused in [
            administrator.save_draft(AGENCY, PERIOD, filled()).if_revision(3).await,
            administrator.submit(AGENCY, PERIOD).if_revision(3).await,
            administrator.reopen(AGENCY, PERIOD, "a").if_revision(3).await,
        ] {
            assert_eq!(refused.clone().expect_user_error("NOT_ALLOWED").payload()["report"], Value::Null);
        }
        let checked = administrator.validate(AGENCY, PERIOD).await.expect_user_error("NOT_FOUND");
        assert_eq!(checked.at("reportValidate.checks"), &json!([]));
    }

    async fn a_reader_of_figures_sees_what_is_accepted(world: World) {
        let (home_affairs, submitter) = ready(&world).await;
        let reader = world.person(Role::BiReader, None);
        let auditor = world.person(Role::Auditor, None);
        let figure = |value: i64| json!({ "figures": [number("complaint_received", value)] });
        submitter.save_draft(AGENCY, PERIOD, figure(1)).await.expect_done();
        submitter.submit(AGENCY, PERIOD).await.expect_done();
        home_affairs.accept(AGENCY, PERIOD).await.expect_done();
        home_affairs.reopen(AGENCY, PERIOD, "Thiếu.").await.expect_done();
        submitter.save_draft(AGENCY, PERIOD, figure(2)).await.expect_done();
        submitter.submit(AGENCY, PERIOD).await.expect_done();
        home_affairs.return_(AGENCY, PERIOD, json!([{ "text": "Sai." }])).await.expect_done();
        submitter.save_draft(AGENCY, PERIOD, figure(3)).await.expect_done();

        let whole = "draft { figure(indicator: \"complaint_received\") { value } } checks { rule { code } } \
            versions { number content { figure(indicator: \"complaint_received\") { value } } checks { rule { code } } } \
            latestVersion { number } acceptedVersion { number } returnReasons { text } history { event }";
        let seen = reader.report(AGENCY, PERIOD, whole).await;
        assert_eq!(
            seen.at("report"),
            &json!({
                "draft": null, "checks": [],
                "versions": [{ "number": 1, "content": { "figure": { "value": "1" } }, "checks": [] }],
                "latestVersion": null, "acceptedVersion": { "number": 1 }, "returnReasons": [], "history": [],
            })
        );
        let all = auditor.report(AGENCY, PERIOD, "draft { figure(indicator: \"complaint_received\") { value } } versions { id number } returnReasons { text }").await;
        assert_eq!(all.at("report.draft.figure.value"), &json!("3"));
        assert_eq!(all.at("report.returnReasons"), &json!([{ "text": "Sai." }]));
        let node = "query ($id: ID!) { node(id: $id) { ... on ReportVersion { number } } }";
        for (position, shown) in [(0, json!(null)), (1, json!({ "number": 1 }))] {
            let id = all.at(&format!("report.versions.{position}.id"));
            assert_eq!(reader.graphql(node, json!({ "id": id })).await.at("node"), &shown);
        }
        reader.validate(AGENCY, PERIOD).await.expect_user_error("NOT_FOUND");
        // A report of which nothing is accepted has nothing to show.
        let other = world.person(Role::Submitter, "STC");
        other.save_draft("STC", PERIOD, filled()).await.expect_done();
        other.submit("STC", PERIOD).await.expect_done();
        let seen = reader.report("STC", PERIOD, whole).await;
        assert_eq!(seen.at("report.versions"), &json!([]));
        assert_eq!(seen.at("report.acceptedVersion"), &Value::Null);
    }

    /// Not yours and not there are one: the same null, the same refusal, byte for byte.
    async fn what_is_not_ones_own_is_not_there(world: World) {
        let (home_affairs, submitter) = filed(&world).await;
        let round = home_affairs.graphql("{ rounds(first: 1) { nodes { id obligations(first: 10) { nodes { id agency { id code } } } } } }", json!({})).await;
        let obligations = round.at("rounds.nodes.0.obligations.nodes").as_array().unwrap();
        let mine = obligations.iter().find(|node| node["agency"]["code"] == AGENCY).unwrap();
        let report = submitter.report(AGENCY, PERIOD, "id latestVersion { id }").await;
        let (report_id, version_id) = (report.at("report.id"), report.at("report.latestVersion.id"));
        let person = submitter.graphql("{ viewer { person { id } } }", json!({})).await.at("viewer.person.id").clone();
        let gone = |kind: &str| URL_SAFE_NO_PAD.encode(format!("{kind}:00000000-0000-7000-8000-000000000000"));

        let own_agency = [world.person(Role::Submitter, "STC"), world.person(Role::AgencyHead, "SYT")];
        let neighbours = [world.neighbour(Role::HomeAffairsOfficer, None), world.neighbour(Role::Auditor, None), world.neighbour(Role::Submitter, AGENCY), world.neighbour(Role::ProvinceAdministrator, None)];
        let hidden = [("Report", report_id), ("ReportVersion", version_id), ("Obligation", &mine["id"])];
        let abroad = [("Round", round.at("rounds.nodes.0.id")), ("Agency", &mine["agency"]["id"]), ("Person", &person)];
        let same = async |person: &Person, query: &str, theirs: Value, nothing: Value| {
            let (one, other) = (person.graphql(query, theirs).await, person.graphql(query, nothing).await);
            assert_eq!(one.text, other.text, "{}", person.subject);
            one
        };
        let node = "query ($id: ID!) { node(id: $id) { __typename id } nodes(ids: [$id, $id]) { id } }";
        for person in own_agency.iter().chain(&neighbours) {
            for (kind, id) in hidden {
                let answer = same(person, node, json!({ "id": id }), json!({ "id": gone(kind) })).await;
                assert_eq!(answer.data(), &json!({ "node": null, "nodes": [null, null] }));
            }
        }
        for person in &neighbours {
            for (kind, id) in abroad {
                let answer = same(person, node, json!({ "id": id }), json!({ "id": gone(kind) })).await;
                assert_eq!(answer.data(), &json!({ "node": null, "nodes": [null, null] }));
            }
            let by = "query ($by: RoundBy!) { round(by: $by) { id } }";
            let answer = same(person, by, json!({ "by": { "id": round.at("rounds.nodes.0.id") } }), json!({ "by": { "id": gone("Round") } })).await;
            assert_eq!(answer.data(), &json!({ "round": null }));
        }

        let by_id = |id: &Value| json!({ "id": id });
        let by_key = |agency: &str| json!({ "key": { "agency": agency, "period": PERIOD } });
        let pairs = [(by_id(report_id), by_id(&json!(gone("Report")))), (by_key(AGENCY), by_key("KHONG-CO"))];
        for person in own_agency.iter().chain(&neighbours[..3]) {
            for (theirs, nothing) in &pairs {
                let query = "query ($by: ReportBy!) { report(by: $by) { id state } }";
                let answer = same(person, query, json!({ "by": theirs }), json!({ "by": nothing })).await;
                assert_eq!(answer.data(), &json!({ "report": null }));
                for (mutation, more) in [
                    ("reportSaveDraft", json!({ "figures": [number("complaint_received", 1)] })),
                    ("reportSubmit", json!({})),
                    ("reportReturn", json!({ "reasons": [{ "text": "a" }] })),
                    ("reportAccept", json!({})),
                    ("reportReopen", json!({ "reason": "a" })),
                    ("reportValidate", json!({})),
                ] {
                    let send = async |by: &Value| {
                        let mut input = more.clone();
                        input["report"] = by.clone();
                        if mutation != "reportValidate" {
                            input["ifRevision"] = json!(2);
                        }
                        person.verb(mutation, input, "report { id state draft { header { number } } }".into()).await
                    };
                    let (one, other) = (send(theirs).await, send(nothing).await);
                    assert_eq!(one.text, other.text, "{} {mutation}", person.subject);
                    let errors = one.user_errors();
                    assert_eq!((errors.len(), errors[0].code.as_str()), (1, "NOT_FOUND"), "{} {mutation}", person.subject);
                    assert_eq!(one.payload()["report"], Value::Null);
                }
            }
        }
        let obligation = mine["id"].as_str().unwrap();
        let officer = &neighbours[0];
        assert_eq!(officer.exempt(obligation, "a").await.text, officer.exempt(&gone("Obligation"), "a").await.text);
        let later = "2019-09-30T00:00:00Z";
        assert_eq!(officer.extend(obligation, later, "a").await.text, officer.extend(&gone("Obligation"), later, "a").await.text);
        // Lists and counts give nothing away either.
        let lists = "{ reports(first: 10) { totalCount nodes { id } } }";
        for person in [&own_agency[1], &neighbours[0], &neighbours[2]] {
            assert_eq!(person.graphql(lists, json!({})).await.data(), &json!({ "reports": { "totalCount": 0, "nodes": [] } }));
        }
    }

    /// Roles for one agency beside a role for the province do not make the one the other.
    async fn roles_do_not_rub_off(world: World) {
        let roles: &[(Role, Option<&str>)] = &[(Role::Submitter, Some("STC")), (Role::BiReader, None)];
        own_province(&world, &[("mixed", roles), ("officer", &[(Role::HomeAffairsOfficer, None)]), ("writer", &[(Role::Submitter, Some(AGENCY))])]);
        let (mixed, officer, writer) = (somebody(&world, "mixed"), somebody(&world, "officer"), somebody(&world, "writer"));
        officer.open_round(FORM, PERIOD, DUE, &[AGENCY, "STC"]).await.expect_done();
        writer.save_draft(AGENCY, PERIOD, filled()).await.expect_done();
        mixed.save_draft("STC", PERIOD, filled()).await.expect_done();
        mixed.save_draft(AGENCY, PERIOD, filled()).if_revision(1).await.expect_user_error("NOT_ALLOWED");
        assert_eq!(mixed.report(AGENCY, PERIOD, "draft { header { number } }").await.at("report.draft"), &Value::Null);
        assert!(mixed.report("STC", PERIOD, "draft { header { number } }").await.at("report.draft").is_object());
        let viewer = mixed.graphql("{ viewer { roles { role agency { code } } province { nameEn } } }", json!({})).await;
        assert_eq!(
            viewer.at("viewer"),
            &json!({ "roles": [{ "role": "SUBMITTER", "agency": { "code": "STC" } }, { "role": "BI_READER", "agency": null }],
                     "province": { "nameEn": "Ben Tre" } })
        );
    }

    /// A role of an agency is for one, and a role of the province for all of it: nothing in between is set up.
    async fn no_role_is_held_for_the_wrong_scope(world: World) {
        let agencies = [(AGENCY, "Sở Thông tin và Truyền thông", AgencyKind::Department)];
        for (role, agency) in [(Role::Submitter, None), (Role::HomeAffairsOfficer, Some(AGENCY))] {
            let mut file = province("83", "Bến Tre", "Ben Tre", &agencies);
            file.people[0].grants = vec![GrantEntry { role, agency: agency.map(str::to_owned) }];
            let refused = import(&world.database.admin_url, vec![file]).unwrap_err();
            assert!(refused.ends_with("for the wrong scope"), "{refused}");
        }
        import(&world.database.admin_url, vec![province("83", "Bến Tre", "Ben Tre", &agencies)]).unwrap();
    }
}
