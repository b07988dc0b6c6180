//! What became of agencies and provinces: reorganisations, the identifiers of agencies over time, who answers for an
//! obligation in an ended agency's place, which province continues which, and who may read a merged province's history.

use crate::store::schema::TableSpec;

fn keyed(name: &'static str) -> TableSpec {
    TableSpec::new(name, &["tenant_id", "id"]).tenant().uuid("id")
}

pub fn tables() -> Vec<TableSpec> {
    vec![
        keyed("reorganisation")
            .word("kind", &["RENAME", "MERGE_INTO", "MERGE", "SPLIT", "DISSOLVE", "MOVE"])
            .date("effective_on")
            .document("ground")
            .text_or_null("note", 2000)
            .document("change")
            .document("decisions")
            .uuid_or_null("recorded_by")
            .instant("recorded_at")
            .index("effective", &["tenant_id", "effective_on"]),
        TableSpec::new("agency_identifier", &["tenant_id", "agency_id", "scheme", "valid_from"])
            .tenant()
            .uuid("agency_id")
            .word("scheme", &["QCVN102", "QD20_2020", "GSO_UNIT", "LOCAL"])
            .date("valid_from")
            .text("value", 60)
            .date_or_null("valid_to")
            .unique("value", &["tenant_id", "scheme", "value", "valid_from"])
            .points_at("agency_id", "agency"),
        TableSpec::more_of("obligation").uuid_or_null("answering_id"),
        // Says which tenant's history a province may be given to read; whether it is given is the tenant's own to say.
        TableSpec::new("province_succession", &["tenant_id", "successor_id"])
            .tenant()
            .int("successor_id")
            .date("effective_on")
            .text("ground", 2000)
            .foreign(&["tenant_id"], "province", &["tenant_id"])
            .foreign(&["successor_id"], "province", &["tenant_id"]),
        keyed("history_grant")
            .int("successor_id")
            .date("from_day")
            .text("ground", 2000)
            .uuid_or_null("granted_by")
            .instant("granted_at")
            .uuid_or_null("revoked_by")
            .instant_or_null("revoked_at")
            .text_or_null("revocation_reason", 2000)
            .index("successor", &["tenant_id", "successor_id"]),
    ]
}
