//! What the register counts of models whose lives take every turn: which are there, which are kept up, and what happened in a
//! period. The last day of a period and the first of the next are those of its window: 14 and 15 of the month.

use super::*;
use crate::kit::on_both;

/// Each model's registration and the stages it reached.
const LIVES: [(&str, &[(&str, &str)]); 6] = [
    (
        "2019-01-10",
        &[
            ("IN_PROGRESS", "2019-02-01"),
            ("FINAL_REVIEWED", "2019-03-10"),
            ("RECOGNISED", "2019-04-01"),
            ("COMMENDED", "2019-05-01"),
            ("REPLICATED", "2019-07-01"),
            ("ENDED", "2019-09-01"),
        ],
    ),
    ("2019-01-15", &[("REJECTED", "2019-03-20")]),
    (
        "2019-02-01",
        &[("IN_PROGRESS", "2019-02-10"), ("SUSPENDED", "2019-03-01"), ("IN_PROGRESS", "2019-07-01")],
    ),
    ("2019-04-01", &[("IN_PROGRESS", "2019-04-02"), ("SUSPENDED", "2019-05-01"), ("DROPPED", "2019-06-20")]),
    ("2019-03-14", &[("IN_PROGRESS", "2019-03-14"), ("ENDED", "2019-06-14")]),
    (
        "2019-03-15",
        &[
            ("IN_PROGRESS", "2019-03-15"),
            ("FINAL_REVIEWED", "2019-06-14"),
            ("RECOGNISED", "2019-06-15"),
            ("REPLICATED", "2019-09-14"),
        ],
    ),
];

const COUNTS: [&str; 10] = [
    "models",
    "active",
    "registeredNew",
    "recognised",
    "replicated",
    "recognisedNew",
    "commendedNew",
    "replicatedNew",
    "dropped",
    "ended",
];

fn counts(register: &Value) -> [i64; 10] {
    COUNTS.map(|name| register[name].as_i64().unwrap())
}

on_both! {
    async fn every_turn_of_a_life_is_counted_in_its_period(world: World) {
        for quarter in ["2019-Q1", "2019-Q2", "2019-Q3"] {
            open(&world, quarter, &["STTTT", "STC"]).await;
        }
        let (submitter, officer) = (world.person(Role::Submitter, "STTTT"), world.person(Role::HomeAffairsOfficer, None));
        for (number, (on, stages)) in LIVES.iter().enumerate() {
            let name = ["Một cửa", "Tủ sách", "Đường hoa", "Ngày thứ bảy", "Bếp ăn", "Vườn rau"][number];
            let id = register(&submitter, model("STTTT", &format!("M{number}"), name, "ECONOMY", "PROVINCE", on)).await;
            for (stage, on) in *stages {
                advance(&officer, &id, stage, on).await.expect_done();
            }
        }
        let register = format!("register {{ {} }}", COUNTS.join(" "));
        let asked = async |from: &str, to: Option<&str>, by: &str| {
            let selection = format!("mobilisationModels(by: [{by}]) {{ {register} groups {{ agency {{ code }} period stage {register} }} }}");
            officer.consolidation(from, to, &selection).await.at("consolidation.mobilisationModels").clone()
        };
        let quarters = [
            ("2019-Q1", [4, 3, 4, 0, 0, 0, 0, 0, 0, 0]),
            // One is rejected and two are suspended; what ends on its last day was there.
            ("2019-Q2", [6, 2, 2, 1, 0, 1, 1, 0, 0, 1]),
            // What was rejected, or ended on the day before, is not there any more; what was suspended goes on.
            ("2019-Q3", [4, 2, 0, 1, 1, 1, 0, 2, 1, 1]),
        ];
        let view = asked("2019-Q1", Some("2019-Q3"), "PERIOD").await;
        let told: Vec<(&str, [i64; 10])> =
            view["groups"].as_array().unwrap().iter().map(|group| (group["period"].as_str().unwrap(), counts(&group["register"]))).collect();
        assert_eq!(told, quarters);
        assert_eq!(counts(&view["register"]), [6, 2, 6, 1, 1, 2, 1, 2, 1, 2]);
        for (quarter, expected) in quarters {
            assert_eq!(counts(&asked(quarter, None, "").await["register"]), expected, "{quarter}");
        }
        assert_eq!(counts(&asked("2019-H1", None, "").await["register"]), [6, 2, 6, 1, 0, 1, 1, 0, 0, 1]);

        // By the stage that each has reached on the last day: a model is in one group, with what happened to it.
        let view = asked("2019-Q3", None, "STAGE").await;
        let told: Vec<(&str, [i64; 10])> =
            view["groups"].as_array().unwrap().iter().map(|group| (group["stage"].as_str().unwrap(), counts(&group["register"]))).collect();
        assert_eq!(
            told,
            [
                ("IN_PROGRESS", [1, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
                ("REPLICATED", [1, 1, 0, 1, 1, 1, 0, 1, 0, 0]),
                ("DROPPED", [1, 0, 0, 0, 0, 0, 0, 0, 1, 0]),
                ("ENDED", [1, 0, 0, 0, 0, 0, 0, 1, 0, 1]),
            ]
        );
        let view = asked("2019-Q2", None, "STAGE").await;
        let stages: Vec<&str> = view["groups"].as_array().unwrap().iter().map(|group| group["stage"].as_str().unwrap()).collect();
        assert_eq!(stages, ["FINAL_REVIEWED", "COMMENDED", "REJECTED", "SUSPENDED", "ENDED"]);
    }
}
