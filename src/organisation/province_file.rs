//! A province as an operator writes it down: its agencies and its people with their roles. Every text is looked at before anything
//! is made, and what is wrong with it is told with its line.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, de::Error as _};
use std::collections::BTreeMap;
use toml::Spanned;

use super::{
    names::{Borne, code_key},
    people::checked_address,
};
use crate::kit::{
    Bilingual, Code, Error, Lang, Problem, Result, clock, text,
    vocabulary::{AgencyKind, Role},
};

/// The longest codes of a province and of an agency, and the longest name of a login: as long as their columns.
const PROVINCE_CODE: usize = 40;
const AGENCY_CODE: usize = 60;
const SUBJECT: usize = 300;

/// A province as its file gives it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvinceFile {
    pub province: ProvinceEntry,
    pub agencies: Vec<AgencyEntry>,
    pub people: Vec<PersonEntry>,
}

/// The province itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvinceEntry {
    pub code: String,
    pub name: String,
    pub name_en: String,
}

/// An agency.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgencyEntry {
    pub code: String,
    pub name: String,
    pub kind: AgencyKind,
    /// The code of the agency above it; it stands earlier in the file.
    pub parent: Option<String>,
    #[serde(default = "since_ever", deserialize_with = "day")]
    pub valid_from: NaiveDate,
    #[serde(default, deserialize_with = "some_day")]
    pub valid_to: Option<NaiveDate>,
    /// Made up, for examples and trials.
    #[serde(default)]
    pub example: bool,
}

/// A person and how the issuer of tokens calls them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonEntry {
    pub subject: String,
    pub name: String,
    /// Where notices to the person go; nowhere when left out or blank.
    pub email: Option<String>,
    pub grants: Vec<GrantEntry>,
}

/// A role, for an agency or for the whole province.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantEntry {
    pub role: Role,
    pub agency: Option<String>,
}

/// A day as TOML writes it, or the same as a text.
fn day<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
    let written = match toml::Value::deserialize(from)? {
        toml::Value::String(text) => text,
        toml::Value::Datetime(day) => day.to_string(),
        _ => return Err(D::Error::custom("a day is written as 1998-01-01")),
    };
    written
        .parse()
        .map_err(|_| D::Error::custom(format!("{written} is no day: one is written as 1998-01-01")))
}

fn some_day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NaiveDate>, D::Error> {
    day(from).map(Some)
}

fn since_ever() -> NaiveDate {
    NaiveDate::from_ymd_opt(1998, 1, 1).unwrap_or(NaiveDate::MIN)
}

impl ProvinceFile {
    /// Reads a file in TOML. `name` is what it is called in what is told of it.
    ///
    /// Errors: one line for each thing that is wrong, as `file:line: CODE: sentence in both languages`.
    pub fn read(text: &str, name: &str) -> Result<ProvinceFile> {
        let file: ProvinceFile =
            toml::from_str(text).map_err(|error| Error::broken(format!("{name}: {error}")))?;
        file.checked().map_err(|problems| {
            let places = Places::of(text);
            let line = |problem: &Problem| {
                let (vi, en) = (problem.message(Lang::Vi), problem.message(Lang::En));
                let line = places.line(text, &problem.path);
                format!("{name}:{line}: {}: {vi} / {en}", problem.code.name())
            };
            Error::broken(problems.iter().map(line).collect::<Vec<_>>().join("\n"))
        })
    }

    /// The file with its texts as they are stored, or every problem of them: what is blank, too long, or plays tricks on a
    /// screen, and addresses that are none.
    pub fn checked(mut self) -> Result<ProvinceFile, Vec<Problem>> {
        let mut check = Check::default();
        check.text(&mut self.province.code, PROVINCE_CODE, &["province", "code"]);
        check.text(&mut self.province.name, text::MAX_NAME, &["province", "name"]);
        check.text(&mut self.province.name_en, text::MAX_NAME, &["province", "name_en"]);
        for (at, agency) in self.agencies.iter_mut().enumerate() {
            let at = at.to_string();
            check.text(&mut agency.code, AGENCY_CODE, &["agencies", &at, "code"]);
            check.text(&mut agency.name, text::MAX_NAME, &["agencies", &at, "name"]);
            if let Some(parent) = &mut agency.parent {
                check.text(parent, AGENCY_CODE, &["agencies", &at, "parent"]);
            }
        }
        check.agencies(&self.agencies);
        for (at, person) in self.people.iter_mut().enumerate() {
            let at = at.to_string();
            check.text(&mut person.subject, SUBJECT, &["people", &at, "subject"]);
            check.text(&mut person.name, text::MAX_NAME, &["people", &at, "name"]);
            check.email(&mut person.email, &["people", &at]);
            if person.grants.iter().any(|grant| grant.role.is_of_the_nation()) {
                check.problems.push(Problem::new(Code::RoleOfTheNation, &["people", &at, "grants"]));
            }
            for agency in person.grants.iter_mut().filter_map(|grant| grant.agency.as_mut()) {
                check.text(agency, AGENCY_CODE, &["people", &at, "grants"]);
            }
        }
        if check.problems.is_empty() { Ok(self) } else { Err(check.problems) }
    }
}

/// What is wrong so far.
#[derive(Default)]
struct Check {
    problems: Vec<Problem>,
}

impl Check {
    fn text(&mut self, value: &mut String, most: usize, path: &[&str]) {
        match text::one_line(value, most, path) {
            Ok(clean) => *value = clean,
            Err(problem) => self.problems.push(problem),
        }
    }

    /// Days that cannot be, and codes and names that two agencies cannot both have; each is told of the later one.
    fn agencies(&mut self, agencies: &[AgencyEntry]) {
        let mut codes: BTreeMap<String, &str> = BTreeMap::new();
        let mut names: Vec<(&str, Borne<&str>)> = Vec::new();
        for (at, agency) in agencies.iter().enumerate() {
            let at = at.to_string();
            let path = |field| ["agencies", at.as_str(), field];
            if !clock::is_of_our_time(agency.valid_from) {
                self.problems.push(Problem::new(Code::BadDate, &path("valid_from")));
            }
            let ends = |last| clock::is_of_our_time(last) && agency.valid_from <= last;
            if agency.valid_to.is_some_and(|last| !ends(last)) {
                self.problems.push(Problem::new(Code::BadDate, &path("valid_to")));
            }
            if let Some(known) = codes.insert(code_key(&agency.code), &agency.code) {
                self.problems.push(Problem::new(Code::AgencyExists, &path("code")).with("agency", known));
            }
            let AgencyEntry { name, kind, parent, valid_from, valid_to, .. } = agency;
            let borne = Borne::new(name, *kind, parent.as_deref(), *valid_from, *valid_to);
            if let Some((code, other)) = names.iter().find(|(_, other)| borne.clashes(other)) {
                let until = match other.to.map(|last| last.format("%d/%m/%Y")) {
                    Some(last) => Bilingual {
                        vi: format!("cho đến hết ngày {last}"),
                        en: format!("until {last}"),
                    },
                    None => Bilingual { vi: "hiện nay".into(), en: "today".into() },
                };
                let taken = Problem::new(Code::AgencyNameTaken, &path("name")).with("agency", code);
                self.problems.push(taken.with("name", &other.name).with_texts("until", &until));
            }
            names.push((agency.code.as_str(), borne));
        }
    }

    fn email(&mut self, value: &mut Option<String>, path: &[&str]) {
        let given = value.take();
        let Some(given) = given.as_deref().map(str::trim).filter(|given| !given.is_empty()) else { return };
        let under = |problem: Problem| problem.under(path);
        let clean = text::clean(given, text::MAX_NAME, &["email"]).and_then(|given| checked_address(&given));
        match clean.map_err(under) {
            Ok(address) => *value = Some(address),
            Err(problem) => self.problems.push(problem),
        }
    }
}

type Entry = BTreeMap<String, Spanned<toml::Value>>;

/// Where the values of a file stand.
#[derive(Default, Deserialize)]
struct Places {
    province: Entry,
    agencies: Vec<Entry>,
    people: Vec<Entry>,
}

impl Places {
    fn of(text: &str) -> Places {
        toml::from_str(text).unwrap_or_default()
    }

    /// The line of a path, from 1.
    fn line(&self, text: &str, path: &[String]) -> usize {
        let at = |list: &'_ [Entry], at: &str, field: &str| {
            let entry = list.get(at.parse::<usize>().ok()?)?;
            Some(entry.get(field)?.span().start)
        };
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let offset = match path[..] {
            ["province", field] => self.province.get(field).map(|value| value.span().start),
            ["agencies", index, field] => at(&self.agencies, index, field),
            ["people", index, field] => at(&self.people, index, field),
            _ => None,
        };
        let before = text.as_bytes().iter().take(offset.unwrap_or(0));
        1 + before.filter(|byte| **byte == b'\n').count()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    const FILE: &str = r#"[province]
code = "tra-vinh"
name = "Tỉnh Trà Vinh"
name_en = "Tra Vinh Province"

[[agencies]]
code = "so-tttt"
name = "Sở Thông tin và Truyền thông"
kind = "DEPARTMENT"

[[people]]
subject = "an.nguyen"
name = "Nguyễn Văn An"
email = " an.nguyen@stttt.example "
grants = [{ role = "SUBMITTER", agency = "so-tttt" }]

[[people]]
subject = "binh"
name = "Trần Thị Bình"
grants = [{ role = "AUDITOR" }]
"#;

    fn told(text: &str) -> Vec<String> {
        match ProvinceFile::read(text, "tinh.toml") {
            Ok(_) => Vec::new(),
            Err(Error::Broken(said)) => {
                said.lines().map(|line| line.splitn(4, ':').take(3).collect::<Vec<_>>().join(":")).collect()
            }
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn addresses_are_optional_and_read_as_people_type_them() {
        let file = ProvinceFile::read(FILE, "tinh.toml").ok().unwrap();
        let emails: Vec<Option<&str>> = file.people.iter().map(|person| person.email.as_deref()).collect();
        assert_eq!(emails, [Some("an.nguyen@stttt.example"), None]);
        let blank = FILE.replace(" an.nguyen@stttt.example ", " ");
        assert_eq!(ProvinceFile::read(&blank, "tinh.toml").ok().unwrap().people[0].email, None);
    }

    #[test]
    fn days_are_dates_or_texts() {
        let with =
            |lines: &str| FILE.replace("kind = \"DEPARTMENT\"", &format!("kind = \"DEPARTMENT\"\n{lines}"));
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for lines in [
            "valid_from = 2001-02-03\nvalid_to = 2025-02-28",
            "valid_from = \"2001-02-03\"\nvalid_to = \"2025-02-28\"",
        ] {
            let file = ProvinceFile::read(&with(lines), "tinh.toml").ok().unwrap();
            let days = (file.agencies[0].valid_from, file.agencies[0].valid_to);
            assert_eq!(days, (day("2001-02-03"), Some(day("2025-02-28"))));
        }
        let file = ProvinceFile::read(FILE, "tinh.toml").ok().unwrap();
        assert_eq!((file.agencies[0].valid_from, file.agencies[0].valid_to), (day("1998-01-01"), None));
        for lines in ["valid_from = 2001", "valid_to = \"hôm qua\"", "valid_to = 2001-02-03T04:05:06"] {
            assert!(ProvinceFile::read(&with(lines), "tinh.toml").is_err(), "{lines}");
        }
    }

    /// The file of the manual works, with the lines in it that are only remarks, too.
    #[test]
    fn the_file_of_the_manual_can_be_read() {
        let manual = include_str!("../../docs/operations.md");
        let file = manual.split("```toml").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        let days = file.replace("# valid_from", "valid_from").replace("# valid_to", "valid_to");
        assert_ne!(days, file);
        let read = ProvinceFile::read(&days, "tinh.toml").ok().unwrap();
        assert_eq!(read.agencies[0].valid_to, "2025-02-28".parse().ok());
    }

    #[test]
    fn texts_are_stored_as_everywhere() {
        let decomposed = FILE.replace("Nguyễn Văn An", "  Nguye\\u0302\\u0303n Văn An ");
        assert_eq!(ProvinceFile::read(&decomposed, "").ok().unwrap().people[0].name, "Nguyễn Văn An");
    }

    #[test]
    fn what_is_wrong_is_told_with_code_and_line() {
        for (from, to, expected) in [
            ("Tỉnh Trà Vinh", "Tỉnh\\u202E Trà Vinh", "tinh.toml:3: FORBIDDEN_CHARACTER"),
            ("Tra Vinh Province", " ", "tinh.toml:4: TEXT_EMPTY"),
            ("\"so-tttt\"\nname", "\"so\\u0000tttt\"\nname", "tinh.toml:7: FORBIDDEN_CHARACTER"),
            ("Sở Thông tin", "Sở\\nThông tin", "tinh.toml:8: FORBIDDEN_CHARACTER"),
            ("\"an.nguyen\"", "\"an\\u200Bnguyen\"", "tinh.toml:12: FORBIDDEN_CHARACTER"),
            ("Nguyễn Văn An", "Nguyễn\\u2066 An", "tinh.toml:13: FORBIDDEN_CHARACTER"),
            (
                "an.nguyen@stttt.example",
                "an.nguyen\\u202E@stttt.example",
                "tinh.toml:14: FORBIDDEN_CHARACTER",
            ),
            ("an.nguyen@stttt.example", "An <an@stttt.example>", "tinh.toml:14: EMAIL_INVALID"),
            ("an.nguyen@stttt.example", "an@stttt.example\\nBcc: x@y.example", "tinh.toml:14: EMAIL_INVALID"),
            ("agency = \"so-tttt\"", "agency = \"\\u0007\"", "tinh.toml:15: FORBIDDEN_CHARACTER"),
            ("role = \"AUDITOR\"", "role = \"NATIONAL_READER\"", "tinh.toml:20: ROLE_OF_THE_NATION"),
        ] {
            let broken = FILE.replacen(from, to, 1);
            assert_ne!(broken, FILE, "{from}");
            assert_eq!(told(&broken), [expected], "{to}");
        }
        // Two names that look alike, one with a Cyrillic о; not those of whoever is there at another time.
        let twice = |from: &str, to: &str| {
            let agency = "[[agencies]]\ncode = \"so-khac\"\nname = \"SỞ Thông tin và Truyền th\u{43E}\u{302}ng\"\nkind = \"DEPARTMENT\"\n";
            told(&FILE.replacen("[[people]]", &format!("{agency}valid_from = {from}\n{to}\n[[people]]"), 1))
        };
        assert_eq!(twice("2001-01-01", ""), ["tinh.toml:13: AGENCY_NAME_TAKEN"]);
        assert_eq!(twice("1990-01-01", "valid_to = 1998-01-01"), ["tinh.toml:13: AGENCY_NAME_TAKEN"]);
        assert_eq!(twice("1990-01-01", "valid_to = 1997-12-31"), [""; 0]);
        let long = FILE.replace("Nguyễn Văn An", &"a".repeat(301));
        assert_eq!(told(&long), ["tinh.toml:13: TEXT_TOO_LONG"]);
        // Codes that differ by case alone, names that are read alike, days that cannot be.
        let more = |code: &str, name: &str, days: &str| {
            let agency = format!(
                "[[agencies]]\ncode = \"{code}\"\nname = \"{name}\"\nkind = \"DEPARTMENT\"\n{days}\n\n"
            );
            told(&FILE.replacen("[[people]]", &format!("{agency}[[people]]"), 1))
        };
        assert_eq!(more("So-TTTT", "Sở Y tế", ""), ["tinh.toml:12: AGENCY_EXISTS"]);
        assert_eq!(more("so-tt", "SỞ THÔNG TIN  và Truyền thông", ""), ["tinh.toml:13: AGENCY_NAME_TAKEN"]);
        assert_eq!(
            more("so-tt", "Sở Thông tin và Truyền thông", "valid_to = 1997-12-31\nvalid_from = 1990-01-01"),
            [""; 0]
        );
        assert_eq!(more("so-tt", "Sở Y tế", "valid_from = 1019-01-01"), ["tinh.toml:15: BAD_DATE"]);
        assert_eq!(
            more("so-tt", "Sở Y tế", "valid_from = 2019-02-01\nvalid_to = 2019-01-31"),
            ["tinh.toml:16: BAD_DATE"]
        );
        // All of it at once.
        let both = FILE.replace("binh", " ").replace("Tỉnh Trà Vinh", "\\u0000");
        assert_eq!(told(&both), ["tinh.toml:3: FORBIDDEN_CHARACTER", "tinh.toml:18: TEXT_EMPTY"]);
    }
}
