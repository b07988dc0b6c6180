//! A province's agencies, its people and their roles.

use chrono::{DateTime, NaiveDate, Utc};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

use super::{ids::id, rows::Rows};
use crate::{
    kit::{
        text,
        vocabulary::{AgencyKind, Role},
    },
    organisation::{AgencyRow, LoginRow, PersonRow, ProvinceRow, RoleGrantRow},
};

/// What everything made up is marked by.
const MARK: &str = "(dữ liệu thử tải)";

/// How the issuer of tokens calls the person who has a role in a province; of an agency's roles, for that agency.
///
/// Provinces are numbered from 1 as their tenants are, agencies from 1 inside each: `scale-1-officer`,
/// `scale-1-submitter-12`.
pub fn subject(province: i32, role: Role, agency: u32) -> String {
    let word = match role {
        Role::Submitter => return format!("scale-{province}-submitter-{agency}"),
        Role::AgencyHead => return format!("scale-{province}-head-{agency}"),
        Role::HomeAffairsOfficer => "officer",
        Role::ProvinceAdministrator => "administrator",
        Role::BiReader => "bi-reader",
        Role::Auditor => "auditor",
        // Of no province, and not made here.
        Role::NationalReader => "national-reader",
    };
    format!("scale-{province}-{word}")
}

/// An agency and who works for it.
#[derive(Clone, Debug)]
pub struct Post {
    pub agency: Uuid,
    /// 1 for the first of its province.
    pub number: u32,
    pub kind: AgencyKind,
    pub submitter: Uuid,
}

/// Who is who in a province.
pub struct Staff {
    pub officer: Uuid,
    pub posts: Vec<Post>,
}

/// Makes a province with its agencies and people.
pub fn found(
    tenant: i32,
    agencies: u32,
    issuer: &str,
    at: DateTime<Utc>,
    rng: &mut ChaCha8Rng,
    rows: &mut Rows,
) -> Staff {
    rows.provinces.push(ProvinceRow {
        tenant_id: tenant,
        code: format!("scale-{tenant}"),
        name: format!("Tỉnh {tenant:02} {MARK}"),
        name_en: format!("Province {tenant:02} (load test data)"),
    });
    let hire = |role: Role, agency: Option<(u32, Uuid)>, rows: &mut Rows, rng: &mut ChaCha8Rng| -> Uuid {
        let person = id(at, rng);
        let subject = subject(tenant, role, agency.map_or(0, |(number, _)| number));
        rows.people.push(PersonRow {
            tenant_id: tenant,
            id: person,
            full_name: format!("Nguyễn Văn {subject} {MARK}"),
            disabled_at: None,
            email: None,
        });
        rows.logins.push(LoginRow {
            issuer: issuer.to_owned(),
            subject,
            tenant_id: tenant,
            person_id: person,
        });
        rows.grants.push(RoleGrantRow {
            tenant_id: tenant,
            id: id(at, rng),
            person_id: person,
            role: role.code().into(),
            agency_id: agency.map(|(_, id)| id),
            granted_at: at,
            revoked_at: None,
        });
        person
    };
    let officer = hire(Role::HomeAffairsOfficer, None, rows, rng);
    for role in [Role::ProvinceAdministrator, Role::BiReader, Role::Auditor] {
        hire(role, None, rows, rng);
    }
    let posts = (1..=agencies)
        .map(|number| {
            let kind = kind(number);
            let agency = agency_row(tenant, id(at, rng), number, kind);
            let key = agency.id;
            rows.agencies.push(agency);
            let submitter = hire(Role::Submitter, Some((number, key)), rows, rng);
            hire(Role::AgencyHead, Some((number, key)), rows, rng);
            Post { agency: key, number, kind, submitter }
        })
        .collect();
    Staff { officer, posts }
}

/// Of eight agencies two are departments, one another body of the province and the rest communes.
fn kind(number: u32) -> AgencyKind {
    match number % 8 {
        1 | 5 => AgencyKind::Department,
        3 => AgencyKind::ProvincialBody,
        _ => AgencyKind::Commune,
    }
}

fn agency_row(tenant: i32, id: Uuid, number: u32, kind: AgencyKind) -> AgencyRow {
    let (word, code) = match kind {
        AgencyKind::Department => ("Sở", "so"),
        AgencyKind::Commune => ("Xã", "xa"),
        AgencyKind::ProvincialBody => ("Ban", "ban"),
    };
    let name = format!("{word} số {number} {MARK}");
    AgencyRow {
        tenant_id: tenant,
        id,
        code: format!("{code}-{number}"),
        name_folded: text::fold(&name),
        name,
        kind: kind.code().into(),
        parent_id: None,
        valid_from: NaiveDate::from_ymd_opt(1998, 1, 1).unwrap_or_default(),
        valid_to: None,
        example: true,
    }
}
