//! One of those who file while servers die: saves, files, is sent back, and files again. Whatever breaks off is sent again with the same
//! key, or given up, as people do.

use super::super::course::{FORM, explained, figure};
use super::super::person::report_by;
use super::scene::Scene;
use super::tally::{Attempt, Version};
use super::wire::{Who, Wire, mutation};
use chrono::{Days, NaiveDate};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::Arc;
use tonghop::ledger::Receipt;

/// Who files: each for an agency of its own, the last one in the other province.
const AGENCIES: [(&str, &str); super::CLIENTS] = [
    ("84", "STTTT"),
    ("84", "SGDDT"),
    ("84", "STC"),
    ("84", "SYT"),
    ("84", "BDT"),
    ("84", "X-LONG-DUC"),
    ("84", "P-1"),
    ("86", "STTTT"),
];

/// How often a report is filed before the next one is begun.
const TIMES: i64 = 10;

/// How many acknowledged submissions are remembered, to be sent again at any time.
const REMEMBERED: usize = 20;

const REPORT: &str = "report { state revision }";
const SUBMISSION: &str = "report { state revision } version { id number digest } receipt { file }";

/// A report and what the client knows of it.
struct Desk {
    period: String,
    /// State and revision; `None`: to be asked for.
    known: Option<(String, i64)>,
    explanations: Option<Value>,
    /// Whether something was given up, and may have been done.
    unsure: bool,
}

/// What a client has done, and the means to ask what is there.
pub struct Client {
    scene: Arc<Scene>,
    number: usize,
    dice: ChaCha8Rng,
    wire: Wire,
    figure: i64,
    acknowledged: VecDeque<(Value, Value)>,
    pub attempts: Vec<Attempt>,
}

impl Client {
    pub fn new(scene: Arc<Scene>, number: usize, seed: u64) -> Self {
        let (province, agency) = AGENCIES[number];
        Client {
            wire: Wire::new(scene.clone(), province, agency),
            scene,
            number,
            dice: ChaCha8Rng::seed_from_u64(seed),
            figure: 0,
            acknowledged: VecDeque::new(),
            attempts: Vec::new(),
        }
    }

    /// Sends something as the agency does, until it is answered; the data.
    pub async fn ask(&mut self, body: &Value) -> Value {
        self.wire.until_said(Who::Submitter, body).await
    }

    pub fn agency(&self) -> &'static str {
        AGENCIES[self.number].1
    }

    /// Files until it is enough.
    pub async fn file(mut self) -> Client {
        for number in 0.. {
            if self.scene.is_enough() {
                break;
            }
            let mut desk = self.open(number).await;
            let until = self.figure + TIMES;
            while self.figure < until && !self.scene.is_enough() {
                self.go_on(&mut desk).await;
            }
        }
        self
    }

    /// A round of the agency alone, over some days.
    async fn open(&mut self, number: u64) -> Desk {
        let day = |after: u64| {
            let first =
                NaiveDate::from_ymd_opt(2019, 1, 1).and_then(|day| day.checked_add_days(Days::new(after)));
            first.expect("a day")
        };
        // As many days as no other client's periods have.
        let last = number + 10 + self.number as u64;
        let period = format!("{}/{}", day(number), day(last));
        let due = format!("{}T16:59:59Z", day(last + 30));
        let input = json!({ "form": FORM, "period": period, "dueAt": due, "agencies": [self.agency()] });
        let opened = self.wire.until_answered(Who::Officer, "roundOpen", input, "round { period }").await;
        self.expect_done(&opened, &format!("opening {period}"));
        Desk { period, known: Some(("DRAFT".to_owned(), 0)), explanations: None, unsure: false }
    }

    /// One step further: what was filed is sent back; otherwise it is saved with the next figure, and filed.
    async fn go_on(&mut self, desk: &mut Desk) {
        let Some((state, revision)) = desk.known.take() else {
            let query = "query ($by: ReportBy!) { report(by: $by) { state revision } }";
            let body =
                json!({ "query": query, "variables": { "by": report_by(self.agency(), &desk.period) } });
            let found = self.ask(&body).await;
            desk.known = Some(standing(&found["report"]).unwrap_or(("DRAFT".to_owned(), 0)));
            return;
        };
        let report = report_by(self.agency(), &desk.period);
        if state == "SUBMITTED" {
            let input = json!({ "report": report, "ifRevision": revision, "reasons": [{ "text": "Đề nghị rà soát." }] });
            let returned = self.wire.until_answered(Who::Officer, "reportReturn", input, REPORT).await;
            self.note(desk, &returned, "return");
            return;
        }
        self.figure += 1;
        let mut input = figure(self.figure);
        input["report"] = report.clone();
        input["ifRevision"] = json!(revision);
        let saved = self.wire.until_answered(Who::Submitter, "reportSaveDraft", input, REPORT).await;
        self.note(desk, &saved, "save");
        let Some((_, revision)) = desk.known.take() else { return };
        let explanations = match desk.explanations.take() {
            Some(explanations) => explanations,
            None => self.explain(&report).await,
        };
        let input = json!({ "report": report, "ifRevision": revision, "explanations": explanations });
        desk.explanations = Some(explanations);
        self.submit(desk, input).await;
    }

    /// Files; keeps the receipt, or never learns what became of it.
    async fn submit(&mut self, desk: &mut Desk, input: Value) {
        let body = mutation("reportSubmit", input, SUBMISSION);
        let mut attempt = Attempt { period: desk.period.clone(), figure: self.figure, told: None };
        let mut tries = 0;
        let said = loop {
            tries += 1;
            match self.wire.send(Who::Submitter, &body).await {
                Some(said) => break said["reportSubmit"].clone(),
                None if self.dice.random_ratio(1, 4) => {
                    desk.unsure = true;
                    self.attempts.push(attempt);
                    return;
                }
                None => {}
            }
        };
        self.note(desk, &said, "submission");
        if desk.known.is_some() {
            desk.unsure = false;
            attempt.told = self.keep(&said);
            self.scene.count(|figures| {
                figures.acknowledged += 1;
                figures.after_resending += u64::from(tries > 1);
            });
            self.acknowledged.push_back((body, said));
            if self.acknowledged.len() > REMEMBERED {
                self.acknowledged.pop_front();
            }
            if self.dice.random_ratio(1, 4) {
                self.send_again().await;
            }
        }
        self.attempts.push(attempt);
    }

    /// Sends again something that was acknowledged, lately or a while ago.
    async fn send_again(&mut self) {
        let which = self.dice.random_range(0..self.acknowledged.len());
        let (body, first) = self.acknowledged[which].clone();
        let said = self.ask(&body).await;
        if said["reportSubmit"] == first {
            self.scene.count(|figures| figures.same_answer += 1);
        } else {
            self.scene.wrong(format!("the first answer was {first}, then {said}"));
        }
    }

    /// Checks a receipt as its owner does, and keeps it. What was filed.
    fn keep(&self, said: &Value) -> Option<Version> {
        let version = Version::read(&said["version"])?;
        let file = said["receipt"]["file"].as_str().unwrap_or_default();
        match Receipt::verify(file, &self.scene.keys) {
            Ok(verified) if verified.receipt.leaf["row"]["digest"] == version.digest.as_str() => {}
            Ok(verified) => {
                self.scene.wrong(format!("{version:?} has a receipt of {}", verified.receipt.leaf_text()))
            }
            Err(refusal) => self.scene.wrong(format!("{version:?} has a bad receipt: {}", refusal.text().en)),
        }
        let name = format!("{}-{}.json", self.number, self.figure);
        std::fs::write(self.scene.receipts.join(name), file).expect("a file");
        Some(version)
    }

    async fn explain(&mut self, report: &Value) -> Value {
        let checks = "checks { rule { code } subject result severity }";
        let body = json!({
            "query": format!("mutation ($input: ReportValidateInput!) {{ reportValidate(input: $input) {{ {checks} }} }}"),
            "variables": { "input": { "report": report } },
        });
        let said = self.ask(&body).await;
        explained(said["reportValidate"]["checks"].as_array().expect("checks"))
    }

    /// Notes how a report stands. Where something was given up before, a refusal says that it had been done all the same.
    fn note(&self, desk: &mut Desk, said: &Value, what: &str) {
        if said["userErrors"] == json!([]) {
            desk.known = standing(&said["report"]);
        } else {
            desk.known = None;
            if !desk.unsure {
                self.scene.wrong(format!("{} {}: a {what} is refused: {said}", self.agency(), desk.period));
            }
        }
    }

    fn expect_done(&self, said: &Value, what: &str) {
        if said["userErrors"] != json!([]) {
            self.scene.wrong(format!("{what}: {said}"));
        }
    }
}

/// State and revision of a report; `None` while nobody has begun it.
fn standing(report: &Value) -> Option<(String, i64)> {
    Some((report["state"].as_str()?.to_owned(), report["revision"].as_i64()?))
}
