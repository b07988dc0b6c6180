//! Figures that are computed for each report: by an expression over its own figures, or from the kind of agency and the
//! period alone. The catalogue computes them; what the report itself states of them is not read.

use std::collections::BTreeMap;

use super::{
    arithmetic::{Contribution, Standing},
    needs,
    sheet::Sheet,
};
use crate::{
    catalogue::{Figures, IndicatorType, Past, Subject, derived, observations::Observation},
    kit::{Error, FigureState, Result, Value},
};

/// What one obligation contributes to the total of a computed line.
pub fn contribution(sheet: &Sheet, line: usize, operands: &[usize], owed: u32) -> Result<Contribution> {
    let (agency, period) = sheet.key(owed);
    let ledger = &sheet.ledger;
    let obligation = ledger.at(owed);
    let missing = Contribution { agency, period, standing: Standing::Missing, value: None };
    if obligation.filed.is_none() {
        return Ok(missing);
    }
    let catalogue = &sheet.picture.catalogue;
    let code = &sheet.lines[line].code;
    let indicator = catalogue.indicator(code).ok_or_else(|| Error::broken("an unknown indicator"))?;
    let mut observations = BTreeMap::new();
    let round = ledger.round(obligation);
    let kind = ledger.agency(obligation).agency_kind();
    if needs::counts_contents(indicator) {
        let items = sheet.disclosed.get(&owed).filter(|items| !items.is_empty());
        let required = catalogue.required_contents(kind, round.window);
        let met = required.zip(items).map(|(required, items)| {
            let met = required
                .iter()
                .filter(|content| items.iter().any(|item| item.discloses(&content.code)))
                .count();
            i64::try_from(met).unwrap_or(i64::MAX)
        });
        observations.insert(Observation::DisclosureContentsMet.name(), met);
    }
    let mut figures = Figures::new();
    for operand in operands {
        let own = &sheet.lines[*operand];
        // The operand may be asked for by another form of the same period.
        let answers = ledger.beside(owed).find(|position| own.asks[ledger.at(*position).round as usize]);
        let Some((answers, said)) =
            answers.and_then(|answers| Some((answers, sheet.said(*operand, answers)?)))
        else {
            continue;
        };
        let state = sheet.state(*operand, answers).unwrap_or(FigureState::NotStated);
        let kind = catalogue.indicator(&own.code).map(|indicator| indicator.kind);
        figures.insert(own.code.clone(), (state, value(kind, said.value)));
    }
    let subject = Subject {
        figures: &figures,
        past: &Past::default(),
        observations,
        which: BTreeMap::new(),
        agency_kind: kind,
        period: round.period,
        window: round.window,
    };
    let computed = derived::compute(catalogue, &subject).remove(code);
    Ok(match computed {
        Some(computed) => {
            let standing =
                if computed.partial { Standing::Partial } else { Standing::of(Some(computed.state)) };
            Contribution { standing, value: computed.value, ..missing }
        }
        None => Contribution { standing: Standing::NotStated, ..missing },
    })
}

/// A stored number as the value that the catalogue reads. Choices and days are not computed with here.
fn value(kind: Option<IndicatorType>, number: Option<i64>) -> Option<Value> {
    match kind? {
        IndicatorType::Bool => number.map(|number| Value::Truth(number != 0)),
        IndicatorType::Count | IndicatorType::Amount | IndicatorType::Ratio | IndicatorType::List => {
            number.map(Value::Number)
        }
        IndicatorType::Date | IndicatorType::Enum | IndicatorType::Text => None,
    }
}
