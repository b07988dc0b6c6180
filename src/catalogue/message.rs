//! The sentences of failed rules: `{left}` and `{right}` are the sides of the comparison that failed, `{code}` the value
//! of an indicator, `{name:code}` what it is called, `{previous:code}`, `{year_ago:code}` and `{parts:code}` its value in other
//! reports, `{from:previous:code}` and so on which reports those are, `{@name}` an observation, `{which:@name}` what it is about.

use super::expression::{Answer, Node, Read, What, display};
use super::observations::Observation;
use super::past;
use super::scope::Scope;
use crate::kit::Bilingual;

/// What a placeholder stands for.
#[derive(Debug)]
enum Placeholder<'a> {
    Left,
    Right,
    Figure(Read, &'a str),
    Name(&'a str),
    From(Read, &'a str),
    Observation(Observation),
    Which(Observation),
}

/// A sentence cut at its placeholders: each piece of text, and the placeholder after it.
fn pieces(text: &str) -> Vec<(&str, Option<&str>)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else { break };
        pieces.push((before, Some(name)));
        rest = tail;
    }
    pieces.push((rest, None));
    pieces
}

fn placeholder(name: &str) -> Option<Placeholder<'_>> {
    if let Some(observation) = name.strip_prefix("which:@") {
        return Observation::from_name(observation).map(Placeholder::Which);
    }
    if let Some(code) = name.strip_prefix("name:") {
        return Some(Placeholder::Name(code));
    }
    if let Some((read, code)) = name.strip_prefix("from:").and_then(elsewhere) {
        return Some(Placeholder::From(read, code));
    }
    match (name, name.strip_prefix('@'), elsewhere(name)) {
        ("left", _, _) => Some(Placeholder::Left),
        ("right", _, _) => Some(Placeholder::Right),
        (_, Some(observation), _) => Observation::from_name(observation).map(Placeholder::Observation),
        (_, _, Some((read, code))) => Some(Placeholder::Figure(read, code)),
        _ => Some(Placeholder::Figure(Read::Current, name)),
    }
}

/// `previous:code` and the like.
fn elsewhere(name: &str) -> Option<(Read, &str)> {
    let (read, code) = name.split_once(':')?;
    let read = match read {
        "previous" => Read::Previous,
        "year_ago" => Read::YearAgo,
        "parts" => Read::Parts,
        _ => return None,
    };
    Some((read, code))
}

/// The placeholders of a sentence that mean nothing, `exists` telling which indicators there are.
pub(super) fn unknown_placeholders(text: &str, exists: impl Fn(&str) -> bool) -> Vec<String> {
    pieces(text)
        .into_iter()
        .filter_map(|(_, name)| name)
        .filter(|name| match placeholder(name) {
            Some(Placeholder::Figure(_, code) | Placeholder::From(_, code) | Placeholder::Name(code)) => {
                !exists(code)
            }
            known => known.is_none(),
        })
        .map(str::to_owned)
        .collect()
}

/// A sentence with its placeholders filled.
pub(super) fn fill(text: &Bilingual, sides: Option<(Bilingual, Bilingual)>, scope: &Scope) -> Bilingual {
    let value = |name: &str| -> Bilingual {
        let unknown = || Bilingual { vi: "?".into(), en: "?".into() };
        let show = |what, scale| display(&Node { at: 0, what }, scale, scope);
        match (placeholder(name), &sides) {
            (Some(Placeholder::Left), Some((left, _))) => left.clone(),
            (Some(Placeholder::Right), Some((_, right))) => right.clone(),
            (Some(Placeholder::Figure(read, code)), _) => {
                let scale = scope.catalogue.indicator(code).map_or(0, |indicator| indicator.scale);
                show(What::Figure(read, code.to_owned()), scale)
            }
            (Some(Placeholder::Name(code)), _) => {
                scope.catalogue.indicator(code).map(|indicator| indicator.label.clone()).unwrap_or_default()
            }
            (Some(Placeholder::From(read, code)), _) => {
                let scale = scope.catalogue.indicator(code).map_or(0, |indicator| indicator.scale);
                let number = |answer: &Answer| match answer {
                    Answer::Number(units) => show(What::Number(*units), scale),
                    Answer::Choice(_) | Answer::Truth(_) => unknown(),
                };
                past::sources(&past::sought(scope, read, code), number)
            }
            (Some(Placeholder::Which(observation)), _) => scope.which(observation),
            (Some(Placeholder::Observation(observation)), _) => show(What::Observation(observation), 0),
            _ => unknown(),
        }
    };
    let fill = |text: &str, pick: fn(Bilingual) -> String| -> String {
        pieces(text)
            .into_iter()
            .map(|(before, name)| {
                format!("{before}{}", name.map(|name| pick(value(name))).unwrap_or_default())
            })
            .collect()
    };
    Bilingual { vi: fill(&text.vi, |value| value.vi), en: fill(&text.en, |value| value.en) }
}
