//! Small numbers: counts that point at a person are exact for those who work on them, and cannot be worked out by those who only
//! read figures, whatever they ask.

mod elsewhere;
mod group;
mod harvest;
mod place;
mod solver;

use crate::consolidation::{ANNUAL, QUARTERLY, open, said, stated, submit};
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::server::Server;
use crate::kit::world::World;
use crate::releases::released;
use harvest::{AGENCIES, COUNTS, Counting, Figures, HALF_YEAR, Harvest};
use serde_json::{Value, json};
use solver::Cell;
use std::collections::BTreeSet;
use tonghop::kit::vocabulary::Role;

const QUARTERS: [&str; 3] = ["2018-Q1", "2018-Q2", "2018-Q3"];

/// Words beside the numbers, which say as much as these.
const WORDS: &str = "Một đơn tố cáo ông phó phòng";

/// Numbers from a seed (splitmix64), the same in every run.
struct Dice(u64);

impl Dice {
    fn up_to(&mut self, most: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        i64::try_from((mixed ^ (mixed >> 31)) % (most.unsigned_abs() + 1)).unwrap()
    }
}

fn figures(dice: &mut Dice) -> Figures {
    let received = 1 + dice.up_to(2);
    let resolved = dice.up_to(received);
    let numbers = [received, resolved, dice.up_to(resolved), dice.up_to(2), dice.up_to(2)];
    let mut figures: Figures = COUNTS.into_iter().zip(numbers).collect();
    figures.insert("complaint_received", 1 + dice.up_to(8));
    figures
}

/// What a report says so, with words beside it; of every second nothing that it is none.
fn patch(figures: &Figures, zero_is_declared: bool) -> Value {
    let figure = |(code, number): (&&'static str, &i64)| {
        let mut figure = match *number == 0 && zero_is_declared {
            true => said(code, "NONE_DECLARED"),
            false => stated(code, *number),
        };
        if code.starts_with("denunciation") {
            (figure["note"], figure["asStated"]) = (json!(WORDS), json!(WORDS));
        }
        figure
    };
    let sections = json!([{ "sectionCode": "dissemination", "text": WORDS }]);
    json!({ "figures": figures.iter().map(figure).collect::<Vec<_>>(), "sections": sections })
}

/// A province as it was at some instants, the last one being now.
struct Past {
    moments: Vec<(Option<String>, Counting)>,
    counting: Counting,
}

impl Past {
    async fn file(&mut self, world: &World, agency: &'static str, period: &'static str, figures: Figures) {
        let number = self.counting.get(&(agency, period)).map_or(1, |(version, _)| version + 1);
        let patch = patch(&figures, agency != "STC");
        submit(&world.person(Role::Submitter, agency), agency, period, patch).await;
        world.person(Role::HomeAffairsOfficer, None).accept(agency, period).await.expect_done();
        self.counting.insert((agency, period), (number, figures));
    }

    /// A minute later, for what is done at one time of the clock is recorded at instants that follow one another.
    fn remember(&mut self, world: &World) {
        world.advance(chrono::Duration::minutes(1));
        self.moments.push((Some(world.clock.now().to_rfc3339()), self.counting.clone()));
        world.advance(chrono::Duration::minutes(1));
    }
}

/// Three quarters and a half-year: one agency is silent on what it resolved in the second and is missing in the third; another one
/// reports the half-year too, and its report of the first quarter is amended when all is closed. Two releases are made on the way.
async fn past(world: &World, dice: &mut Dice) -> (Past, [String; 2]) {
    let officer = world.person(Role::HomeAffairsOfficer, None);
    let codes: Vec<&str> = AGENCIES.iter().map(|(code, _)| *code).collect();
    for quarter in QUARTERS {
        open(world, quarter, &codes).await;
    }
    world.advance(chrono::Duration::minutes(1));
    open(world, HALF_YEAR, &["SGDDT"]).await;
    let mut past = Past { moments: Vec::new(), counting: Counting::new() };
    for (agency, _) in AGENCIES {
        let mut half_year = Figures::new();
        for quarter in QUARTERS {
            let mut figures = figures(dice);
            if (agency, quarter) == ("STC", "2018-Q2") {
                figures.remove("denunciation_resolved");
                figures.remove("denunciation_resolved_on_time");
            }
            if quarter != "2018-Q3" {
                for (code, number) in &figures {
                    let sum = half_year.entry(*code).or_default();
                    *sum = if *code == "denunciation_pending" { *number } else { *sum + number };
                }
            }
            if (agency, quarter) != ("STC", "2018-Q3") {
                past.file(world, agency, quarter, figures).await;
            }
        }
        if agency == "SGDDT" {
            // Of what it is silent on, the half-year has the quarters of the others.
            half_year.remove("leadership_reflections_received");
            past.file(world, agency, HALF_YEAR, half_year).await;
        }
    }
    past.remember(world);
    for quarter in QUARTERS {
        officer.close_round(QUARTERLY, quarter).await.expect_done();
    }
    officer.close_round(ANNUAL, HALF_YEAR).await.expect_done();
    past.remember(world);
    let before = released(officer.release(("2018-Q1", "2018-Q3"), "Ba quý")).await;
    officer.reopen("SGDDT", "2018-Q1", "Thiếu một đơn.").await.expect_done();
    let mut amended = past.counting[&("SGDDT", "2018-Q1")].1.clone();
    amended.entry("denunciation_received").and_modify(|number| *number += 1);
    past.file(world, "SGDDT", "2018-Q1", amended).await;
    let after = released(officer.release(("2018-Q1", "2018-Q3"), "Ba quý, đã sửa")).await;
    past.moments.push((None, past.counting.clone()));
    (past, [before, after])
}

/// Asks for everything that there is.
async fn gather<'p>(mut harvest: Harvest<'p>, past: &Past, [one, other]: &[String; 2]) -> Harvest<'p> {
    for (at, counting) in &past.moments {
        harvest.consolidations(at.as_deref(), counting).await;
    }
    harvest.reports(&past.counting).await;
    harvest.release(one, other).await;
    harvest
}

/// No number can be found out from what was shown, and nothing is said in words; what was asked last are releases.
#[track_caller]
fn expect_nothing_told(shown: &Harvest<'_>) {
    let found = shown.sums.found_out();
    assert!(found.is_empty(), "{found:?}, of {} sums", shown.sums.len());
    for text in &shown.texts {
        assert!(!text.contains(WORDS), "{text}");
    }
    let released = shown.texts.last().unwrap();
    for field in ["value", "amount", "difference", "digest", "canonicalForm"] {
        let [there, null] =
            ["", "null"].map(|value| released.matches(&format!("\"{field}\":{value}")).count());
        assert!(there > 0 && there == null, "{field} in {released}");
    }
    assert!(!released.contains("noneDeclared\":1") && !released.contains("standing"), "{released}");
    assert!(released.contains("withheld\":true"), "{released}");
}

/// The total of a count over a quarter of the whole province, and whether it is withheld.
async fn total(
    person: &Person,
    count: &str,
    quarter: &str,
    known_at: Option<&String>,
) -> (Option<i64>, bool) {
    let query = format!(
        "query ($at: DateTime) {{ consolidation(from: \"{quarter}\", knownAt: $at) {{
           figures(indicators: [\"{count}\"]) {{ total {{ value withheld coverage {{ noneDeclared }} }} }} }} }}"
    );
    let answer = person.graphql(&query, json!({ "at": known_at })).await;
    let total = answer.at("consolidation.figures.0.total");
    (total["value"].as_i64(), total["withheld"] == true)
}

on_both! {
    async fn nobody_works_out_a_number_from_all_that_is_shown(world: World) {
        let (past, releases) = past(&world, &mut Dice(39)).await;
        let reader = world.person(Role::BiReader, None);
        expect_nothing_told(&gather(Harvest::of(&reader), &past, &releases).await);

        let changed = "diff(from: 1, to: 2) { figures { indicator: before { indicator { code } } parts difference before { value note } after { value note } }
            sections { parts before { text } after { text } } }";
        let changed = reader.report("SGDDT", "2018-Q1", changed).await.at("report.diff").clone();
        let before = json!({ "indicator": { "code": "denunciation_received" } });
        let silence = json!({ "value": null, "note": null });
        let figure = json!({ "indicator": before, "parts": [], "difference": null, "before": silence, "after": silence });
        assert_eq!(changed, json!({ "figures": [figure], "sections": [] }));

        // Something is shown: what all four tell in a closed quarter, until that is amended.
        let sum = |count: &str, quarter: &str, counting: &Counting| -> i64 {
            counting.iter().filter(|((_, period), _)| *period == quarter).filter_map(|(_, (_, figures))| figures.get(count)).sum()
        };
        let [(before, _), (closed, then), (_, now)] = past.moments.as_slice() else { panic!("three instants") };
        let received = "denunciation_received";
        assert_eq!(total(&reader, received, "2018-Q1", before.as_ref()).await, (None, true), "more may come");
        assert_eq!(total(&reader, received, "2018-Q1", closed.as_ref()).await, (Some(sum(received, "2018-Q1", then)), false));
        assert_eq!(total(&reader, received, "2018-Q1", None).await, (None, true), "the difference would be one agency's");
        assert_eq!(total(&reader, received, "2018-Q2", None).await, (Some(sum(received, "2018-Q2", now)), false));
        assert_eq!(total(&reader, received, "2018-Q3", None).await, (None, true), "one is missing");
        assert_eq!(total(&reader, "denunciation_resolved", "2018-Q2", None).await, (None, true), "one is silent on it");
        assert_eq!(total(&reader, "denunciation_pending", "2018-Q2", None).await, (None, true), "it follows from others");
        assert_eq!(total(&reader, received, HALF_YEAR, None).await, (None, true), "its days are told by quarters");

        // Whoever may see the numbers is told every one by the same questions.
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let mut exact = Harvest::of(&officer).once();
        exact.consolidations(None, now).await;
        let cells: BTreeSet<Cell> = now.iter().flat_map(|((agency, period), (version, figures))| {
            let counts = COUNTS.into_iter().filter(|count| figures.contains_key(count));
            counts.map(move |count| (*agency, *period, *version, count))
        }).collect();
        let found = exact.sums.found_out();
        assert!(cells.iter().all(|cell| found.contains_key(cell)), "{:?}", cells.iter().find(|cell| !found.contains_key(*cell)));
        assert!(found.iter().all(|((agency, period, _, count), number)| now[&(*agency, *period)].1[count] == *number));
        assert!(exact.texts.iter().any(|text| text.contains(WORDS)) && !exact.texts.iter().any(|text| text.contains("withheld\":true")));

        // A house that withholds nothing shows readers the same.
        let open = Server::withholding_below(&world.database, &world.clock, 0).await.unwrap();
        let trusted = open.person(&reader.subject);
        let mut all = Harvest::of(&trusted).once();
        all.consolidations(None, now).await;
        assert_eq!(all.sums.found_out(), found);
    }

    async fn an_agency_sees_its_own_numbers_and_readers_are_told_that_there_are_some(world: World) {
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        open(&world, "2018-Q1", &["STTTT", "STC"]).await;
        for (agency, number) in [("STTTT", 1), ("STC", 0)] {
            let figures: Figures = [("denunciation_received", number), ("complaint_received", 5)].into();
            submit(&world.person(Role::Submitter, agency), agency, "2018-Q1", patch(&figures, true)).await;
            home_affairs.accept(agency, "2018-Q1").await.expect_done();
        }
        let selection = "figures(indicators: [\"denunciation_received\", \"complaint_received\"], by: [AGENCY]) { agency { code }
            total { value withheld coverage { stated noneDeclared } } }";
        let asked = async |person: &Person| person.consolidation("2018-Q1", None, selection).await.at("consolidation.figures").clone();
        let line = |agency: &str, value: Value, withheld: bool, [stated, none]: [u32; 2]| json!({
            "agency": { "code": agency },
            "total": { "value": value, "withheld": withheld, "coverage": { "stated": stated, "noneDeclared": none } },
        });
        let complaints = |agency| line(agency, json!(5), false, [1, 0]);
        let exact = [line("STC", json!(0), false, [0, 1]), line("STTTT", json!(1), false, [1, 0])];
        for role in [Role::HomeAffairsOfficer, Role::Auditor] {
            assert_eq!(asked(&world.person(role, None)).await, json!([exact[0], exact[1], complaints("STC"), complaints("STTTT")]));
        }
        let own = world.person(Role::Submitter, "STTTT");
        assert_eq!(asked(&own).await, json!([exact[1], complaints("STTTT")]));
        // A reader is not told who has none either.
        let reader = world.person(Role::BiReader, None);
        let held = |agency| line(agency, Value::Null, true, [1, 0]);
        assert_eq!(asked(&reader).await, json!([held("STC"), held("STTTT"), complaints("STC"), complaints("STTTT")]));

        let content = "acceptedVersion { digest receipt { position } content { figure(indicator: \"denunciation_received\") {
            state value note asStated withheld } complaints: figure(indicator: \"complaint_received\") { value withheld } } }";
        let seen = async |person: &Person, agency: &str| {
            person.report(agency, "2018-Q1", content).await.at("report.acceptedVersion").clone()
        };
        let exact = seen(&own, "STTTT").await;
        assert_eq!(exact["content"]["figure"], json!({ "state": "STATED", "value": "1", "note": WORDS, "asStated": WORDS, "withheld": false }));
        assert!(exact["digest"].is_string() && exact["receipt"].is_object(), "{exact}");
        for agency in ["STTTT", "STC"] {
            assert_eq!(seen(&reader, agency).await, json!({ "digest": null, "receipt": null, "content": {
                "figure": { "state": "STATED", "value": null, "note": null, "asStated": null, "withheld": true },
                "complaints": { "value": "5", "withheld": false },
            } }));
        }
        // What is withheld takes no more statements for more agencies and periods.
        home_affairs.close_round(QUARTERLY, "2018-Q1").await.expect_done();
        world.advance(chrono::Duration::minutes(1));
        open(&world, "2018-Q2", &[]).await;
        let by = "figures(indicators: [\"denunciation_received\"], by: [AGENCY, PERIOD]) { total { value withheld } }";
        let one = world.server.statements(async || reader.consolidation("2018-Q1", None, by).await).await;
        let two = world.server.statements(async || reader.consolidation("2018-Q1", Some("2018-Q2"), by).await).await;
        assert_eq!(one, two);
    }
}
