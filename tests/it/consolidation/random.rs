//! What the database answers is what the arithmetic says: on random reports, by every grouping, over every kind of range.

use super::*;
use crate::kit::on_both;
use std::collections::BTreeMap;
use tonghop::consolidation::arithmetic::{
    Contribution, Observation, Pair, TimeRule, TotalValue, combine_indicators, count_true, paired,
    sum_across_agencies,
};
use tonghop::kit::{FigureState, Period};
use uuid::Uuid;

/// The agencies of Trà Vinh by code, with their kinds.
const AGENCIES: [(&str, &str); 7] = [
    ("BDT", "PROVINCIAL_BODY"),
    ("P-1", "COMMUNE"),
    ("SGDDT", "DEPARTMENT"),
    ("STC", "DEPARTMENT"),
    ("STTTT", "DEPARTMENT"),
    ("SYT", "DEPARTMENT"),
    ("X-LONG-DUC", "COMMUNE"),
];
const QUARTERS: [&str; 4] = ["2018-Q1", "2018-Q2", "2018-Q3", "2018-Q4"];

/// Indicators without a rule between them that random numbers would break, and how they add up across time.
const INDICATORS: [(&str, TimeRule); 10] = [
    ("complaint_carried_over", TimeRule::Opening),
    ("complaint_received", TimeRule::Flow),
    ("denunciation_received", TimeRule::Flow),
    ("complaint_resolved", TimeRule::Flow),
    ("complaint_pending", TimeRule::Closing),
    ("matters_put_to_people", TimeRule::Flow),
    ("steering_committee_members", TimeRule::Closing),
    ("reception_calendar_issued", TimeRule::Ever),
    ("people_inspectorate_exists", TimeRule::Latest),
    ("staff_conference_eligible", TimeRule::Latest),
];
const TRUTHS: [&str; 2] = ["reception_calendar_issued", "people_inspectorate_exists"];

/// Numbers from a seed (splitmix64), the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % most
    }
}

type Figures = BTreeMap<&'static str, (FigureState, i64)>;

/// What was filed and accepted, by agency and quarter; `None` where an obligation has nothing accepted.
type Filed = BTreeMap<(usize, usize), Option<Figures>>;

/// Whether an indicator is meant for the kind of an agency.
fn concerned(agency: usize, code: &str) -> bool {
    code != "matters_put_to_people" || AGENCIES[agency].1 == "COMMUNE"
}

fn random_figures(dice: &mut Dice, agency: usize) -> Figures {
    let received = i64::try_from(dice.below(40)).unwrap();
    let mut figures = Figures::new();
    for (code, _) in INDICATORS {
        let value = match code {
            "complaint_received" => received,
            "complaint_resolved" => i64::try_from(dice.below(received.unsigned_abs() + 1)).unwrap(),
            "steering_committee_members" => i64::try_from(dice.below(9)).unwrap() + 1,
            code if TRUTHS.contains(&code) => i64::try_from(dice.below(2)).unwrap(),
            _ => i64::try_from(dice.below(30)).unwrap(),
        };
        let state = match dice.below(10) {
            // What does not concern an agency it does not state.
            0..6 | 9 if !concerned(agency, code) => FigureState::NotStated,
            0..6 => FigureState::Stated,
            6 | 7 => FigureState::NotStated,
            8 => FigureState::NotApplicable,
            _ if value == 0 => FigureState::NoneDeclared,
            _ => FigureState::NotStated,
        };
        figures.insert(code, (state, value));
    }
    // Of what was received, some declare none; then nothing was resolved either.
    if dice.below(4) == 0 {
        figures.insert("complaint_received", (FigureState::NoneDeclared, 0));
        figures.insert("complaint_resolved", (FigureState::NoneDeclared, 0));
    }
    figures
}

fn as_input(figures: &Figures) -> Value {
    let input = |(code, (state, value)): (&&'static str, &(FigureState, i64))| match state {
        FigureState::Stated if TRUTHS.contains(code) => truth(code, *value == 1),
        FigureState::Stated => stated(code, *value),
        FigureState::NoneDeclared => said(code, "NONE_DECLARED"),
        FigureState::NotStated => said(code, "NOT_STATED"),
        FigureState::NotApplicable => said(code, "NOT_APPLICABLE"),
    };
    json!({ "figures": figures.iter().map(input).collect::<Vec<_>>() })
}

/// Opens four quarters and lets every agency file at random: in order, late, corrected, returned, or never.
async fn reports(world: &World, dice: &mut Dice) -> Filed {
    let home_affairs = world.person(Role::HomeAffairsOfficer, None);
    let mut filed = Filed::new();
    for (quarter, period) in QUARTERS.iter().enumerate() {
        let owing: Vec<usize> = (0..AGENCIES.len()).filter(|_| dice.below(5) > 0).collect();
        let codes: Vec<&str> = owing.iter().map(|agency| AGENCIES[*agency].0).collect();
        open(world, period, &codes).await;
        for agency in owing {
            let code = AGENCIES[agency].0;
            let submitter = world.person(Role::Submitter, code);
            let first = random_figures(dice, agency);
            let fate = dice.below(6);
            if fate > 0 {
                submit(&submitter, code, period, as_input(&first)).await;
            }
            let accepted = match fate {
                // Never filed; or filed and not accepted.
                0 | 1 => None,
                // Sent back, and filed again.
                2 => {
                    let reasons = json!([{ "indicator": "complaint_received", "text": "Kiểm tra lại" }]);
                    home_affairs.return_(code, period, reasons).await.expect_done();
                    let second = random_figures(dice, agency);
                    submit(&submitter, code, period, as_input(&second)).await;
                    home_affairs.accept(code, period).await.expect_done();
                    Some(second)
                }
                // Reopened after acceptance: the accepted version stands.
                3 => {
                    home_affairs.accept(code, period).await.expect_done();
                    home_affairs.reopen(code, period, "Bổ sung").await.expect_done();
                    submit(&submitter, code, period, as_input(&random_figures(dice, agency))).await;
                    Some(first)
                }
                _ => {
                    home_affairs.accept(code, period).await.expect_done();
                    Some(first)
                }
            };
            filed.insert((agency, quarter), accepted);
        }
    }
    filed
}

/// One group of an answer: agency, kind, and the quarters of its period (of the whole range when not grouped by it).
struct Group {
    agency: Option<usize>,
    kind: Option<String>,
    quarters: Vec<usize>,
}

fn quarters_of(period: &str) -> Vec<usize> {
    let covered = period.parse::<Period>().unwrap().quarters();
    let position =
        |quarter: &Period| QUARTERS.iter().position(|known| known.parse() == Ok(*quarter)).unwrap();
    covered.iter().map(position).collect()
}

impl Group {
    fn of(answer: &Value, whole: &[usize]) -> Self {
        let agency = answer["agency"]["code"].as_str();
        Group {
            agency: agency.map(|code| AGENCIES.iter().position(|(known, _)| *known == code).unwrap()),
            kind: answer["agencyKind"].as_str().map(str::to_owned),
            quarters: answer["period"].as_str().map_or(whole.to_vec(), quarters_of),
        }
    }

    fn periods(&self) -> Vec<Period> {
        self.quarters.iter().map(|quarter| QUARTERS[*quarter].parse().unwrap()).collect()
    }

    /// What each obligation of the group says of an indicator, after its time rule.
    fn said(&self, filed: &Filed, indicator: usize) -> Vec<Contribution> {
        let (code, rule) = INDICATORS[indicator];
        let inside = filed.iter().filter(|((agency, quarter), _)| {
            self.agency.is_none_or(|own| own == *agency)
                && self.kind.as_deref().is_none_or(|kind| kind == AGENCIES[*agency].1)
                && self.quarters.contains(quarter)
        });
        let observed = inside.map(|((agency, quarter), figures)| {
            let figure = figures.as_ref().map(|figures| figures[code]);
            let concerned = concerned(*agency, code);
            let state = figure.map(|(state, _)| match state {
                FigureState::NotStated if !concerned => FigureState::NotApplicable,
                state => state,
            });
            Observation {
                agency: Uuid::from_u128(*agency as u128),
                period: QUARTERS[*quarter].parse().unwrap(),
                state,
                value: figure.map(|(_, value)| value),
            }
        });
        rule.select(&self.periods(), observed)
    }

    fn total(&self, filed: &Filed, indicator: usize) -> TotalValue {
        let said = self.said(filed, indicator);
        if TRUTHS.contains(&INDICATORS[indicator].0) {
            count_true(said)
        } else {
            sum_across_agencies(said).unwrap()
        }
    }
}

fn position(code: &str) -> usize {
    INDICATORS.iter().position(|(known, _)| *known == code).unwrap()
}

fn as_answer(total: TotalValue) -> Value {
    let of = total.coverage;
    let counts = [
        of.due,
        of.reported,
        of.stated,
        of.none_declared,
        of.not_stated,
        of.not_applicable,
        of.partial,
        of.missing,
    ];
    json!({ "value": total.value, "coverage": coverage(counts) })
}

fn rate_as_answer(pair: Pair) -> Value {
    json!({
        "value": pair.rate().map(|rate| rate.to_string()),
        "numerator": as_answer(pair.numerator),
        "denominator": as_answer(pair.denominator),
    })
}

/// Every combination of dimensions.
const GROUPINGS: [&str; 8] = [
    "",
    "AGENCY",
    "AGENCY_KIND",
    "PERIOD",
    "AGENCY, AGENCY_KIND",
    "AGENCY, PERIOD",
    "AGENCY_KIND, PERIOD",
    "AGENCY, AGENCY_KIND, PERIOD",
];

async fn compare(person: &Person, filed: &Filed, from: &str, to: &str) {
    let whole = [quarters_of(from), quarters_of(to)];
    let whole: Vec<usize> = (whole[0][0]..=*whole[1].last().unwrap()).collect();
    let codes: Vec<&str> = INDICATORS.iter().map(|(code, _)| *code).collect();
    let keys = "agency { code } agencyKind period";
    let total = format!("value {COVERAGE}");
    for by in GROUPINGS {
        // The same totals twice: added up by the database, and one by one for their sources.
        for traced in [false, true] {
            let sources =
                if traced { "sources(first: 100) { totalCount edges { node { id } } }" } else { "" };
            let rate = format!("value numerator {{ {total} {sources} }} denominator {{ {total} }}");
            let selection = format!(
                "figures(indicators: {codes:?}, by: [{by}]) {{ indicator {{ code }} {keys} total {{ {total} {sources} }} }}
                 grievanceHandling(by: [{by}]) {{
                    overall {{ ...Part }} groups {{ {keys} figures {{ ...Part }} }}
                 }}"
            );
            let part = format!(
                "fragment Part on GrievanceFigures {{
                    submissions {{ received {{ {total} {sources} }} }}
                    complaints {{ resolutionRate(denominator: HANDLED) {{ {rate} }} pending {{ {total} {sources} }} }}
                 }}"
            );
            let query =
                format!("{{ consolidation(from: \"{from}\", to: \"{to}\") {{ {selection} }} }} {part}");
            let answer = person.graphql(&query, json!({})).await;
            for cell in answer.at("consolidation.figures").as_array().unwrap() {
                let group = Group::of(cell, &whole);
                let code = cell["indicator"]["code"].as_str().unwrap();
                let expected = group.total(filed, position(code));
                expect_total(&cell["total"], expected, traced, &format!("{from}..{to} by [{by}]: {cell}"));
            }
            let mut parts =
                vec![(Group::of(&Value::Null, &whole), answer.at("consolidation.grievanceHandling.overall"))];
            let groups = answer.at("consolidation.grievanceHandling.groups").as_array().unwrap();
            assert_eq!(groups.is_empty(), by.is_empty());
            parts.extend(groups.iter().map(|group| (Group::of(group, &whole), &group["figures"])));
            for (group, figures) in parts {
                let of = |code: &str| group.said(filed, position(code));
                let complaints = &figures["complaints"];
                let handled =
                    combine_indicators([of("complaint_carried_over"), of("complaint_received")]).unwrap();
                let expected = paired(of("complaint_resolved"), handled).unwrap();
                let place = format!("{from}..{to} by [{by}]: {figures}");
                let rate = &complaints["resolutionRate"];
                let shown = rate_as_answer(expected);
                expect_total(&rate["numerator"], expected.numerator, traced, &place);
                assert_eq!(
                    (&rate["value"], &rate["denominator"]),
                    (&shown["value"], &shown["denominator"]),
                    "{place}"
                );
                expect_total(
                    &complaints["pending"],
                    group.total(filed, position("complaint_pending")),
                    traced,
                    &place,
                );
                // Nobody states the third kind.
                let petitions = of("complaint_received").into_iter().map(|said| Contribution {
                    value: None,
                    standing: match said.standing {
                        tonghop::consolidation::arithmetic::Standing::Missing => said.standing,
                        _ => tonghop::consolidation::arithmetic::Standing::NotStated,
                    },
                    ..said
                });
                let kinds = [of("complaint_received"), of("denunciation_received"), petitions.collect()];
                let together = combine_indicators(kinds).unwrap();
                let submissions = sum_across_agencies(together).unwrap();
                let received = &figures["submissions"]["received"];
                assert_eq!(
                    (&received["value"], &received["coverage"]),
                    (&as_answer(submissions)["value"], &as_answer(submissions)["coverage"]),
                    "{place}"
                );
            }
        }
    }
}

#[track_caller]
fn expect_total(answer: &Value, expected: TotalValue, traced: bool, place: &str) {
    let shown = as_answer(expected);
    assert_eq!((&answer["value"], &answer["coverage"]), (&shown["value"], &shown["coverage"]), "{place}");
    if traced {
        // Exactly what is stated or declared none is a source.
        let behind = expected.coverage.stated + expected.coverage.none_declared;
        assert_eq!(answer["sources"]["totalCount"], behind, "{place}");
        assert_eq!(answer["sources"]["edges"].as_array().unwrap().len() as u64, u64::from(behind), "{place}");
    }
}

on_both! {
    async fn the_database_adds_up_what_the_arithmetic_does(world: World) {
        let mut dice = Dice(20_181_231);
        let filed = reports(&world, &mut dice).await;
        assert!(filed.values().any(Option::is_none) && filed.values().any(Option::is_some));
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        for (from, to) in [
            ("2018-Q2", "2018-Q2"),
            ("2018-Q1", "2018-Q4"),
            ("2018-H1", "2018-H1"),
            ("2018-H1", "2018-H2"),
            ("2018-9M", "2018-9M"),
            ("2018", "2018"),
        ] {
            compare(&home_affairs, &filed, from, to).await;
        }
        // A department's own sums, by the same queries.
        let own = filed.into_iter().filter(|((agency, _), _)| AGENCIES[*agency].0 == "STC").collect();
        compare(&world.person(Role::Submitter, "STC"), &own, "2018-H1", "2018-H2").await;
    }
}
