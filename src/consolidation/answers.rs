//! What the reports that stand say became of tasks, whoever set these.

use sea_orm::{ColumnTrait, Condition, FromQueryResult, JoinType, QueryFilter, QuerySelect};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

use super::{
    ledger::{Filed, same_version},
    picture::Picture,
    tasks::TaskOutcome,
};
use crate::{
    kit::{self, Error, Period, vocabulary::TaskStatus},
    organisation::history::History,
    reports::{self, FollowUpColumn, FollowUpEntity, FollowUpEntry, StandingColumn, StandingEntity},
    rounds::{RoundEntity, RoundRow},
};

/// What one report says of a task.
#[derive(Clone, Debug)]
pub struct Told {
    pub filed: Filed,
    pub agency: Uuid,
    pub period: i32,
    pub entry: FollowUpEntry,
}

#[derive(FromQueryResult)]
struct FollowUp {
    version_id: Uuid,
    content: String,
}

#[derive(FromQueryResult)]
struct Stands {
    agency_id: Uuid,
    round_id: Uuid,
    version_id: Uuid,
    report_id: Uuid,
    period: i32,
}

/// The reports that could tell of tasks, and what they tell.
pub struct Answers {
    history: History,
    pub rounds: Vec<(RoundRow, Period)>,
    /// Who has filed in which of the rounds that were heard.
    filed: HashSet<(Uuid, Uuid)>,
    /// By key of the task, the earliest stored period first.
    pub told: HashMap<String, Vec<Told>>,
}

impl Answers {
    /// Some rounds as they were known, of which nothing is heard yet: two statements.
    pub async fn of(picture: &Picture, rounds: Condition) -> kit::Result<Answers> {
        let (reader, as_of) = (&picture.reader, picture.as_of);
        let mut history = History::read(reader).await?;
        if let Some(at) = as_of.known_at() {
            history = history.known_at(at);
        }
        let rows = reader.find::<RoundEntity>().with(|all| all.filter(rounds)).all().await?;
        let mut rounds = Vec::new();
        for row in rows.into_iter().filter(|row| as_of.knows(row.recorded_at.unwrap_or(row.opened_at))) {
            let period = reports::period_of(&row)?;
            rounds.push((row, period));
        }
        Ok(Answers { history, rounds, filed: HashSet::new(), told: HashMap::new() })
    }

    /// Reads what the reports of some rounds tell, by the versions that stand: two statements.
    ///
    /// Whoever sees what is closed only sees nothing of what is told in a period of which something is open, though the round itself be
    /// closed. It is not heard: that it was filed would read as silence.
    pub async fn hear(&mut self, picture: &Picture, telling: &BTreeSet<Uuid>) -> kit::Result<()> {
        let closed = picture.reader.scope().closed();
        let heard = |row: &RoundRow| closed.is_none_or(|closed| closed.periods().contains(&row.period));
        let rounds = self.rounds.iter().map(|(row, _)| row);
        let telling: BTreeSet<Uuid> =
            rounds.filter(|&row| telling.contains(&row.id) && heard(row)).map(|row| row.id).collect();
        if telling.is_empty() {
            return Ok(());
        }
        let standing = || {
            let in_rounds = StandingColumn::RoundId.is_in(telling.iter().copied());
            picture.as_of.standing(picture.basis).add(in_rounds)
        };
        let reader = &picture.reader;
        let stands: Vec<Stands> = reader
            .find::<StandingEntity>()
            .with(|all| {
                all.select_only()
                    .column(StandingColumn::AgencyId)
                    .column(StandingColumn::RoundId)
                    .column(StandingColumn::VersionId)
                    .column(StandingColumn::ReportId)
                    .column(StandingColumn::Period)
                    .filter(standing())
            })
            .rows()
            .await?;
        self.filed = stands.iter().map(|row| (row.agency_id, row.round_id)).collect();
        let versions: HashMap<Uuid, &Stands> = stands.iter().map(|row| (row.version_id, row)).collect();
        let rows: Vec<FollowUp> = reader
            .find::<FollowUpEntity>()
            .with(|all| all.select_only().column(FollowUpColumn::VersionId).column(FollowUpColumn::Content))
            .join::<StandingEntity>(
                JoinType::InnerJoin,
                standing().add(same_version::<FollowUpEntity>(FollowUpColumn::VersionId)),
            )
            .rows()
            .await?;
        for row in rows {
            let Some(stands) = versions.get(&row.version_id) else { continue };
            let entry: FollowUpEntry = serde_json::from_str(&row.content).map_err(Error::broken)?;
            self.told.entry(entry.task.clone()).or_default().push(Told {
                filed: Filed { version: stands.version_id, report: stands.report_id },
                agency: stands.agency_id,
                period: stands.period,
                entry,
            });
        }
        for told in self.told.values_mut() {
            told.sort_by_key(|told| (told.period, told.agency));
        }
        Ok(())
    }

    /// Whether everybody has filed in a round who could tell there of an agency's tasks: itself or, since it ended, those who
    /// carry it on.
    pub fn all_filed(&self, setter: Uuid, round: &RoundRow) -> bool {
        let mut tellers = self.history.carrying_on(setter, round.window_to);
        if tellers.is_empty() {
            tellers.insert(setter);
        }
        tellers.into_iter().all(|teller| self.filed.contains(&(teller, round.id)))
    }
}

/// What several reports say of one task, as an agency was divided: it goes on as long as one of them says so.
pub fn together<'t>(told: impl IntoIterator<Item = &'t Told>) -> Option<TaskOutcome> {
    let said: Vec<TaskStatus> = told.into_iter().map(|told| told.entry.outcome).collect();
    let says = |status| said.contains(&status);
    let order = [
        (TaskStatus::GoingOn, TaskOutcome::GoingOn),
        (TaskStatus::Done, TaskOutcome::Done),
        (TaskStatus::Dropped, TaskOutcome::Dropped),
    ];
    order.into_iter().find(|(status, _)| says(*status)).map(|(_, outcome)| outcome)
}
