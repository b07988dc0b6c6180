//! Lists by period: every kind where its window ends, whichever page is asked for.

use crate::consolidation::{ANNUAL, QUARTERLY, due};
use crate::democracy::{assess, save, scheme};
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

/// The latest first; of those that end together the longer first.
const ROUNDS: [&str; 9] = [
    "2019",
    "2019-Q3",
    "2019-H1",
    "2019-Q2",
    "2019-05-01/2019-05-31",
    "2019-Q1",
    "2018",
    "2018-H2",
    "2018-Q4",
];

/// Every period of a list, page by page of two, forwards or backwards.
async fn paged(person: &Person, list: &str, more: &str, backwards: bool) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut cursor = Value::Null;
    loop {
        let page = if backwards { "last: 2, before: $cursor" } else { "first: 2, after: $cursor" };
        let query = format!(
            "query ($cursor: String) {{ {list}({page}{more}) {{ nodes {{ period }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
        );
        let answer = person.graphql(&query, json!({ "cursor": cursor })).await;
        let nodes = answer.at(&format!("{list}.nodes")).as_array().unwrap().clone();
        let mut periods: Vec<String> =
            nodes.iter().map(|node| node["period"].as_str().unwrap().to_owned()).collect();
        if backwards {
            periods.extend(found);
            found = periods;
        } else {
            found.extend(periods);
        }
        let info = answer.at(&format!("{list}.pageInfo")).clone();
        let (goes_on, edge) =
            if backwards { ("hasPreviousPage", "startCursor") } else { ("hasNextPage", "endCursor") };
        if info[goes_on] != true {
            return found;
        }
        cursor = info[edge].clone();
    }
}

on_both! {
    async fn rounds_of_every_kind_stand_where_their_windows_end(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        // In no order at all.
        for position in [4, 8, 0, 6, 2, 7, 1, 5, 3] {
            let period = ROUNDS[position];
            let form = if period.contains("-Q") || period.contains('/') { QUARTERLY } else { ANNUAL };
            officer.open_round(form, period, &due(period), &["STTTT"]).await.expect_done();
        }
        let mut backwards = ROUNDS.to_vec();
        backwards.reverse();
        for direction in [false, true] {
            assert_eq!(paged(&officer, "rounds", "", direction).await, ROUNDS);
            assert_eq!(paged(&officer, "rounds", ", orderBy: PERIOD_DESC", direction).await, ROUNDS);
            assert_eq!(paged(&officer, "rounds", ", orderBy: PERIOD_ASC", direction).await, backwards);
        }
    }

    async fn scores_of_years_stand_before_those_of_their_halves(world: World) {
        save(&world, scheme("THANG_DIEM")).await.expect_done();
        let submitter = world.person(Role::Submitter, "STTTT");
        let periods = ["2018", "2018-H2", "2018-H1", "2017", "2017-H2", "2017-H1"];
        for position in [3, 1, 5, 0, 4, 2] {
            assess(&submitter, "STTTT", periods[position], 0, json!({ "total": "80" })).await.expect_done();
        }
        for direction in [false, true] {
            assert_eq!(paged(&submitter, "democracyScores", "", direction).await, periods);
        }
    }
}
