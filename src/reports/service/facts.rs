//! The facts of a version: what totals are made of. Projections of its content, written with it and never changed.

use uuid::Uuid;

use super::super::{
    asked::Asked,
    rows::{disclosure, figure, follow_up, narrative, report},
    told,
    types::{FollowUpEntry, ReportContent},
};
use crate::{
    dan_van_kheo,
    kit::{FigureState, Result, Value, digest},
    store::Writer,
};

/// The facts of a version that its content alone tells. Those of its models need the agency's register.
pub struct Facts {
    pub figures: Vec<figure::Model>,
    pub disclosures: Vec<disclosure::Model>,
    pub narratives: Vec<narrative::Model>,
    pub follow_ups: Vec<follow_up::Model>,
}

impl Facts {
    /// The facts of a version of a report with this content.
    pub fn of(asked: &Asked, report: &report::Model, version: Uuid, content: &ReportContent) -> Facts {
        Facts {
            figures: figures(asked, report, version, content),
            disclosures: disclosures(report, version, content),
            narratives: narratives(report, version, content),
            follow_ups: follow_ups(report, version, content),
        }
    }
}

/// Writes the facts of a version.
pub async fn write(
    writer: &Writer,
    asked: &Asked<'_>,
    report: &report::Model,
    version: Uuid,
    content: &ReportContent,
) -> Result<()> {
    let facts = Facts::of(asked, report, version, content);
    writer.insert_all::<figure::Entity>(facts.figures).await?;
    writer.insert_all::<disclosure::Entity>(facts.disclosures).await?;
    writer.insert_all::<narrative::Entity>(facts.narratives).await?;
    writer.insert_all::<follow_up::Entity>(facts.follow_ups).await?;
    let models = asked.register().listed(content).cloned().collect();
    let closing_day = asked.window().to;
    dan_van_kheo::freeze(writer, version, report.agency_id, report.period, closing_day, models).await
}

fn figures(
    asked: &Asked,
    report: &report::Model,
    version: Uuid,
    content: &ReportContent,
) -> Vec<figure::Model> {
    told::figures(asked, content)
        .into_iter()
        .filter(|(_, entry)| entry.state != FigureState::NotStated)
        .map(|(indicator, entry)| figure::Model {
            tenant_id: report.tenant_id,
            version_id: version,
            indicator,
            agency_id: report.agency_id,
            period: report.period,
            state: entry.state.number(),
            value: entry.value.as_ref().and_then(Value::as_number),
            choice: match entry.value {
                Some(Value::Choice(code)) => Some(code),
                Some(Value::Date(day)) => Some(day.to_string()),
                _ => None,
            },
        })
        .collect()
}

fn disclosures(report: &report::Model, version: Uuid, content: &ReportContent) -> Vec<disclosure::Model> {
    let joined = |codes: Vec<&'static str>| codes.join(",");
    (0..)
        .zip(&content.disclosures)
        .map(|(ordinal, entry)| disclosure::Model {
            tenant_id: report.tenant_id,
            version_id: version,
            ordinal,
            agency_id: report.agency_id,
            period: report.period,
            content: entry.content.clone(),
            status: entry.status.code().into(),
            modes: joined(entry.modes.iter().map(|mode| mode.code()).collect()),
            forms: joined(entry.forms.iter().map(|form| form.code()).collect()),
        })
        .collect()
}

fn narratives(report: &report::Model, version: Uuid, content: &ReportContent) -> Vec<narrative::Model> {
    content
        .sections
        .iter()
        .filter(|(_, entry)| entry.state != FigureState::NotStated)
        .map(|(section, entry)| narrative::Model {
            tenant_id: report.tenant_id,
            version_id: version,
            section: section.clone(),
            agency_id: report.agency_id,
            period: report.period,
            state: entry.state.number(),
            content: digest::canonical(entry),
        })
        .collect()
}

fn follow_ups(report: &report::Model, version: Uuid, content: &ReportContent) -> Vec<follow_up::Model> {
    let row = |entry: &FollowUpEntry| follow_up::Model {
        tenant_id: report.tenant_id,
        version_id: version,
        task: entry.task.clone(),
        agency_id: report.agency_id,
        period: report.period,
        outcome: entry.outcome.code().into(),
        content: digest::canonical(entry),
    };
    content.follow_ups.iter().map(row).collect()
}
