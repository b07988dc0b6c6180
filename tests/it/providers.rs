//! Tokens of OpenID providers: whose are taken, and how their keys are come by, kept and given up.

mod answers;
mod asked;
pub mod browser;
mod fake;
mod front;
mod log;
mod sessions;
mod sign_in;
mod taken;

use crate::kit::Furnished;
use crate::kit::answer::Answer;
use crate::kit::database::Database;
use crate::kit::person::Person;
use crate::kit::province::{province, subject};
use crate::kit::server::{Server, import_by};
use crate::kit::world::START;
use chrono::Duration;
use fake::{Fake, Key};
use serde_json::json;
use std::sync::Arc;
use tonghop::auth::{ProviderSettings, Signing};
use tonghop::kit::Clock;
use tonghop::kit::vocabulary::{AgencyKind, Role};

/// A provider, a server that takes its tokens, and a province whose people come with them.
struct Scene {
    fake: Fake,
    server: Server,
    clock: Clock,
    database: Database,
}

impl Scene {
    async fn set(database: Furnished, key: Arc<Key>, signing: Signing) -> Scene {
        let fake = Fake::start(key).await;
        let settings = fake.settings(signing);
        Scene::with(database, fake, settings).await
    }

    async fn with(Furnished(database): Furnished, fake: Fake, settings: ProviderSettings) -> Scene {
        let agencies = [("STTTT", "Sở Thông tin và Truyền thông", AgencyKind::Department)];
        let people = province("83", "Bến Tre", "Ben Tre", &agencies);
        import_by(&database.admin_url, vec![people], &fake.issuer).expect("a province");
        let clock = Clock::fixed(START.parse().expect("an instant"));
        let provider = fake.known_as(settings, &clock);
        let server = Server::with_providers(&database, &clock, vec![provider]).await.expect("a server");
        // Whoever looks after the keys has asked before the test does.
        server.refresh_keys().await;
        Scene { fake, server, clock, database }
    }

    /// Lets time go by, and keys that are due by then be asked for.
    async fn later(&self, by: Duration) {
        self.clock.advance(by);
        self.server.refresh_keys().await;
    }

    /// Asks as the bearer of a token.
    async fn ask(&self, token: &str) -> Answer {
        let bearer = Person::stranger(self.server.address()).known_as("", token);
        bearer.graphql("{ viewer { person { fullName } } }", json!({})).await
    }

    /// A token by the provider's newest key for somebody whom a province knows.
    fn token(&self) -> String {
        self.fake.token(&auditor(), &self.clock)
    }

    #[track_caller]
    fn expect_taken(answer: &Answer, what: &str) {
        assert_eq!(answer.status, 200, "{what}: {answer}");
        assert_eq!(answer.at("viewer.person.fullName"), &json!("Nguyễn Văn 83.AUDITOR.1"), "{what}");
    }

    #[track_caller]
    fn expect_refused(answer: &Answer, what: &str, reason: &str) {
        assert_eq!(answer.status, 401, "{what}: {answer}");
        assert_eq!(answer.errors()[0]["extensions"]["reason"], reason, "{what}");
        assert!(answer.body.get("data").is_none(), "{what}: {answer}");
    }
}

fn auditor() -> String {
    subject("83", Role::Auditor, None, 1)
}
