//! The laws of comparing: nothing from the same to the same, the other side by doing what it says, the mirror back.

use super::words::RunKind;
use super::{Change, ContentDiff, ListChange, runs, text_changes};
use crate::kit::vocabulary::{CitationRole, DisclosureForm, DisclosureStatus, TaskStatus};
use crate::kit::{FigureState, Value};
use crate::reports::types::{
    CitationEntry, DisclosureEntry, FigureEntry, FollowUpEntry, ModelReference, ReportContent, ReportHeader,
    SectionEntry,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Debug;

/// Does what the changes of a list say.
fn listed<T: Clone + Debug>(before: &[T], changes: &[ListChange<T>]) -> Vec<T> {
    let added = changes.iter().filter(|change| change.from.is_none()).count();
    let removed = changes.iter().filter(|change| change.to.is_none()).count();
    let mut places: Vec<Option<T>> = vec![None; before.len() + added - removed];
    for change in changes {
        if let Some(to) = change.to {
            places[to] = change.change.after().cloned();
        }
    }
    let touched: Vec<usize> = changes.iter().filter_map(|change| change.from).collect();
    let mut kept =
        before.iter().enumerate().filter(|(place, _)| !touched.contains(place)).map(|(_, kept)| kept);
    places.into_iter().map(|place| place.unwrap_or_else(|| kept.next().unwrap().clone())).collect()
}

fn keyed<T: Clone>(before: &BTreeMap<String, T>, changes: &[(String, Change<T>)]) -> BTreeMap<String, T> {
    let mut all = before.clone();
    for (code, change) in changes {
        match change.after() {
            Some(after) => all.insert(code.clone(), after.clone()),
            None => all.remove(code),
        };
    }
    all
}

/// Does to a content what a comparison says.
fn applied(before: &ReportContent, diff: &ContentDiff) -> ReportContent {
    ReportContent {
        header: diff.header.as_ref().map_or_else(|| before.header.clone(), |(_, after)| after.clone()),
        figures: keyed(&before.figures, &diff.figures),
        sections: keyed(&before.sections, &diff.sections),
        citations: listed(&before.citations, &diff.citations),
        disclosures: listed(&before.disclosures, &diff.disclosures),
        models: listed(&before.models, &diff.models),
        follow_ups: listed(&before.follow_ups, &diff.follow_ups),
    }
}

/// A content without its entries that say nothing.
fn spoken(mut content: ReportContent) -> ReportContent {
    content.figures.retain(|_, entry| {
        let FigureEntry { state, note, as_stated, .. } = entry;
        *state != FigureState::NotStated || note.is_some() || as_stated.is_some()
    });
    content.sections.retain(|_, entry| {
        entry != &SectionEntry { state: FigureState::NotStated, text: None, items: vec![] }
    });
    content
}

fn turned<T: Clone>(change: &Change<T>) -> Change<T> {
    match change.clone() {
        Change::Added(entry) => Change::Removed(entry),
        Change::Removed(entry) => Change::Added(entry),
        Change::Changed(before, after) => Change::Changed(after, before),
    }
}

/// The changes of a list told backwards, in an order that does not depend on the side.
fn backwards<T: Clone>(changes: &[ListChange<T>]) -> Vec<ListChange<T>> {
    let turned = |change: &ListChange<T>| ListChange {
        change: turned(&change.change),
        from: change.to,
        to: change.from,
        moved: change.moved,
    };
    sorted(changes.iter().map(turned).collect())
}

fn sorted<T>(mut changes: Vec<ListChange<T>>) -> Vec<ListChange<T>> {
    changes.sort_by_key(|change| (change.from, change.to));
    changes
}

fn mirrored(diff: &ContentDiff) -> ContentDiff {
    ContentDiff {
        header: diff.header.clone().map(|(before, after)| (after, before)),
        figures: diff.figures.iter().map(|(code, change)| (code.clone(), turned(change))).collect(),
        sections: diff.sections.iter().map(|(code, change)| (code.clone(), turned(change))).collect(),
        citations: backwards(&diff.citations),
        disclosures: backwards(&diff.disclosures),
        models: backwards(&diff.models),
        follow_ups: backwards(&diff.follow_ups),
    }
}

fn ordered(diff: ContentDiff) -> ContentDiff {
    ContentDiff {
        citations: sorted(diff.citations),
        disclosures: sorted(diff.disclosures),
        models: sorted(diff.models),
        follow_ups: sorted(diff.follow_ups),
        ..diff
    }
}

/// A few of a few, so that two contents have much in common, and things stand twice.
fn code() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "c", "d", "e", "f"]).prop_map(str::to_owned)
}

fn figure() -> impl Strategy<Value = FigureEntry> {
    let state =
        prop::sample::select(vec![FigureState::Stated, FigureState::NoneDeclared, FigureState::NotStated]);
    (state, 0..3_i64, prop::option::of(code()), prop::option::of(code())).prop_map(
        |(state, value, note, as_stated)| {
            let value = (state == FigureState::Stated).then_some(Value::Number(value));
            FigureEntry { state, value, note, as_stated, section: None }
        },
    )
}

fn section() -> impl Strategy<Value = SectionEntry> {
    (prop::option::of(code()), prop::collection::vec(code(), 0..4)).prop_map(|(text, items)| SectionEntry {
        state: FigureState::Stated,
        text,
        items,
    })
}

fn citation() -> impl Strategy<Value = CitationEntry> {
    (code(), prop::option::of(code()), prop::option::of(code())).prop_map(|(as_cited, symbol, title)| {
        CitationEntry {
            as_cited,
            number: None,
            symbol,
            kind: None,
            issuer: None,
            date: None,
            title,
            section: None,
            role: CitationRole::ALL[0],
        }
    })
}

fn disclosure() -> impl Strategy<Value = DisclosureEntry> {
    (code(), prop::bool::ANY).prop_map(|(content, disclosed)| DisclosureEntry {
        content,
        status: DisclosureStatus::Disclosed,
        audience: None,
        modes: Vec::new(),
        forms: if disclosed { vec![DisclosureForm::ALL[0]] } else { Vec::new() },
        as_stated: None,
        section: None,
    })
}

fn follow_up() -> impl Strategy<Value = FollowUpEntry> {
    (code(), prop::sample::select(TaskStatus::ALL), prop::option::of(code())).prop_map(
        |(task, outcome, reason)| FollowUpEntry {
            text: task.clone(),
            task,
            report: None,
            plan: None,
            version: 1,
            outcome,
            reason,
        },
    )
}

fn content() -> impl Strategy<Value = ReportContent> {
    let model = (code(), prop::option::of(code()), prop::option::of(code()))
        .prop_map(|(code, agency, note)| ModelReference { code, agency, note });
    (
        prop::option::of(code()),
        prop::collection::btree_map(code(), figure(), 0..5),
        prop::collection::btree_map(code(), section(), 0..5),
        prop::collection::vec(citation(), 0..8),
        prop::collection::vec(disclosure(), 0..6),
        prop::collection::vec(model, 0..6),
        prop::collection::vec(follow_up(), 0..6),
    )
        .prop_map(|(number, figures, sections, citations, disclosures, models, follow_ups)| {
            ReportContent {
                header: ReportHeader { number, ..ReportHeader::default() },
                figures,
                sections,
                citations,
                disclosures,
                models,
                follow_ups,
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn nothing_changes_from_a_content_to_itself(content in content()) {
        let diff = ContentDiff::between(&content, &content);
        prop_assert_eq!(diff.len(), 0);
        prop_assert_eq!(diff, ContentDiff::default());
    }

    #[test]
    fn what_a_comparison_says_makes_the_one_of_the_other(before in content(), after in content()) {
        let diff = ContentDiff::between(&before, &after);
        // An entry that says nothing is as good as none.
        prop_assert_eq!(spoken(applied(&before, &diff)), spoken(after));
    }

    #[test]
    fn the_way_back_is_the_mirror_of_the_way_there(before in content(), after in content()) {
        let (there, back) = (ContentDiff::between(&before, &after), ContentDiff::between(&after, &before));
        prop_assert_eq!(mirrored(&there), ordered(back));
    }

    #[test]
    fn points_of_a_section_follow_the_same_laws(
        before in prop::collection::vec("[ab]( [abc]){0,3}", 0..8),
        after in prop::collection::vec("[ab]( [abc]){0,3}", 0..8),
    ) {
        let there = text_changes(&before, &after);
        prop_assert_eq!(listed(&before, &there), after.clone());
        prop_assert_eq!(backwards(&there), sorted(text_changes(&after, &before)));
        prop_assert_eq!(text_changes(&before, &before), Vec::new());
    }

    #[test]
    fn the_runs_of_a_text_are_both_texts(before in "[ab đ.\n]{0,30}", after in "[ab đ.\n]{0,30}") {
        let runs = runs(&before, &after);
        let side = |left_out| runs.iter().filter(|run| run.kind != left_out).map(|run| run.text.as_str()).collect::<String>();
        prop_assert_eq!(side(RunKind::Added), before);
        prop_assert_eq!(side(RunKind::Removed), after);
    }
}

#[test]
fn one_entry_taken_to_the_front_is_one_move() {
    let before: Vec<String> = ["một", "hai", "ba", "bốn", "năm"].map(str::to_owned).into();
    let mut after = before.clone();
    after.rotate_right(1);
    let changes = text_changes(&before, &after);
    assert_eq!(changes.len(), 1);
    assert_eq!((changes[0].from, changes[0].to, changes[0].moved), (Some(4), Some(0), true));
}

#[test]
fn a_point_that_is_reworded_is_known_again() {
    let before = ["Tổ chức đối thoại với công dân.".to_owned(), "Tiếp công dân.".to_owned()];
    let after =
        ["Kiểm tra cải cách hành chính.".to_owned(), "Tổ chức hai cuộc đối thoại với công dân.".to_owned()];
    let told: Vec<_> =
        text_changes(&before, &after).into_iter().map(|change| (change.from, change.to)).collect();
    assert_eq!(told, [(None, Some(0)), (Some(1), None), (Some(0), Some(1))]);
}

#[test]
fn texts_too_long_for_words_are_told_by_lines_and_then_as_a_whole() {
    let long = |word: &str, blank: &str| format!("{word}{blank}").repeat(1_200);
    let told = runs(&format!("{}\nđuôi", long("a", " ")), &format!("{}\nđuôi", long("b", " ")));
    assert_eq!(
        told.iter().map(|run| run.kind).collect::<Vec<_>>(),
        [RunKind::Removed, RunKind::Added, RunKind::Kept]
    );
    let told = runs(&long("a", "\n"), &(long("a", "\n") + "b"));
    assert_eq!(told.iter().map(|run| run.kind).collect::<Vec<_>>(), [RunKind::Removed, RunKind::Added]);
}
