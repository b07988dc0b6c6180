//! The eight quarters as they happen: rounds, models, reports, in the order of their instants.

use chrono::{DateTime, Duration, Utc};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

use super::{
    FORM, SEED, Seeded,
    agency::Agency,
    calendar::{self, Quarter, at_hour},
    cast::{Cast, OpenedRound},
    course::{self, Deed},
    models::{self, Step},
    province::{self, REAL_AGENCY},
    real::{self, RoundAsked},
    register::{self, Known},
    said::Saying,
    scores::{self, Score},
    words,
};
use crate::{
    catalogue::Catalogue,
    kit::{Error, Result, vocabulary::ModelStage},
    reports::{CheckEntry, DraftPatch, FigureInput, KnownTask, Reason, ReportModelInput, ReportRow},
    rounds::{OpenRound, RoundRequest},
    store::Store,
};

/// The quarter that the real report is of, and the one in which its department has not begun yet.
const REAL_QUARTER: usize = 6;
const FREE_QUARTER: usize = 7;

/// The play: people, agencies, and what is on the stage.
pub struct Play<'s> {
    cast: Cast<'s>,
    store: &'s Store,
    catalogue: &'s Arc<Catalogue>,
    agencies: Vec<Agency>,
    registered: HashMap<String, Uuid>,
    seeded: Seeded,
}

/// Something that happens.
enum Happening {
    Register { agency: usize, model: usize },
    Advance { agency: usize, model: usize, step: Step },
    Deed { agency: usize, deed: Deed },
    Score { agency: usize, score: Score },
    RealReport,
    RealAcceptance,
}

/// The reports of a round while it is played.
struct Round {
    reports: Vec<ReportRow>,
    real: Option<ReportRow>,
    /// What is left out of the reports that are to be returned.
    left_out: HashMap<usize, FigureInput>,
}

impl<'s> Play<'s> {
    pub fn new(store: &'s Store, catalogue: &'s Arc<Catalogue>, issuer: &str) -> Result<Self> {
        let quarters = calendar::quarters();
        let agencies: Vec<Agency> =
            province::examples().into_iter().map(|example| Agency::new(example, &quarters, SEED)).collect();
        let cast = Cast::new(store, catalogue, issuer)?;
        let seeded = Seeded { agencies: agencies.len() + 1, ..Seeded::default() };
        Ok(Play { cast, store, catalogue, agencies, registered: HashMap::new(), seeded })
    }

    /// Plays all quarters; what was made, and the models that were registered.
    pub async fn run(mut self, progress: &mut dyn FnMut(&str)) -> Result<(Seeded, Vec<Known>)> {
        let mut rng = ChaCha8Rng::seed_from_u64(SEED);
        for quarter in calendar::quarters() {
            let filed = self.seeded.filed;
            let due = self.quarter(&quarter, &mut rng).await?;
            progress(&format!(
                "{}: {} of {due} agencies have filed",
                quarter.period,
                self.seeded.filed - filed
            ));
        }
        let models = self.known();
        Ok((self.seeded, models))
    }

    /// The models that were registered, agency by agency.
    fn known(&self) -> Vec<Known> {
        let all =
            self.agencies.iter().flat_map(|agency| agency.models.iter().map(move |model| (agency, model)));
        all.filter_map(|(agency, model)| {
            let id = self.registered.get(&model.register.code)?;
            Some(Known::of(*id, &agency.is.code, model))
        })
        .collect()
    }

    async fn quarter(&mut self, quarter: &Quarter, rng: &mut ChaCha8Rng) -> Result<usize> {
        let mut codes: Vec<String> = self.agencies.iter().map(|agency| agency.is.code.clone()).collect();
        let with_real = [REAL_QUARTER, FREE_QUARTER].contains(&quarter.index);
        codes.extend(with_real.then(|| REAL_AGENCY.to_owned()));
        let mut happenings = self.happenings(quarter, rng);
        happenings.sort_by_key(|(at, _)| *at);

        // Models come first in the window; the round opens towards its end.
        let opening = happenings.partition_point(|(at, _)| *at < quarter.opens_at);
        let later = happenings.split_off(opening);
        let mut none = Round { reports: Vec::new(), real: None, left_out: HashMap::new() };
        for (at, happening) in happenings {
            self.happen(quarter, at, happening, &mut none).await?;
        }
        self.store.clock().set(quarter.opens_at);
        let opened = self.cast.open(quarter.opens_at, self.asked(quarter, &codes)?).await?;
        self.seeded.rounds += 1;
        let key = OpenedRound { form: FORM.into(), period: quarter.period };
        let mut reports = self.cast.reports(&key, &codes).await?;
        if reports.len() != codes.len() {
            return Err(Error::broken("a round without all its reports"));
        }
        let real = if with_real { reports.pop() } else { None };
        let mut round = Round { reports, real, left_out: HashMap::new() };
        for (at, happening) in later {
            self.happen(quarter, at, happening, &mut round).await?;
        }
        if let Some(at) = quarter.closes_at {
            self.store.clock().set(at);
            self.cast.close(at, opened.id).await?;
        }
        Ok(codes.len())
    }

    /// What Home Affairs asks for in a quarter; of the real report's quarter, what its own letter asked.
    fn asked(&self, quarter: &Quarter, codes: &[String]) -> Result<OpenRound> {
        let asked = if quarter.index == REAL_QUARTER {
            real::round()?
        } else {
            RoundAsked {
                form: FORM.into(),
                period: quarter.period,
                window_from: quarter.window.from,
                window_to: quarter.window.to,
                due_at: quarter.due_at,
                letter: None,
            }
        };
        let RoundAsked { form, period, window_from, window_to, due_at, letter } = asked;
        let request = RoundRequest {
            form,
            period,
            profile: None,
            window_from: Some(window_from),
            window_to: Some(window_to),
            due_at: Some(due_at),
            letter,
            agencies: Some(codes.to_vec()),
            kinds: None,
        };
        Ok(OpenRound::of(self.catalogue, request))
    }

    fn happenings(&mut self, quarter: &Quarter, rng: &mut ChaCha8Rng) -> Vec<(DateTime<Utc>, Happening)> {
        let mut all = Vec::new();
        for (agency, course) in course::of_quarter(quarter, rng).into_iter().enumerate() {
            self.seeded.count(course);
            for (at, deed) in course.deeds(quarter, rng) {
                all.push((at, Happening::Deed { agency, deed }));
            }
        }
        for (agency, playing) in self.agencies.iter().enumerate() {
            for (index, model) in playing.models.iter().enumerate() {
                if model.quarter == quarter.index {
                    let at = at_hour(model.register.registered_on, 9);
                    all.push((at, Happening::Register { agency, model: index }));
                }
                for step in model.steps.iter().filter(|step| step.quarter == quarter.index) {
                    all.push((
                        at_hour(step.on, 15),
                        Happening::Advance { agency, model: index, step: *step },
                    ));
                }
            }
        }
        if quarter.index == scores::QUARTER {
            let scored = scores::happenings(self.agencies.len());
            all.extend(
                scored.into_iter().map(|(at, agency, score)| (at, Happening::Score { agency, score })),
            );
        }
        if quarter.index == REAL_QUARTER {
            let filed = quarter.due_at - Duration::hours(31);
            all.push((filed, Happening::RealReport));
            all.push((filed + Duration::hours(54), Happening::RealAcceptance));
        }
        all
    }

    async fn happen(
        &mut self,
        quarter: &Quarter,
        at: DateTime<Utc>,
        happening: Happening,
        round: &mut Round,
    ) -> Result<()> {
        self.store.clock().set(at);
        match happening {
            Happening::Register { agency, model } => self.register(at, agency, model).await,
            Happening::Advance { agency, model, step } => {
                let playing = &self.agencies[agency];
                let code = &playing.models[model].register.code;
                let id = self.registered.get(code).copied().ok_or_else(|| Error::broken("no such model"))?;
                self.cast.advance(at, &playing.is.code, id, step, None).await?;
                if step.stage == ModelStage::Commended {
                    self.cast.award(at, id, register::award(step.on)).await?;
                }
                Ok(())
            }
            Happening::Score { agency, score } => {
                let Some(example) = self.catalogue.scoring_schemes().first() else { return Ok(()) };
                let code = self.agencies[agency].is.code.as_str();
                scores::happen(&mut self.cast, example, at, (agency, code), (scores::FIRST, score)).await
            }
            Happening::Deed { agency, deed } => {
                let report = round.reports[agency].clone();
                round.reports[agency] = self.deed(quarter, at, agency, deed, &report, round).await?;
                Ok(())
            }
            Happening::RealReport => {
                round.real = match round.real.take() {
                    Some(report) => Some(self.file_real(at, report).await?),
                    None => None,
                };
                Ok(())
            }
            Happening::RealAcceptance => {
                if let Some(report) = &round.real {
                    self.cast.accept(at, report).await?;
                    self.seeded.accepted += 1;
                }
                Ok(())
            }
        }
    }

    async fn register(&mut self, at: DateTime<Utc>, agency: usize, model: usize) -> Result<()> {
        let playing = &self.agencies[agency];
        let register = playing.models[model].register.clone();
        let code = register.code.clone();
        let id = self.cast.register(at, &playing.is.code, &playing.is.code, register).await?;
        self.registered.insert(code, id);
        self.seeded.models += 1;
        Ok(())
    }

    /// The real report, save by save as its files say, filed with the explanations of its file.
    async fn file_real(&mut self, at: DateTime<Utc>, mut report: ReportRow) -> Result<ReportRow> {
        for (revision, patch) in real::saves()? {
            if revision != report.revision {
                return Err(Error::broken("the real report's saves are out of order"));
            }
            let saved_at = at - Duration::minutes(i64::from(12 - revision) * 10);
            report = self.cast.save(saved_at, REAL_AGENCY, &report, patch).await?;
        }
        let (_, explanations) = real::submission()?;
        let explain = move |check: &CheckEntry| {
            let given =
                explanations.iter().find(|given| given.rule == check.rule && given.subject == check.subject);
            given.map(|given| given.text.clone())
        };
        self.seeded.filed += 1;
        self.cast.submit(at, REAL_AGENCY, &report, explain).await
    }

    async fn deed(
        &mut self,
        quarter: &Quarter,
        at: DateTime<Utc>,
        agency: usize,
        deed: Deed,
        report: &ReportRow,
        round: &mut Round,
    ) -> Result<ReportRow> {
        let code = self.agencies[agency].is.code.clone();
        let explain = |check: &CheckEntry| Some(words::explanation(&check.rule).to_owned());
        match deed {
            Deed::Begin => {
                let mut patch = self.report(quarter, at, agency);
                let figures = patch.figures.take().unwrap_or_default();
                let staff =
                    figures.into_iter().filter(|figure| figure.indicator.starts_with("staff_")).collect();
                self.cast
                    .save(at, &code, report, DraftPatch { figures: Some(staff), ..DraftPatch::default() })
                    .await
            }
            Deed::File { whole } => {
                let mut patch = self.report(quarter, at, agency);
                if !whole && let Some(figures) = &mut patch.figures {
                    let place = figures.iter().position(|figure| figure.indicator == words::LEFT_OUT);
                    round.left_out.extend(place.map(|place| (agency, figures.remove(place))));
                }
                let turn = agency + quarter.index;
                let tell = move |task: &KnownTask| words::told(turn, task);
                let before = at - Duration::minutes(20);
                let saved = self.cast.save_telling(before, &code, report, patch, tell).await?;
                self.cast.submit(at, &code, &saved, explain).await
            }
            Deed::Return => {
                let reason = Reason {
                    section: Some("dissemination".into()),
                    indicator: Some(words::LEFT_OUT.into()),
                    text: words::RETURN_REASON.into(),
                };
                self.cast.send_back(at, report, reason).await
            }
            Deed::FileAgain => {
                let none = || Saying::none(words::LEFT_OUT);
                let figure = round.left_out.remove(&agency).unwrap_or_else(none);
                let patch = DraftPatch { figures: Some(vec![figure]), ..DraftPatch::default() };
                let saved = self.cast.save(at - Duration::minutes(20), &code, report, patch).await?;
                self.cast.submit(at, &code, &saved, explain).await
            }
            Deed::Accept => self.cast.accept(at, report).await,
            Deed::Exempt => {
                self.cast.exempt(at, report, words::EXEMPTION_REASON).await?;
                Ok(report.clone())
            }
        }
    }

    /// The whole report of a made-up agency.
    fn report(&mut self, quarter: &Quarter, filed: DateTime<Utc>, agency: usize) -> DraftPatch {
        let playing = &mut self.agencies[agency];
        let figures = playing.report(quarter);
        let (is, committee) = (playing.is.clone(), playing.has_committee(quarter));
        let models = models::listed(&playing.models, quarter.index);
        DraftPatch {
            header: Some(words::header(&is, filed, playing.rng())),
            figures: Some(figures),
            sections: Some(words::sections(&is, quarter, playing.rng())),
            citations: Some(words::citations(&is, committee)),
            disclosures: Some(words::disclosures(&is, playing.rng())),
            models: Some(
                models.into_iter().map(|code| ReportModelInput { code, agency: None, note: None }).collect(),
            ),
            follow_ups: None,
        }
    }
}
