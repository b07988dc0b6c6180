//! The demo's province: Trà Vinh with the one real department whose report we have, and agencies that are made up and say so.

use chrono::NaiveDate;

use crate::{
    kit::vocabulary::{AgencyKind, Role},
    organisation::{AgencyEntry, GrantEntry, PersonEntry, ProvinceEntry, ProvinceFile},
};

/// Code of the demo's province.
pub const PROVINCE: &str = "tra-vinh";

/// Code of the department whose real report is in the demo.
pub const REAL_AGENCY: &str = "so-tttt";

/// Code of the department that the real report's one was merged with in 2025; it reports nothing here.
pub const SCIENCE: &str = "so-khcn";

/// Code of the province that continues the demo's one since 1 July 2025.
pub const NEIGHBOUR: &str = "vinh-long";

/// Code of the Department of Home Affairs, which collects and reports to nobody here.
pub const HOME_AFFAIRS: &str = "so-noi-vu";

/// How many agencies are made up.
pub const EXAMPLES: usize = 20;

const MARK: &str = "(dữ liệu minh họa)";

/// An agency that is made up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleAgency {
    /// 1 to [`EXAMPLES`].
    pub number: usize,
    pub code: String,
    pub name: String,
    pub kind: AgencyKind,
}

/// The made-up agencies: nine departments, eight communes, three other bodies.
pub fn examples() -> Vec<ExampleAgency> {
    let kinds = [(AgencyKind::Department, 9), (AgencyKind::Commune, 8), (AgencyKind::ProvincialBody, 3)];
    let all = kinds.into_iter().flat_map(|(kind, count)| (1..=count).map(move |ordinal| (kind, ordinal)));
    all.enumerate()
        .map(|(index, (kind, ordinal))| {
            let (word, short) = match kind {
                AgencyKind::Department => ("Sở", "so"),
                AgencyKind::Commune if ordinal > 6 => ("Phường", "phuong"),
                AgencyKind::Commune => ("Xã", "xa"),
                AgencyKind::ProvincialBody => ("Ban", "ban"),
            };
            ExampleAgency {
                number: index + 1,
                code: format!("vi-du-{short}-{ordinal:02}"),
                name: format!("{word} Ví dụ {ordinal:02} {MARK}"),
                kind,
            }
        })
        .collect()
}

/// The codes of all agencies that ever owe a report.
pub fn reporting() -> Vec<String> {
    std::iter::once(REAL_AGENCY.to_owned()).chain(examples().into_iter().map(|agency| agency.code)).collect()
}

/// The login of the person who has a role in the demo; of an agency's roles, for that agency.
pub fn subject(role: Role, agency: &str) -> String {
    match role {
        Role::Submitter => format!("demo-submitter-{agency}"),
        Role::AgencyHead => format!("demo-head-{agency}"),
        Role::HomeAffairsOfficer => "demo-officer".into(),
        Role::ProvinceAdministrator => "demo-administrator".into(),
        Role::BiReader => "demo-bi-reader".into(),
        Role::Auditor => "demo-auditor".into(),
        Role::NationalReader => "demo-national-reader".into(),
    }
}

/// The login of the officer of the province that continues the demo's one.
pub fn neighbour_officer() -> String {
    format!("demo-{NEIGHBOUR}-officer")
}

/// The province with its agencies and people, without any round or report.
pub fn province() -> ProvinceFile {
    let mut agencies = vec![
        entry(HOME_AFFAIRS, "Sở Nội vụ", AgencyKind::Department, false),
        entry(REAL_AGENCY, "Sở Thông tin và Truyền thông", AgencyKind::Department, false),
        entry(SCIENCE, "Sở Khoa học và Công nghệ", AgencyKind::Department, false),
    ];
    agencies.extend(
        examples().into_iter().map(|example| entry(&example.code, &example.name, example.kind, true)),
    );
    let mut people = vec![
        person(Role::HomeAffairsOfficer, None, "Cán bộ tổng hợp, Sở Nội vụ"),
        person(Role::ProvinceAdministrator, None, "Quản trị viên của tỉnh"),
        person(Role::BiReader, None, "Tài khoản công cụ phân tích"),
        person(Role::Auditor, None, "Kiểm tra viên"),
    ];
    for agency in agencies.iter().filter(|agency| agency.code != HOME_AFFAIRS) {
        let short = agency.name.trim_end_matches(MARK).trim_end();
        people.push(person(Role::Submitter, Some(&agency.code), &format!("Người lập báo cáo, {short}")));
        people.push(person(Role::AgencyHead, Some(&agency.code), &format!("Thủ trưởng, {short}")));
    }
    let province =
        ProvinceEntry { code: PROVINCE.into(), name: "Trà Vinh".into(), name_en: "Trà Vinh".into() };
    ProvinceFile { province, agencies, people }
}

/// The province that continues the demo's one: its Home Affairs, and nobody who reports.
pub fn neighbour() -> ProvinceFile {
    let agencies = vec![entry(HOME_AFFAIRS, "Sở Nội vụ", AgencyKind::Department, false)];
    let officer = PersonEntry {
        subject: neighbour_officer(),
        ..person(Role::HomeAffairsOfficer, None, "Cán bộ tổng hợp, Sở Nội vụ tỉnh Vĩnh Long")
    };
    let province =
        ProvinceEntry { code: NEIGHBOUR.into(), name: "Vĩnh Long".into(), name_en: "Vĩnh Long".into() };
    ProvinceFile { province, agencies, people: vec![officer] }
}

fn entry(code: &str, name: &str, kind: AgencyKind, example: bool) -> AgencyEntry {
    AgencyEntry {
        code: code.into(),
        name: name.into(),
        kind,
        parent: None,
        valid_from: NaiveDate::from_ymd_opt(1998, 1, 1).unwrap_or(NaiveDate::MIN),
        valid_to: None,
        example,
    }
}

fn person(role: Role, agency: Option<&str>, name: &str) -> PersonEntry {
    PersonEntry {
        subject: subject(role, agency.unwrap_or_default()),
        name: format!("{name} (tài khoản minh họa)"),
        email: None,
        grants: vec![GrantEntry { role, agency: agency.map(str::to_owned) }],
    }
}
