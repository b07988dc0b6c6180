//! Every citation of both real documents: how it is read, and which document of the register it names.

use super::{KINDS, REGISTER};
use crate::kit::PartialDate;
use crate::legal::{CitationMatch, Cited, Grammar, Known, Wording, count_distinct};
use serde_json::Value;

/// A citation as it stands in its source, and what is known of it besides.
#[derive(Default)]
struct Citation {
    as_cited: String,
    number: Option<String>,
    symbol: Option<String>,
    kind: Option<String>,
    issuer: Option<String>,
    date: Option<PartialDate>,
}

impl Citation {
    fn read(&self) -> Cited {
        let wording = Wording {
            as_cited: &self.as_cited,
            number: self.number.as_deref(),
            symbol: self.symbol.as_deref(),
            kind: self.kind.as_deref(),
            issuer: self.issuer.as_deref(),
            date: self.date,
        };
        Cited::read(&KINDS, &wording)
    }

    /// The same with nothing but its wording and its issuer, as somebody types it.
    fn as_words(&self) -> Citation {
        Citation { as_cited: self.as_cited.clone(), issuer: self.issuer.clone(), ..Citation::default() }
    }
}

/// The 53 of the report of 2019, as a client sends them.
fn of_report() -> Vec<Citation> {
    let text = include_str!("../../../../examples/report-2019-q3/save-5-citations.json");
    let json: Value = serde_json::from_str(text).unwrap();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let part = |value: &Value| value.as_i64().and_then(|part| i32::try_from(part).ok());
    let citation = |entry: &Value| Citation {
        as_cited: text(&entry["asCited"]).unwrap(),
        number: text(&entry["number"]),
        symbol: text(&entry["symbol"]),
        kind: text(&entry["kind"]),
        issuer: text(&entry["issuer"]),
        date: part(&entry["date"]["year"]).and_then(|year| {
            PartialDate::new(year, part(&entry["date"]["month"]), part(&entry["date"]["day"]))
        }),
    };
    json["input"]["citations"].as_array().unwrap().iter().map(citation).collect()
}

/// The 24 of the plan of 2022: wording with its line breaks, issuer, date.
#[rustfmt::skip]
const OF_PLAN: &[(&str, &str, &str)] = &[
    ("Kế hoạch số 26/KH-UBND ngày 29/3/2022", "Ủy ban nhân dân \ntỉnh", "2022-03-29"),
    ("Chỉ thị số 33/CT-TTg ngày 26/11/2021", "Thủ tướng Chính phủ", "2021-11-26"),
    ("Kế hoạch \nsố 03/KH-UBND ngày 21/01/2022", "Ủy ban nhân dân tỉnh", "2022-01-21"),
    ("Quyết định số 1167-QĐ/TU ngày 08/12/2021", "Ban Thường vụ Tỉnh ủy", "2021-12-08"),
    ("Kế hoạch số 115-KH/TU ngày 13/3/2019", "Ban Thường vụ Tỉnh ủy", "2019-03-13"),
    ("Kết luận số 43-KL/TW ngày 07/01/2019", "Ban Bí thư (khóa XII)", "2019-01-07"),
    ("Nghị quyết số 25-NQ/TW ngày 03/6/2013", "Ban Chấp hành \n\nTrung ương Đảng (khóa XI)", "2013-06-03"),
    ("Chương trình phối hợp số 05-\n\nCTr/BDVTU-BCSĐ ngày 17/02/2022", "Ban Dân vận Tỉnh ủy", "2022-02-17"),
    ("Kết luận số 01-KL/TW ngày 18/5/2021", "Bộ Chính trị", "2021-05-18"),
    ("Chỉ thị số 05-CT/TW ngày 15/5/2016", "Bộ Chính trị", "2016-05-15"),
    ("Pháp lệnh số 34 của Ủy ban Thường vụ Quốc hội (khóa \n\nXI)", "Ủy ban Thường vụ Quốc hội (khóa XI)", ""),
    ("Nghị định số 04/2015/NĐ-\n\nCP ngày 09/01/2015", "Chính phủ", "2015-01-09"),
    ("Thông tư số \n\n01/2016/TT-BNV ngày 13/01/2016", "Bộ Nội vụ", "2016-01-13"),
    ("Nghị định số 145/2020/NĐ-CP ngày 14/12/2020", "Chính phủ", "2020-12-14"),
    ("Nghị quyết số 76/NQ-CP ngày 15/7/2021", "Chính phủ", "2021-07-15"),
    ("Quyết định số 1850/QĐ-UBND ngày 06/9/2021", "Ủy ban nhân dân tỉnh", "2021-09-06"),
    ("Kế hoạch số 39/KH-UBND ngày 10/5/2019", "Ủy ban nhân dân tỉnh", "2019-05-10"),
    ("Nghị quyết số 17/NQ-CP ngày 07/3/2019", "Chính phủ", "2019-03-07"),
    ("Quyết định số 03/2007/QĐ-BNV ngày 26/02/2007", "Bộ trưởng Bộ Nội vụ", "2007-02-26"),
    ("Quyết \nđịnh số 10/2011/QĐ-UBND ngày 15/8/2011", "UBND tỉnh", "2011-08-15"),
    ("Quyết định số 36/2013/QĐ-UBND ngày \n\n02/10/2013", "UBND tỉnh", "2013-10-02"),
    ("Nghị quyết Đại hội Đảng bộ các cấp", "", ""),
    ("Hướng dẫn tiêu chí “Dân vận khéo”", "Ban Chỉ đạo Quy chế dân chủ và phong trào thi đua dân vận khéo tỉnh Trà Vinh", ""),
    ("Khung kiến trúc Chính quyền điện tử tỉnh Trà Vinh", "", ""),
];

fn of_plan() -> Vec<Citation> {
    let citation = |(as_cited, issuer, date): &(&str, &str, &str)| Citation {
        as_cited: (*as_cited).to_owned(),
        issuer: (!issuer.is_empty()).then(|| (*issuer).to_owned()),
        date: PartialDate::parse(date),
        ..Citation::default()
    };
    OF_PLAN.iter().map(citation).collect()
}

fn known(province: &str) -> Known<'static> {
    Known::new(&REGISTER, province.to_owned(), Vec::new())
}

/// Every citation names the document whose sources name the citation: `A.30` is the thirtieth of the report.
#[test]
fn every_citation_of_both_documents_names_its_document() {
    let known = known("Trà Vinh");
    for (source, citations) in [("A", of_report()), ("B", of_plan())] {
        for (number, citation) in (1..).zip(&citations) {
            let mark = format!("{source}.{number}");
            let found = known.resolve(&citation.read());
            let (document, how) = found.unwrap_or_else(|| panic!("{mark}: {}", citation.as_cited));
            assert!(document.sources.contains(&mark), "{mark} {}: {:?}", citation.as_cited, document.symbol);
            let dated = document.parsed.is_some() && citation.date.is_some();
            assert!(!dated || how == CitationMatch::Dated, "{mark}: {how:?}");
        }
    }
}

/// The same without the parts that a client may give, and without a date: nothing is taken for another.
#[test]
fn the_wording_alone_names_the_same_document_or_none() {
    let known = known("Trà Vinh");
    for (source, citations) in [("A", of_report()), ("B", of_plan())] {
        for (number, citation) in (1..).zip(&citations) {
            let mark = format!("{source}.{number}");
            if let Some((document, _)) = known.resolve(&citation.as_words().read()) {
                assert!(
                    document.sources.contains(&mark),
                    "{mark} {}: {:?}",
                    citation.as_cited,
                    document.symbol
                );
            }
        }
    }
}

#[test]
fn grammars_numbers_and_kinds_are_those_of_the_sources() {
    let report: Vec<Cited> = of_report().iter().map(Citation::read).collect();
    let count = |wanted: fn(&Cited) -> bool| report.iter().filter(|cited| wanted(cited)).count();
    // 46 full symbols; the other seven have a number only, or none.
    assert_eq!(count(|cited| cited.symbol.is_some()), 46);
    let without: Vec<usize> =
        (1..).zip(&report).filter(|(_, cited)| cited.symbol.is_none()).map(|(number, _)| number).collect();
    assert_eq!(without, [2, 26, 37, 38, 39, 44, 51]);
    let numbers: Vec<Option<u32>> =
        without.iter().map(|number| report[number - 1].number.map(|(value, _)| value)).collect();
    assert_eq!(numbers, [Some(68), None, Some(72), None, None, None, Some(290)]);
    let party = |cited: &Cited| cited.symbol.as_ref().is_some_and(|symbol| symbol.grammar == Grammar::Party);
    assert_eq!(report.iter().filter(|cited| party(cited)).count(), 23);
    // Years stand in normative documents only.
    let years: Vec<usize> = (1..)
        .zip(&report)
        .filter(|(_, cited)| cited.symbol.as_ref().is_some_and(|symbol| symbol.year.is_some()))
        .map(|(number, _)| number)
        .collect();
    assert_eq!(years, [12, 30, 32, 33, 42, 43]);
    let letters: Vec<Option<char>> = report
        .iter()
        .filter_map(|cited| cited.number)
        .map(|(_, letter)| letter)
        .filter(Option::is_some)
        .collect();
    assert_eq!(letters, [Some('a')]);
    let wrong: Vec<usize> =
        (1..).zip(&report).filter(|(_, cited)| cited.kind_mismatch()).map(|(number, _)| number).collect();
    assert_eq!(wrong, [27, 31]);
    let plan: Vec<Cited> = of_plan().iter().map(Citation::read).collect();
    assert_eq!(plan.iter().filter(|cited| cited.symbol.is_some()).count(), 20);
    assert!(plan.iter().all(|cited| !cited.kind_mismatch()));
    // Five documents are cited by both.
    let keys = report.iter().chain(&plan).filter_map(|cited| cited.key.clone()).collect::<Vec<_>>();
    assert_eq!(count_distinct(&keys), 46 + 20 - 4);
}

#[test]
fn what_may_be_another_document_is_none() {
    let resolve = |province: &str, wording: Wording| {
        let found = known(province).resolve(&Cited::read(&KINDS, &wording));
        found.and_then(|(document, how)| Some((document.symbol.or(document.number)?, how)))
    };
    let words = |as_cited, issuer, date| Wording {
        as_cited,
        issuer,
        date: PartialDate::parse(date),
        ..Wording::default()
    };
    let found = |name: &str, how| Some((name.to_owned(), how));
    let province = "Trà Vinh";
    // Another year, another province, another department's party committee: another document.
    let own = "Kế hoạch số 25/KH-UBND";
    assert_eq!(resolve(province, words(own, None, "2019-03-14")), found("25/KH-UBND", CitationMatch::Dated));
    assert_eq!(resolve(province, words(own, None, "2019")), found("25/KH-UBND", CitationMatch::Dated));
    assert_eq!(resolve(province, words(own, None, "2020-03-14")), None);
    assert_eq!(resolve(province, words(own, None, "")), None);
    assert_eq!(resolve("Vĩnh Long", words(own, None, "2019-03-14")), None);
    assert!(resolve("Tỉnh Trà Vinh", words(own, None, "2019-03-14")).is_some());
    let committee = words("Kế hoạch số 15-KH/ĐU", Some("Đảng ủy Sở Y tế"), "2019-04-23");
    assert_eq!(resolve(province, committee), None);
    // A document of a central body is one in every province; undated, the symbol has to do.
    let central = words("Chỉ thị 30-CT/TW", None, "");
    assert_eq!(resolve("Vĩnh Long", central), found("30-CT/TW", CitationMatch::Symbol));
    assert_eq!(resolve(province, words("Chỉ thị 30-CT/TW", None, "2019-01-22")), None);
    // Padding, a missing slash, small letters, other dashes.
    for text in ["Nghị định 4/2015/NĐ-CP", "Nghị định số 04/2015NĐ-CP", "NGHỊ ĐỊNH 04/2015/nđ–cp"]
    {
        let decree = found("04/2015/NĐ-CP", CitationMatch::Dated);
        assert_eq!(resolve(province, words(text, None, "")), decree, "{text}");
    }
    let typed = words("Pháp lệnh 34/2007/PL-UBTVQH11 của Uỷ ban Thƣờng vụ Quốc hội", None, "");
    assert_eq!(resolve(province, typed), found("34/2007/PL-UBTVQH11", CitationMatch::Dated));
    // A number behind a second kind is another document's; a number alone needs kind and issuer.
    assert_eq!(resolve(province, words("Báo cáo sơ kết Nghị quyết số 25-NQ/TW", None, "")), None);
    assert_eq!(resolve(province, words("Quyết định số 290", None, "")), found("290", CitationMatch::Wording));
    assert_eq!(resolve(province, words("Nghị quyết số 290", Some("Bộ Chính trị"), "")), None);
    assert_eq!(resolve(province, words("Nghị định 680", Some("Chính phủ"), "")), None);
    assert_eq!(
        resolve(province, words("NĐ 68 của Chính phủ", None, "")),
        found("68", CitationMatch::Wording)
    );
    // A decree and a circular of one number and year are two.
    assert_eq!(resolve(province, words("Thông tư 04/2015/TT-BNV", None, "")), None);
}
