//! What operators do: looking before they start, starting for use, reading logs and figures, stopping, backing up.

mod backup;
mod doctor;
mod figures;
mod logs;
mod postgres;
mod production;
mod stopping;
mod tokens;
#[cfg(feature = "otlp")]
mod traces;

use crate::kit::Database;
use crate::kit::person::{Person, report_by};
use crate::kit::program::bare;
use serde_json::{Value, json};
use std::path::Path;

/// What a run of the program came to.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Runs the program with nothing of the machine's own settings.
pub fn program(database: Option<&str>, folder: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Run {
    let mut command = bare();
    command.current_dir(folder).args(arguments).arg("--data-dir").arg(folder).envs(settings.iter().copied());
    if let Some(url) = database {
        command.args(["--database-url", url]);
    }
    let output = command.output().expect("the program");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    Run {
        code: output.status.code().expect("an exit code"),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

/// The program on a test's database, in its folder.
pub fn on(database: &Database, arguments: &[&str], settings: &[(&str, &str)]) -> Run {
    program(Some(&database.url), database.folder.path(), arguments, settings)
}

/// Files what is drafted for a period.
pub async fn submission(submitter: &Person, agency: &str, period: &str) -> Value {
    let input = json!({ "report": report_by(agency, period) });
    let checked =
        submitter.verb("reportValidate", input, "checks { rule { code } subject result severity }".into());
    let checked = checked.await.expect_done();
    let checks = checked.at("reportValidate.checks").as_array().unwrap().clone();
    let wanted = |check: &&Value| check["result"] == "FAIL" && check["severity"] != "INFORMATION";
    let explain = |check: &Value| json!({ "rule": check["rule"]["code"], "subject": check["subject"], "text": "Đã rà soát." });
    checks.iter().filter(wanted).map(explain).collect()
}
