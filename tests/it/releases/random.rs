//! A thousand random histories of reports against a simple model: what was released stays as it was and is what was known at
//! its instant, its hash can be made again, and what makes the difference between any two releases, or a release and now, is
//! what the model says.
//!
//! A history is the life of one obligation: 25 agencies times 40 rounds. Each turn moves four of ten on, by mutations through
//! HTTP; at its end the whole is released on both bases, by structure of today too, while agencies merge.

use super::life::{Life, Said};
use super::*;
use crate::consolidation::due;
use crate::kit::on_both;
use crate::kit::person::report_by;
use crate::kit::province::province;
use crate::kit::server::import;
use crate::kit::world::World;
use chrono::Duration;
use std::collections::BTreeMap;
use tonghop::kit::{
    digest,
    vocabulary::{AgencyKind, Role},
};
use uuid::Uuid;

const PROVINCE: &str = "99";
const FORM: &str = "dvcq_quarterly";
const AGENCIES: usize = 25;
const ROUNDS: usize = 40;
const TURNS: usize = 5;

/// What is looked at: a sum, both ways of counting agencies, a stock at the end, a rate.
const CODES: [&str; 5] = [
    "denunciation_received",
    "qcdc_plan_issued",
    "qcdc_regulation_issued",
    "complaint_pending",
    "complaint_resolution_rate",
];

/// What is asked of each.
const TOTAL: &str = "total { value coverage { due reported stated noneDeclared notStated notApplicable partial missing } } \
                     rate { value }";

fn period(round: usize) -> String {
    format!("{}-Q{}", 2016 + round / 4, round % 4 + 1)
}

/// Numbers from a seed (splitmix64), the same in every run.
pub struct Dice(u64);

impl Dice {
    pub fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % most
    }
}

/// What the model knows at an instant: of each history whether it is owed, and which version counts and says what.
type Known = BTreeMap<(usize, usize), (Option<(u32, Said)>, usize)>;

struct Play {
    world: World,
    officer: Person,
    submitters: Vec<Person>,
    codes: Vec<String>,
    /// By round and agency.
    lives: BTreeMap<(usize, usize), Life>,
    /// Under whom each agency stands today.
    lines: Vec<usize>,
    deeds: usize,
}

impl Play {
    async fn on(world: World) -> Play {
        let codes: Vec<String> = (0..AGENCIES).map(|number| format!("A{number:02}")).collect();
        let agencies: Vec<(&str, &str, AgencyKind)> =
            codes.iter().map(|code| (code.as_str(), code.as_str(), AgencyKind::Department)).collect();
        import(&world.database.admin_url, vec![province(PROVINCE, "Tỉnh lớn", "Large province", &agencies)])
            .unwrap();
        let officer = world.person_of(PROVINCE, Role::HomeAffairsOfficer, None, 1);
        let of = |code: &String| world.person_of(PROVINCE, Role::Submitter, Some(code.as_str()), 1);
        let submitters = codes.iter().map(of).collect();
        let lines = (0..AGENCIES).collect();
        Play { world, officer, submitters, codes, lives: BTreeMap::new(), lines, deeds: 0 }
    }

    async fn open(&mut self, round: usize) {
        let period = period(round);
        let owing: Vec<&str> = (0..AGENCIES).map(|agency| self.codes[agency].as_str()).collect();
        self.officer.open_round(FORM, &period, &due(&period), &owing).await.expect_done();
        let by = json!({ "by": { "key": { "form": FORM, "period": period } } });
        let query = "query ($by: RoundBy!) { round(by: $by) { obligations(first: 100) { nodes { id agency { code } } } } }";
        let answer = self.officer.graphql(query, by).await;
        for node in answer.at("round.obligations.nodes").as_array().unwrap() {
            let agency = self.codes.iter().position(|code| node["agency"]["code"] == *code).unwrap();
            self.lives.insert((round, agency), Life::of(node["id"].as_str().unwrap()));
        }
    }

    /// Sends mutations in one document, at most 24 each time; expects all of them to be done, and gives their checks.
    async fn wish(person: &Person, wishes: &[(&str, Value)]) -> Vec<Value> {
        let mut done = Vec::new();
        for some in wishes.chunks(24) {
            let (mut names, mut fields, mut inputs) = (String::new(), String::new(), json!({}));
            for (index, (mutation, input)) in some.iter().enumerate() {
                let name = mutation[..1].to_uppercase() + &mutation[1..];
                let checks = match *mutation {
                    "reportSaveDraft" => "checks { rule { code } subject severity }",
                    _ => "",
                };
                names += &format!("$i{index}: {name}Input!, ");
                fields += &format!(
                    "m{index}: {mutation}(input: $i{index}) {{ {checks} userErrors {{ code path }} }} "
                );
                let mut input = input.clone();
                input["idempotencyKey"] = json!(Uuid::now_v7());
                inputs[format!("i{index}")] = input;
            }
            let answer = person.graphql(&format!("mutation ({names}) {{ {fields} }}"), inputs).await;
            for (index, (mutation, input)) in some.iter().enumerate() {
                let payload = answer.data()[format!("m{index}")].clone();
                assert_eq!(payload["userErrors"], json!([]), "{mutation} {input}");
                done.push(payload["checks"].clone());
            }
        }
        done
    }

    async fn turn(&mut self, dice: &mut Dice) {
        let mut saves: Vec<Vec<(&str, Value)>> = (0..AGENCIES).map(|_| Vec::new()).collect();
        let mut of_officer = Vec::new();
        for ((round, agency), life) in &mut self.lives {
            if dice.below(10) > 4 {
                continue;
            }
            let report = report_by(&self.codes[*agency], &period(*round));
            let Some((mutation, mut input)) = life.next(dice) else { continue };
            if mutation != "obligationExempt" {
                input["report"] = report;
            }
            match mutation {
                "reportSaveDraft" => saves[*agency].push((mutation, input)),
                _ => of_officer.push((mutation, input)),
            }
            self.deeds += 1;
        }
        for (person, saves) in self.submitters.iter().zip(&saves) {
            let checks = Self::wish(person, saves).await;
            let submit = |((_, saved), checks): (&(&'static str, Value), &Value)| {
                let failed = checks.as_array().unwrap().iter();
                let explained: Vec<Value> = failed
                    .filter(|check| check["severity"] == "WARNING")
                    .map(|check| json!({ "rule": check["rule"]["code"], "subject": check["subject"], "text": "Đã rà soát." }))
                    .collect();
                let revision = saved["ifRevision"].as_i64().unwrap() + 1;
                (
                    "reportSubmit",
                    json!({ "report": saved["report"], "ifRevision": revision, "explanations": explained }),
                )
            };
            let submits: Vec<(&'static str, Value)> = saves.iter().zip(&checks).map(submit).collect();
            Self::wish(person, &submits).await;
        }
        Self::wish(&self.officer, &of_officer).await;
    }

    /// Merges an agency into another one; its people keep what is open.
    async fn merge(&mut self, ended: usize, into: usize, on: &str) {
        let open = self.lives.iter().filter(|((_, agency), life)| *agency == ended && life.is_open());
        let decisions: Vec<Value> =
            open.map(|(_, life)| json!({ "obligation": life.obligation, "fate": "KEPT" })).collect();
        let merger = self.officer.reorganise("MERGE_INTO", &[&self.codes[ended]], on);
        let merger = merger.with("successors", json!([{ "code": self.codes[into] }]));
        merger.with("decisions", json!(decisions)).await.expect_done();
        for line in self.lines.iter_mut().filter(|line| **line == ended) {
            *line = into;
        }
    }

    fn known(&self, basis: &str, structure: &str) -> Known {
        let line = |agency: usize| if structure == "BY_SUCCESSOR" { self.lines[agency] } else { agency };
        let owed = self.lives.iter().filter(|(_, life)| life.counts(basis).is_some() || !life.exempt);
        owed.map(|(key, life)| (*key, (life.counts(basis), line(key.1)))).collect()
    }

    async fn release(&self, basis: &str, structure: &str) -> String {
        let (from, to) = (period(0), period(ROUNDS - 1));
        let verb = self.officer.release((&from, &to), "Số liệu");
        released(verb.with("basis", json!(basis)).with("structure", json!(structure))).await
    }

    /// The release as it is told.
    async fn told(&self, id: &str) -> Answer {
        let selection = format!(
            "basis structure knownAt digest canonicalForm \
             all: figures(indicators: {CODES:?}) {{ {TOTAL} }} each: figures(indicators: {CODES:?}, byAgency: true) {{ {TOTAL} }}"
        );
        self.officer.of_release(id, &selection).await
    }

    /// The same; its hash made again, its figures those that were known at its instant.
    async fn checked(&self, id: &str) -> String {
        let told = self.told(id).await;
        let release = told.at("release");
        assert_eq!(
            digest::sha256(release["canonicalForm"].as_str().unwrap().as_bytes()),
            release["digest"].as_str().unwrap()
        );
        let query = format!(
            "query ($from: Period!, $to: Period!, $basis: ConsolidationBasis, $at: DateTime, $structure: Structure!) {{ \
               consolidation(from: $from, to: $to, basis: $basis, knownAt: $at, structure: $structure) {{ \
                 all: figures(indicators: {CODES:?}) {{ {TOTAL} }} each: figures(indicators: {CODES:?}, by: [AGENCY]) {{ {TOTAL} }} }} }}"
        );
        let variables = json!({
            "from": period(0), "to": period(ROUNDS - 1), "basis": release["basis"], "at": release["knownAt"],
            "structure": release["structure"],
        });
        let known = self.officer.graphql(&query, variables).await;
        // The release goes by the catalogue, the query by what was asked.
        let sorted = |list: &Value| {
            let list = list.as_array().unwrap().iter();
            let asked = list.filter(|one| one["total"]["coverage"]["due"] != 0);
            let mut list: Vec<String> = asked.map(Value::to_string).collect();
            list.sort();
            list
        };
        for field in ["all", "each"] {
            assert_eq!(sorted(&release[field]), sorted(&known.at("consolidation")[field]), "{field}");
        }
        told.text
    }

    /// What makes the difference, checked part by part, and held against the model's word for the plain sum.
    async fn compare(&self, (id, before): (&str, &Known), to: Option<&str>, after: &Known) -> usize {
        let one = difference();
        let figures = |name: &str, by_agency: bool| {
            format!(
                "{name}: figures(indicators: {CODES:?}, byAgency: {by_agency}) {{ indicatorCode agency {{ code }} total {{ {one} }} \
                 rate {{ numerator {{ {one} }} denominator {{ {one} }} }} }} "
            )
        };
        // Both ways of one comparison, which is made once.
        let selection = figures("all", false) + &figures("each", true);
        let answer = self.officer.compare(id, to, &selection).await;
        let mut told = 0;
        for (name, by_agency) in [("all", false), ("each", true)] {
            let mut found: BTreeMap<(String, String), [i64; 4]> = BTreeMap::new();
            for figure in answer.at(&format!("release.compare.{name}")).as_array().unwrap() {
                for total in [&figure["total"], &figure["rate"]["numerator"], &figure["rate"]["denominator"]]
                {
                    if !total.is_null() {
                        adds_up(total);
                        told += total["parts"].as_array().unwrap().len();
                    }
                }
                if figure["indicatorCode"] == CODES[0] {
                    let agency = figure["agency"]["code"].as_str().unwrap_or_default();
                    for part in figure["total"]["parts"].as_array().unwrap() {
                        let more = |name: &str| part["coverage"][name].as_i64().unwrap();
                        let counts = [
                            part["difference"].as_i64().unwrap(),
                            more("due"),
                            more("reported"),
                            more("stated"),
                        ];
                        found.insert((agency.to_owned(), part["kind"].as_str().unwrap().to_owned()), counts);
                    }
                }
            }
            assert_eq!(found, self.expected(before, after, by_agency));
        }
        told
    }

    /// By line and cause: how much more, and how many more are due, reported and stated.
    fn expected(
        &self,
        before: &Known,
        after: &Known,
        by_agency: bool,
    ) -> BTreeMap<(String, String), [i64; 4]> {
        let mut parts: BTreeMap<(String, String), [i64; 4]> = BTreeMap::new();
        let mut add = |line: usize, kind: &str, from: [i64; 4], to: [i64; 4]| {
            let name = if by_agency { self.codes[line].clone() } else { String::new() };
            let part = parts.entry((name, kind.to_owned())).or_default();
            for at in 0..4 {
                part[at] += to[at] - from[at];
            }
        };
        let weight = |word: &Option<(u32, Said)>| match word {
            None => [0, 1, 0, 0],
            Some((_, Said::Stated(value))) => [*value, 1, 1, 1],
            Some(_) => [0, 1, 1, 0],
        };
        let nothing = [0; 4];
        for (key, (now, line)) in after {
            let Some((then, stood)) = before.get(key) else {
                add(*line, "STRUCTURE", nothing, weight(&None));
                if now.is_some() {
                    add(*line, "NEWLY_ARRIVED", weight(&None), weight(now));
                }
                continue;
            };
            if by_agency && line != stood {
                add(*stood, "STRUCTURE", weight(then), nothing);
                add(*line, "STRUCTURE", nothing, weight(then));
            }
            if then.map(|word| word.1) != now.map(|word| word.1) {
                let kind = match (then, now) {
                    (None, _) => "NEWLY_ARRIVED",
                    (_, None) => "WITHDRAWN",
                    _ => "AMENDED",
                };
                add(*line, kind, weight(then), weight(now));
            }
        }
        for (key, (then, stood)) in before.iter().filter(|(key, _)| !after.contains_key(key)) {
            assert!(self.lives[key].exempt);
            if then.is_some() {
                add(*stood, "WITHDRAWN", weight(then), weight(&None));
            }
            add(*stood, "STRUCTURE", weight(&None), nothing);
        }
        parts
    }
}

on_both! {
    async fn a_thousand_random_histories_are_released_and_compared(world: World) {
        let mut dice = Dice(20_161_003);
        let mut play = Play::on(world).await;
        let kinds = [("ACCEPTED", "AS_REPORTED"), ("SUBMITTED", "BY_SUCCESSOR")];
        let mut made: Vec<(String, Known, String)> = Vec::new();
        let mut told = 0;
        for turn in 0..TURNS {
            // Rounds are opened in the first three turns: the last ones by and by.
            for round in (0..ROUNDS).filter(|round| if *round < 30 { turn == 0 } else { turn == 1 + round % 2 }) {
                play.open(round).await;
            }
            play.turn(&mut dice).await;
            if turn == 2 {
                play.merge(24, 23, "2019-10-01").await;
            }
            if turn == 3 {
                play.merge(23, 22, "2019-10-02").await;
            }
            play.world.advance(Duration::days(11));
            for (basis, structure) in kinds {
                let known = play.known(basis, structure);
                let id = play.release(basis, structure).await;
                // What is recorded while a clock stands still is a little ahead of it.
                play.world.advance(Duration::seconds(1));
                let text = play.checked(&id).await;
                if let Some((before, then, _)) = made.len().checked_sub(2).map(|at| &made[at]) {
                    told += play.compare((before, then), Some(&id), &known).await;
                }
                made.push((id, known, text));
            }
        }
        assert_eq!(play.lives.len(), 1_000);
        assert!(play.deeds > 1_500, "{}", play.deeds);
        let touched = play.lives.values().filter(|life| life.is_touched()).count();
        assert!(touched > 800, "{touched}");
        for (at, (id, known, text)) in made.iter().enumerate() {
            assert_eq!(&play.told(id).await.text, text, "release {at} has changed");
            if at < 4 {
                let (basis, structure) = kinds[at % 2];
                told += play.compare((id, known), None, &play.known(basis, structure)).await;
            }
        }
        assert!(told > 500, "{told}");
    }
}
