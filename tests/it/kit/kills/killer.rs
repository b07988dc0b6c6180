//! Who kills: the server again and again, its database now and then, at moments that nobody can foresee.

use super::super::mortal::Mortal;
use super::super::program::Program;
use super::Plan;
use super::scene::{Figures, Scene};
use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use std::fs::File;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// The longest that a server lives once it is ready, in milliseconds, and the longest while it starts.
const LIFE: u64 = 700;
const BIRTH: u64 = 500;

/// The longest that PostgreSQL is left lying, in milliseconds.
const REST: u64 = 400;

/// How long after PostgreSQL has come back a submission may be acknowledged for the first time.
const RECOVERY: Duration = Duration::from_secs(60);

#[derive(Clone, Copy)]
enum Blow {
    Server,
    Postgres,
}

pub struct Killer<'a> {
    scene: Arc<Scene>,
    mortal: Option<&'a Mortal>,
    dice: ChaCha8Rng,
    program: Option<Program>,
    /// What servers say, all of them.
    log: PathBuf,
}

impl<'a> Killer<'a> {
    pub fn new(scene: Arc<Scene>, mortal: Option<&'a Mortal>, dice: ChaCha8Rng) -> Self {
        let log = scene.database.folder.path().join("servers.log");
        Killer { scene, mortal, dice, program: None, log }
    }

    /// Kills as often as planned, and leaves a server that runs. Errors: a server does not start, or does not go on.
    pub async fn kill(&mut self, plan: Plan, tell: &(dyn Fn(&Figures) + Sync)) -> Result<(), String> {
        let postgres_kills = if self.mortal.is_some() { plan.postgres_kills } else { 0 };
        let mut blows = vec![Blow::Server; plan.kills as usize];
        blows.extend(std::iter::repeat_n(Blow::Postgres, postgres_kills as usize));
        blows.shuffle(&mut self.dice);
        for blow in blows {
            match (blow, self.mortal) {
                (Blow::Server, _) => self.kill_server().await?,
                (Blow::Postgres, None) => {}
                (Blow::Postgres, Some(mortal)) => self.kill_postgres(mortal).await?,
            }
            tell(&self.scene.figures());
        }
        self.serve().await
    }

    /// Lets the last server finish and end by itself.
    pub fn close(&mut self) {
        let Some(program) = self.program.take() else { return };
        program.terminate();
        let ended = program.ended();
        if !ended.success() {
            self.scene.wrong(format!("the last server ended with {ended}"));
        }
    }

    /// Kills a server while it works, or, one time in eight, while it starts.
    async fn kill_server(&mut self) -> Result<(), String> {
        let in_starting = self.program.is_none() && self.dice.random_ratio(1, 8);
        if in_starting {
            self.program = Some(self.begin()?);
            self.moment(BIRTH).await;
        } else {
            self.serve().await?;
            self.moment(LIFE).await;
        }
        self.survived()?;
        self.scene.moved(None);
        self.program = None;
        self.scene.count(|figures| {
            figures.kills += 1;
            figures.in_starting += u32::from(in_starting);
        });
        Ok(())
    }

    /// Kills the database under a server, which must outlive it; one time in four both die, one soon after the other.
    async fn kill_postgres(&mut self, mortal: &Mortal) -> Result<(), String> {
        self.serve().await?;
        self.moment(LIFE).await;
        self.scene.falls();
        tokio::task::block_in_place(|| mortal.kill())?;
        let both = self.dice.random_ratio(1, 4);
        self.moment(REST).await;
        if both {
            self.survived()?;
            self.scene.moved(None);
            self.program = None;
        }
        tokio::task::block_in_place(|| mortal.revive())?;
        self.scene.rises();
        self.scene.count(|figures| {
            figures.postgres_kills += 1;
            figures.beside += u32::from(both);
        });
        self.serve().await?;
        self.goes_on().await
    }

    /// Something is acknowledged from here on.
    async fn goes_on(&mut self) -> Result<(), String> {
        let (before, begun) = (self.scene.figures().acknowledged, Instant::now());
        while self.scene.figures().acknowledged == before {
            self.survived()?;
            if begun.elapsed() > RECOVERY {
                return Err(format!("nobody can file after PostgreSQL came back{}", self.last_words()));
            }
            sleep(Duration::from_millis(20)).await;
        }
        self.survived()
    }

    /// Has a server that works.
    async fn serve(&mut self) -> Result<(), String> {
        if self.program.is_some() {
            return self.survived();
        }
        let mut program = self.begin()?;
        program.ready().await.map_err(|reason| format!("{reason}{}", self.last_words()))?;
        self.scene.moved(Some(program.address()));
        self.program = Some(program);
        Ok(())
    }

    fn begin(&self) -> Result<Program, String> {
        let log = File::options().create(true).append(true).open(&self.log);
        let log = log.map_err(|error| error.to_string())?;
        Ok(Program::begun(&self.scene.database, None, &[], Stdio::from(log)))
    }

    /// Nobody but us ends a server.
    fn survived(&mut self) -> Result<(), String> {
        match self.program.as_mut().and_then(Program::has_ended) {
            Some(status) => Err(format!("the server ended by itself: {status}{}", self.last_words())),
            None => Ok(()),
        }
    }

    fn last_words(&self) -> String {
        let said = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = said.lines().collect();
        format!("; its log: {}", lines[lines.len().saturating_sub(10)..].join(" | "))
    }

    /// Lets some time pass, up to so many milliseconds.
    async fn moment(&mut self, most: u64) {
        let moment = self.dice.random_range(0..=most * 1000);
        sleep(Duration::from_micros(moment)).await;
    }
}
