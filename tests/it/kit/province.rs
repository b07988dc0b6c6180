//! The provinces that tests live in, as the file that the program imports.

use serde::Serialize;
use tonghop::kit::vocabulary::{AgencyKind, Role};

/// A province with its agencies and people; importing it again adds what is new.
#[derive(Clone, Serialize)]
pub struct Province {
    pub province: Header,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub agencies: Vec<Agency>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Login>,
}

#[derive(Clone, Serialize)]
pub struct Header {
    pub code: String,
    pub name: String,
    pub name_en: String,
}

#[derive(Clone, Serialize)]
pub struct Agency {
    pub code: String,
    pub name: String,
    pub kind: AgencyKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// First and last day, `2019-09-14`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
}

#[derive(Clone, Serialize)]
pub struct Login {
    pub subject: String,
    pub name: String,
    pub grants: Vec<Grant>,
}

#[derive(Clone, Serialize)]
pub struct Grant {
    pub role: Role,
    /// By code; roles of the whole province have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
}

impl Province {
    /// Where the real report comes from, with seven agencies of all three kinds.
    pub fn tra_vinh() -> Self {
        use AgencyKind::{Commune, Department, ProvincialBody};
        let header = Header { code: "84".into(), name: "Trà Vinh".into(), name_en: "Tra Vinh".into() };
        Province { province: header, agencies: Vec::new(), people: Vec::new() }
            .with_agency("STTTT", "Sở Thông tin và Truyền thông", Department)
            .with_agency("SGDDT", "Sở Giáo dục và Đào tạo", Department)
            .with_agency("STC", "Sở Tài chính", Department)
            .with_agency("SYT", "Sở Y tế", Department)
            .with_agency("BDT", "Ban Dân tộc tỉnh", ProvincialBody)
            .with_agency("X-LONG-DUC", "Ủy ban nhân dân xã Long Đức", Commune)
            .with_agency("P-1", "Ủy ban nhân dân Phường 1", Commune)
    }

    /// A neighbour, for those who must not see into the other's house. It has an agency of the same code.
    pub fn vinh_long() -> Self {
        let header = Header { code: "86".into(), name: "Vĩnh Long".into(), name_en: "Vinh Long".into() };
        Province { province: header, agencies: Vec::new(), people: Vec::new() }
            .with_agency("STTTT", "Sở Thông tin và Truyền thông", AgencyKind::Department)
            .with_agency("SNNPTNT", "Sở Nông nghiệp và Phát triển nông thôn", AgencyKind::Department)
    }

    pub fn with_agency(mut self, code: &str, name: &str, kind: AgencyKind) -> Self {
        let (code, name) = (code.to_owned(), name.to_owned());
        self.agencies.push(Agency { code, name, kind, parent: None, valid_from: None, valid_to: None });
        self
    }

    /// The same province with one person in it and nothing else: what is imported to add that person.
    pub fn with_only(&self, subject: &str, name: &str, role: Role, agency: Option<&str>) -> Self {
        let grants = vec![Grant { role, agency: agency.map(str::to_owned) }];
        let login = Login { subject: subject.to_owned(), name: name.to_owned(), grants };
        Province { province: self.province.clone(), agencies: Vec::new(), people: vec![login] }
    }

    /// As TOML, the form in which the program reads it.
    pub fn toml(&self) -> String {
        toml::to_string(self).expect("plain data")
    }
}

#[test]
fn a_province_is_written_as_the_program_reads_it() {
    let province = Province::tra_vinh();
    let text = province.with_only("an", "Nguyễn Văn An", Role::Submitter, Some("STTTT")).toml();
    let read: toml::Table = text.parse().unwrap();
    assert_eq!(read["province"]["name"].as_str(), Some("Trà Vinh"));
    assert_eq!(read["people"][0]["grants"][0]["role"].as_str(), Some("SUBMITTER"));
    assert_eq!(read["people"][0]["grants"][0]["agency"].as_str(), Some("STTTT"));
    let read: toml::Table = province.toml().parse().unwrap();
    assert_eq!(read["agencies"].as_array().unwrap().len(), 7);
    assert_eq!(read["agencies"][5]["kind"].as_str(), Some("COMMUNE"));
}
