//! Filing a report: an immutable numbered version.

use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::{
    super::rows::{form_snapshot, report, version},
    about, after_now,
    check::{self, CheckEntry},
    draft_of, facts, fresh, record, required,
    standing::stand,
};
use crate::{
    auth::Actor,
    catalogue::{Catalogue, FormVersion},
    kit::{
        Code, Problem, Result, digest, id, text,
        vocabulary::{ConsolidationBasis, ReportHistoryEvent},
    },
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
    let obligation = rounds::obligation_by_id(writer, before.obligation_id).await?;
    let state = after_now(writer, actor, &before, &obligation, ReportEvent::Submit)?;
    fresh(&before, if_revision)?;
    let content = draft_of(&before)?;
    let checked = check::check(writer, catalogue, &before, &content).await?;
    let form = checked.asked.form();
    let checks = explained(checked.entries, explanations)?;
    let late = writer.now() > obligation.due(writer.now());

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
    facts::write(writer, &checked.asked, &submitted, version, &content).await?;
    writer.update::<report::Entity>(&before, submitted.clone()).await?;
    stand(writer, &submitted, ConsolidationBasis::Submitted, Some(version)).await?;
    record(writer, &submitted, ReportHistoryEvent::Submitted, Some(version), &[]).await?;
    Ok((submitted, version))
}

/// The most explanations of one submission: more than a form has rules.
const MOST_EXPLANATIONS: usize = 200;

/// Puts the explanations to their warnings; what blocks, what is not explained and what explains nothing is refused.
fn explained(mut checks: Vec<CheckEntry>, explanations: Vec<Explanation>) -> Result<Vec<CheckEntry>> {
    if explanations.len() > MOST_EXPLANATIONS {
        return Err(Problem::new(Code::TooManyEntries, &["explanations"])
            .with("most", MOST_EXPLANATIONS)
            .into());
    }
    let mut problems = Vec::new();
    for (index, Explanation { rule, subject, text }) in explanations.into_iter().enumerate() {
        let index = index.to_string();
        let at = |field| ["explanations", index.as_str(), field];
        let text =
            text::required(&text, text::MAX_NOTE, &at("text")).map_err(|problem| problems.push(problem));
        let known = checks.iter().any(|check| check.rule == rule);
        let warned =
            checks.iter_mut().find(|check| check.rule == rule && check.subject == subject && check.warns());
        let refuse = |code, name| Problem::new(code, &at("rule")).with(name, text::shown(&rule));
        match warned {
            None if known => problems.push(refuse(Code::NothingToExplain, "rule")),
            None => problems.push(refuse(Code::UnknownRule, "rule")),
            Some(check) if check.explanation.is_some() => problems.push(refuse(Code::DuplicateEntry, "key")),
            Some(check) => check.explanation = Some(text.unwrap_or_default()),
        }
    }
    for check in &checks {
        if check.blocks() {
            problems.push(check.problem(Code::RuleFailed));
        } else if check.warns() && check.explanation.is_none() {
            problems.push(check.problem(Code::ExplanationNeeded));
        }
    }
    if problems.is_empty() { Ok(checks) } else { Err(problems.into()) }
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
