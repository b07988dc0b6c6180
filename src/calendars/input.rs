//! What people send of a calendar, and what is wrong with its shape.

use async_graphql::InputObject;

use crate::{
    catalogue::calendar::{
        Anchor, CalendarDayKind, Closing, DueRule, DueRuleKind, DueShift, LevelRule, PeriodRule, Profile,
        ReportingLevel,
    },
    kit::{Bilingual, Code, PeriodKind, Problem, scalars::Date, text},
};

/// A day told from a period: months from one of its months, and a day of that month (ngày so với kỳ báo cáo).
#[derive(InputObject, Clone, Copy, Debug)]
pub struct CalendarAnchorInput {
    /// Months from the period's first month where the window opens, from its last month elsewhere; negative before it.
    pub month: i32,
    /// 1 to 31; the last day of a shorter month.
    pub day: i32,
}

/// When a level must have sent its report (hạn nộp của một cấp).
#[derive(InputObject, Clone, Copy, Debug)]
pub struct LevelRuleInput {
    /// The level (cấp).
    pub level: ReportingLevel,
    /// How its due day follows (cách tính).
    pub rule: DueRuleKind,
    /// Of FIXED_INCLUSIVE and BEFORE: months from the last month of the period (tháng).
    pub month: Option<i32>,
    /// Of FIXED_INCLUSIVE and BEFORE: 1 to 31 (ngày).
    pub day: Option<i32>,
    /// Of the rules that count from the closing day: how many (số ngày).
    pub days: Option<i32>,
    /// Where a due day goes that nobody works on: to the working day before for BEFORE, to the next otherwise, when left
    /// out (dời hạn).
    pub shift: Option<DueShift>,
}

/// The rule of a kind of period (quy tắc cho một loại kỳ).
#[derive(InputObject, Clone, Debug)]
pub struct PeriodRuleInput {
    /// The kind (loại kỳ).
    pub period: PeriodKind,
    /// Only for these periods of a year, from 1; for all when left out (các kỳ trong năm).
    #[graphql(default)]
    pub ordinals: Vec<i32>,
    /// Whether figures count from the beginning of the year (lũy kế).
    #[graphql(default)]
    pub cumulative: bool,
    /// First day that the figures cover (ngày bắt đầu).
    pub opens: CalendarAnchorInput,
    /// Whether figures begin on the day after this profile closed the period before it instead, the one of the same kind or else a
    /// longer one. Where closing days follow from due days nothing else leaves no gap (nối tiếp kỳ trước).
    #[graphql(default)]
    pub continues_last_year: bool,
    /// Data-closing day (ngày chốt số liệu); or the next field.
    pub closes: Option<CalendarAnchorInput>,
    /// Working days from the closing day to the first level's due day, where the due day is what is fixed.
    pub closes_working_days_before_due: Option<i32>,
    /// The levels, lowest first (các cấp).
    pub levels: Vec<LevelRuleInput>,
}

/// A day that is not what its weekday says (ngày nghỉ, ngày làm bù).
#[derive(InputObject, Clone, Debug)]
pub struct CalendarDayInput {
    /// The day (ngày).
    pub day: Date,
    /// What it is; null takes the province's entry back (loại ngày).
    pub kind: Option<CalendarDayKind>,
    /// What it is called, at most 300 characters (tên gọi).
    pub label: String,
    /// Who says so, at most 300 characters (căn cứ).
    pub source: String,
}

/// A profile as somebody wants it saved.
#[derive(Clone, Debug)]
pub struct CalendarProfileDraft {
    pub code: String,
    pub label_vi: String,
    pub label_en: String,
    pub legal_basis: Option<String>,
    pub valid_from: Option<Date>,
    pub valid_to: Option<Date>,
    pub rules: Vec<PeriodRuleInput>,
}

/// The longest code of a profile.
const MOST_CODE: usize = 60;
/// The most rules, ordinals and levels that are looked at: more than any calendar has.
const MOST_ENTRIES: usize = 16;

impl CalendarProfileDraft {
    /// The profile as far as it can be read, and what is wrong with its shape; what is wrong with its days is
    /// [`crate::catalogue::calendar::faults`]'s to say.
    pub fn read(self) -> (Option<Profile>, Vec<Problem>) {
        let mut problems = Vec::new();
        let named = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        if self.code.is_empty() || self.code.len() > MOST_CODE || !self.code.chars().all(named) {
            problems.push(Problem::new(Code::CalendarBadCode, &["code"]).with("most", MOST_CODE));
        }
        let mut clean = |given: &str, field: &str| {
            text::required(given, text::MAX_NAME, &[field])
                .map_err(|it| problems.push(it))
                .unwrap_or_default()
        };
        let label = Bilingual { vi: clean(&self.label_vi, "labelVi"), en: clean(&self.label_en, "labelEn") };
        let basis = self.legal_basis.filter(|basis| !basis.trim().is_empty());
        let legal_basis =
            basis.map(|basis| clean(&basis, "legalBasis")).map(|vi| Bilingual { en: vi.clone(), vi });
        if self.rules.len() > MOST_ENTRIES {
            problems.push(Problem::new(Code::TooManyEntries, &["rules"]).with("most", MOST_ENTRIES));
            return (None, problems);
        }
        let mut rules = Vec::new();
        let mut whole = true;
        for (index, rule) in self.rules.into_iter().enumerate() {
            match rule.read() {
                Ok(rule) => rules.push(rule),
                Err(found) => {
                    whole = false;
                    let at = index.to_string();
                    problems.extend(found.into_iter().map(|problem| problem.under(&["rules", &at])));
                }
            }
        }
        let (valid_from, valid_to) = (self.valid_from.map(|day| day.0), self.valid_to.map(|day| day.0));
        let profile = Profile { code: self.code, label, legal_basis, valid_from, valid_to, rules };
        (whole.then_some(profile), problems)
    }
}

/// A number that a rule counts with; one that is negative is larger than any rule takes, and refused with its reason.
fn count(number: i32) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl CalendarAnchorInput {
    fn read(self) -> Anchor {
        Anchor { month: self.month, day: count(self.day) }
    }
}

impl PeriodRuleInput {
    fn read(self) -> Result<PeriodRule, Vec<Problem>> {
        let mut problems = Vec::new();
        for (entries, field) in [(self.ordinals.len(), "ordinals"), (self.levels.len(), "levels")] {
            if entries > MOST_ENTRIES {
                problems.push(Problem::new(Code::TooManyEntries, &[field]).with("most", MOST_ENTRIES));
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let closing = match (self.closes, self.closes_working_days_before_due) {
            (Some(day), None) => Some(Closing::On(day.read())),
            (None, Some(days)) => Some(Closing::BeforeDue { working_days_before_due: count(days) }),
            _ => None,
        };
        if closing.is_none() {
            problems.push(Problem::new(Code::CalendarClosing, &["closes"]));
        }
        let mut levels = Vec::new();
        for (index, level) in self.levels.iter().enumerate() {
            match level.due() {
                Some(due) => levels.push(LevelRule { level: level.level, due, shift: level.shift }),
                None => problems.push(level.incomplete(&index.to_string())),
            }
        }
        let Some(closing) = closing.filter(|_| problems.is_empty()) else { return Err(problems) };
        Ok(PeriodRule {
            period: self.period,
            ordinals: self.ordinals.into_iter().map(|one| u8::try_from(one).unwrap_or(0)).collect(),
            cumulative: self.cumulative,
            opens: self.opens.read(),
            continues_last_year: self.continues_last_year,
            closing,
            levels,
        })
    }
}

impl LevelRuleInput {
    /// The rule with exactly its own fields.
    fn due(self) -> Option<DueRule> {
        Some(match (self.rule, self.month, self.day, self.days) {
            (DueRuleKind::FixedInclusive, Some(month), Some(day), None) => {
                DueRule::FixedInclusive { month, day: count(day) }
            }
            (DueRuleKind::Before, Some(month), Some(day), None) => DueRule::Before { month, day: count(day) },
            (DueRuleKind::WorkingDaysAfterClose, None, None, Some(days)) => {
                DueRule::WorkingDaysAfterClose { days: count(days) }
            }
            (DueRuleKind::CalendarDaysAfterClose, None, None, Some(days)) => {
                DueRule::CalendarDaysAfterClose { days: count(days) }
            }
            (DueRuleKind::Explicit, None, None, None) => DueRule::Explicit {},
            _ => return None,
        })
    }

    fn incomplete(self, index: &str) -> Problem {
        let (vi, en) = match self.rule {
            DueRuleKind::FixedInclusive | DueRuleKind::Before => ("month và day", "month and day"),
            DueRuleKind::WorkingDaysAfterClose | DueRuleKind::CalendarDaysAfterClose => ("days", "days"),
            DueRuleKind::Explicit => ("không trường nào", "no field"),
        };
        Problem::new(Code::CalendarRuleIncomplete, &["levels", index, "rule"])
            .with("rule", self.rule.code())
            .with_texts("fields", &Bilingual { vi: vi.into(), en: en.into() })
    }
}
