//! Everything that somebody can ask about some counts, as sums of what agencies told.

use super::group::Group;
use super::place::{AT_HOME, Place};
use super::solver::Sums;
use crate::kit::answer::Answer;
use crate::kit::person::{Person, report_by};
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
type Range = (&'static str, &'static str, &'static [&'static str]);

const RANGES: [Range; 6] = [
    ("2018-Q1", "2018-Q1", &["2018-Q1"]),
    ("2018-Q2", "2018-Q2", &["2018-Q2"]),
    ("2018-Q3", "2018-Q3", &["2018-Q3"]),
    ("2018-Q1", "2018-Q2", &["2018-Q1", "2018-Q2"]),
    ("2018-Q1", "2018-Q3", &["2018-Q1", "2018-Q2", "2018-Q3"]),
    (HALF_YEAR, HALF_YEAR, &["2018-Q1", "2018-Q2", HALF_YEAR]),
];
/// A round beside those of its quarters.
pub const HALF_YEAR: &str = "2018-H1";

/// What somebody listens to.
const HEARD: Range = RANGES[4];

const TOTAL: &str = "value amount withheld";
const FIGURE: &str = "indicator { code } state value note asStated withheld";

/// A value that is there is no withheld one, and one that is withheld is not there.
fn value(total: &Value) -> Option<i64> {
    let value = total["value"].as_i64();
    assert!(!(total["withheld"] == true && value.is_some()), "{total}");
    value
}

/// The rate of those resolved on time, with both its parts.
fn rate() -> String {
    format!("value numerator {{ {TOTAL} }} denominator {{ {TOTAL} }}")
}

/// What is asked of a consolidation: everything, in every way.
fn everything() -> String {
    let (keys, rate) = ("agency { code } agencyKind period", rate());
    let codes: Vec<&str> =
        ["submissions_received_total", "denunciation_on_time_rate"].into_iter().chain(COUNTS).collect();
    let mut figures = String::new();
    for (at, by) in GROUPINGS.iter().enumerate() {
        figures += &format!(
            "g{at}: figures(indicators: {codes:?}, by: [{by}]) {{ indicator {{ code }} {keys}
                total {{ {TOTAL} }} range {{ minimum maximum mean withheld }} rate {{ {rate} }} }}
             v{at}: grievanceHandling(by: [{by}]) {{
                overall {{ ...Part }} groups {{ {keys} figures {{ ...Part }} }} }} "
        );
    }
    format!(
        "{figures} figures(indicators: {COUNTS:?}) {{ indicator {{ code }} total {{ sources(first: 15) {{ nodes {{
           agency {{ code }} period figure {{ {FIGURE} }} }} }} }} }}
         narratives(section: \"dissemination\") {{ section {{ text items withheld }} }}"
    )
}

/// What is asked of each part of a view.
fn part() -> String {
    let rate = rate();
    format!(
        "fragment Part on GrievanceFigures {{
           submissions {{ received {{ {TOTAL} }} }} leadershipReflections {{ {TOTAL} }}
           denunciations {{ received {{ {TOTAL} }} resolved {{ {TOTAL} }} resolvedOnTime {{ {TOTAL} }}
             pending {{ {TOTAL} }} onTimeRate {{ {rate} }} }} }}"
    )
}

/// Somebody who asks for everything, and what they were told.
pub struct Harvest<'p> {
    person: &'p Person,
    place: Place,
    pub sums: Sums,
    /// Every answer to the letter; those about a release as one.
    pub texts: Vec<String>,
    structures: &'static [&'static str],
}

impl<'p> Harvest<'p> {
    pub fn of(person: &'p Person) -> Self {
        let structures = &["AS_REPORTED", "BY_SUCCESSOR"];
        Harvest { person, place: AT_HOME, sums: Sums::default(), texts: Vec::new(), structures }
    }

    /// The same, asked from somewhere.
    pub fn at(self, place: Place) -> Self {
        Harvest { place, ..self }
    }

    /// The same without asking a second time by successor.
    pub fn once(self) -> Self {
        Harvest { structures: &["AS_REPORTED"], ..self }
    }

    fn hear(&mut self, answer: Answer) -> Value {
        let told = self.place.told(answer.data().clone());
        self.texts.push(answer.text);
        told
    }

    /// Asks for the consolidation of everything in every way, as known at an instant or live.
    pub async fn consolidations(&mut self, known_at: Option<&str>, counting: &Counting) {
        let (declared, given) = known_at.map_or(("", ""), |_| (", $at: DateTime", ", knownAt: $at"));
        let everything = everything();
        let asked = self.place.asked(&format!(
            "consolidation(from: $from, to: $to{given}, structure: $structure) {{ {everything} }}"
        ));
        let query = format!(
            "query ($from: Period!, $to: Period!{declared}, $structure: Structure!) {{ {asked} }} {}",
            part()
        );
        for (from, to, periods) in RANGES {
            for structure in self.structures {
                let mut variables = json!({ "from": from, "to": to, "structure": structure });
                if let Some(at) = known_at {
                    variables["at"] = json!(at);
                }
                let answer = self.person.graphql(&query, variables).await;
                let picture = self.hear(answer)["consolidation"].take();
                self.picture(&picture, periods, counting);
            }
        }
    }

    /// The document of whoever listens to a consolidation of [`HEARD`].
    pub fn listening() -> String {
        let (from, to, _) = HEARD;
        let everything = everything();
        format!(
            "subscription {{ consolidationChanged(from: {from:?}, to: {to:?}) {{ {everything} }} }} {}",
            part()
        )
    }

    /// Takes what a listener was told.
    pub fn heard(&mut self, payload: &Value, counting: &Counting) {
        self.texts.push(payload.to_string());
        self.picture(&payload["data"]["consolidationChanged"], HEARD.2, counting);
    }

    /// Takes what a consolidation of some periods tells.
    fn picture(&mut self, picture: &Value, periods: &[&'static str], counting: &Counting) {
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
                let report = counting.iter().find(|((one, other), _)| agency == one && period == other);
                let ((agency, period), (version, _)) = report.unwrap();
                self.told(&source["figure"], (*agency, *period, *version));
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
            let asked = self.place.asked(&format!(
                "report(by: $by) {{ versions {{ number digest receipt {{ file }} acceptanceReceipt {{ file }} \
                   content {{ {content} }} }} }}"
            ));
            let query = format!("query ($by: ReportBy!) {{ {asked} }}");
            let answer = self.person.graphql(&query, json!({ "by": report_by(agency, period) })).await;
            for version in self.hear(answer)["report"]["versions"].as_array().unwrap() {
                let number = usize::try_from(version["number"].as_u64().unwrap()).unwrap();
                for figure in version["content"]["figures"].as_array().unwrap() {
                    self.told(figure, (*agency, *period, number));
                }
            }
        }
    }

    /// Reads everything of a release, and how it differs from what is now and from another one.
    pub async fn release(&mut self, id: &str, other_release: &str) {
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
        let frozen = format!(
            "canonicalForm reports {{ version {{ digest }} }} whole: figures(indicators: {COUNTS:?}) {{ {figures} }}
               apart: figures(indicators: {COUNTS:?}, byAgency: true) {{ {figures} }}"
        );
        let (now, other) =
            (format!("compare {{ {compared} }}"), format!("compare(to: $to) {{ {compared} }}"));
        // One after the other: together, and in several provinces, they would cost more than one request may.
        let before = self.texts.len();
        for (declared, question) in [("", frozen), ("", now), (", $to: ID!", other)] {
            let asked = self.place.asked(&format!("release(by: {{ id: $id }}) {{ {question} }}"));
            let query = format!("query ($id: ID!{declared}) {{ {asked} }}");
            let answer = self.person.graphql(&query, json!({ "id": id, "to": other_release })).await;
            self.hear(answer);
        }
        let told = self.texts.split_off(before).concat();
        self.texts.push(told);
    }
}
