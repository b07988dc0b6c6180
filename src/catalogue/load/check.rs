//! What shows only when the files are put together: names that mean nothing, circles, combinations without sense.

use super::{forms as forms_file, indicators as indicators_file, rules as rules_file};
use crate::catalogue::Catalogue;
use crate::catalogue::error::{Faults, Place};
use crate::catalogue::expression::{BadExpression, Expression, Kind, kind_of};
use crate::catalogue::form::FormVersion;
use crate::catalogue::indicator::{Derivation, Indicator};
use crate::catalogue::message::unknown_placeholders;
use crate::catalogue::words::{
    AcrossAgencies as A, AcrossTime as T, Comparability, IndicatorLevel, IndicatorType as I, Unit as U,
};
use crate::kit::PeriodKind;
use std::collections::{BTreeMap, BTreeSet};

/// Tells of a bad expression, with the column in it.
pub(super) fn bad_expression(text: &str, bad: &BadExpression, place: &Place, faults: &mut Faults) {
    let before = &text[..bad.at.min(text.len())];
    // An expression over several lines begins on the line of its quotation marks.
    let line = place.line + before.matches('\n').count();
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    faults.add(
        &Place { file: place.file.clone(), line },
        format!("biểu thức sai ở ký tự thứ {column}: {}", bad.vi),
        format!("bad expression, character {column}: {}", bad.en),
    );
}

/// Codes that occur twice, and units, types and aggregations that do not go together.
pub(super) fn indicators(
    groups: &[indicators_file::Group],
    entries: &[&indicators_file::Entry],
    faults: &mut Faults,
) {
    let mut seen = BTreeMap::new();
    for group in groups {
        twice(&mut seen, &group.code, &group.place, ("nhóm", "group"), faults);
    }
    let mut seen = BTreeMap::new();
    for entry in entries {
        twice(&mut seen, &entry.indicator.code, &entry.place, ("chỉ tiêu", "indicator"), faults);
        if entry.sound {
            for (vi, en) in misfits(&entry.indicator) {
                let code = &entry.indicator.code;
                faults.add(
                    &entry.place,
                    format!("chỉ tiêu “{code}”: {vi}"),
                    format!("indicator “{code}”: {en}"),
                );
            }
        }
    }
}

fn twice(
    seen: &mut BTreeMap<String, Place>,
    code: &str,
    place: &Place,
    (vi, en): (&str, &str),
    faults: &mut Faults,
) {
    match seen.get(code) {
        Some(Place { file, line }) => faults.add(
            place,
            format!("{vi} “{code}” đã có ở {file}:{line}"),
            format!("{en} “{code}” is defined at {file}:{line} already"),
        ),
        None => {
            seen.insert(code.to_owned(), place.clone());
        }
    }
}

/// What of an indicator does not go with its type.
fn misfits(indicator: &Indicator) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut misfit = |vi: String, en: String| found.push((vi, en));
    let kind = indicator.kind;
    let (name, unit) = (kind.code(), indicator.unit.code());
    let (agencies, time) = (indicator.across_agencies, indicator.across_time);
    if !unit_fits(kind, indicator.unit) {
        misfit(
            format!("đơn vị {unit} không hợp với kiểu {name}"),
            format!("unit {unit} does not go with type {name}"),
        );
    }
    if !agencies_fit(kind, agencies) {
        let agencies = agencies.code();
        misfit(
            format!("across_agencies {agencies} không hợp với kiểu {name}"),
            format!("across_agencies {agencies} does not go with type {name}"),
        );
    }
    if !time_fits(kind, time) {
        let time = time.code();
        misfit(
            format!("across_time {time} không hợp với kiểu {name}"),
            format!("across_time {time} does not go with type {name}"),
        );
    }
    if indicator.scale > 0 && !matches!(kind, I::Amount | I::Ratio) {
        misfit(format!("kiểu {name} không có phần thập phân"), format!("type {name} has no decimal places"));
    }
    if (kind == I::Enum) == indicator.choices.is_empty() {
        misfit(
            "kiểu ENUM, và chỉ kiểu ENUM, phải có choices".into(),
            "type ENUM, and no other, needs choices".into(),
        );
    }
    if indicator.is_derived() != (indicator.level == IndicatorLevel::Derived) {
        misfit(
            "mức DERIVED, và chỉ mức DERIVED, phải nêu cách tính".into(),
            "level DERIVED, and no other, needs a derivation".into(),
        );
    }
    if (kind == I::Ratio) != indicator.ratio().is_some() {
        misfit(
            "kiểu RATIO, và chỉ kiểu RATIO, phải có ratio".into(),
            "type RATIO, and no other, needs a ratio".into(),
        );
    }
    found
}

fn unit_fits(kind: I, unit: U) -> bool {
    match kind {
        I::Amount => matches!(unit, U::SquareMetre | U::MillionVnd | U::Point),
        I::Ratio => unit == U::Percent,
        I::Text => unit == U::Text,
        I::Bool | I::Date | I::Enum => unit == U::Unitless,
        I::Count => !matches!(unit, U::SquareMetre | U::MillionVnd | U::Point | U::Percent | U::Text),
        I::List => !matches!(unit, U::SquareMetre | U::MillionVnd | U::Point | U::Percent),
    }
}

fn agencies_fit(kind: I, across: A) -> bool {
    if across == A::Separate {
        return kind != I::Ratio;
    }
    match kind {
        I::Count => matches!(across, A::Sum | A::Distinct | A::MinMax),
        I::Amount => matches!(across, A::Sum | A::MinMax),
        I::Ratio => across == A::Ratio,
        I::Bool => across == A::CountTrue,
        I::Date => across == A::MinMax,
        I::Enum => across == A::Distribution,
        I::Text => across == A::Union,
        I::List => matches!(across, A::Sum | A::Distinct | A::Distribution | A::Union | A::Matrix),
    }
}

fn time_fits(kind: I, across: T) -> bool {
    if across == T::Separate {
        return kind != I::Ratio;
    }
    match kind {
        I::Count | I::Amount => matches!(across, T::Flow | T::Open | T::Stock | T::Latest),
        I::Ratio => across == T::Ratio,
        I::Bool => matches!(across, T::Any | T::Latest),
        I::Date | I::Enum => across == T::Latest,
        I::Text => matches!(across, T::Latest | T::Union),
        I::List => matches!(across, T::Flow | T::Stock | T::Latest | T::Union),
    }
}

/// Derived indicators of things that are not there, that cannot be added up, or that go round in a circle.
pub(super) fn derivations(entries: &[&indicators_file::Entry], catalogue: &Catalogue, faults: &mut Faults) {
    for entry in entries {
        let place = &entry.derivation_place;
        let terms: Vec<&String> = match &entry.indicator.derivation {
            Some(Derivation::Ratio(ratio)) => {
                ratio.denominators.iter().flat_map(|d| &d.indicators).chain(&ratio.numerator).collect()
            }
            Some(Derivation::Sum(terms)) => terms.iter().collect(),
            Some(Derivation::Value(expression)) => {
                check_expression(expression, &Kind::Number, place, catalogue, faults);
                Vec::new()
            }
            Some(Derivation::Schedule(_)) | None => Vec::new(),
        };
        for code in terms {
            let owner = &entry.indicator.code;
            match catalogue.indicator(code).map(|indicator| indicator.kind) {
                None => faults.add(
                    place,
                    format!("“{owner}” được tính từ “{code}”, danh mục không có chỉ tiêu này"),
                    format!("“{owner}” is derived from “{code}”, which the catalogue does not have"),
                ),
                Some(I::Count | I::Amount | I::List) => {}
                Some(kind) => {
                    let kind = kind.code();
                    faults.add(
                        place,
                        format!("“{owner}” không cộng được “{code}” kiểu {kind}"),
                        format!("“{owner}” cannot add up “{code}” of type {kind}"),
                    );
                }
            }
        }
        if is_in_circle(&entry.indicator.code, catalogue) {
            let code = &entry.indicator.code;
            faults.add(
                place,
                format!("chỉ tiêu “{code}” được tính từ chính nó"),
                format!("the indicator “{code}” is derived from itself"),
            );
        }
    }
}

/// The indicators that a derived one is computed from.
fn parents(indicator: &Indicator) -> Vec<&str> {
    match &indicator.derivation {
        None | Some(Derivation::Schedule(_)) => Vec::new(),
        Some(Derivation::Sum(terms)) => terms.iter().map(String::as_str).collect(),
        Some(Derivation::Ratio(ratio)) => ratio
            .denominators
            .iter()
            .flat_map(|denominator| &denominator.indicators)
            .chain(&ratio.numerator)
            .map(String::as_str)
            .collect(),
        Some(Derivation::Value(expression)) => expression.indicators(),
    }
}

fn is_in_circle(code: &str, catalogue: &Catalogue) -> bool {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&str> = catalogue.indicator(code).map(parents).unwrap_or_default();
    while let Some(next) = open.pop() {
        if next == code {
            return true;
        }
        if seen.insert(next) {
            open.extend(catalogue.indicator(next).map(parents).unwrap_or_default());
        }
    }
    false
}

fn check_expression(
    expression: &Expression,
    wanted: &Kind,
    place: &Place,
    catalogue: &Catalogue,
    faults: &mut Faults,
) {
    let find = |code: &str| catalogue.indicator(code);
    match kind_of(&expression.root, &find) {
        Ok(kind) if kind == *wanted => {}
        Ok(_) => {
            let bad = BadExpression {
                at: 0,
                vi: if *wanted == Kind::Number {
                    "đây phải là một số"
                } else {
                    "đây phải là một điều kiện"
                }
                .into(),
                en: if *wanted == Kind::Number {
                    "this must be a number"
                } else {
                    "this must be a condition"
                }
                .into(),
            };
            bad_expression(&expression.text, &bad, place, faults);
        }
        Err(bad) => bad_expression(&expression.text, &bad, place, faults),
    }
}

/// Indicators that a form asks for and that are not there, are derived, never due, or asked twice.
pub(super) fn forms(entries: &[forms_file::Entry], catalogue: &Catalogue, faults: &mut Faults) {
    let mut told = BTreeSet::new();
    for entry in entries {
        let form = &entry.form;
        let mut asked = BTreeSet::new();
        for (code, place) in &entry.asked_at {
            let (vi, en) = match catalogue.indicator(code) {
                None => ("không có trong danh mục", "is not in the catalogue"),
                Some(indicator) if indicator.is_derived() => {
                    ("được hệ thống tính, không hỏi", "is derived, never asked")
                }
                Some(indicator) if !indicator.periods.iter().any(|kind| form.period_kinds.contains(kind)) => {
                    ("không thuộc loại kỳ nào của biểu mẫu", "is due in no period of the form")
                }
                Some(_) if !asked.insert(code) => ("được hỏi hai lần", "is asked twice"),
                _ => continue,
            };
            // A form that extends another shows the other's faults again.
            if told.insert((place.file.clone(), place.line, en)) {
                faults.add(
                    place,
                    format!("biểu mẫu “{}”: chỉ tiêu “{code}” {vi}", form.code),
                    format!("form “{}”: the indicator “{code}” {en}", form.code),
                );
            }
        }
        for (comparison, place) in form.comparisons.iter().zip(&entry.compared_at) {
            let before = version_before(form, entries);
            let predecessor = comparison.predecessor.as_deref().unwrap_or(&comparison.indicator);
            let asked = form.asks(&comparison.indicator).is_some();
            if !asked || before.is_none_or(|before| before.asks(predecessor).is_none()) {
                let (code, version) = (&comparison.indicator, form.version);
                faults.add(
                    place,
                    format!("“{code}”: phiên bản {version} hoặc phiên bản trước không hỏi chỉ tiêu này"),
                    format!("“{code}”: version {version} or the one before does not ask for it"),
                );
            }
            let same = comparison.comparability == Comparability::Same;
            if !same && comparison.legal_basis.iter().all(|ground| ground.document.is_none()) {
                let code = &comparison.indicator;
                faults.add(
                    place,
                    format!("“{code}”: phải ghi văn bản làm thay đổi chỉ tiêu (legal_basis)"),
                    format!("“{code}”: it must name the document that changed it (legal_basis)"),
                );
            }
        }
        if form.sections.is_empty() || form.period_kinds.is_empty() {
            faults.add(
                &entry.place,
                format!("biểu mẫu “{}” không có mục hoặc không có loại kỳ", form.code),
                format!("the form “{}” has no section or no kind of period", form.code),
            );
        }
        let once = form.period_kinds.contains(&PeriodKind::AdHoc);
        if once && form.period_kinds.len() > 1 && form.ad_hoc_label.is_none() {
            faults.add(
                &entry.place,
                format!("biểu mẫu “{}” dùng cả cho kỳ đột xuất: thiếu ad_hoc_label", form.code),
                format!("the form “{}” serves ad hoc periods too: ad_hoc_label is missing", form.code),
            );
        }
    }
}

/// The version before a form's, among some.
fn version_before<'e>(form: &FormVersion, entries: &'e [forms_file::Entry]) -> Option<&'e FormVersion> {
    let older =
        |entry: &&forms_file::Entry| entry.form.code == form.code && entry.form.version < form.version;
    entries.iter().filter(older).map(|entry| &entry.form).max_by_key(|form| form.version)
}

/// Rules that are there twice, and checks of theirs whose expressions or messages mean nothing.
pub(super) fn rules(entries: &[rules_file::Entry], catalogue: &Catalogue, faults: &mut Faults) {
    let mut seen = BTreeMap::new();
    for entry in entries {
        twice(&mut seen, &entry.rule.id, &entry.place, ("quy tắc", "rule"), faults);
        let mut told = BTreeSet::new();
        for (check, (place, message_place)) in entry.rule.checks.iter().zip(&entry.check_places) {
            let mut found = Faults::default();
            check_expression(&check.expression, &Kind::Truth, place, catalogue, &mut found);
            for text in [&check.message.vi, &check.message.en] {
                for name in unknown_placeholders(text, |code| catalogue.indicator(code).is_some()) {
                    found.add(
                        message_place,
                        format!("câu báo lỗi: “{{{name}}}” không có nghĩa"),
                        format!("message: “{{{name}}}” means nothing"),
                    );
                }
            }
            // A template's fault is told once a line.
            for fault in found.into_sorted() {
                if told.insert(fault.line) {
                    faults.push(fault);
                }
            }
        }
    }
}
