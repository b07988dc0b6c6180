//! What every province has closed and released, for readers of the whole nation.

use async_graphql::{Context, MergedObject, Object, Result, SimpleObject};
use std::sync::Arc;

use super::releases::ReleaseQuery;
use crate::{
    auth::Action,
    catalogue::Catalogue,
    consolidation::{self, Consolidation},
    kit::{Code, Error, Period, Problem, text, vocabulary::ConsolidationBasis},
    nullable,
    organisation::{ProvinceRow, history::Structure, nation},
    required,
    store::NATIONAL,
};

/// The root of what readers of the whole nation read.
pub struct Nation;

/// A province by its name (tên tỉnh).
#[derive(SimpleObject)]
pub struct ProvinceName {
    /// Short code of the province within this system.
    code: String,
    /// Name in Vietnamese (tên tỉnh).
    name: String,
    /// Name in English.
    name_en: String,
}

impl From<ProvinceRow> for ProvinceName {
    fn from(row: ProvinceRow) -> Self {
        ProvinceName { code: row.code, name: row.name, name_en: row.name_en }
    }
}

/// What one province has closed and released (số liệu đã khóa sổ và phát hành của một tỉnh).
#[derive(MergedObject)]
pub struct NationalProvince(ClosedFigures, ReleaseQuery);

/// What is closed.
pub struct ClosedFigures {
    province: ProvinceRow,
}

#[Object]
impl ClosedFigures {
    /// Short code of the province within this system.
    async fn code(&self) -> &str {
        &self.province.code
    }

    /// Name in Vietnamese (tên tỉnh).
    async fn name(&self) -> &str {
        &self.province.name
    }

    /// The periods that had a round, and of which every round is closed, those of the periods within them among these (các kỳ đã khóa
    /// sổ).
    async fn closed_periods(&self, ctx: &Context<'_>) -> Option<Result<Vec<Period>>> {
        nullable!(ctx, |request| {
            let reader = request.reader().await?;
            Ok(Some(reader.scope().closed().map_or_else(Vec::new, |closed| closed.asked().to_vec())))
        })
    }

    /// The provincial picture of closed periods, of what was accepted; small numbers are withheld as from the province's own BI
    /// readers. `PERIOD_NOT_CLOSED` where a round of these periods, or of one within them, is open (số liệu tổng hợp).
    async fn consolidation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first period; an ad hoc one stands alone.")] from: Period,
        #[graphql(desc = "The last period, of the same kind; the first one when left out.")] to: Option<
            Period,
        >,
        #[graphql(
            desc = "By which structure agencies are told apart: as they reported, or by who continues them today. Totals are the same in both.",
            default_with = "Structure::AsReported"
        )]
        structure: Structure,
    ) -> Option<Result<Consolidation>> {
        nullable!(ctx, |request| {
            let catalogue = ctx.data_unchecked::<Arc<Catalogue>>().clone();
            let basis = ConsolidationBasis::Accepted;
            consolidation::consolidation(request, catalogue, from, to, basis, None, structure).await
        })
    }
}

/// What provinces have closed and released (số liệu toàn quốc): what is being written, what waits for a decision and what is open is
/// nobody's outside.
#[Object]
impl Nation {
    /// Every province of this system, by code (các tỉnh).
    async fn province_names(&self, ctx: &Context<'_>) -> Result<Vec<ProvinceName>> {
        required!(ctx, |request| {
            let all = nation::provinces(&*request.reader().await?).await?;
            Ok(all.into_iter().map(ProvinceName::from).collect())
        })
    }

    /// Some provinces, each as it is at one instant; at most 8, and one such list a request (số liệu của các tỉnh).
    async fn provinces(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Their codes, at most 8; one that is named twice is there once.")] codes: Vec<
            String,
        >,
    ) -> Option<Result<Vec<NationalProvince>>> {
        nullable!(ctx, |request| {
            let path = ctx.path_node.as_ref().map(|node| node.to_string_vec()).unwrap_or_default();
            if codes.len() > NATIONAL as usize {
                return Err(Problem::new(Code::TooManyEntries, &["codes"]).with("most", NATIONAL).into());
            }
            let all = nation::provinces(&*request.reader().await?).await?;
            let unknown = codes.iter().filter(|code| !all.iter().any(|row| row.code == **code));
            let problems: Vec<Problem> = unknown
                .map(|code| {
                    Problem::new(Code::NoSuchProvince, &["codes"]).with("province", text::shown(code))
                })
                .collect();
            if !problems.is_empty() {
                return Err(problems.into());
            }
            let wanted: Vec<ProvinceRow> = all.into_iter().filter(|row| codes.contains(&row.code)).collect();
            let tenants: Vec<i32> = wanted.iter().map(|row| row.tenant_id).collect();
            let across = request.across_the_nation(&tenants).await?;
            let mut found = Vec::new();
            for province in wanted {
                let there = across.request(province.tenant_id).cloned();
                let there = there.ok_or_else(|| Error::broken("a province that nobody asked for"))?;
                let place = path.iter().cloned().chain([found.len().to_string()]).collect();
                request.place(place, there);
                found.push(NationalProvince(ClosedFigures { province }, ReleaseQuery));
            }
            Ok(Some(found))
        })
    }
}

#[derive(Default)]
pub struct NationQuery;

#[Object]
impl NationQuery {
    /// What provinces have closed and released, for readers of the whole nation; null for everybody else (số liệu toàn quốc).
    async fn nation(&self, ctx: &Context<'_>) -> Option<Result<Nation>> {
        nullable!(ctx, |request| Ok(request.actor().may(Action::ReadNation).then_some(Nation)))
    }
}
