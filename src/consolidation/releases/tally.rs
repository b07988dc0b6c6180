//! What several reports say together, out of what each says. Pure: the total of a release and that of each of its lines are
//! made by it, and anyone who has the document can make them again.

use std::collections::{BTreeMap, HashSet};

use super::document::{FrozenFigure, FrozenReport, Said, Shape, Tally};
use crate::{
    catalogue::IndicatorType,
    consolidation::arithmetic::{Overflow, Standing},
};

/// The choice that a report makes; of yes and no, `true` and `false`.
pub fn choice_of(kind: IndicatorType, said: &Said) -> Option<String> {
    if said.standing != Standing::Stated {
        return None;
    }
    match kind {
        IndicatorType::Bool => said.value.map(|value| (value != 0).to_string()),
        IndicatorType::Enum => said.choice.clone(),
        _ => None,
    }
}

/// What these reports say together of a figure.
pub fn tally<'s>(
    figure: &FrozenFigure,
    reports: &[FrozenReport],
    said: impl IntoIterator<Item = &'s Said>,
) -> Result<Tally, Overflow> {
    let mut tally = Tally::default();
    let (mut sum, mut lists, mut yes): (Option<i128>, u32, HashSet<u32>) = (None, 0, HashSet::new());
    for one in said {
        tally.coverage.tally(one.standing, 1);
        if let Some(choice) = choice_of(figure.kind, one) {
            *tally.choices.entry(choice).or_default() += 1;
        }
        let Some(value) = one.value else { continue };
        sum = Some(sum.unwrap_or(0) + i128::from(value));
        lists += u32::from(value > 0);
        if value != 0 {
            yes.extend(reports.get(one.report as usize).map(|report| report.agency));
        }
        // Who declares that there was none names no day.
        if figure.ranged && (figure.kind != IndicatorType::Date || one.standing == Standing::Stated) {
            tally.least = Some(tally.least.map_or(value, |least| least.min(value)));
            tally.greatest = Some(tally.greatest.map_or(value, |greatest| greatest.max(value)));
        }
    }
    let whole = match figure.shape {
        Shape::CountTrue => sum.map(|_| yes.len() as i128),
        Shape::Distinct => sum.filter(|_| lists <= 1),
        Shape::Sum | Shape::Numerator | Shape::Denominator => sum.filter(|_| figure.adds_up),
        Shape::None => None,
    };
    tally.value = whole.map(i64::try_from).transpose().map_err(|_| Overflow)?;
    Ok(tally)
}

/// The same of each line, by its position.
pub fn by_line(
    figure: &FrozenFigure,
    reports: &[FrozenReport],
    said: &[Said],
) -> Result<BTreeMap<u32, Tally>, Overflow> {
    let mut lines: BTreeMap<u32, Vec<&Said>> = BTreeMap::new();
    for one in said {
        if let Some(report) = reports.get(one.report as usize) {
            lines.entry(report.line).or_default().push(one);
        }
    }
    lines.into_iter().map(|(line, said)| Ok((line, tally(figure, reports, said)?))).collect()
}
