//! Adding up several indicators of the same report: complaints, denunciations and petitions make submissions.

use super::{Contribution, Overflow, Standing};

/// The standing of an obligation over several parts:
///
/// | parts | together |
/// |---|---|
/// | no report | MISSING |
/// | all not applicable | NOT_APPLICABLE; beside others, such a part says nothing |
/// | all known, one at least stated | STATED |
/// | all declared none | NONE_DECLARED |
/// | some known, some silent | PARTIAL: the value counts what is known |
/// | all silent | NOT_STATED |
///
/// (A missing part beside one that is there can only mean silence: it is one report.)
pub fn combine(parts: impl IntoIterator<Item = Standing>) -> Standing {
    let (mut stated, mut declared, mut silent, mut missing, mut not_applicable) =
        (false, false, false, false, false);
    for part in parts {
        match part {
            Standing::Stated => stated = true,
            Standing::NoneDeclared => declared = true,
            Standing::NotStated => silent = true,
            Standing::NotApplicable => not_applicable = true,
            Standing::Partial => (stated, silent) = (true, true),
            Standing::Missing => missing = true,
        }
    }
    match (stated || declared, silent || missing) {
        (true, true) => Standing::Partial,
        (true, false) if stated => Standing::Stated,
        (true, false) => Standing::NoneDeclared,
        (false, _) if not_applicable && !silent && !missing => Standing::NotApplicable,
        (false, _) if missing && !silent && !not_applicable => Standing::Missing,
        (false, _) => Standing::NotStated,
    }
}

/// One contribution for each obligation, out of those of several indicators, each after its own time rule.
///
/// An indicator that is not observed at an obligation, because its time rule does not select that period (the opening
/// stock in a second quarter), says nothing of it. The answer is ordered by agency and period.
pub fn combine_indicators<I, C>(
    indicators: impl IntoIterator<Item = I>,
) -> Result<Vec<Contribution>, Overflow>
where
    I: IntoIterator<Item = C>,
    C: Into<Contribution>,
{
    let mut parts: Vec<Contribution> = indicators.into_iter().flatten().map(Into::into).collect();
    parts.sort_by_cached_key(Contribution::obligation);
    parts
        .chunk_by(|one, other| one.obligation() == other.obligation())
        .map(|parts| {
            let values = parts.iter().filter_map(|part| part.value.map(i128::from));
            let sum = values.reduce(|one, other| one + other);
            let value = sum.map(i64::try_from).transpose().map_err(|_| Overflow)?;
            Ok(Contribution { standing: combine(parts.iter().map(|part| part.standing)), value, ..parts[0] })
        })
        .collect()
}
