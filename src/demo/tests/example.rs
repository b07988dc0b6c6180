//! The real report as `examples/` sends it, against what its text says (read by hand, not out of the files).

use std::collections::BTreeMap;

use super::super::real;
use crate::{
    catalogue::Catalogue,
    kit::{
        FigureState,
        text::fold,
        vocabulary::{DisclosureStatus, SigningAuthority},
    },
    legal::DocumentSymbol,
    reports::{CitationInput, DisclosureItemInput, DraftPatch, FigureInput, NarrativeSectionInput},
};

/// The figures of the report, one a line: indicator, and its value or its state.
const STATED: &str = "
    leadership_directors 1
    leadership_deputy_directors 3
    professional_divisions 4
    affiliated_public_units 1
    staff_quota_total 59
    staff_quota_civil_servants 29
    staff_quota_public_employees 30
    staff_present_total 54
    staff_present_administrative 26
    staff_present_administrative_female 12
    staff_present_administrative_ethnic_minority NOT_STATED
    staff_present_service 28
    staff_present_service_female 7
    staff_present_service_ethnic_minority 3
    staff_contract_nd68 3
    staff_in_charge 1
    staff_retired_nd108 1
    denunciation_received 1
    denunciation_resolved 1
    denunciation_conclusions_issued 1
    petition_feedback_received 1
    petition_feedback_resolved 1
    complaint_carried_over NOT_STATED
    complaint_received NOT_STATED
    complaint_eligible NOT_STATED
    complaint_within_competence NOT_STATED
    complaint_outside_competence NOT_STATED
    complaint_transferred_out NOT_STATED
    complaint_resolved NOT_STATED
    complaint_resolved_on_time NOT_STATED
    complaint_pending NOT_STATED
    complaint_pending_overdue NOT_STATED
    reception_calendar_issued true
    reception_visits_total NOT_STATED
    reception_persons_total NOT_STATED
    reception_cases_total NOT_STATED
    reception_head_sessions NOT_STATED
    leadership_reflections_received NONE_DECLARED
    posted_contents 82
    dissemination_channels 7
    coordination_activities 4
    emulation_movements 3
    contests_joined 2
    it_projects 3
    steering_committee_exists true
    steering_committee_members 11
    steering_committee_head_position PARTY_SECRETARY
    steering_committee_consolidated true
    qcdc_plan_issued true
    qcdc_regulation_issued true
    dvk_models_registered_new NOT_STATED
    dvk_models_active NOT_STATED
    dvk_models_recognised NOT_STATED
    dvk_models_replicated NOT_STATED
    dvk_models_dropped NOT_STATED
    dvk_models_by_field_economy NOT_STATED
    dvk_models_by_field_culture_society NOT_STATED
    dvk_models_by_field_defence_security NOT_STATED
    dvk_models_by_field_political_system NOT_STATED
    dvk_models_collective NOT_STATED
    dvk_models_individual NOT_STATED
    dvk_awards_collective NOT_STATED
    dvk_awards_individual NOT_STATED
    limitations NOT_STATED
    lessons 3
    next_period_tasks 5
    recommendations NONE_DECLARED
";

/// The documents that the report names more than once, and how a mention begins to be found: the beginning of a symbol,
/// folded, under each of its wordings.
const REPEATED: [(usize, &[&str]); 14] = [
    (6, &["110-kh/tu"]),
    (7, &["15-kh/du"]),
    (9, &["120-kl/tw"]),
    (11, &["16/ct-ttg"]),
    (12, &["61/2018/nd-cp"]),
    (13, &["25-nq/tw"]),
    (23, &["99-qd/tw"]),
    (26, &["nghi quyet trung uong 4", "nghi quyet trung uong tu"]),
    (29, &["05-qd/du"]),
    (33, &["04/2015/nd-cp"]),
    (35, &["18-nq/tw"]),
    (36, &["71-kh/tu", "ke hoach so 71,"]),
    (43, &["149/2018/nd-cp", "149/2018nd-cp"]),
    (47, &["66/kh-ubnd"]),
];

/// The report's headings that cite something: they are the form's, and no text of a section.
const HEADINGS: &str = "3.3. (theo Nghị định 04/2015/NĐ-CP) 3.4. (theo Nghị định số 149/2018NĐ-CP)";

fn saves() -> Vec<DraftPatch> {
    let saves = real::saves().expect("the saves are what a save takes");
    let revisions: Vec<i32> = saves.iter().map(|(revision, _)| *revision).collect();
    assert_eq!(revisions, [0, 1, 2, 3, 4, 5], "each save follows the one before");
    saves.into_iter().map(|(_, patch)| patch).collect()
}

fn figures() -> Vec<FigureInput> {
    saves().into_iter().filter_map(|save| save.figures).flatten().collect()
}

fn sections() -> BTreeMap<String, NarrativeSectionInput> {
    let sections = saves().into_iter().filter_map(|save| save.sections).flatten();
    sections.map(|section| (section.section_code.clone(), section)).collect()
}

fn citations() -> Vec<CitationInput> {
    saves().into_iter().filter_map(|save| save.citations).flatten().collect()
}

fn disclosures() -> Vec<DisclosureItemInput> {
    saves().into_iter().filter_map(|save| save.disclosures).flatten().collect()
}

/// Every word of the sections, folded.
fn words() -> String {
    let sections = sections();
    let texts = sections.values().flat_map(|section| section.text.iter().chain(&section.items));
    fold(&texts.cloned().collect::<Vec<_>>().join(" "))
}

#[test]
fn every_figure_of_the_report_and_no_other() {
    let figures = figures();
    let said: Vec<String> = figures.iter().map(told).collect();
    let mut said: Vec<&str> = said.iter().map(String::as_str).collect();
    let mut expected: Vec<&str> = STATED.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    said.sort_unstable();
    expected.sort_unstable();
    assert_eq!(said, expected);
    let number = |code: &str| {
        let line = expected.iter().find(|line| line.starts_with(code)).expect("a line");
        line.split(' ').nth(1).and_then(|number| number.parse::<i64>().ok()).expect("a number")
    };
    assert_eq!(number("staff_quota_civil_servants") + number("staff_quota_public_employees"), 59);
    assert_eq!(number("staff_present_administrative ") + number("staff_present_service "), 54);
}

fn told(figure: &FigureInput) -> String {
    let value = [
        figure.value.map(|value| value.0.to_string()),
        figure.truth.map(|truth| truth.to_string()),
        figure.choice.clone(),
    ];
    let said = match figure.state {
        FigureState::Stated => value.into_iter().flatten().next().expect("a value"),
        FigureState::NoneDeclared => "NONE_DECLARED".into(),
        FigureState::NotStated => "NOT_STATED".into(),
        FigureState::NotApplicable => "NOT_APPLICABLE".into(),
    };
    format!("{} {said}", figure.indicator)
}

#[test]
fn what_is_stated_is_quoted_from_a_section_of_the_form() {
    let catalogue = Catalogue::embedded().expect("the catalogue");
    let form = catalogue.form("dvcq_quarterly", 1).expect("the form");
    let words = words();
    // The headings of two lists and one line that is a heading and an answer at once.
    let headings = ["2. Bài học", "III. PH", "IV. KIẾN NGHỊ"];
    for figure in figures() {
        let section = figure.section_code.as_deref().expect("a section");
        assert!(form.section(section).is_some(), "{section}");
        assert!(form.asks(&figure.indicator).is_some(), "{}", figure.indicator);
        let silent = figure.state == FigureState::NotStated;
        assert_eq!(figure.as_stated.is_none(), silent, "{}", figure.indicator);
        if let Some(quoted) = &figure.as_stated
            && !headings.iter().any(|heading| quoted.starts_with(heading))
        {
            assert!(words.contains(&fold(quoted)), "{}: {quoted}", figure.indicator);
        }
    }
    for item in disclosures() {
        assert!(catalogue.disclosure_content(&item.content).is_some(), "{}", item.content);
        let quoted = item.as_stated.expect("a quotation");
        assert!(words.contains(&fold(&quoted)), "{}: {quoted}", item.content);
    }
}

#[test]
fn fourteen_sections_with_their_lists() {
    let catalogue = Catalogue::embedded().expect("the catalogue");
    let form = catalogue.form("dvcq_quarterly", 1).expect("the form");
    let sections = sections();
    let mut expected: Vec<&str> = form.sections.iter().map(|section| section.code.as_str()).collect();
    expected.sort_unstable();
    assert_eq!(sections.keys().map(String::as_str).collect::<Vec<_>>(), expected);
    assert_eq!(sections.len(), 14);
    assert_eq!(sections["lessons"].items.len(), 3);
    assert_eq!(sections["next_tasks"].items.len(), 5);
    assert_eq!(sections["recommendations"].state, Some(FigureState::NoneDeclared));
    assert_eq!(sections["recommendations"].text.as_deref(), Some("Không."));
    // Typing faults stay as they are.
    assert!(
        sections["dissemination"].text.as_deref().is_some_and(|text| text.contains("đẩy lùi suy thóa, "))
    );
    assert!(sections["emulation"].text.as_deref().is_some_and(|text| text.contains("anh ninh")));
}

#[test]
fn fifty_three_documents_fourteen_of_them_named_again_and_two_of_another_kind() {
    let catalogue = Catalogue::embedded().expect("the catalogue");
    let citations = citations();
    assert_eq!(citations.len(), 53);
    let mismatched: Vec<usize> = (1..)
        .zip(&citations)
        .filter(|(_, citation)| {
            let kind = citation.kind.as_deref().unwrap_or(&citation.as_cited);
            DocumentSymbol::find(&citation.as_cited)
                .is_some_and(|symbol| catalogue.register().kinds().mismatch(kind, &symbol))
        })
        .map(|(number, _)| number)
        .collect();
    assert_eq!(mismatched, [27, 31]);
    let text = format!("{} {}", words(), fold(HEADINGS));
    for (number, citation) in (1..).zip(&citations) {
        let repeated = REPEATED.iter().find(|(known, _)| *known == number);
        let own;
        let wordings: &[&str] = match (repeated, &citation.number, &citation.symbol) {
            (Some((_, wordings)), _, _) => wordings,
            (None, Some(known), Some(symbol)) => {
                own = [fold(&format!("{known}/{symbol}")), fold(&format!("{known}-{symbol}"))];
                &[own[0].as_str(), own[1].as_str()]
            }
            // Without a number there is nothing to look for but the wording.
            _ => continue,
        };
        let count: usize = wordings.iter().map(|wording| mentions(&text, wording)).sum();
        match repeated {
            Some(_) => assert!(count > 1, "{number}: {count}"),
            // The letter that asks for the report, and what one heading cites, stand in no section.
            None => assert!(count <= 1, "{number} {}: {count}", citation.as_cited),
        }
    }
    assert_eq!(
        citations[0].date.map(|date| (date.year, date.month, date.day)),
        Some((2019, Some(5), Some(17)))
    );
    assert!(citations[29].as_cited.contains("Thƣờng vụ"), "the wrong letter stays");
    let undated: Vec<usize> = (1..)
        .zip(&citations)
        .filter(|(_, citation)| citation.date.is_none())
        .map(|(number, _)| number)
        .collect();
    assert_eq!(undated, [2, 9, 10, 26, 27, 28, 37, 38, 39, 42, 44, 51, 52]);
}

/// How often a symbol stands in a text, not being the end of another.
fn mentions(text: &str, symbol: &str) -> usize {
    let starts = text.match_indices(symbol);
    starts.filter(|(at, _)| !text[..*at].ends_with(|c: char| c.is_ascii_digit())).count()
}

#[test]
fn what_is_disclosed_and_how() {
    let items = disclosures();
    let of = |status| items.iter().filter(|item| item.status == status).count();
    // Rows 1 to 13, three of them for two audiences; the two of section 3.3; the two that are posted.
    assert_eq!(of(DisclosureStatus::Disclosed), 13 + 3 + 2 + 2);
    // Six contents that staff discuss and decide, four that are named without saying anything of them.
    assert_eq!(of(DisclosureStatus::NotStated), 6 + 4);
    let unformed =
        items.iter().filter(|item| item.status == DisclosureStatus::Disclosed && item.forms.is_empty());
    assert_eq!(unformed.count(), 6);
}

#[test]
fn the_document_is_unnumbered_undated_and_signed_for_the_director() {
    let header = saves().into_iter().find_map(|save| save.header).expect("a header");
    assert_eq!((header.number, header.symbol.as_deref()), (None, Some("BC-STTTT-VP")));
    let date = header.date.expect("a date");
    assert_eq!((date.year, date.month, date.day), (2019, Some(9), None));
    assert_eq!(header.signing_authority, Some(SigningAuthority::Kt));
    assert_eq!(header.signatory.as_deref(), Some("Nguyễn Văn Chuẩn"));
    assert_eq!(header.recipients.len(), 4);
}
