//! The closed lists of the domain that more than one room speaks of. Each is a GraphQL enum, and stored by its name.

use async_graphql::Enum;
use serde::{Deserialize, Serialize};

/// Declares an enum that is stored, sent and read by the same upper-case names.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] #[graphql(name = $code)] $variant),+ }

        impl $name {
            /// Every member, in the order of declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The name it is stored and sent by.
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code),+ }
            }

            /// The member of a name; `None` for a name that no member has.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some($name::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use vocabulary;

vocabulary! {
    /// What a person may be (vai trò). Rights come from our own tables, never from a token's claims.
    Role {
        /// Prepares and files an agency's report (người lập báo cáo).
        Submitter = "SUBMITTER",
        /// Head of an agency (thủ trưởng cơ quan): files and reopens.
        AgencyHead = "AGENCY_HEAD",
        /// Officer of the Department of Home Affairs (Sở Nội vụ): opens rounds, returns, accepts, consolidates.
        HomeAffairsOfficer = "HOME_AFFAIRS_OFFICER",
        /// Administrator of a province: accounts and forms, never figures (quản trị).
        ProvinceAdministrator = "PROVINCE_ADMINISTRATOR",
        /// Reads consolidated and accepted figures with a business-intelligence tool (công cụ phân tích).
        BiReader = "BI_READER",
        /// Reads everything, the audit log too; changes nothing (kiểm tra viên).
        Auditor = "AUDITOR",
        /// Reads what every province has closed and released; of no province, and let in by the operator only (đọc số liệu toàn
        /// quốc).
        NationalReader = "NATIONAL_READER",
    }
}

impl Role {
    /// Whether it is held for one agency; the others are held for the whole province.
    pub fn is_of_an_agency(self) -> bool {
        matches!(self, Role::Submitter | Role::AgencyHead)
    }

    /// Whether no province gives it.
    pub fn is_of_the_nation(self) -> bool {
        self == Role::NationalReader
    }
}

vocabulary! {
    /// What a service account may do (quyền của tài khoản dịch vụ).
    AccountAccess {
        /// Reads what is accepted, of its agencies or of the whole province (chỉ đọc).
        Read = "READ",
        /// Prepares and files the reports of its agencies (lập và nộp báo cáo).
        Submit = "SUBMIT",
    }
}

vocabulary! {
    /// How much a service account may ask for at once (mức sử dụng).
    RateClass {
        /// As much as a person (thông thường).
        Standard = "STANDARD",
        /// More, for programs that fetch or file for many at once (khối lượng lớn).
        Bulk = "BULK",
    }
}

vocabulary! {
    /// Kind of a reporting agency (loại cơ quan).
    AgencyKind {
        /// Provincial department (sở, ngành).
        Department = "DEPARTMENT",
        /// Commune-level People's Committee: commune, ward, special zone (xã, phường, đặc khu).
        Commune = "COMMUNE",
        /// Another body of the province (cơ quan khác thuộc tỉnh).
        ProvincialBody = "PROVINCIAL_BODY",
    }
}

vocabulary! {
    /// What happened to a report (việc xảy ra với báo cáo).
    ReportHistoryEvent {
        /// A version was filed (gửi).
        Submitted = "SUBMITTED",
        /// It was sent back with reasons (trả lại).
        Returned = "RETURNED",
        /// It was accepted (chấp nhận).
        Accepted = "ACCEPTED",
        /// The next draft was begun, with a reason (mở lại).
        Reopened = "REOPENED",
        /// Its round was closed (khóa).
        Locked = "LOCKED",
    }
}

vocabulary! {
    /// Where a report stands (trạng thái báo cáo).
    ReportState {
        /// Being written (đang soạn).
        Draft = "DRAFT",
        /// Filed, waiting for Home Affairs (đã gửi).
        Submitted = "SUBMITTED",
        /// Sent back with reasons (bị trả lại).
        Returned = "RETURNED",
        /// Accepted by Home Affairs (đã chấp nhận).
        Accepted = "ACCEPTED",
        /// Its round is closed (đã khóa).
        Locked = "LOCKED",
    }
}

vocabulary! {
    /// Which version of a report a consolidation adds up (cơ sở số liệu).
    ConsolidationBasis {
        /// The version that Home Affairs accepted last (số liệu đã được chấp nhận).
        Accepted = "ACCEPTED",
        /// The newest version filed, accepted or not; one that was returned does not count (số liệu đã gửi).
        Submitted = "SUBMITTED",
    }
}

vocabulary! {
    /// Kind of a grievance (loại đơn).
    GrievanceKind {
        /// Khiếu nại.
        Complaint = "COMPLAINT",
        /// Tố cáo.
        Denunciation = "DENUNCIATION",
        /// Kiến nghị, phản ánh.
        PetitionFeedback = "PETITION_FEEDBACK",
    }
}

vocabulary! {
    /// Field of a "Dân vận khéo" model (lĩnh vực).
    ModelField {
        /// Kinh tế.
        Economy = "ECONOMY",
        /// Văn hóa - xã hội.
        CultureSociety = "CULTURE_SOCIETY",
        /// Quốc phòng - an ninh.
        DefenceSecurity = "DEFENCE_SECURITY",
        /// Xây dựng hệ thống chính trị.
        PoliticalSystem = "POLITICAL_SYSTEM",
        /// Xây dựng nông thôn mới: an optional fifth field that some provinces use.
        NewRural = "NEW_RURAL",
    }
}

vocabulary! {
    /// Level at which a model is registered and recognised (cấp).
    ModelLevel {
        /// Cơ sở.
        Grassroots = "GRASSROOTS",
        /// Huyện: until 30 June 2025.
        District = "DISTRICT",
        /// Tỉnh.
        Province = "PROVINCE",
        /// Trung ương.
        Central = "CENTRAL",
    }
}

vocabulary! {
    /// Stage in the life of a model (giai đoạn).
    ModelStage {
        /// Đã đăng ký.
        Registered = "REGISTERED",
        /// Đang thực hiện.
        InProgress = "IN_PROGRESS",
        /// Đã sơ kết.
        InterimReviewed = "INTERIM_REVIEWED",
        /// Đã tổng kết.
        FinalReviewed = "FINAL_REVIEWED",
        /// Được công nhận.
        Recognised = "RECOGNISED",
        /// Được khen thưởng.
        Commended = "COMMENDED",
        /// Được nhân rộng.
        Replicated = "REPLICATED",
        /// Không được công nhận.
        Rejected = "REJECTED",
        /// Tạm dừng.
        Suspended = "SUSPENDED",
        /// Không còn duy trì.
        Dropped = "DROPPED",
        /// Đã kết thúc.
        Ended = "ENDED",
    }
}

vocabulary! {
    /// Who holds a model (chủ thể).
    HolderType {
        /// Tập thể.
        Collective = "COLLECTIVE",
        /// Cá nhân.
        Individual = "INDIVIDUAL",
    }
}

vocabulary! {
    /// Form of disclosure (hình thức công khai).
    DisclosureForm {
        /// Niêm yết tại cơ quan, trụ sở.
        PostedAtOffice = "POSTED_AT_OFFICE",
        /// Mạng nội bộ.
        Intranet = "INTRANET",
        /// Các cuộc họp của cơ quan.
        Meeting = "MEETING",
        /// Hội nghị.
        Conference = "CONFERENCE",
        /// Trang thông tin điện tử của cơ quan.
        AgencyWebsite = "AGENCY_WEBSITE",
        /// Họp lệ chi bộ, hội nghị đảng viên.
        PartyMeeting = "PARTY_MEETING",
        /// Cổng thông tin điện tử tỉnh.
        ProvincialPortal = "PROVINCIAL_PORTAL",
        /// Bộ phận tiếp nhận và trả kết quả (một cửa).
        OneStopShop = "ONE_STOP_SHOP",
        /// Trung tâm Phục vụ hành chính công.
        PublicServiceCentre = "PUBLIC_SERVICE_CENTRE",
        /// Hệ thống truyền thanh.
        Loudspeaker = "LOUDSPEAKER",
        /// Hội nghị đối thoại.
        Dialogue = "DIALOGUE",
        /// Hình thức khác.
        Other = "OTHER",
    }
}

vocabulary! {
    /// What is done with a content of democracy (phương thức).
    DisclosureMode {
        /// Công khai.
        Disclose = "DISCLOSE",
        /// Bàn.
        Discuss = "DISCUSS",
        /// Quyết định.
        Decide = "DECIDE",
        /// Tham gia ý kiến.
        Consult = "CONSULT",
        /// Kiểm tra, giám sát.
        InspectSupervise = "INSPECT_SUPERVISE",
        /// Niêm yết.
        Posted = "POSTED",
    }
}

vocabulary! {
    /// To whom a content is disclosed (đối tượng).
    DisclosureAudience {
        /// The whole agency (toàn cơ quan).
        Agency = "AGENCY",
        /// Đảng viên.
        PartyMembers = "PARTY_MEMBERS",
        /// Công chức, viên chức, người lao động.
        Staff = "STAFF",
        /// Người lao động tại nơi làm việc.
        Workers = "WORKERS",
        /// Nhân dân.
        Public = "PUBLIC",
    }
}

vocabulary! {
    /// What an agency says of a content that may have to be disclosed (tình trạng công khai).
    DisclosureStatus {
        /// Đã công khai.
        Disclosed = "DISCLOSED",
        /// Chưa công khai.
        NotDisclosed = "NOT_DISCLOSED",
        /// Không nêu: never read as "not disclosed".
        NotStated = "NOT_STATED",
        /// Không áp dụng.
        NotApplicable = "NOT_APPLICABLE",
    }
}

vocabulary! {
    /// Where a round stands (trạng thái đợt báo cáo).
    RoundState {
        /// Đang mở.
        Open = "OPEN",
        /// Đã khóa sổ.
        Closed = "CLOSED",
    }
}

vocabulary! {
    /// What became of a task (tình hình thực hiện nhiệm vụ).
    TaskStatus {
        /// It was done (đã hoàn thành).
        Done = "DONE",
        /// It is being done (đang thực hiện).
        GoingOn = "GOING_ON",
        /// It was given up (không thực hiện nữa).
        Dropped = "DROPPED",
    }
}

vocabulary! {
    /// By whose authority a document is signed (thẩm quyền ký, Nghị định 30/2020/NĐ-CP).
    SigningAuthority {
        /// The head signs in person.
        Direct = "DIRECT",
        /// Ký thay.
        Kt = "KT",
        /// Thay mặt.
        Tm = "TM",
        /// Thừa lệnh.
        Tl = "TL",
        /// Thừa ủy quyền.
        Tuq = "TUQ",
        /// Quyền.
        Q = "Q",
    }
}

vocabulary! {
    /// What a cited document is for in a report (vai trò của văn bản được dẫn).
    CitationRole {
        /// Ground on which the report is made (căn cứ).
        Basis = "BASIS",
        /// A superior's document that was disseminated (văn bản được quán triệt).
        Disseminated = "DISSEMINATED",
        /// Issued by the agency itself (văn bản do cơ quan ban hành).
        Issued = "ISSUED",
        /// Carried out (văn bản được triển khai thực hiện).
        Implemented = "IMPLEMENTED",
        /// Named in passing (được nhắc đến).
        Mentioned = "MENTIONED",
    }
}
