//! The people of the demo at work: each act is one writing transaction of a person, through the same verbs as the API's.

use chrono::{DateTime, Duration, Utc};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

use super::province::{HOME_AFFAIRS, subject};
use crate::{
    auth::{Actor, Issuer, KeyPair, TokenRequest},
    catalogue::Catalogue,
    consolidation::{self, WantedRelease},
    dan_van_kheo::{self, Award, ModelRegister, ModelVerdict},
    kit::{
        Code, Error, Lang, Period, Result, clock,
        vocabulary::{AgencyKind, ConsolidationBasis, Role},
    },
    organisation::{self, history::Structure},
    plans::{self, PlanDraft},
    reorganisation::{self, AgencyReorganiseInput},
    reports::{self, CheckEntry, DraftPatch, Explanation, KnownTask, Reason, ReportRow, TaskFollowUpInput},
    request::Request,
    rounds::{self, Grace, OpenRound, RoundRow},
    scoring::{self, Marks, ScoringSchemeDraft, Verification},
    store::{Act, Agencies, Scope, Store, Writer},
};

/// Everybody who acts in the demo.
pub struct Cast<'s> {
    store: &'s Store,
    catalogue: Arc<Catalogue>,
    issuer: Issuer,
    met: HashMap<String, Arc<Actor>>,
}

impl<'s> Cast<'s> {
    /// People as the issuer of this name would prove them to be. The key is of this play only and signs nothing else.
    pub fn new(store: &'s Store, catalogue: &Arc<Catalogue>, issuer: &str) -> Result<Self> {
        let issuer = Issuer::new(issuer, "tonghop-demo", KeyPair::generate()?, store.clock().clone());
        Ok(Cast { store, catalogue: catalogue.clone(), issuer, met: HashMap::new() })
    }

    async fn meet(&mut self, subject: String) -> Result<Arc<Actor>> {
        if let Some(actor) = self.met.get(&subject) {
            return Ok(actor.clone());
        }
        let token = self.issuer.issue(&TokenRequest { subject: &subject, good_for: Duration::days(1) })?;
        let actor = Arc::new(organisation::actor_of(self.store, &self.issuer.verify(&token)?).await?);
        self.met.insert(subject, actor.clone());
        Ok(actor)
    }

    async fn officer(&mut self) -> Result<Arc<Actor>> {
        self.meet(subject(Role::HomeAffairsOfficer, HOME_AFFAIRS)).await
    }

    async fn submitter(&mut self, agency: &str) -> Result<Arc<Actor>> {
        self.meet(subject(Role::Submitter, agency)).await
    }

    /// Home Affairs opens a round.
    pub async fn open(&mut self, at: DateTime<Utc>, asked: OpenRound) -> Result<RoundRow> {
        let act = act(&*self.officer().await?, "roundOpen");
        let catalogue = self.catalogue.clone();
        let verb =
            move |writer: Arc<Writer>| async move { reports::begin_round(&writer, &catalogue, asked).await };
        self.store.write(act, None, at, verb).await
    }

    /// Home Affairs closes a round.
    pub async fn close(&mut self, at: DateTime<Utc>, round: Uuid) -> Result<RoundRow> {
        let officer = self.officer().await?;
        let act = act(&officer, "roundClose");
        let verb = move |writer: Arc<Writer>| async move {
            reports::close_round(&writer, &officer, round, None).await
        };
        self.store.write(act, None, at, verb).await
    }

    /// Home Affairs frees an agency from a report.
    pub async fn exempt(
        &mut self,
        at: DateTime<Utc>,
        report: &ReportRow,
        reason: &'static str,
    ) -> Result<()> {
        let (act, obligation) = (act(&*self.officer().await?, "obligationExempt"), report.obligation_id);
        let grace = Grace { reason: reason.to_owned(), ..Grace::default() };
        let verb = move |writer: Arc<Writer>| async move { rounds::exempt(&writer, obligation, grace).await };
        self.store.write(act, None, at, verb).await.map(drop)
    }

    /// An agency's submitter saves a part of a draft.
    pub async fn save(
        &mut self,
        at: DateTime<Utc>,
        agency: &str,
        report: &ReportRow,
        patch: DraftPatch,
    ) -> Result<ReportRow> {
        let actor = self.submitter(agency).await?;
        let (act, catalogue) = (act(&actor, "reportSaveDraft"), self.catalogue.clone());
        let (id, revision) = (report.id, report.revision);
        let verb = move |writer: Arc<Writer>| async move {
            let planned = match &patch.follow_ups {
                Some(_) => plans::tasks_for(&writer, id).await?,
                None => Vec::new(),
            };
            reports::save(&writer, &actor, &catalogue, id, revision, patch, planned).await
        };
        self.store.write(act, None, at, verb).await
    }

    /// The same, with what became of the tasks that the report before and the agency's plans set: `tell` says it of each.
    pub async fn save_telling(
        &mut self,
        at: DateTime<Utc>,
        agency: &str,
        report: &ReportRow,
        mut patch: DraftPatch,
        tell: impl Fn(&KnownTask) -> Option<TaskFollowUpInput> + Send + 'static,
    ) -> Result<ReportRow> {
        let reader = self.store.read(Scope::whole(report.tenant_id)).await?;
        let set = reports::to_follow(&reader, std::slice::from_ref(report)).await?.remove(&report.id);
        let planned = plans::tasks_for(&reader, report.id).await?;
        drop(reader);
        let known = set.unwrap_or_default().into_iter().chain(planned);
        patch.follow_ups = Some(known.filter_map(|task| tell(&task)).collect());
        self.save(at, agency, report, patch).await
    }

    /// The submitter of an agency, who was that of another one first, saves its plan of a year.
    pub async fn plan(&mut self, at: DateTime<Utc>, by: &str, agency: &str, draft: PlanDraft) -> Result<()> {
        let act = act(&*self.submitter(by).await?, "planSave");
        let (catalogue, agency) = (self.catalogue.clone(), agency.to_owned());
        let verb = move |writer: Arc<Writer>| async move {
            let agency = organisation::agency_by_code(&writer, &agency).await?;
            let agency = agency.ok_or_else(|| Error::broken("an agency that plans is not there"))?;
            plans::save(&writer, &catalogue, &agency, 0, draft).await
        };
        self.store.write(act, None, at, verb).await.map(drop)
    }

    /// An agency's submitter files a report, saying something to each warning.
    pub async fn submit(
        &mut self,
        at: DateTime<Utc>,
        agency: &str,
        report: &ReportRow,
        explain: impl Fn(&CheckEntry) -> Option<String> + Send + 'static,
    ) -> Result<ReportRow> {
        let actor = self.submitter(agency).await?;
        let (act, catalogue) = (act(&actor, "reportSubmit"), self.catalogue.clone());
        let report = report.clone();
        let verb = move |writer: Arc<Writer>| async move {
            let checks = reports::check_draft(&writer, &catalogue, &report).await?;
            let explanations = checks
                .iter()
                .filter(|check| check.warns())
                .filter_map(|check| {
                    let (rule, subject) = (check.rule.clone(), check.subject.clone());
                    Some(Explanation { rule, subject, text: explain(check)? })
                })
                .collect();
            reports::submit(&writer, &actor, &catalogue, report.id, report.revision, explanations).await
        };
        Ok(self.store.write(act, None, at, verb).await?.0)
    }

    /// Home Affairs returns a report.
    pub async fn send_back(
        &mut self,
        at: DateTime<Utc>,
        report: &ReportRow,
        reason: Reason,
    ) -> Result<ReportRow> {
        let officer = self.officer().await?;
        let act = act(&officer, "reportReturn");
        let (id, revision, catalogue) = (report.id, report.revision, self.catalogue.clone());
        let verb = move |writer: Arc<Writer>| async move {
            reports::return_report(&writer, &officer, &catalogue, id, revision, vec![reason]).await
        };
        self.store.write(act, None, at, verb).await
    }

    /// Home Affairs accepts a report.
    pub async fn accept(&mut self, at: DateTime<Utc>, report: &ReportRow) -> Result<ReportRow> {
        let officer = self.officer().await?;
        let act = act(&officer, "reportAccept");
        let (id, revision) = (report.id, report.revision);
        let verb =
            move |writer: Arc<Writer>| async move { reports::accept(&writer, &officer, id, revision).await };
        self.store.write(act, None, at, verb).await
    }

    /// An agency's head opens an accepted report for its next version.
    pub async fn reopen(
        &mut self,
        at: DateTime<Utc>,
        agency: &str,
        report: &ReportRow,
        reason: &'static str,
    ) -> Result<ReportRow> {
        let head = self.meet(subject(Role::AgencyHead, agency)).await?;
        let act = act(&head, "reportReopen");
        let (id, revision) = (report.id, report.revision);
        let verb = move |writer: Arc<Writer>| async move {
            reports::reopen(&writer, &head, id, revision, reason.to_owned()).await
        };
        self.store.write(act, None, at, verb).await
    }

    /// Home Affairs freezes what is accepted by then of a period.
    pub async fn release(&mut self, at: DateTime<Utc>, period: Period, title: &str) -> Result<()> {
        let officer = self.officer().await?;
        let request = Request::new(Actor::clone(&officer), self.store.clone(), Lang::Vi, "demo");
        let request = request.arrived_at(Some(at));
        let wanted = WantedRelease {
            from: period,
            to: None,
            basis: ConsolidationBasis::Accepted,
            structure: Structure::AsReported,
            known_at: None,
            title: title.to_owned(),
            note: None,
        };
        let prepared = consolidation::prepare_release(&request, self.catalogue.clone(), wanted).await?;
        request.refresh().await;
        let act = act(&officer, "releaseCreate");
        let verb =
            move |writer: Arc<Writer>| async move { consolidation::create_release(&writer, prepared).await };
        self.store.write(act, None, at, verb).await.map(drop)
    }

    /// Home Affairs records what was done to agencies.
    pub async fn reorganise(&mut self, at: DateTime<Utc>, input: AgencyReorganiseInput) -> Result<()> {
        let act = act(&*self.officer().await?, "agencyReorganise");
        let verb = move |writer: Arc<Writer>| async move {
            reorganisation::reorganise(&writer, input).await.map(drop)
        };
        // Whoever was met before may have got another role.
        self.met.clear();
        self.store.write(act, None, at, verb).await
    }

    /// The obligations of some agencies that are still open.
    pub async fn open_obligations(&mut self, agencies: &[&str], at: DateTime<Utc>) -> Result<Vec<Uuid>> {
        let officer = self.officer().await?;
        let reader = self.store.read(Scope::whole(officer.tenant())).await?;
        let mut ids = Vec::new();
        for code in agencies {
            ids.extend(organisation::agency_by_code(&reader, code).await?.map(|agency| agency.key()));
        }
        let open = reports::open_obligations(&reader, &ids, at).await?;
        Ok(open.into_iter().map(|(obligation, _)| obligation.id).collect())
    }

    /// The submitter of an agency, who was that of another one first, registers a model; its id.
    pub async fn register(
        &mut self,
        at: DateTime<Utc>,
        by: &str,
        agency: &str,
        model: ModelRegister,
    ) -> Result<Uuid> {
        let act = act(&*self.submitter(by).await?, "modelRegister");
        let (model, agency) = (model.check(clock::vietnam_date(at))?, agency.to_owned());
        let verb = move |writer: Arc<Writer>| async move {
            let missing = || Error::refused(Code::NotFound, &["agency"]);
            let agency = organisation::agency_by_code(&writer, &agency).await?.ok_or_else(missing)?;
            dan_van_kheo::register(&writer, &agency, model).await
        };
        Ok(self.store.write(act, None, at, verb).await?.id)
    }

    /// A model's next stage is recorded: by the agency's submitter what they may record, by Home Affairs what it decides.
    pub async fn advance(
        &mut self,
        at: DateTime<Utc>,
        agency: &str,
        model: Uuid,
        step: super::models::Step,
        document: Option<String>,
    ) -> Result<()> {
        let own = dan_van_kheo::recording(step.level, step.stage).is_for(Role::Submitter);
        let actor = if own { self.submitter(agency).await? } else { self.officer().await? };
        let act = act(&actor, "modelAdvance");
        let verb = move |writer: Arc<Writer>| async move {
            dan_van_kheo::advance(&writer, model, step.stage, step.on, document).await
        };
        self.store.write(act, None, at, verb).await.map(drop)
    }

    /// Home Affairs records an award of a model.
    pub async fn award(&mut self, at: DateTime<Utc>, model: Uuid, award: Award) -> Result<()> {
        let act = act(&*self.officer().await?, "modelAward");
        let verb = move |writer: Arc<Writer>| async move { dan_van_kheo::award(&writer, model, award).await };
        self.store.write(act, None, at, verb).await.map(drop)
    }

    /// Home Affairs says what two entries of the register are.
    pub async fn settle(
        &mut self,
        at: DateTime<Utc>,
        models: [Uuid; 2],
        verdict: ModelVerdict,
        reason: &'static str,
    ) -> Result<()> {
        let act = act(&*self.officer().await?, "modelDuplicateSettle");
        let verb = move |writer: Arc<Writer>| async move {
            dan_van_kheo::settle(&writer, models, verdict, reason.to_owned()).await
        };
        self.store.write(act, None, at, verb).await.map(drop)
    }

    /// The province's administrator saves a scoring scheme.
    pub async fn save_scheme(&mut self, at: DateTime<Utc>, draft: ScoringSchemeDraft) -> Result<()> {
        let actor = self.meet(subject(Role::ProvinceAdministrator, HOME_AFFAIRS)).await?;
        let (act, catalogue) = (act(&actor, "scoringSchemeSave"), self.catalogue.clone());
        let verb =
            move |writer: Arc<Writer>| async move { scoring::save_scheme(&writer, &catalogue, draft).await };
        self.store.write(act, None, at, verb).await.map(drop)
    }

    /// The submitter of an agency, who was that of another one first, gives the agency's own score, for the first time.
    pub async fn assess(
        &mut self,
        at: DateTime<Utc>,
        (by, agency): (&str, &str),
        period: Period,
        marks: Marks,
    ) -> Result<()> {
        let act = act(&*self.submitter(by).await?, "democracyScoreSelfAssess");
        let (catalogue, agency) = (self.catalogue.clone(), agency.to_owned());
        let verb = move |writer: Arc<Writer>| async move {
            let whose = whose(&writer, &agency).await?;
            scoring::self_assess(&writer, &catalogue, whose, period, 0, marks).await
        };
        self.store.write(act, None, at, verb).await.map(drop)
    }

    /// Home Affairs verifies an agency's own score.
    pub async fn verify(
        &mut self,
        at: DateTime<Utc>,
        agency: &str,
        period: Period,
        asked: Verification,
    ) -> Result<()> {
        let officer = self.officer().await?;
        let act = act(&officer, "democracyScoreVerify");
        let (catalogue, agency) = (self.catalogue.clone(), agency.to_owned());
        let verb = move |writer: Arc<Writer>| async move {
            let whose = whose(&writer, &agency).await?;
            scoring::verify(&writer, &officer, &catalogue, whose, period, 1, asked).await
        };
        self.store.write(act, None, at, verb).await.map(drop)
    }

    /// The reports of a round by the codes of their agencies, in the order of the codes.
    pub async fn reports(&mut self, round: &OpenedRound, agencies: &[String]) -> Result<Vec<ReportRow>> {
        let officer = self.officer().await?;
        let reader = self.store.read(Scope::whole(officer.tenant())).await?;
        let mut found = Vec::new();
        for agency in agencies {
            found.extend(reports::by_key(&reader, agency, round.period, &round.form).await?);
        }
        Ok(found)
    }
}

/// An agency by its code, and of what kind it is.
async fn whose(writer: &Writer, code: &str) -> Result<(Uuid, AgencyKind)> {
    let found = organisation::agency_by_code(writer, code).await?;
    let agency = found.ok_or_else(|| Error::refused(Code::NotFound, &["agency"]))?;
    Ok((agency.key(), agency.agency_kind()))
}

/// A round, by what its reports are found by.
pub struct OpenedRound {
    pub form: String,
    pub period: Period,
}

/// A transaction of a person, with the rows that the person may touch.
fn act(actor: &Actor, action: &'static str) -> Act {
    let agencies = actor.agencies().map_or(Agencies::All, Agencies::Only);
    Act {
        scope: Scope::new(actor.tenant(), agencies),
        person: Some(actor.person()),
        action,
        request_id: "demo".into(),
    }
}
