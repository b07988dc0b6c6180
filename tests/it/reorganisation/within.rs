//! Random histories of agencies to which things happen in the middle of the quarters that they report, some of it recorded late:
//! the old and the new ones report, some are silent, some amend. Whatever happens, what stands is counted once.
//!
//! A history is the life of one family of agencies that have to do with nobody else; all of them live in one province.

mod events;
mod model;

use super::*;
use crate::consolidation::{COVERAGE, QUARTERLY};
use crate::kit::on_both;
use crate::kit::province::subject;
use crate::kit::server::import;
use chrono::NaiveDate;
use model::{Agency, Dice, Duty, Family, Says, Sums, add, window};
use tonghop::kit::vocabulary::AgencyKind;
use tonghop::organisation::{AgencyEntry, GrantEntry, PersonEntry, ProvinceEntry, ProvinceFile};
use uuid::Uuid;

const QUARTERS: [&str; 3] = ["2019-Q3", "2019-Q4", "2020-Q1"];
const INDICATORS: [&str; 3] = ["complaint_carried_over", "complaint_received", "complaint_pending"];
/// Two days after the end of each quarter, when its round is opened.
const OPENED: [&str; 3] = ["2019-09-16", "2019-12-16", "2020-03-16"];
const PROVINCE: &str = "N1";
const FAMILIES: usize = 40;
/// Agencies of a family at its beginning.
const MEMBERS: usize = 3;
/// Families of whose agencies one clerk files all reports.
const OF_CLERK: usize = 20;
/// Mutations of one document.
const AT_ONCE: usize = 20;

/// One mutation of several, and the family and the report that it is about.
struct Wish {
    mutation: &'static str,
    input: Value,
    of: (usize, usize),
}

struct Play {
    officer: Person,
    clerks: Vec<Person>,
    families: Vec<Family>,
    dice: Dice,
    /// How many codes of new agencies were given.
    made: usize,
    amended: usize,
    /// How often something was recorded or filed.
    steps: usize,
    /// Events on a day after the first and not after the last of the window of a round that was open already, or opened later.
    within: usize,
}

fn code(family: usize, member: usize) -> String {
    format!("F{family:02}-{member}")
}

/// A province of families, with somebody of Home Affairs and the clerks.
fn province() -> ProvinceFile {
    let valid_from = NaiveDate::from_ymd_opt(1998, 1, 1).unwrap();
    let agency = |code: String| AgencyEntry {
        name: format!("Sở {code}"),
        code,
        kind: AgencyKind::Department,
        parent: None,
        valid_from,
        valid_to: None,
        example: false,
    };
    let person = |subject: String, grants| PersonEntry {
        name: format!("Nguyễn Văn {subject}"),
        subject,
        email: None,
        grants,
    };
    let all = |families: std::ops::Range<usize>| {
        families.flat_map(|family| (0..MEMBERS).map(move |member| code(family, member)))
    };
    let officer = GrantEntry { role: Role::HomeAffairsOfficer, agency: None };
    let mut people = vec![person(subject(PROVINCE, Role::HomeAffairsOfficer, None, 1), vec![officer])];
    for clerk in 0..FAMILIES / OF_CLERK {
        let grants = all(clerk * OF_CLERK..(clerk + 1) * OF_CLERK)
            .map(|code| GrantEntry { role: Role::Submitter, agency: Some(code) });
        people.push(person(subject(PROVINCE, Role::Submitter, None, clerk), grants.collect()));
    }
    let entry =
        ProvinceEntry { code: PROVINCE.into(), name: "Tỉnh Một".into(), name_en: "Province One".into() };
    ProvinceFile { province: entry, agencies: all(0..FAMILIES).map(agency).collect(), people }
}

impl Play {
    fn on(world: &World) -> Play {
        import(&world.database.admin_url, vec![province()]).unwrap();
        let known = |role, number| {
            let subject = subject(PROVINCE, role, None, number);
            world.stranger().known_as(&subject, &world.server.token(&subject, 365))
        };
        let member = |family, member| Agency { code: code(family, member), from: None, until: None };
        let family = |family| Family {
            agencies: (0..MEMBERS).map(|one| member(family, one)).collect(),
            ..Family::default()
        };
        Play {
            officer: known(Role::HomeAffairsOfficer, 1),
            clerks: (0..FAMILIES / OF_CLERK).map(|clerk| known(Role::Submitter, clerk)).collect(),
            families: (0..FAMILIES).map(family).collect(),
            dice: Dice(20_250_301),
            made: 0,
            amended: 0,
            steps: 0,
            within: 0,
        }
    }

    /// Sends mutations, several in one document, and expects all of them to be done: their payloads.
    async fn send(person: &Person, wishes: &[Wish], selection: &str) -> Vec<Value> {
        let mut done = Vec::new();
        for some in wishes.chunks(AT_ONCE) {
            let (mut names, mut fields, mut inputs) = (String::new(), String::new(), json!({}));
            for (index, Wish { mutation, input, .. }) in some.iter().enumerate() {
                let name = mutation[..1].to_uppercase() + &mutation[1..];
                names += &format!("$i{index}: {name}Input!, ");
                fields += &format!(
                    "m{index}: {mutation}(input: $i{index}) {{ {selection} userErrors {{ code message path }} }} "
                );
                let mut input = input.clone();
                input["idempotencyKey"] = json!(Uuid::now_v7());
                inputs[format!("i{index}")] = input;
            }
            let answer = person.graphql(&format!("mutation ({names}) {{ {fields} }}"), inputs).await;
            for (index, wish) in some.iter().enumerate() {
                let payload = answer.data()[format!("m{index}")].clone();
                assert_eq!(payload["userErrors"], json!([]), "{} {}", wish.mutation, wish.input);
                done.push(payload);
            }
        }
        done
    }

    /// The same by the clerks of the families, each their own.
    async fn send_by_clerks(&self, wishes: Vec<Wish>, selection: &str) -> Vec<((usize, usize), Value)> {
        let mut done = Vec::new();
        for (number, clerk) in self.clerks.iter().enumerate() {
            let own: Vec<Wish> = wishes
                .iter()
                .filter(|wish| wish.of.0 / OF_CLERK == number)
                .map(|wish| Wish { mutation: wish.mutation, input: wish.input.clone(), of: wish.of })
                .collect();
            let payloads = Self::send(clerk, &own, selection).await;
            done.extend(own.iter().map(|wish| wish.of).zip(payloads));
        }
        done
    }

    async fn open(&mut self, quarter: usize) {
        let (period, days) = (QUARTERS[quarter], window(quarter));
        self.officer.open_round(QUARTERLY, period, &due(period), &[]).await.expect_done();
        let mut owed: std::collections::BTreeMap<String, (String, bool)> = Default::default();
        let (mut after, mut more) = (Value::Null, true);
        while more {
            let query = "query ($by: RoundBy!, $after: String) { round(by: $by) { obligations(first: 100, after: $after) {
                nodes { id exempted agency { code } } pageInfo { hasNextPage endCursor } } } }";
            let by = json!({ "by": { "key": { "form": QUARTERLY, "period": period } }, "after": after });
            let answer = self.officer.graphql(query, by).await;
            for node in answer.at("round.obligations.nodes").as_array().unwrap() {
                let word = |value: &Value| value.as_str().unwrap().to_owned();
                owed.insert(word(&node["agency"]["code"]), (word(&node["id"]), node["exempted"] == true));
            }
            more = answer.at("round.obligations.pageInfo.hasNextPage") == true;
            after = answer.at("round.obligations.pageInfo.endCursor").clone();
        }
        for family in &mut self.families {
            let there: Vec<String> =
                family.agencies.iter().filter(|one| one.there_in(days)).map(|one| one.code.clone()).collect();
            for agency in there {
                let (id, exempt) =
                    owed.remove(&agency).unwrap_or_else(|| panic!("{agency} owes nothing of {period}"));
                assert_eq!(exempt, family.nobody_answers(&agency), "{agency} {period}");
                family.duties.push(Duty::new(agency, quarter, id, exempt));
            }
        }
        assert!(owed.is_empty(), "{owed:?}");
    }

    /// Lets something happen to some families, on a day of one of the first quarters.
    async fn happen(&mut self, today: NaiveDate, quarters: usize) {
        self.steps += 1;
        let mut wishes = Vec::new();
        let mut deeds = Vec::new();
        for at in 0..FAMILIES {
            if self.dice.below(3) == 0 {
                continue;
            }
            let from = window(self.dice.below(quarters)).from;
            let made = self.made;
            let Some((event, kind, fates)) =
                events::choose(&self.families[at], &mut self.dice, (from, today), made)
            else {
                continue;
            };
            self.made += 2;
            let inside = |quarter: usize| window(quarter).from < event.on && event.on <= window(quarter).to;
            self.within += usize::from((0..QUARTERS.len()).any(inside));
            wishes.push(Wish {
                mutation: "agencyReorganise",
                input: events::input(&self.families[at], &event, kind, &fates),
                of: (at, 0),
            });
            deeds.push((at, event, fates));
        }
        Self::send(&self.officer, &wishes, "reorganisation { id }").await;
        for (at, event, fates) in deeds {
            let event = model::Happened { recorded: self.steps, ..event };
            events::undergo(&mut self.families[at], event, &fates);
        }
    }

    /// What each family files next: one report each time, so that nobody's checks are about what is filed beside it.
    async fn file(&mut self) {
        self.steps += 1;
        let most = self.families.iter().map(|family| family.duties.len()).max().unwrap_or(0);
        for position in 0..most {
            let mut wishes = Vec::new();
            let mut said: std::collections::BTreeMap<(usize, usize), Says> = Default::default();
            for (at, family) in self.families.iter().enumerate() {
                let Some(duty) = family.duties.get(position) else { continue };
                let writes = ["DRAFT", "RETURNED"].contains(&duty.state) && !duty.exempt;
                if !writes || self.dice.below(4) == 0 {
                    continue;
                }
                let says: Says = std::array::from_fn(|_| match self.dice.below(5) {
                    0 => None,
                    1 => Some(None),
                    _ => Some(Some(i64::try_from(self.dice.below(40)).unwrap())),
                });
                let figures = INDICATORS.iter().zip(says).map(|(code, says)| match says {
                    None => crate::consolidation::said(code, "NOT_STATED"),
                    Some(None) => crate::consolidation::said(code, "NONE_DECLARED"),
                    Some(Some(value)) => stated(code, value),
                });
                let mut input = duty_input(duty);
                input["figures"] = json!(figures.collect::<Vec<_>>());
                wishes.push(Wish { mutation: "reportSaveDraft", input, of: (at, position) });
                said.insert((at, position), says);
            }
            let saved = self
                .send_by_clerks(
                    wishes,
                    "report { revision } checks { rule { code } subject result severity }",
                )
                .await;
            let mut wishes = Vec::new();
            for ((at, position), payload) in saved {
                let duty = &mut self.families[at].duties[position];
                duty.revision = payload["report"]["revision"].as_i64().unwrap();
                let checks = payload["checks"].as_array().unwrap();
                let warnings =
                    checks.iter().filter(|check| check["result"] == "FAIL" && check["severity"] == "WARNING");
                let explained: Vec<Value> = warnings
                    .map(|check| json!({ "rule": check["rule"]["code"], "subject": check["subject"], "text": "Đã rà soát." }))
                    .collect();
                let mut input = duty_input(duty);
                input["explanations"] = json!(explained);
                wishes.push(Wish { mutation: "reportSubmit", input, of: (at, position) });
            }
            for ((at, position), payload) in
                self.send_by_clerks(wishes, "report { revision } version { digest }").await
            {
                let duty = &mut self.families[at].duties[position];
                duty.revision = payload["report"]["revision"].as_i64().unwrap();
                let digest = payload["version"]["digest"].as_str().unwrap().to_owned();
                duty.versions.push((said[&(at, position)], digest));
                duty.filed_at.push(self.steps);
                self.amended += usize::from(duty.versions.len() > 1);
                (duty.state, duty.submitted) = ("SUBMITTED", Some(duty.versions.len() - 1));
            }
        }
    }

    /// What Home Affairs decides of what was filed: accepted, sent back, reopened, or left; and whom it lets off.
    async fn decide(&mut self) {
        let mut wishes = Vec::new();
        for (at, family) in self.families.iter_mut().enumerate() {
            for (position, duty) in family.duties.iter_mut().enumerate() {
                let mut input = duty_input(duty);
                let (mutation, state) = match (duty.state, self.dice.below(10)) {
                    ("SUBMITTED", 0..7) => ("reportAccept", "ACCEPTED"),
                    ("SUBMITTED", 7) => {
                        input["reasons"] = json!([{ "text": "Kiểm tra lại." }]);
                        ("reportReturn", "RETURNED")
                    }
                    ("ACCEPTED", 0..2) => {
                        input["reason"] = json!("Bổ sung số liệu.");
                        ("reportReopen", "DRAFT")
                    }
                    ("DRAFT", 0) if duty.versions.is_empty() && !duty.exempt => {
                        duty.exempt = true;
                        input = json!({ "obligation": duty.id, "reason": "Không phát sinh." });
                        ("obligationExempt", "DRAFT")
                    }
                    _ => continue,
                };
                duty.state = state;
                duty.revision += i64::from(mutation != "obligationExempt");
                match mutation {
                    "reportAccept" => duty.accepted = Some(duty.versions.len() - 1),
                    "reportReturn" => duty.submitted = duty.accepted,
                    _ => {}
                }
                wishes.push(Wish { mutation, input, of: (at, position) });
            }
        }
        Self::send(&self.officer, &wishes, "").await;
    }

    async fn check(&self, range: (usize, usize), basis: &str) {
        let periods = (QUARTERS[range.0], QUARTERS[range.1]);
        let query = format!(
            "query ($from: Period!, $to: Period!, $basis: ConsolidationBasis!, $structure: Structure!) {{
            consolidation(from: $from, to: $to, basis: $basis, structure: $structure) {{ {COVERAGE}
              whole: figures(indicators: {INDICATORS:?}) {{ total {{ value {COVERAGE} }} }}
              figures(indicators: {INDICATORS:?}, by: [AGENCY]) {{ indicator {{ code }} agency {{ code }}
                total {{ value coverage {{ due }} }} restatement {{ status since }} }} }} }}"
        );
        let ask = async |structure: &str| {
            let variables =
                json!({ "from": periods.0, "to": periods.1, "basis": basis, "structure": structure });
            self.officer.graphql(&query, variables).await.at("consolidation").clone()
        };
        let (reported, restated) = (ask("AS_REPORTED").await, ask("BY_SUCCESSOR").await);
        assert_eq!((&reported["coverage"], &reported["whole"]), (&restated["coverage"], &restated["whole"]));
        let shown = |answer: &Value| -> Sums {
            let cells = answer["figures"].as_array().unwrap().iter().map(|cell| {
                let indicator =
                    INDICATORS.iter().position(|code| cell["indicator"]["code"] == *code).unwrap();
                let total = &cell["total"];
                let sum = (total["value"].as_i64(), total["coverage"]["due"].as_i64().unwrap());
                ((indicator, cell["agency"]["code"].as_str().unwrap().to_owned()), sum)
            });
            cells.collect()
        };
        let (mut by_agency, mut by_line, mut whole) = (Sums::new(), Sums::new(), [(None, 0); 3]);
        for family in &self.families {
            for ((indicator, agency), sum) in family.sums(basis, range) {
                let line = by_line.entry((indicator, family.line(&agency))).or_insert((None, 0));
                *line = add(*line, sum);
                whole[indicator] = add(whole[indicator], sum);
                by_agency.insert((indicator, agency), sum);
            }
        }
        self.same(&shown(&reported), &by_agency, range, basis);
        self.same(&shown(&restated), &by_line, range, basis);
        let told = whole.map(|(value, due)| (json!(value), json!(due)));
        let totals = reported["whole"].as_array().unwrap();
        let totals = totals
            .iter()
            .map(|cell| (cell["total"]["value"].clone(), cell["total"]["coverage"]["due"].clone()));
        assert_eq!(totals.collect::<Vec<_>>(), told, "{range:?} {basis}");
        for cell in restated["figures"].as_array().unwrap() {
            let code = cell["agency"]["code"].as_str().unwrap();
            let family = self
                .families
                .iter()
                .find(|one| one.agencies.iter().any(|agency| agency.code == code))
                .unwrap();
            let (said, expected) = (&cell["restatement"], family.status(code, basis, range));
            assert_eq!(said["status"], expected, "{code} {range:?} {basis} {said}\n{}", events::told(family));
            assert_eq!(said["since"].is_null(), expected == "TODAY", "{code} {said}");
        }
    }

    fn same(&self, shown: &Sums, expected: &Sums, range: (usize, usize), basis: &str) {
        for key in shown.keys().chain(expected.keys()) {
            let of = |family: &&Family| family.agencies.iter().any(|agency| agency.code == key.1);
            assert_eq!(
                shown.get(key),
                expected.get(key),
                "{} of {} in {range:?} on {basis}\n{}",
                INDICATORS[key.0],
                key.1,
                self.families.iter().find(of).map(events::told).unwrap_or_default()
            );
        }
    }

    /// Everything that was ever filed is what it was.
    async fn check_files(&self) {
        let mut filed: std::collections::BTreeMap<(String, String), Value> = Default::default();
        let (mut after, mut more) = (Value::Null, true);
        while more {
            let query = "query ($after: String) { reports(first: 100, after: $after) { pageInfo { hasNextPage endCursor }
                nodes { agency { code } round { period } versions { digest content { figures { indicator { code } state value } } } } } }";
            let answer = self.officer.graphql(query, json!({ "after": after })).await;
            for node in answer.at("reports.nodes").as_array().unwrap() {
                let word = |value: &Value| value.as_str().unwrap().to_owned();
                filed.insert(
                    (word(&node["agency"]["code"]), word(&node["round"]["period"])),
                    node["versions"].clone(),
                );
            }
            more = answer.at("reports.pageInfo.hasNextPage") == true;
            after = answer.at("reports.pageInfo.endCursor").clone();
        }
        for duty in self.families.iter().flat_map(|family| &family.duties) {
            let versions = &filed[&(duty.agency.clone(), QUARTERS[duty.quarter].to_owned())];
            let versions = versions.as_array().unwrap();
            assert_eq!(versions.len(), duty.versions.len());
            for (shown, (says, digest)) in versions.iter().rev().zip(&duty.versions) {
                assert_eq!(shown["digest"], **digest);
                for (code, says) in INDICATORS.iter().zip(says) {
                    let figures = shown["content"]["figures"].as_array().unwrap();
                    let value =
                        figures.iter().find(|one| one["indicator"]["code"] == *code).map(|one| &one["value"]);
                    let value = value.and_then(|value| value.as_str()?.parse().ok());
                    assert_eq!(value, says.flatten(), "{} {code}", duty.agency);
                }
            }
        }
    }
}

/// What every mutation about a report begins with.
fn duty_input(duty: &Duty) -> Value {
    json!({ "report": crate::kit::person::report_by(&duty.agency, QUARTERS[duty.quarter]), "ifRevision": duty.revision })
}

on_both! {
    async fn whatever_happens_within_the_quarters_everything_is_counted_once(world: World) {
        world.set_time("2019-09-16T02:00:00Z");
        let mut play = Play::on(&world);
        for (quarter, opened) in OPENED.iter().enumerate() {
            let today: NaiveDate = opened.parse().unwrap();
            world.set_time(&format!("{today}T02:00:00Z"));
            // What is known by then; then the round; what is recorded late; and what is filed, decided and amended.
            play.happen(today, quarter + 1).await;
            play.open(quarter).await;
            play.file().await;
            play.decide().await;
            play.happen(today, quarter + 1).await;
            play.file().await;
            play.decide().await;
            for basis in ["ACCEPTED", "SUBMITTED"] {
                play.check((quarter, quarter), basis).await;
                play.check((0, quarter), basis).await;
            }
        }
        play.check((1, 2), "ACCEPTED").await;
        play.check_files().await;
        let events: usize = play.families.iter().map(|family| family.events.len()).sum();
        assert!(events > 2 * FAMILIES && play.within > FAMILIES && play.amended > FAMILIES / 2, "{events} {} {}", play.within, play.amended);
    }
}
