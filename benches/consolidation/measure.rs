//! Asking one side for a while with several clients at once: throughput and latencies.

use std::time::{Duration, Instant};
use tokio::task::JoinSet;

use crate::Outcome;

/// What some clients got out of one side.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    latencies: Vec<Duration>,
    /// How long the clients asked.
    time: Duration,
}

impl Measured {
    /// Takes in what was measured at another time.
    pub fn join(&mut self, other: Measured) {
        self.latencies.extend(other.latencies);
        self.time += other.time;
    }

    /// Requests a second.
    pub fn throughput(&self) -> f64 {
        let requests = u32::try_from(self.latencies.len()).unwrap_or(u32::MAX);
        f64::from(requests) / self.time.as_secs_f64().max(f64::EPSILON)
    }

    /// The latency that a share of the requests, in hundredths, stay within.
    pub fn percentile(&self, hundredths: usize) -> Duration {
        let mut sorted = self.latencies.clone();
        sorted.sort_unstable();
        let last = sorted.len().saturating_sub(1);
        sorted.get(sorted.len() * hundredths / 100).or(sorted.get(last)).copied().unwrap_or_default()
    }
}

/// Lets clients ask until the time is up; whatever has begun is finished and counts.
///
/// `begin` makes what one client asks with, `ask` asks once and gives it back.
pub async fn measure<C, B, BF, A, AF>(clients: usize, time: Duration, begin: B, ask: A) -> Outcome<Measured>
where
    C: Send + 'static,
    B: Fn() -> BF,
    BF: Future<Output = Outcome<C>>,
    A: Fn(C) -> AF + Clone + Send + 'static,
    AF: Future<Output = Outcome<C>> + Send,
{
    let mut ready = Vec::new();
    for _ in 0..clients {
        ready.push(begin().await?);
    }
    let started = Instant::now();
    let mut asking = JoinSet::new();
    for mut client in ready {
        let ask = ask.clone();
        asking.spawn(async move {
            let mut latencies = Vec::new();
            while started.elapsed() < time {
                let asked = Instant::now();
                client = ask(client).await?;
                latencies.push(asked.elapsed());
            }
            Outcome::Ok(latencies)
        });
    }
    let mut measured = Measured::default();
    while let Some(done) = asking.join_next().await {
        measured.latencies.extend(done??);
    }
    measured.time = started.elapsed();
    Ok(measured)
}
