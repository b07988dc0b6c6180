//! What was left when the others of a round were accepted.

use async_graphql::SimpleObject;

use super::{super::service::AcceptanceSkip, report::Report};

/// A filed report that was not accepted together with the others of its round (báo cáo chưa chấp nhận).
#[derive(SimpleObject, Clone, Debug)]
pub struct SkippedReport {
    /// The report (báo cáo).
    pub report: Report,
    /// Why (lý do).
    pub reason: AcceptanceSkip,
}
