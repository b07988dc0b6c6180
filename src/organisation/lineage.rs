//! Whose earlier reports are an agency's past: its own, and those of the agencies that it continues.

use chrono::NaiveDate;
use std::collections::BTreeSet;
use uuid::Uuid;

use super::history::{Change, History, ReorganisationKind};

/// An agency and those that it continues, each with the days on which it reported for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lineage {
    agency: Uuid,
    members: Vec<Member>,
}

/// One agency of a lineage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub agency: Uuid,
    /// The first day on which it spoke for itself; `None`: always.
    pub from: Option<NaiveDate>,
    /// The first day on which another spoke for it; `None`: never.
    pub until: Option<NaiveDate>,
    /// Whether more than one continues it, so that its figures cannot be divided among them.
    pub divided: bool,
}

/// Who continues an agency after an event: its successors, and itself where it goes on.
fn heirs(change: &Change, agency: Uuid) -> BTreeSet<Uuid> {
    let goes_on = (!change.ended.contains(&agency)).then_some(agency);
    change.successors.iter().copied().chain(goes_on).collect()
}

impl Lineage {
    /// The lineage of an agency, of which its members are known.
    pub fn new(agency: Uuid, members: Vec<Member>) -> Self {
        Lineage { agency, members }
    }

    /// The lineage of an agency: before each event by which it continued another, that one spoke for itself; what came before
    /// it was divided cannot be told apart.
    pub fn of(history: &History, own: Uuid) -> Self {
        let mut members = Vec::new();
        let mut seen = BTreeSet::new();
        let mut open = vec![(own, None, false)];
        while let Some((agency, until, divided)) = open.pop() {
            if !seen.insert((agency, until, divided)) {
                continue;
            }
            let made = history.events().iter().find(|event| event.change.made.contains(&agency));
            let mut from = made.map(|event| event.effective_on);
            for event in history.events() {
                let (day, change) = (event.effective_on, &event.change);
                let moves = matches!(event.kind, ReorganisationKind::Rename | ReorganisationKind::Move);
                if moves || until.is_some_and(|until| until <= day) {
                    continue;
                }
                if change.agencies.contains(&agency) && heirs(change, agency).len() > 1 {
                    members.push(Member { agency, from, until: Some(day), divided: true });
                    from = Some(day);
                }
                if change.successors.contains(&agency) {
                    for other in change.agencies.iter().filter(|other| **other != agency) {
                        open.push((*other, Some(day), divided || heirs(change, *other).len() > 1));
                    }
                }
            }
            members.push(Member { agency, from, until, divided });
        }
        Lineage { agency: own, members }
    }

    /// The agency whose lineage it is.
    pub fn itself(&self) -> Uuid {
        self.agency
    }

    /// Every agency of it.
    pub fn agencies(&self) -> impl Iterator<Item = Uuid> {
        self.members.iter().map(|member| member.agency)
    }

    /// Whether the agency itself began after a day.
    pub fn began_after(&self, day: NaiveDate) -> bool {
        let itself = self.members.iter().filter(|member| member.agency == self.agency);
        itself.filter_map(|member| member.from).any(|from| from > day)
    }

    /// Some of those that it continues, where all of what they had came to it; `None` when one of them was divided.
    pub fn whole(&self, some: &BTreeSet<Uuid>) -> Option<Vec<Uuid>> {
        let divided = |member: &Member| member.divided && some.contains(&member.agency);
        (!self.members.iter().any(divided)).then(|| some.iter().copied().collect())
    }

    /// Those whose reports, put together, are the agency's past on a closing day; `None` when a divided agency is among them.
    pub fn on(&self, day: NaiveDate) -> Option<Vec<Uuid>> {
        let spoke = |member: &&Member| {
            member.from.is_none_or(|from| from <= day) && member.until.is_none_or(|until| day < until)
        };
        let speaking: Vec<&Member> = self.members.iter().filter(spoke).collect();
        let divided = speaking.iter().any(|member| member.divided);
        (!divided).then(|| speaking.into_iter().map(|member| member.agency).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn until_a_merger_its_parts_speak_and_from_then_on_it_does() {
        let id = |number: u128| Uuid::from_u128(number);
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let member = |number, from, until, divided| Member { agency: id(number), from, until, divided };
        let merged = Lineage::new(
            id(3),
            vec![
                member(1, None, day("2019-07-01"), false),
                member(2, None, day("2019-07-01"), false),
                member(3, day("2019-07-01"), None, false),
            ],
        );
        assert!(day("2019-06-30").is_some_and(|day| merged.began_after(day)));
        assert!(!day("2019-07-01").is_some_and(|day| merged.began_after(day)));
        assert_eq!(merged.whole(&BTreeSet::from([id(1)])), Some(vec![id(1)]));
        let on = |lineage: &Lineage, text| day(text).and_then(|day| lineage.on(day));
        assert_eq!(on(&merged, "2019-06-30"), Some(vec![id(1), id(2)]));
        assert_eq!(on(&merged, "2019-07-01"), Some(vec![id(3)]));
        let split = Lineage::new(
            id(2),
            vec![member(1, None, day("2019-07-01"), true), member(2, day("2019-07-01"), None, false)],
        );
        assert_eq!(split.whole(&BTreeSet::from([id(1)])), None);
        assert_eq!((on(&split, "2019-06-14"), on(&split, "2019-09-14")), (None, Some(vec![id(2)])));
    }
}
