//! Search: however it is typed, the same is found; in memory and beside a row by the same key.

use super::REGISTER;
use crate::legal::DocumentFilter;

/// The codes of the shipped documents that a search finds.
fn found(search: &str) -> Vec<&'static str> {
    let filter = DocumentFilter { search: Some(search.into()), ..DocumentFilter::default() };
    let wanted = REGISTER.documents().iter().filter(|document| filter.wants(document));
    wanted.filter_map(|document| document.symbol.as_deref()).collect()
}

#[test]
fn however_it_is_typed_the_same_is_found() {
    for (one, others) in [
        (
            "Ủy ban Thường vụ Quốc hội",
            ["Uỷ ban Thƣờng vụ Quốc hội", "UY BAN THUONG VU QUOC HOI", "ủy  ban thường vụ\nquốc hội"],
        ),
        ("hòa thúy", ["hoà thuý", "HOÀ THUÝ", "hoa thuy"]),
        ("04/2015/NĐ-CP", ["4/2015/nd-cp", "04/2015/NĐ-\nCP", "04 / 2015 / NĐ – CP"]),
        ("dân chủ nơi làm việc", ["DÂN CHỦ NƠI LÀM VIỆC", "dan chu noi lam viec", "“dân chủ” nơi, làm việc"]),
        ("149/2018/NĐ-CP", ["149.2018 NĐ-CP", "1492018NĐCP", "nghị định: 149-2018-nd-cp"]),
        ("10/2022/QH15", ["10-2022-QH15", "10/2022QH15", "10.2022.qh15"]),
        ("CT-TTg", ["CT/TTg", "ct – ttg", "CT\u{AD}-\u{200B}TTg"]),
        ("nghị quyết 25-NQ/TW", ["NGHI QUYET 25-NQ/TW", "nghị quyết 25 - NQ / TW", "25-nq/tw nghị quyết"]),
    ] {
        for other in others {
            assert_eq!(found(one), found(other), "{one} as {other}");
        }
    }
    assert_eq!(found("Uỷ ban Thƣờng vụ Quốc hội"), ["34/2007/PL-UBTVQH11"]);
    assert_eq!(found("4/2015/nd-cp"), ["04/2015/NĐ-CP", "01/2016/TT-BNV"], "its own number, and a title");
    assert_eq!(found("labour code workplace"), ["149/2018/NĐ-CP"]);
    assert_eq!(found("khiêu vũ"), [""; 0]);
    assert_eq!(
        found("").len(),
        REGISTER.documents().iter().filter(|document| document.symbol.is_some()).count()
    );
}
