//! What the words of a citation tell of its date and issuer, where nobody gave these apart.

use super::{citation::joined, resolve::COMMITTEE};
use crate::kit::{PartialDate, text::fold};

/// The issuer that a citation's words name, folded, and the date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    pub issuer: Option<String>,
    pub date: Option<PartialDate>,
}

/// Reads "Kế hoạch số 26/KH-UBND ngày 29/3/2022 của Ủy ban nhân dân tỉnh về …".
pub fn told_by(words: &str) -> Told {
    let folded = fold(&joined(words));
    let issuer = folded.split_once(" cua ").map(|(_, rest)| {
        let ends = [" ve ", " ngay ", " ban hanh ", ",", ";", "(", "."];
        let end = ends.iter().filter_map(|end| rest.find(end)).min().unwrap_or(rest.len());
        rest[..end].trim().to_owned()
    });
    Told { issuer: issuer.filter(|issuer| !issuer.is_empty()), date: date_in(&folded) }
}

/// The People's Committee that a name is of, whoever signs for it ("Chủ tịch Ủy ban nhân dân tỉnh"); `None` of another body.
pub fn committee_in(name: &str) -> Option<String> {
    let folded = fold(name);
    [COMMITTEE, "ubnd"].iter().find_map(|short| folded.find(short)).map(|at| folded[at..].to_owned())
}

/// "ngày 29/3/2022", "ngày 29 tháng 3 năm 2022".
fn date_in(folded: &str) -> Option<PartialDate> {
    let (_, rest) = folded.split_once("ngay ")?;
    let apart = |c: char| c.is_whitespace() || matches!(c, '/' | '-' | '.' | ',' | ';' | ')');
    let mut words = rest.split(apart).filter(|word| !matches!(*word, "" | "thang" | "nam"));
    let mut next = || words.next().and_then(|word| word.parse::<i32>().ok());
    let (day, month, year) = (next()?, next()?, next()?);
    PartialDate::new(year, Some(month), Some(day))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn date_and_issuer_are_read_out_of_the_words() {
        for (words, issuer, date) in [
            ("26/KH-UBND", None, None),
            (
                "Kế hoạch số 26/KH-UBND ngày 29/3/2022 của Ủy ban nhân dân tỉnh",
                Some("uy ban nhan dan tinh"),
                Some("2022-03-29"),
            ),
            (
                "Quyết định số 9/QĐ-UBND của UBND huyện Cầu Kè về khen thưởng ngày hội",
                Some("ubnd huyen cau ke"),
                None,
            ),
            ("Quyết định 1850/QĐ-UBND ngày 06 tháng 9 năm 2021", None, Some("2021-09-06")),
            ("Quyết định 1850/QĐ-UBND ngày 31/02/2021", None, None),
        ] {
            let told = told_by(words);
            assert_eq!(told.issuer.as_deref(), issuer, "{words}");
            assert_eq!(told.date.map(|date| date.to_string()).as_deref(), date, "{words}");
        }
    }

    #[test]
    fn whoever_signs_for_a_committee_is_the_committee() {
        let committee = |name| committee_in(name);
        assert_eq!(committee("Chủ tịch Ủy ban nhân dân tỉnh").as_deref(), Some("uy ban nhan dan tinh"));
        assert_eq!(committee("UBND tỉnh").as_deref(), Some("ubnd tinh"));
        assert_eq!(committee("Sở Nội vụ"), None);
    }
}
