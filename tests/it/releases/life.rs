//! One history of the model: the life of an obligation.

use super::random::Dice;
use crate::consolidation::{said, stated, truth};
use serde_json::{Value, json};

/// What a report says of the plain sum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Said {
    Stated(i64),
    NoneDeclared,
    Nothing,
}

/// What the model knows of one history: all there is to know.
#[derive(Clone)]
pub struct Life {
    pub obligation: String,
    pub exempt: bool,
    state: &'static str,
    revision: i64,
    /// The number of the newest version, and what it says.
    latest: Option<(u32, Said)>,
    accepted: Option<(u32, Said)>,
    submitted: Option<(u32, Said)>,
}

impl Life {
    pub fn of(obligation: &str) -> Self {
        Life {
            obligation: obligation.to_owned(),
            exempt: false,
            state: "DRAFT",
            revision: 0,
            latest: None,
            accepted: None,
            submitted: None,
        }
    }

    /// The version that counts on a basis.
    pub fn counts(&self, basis: &str) -> Option<(u32, Said)> {
        if basis == "ACCEPTED" { self.accepted } else { self.submitted }
    }

    /// Whether anything is still to be done about it.
    pub fn is_open(&self) -> bool {
        self.state != "ACCEPTED" && !self.exempt
    }

    pub fn is_touched(&self) -> bool {
        self.exempt || self.latest.is_some()
    }

    /// What is done next, if the dice want anything, and has then been done: a mutation and its input; a report that is saved is
    /// filed after it.
    pub fn next(&mut self, dice: &mut Dice) -> Option<(&'static str, Value)> {
        let revision = self.revision;
        match (self.state, dice.below(10)) {
            ("DRAFT", 9) if self.latest.is_none() && !self.exempt => {
                self.exempt = true;
                Some((
                    "obligationExempt",
                    json!({ "obligation": self.obligation, "reason": "Mới sáp nhập." }),
                ))
            }
            ("DRAFT" | "RETURNED", _) => {
                let (said, figures) = figures(dice);
                let number = self.latest.map_or(1, |(number, _)| number + 1);
                self.latest = Some((number, said));
                self.submitted = self.latest;
                self.state = "SUBMITTED";
                self.revision += 2;
                Some(("reportSaveDraft", json!({ "figures": figures, "ifRevision": revision })))
            }
            ("SUBMITTED", 0..7) => {
                self.accepted = self.latest;
                self.state = "ACCEPTED";
                self.revision += 1;
                Some(("reportAccept", json!({ "ifRevision": revision })))
            }
            ("SUBMITTED", _) => {
                self.submitted = self.accepted;
                self.state = "RETURNED";
                self.revision += 1;
                Some((
                    "reportReturn",
                    json!({ "ifRevision": revision, "reasons": [{ "text": "Kiểm tra lại." }] }),
                ))
            }
            (_, 0..6) => {
                self.state = "DRAFT";
                self.revision += 1;
                Some(("reportReopen", json!({ "ifRevision": revision, "reason": "Bổ sung số liệu." })))
            }
            _ => None,
        }
    }
}

/// Figures at random, all of those that a version may say anew; and what they say of the plain sum.
fn figures(dice: &mut Dice) -> (Said, Vec<Value>) {
    let value = i64::try_from(dice.below(40)).unwrap();
    let (of_sum, sum) = match dice.below(6) {
        0 => (Said::Nothing, said("denunciation_received", "NOT_STATED")),
        1 => (Said::NoneDeclared, said("denunciation_received", "NONE_DECLARED")),
        _ => (Said::Stated(value), stated("denunciation_received", value)),
    };
    let mut figures = vec![sum];
    for code in ["qcdc_plan_issued", "qcdc_regulation_issued"] {
        figures.push(match dice.below(4) {
            0 => said(code, "NOT_STATED"),
            odd => truth(code, odd == 1),
        });
    }
    // Consistent in themselves, and with whatever the quarter before says.
    let resolved = i64::try_from(dice.below(9)).unwrap();
    let all = [
        ("complaint_received", resolved + 2),
        ("complaint_within_competence", resolved + 1),
        ("complaint_resolved", resolved),
        ("complaint_pending", 3),
    ];
    let silent = dice.below(3) == 0;
    for (code, value) in all {
        figures.push(if silent { said(code, "NOT_STATED") } else { stated(code, value) });
    }
    (of_sum, figures)
}
