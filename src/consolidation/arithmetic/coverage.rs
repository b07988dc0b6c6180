//! Who is in a total, and who is not.

use crate::kit::FigureState;
use async_graphql::{Enum, SimpleObject};
use serde::{Deserialize, Serialize};
use std::ops::{Add, AddAssign};

/// What one obligation did about what is being counted: exactly one of these (trạng thái của số liệu trong báo cáo).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(name = "FigureStanding")]
pub enum Standing {
    /// The report gives a value (có số liệu).
    Stated,
    /// The report says that there was none (báo cáo "không có").
    NoneDeclared,
    /// The report is silent (không nêu).
    NotStated,
    /// It does not concern this agency (không áp dụng).
    NotApplicable,
    /// Of several parts, the report gives some and is silent on others (chỉ nêu một phần).
    Partial,
    /// There is no report (chưa có báo cáo được tính).
    Missing,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Standing; 6] = [
        Self::Stated,
        Self::NoneDeclared,
        Self::NotStated,
        Self::NotApplicable,
        Self::Partial,
        Self::Missing,
    ];

    /// The standing of an obligation whose report, if there is one, states a figure so.
    pub fn of(state: Option<FigureState>) -> Self {
        match state {
            Some(FigureState::Stated) => Standing::Stated,
            Some(FigureState::NoneDeclared) => Standing::NoneDeclared,
            Some(FigureState::NotStated) => Standing::NotStated,
            Some(FigureState::NotApplicable) => Standing::NotApplicable,
            None => Standing::Missing,
        }
    }

    /// Whether the whole of it is known: stated, or declared to be none.
    pub fn is_known(self) -> bool {
        matches!(self, Standing::Stated | Standing::NoneDeclared)
    }

    /// Whether it is stated or declared, wholly or in part.
    pub fn says_anything(self) -> bool {
        self.is_known() || self == Standing::Partial
    }
}

/// Of how many reports a total speaks, and what each of them says (độ bao phủ).
///
/// Always `due = reported + missing` and `reported = stated + noneDeclared + notStated + notApplicable + partial`.
// In the canonical form of a release what is 0 is left out.
#[derive(SimpleObject, Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Coverage {
    /// Reports that were due: one for an agency and a period (phải báo cáo).
    #[serde(skip_serializing_if = "is_zero")]
    pub due: u32,
    /// Of which have a version that counts on the basis asked: an accepted one, or on SUBMITTED one that was filed (có báo
    /// cáo được tính).
    #[serde(skip_serializing_if = "is_zero")]
    pub reported: u32,
    /// Of which give a value (có số liệu).
    #[serde(skip_serializing_if = "is_zero")]
    pub stated: u32,
    /// Of which say that there was none: a real zero (báo cáo "không có").
    #[serde(skip_serializing_if = "is_zero")]
    pub none_declared: u32,
    /// Of which are silent: never a zero (không nêu).
    #[serde(skip_serializing_if = "is_zero")]
    pub not_stated: u32,
    /// Of which it does not concern (không áp dụng).
    #[serde(skip_serializing_if = "is_zero")]
    pub not_applicable: u32,
    /// Of which give only a part of what is added up (chỉ nêu một phần).
    #[serde(skip_serializing_if = "is_zero")]
    pub partial: u32,
    /// Of which nothing counts: not filed, or on ACCEPTED filed and not accepted yet; `submissionStatus` tells them apart
    /// (chưa có báo cáo được tính).
    #[serde(skip_serializing_if = "is_zero")]
    pub missing: u32,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl Coverage {
    /// The coverage of one obligation.
    pub fn of(standing: Standing) -> Self {
        let mut coverage = Coverage::default();
        coverage.tally(standing, 1);
        coverage
    }

    /// Counts `how_many` more obligations of one standing. (Saturating: there are not four thousand million agencies.)
    pub fn tally(&mut self, standing: Standing, how_many: u32) {
        let count = match standing {
            Standing::Stated => &mut self.stated,
            Standing::NoneDeclared => &mut self.none_declared,
            Standing::NotStated => &mut self.not_stated,
            Standing::NotApplicable => &mut self.not_applicable,
            Standing::Partial => &mut self.partial,
            Standing::Missing => &mut self.missing,
        };
        *count = count.saturating_add(how_many);
        if standing != Standing::Missing {
            self.reported = self.reported.saturating_add(how_many);
        }
        self.due = self.due.saturating_add(how_many);
    }

    /// How many obligations have one standing.
    pub fn count(&self, standing: Standing) -> u32 {
        match standing {
            Standing::Stated => self.stated,
            Standing::NoneDeclared => self.none_declared,
            Standing::NotStated => self.not_stated,
            Standing::NotApplicable => self.not_applicable,
            Standing::Partial => self.partial,
            Standing::Missing => self.missing,
        }
    }

    /// Whether the parts add up to the wholes.
    pub fn adds_up(&self) -> bool {
        self.due == self.reported + self.missing
            && self.reported
                == self.stated + self.none_declared + self.not_stated + self.not_applicable + self.partial
    }
}

impl Add for Coverage {
    type Output = Coverage;

    fn add(mut self, other: Coverage) -> Coverage {
        for standing in Standing::ALL {
            self.tally(standing, other.count(standing));
        }
        self
    }
}

impl AddAssign for Coverage {
    fn add_assign(&mut self, other: Coverage) {
        *self = *self + other;
    }
}
