//! The words around a made-up report's figures. Each says that it is made up.

use chrono::{DateTime, Datelike, Utc};
use rand::{RngExt, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;

use super::{calendar::Quarter, province::ExampleAgency};
use crate::{
    kit::{
        Error, PartialDateInput, Result, clock,
        vocabulary::{
            AgencyKind, CitationRole, DisclosureAudience, DisclosureForm, DisclosureMode, DisclosureStatus,
            SigningAuthority, TaskStatus,
        },
    },
    plans::{PlanDraft, PlanTaskInput},
    reports::{
        CitationInput, DisclosureItemInput, KnownTask, NarrativeSectionInput, ReportHeaderInput,
        TaskFollowUpInput,
    },
};

/// The header of a report that is signed on the day it is filed.
pub fn header(agency: &ExampleAgency, filed: DateTime<Utc>, rng: &mut ChaCha8Rng) -> ReportHeaderInput {
    let day = clock::vietnam_date(filed);
    ReportHeaderInput {
        number: Some(rng.random_range(20..400).to_string()),
        symbol: Some(format!("BC-{}", short(agency))),
        place: Some("Trà Vinh".into()),
        date: Some(PartialDateInput { year: day.year(), month: whole(day.month()), day: whole(day.day()) }),
        signing_authority: Some(SigningAuthority::Kt),
        position: Some(
            if agency.kind == AgencyKind::Commune { "Phó Chủ tịch" } else { "Phó Giám đốc" }.into(),
        ),
        signatory: Some("Người ký (minh họa)".into()),
        recipients: vec!["Sở Nội vụ (b/c)".into(), "Lưu: VT".into()],
    }
}

fn whole(number: u32) -> Option<i32> {
    i32::try_from(number).ok()
}

/// How the agency is abbreviated in the symbols of its documents.
fn short(agency: &ExampleAgency) -> String {
    format!("VD{:02}", agency.number)
}

/// The sections of the quarterly form.
pub fn sections(
    agency: &ExampleAgency,
    quarter: &Quarter,
    rng: &mut ChaCha8Rng,
) -> Vec<NarrativeSectionInput> {
    let period = quarter.period.label_vi().to_lowercase();
    let name = &agency.name;
    let result = ["đạt kế hoạch", "có chuyển biến tích cực", "được triển khai kịp thời"]
        .choose(rng)
        .copied()
        .unwrap_or_default();
    let mut sections = vec![
        text("agency_profile", format!("{name} là cơ quan được dựng để xem thử, không có thật.")),
        text(
            "opening_assessment",
            format!("Công tác dân vận chính quyền {period} {result} (lời văn minh họa)."),
        ),
        text(
            "dissemination",
            "Quán triệt văn bản cấp trên tại các buổi họp cơ quan và qua mạng nội bộ (lời văn minh họa).",
        ),
        text(
            "coordination",
            "Phối hợp với Mặt trận Tổ quốc và các đoàn thể theo chương trình đã ký (lời văn minh họa).",
        ),
        text("steering_committee", "Ban Chỉ đạo duy trì hoạt động theo quy chế (lời văn minh họa)."),
        text(
            "qcdc_agency",
            "Thực hiện công khai, lấy ý kiến công chức, viên chức theo Nghị định 04/2015/NĐ-CP (lời văn minh họa).",
        ),
        text(
            "staffing_in_charge",
            "Phân công công chức phụ trách công tác dân vận chính quyền (lời văn minh họa).",
        ),
        text(
            "emulation",
            "Tiếp tục các phong trào thi đua, duy trì mô hình “Dân vận khéo” (lời văn minh họa).",
        ),
        text("general_assessment", format!("Nhìn chung nhiệm vụ {period} {result} (lời văn minh họa).")),
        list(
            "lessons",
            &["Người đứng đầu phải gương mẫu (minh họa).", "Công khai kịp thời thì dân tin (minh họa)."],
        ),
        list(
            "next_tasks",
            &[
                "Duy trì tiếp công dân định kỳ (minh họa).",
                "Rà soát thủ tục hành chính (minh họa).",
                "Nhân rộng mô hình hiệu quả (minh họa).",
            ],
        ),
        text("recommendations", "Không."),
    ];
    if agency.kind == AgencyKind::Commune {
        sections.push(text(
            "qcdc_commune",
            "Đưa ra Nhân dân bàn các nội dung theo Pháp lệnh (lời văn minh họa).",
        ));
    }
    sections
}

fn text(section: &str, text: impl Into<String>) -> NarrativeSectionInput {
    let (section_code, text) = (section.to_owned(), Some(text.into()));
    NarrativeSectionInput { section_code, text, ..NarrativeSectionInput::default() }
}

fn list(section: &str, items: &[&str]) -> NarrativeSectionInput {
    let items = items.iter().map(|item| (*item).to_owned()).collect();
    NarrativeSectionInput { section_code: section.into(), items, ..NarrativeSectionInput::default() }
}

/// The documents that a report cites: the agency's own regulation and, when it has a committee, the decision on it.
pub fn citations(agency: &ExampleAgency, committee: bool) -> Vec<CitationInput> {
    let symbol = format!("QĐ-{}", short(agency));
    let decision =
        |number: &str, day: &str, date: (i32, i32, i32), title: &str, section: &str| CitationInput {
            as_cited: format!("Quyết định số {number}/{symbol} ngày {day} về {title} (văn bản minh họa)"),
            number: Some(number.into()),
            symbol: Some(symbol.clone()),
            kind: Some("Quyết định".into()),
            issuer: Some(agency.name.clone()),
            date: Some(PartialDateInput { year: date.0, month: Some(date.1), day: Some(date.2) }),
            title: Some(title.into()),
            section_code: Some(section.into()),
            role: CitationRole::Issued,
        };
    let regulation = "ban hành Quy chế thực hiện dân chủ trong hoạt động của cơ quan";
    let mut cited = vec![decision("15", "10/6/2016", (2016, 6, 10), regulation, "qcdc_agency")];
    if committee {
        let title = "thành lập Ban Chỉ đạo thực hiện quy chế dân chủ ở cơ sở";
        cited.push(decision("07", "12/01/2017", (2017, 1, 12), title, "steering_committee"));
    }
    cited
}

/// The contents that a made-up agency which is no commune is to disclose.
pub const CONTENTS: [&str; 12] = [
    "organisation_personnel",
    "schemes_projects_legal_drafts",
    "asset_declarations",
    "internal_rules",
    "policies_laws",
    "work_plans",
    "administrative_reform",
    "personnel_benefits",
    "procedure_guidance",
    "reception_calendar",
    "salary_increases",
    "operating_funds",
];

/// What a made-up agency says of the contents of democracy; not all of them, and not all are disclosed.
pub fn disclosures(agency: &ExampleAgency, rng: &mut ChaCha8Rng) -> Vec<DisclosureItemInput> {
    let mut items = Vec::new();
    for content in CONTENTS {
        let status = match rng.random_range(0..20) {
            0 | 1 => continue,
            2 => DisclosureStatus::NotDisclosed,
            3 => DisclosureStatus::NotStated,
            _ => DisclosureStatus::Disclosed,
        };
        let disclosed = status == DisclosureStatus::Disclosed;
        let (modes, forms) = if disclosed {
            (vec![DisclosureMode::Disclose], forms(agency, rng))
        } else {
            (Vec::new(), Vec::new())
        };
        items.push(DisclosureItemInput {
            content: content.into(),
            status,
            audience: Some(DisclosureAudience::Staff),
            modes,
            forms,
            as_stated: None,
            section_code: Some("qcdc_agency".into()),
        });
    }
    items
}

/// A few contents that a made-up agency disclosed in a year.
pub fn some_disclosures(number: i64, year: i32) -> Vec<DisclosureItemInput> {
    const CONTENTS: [&str; 3] = ["asset_declarations", "internal_rules", "work_plans"];
    let count = usize::try_from((number + i64::from(year)) % 3).unwrap_or(0) + 1;
    let item = |content: &&str| DisclosureItemInput {
        content: (*content).into(),
        status: DisclosureStatus::Disclosed,
        audience: Some(DisclosureAudience::Staff),
        modes: vec![DisclosureMode::Disclose],
        forms: vec![DisclosureForm::PostedAtOffice],
        as_stated: None,
        section_code: Some("qcdc_agency".into()),
    };
    CONTENTS.iter().take(count).map(item).collect()
}

/// The office's board, and some of what else the agency has.
fn forms(agency: &ExampleAgency, rng: &mut ChaCha8Rng) -> Vec<DisclosureForm> {
    const OTHERS: [DisclosureForm; 7] = [
        DisclosureForm::Meeting,
        DisclosureForm::Intranet,
        DisclosureForm::AgencyWebsite,
        DisclosureForm::OneStopShop,
        DisclosureForm::Conference,
        DisclosureForm::PartyMeeting,
        DisclosureForm::Dialogue,
    ];
    let has = |index: usize| !(agency.number + index * index).is_multiple_of(3);
    let others = (0..).zip(OTHERS).filter(|(index, _)| has(*index) && rng.random_bool(0.4));
    std::iter::once(DisclosureForm::PostedAtOffice).chain(others.map(|(_, form)| form)).collect()
}

/// What a made-up agency says to a warning.
pub fn explanation(rule: &str) -> &'static str {
    match rule {
        "G12" => "Thủ trưởng đi công tác một số kỳ, đã ủy quyền cấp phó tiếp công dân (giải trình minh họa).",
        "G04" | "G15" => {
            "Đã giải quyết cả đơn kỳ trước chuyển sang, báo cáo không nêu số này (giải trình minh họa)."
        }
        "G06" => "Kỳ trước nêu thiếu, kỳ này đã rà soát lại hồ sơ (giải trình minh họa).",
        "D04" => "Số mô hình kỳ trước được rà soát lại (giải trình minh họa).",
        "D05" => {
            "Hai đề án cùng tên, đã đề nghị Sở Nội vụ kết luận có phải một mô hình (giải trình minh họa)."
        }
        "D07" => "Được khen thưởng đột xuất, chưa làm thủ tục công nhận (giải trình minh họa).",
        "D08" => "Tính cả một mô hình làm điểm chưa đăng ký vào sổ (giải trình minh họa).",
        "Q01" => "Công khai ở cuộc họp giao ban, sẽ ghi rõ hình thức kỳ sau (giải trình minh họa).",
        "Q02" => "Hoãn hội nghị do thay đổi nhân sự lãnh đạo (giải trình minh họa).",
        "Q07" => "Số trong báo cáo là điểm tổ thẩm định công bố lần đầu (giải trình minh họa).",
        "Q08" => "Quy chế cũ còn áp dụng trong khi sửa theo Luật 10/2022/QH15 (giải trình minh họa).",
        "S11" => "Nhiệm vụ kỳ sau theo kế hoạch năm (giải trình minh họa).",
        "S13" => "Các mục này không phát sinh trong kỳ (giải trình minh họa).",
        "S10" => "Văn bản của cơ quan ban hành theo văn bản cũ, đang sửa đổi (giải trình minh họa).",
        _ => "Đã rà soát, số liệu đúng như báo cáo (giải trình minh họa).",
    }
}

/// What Home Affairs says when it returns a made-up report.
pub const RETURN_REASON: &str =
    "Chưa nêu số cuộc quán triệt, tuyên truyền; đề nghị bổ sung hoặc ghi “không có” (dữ liệu minh họa).";

/// The indicator that such a report left out.
pub const LEFT_OUT: &str = "dissemination_sessions";

/// Why Home Affairs frees a made-up agency from a report.
pub const EXEMPTION_REASON: &str = "Cơ quan đang sắp xếp lại tổ chức bộ máy (dữ liệu minh họa).";

/// The tasks that a made-up agency sets for the next year; one in seven says nothing of them.
pub fn tasks_of_next_year(number: i64, year: i32) -> Option<NarrativeSectionInput> {
    let own =
        format!("Đối thoại với Nhân dân về {} (minh họa).", THEMES[usize::try_from(year).unwrap_or(0) % 3]);
    let tasks =
        [own.as_str(), "Duy trì tiếp công dân định kỳ (minh họa).", "Nhân rộng mô hình hiệu quả (minh họa)."];
    (number % 7 != 5).then(|| list("next_tasks", &tasks))
}

/// The plan of a made-up agency for a year: three tasks, each with an owner and a time.
pub fn plan(year: i32) -> Result<PlanDraft> {
    let task = |text: &str, owner: &str, section: &str, period: String| -> Result<PlanTaskInput> {
        Ok(PlanTaskInput {
            text: format!("{text} (minh họa)."),
            owner: format!("{owner} (minh họa)"),
            section_code: section.into(),
            period: Some(period.parse().map_err(Error::broken)?),
            beyond_year_reason: None,
            status: None,
            carried_over_from: None,
        })
    };
    let theme = THEMES[usize::try_from(year).unwrap_or(0) % 3];
    Ok(PlanDraft {
        year,
        title: format!("Kế hoạch công tác dân vận chính quyền năm {year} (dữ liệu minh họa)"),
        header: ReportHeaderInput::default(),
        sections: Vec::new(),
        tasks: vec![
            task("Phổ biến văn bản mới về dân vận", "Văn phòng", "dissemination", format!("{year}-Q2"))?,
            task(
                &format!("Đối thoại với Nhân dân về {theme}"),
                "Phòng Nghiệp vụ",
                "qcdc",
                format!("{year}-9M"),
            )?,
            task("Tập huấn công chức phụ trách dân vận", "Văn phòng", "staffing_training", year.to_string())?,
        ],
        citations: Vec::new(),
        calendar: None,
        deadlines: Vec::new(),
    })
}

/// What people are asked about, year by year.
const THEMES: [&str; 3] = ["thủ tục hành chính", "môi trường", "chuyển đổi số"];

/// What a made-up report says of a task that the report before or the plan set: by turns done, going on, given up, and nothing.
pub fn told(turn: usize, known: &KnownTask) -> Option<TaskFollowUpInput> {
    let place = usize::try_from(known.task.position).unwrap_or_default();
    let (outcome, reason) = match (turn + place) % 5 {
        0 | 1 => (TaskStatus::Done, None),
        2 => (TaskStatus::GoingOn, Some("Tiếp tục thực hiện trong kỳ sau (minh họa).")),
        3 => (TaskStatus::Dropped, Some("Đã lồng ghép vào nhiệm vụ khác (minh họa).")),
        _ => return None,
    };
    Some(TaskFollowUpInput { task: known.task.key.clone(), outcome, reason: reason.map(str::to_owned) })
}
