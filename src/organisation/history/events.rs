//! What became of agencies, event by event. Nothing here changes what was filed: it says under which name, under whom and
//! by whom an agency is to be looked for on a day.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

use super::{
    super::{rows::reorganisation, types::Agency},
    ReorganisationKind,
};
use crate::{
    kit::{Error, Result, Window},
    store::Reader,
};

/// What an event did, as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Those whom it was done to.
    pub agencies: Vec<Uuid>,
    /// Those of them that ended with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ended: Vec<Uuid>,
    /// Those who continue them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub successors: Vec<Uuid>,
    /// Those of the successors that began with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub made: Vec<Uuid>,
    /// Who answers for what the ended ones still owe or will be asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answering: Option<Uuid>,
    /// What they were called before.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names_before: BTreeMap<Uuid, String>,
    /// Under whom they stood before.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parents_before: BTreeMap<Uuid, Option<Uuid>>,
}

/// A reorganisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub id: Uuid,
    pub kind: ReorganisationKind,
    /// The first day of the new order.
    pub effective_on: NaiveDate,
    pub recorded_at: DateTime<Utc>,
    pub change: Change,
}

impl Event {
    /// The event of a row.
    pub fn of(row: &reorganisation::Model) -> Result<Event> {
        let kind = ReorganisationKind::from_code(&row.kind);
        Ok(Event {
            id: row.id,
            kind: kind.ok_or_else(|| Error::broken("a reorganisation of no kind"))?,
            effective_on: row.effective_on,
            recorded_at: row.recorded_at,
            change: serde_json::from_str(&row.change).map_err(Error::broken)?,
        })
    }

    /// Whether it says anything of an agency.
    pub fn concerns(&self, agency: Uuid) -> bool {
        self.change.agencies.contains(&agency) || self.change.successors.contains(&agency)
    }
}

/// Every reorganisation of a province that is known, in the order in which they took effect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    events: Vec<Event>,
}

/// A name and from when until when an agency bore it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub name: String,
    pub from: NaiveDate,
    /// The last day; none while it is called so.
    pub to: Option<NaiveDate>,
}

impl History {
    /// A history of some events.
    pub fn new(mut events: Vec<Event>) -> History {
        // Those of one day, in the order in which they were recorded.
        events.sort_by_key(|event| (event.effective_on, event.id));
        History { events }
    }

    /// The history of the reader's province: one statement.
    pub async fn read(reader: &Reader) -> Result<History> {
        let rows = reader.find::<reorganisation::Entity>().all().await?;
        Ok(History::new(rows.iter().map(Event::of).collect::<Result<_>>()?))
    }

    /// What was known at an instant: without what was recorded later.
    pub fn known_at(mut self, at: DateTime<Utc>) -> History {
        self.events.retain(|event| event.recorded_at <= at);
        self
    }

    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The events that say anything of an agency.
    pub fn of(&self, agency: Uuid) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(move |event| event.concerns(agency))
    }

    /// An agency as it was called, and under whom it stood, on a day.
    pub fn as_of(&self, mut agency: Agency, day: NaiveDate) -> Agency {
        let later = self.events.iter().rev().take_while(|event| event.effective_on > day);
        for event in later {
            if let Some(name) = event.change.names_before.get(&agency.id) {
                agency.name.clone_from(name);
            }
            if let Some(parent) = event.change.parents_before.get(&agency.id) {
                agency.parent = *parent;
            }
        }
        agency
    }

    /// What an agency was called, from its first name to the present one.
    pub fn names(&self, agency: &Agency) -> Vec<Named> {
        let mut names: Vec<Named> = Vec::new();
        for event in &self.events {
            if let Some(before) = event.change.names_before.get(&agency.id) {
                let from = names.last().and_then(|name| name.to?.succ_opt()).unwrap_or(agency.valid_from);
                names.push(Named { name: before.clone(), from, to: event.effective_on.pred_opt() });
            }
        }
        let from = names.last().and_then(|name| name.to?.succ_opt()).unwrap_or(agency.valid_from);
        names.push(Named { name: agency.name.clone(), from, to: agency.valid_to });
        // Two new names on one day: the first of them was nobody's for a day.
        names.retain(|name| name.to.is_none_or(|to| name.from <= to));
        names
    }

    /// Those that an agency continues directly, with the day since when.
    pub fn predecessors(&self, agency: Uuid) -> Vec<(Uuid, NaiveDate)> {
        let events = self.events.iter().filter(|event| event.change.successors.contains(&agency));
        let each =
            events.flat_map(|event| event.change.agencies.iter().map(|from| (*from, event.effective_on)));
        each.filter(|(from, _)| *from != agency).collect()
    }

    /// Those that continue an agency directly, with the day since when.
    pub fn successors(&self, agency: Uuid) -> Vec<(Uuid, NaiveDate)> {
        let events = self.events.iter().filter(|event| event.change.agencies.contains(&agency));
        let each =
            events.flat_map(|event| event.change.successors.iter().map(|to| (*to, event.effective_on)));
        each.filter(|(to, _)| *to != agency).collect()
    }

    /// Everybody that some agencies continue, directly or through others, themselves not among them.
    pub fn all_predecessors(&self, agencies: &[Uuid]) -> BTreeSet<Uuid> {
        self.back_from(agencies, |change| change.successors.iter().chain(&change.answering))
    }

    /// The ended agencies for which some agencies answer, directly or through others.
    pub fn answered_by(&self, agencies: &[Uuid]) -> BTreeSet<Uuid> {
        self.back_from(agencies, |change| change.answering.iter().chain(&[]))
    }

    /// The ended agencies whose registers an agency keeps on a day: those that it continues since then, directly or through
    /// others. `true` of one that others continue too: which part of it is whose cannot be told.
    pub fn taken_over(&self, agency: Uuid, day: NaiveDate) -> BTreeMap<Uuid, bool> {
        let mut kept = BTreeMap::from([(agency, false)]);
        // Backwards in time: who continues an agency is known before it is asked whom that one continues.
        for event in self.events.iter().rev().filter(|event| event.effective_on <= day) {
            let heirs: Vec<Option<bool>> =
                event.change.successors.iter().map(|heir| kept.get(heir).copied()).collect();
            if heirs.iter().any(Option::is_some) {
                let shared = heirs.iter().any(|heir| heir.unwrap_or(true));
                kept.extend(event.change.ended.iter().map(|ended| (*ended, shared)));
            }
        }
        kept.remove(&agency);
        kept
    }

    /// Whether an agency ended within a window and is continued by others.
    pub fn handed_over(&self, agency: Uuid, window: Window) -> bool {
        self.events.iter().any(|event| {
            let change = &event.change;
            window.contains(event.effective_on)
                && change.ended.contains(&agency)
                && change.successors.iter().any(|heir| *heir != agency)
        })
    }

    /// From some agencies back to those whose event names one of them.
    fn back_from<'h, I: Iterator<Item = &'h Uuid>>(
        &'h self,
        agencies: &[Uuid],
        named: impl Fn(&'h Change) -> I,
    ) -> BTreeSet<Uuid> {
        let mut reached: BTreeSet<Uuid> = agencies.iter().copied().collect();
        // Backwards in time: who is reached by a later event leads on to earlier ones.
        for event in self.events.iter().rev() {
            if named(&event.change).any(|one| reached.contains(one)) {
                reached.extend(event.change.ended.iter().copied());
            }
        }
        for own in agencies {
            reached.remove(own);
        }
        reached
    }

    /// Who answers for an agency: itself; since it ended, whoever the event named, or whoever answers for that one; none where
    /// nobody does.
    pub fn answering(&self, agency: Uuid) -> Option<Uuid> {
        let mut current = agency;
        for event in &self.events {
            if event.change.ended.contains(&current) {
                current = event.change.answering?;
            }
        }
        Some(current)
    }

    /// Who carries on, on a day, what an agency had begun: itself while it is there; since it ended those that continue it, or
    /// where nobody does whoever answers for it. Several where it was divided, nobody where nobody is left.
    pub fn carrying_on(&self, agency: Uuid, day: NaiveDate) -> BTreeSet<Uuid> {
        let mut current = BTreeSet::from([agency]);
        for event in self.events.iter().take_while(|event| event.effective_on <= day) {
            let change = &event.change;
            for ended in change.ended.iter().filter(|ended| current.remove(*ended)).collect::<Vec<_>>() {
                let heirs = change.successors.iter().filter(|heir| *heir != ended);
                match change.successors.is_empty() {
                    true => current.extend(change.answering),
                    false => current.extend(heirs),
                }
            }
        }
        current
    }

    /// Those whose people act for an agency: its own; since it ended, also those of whoever answers for it, and of whoever
    /// answers for that one.
    pub fn acting_for(&self, agency: Uuid) -> Vec<Uuid> {
        let mut acting = vec![agency];
        let mut current = agency;
        for event in &self.events {
            if event.change.ended.contains(&current) {
                let Some(next) = event.change.answering else { break };
                acting.push(next);
                current = next;
            }
        }
        acting
    }

    /// Since when an agency is no more for which nobody answers; none of any other.
    pub fn ended_for_nobody(&self, agency: Uuid) -> Option<NaiveDate> {
        let mut current = agency;
        for event in &self.events {
            if event.change.ended.contains(&current) {
                match event.change.answering {
                    Some(next) => current = next,
                    None => return Some(event.effective_on),
                }
            }
        }
        None
    }

    /// The agencies that a name was ever borne by, beside those that bear it: `matches` tells of a former name.
    pub fn once_called(&self, matches: impl Fn(&str) -> bool) -> Vec<Uuid> {
        let names = self.events.iter().flat_map(|event| &event.change.names_before);
        names.filter(|(_, name)| matches(name)).map(|(agency, _)| *agency).collect()
    }

    /// Agencies as an earlier knowledge has them: what was recorded after that is undone.
    pub fn undo_after(&self, at: DateTime<Utc>, agencies: Vec<Agency>) -> Vec<Agency> {
        let mut by_id: HashMap<Uuid, Agency> =
            agencies.iter().map(|agency| (agency.id, agency.clone())).collect();
        for event in self.events.iter().rev().filter(|event| event.recorded_at > at) {
            let Change { ended, made, names_before, parents_before, .. } = &event.change;
            for agency in made {
                by_id.remove(agency);
            }
            for agency in ended {
                if let Some(agency) = by_id.get_mut(agency) {
                    agency.valid_to = None;
                }
            }
            for (agency, name) in names_before {
                if let Some(agency) = by_id.get_mut(agency) {
                    agency.name.clone_from(name);
                }
            }
            for (agency, parent) in parents_before {
                if let Some(agency) = by_id.get_mut(agency) {
                    agency.parent = *parent;
                }
            }
        }
        let known = |agency: Agency| Agency { known_at: Some(at), ..agency };
        agencies.into_iter().filter_map(|agency| by_id.remove(&agency.id).map(known)).collect()
    }
}
