//! A catalogue that is wrong is refused, with file and line and a sentence in both languages, and every fault is told.

use crate::catalogue::{Catalogue, CatalogueError};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A copy of the catalogue in a folder of its own.
struct Copy {
    folder: TempDir,
}

impl Copy {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogue"), folder.path());
        Copy { folder }
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    /// Replaces the one occurrence of a text, and gives the line it begins on.
    fn edit(&self, file: &str, from: &str, to: &str) -> usize {
        let text = fs::read_to_string(self.path(file)).unwrap();
        assert_eq!(text.matches(from).count(), 1, "{from} in {file}");
        let line = text[..text.find(from).unwrap()].matches('\n').count() + 1;
        fs::write(self.path(file), text.replace(from, to)).unwrap();
        line
    }

    fn append(&self, file: &str, more: &str) -> usize {
        let text = fs::read_to_string(self.path(file)).unwrap();
        fs::write(self.path(file), format!("{text}{more}")).unwrap();
        text.matches('\n').count()
    }

    fn faults(&self) -> Vec<CatalogueError> {
        Catalogue::load(self.folder.path()).map(|_| ()).expect_err("the catalogue is wrong")
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn an_untouched_copy_is_the_embedded_catalogue() {
    let copy = Copy::new();
    let loaded = Catalogue::load(copy.folder.path()).unwrap();
    let digests = |catalogue: &Catalogue| -> Vec<String> {
        catalogue.forms().iter().map(|form| form.digest.clone()).collect()
    };
    assert_eq!(digests(&loaded), digests(&super::CATALOGUE));
}

/// File, text, what it becomes, lines further down where the fault is told, a piece of its English sentence.
type Break = (&'static str, &'static str, &'static str, usize, &'static str);

#[rustfmt::skip]
const BREAKS: &[Break] = &[
    // What TOML or the shape refuses.
    ("indicators/reception.toml", "code = \"reception_cases_total\"", "code = reception_cases_total", 0, "cannot be read"),
    ("indicators/reception.toml", "code = \"reception_cases_total\"", "code = \"reception_cases_total\"\ncolour = \"red\"", 1, "unknown field `colour`"),
    ("forms/dvcq_quarterly.toml", "printed_number = \"II.3.4\"", "printed = \"II.3.4\"", 0, "unknown field `printed`"),
    ("rules/general.toml", "id = \"S03\"", "id = \"S03\"\nweight = 3", 1, "unknown field `weight`"),
    // Indicators.
    ("indicators/training.toml", "unit = \"PERSON\"", "unit = \"FURLONG\"", 0, "“FURLONG” is none of: PERSON, ORGANISATION"),
    ("indicators/training.toml", "unit = \"PERSON\"", "", 0, "unit is missing"),
    ("indicators/training.toml", "type = \"COUNT\"", "type = \"NUMBER\"", 0, "“NUMBER” is none of"),
    ("indicators/training.toml", "across_time = \"FLOW\"", "across_time = \"ANY\"", 6, "across_time ANY does not go with type COUNT"),
    ("indicators/training.toml", ", en = \"Training courses\"", "", 0, "the label lacks its English text"),
    ("indicators/training.toml", "vi = \"Số lớp tập huấn, bồi dưỡng\"", "vi = \" \"", 0, "the label lacks its Vietnamese text"),
    ("indicators/training.toml", "code = \"training_courses\"", "code = \"training_participants\"", 5, "is defined at"),
    ("indicators/training.toml", "unit = \"PERSON\"", "unit = \"PERSON\"\nscale = 2", 0, "type COUNT has no decimal places"),
    ("indicators/democracy.toml", "unit = \"POINT\"\ntype = \"AMOUNT\"\nscale = 2\nmax = 10000\nacross_agencies = \"MIN_MAX\"\nacross_time = \"LATEST\"\nperiods = [\"YEAR\"]",
        "unit = \"POINT\"\ntype = \"AMOUNT\"\nscale = 7\nacross_agencies = \"MIN_MAX\"\nacross_time = \"LATEST\"\nperiods = [\"YEAR\"]", 2, "scale is at most 6"),
    ("indicators/democracy.toml", "[\"HALF_YEAR\", \"YEAR\"]\nlevel = \"CORE\"", "[\"HALF_YEAR\", \"MONTH\"]\nlevel = \"CORE\"", 0, "“MONTH” is none of"),
    ("indicators/reception.toml", "valid_to = 2026-06-30\nlegal", "valid_from = 2026-07-01\nvalid_to = 2026-06-30\nlegal", 1, "is before valid_from"),
    ("indicators/reception.toml", "valid_from = 2026-07-01\nlegal", "valid_from = 2026-07-01T00:00:00Z\nlegal", 0, "this is no day"),
    ("indicators/narrative.toml", "type = \"TEXT\"\n\n[[indicator]]\ncode = \"general", "type = \"TEXT\"\nacross_agencies = \"SUM\"\n\n[[indicator]]\ncode = \"general", 0, "across_agencies SUM does not go with type TEXT"),
    ("indicators/emulation_reform.toml", "unit = \"PERCENT\"\ntype = \"RATIO\"\nscale = 2\nacross_agencies = \"RATIO\"", "unit = \"PERCENT\"\ntype = \"RATIO\"\nscale = 2\nacross_agencies = \"SUM\"", 0, "across_agencies SUM does not go with type RATIO"),
    ("indicators/emulation_reform.toml", "unit = \"PERCENT\"\ntype = \"RATIO\"\nscale = 2\nacross_agencies = \"RATIO\"\nacross_time = \"RATIO\"",
        "unit = \"PERCENT\"\ntype = \"COUNT\"\nacross_agencies = \"SUM\"\nacross_time = \"FLOW\"", 0, "unit PERCENT does not go with type COUNT"),
    ("indicators/emulation_reform.toml", "default = \"resolved\"", "default = \"received\"", 0, "there is no default denominator “received”"),
    ("indicators/emulation_reform.toml", "numerator = [\"dossiers_resolved_on_time\"]", "numerator = [\"dossiers_lost\"]", 0, "“dossiers_lost”, which the catalogue does not have"),
    ("indicators/outcomes.toml", "sum = [\"complaint_received\", ", "sum = [\"reception_calendar_issued\", ", 0, "cannot add up “reception_calendar_issued” of type BOOL"),
    ("indicators/staffing.toml", "value = \"staff_quota_total - staff_present_total\"", "value = \"staff_quota_total - staff_away\"", 0, "bad expression, character 21: the catalogue has no indicator “staff_away”"),
    ("indicators/staffing.toml", "value = \"staff_quota_total - staff_present_total\"", "value = \"staff_vacancies\"", 0, "“staff_vacancies” is derived from itself"),
    ("indicators/staffing.toml", "value = \"staff_quota_total - staff_present_total\"", "value = \"staff_quota_total = 1\"", 0, "this must be a number"),
    ("indicators/staffing.toml", "level = \"DERIVED\"\nvalue", "level = \"CORE\"\nvalue", 0, "level DERIVED, and no other"),
    ("indicators/training.toml", "code = \"training\"", "code = \"staffing\"", 0, "is defined at"),
    ("indicators/reception.toml", "every = \"WEEK\"", "every = \"DAY\"", 0, "“DAY” is none of: MONTH, WEEK"),
    ("indicators/steering_committee.toml", "{ code = \"OTHER\",", "{ code = \"HEAD_OF_AGENCY\",", 0, "is defined at"),
    ("indicators/narrative.toml", "told_by = { section = \"lessons\" }", "told_by = { section = \"lesson\" }", 0, "no form has a section “lesson”"),
    ("indicators/narrative.toml", "told_by = { section = \"lessons\" }", "told_by = { section = \"lessons\", forms = true }", 0, "told_by names exactly one source"),
    ("indicators/narrative.toml", "told_by = { section = \"lessons\" }", "told_by = { section = \"lessons\", in_period = true }", 0, "told_by names exactly one source"),
    ("indicators/dissemination.toml", "citations = \"DISSEMINATED\"", "citations = \"READ\"", 0, "“READ” is none of: BASIS"),
    ("indicators/steering_committee.toml", "kind = \"DECISION\"", "kind = \"LETTER\"", 0, "there is no kind of document “LETTER”"),
    ("indicators/training.toml", "unit = \"PERSON\"", "unit = \"PERSON\"\ntold_by = { section = \"lessons\" }", 0, "does not tell figures of this type"),
    // Forms.
    ("forms/dvcq_quarterly.toml", "\"staff_in_charge\", ", "\"staff_on_leave\", ", 0, "“staff_on_leave” is not in the catalogue"),
    ("forms/dvcq_quarterly.toml", "\"staff_in_charge\", ", "\"staff_vacancies\", ", 0, "“staff_vacancies” is derived, never asked"),
    ("forms/dvcq_quarterly.toml", "\"staff_in_charge\", ", "\"staff_in_charge\", \"staff_quota_total\", ", 0, "“staff_quota_total” is asked twice"),
    ("forms/dvcq_quarterly.toml", "\"staff_in_charge\", ", "\"staff_in_charge\", \"qcdc_classification\", ", 0, "“qcdc_classification” is due in no period"),
    ("forms/dvcq_quarterly.toml", "code = \"lessons\"", "code = \"general_assessment\"", 0, "section “general_assessment” is defined at"),
    ("forms/dvcq_quarterly.toml", "printed_number = \"IV\"\n", "", 0, "printed_number is missing"),
    ("forms/dvcq_quarterly.toml", "content = \"NARRATIVE\"\nnarrative_required = false", "content = \"PROSE\"\nnarrative_required = false", 0, "“PROSE” is none of"),
    ("forms/dvcq_quarterly.toml", "valid_to = 2021-01-31", "valid_to = 2015-12-31", 0, "is before valid_from"),
    ("forms/dvcq_annual.toml", "extends = \"dvcq_quarterly\"", "extends = \"dvcq_weekly\"", 0, "no form “dvcq_weekly” to extend"),
    ("forms/dvcq_annual.toml", "extends = \"dvcq_quarterly\"", "extends = \"dvcq_annual\"", 0, "“dvcq_annual” extends itself"),
    ("forms/dvcq_quarterly.toml", "code = \"dvcq_quarterly\"", "code = \"dvcq_annual\"", 0, "is defined at"),
    // Rules.
    ("rules/general.toml", "\"staff_present_total <= staff_quota_total\"", "\"staff_present_total <= \"", 0, "bad expression, character 24: the expression is not complete"),
    ("rules/general.toml", "\"staff_present_total <= staff_quota_total\"", "\"staff_present_total + staff_quota_total\"", 0, "this must be a condition"),
    ("rules/general.toml", "\"staff_present_total <= staff_quota_total\"", "\"staff_present_total <= staff_quota\"", 0, "no indicator “staff_quota”"),
    ("rules/general.toml", "\"@next_period_tasks >= 1\"", "\"@next_tasks >= 1\"", 0, "there is no observation “@next_tasks”"),
    ("rules/general.toml", "id = \"S02\"", "id = \"S01\"", 0, "rule “S01” is defined at"),
    ("rules/general.toml", "more than the quota of {right}.", "more than the quota of {quota}.", 0, "message: “{quota}” means nothing"),
    ("rules/grievances.toml", "\"{t}_pending_overdue <= {t}_pending\"", "\"{t}_overdue <= {t}_pending\"", 0, "no indicator “complaint_overdue”"),
    ("rules/models.toml", "id = \"D06\"\nseverity = \"ERROR\"", "id = \"D06\"\nseverity = \"FATAL\"", 1, "“FATAL” is none of: ERROR, WARNING, INFORMATION"),
    // Calendars.
    ("calendars/tra_vinh_dvcq_2022.toml", "period = \"HALF_YEAR\"\nordinals = [1]", "period = \"HALF_YEAR\"\nordinals = [3]", 0, "A year has no period number 3"),
    ("calendars/tra_vinh_dvcq_2022.toml", "period = \"HALF_YEAR\"\nordinals = [1]\ncumulative = true\nopens = { month = -1, day = 15 }\ncontinues_last_year = true\nclosing = { working_days_before_due = 1 }",
        "period = \"HALF_YEAR\"\nordinals = [1]\nopens = { month = -1, day = 15 }\nclosing = { month = 0, day = 14 }", 0, "rules.0.levels.0.due: Period 2022-H1: the due day 09/06/2022 is not after the closing day 14/06/2022"),
    ("calendars/tra_vinh_dvcq_2022.toml", "code = \"TRA_VINH_DVCQ_2022\"", "code = \"ND09_DEFAULT\"", 0, "is defined at"),
    ("calendars/nd09_default.toml", "code = \"ND09_DEFAULT\"", "code = \"ND09_DEFAULT\"\ncolour = \"red\"", 1, "unknown field `colour`"),
    ("days_off.toml", "date = 2019-02-05\nkind = \"OFF\"", "date = 2019-02-05\nkind = \"HOLIDAY\"", 1, "“HOLIDAY” is none of: OFF, WORKING"),
    ("days_off.toml", "date = 2019-02-05", "date = 2019-02-06", 5, "is defined at"),
    // The other files.
    ("disclosure.toml", "code = \"work_plans\"", "code = \"policies_laws\"", 0, "content “policies_laws” is defined at"),
    ("disclosure.toml", "label = { vi = \"Số liệu ngân sách hằng quý, 6 tháng, năm\", en = \"Budget figures by quarter, half-year and year\" }\naudiences = [\"PUBLIC\"]\nmodes = [\"DISCLOSE\"]",
        "label = { vi = \"Ngân sách\", en = \"Budget\" }\naudiences = [\"PUBLIC\"]\nmodes = [\"WHISPER\"]", 2, "“WHISPER” is none of"),
    ("disclosure.toml", "code = \"COMMUNE_2007\"", "code = \"AGENCY_2015\"", 14, "“AGENCY_2015” is defined at"),
    ("disclosure.toml", "code = \"work_plans\"\nlabel = { vi = \"Kế hoạch công tác năm, quý, tháng\", en = \"Yearly, quarterly and monthly work plans\" }\naudiences = [\"AGENCY\"]\nmodes = [\"DISCLOSE\"]\nunder = [{ regime = \"AGENCY_2015\"",
        "code = \"work_plans\"\nlabel = { vi = \"Kế hoạch\", en = \"Plans\" }\naudiences = [\"AGENCY\"]\nmodes = [\"DISCLOSE\"]\nunder = [{ regime = \"AGENCY_1998\"", 4, "there is no regime “AGENCY_1998”"),
    ("disclosure.toml", "{ mode = \"DECIDE\", known = \"COMPLETE\", total = 4 }", "{ mode = \"DECIDE\", known = \"COMPLETE\", total = 5 }", 0, "AGENCY_2022 DECIDE is COMPLETE but has 4 READ contents"),
    ("disclosure.toml", "{ mode = \"DISCLOSE\", known = \"PARTIAL\", total = 12, vi = \"Điều 46\", en = \"Article 46\" }", "{ mode = \"DISCLOSE\", known = \"PERHAPS\", total = 12 }", 0, "“PERHAPS” is none of: COMPLETE, PARTIAL, HEADINGS, UNKNOWN"),
    ("small_numbers.toml", "\"denunciation_resolved\",", "\"denunciation_settled\",", 0, "there is no indicator “denunciation_settled”"),
    ("small_numbers.toml", "\"denunciation_eligible\",", "\"submissions_received_total\",", 0, "is no count that is entered and added up across agencies"),
    ("small_numbers.toml", "\"leadership_reflections_received\"", "\"complaint_pending\"", 0, "is no count over a period; it belongs to `never`"),
    ("small_numbers.toml", "\"denunciation_pending_overdue\",", "\"denunciation_received\",", 0, "“denunciation_received” is defined at"),
    // Scoring schemes.
    ("scoring/example_100.toml", "maximum = \"12.5\"", "maximum = \"12.4\"", 0, "criteria.7.maximum: The largest points of the parts add up to 19.90; they must add up to 20.00"),
    ("scoring/example_100.toml", "maximum = \"12.5\"", "maximum = 12.5", 0, "cannot be read"),
    ("scoring/example_100.toml", "maximum = \"12.5\"", "maximum = \"12.555\"", 0, "points have at most two decimal places"),
    ("scoring/example_100.toml", "maximum = 100\n", "maximum = 90\n", 0, "criteria: The largest points of the parts add up to 100.00; they must add up to 90.00"),
    ("scoring/example_100.toml", "from = 70\nto = 90", "from = 70\nto = 95", 0, "bands.0.from: Bands overlap from 90.00 to 95.00"),
    ("scoring/example_100.toml", "from = 70\nto = 90", "from = 75\nto = 90", 0, "bands.1.from: Bands leave a gap, or go beyond the scheme, from 70.00 to 75.00"),
    ("scoring/example_100.toml", "class = \"FAIR\"", "class = \"BEST\"", 0, "“BEST” is none of"),
    ("scoring/example_100.toml", "class = \"FAIR\"", "class = \"GOOD\"", 0, "bands.1.class: Each class has one band"),
    ("scoring/example_100.toml", "code = \"plan\"\nparent = \"leadership\"", "code = \"plan\"\nparent = \"nothing\"", 0, "There is no criterion “nothing” before this one"),
    // The register of legal documents.
    ("legal/state.toml", "symbol = \"71/1998/NĐ-CP\"", "symbol = \"Nghị định 71\"", 0, "is no document number and symbol"),
    ("legal/state.toml", "kind = \"ORDINANCE\"", "kind = \"LETTER\"", 0, "there is no kind of document “LETTER”"),
    ("legal/state.toml", "issuer = \"NA_STANDING_COMMITTEE\"", "issuer = \"NOBODY\"", 0, "there is no issuer “NOBODY”"),
    ("legal/state.toml", "issued = \"1998\"", "issued = \"năm 1998\"", 0, "this is no date"),
    ("legal/state.toml", "in_force_from = 2023-07-01\n", "in_force_from = 2023-07-01\nin_force_to = 2023-06-30\n", 1, "is before valid_from"),
    ("legal/state.toml", "replaced_by = \"04/2015/NĐ-CP\"", "replaced_by = \"4/2015/NĐ-CP\"", 0, "the register has no document “4/2015/NĐ-CP”"),
    ("legal/state.toml", "replaced_by = \"04/2015/NĐ-CP\"", "replaced_by = \"71/1998/NĐ-CP\"", 0, "“71/1998/NĐ-CP” is replaced by itself"),
    ("legal/state.toml", "sources = [\"S81\"]", "sources = [\"X.3\"]", 0, "there is no source “X”"),
    ("legal/state.toml", "sources = [\"S81\"]", "sources = []", 0, "a document needs a source"),
    ("legal/state.toml", "symbol = \"71/1998/NĐ-CP\"\n", "", 0, "a document without a symbol needs a code"),
    ("legal/state.toml", "symbol = \"47/2024/QH15\"", "symbol = \"97/2025/QH15\"", 0, "document “97/2025/QH15” is defined at"),
    ("indicators/staffing.toml", "document = \"108/2014/NĐ-CP\"", "document = \"108/2015/NĐ-CP\"", 0, "the register has no document “108/2015/NĐ-CP”"),
    ("indicators/staffing.toml", "document = \"108/2014/NĐ-CP\"", "document = \"108/2014/NĐ-CP\", vi = \"Điều 1\"", 0, "lacks one of its texts"),
    ("forms/dvcq_quarterly_3.toml", "comparability = \"NARROWER\"", "comparability = \"CLOSER\"", 0, "“CLOSER” is none of"),
    ("forms/dvcq_quarterly_3.toml", "indicator = \"matters_put_to_people_approved\"", "indicator = \"staff_vacancies\"", 0, "does not ask for it"),
    ("symbols.toml", "abbreviations = [\"NQ\"]", "abbreviations = [\"QĐ\"]", 5, "is defined at"),
    ("symbols.toml", "label = { vi = \"Nghị quyết\", en = \"Resolution\" }", "", 0, "the label lacks"),
];

#[test]
fn every_fault_is_told_with_file_and_line() {
    for (file, from, to, further, piece) in BREAKS {
        let copy = Copy::new();
        let line = copy.edit(file, from, to) + further;
        let shown = copy.path(file).display().to_string();
        let faults = copy.faults();
        let told = faults.iter().find(|fault| fault.message.en.contains(piece));
        let told = told.unwrap_or_else(|| panic!("{file} {to}: {faults:#?}"));
        assert_eq!(told.file, shown, "{told}");
        // A fault of a whole entry is told at the entry's code, a few lines above.
        assert!(told.line.abs_diff(line) <= 10, "{told} but line {line}");
        assert!(told.to_string().starts_with(&format!("{shown}:{}: ", told.line)), "{told}");
        assert!(!told.message.vi.is_empty() && told.message.vi != told.message.en, "{told}");
    }
}

#[test]
fn lines_are_exact() {
    for (file, from, to, further) in [
        ("indicators/training.toml", "unit = \"PERSON\"", "unit = \"FURLONG\"", 0),
        (
            "indicators/reception.toml",
            "valid_to = 2026-06-30\nlegal",
            "valid_from = 2026-07-01\nvalid_to = 2026-06-30\nlegal",
            1,
        ),
        (
            "indicators/staffing.toml",
            "value = \"staff_quota_total - staff_present_total\"",
            "value = \"1 +\"",
            0,
        ),
        ("forms/dvcq_quarterly.toml", "\"staff_in_charge\", ", "\"staff_on_leave\", ", 0),
        ("rules/general.toml", "\"staff_present_total <= staff_quota_total\"", "\"1\"", 0),
        ("rules/democracy.toml", "qcdc_classification = 'NOT_CLASSIFIED'", "qcdc_classification = 'BAD'", 0),
    ] {
        let copy = Copy::new();
        let line = copy.edit(file, from, to) + further;
        let faults = copy.faults();
        assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [line], "{faults:#?}");
    }
}

#[test]
fn all_faults_are_told_at_once() {
    let copy = Copy::new();
    copy.edit("indicators/training.toml", "unit = \"PERSON\"", "unit = \"FURLONG\"");
    copy.edit("indicators/training.toml", ", en = \"Training courses\"", "");
    copy.edit("forms/dvcq_quarterly.toml", "\"staff_in_charge\", ", "\"staff_on_leave\", ");
    copy.edit("rules/general.toml", "id = \"S02\"", "id = \"S01\"");
    copy.edit("legal/state.toml", "kind = \"ORDINANCE\"", "kind = \"LETTER\"");
    let faults = copy.faults();
    let files: Vec<String> = faults
        .iter()
        .map(|fault| Path::new(&fault.file).file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(
        files,
        ["dvcq_quarterly.toml", "training.toml", "training.toml", "state.toml", "general.toml"],
        "{faults:#?}"
    );
}

#[test]
fn a_template_tells_its_fault_once() {
    let copy = Copy::new();
    copy.edit("indicators/submissions.toml", "en = \"{En} received in the period\"", "");
    assert_eq!(copy.faults().len(), 1);
}

#[test]
fn circles_are_told() {
    let copy = Copy::new();
    copy.append(
        "indicators/staffing.toml",
        "\n[[indicator]]\ncode = \"one\"\nlabel = { vi = \"một\", en = \"one\" }\nlevel = \"DERIVED\"\nsum = [\"two\"]\n\
         \n[[indicator]]\ncode = \"two\"\nlabel = { vi = \"hai\", en = \"two\" }\nlevel = \"DERIVED\"\nvalue = \"one + 1\"\n",
    );
    let told = copy.faults();
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|fault| fault.message.en.ends_with("is derived from itself")), "{told:#?}");

    let copy = Copy::new();
    copy.edit("forms/dvcq_quarterly.toml", "version = 1", "version = 1\nextends = \"dvcq_annual\"");
    let told = copy.faults();
    assert!(told.iter().any(|fault| fault.message.en.contains("in a circle")), "{told:#?}");
}

#[test]
fn files_that_are_missing_or_do_not_belong_are_told() {
    let copy = Copy::new();
    fs::remove_file(copy.path("symbols.toml")).unwrap();
    fs::write(copy.path("extra.toml"), "").unwrap();
    let told: Vec<String> = copy.faults().iter().map(|fault| fault.message.en.clone()).collect();
    assert!(told.contains(&"this file is missing".to_owned()), "{told:?}");
    assert!(told.contains(&"this file belongs to no part of a catalogue".to_owned()), "{told:?}");
    let nowhere = Catalogue::load(&copy.path("nowhere")).map(|_| ()).expect_err("there is no such folder");
    assert!(nowhere.iter().any(|fault| fault.message.en.contains("cannot be opened")));
}

#[test]
fn a_new_version_may_extend_the_one_before() {
    let copy = Copy::new();
    let more = "code = \"dvcq_quarterly\"\nversion = 4\nextends = \"dvcq_quarterly\"\nvalid_from = 2030-07-01\n\
        label = { vi = \"Báo cáo quý\", en = \"Quarterly report\" }\n\n[[section]]\ncode = \"qcdc_commune\"\n\
        heading = { vi = \"Dân chủ ở xã, phường, đặc khu\", en = \"Democracy in communes\" }\n";
    fs::write(copy.path("forms/dvcq_quarterly_4.toml"), more).unwrap();
    let catalogue = Catalogue::load(copy.folder.path()).unwrap();
    let version =
        |period: &str| catalogue.form_for("dvcq_quarterly", period.parse().unwrap()).map(|form| form.version);
    assert_eq!((version("2030-Q2"), version("2030-Q3")), (Some(3), Some(4)));
    let form = catalogue.form("dvcq_quarterly", 4).unwrap();
    assert_eq!(form.sections.len(), 14);
    assert_eq!(form.section("qcdc_commune").unwrap().heading.vi, "Dân chủ ở xã, phường, đặc khu");
    assert_eq!(
        catalogue.rules_of(form).len(),
        catalogue.rules_of(catalogue.form("dvcq_quarterly", 1).unwrap()).len()
    );
}

/// Where every list of the laws in force is known in full, what must be disclosed is counted.
#[test]
fn contents_that_must_be_disclosed_are_counted_where_the_lists_are_complete() {
    use crate::catalogue::compute;
    use crate::kit::vocabulary::AgencyKind;
    let copy = Copy::new();
    let text = fs::read_to_string(copy.path("disclosure.toml")).unwrap();
    let (before, from) = text.split_once("code = \"AGENCY_2022\"").unwrap();
    let from = from.replacen("known = \"PARTIAL\", total = 12", "known = \"COMPLETE\", total = 1", 1);
    let before =
        before.replace("valid_from = 2021-02-01\n", "valid_from = 2021-02-01\nvalid_to = 2024-01-01\n");
    fs::write(copy.path("disclosure.toml"), format!("{before}code = \"AGENCY_2022\"{from}")).unwrap();
    let catalogue = Catalogue::load(copy.folder.path()).unwrap();
    let required = |kind, period: &str| {
        let window = period.parse::<crate::kit::Period>().unwrap().window();
        catalogue.required_contents(kind, window).map(|contents| contents.len())
    };
    assert_eq!(required(AgencyKind::Department, "2024-Q4"), Some(1));
    // The commune's own law, the workplace decree, and the decree of 2015 are not known in full.
    assert_eq!(required(AgencyKind::Commune, "2024-Q4"), None);
    assert_eq!(required(AgencyKind::Department, "2023-Q4"), None);
    assert_eq!(required(AgencyKind::Department, "2019-Q3"), None);
    let made = super::subject::made(AgencyKind::Department, "2024-Q4", "");
    let derived = compute(&catalogue, &made.subject());
    assert_eq!(derived["disclosure_items_required"].value, Some(1));
}
