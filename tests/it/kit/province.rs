//! The provinces that tests live in: two, with agencies of all kinds and, for every role, people who have it.

use chrono::NaiveDate;
use tonghop::kit::vocabulary::{AgencyKind, Role};
use tonghop::organisation::{AgencyEntry, GrantEntry, PersonEntry, ProvinceEntry, ProvinceFile};

/// Roles that are held for an agency.
const OF_AGENCY: &[Role] = &[Role::Submitter, Role::AgencyHead];

/// How many people have the same role for the same agency: two, so that they can be in each other's way.
pub const PEOPLE: usize = 2;

/// Where the real report comes from: seven agencies.
pub fn tra_vinh() -> ProvinceFile {
    use AgencyKind::{Commune, Department, ProvincialBody};
    let agencies = [
        ("STTTT", "Sở Thông tin và Truyền thông", Department),
        ("SGDDT", "Sở Giáo dục và Đào tạo", Department),
        ("STC", "Sở Tài chính", Department),
        ("SYT", "Sở Y tế", Department),
        ("BDT", "Ban Dân tộc tỉnh", ProvincialBody),
        ("X-LONG-DUC", "Ủy ban nhân dân xã Long Đức", Commune),
        ("P-1", "Ủy ban nhân dân Phường 1", Commune),
    ];
    province("84", "Trà Vinh", "Tra Vinh", &agencies)
}

/// A neighbour, for those who must not see into the other's house. It has an agency of the same code.
pub fn vinh_long() -> ProvinceFile {
    let agencies = [
        ("STTTT", "Sở Thông tin và Truyền thông", AgencyKind::Department),
        ("SNNPTNT", "Sở Nông nghiệp và Phát triển nông thôn", AgencyKind::Department),
    ];
    province("86", "Vĩnh Long", "Vinh Long", &agencies)
}

/// A province with these agencies (code, name, kind) and [`PEOPLE`] people for every role.
pub fn province(
    code: &str,
    name: &str,
    name_en: &str,
    agencies: &[(&str, &str, AgencyKind)],
) -> ProvinceFile {
    let mut people = Vec::new();
    for &role in Role::ALL.iter().filter(|role| !role.is_of_the_nation()) {
        let posts: Vec<Option<&str>> = if OF_AGENCY.contains(&role) {
            agencies.iter().map(|(agency, _, _)| Some(*agency)).collect()
        } else {
            vec![None]
        };
        for post in posts {
            people.extend((1..=PEOPLE).map(|number| person(code, role, post, number)));
        }
    }
    let agencies = agencies.iter().map(|(code, name, kind)| agency(code, name, *kind)).collect();
    let province = ProvinceEntry { code: code.into(), name: name.into(), name_en: name_en.into() };
    ProvinceFile { province, agencies, people }
}

fn agency(code: &str, name: &str, kind: AgencyKind) -> AgencyEntry {
    let valid_from = NaiveDate::from_ymd_opt(1998, 1, 1).expect("a day");
    AgencyEntry {
        code: code.into(),
        name: name.into(),
        kind,
        parent: None,
        valid_from,
        valid_to: None,
        example: false,
    }
}

fn person(province: &str, role: Role, agency: Option<&str>, number: usize) -> PersonEntry {
    let subject = subject(province, role, agency, number);
    let grants = vec![GrantEntry { role, agency: agency.map(str::to_owned) }];
    PersonEntry { name: format!("Nguyễn Văn {subject}"), subject, email: None, grants }
}

/// The login of somebody of a province who has a role (for an agency): `84.SUBMITTER.STTTT.1`, `84.AUDITOR.2`.
pub fn subject(province: &str, role: Role, agency: Option<&str>, number: usize) -> String {
    let agency = agency.map(|code| format!(".{code}")).unwrap_or_default();
    format!("{province}.{}{agency}.{number}", role.code())
}
