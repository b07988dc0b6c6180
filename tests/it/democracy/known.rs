//! Scores as they were known at an instant, and under the agencies of then: later verifications and mergers change nothing of it.

use super::*;
use crate::kit::on_both;
use chrono::{DateTime, Duration, Utc};

const SCORES: &str = "scores { due selfScored verified notScored overridden selfScore { minimum maximum mean coverage { due stated missing } } \
    verifiedScore { mean coverage { stated notStated missing } } classification { choice count } \
    entries { agency { code } successor { code } difference overridden score { agency { name } state revision band classification \
      selfScore { total } verifiedScore { total } history { revision } } } }";

/// Both bases and both structures, in one answer.
async fn ask(person: &Person, known_at: Option<DateTime<Utc>>) -> Answer {
    let one = |name: &str, basis: &str, structure: &str| {
        format!(
            "{name}: consolidation(from: \"2018\", basis: {basis}, structure: {structure}, knownAt: $at) {{ democracyCompliance {{ {SCORES} }} }} "
        )
    };
    let query = format!(
        "query ($at: DateTime) {{ {} {} {} }}",
        one("accepted", "ACCEPTED", "AS_REPORTED"),
        one("submitted", "SUBMITTED", "AS_REPORTED"),
        one("restated", "SUBMITTED", "BY_SUCCESSOR")
    );
    person.graphql(&query, json!({ "at": known_at.map(|at| at.to_rfc3339()) })).await
}

fn scores<'a>(answer: &'a Answer, name: &str) -> &'a Value {
    answer.at(&format!("{name}.democracyCompliance.scores"))
}

/// By agency: its successor, the state of the score, the two totals, the class.
fn entries(answer: &Answer, name: &str) -> Vec<Value> {
    let entries = scores(answer, name)["entries"].as_array().unwrap();
    let one = |entry: &Value| {
        let score = &entry["score"];
        json!([
            entry["agency"]["code"],
            entry["successor"]["code"],
            score["state"],
            score["selfScore"]["total"],
            score["verifiedScore"]["total"],
            score["classification"]
        ])
    };
    entries.iter().map(one).collect()
}

on_both! {
    async fn scores_are_what_was_known_of_them(world: World) {
        save(&world, scheme("THANG_DIEM")).await.expect_done();
        open(&world, "2018", &["STTTT", "SYT"]).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let submitter = world.person(Role::Submitter, "STTTT");
        let mut kept: Vec<(DateTime<Utc>, String)> = Vec::new();
        // What is known now, and then is asked for again as what was known now.
        let mut moment = async || {
            world.advance(Duration::hours(1));
            let at = world.clock.now();
            world.advance(Duration::hours(1));
            let now = ask(&officer, Some(at)).await;
            kept.push((at, now.text.clone()));
            now
        };
        let nothing = |agency: &str| json!([agency, null, null, null, null, null]);

        let before = moment().await;
        assert_eq!(scores(&before, "submitted")["notScored"], 2);
        assert_eq!(entries(&before, "submitted"), [nothing("STTTT"), nothing("SYT")]);

        assess(&submitter, "STTTT", "2018", 0, json!({ "total": "100" })).await.expect_done();
        let assessed = moment().await;
        assert_eq!(entries(&assessed, "submitted")[0], json!(["STTTT", null, "SELF_SCORED", "100.00", null, null]));
        // Nobody has verified it: it is not on the basis of what is accepted.
        assert_eq!(entries(&assessed, "accepted")[0], nothing("STTTT"));

        verify(&officer, "STTTT", "2018", 1, json!({ "total": "90" })).await.expect_done();
        let verified = moment().await;
        let score = json!(["STTTT", null, "VERIFIED", "100.00", "90.00", "FAIR"]);
        for name in ["accepted", "submitted", "restated"] {
            assert_eq!(entries(&verified, name), [score.clone(), nothing("SYT")], "{name}");
        }
        assert_eq!(scores(&verified, "accepted")["verifiedScore"]["mean"], "90.00");

        let owed = r#"{ report(by: { key: { agency: "STTTT", period: "2018" } }) { obligation { id } } }"#;
        let obligation = officer.graphql(owed, json!({})).await.at("report.obligation.id").clone();
        let merger = officer.reorganise("MERGE_INTO", &["STTTT"], "2019-07-01").with("successors", json!([{ "code": "SYT" }]));
        merger.with("decisions", json!([{ "obligation": obligation, "fate": "KEPT" }])).await.expect_done();
        let merged = moment().await;
        assert_eq!(entries(&merged, "submitted"), [score, nothing("SYT")]);
        assert_eq!(entries(&merged, "restated")[0], json!(["STTTT", "SYT", "VERIFIED", "100.00", "90.00", "FAIR"]));
        // A score is its agency's, and is not added up with its successor's.
        assert_eq!((&scores(&merged, "restated")["due"], &scores(&merged, "restated")["notScored"]), (&json!(2), &json!(1)));

        let more = json!({ "total": "96", "classification": "AVERAGE", "overrideReason": "Có vi phạm.", "reason": "Khiếu nại được chấp nhận." });
        verify(&officer, "STTTT", "2018", 2, more).await.expect_done();
        verify(&officer, "SYT", "2018", 0, json!({ "total": "40" })).await.expect_done();
        let corrected = moment().await;
        assert_eq!(
            entries(&corrected, "restated"),
            [json!(["STTTT", "SYT", "VERIFIED", "100.00", "96.00", "AVERAGE"]), json!(["SYT", null, "VERIFIED", null, "40.00", "WEAK"])]
        );
        assert_eq!(scores(&corrected, "accepted")["overridden"], 1);
        assert_eq!(scores(&corrected, "accepted")["entries"][0]["score"]["history"], json!([{ "revision": 1 }, { "revision": 2 }, { "revision": 3 }]));

        officer.reorganise("RENAME", &["SYT"], "2019-08-01").with("name", json!("Sở Y tế và Dân số")).await.expect_done();
        let renamed = moment().await;
        assert_eq!(scores(&renamed, "submitted")["entries"][1]["score"]["agency"]["name"], "Sở Y tế và Dân số");

        for (number, (at, text)) in kept.iter().enumerate() {
            assert_eq!(&ask(&officer, Some(*at)).await.text, text, "moment {number}");
        }
        assert_eq!(ask(&officer, None).await.text, kept.last().unwrap().1);
    }
}
