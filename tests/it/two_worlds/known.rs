//! What requests are made of besides the schema: ids, codes, cursors and keys, the agency's own and those of others in both worlds.

use super::answered::Sent;
use super::course::{CODES, KEYS};
use super::worlds::{Asker, Worlds};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tonghop::kit::id;

/// Lists that are paged through: the field, its other arguments, and what is asked of an entry.
const PAGED: &[(&str, &str, &str)] = &[
    ("agencies", "", "id"),
    ("agencies", "filter: { kind: DEPARTMENT },", "id"),
    (
        "rounds",
        "",
        "id obligations(first: 100) { nodes { id report { id latestVersion { id } acceptedVersion { id } } } }",
    ),
    ("reports", "", "id"),
    ("reports", "filter: { period: \"2019-Q3\" },", "id latestVersion { id }"),
    ("mobilisationModels", "", "id"),
    ("mobilisationModels", "filter: { field: ECONOMY },", "id"),
    ("democracyScores", "", "id"),
    ("plans", "filter: { year: 2019 },", "id"),
    ("notices", "", "id"),
    ("reorganisations", "", "id"),
    ("releases", "", "id"),
    ("legalDocuments", "filter: { origin: PROVINCE },", "id"),
    ("people", "", "id"),
    ("auditEntries", "", "id subjectId"),
];

/// What else is looked at for ids.
const SINGLE: &[&str] = &[
    "webhooks { id }",
    "serviceAccounts { id }",
    "scoringSchemes { id }",
    "calendarProfiles { id }",
    "province { id }",
    "viewer { person { id } }",
    "consolidation(from: \"2019-Q3\", basis: SUBMITTED) { figures(indicators: [\"denunciation_received\"], by: [AGENCY]) \
     { total { sources(first: 20) { nodes { id } } } } }",
];

/// A list, and the cursors of its entries, whoever sees them.
pub struct Paged {
    pub field: &'static str,
    pub arguments: &'static str,
    pub cursors: Vec<String>,
}

pub struct Known {
    /// Global ids by their kinds: those that the agency's people are shown, and those that only others are, in either world.
    pub own: BTreeMap<&'static str, Vec<String>>,
    pub foreign: BTreeMap<&'static str, Vec<String>>,
    pub paged: Vec<Paged>,
    pub keys: Vec<String>,
    /// Codes of others' models.
    pub codes: Vec<String>,
}

impl Known {
    /// Looks around in both worlds, as everybody.
    pub async fn of(worlds: &Worlds) -> Known {
        let mut own = BTreeSet::new();
        let mut others = BTreeSet::new();
        let mut paged = Vec::new();
        for (field, arguments, selection) in PAGED {
            let text = format!(
                "{{ {field}({arguments} first: 100) {{ edges {{ cursor }} nodes {{ {selection} }} }} }}"
            );
            let mut cursors = BTreeSet::new();
            for (asker, answer) in answers(worlds, &text).await {
                let ids = if Asker::OF_THE_AGENCY.contains(&asker) { &mut own } else { &mut others };
                strings(&answer, &mut |name, text| {
                    let texts = if name == "cursor" { &mut cursors } else { &mut *ids };
                    texts.insert(text.to_owned());
                });
            }
            paged.push(Paged { field, arguments, cursors: cursors.into_iter().collect() });
        }
        for text in SINGLE {
            for (asker, answer) in answers(worlds, &format!("{{ {text} }}")).await {
                let ids = if Asker::OF_THE_AGENCY.contains(&asker) { &mut own } else { &mut others };
                strings(&answer, &mut |_, text| {
                    ids.insert(text.to_owned());
                });
            }
        }
        let foreign: BTreeSet<String> = others.difference(&own).cloned().collect();
        let known = Known {
            own: by_kind(own),
            foreign: by_kind(foreign),
            paged,
            keys: KEYS.map(str::to_owned).to_vec(),
            codes: CODES.map(str::to_owned).to_vec(),
        };
        for kind in
            ["Report", "ReportVersion", "Obligation", "MobilisationModel", "Plan", "DemocracyScore", "Notice"]
        {
            assert!(known.own.contains_key(kind), "no {kind} of the agency's own");
            assert!(known.foreign.get(kind).is_some_and(|ids| ids.len() > 1), "no {kind} of others");
        }
        for kind in [
            "Release",
            "Webhook",
            "ServiceAccount",
            "PersonAccount",
            "AuditEntry",
            "TotalSource",
            "Agency",
            "Round",
            "Reorganisation",
        ] {
            assert!(known.foreign.contains_key(kind), "no {kind} of others: {:?}", known.foreign.keys());
        }
        known
    }

    /// An id of others of a kind.
    pub fn foreign(&self, kind: &str) -> &[String] {
        self.foreign.get(kind).map_or(&[], Vec::as_slice)
    }
}

/// What everybody is answered in both worlds. What the agency's people are answered must be the same in both.
async fn answers(worlds: &Worlds, text: &str) -> Vec<(Asker, Value)> {
    let mut answers = Vec::new();
    for asker in Asker::OF_THE_AGENCY.into_iter().chain(Asker::BESIDE) {
        let replies = worlds.ask(&Sent::new(asker, text)).await;
        if Asker::OF_THE_AGENCY.contains(&asker) {
            assert_eq!(replies[0], replies[1], "to {asker}: {text}");
        }
        answers.extend(replies.map(|reply| (asker, serde_json::from_str(&reply.text).expect("JSON"))));
    }
    answers
}

/// Each text in an answer, with the name of its field.
fn strings(value: &Value, take: &mut impl FnMut(&str, &str)) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) => take(name, text),
                    value => strings(value, take),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| strings(value, take)),
        _ => {}
    }
}

/// Global ids among some texts, by their kinds.
fn by_kind(texts: BTreeSet<String>) -> BTreeMap<&'static str, Vec<String>> {
    let mut kinds: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for text in texts {
        if let Some((kind, _)) = id::decode(&text) {
            kinds.entry(kind.name()).or_default().push(text);
        }
    }
    kinds
}
