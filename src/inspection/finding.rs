//! What contradicts the log, in words.

use serde_json::Value;

use crate::kit::{Bilingual, Period};

/// The first contradiction, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding(pub Bilingual);

/// What an inspection goes on with: nothing found so far, or the first thing found.
pub type Checked<T = ()> = Result<T, Stop>;

/// Why an inspection ends early.
pub enum Stop {
    Found(Finding),
    Broken(crate::kit::Error),
}

impl From<crate::kit::Error> for Stop {
    fn from(error: crate::kit::Error) -> Self {
        Stop::Broken(error)
    }
}

/// A contradiction, in both languages.
pub fn found(vi: impl Into<String>, en: impl Into<String>) -> Stop {
    Stop::Found(Finding(Bilingual { vi: vi.into(), en: en.into() }))
}

/// What a row is, for people: its kind and what it can be told by.
pub fn named(kind: &str, row: &Value) -> Bilingual {
    let (vi, en) = match kind {
        "VERSION" => ("phiên bản báo cáo", "report version"),
        "STATE" => ("bước xử lý báo cáo", "step of a report"),
        "STANDING" => ("hiệu lực của phiên bản", "standing of a version"),
        "STANDING_ENDED" => ("việc hết hiệu lực của phiên bản", "end of a version's standing"),
        "GRACE" => ("việc gia hạn hoặc miễn báo cáo", "extension or exemption"),
        "RELEASE" => ("số liệu phát hành", "release"),
        "ROLE" => ("vai trò được giao", "role that was granted"),
        "ROLE_REVOKED" => ("việc thu hồi vai trò", "revocation of a role"),
        "ROLE_REQUEST" => ("đề nghị thay đổi vai trò", "request for a role"),
        "ROLE_DECISION" => ("quyết định về đề nghị thay đổi vai trò", "decision on a request for a role"),
        "ACCOUNT" => ("tài khoản dịch vụ", "service account"),
        "ACCOUNT_APPROVED" => ("việc duyệt tài khoản dịch vụ", "approval of a service account"),
        "ACCOUNT_REVOKED" => ("việc thu hồi tài khoản dịch vụ", "revocation of a service account"),
        "ENTRY" => ("dòng nhật ký thao tác", "audit entry"),
        _ => ("bản ghi", "row"),
    };
    let mut told = String::new();
    for name in ["number", "year", "event", "basis", "role", "kind", "seq"] {
        if let Some(value) = row.get(name) {
            told.push_str(&format!(" {}", value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
        }
    }
    let period = row.get("period").and_then(Value::as_i64).and_then(|number| i32::try_from(number).ok());
    if let Some(period) = period.and_then(Period::from_number) {
        told.push_str(&format!(" {period}"));
    }
    let id = row.get("id").and_then(Value::as_str).map(|id| format!(" (id {id})")).unwrap_or_default();
    Bilingual { vi: format!("{vi}{told}{id}"), en: format!("{en}{told}{id}") }
}
