//! Servers and databases killed at random moments while people file: nothing that was acknowledged is lost, nothing is there twice, and
//! a request that is sent again gets the first answer. In short a test, in full a program (`benches/kills`).

mod client;
mod killer;
mod proof;
mod scene;
mod tally;
mod wire;

use super::both::Stage;
use super::database::{Database, Kind, Template};
use super::mortal::Mortal;
use killer::Killer;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
pub use scene::Figures;
use scene::Scene;
use std::sync::Arc;
use std::time::Duration;

/// How many file at the same time.
pub const CLIENTS: usize = 8;

/// How long clients may take to come to an end once nobody is killed any more.
const LAST_ORDERS: Duration = Duration::from_secs(180);

/// What is done to a server and its database.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How often the server is sent SIGKILL.
    pub kills: u32,
    /// How often PostgreSQL is; on SQLite never.
    pub postgres_kills: u32,
    /// What is random follows from it, but for the moments at which threads and disks come to their turn.
    pub seed: u64,
}

/// Whom it is done to.
pub struct Victims {
    database: Database,
    mortal: Option<Mortal>,
}

impl Stage for Victims {
    const TEMPLATE: Template = Template::Provinces;

    async fn on(database: Database) -> Self {
        match database.kind {
            Kind::Sqlite => Victims { database, mortal: None },
            // The cluster of the run is everybody's.
            Kind::Postgres => Victims::of_their_own().expect("a PostgreSQL"),
        }
    }
}

impl Victims {
    /// A file.
    pub fn on_sqlite() -> Result<Victims, String> {
        match Database::fresh(Kind::Sqlite, Template::Provinces) {
            Ok(database) => Ok(Victims { database, mortal: None }),
            Err(_) => Err("no database file".to_owned()),
        }
    }

    /// A PostgreSQL of their own. Errors: there is none to be had.
    pub fn of_their_own() -> Result<Victims, String> {
        let mortal = Mortal::start()?;
        Ok(Victims { database: mortal.database()?, mortal: Some(mortal) })
    }

    /// Does it, and looks at what is left. `tell` hears how far it is, after each kill.
    pub async fn suffer(&self, plan: Plan, tell: &(dyn Fn(&Figures) + Sync)) -> Figures {
        let scene = Arc::new(Scene::new(self.database.clone()));
        let mut dice = ChaCha8Rng::seed_from_u64(plan.seed);
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| {
                let client = client::Client::new(scene.clone(), number, dice.random());
                tokio::spawn(client.file())
            })
            .collect();
        let mut killer = Killer::new(scene.clone(), self.mortal.as_ref(), dice);
        if let Err(reason) = killer.kill(plan, tell).await {
            scene.wrong(reason);
            clients.iter().for_each(tokio::task::JoinHandle::abort);
            return scene.figures();
        }
        scene.call_it_a_day();
        let mut ended = Vec::new();
        let ends = tokio::time::Instant::now() + LAST_ORDERS;
        for mut task in clients {
            match tokio::time::timeout_at(ends, &mut task).await {
                Ok(Ok(client)) => ended.push(client),
                Ok(Err(panic)) => scene.wrong(format!("a client panicked: {panic}")),
                Err(_) => {
                    task.abort();
                    scene.wrong("a client does not come to an end".to_owned());
                }
            }
        }
        proof::look(&scene, &mut ended).await;
        killer.close();
        proof::verify(&scene);
        scene.figures()
    }
}
