//! Everything that somebody can ask about some counts, as sums of what agencies told.

use super::solver::{Cell, Sums};
use crate::kit::answer::Answer;
use crate::kit::person::Person;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The counts that are withheld from readers, as far as these tests tell them.
pub const COUNTS: [&str; 5] = [
    "denunciation_received",
    "denunciation_resolved",
    "denunciation_resolved_on_time",
    "denunciation_pending",
    "leadership_reflections_received",
];

/// What a report tells: a number, none being 0; a count that is not here it is silent about.
pub type Figures = BTreeMap<&'static str, i64>;

/// What counts at an instant, by agency and period: which version, and what it tells.
pub type Counting = BTreeMap<(&'static str, &'static str), (usize, Figures)>;

/// The agencies of the tests with their kinds.
pub const AGENCIES: [(&str, &str); 4] =
    [("SGDDT", "DEPARTMENT"), ("STC", "DEPARTMENT"), ("STTTT", "DEPARTMENT"), ("X-LONG-DUC", "COMMUNE")];

const GROUPINGS: [&str; 6] = ["", "AGENCY", "AGENCY_KIND", "PERIOD", "AGENCY, PERIOD", "AGENCY_KIND, PERIOD"];

/// From where to where, and the periods whose reports are in it.
const RANGES: [(&str, &str, &[&str]); 6] = [
    ("2018-Q1", "2018-Q1", &["2018-Q1"]),
    ("2018-Q2", "2018-Q2", &["2018-Q2"]),
    ("2018-Q3", "2018-Q3", &["2018-Q3"]),
    ("2018-Q1", "2018-Q2", &["2018-Q1", "2018-Q2"]),
    ("2018-Q1", "2018-Q3", &["2018-Q1", "2018-Q2", "2018-Q3"]),
    (HALF_YEAR, HALF_YEAR, &["2018-Q1", "2018-Q2", HALF_YEAR]),
];
/// A round beside those of its quarters.
pub const HALF_YEAR: &str = "2018-H1";

const TOTAL: &str = "value amount withheld";
const FIGURE: &str = "indicator { code } state value note asStated withheld";

/// What one group of an answer is about.
struct Group<'c> {
    reports: Vec<(&'static str, &'static str, usize, &'c Figures)>,
    /// The quarter that tells what there was at the end.
    last: &'static str,
}

impl<'c> Group<'c> {
    fn of(counting: &'c Counting, periods: &[&'static str], cell: &Value) -> Self {
        // An agency's report of the half-year takes the place of its quarters'.
        let told_whole =
            |agency: &str| periods.contains(&HALF_YEAR) && counting.contains_key_of(agency, HALF_YEAR);
        let own = cell["period"].as_str().filter(|period| *period != HALF_YEAR);
        let mut reports = Vec::new();
        for ((agency, period), (version, figures)) in counting {
            let kind = AGENCIES.iter().find(|(code, _)| code == agency).map(|(_, kind)| *kind);
            let inside = periods.contains(period)
                && (!told_whole(agency) || *period == HALF_YEAR)
                && cell["agency"]["code"].as_str().is_none_or(|code| code == *agency)
                && cell["agencyKind"].as_str().is_none_or(|own| Some(own) == kind)
                && own.is_none_or(|own| own == *period);
            if inside {
                reports.push((*agency, *period, *version, figures));
            }
        }
        let mut quarters = periods.iter().filter(|period| **period != HALF_YEAR);
        let last = quarters.rfind(|period| own.is_none_or(|own| own == **period));
        Group { reports, last: last.copied().unwrap_or(HALF_YEAR) }
    }

    /// The cells of a count of which a report tells all of `with`; of a stock those at the end.
    fn cells(&self, count: &'static str, with: &[&str]) -> Vec<Cell> {
        let ends =
            |period: &str| count != "denunciation_pending" || period == HALF_YEAR || period == self.last;
        let reports = self.reports.iter().filter(|(_, period, _, figures)| {
            ends(period)
                && figures.contains_key(count)
                && with.iter().all(|other| figures.contains_key(other))
        });
        reports.map(|(agency, period, version, _)| (*agency, *period, *version, count)).collect()
    }

    /// What was told of complaints, which nobody withholds.
    fn complaints(&self) -> i64 {
        self.reports.iter().filter_map(|(.., figures)| figures.get("complaint_received")).sum()
    }
}

trait Keys {
    fn contains_key_of(&self, agency: &str, period: &str) -> bool;
}

impl Keys for Counting {
    fn contains_key_of(&self, agency: &str, period: &str) -> bool {
        self.keys().any(|(one, other)| (*one, *other) == (agency, period))
    }
}

/// A value that is there is no withheld one, and one that is withheld is not there.
fn value(total: &Value) -> Option<i64> {
    let value = total["value"].as_i64();
    assert!(!(total["withheld"] == true && value.is_some()), "{total}");
    value
}

/// Somebody who asks for everything, and what they were told.
pub struct Harvest<'p> {
    person: &'p Person,
    pub sums: Sums,
    /// Every answer to the letter.
    pub texts: Vec<String>,
    structures: &'static [&'static str],
}

impl<'p> Harvest<'p> {
    pub fn of(person: &'p Person) -> Self {
        let structures = &["AS_REPORTED", "BY_SUCCESSOR"];
        Harvest { person, sums: Sums::default(), texts: Vec::new(), structures }
    }

    /// The same without asking a second time by successor.
    pub fn once(self) -> Self {
        Harvest { structures: &["AS_REPORTED"], ..self }
    }

    fn hear(&mut self, answer: Answer) -> Value {
        let data = answer.data().clone();
        self.texts.push(answer.text);
        data
    }

    /// Asks for the consolidation of everything in every way, as known at an instant or live.
    pub async fn consolidations(&mut self, known_at: Option<&str>, counting: &Counting) {
        let keys = "agency { code } agencyKind period";
        let codes: Vec<&str> =
            ["submissions_received_total", "denunciation_on_time_rate"].into_iter().chain(COUNTS).collect();
        let rate = format!("value numerator {{ {TOTAL} }} denominator {{ {TOTAL} }}");
        let mut figures = String::new();
        for (at, by) in GROUPINGS.iter().enumerate() {
            figures += &format!(
                "g{at}: figures(indicators: {codes:?}, by: [{by}]) {{ indicator {{ code }} {keys}
                    total {{ {TOTAL} }} range {{ minimum maximum mean withheld }} rate {{ {rate} }} }}
                 v{at}: grievanceHandling(by: [{by}]) {{
                    overall {{ ...Part }} groups {{ {keys} figures {{ ...Part }} }} }} "
            );
        }
        let query = format!(
            "query ($from: Period!, $to: Period!, $at: DateTime, $structure: Structure!) {{
               consolidation(from: $from, to: $to, knownAt: $at, structure: $structure) {{ {figures}
                 figures(indicators: {COUNTS:?}) {{ indicator {{ code }} total {{ sources(first: 100) {{ nodes {{
                   agency {{ code }} period figure {{ {FIGURE} }} }} }} }} }}
                 narratives(section: \"dissemination\") {{ section {{ text items withheld }} }} }} }}
             fragment Part on GrievanceFigures {{
               submissions {{ received {{ {TOTAL} }} }} leadershipReflections {{ {TOTAL} }}
               denunciations {{ received {{ {TOTAL} }} resolved {{ {TOTAL} }} resolvedOnTime {{ {TOTAL} }}
                 pending {{ {TOTAL} }} onTimeRate {{ {rate} }} }} }}"
        );
        for (from, to, periods) in RANGES {
            for structure in self.structures {
                let variables = json!({ "from": from, "to": to, "at": known_at, "structure": structure });
                let answer = self.person.graphql(&query, variables).await;
                let picture = self.hear(answer)["consolidation"].take();
                for at in 0..GROUPINGS.len() {
                    for cell in picture[format!("g{at}")].as_array().unwrap() {
                        self.figure(cell, &Group::of(counting, periods, cell));
                    }
                    let view = &picture[format!("v{at}")];
                    self.part(&view["overall"], &Group::of(counting, periods, &json!({})));
                    for cell in view["groups"].as_array().unwrap() {
                        self.part(&cell["figures"], &Group::of(counting, periods, cell));
                    }
                }
                for cell in picture["figures"].as_array().unwrap() {
                    for source in cell["total"]["sources"]["nodes"].as_array().unwrap() {
                        let (agency, period) = (&source["agency"]["code"], &source["period"]);
                        let report =
                            counting.iter().find(|((one, other), _)| agency == one && period == other);
                        let ((agency, period), (version, _)) = report.unwrap();
                        self.told(&source["figure"], (*agency, *period, *version));
                    }
                }
            }
        }
    }

    fn figure(&mut self, cell: &Value, group: &Group<'_>) {
        let code = cell["indicator"]["code"].as_str().unwrap();
        match COUNTS.into_iter().find(|count| *count == code) {
            None if code == "submissions_received_total" => self.all_kinds(&cell["total"], group),
            None => self.rate(&cell["rate"], group),
            Some(count) => {
                self.total(&cell["total"], group, count);
                // Of several it is one agency's number, whosever it is.
                let cells = group.cells(count, &[]);
                for bound in ["minimum", "maximum", "mean"] {
                    if let Some(number) = cell["range"][bound].as_str().filter(|_| cells.len() == 1) {
                        let number = number.split('.').next().unwrap().parse().unwrap();
                        self.sums.add(cells.clone(), number);
                    }
                }
            }
        }
    }

    fn part(&mut self, figures: &Value, group: &Group<'_>) {
        let denunciations = &figures["denunciations"];
        for (field, count) in [
            ("received", "denunciation_received"),
            ("resolved", "denunciation_resolved"),
            ("resolvedOnTime", "denunciation_resolved_on_time"),
            ("pending", "denunciation_pending"),
        ] {
            self.total(&denunciations[field], group, count);
        }
        self.total(&figures["leadershipReflections"], group, "leadership_reflections_received");
        self.rate(&denunciations["onTimeRate"], group);
        self.all_kinds(&figures["submissions"]["received"], group);
    }

    fn total(&mut self, total: &Value, group: &Group<'_>, count: &'static str) {
        if let Some(value) = value(total) {
            self.sums.add(group.cells(count, &[]), value);
        }
    }

    /// Every kind of submission together, less what is no secret.
    fn all_kinds(&mut self, total: &Value, group: &Group<'_>) {
        if let Some(value) = value(total) {
            self.sums.add(group.cells("denunciation_received", &[]), value - group.complaints());
        }
    }

    /// Both parts of the rate of those resolved on time, of the reports that tell both; a rate alone would tell of them too.
    fn rate(&mut self, rate: &Value, group: &Group<'_>) {
        let both = ["denunciation_resolved_on_time", "denunciation_resolved"];
        match (value(&rate["numerator"]), value(&rate["denominator"])) {
            (Some(numerator), Some(denominator)) => {
                self.sums.add(group.cells(both[0], &both), numerator);
                self.sums.add(group.cells(both[1], &both), denominator);
            }
            _ => assert!(rate["value"].is_null(), "{rate}"),
        }
    }

    /// A figure that is told one by one, behind a total or in a report.
    fn told(&mut self, figure: &Value, (agency, period, version): (&'static str, &'static str, usize)) {
        let code = figure["indicator"]["code"].as_str().unwrap();
        let count = COUNTS.into_iter().find(|one| *one == code).unwrap();
        if let Some(number) = figure["value"].as_str() {
            self.sums.add([(agency, period, version, count)], number.parse().unwrap());
        }
    }

    /// Reads every version of every report that counted at some time, and what changed.
    pub async fn reports(&mut self, counting: &Counting) {
        let content = format!(
            "figures(indicators: {COUNTS:?}) {{ {FIGURE} }} figure(indicator: \"denunciation_received\") {{ {FIGURE} }}
             sections {{ text items withheld }}"
        );
        for (agency, period) in counting.keys() {
            let selection = format!(
                "versions {{ number digest receipt {{ file }} acceptanceReceipt {{ file }} content {{ {content} }} }}"
            );
            let answer = self.person.report(agency, period, &selection).await;
            for version in self.hear(answer)["report"]["versions"].as_array().unwrap() {
                let number = usize::try_from(version["number"].as_u64().unwrap()).unwrap();
                for figure in version["content"]["figures"].as_array().unwrap() {
                    self.told(figure, (*agency, *period, number));
                }
            }
        }
    }

    /// Reads everything of a release, and what is another one or now.
    pub async fn release(&mut self, id: &str, other: &str) {
        let figures =
            "indicatorCode agency { code } total { value amount withheld coverage { noneDeclared } }
            rate { value numerator { value } denominator { value } }";
        let total =
            "from { value amount } to { value amount } difference amount coverage { stated noneDeclared }
            parts { difference steps { before { value standing } after { value standing } difference
              versionsBefore { digest } versionsAfter { digest } } }";
        let compared = format!(
            "figures(byAgency: true, unchanged: true, indicators: {COUNTS:?}) {{ indicatorCode total {{ {total} }} }}"
        );
        let query = format!(
            "query ($id: ID!, $to: ID!) {{ release(by: {{ id: $id }}) {{ canonicalForm reports {{ version {{ digest }} }}
               whole: figures(indicators: {COUNTS:?}) {{ {figures} }}
               apart: figures(indicators: {COUNTS:?}, byAgency: true) {{ {figures} }}
               now: compare {{ {compared} }} other: compare(to: $to) {{ {compared} }} }} }}"
        );
        let answer = self.person.graphql(&query, json!({ "id": id, "to": other })).await;
        self.hear(answer);
    }
}
