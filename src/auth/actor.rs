//! Who acts: a person of one province, with the roles that our own tables give.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Action, Identity, Reach};
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

/// What no province's number is: theirs begin with 1.
const NO_PROVINCE: i32 = 0;

/// A verified person, or service account, with roles. Made in one place, from a verified [`Identity`] or a secret.
#[derive(Clone, Debug)]
pub struct Actor {
    tenant: i32,
    person: Uuid,
    subject: String,
    grants: Vec<Grant>,
    inherited: Vec<Inherited>,
    account: Option<Account>,
    expires_at: DateTime<Utc>,
    /// Until when the sign-in is recent; none where nobody says so, and never of a service account.
    recent_until: Option<DateTime<Utc>>,
    /// Below what number counts that point at a person are withheld from whoever may not see them; 0: from nobody.
    small_numbers_below: u32,
}

impl Actor {
    /// The actor behind an identity, with what our own tables say of it.
    pub fn new(identity: &Identity, tenant: i32, person: Uuid, grants: Vec<Grant>) -> Self {
        let (subject, expires_at) = (identity.subject().to_owned(), identity.expires_at());
        let (inherited, account) = (Vec::new(), None);
        Actor {
            tenant,
            person,
            subject,
            grants,
            inherited,
            account,
            expires_at,
            recent_until: None,
            small_numbers_below: 0,
        }
    }

    /// A reader of the whole nation: of no province, so that in a scope of their own there is nothing.
    pub fn of_the_nation(identity: &Identity, reader: Uuid) -> Self {
        let grant = Grant { id: None, role: Role::NationalReader, agency: None };
        Actor::new(identity, NO_PROVINCE, reader, vec![grant])
    }

    /// Whether it is a reader of the whole nation.
    pub fn is_of_the_nation(&self) -> bool {
        self.tenant == NO_PROVINCE
    }

    /// The actor that a service account is: of a tenant, in the name of its person, until its secret ends. Nobody signed in.
    pub fn of_account(
        account: Account,
        (tenant, person): (i32, Uuid),
        grants: Vec<Grant>,
        expires_at: DateTime<Utc>,
    ) -> Self {
        let (subject, inherited) = (id::encode(Kind::ServiceAccount, account.id).0, Vec::new());
        let account = Some(account);
        Actor {
            tenant,
            person,
            subject,
            grants,
            inherited,
            account,
            expires_at,
            recent_until: None,
            small_numbers_below: 0,
        }
    }

    /// The same actor, whose sign-in is recent until an instant.
    pub fn recent_until(self, until: Option<DateTime<Utc>>) -> Self {
        Actor { recent_until: until, ..self }
    }

    /// The same actor, in a house that withholds small numbers below a number from whoever may not see them; 0: from nobody.
    pub fn small_numbers_below(self, small_numbers_below: u32) -> Self {
        Actor { small_numbers_below, ..self }
    }

    /// Below what number counts that point at a person are withheld where this one reads of every agency in their scope; `None`
    /// where they see them.
    pub fn withheld_below(&self) -> Option<u32> {
        let below = Some(self.small_numbers_below).filter(|below| *below > 0);
        below.filter(|_| !self.may_throughout(Action::SeeSmallNumbers))
    }

    /// Whether such counts are withheld of an agency's own report.
    pub fn withheld_of(&self, agency: Uuid) -> bool {
        self.small_numbers_below > 0 && !self.may_for(Action::SeeSmallNumbers, agency)
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

    /// Whether somebody is the same person, or service account, with the same roles, those for agencies that theirs continue among them.
    pub fn may_the_same_as(&self, other: &Actor) -> bool {
        let all_of = |one: &Actor, other: &Actor| {
            one.grants.iter().all(|grant| other.grants.contains(grant))
                && one.inherited.iter().all(|inherited| other.inherited.contains(inherited))
        };
        (self.tenant, self.person, self.account) == (other.tenant, other.person, other.account)
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

    /// Whether anything may be written in this one's name: a service account that reads does nothing else, nor does a reader of the
    /// nation.
    pub fn may_write(&self) -> bool {
        !self.is_of_the_nation() && self.account.is_none_or(|account| account.access == AccountAccess::Submit)
    }

    /// When the token that proved the identity ends.
    pub fn expires_at(&self) -> DateTime<Utc> {
        self.expires_at
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
        self.grants.iter().any(|grant| match action.reach(grant.role) {
            Some(Reach::Province | Reach::Nation) => grant.agency.is_none(),
            Some(Reach::Agency | Reach::Filing | Reach::Continued | Reach::Held) => true,
            None => false,
        })
    }

    /// Whether the person may do something for an agency, as far as their role reaches.
    pub fn may_for(&self, action: Action, agency: Uuid) -> bool {
        action.rights().iter().any(|(role, reach)| match reach {
            Reach::Province => self.has_throughout(*role),
            // Not in a province of one's own: there is none.
            Reach::Nation => false,
            Reach::Continued | Reach::Held => self.continues_for(*role, agency),
            Reach::Agency | Reach::Filing => self.has_for(*role, agency),
        })
    }

    /// Whether the person may do something for every agency whose rows they may touch.
    pub fn may_throughout(&self, action: Action) -> bool {
        match self.agencies() {
            None => action.rights().iter().any(|(role, reach)| {
                matches!(reach, Reach::Province | Reach::Held) && self.has_throughout(*role)
            }),
            Some(agencies) => {
                !agencies.is_empty() && agencies.iter().all(|agency| self.may_for(action, *agency))
            }
        }
    }

    /// Whether the person has a role for the whole province.
    fn has_throughout(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role && grant.agency.is_none())
    }

    /// Whether the person has a role for an agency, or for one that continues it.
    fn continues_for(&self, role: Role, agency: Uuid) -> bool {
        let inherited = |one: &Inherited| one.role == role && one.agency == agency;
        self.has_itself(role, agency) || self.inherited.iter().any(inherited)
    }

    /// Whether the person may touch rows of every agency: whoever has a role of the whole province for all of it. A service
    /// account may have one for some agencies only.
    fn reaches_province(&self) -> bool {
        self.grants.iter().any(|grant| !grant.role.is_of_an_agency() && grant.agency.is_none())
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
            subject: String::new(),
            grants: grants.collect(),
            inherited: inherited.collect(),
            account: None,
            expires_at: DateTime::UNIX_EPOCH,
            recent_until: None,
            small_numbers_below: 0,
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

    /// A service account of some access for [`OWN`], with what that continues; or for the province.
    fn program(access: AccountAccess, agency: Option<Uuid>) -> Actor {
        let role = match access {
            AccountAccess::Read => Role::BiReader,
            AccountAccess::Submit => Role::Submitter,
        };
        let account = Account { id: Uuid::nil(), access, rate_class: RateClass::Standard };
        let grants = vec![Grant { id: None, role, agency }];
        let ended = [(ANSWERED, true), (CONTINUED, false)].into_iter().filter(|_| agency.is_some());
        let inherited = ended.map(|(agency, answers)| Inherited { role, agency, answers }).collect();
        let actor = Actor::of_account(account, (1, Uuid::nil()), grants, DateTime::UNIX_EPOCH);
        actor.inheriting(inherited)
    }

    #[test]
    fn a_service_account_that_reads_for_an_agency_sees_what_is_accepted_there_and_nothing_of_the_province() {
        let own = program(AccountAccess::Read, Some(OWN));
        let reached = |actor: &Actor, action| {
            [OWN, ANSWERED, CONTINUED, OTHER].map(|agency| actor.may_for(action, agency))
        };
        assert_eq!(own.agencies(), Some(vec![OWN, ANSWERED, CONTINUED]));
        assert_eq!(reached(&own, Action::SeeFigures), [true, true, true, false]);
        assert!(own.may(Action::SeeFigures) && own.may_throughout(Action::SeeFigures));
        let others = Action::ALL.iter().filter(|action| **action != Action::SeeFigures);
        for action in others {
            assert!(!own.may(*action) && !own.may_throughout(*action), "{action:?}");
            assert_eq!(reached(&own, *action), [false; 4], "{action:?}");
        }

        let all = program(AccountAccess::Read, None);
        assert_eq!(all.agencies(), None);
        assert_eq!(reached(&all, Action::SeeFigures), [true; 4]);
        assert_eq!(reached(&all, Action::SeeUnaccepted), [false; 4]);
        let throughout = [Action::SeeFigures, Action::SeeUnaccepted, Action::SeeReleases];
        assert_eq!(throughout.map(|action| all.may_throughout(action)), [true, false, true]);
        assert!(all.may(Action::ReadPredecessors) && all.may(Action::SeeModelDuplicates));
        assert!(!all.may_the_same_as(&own) && own.may_the_same_as(&own.clone()));
    }

    #[test]
    fn a_right_for_some_agencies_of_several_is_none_throughout() {
        let mut mixed = program(AccountAccess::Read, Some(OWN));
        mixed.grants.push(Grant { id: None, role: Role::Submitter, agency: Some(OTHER) });
        assert!(mixed.may(Action::SeeUnaccepted) && mixed.may_for(Action::SeeUnaccepted, OTHER));
        assert!(mixed.may_throughout(Action::SeeFigures));
        assert!(!mixed.may_throughout(Action::SeeUnaccepted));
    }

    #[test]
    fn a_service_account_writes_when_it_files_and_never_signed_in() {
        let reads = program(AccountAccess::Read, None);
        let files = program(AccountAccess::Submit, Some(OWN));
        assert_eq!([reads.may_write(), files.may_write()], [false, true]);
        assert!(files.may_for(Action::SubmitReport, OWN) && !files.may_for(Action::SubmitReport, OTHER));
        assert!(files.may_throughout(Action::SeeUnaccepted));
        assert!(files.require_recent(Action::CloseRound, DateTime::UNIX_EPOCH).is_err());
        assert!(somebody(&[Role::BiReader]).may_write());
    }

    #[test]
    fn small_numbers_are_withheld_from_whoever_only_reads_figures() {
        let below = |roles: &[Role]| somebody(roles).small_numbers_below(3).withheld_below();
        for roles in [[Role::HomeAffairsOfficer], [Role::Auditor], [Role::Submitter], [Role::AgencyHead]] {
            assert_eq!(below(&roles), None, "{roles:?}");
        }
        assert_eq!(below(&[Role::BiReader]), Some(3));
        assert_eq!(below(&[Role::BiReader, Role::HomeAffairsOfficer]), None);
        assert_eq!(somebody(&[Role::BiReader]).withheld_below(), None, "in a house that withholds nothing");
        // Whoever files for an agency too sees that agency's own numbers, and no more.
        let both = somebody(&[Role::BiReader, Role::Submitter]).small_numbers_below(3);
        assert_eq!(both.withheld_below(), Some(3));
        assert_eq!([OWN, OTHER].map(|agency| both.withheld_of(agency)), [false, true]);
        // A program that reads for some agencies only is a reader like any other.
        let program = program(AccountAccess::Read, Some(OWN)).small_numbers_below(3);
        assert_eq!((program.withheld_below(), program.withheld_of(OWN)), (Some(3), true));
        // In another province as at home.
        let guest = somebody(&[Role::Auditor]).small_numbers_below(3).reading(2, &[Role::BiReader]);
        assert_eq!(guest.withheld_below(), Some(3));
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
