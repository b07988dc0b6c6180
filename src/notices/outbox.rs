//! The outbox as the courier sees it: what is to be sent now, who sends it, and what became of it.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};

use super::{
    rows::notice,
    types::{NoticeChannel, NoticeFailure, NoticeState},
};
use crate::{
    kit::Result,
    store::{Scope, Store},
};

/// How long a server may take to send a notice before another one may try: longer than any channel's time limit.
const LEASE: Duration = Duration::minutes(5);
/// After the first failed try, the next is a minute later; each further one after twice as long, at most this.
const LONGEST_WAIT: Duration = Duration::hours(6);
/// How often a notice is tried: over about twenty hours.
const MOST_TRIES: i32 = 12;
/// How long somebody who has no address is waited for, each time.
const ADDRESS_WAIT: Duration = Duration::minutes(10);
/// The longest error that is kept, in characters.
const LONGEST_ERROR: usize = 400;

/// What became of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    Sent,
    /// It may work another time.
    TryAgain(String),
    /// It never will.
    Never(NoticeFailure, String),
    /// There is nowhere to send it yet; that is no try.
    NoAddress,
}

impl Fate {
    /// One word for figures.
    pub fn name(&self) -> &'static str {
        match self {
            Fate::Sent => "sent",
            Fate::TryAgain(_) => "try_again",
            Fate::Never(..) => "given_up",
            Fate::NoAddress => "no_address",
        }
    }
}

/// How many notices of a tenant wait to be sent.
pub async fn waiting(store: &Store, tenant: i32) -> Result<u64> {
    let reader = store.read(Scope::whole(tenant)).await?;
    let pending = reader.find::<notice::Entity>();
    pending.with(|all| all.filter(notice::Column::State.eq(NoticeState::Pending.code()))).count().await
}

/// The notices of a tenant that are to be tried now, those that have waited longest first.
pub async fn due(
    store: &Store,
    tenant: i32,
    channels: &[NoticeChannel],
    most: u64,
) -> Result<Vec<notice::Model>> {
    let now = store.clock().now();
    let free =
        Condition::any().add(notice::Column::LeasedUntil.is_null()).add(notice::Column::LeasedUntil.lte(now));
    let reader = store.read(Scope::whole(tenant)).await?;
    reader
        .find::<notice::Entity>()
        .with(|all| {
            all.filter(notice::Column::State.eq(NoticeState::Pending.code()))
                .filter(notice::Column::NextAt.lte(now))
                .filter(notice::Column::ExpiresAt.gt(now))
                .filter(notice::Column::Channel.is_in(channels.iter().map(|channel| channel.code())))
                .filter(free)
                .order_by_asc(notice::Column::NextAt)
                .order_by_asc(notice::Column::Id)
                .limit(most)
        })
        .all()
        .await
}

/// Takes a notice for a while; `None` when somebody else was quicker.
pub async fn lease(store: &Store, row: notice::Model) -> Result<Option<notice::Model>> {
    let leased = notice::Model {
        leased_until: Some(store.clock().now() + LEASE),
        revision: row.revision + 1,
        ..row.clone()
    };
    Ok(swap(store, &row, leased.clone()).await?.then_some(leased))
}

/// Writes down what became of a notice that was leased.
pub async fn keep(store: &Store, leased: notice::Model, fate: Fate) -> Result<bool> {
    let after = after(&leased, fate, store.clock().now());
    swap(store, &leased, after).await
}

/// Gives up what could not be sent while it was news; how many there were, at most `most`.
pub async fn expire(store: &Store, tenant: i32, most: u64) -> Result<usize> {
    let now = store.clock().now();
    let reader = store.read(Scope::whole(tenant)).await?;
    let rows = reader
        .find::<notice::Entity>()
        .with(|all| {
            all.filter(notice::Column::State.eq(NoticeState::Pending.code()))
                .filter(notice::Column::ExpiresAt.lte(now))
                .limit(most)
        })
        .all()
        .await?;
    // A writing transaction waits for the one connection that writes: nothing else may be held meanwhile.
    drop(reader);
    let count = rows.len();
    for row in rows {
        let said = row.last_error.clone().unwrap_or_default();
        let after = after(&row, Fate::Never(NoticeFailure::Outdated, said), now);
        swap(store, &row, notice::Model { attempts: row.attempts, ..after }).await?;
    }
    Ok(count)
}

async fn swap(store: &Store, before: &notice::Model, after: notice::Model) -> Result<bool> {
    store.swap::<notice::Entity>(&Scope::whole(before.tenant_id), before, after).await
}

/// How long to wait after so many tries have failed.
fn wait(tries: i32) -> Duration {
    let doublings = u32::try_from(tries.clamp(1, 16) - 1).unwrap_or_default();
    Duration::minutes(i64::from(1_u32 << doublings)).min(LONGEST_WAIT)
}

/// A notice after a try. Pure.
fn after(before: &notice::Model, fate: Fate, now: DateTime<Utc>) -> notice::Model {
    let tried = notice::Model {
        revision: before.revision + 1,
        attempts: before.attempts + 1,
        leased_until: None,
        ..before.clone()
    };
    let failed = |tried: notice::Model, failure: NoticeFailure, said: String| notice::Model {
        state: NoticeState::Failed.code().into(),
        failed_at: Some(now),
        failure: Some(failure.code().into()),
        last_error: Some(shortened(&said)).filter(|said| !said.is_empty()),
        ..tried
    };
    match fate {
        Fate::Sent => notice::Model {
            state: NoticeState::Sent.code().into(),
            sent_at: Some(now),
            last_error: None,
            ..tried
        },
        Fate::NoAddress => notice::Model { attempts: before.attempts, next_at: now + ADDRESS_WAIT, ..tried },
        Fate::Never(failure, said) => failed(tried, failure, said),
        Fate::TryAgain(said) if tried.attempts >= MOST_TRIES => {
            failed(tried, NoticeFailure::TriesExhausted, said)
        }
        Fate::TryAgain(said) => {
            notice::Model { next_at: now + wait(tried.attempts), last_error: Some(shortened(&said)), ..tried }
        }
    }
}

/// What the other side said, on one line, as far as it may be shown.
fn shortened(said: &str) -> String {
    let plain = said.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(LONGEST_ERROR).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_end() {
        let minutes: Vec<i64> = (1..MOST_TRIES).map(|tries| wait(tries).num_minutes()).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]);
        assert!(minutes.iter().sum::<i64>() < 24 * 60);
        assert_eq!(wait(0).num_minutes(), 1);
        assert_eq!(wait(i32::MAX), LONGEST_WAIT);
    }
}
