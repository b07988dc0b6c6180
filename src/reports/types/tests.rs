use super::*;
use crate::kit::digest;

fn example() -> ReportContent {
    ReportContent {
        header: ReportHeader {
            symbol: Some("BC-STTTT-VP".into()),
            date: PartialDate::new(2019, Some(9), None),
            signing_authority: Some(SigningAuthority::Kt),
            recipients: vec!["Sở Nội vụ (b/c)".into(), "Lưu: VT".into()],
            ..ReportHeader::default()
        },
        figures: BTreeMap::from([(
            "denunciation_received".to_owned(),
            FigureEntry {
                state: FigureState::Stated,
                value: Some(Value::Number(1)),
                note: None,
                as_stated: Some("01 đơn tố cáo (đã ban hành kết luận)".into()),
                section: Some("dissemination".into()),
            },
        )]),
        sections: BTreeMap::from([(
            "recommendations".to_owned(),
            SectionEntry { state: FigureState::NoneDeclared, text: Some("Không".into()), items: vec![] },
        )]),
        citations: vec![CitationEntry {
            as_cited: "Công văn số 628/SNV-XDCQCTTN ngày 17/5/2019 của Sở Nội vụ".into(),
            number: Some("628".into()),
            symbol: Some("SNV-XDCQCTTN".into()),
            kind: Some("Công văn".into()),
            issuer: Some("Sở Nội vụ".into()),
            date: PartialDate::new(2019, Some(5), Some(17)),
            title: None,
            section: None,
            role: CitationRole::Basis,
        }],
        disclosures: vec![DisclosureEntry {
            content: "regulations".into(),
            status: DisclosureStatus::Disclosed,
            audience: Some(DisclosureAudience::Staff),
            modes: vec![DisclosureMode::Disclose],
            forms: vec![DisclosureForm::Intranet],
            as_stated: None,
            section: Some("qcdc_commune".into()),
        }],
        models: vec![ModelReference { code: "DVK-01".into(), agency: None, note: None }],
        follow_ups: Vec::new(),
    }
}

#[test]
fn content_survives_its_storage() {
    let content = example();
    let json = digest::canonical(&content);
    assert_eq!(serde_json::from_str::<ReportContent>(&json).unwrap(), content);
    assert_eq!(
        digest::canonical(&serde_json::from_str::<ReportContent>("{}").unwrap()),
        digest::canonical(&ReportContent::default())
    );
}

#[test]
fn the_canonical_form_does_not_drift() {
    // The digest of a version filed years ago must still be that of its content.
    assert_eq!(
        digest::canonical(&example()),
        concat!(
            r#"{"citations":[{"as_cited":"Công văn số 628/SNV-XDCQCTTN ngày 17/5/2019 của Sở Nội vụ","date":{"day":17,"month":5,"year":2019},"issuer":"Sở Nội vụ","kind":"Công văn","number":"628","role":"BASIS","symbol":"SNV-XDCQCTTN"}],"#,
            r#""disclosures":[{"audience":"STAFF","content":"regulations","forms":["INTRANET"],"modes":["DISCLOSE"],"section":"qcdc_commune","status":"DISCLOSED"}],"#,
            r#""figures":{"denunciation_received":{"as_stated":"01 đơn tố cáo (đã ban hành kết luận)","section":"dissemination","state":"STATED","value":{"number":1}}},"#,
            r#""header":{"date":{"month":9,"year":2019},"recipients":["Sở Nội vụ (b/c)","Lưu: VT"],"signing_authority":"KT","symbol":"BC-STTTT-VP"},"#,
            r#""models":[{"code":"DVK-01"}],"#,
            r#""sections":{"recommendations":{"state":"NONE_DECLARED","text":"Không"}}}"#
        )
    );
    assert_eq!(
        digest::canonical(&ReportContent::default()),
        r#"{"citations":[],"disclosures":[],"figures":{},"header":{},"models":[],"sections":{}}"#
    );
}

#[test]
fn silence_is_not_stated() {
    let content = example();
    assert_eq!(content.figure_state("denunciation_received"), FigureState::Stated);
    assert_eq!(content.figure_state("complaint_received"), FigureState::NotStated);
    assert_eq!(content.section_state("recommendations"), FigureState::NoneDeclared);
    assert_eq!(content.section_state("limitations"), FigureState::NotStated);
}
