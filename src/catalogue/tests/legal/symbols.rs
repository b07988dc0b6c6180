//! Symbols as the two real documents cite them (domain §1.12 to §1.14).

use super::{KINDS, REGISTER};
use crate::legal::{DocumentSymbol, ForceStatus, Grammar, count_distinct};
use chrono::NaiveDate;

fn find(text: &str) -> DocumentSymbol {
    DocumentSymbol::find(text).unwrap_or_else(|| panic!("no symbol in {text}"))
}

#[test]
fn both_grammars_are_read() {
    for (text, number, letter, year, grammar, parts) in [
        ("Nghị định số 04/2015/NĐ-CP ngày 09/01/2015", 4, None, Some(2015), Grammar::State, "NĐ CP"),
        ("Công văn số 628/SNV-XDCQCTTN ngày 17/5/2019", 628, None, None, Grammar::State, "SNV XDCQCTTN"),
        ("Quyết định số 36a/NQ-CP ngày 14/10/2015", 36, Some('a'), None, Grammar::State, "NQ CP"),
        ("Kế hoạch số 420/KH-STTTT-VP", 420, None, None, Grammar::State, "KH STTTT VP"),
        ("Luật 10/2022/QH15", 10, None, Some(2022), Grammar::State, "QH15"),
        ("Pháp lệnh số 34/2007/PL-UBTVQH11", 34, None, Some(2007), Grammar::State, "PL UBTVQH11"),
        ("Chỉ thị số 16/CT-TTg", 16, None, None, Grammar::State, "CT TTg"),
        ("Nghị quyết số 25-NQ/TW ngày 03/6/2013", 25, None, None, Grammar::Party, "NQ TW"),
        ("Quy định số 11-QĐi/TW", 11, None, None, Grammar::Party, "QĐi TW"),
        ("Chương trình phối hợp số 05-\nCTr/BDVTU-BCSĐ", 5, None, None, Grammar::Party, "CTr BDVTU BCSĐ"),
        ("Công văn số 2140-\n CV/BDVTW ngày 22/10/2018", 2140, None, None, Grammar::Party, "CV BDVTW"),
        ("Nghị định\u{20}04/2015/NĐ-\nCP)", 4, None, Some(2015), Grammar::State, "NĐ CP"),
        ("66/KH-\nUBND ngày 20/8/2019", 66, None, None, Grammar::State, "KH UBND"),
        ("Kế hoạch số 71 - KH / TU", 71, None, None, Grammar::Party, "KH TU"),
        (
            "ngày 15/4/2016, giai đoạn 2016-2020; Kế hoạch số 15–KH/ĐU",
            15,
            None,
            None,
            Grammar::Party,
            "KH ĐU",
        ),
        ("38/KH-UBND - Tiếp tục thực hiện", 38, None, None, Grammar::State, "KH UBND"),
        ("Quyết định 553/QĐ-UBND\n- Sở tiếp tục", 553, None, None, Grammar::State, "QĐ UBND"),
    ] {
        let symbol = find(text);
        let parts: Vec<&str> = parts.split(' ').collect();
        assert_eq!((symbol.number, symbol.letter, symbol.year), (number, letter, year), "{text}");
        assert_eq!((symbol.grammar, symbol.missing_slash), (grammar, false), "{text}");
        assert_eq!(symbol.parts, parts, "{text}");
    }
}

#[test]
fn a_missing_slash_is_seen() {
    let symbol = find("theo Nghị định số 149/2018NĐ-CP");
    assert!(symbol.missing_slash);
    assert_eq!((symbol.number, symbol.year), (149, Some(2018)));
    assert_eq!(symbol.parts, ["NĐ", "CP"]);
}

#[test]
fn what_is_no_symbol_is_none() {
    for text in [
        "",
        "Quyết định số 290",
        "Pháp lệnh số 34",
        "khoản 3 Điều 63 của Bộ Lao động",
        "ngày 15/4/2016",
        "giai đoạn 2016-2020, 2019 – 2025",
        "82 biểu hiện",
        "99999999999999999999/KH-UBND",
        "24/7",
        "1/",
        "1-",
        "3-a/b",
    ] {
        assert_eq!(DocumentSymbol::find(text), None, "{text}");
    }
}

/// The full symbols of both documents with the kinds they are cited as: two are of another kind than their symbol.
#[test]
fn two_kinds_of_the_real_report_do_not_match() {
    let cited = [
        ("628/SNV-XDCQCTTN", "Công văn"),
        ("420/KH-STTTT-VP", "Kế hoạch"),
        ("110-KH/TU", "Kế hoạch"),
        ("15-KH/ĐU", "Kế hoạch"),
        ("120-KL/TW", "Kết luận"),
        ("30-CT/TW", "Chỉ thị"),
        ("16/CT-TTg", "Chỉ thị"),
        ("61/2018/NĐ-CP", "Nghị định"),
        ("25-NQ/TW", "Nghị quyết"),
        ("04/KH-BCĐ", "Kế hoạch"),
        ("553/QĐ-UBND", "Quyết định"),
        ("43-KL/TW", "Kết luận"),
        ("90-KH/ĐUK", "Kế hoạch"),
        ("03/HD-MTTQ-BBT", "Hướng dẫn"),
        ("2140-CV/BDVTW", "Công văn"),
        ("99-QĐ/TW", "Quyết định"),
        ("11-QĐi/TW", "Quy định"),
        ("517-CV/TU", "Công văn"),
        ("124-QĐ/TW", "Quy định"),
        ("899/VP-CNXD", "Công văn"),
        ("05-QĐ/ĐU", "Quyết định"),
        ("34/2007/PL-UBTVQH11", "Pháp lệnh"),
        ("36a/NQ-CP", "Quyết định"),
        ("54/2017/NQ-HĐND", "Nghị quyết"),
        ("04/2015/NĐ-CP", "Nghị định"),
        ("113/QĐ-STTTT", "Quyết định"),
        ("149/2018NĐ-CP", "Nghị định"),
        ("1701/CV-BTGTW", "Công văn"),
        ("1335/KH-STTTT", "Kế hoạch"),
        ("05-CTr/BDVTU-BCSĐ", "Chương trình phối hợp"),
        ("01/2016/TT-BNV", "Thông tư"),
        ("76/NQ-CP", "Nghị quyết"),
        ("10/2022/QH15", "Luật"),
    ];
    let wrong: Vec<&str> = cited
        .iter()
        .filter(|(text, kind)| KINDS.mismatch(kind, &find(text)))
        .map(|(text, _)| *text)
        .collect();
    assert_eq!(wrong, ["124-QĐ/TW", "36a/NQ-CP"]);
}

#[test]
fn kinds_are_told_by_words_and_by_abbreviations() {
    let cited = |words: &str| KINDS.as_cited(words).map(|kind| kind.code.as_str());
    assert_eq!(cited("Chương trình phối hợp"), Some("PROGRAMME"));
    assert_eq!(cited("Thông tư liên tịch số 1"), Some("JOINT_CIRCULAR"));
    assert_eq!(cited("nghị quyết"), Some("RESOLUTION"));
    assert_eq!(cited("NGHỊ QUYẾT số 25"), Some("RESOLUTION"));
    assert_eq!(cited("Khung kiến trúc"), None);
    assert_eq!(cited("Luật sư"), Some("LAW"));
    assert_eq!(cited("Luậtsư"), None);
    let told = |text: &str| KINDS.of_symbol(&find(text)).map(|kind| kind.code.as_str());
    assert_eq!(told("12/QyĐ-UBND"), Some("RULING"));
    assert_eq!(told("12/QD-UBND"), Some("DECISION"));
    assert_eq!(told("12-ND/TW"), None);
    assert_eq!(told("628/SNV-XDCQCTTN"), None);
}

#[test]
fn padding_folding_and_missing_years_do_not_split_a_document() {
    let key = |text: &str, kind, dated| KINDS.canonical_key(&find(text), kind, dated);
    assert_eq!(key("04/2015/NĐ-CP", None, None), key("4/2015/NĐ-\nCP", None, Some(2016)));
    assert_eq!(key("04/2015/NĐ-CP", None, None).to_string(), "DECREE|4|2015|cp");
    assert_eq!(key("149/2018NĐ-CP", None, None), key("149/2018/NĐ-CP", None, None));
    assert_ne!(key("36/NQ-CP", None, None), key("36a/NQ-CP", None, None));
    assert!(key("10/2022/QH15", None, None).matches(&key("Luật 10/2022/QH15", Some("Luật"), None)));
    assert!(!key("10/2022/QH15", Some("Nghị quyết"), None).matches(&key("10/2022/QH15", Some("Luật"), None)));
    let keys = [
        key("25-NQ/TW", None, Some(2013)),
        key("25-NQ/TW", None, None),
        key("25-NQ/TW", None, Some(2013)),
        key("15-KH/ĐU", None, None),
        key("15-KH/ĐU", None, None),
        key("15/KH-UBND", None, Some(2019)),
        key("15/KH-UBND", None, Some(2020)),
        key("628/SNV-XDCQCTTN", Some("Công văn"), Some(2019)),
    ];
    assert_eq!(count_distinct(&keys), 5);
    assert_eq!(keys[7].to_string(), "OFFICIAL_LETTER|628|2019|snv-xdcqcttn");
}

#[test]
fn a_symbol_is_printed_as_it_should_be() {
    for (text, printed) in [
        ("149/2018NĐ-CP", "149/2018/NĐ-CP"),
        ("4/2015/NĐ-\nCP", "04/2015/NĐ-CP"),
        ("2140-\n CV/BDVTW", "2140-CV/BDVTW"),
        ("05-\nCTr/BDVTU-BCSĐ", "05-CTr/BDVTU-BCSĐ"),
        ("36a/NQ-CP", "36a/NQ-CP"),
        ("628/SNV-XDCQCTTN", "628/SNV-XDCQCTTN"),
        ("8378/BNV-CTTN&BĐG", "8378/BNV-CTTN&BĐG"),
        ("10/2022/QH15", "10/2022/QH15"),
    ] {
        assert_eq!(find(text).to_string(), printed);
    }
}

/// The chain of the democracy regulation, as far as its days are known.
#[test]
fn a_replaced_instrument_is_found_on_the_day() {
    let replaced = |code: &str, day: &str| {
        let day: NaiveDate = day.parse().unwrap();
        let document = REGISTER.by_code(code).unwrap();
        let ended = document.status(day) == ForceStatus::NoLonger;
        ended.then(|| REGISTER.successor(document, day).unwrap().symbol.clone().unwrap())
    };
    let law = Some("10/2022/QH15".to_owned());
    assert_eq!(replaced("04/2015/NĐ-CP", "2023-06-30"), None);
    assert_eq!(replaced("04/2015/NĐ-CP", "2023-07-01"), law);
    assert_eq!(replaced("34/2007/PL-UBTVQH11", "2023-09-14"), law);
    assert_eq!(replaced("01/2016/TT-BNV", "2024-01-01"), law);
    assert_eq!(replaced("149/2018/NĐ-CP", "2021-01-31"), None);
    assert_eq!(replaced("149/2018/NĐ-CP", "2021-02-01"), Some("145/2020/NĐ-CP".to_owned()));
    // Of a chain, what was in force on the day.
    assert_eq!(replaced("71/1998/NĐ-CP", "2019-09-14"), Some("04/2015/NĐ-CP".to_owned()));
    assert_eq!(replaced("71/1998/NĐ-CP", "2023-09-14"), law);
    assert_eq!(replaced("02/2021/TT-TTCP", "2024-03-05"), Some("01/2024/TT-TTCP".to_owned()));
}
