//! A model of several entries: what the province counts of it does not hang on which agency was the last to record something, and
//! what is new in it is new once.

use super::*;
use crate::kit::on_both;

const FIELDS: [&str; 8] =
    ["models", "active", "recognised", "replicated", "recognisedNew", "replicatedNew", "dropped", "ended"];

/// The province's counts of a quarter, and those of each agency's row.
async fn seen(officer: &Person, period: &str) -> Vec<(String, [i64; 8])> {
    let register = format!("register {{ {} }}", FIELDS.join(" "));
    let selection = format!(
        "mobilisationModels(by: [AGENCY]) {{ {register} groups {{ agency {{ code }} {register} }} }}"
    );
    let answer = officer.consolidation(period, None, &selection).await;
    let view = answer.at("consolidation.mobilisationModels");
    let counts = |of: &Value| FIELDS.map(|field| of["register"][field].as_i64().unwrap());
    let rows = view["groups"].as_array().unwrap().iter();
    let rows = rows.map(|group| (group["agency"]["code"].as_str().unwrap().to_owned(), counts(group)));
    std::iter::once(("all".to_owned(), counts(view))).chain(rows).collect()
}

fn told(rows: &[(&str, [i64; 8])]) -> Vec<(String, [i64; 8])> {
    rows.iter().map(|(agency, counts)| ((*agency).to_owned(), *counts)).collect()
}

/// Two entries of one model, by STTTT and STC.
async fn joint(world: &World, code: &str, name: &str) -> [Value; 2] {
    let mut ids = Vec::new();
    for agency in ["STTTT", "STC"] {
        let input = model(agency, code, name, "ECONOMY", "PROVINCE", "2019-06-20");
        ids.push(register(&world.person(Role::Submitter, agency), input).await);
    }
    say(&world.person(Role::HomeAffairsOfficer, None), &ids[0], &ids[1], "SAME").await.expect_done();
    [ids[0].clone(), ids[1].clone()]
}

on_both! {
    async fn what_one_agency_reached_another_does_not_take_away(world: World) {
        open(&world, "2019-Q3", &["STTTT", "STC"]).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let [one, other] = joint(&world, "JR", "Tủ sách cộng đồng").await;
        for (stage, on) in [("IN_PROGRESS", "2019-06-21"), ("FINAL_REVIEWED", "2019-06-25"), ("RECOGNISED", "2019-07-01"), ("REPLICATED", "2019-07-05")] {
            advance(&officer, &one, stage, on).await.expect_done();
        }
        let replicated = [1, 1, 1, 1, 1, 1, 0, 0];
        assert_eq!(seen(&officer, "2019-Q3").await, told(&[("all", replicated), ("STC", [1, 1, 0, 0, 0, 0, 0, 0]), ("STTTT", replicated)]));
        // The other only begins: the province's recognition stays.
        for (stage, on) in [("IN_PROGRESS", "2019-07-20"), ("FINAL_REVIEWED", "2019-08-01")] {
            advance(&officer, &other, stage, on).await.expect_done();
            assert_eq!(seen(&officer, "2019-Q3").await[0].1, replicated, "{stage}");
        }
        // Recognised for the second time, it is new once.
        advance(&officer, &other, "RECOGNISED", "2019-09-01").await.expect_done();
        assert_eq!(seen(&officer, "2019-Q3").await, told(&[("all", replicated), ("STC", [1, 1, 1, 0, 1, 0, 0, 0]), ("STTTT", replicated)]));
    }

    async fn a_joint_model_is_over_when_its_last_entry_is(world: World) {
        open(&world, "2019-Q3", &["STTTT", "STC"]).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let [one, other] = joint(&world, "JN", "Đường hoa nông thôn").await;
        advance(&officer, &one, "IN_PROGRESS", "2019-06-25").await.expect_done();
        advance(&officer, &one, "DROPPED", "2019-07-01").await.expect_done();
        let (active, dropped) = ([1, 1, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 1, 0]);
        assert_eq!(seen(&officer, "2019-Q3").await, told(&[("all", active), ("STC", active), ("STTTT", dropped)]));
        advance(&officer, &other, "IN_PROGRESS", "2019-07-20").await.expect_done();
        assert_eq!(seen(&officer, "2019-Q3").await[0].1, active);
        advance(&officer, &other, "ENDED", "2019-09-01").await.expect_done();
        let ended = [1, 0, 0, 0, 0, 0, 0, 1];
        assert_eq!(seen(&officer, "2019-Q3").await, told(&[("all", ended), ("STC", ended), ("STTTT", dropped)]));
    }
}
