//! The header, the sections and the lists.

use super::*;

fn section(code: &str, text: &str) -> NarrativeSectionInput {
    NarrativeSectionInput {
        section_code: code.into(),
        text: Some(text.into()),
        ..NarrativeSectionInput::default()
    }
}

fn sections(sections: Vec<NarrativeSectionInput>) -> DraftPatch {
    DraftPatch { sections: Some(sections), ..DraftPatch::default() }
}

fn citation(as_cited: &str) -> CitationInput {
    CitationInput {
        as_cited: as_cited.into(),
        number: None,
        symbol: None,
        kind: None,
        issuer: None,
        date: None,
        title: None,
        section_code: None,
        role: CitationRole::Mentioned,
    }
}

fn citations(citations: Vec<CitationInput>) -> DraftPatch {
    DraftPatch { citations: Some(citations), ..DraftPatch::default() }
}

fn disclosure(content: &str) -> DisclosureItemInput {
    DisclosureItemInput {
        content: content.into(),
        status: DisclosureStatus::Disclosed,
        audience: None,
        modes: vec![],
        forms: vec![],
        as_stated: None,
        section_code: None,
    }
}

fn disclosures(disclosures: Vec<DisclosureItemInput>) -> DraftPatch {
    DraftPatch { disclosures: Some(disclosures), ..DraftPatch::default() }
}

fn models(codes: &[&str]) -> DraftPatch {
    let models = codes
        .iter()
        .map(|code| ReportModelInput { code: (*code).into(), ..ReportModelInput::default() })
        .collect();
    DraftPatch { models: Some(models), ..DraftPatch::default() }
}

fn applied(patch: DraftPatch) -> ReportContent {
    apply(&Form, &ReportContent::default(), patch).unwrap()
}

#[test]
fn the_state_of_a_section_follows_from_what_it_holds() {
    for (text, state) in [
        ("", FigureState::NotStated),
        (" \n", FigureState::NotStated),
        ("Không", FigureState::NoneDeclared),
        ("KHÔNG.", FigureState::NoneDeclared),
        ("Kho\u{302}ng co\u{301}./.", FigureState::NoneDeclared),
        ("Không có văn phòng nào vi phạm", FigureState::Stated),
        ("Công tác dân vận được quan tâm", FigureState::Stated),
    ] {
        let content = applied(sections(vec![section("recommendations", text)]));
        assert_eq!(content.section_state("recommendations"), state, "{text:?}");
    }
    let list = NarrativeSectionInput {
        section_code: "lessons".into(),
        items: vec!["Bài học một".into(), "Bài học hai".into()],
        ..NarrativeSectionInput::default()
    };
    assert_eq!(applied(sections(vec![list])).section_state("lessons"), FigureState::Stated);
}

#[test]
fn a_declared_none_keeps_its_wording() {
    let input = NarrativeSectionInput {
        state: Some(FigureState::NoneDeclared),
        ..section("recommendations", "Đơn vị không có kiến nghị, đề xuất")
    };
    let content = applied(sections(vec![input]));
    assert_eq!(
        content.sections["recommendations"].text.as_deref(),
        Some("Đơn vị không có kiến nghị, đề xuất")
    );
}

#[test]
fn a_section_and_its_state_must_agree() {
    let state = |state, text: &str, items: &[&str]| NarrativeSectionInput {
        section_code: "lessons".into(),
        state: Some(state),
        text: Some(text.into()),
        items: items.iter().map(|item| (*item).to_owned()).collect(),
    };
    let (text, items) = ("sections.0.text", "sections.0.items");
    assert_eq!(refusals(sections(vec![state(FigureState::Stated, " ", &[])])), only(Code::TextEmpty, text));
    for silent in [FigureState::NotStated, FigureState::NotApplicable] {
        assert_eq!(
            refusals(sections(vec![state(silent, "Có", &["một"])])),
            vec![(Code::SectionTextForbidden, text.into()), (Code::SectionTextForbidden, items.into())]
        );
        assert!(apply(&Form, &ReportContent::default(), sections(vec![state(silent, "", &[])])).is_ok());
    }
    assert_eq!(
        refusals(sections(vec![state(FigureState::NoneDeclared, "Không", &["một"])])),
        only(Code::SectionTextForbidden, items)
    );
}

#[test]
fn sections_are_put_in_by_their_code_and_must_exist_once() {
    let first = applied(sections(vec![section("lessons", "một"), section("dissemination", "hai")]));
    let second = apply(&Form, &first, sections(vec![section("lessons", "ba")])).unwrap();
    assert_eq!(second.sections["lessons"].text.as_deref(), Some("ba"));
    assert_eq!(second.sections["dissemination"], first.sections["dissemination"]);
    assert_eq!(
        refusals(sections(vec![section("nowhere", "x")])),
        only(Code::UnknownSection, "sections.0.sectionCode")
    );
    assert_eq!(
        refusals(sections(vec![section("lessons", "x"), section("lessons", "y")])),
        only(Code::DuplicateEntry, "sections.1.sectionCode")
    );
}

#[test]
fn texts_have_limits_to_the_character() {
    assert!(
        apply(&Form, &ReportContent::default(), sections(vec![section("lessons", &"ổ".repeat(20_000))]))
            .is_ok()
    );
    assert_eq!(
        refusals(sections(vec![section("lessons", &"ổ".repeat(20_001))])),
        only(Code::TextTooLong, "sections.0.text")
    );
    let items = |items: Vec<String>| {
        sections(vec![NarrativeSectionInput {
            section_code: "lessons".into(),
            items,
            ..NarrativeSectionInput::default()
        }])
    };
    assert_eq!(
        refusals(items(vec!["được".into(), "x".repeat(2_001), " ".into(), "a\u{0}".into()])),
        vec![
            (Code::TextTooLong, "sections.0.items.1".into()),
            (Code::TextEmpty, "sections.0.items.2".into()),
            (Code::ForbiddenCharacter, "sections.0.items.3".into()),
        ]
    );
    assert_eq!(refusals(items(vec!["x".into(); 201])), only(Code::TooManyEntries, "sections.0.items"));
}

#[test]
fn the_header_replaces_the_one_before() {
    let header = |header: ReportHeaderInput| DraftPatch { header: Some(header), ..DraftPatch::default() };
    let date = |year, month, day| Some(PartialDateInput { year, month, day });
    let first = applied(header(ReportHeaderInput {
        place: Some("Trà Vinh".into()),
        date: date(2019, Some(9), None),
        recipients: vec!["Sở Nội vụ".into()],
        ..ReportHeaderInput::default()
    }));
    assert_eq!(first.header.date, PartialDate::new(2019, Some(9), None));
    let symbol = ReportHeaderInput { symbol: Some("BC-STTTT-VP".into()), ..ReportHeaderInput::default() };
    let second = apply(&Form, &first, header(symbol)).unwrap();
    assert_eq!((second.header.place, second.header.recipients), (None, vec![]));
    for (wrong, code) in [
        (date(2019, None, Some(1)), Code::NoSuchDay),
        (date(2019, Some(2), Some(29)), Code::NoSuchDay),
        (date(2019, Some(13), None), Code::NoSuchDay),
        (date(1, None, None), Code::BadDate),
    ] {
        let wrong = ReportHeaderInput { date: wrong, ..ReportHeaderInput::default() };
        assert_eq!(refusals(header(wrong)), only(code, "header.date"));
    }
    let many = ReportHeaderInput { recipients: vec!["Lưu".into(); 51], ..ReportHeaderInput::default() };
    assert_eq!(refusals(header(many)), only(Code::TooManyEntries, "header.recipients"));
}

#[test]
fn citations_replace_the_list_and_may_repeat_a_document() {
    let twice = applied(citations(vec![citation("Kế hoạch 110-KH/TU"), citation("Kế hoạch 110-KH/TU")]));
    assert_eq!(twice.citations.len(), 2);
    let none = apply(&Form, &twice, citations(vec![])).unwrap();
    assert!(none.citations.is_empty());
    let untouched = apply(&Form, &twice, DraftPatch::default()).unwrap();
    assert_eq!(untouched, twice);
}

#[test]
fn a_citation_needs_its_wording_and_existing_parts() {
    let wrong = CitationInput {
        date: Some(PartialDateInput { year: 2019, month: Some(13), day: None }),
        section_code: Some("nowhere".into()),
        title: Some("a\u{7}".into()),
        ..citation("")
    };
    assert_eq!(
        refusals(citations(vec![citation("628/SNV-XDCQCTTN"), wrong])),
        vec![
            (Code::TextEmpty, "citations.1.asCited".into()),
            (Code::NoSuchDay, "citations.1.date".into()),
            (Code::ForbiddenCharacter, "citations.1.title".into()),
            (Code::UnknownSection, "citations.1.sectionCode".into()),
        ]
    );
}

#[test]
fn disclosure_items_hold_sets() {
    let item = DisclosureItemInput {
        audience: Some(DisclosureAudience::Staff),
        modes: vec![DisclosureMode::Consult, DisclosureMode::Disclose, DisclosureMode::Consult],
        forms: vec![DisclosureForm::Meeting, DisclosureForm::Intranet],
        ..disclosure("regulations")
    };
    let other_audience = DisclosureItemInput { audience: Some(DisclosureAudience::Agency), ..item.clone() };
    let content = applied(disclosures(vec![item.clone(), other_audience]));
    assert_eq!(content.disclosures[0].modes, vec![DisclosureMode::Disclose, DisclosureMode::Consult]);
    assert_eq!(content.disclosures[0].forms, vec![DisclosureForm::Intranet, DisclosureForm::Meeting]);
    let modes = vec![DisclosureMode::Disclose, DisclosureMode::Consult];
    let same = DisclosureItemInput { modes, ..item.clone() };
    assert_eq!(refusals(disclosures(vec![item, same])), only(Code::DuplicateEntry, "disclosures.1.content"));
}

#[test]
fn a_disclosure_item_must_exist_and_only_what_is_disclosed_has_forms() {
    assert_eq!(
        refusals(disclosures(vec![disclosure("weather")])),
        only(Code::UnknownContent, "disclosures.0.content")
    );
    for status in
        [DisclosureStatus::NotDisclosed, DisclosureStatus::NotStated, DisclosureStatus::NotApplicable]
    {
        let forms = vec![DisclosureForm::Meeting];
        let item = DisclosureItemInput { status, forms, ..disclosure("assets") };
        assert_eq!(refusals(disclosures(vec![item])), only(Code::FormsForbidden, "disclosures.0.forms"));
    }
}

#[test]
fn models_are_registered_and_named_once() {
    assert_eq!(applied(models(&["DVK-02", "DVK-01"])).models.len(), 2);
    assert_eq!(
        refusals(models(&["DVK-01", "DVK-03", "DVK-01"])),
        vec![(Code::UnknownModel, "models.1.code".into()), (Code::DuplicateEntry, "models.2.code".into())]
    );
    let of = |agency: &str, code: &str| ReportModelInput {
        agency: Some(agency.into()),
        code: code.into(),
        note: None,
    };
    let own = ReportModelInput { code: "DVK-01".into(), ..ReportModelInput::default() };
    let named = |models| DraftPatch { models: Some(models), ..DraftPatch::default() };
    assert_eq!(applied(named(vec![own, of("STTTT", "DVK-01")])).models.len(), 2);
    assert_eq!(refusals(named(vec![of("STC", "DVK-01")])), only(Code::UnknownModel, "models.0.code"));
}

#[test]
fn a_list_that_is_too_long_is_one_problem() {
    let wrong = "\u{0}";
    for (patch, path) in [
        (figures(vec![number("nothing", "1"); 1_001]), "figures"),
        (sections(vec![section("nowhere", wrong); 101]), "sections"),
        (citations(vec![citation(wrong); 301]), "citations"),
        (disclosures(vec![disclosure(wrong); 201]), "disclosures"),
        (models(&[wrong; 201]), "models"),
    ] {
        assert_eq!(refusals(patch), only(Code::TooManyEntries, path));
    }
}
