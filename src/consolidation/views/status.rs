//! Who has reported, on time or late, and who has not.

use async_graphql::{ComplexObject, SimpleObject};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

use super::super::{arithmetic::Coverage, as_of::AsOf, picture::Picture};
use crate::{
    kit::{Error, Period, Result, vocabulary::ReportState},
    organisation::Agency,
    reports::{self, Obligation, ReportStands, Timeliness},
    rounds::{self, ObligationRow},
};

/// Where the reports of a consolidation stand (tình hình nộp báo cáo). Counts obligations: one for an agency and a round.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct SubmissionStatus {
    /// How many reports count in this consolidation, on its basis (độ bao phủ).
    coverage: Coverage,
    /// Reports whose first version arrived by the due instant (đúng hạn).
    on_time: u32,
    /// Reports whose first version arrived later (trễ hạn).
    late: u32,
    /// Reports that have not arrived, past due or not (chưa nộp).
    missing: u32,
    /// Of the missing, those past due (quá hạn chưa nộp).
    overdue: u32,
    /// Agencies that were let off (được miễn); they owe nothing.
    exempt: u32,
    /// Reports of which a version is accepted (đã được chấp nhận).
    accepted: u32,
    /// Reports that were sent back and have not come again (đang bị trả lại).
    returned: u32,
    #[graphql(skip)]
    obligations: Vec<ObligationStatus>,
}

#[ComplexObject]
impl SubmissionStatus {
    /// Each obligation, by code of agency and period (từng nghĩa vụ báo cáo).
    async fn obligations(
        &self,
        #[graphql(desc = "Only those that stand so; all when left out.")] timeliness: Option<Vec<Timeliness>>,
    ) -> Vec<&ObligationStatus> {
        let wanted = |one: &&ObligationStatus| {
            timeliness.as_ref().is_none_or(|wanted| wanted.contains(&one.timeliness))
        };
        self.obligations.iter().filter(wanted).collect()
    }
}

/// Where one report stands (tình hình nộp của một báo cáo).
#[derive(SimpleObject)]
pub struct ObligationStatus {
    /// The obligation (nghĩa vụ báo cáo).
    obligation: Obligation,
    /// The agency (cơ quan).
    agency: Agency,
    /// What the agency was called on the last day of the window of that report; `agency { name }` is its present name (tên cơ quan
    /// trong kỳ).
    agency_name: String,
    /// The successor under which it is told apart, where that is another agency; null as reported (cơ quan kế thừa hiện nay).
    successor: Option<Agency>,
    /// The period of the round (kỳ báo cáo).
    period: Period,
    /// Whether the report came in time (tình trạng thời hạn).
    timeliness: Timeliness,
    /// Where the report stands (trạng thái báo cáo).
    state: ReportState,
    /// Whether it counts in this consolidation, on its basis (được tổng hợp).
    counted: bool,
}

impl SubmissionStatus {
    /// Reads obligations and reports as they stand, or stood: two statements besides the ledger's, four as of the past.
    pub async fn read(picture: &Arc<Picture>) -> Result<SubmissionStatus> {
        let (reader, as_of) = (&picture.reader, picture.as_of);
        let ledger = picture.ledger().await?;
        let rounds: Vec<Uuid> = ledger.plan.rounds.iter().map(|round| round.id).collect();
        let mut status = SubmissionStatus {
            coverage: ledger.coverage(),
            on_time: 0,
            late: 0,
            missing: 0,
            overdue: 0,
            exempt: 0,
            accepted: 0,
            returned: 0,
            obligations: Vec::new(),
        };
        if rounds.is_empty() {
            return Ok(status);
        }
        let reports = reports::stands(reader, &rounds, as_of.known_at()).await?;
        let reports: HashMap<Uuid, ReportStands> =
            reports.into_iter().map(|report| (report.obligation, report)).collect();
        let counted: HashMap<(Uuid, Uuid), bool> = ledger
            .all()
            .iter()
            .map(|owed| ((ledger.agency(owed).key(), ledger.round(owed).id), owed.filed.is_some()))
            .collect();
        let agencies: HashMap<Uuid, &Agency> =
            ledger.agencies.iter().map(|agency| (agency.key(), agency)).collect();
        let obligations = match as_of.known_at() {
            Some(at) => rounds::obligations_known_at(reader, &rounds, at).await?,
            None => rounds::obligations_of(reader, &rounds).await?,
        };
        for row in obligations.into_iter().filter(|row| !ledger.gave_way(row.agency_id, row.round_id)) {
            let report =
                reports.get(&row.id).ok_or_else(|| Error::broken("an obligation without a report"))?;
            let agency = agencies.get(&row.agency_id);
            let counted = counted.get(&(row.agency_id, row.round_id)).copied().unwrap_or(false);
            let line = agencies.get(&ledger.structure.line(row.agency_id));
            let successor = line.filter(|line| line.key() != row.agency_id);
            let window = ledger.window_of(row.round_id);
            let name = agency.zip(window).map(|(agency, window)| ledger.name_on(agency, window.to));
            status.add(row, report, ([agency, successor], name), counted, as_of)?;
        }
        let order = |one: &ObligationStatus| (one.agency.known_as().to_owned(), one.period.window().to);
        status.obligations.sort_by_cached_key(order);
        Ok(status)
    }

    fn add(
        &mut self,
        row: ObligationRow,
        report: &ReportStands,
        ([agency, successor], name): ([Option<&&Agency>; 2], Option<String>),
        counted: bool,
        as_of: AsOf,
    ) -> Result<()> {
        let now = as_of.instant();
        let timeliness = Timeliness::of(&row, report.first_submitted_at, now);
        match timeliness {
            Timeliness::OnTime => self.on_time += 1,
            Timeliness::Late => self.late += 1,
            Timeliness::Pending => self.missing += 1,
            Timeliness::Overdue => {
                self.missing += 1;
                self.overdue += 1;
            }
            Timeliness::Exempt => self.exempt += 1,
        }
        let state = row.state_at(report.state, report.first_submitted_at, now);
        self.accepted += u32::from(report.accepted);
        self.returned += u32::from(state == ReportState::Returned);
        let period =
            Period::from_number(row.period).ok_or_else(|| Error::broken("an obligation without a period"))?;
        let agency = agency.ok_or_else(|| Error::broken("an obligation without its agency"))?;
        self.obligations.push(ObligationStatus {
            obligation: match as_of {
                AsOf::Now(_) => row.into(),
                AsOf::Known(at) => Obligation::known_at(row, at, report),
            },
            agency: Agency::clone(agency),
            agency_name: name.unwrap_or_else(|| agency.called().to_owned()),
            successor: successor.map(|agency| Agency::clone(agency)),
            period,
            timeliness,
            state,
            counted,
        });
        Ok(())
    }
}
