//! Democracy work in full: what each law asks and how far that is known, scoring schemes, scores given and verified, and
//! what the rules make of them.

mod kept;
mod known;
mod owed;

use crate::consolidation::{ANNUAL, file, open, submit};
use crate::kit::answer::Answer;
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;
use uuid::Uuid;

/// A scheme of 110 points: two criteria, one with parts.
pub fn scheme(code: &str) -> Value {
    let criterion = |code: &str, parent: Option<&str>, maximum: &str| json!({ "code": code, "parent": parent, "labelVi": format!("Tiêu chí {code}"), "labelEn": format!("Criterion {code}"), "maximum": maximum });
    let band = |class: &str, from: &str, to: &str| json!({ "class": class, "from": from, "to": to });
    json!({
        "code": code, "labelVi": "Thang điểm thử", "labelEn": "A scheme for tests", "legalBasis": "Quyết định thử", "maximum": "110",
        "criteria": [
            criterion("disclosure", None, "60"), criterion("contents", Some("disclosure"), "40"),
            criterion("forms", Some("disclosure"), "20"), criterion("conference", None, "50"),
        ],
        "bands": [band("WEAK", "0", "50"), band("AVERAGE", "50", "75.5"), band("FAIR", "75.5", "95"), band("GOOD", "95", "110")],
    })
}

/// Has the province's administrator save a scheme.
pub async fn save(world: &World, scheme: Value) -> Answer {
    let administrator = world.person(Role::ProvinceAdministrator, None).speaking("en");
    let selection = "scheme { id code version label example legalBasis validFrom agencyKinds maximum savedBy { fullName } \
                     criteria { code parent label maximum } bands { class from to } }";
    administrator.verb("scoringSchemeSave", scheme, selection.into()).await
}

const SCORE: &str = "score { id state revision band classification overrideReason scheme { id code version } \
    selfScore { total fromReport note givenBy { fullName } criteria { criterion { code } points note } } \
    verifiedScore { total givenBy { fullName } criteria { criterion { code } points } } \
    history { revision state selfScore verifiedScore classification reason } }";

/// Points for the three criteria that have no parts.
fn points(contents: &str, forms: &str, conference: &str) -> Value {
    let one = |criterion: &str, points: &str| json!({ "criterion": criterion, "points": points });
    json!([one("conference", conference), one("contents", contents), one("forms", forms)])
}

pub async fn assess(person: &Person, agency: &str, period: &str, revision: i64, more: Value) -> Answer {
    scored(person, "democracyScoreSelfAssess", agency, period, revision, more).await
}

pub async fn verify(person: &Person, agency: &str, period: &str, revision: i64, more: Value) -> Answer {
    scored(person, "democracyScoreVerify", agency, period, revision, more).await
}

async fn scored(
    person: &Person,
    verb: &'static str,
    agency: &str,
    period: &str,
    revision: i64,
    more: Value,
) -> Answer {
    let mut input = json!({ "agency": agency, "period": period, "ifRevision": revision });
    for (field, value) in more.as_object().unwrap() {
        input[field] = value.clone();
    }
    person.verb(verb, input, SCORE.into()).await
}

fn wrong(answer: &Answer) -> Vec<(String, String)> {
    let mut errors: Vec<_> =
        answer.user_errors().into_iter().map(|error| (error.path.join("."), error.code)).collect();
    errors.sort();
    errors
}

fn one(path: &str, code: &str) -> Vec<(String, String)> {
    vec![(path.to_owned(), code.to_owned())]
}

/// The outcomes of a rule, as `subject RESULT SEVERITY message`.
async fn found(person: &Person, agency: &str, period: &str, rule: &str) -> Vec<String> {
    let answer = person.clone().speaking("en").validate(agency, period).await.expect_done();
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let checks = answer.at("reportValidate.checks").as_array().unwrap();
    let of_rule = checks.iter().filter(|check| check["rule"]["code"] == rule);
    of_rule
        .map(|check| {
            let [subject, result, severity, message] =
                ["subject", "result", "severity", "message"].map(|field| text(&check[field]));
            format!("{subject} {result} {severity} {message}")
        })
        .collect()
}

on_both! {
    async fn a_scheme_is_saved_in_versions_or_refused_with_everything(world: World) {
        let saved = save(&world, scheme("THANG_DIEM")).await.expect_done();
        let kept = saved.at("scoringSchemeSave.scheme");
        assert_eq!((&kept["version"], &kept["maximum"], &kept["example"]), (&json!(1), &json!("110.00"), &json!(false)));
        assert_eq!(kept["criteria"][1], json!({ "code": "contents", "parent": "disclosure", "label": "Criterion contents", "maximum": "40.00" }));
        assert_eq!(kept["bands"][1], json!({ "class": "AVERAGE", "from": "50.00", "to": "75.50" }));
        let mut again = scheme("THANG_DIEM");
        again["validFrom"] = json!("2020-01-01");
        let second = save(&world, again).await.expect_done();
        assert_eq!(second.at("scoringSchemeSave.scheme.version"), &json!(2));

        let mut bad = scheme("thang điểm");
        bad["maximum"] = json!("120");
        bad["criteria"][2]["maximum"] = json!("15");
        bad["bands"][2]["from"] = json!("80");
        bad["bands"][3]["class"] = json!("NOT_CLASSIFIED");
        assert_eq!(wrong(&save(&world, bad).await), [
            ("input.bands.2.from", "SCORING_BANDS_GAP"), ("input.bands.3.class", "SCORING_BAND_CLASS"), ("input.bands.3.to", "SCORING_BANDS_GAP"),
            ("input.code", "SCORING_CODE"), ("input.criteria", "SCORING_SUM"), ("input.criteria.0.maximum", "SCORING_SUM"),
        ].map(|(path, code)| (path.to_owned(), code.to_owned())));
        let change = |change: fn(&mut Value)| {
            let mut scheme = scheme("THANG_DIEM");
            change(&mut scheme);
            scheme
        };
        for (scheme, path, code) in [
            (change(|it| it["code"] = json!("EXAMPLE_100")), "input.code", "SCORING_CODE_TAKEN"),
            (change(|it| it["labelVi"] = json!(" ")), "input.labelVi", "TEXT_EMPTY"),
            (change(|it| it["criteria"][3]["code"] = json!("Conference")), "input.criteria.3.code", "SCORING_CRITERION_CODE"),
            (change(|it| it["criteria"][3]["code"] = json!("forms")), "input.criteria.3.code", "DUPLICATE_ENTRY"),
            (change(|it| it["bands"][1]["to"] = json!("80")), "input.bands.2.from", "SCORING_BANDS_OVERLAP"),
            (change(|it| it["maximum"] = json!("110.005")), "input.maximum", "SCORE_OUT_OF_RANGE"),
            (change(|it| { it["validFrom"] = json!("2020-01-01"); it["validTo"] = json!("2019-01-01"); }), "input.validTo", "VALIDITY_BACKWARDS"),
            (change(|it| it["bands"][0]["to"] = json!("49.98")), "input.bands.1.from", "SCORING_BANDS_GAP"),
            (change(|it| it["bands"] = json!([])), "input.bands", "TEXT_EMPTY"),
        ] {
            assert_eq!(wrong(&save(&world, scheme).await), one(path, code));
        }
        for role in [Role::HomeAffairsOfficer, Role::Auditor, Role::BiReader] {
            let refused = world.person(role, None).verb("scoringSchemeSave", scheme("KHAC"), "scheme { id }".into()).await;
            refused.expect_user_error("NOT_ALLOWED");
        }
        // The example that comes with the system is one; another province sees no more than that.
        let list = "{ scoringSchemes { code version example } }";
        let shown = world.person(Role::Submitter, "STC").graphql(list, json!({})).await;
        assert_eq!(shown.at("scoringSchemes"), &json!([
            { "code": "EXAMPLE_100", "version": null, "example": true },
            { "code": "THANG_DIEM", "version": 1, "example": false }, { "code": "THANG_DIEM", "version": 2, "example": false },
        ]));
        let neighbour = world.neighbour(Role::HomeAffairsOfficer, None);
        assert_eq!(neighbour.graphql(list, json!({})).await.at("scoringSchemes").as_array().unwrap().len(), 1);
        let node = neighbour.graphql("query ($id: ID!) { node(id: $id) { id } }", json!({ "id": kept["id"] })).await;
        assert_eq!(node.at("node"), &Value::Null);
    }

    async fn an_agency_scores_itself_and_home_affairs_verifies(world: World) {
        let submitter = world.person(Role::Submitter, "STTTT");
        let officer = world.person(Role::HomeAffairsOfficer, None);
        // No scheme of the province's own: nobody is scored by the example.
        let refused = assess(&submitter, "STTTT", "2018", 0, json!({ "total": "80" })).await;
        assert_eq!(wrong(&refused), one("input.period", "SCORING_NO_SCHEME"));
        save(&world, scheme("THANG_DIEM")).await.expect_done();

        for (more, path, code) in [
            (json!({}), "input.criteria", "SCORE_NOT_GIVEN"),
            (json!({ "total": "110.5" }), "input.total", "SCORE_OUT_OF_RANGE"),
            (json!({ "total": "-1" }), "input.total", "SCORE_OUT_OF_RANGE"),
            (json!({ "total": "80.005" }), "input.total", "SCORE_OUT_OF_RANGE"),
            (json!({ "criteria": [{ "criterion": "disclosure", "points": "60" }] }), "input.criteria.0.criterion", "SCORE_UNKNOWN_CRITERION"),
            (json!({ "criteria": [{ "criterion": "contents", "points": "41" }] }), "input.criteria.0.points", "SCORE_OUT_OF_RANGE"),
            (json!({ "criteria": [{ "criterion": "contents", "points": "40" }] }), "input.criteria", "SCORE_NOT_GIVEN"),
            (json!({ "total": "99", "criteria": points("40", "20", "40") }), "input.total", "SCORE_SUM_DIFFERS"),
        ] {
            assert_eq!(wrong(&assess(&submitter, "STTTT", "2018", 0, more).await), one(path, code));
        }
        let quarter = assess(&submitter, "STTTT", "2018-Q4", 0, json!({ "total": "80" })).await;
        assert_eq!(wrong(&quarter), one("input.period", "SCORE_PERIOD"));

        let given = json!({ "criteria": points("38.5", "20", "42"), "note": "Tự chấm." });
        let key = Uuid::now_v7();
        let mut input = json!({ "agency": "STTTT", "period": "2018", "ifRevision": 0 });
        for (field, value) in given.as_object().unwrap() {
            input[field] = value.clone();
        }
        let sent = || submitter.verb("democracyScoreSelfAssess", input.clone(), SCORE.into()).key(key);
        let first = sent().await.expect_done();
        let own = first.at("democracyScoreSelfAssess.score").clone();
        assert_eq!((&own["state"], &own["revision"], &own["selfScore"]["total"]), (&json!("SELF_SCORED"), &json!(1), &json!("100.50")));
        // In the scheme's order, sums of parts among them.
        let shown: Vec<(&Value, &Value)> = own["selfScore"]["criteria"].as_array().unwrap().iter().map(|one| (&one["criterion"]["code"], &one["points"])).collect();
        assert_eq!(shown, [
            (&json!("disclosure"), &json!("58.50")), (&json!("contents"), &json!("38.50")), (&json!("forms"), &json!("20.00")), (&json!("conference"), &json!("42.00")),
        ]);
        assert_eq!((&own["classification"], &own["verifiedScore"]), (&Value::Null, &Value::Null));
        assert_eq!(sent().await.text, first.text, "the first answer again");
        let stale = assess(&submitter, "STTTT", "2018", 0, json!({ "total": "90" })).await;
        assert_eq!(wrong(&stale), one("input.ifRevision", "STALE_REVISION"));
        assess(&submitter, "STTTT", "2018", 1, json!({ "total": "96" })).await.expect_done();

        // Who verifies: Home Affairs, nobody else.
        for person in [world.person(Role::Submitter, "STTTT"), world.person(Role::ProvinceAdministrator, None), world.person(Role::Auditor, None)] {
            verify(&person, "STTTT", "2018", 2, json!({ "total": "96" })).await.expect_user_error("NOT_ALLOWED");
        }
        assess(&officer, "STTTT", "2018", 2, json!({ "total": "96" })).await.expect_user_error("NOT_ALLOWED");
        // A class that is not the band's needs a reason.
        let unfounded = verify(&officer, "STTTT", "2018", 2, json!({ "total": "90", "classification": "GOOD" })).await;
        assert_eq!(wrong(&unfounded), one("input.overrideReason", "REASON_REQUIRED"));
        let verified = verify(&officer, "STTTT", "2018", 2, json!({ "criteria": points("35", "15", "45") })).await.expect_done();
        let score = verified.at("democracyScoreVerify.score");
        assert_eq!(
            (&score["state"], &score["verifiedScore"]["total"], &score["band"], &score["classification"], &score["overrideReason"]),
            (&json!("VERIFIED"), &json!("95.00"), &json!("GOOD"), &json!("GOOD"), &Value::Null)
        );
        assert_eq!(score["scheme"]["version"], 1);
        let closed = assess(&submitter, "STTTT", "2018", 3, json!({ "total": "99" })).await;
        assert_eq!(wrong(&closed), one("input", "SCORE_VERIFIED"));
        // Again, and otherwise than the band: with both reasons. The scheme stays the one it was scored by.
        save(&world, scheme("THANG_DIEM")).await.expect_done();
        let silent = verify(&officer, "STTTT", "2018", 3, json!({ "total": "94.99" })).await;
        assert_eq!(wrong(&silent), one("input.reason", "REASON_REQUIRED"));
        let more = json!({ "total": "94.99", "classification": "AVERAGE", "overrideReason": "Có vi phạm.", "reason": "Khiếu nại được chấp nhận." });
        let corrected = verify(&officer, "STTTT", "2018", 3, more).await.expect_done();
        let score = corrected.at("democracyScoreVerify.score");
        assert_eq!(
            (&score["band"], &score["classification"], &score["overrideReason"], &score["scheme"]["version"], &score["revision"]),
            (&json!("FAIR"), &json!("AVERAGE"), &json!("Có vi phạm."), &json!(1), &json!(4))
        );
        assert_eq!(score["history"], json!([
            { "revision": 1, "state": "SELF_SCORED", "selfScore": "100.50", "verifiedScore": null, "classification": null, "reason": null },
            { "revision": 2, "state": "SELF_SCORED", "selfScore": "96.00", "verifiedScore": null, "classification": null, "reason": null },
            { "revision": 3, "state": "VERIFIED", "selfScore": "96.00", "verifiedScore": "95.00", "classification": "GOOD", "reason": null },
            { "revision": 4, "state": "VERIFIED", "selfScore": "96.00", "verifiedScore": "94.99", "classification": "AVERAGE", "reason": "Khiếu nại được chấp nhận." },
        ]));
        // Every step is in the audit log.
        let audit = world.person(Role::Auditor, None).graphql("{ auditEntries(first: 20) { nodes { action } } }", json!({})).await;
        let actions = audit.at("auditEntries.nodes").as_array().unwrap();
        let count = |action: &str| actions.iter().filter(|entry| entry["action"] == action).count();
        assert_eq!((count("democracyScoreSelfAssess"), count("democracyScoreVerify"), count("scoringSchemeSave")), (2, 2, 2));
    }

    /// Bands may be written with their last scores: nothing lies between 49.99 and 50.
    async fn bands_may_end_with_their_last_scores(world: World) {
        let mut written = scheme("THANG_DIEM");
        for (band, to) in [(0, "49.99"), (1, "75.49"), (2, "94.99")] {
            written["bands"][band]["to"] = json!(to);
        }
        save(&world, written).await.expect_done();
        let officer = world.person(Role::HomeAffairsOfficer, None);
        for (agency, total, class) in [("STTTT", "49.99", "WEAK"), ("STC", "50", "AVERAGE"), ("SYT", "94.99", "FAIR"), ("BDT", "110", "GOOD")] {
            let given = verify(&officer, agency, "2018", 0, json!({ "total": total })).await.expect_done();
            assert_eq!(given.at("democracyScoreVerify.score.classification"), class, "{total}");
        }
    }

    /// Nothing is scored of a period that has not begun; one that goes on is.
    async fn a_period_is_scored_once_it_has_begun(world: World) {
        save(&world, scheme("THANG_DIEM")).await.expect_done();
        let submitter = world.person(Role::Submitter, "STTTT").speaking("en");
        let officer = world.person(Role::HomeAffairsOfficer, None);
        for (period, begun) in [("2019", true), ("2019-H2", true), ("2020-H1", false), ("2020", false), ("2030", false)] {
            let given = assess(&submitter, "STTTT", period, 0, json!({ "total": "80" })).await;
            let verified = verify(&officer, "STC", period, 0, json!({ "total": "80" })).await;
            for answer in [given, verified] {
                match begun {
                    true => drop(answer.expect_done()),
                    false => assert_eq!(wrong(&answer), one("input.period", "SCORE_PERIOD_AHEAD"), "{period}"),
                }
            }
        }
        let told = assess(&submitter, "STTTT", "2020", 0, json!({ "total": "80" })).await;
        assert_eq!(told.user_errors()[0].message, "The period 2020 has not begun: there is nothing to score yet.");
        // Its first day is 15 December of the year before.
        for (now, begun) in [("2019-12-14T16:59:59Z", false), ("2019-12-14T17:00:00Z", true)] {
            world.set_time(now);
            let given = assess(&submitter, "STTTT", "2020", 0, json!({ "total": "80" })).await;
            assert_eq!(given.user_errors().is_empty(), begun, "{now}");
        }
        save(&world, { let mut it = scheme("KHAC"); it["validFrom"] = json!("2020-01-01"); it["validTo"] = json!("2019-01-01"); it })
            .await
            .expect_user_error("VALIDITY_BACKWARDS");
        let backwards = { let mut it = scheme("KHAC"); it["validFrom"] = json!("2020-01-01"); it["validTo"] = json!("2019-01-31"); it };
        let administrator = world.person(Role::ProvinceAdministrator, None);
        let told = administrator.verb("scoringSchemeSave", backwards, "scheme { id }".into()).await;
        let told = told.user_errors().remove(0).message;
        assert_eq!(told, "Ngày hết áp dụng 31/01/2019 ở trước ngày bắt đầu áp dụng 01/01/2020.");
    }

    async fn scores_are_their_agencys_and_their_provinces(world: World) {
        save(&world, scheme("THANG_DIEM")).await.expect_done();
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let submitter = world.person(Role::Submitter, "STTTT");
        let given = assess(&submitter, "STTTT", "2018", 0, json!({ "total": "80" })).await.expect_done();
        let id = given.at("democracyScoreSelfAssess.score.id").clone();
        let query = "query ($id: ID!) { node(id: $id) { id } democracyScore(by: { id: $id }) { id } \
            key: democracyScore(by: { key: { agency: \"STTTT\", period: \"2018\" } }) { id } democracyScores(first: 10) { totalCount nodes { id } } }";
        let nothing = json!({ "node": null, "democracyScore": null, "key": null, "democracyScores": { "totalCount": 0, "nodes": [] } });
        let stranger = world.person(Role::Submitter, "STC");
        for person in [stranger.clone(), world.neighbour(Role::HomeAffairsOfficer, None), world.person(Role::BiReader, None)] {
            assert_eq!(person.graphql(query, json!({ "id": id })).await.data(), &nothing);
        }
        // Another's agency is not there, like one that is not.
        let theirs = assess(&stranger, "STTTT", "2018", 0, json!({ "total": "80" })).await;
        assert_eq!(wrong(&theirs), one("input.agency", "NOT_FOUND"));
        assert_eq!(theirs.text, assess(&stranger, "KHONG-CO", "2018", 0, json!({ "total": "80" })).await.text);
        let seen = json!({ "node": { "id": id }, "democracyScore": { "id": id }, "key": { "id": id }, "democracyScores": { "totalCount": 1, "nodes": [{ "id": id }] } });
        for person in [&submitter, &officer, &world.person(Role::Auditor, None)] {
            assert_eq!(person.graphql(query, json!({ "id": id })).await.data(), &seen);
        }
        verify(&officer, "STTTT", "2018", 1, json!({ "total": "80" })).await.expect_done();
        assert_eq!(world.person(Role::BiReader, None).graphql(query, json!({ "id": id })).await.data(), &seen);
        let filtered = "{ a: democracyScores(first: 5, filter: { classification: FAIR }) { totalCount } b: democracyScores(first: 5, filter: { state: SELF_SCORED }) { totalCount } \
            c: democracyScores(first: 5, filter: { agency: \"STC\" }) { totalCount } d: democracyScores(first: 5, filter: { period: \"2018\" }) { totalCount } }";
        let counts = officer.graphql(filtered, json!({})).await;
        assert_eq!(["a", "b", "c", "d"].map(|name| counts.at(&format!("{name}.totalCount")).as_i64()), [Some(1), Some(0), Some(0), Some(1)]);
    }

    async fn the_consolidation_shows_the_record_of_scores(world: World) {
        save(&world, scheme("THANG_DIEM")).await.expect_done();
        open(&world, "2018", &["STTTT", "STC", "SYT", "BDT"]).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        // SYT gave its own score in its report only.
        let points = json!({ "indicator": "qcdc_self_score", "state": "STATED", "value": "70.25" });
        file(&world, "SYT", "2018", json!({ "figures": [points] })).await;
        assess(&world.person(Role::Submitter, "STTTT"), "STTTT", "2018", 0, json!({ "total": "100" })).await.expect_done();
        assess(&world.person(Role::Submitter, "STC"), "STC", "2018", 0, json!({ "total": "60" })).await.expect_done();
        verify(&officer, "STTTT", "2018", 1, json!({ "total": "90", "classification": "GOOD", "overrideReason": "Điển hình." })).await.expect_done();
        let taken = verify(&officer, "SYT", "2018", 0, json!({ "total": "65.5" })).await.expect_done();
        assert_eq!(taken.at("democracyScoreVerify.score.selfScore.total"), &json!("70.25"));
        assert_eq!(taken.at("democracyScoreVerify.score.selfScore.fromReport"), &json!(true));
        let selection = "democracyCompliance { scores {
            due selfScored verified notScored overridden
            selfScore { minimum maximum mean coverage { due stated notStated missing } } verifiedScore { mean coverage { stated notStated missing } }
            classification { choice count }
            entries { agency { code } period difference overridden score { state classification } }
        } }";
        let everything = |basis: &'static str| {
            let query = format!("{{ consolidation(from: \"2018\", basis: {basis}) {{ {selection} }} }}");
            let officer = officer.clone();
            async move { officer.graphql(&query, json!({})).await }
        };
        let submitted = everything("SUBMITTED").await;
        let scores = submitted.at("consolidation.democracyCompliance.scores");
        assert_eq!(
            ["due", "selfScored", "verified", "notScored", "overridden"].map(|field| scores[field].as_i64()),
            [Some(4), Some(1), Some(2), Some(1), Some(1)]
        );
        assert_eq!(scores["selfScore"], json!({ "minimum": "60.00", "maximum": "100.00", "mean": "76.75", "coverage": { "due": 4, "stated": 3, "notStated": 0, "missing": 1 } }));
        assert_eq!(scores["verifiedScore"], json!({ "mean": "77.75", "coverage": { "stated": 2, "notStated": 1, "missing": 1 } }));
        let counts: Vec<Value> = scores["classification"].as_array().unwrap().iter().map(|one| one["count"].clone()).collect();
        assert_eq!(counts, [json!(1), json!(0), json!(1), json!(0), json!(0)]);
        assert_eq!(scores["entries"], json!([
            { "agency": { "code": "BDT" }, "period": "2018", "difference": null, "overridden": false, "score": null },
            { "agency": { "code": "STC" }, "period": "2018", "difference": null, "overridden": false, "score": { "state": "SELF_SCORED", "classification": null } },
            { "agency": { "code": "STTTT" }, "period": "2018", "difference": "-10.00", "overridden": true, "score": { "state": "VERIFIED", "classification": "GOOD" } },
            { "agency": { "code": "SYT" }, "period": "2018", "difference": "-4.75", "overridden": false, "score": { "state": "VERIFIED", "classification": "AVERAGE" } },
        ]));
        // Only what Home Affairs has verified, on the basis of what it has accepted.
        let accepted = everything("ACCEPTED").await;
        let scores = accepted.at("consolidation.democracyCompliance.scores");
        assert_eq!(["selfScored", "verified", "notScored"].map(|field| scores[field].as_i64()), [Some(0), Some(2), Some(2)]);
        // A department sees its own.
        let own = world.person(Role::Submitter, "STC").graphql(&format!("{{ consolidation(from: \"2018\", basis: SUBMITTED) {{ {selection} }} }}"), json!({})).await;
        let scores = own.at("consolidation.democracyCompliance.scores");
        assert_eq!((scores["due"].as_i64(), scores["entries"].as_array().unwrap().len()), (Some(1), 1));
    }

    async fn rule_q07_goes_by_the_scheme(world: World) {
        open(&world, "2018", &["STTTT"]).await;
        let submitter = world.person(Role::Submitter, "STTTT");
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let amount = |indicator: &str, value: &str| json!({ "indicator": indicator, "state": "STATED", "value": value });
        let class = |class: &str| json!({ "indicator": "qcdc_classification", "state": "STATED", "choice": class });
        let figures = json!({ "figures": [amount("qcdc_self_score", "111"), amount("qcdc_verified_score", "80"), class("GOOD")] });
        submitter.save_draft("STTTT", "2018", figures).await.expect_done();
        let unknown = found(&submitter, "STTTT", "2018", "Q07").await;
        assert!(unknown.iter().all(|outcome| outcome.contains(" NOT_EVALUABLE ")), "{unknown:?}");
        assert!(unknown[0].contains("largest score of the province's scoring scheme"), "{unknown:?}");

        save(&world, scheme("THANG_DIEM")).await.expect_done();
        assert_eq!(found(&submitter, "STTTT", "2018", "Q07").await, [
            "self_score FAIL ERROR The self-assessed score is 111.00, above the largest, 110.00.",
            "verified_score PASS ERROR Scores are at most the scheme's largest; the classification is the verified score's band or has a reason",
            "verified_record NOT_EVALUABLE WARNING Cannot be evaluated; not stated: verified score recorded by Home Affairs.",
            "classification FAIL ERROR The classification “Good” is not that of the verified score 80.00 (by the scheme: Fair), and no reason is given.",
        ]);
        submitter.submit("STTTT", "2018").await.expect_user_error("RULE_FAILED");
        // What Home Affairs has recorded, with its reason, is what the report may say.
        let more = json!({ "total": "81", "classification": "GOOD", "overrideReason": "Điển hình." });
        verify(&officer, "STTTT", "2018", 0, more).await.expect_done();
        submitter.save_draft("STTTT", "2018", json!({ "figures": [amount("qcdc_self_score", "110")] })).await.expect_done();
        let told = found(&submitter, "STTTT", "2018", "Q07").await;
        assert_eq!(told[2], "verified_record FAIL WARNING The report gives 80.00 as the verified score; Home Affairs has recorded 81.00.");
        assert!(told[0].starts_with("self_score PASS") && told[3].starts_with("classification PASS"), "{told:?}");
    }

    async fn rules_name_what_they_count(world: World) {
        open(&world, "2018", &["STTTT"]).await;
        let submitter = world.person(Role::Submitter, "STTTT");
        let item = |content: &str, forms: &[&str]| json!({ "content": content, "status": "DISCLOSED", "modes": ["DISCLOSE"], "forms": forms });
        let patch = json!({
            "disclosures": [item("work_plans", &[]), item("asset_declarations", &["MEETING"]), item("internal_rules", &[])],
            "sections": [{ "sectionCode": "qcdc_commune", "state": "STATED", "text": "Đã công khai." }],
        });
        submitter.save_draft("STTTT", "2018", patch).await.expect_done();
        assert_eq!(found(&submitter, "STTTT", "2018", "Q01").await, [
            "- FAIL WARNING Disclosed contents given without a form of disclosure: 2 (Yearly, quarterly and monthly work plans; Internal rules and regulations).",
        ]);
        assert_eq!(found(&submitter, "STTTT", "2018", "Q09").await, [
            "- FAIL INFORMATION Sections for communes filled by an agency that is none: 1 (II.3.2 Democracy in communes, wards and townships).",
        ]);
        let blank = found(&submitter, "STTTT", "2018", "S13").await;
        assert!(blank[0].contains("I.2 Opening assessment"), "{blank:?}");
    }

    /// The staff conference, whatever the law of the day: 200 people until 30 June 2023, 99 since.
    async fn the_threshold_of_a_plenary_conference_follows_the_law(world: World) {
        let submitter = world.person(Role::Submitter, "STTTT");
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let figures = |staff: i64| json!({ "figures": [
            { "indicator": "staff_present_total", "state": "STATED", "value": staff },
            { "indicator": "staff_conference_form", "state": "STATED", "choice": "DELEGATES" },
        ]});
        for (period, staff, expected) in [("2022", 200, "FAIL"), ("2022", 201, "PASS"), ("2024", 200, "PASS"), ("2024", 100, "PASS"), ("2024", 99, "FAIL")] {
            if submitter.report("STTTT", period, "id").await.at("report").is_null() {
                home_affairs.open_round(ANNUAL, period, &crate::consolidation::due(period), &["STTTT"]).await.expect_done();
            }
            submitter.save_draft("STTTT", period, figures(staff)).await.expect_done();
            let told = found(&submitter, "STTTT", period, "Q03").await;
            assert!(told[0].starts_with(&format!("- {expected} WARNING")), "{period} {staff}: {told:?}");
        }
    }

    async fn each_law_says_how_far_its_lists_are_known(world: World) {
        let person = world.person(Role::Submitter, "STC");
        let query = "{ all: disclosureRegimes { code parts { mode known total } note }
            now: disclosureRegimes(agencyKind: DEPARTMENT, on: \"2019-09-14\") { code validTo grounds { document { symbol } provision } contents { code } }
            later: disclosureRegimes(agencyKind: COMMUNE, on: \"2024-01-01\") { code agencyKinds contents { code regimes { certainty provision regime { code } } } } }";
        let answer = person.graphql(query, json!({})).await;
        let codes = |name: &str| -> Vec<String> {
            answer.at(name).as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(codes("all"), ["COMMUNE_2007", "AGENCY_2015", "WORKPLACE_2018", "WORKPLACE_2020", "COMMUNE_2022", "AGENCY_2022"]);
        assert_eq!(codes("now"), ["AGENCY_2015", "WORKPLACE_2018"]);
        assert_eq!(codes("later"), ["WORKPLACE_2020", "COMMUNE_2022", "AGENCY_2022"]);
        let all = answer.at("all");
        assert_eq!(all[0]["parts"][0], json!({ "mode": "DISCLOSE", "known": "UNKNOWN", "total": null }));
        assert_eq!(all[5]["parts"][0], json!({ "mode": "DISCLOSE", "known": "PARTIAL", "total": 12 }));
        assert!(all.as_array().unwrap().iter().all(|regime| regime["note"].is_string()));
        assert_eq!(answer.at("now.0.grounds.0.document.symbol"), &json!("04/2015/NĐ-CP"));
        let commune = &answer.at("later")[1];
        assert_eq!((&commune["agencyKinds"], commune["contents"].as_array().unwrap().len()), (&json!(["COMMUNE"]), 8));
        assert_eq!(commune["contents"][0]["regimes"], json!([{ "certainty": "READ", "provision": "Điều 11", "regime": { "code": "COMMUNE_2022" } }]));
    }

    async fn the_matrix_is_asked_by_law_mode_and_audience(world: World) {
        open(&world, "2018", &["STTTT", "STC", "X-LONG-DUC"]).await;
        let item = |content: &str, status: &str| json!({ "content": content, "status": status, "modes": ["DISCLOSE"], "forms": [] });
        let said = json!({ "disclosures": [item("work_plans", "DISCLOSED"), item("asset_declarations", "NOT_APPLICABLE")] });
        let submitter = world.person(Role::Submitter, "STTTT");
        submit(&submitter, "STTTT", "2018", said).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let rows = |filter: &'static str| {
            let officer = officer.clone();
            async move {
                let query = format!(
                    "{{ consolidation(from: \"2018\", basis: SUBMITTED) {{ democracyCompliance {{ matrix(filter: {{ {filter} }}) {{ rows {{ content {{ code }} \
                     disclosing notStated notApplicable missing complianceRate {{ value numerator denominator }} }} }} }} }} }}"
                );
                officer.graphql(&query, json!({})).await
            }
        };
        let of = |answer: &Answer| answer.at("consolidation.democracyCompliance.matrix.rows").as_array().unwrap().clone();
        let agency = of(&rows("regime: \"AGENCY_2015\"").await);
        assert_eq!(agency.len(), 18);
        let plans = agency.iter().find(|row| row["content"]["code"] == "work_plans").unwrap();
        assert_eq!(plans, &json!({ "content": { "code": "work_plans" }, "disclosing": 1, "notStated": 0, "notApplicable": 0, "missing": 2, "complianceRate": { "value": "100.00", "numerator": 1, "denominator": 1 } }));
        // A law that is not in force yet concerns nobody: what is silent is not "not stated".
        let later = of(&rows("regime: \"AGENCY_2022\", modes: [DECIDE], audiences: [STAFF]").await);
        assert!(later.is_empty());
        let decided = of(&rows("modes: [DECIDE], audiences: [STAFF]").await);
        assert_eq!(decided.len(), 6);
        assert!(decided.iter().all(|row| row["notStated"] == 1 && row["complianceRate"]["value"].is_null()));
        let refused = rows("regime: \"LUAT_MOI\"").await;
        assert_eq!(refused.body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    }
}
