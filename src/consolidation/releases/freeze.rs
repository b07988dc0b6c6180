//! Freezing a picture: every indicator that somebody is asked for, in a bounded number of statements.

use sea_orm::{FromQueryResult, JoinType, QuerySelect};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};
use uuid::Uuid;

use super::{
    document::{
        Frozen, FrozenAgency, FrozenFigure, FrozenLine, FrozenReport, FrozenVersion, Said, Shape, Tally,
    },
    rule, tally,
};
use crate::{
    catalogue::{AcrossAgencies, Catalogue, Indicator, IndicatorType},
    consolidation::{
        arithmetic::{self, Contribution, TotalValue},
        cells::{Cell, Grouping},
        ledger::Ledger,
        needs::{Depth, Needs},
        picture::Picture,
        sheet::{Measure, Sheet},
        totals::Way,
        views::figures::way,
    },
    kit::{
        Error, Period, Result,
        id::{self, Kind},
    },
    organisation::Agency,
    reports::{StandingEntity, VersionColumn, VersionEntity},
};

/// What is read of a version that counts.
#[derive(FromQueryResult)]
struct Counted {
    id: Uuid,
    number: i32,
    digest: String,
}

/// The positions of reports by agency and period: of two forms, the one with the lower code.
type At = HashMap<(Uuid, Period), u32>;

/// Freezes a picture. What is frozen of one that is known at an instant is the same whenever it is frozen, under the same
/// catalogue.
pub async fn freeze(picture: &Arc<Picture>) -> Result<Frozen> {
    let catalogue = &picture.catalogue;
    let mut needs = Needs::default();
    for indicator in catalogue.indicators() {
        needs.add(catalogue, &indicator.code, Depth::Figures);
    }
    let sheet = Sheet::read(picture, &needs, Grouping::default()).await?;
    let ledger = &sheet.ledger;
    let (agencies, reports) = obliged(picture, ledger).await?;
    let mut at = At::new();
    for (position, owed) in (0..).zip(ledger.all()) {
        at.entry((ledger.agency(owed).key(), ledger.period(owed))).or_insert(position);
    }
    let mut figures = Vec::new();
    for indicator in catalogue.indicators() {
        figures.extend(figures_of(&sheet, catalogue, indicator, (&reports, &at))?);
    }
    Ok(Frozen {
        from: picture.from,
        to: picture.to.unwrap_or(picture.from),
        basis: picture.basis,
        structure: picture.structure,
        known_at: picture.as_of.instant(),
        coverage: ledger.coverage(),
        agencies,
        reports,
        figures,
    })
}

/// The agencies that owe something or stand for one that does, and what they owe.
async fn obliged(picture: &Picture, ledger: &Ledger) -> Result<(Vec<FrozenAgency>, Vec<FrozenReport>)> {
    let named: BTreeSet<u32> = ledger.all().iter().flat_map(|owed| [owed.agency, owed.line]).collect();
    let position: HashMap<u32, u32> = named.iter().copied().zip(0..).collect();
    let frozen = |agency: &Agency| FrozenAgency {
        id: id::encode(Kind::Agency, agency.key()),
        code: agency.known_as().to_owned(),
        name: agency.called().to_owned(),
        kind: agency.agency_kind(),
    };
    let agencies = named.iter().map(|at| frozen(&ledger.agencies[*at as usize])).collect();
    let counted = counted(picture, ledger).await?;
    let reports = ledger.all().iter().map(|owed| {
        let round = ledger.round(owed);
        let version = owed.filed.map(|filed| {
            let row = counted.get(&filed.version);
            let row = row.ok_or_else(|| Error::broken("a version that stands is gone"))?;
            let id = id::encode(Kind::ReportVersion, row.id);
            Ok::<_, Error>(FrozenVersion { id, number: row.number, digest: row.digest.clone() })
        });
        Ok(FrozenReport {
            agency: position[&owed.agency],
            line: position[&owed.line],
            period: ledger.period(owed),
            form: round.form.clone(),
            form_version: round.version,
            version: version.transpose()?,
        })
    });
    Ok((agencies, reports.collect::<Result<_>>()?))
}

/// The versions that count: one statement, none where there is no round.
async fn counted(picture: &Picture, ledger: &Ledger) -> Result<HashMap<Uuid, Counted>> {
    if ledger.plan.rounds.is_empty() {
        return Ok(HashMap::new());
    }
    let columns = [VersionColumn::Id, VersionColumn::Number, VersionColumn::Digest];
    let rows: Vec<Counted> = picture
        .reader
        .find::<VersionEntity>()
        .with(|all| all.select_only().columns(columns))
        .join::<StandingEntity>(JoinType::InnerJoin, ledger.standing::<VersionEntity>(VersionColumn::Id))
        .rows()
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// One figure, two of a rate; none of an indicator that nobody is asked for.
fn figures_of(
    sheet: &Sheet,
    catalogue: &Catalogue,
    indicator: &Indicator,
    (reports, at): (&[FrozenReport], &At),
) -> Result<Vec<FrozenFigure>> {
    let cell = &Cell::ALL;
    let frozen = |shape, measure: &Measure, said: Vec<Said>, total: TotalValue| {
        let ranged =
            indicator.kind == IndicatorType::Date || indicator.across_agencies == AcrossAgencies::MinMax;
        let sum = matches!(shape, Shape::Sum | Shape::Numerator | Shape::Denominator);
        let mut figure = FrozenFigure {
            indicator: indicator.code.clone(),
            shape,
            kind: indicator.kind,
            adds_up: shape == Shape::CountTrue || (sum && !sheet.is_apart(measure, cell)),
            latest: sheet.is_latest(measure),
            ranged,
            scale: if shape == Shape::CountTrue { 0 } else { sheet.scale(measure) },
            rule: rule::of(catalogue, indicator),
            total: Tally::default(),
            lines: Vec::new(),
            said: FrozenFigure::entries(&said),
        };
        figure.total = tally::tally(&figure, reports, &said)?;
        let lines = tally::by_line(&figure, reports, &said)?.into_iter();
        figure.lines = lines.map(|(agency, total)| FrozenLine { agency, total }).collect();
        // What is frozen is what the consolidation says, or nothing is.
        if (figure.total.value, figure.total.coverage) != (total.value, total.coverage) {
            return Err(Error::broken(format!("{} is not the total of what reports say", indicator.code)));
        }
        Ok(figure)
    };
    if let Some(ratio) = indicator.ratio() {
        let whole = ratio.denominator(None).unwrap_or_default();
        let parts = [sheet.together(&ratio.numerator)?, sheet.together(whole)?];
        let pair = sheet.pair(&parts[0], &parts[1], cell)?;
        if pair.numerator.coverage.due == 0 {
            return Ok(Vec::new());
        }
        let said = [sheet.contributions(&parts[0], cell)?, sheet.contributions(&parts[1], cell)?];
        let [one, other] = said;
        let [one, other] = arithmetic::pair_up(one, other);
        return Ok(vec![
            frozen(Shape::Numerator, &parts[0], together(one, at)?, pair.numerator)?,
            frozen(Shape::Denominator, &parts[1], together(other, at)?, pair.denominator)?,
        ]);
    }
    let measure = sheet.measure(&indicator.code)?;
    let (shape, total) = match way(indicator) {
        Way::Sum => (Shape::Sum, sheet.sum(&measure, cell)?),
        Way::CountTrue => (Shape::CountTrue, sheet.count_true(&measure, cell)?),
        Way::Distinct => (Shape::Distinct, sheet.distinct(&measure, cell)?),
        Way::None => (Shape::None, TotalValue { value: None, ..sheet.sum(&measure, cell)? }),
    };
    if total.coverage.due == 0 {
        return Ok(Vec::new());
    }
    let contributions = sheet.contributions(&measure, cell)?;
    let said = match measure.alone() {
        Some(line) => alone(sheet, line, contributions)?,
        None => together(contributions, at)?,
    };
    Ok(vec![frozen(shape, &measure, said, total)?])
}

/// What reports say of one line.
fn alone(sheet: &Sheet, line: usize, contributions: Vec<Contribution>) -> Result<Vec<Said>> {
    let answering = sheet.answering(line, &Cell::ALL)?;
    let said = answering.into_iter().zip(contributions).map(|(report, one)| {
        let chosen = sheet.said(line, report).and_then(|said| said.choice.as_deref().map(str::to_owned));
        // Of a day, the choice is the value.
        let choice = chosen.filter(|_| one.value.is_none());
        Said { report, standing: one.standing, value: one.value, choice }
    });
    Ok(said.collect())
}

/// What reports say of several lines together.
fn together(contributions: Vec<Contribution>, at: &At) -> Result<Vec<Said>> {
    let said = contributions.into_iter().map(|one| {
        let report = at.get(&(one.agency, one.period));
        let report = *report.ok_or_else(|| Error::broken("a figure without its report"))?;
        Ok(Said { report, standing: one.standing, value: one.value, choice: None })
    });
    said.collect()
}
