//! A thousand random histories of reports against a simple model: what is known at an instant is what the model says, and
//! stays so.
//!
//! A history is the life of one obligation: 25 agencies times 40 rounds. Each turn moves three of ten on, by
//! mutations through HTTP; then the clock moves, and the whole is asked live and as known now. At the end every turn is
//! asked about again.

use super::picture;
use crate::consolidation::due;
use crate::kit::on_both;
use crate::kit::person::{Person, report_by};
use crate::kit::province::province;
use crate::kit::server::import;
use crate::kit::world::World;
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tonghop::kit::vocabulary::{AgencyKind, Role};
use uuid::Uuid;

const PROVINCE: &str = "99";
const FORM: &str = "dvcq_quarterly";
const AGENCIES: usize = 25;
const ROUNDS: usize = 40;
const TURNS: usize = 14;
const FROM: (i32, i32) = (2016, 1);

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

/// What the model knows of one history: all there is to know.
#[derive(Clone, Default)]
struct Life {
    state: &'static str,
    revision: i64,
    draft: i64,
    latest: Option<i64>,
    accepted: Option<i64>,
    submitted: Option<i64>,
    arrived: Option<DateTime<Utc>>,
    due: DateTime<Utc>,
    extended: Option<DateTime<Utc>>,
    /// For good, or until an instant.
    exempt: Option<Option<DateTime<Utc>>>,
    obligation: String,
    closed: bool,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Deed {
    Save(i64),
    File(i64),
    Accept,
    Return,
    Reopen,
    Exempt(Option<i64>),
    Extend(i64),
}

impl Life {
    fn due_at(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        self.extended.filter(|until| at <= *until).unwrap_or(self.due)
    }

    fn is_exempt(&self, at: DateTime<Utc>) -> bool {
        self.exempt.is_some_and(|until| until.is_none_or(|until| at <= until))
    }

    /// What may be done next, if the dice want anything.
    fn next(&self, dice: &mut Dice, now: DateTime<Utc>) -> Option<Deed> {
        let value = i64::try_from(dice.below(50)).unwrap();
        let deed = match (self.state, dice.below(10)) {
            ("DRAFT" | "RETURNED", 0..7) => Deed::File(value),
            ("DRAFT" | "RETURNED", 7) => Deed::Save(value),
            ("DRAFT", 8) if self.arrived.is_none() => Deed::Exempt((value % 2 == 0).then_some(value + 1)),
            ("DRAFT", _) if self.arrived.is_none() => {
                let days = (self.due_at(now) - now).num_days().max(0) + 1 + value;
                Deed::Extend(days)
            }
            ("SUBMITTED", 0..6) => Deed::Accept,
            ("SUBMITTED", _) => Deed::Return,
            ("ACCEPTED" | "LOCKED", 0..4) if self.accepted.is_some() => Deed::Reopen,
            _ => return None,
        };
        Some(deed)
    }

    fn undergo(&mut self, deed: Deed, now: DateTime<Utc>) {
        match deed {
            Deed::Save(value) => {
                self.draft = value;
                self.revision += 1;
            }
            Deed::File(value) => {
                self.draft = value;
                self.revision += 2;
                self.state = "SUBMITTED";
                self.latest = Some(value);
                self.submitted = Some(value);
                self.arrived = self.arrived.or(Some(now));
            }
            Deed::Accept => {
                self.revision += 1;
                self.state = if self.closed { "LOCKED" } else { "ACCEPTED" };
                self.accepted = self.latest;
            }
            Deed::Return => {
                self.revision += 1;
                self.state = "RETURNED";
                self.submitted = self.accepted;
            }
            Deed::Reopen => {
                self.revision += 1;
                self.state = "DRAFT";
            }
            Deed::Exempt(days) => self.exempt = Some(days.map(|days| now + Duration::days(days))),
            Deed::Extend(days) => self.extended = Some(now + Duration::days(days)),
        }
    }

    /// The value, and how many are due, reported and missing, on a basis.
    fn cell(&self, basis: &str, now: DateTime<Utc>) -> Value {
        let filed = if basis == "ACCEPTED" { self.accepted } else { self.submitted };
        let due = u32::from(filed.is_some() || !self.is_exempt(now));
        let reported = u32::from(filed.is_some());
        json!({ "value": filed, "coverage": { "due": due, "reported": reported, "missing": due - reported } })
    }

    fn status(&self, basis: &str, now: DateTime<Utc>) -> Value {
        let timeliness = match self.arrived {
            Some(at) if at <= self.due_at(at) => "ON_TIME",
            Some(_) => "LATE",
            None if self.is_exempt(now) => "EXEMPT",
            None if now <= self.due_at(now) => "PENDING",
            None => "OVERDUE",
        };
        let reopened_by_time = self.state == "LOCKED"
            && self.arrived.is_none()
            && self.extended.is_some_and(|until| now <= until);
        let state = if reopened_by_time { "DRAFT" } else { self.state };
        let filed = if basis == "ACCEPTED" { self.accepted } else { self.submitted };
        json!({ "timeliness": timeliness, "state": state, "counted": filed.is_some() })
    }
}

struct Play {
    world: World,
    officer: Person,
    submitters: Vec<Person>,
    codes: Vec<String>,
    /// By round and agency; of the rounds that are open or closed.
    lives: BTreeMap<(usize, usize), Life>,
    explanations: Value,
    deeds: usize,
}

fn period(round: usize) -> String {
    let quarter = i32::try_from(round).unwrap() + FROM.1 - 1;
    format!("{}-Q{}", FROM.0 + quarter / 4, quarter % 4 + 1)
}

/// One mutation of several in a document.
struct Wish {
    mutation: &'static str,
    input: Value,
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
        Play { world, officer, submitters, codes, lives: BTreeMap::new(), explanations: json!([]), deeds: 0 }
    }

    /// Sends mutations in one document, at most 24 each time, and expects all of them to be done.
    async fn wish(person: &Person, wishes: &[Wish]) -> Vec<Value> {
        let mut done = Vec::new();
        for some in wishes.chunks(24) {
            let (mut names, mut fields, mut inputs) = (String::new(), String::new(), json!({}));
            for (index, Wish { mutation, input }) in some.iter().enumerate() {
                let name = mutation[..1].to_uppercase() + &mutation[1..];
                names += &format!("$i{index}: {name}Input!, ");
                fields +=
                    &format!("m{index}: {mutation}(input: $i{index}) {{ userErrors {{ code path }} }} ");
                let mut input = input.clone();
                input["idempotencyKey"] = json!(Uuid::now_v7());
                inputs[format!("i{index}")] = input;
            }
            let answer = person.graphql(&format!("mutation ({names}) {{ {fields} }}"), inputs).await;
            for index in 0..some.len() {
                done.push(answer.data()[format!("m{index}")]["userErrors"].clone());
            }
        }
        done
    }

    async fn open(&mut self, round: usize) {
        let (period, now) = (period(round), self.world.clock.now());
        // Some are due long before they are opened, some long after.
        self.officer.open_round(FORM, &period, &due(&period), &[]).await.expect_done();
        let by = json!({ "by": { "key": { "form": FORM, "period": period } } });
        let query = "query ($by: RoundBy!) { round(by: $by) { obligations(first: 100) { nodes { id dueAt agency { code } } } } }";
        let answer = self.officer.graphql(query, by).await;
        for node in answer.at("round.obligations.nodes").as_array().unwrap() {
            let agency = self.codes.iter().position(|code| node["agency"]["code"] == *code).unwrap();
            let life = Life {
                state: "DRAFT",
                due: node["dueAt"].as_str().unwrap().parse().unwrap(),
                obligation: node["id"].as_str().unwrap().to_owned(),
                ..Life::default()
            };
            self.lives.insert((round, agency), life);
        }
        assert!(now >= self.world.clock.now());
    }

    /// Closes a round if nothing in it waits for a decision.
    async fn close(&mut self, round: usize) {
        let mut of_round: Vec<&mut Life> =
            self.lives.range_mut((round, 0)..(round + 1, 0)).map(|(_, life)| life).collect();
        if of_round.is_empty() || of_round.iter().any(|life| life.closed || life.state == "SUBMITTED") {
            return;
        }
        self.officer.close_round(FORM, &period(round)).await.expect_done();
        for life in &mut of_round {
            life.closed = true;
            life.revision += i64::from(life.state != "LOCKED");
            life.state = "LOCKED";
        }
    }

    async fn turn(&mut self, dice: &mut Dice) {
        let now = self.world.clock.now();
        let mut of_agencies: Vec<Vec<Wish>> = (0..AGENCIES).map(|_| Vec::new()).collect();
        let mut of_officer = Vec::new();
        for ((round, agency), life) in &mut self.lives {
            if dice.below(10) > 2 {
                continue;
            }
            let Some(deed) = life.next(dice, now) else { continue };
            if life.closed && matches!(deed, Deed::Exempt(_)) {
                continue;
            }
            let period = period(*round);
            let report = report_by(&self.codes[*agency], &period);
            let about = |more: Value, revision: i64| {
                let mut input = more;
                input["report"] = report.clone();
                input["ifRevision"] = json!(revision);
                input
            };
            let save = |value: i64, revision: i64| Wish {
                mutation: "reportSaveDraft",
                input: about(
                    json!({ "figures": [{ "indicator": "denunciation_received", "state": "STATED", "value": value }] }),
                    revision,
                ),
            };
            let revision = life.revision;
            match deed {
                Deed::Save(value) => of_agencies[*agency].push(save(value, revision)),
                Deed::File(value) => of_agencies[*agency].extend([
                    save(value, revision),
                    Wish {
                        mutation: "reportSubmit",
                        input: about(json!({ "explanations": self.explanations }), revision + 1),
                    },
                ]),
                Deed::Accept => {
                    of_officer.push(Wish { mutation: "reportAccept", input: about(json!({}), revision) })
                }
                Deed::Return => of_officer.push(Wish {
                    mutation: "reportReturn",
                    input: about(json!({ "reasons": [{ "text": "Kiểm tra lại." }] }), revision),
                }),
                Deed::Reopen => of_officer.push(Wish {
                    mutation: "reportReopen",
                    input: about(json!({ "reason": "Bổ sung số liệu." }), revision),
                }),
                Deed::Exempt(days) => {
                    let expires_at = days.map(|days| (now + Duration::days(days)).to_rfc3339());
                    let input = json!({ "obligation": life.obligation, "reason": "Mới sáp nhập.", "expiresAt": expires_at });
                    of_officer.push(Wish { mutation: "obligationExempt", input });
                }
                Deed::Extend(days) => {
                    let due_at = (now + Duration::days(days)).to_rfc3339();
                    let input =
                        json!({ "obligation": life.obligation, "dueAt": due_at, "reason": "Bão số 4." });
                    of_officer.push(Wish { mutation: "obligationExtend", input });
                }
            }
            life.undergo(deed, now);
            self.deeds += 1;
        }
        for (person, wishes) in self.submitters.iter().zip(&of_agencies).chain([(&self.officer, &of_officer)])
        {
            for (errors, wish) in Self::wish(person, wishes).await.iter().zip(wishes) {
                assert_eq!(errors, &json!([]), "{} {}", wish.mutation, wish.input);
            }
        }
    }

    async fn ask(&self, basis: &str, known_at: Option<&str>) -> String {
        let cells = "figures(indicators: [\"denunciation_received\"], by: [AGENCY, PERIOD]) \
                     { agency { code } period total { value coverage { due reported missing } } }";
        let selection = format!(
            "{cells} submissionStatus {{ obligations {{ agency {{ code }} period timeliness state counted }} }}"
        );
        let range = (period(0), period(ROUNDS - 1));
        picture(&self.officer, (&range.0, &range.1), basis, known_at, &selection).await.text
    }

    /// What the model says of all histories.
    fn expected(&self, basis: &str) -> [BTreeMap<(String, String), Value>; 2] {
        let now = self.world.clock.now();
        let key = |(round, agency): &(usize, usize)| (self.codes[*agency].clone(), period(*round));
        // Whoever is let off and has not filed has no part in the sums.
        let cells = self.lives.iter().map(|(at, life)| (key(at), life.cell(basis, now)));
        let cells = cells.filter(|(_, cell)| cell["coverage"]["due"] == 1).collect();
        [cells, self.lives.iter().map(|(at, life)| (key(at), life.status(basis, now))).collect()]
    }

    fn check(&self, basis: &str, text: &str, turn: usize) {
        let body: Value = serde_json::from_str(text).unwrap();
        let read = |list: &Value, shown: &dyn Fn(&Value) -> Value| -> BTreeMap<(String, String), Value> {
            let list = list.as_array().unwrap_or_else(|| panic!("{}", &text[..text.len().min(500)]));
            list.iter()
                .map(|entry| {
                    let word = |value: &Value| value.as_str().unwrap().to_owned();
                    ((word(&entry["agency"]["code"]), word(&entry["period"])), shown(entry))
                })
                .collect()
        };
        let picture = &body["data"]["consolidation"];
        let cells = read(&picture["figures"], &|entry| entry["total"].clone());
        let status = read(
            &picture["submissionStatus"]["obligations"],
            &|entry| json!({ "timeliness": entry["timeliness"], "state": entry["state"], "counted": entry["counted"] }),
        );
        for (shown, expected) in [cells, status].iter().zip(&self.expected(basis)) {
            assert_eq!(shown.len(), expected.len(), "turn {turn} {basis}");
            for (key, value) in expected {
                assert_eq!(shown.get(key), Some(value), "turn {turn} {basis} {key:?}");
            }
        }
    }

    /// The explanations that a report with this one figure needs, found once.
    async fn learn(&mut self) {
        let code = self.codes[0].clone();
        let period = period(0);
        let patch =
            json!({ "figures": [{ "indicator": "denunciation_received", "state": "STATED", "value": 1 }] });
        self.submitters[0].save_draft(&code, &period, patch).await.expect_done();
        let checked = self.submitters[0].validate(&code, &period).await.expect_done();
        let checks = checked.payload()["checks"].as_array().unwrap().clone();
        let warnings =
            checks.iter().filter(|check| check["result"] == "FAIL" && check["severity"] == "WARNING");
        self.explanations = warnings
            .map(|check| json!({ "rule": check["rule"]["code"], "subject": check["subject"], "text": "Đã rà soát." }))
            .collect();
        let life = self.lives.get_mut(&(0, 0)).unwrap();
        life.undergo(Deed::Save(1), self.world.clock.now());
    }
}

on_both! {
    async fn a_thousand_random_histories_are_known_as_they_were(world: World) {
        let mut dice = Dice(20_161_001);
        let mut play = Play::on(world).await;
        let mut remembered: Vec<(String, [String; 2])> = Vec::new();
        let bases = ["ACCEPTED", "SUBMITTED"];
        for turn in 0..TURNS {
            for round in (0..ROUNDS).filter(|round| round % (TURNS * 2 / 3) == turn) {
                play.open(round).await;
            }
            if turn == 0 {
                play.learn().await;
            }
            play.turn(&mut dice).await;
            if turn > TURNS / 2 {
                let round = usize::try_from(dice.below(ROUNDS as u64)).unwrap();
                play.close(round).await;
            }
            play.world.advance(Duration::days(11));
            let at = play.world.clock.now().to_rfc3339();
            let mut known: [String; 2] = Default::default();
            for (basis, known) in bases.iter().zip(&mut known) {
                let live = play.ask(basis, None).await;
                play.check(basis, &live, turn);
                *known = play.ask(basis, Some(&at)).await;
                assert_eq!(*known, live, "turn {turn} {basis}");
            }
            remembered.push((at, known));
        }
        assert_eq!(play.lives.len(), 1_000);
        assert!(play.deeds > 2_000, "{}", play.deeds);
        let filed = play.lives.values().filter(|life| life.arrived.is_some()).count();
        assert!(filed > 600, "{filed}");
        for (at, known) in &remembered {
            for (basis, known) in bases.iter().zip(known) {
                assert_eq!(&play.ask(basis, Some(at)).await, known, "{at} {basis}");
            }
        }
    }
}
