//! Which rounds are settled, for whoever small numbers are withheld from: of those that are about the same days the one that was
//! opened first, when it is closed and nothing has come to count in it since. So each count of an agency is in one total at most,
//! and that total has one value, whenever and however it is asked for.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, FromQueryResult, QueryFilter, QuerySelect};
use std::collections::HashSet;
use uuid::Uuid;

use super::super::{as_of::AsOf, ledger::Ledger};
use crate::{
    kit::{Result, vocabulary::ConsolidationBasis},
    reports::{StandingColumn, StandingEntity},
    rounds::{self, RoundRow},
    store::Reader,
};

/// Every period that there is, by its stored number.
const ALWAYS: [(i32, i32); 1] = [(i32::MIN, i32::MAX)];

/// Something that came to count in a round.
#[derive(FromQueryResult)]
struct Late {
    round_id: Uuid,
}

/// The rounds of a plan that are settled: two statements, and what the first one reads is kept between requests.
pub async fn settled(reader: &Reader, ledger: &Ledger, as_of: AsOf) -> Result<HashSet<Uuid>> {
    let all = rounds::rounds_between(reader, &ALWAYS).await?;
    let alone: HashSet<Uuid> = alone(&all);
    let planned: HashSet<Uuid> = ledger.plan.rounds.iter().map(|round| round.id).collect();
    let closed: Vec<(Uuid, DateTime<Utc>)> = all
        .iter()
        .filter(|round| alone.contains(&round.id) && planned.contains(&round.id))
        .filter_map(|round| Some((round.id, round.closed_at.filter(|at| *at <= as_of.instant())?)))
        .collect();
    let late = late(reader, &closed, as_of).await?;
    Ok(closed.into_iter().map(|(round, _)| round).filter(|round| !late.contains(round)).collect())
}

/// Of rounds that have days in common those that were opened first; of those that were opened at once, the shorter.
fn alone(all: &[RoundRow]) -> HashSet<Uuid> {
    let mut rounds: Vec<&RoundRow> = all.iter().collect();
    let known = |round: &RoundRow| round.recorded_at.unwrap_or(round.opened_at);
    rounds.sort_by_key(|round| (known(round), round.window_to - round.window_from, round.id));
    let mut kept: Vec<&RoundRow> = Vec::new();
    for round in rounds {
        let overlaps =
            |one: &&RoundRow| one.window_from <= round.window_to && round.window_from <= one.window_to;
        if !kept.iter().any(overlaps) {
            kept.push(round);
        }
    }
    kept.into_iter().map(|round| round.id).collect()
}

/// Those of some rounds in which something has come to count since they were closed.
async fn late(reader: &Reader, closed: &[(Uuid, DateTime<Utc>)], as_of: AsOf) -> Result<HashSet<Uuid>> {
    if closed.is_empty() {
        return Ok(HashSet::new());
    }
    let mut since = Condition::any();
    for (round, at) in closed {
        let of_round = Condition::all().add(StandingColumn::RoundId.eq(*round));
        since = since.add(of_round.add(StandingColumn::FromAt.gt(*at)));
    }
    let known = as_of.known_at().map(|at| StandingColumn::FromAt.lte(at));
    let rows: Vec<Late> = reader
        .find::<StandingEntity>()
        .with(|all| {
            all.select_only()
                .column(StandingColumn::RoundId)
                .filter(StandingColumn::Basis.eq(ConsolidationBasis::Accepted.code()))
                .filter(Condition::all().add(since).add_option(known))
        })
        .rows()
        .await?;
    Ok(rows.into_iter().map(|late| late.round_id).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Duration, NaiveDate};

    fn round(number: u128, days: [&str; 2], opened: i64) -> RoundRow {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let opened_at = DateTime::UNIX_EPOCH + Duration::days(opened);
        RoundRow {
            tenant_id: 1,
            id: Uuid::from_u128(number),
            form_code: "f".into(),
            form_version: 1,
            period: 1,
            window_from: day(days[0]),
            window_to: day(days[1]),
            due_at: opened_at,
            state: "OPEN".into(),
            letter_number: None,
            letter_date: None,
            letter_issuer: None,
            opened_by: None,
            opened_at,
            recorded_at: None,
            closed_by: None,
            closed_at: None,
        }
    }

    fn kept(rounds: &[RoundRow]) -> Vec<u128> {
        let alone = alone(rounds);
        rounds.iter().filter(|round| alone.contains(&round.id)).map(|round| round.id.as_u128()).collect()
    }

    #[test]
    fn of_rounds_about_the_same_days_the_one_that_was_opened_first_is_told() {
        let first = round(1, ["2024-01-01", "2024-03-15"], 1);
        let second = round(2, ["2024-03-16", "2024-06-15"], 2);
        let half_year = round(3, ["2024-01-01", "2024-06-15"], 3);
        let third = round(4, ["2024-06-16", "2024-09-15"], 4);
        let all = [first.clone(), second.clone(), half_year.clone(), third];
        assert_eq!(kept(&all), [1, 2, 4]);
        // One that is not told keeps no other from being told.
        let year = round(5, ["2024-01-01", "2024-12-31"], 5);
        let fourth = round(6, ["2024-09-16", "2024-12-15"], 6);
        assert_eq!(kept(&[first.clone(), year, fourth]), [1, 6]);
        // Opened at once, the shorter; what is opened later changes nothing.
        assert_eq!(
            kept(&[RoundRow { opened_at: first.opened_at, ..half_year.clone() }, first.clone(), second]),
            [1, 2]
        );
        assert_eq!(kept(&[half_year, round(7, ["2024-01-01", "2024-03-15"], 9)]), [3]);
    }
}
