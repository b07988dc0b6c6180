//! What these tests have in common: a world with a courier, a mail server and another program.

use super::receiver::Receiver;
use super::smtp::MailServer;
use crate::kit::answer::Answer;
use crate::kit::both::Stage;
use crate::kit::course::{FORM, PERIOD};
use crate::kit::database::{Database, Template};
use crate::kit::person::Person;
use crate::kit::server::Server;
use crate::kit::world::{START, World};
use serde_json::{Value, json};
use std::time::Duration;
use tonghop::courier::{Mail, MailTls, Settings};
use tonghop::kit::{Clock, vocabulary::Role};

/// A world whose server carries notices.
pub struct Desk {
    pub world: World,
    pub mail: MailServer,
    pub receiver: Receiver,
}

/// What a courier of these tests is started with.
pub fn settings(mail: &MailServer) -> Settings {
    Settings {
        mail: Some(Mail {
            host: "127.0.0.1".into(),
            port: mail.address.port(),
            tls: MailTls::None,
            login: None,
            from: "Tổng hợp báo cáo <no-reply@tonghop.example>".into(),
        }),
        private_webhooks: true,
        more_roots: Vec::new(),
        remind_working_days: 2,
        rest: Duration::from_millis(50),
    }
}

impl Stage for Desk {
    const TEMPLATE: Template = Template::Provinces;

    async fn on(database: Database) -> Self {
        let (mail, receiver) = (MailServer::start().await, Receiver::start().await);
        let settings = settings(&mail);
        Desk::with(database, mail, receiver, settings).await
    }
}

/// What is asked of notices.
pub const NOTICE: &str = "id kind channel state attempts lastError failure obstacle nextTryAt sentAt subject text \
    person { fullName } agency { code } webhook { url }";

impl Desk {
    /// A desk whose courier is started with these settings.
    pub async fn with(database: Database, mail: MailServer, receiver: Receiver, settings: Settings) -> Desk {
        let clock = Clock::fixed(START.parse().expect("an instant"));
        let server = Server::with_courier(&database, &clock, Some(settings)).await.expect("a server");
        Desk { world: World { clock, server, database }, mail, receiver }
    }

    /// Gives somebody an address of their own.
    pub async fn reach(&self, role: Role, agency: &'static str, email: &str) {
        let person = self.world.person(role, agency);
        let verb = person.verb("personSetEmail", json!({ "email": email }), "person { email }".into());
        assert_eq!(verb.await.expect_done().at("personSetEmail.person.email"), email);
    }

    /// Has the administrator register the receiver; it knows the secret afterwards.
    pub async fn hook(&self) -> String {
        let administrator = self.world.person(Role::ProvinceAdministrator, None);
        let input = json!({ "url": self.receiver.url() });
        let verb = administrator.verb("webhookRegister", input, "secret webhook { id url }".into());
        let done = verb.await.expect_done();
        self.receiver.trust(done.at("webhookRegister.secret").as_str().expect("a secret"));
        done.at("webhookRegister.webhook.id").as_str().expect("an id").to_owned()
    }

    /// A round for STTTT that is due on this instant.
    pub async fn round_due(&self, due: &str) {
        let home_affairs = self.world.person(Role::HomeAffairsOfficer, None);
        home_affairs.open_round(FORM, PERIOD, due, &["STTTT"]).await.expect_done();
    }

    /// What Home Affairs sees of the notices, the newest first.
    pub async fn notices(&self) -> Vec<Value> {
        notices_of(&self.world.person(Role::HomeAffairsOfficer, None)).await
    }

    /// Waits until every notice is in one of some states, and returns them.
    pub async fn settled(&self, states: &[&str], count: usize) -> Vec<Value> {
        until("the notices", async || {
            let notices = self.notices().await;
            let there = notices.iter().all(|it| states.contains(&it["state"].as_str().unwrap_or_default()));
            (notices.len() == count && there).then_some(notices)
        })
        .await
    }
}

/// What somebody sees of notices.
pub async fn notices_of(person: &Person) -> Vec<Value> {
    let answer: Answer =
        person.graphql(&format!("{{ notices(first: 100) {{ nodes {{ {NOTICE} }} }} }}"), json!({})).await;
    answer.at("notices.nodes").as_array().expect("a list").clone()
}

/// Asks again and again, for a minute at most: another task has to come round.
pub async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..1_200 {
        if let Some(found) = ask().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{what}: nothing for a minute");
}
