//! Entries whose names are alike, and that may be one model.

use super::{
    alike::{self, Name},
    rows::{model, verdict},
    verdicts::{ModelVerdict, Verdicts},
};
use crate::{kit::Result, store::Reader};

/// Two entries whose names are alike, and what was said of them.
#[derive(Clone, Debug)]
pub struct Pair {
    pub one: model::Model,
    pub other: model::Model,
    /// In percent.
    pub alike: u32,
    /// What they are, by what was said of them or of others that they are one with.
    pub verdict: Option<ModelVerdict>,
    /// What was said last of these two.
    pub said: Option<verdict::Model>,
}

/// The pairs of entries of one field whose names are alike: the most alike first; with those that are settled when these are
/// wanted.
pub async fn suspected(reader: &Reader, settled: bool) -> Result<Vec<Pair>> {
    let mut rows = reader.find::<model::Entity>().all().await?;
    rows.sort_by_key(|row| (row.registered_on, row.id));
    let said = Verdicts::read(reader, None).await?;
    let names: Vec<Name> = rows.iter().map(|row| Name::of(&row.name)).collect();
    let mut found = Vec::new();
    for (one, other, alike) in alike::pairs(&names) {
        let (one, other) = (&rows[one], &rows[other]);
        if one.field != other.field {
            continue;
        }
        let verdict = said.between(one.id, other.id);
        if settled || verdict.is_none() {
            let said = said.last_word(one.id, other.id).cloned();
            found.push(Pair { one: one.clone(), other: other.clone(), alike, verdict, said });
        }
    }
    Ok(found)
}

/// Entries of one agency and field whose names are alike, in the order of their codes.
pub fn own_pairs(mut register: Vec<&model::Model>) -> Vec<(&model::Model, &model::Model)> {
    register.sort_by_key(|row| (&row.code, row.id));
    let names: Vec<Name> = register.iter().map(|row| Name::of(&row.name)).collect();
    alike::pairs(&names)
        .into_iter()
        .map(|(one, other, _)| (register[one], register[other]))
        .filter(|(one, other)| (one.agency_id, &one.field) == (other.agency_id, &other.field))
        .collect()
}
