//! Points of a series and what breaks it, as clients read them.

use async_graphql::{Context, Object};
use std::sync::Arc;

use super::{Changes, Filed, Found, Point, is_mixed, of_ledger, versions};
use crate::{
    catalogue::{Catalogue, Comparability, FormVersion, Indicator, LegalGround, legal_grounds},
    consolidation::{
        cells::Cell,
        ledger::Ledger,
        sheet::{Measure, Sheet},
    },
    kit::{Lang, Period, Result},
    request,
};

/// A total as a point of a series: what its reports were asked, and how it compares with the period before (một điểm của chuỗi số
/// liệu theo thời gian).
pub struct SeriesPoint {
    catalogue: Arc<Catalogue>,
    /// Positions among the catalogue's forms.
    forms: Vec<usize>,
    mixed: bool,
    previous: Option<Period>,
    comparability: Option<Comparability>,
    changes: Vec<SeriesBreak>,
}

impl SeriesPoint {
    /// The point of a total.
    pub fn of(sheet: &Sheet, measure: &Measure, cell: Cell) -> Result<SeriesPoint> {
        let catalogue = &sheet.picture.catalogue;
        let point = Point::new(sheet, measure, cell);
        let filed = point.all()?;
        let mut forms: Vec<usize> =
            versions(filed.iter()).into_iter().filter_map(|one| position(catalogue, one)).collect();
        forms.sort_unstable();
        let since = point.since()?;
        Ok(SeriesPoint {
            catalogue: catalogue.clone(),
            forms,
            mixed: is_mixed(&filed),
            previous: since.as_ref().map(|(previous, _)| *previous),
            comparability: since.as_ref().map(|(_, changes)| changes.comparability()),
            changes: since.map_or_else(Vec::new, |(_, changes)| SeriesBreak::all(catalogue, &changes)),
        })
    }
}

fn position(catalogue: &Catalogue, filed: Filed<'_>) -> Option<usize> {
    catalogue.forms().iter().position(|form| std::ptr::eq(form, filed.form))
}

/// A total as a point of a series: what its reports were asked, and how it compares with the period before (một điểm của chuỗi số
/// liệu theo thời gian).
#[Object]
impl SeriesPoint {
    /// The versions of forms under which the reports behind the total were filed; none where nothing was (phiên bản biểu mẫu).
    async fn forms(&self) -> Vec<&FormVersion> {
        self.forms.iter().filter_map(|form| self.catalogue.forms().get(*form)).collect()
    }

    /// Whether they were filed under several versions of one form: what one agency was asked is not what another was, or not
    /// what it was asked itself in another part of the period (nhiều phiên bản cùng lúc).
    async fn mixed(&self) -> bool {
        self.mixed
    }

    /// The last period before it in the range for which there are reports; null where periods are not told apart, of the first such
    /// period, and where nothing was filed for this one (kỳ trước).
    async fn previous(&self) -> Option<Period> {
        self.previous
    }

    /// How the figure compares with that period's; null where there is none (so với kỳ trước).
    async fn comparability(&self) -> Option<Comparability> {
        self.comparability
    }

    /// What is asked otherwise since that period; none where it is the same (thay đổi so với kỳ trước).
    async fn changes(&self) -> &[SeriesBreak] {
        &self.changes
    }
}

/// A place at which a series does not go on as before: a version of a form asks for something narrower, broader or other (chỗ đứt
/// gãy của chuỗi số liệu).
pub struct SeriesBreak {
    catalogue: Arc<Catalogue>,
    /// Position among the catalogue's forms, and among its comparisons.
    at: (usize, usize),
    comparability: Comparability,
    last: Period,
    first: Period,
}

impl SeriesBreak {
    /// What changed within what a total adds up.
    pub fn within(sheet: &Sheet, measure: &Measure, cell: Cell) -> Result<Vec<SeriesBreak>> {
        Ok(Self::all(&sheet.picture.catalogue, &Point::new(sheet, measure, cell).within()?))
    }

    /// What changed, of any indicator, between the reports of a consolidation.
    pub fn of_ledger(catalogue: &Arc<Catalogue>, ledger: &Ledger) -> Vec<SeriesBreak> {
        Self::all(catalogue, &of_ledger(catalogue, ledger))
    }

    fn all(catalogue: &Arc<Catalogue>, changes: &Changes<'_>) -> Vec<SeriesBreak> {
        changes.found.iter().filter_map(|found| Self::of(catalogue, found)).collect()
    }

    fn of(catalogue: &Arc<Catalogue>, found: &Found<'_>) -> Option<SeriesBreak> {
        let Found { change, last, first } = found;
        let form = catalogue.forms().iter().position(|form| std::ptr::eq(form, change.form))?;
        let comparisons = change.form.comparisons.iter();
        let comparison = comparisons.clone().position(|own| std::ptr::eq(own, change.comparison))?;
        Some(SeriesBreak {
            catalogue: catalogue.clone(),
            at: (form, comparison),
            comparability: change.comparability(),
            last: *last,
            first: *first,
        })
    }

    fn form_version(&self) -> &FormVersion {
        &self.catalogue.forms()[self.at.0]
    }

    fn comparison(&self) -> &crate::catalogue::Comparison {
        &self.form_version().comparisons[self.at.1]
    }
}

/// A place at which a series does not go on as before: a version of a form asks for something narrower, broader or other (chỗ đứt
/// gãy của chuỗi số liệu).
#[Object]
impl SeriesBreak {
    /// The indicator that is asked otherwise (chỉ tiêu).
    async fn indicator(&self) -> Option<&Indicator> {
        self.catalogue.indicator(&self.comparison().indicator)
    }

    /// The indicator that it continues under another code; null where the code is the same (chỉ tiêu trước).
    async fn predecessor(&self) -> Option<&Indicator> {
        self.comparison().predecessor.as_deref().and_then(|code| self.catalogue.indicator(code))
    }

    /// How what comes after compares with what was before (khả năng so sánh).
    async fn comparability(&self) -> Comparability {
        self.comparability
    }

    /// What is different (lý do).
    async fn reason(&self, ctx: &Context<'_>) -> &str {
        let lang = request::of(ctx).map_or(Lang::Vi, |request| request.lang());
        self.comparison().reason.get(lang)
    }

    /// The documents that made it so (văn bản làm thay đổi).
    async fn grounds(&self, ctx: &Context<'_>) -> Vec<LegalGround> {
        legal_grounds(ctx, &self.comparison().legal_basis)
    }

    /// The version of a form that asks otherwise than the one before it (phiên bản biểu mẫu).
    async fn form(&self) -> &FormVersion {
        self.form_version()
    }

    /// The last period whose reports were asked as before (kỳ cuối cùng trước thay đổi).
    async fn last_before(&self) -> Period {
        self.last
    }

    /// The first period whose reports were asked otherwise; the same where reports for one period were asked both ways (kỳ đầu tiên
    /// sau thay đổi).
    async fn first_after(&self) -> Period {
        self.first
    }
}
