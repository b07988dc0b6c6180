//! Until when a report is due, as a plan words it: "trước ngày 10 tháng 6", "chậm nhất là ngày 25/3/2022". Pure.
//!
//! What may be two days, or is no day of the calendar, is none: a wrong deadline is worse than no deadline.

use chrono::{Datelike, NaiveDate};

use crate::{
    catalogue::calendar::DaysOff,
    kit::{Period, text::fold},
};

/// What a wording says of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worded {
    /// Nothing: "hằng quý".
    NoDay,
    Day(NamedDay),
    /// It names a day that no month has.
    NoSuchDay,
    /// It names several, and which is meant cannot be told.
    SeveralDays,
}

/// A day as words name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedDay {
    pub bound: Bound,
    pub day: u32,
    pub month: u32,
    pub year: NamedYear,
}

/// Which day is the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The day before the one that is named: "trước ngày".
    Before,
    /// The day that is named, until an hour of it: "trước 17 giờ ngày".
    BeforeAnHour,
    /// The day that is named: "chậm nhất ngày", "trước hoặc trong ngày", "ngày".
    By,
}

/// Of which year the day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedYear {
    /// Not said, or every year's.
    Unsaid,
    /// "năm sau".
    Next,
    Said(i32),
}

impl NamedDay {
    /// The day that is named, for the report on a period. A day without a year is the one nearest to the period's end, after
    /// its beginning; `None` where there is no such day.
    pub fn on(self, period: Period) -> Option<NaiveDate> {
        let day = |year| NaiveDate::from_ymd_opt(year, self.month, self.day);
        let window = period.window();
        match self.year {
            NamedYear::Said(year) => day(year),
            NamedYear::Next => day(i32::from(period.year()) + 1),
            NamedYear::Unsaid => {
                let end = window.to.year();
                let days = (end - 1..=end + 1).filter_map(day).filter(|day| *day > window.from);
                days.min_by_key(|day| (*day - window.to).num_days().abs())
            }
        }
    }

    /// The last day on which the report is in time. On a day off it moves: back where it is to be before something, else to the
    /// next working day. `by_calendar`: what the calendar says, which is taken where it is the same day, moved otherwise.
    pub fn last_day(
        self,
        period: Period,
        days: &DaysOff,
        by_calendar: Option<NaiveDate>,
    ) -> Option<NaiveDate> {
        let named = self.on(period)?;
        let (last, moved) = match self.bound {
            Bound::Before => {
                let eve = named.pred_opt()?;
                (eve, vec![days.on_or_before(eve)])
            }
            Bound::BeforeAnHour => (named, vec![days.on_or_before(named)]),
            Bound::By => (named, vec![days.on_or_after(named), days.on_or_before(named)]),
        };
        let same = by_calendar.filter(|day| *day == last || moved.contains(day));
        same.or_else(|| moved.first().copied())
    }
}

/// Reads the words of a deadline, however they are typed: case, diacritics, tone placement, `10/6`, `10-06-2022`.
pub fn read(words: &str) -> Worded {
    let folded = fold(words);
    let tokens = tokens(&folded);
    let mut found: Vec<Found> = (0..tokens.len()).filter_map(|at| day_at(&tokens, at)).collect();
    let Some(strongest) = found.iter().map(|found| found.strength).max() else { return Worded::NoDay };
    found.retain(|found| found.strength == strongest);
    let mut named: Vec<NamedDay> = Vec::new();
    for day in found.iter().filter_map(|found| found.day) {
        if !named.contains(&day) {
            named.push(day);
        }
    }
    match named.as_slice() {
        [] => Worded::NoSuchDay,
        [one] => Worded::Day(*one),
        _ => Worded::SeveralDays,
    }
}

/// A day in a text, and how surely it is the deadline.
struct Found {
    strength: Strength,
    /// `None` where no month has it.
    day: Option<NamedDay>,
}

/// How surely a day is a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    /// It is just named: "ngày 10 tháng 6", "đến ngày 10/6".
    Named,
    /// Words say so: "trước", "chậm nhất", "hạn".
    Deadline,
}

/// Digits, letters, or a single sign; white space only parts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'t> {
    /// The number, and how many digits it is written with.
    Number(u32, usize),
    Word(&'t str),
    Sign(char),
}

fn tokens(folded: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = folded.trim_start();
    while let Some(first) = rest.chars().next() {
        let same: fn(char) -> bool = match first {
            c if c.is_ascii_digit() => |c| c.is_ascii_digit(),
            c if c.is_alphabetic() => char::is_alphabetic,
            _ => |_| false,
        };
        let length = rest.find(|c| !same(c)).unwrap_or(rest.len()).max(first.len_utf8());
        let (one, tail) = rest.split_at(length);
        tokens.push(match first {
            c if c.is_ascii_digit() => Token::Number(one.parse().unwrap_or(u32::MAX), one.len()),
            c if c.is_alphabetic() => Token::Word(one),
            '‐' | '‑' | '–' | '—' => Token::Sign('-'),
            c => Token::Sign(c),
        });
        rest = tail.trim_start();
    }
    tokens
}

/// The day that begins with the number of a place, where one does and may be a deadline.
fn day_at(tokens: &[Token], at: usize) -> Option<Found> {
    let Token::Number(day, 1..=2) = *tokens.get(at)? else { return None };
    let joint = *tokens.get(at + 1)?;
    let Token::Number(month, 1..=2) = *tokens.get(at + 2)? else { return None };
    let signed = match joint {
        Token::Word("thang") => false,
        Token::Sign('/' | '-' | '.') => true,
        _ => return None,
    };
    let (year, next) = year_at(tokens, at + 3, joint);
    // "6 tháng 1 lần", "5-10 tháng 6", "2-3 ngày"; a document's number: "12/06/KH-UBND".
    let other = match tokens.get(next) {
        Some(Token::Word("ngay" | "thang" | "lan" | "tuan" | "gio" | "h" | "quy")) => true,
        Some(Token::Sign('/' | '-')) => signed,
        _ => false,
    };
    if other {
        return None;
    }
    let lead = Lead::before(tokens, at);
    let said_to_be_one = lead.day || lead.strength == Some(Strength::Deadline);
    let dotted = joint == Token::Sign('.') && matches!(year, NamedYear::Unsaid) && !lead.day;
    let with_year = signed && matches!(year, NamedYear::Said(_));
    if lead.excluded || dotted || !(said_to_be_one || with_year) {
        return None;
    }
    // A leap year has every day that any year has.
    let sound = match year {
        NamedYear::Said(year) => NaiveDate::from_ymd_opt(year, month, day).is_some_and(of_our_time),
        _ => NaiveDate::from_ymd_opt(2024, month, day).is_some(),
    };
    let named = NamedDay { bound: lead.bound, day, month, year };
    Some(Found { strength: lead.strength.unwrap_or(Strength::Named), day: sound.then_some(named) })
}

fn of_our_time(day: NaiveDate) -> bool {
    crate::kit::clock::is_of_our_time(day)
}

/// The year behind a month, and the place after it.
fn year_at(tokens: &[Token], at: usize, joint: Token) -> (NamedYear, usize) {
    let number = |at: usize| match tokens.get(at) {
        Some(Token::Number(year, 4)) => i32::try_from(*year).ok(),
        Some(Token::Number(year, 2)) => i32::try_from(*year).ok().map(|year| 2000 + year),
        _ => None,
    };
    let word = |at: usize| match tokens.get(at) {
        Some(Token::Word(word)) => *word,
        _ => "",
    };
    match tokens.get(at) {
        // 10/6/2022, 10 tháng 6/2022
        Some(Token::Sign(sign)) if *sign == '/' || joint == Token::Sign(*sign) => match number(at + 1) {
            Some(year) => (NamedYear::Said(year), at + 2),
            None => (NamedYear::Unsaid, at),
        },
        Some(Token::Word("nam")) => match (tokens.get(at + 1), word(at + 1), word(at + 2)) {
            (Some(Token::Number(_, 4)), ..) => {
                (number(at + 1).map_or(NamedYear::Unsaid, NamedYear::Said), at + 2)
            }
            (_, "sau", _) => (NamedYear::Next, at + 2),
            (_, "ke" | "tiep", "tiep" | "theo" | "sau") | (_, "lien", "ke") => (NamedYear::Next, at + 3),
            _ => (NamedYear::Unsaid, at + 1),
        },
        // 10 tháng 6 của năm 2022
        Some(Token::Word("cua")) if word(at + 1) == "nam" => year_at(tokens, at + 1, joint),
        _ => (NamedYear::Unsaid, at),
    }
}

/// What stands before a day.
struct Lead {
    bound: Bound,
    strength: Option<Strength>,
    /// Whether it is called a day ("ngày").
    day: bool,
    /// Whether it is a beginning, or the date of a document.
    excluded: bool,
}

impl Lead {
    fn before(tokens: &[Token], at: usize) -> Lead {
        let mut lead = Lead { bound: Bound::By, strength: None, day: false, excluded: false };
        let (mut hour, mut or_on) = (false, false);
        let mut place = at;
        let word = |at: Option<usize>| match at.and_then(|at| tokens.get(at)) {
            Some(Token::Word(word)) => *word,
            _ => "",
        };
        while let Some(previous) = place.checked_sub(1) {
            place = previous;
            let before = word(place.checked_sub(1));
            match tokens[place] {
                Token::Word("ngay" | "mung" | "mong") => lead.day = true,
                Token::Word("gio" | "h" | "phut") => hour = true,
                Token::Word("hoac" | "va") => or_on = true,
                Token::Word("vao" | "la" | "trong" | "luc" | "cuoi" | "nop" | "bao" | "cao" | "gui")
                | Token::Sign(',' | ':' | '(' | '"' | '“' | '\'' | '’') => {}
                // 17 giờ, 17 giờ 00, 16h30, 16:30; thứ Sáu, Chủ nhật
                Token::Number(..) if hour || matches!(before, "gio" | "h") => {}
                Token::Number(..)
                    if place.checked_sub(1).is_some_and(|at| tokens[at] == Token::Sign(':')) =>
                {
                    hour = true;
                }
                Token::Word("hai" | "ba" | "tu" | "nam" | "sau" | "bay") if before == "thu" => place -= 1,
                Token::Number(2..=7, 1) if before == "thu" => place -= 1,
                Token::Word("nhat") if before == "chu" => place -= 1,
                Token::Word("truoc") => {
                    lead.excluded = before == "khong";
                    lead.strength = Some(Strength::Deadline);
                    lead.bound = match (or_on, hour) {
                        (true, _) => Bound::By,
                        (false, true) => Bound::BeforeAnHour,
                        (false, false) => Bound::Before,
                    };
                    break;
                }
                Token::Word("nhat") if matches!(before, "cham" | "muon" | "tre") => {
                    lead.strength = Some(Strength::Deadline);
                    break;
                }
                Token::Word("qua") if before == "khong" => {
                    lead.strength = Some(Strength::Deadline);
                    break;
                }
                Token::Word("hon") if matches!(before, "cham" | "muon" | "tre") => {
                    lead.strength = Some(Strength::Deadline);
                    break;
                }
                Token::Word("han" | "chot") => {
                    lead.strength = Some(Strength::Deadline);
                    break;
                }
                // "chậm nhất đến hết ngày": the words before it may say more.
                Token::Word("den" | "het") => lead.strength = Some(Strength::Named),
                Token::Word("tu" | "sau" | "ke") if lead.strength.is_none() => {
                    lead.excluded = true;
                    break;
                }
                // The date of a document: "26/KH-UBND ngày 29/3/2022", "Quyết định số 290 ngày 1/2/2020".
                Token::Word(_) | Token::Number(..) => {
                    let joined = matches!(
                        place.checked_sub(1).and_then(|at| tokens.get(at)),
                        Some(Token::Sign('-' | '/' | '&'))
                    );
                    lead.excluded = lead.strength.is_none() && (joined || before == "so");
                    break;
                }
                Token::Sign(_) => break,
            }
        }
        lead
    }
}

#[cfg(test)]
mod tests;
