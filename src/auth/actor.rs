//! Who acts: a person of one province, with the roles that our own tables give.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Action, Identity, Reach};
use crate::kit::{Code, Error, Result, vocabulary::Role};

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

/// A verified person with roles. Made in one place, from a verified [`Identity`].
#[derive(Clone, Debug)]
pub struct Actor {
    tenant: i32,
    person: Uuid,
    grants: Vec<Grant>,
    inherited: Vec<Inherited>,
    expires_at: DateTime<Utc>,
    /// Until when the sign-in is recent; none where nobody says so.
    recent_until: Option<DateTime<Utc>>,
}

impl Actor {
    /// The actor behind an identity, with what our own tables say of it.
    pub fn new(identity: &Identity, tenant: i32, person: Uuid, grants: Vec<Grant>) -> Self {
        let expires_at = identity.expires_at();
        Actor { tenant, person, grants, inherited: Vec::new(), expires_at, recent_until: None }
    }

    /// The same actor, whose sign-in is recent until an instant.
    pub fn recent_until(self, until: Option<DateTime<Utc>>) -> Self {
        Actor { recent_until: until, ..self }
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

    pub fn tenant(&self) -> i32 {
        self.tenant
    }

    pub fn person(&self) -> Uuid {
        self.person
    }

    pub fn grants(&self) -> &[Grant] {
        &self.grants
    }

    /// When the token that proved the identity ends.
    pub fn expires_at(&self) -> DateTime<Utc> {
        self.expires_at
    }

    /// Whether the person has a role at all.
    fn has(&self, role: Role) -> bool {
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

    /// Whether the person may do something at all: for some agency, or for the province.
    pub fn may(&self, action: Action) -> bool {
        action.roles().any(|role| self.has(role))
    }

    /// Whether the person may do something for an agency, as far as their role reaches.
    pub fn may_for(&self, action: Action, agency: Uuid) -> bool {
        action.rights().iter().any(|(role, reach)| match reach {
            Reach::Continued => self.continues_for(*role, agency),
            Reach::Agency | Reach::Filing | Reach::Province => self.has_for(*role, agency),
        })
    }

    /// Whether the person may do something for every agency whose rows they may touch.
    pub fn may_throughout(&self, action: Action) -> bool {
        match self.reaches_province() {
            true => self.grants.iter().any(|grant| action.reach(grant.role) == Some(Reach::Province)),
            false => self.may(action),
        }
    }

    /// Whether the person has a role for an agency, or for one that continues it.
    fn continues_for(&self, role: Role, agency: Uuid) -> bool {
        let inherited = |one: &Inherited| one.role == role && one.agency == agency;
        self.has_itself(role, agency) || self.inherited.iter().any(inherited)
    }

    /// Whether the person may touch rows of every agency: whoever has a role of the whole province.
    fn reaches_province(&self) -> bool {
        self.grants.iter().any(|grant| !grant.role.is_of_an_agency())
    }

    /// The agencies whose rows the person may touch, those that theirs continue among them; `None` for every agency of the province.
    pub fn agencies(&self) -> Option<Vec<Uuid>> {
        if self.reaches_province() {
            return None;
        }
        let mut agencies = self.own_agencies();
        agencies.extend(self.inherited.iter().map(|one| one.agency));
        agencies.sort_unstable();
        agencies.dedup();
        Some(agencies)
    }

    /// Refuses whoever may not do something at all.
    pub fn require(&self, action: Action) -> Result<()> {
        allowed(self.may(action))
    }

    /// Refuses whoever may not do something for an agency.
    pub fn require_for(&self, action: Action, agency: Uuid) -> Result<()> {
        allowed(self.may_for(action, agency))
    }

    /// Refuses what asks for a recent sign-in when that was too long before an instant; `SIGN_IN_AGAIN`.
    pub fn require_recent(&self, action: Action, at: DateTime<Utc>) -> Result<()> {
        let recent = self.recent_until.is_some_and(|until| at <= until);
        match action.asks_recent_sign_in() && !recent {
            true => Err(Error::refused(Code::SignInAgain, &[])),
            false => Ok(()),
        }
    }
}

fn allowed(may: bool) -> Result<()> {
    if may { Ok(()) } else { Err(Error::refused(Code::NotAllowed, &[])) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: Uuid = Uuid::from_u128(1);
    const ANSWERED: Uuid = Uuid::from_u128(2);
    const CONTINUED: Uuid = Uuid::from_u128(3);
    const OTHER: Uuid = Uuid::from_u128(4);

    /// Somebody with some roles, those of agencies for [`OWN`], which answers for one ended agency and only continues another.
    fn somebody(roles: &[Role]) -> Actor {
        let agency = |role: Role| role.is_of_an_agency().then_some(OWN);
        let grants = roles.iter().map(|role| Grant { id: None, role: *role, agency: agency(*role) });
        let ended = [(ANSWERED, true), (CONTINUED, false)];
        let inherited = roles
            .iter()
            .filter(|role| role.is_of_an_agency())
            .flat_map(|role| ended.map(|(agency, answers)| Inherited { role: *role, agency, answers }));
        Actor {
            tenant: 1,
            person: Uuid::nil(),
            grants: grants.collect(),
            inherited: inherited.collect(),
            expires_at: DateTime::UNIX_EPOCH,
            recent_until: None,
        }
    }

    #[test]
    fn a_right_reaches_as_far_as_its_line_says() {
        let reached = |actor: &Actor, action| {
            [OWN, ANSWERED, CONTINUED, OTHER].map(|agency| actor.may_for(action, agency))
        };
        let submitter = somebody(&[Role::Submitter]);
        assert_eq!(reached(&submitter, Action::SavePlan), [true, true, false, false]);
        assert_eq!(reached(&submitter, Action::SeeUnaccepted), [true, true, true, false]);
        assert_eq!(reached(&submitter, Action::CloseRound), [false; 4]);
        let officer = somebody(&[Role::HomeAffairsOfficer]);
        assert_eq!(reached(&officer, Action::SeeUnaccepted), [true; 4]);
        assert_eq!(reached(&officer, Action::SavePlan), [false; 4]);
    }

    #[test]
    fn what_is_of_the_whole_scope_is_not_for_a_right_that_is_narrower() {
        let throughout = |roles: &[Role]| {
            [Action::SeeFigures, Action::SeeUnaccepted].map(|action| somebody(roles).may_throughout(action))
        };
        assert_eq!(throughout(&[Role::Submitter]), [true, true]);
        assert_eq!(throughout(&[Role::BiReader]), [true, false]);
        assert_eq!(throughout(&[Role::BiReader, Role::Submitter]), [true, false]);
        assert_eq!(throughout(&[Role::BiReader, Role::Auditor]), [true, true]);
        // The scope of an administrator is the province.
        assert_eq!(throughout(&[Role::ProvinceAdministrator]), [false, false]);
        assert_eq!(throughout(&[Role::ProvinceAdministrator, Role::Submitter]), [false, false]);
        assert_eq!(throughout(&[Role::ProvinceAdministrator, Role::HomeAffairsOfficer]), [true, true]);
        assert_eq!(throughout(&[]), [false, false]);
    }

    #[test]
    fn a_sign_in_is_recent_for_some_time_and_never_when_nobody_says_so() {
        let at = |seconds| DateTime::UNIX_EPOCH + chrono::Duration::seconds(seconds);
        let officer = somebody(&[Role::HomeAffairsOfficer]);
        assert!(officer.require_recent(Action::CloseRound, at(0)).is_err());
        assert!(officer.require_recent(Action::OpenRound, at(0)).is_ok());
        let signed_in = officer.recent_until(Some(at(600)));
        assert!(signed_in.require_recent(Action::CloseRound, at(600)).is_ok());
        assert!(signed_in.require_recent(Action::CloseRound, at(601)).is_err());
    }
}
