//! What the reports of the years before and after the eight quarters say besides their complaints: the staff conference, the
//! People's Inspectorate, models, scores, what is cited and disclosed. A few of them say what the rules warn of, and explain it.

use chrono::{Days, NaiveDate};

use super::{
    register::Book,
    said::{Saying, Style},
    scores::Told,
    years::submitter_of,
};
use crate::{
    kit::{
        PartialDateInput, Period, PeriodKind, Window,
        vocabulary::{CitationRole, DisclosureAudience, DisclosureForm, DisclosureMode, DisclosureStatus},
    },
    reports::{CitationInput, DisclosureItemInput, DraftPatch, FigureInput, NarrativeSectionInput},
};

/// A report of which something is said: whose, its place among those of its round, and of what.
#[derive(Clone, Copy)]
pub struct Whose<'c> {
    pub code: &'c str,
    pub number: i64,
    pub period: Period,
}

/// Something that a rule warns of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slip {
    /// Decree 149/2018 is cited after Decree 145/2020 has replaced it.
    OldDecree,
    /// Ordinance 34/2007 is cited, and named as the basis of the regulation, after 1 July 2023.
    OldOrdinance,
    /// The conference was held after 31 March.
    LateConference,
    /// The verified score is not the one that Home Affairs recorded.
    OtherScore,
    /// One model more than the register has.
    OneModelMore,
    /// Something disclosed, and no word on how.
    NoForm,
}

/// Who says which of it, and when.
const SLIPS: [(&str, &str, Slip); 13] = [
    ("vi-du-so-03", "2022", Slip::OldDecree),
    ("vi-du-so-03", "2023", Slip::OldDecree),
    ("vi-du-xa-05", "2023", Slip::OldOrdinance),
    ("vi-du-xa-04", "2024", Slip::OldOrdinance),
    ("vi-du-xa-03", "2023", Slip::LateConference),
    ("vi-du-so-03", "2024", Slip::OtherScore),
    ("vi-du-so-05", "2022", Slip::OneModelMore),
    ("vi-du-so-03", "2026-Q1", Slip::OldDecree),
    ("vi-du-so-06", "2026-Q2", Slip::LateConference),
    ("vi-du-so-02", "2026-Q2", Slip::NoForm),
    ("vi-du-so-03", "2026-Q3", Slip::OldDecree),
    ("vi-du-xa-04", "2026-Q3", Slip::OldOrdinance),
    ("vi-du-ban-02", "2026-Q3", Slip::OneModelMore),
];

impl Whose<'_> {
    fn slips(&self, slip: Slip) -> bool {
        let period = self.period.to_string();
        SLIPS.iter().any(|(code, when, which)| *code == self.code && *when == period && *which == slip)
    }

    fn is_commune(&self) -> bool {
        ["vi-du-xa", "vi-du-phuong"].iter().any(|kind| self.code.starts_with(kind))
    }

    fn is_yearly(&self) -> bool {
        self.period.kind() == PeriodKind::Year
    }

    fn window(&self) -> Window {
        self.period.window()
    }

    fn year(&self) -> i32 {
        chrono::Datelike::year(&self.window().to)
    }

    fn style(&self) -> Style {
        style(self.number)
    }
}

/// In which words an agency says "none", by its place among those that report.
pub fn style(number: i64) -> Style {
    [Style::Declares, Style::Zeros, Style::Terse][usize::try_from(number).unwrap_or(0) % 3]
}

/// A report with its figures, and what else it says.
pub fn whole(
    whose: Whose<'_>,
    mut figures: Vec<FigureInput>,
    book: &Book,
    score: Option<Told>,
) -> DraftPatch {
    figures.extend(democracy(whose, score));
    // Of an agency that was divided, which of its models are whose is not recorded: the new part says nothing of models.
    let models = whose.code != "vi-du-ban-04";
    if models {
        let more = usize::from(whose.slips(Slip::OneModelMore));
        figures.extend(book.figures(whose.code, whose.window(), whose.style(), more));
    }
    DraftPatch {
        figures: Some(figures),
        citations: Some(citations(whose)),
        models: models.then(|| book.listed(whose.code, whose.window())),
        ..DraftPatch::default()
    }
}

/// The texts of a quarter's report.
pub fn sections() -> Vec<NarrativeSectionInput> {
    const TEXTS: [(&str, &str); 9] = [
        ("opening_assessment", "Công tác dân vận chính quyền được triển khai kịp thời (lời văn minh họa)."),
        ("dissemination", "Quán triệt văn bản mới tại các buổi họp cơ quan (lời văn minh họa)."),
        ("coordination", "Phối hợp với Mặt trận Tổ quốc theo chương trình đã ký (lời văn minh họa)."),
        ("steering_committee", "Ban Chỉ đạo duy trì hoạt động theo quy chế (lời văn minh họa)."),
        ("qcdc_agency", "Công khai, lấy ý kiến theo quy định (lời văn minh họa)."),
        ("emulation", "Duy trì các mô hình “Dân vận khéo” (lời văn minh họa)."),
        ("general_assessment", "Nhìn chung nhiệm vụ đạt kế hoạch (lời văn minh họa)."),
        ("lessons", "Công khai kịp thời thì dân tin (minh họa)."),
        ("recommendations", "Không."),
    ];
    let section = |(code, text): (&str, &str)| NarrativeSectionInput {
        section_code: code.into(),
        text: Some(text.into()),
        ..NarrativeSectionInput::default()
    };
    TEXTS.into_iter().map(section).collect()
}

/// The staff conference at the beginning of the year, the inspectorate, the regulation and its score.
fn democracy(whose: Whose<'_>, score: Option<Told>) -> Vec<FigureInput> {
    let mut say = Saying::new(whose.style());
    let (number, year) = (whose.number, whose.year());
    let late = whose.slips(Slip::LateConference);
    let first = whose.period.to_string().ends_with("-Q1");
    say.truth_noted("qcdc_regulation_issued", true, "Quy chế của cơ quan, số liệu minh họa.");
    if whose.is_yearly() || first || late {
        conference(whose, late, &mut say);
    }
    let inspectorate = number % 8 != 6;
    say.truth("people_inspectorate_exists", inspectorate);
    if inspectorate {
        let recommendations = (number + i64::from(year)) % 3;
        say.number(
            "people_inspectorate_members",
            if whose.is_commune() { 5 + number % 2 * 2 } else { 3 + number % 2 * 2 },
        );
        say.number("people_inspectorate_inspections", (number + 1) % 3);
        say.number("people_inspectorate_recommendations", recommendations);
        say.number("people_inspectorate_recommendations_accepted", recommendations - recommendations / 2);
    }
    if whose.is_yearly() {
        say.choice("qcdc_regulation_basis", basis(whose));
        let term =
            NaiveDate::from_ymd_opt(year - year % 2, 1, 15).filter(|_| inspectorate && !whose.is_commune());
        if let Some(term) = term {
            say.date("people_inspectorate_term_start", term);
        }
        if let Some(told) = score {
            say.number("qcdc_self_score", told.own);
            if let Some((verified, class)) = told.verified {
                let less = if whose.slips(Slip::OtherScore) { 2 } else { 0 };
                say.number("qcdc_verified_score", verified - less);
                say.choice("qcdc_classification", class.code());
            }
        }
    }
    say.figures()
}

fn conference(whose: Whose<'_>, late: bool, say: &mut Saying) {
    let held = late || whose.number % 9 != 8;
    say.truth("staff_conference_held", held);
    let first = NaiveDate::from_ymd_opt(whose.year(), if late { 4 } else { 1 }, 8);
    let (true, Some(first)) = (held, first) else { return };
    let eligible = 24 + whose.number * 5 % 40 + i64::from(whose.year() % 3);
    let attended = eligible - whose.number % 4;
    say.date("staff_conference_date", first + Days::new(whose.number.unsigned_abs()));
    say.number("staff_conference_eligible", eligible);
    say.number("staff_conference_attended", attended);
    if whose.is_yearly() {
        say.choice("staff_conference_form", "PLENARY");
        say.number("staff_conference_approval_votes", attended - whose.number % 3);
    }
}

/// The law that an agency's regulation rests on.
fn basis(whose: Whose<'_>) -> &'static str {
    match (whose.year() >= 2023 && !whose.slips(Slip::OldOrdinance), whose.is_commune()) {
        (true, _) => "LAW_2022",
        (false, true) => "PL34_2007",
        (false, false) => "ND04_2015",
    }
}

/// What a report cites: the law, the decree on the workplace, and the agency's own decision.
fn citations(whose: Whose<'_>) -> Vec<CitationInput> {
    let year = whose.year();
    let mut cited = Vec::new();
    let section = if whose.is_commune() { "qcdc_commune" } else { "qcdc_agency" };
    let law = match basis(whose) {
        _ if whose.slips(Slip::OldOrdinance) => &ORDINANCE,
        "LAW_2022" => &LAW,
        "PL34_2007" => &ORDINANCE,
        _ => &DECREE,
    };
    cited.push(law.cited(section));
    let workplace = match year {
        _ if whose.slips(Slip::OldDecree) => Some(&OLD_WORKPLACE),
        ..2019 => None,
        2019..2021 => Some(&OLD_WORKPLACE),
        _ => Some(&WORKPLACE),
    };
    if let Some(instrument) = workplace.filter(|_| whose.number % 2 == 0) {
        cited.push(instrument.cited("qcdc_workplace"));
    }
    cited.push(own_decision(whose));
    cited
}

/// A document of the state that reports cite; these are real.
struct Instrument {
    kind: &'static str,
    number: &'static str,
    symbol: &'static str,
    issuer: &'static str,
    date: (i32, i32, i32),
    title: &'static str,
}

impl Instrument {
    fn cited(&self, section: &str) -> CitationInput {
        let (year, month, day) = self.date;
        let (kind, number, symbol) = (self.kind, self.number, self.symbol);
        CitationInput {
            as_cited: format!(
                "{kind} số {number}/{symbol} ngày {day:02}/{month}/{year} của {} về {}",
                self.issuer, self.title
            ),
            number: Some(number.into()),
            symbol: Some(symbol.into()),
            kind: Some(kind.into()),
            issuer: Some(self.issuer.into()),
            date: Some(PartialDateInput { year, month: Some(month), day: Some(day) }),
            title: Some(self.title.into()),
            section_code: Some(section.into()),
            role: CitationRole::Implemented,
        }
    }
}

static ORDINANCE: Instrument = Instrument {
    kind: "Pháp lệnh",
    number: "34",
    symbol: "2007/PL-UBTVQH11",
    issuer: "Ủy ban Thường vụ Quốc hội",
    date: (2007, 4, 20),
    title: "thực hiện dân chủ ở xã, phường, thị trấn",
};
static DECREE: Instrument = Instrument {
    kind: "Nghị định",
    number: "04",
    symbol: "2015/NĐ-CP",
    issuer: "Chính phủ",
    date: (2015, 1, 9),
    title: "thực hiện dân chủ trong hoạt động của cơ quan hành chính nhà nước và đơn vị sự nghiệp công lập",
};
static LAW: Instrument = Instrument {
    kind: "Luật",
    number: "10",
    symbol: "2022/QH15",
    issuer: "Quốc hội",
    date: (2022, 11, 10),
    title: "thực hiện dân chủ ở cơ sở",
};
static OLD_WORKPLACE: Instrument = Instrument {
    kind: "Nghị định",
    number: "149",
    symbol: "2018/NĐ-CP",
    issuer: "Chính phủ",
    date: (2018, 11, 1),
    title: "thực hiện quy chế dân chủ ở cơ sở tại nơi làm việc",
};
static WORKPLACE: Instrument = Instrument {
    kind: "Nghị định",
    number: "145",
    symbol: "2020/NĐ-CP",
    issuer: "Chính phủ",
    date: (2020, 12, 14),
    title: "điều kiện lao động và quan hệ lao động",
};

/// The agency's own decision, made up; that of whom a new agency continues where it is one.
fn own_decision(whose: Whose<'_>) -> CitationInput {
    let symbol = submitter_of(whose.code).trim_start_matches("vi-du-").replace('-', "").to_uppercase();
    let symbol = format!("QĐ-VD{symbol}");
    let title = "ban hành Quy chế thực hiện dân chủ trong hoạt động của cơ quan";
    CitationInput {
        as_cited: format!("Quyết định số 15/{symbol} ngày 11/01/2016 về việc {title} (văn bản minh họa)"),
        number: Some("15".into()),
        symbol: Some(symbol),
        kind: Some("Quyết định".into()),
        issuer: None,
        date: Some(PartialDateInput { year: 2016, month: Some(1), day: Some(11) }),
        title: Some(title.into()),
        section_code: Some("qcdc_agency".into()),
        role: CitationRole::Issued,
    }
}

/// What a made-up agency says of the contents that are to be disclosed under the law of 2022: most are, some are not, and of some
/// nothing is said.
pub fn disclosures(whose: Whose<'_>) -> Vec<DisclosureItemInput> {
    const OF_COMMUNES: [&str; 2] = ["commune_socioeconomic_plan", "commune_budget"];
    let contents = if whose.is_commune() { &OF_COMMUNES[..] } else { &super::words::CONTENTS[..] };
    let quarter = whose.window().to.format("%m").to_string().parse::<i64>().unwrap_or(0);
    let mut items = Vec::new();
    for (place, content) in (0_i64..).zip(contents) {
        let status = match (whose.number * 7 + place * 3 + quarter) % 11 {
            0 => DisclosureStatus::NotDisclosed,
            1 => DisclosureStatus::NotStated,
            2 => continue,
            _ => DisclosureStatus::Disclosed,
        };
        let disclosed = status == DisclosureStatus::Disclosed;
        let bare = whose.slips(Slip::NoForm) && place == 4;
        items.push(DisclosureItemInput {
            content: (*content).into(),
            status,
            audience: Some(if whose.is_commune() {
                DisclosureAudience::Public
            } else {
                DisclosureAudience::Staff
            }),
            modes: if disclosed { vec![DisclosureMode::Disclose] } else { Vec::new() },
            forms: if disclosed && !bare { forms(whose.number + place) } else { Vec::new() },
            as_stated: None,
            section_code: Some(if whose.is_commune() { "qcdc_commune" } else { "qcdc_agency" }.into()),
        });
    }
    items
}

fn forms(turn: i64) -> Vec<DisclosureForm> {
    let other = [
        DisclosureForm::Meeting,
        DisclosureForm::Intranet,
        DisclosureForm::AgencyWebsite,
        DisclosureForm::Conference,
    ];
    let other = other[usize::try_from(turn).unwrap_or(0) % other.len()];
    if turn % 3 == 0 {
        vec![DisclosureForm::PostedAtOffice]
    } else {
        vec![DisclosureForm::PostedAtOffice, other]
    }
}
