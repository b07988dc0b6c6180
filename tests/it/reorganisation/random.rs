//! Whatever happens to agencies, totals and coverage are the same by successor as they were reported, lines add up to the whole,
//! and each line is the lines of those that stand under it.

use super::*;
use crate::consolidation::{COVERAGE, QUARTERLY, submit};
use crate::kit::on_both;
use std::collections::BTreeMap;

const QUARTERS: [&str; 3] = ["2018-Q4", "2019-Q1", "2019-Q2"];
const INDICATORS: [&str; 3] = ["complaint_carried_over", "complaint_received", "complaint_pending"];
const AGENCIES: [&str; 7] = ["BDT", "P-1", "SGDDT", "STC", "STTTT", "SYT", "X-LONG-DUC"];

/// Numbers from a seed (splitmix64), the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % most as u64).unwrap()
    }
}

/// Who stands under whom: the model. A set of parts that are told apart no more.
#[derive(Default)]
struct Model {
    /// The event list: (agencies, successors, whether they end).
    events: Vec<(Vec<String>, Vec<String>, bool)>,
}

impl Model {
    /// Every agency of today in which a part of an agency went on, walking forward in time.
    fn ends(&self, agency: &str, from: usize) -> Vec<String> {
        for (at, (agencies, successors, end)) in self.events.iter().enumerate().skip(from) {
            if agencies.iter().any(|one| one == agency) {
                let mut ends: Vec<String> =
                    successors.iter().flat_map(|next| self.stands(next, at + 1)).collect();
                if !end {
                    ends.extend(self.stands(agency, at + 1));
                }
                ends.sort();
                ends.dedup();
                return ends;
            }
        }
        vec![agency.to_owned()]
    }

    /// The one agency where everything of it is; itself where there is none, or more than one.
    fn stands(&self, agency: &str, from: usize) -> Vec<String> {
        match self.ends(agency, from).as_slice() {
            [one] => vec![one.clone()],
            _ => vec![agency.to_owned()],
        }
    }

    fn line(&self, agency: &str) -> String {
        self.stands(agency, 0).remove(0)
    }
}

async fn file_at_random(world: &World, dice: &mut Dice) {
    let officer = home_affairs(world);
    for period in QUARTERS {
        let owing: Vec<&'static str> = AGENCIES.into_iter().filter(|_| dice.below(5) > 0).collect();
        officer.open_round(QUARTERLY, period, &due(period), &owing).await.expect_done();
        for agency in owing {
            let fate = dice.below(5);
            if fate == 0 {
                let obligation = obligation(world, agency, period).await;
                officer.exempt(&obligation, "Không phát sinh").await.expect_done();
                continue;
            }
            let figures: Vec<Value> = INDICATORS
                .iter()
                .filter_map(|code| match dice.below(4) {
                    0 => None,
                    1 => Some(crate::consolidation::said(code, "NONE_DECLARED")),
                    _ => Some(stated(code, i64::try_from(dice.below(30)).unwrap())),
                })
                .collect();
            let submitter = world.person(Role::Submitter, agency);
            submit(&submitter, agency, period, json!({ "figures": figures })).await;
            officer.accept(agency, period).await.expect_done();
        }
        officer.close_round(QUARTERLY, period).await.expect_done();
    }
}

/// One random event of some that exist; `None` where the dice name what cannot be.
async fn happen(world: &World, dice: &mut Dice, living: &mut Vec<String>, model: &mut Model, step: usize) {
    let officer = home_affairs(world);
    let one = living[dice.below(living.len())].clone();
    let other = living[dice.below(living.len())].clone();
    let day = (chrono::NaiveDate::from_ymd_opt(2019, 7, 1).unwrap()
        + chrono::Duration::days(i64::try_from(step).unwrap()))
    .to_string();
    let fresh = |letter: &str| format!("N{step}{letter}");
    let (kind, agencies, successors, ends) = match dice.below(5) {
        0 if one != other => ("MERGE_INTO", vec![one], vec![other], true),
        1 if one != other => ("MERGE", vec![one, other], vec![fresh("A")], true),
        2 => ("SPLIT", vec![one], vec![fresh("A"), fresh("B")], true),
        3 => ("SPLIT", vec![one], vec![fresh("A")], false),
        4 if living.len() > 3 => ("DISSOLVE", vec![one], vec![], true),
        _ => return,
    };
    let names: Vec<&str> = agencies.iter().map(String::as_str).collect();
    let heirs: Vec<Value> = successors
        .iter()
        .map(|code| if living.contains(code) { there(code) } else { new(code, &format!("Sở {code}")) })
        .collect();
    let mut verb = officer.reorganise(kind, &names, &day).with("successors", json!(heirs));
    if kind == "SPLIT" && ends {
        verb = verb.with("answeredBy", json!(successors[0]));
    }
    if !ends {
        verb = verb.with("goesOn", json!(true));
    }
    verb.await.expect_done();
    if ends {
        living.retain(|agency| !agencies.contains(agency));
    }
    living.extend(successors.iter().filter(|code| code.starts_with('N')).cloned());
    model.events.push((agencies, successors, ends));
}

/// Sums of one indicator by line, and how many reports they are of.
type Lines = BTreeMap<(String, String), (Option<i64>, i64)>;

fn lines(answer: &Answer) -> Lines {
    let cells = answer.at("consolidation.figures").as_array().unwrap();
    let each = cells.iter().map(|cell| {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let key = (text(&cell["indicator"]["code"]), text(&cell["agency"]["code"]));
        (key, (cell["total"]["value"].as_i64(), cell["total"]["coverage"]["due"].as_i64().unwrap()))
    });
    each.collect()
}

fn add(one: Option<i64>, other: Option<i64>) -> Option<i64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one + other),
        (one, other) => one.or(other),
    }
}

async fn compare(officer: &Person, model: &Model, range: (&str, &str), depth: &str) {
    let selection = format!(
        "whole: figures(indicators: {INDICATORS:?}) {{ total {{ value {COVERAGE} }} }} {COVERAGE}
         figures(indicators: {INDICATORS:?}, by: [AGENCY]) {{ indicator {{ code }} agency {{ code }} total {{ value coverage {{ due }} {depth} }} }}
         grievanceHandling(by: [AGENCY, PERIOD]) {{ overall {{ complaints {{ resolutionRate {{ value }} received {{ value }} }} }}
           groups {{ agency {{ code }} period figures {{ complaints {{ received {{ value }} }} }} }} }}"
    );
    let reported = consolidation(officer, range, "AS_REPORTED", &selection).await;
    let restated = consolidation(officer, range, "BY_SUCCESSOR", &selection).await;
    for part in ["whole", "coverage", "grievanceHandling.overall"] {
        let path = format!("consolidation.{part}");
        assert_eq!(reported.at(&path), restated.at(&path), "{range:?} {part}");
    }
    let mut expected = Lines::new();
    for ((indicator, agency), (value, due)) in lines(&reported) {
        let line = expected.entry((indicator, model.line(&agency))).or_insert((None, 0));
        *line = (add(line.0, value), line.1 + due);
    }
    assert_eq!(lines(&restated), expected, "{range:?} after {:?}", model.events);
    // By agency and period, too.
    let by_period = |answer: &Answer, line: &dyn Fn(&str) -> String| {
        let mut sums: BTreeMap<(String, String), Option<i64>> = BTreeMap::new();
        for group in answer.at("consolidation.grievanceHandling.groups").as_array().unwrap() {
            let agency = line(group["agency"]["code"].as_str().unwrap());
            let sum = sums.entry((agency, group["period"].as_str().unwrap().to_owned())).or_default();
            *sum = add(*sum, group["figures"]["complaints"]["received"]["value"].as_i64());
        }
        sums
    };
    assert_eq!(by_period(&restated, &str::to_owned), by_period(&reported, &|agency| model.line(agency)));
}

on_both! {
    async fn whatever_happens_to_agencies_no_sum_changes(world: World) {
        let mut dice = Dice(2025);
        file_at_random(&world, &mut dice).await;
        let mut living: Vec<String> = AGENCIES.iter().map(|code| (*code).to_owned()).collect();
        let mut model = Model::default();
        let officer = home_affairs(&world);
        for step in 0..24 {
            happen(&world, &mut dice, &mut living, &mut model, step).await;
            let depth = if step % 2 == 0 { "" } else { "sources(first: 100) { totalCount }" };
            let range = if step % 3 == 0 { ("2019-Q1", "2019-Q1") } else { ("2018-Q4", "2019-Q2") };
            compare(&officer, &model, range, depth).await;
        }
        assert!(model.events.len() > 8, "{:?}", model.events);
    }
}
