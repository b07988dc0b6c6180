//! What this room talks about.

use async_graphql::Enum;
use chrono::Duration;
use serde::{Deserialize, Serialize};

use crate::kit::{Bilingual, vocabulary::vocabulary};

vocabulary! {
    /// What is to be done to a person's rights (thay đổi được đề nghị).
    RoleChange {
        /// Gives a role, to somebody who is there or to somebody new (giao vai trò).
        Grant = "GRANT",
        /// Takes a role away (thu hồi vai trò).
        Withdraw = "WITHDRAW",
        /// Takes an account that was disabled back into use, with the roles that it had (mở lại tài khoản).
        Enable = "ENABLE",
    }
}

vocabulary! {
    /// Where a request for a change of a role stands (trạng thái đề nghị).
    RoleRequestState {
        /// It waits for another administrator (đang chờ duyệt).
        Open = "OPEN",
        /// Another administrator approved it, and it took effect (đã duyệt).
        Approved = "APPROVED",
        /// Another administrator refused it (bị từ chối).
        Refused = "REFUSED",
        /// Whoever asked took it back (đã rút lại).
        TakenBack = "TAKEN_BACK",
        /// Nobody decided it in time (đã hết hạn).
        Expired = "EXPIRED",
    }
}

impl RoleRequestState {
    /// In words, after "it is".
    pub fn words(self) -> Bilingual {
        let (vi, en) = match self {
            RoleRequestState::Open => ("đang chờ duyệt", "open"),
            RoleRequestState::Approved => ("đã được duyệt", "approved"),
            RoleRequestState::Refused => ("đã bị từ chối", "refused"),
            RoleRequestState::TakenBack => ("đã được rút lại", "taken back"),
            RoleRequestState::Expired => ("đã hết hạn", "expired"),
        };
        Bilingual { vi: vi.into(), en: en.into() }
    }
}

/// What the server's settings say of changes of roles.
#[derive(Clone, Copy, Debug)]
pub struct RoleRules {
    /// How long a request waits for a decision.
    pub good_for: Duration,
}
