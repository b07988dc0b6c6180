#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::catalogue::Unit;
use crate::kit::decimal::Decimal;
use crate::kit::scalars::{Date, DecimalText};
use crate::kit::vocabulary::{
    CitationRole, DisclosureAudience, DisclosureForm, DisclosureMode, DisclosureStatus,
};
use crate::kit::{FigureState, Lang, PartialDate, PartialDateInput, Value};
use crate::reports::{input::*, types::ModelReference};
use chrono::NaiveDate;

mod lists;

/// A form that asks a handful of questions.
struct Form;

impl FormQuestions for Form {
    fn question(&self, indicator: &str) -> Option<Question<'_>> {
        let count = AnswerKind::Number { scale: 0, most: 1_000 };
        let (unit, answer) = match indicator {
            "received" | "resolved" | "total" | "elsewhere" | "of_others" => (Unit::Submission, count),
            "money" => (Unit::MillionVnd, AnswerKind::Number { scale: 3, most: i64::MAX }),
            "calendar" => (Unit::Unitless, AnswerKind::Truth),
            "met_on" => (Unit::Unitless, AnswerKind::Date),
            "rating" => (Unit::Unitless, AnswerKind::Choice(vec!["GOOD", "FAIR"])),
            _ => return None,
        };
        Some(Question {
            unit,
            answer,
            derived: indicator == "total",
            asked: indicator != "elsewhere",
            concerned: indicator != "of_others",
        })
    }

    fn has_section(&self, section: &str) -> bool {
        matches!(section, "dissemination" | "lessons" | "recommendations")
    }

    fn has_content(&self, content: &str) -> bool {
        matches!(content, "regulations" | "assets")
    }

    fn model(&self, named: &ModelReference) -> Option<ModelReference> {
        match (named.agency.as_deref(), named.code.as_str()) {
            (None | Some("STTTT"), "DVK-01") | (None, "DVK-02") => Some(named.clone()),
            _ => None,
        }
    }
}

fn figure(indicator: &str, state: FigureState) -> FigureInput {
    FigureInput {
        indicator: indicator.into(),
        state,
        value: None,
        truth: None,
        date: None,
        choice: None,
        unit: None,
        note: None,
        as_stated: None,
        section_code: None,
    }
}

fn number(indicator: &str, value: &str) -> FigureInput {
    let value = Decimal::parse(value).map(DecimalText);
    FigureInput { value, ..figure(indicator, FigureState::Stated) }
}

fn figures(figures: Vec<FigureInput>) -> DraftPatch {
    DraftPatch { figures: Some(figures), ..DraftPatch::default() }
}

/// The codes and paths that a patch of an empty draft is refused with.
fn refusals(patch: DraftPatch) -> Vec<(Code, String)> {
    let problems = apply(&Form, &ReportContent::default(), patch).expect_err("it should be refused");
    for problem in &problems {
        for lang in [Lang::Vi, Lang::En] {
            let text = problem.message(lang);
            assert!(!text.contains('{'), "a placeholder is left in “{text}”");
        }
    }
    problems.into_iter().map(|problem| (problem.code, problem.path.join("."))).collect()
}

fn refused_figure(input: FigureInput) -> Vec<(Code, String)> {
    refusals(figures(vec![input]))
}

fn only(code: Code, path: &str) -> Vec<(Code, String)> {
    vec![(code, path.to_owned())]
}

#[test]
fn values_of_every_type_are_taken() {
    let day = NaiveDate::from_ymd_opt(2019, 8, 13).unwrap();
    let sent = vec![
        number("received", "1"),
        FigureInput { unit: Some(Unit::MillionVnd), ..number("money", "12.5") },
        FigureInput { truth: Some(false), ..figure("calendar", FigureState::Stated) },
        FigureInput { date: Some(Date(day)), ..figure("met_on", FigureState::Stated) },
        FigureInput { choice: Some("GOOD".into()), ..figure("rating", FigureState::Stated) },
    ];
    let content = apply(&Form, &ReportContent::default(), figures(sent)).unwrap();
    let value = |code: &str| content.figures[code].value.clone();
    assert_eq!(value("received"), Some(Value::Number(1)));
    assert_eq!(value("money"), Some(Value::Number(12_500)));
    assert_eq!(value("calendar"), Some(Value::Truth(false)));
    assert_eq!(value("met_on"), Some(Value::Date(day)));
    assert_eq!(value("rating"), Some(Value::Choice("GOOD".into())));
}

#[test]
fn figures_are_put_in_by_their_code_and_the_rest_stays() {
    let first = DraftPatch {
        models: Some(vec![ReportModelInput { code: "DVK-01".into(), ..ReportModelInput::default() }]),
        ..figures(vec![number("received", "1"), number("resolved", "1")])
    };
    let first = apply(&Form, &ReportContent::default(), first).unwrap();
    let second = FigureInput {
        note: Some("to\u{302}\u{309}ng".into()),
        as_stated: Some("  ".into()),
        section_code: Some("dissemination".into()),
        ..number("received", "2.000")
    };
    let second = apply(&Form, &first, figures(vec![second])).unwrap();
    assert_eq!(second.figures["resolved"], first.figures["resolved"]);
    assert_eq!(second.models, first.models);
    let received = &second.figures["received"];
    assert_eq!(received.value, Some(Value::Number(2)));
    assert_eq!(received.note.as_deref(), Some("tổng"), "notes are stored in NFC");
    assert_eq!(received.as_stated, None, "a blank text says nothing");
    assert_eq!(received.section.as_deref(), Some("dissemination"));
    // Silence can be restored.
    let third = apply(&Form, &second, figures(vec![figure("received", FigureState::NotStated)])).unwrap();
    assert_eq!(third.figures["received"].value, None);
    assert_eq!(third.figure_state("received"), FigureState::NotStated);
}

#[test]
fn an_indicator_that_cannot_be_answered_is_refused() {
    assert_eq!(refused_figure(number("nothing", "1")), only(Code::UnknownIndicator, "figures.0.indicator"));
    assert_eq!(
        refused_figure(number("elsewhere", "1")),
        only(Code::IndicatorNotAsked, "figures.0.indicator")
    );
    assert_eq!(refused_figure(number("total", "1")), only(Code::DerivedIndicator, "figures.0.indicator"));
    assert_eq!(
        refusals(figures(vec![number("received", "1"), number("received", "1")])),
        only(Code::DuplicateEntry, "figures.1.indicator")
    );
}

#[test]
fn a_wrong_unit_is_refused() {
    let unit = |indicator: &str, unit: Unit| FigureInput {
        unit: Some(unit),
        ..figure(indicator, FigureState::NotStated)
    };
    assert_eq!(refused_figure(unit("received", Unit::Case)), only(Code::WrongUnit, "figures.0.unit"));
    assert_eq!(refused_figure(unit("calendar", Unit::Case)), only(Code::WrongUnit, "figures.0.unit"));
    assert!(
        apply(&Form, &ReportContent::default(), figures(vec![unit("received", Unit::Submission)])).is_ok()
    );
}

#[test]
fn a_value_of_another_type_is_refused() {
    let truth = FigureInput { truth: Some(true), ..figure("received", FigureState::Stated) };
    assert_eq!(refused_figure(truth), only(Code::WrongValueKind, "figures.0.truth"));
    assert_eq!(refused_figure(number("calendar", "1")), only(Code::WrongValueKind, "figures.0.value"));
    let both = FigureInput { choice: Some("GOOD".into()), ..number("received", "1") };
    assert_eq!(refused_figure(both), only(Code::WrongValueKind, "figures.0.choice"));
}

#[test]
fn a_number_outside_its_bounds_is_refused() {
    for (indicator, value, code) in [
        ("received", "-1", Code::NegativeValue),
        ("received", "1.5", Code::ValueTooPrecise),
        ("received", "1001", Code::ValueTooLarge),
        ("money", "0.0001", Code::ValueTooPrecise),
        ("money", "999999999999999999", Code::ValueTooLarge),
    ] {
        assert_eq!(refused_figure(number(indicator, value)), only(code, "figures.0.value"), "{value}");
    }
    assert_eq!(
        refused_figure(number("received", "-0.5")).into_iter().map(|(code, _)| code).collect::<Vec<_>>(),
        vec![Code::NegativeValue, Code::ValueTooPrecise]
    );
    for value in ["0", "1000", "1000.000"] {
        assert!(
            apply(&Form, &ReportContent::default(), figures(vec![number("received", value)])).is_ok(),
            "{value}"
        );
    }
}

#[test]
fn a_choice_or_a_day_that_does_not_exist_is_refused() {
    let choice = FigureInput { choice: Some("BEST".into()), ..figure("rating", FigureState::Stated) };
    assert_eq!(refused_figure(choice), only(Code::UnknownChoice, "figures.0.choice"));
    let day = NaiveDate::from_ymd_opt(1019, 1, 1).map(Date);
    let day = FigureInput { date: day, ..figure("met_on", FigureState::Stated) };
    assert_eq!(refused_figure(day), only(Code::BadDate, "figures.0.date"));
}

#[test]
fn a_stated_figure_needs_its_value() {
    for (indicator, field) in
        [("received", "value"), ("calendar", "truth"), ("met_on", "date"), ("rating", "choice")]
    {
        assert_eq!(
            refused_figure(figure(indicator, FigureState::Stated)),
            only(Code::ValueMissing, &format!("figures.0.{field}"))
        );
    }
}

#[test]
fn a_figure_that_is_not_stated_takes_no_value() {
    for state in [FigureState::NotStated, FigureState::NotApplicable] {
        for value in ["0", "1"] {
            let input = FigureInput { state, ..number("received", value) };
            assert_eq!(refused_figure(input), only(Code::ValueForbidden, "figures.0.value"));
        }
    }
    let none = |input: FigureInput| FigureInput { state: FigureState::NoneDeclared, ..input };
    assert_eq!(refused_figure(none(number("received", "1"))), only(Code::ValueForbidden, "figures.0.value"));
    let choice = FigureInput { choice: Some("GOOD".into()), ..number("rating", "0") };
    assert_eq!(refused_figure(none(choice)), only(Code::ValueForbidden, "figures.0.choice"));
    for input in [
        none(number("received", "0")),
        none(number("money", "0.000")),
        none(FigureInput { truth: Some(false), ..figure("calendar", FigureState::Stated) }),
        figure("received", FigureState::NoneDeclared),
    ] {
        let content = apply(&Form, &ReportContent::default(), figures(vec![input.clone()])).unwrap();
        let entry = &content.figures[&input.indicator];
        assert_eq!((entry.state, &entry.value), (FigureState::NoneDeclared, &None), "the 0 is dropped");
    }
}

#[test]
fn the_texts_of_a_figure_are_looked_at_even_when_its_indicator_is_unknown() {
    let input = FigureInput {
        note: Some("x".repeat(2_001)),
        as_stated: Some("a\u{202E}b".into()),
        section_code: Some("nowhere".into()),
        ..number("nothing", "1")
    };
    assert_eq!(
        refused_figure(input),
        vec![
            (Code::UnknownIndicator, "figures.0.indicator".into()),
            (Code::TextTooLong, "figures.0.note".into()),
            (Code::ForbiddenCharacter, "figures.0.asStated".into()),
            (Code::UnknownSection, "figures.0.sectionCode".into()),
        ]
    );
}

#[test]
fn what_does_not_concern_the_agency_is_not_stated() {
    let none = figure("of_others", FigureState::NoneDeclared);
    for sent in [number("of_others", "0"), none] {
        assert_eq!(refused_figure(sent), only(Code::IndicatorNotForAgency, "figures.0.indicator"));
    }
    for state in [FigureState::NotApplicable, FigureState::NotStated] {
        let patch = figures(vec![figure("of_others", state)]);
        let content = apply(&Form, &ReportContent::default(), patch).unwrap();
        assert_eq!(content.figures["of_others"].state, state);
    }
}

#[test]
fn every_problem_is_named_at_once_and_nothing_is_applied() {
    let draft = apply(&Form, &ReportContent::default(), figures(vec![number("received", "1")])).unwrap();
    let before = draft.clone();
    let patch = DraftPatch {
        header: Some(ReportHeaderInput { place: Some("x".repeat(301)), ..Default::default() }),
        models: Some(vec![ReportModelInput { code: "DVK-99".into(), ..ReportModelInput::default() }]),
        ..figures(vec![number("received", "5"), number("resolved", "-1"), number("nothing", "1")])
    };
    let problems = apply(&Form, &draft, patch).unwrap_err();
    let found: Vec<_> = problems.iter().map(|p| (p.code, p.path.join("."))).collect();
    assert_eq!(
        found,
        vec![
            (Code::TextTooLong, "header.place".into()),
            (Code::NegativeValue, "figures.1.value".into()),
            (Code::UnknownIndicator, "figures.2.indicator".into()),
            (Code::UnknownModel, "models.0.code".into()),
        ]
    );
    assert_eq!(draft, before);
}

#[test]
fn what_is_repeated_in_a_message_is_short_and_plain() {
    let problems = apply(
        &Form,
        &ReportContent::default(),
        figures(vec![number(&"y".repeat(100_000), "1"), number("a\u{202E}b", "1")]),
    )
    .unwrap_err();
    assert!(problems[0].message(Lang::Vi).chars().count() < 200);
    assert!(!problems[1].message(Lang::En).contains('\u{202E}'));
}
