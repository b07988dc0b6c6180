//! Setting up a province from a file: its agencies and its people with their roles.

use std::collections::BTreeMap;
use uuid::Uuid;

use super::{
    nation, province,
    province_file::{AgencyEntry, ProvinceFile},
    rows::{agency, login, person, province as provinces, role_grant},
};
use crate::{
    kit::{Error, Result, id, text},
    store::{Act, Scope, Store, Subject},
};

/// Makes a province with its agencies and people; refuses one whose code is there already, and a role of an agency
/// without an agency or the other way round, a login that reads the nation, and texts that are not fit to be shown. Returns its tenant.
///
/// `issuer` is who issues these people's tokens. On PostgreSQL it needs the owner's connection: the runtime role may not
/// write reference tables.
pub async fn import(store: &Store, file: ProvinceFile, issuer: &str) -> Result<i32> {
    let file = file.checked()?;
    if province::by_code(store, &file.province.code).await?.is_some() {
        return Err(Error::broken(format!("the province {} is there already", file.province.code)));
    }
    for person in &file.people {
        if let Some(grant) = person.grants.iter().find(|it| it.role.is_of_an_agency() != it.agency.is_some())
        {
            let role = grant.role.code();
            return Err(Error::broken(format!("{}: {role} for the wrong scope", person.subject)));
        }
    }
    let tenants = store.shared::<provinces::Entity>(|all| all).await?;
    let tenant = tenants.iter().map(|row| row.tenant_id).max().unwrap_or(0) + 1;
    let act = Act {
        scope: Scope::whole(tenant),
        person: None,
        action: "provinceImport",
        request_id: "command line".into(),
    };
    let issuer = issuer.to_owned();
    let now = store.clock().now();
    store
        .provision::<provinces::Entity, _, _, _>(
            act,
            now,
            provinces::Model {
                tenant_id: tenant,
                code: file.province.code,
                name: file.province.name,
                name_en: file.province.name_en,
            },
            move |writer| async move {
                let mut agencies: BTreeMap<String, Uuid> = BTreeMap::new();
                for entry in file.agencies {
                    let parent = entry.parent.as_deref().map(|code| known(&agencies, code)).transpose()?;
                    let row = agency_row(tenant, id::new(now), entry, parent);
                    agencies.insert(row.code.clone(), row.id);
                    writer.insert::<agency::Entity>(row).await?;
                }
                for entry in file.people {
                    let person = id::new(now);
                    let row = person::Model {
                        tenant_id: tenant,
                        id: person,
                        full_name: entry.name,
                        disabled_at: None,
                        email: entry.email,
                    };
                    writer.insert::<person::Entity>(row).await?;
                    let login = login::Model {
                        issuer: issuer.clone(),
                        subject: entry.subject,
                        tenant_id: tenant,
                        person_id: person,
                    };
                    writer.insert_shared::<login::Entity>(login.clone()).await?;
                    if nation::reads_by(&writer, &login.issuer, &login.subject).await? {
                        return Err(Error::broken(format!("{:?} reads the nation", login.subject)));
                    }
                    for grant in entry.grants {
                        let agency =
                            grant.agency.as_deref().map(|code| known(&agencies, code)).transpose()?;
                        let row = role_grant::Model {
                            tenant_id: tenant,
                            id: id::new(now),
                            person_id: person,
                            role: grant.role.code().into(),
                            agency_id: agency,
                            granted_at: now,
                            revoked_at: None,
                        };
                        writer.insert::<role_grant::Entity>(row).await?;
                    }
                }
                writer.about(Subject::new("Province", Uuid::from_u128(u128::from(tenant.unsigned_abs()))));
                Ok(tenant)
            },
        )
        .await
}

fn known(agencies: &BTreeMap<String, Uuid>, code: &str) -> Result<Uuid> {
    agencies.get(code).copied().ok_or_else(|| Error::broken(format!("no agency {code} earlier in the file")))
}

fn agency_row(tenant: i32, id: Uuid, entry: AgencyEntry, parent: Option<Uuid>) -> agency::Model {
    agency::Model {
        tenant_id: tenant,
        id,
        name_folded: text::fold(&entry.name),
        code: entry.code,
        name: entry.name,
        kind: entry.kind.code().into(),
        parent_id: parent,
        valid_from: entry.valid_from,
        valid_to: entry.valid_to,
        example: entry.example,
    }
}
