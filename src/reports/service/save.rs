//! Saving a draft.

use super::{
    super::rows::report, about, after_now, agency_of, draft_of, fresh, required, round_of, tasks::to_follow,
};
use crate::{
    auth::Actor,
    catalogue::Catalogue,
    kit::{Result, digest, vocabulary::ReportState},
    organisation::history::History,
    reports::{
        asked::{self, Asked},
        input::DraftPatch,
        patch,
        register::Register,
        state::ReportEvent,
        tasks::KnownTask,
    },
    rounds,
    store::Writer,
};
use uuid::Uuid;

/// Merges a patch into the draft of a report: all of it, or nothing and every problem at once. `planned`: the tasks of the agency's
/// plans that the report may tell of beside those of the report before.
pub async fn save(
    writer: &Writer,
    actor: &Actor,
    catalogue: &Catalogue,
    report: Uuid,
    if_revision: i32,
    patch: DraftPatch,
    planned: Vec<KnownTask>,
) -> Result<report::Model> {
    let before = required(writer, report).await?;
    let obligation = rounds::obligation_by_id(writer, before.obligation_id).await?;
    let state = after_now(writer, actor, &before, &obligation, ReportEvent::Save)?;
    // What an extension has opened stays locked on paper, so that it is locked when the extension ends.
    let locked = before.state == ReportState::Locked.code();
    fresh(&before, if_revision)?;
    let round = round_of(writer, &before).await?;
    let register = match &patch.models {
        Some(_) => {
            let history = History::read(writer).await?;
            Register::read(writer, &history, before.agency_id, asked::window_of(&round)).await?
        }
        None => Register::default(),
    };
    let kind = match &patch.figures {
        Some(_) => Some(agency_of(writer, &before).await?.agency_kind()),
        None => None,
    };
    let tasks = match &patch.follow_ups {
        Some(_) => {
            let set = to_follow(writer, std::slice::from_ref(&before)).await?.remove(&before.id);
            set.unwrap_or_default().into_iter().chain(planned).collect()
        }
        None => Vec::new(),
    };
    let asked = Asked::of(catalogue, &round, kind)?.with(register, tasks);
    let content = patch::apply(&asked, &draft_of(&before)?, patch)?;
    let saved = report::Model {
        state: if locked { before.state.clone() } else { state.code().into() },
        revision: before.revision + 1,
        draft: digest::canonical(&content),
        updated_by: writer.person(),
        updated_at: writer.now(),
        ..before.clone()
    };
    about(writer, &saved);
    writer.update::<report::Entity>(&before, saved.clone()).await?;
    Ok(saved)
}
