//! Resolvers of this room.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use std::sync::Arc;

use super::service::{self, Kept};
use crate::{
    catalogue::{
        Catalogue,
        calendar::{
            Anchor, CalendarDayKind, Closing, DayOff, DaysOff, DueRule, DueRuleKind, DueShift, PeriodRule,
            ReportingLevel, Schedule, Version, due_instant, gaps, seams, unlike_parts,
        },
    },
    kit::{
        Bilingual, Code, Lang, Period, PeriodKind, Problem, clock,
        id::{self, Kind},
        scalars::Date,
    },
    nullable,
    organisation::{self, Person},
    request, required,
};

fn catalogue<'c>(ctx: &Context<'c>) -> &'c Arc<Catalogue> {
    ctx.data_unchecked::<Arc<Catalogue>>()
}

fn text(ctx: &Context<'_>, text: &Bilingual) -> String {
    text.get(request::of(ctx).map_or(Lang::Vi, |request| request.lang())).to_owned()
}

/// A reporting calendar: from a period to the days its figures cover and the days reports are due (lịch báo cáo).
#[derive(Clone, Debug)]
pub struct CalendarProfile(Kept);

impl From<Kept> for CalendarProfile {
    fn from(kept: Kept) -> Self {
        CalendarProfile(kept)
    }
}

/// A reporting calendar: from a period to the days its figures cover and the days reports are due (lịch báo cáo).
#[Object]
impl CalendarProfile {
    /// Opaque global id.
    pub async fn id(&self) -> ID {
        match self.0.id {
            Some(own) => id::encode(Kind::CalendarProfile, own),
            None => id::encode(Kind::CalendarProfile, &self.0.profile.code),
        }
    }

    /// Code (mã).
    async fn code(&self) -> &str {
        &self.0.profile.code
    }

    /// Its number among the versions that the province has saved, from 1; null for one that comes with the system (phiên
    /// bản).
    async fn version(&self) -> Option<i32> {
        (self.0.version > 0).then_some(self.0.version)
    }

    /// Name (tên).
    async fn label(&self, ctx: &Context<'_>) -> String {
        text(ctx, &self.0.profile.label)
    }

    /// Where its rules are from (căn cứ).
    async fn legal_basis(&self, ctx: &Context<'_>) -> Option<String> {
        self.0.profile.legal_basis.as_ref().map(|basis| text(ctx, basis))
    }

    /// It holds for periods that end on this day or later; null where it always did (áp dụng từ ngày).
    async fn valid_from(&self) -> Option<Date> {
        self.0.profile.valid_from.map(Date)
    }

    /// It holds for periods that end on this day or earlier; null while it holds (áp dụng đến ngày).
    async fn valid_to(&self) -> Option<Date> {
        self.0.profile.valid_to.map(Date)
    }

    /// Its rules, one for a kind of period (các quy tắc).
    async fn rules(&self) -> Vec<CalendarRule> {
        self.0.profile.rules.iter().map(CalendarRule::of).collect()
    }

    /// Where a longer period of it is not what its parts cover, such as a year and its four quarters: sums of the parts differ
    /// from it then (CALENDAR_PARTS_DIFFER). And where this version of a province's own calendar does not join the one before or after
    /// it: days that neither serves, and days that both do (CALENDAR_VERSIONS_APART, CALENDAR_VERSIONS_OVERLAP); of several versions
    /// that are in force for a period the latest serves it. No reason to refuse it: a plan may ask for the first, and whoever changes the closing day
    /// gives the first round's `windowFrom` (lưu ý).
    async fn warnings(&self, ctx: &Context<'_>) -> Result<Vec<CalendarProblem>> {
        required!(ctx, |request| {
            let days = service::load_days_off(request, catalogue(ctx)).await?;
            let mut found = unlike_parts(&self.0.profile, &days);
            if self.0.version > 0 {
                let own = service::load_own(request).await?;
                let versions = own.iter().filter(|kept| kept.profile.code == self.0.profile.code);
                let versions: Vec<Version<'_>> = versions.map(|kept| (kept.version, &kept.profile)).collect();
                found.extend(seams(self.0.version, &versions, &days));
            }
            Ok(found.into_iter().map(|problem| CalendarProblem::of(problem, None, request.lang())).collect())
        })
    }

    /// When this version was saved; null for a profile that comes with the system (thời điểm lưu).
    async fn saved_at(&self) -> Option<DateTime<Utc>> {
        self.0.saved_at
    }

    /// Who saved it (người lưu).
    async fn saved_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        let person = self.0.saved_by?;
        nullable!(ctx, |request| organisation::load_person(request, person).await)
    }
}

/// A day told from a period (ngày so với kỳ báo cáo).
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct CalendarAnchor {
    /// Months from the period's first month where the window opens, from its last month elsewhere (tháng).
    month: i32,
    /// 1 to 31; the last day of a shorter month (ngày).
    day: u32,
}

impl From<Anchor> for CalendarAnchor {
    fn from(Anchor { month, day }: Anchor) -> Self {
        CalendarAnchor { month, day }
    }
}

/// The rule of a kind of period (quy tắc cho một loại kỳ).
#[derive(SimpleObject, Clone, Debug)]
pub struct CalendarRule {
    /// The kind of period (loại kỳ).
    period: PeriodKind,
    /// Only for these periods of a year, from 1; for all when empty (các kỳ trong năm).
    ordinals: Vec<u8>,
    /// Whether figures count from the beginning of the year (lũy kế).
    cumulative: bool,
    /// First day that the figures cover (ngày bắt đầu).
    opens: CalendarAnchor,
    /// Whether figures begin on the day after the profile closed the period before it instead, the one of the same kind or else a
    /// longer one (nối tiếp kỳ trước).
    continues_last_year: bool,
    /// Data-closing day; null where it follows from the due day (ngày chốt số liệu).
    closes: Option<CalendarAnchor>,
    /// Working days from the closing day to the first level's due day, where that is what is fixed.
    closes_working_days_before_due: Option<u32>,
    /// The levels, lowest first (các cấp).
    levels: Vec<CalendarLevelRule>,
}

impl CalendarRule {
    fn of(rule: &PeriodRule) -> Self {
        let (closes, before) = match rule.closing {
            Closing::On(anchor) => (Some(anchor.into()), None),
            Closing::BeforeDue { working_days_before_due } => (None, Some(working_days_before_due)),
        };
        let level = |level: &crate::catalogue::calendar::LevelRule| {
            let (month, day, days) = match level.due {
                DueRule::FixedInclusive { month, day } | DueRule::Before { month, day } => {
                    (Some(month), Some(day), None)
                }
                DueRule::WorkingDaysAfterClose { days } | DueRule::CalendarDaysAfterClose { days } => {
                    (None, None, Some(days))
                }
                DueRule::Explicit {} => (None, None, None),
            };
            CalendarLevelRule {
                level: level.level,
                rule: level.due.kind(),
                month,
                day,
                days,
                shift: level.shift(),
            }
        };
        CalendarRule {
            period: rule.period,
            ordinals: rule.ordinals.clone(),
            cumulative: rule.cumulative,
            opens: rule.opens.into(),
            continues_last_year: rule.continues_last_year,
            closes,
            closes_working_days_before_due: before,
            levels: rule.levels.iter().map(level).collect(),
        }
    }
}

/// When a level must have sent its report (hạn nộp của một cấp).
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct CalendarLevelRule {
    /// The level (cấp).
    level: ReportingLevel,
    /// How its due day follows (cách tính).
    rule: DueRuleKind,
    /// Of FIXED_INCLUSIVE and BEFORE: months from the last month of the period (tháng).
    month: Option<i32>,
    /// Of FIXED_INCLUSIVE and BEFORE: 1 to 31 (ngày).
    day: Option<u32>,
    /// Of the rules that count from the closing day: how many (số ngày).
    days: Option<u32>,
    /// Where a due day goes that nobody works on (dời hạn).
    shift: DueShift,
}

/// What a calendar makes of a period (các mốc thời gian của kỳ).
#[derive(SimpleObject, Clone, Debug)]
pub struct CalendarSchedule {
    /// The profile that was applied (lịch báo cáo).
    profile: CalendarProfile,
    /// The period (kỳ báo cáo).
    period: Period,
    /// First day that the figures cover (từ ngày).
    window_from: Date,
    /// Data-closing day, the last that the figures cover (ngày chốt số liệu).
    window_to: Date,
    /// By when the levels must have sent their reports, lowest first (hạn nộp các cấp).
    levels: Vec<LevelDueDate>,
    /// What keeps a round from being opened by these days, whatever level is asked for: a day off that was entered since the
    /// calendar was saved may leave no working day between two of them. None where they can be kept (vướng mắc của lịch).
    problems: Vec<CalendarProblem>,
}

/// Why the days of a schedule cannot be kept, or what they leave out (vướng mắc của lịch).
#[derive(SimpleObject, Clone, Debug)]
pub struct CalendarProblem {
    /// The code; of days that cannot be kept, that of `roundOpen`'s refusal (mã lỗi).
    code: Code,
    /// The sentence, in the language of `Accept-Language` (thông báo).
    message: String,
    /// The level whose due day it is about; null where it is the window (cấp).
    level: Option<ReportingLevel>,
}

impl CalendarProblem {
    /// Of each gap between the days of a schedule that is too short.
    pub fn all(period: Period, schedule: &Schedule, days: &DaysOff, lang: Lang) -> Vec<Self> {
        let level = |problem: &Problem| {
            let at: usize = problem.path.get(1)?.parse().ok()?;
            Some(schedule.levels.get(at)?.rule.level)
        };
        let found = gaps(period, schedule, days).into_iter();
        found.map(|problem| (level(&problem), problem)).map(|(at, it)| Self::of(it, at, lang)).collect()
    }

    /// Of the days of a window that are in no round, or in two.
    pub fn of_window(problems: Vec<Problem>, lang: Lang) -> Vec<Self> {
        problems.into_iter().map(|problem| Self::of(problem, None, lang)).collect()
    }

    fn of(problem: Problem, level: Option<ReportingLevel>, lang: Lang) -> Self {
        CalendarProblem { level, message: problem.message(lang), code: problem.code }
    }
}

/// By when a level must have sent its report (hạn nộp của một cấp).
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct LevelDueDate {
    /// The level (cấp).
    pub level: ReportingLevel,
    /// The last day; null where it is given when the round is opened (ngày cuối).
    pub due_on: Option<Date>,
    /// The last second of that day in Vietnam (hạn nộp).
    pub due_at: Option<DateTime<Utc>>,
}

impl LevelDueDate {
    /// Of each level that a schedule names.
    pub fn all(schedule: &Schedule) -> Vec<Self> {
        let one = |due: &crate::catalogue::calendar::LevelDue| LevelDueDate {
            level: due.rule.level,
            due_on: due.on.map(Date),
            due_at: due.on.map(due_instant),
        };
        schedule.levels.iter().map(one).collect()
    }
}

/// A day that is not what its weekday says (ngày nghỉ, ngày làm bù).
#[derive(Clone, Debug)]
pub struct CalendarDay(DayOff);

impl From<DayOff> for CalendarDay {
    fn from(day: DayOff) -> Self {
        CalendarDay(day)
    }
}

/// A day that is not what its weekday says (ngày nghỉ, ngày làm bù).
#[Object]
impl CalendarDay {
    /// The day (ngày).
    async fn day(&self) -> Date {
        Date(self.0.day)
    }

    /// What it is (loại ngày).
    async fn kind(&self) -> CalendarDayKind {
        self.0.kind
    }

    /// What it is called (tên gọi).
    async fn label(&self, ctx: &Context<'_>) -> String {
        text(ctx, &self.0.label)
    }

    /// Who says so (căn cứ).
    async fn source(&self, ctx: &Context<'_>) -> String {
        text(ctx, &self.0.source)
    }
}

#[derive(Default)]
pub struct CalendarQuery;

#[Object]
impl CalendarQuery {
    /// The calendars that come with the system, and every version of the province's own (các lịch báo cáo).
    async fn calendar_profiles(&self, ctx: &Context<'_>) -> Option<Result<Vec<CalendarProfile>>> {
        nullable!(ctx, |request| {
            let kept = service::profiles(&*request.reader().await?, catalogue(ctx)).await?;
            Ok(Some(kept.into_iter().map(CalendarProfile).collect::<Vec<_>>()))
        })
    }

    /// What a calendar makes of a period: its window, and by when reports are due (xem trước các mốc thời gian).
    async fn due_dates(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Code of the profile; when left out the one that roundOpen goes by which names none: of the province's own that are in force and have a rule for the period the last saved, else ND09_DEFAULT. A round that was opened by another says so in its calendarProfile."
        )]
        profile: Option<String>,
        #[graphql(desc = "The period.")] period: Period,
        #[graphql(desc = "Only of this level; of all when left out.")] level: Option<ReportingLevel>,
    ) -> Option<Result<CalendarSchedule>> {
        nullable!(ctx, |request| {
            let reader = request.reader().await?;
            let kept = service::choose(&reader, catalogue(ctx), profile.as_deref(), period).await?;
            let days = service::load_days_off(request, catalogue(ctx)).await?;
            let schedule = kept.profile.schedule(period, &days);
            let schedule = schedule.ok_or_else(|| {
                Problem::new(Code::CalendarNoRule, &["profile"])
                    .with("profile", &kept.profile.code)
                    .with_period(period)
            })?;
            let mut levels = LevelDueDate::all(&schedule);
            levels.retain(|due| level.is_none_or(|level| level == due.level));
            let problems = CalendarProblem::all(period, &schedule, &days, request.lang());
            Ok(Some(CalendarSchedule {
                profile: kept.into(),
                period,
                window_from: Date(schedule.window.from),
                window_to: Date(schedule.window.to),
                levels,
                problems,
            }))
        })
    }

    /// The days of a year that are not what their weekdays say, the province's own among them; YEAR_OUT_OF_RANGE outside of 1945 to
    /// 2100 (ngày nghỉ, ngày làm bù).
    async fn calendar_days(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The year.")] year: i32,
    ) -> Option<Result<Vec<CalendarDay>>> {
        nullable!(ctx, |request| {
            if !clock::YEARS.contains(&year) {
                let problem = Problem::new(Code::YearOutOfRange, &["year"]);
                return Err(problem
                    .with("first", clock::YEARS.start())
                    .with("last", clock::YEARS.end())
                    .into());
            }
            let days = service::load_days_off(request, catalogue(ctx)).await?;
            Ok(Some(days.of_year(year).into_iter().map(CalendarDay).collect::<Vec<_>>()))
        })
    }
}
