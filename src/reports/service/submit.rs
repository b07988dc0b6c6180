//! Filing a report: an immutable numbered version.

use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::{
    super::rows::{form_snapshot, report, version},
    about, after,
    check::{self, CheckEntry},
    draft_of, facts, fresh, record, required,
    standing::stand,
};
use crate::{
    auth::Actor,
    catalogue::{Catalogue, FormVersion, RuleResult, Severity},
    kit::{Code, Error, Problem, Result, digest, id, text, vocabulary::ConsolidationBasis},
    reports::state::ReportEvent,
    rounds,
    store::Writer,
};

/// Why a warning of a rule is as it is, in the agency's words.
#[derive(Clone, Debug)]
pub struct Explanation {
    pub rule: String,
    pub subject: Option<String>,
    pub text: String,
}

/// Files the draft of a report as its next version. Errors block; each warning needs an explanation.
pub async fn submit(
    writer: &Writer,
    actor: &Actor,
    catalogue: &Catalogue,
    report: Uuid,
    if_revision: i32,
    explanations: Vec<Explanation>,
) -> Result<(report::Model, Uuid)> {
    let before = required(writer, report).await?;
    let state = after(actor, &before, ReportEvent::Submit)?;
    fresh(&before, if_revision)?;
    let content = draft_of(&before)?;
    let checked = check::check(writer, catalogue, &before, &content).await?;
    let form = checked.form;
    let checks = explained(checked.entries, explanations)?;
    let obligation = rounds::obligation_by_id(writer, before.obligation_id).await?;
    let late = writer.now() > obligation.due_at;

    keep_form(writer, form).await?;
    let json = digest::canonical(&content);
    let filed = version::Model {
        tenant_id: before.tenant_id,
        id: id::new(writer.now()),
        agency_id: before.agency_id,
        report_id: before.id,
        round_id: before.round_id,
        period: before.period,
        number: before.latest_number + 1,
        digest: digest::sha256(json.as_bytes()),
        content: json,
        form_digest: form.digest.clone(),
        submitted_by: writer.person(),
        submitted_at: writer.now(),
        late,
        checks: digest::canonical(&checks),
    };
    let version = filed.id;
    let submitted = report::Model {
        state: state.code().into(),
        revision: before.revision + 1,
        updated_by: writer.person(),
        updated_at: writer.now(),
        first_submitted_at: before.first_submitted_at.or(Some(writer.now())),
        latest_number: filed.number,
        latest_version_id: Some(version),
        ..before.clone()
    };
    about(writer, &submitted);
    writer.insert::<version::Entity>(filed).await?;
    facts::write(writer, &submitted, version, &content).await?;
    writer.update::<report::Entity>(&before, submitted.clone()).await?;
    stand(writer, &submitted, ConsolidationBasis::Submitted, Some(version)).await?;
    record(writer, &submitted, "SUBMITTED", Some(version), &[]).await?;
    Ok((submitted, version))
}

/// Puts the explanations to their warnings; what blocks, what is not explained and what explains nothing is refused.
fn explained(mut checks: Vec<CheckEntry>, explanations: Vec<Explanation>) -> Result<Vec<CheckEntry>> {
    let mut problems = Vec::new();
    for (index, explanation) in explanations.into_iter().enumerate() {
        let index = index.to_string();
        let path = ["explanations", index.as_str(), "text"];
        let warned = checks.iter_mut().find(|check| {
            check.rule == explanation.rule && check.subject == explanation.subject && check.warns()
        });
        match (warned, text::clean(explanation.text.trim(), text::MAX_NOTE, &path)) {
            (_, Err(problem)) => problems.push(problem),
            (_, Ok(text)) if text.is_empty() => problems.push(Problem::new(Code::TextEmpty, &path)),
            (Some(check), Ok(text)) => check.explanation = Some(text),
            (None, Ok(_)) => {
                let shown: String = explanation.rule.chars().take(20).filter(|c| !c.is_control()).collect();
                problems.push(
                    Problem::new(Code::UnknownRule, &["explanations", &index, "rule"]).with("rule", shown),
                );
            }
        }
    }
    for check in checks.iter().filter(|check| check.result == RuleResult::Fail) {
        let code = match check.severity {
            Severity::Error => Code::RuleFailed,
            Severity::Warning if check.explanation.is_none() => Code::ExplanationNeeded,
            Severity::Warning | Severity::Information => continue,
        };
        problems.push(check.problem(code));
    }
    if problems.is_empty() { Ok(checks) } else { Err(Error::Refused(problems)) }
}

/// Keeps a copy of what the form asked, once.
async fn keep_form(writer: &Writer, form: &FormVersion) -> Result<()> {
    let kept = writer
        .find::<form_snapshot::Entity>()
        .with(|all| all.filter(form_snapshot::Column::Digest.eq(&form.digest)))
        .count()
        .await?;
    if kept > 0 {
        return Ok(());
    }
    let row = form_snapshot::Model {
        tenant_id: writer.scope().tenant(),
        digest: form.digest.clone(),
        content: form.canonical_json().to_owned(),
    };
    writer.insert::<form_snapshot::Entity>(row).await
}
