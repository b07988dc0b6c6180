//! 2026: three quarters that are closed, in one of which an agency amended what had been accepted, a month that some were asked
//! about besides, and the current quarter, which is open. All of it is made up. (In truth the province was a part of Vĩnh Long by then; here its made-up agencies go on.)

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};

use super::{
    FORM,
    calendar::{at_hour, working_days_after},
    cast::OpenedRound,
    said::{Saying, Style},
    said_since::{self, Whose},
    words,
    years::{Years, figures, figures_of, submitter_of},
};
use crate::{
    catalogue::calendar::due_instant,
    kit::{Error, PartialDateInput, Period, Result, clock, scalars::Date, vocabulary::CitationRole},
    reports::{CheckEntry, CitationInput, DraftPatch, NarrativeSectionInput, ReportRow},
    rounds::{OpenRound, RequestLetterInput, RoundRequest},
};

/// The year.
const YEAR: u16 = 2026;

/// The quarter that is open: when its round is there, the demo is whole.
pub const CURRENT: &str = "2026-Q4";

/// The agency that amends its report, the quarter, and its place among those that report.
const AMENDED: &str = "vi-du-so-01";
const AMENDED_QUARTER: u8 = 2;

/// The quarter after whose round closed Home Affairs asked some agencies once about a month, and how many of them.
const ONCE_AFTER: u8 = 2;
const ONCE_ASKED: usize = 4;

/// How many agencies have begun the current quarter's report.
const BEGUN: usize = 3;

const REASON: &str =
    "Rà soát sổ tiếp nhận đơn: còn hai đơn khiếu nại chưa đưa vào báo cáo (dữ liệu minh họa).";

impl Years<'_, '_> {
    /// The year's quarters; how many reports were filed.
    pub async fn this_year(&mut self) -> Result<usize> {
        let codes = self.owing(i32::from(YEAR));
        let mut filed = 0;
        for quarter in 1..=3 {
            filed += self.closed(quarter, &codes).await?;
            if quarter == ONCE_AFTER {
                filed += self.once(&codes).await?;
            }
        }
        self.current(&codes).await?;
        Ok(filed)
    }

    /// A quarter whose round is closed: a report of each agency but one in ten, accepted.
    async fn closed(&mut self, quarter: u8, codes: &[String]) -> Result<usize> {
        let period = period(quarter)?;
        let opens = at_hour(period.window().to - Days::new(20), 8);
        self.between(opens).await?;
        let (round, due_at, reports) = self.open(opens, (period, None), None, codes).await?;
        let first = at_hour(working_days_after(period.window().to, 1), 9);
        let mut filed = 0;
        let mut amended = None;
        for (number, (code, report)) in (0_i64..).zip(codes.iter().zip(reports)) {
            let amends = quarter == AMENDED_QUARTER && code == AMENDED;
            if !amends && (number + i64::from(quarter) * 3) % 10 == 3 {
                continue;
            }
            let whose = Whose { code, number, period };
            let mut said = DraftPatch {
                disclosures: Some(said_since::disclosures(whose)),
                sections: Some(said_since::sections()),
                ..said_since::whole(whose, quarterly(number, quarter), &self.book, None)
            };
            let cited = said.citations.clone();
            if amends {
                said.sections =
                    Some(vec![assessment("Tiếp nhận và giải quyết đơn đúng hạn (lời văn minh họa).")]);
            }
            let at = first + Duration::minutes(number);
            let accepted = self.file(at, code, &report, said).await?;
            filed += 1;
            if amends {
                amended = Some((number, accepted, cited.unwrap_or_default()));
            }
        }
        if let Some((number, report, cited)) = amended {
            self.amend((number, &report, cited), due_at).await?;
        }
        let closes = due_at + Duration::days(20);
        self.store.clock().set(closes);
        self.cast.close(closes, round).await?;
        Ok(filed)
    }

    /// Eight working days after the due day the agency's head opens the accepted report again; the next version says more.
    async fn amend(
        &mut self,
        (number, report, mut cited): (i64, &ReportRow, Vec<CitationInput>),
        due_at: DateTime<Utc>,
    ) -> Result<()> {
        cited.push(minutes());
        let due_on = clock::vietnam_date(due_at);
        let opened = at_hour(working_days_after(due_on, 8), 9);
        self.store.clock().set(opened);
        let report = self.cast.reopen(opened, AMENDED, report, REASON).await?;
        let mut more = Saying::new(Style::Zeros);
        let received = received(number, AMENDED_QUARTER) + 2;
        for end in ["received", "eligible", "within_competence", "resolved", "resolved_on_time"] {
            more.number(&format!("complaint_{end}"), received);
        }
        more.number("dissemination_sessions", 12);
        let patch = DraftPatch {
            figures: Some(more.figures()),
            sections: Some(vec![assessment(
                "Tiếp nhận và giải quyết đơn đúng hạn, kể cả hai đơn bổ sung (lời văn minh họa).",
            )]),
            citations: Some(cited),
            ..DraftPatch::default()
        };
        self.file(at_hour(working_days_after(due_on, 9), 9), AMENDED, &report, patch).await.map(drop)
    }

    /// July, of which a letter asks some agencies besides the quarter's report: all but the last file what it asks.
    async fn once(&mut self, codes: &[String]) -> Result<usize> {
        let july = Period::ad_hoc(day(7, 1)?, day(7, 31)?).ok_or_else(|| Error::broken("no such days"))?;
        let letter = RequestLetterInput {
            number: "02/SNV-VD (văn bản minh họa)".into(),
            date: Some(Date(day(8, 3)?)),
            issuer: Some("Sở Nội vụ".into()),
        };
        let due = Some(due_instant(day(8, 7)?));
        let asked = &codes[..codes.len().min(ONCE_ASKED)];
        self.between(at_hour(day(8, 3)?, 8)).await?;
        let (round, due_at, reports) =
            self.open(at_hour(day(8, 3)?, 8), (july, due), Some(letter), asked).await?;
        let mut filed = 0;
        for (number, (code, report)) in (0_i64..).zip(asked.iter().zip(reports)).take(ONCE_ASKED - 1) {
            let figures = Some(figures_of(number, number + 1));
            let patch = DraftPatch { figures, ..DraftPatch::default() };
            self.file(at_hour(day(8, 6)?, 9) + Duration::minutes(number), code, &report, patch).await?;
            filed += 1;
        }
        let closes = due_at + Duration::days(7);
        self.store.clock().set(closes);
        self.cast.close(closes, round).await?;
        Ok(filed)
    }

    /// The quarter that goes on: asked for by a letter, due by the calendar; some have begun.
    async fn current(&mut self, codes: &[String]) -> Result<()> {
        let period = period(4)?;
        let letter = RequestLetterInput {
            number: "01/SNV-VD (văn bản minh họa)".into(),
            date: Some(Date(day(10, 5)?)),
            issuer: Some("Sở Nội vụ".into()),
        };
        self.between(at_hour(day(10, 5)?, 8)).await?;
        let (_, _, reports) = self.open(at_hour(day(10, 5)?, 8), (period, None), Some(letter), codes).await?;
        let begun = at_hour(day(11, 16)?, 9);
        self.between(begun).await?;
        self.score(i32::from(YEAR), codes).await?;
        for (number, (code, report)) in (0_i64..).zip(codes.iter().zip(reports)).take(BEGUN) {
            let at = begun + Duration::minutes(number);
            self.store.clock().set(at);
            let patch =
                said_since::whole(Whose { code, number, period }, quarterly(number, 4), &self.book, None);
            self.cast.save(at, submitter_of(code), &report, patch).await?;
        }
        Ok(())
    }

    /// Opens a round for a period, due by the calendar where that is not given: its id, when it is due, and its reports.
    async fn open(
        &mut self,
        at: DateTime<Utc>,
        (period, due_at): (Period, Option<DateTime<Utc>>),
        letter: Option<RequestLetterInput>,
        codes: &[String],
    ) -> Result<(uuid::Uuid, DateTime<Utc>, Vec<ReportRow>)> {
        let request = RoundRequest {
            form: FORM.into(),
            period,
            profile: None,
            window_from: None,
            window_to: None,
            due_at,
            letter,
            agencies: Some(codes.to_vec()),
            kinds: None,
        };
        self.store.clock().set(at);
        let round = self.cast.open(at, OpenRound::of(self.catalogue, request)).await?;
        let reports = self.cast.reports(&OpenedRound { form: FORM.into(), period }, codes).await?;
        Ok((round.id, round.due_at, reports))
    }

    /// A report is saved and filed, and accepted three hours later.
    async fn file(
        &mut self,
        at: DateTime<Utc>,
        code: &str,
        report: &ReportRow,
        patch: DraftPatch,
    ) -> Result<ReportRow> {
        let explain = |check: &CheckEntry| Some(words::explanation(&check.rule).to_owned());
        self.store.clock().set(at);
        let by = submitter_of(code);
        let saved = self.cast.save(at, by, report, patch).await?;
        let submitted = self.cast.submit(at, by, &saved, explain).await?;
        self.cast.accept(at + Duration::hours(3), &submitted).await
    }
}

fn day(month: u32, day: u32) -> Result<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::from(YEAR), month, day).ok_or_else(|| Error::broken("no such day"))
}

fn period(quarter: u8) -> Result<Period> {
    Period::quarter(YEAR, quarter).ok_or_else(|| Error::broken("a quarter out of time"))
}

/// What a quarter's figures are told apart by from a year's.
fn season(quarter: u8) -> i32 {
    i32::from(YEAR) * 4 + i32::from(quarter)
}

/// The complaints that an agency received.
fn received(number: i64, quarter: u8) -> i64 {
    super::years::received(number, season(quarter))
}

fn quarterly(number: i64, quarter: u8) -> Vec<crate::reports::FigureInput> {
    figures(number, season(quarter))
}

fn assessment(text: &str) -> NarrativeSectionInput {
    NarrativeSectionInput {
        section_code: "opening_assessment".into(),
        text: Some(text.into()),
        ..NarrativeSectionInput::default()
    }
}

/// What the second version cites.
fn minutes() -> CitationInput {
    CitationInput {
        as_cited: "Biên bản rà soát số 03/BB-SVD ngày 24/6/2026 (văn bản minh họa)".into(),
        number: Some("03".into()),
        symbol: Some("BB-SVD".into()),
        kind: Some("Biên bản".into()),
        issuer: None,
        date: Some(PartialDateInput { year: 2026, month: Some(6), day: Some(24) }),
        title: Some("Rà soát sổ tiếp nhận đơn".into()),
        section_code: Some("dissemination".into()),
        role: CitationRole::Issued,
    }
}
