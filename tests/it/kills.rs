//! A few kills at random, as `benches/kills` does by the thousand.

use crate::kit::kills::{Plan, Victims};
use crate::kit::on_both;

/// So many of the server, on either database, and of PostgreSQL.
const SHORT: Plan = Plan { kills: 12, postgres_kills: 3, seed: 42 };

on_both! {
    async fn whatever_is_killed_what_was_acknowledged_is_there_once(victims: Victims) {
        let figures = victims.suffer(SHORT, &|_| {}).await;
        assert!(figures.wrong.is_empty(), "{figures:#?}");
        assert_eq!(figures.kills, SHORT.kills);
        // They were killed in the middle of something, and not beside it.
        assert!(figures.broken_off > 0 && figures.acknowledged > 0, "{figures:#?}");
        assert_eq!(figures.receipts, figures.acknowledged, "{figures:#?}");
        assert_eq!(figures.versions, figures.acknowledged + figures.unknown_there, "{figures:#?}");
    }
}
