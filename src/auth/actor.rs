//! Who acts: a person of one province, with the roles that our own tables give.

use uuid::Uuid;

use super::Identity;
use crate::kit::{
    Code, Error, Result,
    id::{self, Kind},
    vocabulary::{AccountAccess, RateClass, Role},
};

/// A role that a person has; of an agency's roles, for that agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Its row among the roles of the province; `None` for what only follows from something else.
    pub id: Option<Uuid>,
    pub role: Role,
    pub agency: Option<Uuid>,
}

/// A role that a person has for an agency that ended, because they have it for one that continues it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inherited {
    pub role: Role,
    pub agency: Uuid,
    /// Whether the agency that they have it for answers for the ended one; else it only reads what that one filed.
    pub answers: bool,
}

/// The service account that somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: Uuid,
    pub access: AccountAccess,
    pub rate_class: RateClass,
}

/// A verified person, or service account, with roles. Made in one place, from a verified [`Identity`] or a secret.
#[derive(Clone, Debug)]
pub struct Actor {
    tenant: i32,
    person: Uuid,
    subject: String,
    grants: Vec<Grant>,
    inherited: Vec<Inherited>,
    account: Option<Account>,
    expires_at: chrono::DateTime<chrono::Utc>,
}

impl Actor {
    /// The actor behind an identity, with what our own tables say of it.
    pub fn new(identity: &Identity, tenant: i32, person: Uuid, grants: Vec<Grant>) -> Self {
        let (subject, expires_at) = (identity.subject().to_owned(), identity.expires_at());
        Actor { tenant, person, subject, grants, inherited: Vec::new(), account: None, expires_at }
    }

    /// The actor that a service account is: of a tenant, in the name of its person, until its secret ends.
    pub fn of_account(
        account: Account,
        (tenant, person): (i32, Uuid),
        grants: Vec<Grant>,
        expires_at: chrono::DateTime<chrono::Utc>,
    ) -> Self {
        let (subject, inherited) = (id::encode(Kind::ServiceAccount, account.id).0, Vec::new());
        Actor { tenant, person, subject, grants, inherited, account: Some(account), expires_at }
    }

    /// The same actor, with what their agencies have from those that they continue.
    pub fn inheriting(self, inherited: Vec<Inherited>) -> Self {
        Actor { inherited, ..self }
    }

    /// The same person, as somebody who reads another tenant's rows in some roles of the whole province, and has nothing else
    /// there.
    pub fn reading(&self, tenant: i32, roles: &[Role]) -> Self {
        let grants = roles.iter().map(|role| Grant { id: None, role: *role, agency: None }).collect();
        Actor { tenant, grants, inherited: Vec::new(), ..self.clone() }
    }

    /// Whether somebody is the same person with the same roles, those for agencies that theirs continue among them.
    pub fn may_the_same_as(&self, other: &Actor) -> bool {
        let all_of = |one: &Actor, other: &Actor| {
            one.grants.iter().all(|grant| other.grants.contains(grant))
                && one.inherited.iter().all(|inherited| other.inherited.contains(inherited))
        };
        (self.tenant, self.person) == (other.tenant, other.person)
            && all_of(self, other)
            && all_of(other, self)
    }

    pub fn tenant(&self) -> i32 {
        self.tenant
    }

    pub fn person(&self) -> Uuid {
        self.person
    }

    /// The login by which the issuer knows the person; of a service account, its global id.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    pub fn grants(&self) -> &[Grant] {
        &self.grants
    }

    /// The service account that this is; `None` for a person.
    pub fn account(&self) -> Option<Account> {
        self.account
    }

    /// Whether anything may be written in this one's name: a service account that reads does nothing else.
    pub fn may_write(&self) -> bool {
        self.account.is_none_or(|account| account.access == AccountAccess::Submit)
    }

    /// When the token that proved the identity ends.
    pub fn expires_at(&self) -> chrono::DateTime<chrono::Utc> {
        self.expires_at
    }

    /// Whether the person has a role at all.
    pub fn has(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// Whether the person has a role for an agency, or for one that answers for it since it ended; roles of the whole province
    /// are for every agency.
    pub fn has_for(&self, role: Role, agency: Uuid) -> bool {
        let inherited = |one: &Inherited| one.answers && one.role == role && one.agency == agency;
        self.has_itself(role, agency) || self.inherited.iter().any(inherited)
    }

    /// Whether the person has a role for an agency itself, not for one that continues it.
    pub fn has_itself(&self, role: Role, agency: Uuid) -> bool {
        self.grants.iter().any(|grant| grant.role == role && grant.agency.is_none_or(|own| own == agency))
    }

    /// The agencies that the person has roles for, themselves.
    pub fn own_agencies(&self) -> Vec<Uuid> {
        self.grants.iter().filter_map(|grant| grant.agency).collect()
    }

    /// The ended agencies for which one of the person's own answers.
    pub fn answered_agencies(&self) -> Vec<Uuid> {
        self.inherited.iter().filter(|one| one.answers).map(|one| one.agency).collect()
    }

    /// Whether the person sees the figures of the whole province.
    pub fn sees_province(&self) -> bool {
        [Role::HomeAffairsOfficer, Role::BiReader, Role::Auditor]
            .into_iter()
            .any(|role| self.grants.iter().any(|grant| grant.role == role && grant.agency.is_none()))
    }

    /// Whether the person may see figures at all: an administrator of accounts and forms may not.
    pub fn sees_figures(&self) -> bool {
        self.sees_province()
            || [Role::Submitter, Role::AgencyHead, Role::BiReader].into_iter().any(|role| self.has(role))
    }

    /// Whether the person may see what is not accepted yet: drafts and submissions. A BI reader may not.
    pub fn sees_drafts(&self, agency: Uuid) -> bool {
        [Role::HomeAffairsOfficer, Role::Auditor, Role::Submitter, Role::AgencyHead]
            .into_iter()
            .any(|role| self.has_for(role, agency))
            || self.inherited.iter().any(|one| one.role != Role::BiReader && one.agency == agency)
    }

    /// Whether the person may see what is not accepted yet of the agencies in their scope. A BI reader may not.
    pub fn sees_unaccepted(&self) -> bool {
        [Role::HomeAffairsOfficer, Role::Auditor].into_iter().any(|role| self.has(role))
            || !self.has(Role::BiReader) && !self.sees_province()
    }

    /// The agencies whose rows the person may touch, those that theirs continue among them; `None` for every agency of the province.
    pub fn agencies(&self) -> Option<Vec<Uuid>> {
        if self.sees_province() || self.has(Role::ProvinceAdministrator) {
            return None;
        }
        let mut agencies = self.own_agencies();
        agencies.extend(self.inherited.iter().map(|one| one.agency));
        agencies.sort_unstable();
        agencies.dedup();
        Some(agencies)
    }

    /// The role to act in on an agency's report: the first of `roles` that the person has for it.
    pub fn acting(&self, roles: &[Role], agency: Uuid) -> Result<Role> {
        let role = roles.iter().copied().find(|role| self.has_for(*role, agency));
        role.ok_or_else(|| Error::refused(Code::NotAllowed, &[]))
    }

    /// Refuses whoever has none of some roles.
    pub fn require(&self, roles: &[Role]) -> Result<()> {
        if roles.iter().any(|role| self.has(*role)) {
            Ok(())
        } else {
            Err(Error::refused(Code::NotAllowed, &[]))
        }
    }
}
