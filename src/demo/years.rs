//! The other years: a yearly report of each made-up agency from 2016 to 2025, and what became of agencies and of the province. The
//! merger of the two departments, the end of the province and their days are what the sources state (see `catalogue/provinces.toml`);
//! every figure, and every agency whose name says so, is made up.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use std::sync::Arc;
use uuid::Uuid;

use super::{
    calendar::{at_hour, working_days_after},
    cast::{Cast, OpenedRound},
    province::{self, NEIGHBOUR, PROVINCE, REAL_AGENCY, SCIENCE},
    real,
    register::Book,
    said::Saying,
    said_since::{self, Whose, style},
    scores::{self, Score, Told},
    words,
};
use crate::{
    catalogue::Catalogue,
    kit::{
        Error, Period, Result,
        id::{self, Kind},
        scalars::Date,
    },
    organisation::{
        self, heritage,
        history::{ObligationFate, ReorganisationKind},
    },
    reorganisation::{AgencyReorganiseInput, LegalGroundInput, ObligationDecisionInput, SuccessorInput},
    reports::{CheckEntry, DraftPatch, FigureInput, KnownTask, SetIn},
    rounds::{OpenRound, RoundRequest},
    store::Store,
};

/// The form of the yearly reports.
const FORM: &str = "dvcq_annual";

/// The years before the eight quarters, and those after them.
const BEFORE: [i32; 2] = [2016, 2017];
const AFTER: [i32; 6] = [2020, 2021, 2022, 2023, 2024, 2025];

/// The year of the real plan, and the first in which made-up agencies have plans; in the last year they have none any more.
const PLANNED: i32 = 2022;
/// The calendar of the days that the real plan sets for the reports of its year.
const PLANNED_CALENDAR: &str = "TRA_VINH_DVCQ_2022";

/// The last year of a yearly round.
pub const LAST: i32 = 2025;

const LETTER: &str = "Quyết định minh họa về tổ chức bộ máy (dữ liệu minh họa)";
const REAL_GROUND: &str =
    "Công bố ngày 21/02/2025 về tổ chức lại các cơ quan chuyên môn thuộc Ủy ban nhân dân tỉnh Trà Vinh";
const MERGER: &str =
    "Nghị quyết 202/2025/QH15 ngày 12/6/2025 của Quốc hội về việc sắp xếp đơn vị hành chính cấp tỉnh";

/// Something that is done to agencies.
struct Event {
    on: (i32, u32, u32),
    kind: ReorganisationKind,
    agencies: &'static [&'static str],
    /// Code and, of a new one, name.
    successors: &'static [(&'static str, Option<&'static str>)],
    name: Option<&'static str>,
    goes_on: bool,
    ground: &'static str,
}

static EVENTS: [Event; 5] = [
    Event {
        on: (2021, 1, 1),
        kind: ReorganisationKind::Rename,
        agencies: &["vi-du-so-07"],
        successors: &[],
        name: Some("Sở Ví dụ 07 và Đổi tên (dữ liệu minh họa)"),
        goes_on: false,
        ground: LETTER,
    },
    Event {
        on: (2023, 1, 1),
        kind: ReorganisationKind::Split,
        agencies: &["vi-du-ban-03"],
        successors: &[("vi-du-ban-04", Some("Ban Ví dụ 04, tách từ Ban 03 (dữ liệu minh họa)"))],
        name: None,
        goes_on: true,
        ground: LETTER,
    },
    Event {
        on: (2025, 3, 1),
        kind: ReorganisationKind::Merge,
        agencies: &[SCIENCE, REAL_AGENCY],
        successors: &[("so-khcn-2025", Some("Sở Khoa học và Công nghệ"))],
        name: None,
        goes_on: false,
        ground: REAL_GROUND,
    },
    Event {
        on: (2025, 3, 1),
        kind: ReorganisationKind::MergeInto,
        agencies: &["vi-du-so-08"],
        successors: &[("vi-du-so-09", None)],
        name: None,
        goes_on: false,
        ground: LETTER,
    },
    Event {
        on: (2025, 7, 1),
        kind: ReorganisationKind::Merge,
        agencies: &["vi-du-xa-01", "vi-du-xa-02"],
        successors: &[("vi-du-xa-moi", Some("Xã Ví dụ Mới (dữ liệu minh họa)"))],
        name: None,
        goes_on: false,
        ground: LETTER,
    },
];

/// The year whose figures are released before all reports are in, and the number of the last report in them.
const RELEASED: (i32, i64) = (2020, 11);

/// The years, as far as they have been played.
pub struct Years<'p, 's> {
    pub cast: &'p mut Cast<'s>,
    pub store: &'s Store,
    pub catalogue: &'s Arc<Catalogue>,
    pub issuer: &'p str,
    /// Reports that were filed.
    pub filed: usize,
    /// The register of models.
    pub book: Book,
    /// Who was scored in the year, and whether the score was verified.
    pub scored: Vec<(String, Told)>,
}

impl Years<'_, '_> {
    /// The years before the eight quarters.
    pub async fn before(&mut self) -> Result<()> {
        for year in BEFORE {
            self.year(year, &self.owing(year)).await?;
        }
        Ok(())
    }

    /// The years after them, with what became of agencies and of the province.
    pub async fn after(&mut self) -> Result<()> {
        let mut events = EVENTS.iter().peekable();
        self.score(scores::SECOND, &self.owing(scores::SECOND)).await?;
        for year in AFTER {
            while let Some(event) = events.next_if(|event| event.on.0 <= year) {
                self.event(event).await?;
            }
            if year == LAST {
                self.merge().await?;
            }
            let owing = self.owing(year);
            if (PLANNED..LAST).contains(&year) {
                self.plans(year, &owing).await?;
            }
            self.year(year, &owing).await?;
        }
        Ok(())
    }

    /// The real plan of the department, some days after the letter that it carries out; and plans of one made-up agency in five,
    /// from that year on.
    async fn plans(&mut self, year: i32, codes: &[String]) -> Result<()> {
        let on = NaiveDate::from_ymd_opt(year, 4, 4).ok_or_else(|| Error::broken("no such day"))?;
        let at = at_hour(on, 9);
        self.store.clock().set(at);
        if year == PLANNED {
            self.cast.plan(at, REAL_AGENCY, REAL_AGENCY, real::plan()?).await?;
        }
        for code in codes.iter().step_by(5) {
            self.cast.plan(at, submitter_of(code), code, words::plan(year)?).await?;
        }
        Ok(())
    }

    /// The made-up agencies that there are at the end of a year.
    pub fn owing(&self, year: i32) -> Vec<String> {
        let mut codes: Vec<String> = province::examples().into_iter().map(|example| example.code).collect();
        for event in
            EVENTS.iter().filter(|event| event.on.0 <= year && !event.agencies.contains(&REAL_AGENCY))
        {
            let ends = !event.goes_on && event.kind != ReorganisationKind::Rename;
            codes.retain(|code| !(ends && event.agencies.contains(&code.as_str())));
            let new = event.successors.iter().filter(|(_, name)| name.is_some());
            codes.extend(new.map(|(code, _)| (*code).to_owned()));
        }
        codes
    }

    /// One year: a round, a report of each agency but one in ten, accepted, and the round closed.
    async fn year(&mut self, year: i32, codes: &[String]) -> Result<()> {
        let period: Period = year.to_string().parse().map_err(|_| Error::broken("a year out of time"))?;
        let closing = period.window().to;
        let opens = at_hour(closing - chrono::Days::new(20), 8);
        let profile = (year == PLANNED).then(|| PLANNED_CALENDAR.to_owned());
        let request = RoundRequest {
            form: FORM.into(),
            period,
            due_at: profile.is_none().then(|| at_hour(working_days_after(closing, 2), 17)),
            profile,
            window_from: None,
            window_to: None,
            letter: None,
            agencies: Some(codes.to_vec()),
            kinds: None,
        };
        self.between(opens).await?;
        self.score(year, codes).await?;
        self.store.clock().set(opens);
        let opened = self.cast.open(opens, OpenRound::of(self.catalogue, request)).await?;
        let key = OpenedRound { form: FORM.into(), period };
        let reports = self.cast.reports(&key, codes).await?;
        let filed = at_hour(working_days_after(opened.window_to, 1), 9);
        let explain = |check: &CheckEntry| Some(words::explanation(&check.rule).to_owned());
        for (number, (code, report)) in (0_i64..).zip(codes.iter().zip(reports)) {
            if (number + i64::from(year)) % 10 == 3 {
                continue;
            }
            let at = filed + Duration::minutes(number);
            self.store.clock().set(at);
            let whose = Whose { code, number, period };
            let score = self.scored.iter().find(|(of, _)| of == code).map(|(_, told)| *told);
            let patch = DraftPatch {
                disclosures: Some(words::some_disclosures(number, year)),
                sections: Some(
                    said_since::sections()
                        .into_iter()
                        .chain(words::tasks_of_next_year(number, year))
                        .collect(),
                ),
                ..said_since::whole(whose, figures(number, year), &self.book, score)
            };
            let by = submitter_of(code);
            let turn = usize::try_from(number + i64::from(year)).unwrap_or_default();
            let tell = move |task: &KnownTask| {
                // Of a plan the report of its own year tells.
                let planned = Period::from_number(task.period).map(|period| i32::from(period.year()));
                let its_own = matches!(task.set_in, SetIn::Report(_)) || planned == Some(year);
                words::told(turn, task).filter(|_| its_own)
            };
            let saved = self.cast.save_telling(at, by, &report, patch, tell).await?;
            let submitted = self.cast.submit(at, by, &saved, explain).await?;
            self.cast.accept(at + Duration::hours(3), &submitted).await?;
            self.filed += 1;
            // Some are filed after the figures were released: that is what a comparison is for.
            if (year, number) == RELEASED {
                let title = format!("Số liệu sơ bộ năm {year} (dữ liệu minh họa)");
                self.cast.release(at + Duration::hours(3), period, &title).await?;
            }
        }
        let closes = opened.due_at + Duration::days(10);
        self.store.clock().set(closes);
        self.cast.close(closes, opened.id).await?;
        Ok(())
    }

    /// What becomes of models before an instant.
    pub async fn between(&mut self, before: DateTime<Utc>) -> Result<()> {
        let clock = self.store.clock();
        self.book.until(self.cast, before, |at| clock.set(at)).await
    }

    /// The scores of a year, from the second that is scored on: agencies' own, and those that Home Affairs verified.
    pub async fn score(&mut self, year: i32, codes: &[String]) -> Result<()> {
        self.scored.clear();
        let catalogue = self.catalogue.clone();
        let Some(example) = catalogue.scoring_schemes().first().filter(|_| year > scores::FIRST) else {
            return Ok(());
        };
        for (at, index, score) in scores::of_year(year, codes.len()) {
            let code = &codes[index];
            self.store.clock().set(at);
            scores::happen(self.cast, example, at, (index, code), (year, score)).await?;
            self.scored.retain(|(of, _)| of != code);
            self.scored.push((code.clone(), Told::of(example, year, index, score == Score::Verify)));
        }
        Ok(())
    }

    async fn event(&mut self, event: &Event) -> Result<()> {
        let (year, month, day) = event.on;
        let on = NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| Error::broken("no such day"))?;
        let at = at_hour(on, 8);
        self.store.clock().set(at);
        let ends = !event.goes_on && event.kind != ReorganisationKind::Rename;
        let decisions = if ends { self.decisions(event.agencies, at).await? } else { Vec::new() };
        let input = AgencyReorganiseInput {
            idempotency_key: Uuid::nil(),
            kind: event.kind,
            agencies: event.agencies.iter().map(|code| (*code).to_owned()).collect(),
            successors: event
                .successors
                .iter()
                .map(|(code, name)| SuccessorInput {
                    code: (*code).to_owned(),
                    name: name.map(str::to_owned),
                    kind: None,
                    parent: None,
                    identifiers: Vec::new(),
                })
                .collect(),
            name: event.name.map(str::to_owned),
            identifiers: Vec::new(),
            parent: None,
            goes_on: event.goes_on,
            answered_by: None,
            effective_on: Date(on),
            ground: LegalGroundInput {
                as_cited: event.ground.into(),
                number: None,
                symbol: None,
                kind: None,
                issuer: None,
                date: None,
                title: None,
            },
            note: None,
            decisions,
            carry_roles: true,
        };
        self.cast.reorganise(at, input).await
    }

    /// What is still open in the two rounds that were never closed: the department of the real report keeps its own, the others
    /// hand theirs over.
    async fn decisions(&mut self, codes: &[&str], at: DateTime<Utc>) -> Result<Vec<ObligationDecisionInput>> {
        let open = self.cast.open_obligations(codes, at).await?;
        let kept = codes.contains(&REAL_AGENCY);
        let fate = if kept { ObligationFate::Kept } else { ObligationFate::Transferred };
        let decision = |obligation| ObligationDecisionInput {
            obligation: id::encode(Kind::Obligation, obligation),
            fate,
            to: None,
            reason: None,
        };
        Ok(open.into_iter().map(decision).collect())
    }

    /// The province becomes a part of Vĩnh Long, which may read what was filed.
    async fn merge(&mut self) -> Result<()> {
        let on = NaiveDate::from_ymd_opt(2025, 7, 1).ok_or_else(|| Error::broken("no such day"))?;
        self.store.clock().set(at_hour(on, 9));
        organisation::import(self.store, province::neighbour(), self.issuer).await?;
        heritage::succeed(self.store, PROVINCE, NEIGHBOUR, on, MERGER).await?;
        let grant = heritage::Grant {
            successor: NEIGHBOUR.into(),
            from: on,
            until: None,
            ground: MERGER.into(),
            document: None,
        };
        heritage::give_by_operator(self.store, self.catalogue, PROVINCE, grant).await
    }
}

/// Who files an agency's report: of a new one, somebody whose role was carried there.
pub fn submitter_of(code: &str) -> &str {
    let event =
        EVENTS.iter().find(|event| event.successors.iter().any(|(new, name)| *new == code && name.is_some()));
    event.and_then(|event| event.agencies.first()).copied().unwrap_or(code)
}

/// The agencies whose registers of models an agency keeps in a year: its own, and those of agencies that ended in it by then.
pub fn registers_of(code: &str, year: i32) -> Vec<String> {
    let into = EVENTS.iter().filter(|event| {
        let ends = !event.goes_on && event.kind != ReorganisationKind::Rename;
        ends && event.on.0 <= year && event.successors.iter().any(|(new, _)| *new == code)
    });
    let ended = into.flat_map(|event| event.agencies).map(|code| (*code).to_owned());
    std::iter::once(code.to_owned()).chain(ended).collect()
}

/// The complaints that an agency received in a made-up year, or quarter.
pub fn received(number: i64, season: i32) -> i64 {
    (number * 7 + i64::from(season) * 3) % 9
}

/// The figures of a made-up year, or quarter.
pub fn figures(number: i64, season: i32) -> Vec<FigureInput> {
    figures_of(number, received(number, season))
}

/// The figures of a made-up report by an agency's place and the complaints that it received.
pub fn figures_of(number: i64, received: i64) -> Vec<FigureInput> {
    let mut say = Saying::new(style(number));
    for (end, value) in [
        ("carried_over", 0),
        ("received", received),
        ("eligible", received),
        ("within_competence", received),
        ("outside_competence", 0),
        ("transferred_out", 0),
        ("resolved", received),
        ("resolved_on_time", received),
        ("pending", 0),
    ] {
        say.number(&format!("complaint_{end}"), value);
    }
    say.number("denunciation_received", 0);
    say.number("denunciation_resolved", 0);
    say.not_stated("limitations");
    say.figures()
}
