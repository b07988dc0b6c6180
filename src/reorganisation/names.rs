//! Whether the names and codes that an event gives to agencies are free.

use chrono::NaiveDate;
use std::collections::BTreeMap;
use uuid::Uuid;

use crate::{
    kit::{Bilingual, Code, Problem, text},
    organisation::{AgencyRow, Borne, borne_since, code_key, history::History},
};

/// The longest code of an agency: as long as its column.
const LONGEST_CODE: usize = 60;

/// The names and codes that agencies of the province have, and those that the event has given so far.
pub struct Names {
    /// Codes by their keys.
    codes: BTreeMap<String, String>,
    /// Who bears which names from the day of the event on, with its code.
    borne: Vec<(Uuid, String, Borne<Uuid>)>,
    /// What the event has given: to whom, by code.
    given: Vec<(String, Borne<Uuid>)>,
}

impl Names {
    /// Those that count from the day of an event on. `ending`: those that end on its eve, whose names are free.
    pub fn since(
        on: NaiveDate,
        known: &BTreeMap<String, AgencyRow>,
        history: &History,
        ending: impl Fn(&AgencyRow) -> bool,
    ) -> Names {
        let codes = known.keys().map(|code| (code_key(code), code.clone())).collect();
        let there = known.values().filter(|row| !ending(row));
        let names = |row: &AgencyRow| borne_since(history, row, on).into_iter();
        let borne = there.flat_map(|row| names(row).map(move |name| (row.id, row.code.clone(), name)));
        Names { codes, borne: borne.collect(), given: Vec::new() }
    }

    /// That an agency gets a name, or who has it already on a day from then on. `own`: the agency, where it is there.
    pub fn give(
        &mut self,
        code: &str,
        own: Option<Uuid>,
        name: Borne<Uuid>,
        path: &[&str],
    ) -> Result<(), Problem> {
        let text = |vi: String, en: String| Bilingual { vi, en };
        let others = self.borne.iter().filter(|(id, _, other)| Some(*id) != own && name.clashes(other));
        // Whoever bears it longest is the plainest reason.
        let there = others.max_by_key(|(_, _, other)| (other.to.is_none(), other.to));
        let given = || self.given.iter().find(|(_, other)| name.clashes(other));
        let taken = match (there, there.and_then(|(_, _, other)| other.to)) {
            (Some((_, code, other)), None) => Some((code, other, text("hiện nay".into(), "today".into()))),
            (Some((_, code, other)), Some(last)) => {
                let last = last.format("%d/%m/%Y");
                let until = text(format!("cho đến hết ngày {last}"), format!("until {last}"));
                Some((code, other, until))
            }
            (None, _) => given().map(|(code, other)| {
                let same = text("cũng từ ngày này".into(), "from the same day on".into());
                (code, other, same)
            }),
        };
        if let Some((code, other, until)) = taken {
            let problem = Problem::new(Code::AgencyNameTaken, path).with("agency", code);
            return Err(problem.with("name", &other.name).with_texts("until", &until));
        }
        self.given.push((code.to_owned(), name));
        Ok(())
    }

    /// The code of a new agency, which stands in addresses, file names and lists: letters A to Z, digits, and what joins them; and
    /// not one that people take for another agency's.
    pub fn new_code(&self, given: &str, path: &[&str]) -> Result<String, Problem> {
        let code = text::required(given, LONGEST_CODE, path)?;
        let joined = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if !code.chars().all(joined) || !code.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return Err(Problem::new(Code::AgencyBadCode, path).with("most", LONGEST_CODE));
        }
        match self.codes.get(&code_key(&code)) {
            Some(known) => Err(Problem::new(Code::AgencyExists, path).with("agency", known)),
            None => Ok(code),
        }
    }
}
