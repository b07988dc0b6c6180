//! What a release holds: the consolidation of its instant, all of it, under a number and a hash that anyone can make again.

use super::*;
use crate::consolidation::{ANNUAL, COVERAGE, due, file, file_figures, open, said, stated, truth};
use crate::kit::on_both;
use crate::kit::world::World;
use chrono::Duration;
use std::collections::BTreeMap;
use tonghop::kit::{digest, vocabulary::Role};
use uuid::Uuid;

const RANGE: (&str, &str) = ("2019-Q2", "2019-Q3");

/// Two quarters of three agencies, in every shape that figures have.
async fn filed(world: &World) {
    open(world, "2019-Q2", &["STTTT", "STC", "SYT"]).await;
    open(world, "2019-Q3", &["STTTT", "STC", "SYT"]).await;
    let quarter = |value: i64| {
        json!({
            "figures": [
                stated("denunciation_received", value), stated("complaint_carried_over", 1),
                stated("complaint_received", value), stated("complaint_resolved", value - 1),
                stated("complaint_pending", 2), truth("qcdc_plan_issued", value % 2 == 0),
                truth("qcdc_regulation_issued", value > 4), stated("staff_quota_total", 10 + value),
            ],
            "disclosures": [
                { "content": "asset_declarations", "status": "DISCLOSED", "modes": ["DISCLOSE"], "forms": ["INTRANET"] },
            ],
        })
    };
    file(world, "STTTT", "2019-Q2", quarter(3)).await;
    file(world, "STTTT", "2019-Q3", quarter(6)).await;
    file(world, "STC", "2019-Q2", quarter(4)).await;
    file_figures(
        world,
        "SYT",
        "2019-Q2",
        &[said("denunciation_received", "NONE_DECLARED"), said("complaint_received", "NOT_APPLICABLE")],
    )
    .await;
}

/// The figures of an answer by indicator and agency, each as the same few words.
fn by_key(list: &Value, code: impl Fn(&Value) -> String) -> BTreeMap<(String, String), Value> {
    let entries = list.as_array().unwrap().iter().map(|entry| {
        let agency = entry["agency"]["code"].as_str().unwrap_or_default().to_owned();
        let mut given: Vec<Value> = entry["distribution"].as_array().cloned().unwrap_or_default();
        given.retain(|choice| choice["count"] != 0);
        given.sort_by_key(ToString::to_string);
        let said = json!([entry["total"], entry["rate"], given]);
        ((code(entry), agency), said)
    });
    entries.collect()
}

/// Whether a release says what the consolidation says of an instant, of every indicator of the catalogue.
async fn expect_same(world: &World, id: &str, range: (&str, &str), structure: &str, at: &str) -> usize {
    let officer = world.person(Role::HomeAffairsOfficer, None);
    let codes: Vec<String> = {
        let page = async |after: Value| {
            let query = "query ($after: String) { indicators(first: 100, after: $after) { nodes { code } pageInfo { endCursor hasNextPage } } }";
            officer.graphql(query, json!({ "after": after })).await
        };
        let first = page(Value::Null).await;
        let second = page(first.at("indicators.pageInfo.endCursor").clone()).await;
        let third = page(second.at("indicators.pageInfo.endCursor").clone()).await;
        assert_eq!(third.at("indicators.pageInfo.hasNextPage"), &json!(false));
        [first, second, third]
            .iter()
            .flat_map(|page| page.at("indicators.nodes").as_array().unwrap().clone())
            .map(|node| node["code"].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(codes.len() > 150);
    let total = format!("total {{ value amount scale {COVERAGE} }}");
    let rate = format!(
        "rate {{ value numerator {{ value {COVERAGE} }} denominator {{ value {COVERAGE} }} }} distribution {{ choice count }}"
    );
    let mut compared = 0;
    for by_agency in [false, true] {
        let selection = format!(
            "figures(byAgency: {by_agency}) {{ indicatorCode indicator {{ code }} agency {{ code }} {total} {rate} }}"
        );
        let kept = officer.of_release(id, &selection).await;
        let kept = by_key(kept.at("release.figures"), |entry| {
            assert_eq!(entry["indicatorCode"], entry["indicator"]["code"]);
            entry["indicatorCode"].as_str().unwrap().to_owned()
        });
        let mut live = BTreeMap::new();
        for codes in codes.chunks(100) {
            let by = if by_agency { "[AGENCY]" } else { "[]" };
            let query = format!(
                "query ($codes: [String!]!, $at: DateTime, $from: Period!, $to: Period!, $structure: Structure!) {{ \
                   consolidation(from: $from, to: $to, knownAt: $at, structure: $structure) {{ figures(indicators: $codes, by: {by}) {{ \
                     indicator {{ code }} agency {{ code }} {total} {rate} }} }} }}"
            );
            let variables =
                json!({ "codes": codes, "at": at, "from": range.0, "to": range.1, "structure": structure });
            let answer = officer.graphql(&query, variables).await;
            live.extend(by_key(answer.at("consolidation.figures"), |entry| {
                entry["indicator"]["code"].as_str().unwrap().to_owned()
            }));
        }
        for (key, value) in &kept {
            assert_eq!(live.get(key), Some(value), "{key:?}");
        }
        // What is not kept is what nobody is asked for.
        for (key, value) in live.iter().filter(|(key, _)| !kept.contains_key(key)) {
            assert_eq!(value[0]["coverage"]["due"], 0, "{key:?}");
        }
        compared += kept.len();
    }
    compared
}

on_both! {
    async fn a_release_is_the_consolidation_of_its_instant(world: World) {
        filed(&world).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        world.advance(Duration::minutes(5));
        let made = officer.release(RANGE, "  Sáu tháng, quý II và III/2019  ").with("note", json!("Kèm Báo cáo số 12")).await.expect_done();
        let release = &made.payload()["release"];
        let at = release["knownAt"].as_str().unwrap();
        assert_eq!(
            release,
            &json!({
                "id": release["id"], "year": 2019, "number": 1, "title": "Sáu tháng, quý II và III/2019",
                "note": "Kèm Báo cáo số 12", "from": "2019-Q2", "to": "2019-Q3", "basis": "ACCEPTED", "structure": "AS_REPORTED",
                "knownAt": "2019-09-16T02:05:00+00:00", "createdAt": "2019-09-16T02:05:00+00:00",
                "createdBy": { "fullName": release["createdBy"]["fullName"] }, "digest": release["digest"],
            })
        );
        let id = release["id"].as_str().unwrap();
        let compared = expect_same(&world, id, RANGE, "AS_REPORTED", at).await;
        assert!(compared > 300, "{compared}");

        let held = officer.of_release(id, "digest canonicalForm coverage { due reported missing } reports { \
            agency { agencyId code name kind } line { code } period form version { versionId form number digest } }").await;
        let text = held.at("release.canonicalForm").as_str().unwrap();
        assert_eq!(digest::sha256(text.as_bytes()), held.at("release.digest").as_str().unwrap());
        let document: Value = serde_json::from_str(text).unwrap();
        assert_eq!(document.to_string(), text, "keys in order, no white space");
        assert_eq!(document["release"]["title"], "Sáu tháng, quý II và III/2019");
        assert_eq!(document["release"]["createdBy"]["name"], release["createdBy"]["fullName"]);
        assert_eq!(document["consolidation"]["reports"].as_array().unwrap().len(), 6);
        assert_eq!(held.at("release.coverage"), &json!({ "due": 6, "reported": 4, "missing": 2 }));
        assert_eq!(held.at("release.reports").as_array().unwrap().len(), 6);
        let first = held.at("release.reports.0");
        assert_eq!((&first["agency"]["code"], &first["agency"]["kind"], &first["period"]), (&json!("STC"), &json!("DEPARTMENT"), &json!("2019-Q2")));
        let version = officer
            .graphql("query ($id: ID!) { node(id: $id) { ... on ReportVersion { number digest } } }", json!({ "id": first["version"]["versionId"] }))
            .await;
        assert_eq!(version.at("node"), &json!({ "number": 1, "digest": first["version"]["digest"] }));
        let shown: Vec<String> = held.at("release.reports").as_array().unwrap().iter().skip(2)
            .map(|node| format!("{} {} {}", node["agency"]["code"], node["period"], node["version"]["number"])).collect();
        assert_eq!(shown, [
            "\"STTTT\" \"2019-Q2\" 1", "\"STTTT\" \"2019-Q3\" 1", "\"SYT\" \"2019-Q2\" 1", "\"SYT\" \"2019-Q3\" null",
        ]);
    }

    async fn a_year_of_days_and_choices_is_kept_too(world: World) {
        open(&world, "2018", &["STTTT", "STC"]).await;
        let day = |day: &str| json!({ "indicator": "staff_conference_date", "state": "STATED", "date": day });
        let chosen = |code: &str, choice: &str| json!({ "indicator": code, "state": "STATED", "choice": choice });
        file_figures(&world, "STTTT", "2018", &[day("2018-01-20"), chosen("staff_conference_form", "PLENARY")]).await;
        file_figures(&world, "STC", "2018", &[day("2018-02-03"), chosen("staff_conference_form", "DELEGATES")]).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let id = released(officer.release(("2018", "2018"), "Năm 2018")).await;
        // The clock stands still, so that what was accepted was recorded a little after what the clock says.
        let at = officer.of_release(&id, "knownAt").await.at("release.knownAt").as_str().unwrap().to_owned();
        world.advance(Duration::seconds(1));
        expect_same(&world, &id, ("2018", "2018"), "AS_REPORTED", &at).await;
        let codes = "[\"staff_conference_date\", \"staff_conference_form\"]";
        let kept = officer.of_release(&id, &format!("figures(indicators: {codes}) {{ indicatorCode total {{ value }} distribution {{ choice count }} \
            range {{ minimum maximum earliest latest }} }}")).await;
        assert_eq!(kept.at("release.figures"), &json!([
            { "indicatorCode": "staff_conference_date", "total": { "value": null }, "distribution": [],
              "range": { "minimum": null, "maximum": null, "earliest": "2018-01-20", "latest": "2018-02-03" } },
            { "indicatorCode": "staff_conference_form", "total": { "value": null },
              "distribution": [{ "choice": "DELEGATES", "count": 1 }, { "choice": "PLENARY", "count": 1 }], "range": null },
        ]));
        officer.reopen("STC", "2018", "Ghi nhầm ngày.").await.expect_done();
        crate::consolidation::submit(&world.person(Role::Submitter, "STC"), "STC", "2018",
            json!({ "figures": [day("2018-03-01"), chosen("staff_conference_form", "PLENARY")] })).await;
        officer.accept("STC", "2018").await.expect_done();
        // Days are no sum: which report changed is told, and no share of it. Choices are counted.
        let compared = officer.compare(&id, None, &format!("figures(indicators: {codes}) {{ indicatorCode rangeFrom {{ latest }} rangeTo {{ latest }} \
            total {{ addsUp difference parts {{ kind difference steps {{ agency {{ code }} before {{ standing }} after {{ standing }} \
            versionsBefore {{ number }} versionsAfter {{ number }} }} }} }} \
            distribution {{ choice from to difference parts {{ kind difference }} }} }}")).await;
        let step = json!({ "agency": { "code": "STC" }, "before": { "standing": "STATED" }, "after": { "standing": "STATED" },
            "versionsBefore": [{ "number": 1 }], "versionsAfter": [{ "number": 2 }] });
        assert_eq!(compared.at("release.compare.figures.0"), &json!({
            "indicatorCode": "staff_conference_date", "rangeFrom": { "latest": "2018-02-03" }, "rangeTo": { "latest": "2018-03-01" },
            "total": { "addsUp": false, "difference": null, "parts": [{ "kind": "AMENDED", "difference": null, "steps": [step] }] },
            "distribution": [],
        }));
        assert_eq!(compared.at("release.compare.figures.1.distribution"), &json!([
            { "choice": "DELEGATES", "from": 1, "to": 0, "difference": -1, "parts": [{ "kind": "AMENDED", "difference": -1 }] },
            { "choice": "PLENARY", "from": 1, "to": 2, "difference": 1, "parts": [{ "kind": "AMENDED", "difference": 1 }] },
        ]));
    }

    async fn numbers_follow_one_another_in_each_year(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        crate::consolidation::open(&world, "2019-Q3", &["STTTT"]).await;
        // Half past midnight on New Year's Day in Vietnam, and still the old year in UTC.
        let mut found = Vec::new();
        for (at, title) in [("2019-12-31T16:59:59Z", "một"), ("2019-12-31T16:59:59Z", "hai"), ("2019-12-31T17:30:00Z", "ba"), ("2020-02-01T00:00:00Z", "bốn")] {
            world.set_time(at);
            let refused = officer.release(("2019-Q4", "2019-Q3"), "sai").await;
            refused.expect_user_error("BAD_PERIOD");
            let made = officer.release(("2019-Q3", "2019-Q4"), title).await.expect_done();
            found.push(made.payload()["release"]["year"].to_string() + "/" + &made.payload()["release"]["number"].to_string());
        }
        assert_eq!(found, ["2019/1", "2019/2", "2020/1", "2020/2"]);
        // At once from several hands: no gap, and none twice.
        let (one, other) = (world.person(Role::HomeAffairsOfficer, None), world.colleague(Role::HomeAffairsOfficer, None));
        let verbs = (0..8).map(|at| if at % 2 == 0 { one.release(("2019", "2019"), "cùng lúc") } else { other.release(("2019", "2019"), "cùng lúc") });
        for made in futures_util::future::join_all(verbs.map(IntoFuture::into_future)).await {
            made.expect_done();
        }
        let list = officer.graphql("{ releases(first: 100) { totalCount nodes { year number } } }", json!({})).await;
        let numbers: Vec<i64> = list.at("releases.nodes").as_array().unwrap().iter()
            .filter(|node| node["year"] == 2020).map(|node| node["number"].as_i64().unwrap()).collect();
        assert_eq!(numbers, (1..=10).rev().collect::<Vec<i64>>());
        let of_2019 = officer.graphql("{ releases(first: 1, filter: { year: 2019 }) { totalCount nodes { year number title } pageInfo { hasNextPage endCursor } } }", json!({})).await;
        assert_eq!(of_2019.at("releases.totalCount"), &json!(2));
        assert_eq!(of_2019.at("releases.nodes"), &json!([{ "year": 2019, "number": 2, "title": "hai" }]));
        let after = of_2019.at("releases.pageInfo.endCursor");
        let next = officer.graphql(&format!("{{ releases(first: 5, after: {after}, filter: {{ year: 2019 }}) {{ nodes {{ title }} pageInfo {{ hasNextPage }} }} }}"), json!({})).await;
        assert_eq!(next.at("releases"), &json!({ "nodes": [{ "title": "một" }], "pageInfo": { "hasNextPage": false } }));
        let elsewhere = officer.graphql(&format!("{{ releases(first: 5, after: {after}) {{ nodes {{ title }} }} }}"), json!({})).await;
        assert!(elsewhere.text.contains("BAD_CURSOR"), "{elsewhere}");
        let last = officer.graphql("{ releases(last: 2) { nodes { title } pageInfo { hasPreviousPage } } }", json!({})).await;
        assert_eq!(last.at("releases"), &json!({ "nodes": [{ "title": "hai" }, { "title": "một" }], "pageInfo": { "hasPreviousPage": true } }));
        let by_number = officer.graphql("{ release(by: { key: { year: 2019, number: 1 } }) { title } }", json!({})).await;
        assert_eq!(by_number.at("release.title"), &json!("một"));
    }

    async fn a_request_sent_twice_makes_one_release_and_one_entry(world: World) {
        filed(&world).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let key = Uuid::now_v7();
        let first = officer.release(RANGE, "Số liệu").key(key).await.expect_done();
        world.advance(Duration::minutes(1));
        assert_eq!(officer.release(RANGE, "Số liệu").key(key).await.expect_done().text, first.text);
        let other = officer.release(RANGE, "Số liệu").key(key).selecting("release { number }").await.expect_done();
        assert_eq!(other.payload()["release"]["number"], 1);
        officer.release(RANGE, "Số khác").key(key).await.expect_user_error("IDEMPOTENCY_KEY_REUSED");
        let auditor = world.person(Role::Auditor, None);
        let entries = auditor.graphql("{ auditEntries(first: 5) { nodes { action subjectType subjectId person { fullName } } } }", json!({})).await;
        let id = &first.payload()["release"]["id"];
        let made: Vec<&Value> = entries.at("auditEntries.nodes").as_array().unwrap().iter().filter(|entry| entry["action"] == "releaseCreate").collect();
        assert_eq!(made.len(), 1, "{entries}");
        assert_eq!((&made[0]["subjectId"], &made[0]["person"]["fullName"]), (id, &first.payload()["release"]["createdBy"]["fullName"]));
    }

    async fn what_cannot_be_released_is_refused_with_every_reason(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let both = officer.release(RANGE, " ").with("note", json!("a\u{202e}b")).await;
        let codes: Vec<String> = both.user_errors().into_iter().map(|error| error.code + " " + &error.path.join(".")).collect();
        assert_eq!(codes, ["TEXT_EMPTY input.title", "FORBIDDEN_CHARACTER input.note"]);
        officer.release(RANGE, &"ă".repeat(301)).await.expect_user_error("TEXT_TOO_LONG");
        officer.release(RANGE, "x").with("knownAt", json!("2019-09-16T02:00:01Z")).await.expect_user_error("KNOWN_AT_AHEAD");
        officer.release(("2000-Q1", "2021-Q1"), "x").await.expect_user_error("RANGE_TOO_LONG");
        officer.release(("2019-Q1", "2019"), "x").await.expect_user_error("BAD_PERIOD");
        let list = officer.graphql("{ releases(first: 1) { totalCount } }", json!({})).await;
        assert_eq!(list.at("releases.totalCount"), &json!(0));
        // Of the past, as it was known then; and of nothing at all.
        officer.open_round(ANNUAL, "2018", &due("2018"), &["STTTT"]).await.expect_done();
        world.advance(Duration::minutes(1));
        let past = officer.release(("2018", "2018"), "trước").with("knownAt", json!("2019-09-16T01:59:00Z"));
        past.await.expect_user_error("RELEASE_EMPTY");
        officer.release(("2035-Q3", "2035-Q3"), "sau này").await.expect_user_error("RELEASE_EMPTY");
        // What is refused takes no number.
        let now = officer.release(("2018", "2018"), "nay").selecting("release { number coverage { due missing } }").await.expect_done();
        assert_eq!(now.payload()["release"], json!({ "number": 1, "coverage": { "due": 1, "missing": 1 } }));
    }
}
