//! What people do: the verbs of the domain, each one mutation.

use super::answer::Answer;
use super::person::{Person, report_by};
use serde_json::{Value, json};
use std::pin::Pin;
use uuid::Uuid;

/// A mutation that can still be changed; it is sent when it is awaited.
#[must_use = "nothing is sent before it is awaited"]
pub struct Verb<'a> {
    person: &'a Person,
    mutation: &'static str,
    input: Value,
    selection: String,
    key: Option<Uuid>,
    revision: Revision<'a>,
}

/// What a mutation sends as `ifRevision`.
enum Revision<'a> {
    /// It has none.
    Absent,
    /// The one that the report (agency, period) has when the verb is sent.
    Current(&'a str, &'a str),
    Given(i64),
}

/// What verbs about a report ask for.
const REPORT: &str = "report { id state revision late submittedAt \
    latestVersion { id number digest late } acceptedVersion { id number } \
    returnReasons { sectionCode indicator text } }";

/// What verbs that check a draft ask for besides.
const CHECKS: &str = "checks { rule { code } subject result severity message indicators explanation }";

/// What verbs about a round ask for.
const ROUND: &str = "round { id period state dueAt openedAt closedAt }";

impl Person {
    /// Opens a round for some agencies, by code; none named are all that exist in the window. `due_at`: RFC 3339.
    pub fn open_round<'a>(&'a self, form: &str, period: &str, due_at: &str, agencies: &[&str]) -> Verb<'a> {
        let mut input = json!({ "form": form, "period": period, "dueAt": due_at });
        if !agencies.is_empty() {
            input["agencies"] = json!(agencies);
        }
        self.verb("roundOpen", input, ROUND.to_owned())
    }

    /// Closes a round, due or not: its reports are locked.
    pub fn close_round<'a>(&'a self, form: &str, period: &str) -> Verb<'a> {
        let round = json!({ "key": { "form": form, "period": period } });
        let input = json!({ "round": round, "reason": "Theo chỉ đạo của Giám đốc Sở." });
        self.verb("roundClose", input, ROUND.to_owned())
    }

    /// Lets an agency off a round. `obligation`: global id.
    pub fn exempt<'a>(&'a self, obligation: &str, reason: &str) -> Verb<'a> {
        let input = json!({ "obligation": obligation, "reason": reason });
        self.verb(
            "obligationExempt",
            input,
            "obligation { id exempted exemptionReason timeliness }".to_owned(),
        )
    }

    /// Gives an agency more time. `obligation`: global id.
    pub fn extend<'a>(&'a self, obligation: &str, due_at: &str, reason: &str) -> Verb<'a> {
        let input = json!({ "obligation": obligation, "dueAt": due_at, "reason": reason });
        self.verb("obligationExtend", input, "obligation { id dueAt timeliness }".to_owned())
    }

    /// Saves a part of a draft: an object with `figures`, `sections`, `citations` and so on.
    pub fn save_draft<'a>(&'a self, agency: &'a str, period: &'a str, patch: Value) -> Verb<'a> {
        self.about_report("reportSaveDraft", agency, period, patch, true)
    }

    /// Asks for the checks of a draft; changes nothing.
    pub fn validate<'a>(&'a self, agency: &'a str, period: &'a str) -> Verb<'a> {
        let input = json!({ "report": report_by(agency, period) });
        self.verb("reportValidate", input, format!("{REPORT} canSubmit {CHECKS}"))
    }

    /// Files a report. Explanations of warnings: `.with("explanations", …)`.
    pub fn submit<'a>(&'a self, agency: &'a str, period: &'a str) -> Verb<'a> {
        let verb = self.about_report("reportSubmit", agency, period, json!({}), false);
        verb.selecting(&format!("{REPORT} version {{ id number digest late submittedAt }}"))
    }

    /// Sends a report back. Each reason: `{ sectionCode, indicator, text }`.
    pub fn return_<'a>(&'a self, agency: &'a str, period: &'a str, reasons: Value) -> Verb<'a> {
        self.about_report("reportReturn", agency, period, json!({ "reasons": reasons }), false)
    }

    pub fn accept<'a>(&'a self, agency: &'a str, period: &'a str) -> Verb<'a> {
        self.about_report("reportAccept", agency, period, json!({}), false)
    }

    pub fn reopen<'a>(&'a self, agency: &'a str, period: &'a str, reason: &str) -> Verb<'a> {
        self.about_report("reportReopen", agency, period, json!({ "reason": reason }), false)
    }

    /// Any mutation by its name and input; the key is added.
    pub fn verb<'a>(&'a self, mutation: &'static str, input: Value, selection: String) -> Verb<'a> {
        let key = (mutation != "reportValidate").then(Uuid::now_v7);
        Verb { person: self, mutation, input, selection, key, revision: Revision::Absent }
    }

    fn about_report<'a>(
        &'a self,
        mutation: &'static str,
        agency: &'a str,
        period: &'a str,
        mut input: Value,
        checked: bool,
    ) -> Verb<'a> {
        input["report"] = report_by(agency, period);
        let selection = if checked { format!("{REPORT} {CHECKS}") } else { REPORT.to_owned() };
        let mut verb = self.verb(mutation, input, selection);
        verb.revision = Revision::Current(agency, period);
        verb
    }
}

impl Verb<'_> {
    /// Sends this key instead of a fresh one.
    pub fn key(mut self, key: Uuid) -> Self {
        self.key = Some(key);
        self
    }

    /// Sends this revision instead of the current one.
    pub fn if_revision(mut self, revision: i64) -> Self {
        self.revision = Revision::Given(revision);
        self
    }

    /// Sets a field of the input.
    pub fn with(mut self, field: &str, value: Value) -> Self {
        self.input[field] = value;
        self
    }

    /// Asks for other fields of the payload; `userErrors` are always asked for.
    pub fn selecting(mut self, selection: &str) -> Self {
        selection.clone_into(&mut self.selection);
        self
    }

    async fn send(mut self) -> Answer {
        if let Some(key) = self.key {
            self.input["idempotencyKey"] = json!(key);
        }
        match self.revision {
            Revision::Absent => {}
            Revision::Given(revision) => self.input["ifRevision"] = json!(revision),
            Revision::Current(agency, period) => {
                let now = self.person.report(agency, period, "revision").await;
                // A report that nobody has begun has no revision yet.
                self.input["ifRevision"] =
                    json!(now.body["data"]["report"]["revision"].as_i64().unwrap_or(0));
            }
        }
        let query = format!(
            "mutation ($input: {}Input!) {{ {}(input: $input) {{ {} userErrors {{ code message path }} }} }}",
            capitalised(self.mutation),
            self.mutation,
            self.selection
        );
        self.person.graphql(&query, json!({ "input": self.input })).await
    }
}

impl<'a> IntoFuture for Verb<'a> {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// `reportSubmit` → `ReportSubmit`: inputs are named after their mutation.
fn capitalised(name: &str) -> String {
    name[..1].to_uppercase() + &name[1..]
}
