//! The closed lists of reorganisation.

use async_graphql::Enum;
use serde::{Deserialize, Serialize};

use crate::kit::{Bilingual, vocabulary::vocabulary};

vocabulary! {
    /// What was done to agencies (hình thức sắp xếp tổ chức).
    ReorganisationKind {
        /// An agency got another name (đổi tên).
        Rename = "RENAME",
        /// Agencies were merged into one that goes on (sáp nhập).
        MergeInto = "MERGE_INTO",
        /// Agencies were merged into a new one (hợp nhất).
        Merge = "MERGE",
        /// An agency was divided, or a part of it was taken out (chia, tách).
        Split = "SPLIT",
        /// Agencies were ended and nobody continues them (giải thể).
        Dissolve = "DISSOLVE",
        /// Agencies came under another agency (chuyển cơ quan chủ quản).
        Move = "MOVE",
    }
}

impl ReorganisationKind {
    /// What it is called at the beginning of a Vietnamese sentence, and in English by its name.
    pub fn label(self) -> Bilingual {
        let vi = match self {
            ReorganisationKind::Rename => "Đổi tên",
            ReorganisationKind::MergeInto => "Sáp nhập",
            ReorganisationKind::Merge => "Hợp nhất",
            ReorganisationKind::Split => "Chia, tách",
            ReorganisationKind::Dissolve => "Giải thể",
            ReorganisationKind::Move => "Chuyển cơ quan chủ quản",
        };
        Bilingual { vi: vi.into(), en: self.code().into() }
    }
}

vocabulary! {
    /// Who is to file a report that was open when its agency ended (quyết định về nghĩa vụ báo cáo).
    ObligationFate {
        /// A successor files it, in the name of the agency that ended (chuyển cho cơ quan kế thừa).
        Transferred = "TRANSFERRED",
        /// Nobody: the agency is exempt (miễn).
        Exempted = "EXEMPTED",
        /// The people of the agency that ended finish it (giữ đến khi hoàn thành).
        Kept = "KEPT",
    }
}

vocabulary! {
    /// By which structure agencies are told apart (theo cơ cấu tổ chức).
    Structure {
        /// Each report under the agency that owed it (theo cơ quan đã báo cáo).
        AsReported = "AS_REPORTED",
        /// Each report under the agency that continues that one today (theo cơ quan kế thừa hiện nay).
        BySuccessor = "BY_SUCCESSOR",
    }
}

vocabulary! {
    /// Whether figures could be brought to today's structure (kết quả quy về cơ cấu hiện nay).
    RestatementStatus {
        /// The agency of the line exists today (cơ quan hiện có).
        Today = "TODAY",
        /// The agency was divided: which part a figure belongs to cannot be told, and is not guessed (đã chia, tách; không
        /// thể quy đổi).
        Split = "SPLIT",
        /// The agency was ended and nobody continues it (đã giải thể).
        Dissolved = "DISSOLVED",
    }
}

vocabulary! {
    /// Who gives an identifier (hệ thống mã định danh).
    IdentifierScheme {
        /// QCVN 102:2016/BTTTT, such as 000.00.00.H59.
        Qcvn102 = "QCVN102",
        /// Quyết định 20/2020/QĐ-TTg, such as H59.01.02.
        Qd20_2020 = "QD20_2020",
        /// The statistical office's code of an administrative unit (mã đơn vị hành chính).
        GsoUnit = "GSO_UNIT",
        /// The province's own.
        Local = "LOCAL",
    }
}
