//! The real report of the third quarter of 2019 and the real plan of 2022, out of the very files of `examples/` that a client sends.

use async_graphql::{InputType, Value};
use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    kit::{Error, Period, Result, scalars::Date},
    plans::PlanDraft,
    reports::{DraftPatch, Explanation},
    rounds::RequestLetterInput,
};

/// The partial saves of the report, in the order in which they are sent.
const SAVES: [&str; 6] = [
    include_str!("../../examples/report-2019-q3/save-1-profile-and-staff.json"),
    include_str!("../../examples/report-2019-q3/save-2-dissemination-and-grievances.json"),
    include_str!("../../examples/report-2019-q3/save-3-democracy-and-emulation.json"),
    include_str!("../../examples/report-2019-q3/save-4-assessment-and-tasks.json"),
    include_str!("../../examples/report-2019-q3/save-5-citations.json"),
    include_str!("../../examples/report-2019-q3/save-6-disclosures.json"),
];

const SUBMIT: &str = include_str!("../../examples/report-2019-q3/submit.json");
const PLAN: &str = include_str!("../../examples/plan-2022/plan-save.json");
const ROUND: &str = include_str!("../../examples/report-2019-q3/round-open.json");

/// The saves, each with the revision it was written for.
pub fn saves() -> Result<Vec<(i32, DraftPatch)>> {
    SAVES.iter().map(|text| save(text)).collect()
}

fn save(text: &str) -> Result<(i32, DraftPatch)> {
    let mut input = Input::of(text)?;
    input.required::<uuid::Uuid>("idempotencyKey")?;
    input.take("report")?;
    let revision = input.required("ifRevision")?;
    let patch = DraftPatch {
        header: input.optional("header")?,
        figures: input.optional("figures")?,
        sections: input.optional("sections")?,
        citations: input.optional("citations")?,
        disclosures: input.optional("disclosures")?,
        models: input.optional("models")?,
        follow_ups: input.optional("followUps")?,
    };
    input.nothing_left()?;
    Ok((revision, patch))
}

/// The revision that the report is filed at, and what the department says to each warning.
pub fn submission() -> Result<(i32, Vec<Explanation>)> {
    let mut input = Input::of(SUBMIT)?;
    let revision = input.required("ifRevision")?;
    let Value::List(given) = input.take("explanations")? else {
        return Err(Error::broken("submit.json: explanations is no list"));
    };
    let explanations = given.into_iter().map(|value| {
        let mut one = Input::of_value(value)?;
        Ok(Explanation {
            rule: one.required("rule")?,
            subject: one.optional("subject")?,
            text: one.required("text")?,
        })
    });
    Ok((revision, explanations.collect::<Result<_>>()?))
}

/// What Home Affairs asks for: a round and its letter.
pub struct RoundAsked {
    pub form: String,
    pub period: Period,
    pub window_from: NaiveDate,
    pub window_to: NaiveDate,
    pub due_at: DateTime<Utc>,
    pub letter: Option<RequestLetterInput>,
}

/// The round, as `round-open.json` opens it.
pub fn round() -> Result<RoundAsked> {
    let mut input = Input::of(ROUND)?;
    Ok(RoundAsked {
        form: input.required("form")?,
        period: input.required("period")?,
        window_from: input.required::<Date>("windowFrom")?.0,
        window_to: input.required::<Date>("windowTo")?.0,
        due_at: input.required("dueAt")?,
        letter: input.optional("requestLetter")?,
    })
}

/// The plan of 2022, as `plan-save.json` sends it.
pub fn plan() -> Result<PlanDraft> {
    let mut input = Input::of(PLAN)?;
    for name in ["idempotencyKey", "agency", "ifRevision"] {
        input.take(name)?;
    }
    let draft = PlanDraft {
        year: input.required("year")?,
        title: input.required("title")?,
        header: input.required("header")?,
        sections: input.required("sections")?,
        tasks: input.required("tasks")?,
        citations: input.required("citations")?,
        calendar: input.optional("calendar")?,
        deadlines: input.required("deadlines")?,
    };
    input.nothing_left()?;
    Ok(draft)
}

/// The `input` of a file of variables, taken apart as the server takes it apart.
struct Input(async_graphql::indexmap::IndexMap<async_graphql::Name, Value>);

impl Input {
    fn of(text: &str) -> Result<Self> {
        let json: serde_json::Value = serde_json::from_str(text).map_err(Error::broken)?;
        let mut file = Self::of_value(Value::from_json(json).map_err(Error::broken)?)?;
        Self::of_value(file.take("input")?)
    }

    fn of_value(value: Value) -> Result<Self> {
        match value {
            Value::Object(fields) => Ok(Input(fields)),
            _ => Err(Error::broken("an example's variables are no object")),
        }
    }

    fn take(&mut self, name: &str) -> Result<Value> {
        self.0.shift_remove(name).ok_or_else(|| Error::broken(format!("an example lacks {name}")))
    }

    fn required<T: InputType>(&mut self, name: &str) -> Result<T> {
        let value = self.take(name)?;
        parsed(name, Some(value))
    }

    fn optional<T: InputType>(&mut self, name: &str) -> Result<Option<T>> {
        self.0.shift_remove(name).map(|value| parsed(name, Some(value))).transpose()
    }

    fn nothing_left(&self) -> Result<()> {
        match self.0.keys().next() {
            Some(name) => Err(Error::broken(format!("an example has {name}, which nobody reads"))),
            None => Ok(()),
        }
    }
}

fn parsed<T: InputType>(name: &str, value: Option<Value>) -> Result<T> {
    T::parse(value).map_err(|error| {
        let fault = error.into_server_error(async_graphql::Pos::default());
        Error::broken(format!("an example's {name}: {}", fault.message))
    })
}
