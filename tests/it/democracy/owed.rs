//! Who owes a score, on every basis.

use super::*;

on_both! {
    async fn on_accepted_whoever_is_not_verified_owes_a_score_all_the_same(world: World) {
        save(&world, scheme("THANG_DIEM")).await.expect_done();
        open(&world, "2018", &["STTTT", "SYT", "STC"]).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        for agency in ["STTTT", "SYT"] {
            let submitter = world.person(Role::Submitter, agency);
            assess(&submitter, agency, "2018", 0, json!({ "total": "80" })).await.expect_done();
        }
        verify(&officer, "SYT", "2018", 1, json!({ "total": "90" })).await.expect_done();
        let selection = "democracyCompliance { scores { due selfScored verified notScored
            verifiedScore { coverage { due stated missing } }
            entries { agency { code } agencyName score { state } } } }";
        let scores = async |person: &Person, basis: &str| {
            let answer = person.consolidation_on(basis, "2018", None, selection).await;
            answer.at("consolidation.democracyCompliance.scores").clone()
        };
        let told = |scores: &Value| ["due", "selfScored", "verified", "notScored"].map(|field| scores[field].as_i64().unwrap());
        assert_eq!(told(&scores(&officer, "SUBMITTED").await), [3, 1, 1, 1]);
        for person in [officer, world.person(Role::BiReader, None)] {
            let accepted = scores(&person, "ACCEPTED").await;
            assert_eq!(told(&accepted), [3, 0, 1, 2], "{}", person.subject);
            assert_eq!(accepted["verifiedScore"]["coverage"], json!({ "due": 3, "stated": 1, "missing": 2 }));
            let states: Vec<&Value> = accepted["entries"].as_array().unwrap().iter().map(|entry| &entry["score"]).collect();
            assert_eq!(states, [&Value::Null, &Value::Null, &json!({ "state": "VERIFIED" })]);
            assert_eq!(accepted["entries"][2]["agencyName"], "Sở Y tế");
        }
    }

    /// A year that had only quarterly rounds owes scores as one that had a round of its own.
    async fn who_reports_in_a_year_owes_its_score_whatever_the_rounds(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let told = async |basis: &str, period: &str| {
            let selection = "democracyCompliance { scores { due selfScored verified notScored } }";
            let answer = officer.consolidation_on(basis, period, None, selection).await;
            let scores = answer.at("consolidation.democracyCompliance.scores").clone();
            ["due", "selfScored", "verified", "notScored"].map(|field| scores[field].as_i64().unwrap())
        };
        open(&world, "2018-Q2", &["STTTT", "SYT", "STC"]).await;
        open(&world, "2018-Q4", &["STTTT", "BDT"]).await;
        // Without a scheme nobody is scored.
        assert_eq!(told("SUBMITTED", "2018").await, [0, 0, 0, 0]);
        let mut departments = scheme("THANG_DIEM");
        departments["agencyKinds"] = json!(["DEPARTMENT"]);
        save(&world, departments).await.expect_done();
        assert_eq!(told("SUBMITTED", "2018").await, [3, 0, 0, 3]);
        assess(&world.person(Role::Submitter, "STTTT"), "STTTT", "2018", 0, json!({ "total": "80" })).await.expect_done();
        assess(&world.person(Role::Submitter, "SYT"), "SYT", "2018", 0, json!({ "total": "80" })).await.expect_done();
        verify(&officer, "SYT", "2018", 1, json!({ "total": "90" })).await.expect_done();
        assert_eq!(told("SUBMITTED", "2018").await, [3, 1, 1, 1]);
        assert_eq!(told("ACCEPTED", "2018").await, [3, 0, 1, 2]);
        // With a round of the year for one of them beside the quarters', it is the same; a quarter by itself owes none.
        open(&world, "2018", &["STC"]).await;
        assert_eq!(told("SUBMITTED", "2018").await, [3, 1, 1, 1]);
        assert_eq!(told("ACCEPTED", "2018").await, [3, 0, 1, 2]);
        assert_eq!(told("SUBMITTED", "2018-Q2").await, [0, 0, 0, 0]);
    }
}
