//! Which names and codes two agencies of a province cannot both have.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{history::History, rows::agency, types::Agency};
use crate::kit::{text, vocabulary::AgencyKind};

/// A name, and the days on which an agency bears it. `P` is what names the agency above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Borne<P> {
    pub name: String,
    pub kind: AgencyKind,
    pub parent: Option<P>,
    pub from: NaiveDate,
    /// The last day; none while it is borne.
    pub to: Option<NaiveDate>,
    /// The name as it is compared.
    key: String,
}

impl<P: PartialEq> Borne<P> {
    /// A name from a day on, until another if it is borne no more.
    pub fn new(
        name: &str,
        kind: AgencyKind,
        parent: Option<P>,
        from: NaiveDate,
        to: Option<NaiveDate>,
    ) -> Self {
        Borne { key: text::fold(name), name: name.to_owned(), kind, parent, from, to }
    }

    /// Whether two agencies cannot bear both: people read them as one name, and they have a day in common. Communes of different
    /// districts may be called alike.
    pub fn clashes(&self, other: &Borne<P>) -> bool {
        let begins_within = |one: &Borne<P>, of: &Borne<P>| of.to.is_none_or(|last| one.from <= last);
        let communes = [self, other].iter().all(|one| one.kind == AgencyKind::Commune);
        let apart = communes && self.parent != other.parent;
        self.key == other.key && !apart && begins_within(self, other) && begins_within(other, self)
    }
}

/// What an agency is called on some day from `since` on, each name with its days; under whom it stands then is as of `since`.
pub fn borne_since(history: &History, row: &agency::Model, since: NaiveDate) -> Vec<Borne<Uuid>> {
    let agency = Agency::from(row.clone());
    let kind = agency.agency_kind();
    let names = history.names(&agency).into_iter();
    let parent = history.as_of(agency, since).parent;
    names
        .filter(|named| named.to.is_none_or(|last| since <= last))
        .map(|named| Borne::new(&named.name, kind, parent, named.from, named.to))
        .collect()
}

/// A key under which codes are equal that differ by case and spaces only: people take one for the other.
pub fn code_key(code: &str) -> String {
    code.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn borne(name: &str, from: &str, to: Option<&str>) -> Borne<u8> {
        let day = |text: &str| text.parse().unwrap();
        Borne::new(name, AgencyKind::Department, None, day(from), to.map(day))
    }

    #[test]
    fn a_name_is_one_agencys_on_a_day() {
        let ended = borne("Sở Tài chính", "1998-01-01", Some("2019-06-30"));
        for (name, from, to, expected) in [
            ("SỞ TÀI  CHÍNH", "2019-06-30", None, true),
            ("Sở Tài chính", "2019-07-01", None, false),
            ("Sở Tài chính", "1990-01-01", Some("1997-12-31"), false),
            ("Sở Tài chính", "1990-01-01", Some("1998-01-01"), true),
            ("Sở Tài chính mới", "2000-01-01", None, false),
        ] {
            let other = borne(name, from, to);
            assert_eq!((ended.clashes(&other), other.clashes(&ended)), (expected, expected), "{other:?}");
        }
    }

    #[test]
    fn communes_of_different_districts_may_be_called_alike() {
        let of = |kind, parent| Borne { kind, parent, ..borne("Long Đức", "1998-01-01", None) };
        let commune = AgencyKind::Commune;
        assert!(!of(commune, Some(1)).clashes(&of(commune, Some(2))));
        assert!(of(commune, Some(1)).clashes(&of(commune, Some(1))));
        assert!(of(commune, Some(1)).clashes(&of(AgencyKind::Department, Some(2))));
    }

    #[test]
    fn codes_that_differ_by_case_and_spaces_are_one() {
        assert_eq!(code_key(" So TTTT"), code_key("sotttt"));
        assert_ne!(code_key("so-tttt"), code_key("sotttt"));
    }
}
