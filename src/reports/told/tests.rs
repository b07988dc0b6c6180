use super::*;
use crate::catalogue::Catalogue;
use crate::kit::vocabulary::{CitationRole, DisclosureForm};
use crate::kit::{PartialDate, Period};
use std::sync::LazyLock;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().unwrap());

fn asked() -> Asked<'static> {
    let period = Period::quarter(2019, 3).unwrap();
    Asked::of_form(&CATALOGUE, CATALOGUE.form("dvcq_quarterly", 1).unwrap(), period, period.window())
}

/// What a content says of an indicator: its state, its number, and whether the content told it.
fn said(content: &ReportContent, indicator: &str) -> Option<(FigureState, Option<i64>, bool)> {
    let said = figure(&asked(), content, CATALOGUE.indicator(indicator).unwrap())?;
    Some((said.entry.state, said.entry.value.as_ref().and_then(Value::as_number), said.from_content))
}

fn section(code: &str, state: FigureState, text: Option<&str>, items: &[&str]) -> ReportContent {
    let items = items.iter().map(|item| (*item).to_owned()).collect();
    let entry = SectionEntry { state, text: text.map(str::to_owned), items };
    ReportContent { sections: BTreeMap::from([(code.to_owned(), entry)]), ..ReportContent::default() }
}

fn entered(state: FigureState, number: Option<i64>) -> FigureEntry {
    FigureEntry { value: number.map(Value::Number), ..stating(state) }
}

fn with(mut content: ReportContent, indicator: &str, entry: FigureEntry) -> ReportContent {
    content.figures.insert(indicator.to_owned(), entry);
    content
}

fn item(content: &str, status: DisclosureStatus, modes: &[DisclosureMode]) -> DisclosureEntry {
    DisclosureEntry {
        content: content.into(),
        status,
        audience: None,
        modes: modes.to_vec(),
        forms: vec![],
        as_stated: None,
        section: None,
    }
}

fn citation(number: &str, role: CitationRole, date: Option<PartialDate>, section: &str) -> CitationEntry {
    CitationEntry {
        as_cited: format!("Quyết định số {number}/QĐ-STTTT"),
        number: Some(number.into()),
        symbol: Some("QĐ-STTTT".into()),
        kind: Some("Quyết định".into()),
        issuer: None,
        date,
        title: None,
        section: Some(section.into()),
        role,
    }
}

const STATED: FigureState = FigureState::Stated;

#[test]
fn a_section_tells_its_list_and_its_words() {
    let lessons = section("lessons", STATED, Some("Ba bài học:"), &["Một.", "Hai.", "Ba."]);
    assert_eq!(said(&lessons, "lessons"), Some((STATED, Some(3), true)));
    let prose = section("lessons", STATED, Some("Bám sát cơ sở, gần dân."), &[]);
    assert_eq!(said(&prose, "lessons"), Some((STATED, None, true)));
    let words = section("opening_assessment", STATED, Some("Công tác được quan tâm."), &[]);
    assert_eq!(said(&words, "opening_assessment"), Some((STATED, None, true)));
    let opening = CATALOGUE.indicator("opening_assessment").unwrap();
    let entry = figure(&asked(), &words, opening).unwrap().entry.into_owned();
    assert_eq!(entry.as_stated.as_deref(), Some("Công tác được quan tâm."));
    assert_eq!(entry.section.as_deref(), Some("opening_assessment"));
    let none = section("recommendations", FigureState::NoneDeclared, Some("Không."), &[]);
    assert_eq!(said(&none, "recommendations"), Some((FigureState::NoneDeclared, None, true)));
}

#[test]
fn silence_stays_silence() {
    let silent = section("lessons", FigureState::NotStated, None, &[]);
    for indicator in
        ["lessons", "recommendations", "disclosure_items", "documents_issued", "opening_assessment"]
    {
        assert_eq!(said(&silent, indicator), None, "{indicator}");
    }
    // An entered silence is no word against what the content tells, and keeps its note.
    let note = Some("Chưa đếm.".to_owned());
    let entry = FigureEntry { note: note.clone(), ..entered(FigureState::NotStated, None) };
    let listed = with(section("lessons", STATED, None, &["Một."]), "lessons", entry);
    let lessons = figure(&asked(), &listed, CATALOGUE.indicator("lessons").unwrap()).unwrap();
    assert_eq!((lessons.entry.state, lessons.entry.note.clone()), (STATED, note));
    assert_eq!(contradictions(&asked(), &listed), []);
}

#[test]
fn what_is_entered_goes_first() {
    let listed = section("lessons", STATED, None, &["Một.", "Hai."]);
    let both = with(listed, "lessons", entered(STATED, Some(2)));
    assert_eq!(said(&both, "lessons"), Some((STATED, Some(2), false)));
    assert_eq!(figures(&asked(), &both)["lessons"].value, Some(Value::Number(2)));
}

#[test]
fn contents_are_counted_once_by_what_is_done_with_them() {
    use DisclosureMode as M;
    use DisclosureStatus as S;
    let mut disclosures = vec![
        item("internal_rules", S::Disclosed, &[M::Disclose]),
        item("internal_rules", S::Disclosed, &[M::Disclose, M::Discuss]),
        item("work_plans", S::Disclosed, &[]),
        item("asset_declarations", S::NotDisclosed, &[M::Disclose]),
        item("operating_rules", S::NotStated, &[M::Discuss, M::Consult, M::InspectSupervise]),
        item("political_conduct", S::Disclosed, &[M::InspectSupervise]),
    ];
    disclosures[5].audience = Some(DisclosureAudience::PartyMembers);
    disclosures[0].forms = vec![DisclosureForm::Intranet, DisclosureForm::Meeting];
    disclosures[1].forms = vec![DisclosureForm::Intranet];
    let mut content = ReportContent { disclosures, ..ReportContent::default() };
    assert_eq!(said(&content, "disclosure_items"), Some((STATED, Some(2), true)));
    assert_eq!(said(&content, "disclosure_forms_used"), Some((STATED, Some(2), true)));
    assert_eq!(said(&content, "discussed_decided_items"), Some((STATED, Some(2), true)));
    assert_eq!(said(&content, "consulted_items"), Some((STATED, Some(1), true)));
    // What Party members supervise is not what staff supervise.
    assert_eq!(said(&content, "supervised_items"), Some((STATED, Some(1), true)));
    content.disclosures = vec![item("asset_declarations", S::NotDisclosed, &[M::Disclose])];
    assert_eq!(said(&content, "disclosure_items"), Some((FigureState::NoneDeclared, None, true)));
    assert_eq!(said(&content, "disclosure_forms_used"), None);
}

#[test]
fn documents_are_counted_once_by_what_they_are_cited_for() {
    let day = |month, day| PartialDate::new(2019, Some(month), Some(day));
    let citations = vec![
        citation("113", CitationRole::Issued, PartialDate::new(2015, Some(11), Some(2)), "qcdc_agency"),
        citation("05", CitationRole::Issued, day(8, 13), "steering_committee"),
        citation("05", CitationRole::Issued, day(8, 13), "staffing_in_charge"),
        citation("06", CitationRole::Issued, PartialDate::new(2019, None, None), "emulation"),
        citation("07", CitationRole::Disseminated, None, "dissemination"),
    ];
    let content = ReportContent { citations, ..ReportContent::default() };
    // Of a document of 2019 nobody knows whether it is of the third quarter.
    assert_eq!(said(&content, "documents_issued"), Some((STATED, Some(1), true)));
    assert_eq!(said(&content, "documents_disseminated"), Some((STATED, Some(1), true)));
    let decision = CATALOGUE.indicator("steering_committee_decision").unwrap();
    let entry = figure(&asked(), &content, decision).unwrap().entry.into_owned();
    assert_eq!(entry.as_stated.as_deref(), Some("Quyết định số 05/QĐ-STTTT"));
    assert_eq!(entry.section.as_deref(), Some("steering_committee"));
}

#[test]
fn a_fact_that_is_given_twice_has_one_value() {
    let against = |content: &ReportContent| -> Vec<String> {
        contradictions(&asked(), content).into_iter().map(|text| text.en).collect()
    };
    let lessons = || section("lessons", STATED, None, &["Một.", "Hai.", "Ba."]);
    assert_eq!(against(&with(lessons(), "lessons", entered(STATED, Some(3)))), [] as [&str; 0]);
    assert_eq!(
        against(&with(lessons(), "lessons", entered(STATED, Some(4)))),
        ["Lessons learnt (figure: 4; content: 3)"]
    );
    assert_eq!(
        against(&with(lessons(), "lessons", entered(FigureState::NoneDeclared, None))),
        ["Lessons learnt (figure: none; content: 3)"]
    );
    let none = || section("recommendations", FigureState::NoneDeclared, Some("Không."), &[]);
    assert_eq!(against(&with(none(), "recommendations", entered(STATED, Some(0)))), [] as [&str; 0]);
    assert_eq!(against(&with(none(), "recommendations", entered(STATED, Some(1)))).len(), 1);
    let prose = section("lessons", STATED, Some("Gần dân."), &[]);
    assert_eq!(against(&with(prose, "lessons", entered(STATED, Some(2)))), [] as [&str; 0]);
    // A report may cite fewer documents than it issued, not more.
    let mut cited = ReportContent::default();
    let date = PartialDate::new(2019, Some(8), Some(13));
    cited.citations =
        ["05", "06"].map(|number| citation(number, CitationRole::Issued, date, "emulation")).into();
    assert_eq!(against(&with(cited.clone(), "documents_issued", entered(STATED, Some(9)))), [] as [&str; 0]);
    assert_eq!(
        against(&with(cited, "documents_issued", entered(STATED, Some(1)))),
        ["Documents issued by the agency (figure: 1; content: 2)"]
    );
}
