//! The closed lists that the catalogue is written in. Each is a GraphQL enum, and appears in the data by the same names.

use crate::kit::{Bilingual, vocabulary::vocabulary};
use async_graphql::Enum;
use serde::{Deserialize, Serialize};

vocabulary! {
    /// What an indicator counts or measures (đơn vị tính). Different units are never added together.
    Unit {
        /// Person (người).
        Person = "PERSON",
        /// Organisation, unit or group (tổ chức, đơn vị, đoàn).
        Organisation = "ORGANISATION",
        /// Submission (đơn).
        Submission = "SUBMISSION",
        /// Case (vụ việc).
        Case = "CASE",
        /// Visit (lượt).
        Visit = "VISIT",
        /// Session of reception (kỳ tiếp).
        Session = "SESSION",
        /// Document (văn bản).
        Document = "DOCUMENT",
        /// Model (mô hình).
        Model = "MODEL",
        /// Activity, meeting, inspection (cuộc, hoạt động).
        Activity = "ACTIVITY",
        /// Award (lượt khen thưởng).
        Award = "AWARD",
        /// Administrative procedure (thủ tục hành chính).
        Procedure = "PROCEDURE",
        /// Dossier of an administrative procedure (hồ sơ).
        Dossier = "DOSSIER",
        /// Project (dự án).
        Project = "PROJECT",
        /// Square metre (mét vuông).
        SquareMetre = "M2",
        /// Million Vietnamese đồng (triệu đồng).
        MillionVnd = "MILLION_VND",
        /// Percent (phần trăm).
        Percent = "PERCENT",
        /// Point of a score (điểm).
        Point = "POINT",
        /// Told in words (lời văn).
        Text = "TEXT",
        /// Without a unit: yes or no, a day, a choice (không có đơn vị).
        Unitless = "NONE",
    }
}

impl Unit {
    /// What people call it.
    pub fn label(self) -> Bilingual {
        let (vi, en) = match self {
            Unit::Person => ("người", "people"),
            Unit::Organisation => ("tổ chức, đơn vị", "organisations"),
            Unit::Submission => ("đơn", "submissions"),
            Unit::Case => ("vụ việc", "cases"),
            Unit::Visit => ("lượt", "visits"),
            Unit::Session => ("kỳ tiếp", "sessions"),
            Unit::Document => ("văn bản", "documents"),
            Unit::Model => ("mô hình", "models"),
            Unit::Activity => ("cuộc, hoạt động", "activities"),
            Unit::Award => ("lượt khen thưởng", "awards"),
            Unit::Procedure => ("thủ tục hành chính", "administrative procedures"),
            Unit::Dossier => ("hồ sơ", "dossiers"),
            Unit::Project => ("dự án", "projects"),
            Unit::SquareMetre => ("mét vuông", "square metres"),
            Unit::MillionVnd => ("triệu đồng", "million đồng"),
            Unit::Percent => ("phần trăm", "percent"),
            Unit::Point => ("điểm", "points"),
            Unit::Text => ("lời văn", "words"),
            Unit::Unitless => ("không có đơn vị", "no unit"),
        };
        Bilingual { vi: vi.into(), en: en.into() }
    }
}

vocabulary! {
    /// What kind of value an indicator takes (kiểu dữ liệu).
    IndicatorType {
        /// A whole number, never negative (số đếm).
        Count = "COUNT",
        /// A decimal number, never negative (số lượng).
        Amount = "AMOUNT",
        /// Computed from two counts, never entered (tỷ lệ).
        Ratio = "RATIO",
        /// Yes or no (có hoặc không).
        Bool = "BOOL",
        /// A day (ngày).
        Date = "DATE",
        /// One of the indicator's choices (lựa chọn).
        Enum = "ENUM",
        /// Words; a section of the report may tell them (lời văn).
        Text = "TEXT",
        /// Entries, of which the figure says how many they are; the report's content may tell that (danh sách).
        List = "LIST",
    }
}

vocabulary! {
    /// How figures of several agencies become one (cách tổng hợp giữa các cơ quan).
    AcrossAgencies {
        /// Added up (cộng).
        Sum = "SUM",
        /// Recomputed from the summed numerator and denominator, never averaged (tính lại tỷ lệ).
        Ratio = "RATIO",
        /// How many agencies say yes, of how many that stated (đếm số cơ quan có).
        CountTrue = "COUNT_TRUE",
        /// How many agencies chose each choice (phân bố).
        Distribution = "DISTRIBUTION",
        /// Distinct things counted once, though several agencies name them (đếm không trùng).
        Distinct = "DISTINCT",
        /// Entries put together, each with its source (gộp danh sách).
        Union = "UNION",
        /// The smallest and the largest (nhỏ nhất, lớn nhất).
        MinMax = "MIN_MAX",
        /// A table of contents and agencies (bảng nội dung và cơ quan).
        Matrix = "MATRIX",
        /// Shown agency by agency only (không tổng hợp).
        Separate = "NONE",
    }
}

vocabulary! {
    /// How figures of successive periods become one (cách tổng hợp theo thời gian).
    AcrossTime {
        /// Added up over the sub-periods (số phát sinh).
        Flow = "FLOW",
        /// Opening stock: the first sub-period's (số đầu kỳ).
        Open = "OPEN",
        /// Closing stock: the last sub-period's (số cuối kỳ).
        Stock = "STOCK",
        /// Recomputed from numerator and denominator (tính lại tỷ lệ).
        Ratio = "RATIO",
        /// The last that was stated (giá trị mới nhất).
        Latest = "LATEST",
        /// True if it ever was (đã từng có).
        Any = "ANY",
        /// Entries put together (gộp danh sách).
        Union = "UNION",
        /// Shown period by period only (không tổng hợp).
        Separate = "NONE",
    }
}

vocabulary! {
    /// Of whom an indicator is asked (mức độ yêu cầu).
    IndicatorLevel {
        /// Asked of every agency every period (bắt buộc hỏi).
        Core = "CORE",
        /// Optional (tự nguyện).
        Optional = "OPT",
        /// Only where the full forms of the Government Inspectorate are wanted (biểu mẫu đầy đủ của Thanh tra Chính phủ).
        Inspectorate = "TTCP",
        /// Computed by the system, never entered (hệ thống tính).
        Derived = "DERIVED",
    }
}

vocabulary! {
    /// What a section of a report is made of (loại nội dung của mục).
    SectionContent {
        /// Words (lời văn).
        Narrative = "NARRATIVE",
        /// Figures (số liệu).
        Figures = "FIGURES",
        /// Entries (danh sách).
        List = "LIST",
        /// Words and figures (lời văn và số liệu).
        Mixed = "MIXED",
    }
}

vocabulary! {
    /// Whether what a form asks can be held against what its version before asked (khả năng so sánh với phiên bản trước).
    Comparability {
        /// The same is asked (như trước).
        Same = "SAME",
        /// Less is counted than before (hẹp hơn).
        Narrower = "NARROWER",
        /// More is counted than before (rộng hơn).
        Broader = "BROADER",
        /// Something else is counted, or nobody can tell: a series breaks here (không so sánh được).
        Break = "BREAK",
    }
}

impl Comparability {
    /// Of two changes one after the other, or side by side: less and more together is anybody's guess.
    pub fn and(self, other: Comparability) -> Comparability {
        use Comparability::{Break, Same};
        match (self, other) {
            (Same, one) | (one, Same) => one,
            (one, two) if one == two => one,
            _ => Break,
        }
    }

    /// The same change, looked at from after it.
    pub fn reversed(self) -> Comparability {
        match self {
            Comparability::Narrower => Comparability::Broader,
            Comparability::Broader => Comparability::Narrower,
            same => same,
        }
    }
}

vocabulary! {
    /// What a validation rule found (kết quả kiểm tra).
    RuleResult {
        /// It holds (đạt).
        Pass = "PASS",
        /// It does not hold (không đạt).
        Fail = "FAIL",
        /// Something it needs is not stated (chưa đủ số liệu để đánh giá).
        NotEvaluable = "NOT_EVALUABLE",
        /// Not in force in the period, or not for this kind of agency (không áp dụng).
        Skipped = "SKIPPED",
    }
}

vocabulary! {
    /// How much weight a failed rule has (mức độ nghiêm trọng).
    Severity {
        /// The report cannot be filed (lỗi).
        Error = "ERROR",
        /// Needs an explanation (cảnh báo).
        Warning = "WARNING",
        /// Worth knowing (thông tin).
        Information = "INFORMATION",
    }
}
