//! Compliance with the democracy regulation (thực hiện quy chế dân chủ ở cơ sở): what is in place, what was done, how it is
//! scored and classified, and what is disclosed in which forms.

use async_graphql::{Context, Enum, Lookahead, Object, Result, SimpleObject};
use std::sync::Arc;

use super::{
    super::{
        cells::{self, Cell, Grouping},
        needs::Needs,
        picture::Picture,
        sheet::Sheet,
        structure::Restatement,
    },
    democracy_figures::{DemocracyFigures, need},
    matrix::{DisclosureMatrix, DisclosureMatrixFilter},
    scores::DemocracyScores,
};
use crate::{
    kit::{self, Period, vocabulary::AgencyKind},
    nullable,
    organisation::Agency,
};

/// How figures on democracy work are grouped (nhóm theo).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DemocracyDimension {
    /// By agency (theo cơ quan).
    Agency,
    /// By kind of agency (theo loại cơ quan).
    AgencyKind,
    /// By the periods of the range (theo kỳ).
    Period,
}

/// Compliance with the democracy regulation, as a whole and by groups (thực hiện quy chế dân chủ ở cơ sở).
pub struct DemocracyCompliance {
    picture: Arc<Picture>,
    sheet: Arc<Sheet>,
    groups: Vec<Cell>,
}

/// Compliance of one group (một nhóm).
#[derive(SimpleObject)]
pub struct DemocracyGroup {
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
    /// The figures (số liệu).
    figures: DemocracyFigures,
}

impl DemocracyCompliance {
    /// Reads what is selected below the current field.
    pub async fn read(
        picture: &Arc<Picture>,
        by: &[DemocracyDimension],
        selected: Lookahead<'_>,
    ) -> kit::Result<Self> {
        let grouping = Grouping {
            agency: by.contains(&DemocracyDimension::Agency),
            kind: by.contains(&DemocracyDimension::AgencyKind),
            period: by.contains(&DemocracyDimension::Period),
        };
        let mut needs = Needs::default();
        need(&mut needs, &picture.catalogue, &selected.field("overall"));
        needs.grouped = true;
        need(&mut needs, &picture.catalogue, &selected.field("groups").field("figures"));
        let sheet = Sheet::read(picture, &needs, grouping).await?;
        let groups = if grouping.is_any() { grouping.cells(&sheet.ledger) } else { Vec::new() };
        cells::bounded(groups.len())?;
        Ok(DemocracyCompliance { picture: picture.clone(), sheet, groups })
    }
}

/// Compliance with the democracy regulation, as a whole and by groups (thực hiện quy chế dân chủ ở cơ sở).
#[Object]
impl DemocracyCompliance {
    /// All reports together (toàn bộ).
    async fn overall(&self) -> DemocracyFigures {
        DemocracyFigures::of(&self.sheet, Cell::ALL)
    }

    /// The groups that were asked for, by code of agency, kind, period; none when `by` is empty (các nhóm).
    async fn groups(&self) -> Vec<DemocracyGroup> {
        let ledger = &self.sheet.ledger;
        let group = |cell: &Cell| DemocracyGroup {
            agency: cell.agency_in(ledger),
            agency_name: ledger.name_in(cell),
            restatement: Restatement::of(ledger, *cell),
            agency_kind: cell.kind,
            period: cell.period_in(ledger),
            figures: DemocracyFigures::of(&self.sheet, *cell),
        };
        self.groups.iter().map(group).collect()
    }

    /// The contents of disclosure against the agencies that owe a report (bảng nội dung công khai và cơ quan).
    async fn matrix(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Codes of the contents; all that concern these agencies when left out.")]
        contents: Option<Vec<String>>,
        #[graphql(desc = "Of these only some, by law, mode or audience.")] filter: Option<
            DisclosureMatrixFilter,
        >,
    ) -> Option<Result<DisclosureMatrix>> {
        let cells = ctx.look_ahead().field("rows").field("cells").exists();
        let filter = filter.unwrap_or_default();
        nullable!(ctx, |_request| {
            DisclosureMatrix::read(&self.picture, contents, filter, cells).await.map(Some)
        })
    }

    /// How democracy work was scored in these periods, of those that are years or half-years: by the agencies themselves and by
    /// Home Affairs, from the record of scores. On the basis ACCEPTED only what Home Affairs has verified (chấm điểm, xếp
    /// loại).
    async fn scores(&self, ctx: &Context<'_>) -> Option<Result<DemocracyScores>> {
        let entries = ctx.look_ahead().field("entries").exists();
        nullable!(ctx, |request| {
            DemocracyScores::read(&self.picture, request.lang(), entries).await.map(Some)
        })
    }
}
