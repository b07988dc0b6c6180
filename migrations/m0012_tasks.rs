//! What reports say became of tasks: facts of a version, written with it and never changed.

use crate::{kit::vocabulary::TaskStatus, store::schema::TableSpec};

pub fn tables() -> Vec<TableSpec> {
    let outcomes: Vec<&str> = TaskStatus::ALL.iter().map(|outcome| outcome.code()).collect();
    vec![
        TableSpec::new("follow_up", &["tenant_id", "version_id", "task"])
            .tenant()
            .uuid("version_id")
            .text("task", 32)
            .uuid("agency_id")
            .int("period")
            .word("outcome", &outcomes)
            .document("content")
            .points_at("version_id", "report_version"),
    ]
}
