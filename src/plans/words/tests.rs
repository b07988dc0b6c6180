#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::catalogue::tests::CATALOGUE;
use proptest::prelude::*;

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

/// What the words come to for a period: the last day, or why there is none.
fn due(words: &str, of: &str) -> String {
    match read(words) {
        Worded::Day(named) => match named.last_day(period(of), CATALOGUE.days_off(), None) {
            Some(day) => day.to_string(),
            None => "no such day".into(),
        },
        Worded::NoDay => "-".into(),
        Worded::NoSuchDay => "no such day".into(),
        Worded::SeveralDays => "several".into(),
    }
}

#[test]
fn before_a_day_ends_on_the_working_day_before_it() {
    // The vectors of the calendars: a Thursday; a Sunday and a Saturday that go back; two plain days of 2026.
    for (words, of, expected) in [
        ("trước ngày 10 tháng 6", "2022-H1", "2022-06-09"),
        ("trước ngày 05 tháng 12", "2022", "2022-12-02"),
        ("trước ngày 05 tháng 12", "2027", "2027-12-03"),
        ("trước ngày 10 tháng 6", "2026-H1", "2026-06-09"),
        ("trước ngày 05 tháng 12", "2026", "2026-12-04"),
        // 30 April is a day off.
        ("trước ngày 01 tháng 5", "2026-H1", "2026-04-29"),
    ] {
        assert_eq!(due(words, of), expected, "{words} {of}");
    }
}

#[test]
fn a_day_is_read_however_it_is_typed() {
    for words in [
        "trước ngày 10 tháng 6",
        "Trước ngày 10 tháng 06",
        "TRƯỚC NGÀY 10 THÁNG 6 NĂM 2022",
        "trƣớc ngày 10 tháng 6",
        "truoc ngay 10 thang 6",
        "tru\u{031b}o\u{031b}\u{0301}c nga\u{0300}y 10 tha\u{0301}ng 6",
        "trước 10/6",
        "trước ngày 10/6",
        "trước ngày 10/06/2022",
        "trước ngày 10-6",
        "trước ngày 10-06-2022",
        "trước ngày 10 – 6 – 2022",
        "trước ngày 10.6.2022",
        "trước ngày 10/6/22",
        "trước ngày 10 tháng 6/2022",
        "trước ngày 10 tháng 6 hằng năm",
        "trước ngày 10\n tháng  6 hàng năm",
        "trước thứ Sáu, ngày 10 tháng 6",
        "trước ngày 10 tháng 6 của năm 2022",
        "Báo cáo 6 tháng gửi về Sở Nội vụ trước ngày 10 tháng 6 để tổng hợp",
        "theo Kế hoạch số 26/KH-UBND ngày 29/3/2022, trước ngày 10/6",
        "trước ngày 10/6 (theo Quyết định số 290 ngày 01/02/2022)",
        "số liệu tính đến ngày 31/5, nộp trước ngày 10/6",
        "chậm nhất ngày 09/6",
        "chậm nhất là ngày 9 tháng 6",
        "chậm nhất vào ngày 9/6/2022",
        "chậm nhất đến hết ngày 9 tháng 6",
        "muộn nhất ngày 9/6",
        "không muộn hơn ngày 9/6",
        "không chậm hơn ngày 9/6",
        "không quá ngày 9/6",
        "đến hết ngày 9/6",
        "trong ngày 9/6",
        "ngày 9 tháng 6",
        "ngày mùng 9 tháng 6",
        "9/6/2022",
        "Hạn: 9/6",
        "hạn nộp báo cáo: ngày 9/6",
        "hạn cuối 9-6",
        "trước hoặc trong ngày 9 tháng 6",
        "trước và trong ngày 9/6",
        "trước 17 giờ ngày 9/6",
        "trước 17 giờ 00 phút ngày 9 tháng 6",
        "trước 16h30 ngày 9/6",
        "trước 16:30 ngày 9/6",
        "trước 17 giờ, Thứ năm, ngày 9/6",
    ] {
        assert_eq!(due(words, "2022-H1"), "2022-06-09", "{words}");
    }
}

#[test]
fn what_moves_from_a_day_off_keeps_its_word() {
    // 4 December 2022 is a Sunday.
    for (words, expected) in [
        ("chậm nhất ngày 04/12", "2022-12-05"),
        ("ngày 4 tháng 12", "2022-12-05"),
        ("trước ngày 05/12", "2022-12-02"),
        ("trước ngày 04/12", "2022-12-02"),
        ("trước 17 giờ ngày 04/12", "2022-12-02"),
    ] {
        assert_eq!(due(words, "2022"), expected, "{words}");
    }
    // The calendar's own way of moving that very day is taken; another day of the calendar's is not.
    let Worded::Day(named) = read("chậm nhất ngày 04/12") else { panic!() };
    let day = |day| NaiveDate::from_ymd_opt(2022, 12, day);
    let last = |calendar| named.last_day(period("2022"), CATALOGUE.days_off(), calendar);
    assert_eq!([2, 4, 5].map(|calendar| last(day(calendar))), [2, 4, 5].map(day));
    assert_eq!([1, 6, 16].map(|calendar| last(day(calendar))), [day(5); 3]);
    let Worded::Day(before) = read("trước ngày 05/12") else { panic!() };
    assert_eq!(
        before.last_day(period("2022"), CATALOGUE.days_off(), day(5)),
        day(2),
        "not before it any more"
    );
}

#[test]
fn words_without_a_day_name_none() {
    for words in [
        "",
        "hằng quý",
        "6 tháng đầu năm",
        "báo cáo 6 tháng 01 lần",
        "chậm nhất 6 tháng 1 lần",
        "trước 10 ngày",
        "trước 2-3 ngày",
        "sau 2 tháng 10 ngày",
        "trước ngày 10 hằng tháng",
        "trước ngày 10 của tháng cuối quý",
        "quý 1/2022",
        "trực 24/7",
        "5-10 tháng 6",
        "từ ngày 05/6",
        "kể từ ngày 05 tháng 6",
        "sau ngày 05/6",
        "không trước ngày 05/6",
        "theo Nghị định 04/2015/NĐ-CP",
        "hằng quý theo Kế hoạch số 26/KH-UBND ngày 29/3/2022",
        "hằng quý theo Quyết định số 290 ngày 01/02/2022",
        "12/06/KH-UBND",
        "điểm 3.2",
    ] {
        assert_eq!(due(words, "2022-H1"), "-", "{words}");
    }
}

#[test]
fn what_cannot_be_told_is_not_guessed() {
    for words in [
        "trước ngày 31 tháng 6",
        "trước ngày 30/2",
        "trước ngày 29/02/2022",
        "ngày 10/13",
        "ngày 0/6",
        "trước ngày 32/6",
        "trước ngày 10/6/1022",
    ] {
        assert_eq!(due(words, "2022-H1"), "no such day", "{words}");
    }
    // 29 February, where the years around the period have none.
    assert_eq!(
        (due("trước ngày 29/2", "2022-Q1"), due("trước ngày 29/2", "2024-Q1")),
        ("no such day".into(), "2024-02-28".into())
    );
    assert_eq!(due("trước ngày 10/6 và trước ngày 05/12", "2022-H1"), "several");
    assert_eq!(due("trước ngày 10/6, chậm nhất ngày 10/6", "2022-H1"), "several");
    assert_eq!(due("trước ngày 10/6 (trước ngày 10 tháng 6)", "2022-H1"), "2022-06-09");
}

#[test]
fn the_year_is_the_one_that_is_said_or_the_nearest() {
    for (words, of, expected) in [
        ("trước ngày 10 tháng 01", "2022", "2023-01-09"),
        ("trước ngày 10 tháng 01 năm sau", "2022", "2023-01-09"),
        ("trước ngày 10 tháng 01 năm kế tiếp", "2022", "2023-01-09"),
        ("trước ngày 10 tháng 01 năm tiếp theo", "2022", "2023-01-09"),
        ("trước ngày 10 tháng 01 năm liền kề", "2022", "2023-01-09"),
        ("trước ngày 10 tháng 01 năm 2024", "2022", "2024-01-09"),
        ("trước ngày 25/3", "2022-Q1", "2022-03-24"),
        ("trước ngày 25/12", "2022-Q4", "2022-12-23"),
        ("trước ngày 05/01", "2022-Q4", "2023-01-04"),
    ] {
        assert_eq!(due(words, of), expected, "{words} {of}");
    }
}

/// Every day of a year, in every way of writing it.
#[test]
fn every_day_is_read() {
    let first = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    for date in first.iter_days().take_while(|day| day.year() == 2024) {
        let (day, month) = (date.day(), date.month());
        for (words, said) in [
            (format!("ngày {day} tháng {month}"), false),
            (format!("ngày {day:02} tháng {month:02} năm 2024"), true),
            (format!("ngày {day}/{month}"), false),
            (format!("ngày {day:02}-{month:02}"), false),
            (format!("ngày {day:02}/{month:02}/2024"), true),
        ] {
            for (lead, bound) in [("trước ", Bound::Before), ("chậm nhất ", Bound::By), ("", Bound::By)]
            {
                let words = format!("{lead}{words}");
                let year = if said { NamedYear::Said(2024) } else { NamedYear::Unsaid };
                assert_eq!(read(&words), Worded::Day(NamedDay { bound, day, month, year }), "{words}");
            }
        }
    }
}

proptest! {
    /// Whatever is typed is read without harm, and a last day is never after a day that it must come before.
    #[test]
    fn any_words_are_read(words in "(trước|chậm nhất|ngày|tháng|năm| |/|-|\\.|[0-9]{1,4}|[a-zđ]{1,3}|,|:){0,14}") {
        if let Worded::Day(named) = read(&words) {
            let of = period("2022-H1");
            if let Some(last) = named.last_day(of, CATALOGUE.days_off(), None) {
                let on = named.on(of).unwrap();
                prop_assert!(named.bound != Bound::Before || last < on);
                prop_assert!(named.bound != Bound::BeforeAnHour || last <= on);
                prop_assert!(CATALOGUE.days_off().is_working(last));
            }
        }
    }
}
