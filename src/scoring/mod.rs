//! Floor 4: scoring democracy work: a province's schemes, agencies' own scores, and what Home Affairs verifies and gives.

mod graphql;
mod input;
mod rows;
mod service;
mod types;

pub use graphql::{DemocracyScore, ScoringQuery, ScoringScheme};
pub use input::{ScoringBandInput, ScoringCriterionInput, ScoringSchemeDraft};
pub use rows::score::Model as ScoreRow;
pub use service::{
    Kept, Verification, choose, for_check, of_periods, page, save_scheme, scheme_by_id, schemes, score_by_id,
    score_of, self_assess, verify,
};
pub use types::{Content, CriterionScoreInput, DemocracyScoreFilter, Marks, ScoreState};
