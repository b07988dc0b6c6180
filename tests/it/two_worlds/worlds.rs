//! The two worlds: one database with what is the agency's and what is public, twice, and what others did in each.

use super::Schema;
use super::answered::{Reply, Sent, inside};
use super::course;
use super::known::Known;
use super::made::Maker;
use crate::accounts;
use crate::kit::both::Stage;
use crate::kit::database::{Database, Kind, Template};
use crate::kit::person::Person;
use crate::kit::server::Server;
use crate::kit::world::{START, World};
use std::collections::BTreeMap;
use tonghop::kit::Clock;
use tonghop::kit::vocabulary::Role;
use tonghop::store::Planted;

/// The agency whose people ask.
pub const OWN: &str = "STTTT";

/// When they ask: after everything that was done.
pub const NOW: &str = "2019-09-16T08:00:00Z";

/// How often what fails is asked again: what is told first may be the one thing or the other once in many times only.
const AGAIN: usize = 200;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asker {
    Submitter,
    Head,
    /// A service account that reads for the agency.
    Reading,
    /// A service account that files for the agency.
    Filing,
    OtherSubmitter,
    HomeAffairs,
    Auditor,
    Administrator,
    Neighbour,
    NeighboursSubmitter,
}

impl Asker {
    /// Those whose answers are compared.
    pub const OF_THE_AGENCY: [Asker; 4] = [Asker::Submitter, Asker::Head, Asker::Reading, Asker::Filing];

    /// Those of the same province who may ask before them.
    pub const OTHERS: [Asker; 2] = [Asker::HomeAffairs, Asker::OtherSubmitter];

    /// Everybody who sees what is not the agency's.
    pub const BESIDE: [Asker; 6] = [
        Asker::OtherSubmitter,
        Asker::HomeAffairs,
        Asker::Auditor,
        Asker::Administrator,
        Asker::Neighbour,
        Asker::NeighboursSubmitter,
    ];
}

impl std::fmt::Display for Asker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self, f)
    }
}

/// Both worlds. Tokens are good in both.
pub struct Worlds {
    pub both: [World; 2],
    tokens: BTreeMap<Asker, String>,
}

impl Stage for Worlds {
    const TEMPLATE: Template = Template::Provinces;

    async fn on(database: Database) -> Self {
        let clock = Clock::fixed(START.parse().expect("an instant"));
        let server = Server::start(&database, &clock).await.expect("the server starts");
        let world = World { clock, server, database };
        course::shared(&world).await;
        let reading = accounts::program(&world, "READ", &[OWN]).await.0;
        let filing = accounts::program(&world, "SUBMIT", &[OWN]).await.0;
        let mut tokens = tokens(&world);
        tokens.extend(
            [(Asker::Reading, reading), (Asker::Filing, filing)]
                .map(|(who, one)| (who, one.token.expect("a secret"))),
        );
        let World { clock, server, database } = world;
        server.stop().await;
        let first = course::first(of(database.copied(), &clock, Planted::default()).await).await;
        let second = course::second(of(database.copied(), &clock, Planted::default()).await).await;
        for world in [&first, &second] {
            world.set_time(NOW);
        }
        Worlds { both: [first, second], tokens }
    }
}

fn tokens(world: &World) -> BTreeMap<Asker, String> {
    let token = |person: Person| person.token.expect("a token");
    BTreeMap::from([
        (Asker::Submitter, token(world.person(Role::Submitter, OWN))),
        (Asker::Head, token(world.person(Role::AgencyHead, OWN))),
        (Asker::OtherSubmitter, token(world.person(Role::Submitter, "SGDDT"))),
        (Asker::HomeAffairs, token(world.person(Role::HomeAffairsOfficer, None))),
        (Asker::Auditor, token(world.person(Role::Auditor, None))),
        (Asker::Administrator, token(world.person(Role::ProvinceAdministrator, None))),
        (Asker::Neighbour, token(world.neighbour(Role::HomeAffairsOfficer, None))),
        (Asker::NeighboursSubmitter, token(world.neighbour(Role::Submitter, "STTTT"))),
    ])
}

async fn reply(request: reqwest::RequestBuilder) -> Reply {
    let response = request.send().await.expect("an answer");
    let status = response.status().as_u16();
    Reply::new(status, &response.text().await.expect("a body"))
}

/// A world on a database, at the time of another one.
async fn of(database: Database, clock: &Clock, planted: Planted) -> World {
    let clock = Clock::fixed(clock.now());
    let server = Server::leaking(&database, &clock, planted).await.expect("the server starts");
    World { clock, server, database }
}

impl Worlds {
    pub fn kind(&self) -> Kind {
        self.both[0].database.kind
    }

    /// The same worlds behind servers of their own which have a leak.
    #[cfg(debug_assertions)]
    pub async fn leaking(&self, leak: tonghop::store::Leak) -> Worlds {
        let [first, second] = &self.both;
        let both = [
            of(first.database.clone(), &first.clock, Planted::of(leak)).await,
            of(second.database.clone(), &second.clock, Planted::of(leak)).await,
        ];
        Worlds { both, tokens: self.tokens.clone() }
    }

    /// Ends the servers, and waits until they have let go of their databases.
    pub async fn end(self) {
        for world in self.both {
            world.server.stop().await;
        }
    }

    /// Somebody in one of the worlds.
    pub fn person(&self, world: usize, who: Asker) -> Person {
        self.both[world].stranger().known_as(&who.to_string(), &self.tokens[&who])
    }

    /// What one world answers.
    pub async fn ask_one(&self, world: usize, sent: &Sent) -> Reply {
        inside(self.both[world].server.router(), &self.tokens[&sent.who], sent).await
    }

    /// What both answer, asked from the same process.
    pub async fn ask(&self, sent: &Sent) -> [Reply; 2] {
        tokio::join!(self.ask_one(0, sent), self.ask_one(1, sent)).into()
    }

    /// Whether each of two answers is one that the other world gives as well, asked again: of several fields that fail at once, the
    /// first is told, whichever that is. That both can give a third one excuses neither.
    pub async fn fail_alike(&self, sent: &Sent, [first, second]: &[Reply; 2]) -> bool {
        let mut alike = [false, false];
        for _ in 0..AGAIN {
            let [one, other] = self.ask(sent).await;
            alike = [alike[0] || one == *second, alike[1] || other == *first];
            if alike == [true, true] {
                return true;
            }
        }
        false
    }

    /// What both answer, asked over the wire.
    pub async fn ask_over_the_wire(&self, sent: &Sent) -> [Reply; 2] {
        let request = |world| {
            let person = self.person(world, sent.who).speaking(sent.language);
            person.request(reqwest::Method::POST, "/graphql").json(&sent.body())
        };
        tokio::join!(reply(request(0)), reply(request(1))).into()
    }

    /// The deadlines of somebody as a calendar, in both.
    pub async fn feeds(&self, who: Asker) -> [Reply; 2] {
        let request = |world| self.person(world, who).request(reqwest::Method::GET, "/feeds/obligations.ics");
        tokio::join!(reply(request(0)), reply(request(1))).into()
    }

    /// The same requests, asked by those who see more, are answered differently: the worlds do differ.
    pub async fn differ(&self, schema: &Schema, known: &Known) {
        for who in [Asker::HomeAffairs, Asker::Neighbour, Asker::OtherSubmitter, Asker::Auditor] {
            let mut different = 0;
            for turn in 0..60 {
                let sent = Maker::new(turn, schema, known).query(who);
                let [first, second] = self.ask(&sent).await;
                different += usize::from(first != second);
            }
            assert!(different > 0, "to {who} the worlds look alike");
        }
    }
}
