//! What people send of a scheme, and what is wrong with its shape.

use async_graphql::InputObject;

use crate::{
    catalogue::scoring::{Band, Criterion, DemocracyClass, MOST_CODE, MOST_CRITERIA, SCALE, Scheme},
    kit::{
        Bilingual, Code, Problem,
        scalars::{Date, DecimalText},
        text,
        vocabulary::AgencyKind,
    },
};

/// Something that points are given for (một tiêu chí).
#[derive(InputObject, Clone, Debug)]
pub struct ScoringCriterionInput {
    /// Code: lower-case letters a to z, digits and underscores (mã).
    pub code: String,
    /// Code of the criterion it is a part of, which comes before it (tiêu chí cha).
    pub parent: Option<String>,
    /// Name in Vietnamese (tên tiếng Việt).
    pub label_vi: String,
    /// Name in English (tên tiếng Anh).
    pub label_en: String,
    /// The most points it gives; the parts of a criterion add up to it (điểm tối đa).
    pub maximum: DecimalText,
}

/// The scores of a class (khung điểm của một loại).
#[derive(InputObject, Clone, Copy, Debug)]
pub struct ScoringBandInput {
    /// The class (xếp loại).
    pub class: DemocracyClass,
    /// Its least score (từ điểm).
    pub from: DecimalText,
    /// The score it ends before, at which the next band begins, or its own last score, one hundredth below that (49.99); the highest
    /// band includes it (đến dưới điểm).
    pub to: DecimalText,
}

/// A scheme as somebody wants it saved.
#[derive(Clone, Debug)]
pub struct ScoringSchemeDraft {
    pub code: String,
    pub label_vi: String,
    pub label_en: String,
    pub legal_basis: Option<String>,
    pub valid_from: Option<Date>,
    pub valid_to: Option<Date>,
    pub agency_kinds: Option<Vec<AgencyKind>>,
    pub maximum: DecimalText,
    pub criteria: Vec<ScoringCriterionInput>,
    pub bands: Vec<ScoringBandInput>,
}

impl ScoringSchemeDraft {
    /// The scheme as far as it can be read, and what is wrong with its shape; what does not add up is
    /// [`crate::catalogue::scoring::faults`]'s to say.
    pub fn read(self) -> (Option<Scheme>, Vec<Problem>) {
        let mut problems = Vec::new();
        let named = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        if self.code.is_empty() || self.code.len() > MOST_CODE || !self.code.chars().all(named) {
            problems.push(Problem::new(Code::ScoringCode, &["code"]).with("most", MOST_CODE));
        }
        for (entries, field) in [(self.criteria.len(), "criteria"), (self.bands.len(), "bands")] {
            if entries > MOST_CRITERIA {
                problems.push(Problem::new(Code::TooManyEntries, &[field]).with("most", MOST_CRITERIA));
                return (None, problems);
            }
        }
        let label = Bilingual {
            vi: clean(&self.label_vi, &["labelVi"], &mut problems),
            en: clean(&self.label_en, &["labelEn"], &mut problems),
        };
        let basis = self.legal_basis.filter(|basis| !basis.trim().is_empty());
        let legal_basis = basis
            .map(|basis| clean(&basis, &["legalBasis"], &mut problems))
            .map(|vi| Bilingual { en: vi.clone(), vi });
        let maximum = points(self.maximum, &["maximum"], &mut problems);
        let mut criteria = Vec::new();
        for (index, given) in self.criteria.into_iter().enumerate() {
            let index = index.to_string();
            let at = |field| ["criteria", index.as_str(), field];
            criteria.push(Criterion {
                label: Bilingual {
                    vi: clean(&given.label_vi, &at("labelVi"), &mut problems),
                    en: clean(&given.label_en, &at("labelEn"), &mut problems),
                },
                maximum: points(given.maximum, &at("maximum"), &mut problems),
                code: given.code,
                parent: given.parent,
            });
        }
        let mut bands = Vec::new();
        for (index, given) in self.bands.into_iter().enumerate() {
            let index = index.to_string();
            let at = |field| ["bands", index.as_str(), field];
            bands.push(Band {
                class: given.class,
                from: points(given.from, &at("from"), &mut problems),
                to: points(given.to, &at("to"), &mut problems),
            });
        }
        let mut agency_kinds = self.agency_kinds.unwrap_or_else(|| AgencyKind::ALL.to_vec());
        agency_kinds.sort_unstable();
        agency_kinds.dedup();
        let scheme = Scheme {
            code: self.code,
            label,
            example: false,
            legal_basis,
            valid_from: self.valid_from.map(|day| day.0),
            valid_to: self.valid_to.map(|day| day.0),
            agency_kinds,
            maximum,
            criteria,
            bands,
        };
        // Points that cannot be read would be blamed for what does not add up.
        let read = problems.iter().all(|problem| problem.code != Code::ScoreOutOfRange);
        (Some(scheme).filter(|_| read), problems)
    }
}

fn clean(given: &str, path: &[&str], problems: &mut Vec<Problem>) -> String {
    text::required(given, text::MAX_NAME, path).map_err(|it| problems.push(it)).unwrap_or_default()
}

fn points(given: DecimalText, path: &[&str], problems: &mut Vec<Problem>) -> i64 {
    given.0.rescale(SCALE).unwrap_or_else(|| {
        problems.push(Problem::new(Code::ScoreOutOfRange, path).with("most", "10000"));
        0
    })
}
