//! The rows of one report: what its agency owed, what was done to it, and the facts of each version.

use chrono::{DateTime, Utc};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

use super::{agency::Agency, calendar::Quarter, course::Deed, ids::id, rows::Rows};
use crate::{
    kit::{
        digest,
        vocabulary::{ConsolidationBasis, ReportState},
    },
    reports::{
        Asked as Questions, EventRow, Facts, Reason, ReportContent, ReportRow, StandingRow, VersionRow,
    },
    rounds::{ObligationRow, RoundRow},
};

/// Where a report is asked for, and who judges it.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub round: &'a RoundRow,
    pub quarter: &'a Quarter,
    pub questions: &'a Questions<'a>,
    pub officer: Uuid,
}

/// A report, as what was done to it has left it so far.
struct Filing<'a> {
    asked: Asked<'a>,
    agency: &'a Agency,
    report: ReportRow,
    draft: ReportContent,
    /// The standing that counts now, by basis: a position in the rows.
    submitted: Option<usize>,
}

/// Writes the rows of one report, `content` being the whole of what it has to say.
pub fn write(
    asked: Asked<'_>,
    agency: &Agency,
    content: ReportContent,
    deeds: &[(DateTime<Utc>, Deed)],
    rng: &mut ChaCha8Rng,
    rows: &mut Rows,
) {
    let round = asked.round;
    let key = id(round.opened_at, rng);
    let obligation =
        ObligationRow::new(round.tenant_id, key, agency.post.agency, round.id, round.period, round.due_at);
    let empty = ReportContent::default();
    let report = ReportRow {
        tenant_id: round.tenant_id,
        id: id(round.opened_at, rng),
        agency_id: agency.post.agency,
        round_id: round.id,
        obligation_id: obligation.id,
        period: round.period,
        state: ReportState::Draft.code().into(),
        revision: 0,
        draft: digest::canonical(&empty),
        updated_by: None,
        updated_at: round.opened_at,
        first_submitted_at: None,
        latest_number: 0,
        latest_version_id: None,
        accepted_version_id: None,
    };
    rows.obligations.push(obligation);
    let mut filing = Filing { asked, agency, report, draft: empty, submitted: None };
    for (at, deed) in deeds {
        filing.carry_out(*at, *deed, &content, rng, rows);
    }
    rows.reports.push(filing.report);
}

impl Filing<'_> {
    fn carry_out(
        &mut self,
        at: DateTime<Utc>,
        deed: Deed,
        content: &ReportContent,
        rng: &mut ChaCha8Rng,
        rows: &mut Rows,
    ) {
        self.report.revision += 1;
        match deed {
            Deed::Save { whole } => {
                self.draft = content.clone();
                if !whole {
                    self.draft.figures.retain(|indicator, _| indicator.starts_with("staff_"));
                }
                self.report.draft = digest::canonical(&self.draft);
                self.report.updated_by = Some(self.agency.post.submitter);
                self.report.updated_at = at;
            }
            Deed::Submit => self.submit(at, rng, rows),
            Deed::Return => {
                self.enter(ReportState::Returned, at);
                if let Some(position) = self.submitted.take() {
                    rows.standings[position].to_at = Some(at);
                }
                let text = "Báo cáo chưa đủ số liệu, đề nghị bổ sung.".to_owned();
                let reasons = [Reason { section: None, indicator: None, text }];
                self.record("RETURNED", at, self.report.latest_version_id, &reasons, rng, rows);
            }
            Deed::Accept => {
                self.enter(ReportState::Accepted, at);
                self.report.accepted_version_id = self.report.latest_version_id;
                self.stand(ConsolidationBasis::Accepted, at, rng, rows);
                self.record("ACCEPTED", at, self.report.accepted_version_id, &[], rng, rows);
            }
            Deed::Lock => {
                self.report.state = ReportState::Locked.code().into();
                self.record("LOCKED", at, self.report.accepted_version_id, &[], rng, rows);
            }
        }
    }

    fn submit(&mut self, at: DateTime<Utc>, rng: &mut ChaCha8Rng, rows: &mut Rows) {
        let version = id(at, rng);
        self.enter(ReportState::Submitted, at);
        self.report.latest_number += 1;
        self.report.latest_version_id = Some(version);
        self.report.first_submitted_at.get_or_insert(at);
        let report = &self.report;
        rows.versions.push(VersionRow {
            tenant_id: report.tenant_id,
            id: version,
            agency_id: report.agency_id,
            report_id: report.id,
            round_id: report.round_id,
            period: report.period,
            number: report.latest_number,
            digest: digest::sha256(report.draft.as_bytes()),
            content: report.draft.clone(),
            form_digest: self.asked.questions.form().digest.clone(),
            submitted_by: Some(self.agency.post.submitter),
            submitted_at: at,
            late: at > self.asked.round.due_at,
            checks: "[]".into(),
        });
        let facts = Facts::of(self.asked.questions, report, version, &self.draft);
        rows.figures.extend(facts.figures);
        rows.disclosures.extend(facts.disclosures);
        rows.narratives.extend(facts.narratives);
        let named = |code: &str| self.draft.models.iter().any(|model| model.code == code);
        rows.entries.extend(self.agency.models.iter().filter(|model| named(&model.code)).filter_map(
            |model| model.entry(report.tenant_id, &self.agency.post, self.asked.quarter, version),
        ));
        self.submitted = self.stand(ConsolidationBasis::Submitted, at, rng, rows);
        self.record("SUBMITTED", at, Some(version), &[], rng, rows);
    }

    fn enter(&mut self, state: ReportState, at: DateTime<Utc>) {
        self.report.state = state.code().into();
        self.report.updated_at = at;
    }

    /// From now on the latest version counts under a basis; the position of the row that says so.
    fn stand(
        &self,
        basis: ConsolidationBasis,
        at: DateTime<Utc>,
        rng: &mut ChaCha8Rng,
        rows: &mut Rows,
    ) -> Option<usize> {
        let report = &self.report;
        rows.standings.push(StandingRow {
            tenant_id: report.tenant_id,
            id: id(at, rng),
            agency_id: report.agency_id,
            report_id: report.id,
            round_id: report.round_id,
            period: report.period,
            basis: basis.code().into(),
            version_id: report.latest_version_id?,
            from_at: at,
            to_at: None,
        });
        rows.standings.len().checked_sub(1)
    }

    fn record(
        &self,
        event: &str,
        at: DateTime<Utc>,
        version: Option<Uuid>,
        reasons: &[Reason],
        rng: &mut ChaCha8Rng,
        rows: &mut Rows,
    ) {
        let acting = if event == "SUBMITTED" { self.agency.post.submitter } else { self.asked.officer };
        rows.events.push(EventRow {
            tenant_id: self.report.tenant_id,
            id: id(at, rng),
            agency_id: self.report.agency_id,
            report_id: self.report.id,
            version_id: version,
            event: event.into(),
            person_id: Some(acting),
            at,
            recorded_at: Some(at),
            reasons: digest::canonical(&reasons),
        });
    }
}
