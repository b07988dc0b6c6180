//! Reading what was filed for other periods: four statements, whatever the rules ask.

use sea_orm::{ColumnTrait, QueryFilter};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

use super::super::{
    asked,
    rows::{figure, standing},
};
use crate::{
    catalogue::{Catalogue, Figures, Filed, FormVersion, IndicatorType, Past, rules},
    kit::{Error, FigureState, Period, Result, Value, vocabulary::ConsolidationBasis},
    organisation::Lineage,
    rounds::{ObligationColumn, ObligationEntity, RoundColumn, RoundEntity, RoundRow},
    store::Reader,
};

/// The stock that an agency takes over with others' registers.
const MODELS: &str = "dvk_models_active";

/// How many active models came to an agency in the middle of a period from those that ended then and owe it too, beyond what
/// its own opening is held against. `None` where that cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenOver {
    /// By their reports of the period where these tell of any, else by those of the period before.
    pub models: Option<i64>,
    /// By those of the period before; told only where each of them also says how many it handed over, so that a number that
    /// fits neither is wrong.
    pub models_before: Option<i64>,
}

/// How many an agency had by its report of the period, and by that of the period before.
type Counts = (Option<i64>, Option<i64>);

impl TakenOver {
    /// Of whoever took nobody over.
    const NOTHING: TakenOver = TakenOver { models: Some(0), models_before: Some(0) };

    /// Of agencies that had so many each. `opening`: how many of them its own opening counts already.
    fn of(each: &[Counts], opening: Option<i64>) -> TakenOver {
        // Whoever hands its models over may say that it has none any more.
        let handed = |now: Option<i64>| now.filter(|now| *now != 0);
        let sum = |count: &dyn Fn(&Counts) -> Option<i64>| {
            each.iter().try_fold(opening?.checked_neg()?, |sum, one| sum.checked_add(count(one)?))
        };
        let all_told = each.iter().all(|(now, _)| handed(*now).is_some());
        TakenOver {
            models: sum(&|(now, before)| handed(*now).or(*before)),
            models_before: sum(&|(now, before)| before.or(*now)).filter(|_| all_told),
        }
    }
}

/// What the agency of a report, and those that it continues, filed for the periods that the rules of a form look at: of each
/// report the accepted version, or the submitted one where none is accepted. `taken_over`: whom it continues by the closing
/// day, and whether others continue them too.
pub async fn filed_elsewhere(
    reader: &Reader,
    catalogue: &Catalogue,
    form: &FormVersion,
    lineage: &Lineage,
    taken_over: &BTreeMap<Uuid, bool>,
    round: &RoundRow,
) -> Result<(Past, TakenOver)> {
    let codes = rules::looked_up(catalogue, form);
    let own = asked::period_of(round)?;
    let periods = Past::of_interest(own);
    let agencies: BTreeSet<Uuid> = lineage.agencies().collect();
    let owing = owing_too(reader, round, lineage.itself(), &agencies).await?;
    let standing = reader
        .find::<standing::Entity>()
        .with(|all| {
            all.filter(standing::Column::AgencyId.is_in(agencies))
                .filter(
                    standing::Column::Period
                        .is_in(periods.iter().chain([&own]).map(|period| period.number())),
                )
                .filter(standing::Column::ToAt.is_null())
        })
        .all()
        .await?;
    let rounds: BTreeSet<Uuid> = standing.iter().map(|row| row.round_id).collect();
    let rounds =
        reader.find::<RoundEntity>().with(|all| all.filter(RoundColumn::Id.is_in(rounds))).all().await?;
    let forms: HashMap<Uuid, String> = rounds.into_iter().map(|row| (row.id, row.form_code)).collect();
    let speaking = speaking(standing, &forms, &round.form_code);

    let versions: BTreeSet<Uuid> = speaking.iter().map(|row| row.version_id).collect();
    let rows = reader
        .find::<figure::Entity>()
        .with(|all| {
            all.filter(figure::Column::VersionId.is_in(versions))
                .filter(figure::Column::Indicator.is_in(codes.iter().map(String::as_str)))
        })
        .all()
        .await?;
    let mut said: HashMap<Uuid, Figures> = HashMap::new();
    for row in rows {
        let (state, value) = fact(catalogue, &row)?;
        said.entry(row.version_id).or_default().insert(row.indicator, (state, value));
    }

    let filed = |agencies: Option<Vec<Uuid>>, period: Period| match agencies {
        None => Filed::Divided,
        Some(agencies) => Filed::By(
            agencies.into_iter().map(|agency| figures(&speaking, &said, agency, period.number())).collect(),
        ),
    };
    let mut past = Past::default();
    for &period in &periods {
        past.put(period, filed(lineage.on(period.window().to), period));
    }
    if owing.is_empty() {
        return Ok((past, TakenOver::NOTHING));
    }
    let joined: BTreeSet<Uuid> =
        owing.iter().copied().filter(|agency| taken_over.contains_key(agency)).collect();
    let began = lineage.began_after(asked::window_of(round).from);
    // Those whom it took over from in the middle of the period open that period themselves.
    if began {
        past.put_opening(own, filed(lineage.whole(&joined), own));
    } else {
        for period in own.ending_before() {
            let others =
                |agencies: Vec<Uuid>| agencies.into_iter().filter(|one| !owing.contains(one)).collect();
            past.put_opening(period, filed(lineage.on(period.window().to).map(others), period));
        }
    }
    let told = |agency: Uuid, period: Period| {
        let (state, value) = figures(&speaking, &said, agency, period.number())?.remove(MODELS)?;
        let none = (state == FigureState::NoneDeclared).then_some(0);
        value.and_then(|value| value.as_number()).or(none)
    };
    let each: Vec<Counts> = joined
        .iter()
        .map(|agency| {
            let before = own.ending_before().into_iter().find_map(|period| told(*agency, period));
            match taken_over.get(agency) {
                Some(false) => (told(*agency, own), before),
                _ => (None, None),
            }
        })
        .collect();
    let opening = match began {
        true => each.iter().try_fold(0_i64, |sum, (now, _)| sum.checked_add((*now)?)),
        false => Some(0),
    };
    Ok((past, TakenOver::of(&each, opening)))
}

/// Those of some agencies, another one left out, that owe a report in a round.
async fn owing_too(
    reader: &Reader,
    round: &RoundRow,
    but: Uuid,
    agencies: &BTreeSet<Uuid>,
) -> Result<BTreeSet<Uuid>> {
    let others = agencies.iter().copied().filter(|agency| *agency != but);
    let owing = reader
        .find::<ObligationEntity>()
        .with(|all| {
            all.filter(ObligationColumn::RoundId.eq(round.id))
                .filter(ObligationColumn::AgencyId.is_in(others))
                .filter(ObligationColumn::ExemptedAt.is_null())
        })
        .all()
        .await?;
    Ok(owing.into_iter().map(|row| row.agency_id).collect())
}

/// Of each report the standing that speaks, those of this form first: where two forms ask for the same, this form's answer is
/// the one to compare with.
fn speaking(
    mut standing: Vec<standing::Model>,
    forms: &HashMap<Uuid, String>,
    own: &str,
) -> Vec<standing::Model> {
    let form = |row: &standing::Model| forms.get(&row.round_id).map(String::as_str).unwrap_or_default();
    let submitted = |row: &standing::Model| row.basis != ConsolidationBasis::Accepted.code();
    standing.sort_by(|a, b| {
        let key = |row| (form(row) != own, form(row), submitted(row));
        key(a).cmp(&key(b)).then_with(|| a.report_id.cmp(&b.report_id))
    });
    let mut seen = BTreeSet::new();
    standing.retain(|row| seen.insert(row.report_id));
    standing
}

/// What an agency's reports of a period say; `None` when it filed none that counts.
fn figures(
    speaking: &[standing::Model],
    said: &HashMap<Uuid, Figures>,
    agency: Uuid,
    period: i32,
) -> Option<Figures> {
    let mut filed = None;
    for row in speaking.iter().filter(|row| row.agency_id == agency && row.period == period) {
        let figures: &mut Figures = filed.get_or_insert_default();
        for (code, figure) in said.get(&row.version_id).into_iter().flatten() {
            figures.entry(code.clone()).or_insert_with(|| figure.clone());
        }
    }
    filed
}

/// What a fact says, as the rules read it.
fn fact(catalogue: &Catalogue, row: &figure::Model) -> Result<(FigureState, Option<Value>)> {
    let state = FigureState::from_number(row.state).ok_or_else(|| Error::broken("a figure in no state"))?;
    let kind = catalogue.indicator(&row.indicator).map(|indicator| indicator.kind);
    let value = match (kind, row.value, &row.choice) {
        (Some(IndicatorType::Bool), Some(truth), _) => Some(Value::Truth(truth != 0)),
        (_, Some(units), _) => Some(Value::Number(units)),
        (Some(IndicatorType::Date), None, Some(day)) => day.parse().ok().map(Value::Date),
        (_, None, Some(code)) => Some(Value::Choice(code.clone())),
        (_, None, None) => None,
    };
    Ok((state, value))
}
