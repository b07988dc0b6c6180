//! A running server on a database of its own, a clock that the test moves, and people.

use super::both::Stage;
use super::database::{Database, Template};
use super::person::Person;
use super::province::{PEOPLE, subject};
use super::server::Server;
use chrono::{DateTime, Duration, Utc};
use tonghop::kit::Clock;
use tonghop::kit::vocabulary::Role;

/// When every test begins: 9 o'clock in Vietnam, two weeks before the end of the real report's quarter.
pub const START: &str = "2019-09-16T02:00:00Z";

/// What most tests are about: Trà Vinh and its neighbour, empty of reports.
pub struct World {
    pub clock: Clock,
    pub server: Server,
    pub database: Database,
}

impl Stage for World {
    const TEMPLATE: Template = Template::Provinces;

    async fn on(database: Database) -> Self {
        let clock = Clock::fixed(START.parse().expect("an instant"));
        let server = Server::start(&database, &clock).await.expect("the server starts");
        World { clock, server, database }
    }
}

impl World {
    /// Somebody of Trà Vinh with a role; of an agency's roles, for that agency by its code.
    pub fn person(&self, role: Role, agency: impl Into<Option<&'static str>>) -> Person {
        self.person_of("84", role, agency.into(), 1)
    }

    /// Somebody else with the same role.
    pub fn colleague(&self, role: Role, agency: impl Into<Option<&'static str>>) -> Person {
        self.person_of("84", role, agency.into(), 2)
    }

    /// Somebody of Vĩnh Long.
    pub fn neighbour(&self, role: Role, agency: impl Into<Option<&'static str>>) -> Person {
        self.person_of("86", role, agency.into(), 1)
    }

    /// The first or second person of a province with a role, with a token for a year.
    pub fn person_of(&self, province: &str, role: Role, agency: Option<&str>, number: usize) -> Person {
        assert!((1..=PEOPLE).contains(&number), "there are {PEOPLE} people for each role");
        let subject = subject(province, role, agency, number);
        self.stranger().known_as(&subject, &self.server.token(&subject, 365))
    }

    /// Somebody without a token.
    pub fn stranger(&self) -> Person {
        Person::stranger(self.server.address())
    }

    /// Moves the server's clock forward.
    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Sets the server's clock: RFC 3339.
    pub fn set_time(&self, to: &str) {
        self.clock.set(to.parse::<DateTime<Utc>>().expect("an instant"));
    }
}
