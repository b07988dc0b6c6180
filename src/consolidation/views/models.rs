//! "Dân vận khéo" models: the register's own count beside the totals that agencies state.

use async_graphql::{Context, Enum, Lookahead, Object, Result, SimpleObject};
use std::{collections::BTreeSet, sync::Arc};

use super::{
    super::{
        cells::{self, Cell, Grouping},
        entries,
        needs::Needs,
        picture::Picture,
        sheet::Sheet,
        structure::Restatement,
        totals::{Rate, Total, Way},
    },
    models_register::{ModelRegisterCounts, WholeRegister},
    register::{ModelCounts, ModelKey, Register, Traits},
};
use crate::{
    catalogue::Catalogue,
    dan_van_kheo::Verdicts,
    kit::{
        self, Error, Period,
        vocabulary::{HolderType, ModelField, ModelLevel, ModelStage},
    },
    organisation::Agency,
    required,
};

/// How models are grouped (nhóm theo).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ModelDimension {
    /// By field (theo lĩnh vực).
    Field,
    /// By level (theo cấp).
    Level,
    /// By the stage reached (theo giai đoạn).
    Stage,
    /// By who holds the model (theo chủ thể).
    Holder,
    /// By agency (theo cơ quan).
    Agency,
    /// By the periods of the range (theo kỳ).
    Period,
}

/// The fields that are totals as agencies state them, and their indicators.
const TOTALS: [(&str, &str); 18] = [
    ("registeredNew", "dvk_models_registered_new"),
    ("active", "dvk_models_active"),
    ("effective", "dvk_models_effective"),
    ("recognised", "dvk_models_recognised"),
    ("replicated", "dvk_models_replicated"),
    ("dropped", "dvk_models_dropped"),
    ("collective", "dvk_models_collective"),
    ("individual", "dvk_models_individual"),
    ("economy", "dvk_models_by_field_economy"),
    ("cultureSociety", "dvk_models_by_field_culture_society"),
    ("defenceSecurity", "dvk_models_by_field_defence_security"),
    ("politicalSystem", "dvk_models_by_field_political_system"),
    ("newRural", "dvk_models_by_field_new_rural"),
    ("interimReviews", "dvk_interim_reviews_held"),
    ("finalReviews", "dvk_final_reviews_held"),
    ("awardsCollective", "dvk_awards_collective"),
    ("awardsIndividual", "dvk_awards_individual"),
    ("pressItems", "dvk_press_items"),
];

const REPLICATION_RATE: &str = "dvk_replication_rate";

/// "Dân vận khéo" models, as a whole and by groups (mô hình "Dân vận khéo").
#[derive(SimpleObject)]
pub struct MobilisationModelSummary {
    /// What the register itself says, every model counted once, whoever reports on it (theo sổ đăng ký mô hình).
    register: ModelRegisterCounts,
    /// The models that reports list, each counted once (theo danh sách mô hình trong báo cáo).
    listed: ModelCounts,
    /// The totals that reports state (theo số liệu báo cáo).
    stated: ModelTotals,
    /// The groups that were asked for; none when `by` is empty (các nhóm).
    groups: Vec<MobilisationModelGroup>,
}

/// Models of one group (một nhóm).
#[derive(SimpleObject)]
pub struct MobilisationModelGroup {
    /// The agency, when grouped by agency (cơ quan).
    agency: Option<Agency>,
    /// What the agency was called at the end of what the group tells of: on the last day of the window of the last report that it owed.
    /// By successor its present name; null where agencies are not told apart (tên cơ quan trong kỳ).
    agency_name: Option<String>,
    /// How the agency's line came to be brought to today's structure; null as reported, or where agencies are not told apart (quy
    /// về cơ cấu hiện nay).
    restatement: Option<Restatement>,
    /// The period, when grouped by period (kỳ).
    period: Option<Period>,
    /// The field, when grouped by field (lĩnh vực).
    field: Option<ModelField>,
    /// The level, when grouped by level (cấp).
    level: Option<ModelLevel>,
    /// The stage, when grouped by stage (giai đoạn).
    stage: Option<ModelStage>,
    /// Who holds the models, when grouped by it (chủ thể).
    holder: Option<HolderType>,
    /// What the register itself says, every model counted once, whoever reports on it (theo sổ đăng ký mô hình).
    register: ModelRegisterCounts,
    /// The models that reports list, each counted once (theo danh sách mô hình trong báo cáo).
    listed: ModelCounts,
    /// The totals that reports state, when grouped by nothing but agency and period (theo số liệu báo cáo).
    stated: Option<ModelTotals>,
}

impl MobilisationModelSummary {
    /// Reads what is selected below the current field.
    pub async fn read(
        picture: &Arc<Picture>,
        by: &[ModelDimension],
        selected: Lookahead<'_>,
    ) -> kit::Result<Self> {
        let has = |dimension| by.contains(&dimension);
        let grouping = Grouping {
            agency: has(ModelDimension::Agency),
            kind: false,
            period: has(ModelDimension::Period),
        };
        let by_model = Traits {
            field: has(ModelDimension::Field),
            level: has(ModelDimension::Level),
            stage: has(ModelDimension::Stage),
            holder: has(ModelDimension::Holder),
        };
        let mut needs = Needs::default();
        let in_groups = selected.field("groups");
        need(&mut needs, &picture.catalogue, &selected.field("stated"));
        needs.grouped = true;
        need(&mut needs, &picture.catalogue, &in_groups.field("stated"));
        let listed = selected.field("listed").exists() || in_groups.field("listed").exists();
        // Whether a group of models exists at all is the register's to say.
        let registered = selected.field("register").exists() || in_groups.exists();
        let sheet = Sheet::read(picture, &needs, grouping).await?;
        let settled = match listed || registered {
            true => Verdicts::read(&picture.reader, picture.as_of.known_at()).await?,
            false => Verdicts::default(),
        };
        let entries = match listed {
            true => entries::read(&picture.reader, &sheet.ledger, &settled).await?,
            false => Vec::new(),
        };
        let listed = Register::new(&sheet.ledger, entries);
        let register = match registered {
            true => WholeRegister::read(picture, &settled).await?,
            false => WholeRegister::empty(),
        };
        Ok(MobilisationModelSummary {
            register: register.counts(&sheet.ledger, &Cell::ALL, &ModelKey::default()),
            listed: listed.of(&Cell::ALL).counts(&ModelKey::default()),
            groups: groups(&sheet, &register, &listed, grouping, by_model)?,
            stated: ModelTotals { sheet: sheet.clone(), cell: Cell::ALL },
        })
    }
}

fn groups(
    sheet: &Arc<Sheet>,
    register: &WholeRegister,
    lists: &Register<'_>,
    grouping: Grouping,
    by_model: Traits,
) -> kit::Result<Vec<MobilisationModelGroup>> {
    let ledger = &sheet.ledger;
    if !grouping.is_any() && !by_model.is_any() {
        return Ok(Vec::new());
    }
    let mut groups = Vec::new();
    // Whoever owes a report has a group, and whoever has a model in the register; models have one where there are any.
    let mut cells: BTreeSet<Cell> = grouping.cells(ledger).into_iter().collect();
    cells.extend(register.cells(ledger, grouping));
    for cell in cells {
        let listed = lists.of(&cell);
        let mut keys = BTreeSet::from([ModelKey::default()]);
        if by_model.is_any() {
            keys = register.keys(ledger, &cell, by_model);
            keys.extend(listed.keys(by_model));
        }
        groups.extend(keys.into_iter().map(|key| MobilisationModelGroup {
            agency: cell.agency_in(ledger),
            agency_name: ledger.name_in(&cell),
            restatement: Restatement::of(ledger, cell),
            period: cell.period_in(ledger),
            field: key.field,
            level: key.level,
            stage: key.stage,
            holder: key.holder,
            register: register.counts(ledger, &cell, &key),
            listed: listed.counts(&key),
            stated: (!by_model.is_any()).then(|| ModelTotals { sheet: sheet.clone(), cell }),
        }));
        cells::bounded(groups.len())?;
    }
    Ok(groups)
}

/// Collects what a selection of [`ModelTotals`] needs.
fn need(needs: &mut Needs, catalogue: &Catalogue, selected: &Lookahead<'_>) {
    for (field, code) in TOTALS {
        needs.add_total(catalogue, code, &selected.field(field));
    }
    let ratio = catalogue.indicator(REPLICATION_RATE).and_then(|indicator| indicator.ratio());
    if let Some(ratio) = ratio {
        let whole = ratio.denominator(None).unwrap_or_default();
        needs.add_rate(catalogue, [&ratio.numerator, whole], &selected.field("replicationRate"));
    }
}

/// Totals on models as agencies state them (số liệu mô hình theo báo cáo).
pub struct ModelTotals {
    sheet: Arc<Sheet>,
    cell: Cell,
}

impl ModelTotals {
    fn total(&self, code: &str) -> kit::Result<Total> {
        Total::of(&self.sheet, self.sheet.measure(code)?, self.cell, Way::Sum)
    }
}

/// Totals on models as agencies state them, added up; a model that two agencies state counts twice here and once in the
/// register (số liệu mô hình theo báo cáo).
#[Object]
impl ModelTotals {
    /// Newly registered (đăng ký mới).
    async fn registered_new(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("dvk_models_registered_new"))
    }

    /// Active at the end (đang duy trì).
    async fn active(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("dvk_models_active"))
    }

    /// Effective at the end; asked by half-year and year (hiệu quả).
    async fn effective(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("dvk_models_effective"))
    }

    /// Recognised in the period (được công nhận).
    async fn recognised(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("dvk_models_recognised"))
    }

    /// Replicated in the period (nhân rộng).
    async fn replicated(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("dvk_models_replicated"))
    }

    /// Dropped in the period (không còn duy trì).
    async fn dropped(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("dvk_models_dropped"))
    }

    /// Active models held by collectives (tập thể).
    async fn collective(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("dvk_models_collective"))
    }

    /// Active models held by individuals (cá nhân).
    async fn individual(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("dvk_models_individual"))
    }

    /// Active models in the economy (lĩnh vực kinh tế).
    async fn economy(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("dvk_models_by_field_economy"))
    }

    /// Active models in culture and society (lĩnh vực văn hóa - xã hội).
    async fn culture_society(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("dvk_models_by_field_culture_society"))
    }

    /// Active models in defence and security (lĩnh vực quốc phòng - an ninh).
    async fn defence_security(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("dvk_models_by_field_defence_security"))
    }

    /// Active models in building the political system (lĩnh vực xây dựng hệ thống chính trị).
    async fn political_system(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("dvk_models_by_field_political_system"))
    }

    /// Active models in building the new countryside (lĩnh vực xây dựng nông thôn mới).
    async fn new_rural(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("dvk_models_by_field_new_rural"))
    }

    /// Interim reviews held (số cuộc sơ kết).
    async fn interim_reviews(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("dvk_interim_reviews_held"))
    }

    /// Final reviews held (số cuộc tổng kết).
    async fn final_reviews(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("dvk_final_reviews_held"))
    }

    /// Awards to collectives (khen thưởng tập thể).
    async fn awards_collective(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("dvk_awards_collective"))
    }

    /// Awards to individuals (khen thưởng cá nhân).
    async fn awards_individual(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("dvk_awards_individual"))
    }

    /// Press items (tin, bài, phóng sự).
    async fn press_items(&self, ctx: &Context<'_>) -> Result<Total> {
        required!(ctx, |_request| self.total("dvk_press_items"))
    }

    /// Of those recognised, the share replicated (tỷ lệ nhân rộng).
    async fn replication_rate(&self, ctx: &Context<'_>) -> Result<Rate> {
        required!(ctx, |_request| {
            let catalogue = &self.sheet.picture.catalogue;
            let ratio = catalogue.indicator(REPLICATION_RATE).and_then(|indicator| indicator.ratio());
            let ratio = ratio.ok_or_else(|| Error::broken("no replication rate in the catalogue"))?;
            let whole = ratio.denominator(None).unwrap_or_default();
            let parts = [self.sheet.together(&ratio.numerator)?, self.sheet.together(whole)?];
            Rate::of(&self.sheet, parts, self.cell)
        })
    }
}
