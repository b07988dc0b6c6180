//! What a save says became of tasks.

use super::{Check, MOST_FOLLOW_UPS};
use crate::kit::text::{MAX_NOTE, shown};
use crate::kit::vocabulary::TaskStatus;
use crate::kit::{Code, Problem};
use crate::reports::input::TaskFollowUpInput;
use crate::reports::tasks::SetIn;
use crate::reports::types::FollowUpEntry;
use std::collections::HashSet;

impl Check<'_> {
    /// Each task once, with its wording as it stands now; what was dropped has a reason.
    pub(super) fn follow_ups(&mut self, follow_ups: Vec<TaskFollowUpInput>) -> Vec<FollowUpEntry> {
        let mut seen = HashSet::new();
        let mut entries = Vec::new();
        for (index, input) in
            self.bounded(follow_ups, MOST_FOLLOW_UPS, &["followUps"]).into_iter().enumerate()
        {
            let index = index.to_string();
            let at = |field| ["followUps", &index, field];
            let reason = self.optional(input.reason, MAX_NOTE, &at("reason"));
            if input.outcome == TaskStatus::Dropped && reason.is_none() {
                self.refuse(Problem::new(Code::ReasonRequired, &at("reason")));
            }
            let Some(known) = self.form.task(&input.task).cloned() else {
                self.refuse(Problem::new(Code::UnknownTask, &at("task")).with("task", shown(&input.task)));
                continue;
            };
            if !seen.insert(input.task.clone()) {
                self.refuse(Problem::new(Code::DuplicateEntry, &at("task")).with("key", shown(&input.task)));
            }
            let (report, plan) = match known.set_in {
                SetIn::Report(report) => (Some(report), None),
                SetIn::Plan(plan) => (None, Some(plan)),
            };
            entries.push(FollowUpEntry {
                task: input.task,
                text: known.task.text,
                report,
                plan,
                version: known.version,
                outcome: input.outcome,
                reason,
            });
        }
        entries
    }
}
