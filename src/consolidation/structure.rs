//! By which structure agencies are told apart: as they reported, or by who continues them today. The only place where an agency
//! becomes another one's line; everything else asks the ledger.

use async_graphql::{Context, Object};
use chrono::NaiveDate;
use std::sync::Arc;
use uuid::Uuid;

use super::{
    as_of::AsOf,
    cells::Cell,
    ledger::{Ledger, Owed},
};
use crate::{
    kit::{Lang, Result, scalars::Date},
    organisation::{
        Agency,
        history::{Event, History, Lines, RestatementStatus, Structure},
    },
    request,
    store::Reader,
};

/// What became of agencies, and the lines of a structure; none of the structure in which agencies reported.
#[derive(Default)]
pub struct Restated {
    history: History,
    lines: Option<Lines>,
}

impl Restated {
    /// Reads what became of agencies, and gives them as they were known: one statement.
    pub async fn read(
        reader: &Reader,
        structure: Structure,
        as_of: AsOf,
        mut agencies: Vec<Agency>,
    ) -> Result<(Restated, Vec<Agency>)> {
        let mut history = History::read(reader).await?;
        if let Some(at) = as_of.known_at() {
            agencies = history.undo_after(at, agencies);
            history = history.known_at(at);
        }
        let restated = match structure {
            Structure::AsReported => Restated { history, lines: None },
            Structure::BySuccessor => Restated::of(history),
        };
        Ok((restated, agencies))
    }

    /// The lines after a history.
    pub fn of(history: History) -> Restated {
        let lines = Some(Lines::of(&history));
        Restated { history, lines }
    }

    /// What became of agencies.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Whether agencies stand under those that continue them today.
    pub fn is_by_successor(&self) -> bool {
        self.lines.is_some()
    }

    /// The agency under which an agency is told apart.
    pub fn line(&self, agency: Uuid) -> Uuid {
        self.lines.as_ref().map_or(agency, |lines| lines.line(agency).agency)
    }

    /// What is said of a line beside its figures; `None` in the structure in which agencies reported.
    fn said(&self, agency: Uuid) -> Option<(RestatementStatus, Option<&Event>)> {
        let line = self.lines.as_ref()?.line(agency);
        let because = self.history.events().iter().find(|event| Some(event.id) == line.because);
        Some((line.status, because))
    }
}

/// How a line by agency came to be brought to today's structure (quy về cơ cấu hiện nay).
pub struct Restatement {
    ledger: Arc<Ledger>,
    cell: Cell,
    line: u32,
    status: RestatementStatus,
    since: Option<NaiveDate>,
}

impl Restatement {
    /// Of the line of a cell; `None` where agencies are not told apart, or as they reported.
    pub fn of(ledger: &Arc<Ledger>, cell: Cell) -> Option<Restatement> {
        let line = cell.agency?;
        let agency = ledger.agencies.get(line as usize)?;
        let (status, because) = ledger.structure.said(agency.key())?;
        let lines = ledger.structure.lines.as_ref()?;
        // What an agency that went on reported of itself since it was divided is its own, until it is divided again.
        let own = &ledger.all()[ledger.of_line(Some(line))];
        let divided =
            |owed: &Owed| lines.divided_after(ledger.agency(owed).key(), ledger.round(owed).window.from);
        let divided = own.iter().filter(|owed| ledger.is_in(owed, &cell)).filter_map(divided).min();
        let ended = agency.days().1.is_some();
        let (status, since) = match (divided, lines.dissolved_on(agency.key())) {
            (Some(on), _) => (RestatementStatus::Split, Some(on)),
            (None, Some(on)) => (RestatementStatus::Dissolved, Some(on)),
            (None, None) if ended => (status, because.map(|event| event.effective_on)),
            (None, None) => (RestatementStatus::Today, None),
        };
        Some(Restatement { ledger: ledger.clone(), cell, line, status, since })
    }

    /// Why the figures cannot be brought to an agency of today.
    fn why(&self, lang: Lang) -> Option<String> {
        let sentence = match (self.status, lang) {
            (RestatementStatus::Today, _) => return None,
            (RestatementStatus::Dissolved, Lang::Vi) => {
                "Cơ quan kết thúc hoạt động từ ngày %d/%m/%Y, không có cơ quan kế thừa; số liệu giữ dưới tên cơ quan đó."
            }
            (RestatementStatus::Dissolved, Lang::En) => {
                "The agency ended on %d/%m/%Y and nobody continues it; its figures stay under its own name."
            }
            (RestatementStatus::Split, Lang::Vi) => {
                "Cơ quan được chia, tách từ ngày %d/%m/%Y; không thể biết phần số liệu nào thuộc cơ quan nào, nên số liệu giữ \
                 dưới tên cơ quan đó."
            }
            (RestatementStatus::Split, Lang::En) => {
                "The agency was divided on %d/%m/%Y; which part of a figure belongs to whom cannot be told, so its figures \
                 stay under its own name."
            }
        };
        Some(self.since?.format(sentence).to_string())
    }
}

/// How a line by agency came to be brought to today's structure (quy về cơ cấu hiện nay).
#[Object]
impl Restatement {
    /// Whether it could be (kết quả).
    async fn status(&self) -> RestatementStatus {
        self.status
    }

    /// The agencies whose reports are in the line, under their own names (các cơ quan đã báo cáo).
    async fn reported_by(&self) -> Vec<Agency> {
        let ledger = &self.ledger;
        let mut agencies: Vec<u32> = ledger.all()[ledger.of_line(Some(self.line))]
            .iter()
            .filter(|owed| ledger.is_in(owed, &self.cell))
            .map(|owed| owed.agency)
            .collect();
        agencies.dedup();
        agencies.into_iter().map(|at| ledger.agencies[at as usize].clone()).collect()
    }

    /// Since when its figures cannot be brought to an agency of today; null where they are (từ ngày).
    async fn since(&self) -> Option<Date> {
        self.since.map(Date)
    }

    /// Why not, in a sentence; null where they are (lý do).
    async fn message(&self, ctx: &Context<'_>) -> Option<String> {
        self.why(request::of(ctx).map_or(Lang::Vi, |request| request.lang()))
    }
}
