//! A report brought to where a test begins.

use super::person::Person;
use super::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

pub const FORM: &str = "dvcq_quarterly";
pub const PERIOD: &str = "2019-Q3";
/// After the data-closing day of the period, and after every test's beginning.
pub const DUE: &str = "2019-09-17T16:59:59Z";

impl World {
    /// Opens the round of [`PERIOD`] for some agencies.
    pub async fn round(&self, agencies: &[&str]) {
        let home_affairs = self.person(Role::HomeAffairsOfficer, None);
        home_affairs.open_round(FORM, PERIOD, DUE, agencies).await.expect_done();
    }

    /// Has the agency's first submitter save a figure.
    pub async fn save(&self, agency: &'static str, value: i64) {
        self.person(Role::Submitter, agency).save_draft(agency, PERIOD, figure(value)).await.expect_done();
    }

    /// Has the agency's first submitter file its draft.
    pub async fn file(&self, agency: &'static str) {
        let submitter = self.person(Role::Submitter, agency);
        let explanations = submitter.explanations(agency).await;
        submitter.submit(agency, PERIOD).with("explanations", explanations).await.expect_done();
    }

    /// Has Home Affairs accept what was filed.
    pub async fn accept(&self, agency: &'static str) {
        self.person(Role::HomeAffairsOfficer, None).accept(agency, PERIOD).await.expect_done();
    }
}

impl Person {
    /// An explanation for each warning of a draft; an error of the rules fails the test.
    pub async fn explanations(&self, agency: &str) -> Value {
        let checked = self.validate(agency, PERIOD).await.expect_done();
        explained(checked.at("reportValidate.checks").as_array().unwrap())
    }
}

/// An explanation for each warning among checks.
pub fn explained(checks: &[Value]) -> Value {
    let failed = checks.iter().filter(|check| check["result"] == "FAIL");
    let explain = |check: &Value| {
        assert_ne!(check["severity"], "ERROR", "{check}");
        let (rule, subject) = (&check["rule"]["code"], &check["subject"]);
        json!({ "rule": rule, "subject": subject, "text": "Đã rà soát." })
    };
    failed.filter(|check| check["severity"] != "INFORMATION").map(explain).collect()
}

/// A patch of a draft with one figure that every agency can state.
pub fn figure(value: i64) -> Value {
    json!({ "figures": [
        { "indicator": "denunciation_received", "state": "STATED", "value": value, "unit": "SUBMISSION" },
    ] })
}
