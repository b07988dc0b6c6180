//! Saving a draft.

use super::{
    super::rows::report, about, after_now, draft_of, fresh, kind_of, required, round_of, tasks::to_follow,
};
use crate::{
    auth::Actor,
    catalogue::Catalogue,
    dan_van_kheo,
    kit::{Result, digest, vocabulary::ReportState},
    reports::{asked::Asked, input::DraftPatch, patch, state::ReportEvent, tasks::KnownTask},
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
    let models = match &patch.models {
        Some(_) => dan_van_kheo::of_agency(writer, before.agency_id).await?,
        None => Vec::new(),
    };
    let kind = match &patch.figures {
        Some(_) => Some(kind_of(writer, &before).await?),
        None => None,
    };
    let tasks = match &patch.follow_ups {
        Some(_) => {
            let set = to_follow(writer, std::slice::from_ref(&before)).await?.remove(&before.id);
            set.unwrap_or_default().into_iter().chain(planned).collect()
        }
        None => Vec::new(),
    };
    let asked = Asked::of(catalogue, &round, kind, models)?.with_tasks(tasks);
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
