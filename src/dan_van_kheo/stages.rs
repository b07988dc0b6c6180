//! The life of a "Dân vận khéo" model (domain §3.3), as one pure function.
//!
//! ```text
//! REGISTERED → IN_PROGRESS → INTERIM_REVIEWED → FINAL_REVIEWED → RECOGNISED → COMMENDED → REPLICATED
//! ```
//!
//! - A step may be left out only where the work itself can do without it: the final review without an interim one,
//!   recognition after either review, replication without a commendation. Never the work, never every review, and
//!   nothing is commended or replicated that was not recognised.
//! - REJECTED (not recognised) ends what has not been recognised yet. DROPPED (no longer kept up) ends anything that is
//!   not over. ENDED (over, as planned) ends what has been worked on.
//! - SUSPENDED is for what is still being worked towards its final review, and resumes as IN_PROGRESS; it is not for
//!   what has been recognised, which would lose its recognition by resuming.
//! - Stages only go forward (rule D06); the same stage twice is not a step.

use chrono::NaiveDate;

use crate::auth::Action;
use crate::kit::Code;
use crate::kit::vocabulary::{ModelLevel, ModelStage};

/// Whether a model may go from one stage to another; [`Code::StageNotReachable`] when not.
pub fn advance(from: ModelStage, to: ModelStage) -> Result<(), Code> {
    if follows(from, to) { Ok(()) } else { Err(Code::StageNotReachable) }
}

/// Whether a stage follows directly on another.
pub fn follows(from: ModelStage, to: ModelStage) -> bool {
    next(from).contains(&to)
}

/// The stages that a model may go to from this one; none from a final stage.
fn next(from: ModelStage) -> &'static [ModelStage] {
    use ModelStage::{
        Commended, Dropped, Ended, FinalReviewed, InProgress, InterimReviewed, Recognised, Registered,
        Rejected, Replicated, Suspended,
    };
    match from {
        Registered => &[InProgress, Rejected, Suspended, Dropped],
        InProgress => &[InterimReviewed, FinalReviewed, Rejected, Suspended, Dropped, Ended],
        InterimReviewed => &[FinalReviewed, Recognised, Rejected, Suspended, Dropped, Ended],
        FinalReviewed => &[Recognised, Rejected, Dropped, Ended],
        Recognised => &[Commended, Replicated, Dropped, Ended],
        Commended => &[Replicated, Dropped, Ended],
        Replicated => &[Dropped, Ended],
        Suspended => &[InProgress, Dropped, Ended],
        Rejected | Dropped | Ended => &[],
    }
}

/// Whether a model of this stage is being kept up (đang duy trì): what `dvk_models_active` counts at the end of a period.
/// A newly registered one is (rule D04 adds it), a suspended one is not.
pub fn is_active(stage: ModelStage) -> bool {
    use ModelStage::{
        Commended, Dropped, Ended, FinalReviewed, InProgress, InterimReviewed, Recognised, Registered,
        Rejected, Replicated, Suspended,
    };
    match stage {
        Registered | InProgress | InterimReviewed | FinalReviewed | Recognised | Commended | Replicated => {
            true
        }
        Suspended | Rejected | Dropped | Ended => false,
    }
}

/// What somebody must be allowed to do to record that a model of a level has reached a stage: its own people what they do
/// themselves; recognition, refusal and commendation whoever decides on that level. At the grassroots that is the agency's
/// head, above it Home Affairs, which may record everything.
pub fn recording(level: ModelLevel, to: ModelStage) -> Action {
    use ModelStage::{
        Commended, Dropped, Ended, FinalReviewed, InProgress, InterimReviewed, Recognised, Registered,
        Rejected, Replicated, Suspended,
    };
    match (to, level) {
        (Registered | InProgress | InterimReviewed | FinalReviewed | Suspended | Dropped | Ended, _) => {
            Action::RecordModelWork
        }
        (Replicated, _) | (Recognised | Rejected | Commended, ModelLevel::Grassroots) => {
            Action::DecideModelBelow
        }
        (Recognised | Rejected | Commended, _) => Action::DecideModelAbove,
    }
}

/// The last day on which a model may be registered at district level: the district ended with it.
pub fn last_district_day() -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2025, 6, 30)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::kit::vocabulary::Role;
    use std::collections::BTreeSet;

    /// Every step there is, written by hand; whatever is not here is refused.
    const STEPS: &str = "
        REGISTERED       -> IN_PROGRESS REJECTED SUSPENDED DROPPED
        IN_PROGRESS      -> INTERIM_REVIEWED FINAL_REVIEWED REJECTED SUSPENDED DROPPED ENDED
        INTERIM_REVIEWED -> FINAL_REVIEWED RECOGNISED REJECTED SUSPENDED DROPPED ENDED
        FINAL_REVIEWED   -> RECOGNISED REJECTED DROPPED ENDED
        RECOGNISED       -> COMMENDED REPLICATED DROPPED ENDED
        COMMENDED        -> REPLICATED DROPPED ENDED
        REPLICATED       -> DROPPED ENDED
        SUSPENDED        -> IN_PROGRESS DROPPED ENDED
        REJECTED         ->
        DROPPED          ->
        ENDED            ->
    ";

    #[test]
    fn every_pair_of_stages() {
        let mut expected = BTreeSet::new();
        let mut named = BTreeSet::new();
        for line in STEPS.lines().filter(|line| !line.trim().is_empty()) {
            let (from, to) = line.split_once("->").unwrap_or_default();
            let from = ModelStage::from_code(from.trim());
            named.insert(from);
            for to in to.split_whitespace() {
                expected.insert((from, ModelStage::from_code(to)));
            }
        }
        assert_eq!(named.len(), ModelStage::ALL.len(), "every stage has a line");
        assert!(!named.contains(&None));
        for from in ModelStage::ALL {
            for to in ModelStage::ALL {
                let allowed = advance(*from, *to);
                let pair = (Some(*from), Some(*to));
                if expected.contains(&pair) {
                    assert_eq!(allowed, Ok(()), "{pair:?}");
                } else {
                    assert_eq!(allowed, Err(Code::StageNotReachable), "{pair:?}");
                }
            }
        }
    }

    /// The stages on some way to `goal` that avoids `without`.
    fn reachable_without(without: &[ModelStage]) -> BTreeSet<ModelStage> {
        let mut seen = BTreeSet::new();
        let mut left = vec![ModelStage::Registered];
        while let Some(stage) = left.pop() {
            if !without.contains(&stage) && seen.insert(stage) {
                left.extend_from_slice(next(stage));
            }
        }
        seen
    }

    #[test]
    fn nothing_is_praised_that_was_not_recognised_and_nothing_recognised_that_was_not_reviewed() {
        use ModelStage::{Commended, FinalReviewed, InProgress, InterimReviewed, Recognised, Replicated};
        assert_eq!(reachable_without(&[]).len(), ModelStage::ALL.len());
        let unrecognised = reachable_without(&[Recognised]);
        assert!(!unrecognised.contains(&Commended) && !unrecognised.contains(&Replicated));
        assert!(!reachable_without(&[InterimReviewed, FinalReviewed]).contains(&Recognised));
        assert!(!reachable_without(&[InProgress]).contains(&Recognised));
    }

    #[test]
    fn what_is_over_is_final_and_inactive() {
        use ModelStage::{Dropped, Ended, Rejected, Suspended};
        for stage in ModelStage::ALL {
            let over = [Rejected, Dropped, Ended].contains(stage);
            assert_eq!(next(*stage).is_empty(), over, "{stage:?}");
            assert_eq!(is_active(*stage), !over && *stage != Suspended, "{stage:?}");
        }
    }

    /// Who may record what, written by hand: S the submitter, H the agency's head, O the officer of Home Affairs.
    const RIGHTS: &str = "
        REGISTERED       SHO SHO
        IN_PROGRESS      SHO SHO
        INTERIM_REVIEWED SHO SHO
        FINAL_REVIEWED   SHO SHO
        RECOGNISED       HO  O
        COMMENDED        HO  O
        REPLICATED       HO  HO
        REJECTED         HO  O
        SUSPENDED        SHO SHO
        DROPPED          SHO SHO
        ENDED            SHO SHO
    ";

    #[test]
    fn who_may_record_which_stage() {
        let mut named = BTreeSet::new();
        for line in RIGHTS.lines().filter(|line| !line.trim().is_empty()) {
            let [stage, grassroots, above] = line.split_whitespace().collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            let stage = ModelStage::from_code(stage).unwrap();
            named.insert(stage);
            for level in ModelLevel::ALL {
                let expected = if *level == ModelLevel::Grassroots { grassroots } else { above };
                for role in Role::ALL {
                    let letter = match role {
                        Role::Submitter => 'S',
                        Role::AgencyHead => 'H',
                        Role::HomeAffairsOfficer => 'O',
                        _ => '-',
                    };
                    let allowed = recording(*level, stage).is_for(*role);
                    assert_eq!(allowed, expected.contains(letter), "{role:?} {stage:?} {level:?}");
                }
            }
        }
        assert_eq!(named.len(), ModelStage::ALL.len());
    }
}
