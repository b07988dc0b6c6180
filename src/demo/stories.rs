//! The made-up models of the years before and after the eight quarters. What is recorded stands in time where nothing else is done:
//! between the reorganisations and plans of a year and its round, in 2026 between the rounds.

use crate::kit::vocabulary::{
    ModelField::{self, CultureSociety, DefenceSecurity, Economy, NewRural, PoliticalSystem},
    ModelLevel::{self, Grassroots, Province},
    ModelStage::{
        self, Commended, Dropped, Ended, FinalReviewed, InProgress, InterimReviewed, Recognised, Replicated,
    },
};

/// The award of all of them.
pub const AWARD: &str = "Bằng khen mô hình “Dân vận khéo” tiêu biểu (dữ liệu minh họa)";

type Day = (i32, u32, u32);

/// A model's life.
pub struct Story {
    pub agency: &'static str,
    pub code: &'static str,
    pub name: &'static str,
    pub field: ModelField,
    pub level: ModelLevel,
    pub registered: Day,
    pub steps: &'static [(ModelStage, Day)],
    /// When it was given an award.
    pub awarded: Option<Day>,
    /// The entry of another agency that Home Affairs says is this same model, and when it says so.
    pub same: Option<(&'static str, Day)>,
}

const fn story(agency: &'static str, code: &'static str, name: &'static str, field: ModelField) -> Story {
    Story {
        agency,
        code,
        name,
        field,
        level: Grassroots,
        registered: (0, 0, 0),
        steps: &[],
        awarded: None,
        same: None,
    }
}

pub static STORIES: [Story; 16] = [
    Story {
        registered: (2016, 3, 10),
        steps: &[
            (InProgress, (2016, 4, 5)),
            (InterimReviewed, (2016, 9, 20)),
            (FinalReviewed, (2017, 5, 16)),
            (Recognised, (2017, 8, 22)),
            (Ended, (2017, 11, 10)),
        ],
        ..story("vi-du-so-01", "SO-01-2016", "Tổ công tác gỡ vướng cùng dân", PoliticalSystem)
    },
    Story {
        registered: (2017, 2, 14),
        steps: &[(InProgress, (2017, 3, 20)), (Dropped, (2017, 10, 12))],
        ..story("vi-du-xa-03", "XA-03-2017", "Hũ gạo nghĩa tình", CultureSociety)
    },
    Story {
        level: Province,
        registered: (2020, 3, 17),
        steps: &[
            (InProgress, (2020, 5, 12)),
            (InterimReviewed, (2020, 10, 20)),
            (FinalReviewed, (2021, 6, 15)),
            (Recognised, (2021, 9, 14)),
            (Commended, (2021, 10, 12)),
            (Replicated, (2022, 6, 21)),
        ],
        awarded: Some((2021, 10, 12)),
        ..story("vi-du-so-02", "SO-02-2020", "Chuyển đổi số từ bộ phận một cửa", PoliticalSystem)
    },
    Story {
        registered: (2021, 4, 13),
        steps: &[
            (InProgress, (2021, 5, 18)),
            (InterimReviewed, (2021, 10, 19)),
            (Recognised, (2022, 7, 12)),
            (Ended, (2024, 6, 18)),
        ],
        ..story("vi-du-phuong-07", "P-07-2021", "Khu phố không rác thải nhựa", NewRural)
    },
    // A joint model: each of two agencies registered it.
    Story {
        level: Province,
        registered: (2022, 4, 12),
        steps: &[
            (InProgress, (2022, 5, 17)),
            (InterimReviewed, (2022, 10, 18)),
            (FinalReviewed, (2023, 5, 16)),
            (Recognised, (2023, 9, 19)),
            (Commended, (2024, 5, 14)),
        ],
        awarded: Some((2024, 5, 14)),
        ..story("vi-du-so-04", "SO-04-2022", "Giữ dòng sông xanh cùng bà con", Economy)
    },
    Story {
        level: Province,
        registered: (2022, 4, 19),
        steps: &[
            (InProgress, (2022, 5, 18)),
            (InterimReviewed, (2022, 10, 19)),
            (FinalReviewed, (2023, 5, 17)),
            (Recognised, (2023, 9, 19)),
        ],
        same: Some(("SO-04-2022", (2022, 6, 14))),
        ..story("vi-du-xa-04", "XA-04-2022", "Cùng bà con giữ dòng sông xanh", Economy)
    },
    // Given an award before anybody had recognised it.
    Story {
        registered: (2023, 4, 11),
        steps: &[(InProgress, (2023, 5, 9)), (InterimReviewed, (2023, 10, 17))],
        awarded: Some((2023, 9, 12)),
        ..story("vi-du-so-03", "SO-03-2023", "Trả lời kiến nghị trong năm ngày", PoliticalSystem)
    },
    // Registered twice by one agency, and nobody has said so yet.
    Story {
        registered: (2024, 4, 16),
        steps: &[(InProgress, (2024, 5, 21)), (InterimReviewed, (2024, 10, 15))],
        ..story("vi-du-so-02", "SO-02-2024", "Bàn hướng dẫn lưu động cuối tuần", CultureSociety)
    },
    Story {
        registered: (2024, 9, 10),
        ..story("vi-du-so-02", "SO-02-2024B", "Mô hình bàn hướng dẫn lưu động cuối tuần", CultureSociety)
    },
    Story {
        registered: (2024, 4, 9),
        steps: &[
            (InProgress, (2024, 5, 14)),
            (InterimReviewed, (2024, 10, 22)),
            (FinalReviewed, (2025, 7, 15)),
            (Recognised, (2025, 9, 16)),
            (Commended, (2026, 4, 21)),
            (Replicated, (2026, 7, 14)),
        ],
        awarded: Some((2026, 4, 21)),
        ..story("vi-du-xa-06", "XA-06-2024", "Ngày không hẹn lại", PoliticalSystem)
    },
    // Two agencies, and perhaps one model: nobody has judged yet.
    Story {
        registered: (2025, 7, 22),
        steps: &[(InProgress, (2025, 8, 19)), (InterimReviewed, (2026, 7, 21))],
        ..story("vi-du-ban-02", "BAN-02-2025", "Cây xanh mỗi công sở", NewRural)
    },
    Story {
        registered: (2025, 8, 12),
        steps: &[(InProgress, (2025, 9, 16))],
        ..story("vi-du-phuong-08", "P-08-2025", "Mỗi công sở một cây xanh", NewRural)
    },
    Story {
        registered: (2025, 9, 9),
        steps: &[(InProgress, (2025, 10, 14)), (InterimReviewed, (2026, 10, 13))],
        ..story("vi-du-xa-moi", "XA-MOI-2025", "Đón dân những ngày đầu chính quyền hai cấp", PoliticalSystem)
    },
    Story {
        registered: (2026, 1, 20),
        steps: &[
            (InProgress, (2026, 4, 14)),
            (InterimReviewed, (2026, 7, 15)),
            (FinalReviewed, (2026, 10, 20)),
            (Recognised, (2026, 10, 30)),
        ],
        ..story("vi-du-so-09", "SO-09-2026", "Trợ lý ảo trả lời thủ tục", PoliticalSystem)
    },
    Story {
        registered: (2026, 4, 15),
        steps: &[(InProgress, (2026, 5, 12))],
        ..story("vi-du-xa-05", "XA-05-2026", "Camera an ninh do dân góp sức", DefenceSecurity)
    },
    Story {
        registered: (2026, 10, 15),
        ..story("vi-du-so-01", "SO-01-2026", "Thăm hộ khó khăn ngày cuối tuần", CultureSociety)
    },
];
