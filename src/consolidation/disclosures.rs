//! What the reports that stand say of contents of disclosure.

use sea_orm::{ColumnTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

use super::ledger::Ledger;
use crate::{
    kit::{
        Error, Result,
        vocabulary::{DisclosureForm, DisclosureMode, DisclosureStatus},
    },
    reports::{DisclosureColumn, DisclosureEntity, StandingEntity},
    store::Reader,
};

/// What a report says of one content. Where it lists a content several times (for different audiences), the items are
/// one: disclosed when any of them is, in all their forms and modes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosed {
    pub content: String,
    pub status: DisclosureStatus,
    pub forms: BTreeSet<DisclosureForm>,
    pub modes: BTreeSet<DisclosureMode>,
}

impl Disclosed {
    /// Whether it says that a content is disclosed.
    pub fn discloses(&self, content: &str) -> bool {
        self.content == content && self.status == DisclosureStatus::Disclosed
    }

    fn merge(&mut self, other: Disclosed) {
        if weight(other.status) > weight(self.status) {
            self.status = other.status;
        }
        self.forms.extend(other.forms);
        self.modes.extend(other.modes);
    }
}

/// Of two items on one content, the one that says more.
fn weight(status: DisclosureStatus) -> u8 {
    match status {
        DisclosureStatus::Disclosed => 3,
        DisclosureStatus::NotDisclosed => 2,
        DisclosureStatus::NotApplicable => 1,
        DisclosureStatus::NotStated => 0,
    }
}

#[derive(FromQueryResult)]
struct Row {
    version_id: Uuid,
    content: String,
    status: String,
    modes: String,
    forms: String,
}

/// What every report that stands says of some contents, or of all: by obligation, in one statement.
pub async fn read(
    reader: &Reader,
    ledger: &Ledger,
    contents: Option<&[String]>,
) -> Result<BTreeMap<u32, Vec<Disclosed>>> {
    if ledger.plan.rounds.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<Row> = reader
        .find::<DisclosureEntity>()
        .with(|all| {
            let select = all
                .select_only()
                .column(DisclosureColumn::VersionId)
                .column(DisclosureColumn::Content)
                .column(DisclosureColumn::Status)
                .column(DisclosureColumn::Modes)
                .column(DisclosureColumn::Forms);
            match contents {
                Some(contents) => select.filter(DisclosureColumn::Content.is_in(contents)),
                None => select,
            }
        })
        .join::<StandingEntity>(
            JoinType::InnerJoin,
            ledger.standing::<DisclosureEntity>(DisclosureColumn::VersionId),
        )
        .rows()
        .await?;
    let mut found: BTreeMap<u32, Vec<Disclosed>> = BTreeMap::new();
    for row in rows {
        let Some(owed) = ledger.of_version(row.version_id) else { continue };
        let item = Disclosed {
            status: DisclosureStatus::from_code(&row.status)
                .ok_or_else(|| Error::broken("a disclosure without a status"))?,
            forms: codes(&row.forms).filter_map(DisclosureForm::from_code).collect(),
            modes: codes(&row.modes).filter_map(DisclosureMode::from_code).collect(),
            content: row.content,
        };
        let items = found.entry(owed).or_default();
        match items.iter_mut().find(|known| known.content == item.content) {
            Some(known) => known.merge(item),
            None => items.push(item),
        }
    }
    Ok(found)
}

/// The codes of a stored list.
fn codes(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').filter(|code| !code.is_empty())
}
