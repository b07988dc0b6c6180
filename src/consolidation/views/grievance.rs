//! Grievance handling: citizen reception, and complaints, denunciations, petitions and feedback.

use async_graphql::{Context, Enum, Lookahead, Object, Result, SimpleObject};
use std::sync::Arc;

use super::{
    super::{
        arithmetic::Coverage,
        cells::{self, Cell, Grouping},
        needs::Needs,
        picture::Picture,
        sheet::Sheet,
        structure::Restatement,
        totals::{Total, Way},
    },
    reception::{self, ReceptionFigures},
    submissions::{self, SubmissionFigures},
};
use crate::{
    catalogue::Catalogue,
    kit::{
        self, Period,
        vocabulary::{AgencyKind, GrievanceKind},
    },
    nullable,
    organisation::Agency,
    required,
};

/// How figures on grievances are grouped (nhóm theo).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GrievanceDimension {
    /// By agency (theo cơ quan).
    Agency,
    /// By kind of agency (theo loại cơ quan).
    AgencyKind,
    /// By the periods of the range (theo kỳ).
    Period,
    /// By kind of grievance: complaint, denunciation, petition and feedback (theo loại đơn).
    Kind,
}

/// Grievance handling, as a whole and by groups (tiếp công dân, giải quyết khiếu nại, tố cáo, kiến nghị, phản ánh).
#[derive(SimpleObject)]
pub struct GrievanceHandling {
    /// All reports together (toàn bộ).
    overall: GrievanceFigures,
    /// The groups that were asked for, by code of agency, kind, period; none when `by` is empty (các nhóm).
    groups: Vec<GrievanceGroup>,
}

/// Grievance handling of one group (một nhóm).
#[derive(SimpleObject)]
pub struct GrievanceGroup {
    /// The agency, when grouped by agency (cơ quan).
    agency: Option<Agency>,
    /// What the agency was called at the end of what the group tells of: on the last day of the window of the last report that it owed.
    /// By successor its present name; null where agencies are not told apart (tên cơ quan trong kỳ).
    agency_name: Option<String>,
    /// How the agency's line came to be brought to today's structure; null as reported, or where agencies are not told apart (quy
    /// về cơ cấu hiện nay).
    restatement: Option<Restatement>,
    /// The kind of agency, when grouped by it (loại cơ quan).
    agency_kind: Option<AgencyKind>,
    /// The period, when grouped by period (kỳ).
    period: Option<Period>,
    /// The kind of grievance, when grouped by it (loại đơn).
    kind: Option<GrievanceKind>,
    /// The figures (số liệu).
    figures: GrievanceFigures,
}

impl GrievanceHandling {
    /// Reads what is selected below the current field.
    pub async fn read(
        picture: &Arc<Picture>,
        by: &[GrievanceDimension],
        selected: Lookahead<'_>,
    ) -> kit::Result<Self> {
        let grouping = Grouping {
            agency: by.contains(&GrievanceDimension::Agency),
            kind: by.contains(&GrievanceDimension::AgencyKind),
            period: by.contains(&GrievanceDimension::Period),
        };
        let by_kind = by.contains(&GrievanceDimension::Kind);
        let mut needs = Needs::default();
        need(&mut needs, &picture.catalogue, None, &selected.field("overall"));
        needs.grouped = true;
        let in_groups = selected.field("groups").field("figures");
        if by_kind {
            for kind in GrievanceKind::ALL {
                need(&mut needs, &picture.catalogue, Some(*kind), &in_groups);
            }
        } else if grouping.is_any() {
            need(&mut needs, &picture.catalogue, None, &in_groups);
        }
        let sheet = Sheet::read(picture, &needs, grouping).await?;
        let overall = GrievanceFigures { sheet: sheet.clone(), cell: Cell::ALL, kind: None };
        Ok(GrievanceHandling { overall, groups: groups(&sheet, grouping, by_kind)? })
    }
}

fn groups(sheet: &Arc<Sheet>, grouping: Grouping, by_kind: bool) -> kit::Result<Vec<GrievanceGroup>> {
    if !grouping.is_any() && !by_kind {
        return Ok(Vec::new());
    }
    let kinds: Vec<Option<GrievanceKind>> =
        if by_kind { GrievanceKind::ALL.iter().copied().map(Some).collect() } else { vec![None] };
    let cells = grouping.cells(&sheet.ledger);
    cells::bounded(cells.len() * kinds.len())?;
    let mut groups = Vec::with_capacity(cells.len() * kinds.len());
    for cell in cells {
        groups.extend(kinds.iter().map(|&kind| GrievanceGroup {
            agency: cell.agency_in(&sheet.ledger),
            agency_name: sheet.ledger.name_in(&cell),
            restatement: Restatement::of(&sheet.ledger, cell),
            agency_kind: cell.kind,
            period: cell.period_in(&sheet.ledger),
            kind,
            figures: GrievanceFigures { sheet: sheet.clone(), cell, kind },
        }));
    }
    Ok(groups)
}

/// Collects what a selection of [`GrievanceFigures`] needs, of one kind of grievance or of all.
fn need(needs: &mut Needs, catalogue: &Catalogue, kind: Option<GrievanceKind>, selected: &Lookahead<'_>) {
    let kinds = kind.map_or(GrievanceKind::ALL.to_vec(), |kind| vec![kind]);
    if selected.field("coverage").exists() {
        submissions::need_coverage(needs, catalogue, &kinds);
    }
    submissions::need(needs, catalogue, &kinds, &selected.field("submissions"));
    for (field, own) in [
        ("complaints", GrievanceKind::Complaint),
        ("denunciations", GrievanceKind::Denunciation),
        ("petitionFeedback", GrievanceKind::PetitionFeedback),
    ] {
        if kinds.contains(&own) {
            submissions::need(needs, catalogue, &[own], &selected.field(field));
        }
    }
    if kind.is_none() {
        reception::need(needs, catalogue, &selected.field("reception"));
        let reflections = selected.field("leadershipReflections");
        needs.add_total(catalogue, "leadership_reflections_received", &reflections);
    }
}

/// Figures on grievances of one group, or of everybody (số liệu tiếp công dân và giải quyết đơn).
pub struct GrievanceFigures {
    sheet: Arc<Sheet>,
    cell: Cell,
    /// The only kind that the group is about.
    kind: Option<GrievanceKind>,
}

impl GrievanceFigures {
    fn kinds(&self) -> Vec<GrievanceKind> {
        self.kind.map_or(GrievanceKind::ALL.to_vec(), |kind| vec![kind])
    }

    fn of(&self, kind: GrievanceKind) -> Option<SubmissionFigures> {
        let inside = self.kind.is_none_or(|own| own == kind);
        inside.then(|| SubmissionFigures::new(&self.sheet, &[kind], self.cell))
    }
}

/// Figures on grievances of one group, or of everybody (số liệu tiếp công dân và giải quyết đơn).
#[Object]
impl GrievanceFigures {
    /// Of how many reports it is known what was received, of every kind of grievance together (độ bao phủ).
    async fn coverage(&self, ctx: &Context<'_>) -> Result<Coverage> {
        required!(ctx, |_request| submissions::coverage(&self.sheet, &self.kinds(), &self.cell))
    }

    /// Citizen reception (tiếp công dân); null in a group of one kind of grievance.
    async fn reception(&self) -> Option<ReceptionFigures> {
        self.kind.is_none().then(|| ReceptionFigures::new(&self.sheet, self.cell))
    }

    /// Submissions of every kind together, or of the kind of the group (đơn các loại).
    async fn submissions(&self) -> SubmissionFigures {
        SubmissionFigures::new(&self.sheet, &self.kinds(), self.cell)
    }

    /// Complaints (khiếu nại); null in a group of another kind.
    async fn complaints(&self) -> Option<SubmissionFigures> {
        self.of(GrievanceKind::Complaint)
    }

    /// Denunciations (tố cáo); null in a group of another kind.
    async fn denunciations(&self) -> Option<SubmissionFigures> {
        self.of(GrievanceKind::Denunciation)
    }

    /// Petitions and feedback (kiến nghị, phản ánh); null in a group of another kind.
    async fn petition_feedback(&self) -> Option<SubmissionFigures> {
        self.of(GrievanceKind::PetitionFeedback)
    }

    /// Reflections on leaders and Party members (phản ánh về vai trò lãnh đạo, người đứng đầu); null in a group of one
    /// kind of grievance.
    async fn leadership_reflections(&self, ctx: &Context<'_>) -> Option<Result<Total>> {
        nullable!(ctx, |_request| {
            if self.kind.is_some() {
                return Ok(None);
            }
            let measure = self.sheet.measure("leadership_reflections_received")?;
            Total::of(&self.sheet, measure, self.cell, Way::Sum).map(Some)
        })
    }
}
