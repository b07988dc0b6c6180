//! What a release holds, as it is written down. Its canonical form is JSON in UTF-8 with the keys of objects in order, no white
//! space and whole numbers only; the release's digest is the SHA-256 of that text. `docs/releases.md` describes it for others.

use async_graphql::ID;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::{
    catalogue::IndicatorType,
    consolidation::arithmetic::{Coverage, Standing},
    kit::{
        Period,
        vocabulary::{AgencyKind, ConsolidationBasis},
    },
    organisation::history::Structure,
};

/// The name and version of this form.
pub const FORMAT: &str = "tonghop.release/1";

/// A release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub format: String,
    pub release: Imprint,
    pub consolidation: Frozen,
}

/// What a release is known by, by whom it was made and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Imprint {
    /// Code of the province.
    pub province: String,
    pub year: i32,
    pub number: i32,
    pub title: String,
    pub note: Option<String>,
    pub created_at: DateTime<Utc>,
    pub created_by: Option<Author>,
}

/// Who made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// Global id.
    pub id: ID,
    /// Full name at the time.
    pub name: String,
}

/// A consolidation, frozen: what was asked, who owed what, which versions counted, and every figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Frozen {
    pub from: Period,
    pub to: Period,
    pub basis: ConsolidationBasis,
    pub structure: Structure,
    pub known_at: DateTime<Utc>,
    /// Of the reports themselves: one that was filed counts as stated.
    pub coverage: Coverage,
    /// Those that owe a report, and those under which they stand; by code.
    pub agencies: Vec<FrozenAgency>,
    /// The obligations, by line, agency, period and form.
    pub reports: Vec<FrozenReport>,
    /// Every indicator that somebody is asked for, in the catalogue's order; a rate as its two parts.
    pub figures: Vec<FrozenFigure>,
}

/// An agency, as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenAgency {
    /// Global id.
    pub id: ID,
    pub code: String,
    pub name: String,
    pub kind: AgencyKind,
}

/// One obligation: whose, for which period, and the version that counts for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenReport {
    /// Position among the agencies: who owes it.
    pub agency: u32,
    /// Position among the agencies: under whom it stands.
    pub line: u32,
    pub period: Period,
    /// Code of the form.
    pub form: String,
    /// Version of the form.
    pub form_version: u32,
    /// Null where no report counts.
    pub version: Option<FrozenVersion>,
}

/// A version that counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenVersion {
    /// Global id.
    pub id: ID,
    pub number: i32,
    /// Its SHA-256.
    pub digest: String,
}

/// How the words of a figure become its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Shape {
    /// Added up.
    Sum,
    /// How many agencies say yes.
    CountTrue,
    /// What is counted of a rate: added up over the reports that know both parts.
    Numerator,
    /// Of how many: added up over the same reports.
    Denominator,
    /// How many entries: known of one list only.
    Distinct,
    /// Not at all.
    None,
}

/// One figure: its total, the same of each line, and what every report that counts says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FrozenFigure {
    /// Code of the indicator.
    pub indicator: String,
    pub shape: Shape,
    pub kind: IndicatorType,
    /// Whether the value is the sum of what reports (of COUNT_TRUE, agencies) contribute.
    pub adds_up: bool,
    /// Whether of each agency the latest word counts.
    pub latest: bool,
    /// Whether the least and the greatest are told.
    pub ranged: bool,
    /// Digits behind the point of values.
    pub scale: u8,
    /// SHA-256 of the rule by which it is added up.
    pub rule: String,
    pub total: Tally,
    pub lines: Vec<FrozenLine>,
    /// By what they do, the reports that count.
    pub said: BTreeMap<Standing, Vec<Entry>>,
}

/// The total of one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenLine {
    /// Position among the agencies.
    pub agency: u32,
    pub total: Tally,
}

/// What several reports say together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// In units of 10^-scale; null when nobody stated or declared anything, or when it is not added up.
    pub value: Option<i64>,
    pub coverage: Coverage,
    /// How many reports give each choice; of yes and no, `true` and `false`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub choices: BTreeMap<String, u32>,
    /// Of days, the number of days since the beginning of our era (1 January of the year 1 is 1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub greatest: Option<i64>,
}

/// What one report says: its position, its value where it gives one, its choice where it makes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Entry {
    Silent(u32),
    Valued(u32, i64),
    Chosen(u32, Option<i64>, String),
}

/// An entry with what the report does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Position among the reports.
    pub report: u32,
    pub standing: Standing,
    pub value: Option<i64>,
    pub choice: Option<String>,
}

impl FrozenFigure {
    /// What every report that counts says.
    pub fn said(&self) -> impl Iterator<Item = Said> + '_ {
        self.said.iter().flat_map(|(standing, entries)| {
            entries.iter().map(|entry| {
                let (report, value, choice) = match entry {
                    Entry::Silent(report) => (*report, None, None),
                    Entry::Valued(report, value) => (*report, Some(*value), None),
                    Entry::Chosen(report, value, choice) => (*report, *value, Some(choice.clone())),
                };
                Said { report, standing: *standing, value, choice }
            })
        })
    }

    /// What reports say, as it is written down.
    pub fn entries(said: &[Said]) -> BTreeMap<Standing, Vec<Entry>> {
        let mut entries: BTreeMap<Standing, Vec<Entry>> = BTreeMap::new();
        for Said { report, standing, value, choice } in said.iter().cloned() {
            entries.entry(standing).or_default().push(match (value, choice) {
                (value, Some(choice)) => Entry::Chosen(report, value, choice),
                (Some(value), None) => Entry::Valued(report, value),
                (None, None) => Entry::Silent(report),
            });
        }
        entries
    }

    /// Digits behind the point of its total: what is counted, or has no value, has none.
    pub fn unit(&self) -> u8 {
        match self.shape {
            Shape::Sum | Shape::Numerator | Shape::Denominator => self.scale,
            Shape::CountTrue | Shape::Distinct | Shape::None => 0,
        }
    }

    /// The figure of the same meaning in another release: of one indicator, a rate's part by itself.
    pub fn key(&self) -> (&str, Option<Shape>) {
        let part = matches!(self.shape, Shape::Numerator | Shape::Denominator).then_some(self.shape);
        (&self.indicator, part)
    }
}
