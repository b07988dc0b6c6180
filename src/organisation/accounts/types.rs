//! What this room talks about.

use async_graphql::Enum;
use serde::{Deserialize, Serialize};

use crate::kit::{Bilingual, vocabulary::vocabulary};

vocabulary! {
    /// Where a service account stands (trạng thái tài khoản dịch vụ).
    ServiceAccountState {
        /// It waits for another administrator, and nothing can be done with its secret (đang chờ duyệt).
        AwaitingApproval = "AWAITING_APPROVAL",
        /// It is in use (đang hoạt động).
        InUse = "IN_USE",
        /// Its end has come, or nobody approved it in time (đã hết hạn).
        Expired = "EXPIRED",
        /// It was taken out of use (đã bị thu hồi).
        Revoked = "REVOKED",
    }
}

impl ServiceAccountState {
    /// In words, after "it is".
    pub fn words(self) -> Bilingual {
        let (vi, en) = match self {
            ServiceAccountState::AwaitingApproval => ("đang chờ duyệt", "waiting for approval"),
            ServiceAccountState::InUse => ("đang hoạt động", "in use"),
            ServiceAccountState::Expired => ("đã hết hạn", "expired"),
            ServiceAccountState::Revoked => ("đã bị thu hồi", "revoked"),
        };
        Bilingual { vi: vi.into(), en: en.into() }
    }
}
