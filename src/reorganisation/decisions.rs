//! Who owes what was still open: decided report by report, and none forgotten.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

use super::input::ObligationDecisionInput;
use crate::{
    kit::{
        Bilingual, Code, Period, Problem, Result,
        id::{self, Kind},
        text,
        vocabulary::ReportState,
    },
    organisation::{self, AgencyRow, history::ObligationFate},
    reports,
    rounds::{self, Grace, ObligationRow},
    store::Writer,
};

/// The most decisions of one event.
const MOST_DECISIONS: usize = 2_000;

/// A decision, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub obligation: Uuid,
    pub agency: Uuid,
    pub period: i32,
    pub fate: ObligationFate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What is decided of what is open; everything that is wrong or missing is put to the problems. `heirs`: those to whom a
/// report may be transferred, by code; `known`: every agency of the province; `answering`: the one among them to whom it goes when none is named.
pub async fn read(
    writer: &Writer,
    given: Vec<ObligationDecisionInput>,
    ended: &[&AgencyRow],
    known: &BTreeMap<String, AgencyRow>,
    heirs: &BTreeMap<String, Uuid>,
    answering: Option<&str>,
    problems: &mut Vec<Problem>,
) -> Result<Vec<Decision>> {
    if given.len() > MOST_DECISIONS {
        problems.push(Problem::new(Code::TooManyEntries, &["decisions"]).with("most", MOST_DECISIONS));
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = ended.iter().map(|row| row.id).collect();
    let open = match ids.is_empty() {
        true => Vec::new(),
        false => reports::open_obligations(writer, &ids, writer.now()).await?,
    };
    let mut decided: BTreeMap<Uuid, Decision> = BTreeMap::new();
    for (index, input) in given.into_iter().enumerate() {
        let index = index.to_string();
        let at = |field| ["decisions", index.as_str(), field];
        let key = id::decode_uuid(&input.obligation, Kind::Obligation);
        let found = key.and_then(|key| open.iter().find(|(obligation, _)| obligation.id == key));
        let Some((obligation, report)) = found else {
            problems.push(Problem::new(Code::NothingToDecide, &at("obligation")));
            continue;
        };
        let reason = input.reason.as_deref().filter(|reason| !reason.trim().is_empty());
        let reason = match (input.fate, reason) {
            (ObligationFate::Exempted, given) => Some(text::reason(given.unwrap_or(""), &at("reason"))),
            (_, given) => given.map(|given| text::reason(given, &at("reason"))),
        };
        let reason = reason.transpose().map_err(|problem| problems.push(problem)).ok().flatten();
        if input.fate == ObligationFate::Exempted && report.first_submitted_at.is_some() {
            problems.push(Problem::new(Code::ObligationSettled, &at("fate")));
        }
        let to = match (input.fate, input.to.as_deref().or(answering)) {
            (ObligationFate::Transferred, Some(code)) => match heirs.get(code) {
                Some(heir) => Some(*heir),
                None => {
                    let problem = Problem::new(Code::NotASuccessor, &at("to"));
                    problems.push(problem.with("agency", text::shown(code)));
                    None
                }
            },
            (ObligationFate::Transferred, None) => {
                problems.push(Problem::new(Code::TextEmpty, &at("to")));
                None
            }
            _ => None,
        };
        let decision = Decision {
            obligation: obligation.id,
            agency: obligation.agency_id,
            period: obligation.period,
            fate: input.fate,
            to,
            reason,
        };
        if decided.insert(obligation.id, decision).is_some() {
            let key = input.obligation.to_string();
            problems
                .push(Problem::new(Code::DuplicateEntry, &at("obligation")).with("key", text::shown(&key)));
        }
    }
    undecided(writer, &open, &decided, known, problems).await?;
    Ok(decided.into_values().collect())
}

/// Names each open report that nothing was decided of.
async fn undecided(
    writer: &Writer,
    open: &[(ObligationRow, reports::ReportRow)],
    decided: &BTreeMap<Uuid, Decision>,
    known: &BTreeMap<String, AgencyRow>,
    problems: &mut Vec<Problem>,
) -> Result<()> {
    let left = || open.iter().filter(|(row, _)| !decided.contains_key(&row.id));
    let rounds: BTreeSet<Uuid> = left().map(|(row, _)| row.round_id).collect();
    let rounds = rounds::rounds_of(writer, rounds).await?;
    let forms: BTreeMap<Uuid, String> = rounds.into_iter().map(|row| (row.id, row.form_code)).collect();
    for (obligation, report) in left() {
        // It may be of one that ended earlier, for which an ending one files it.
        let agency = known.values().find(|row| row.id == obligation.agency_id);
        let period = Period::from_number(obligation.period).map(Period::label);
        let [stands, since, choice] = told(report);
        problems.push(
            Problem::new(Code::ObligationUndecided, &["decisions"])
                .with_texts("stands", &stands)
                .with_texts("since", &since)
                .with_texts("choice", &choice)
                .with("agency", agency.map_or("", |row| row.code.as_str()))
                .with_texts("period", &period.unwrap_or_default())
                .with("form", forms.get(&obligation.round_id).cloned().unwrap_or_default()),
        );
    }
    Ok(())
}

/// Where a report stands that is to be decided of, before and after its name, and what may be decided: who has sent a report cannot be let
/// off it.
fn told(report: &reports::ReportRow) -> [Bilingual; 3] {
    let text = |vi: &str, en: &str| Bilingual { vi: vi.into(), en: en.into() };
    let sent = text(
        "chuyển cho cơ quan kế thừa, hoặc để người của cơ quan cũ theo đến khi xong",
        "whether it goes over to a successor, or its own people see it through",
    );
    let waits = |vi, en| [text("đã gửi", "has sent"), text(vi, en), sent];
    if report.state == ReportState::Submitted.code() {
        return waits(", đang chờ Sở Nội vụ xem xét", ", which waits for Home Affairs");
    }
    if report.first_submitted_at.is_some() {
        return waits(", hiện phải sửa và gửi lại", ", which is to be put right and sent again");
    }
    let choice = text(
        "chuyển cho cơ quan kế thừa, miễn, hoặc để người của cơ quan cũ hoàn thành",
        "whether a successor files it, nobody does, or its own people finish it",
    );
    [text("còn nợ", "still owes"), text("", ""), choice]
}

/// Carries the decisions out. Who records the reorganisation decides them, and grants what is let off.
pub async fn carry_out(writer: &Writer, decisions: &[Decision]) -> Result<()> {
    let decider = match writer.person() {
        Some(person) => organisation::person_by_id(writer, person).await?.map(|person| person.full_name),
        None => None,
    };
    for decision in decisions {
        match (decision.fate, decision.to) {
            (ObligationFate::Exempted, _) => {
                let reason = decision.reason.clone().unwrap_or_default();
                let grace = Grace { reason, grantor: decider.clone(), expires_at: None };
                reports::exempt(writer, decision.obligation, grace).await?;
            }
            (ObligationFate::Transferred, Some(heir)) => {
                rounds::answer_by(writer, decision.obligation, heir).await?;
            }
            (ObligationFate::Kept | ObligationFate::Transferred, _) => {
                rounds::answer_by(writer, decision.obligation, decision.agency).await?;
            }
        }
    }
    Ok(())
}
