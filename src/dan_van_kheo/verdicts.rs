//! What Home Affairs says of two entries of the register: one model (registered twice, or a joint one that each agency registered),
//! or different ones; and what follows from it.

use async_graphql::Enum;
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use uuid::Uuid;

use super::{
    alike,
    rows::{model, verdict},
    service::by_id,
};
use crate::{
    kit::{Bilingual, Code, Problem, Result, id, text, vocabulary::vocabulary},
    organisation::{AgencyColumn, AgencyEntity},
    store::{Reader, Subject, Writer},
};

vocabulary! {
    /// What Home Affairs says of two entries of the register (kết luận về hai mô hình).
    ModelVerdict {
        /// One model: registered twice, or a joint one that each of its agencies registered (cùng một mô hình).
        Same = "SAME",
        /// Two models (hai mô hình khác nhau).
        Different = "DIFFERENT",
    }
}

/// Two entries, the lesser id first.
type Two = (Uuid, Uuid);

fn two(one: Uuid, other: Uuid) -> Two {
    (one.min(other), one.max(other))
}

/// The latest word on each pair of entries, and which of them are one model by it.
#[derive(Clone, Debug, Default)]
pub struct Verdicts {
    said: BTreeMap<Two, verdict::Model>,
    /// For each entry that is one with another, the first of them.
    first: BTreeMap<Uuid, Uuid>,
}

impl Verdicts {
    /// As it is known at an instant; now when none is given. One statement.
    pub async fn read(reader: &Reader, known_at: Option<DateTime<Utc>>) -> Result<Self> {
        let rows = reader
            .find::<verdict::Entity>()
            .with(|all| all.order_by_asc(verdict::Column::At).order_by_asc(verdict::Column::Id))
            .all()
            .await?;
        let known = rows.into_iter().filter(|row| known_at.is_none_or(|instant| row.at <= instant));
        Ok(Self::of(known.map(|row| ((row.one_id, row.other_id), row)).collect()))
    }

    fn of(said: BTreeMap<Two, verdict::Model>) -> Self {
        let first = alike::groups(&pairs_said(&said, ModelVerdict::Same).collect::<Vec<_>>());
        Verdicts { said, first }
    }

    /// Of the entries that are one model with this one, the first: directly or through others; itself where there are none.
    pub fn model_of(&self, entry: Uuid) -> Uuid {
        self.first.get(&entry).copied().unwrap_or(entry)
    }

    /// The entries that are one model with others.
    pub fn joint(&self) -> impl Iterator<Item = Uuid> {
        self.first.keys().copied()
    }

    /// What was said last of two entries themselves.
    pub fn last_word(&self, one: Uuid, other: Uuid) -> Option<&verdict::Model> {
        self.said.get(&two(one, other))
    }

    /// What two entries are, by what was said of them or of others that they are one with; `None` where nothing follows.
    pub fn between(&self, one: Uuid, other: Uuid) -> Option<ModelVerdict> {
        let models = two(self.model_of(one), self.model_of(other));
        if models.0 == models.1 {
            return Some(ModelVerdict::Same);
        }
        let mut different = pairs_said(&self.said, ModelVerdict::Different);
        let apart = different.any(|(one, other)| two(self.model_of(one), self.model_of(other)) == models);
        apart.then_some(ModelVerdict::Different)
    }

    /// What was said that a new word on two entries would contradict: that they are one through others, step by step; or that two
    /// which would become one are different. Nothing where it contradicts nothing.
    fn against(&self, one: Uuid, other: Uuid, verdict: ModelVerdict) -> Vec<(Two, ModelVerdict)> {
        let mut said = self.said.clone();
        said.remove(&two(one, other));
        let others = Verdicts::of(said);
        match verdict {
            ModelVerdict::Different => {
                let way = others.way(one, other);
                way.windows(2).map(|step| ((step[0], step[1]), ModelVerdict::Same)).collect()
            }
            ModelVerdict::Same => {
                let models = two(others.model_of(one), others.model_of(other));
                let apart = pairs_said(&others.said, ModelVerdict::Different).filter(|(here, there)| {
                    models.0 != models.1 && two(others.model_of(*here), others.model_of(*there)) == models
                });
                // In the order of what was asked.
                let first = others.model_of(one);
                let turned = |(here, there): Two| {
                    if others.model_of(here) == first { (here, there) } else { (there, here) }
                };
                apart.map(|pair| (turned(pair), ModelVerdict::Different)).collect()
            }
        }
    }

    /// The shortest way from one entry to another over pairs that are one model; empty where there is none.
    fn way(&self, from: Uuid, to: Uuid) -> Vec<Uuid> {
        let mut beside: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
        for (one, other) in pairs_said(&self.said, ModelVerdict::Same) {
            beside.entry(one).or_default().push(other);
            beside.entry(other).or_default().push(one);
        }
        // From the end, so that what each was reached from leads there.
        let mut towards = BTreeMap::from([(to, to)]);
        let mut left = VecDeque::from([to]);
        while let Some(at) = left.pop_front() {
            for next in beside.get(&at).into_iter().flatten() {
                if !towards.contains_key(next) {
                    towards.insert(*next, at);
                    left.push_back(*next);
                }
            }
        }
        let mut way = Vec::new();
        let mut at = from;
        while let Some(next) = towards.get(&at) {
            way.push(at);
            if at == to {
                break;
            }
            at = *next;
        }
        way
    }
}

fn pairs_said(said: &BTreeMap<Two, verdict::Model>, verdict: ModelVerdict) -> impl Iterator<Item = Two> {
    said.iter().filter(move |(_, row)| row.verdict == verdict.code()).map(|(pair, _)| *pair)
}

/// Records what Home Affairs says of two entries, with the reason. The latest word on a pair counts; one that contradicts what
/// was said of other pairs is refused.
pub async fn settle(
    writer: &Writer,
    models: [Uuid; 2],
    said: ModelVerdict,
    reason: String,
) -> Result<model::Model> {
    let mut problems = Vec::new();
    let reason = text::reason(&reason, &["reason"]).map_err(|it| problems.push(it)).unwrap_or_default();
    let [one, other] = models;
    if one == other {
        problems.push(Problem::new(Code::ModelWithItself, &["other"]));
    }
    let found = by_id(writer, one).await?;
    if found.is_none() {
        problems.push(Problem::new(Code::NotFound, &["model"]));
    }
    if by_id(writer, other).await?.is_none() {
        problems.push(Problem::new(Code::NotFound, &["other"]));
    }
    if problems.is_empty() {
        let against = Verdicts::read(writer, None).await?.against(one, other, said);
        if !against.is_empty() {
            let said = in_words(writer, &against).await?;
            problems.push(Problem::new(Code::VerdictContradicted, &["verdict"]).with_texts("said", &said));
        }
    }
    let (Some(model), true) = (found, problems.is_empty()) else { return Err(problems.into()) };
    writer.about(Subject::new("MobilisationModel", one).of_agency(model.agency_id));
    let (one_id, other_id) = two(one, other);
    writer
        .insert::<verdict::Entity>(verdict::Model {
            tenant_id: model.tenant_id,
            id: id::new(writer.now()),
            one_id,
            other_id,
            verdict: said.code().into(),
            reason,
            person_id: writer.person(),
            at: writer.recorded(),
        })
        .await?;
    Ok(model)
}

/// Some verdicts as a message tells them: models by code and agency.
async fn in_words(reader: &Reader, said: &[(Two, ModelVerdict)]) -> Result<Bilingual> {
    let wanted = said.iter().flat_map(|((one, other), _)| [*one, *other]);
    let wanted = model::Column::Id.is_in(wanted);
    let models = reader.find::<model::Entity>().with(|all| all.filter(wanted)).all().await?;
    let wanted = AgencyColumn::Id.is_in(models.iter().map(|model| model.agency_id));
    let agencies = reader.find::<AgencyEntity>().with(|all| all.filter(wanted)).all().await?;
    let name = |id: &Uuid| {
        let model = models.iter().find(|model| model.id == *id)?;
        let agency = agencies.iter().find(|agency| agency.id == model.agency_id)?;
        Some(format!("{} ({})", model.code, agency.code))
    };
    let mut texts = (Vec::new(), Vec::new());
    for ((one, other), verdict) in said {
        let (one, other) = (name(one).unwrap_or_default(), name(other).unwrap_or_default());
        let (vi, en) = match verdict {
            ModelVerdict::Same => ("là một mô hình", "are one model"),
            ModelVerdict::Different => ("là hai mô hình khác nhau", "are different models"),
        };
        texts.0.push(format!("{one} và {other} {vi}"));
        texts.1.push(format!("{one} and {other} {en}"));
    }
    Ok(Bilingual { vi: texts.0.join("; "), en: texts.1.join("; ") })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    fn row((one_id, other_id): Two, verdict: ModelVerdict) -> verdict::Model {
        let (reason, at) = (String::new(), DateTime::<Utc>::UNIX_EPOCH);
        let verdict = verdict.code().to_owned();
        verdict::Model {
            tenant_id: 84,
            id: Uuid::nil(),
            one_id,
            other_id,
            verdict,
            reason,
            person_id: None,
            at,
        }
    }

    /// Whether two that are said to differ are one model by what was said of others.
    fn contradicts_itself(said: &Verdicts) -> bool {
        let mut apart = pairs_said(&said.said, ModelVerdict::Different);
        apart.any(|(one, other)| said.model_of(one) == said.model_of(other))
    }

    proptest! {
        /// Whatever Home Affairs says one after the other, what is taken never contradicts itself, and what is refused would.
        #[test]
        fn what_is_taken_is_consistent(steps in proptest::collection::vec((0..6_u128, 0..6_u128, any::<bool>()), 0..40)) {
            let mut all = Verdicts::default();
            for (one, other, same) in steps.into_iter().filter(|(one, other, _)| one != other) {
                let (one, other) = (Uuid::from_u128(one), Uuid::from_u128(other));
                let verdict = if same { ModelVerdict::Same } else { ModelVerdict::Different };
                let mut said = all.said.clone();
                said.insert(two(one, other), row(two(one, other), verdict));
                let next = Verdicts::of(said);
                let against = all.against(one, other, verdict);
                prop_assert_eq!(!against.is_empty(), contradicts_itself(&next));
                for (pair, was) in &against {
                    prop_assert_eq!(all.last_word(pair.0, pair.1).map(|row| row.verdict.as_str()), Some(was.code()));
                }
                if against.is_empty() {
                    all = next;
                    prop_assert_eq!(all.between(one, other), Some(verdict));
                }
            }
        }
    }
}
