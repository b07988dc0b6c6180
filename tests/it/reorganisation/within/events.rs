//! What the dice let happen to a family, how it is sent, and what the model makes of it.

use super::model::{Agency, Dice, Family, Happened};
use super::{new, there};
use chrono::NaiveDate;
use serde_json::{Value, json};

/// What becomes of an open report: its position among the duties, what was decided, and to whom it went.
pub type Fate = (usize, &'static str, Option<String>);

/// Something that can happen on a day from one to another; `None` where the dice name what cannot be. `made`: how many codes were
/// given before.
pub fn choose(
    family: &Family,
    dice: &mut Dice,
    (from, to): (NaiveDate, NaiveDate),
    made: usize,
) -> Option<(Happened, &'static str, Vec<Fate>)> {
    let living: Vec<&Agency> = family.agencies.iter().filter(|agency| agency.until.is_none()).collect();
    if living.is_empty() {
        return None;
    }
    let (one, other) = (dice.one(&living).code.clone(), dice.one(&living).code.clone());
    let third = dice.one(&living).code.clone();
    let fresh = |number: usize| format!("N{}", made + number);
    let differ = one != other;
    let (kind, agencies, successors, ends) = match dice.below(12) {
        0 => ("RENAME", vec![one], vec![], false),
        1 if differ => ("MOVE", vec![one], vec![], false),
        2 | 3 if differ && third != one && third != other => {
            ("MERGE_INTO", vec![one, third], vec![other], true)
        }
        2 | 3 if differ => ("MERGE_INTO", vec![one], vec![other], true),
        4..=6 if differ => ("MERGE", vec![one, other], vec![fresh(0)], true),
        7 if differ => ("SPLIT", vec![one], vec![other, fresh(0)], true),
        7 | 8 => ("SPLIT", vec![one], vec![fresh(0), fresh(1)], true),
        9 if differ => ("SPLIT", vec![one], vec![other], false),
        9 | 10 => ("SPLIT", vec![one], vec![fresh(0)], false),
        11 if living.len() > 2 => ("DISSOLVE", vec![one], vec![], true),
        _ => return None,
    };
    let answered_by = match kind {
        "DISSOLVE" => (dice.below(2) == 0).then(|| other_of(&living, &agencies)).flatten(),
        _ if ends => Some(dice.one(&successors).clone()),
        _ => None,
    };
    let parties = agencies.iter().chain(&successors).chain(&answered_by);
    let there = parties.filter_map(|code| family.agencies.iter().find(|agency| agency.code == *code));
    let earliest = there
        .flat_map(|agency| [agency.from.and_then(|day| day.succ_opt()), family.last_event(&agency.code)])
        .flatten()
        .chain([from])
        .max()?;
    if earliest > to {
        return None;
    }
    let on = dice.day(earliest, to);
    let event = Happened { on, agencies, successors, ends, answered_by, recorded: 0 };
    let fates = fates(family, &event, dice);
    Some((event, kind, fates))
}

fn other_of(living: &[&Agency], than: &[String]) -> Option<String> {
    living.iter().map(|agency| &agency.code).find(|code| !than.contains(code)).cloned()
}

/// What is decided of each report that is open to those who end.
fn fates(family: &Family, event: &Happened, dice: &mut Dice) -> Vec<Fate> {
    let mut fates = Vec::new();
    for (at, duty) in family.duties.iter().enumerate().filter(|(_, duty)| event.ends && duty.is_open()) {
        let filer = duty.answered_by.as_ref().unwrap_or(&duty.agency);
        if !event.agencies.contains(filer) {
            continue;
        }
        let heirs: Vec<&String> = event.successors.iter().chain(&event.answered_by).collect();
        let fate = match dice.below(4) {
            0 if duty.versions.is_empty() => (at, "EXEMPTED", None),
            1 | 2 if !heirs.is_empty() => (at, "TRANSFERRED", Some((*dice.one(&heirs)).clone())),
            _ => (at, "KEPT", None),
        };
        fates.push(fate);
    }
    fates
}

/// What is sent of it.
pub fn input(family: &Family, event: &Happened, kind: &str, fates: &[Fate]) -> Value {
    let known = |code: &String| family.agencies.iter().any(|agency| agency.code == *code);
    let successor =
        |code: &String| if known(code) { there(code) } else { new(code, &format!("Sở {code}")) };
    let decisions: Vec<Value> = fates
        .iter()
        .map(|(at, fate, to)| {
            let mut decision = json!({ "obligation": family.duties[*at].id, "fate": fate });
            match (*fate, to) {
                ("EXEMPTED", _) => decision["reason"] = json!("Đã bàn giao hồ sơ."),
                (_, Some(to)) => decision["to"] = json!(to),
                _ => {}
            }
            decision
        })
        .collect();
    let mut input = json!({
        "kind": kind, "agencies": event.agencies, "effectiveOn": event.on.to_string(),
        "successors": event.successors.iter().map(successor).collect::<Vec<_>>(), "decisions": decisions,
        "ground": { "asCited": "Nghị quyết số 05/NQ-HĐND về sắp xếp cơ quan chuyên môn" },
    });
    match kind {
        // Another name each time: an agency is not renamed to what it is called.
        "RENAME" => {
            input["name"] = json!(format!("Sở mới {} {}", event.agencies[0], family.events.len() + 1));
        }
        "SPLIT" if !event.ends => input["goesOn"] = json!(true),
        _ => {}
    }
    if let Some(code) = &event.answered_by {
        input["answeredBy"] = json!(code);
    }
    input
}

/// What the model makes of it.
pub fn undergo(family: &mut Family, event: Happened, fates: &[Fate]) {
    for code in &event.successors {
        if family.agencies.iter().all(|agency| agency.code != *code) {
            family.agencies.push(Agency { code: code.clone(), from: Some(event.on), until: None });
        }
    }
    for agency in family.agencies.iter_mut().filter(|one| event.ends && event.agencies.contains(&one.code)) {
        agency.until = event.on.pred_opt();
    }
    for (at, fate, to) in fates {
        let duty = &mut family.duties[*at];
        match *fate {
            "EXEMPTED" => duty.exempt = true,
            "TRANSFERRED" => duty.answered_by.clone_from(to),
            _ => duty.answered_by = Some(duty.agency.clone()),
        }
    }
    family.events.push(event);
    family.events.sort_by_key(|event| event.on);
}

/// The history in words, for whoever looks for what is wrong.
pub fn told(family: &Family) -> String {
    let events = family.events.iter().map(|event| {
        let Happened { on, agencies, successors, ends, answered_by, recorded } = event;
        format!("{on} {agencies:?} -> {successors:?} ends={ends} by={answered_by:?} recorded={recorded}")
    });
    let duties = family.duties.iter().map(|duty| {
        let said: Vec<_> = duty.versions.iter().map(|(says, _)| says).collect();
        let (accepted, submitted) = (duty.accepted, duty.submitted);
        format!(
            "{} {} exempt={} {accepted:?} {submitted:?} {said:?} filed={:?}",
            duty.agency, duty.quarter, duty.exempt, duty.filed_at
        )
    });
    events.chain(duties).collect::<Vec<_>>().join("\n")
}
