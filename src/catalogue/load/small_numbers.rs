//! Reading `small_numbers.toml`, when the indicators that it names are known.

use super::source::{Placed, Reading, Source};
use crate::catalogue::error::Faults;
use crate::catalogue::small_numbers::SmallNumber;
use crate::catalogue::{AcrossAgencies, AcrossTime, Catalogue, IndicatorType};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default)]
    family: Vec<RawFamily>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFamily {
    #[serde(default)]
    totals: Vec<Placed<String>>,
    #[serde(default)]
    never: Vec<Placed<String>>,
}

/// The counts that are withheld, by code.
pub(super) fn read(
    source: &Source,
    catalogue: &Catalogue,
    faults: &mut Faults,
) -> BTreeMap<String, SmallNumber> {
    let Some(raw) = source.read::<Raw>(faults) else { return BTreeMap::new() };
    let mut reading = Reading { source, faults };
    let (mut seen, mut named) = (BTreeMap::new(), BTreeMap::new());
    for family in &raw.family {
        let first = family.totals.first();
        let shown = family.totals.iter().map(|code| (code, true));
        for (code, is_total) in shown.chain(family.never.iter().map(|code| (code, false))) {
            let place = source.place_of(code);
            reading.unique(&mut seen, code.get_ref(), &place, "indicator");
            check(catalogue, code, is_total, &mut reading);
            let small = match first.filter(|_| is_total) {
                Some(first) => SmallNumber::Total { beside: first.get_ref().clone() },
                None => SmallNumber::Never,
            };
            named.insert(code.get_ref().clone(), small);
        }
    }
    named
}

/// Whether an indicator is a count that is entered and added up, and of a total one over a period: the rule by which totals are
/// shown is about these.
fn check(catalogue: &Catalogue, code: &Placed<String>, is_total: bool, reading: &mut Reading) {
    let place = reading.source.place_of(code);
    let code = code.get_ref();
    let Some(indicator) = catalogue.indicator(code) else {
        let (vi, en) = (format!("không có chỉ tiêu “{code}”"), format!("there is no indicator “{code}”"));
        reading.fault(&place, vi, en);
        return;
    };
    let is_count = indicator.kind == IndicatorType::Count
        && indicator.across_agencies == AcrossAgencies::Sum
        && !indicator.is_derived()
        && indicator.told_by.is_none();
    if !is_count {
        reading.fault(
            &place,
            format!("“{code}” không phải số đếm được nhập và cộng giữa các cơ quan"),
            format!("“{code}” is no count that is entered and added up across agencies"),
        );
    }
    if is_total && indicator.across_time != AcrossTime::Flow {
        reading.fault(
            &place,
            format!("“{code}” không phải số phát sinh trong kỳ, phải thuộc never"),
            format!("“{code}” is no count over a period; it belongs to `never`"),
        );
    }
}
