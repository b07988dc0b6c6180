//! What a reorganisation names, looked up, and whether its kind may have that.

use chrono::NaiveDate;
use std::collections::BTreeMap;
use uuid::Uuid;

use super::{
    input::{AgencyReorganiseInput, SuccessorInput},
    names::Names,
};
use crate::{
    kit::{Bilingual, Code, Problem, text, vocabulary::AgencyKind},
    organisation::{
        AgencyRow, Borne, code_key,
        history::{History, NewIdentifier, ReorganisationKind},
    },
};

/// The most agencies that one event names: more than a province's districts and communes of one decision.
const MOST_AGENCIES: usize = 200;

/// The most identifiers that an agency gets at once.
const MOST_IDENTIFIERS: usize = 10;

/// A new agency.
pub struct Made {
    pub code: String,
    pub name: String,
    pub kind: AgencyKind,
    pub parent: Option<Uuid>,
    pub example: bool,
}

/// Who continues agencies.
pub enum Heir {
    There(AgencyRow),
    New(Made),
}

impl Heir {
    pub fn code(&self) -> &str {
        match self {
            Heir::There(row) => &row.code,
            Heir::New(made) => &made.code,
        }
    }
}

/// What an event names.
pub struct Shape {
    pub agencies: Vec<AgencyRow>,
    pub heirs: Vec<(Heir, Vec<NewIdentifier>)>,
    pub name: Option<String>,
    pub identifiers: Vec<NewIdentifier>,
    /// Of MOVE.
    pub parent: Option<Uuid>,
    /// Code of who answers for those that end.
    pub answering: Option<String>,
    /// Whether the agencies end.
    pub ends: bool,
    /// Codes of the successors as they were sent, of those that cannot be, too.
    pub sent: Vec<String>,
}

/// Looks up what is named among the province's agencies; everything that is wrong with it is put to the problems.
pub fn read(
    input: &mut AgencyReorganiseInput,
    known: &BTreeMap<String, AgencyRow>,
    history: &History,
    problems: &mut Vec<Problem>,
) -> Shape {
    let on = input.effective_on.0;
    let kind = input.kind;
    // Who is to end, or to be changed, was there on the day before; of a change of the first day, on that day.
    let eve = match kind {
        ReorganisationKind::Rename | ReorganisationKind::Move => on,
        _ => on.pred_opt().unwrap_or(on),
    };
    let sent = input.successors.iter().map(|heir| (heir.code.clone(), heir.name.is_some())).collect();
    let ends = match kind {
        ReorganisationKind::Rename | ReorganisationKind::Move => false,
        ReorganisationKind::Split => !input.goes_on,
        _ => true,
    };
    let names = Names::since(on, known, history, |row| ends && input.agencies.contains(&row.code));
    let mut look = Look { known, history, kind, names, sent, asked: input.agencies.len(), problems };
    let mut agencies: Vec<AgencyRow> = Vec::new();
    if input.agencies.len() > MOST_AGENCIES {
        look.refuse(Problem::new(Code::TooManyEntries, &["agencies"]).with("most", MOST_AGENCIES));
        input.agencies.truncate(0);
    }
    for (index, code) in input.agencies.iter().enumerate() {
        let path = ["agencies", &index.to_string()];
        let Some(row) = look.living(code, eve, on, &path) else { continue };
        if agencies.contains(&row) {
            look.refuse(Problem::new(Code::DuplicateEntry, &path).with("key", code));
        } else {
            agencies.push(row);
        }
    }
    let mut heirs = Vec::new();
    for (index, given) in std::mem::take(&mut input.successors).into_iter().enumerate() {
        heirs.extend(look.heir(given, index, on, &agencies));
    }
    let name = input.name.take().and_then(|name| look.text(&name, &["name"]));
    if let (ReorganisationKind::Rename, Some(name), Some(own)) = (kind, &name, agencies.first()) {
        look.renamed(name, own, on);
    }
    let identifiers = look.identifiers(std::mem::take(&mut input.identifiers), &["identifiers"]);
    let parent = input.parent.as_deref().and_then(|code| look.living(code, on, on, &["parent"]));
    let shape = Shape {
        sent: look.sent.iter().map(|(code, _)| code.clone()).collect(),
        ends,
        parent: parent.map(|row| row.id),
        answering: None,
        agencies,
        heirs,
        name,
        identifiers,
    };
    look.check(input, shape)
}

struct Look<'a> {
    known: &'a BTreeMap<String, AgencyRow>,
    history: &'a History,
    kind: ReorganisationKind,
    names: Names,
    /// The successors that were sent, by code, and whether with a name: what is wrong with one is told once, and not as if it
    /// were not there.
    sent: Vec<(String, bool)>,
    /// How many agencies were named.
    asked: usize,
    problems: &'a mut Vec<Problem>,
}

impl Look<'_> {
    fn refuse(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn text(&mut self, given: &str, path: &[&str]) -> Option<String> {
        text::required(given, text::MAX_NAME, path).map_err(|problem| self.refuse(problem)).ok()
    }

    /// An agency that exists on a day and has not ended since; `on`: when the event takes effect, of which that day may be the eve.
    fn living(&mut self, code: &str, day: NaiveDate, on: NaiveDate, path: &[&str]) -> Option<AgencyRow> {
        let then = self.known.get(code).filter(|row| row.valid_from <= day);
        let told = |code, day: NaiveDate, agency| {
            Problem::new(code, path).with("agency", agency).with("day", day.format("%d/%m/%Y"))
        };
        let problem = match then.map(|row| (row, row.valid_to)) {
            Some((row, None)) => return Some(row.clone()),
            Some((row, Some(last))) if last >= day => {
                // It was there, and has ended since: the reason is what happened to it, not that it is unknown.
                let events = self.history.of(row.id).map(|event| event.effective_on);
                match events.filter(|on| *on > day).max() {
                    Some(on) => told(Code::LaterReorganisation, on, row.code.clone()),
                    None => told(Code::AgencyEnded, last.succ_opt().unwrap_or(last), row.code.clone()),
                }
            }
            _ => {
                let not_there = Problem::new(Code::AgencyNotThere, path).with("agency", text::shown(code));
                not_there.with_texts("when", &when(day, on))
            }
        };
        self.refuse(problem);
        None
    }

    fn identifiers(&mut self, given: Vec<NewIdentifier>, path: &[&str]) -> Vec<NewIdentifier> {
        if given.len() > MOST_IDENTIFIERS {
            self.refuse(Problem::new(Code::TooManyEntries, path).with("most", MOST_IDENTIFIERS));
            return Vec::new();
        }
        let mut clean: Vec<NewIdentifier> = Vec::new();
        for (index, new) in given.into_iter().enumerate() {
            let index = index.to_string();
            let at: Vec<&str> = path.iter().copied().chain([index.as_str(), "value"]).collect();
            match new.clean(&at) {
                Ok(new) if clean.iter().any(|known| known.scheme == new.scheme) => {
                    self.refuse(Problem::new(Code::DuplicateEntry, &at).with("key", new.scheme.code()));
                }
                Ok(new) => clean.push(new),
                Err(problem) => self.refuse(problem),
            }
        }
        clean
    }

    fn heir(
        &mut self,
        given: SuccessorInput,
        index: usize,
        on: NaiveDate,
        agencies: &[AgencyRow],
    ) -> Option<(Heir, Vec<NewIdentifier>)> {
        let index = index.to_string();
        let at = |field| ["successors", index.as_str(), field];
        let identifiers = self.identifiers(given.identifiers, &at("identifiers"));
        let Some(name) = given.name else {
            // The kind needs a new one: that it has no name is what is wrong, not that it is not there.
            if self.kind == ReorganisationKind::Merge {
                return None;
            }
            let row = self.living(&given.code, on, on, &at("code"))?;
            return Some((Heir::There(row), identifiers));
        };
        let code = self.names.new_code(&given.code, &at("code"));
        let code = code.map_err(|problem| self.refuse(problem)).ok();
        let name = self.text(&name, &at("name"));
        let parent = match &given.parent {
            Some(code) => Some(self.living(code, on, on, &at("parent"))?.id),
            None => agencies.first().and_then(|row| row.parent_id),
        };
        // Where none of the agencies is there, that is what is wrong, and nothing is made.
        let like = agencies.first().and_then(|row| AgencyKind::from_code(&row.kind));
        let kind = given.kind.or(like).unwrap_or(AgencyKind::Department);
        let example = agencies.iter().any(|row| row.example);
        let name = name?;
        let borne = Borne::new(&name, kind, parent, on, None);
        if let Err(taken) = self.names.give(&given.code, None, borne, &at("name")) {
            self.refuse(taken);
        }
        let made = Made { code: code?, name, kind, parent, example };
        Some((Heir::New(made), identifiers))
    }

    /// That an agency is called otherwise from a day on.
    fn renamed(&mut self, name: &str, own: &AgencyRow, on: NaiveDate) {
        let kind = AgencyKind::from_code(&own.kind).unwrap_or(AgencyKind::Department);
        let borne = Borne::new(name, kind, own.parent_id, on, None);
        if let Err(taken) = self.names.give(&own.code, Some(own.id), borne, &["name"]) {
            self.refuse(taken);
        }
    }

    /// What the kind of event needs, and nothing else.
    fn check(&mut self, input: &AgencyReorganiseInput, mut shape: Shape) -> Shape {
        use ReorganisationKind::{Dissolve, Merge, MergeInto, Move, Rename, Split};
        let kind = input.kind;
        let mut need = |holds: bool, field: &str, vi: &str, en: &str| {
            if !holds {
                let what = Bilingual { vi: vi.into(), en: en.into() };
                let problem =
                    Problem::new(Code::ReorganisationShape, &[field]).with_texts("kind", &kind.label());
                self.problems.push(problem.with_texts("what", &what));
            }
        };
        let (agencies, heirs) = (self.asked, self.sent.len());
        match kind {
            Rename | Split => need(agencies == 1, "agencies", "phải nêu đúng một cơ quan", "one agency"),
            Merge => need(agencies >= 2, "agencies", "phải nêu ít nhất hai cơ quan", "two agencies or more"),
            MergeInto | Dissolve | Move => {
                need(agencies >= 1, "agencies", "phải nêu ít nhất một cơ quan", "at least one agency");
            }
        }
        let named = self.sent.iter().all(|(_, named)| *named);
        let (one_new, one_there) = (heirs == 1 && named, heirs == 1 && !named);
        let least = if input.goes_on { 1 } else { 2 };
        match kind {
            Merge => need(
                one_new,
                "successors",
                "phải nêu một cơ quan kế thừa mới, có tên",
                "one new successor, with its name",
            ),
            MergeInto => {
                need(
                    one_there,
                    "successors",
                    "phải nêu một cơ quan kế thừa đang tồn tại",
                    "one successor that exists",
                );
            }
            Split if input.goes_on => {
                need(
                    heirs >= least,
                    "successors",
                    "phải nêu ít nhất một cơ quan kế thừa",
                    "at least one successor",
                );
            }
            Split => need(
                heirs >= least,
                "successors",
                "phải nêu ít nhất hai cơ quan kế thừa",
                "two successors or more",
            ),
            Rename | Move | Dissolve => {
                need(heirs == 0, "successors", "không được có cơ quan kế thừa", "no successor")
            }
        }
        let renames = kind == Rename;
        need(
            renames == shape.name.is_some(),
            "name",
            if renames { "phải nêu tên mới" } else { "không được nêu tên mới" },
            if renames { "the new name" } else { "no new name" },
        );
        let same = renames && shape.agencies.iter().any(|row| shape.name.as_deref() == Some(&*row.name));
        need(!same, "name", "tên mới phải khác tên hiện nay", "a name other than the present one");
        if !renames {
            need(
                shape.identifiers.is_empty(),
                "identifiers",
                "không được nêu mã định danh mới của cơ quan",
                "no identifiers of its own",
            );
        }
        if kind != Move {
            need(input.parent.is_none(), "parent", "không được nêu cơ quan cấp trên", "no agency above");
        }
        if kind != Split {
            need(!input.goes_on, "goesOn", "cơ quan cũ không tiếp tục tồn tại", "no agency that goes on");
        }
        let mut codes: Vec<String> = shape.heirs.iter().map(|(heir, _)| code_key(heir.code())).collect();
        let own = |code: &String| shape.agencies.iter().any(|row| code_key(&row.code) == *code);
        need(
            !codes.iter().any(own),
            "successors",
            "cơ quan kế thừa phải khác cơ quan được sắp xếp",
            "successors that are other agencies",
        );
        let read = codes.len();
        codes.sort_unstable();
        codes.dedup();
        need(
            codes.len() == read,
            "successors",
            "mỗi cơ quan kế thừa chỉ được nêu một lần",
            "each successor once",
        );
        if kind == Move {
            let circle =
                shape.parent.is_some_and(|parent| self_or_above(self.known, &shape.agencies, parent));
            need(
                !circle,
                "parent",
                "cơ quan cấp trên không được thuộc cơ quan được chuyển",
                "an agency above that is not below",
            );
        }
        shape.answering = self.answering(input, &shape);
        shape
    }

    /// Who answers for those that end.
    fn answering(&mut self, input: &AgencyReorganiseInput, shape: &Shape) -> Option<String> {
        let named = input.answered_by.as_deref();
        let heirs: Vec<String> = self.sent.iter().map(|(code, _)| code.clone()).collect();
        let kind = input.kind;
        match (shape.ends, named) {
            (false, None) => None,
            (false, Some(_)) => {
                let what = Bilingual {
                    vi: "không được nêu cơ quan chịu trách nhiệm".into(),
                    en: "nobody who answers".into(),
                };
                let problem = Problem::new(Code::ReorganisationShape, &["answeredBy"])
                    .with_texts("kind", &kind.label());
                self.refuse(problem.with_texts("what", &what));
                None
            }
            (true, Some(code)) if kind == ReorganisationKind::Dissolve => {
                let row = self.living(code, input.effective_on.0, input.effective_on.0, &["answeredBy"])?;
                if shape.agencies.contains(&row) {
                    self.refuse(Problem::new(Code::NotASuccessor, &["answeredBy"]).with("agency", code));
                    return None;
                }
                Some(row.code)
            }
            (true, Some(code)) => {
                if !heirs.iter().any(|heir| heir == code) {
                    let problem = Problem::new(Code::NotASuccessor, &["answeredBy"]);
                    self.refuse(problem.with("agency", text::shown(code)));
                    return None;
                }
                Some(code.to_owned())
            }
            (true, None) if kind == ReorganisationKind::Split && heirs.len() > 1 => {
                let what = Bilingual {
                    vi: "phải nêu cơ quan nào trong số các cơ quan kế thừa chịu trách nhiệm".into(),
                    en: "one of the successors in answeredBy".into(),
                };
                let problem = Problem::new(Code::ReorganisationShape, &["answeredBy"])
                    .with_texts("kind", &kind.label());
                self.refuse(problem.with_texts("what", &what));
                None
            }
            (true, None) => heirs.into_iter().next(),
        }
    }
}

/// When an agency was looked for: on the first day of the event, or on its eve, for who ends with it was there until then.
fn when(day: NaiveDate, on: NaiveDate) -> Bilingual {
    let (shown, first) = (day.format("%d/%m/%Y"), on.format("%d/%m/%Y"));
    match day == on {
        true => Bilingual { vi: format!("vào ngày {shown}"), en: format!("on {shown}") },
        false => Bilingual {
            vi: format!("vào ngày {shown}, ngày cuối trước khi việc sắp xếp có hiệu lực ({first})"),
            en: format!("on {shown}, the last day before the reorganisation of {first}"),
        },
    }
}

/// Whether an agency is one of some, or stands below one of them.
fn self_or_above(known: &BTreeMap<String, AgencyRow>, some: &[AgencyRow], mut agency: Uuid) -> bool {
    for _ in 0..known.len() {
        if some.iter().any(|row| row.id == agency) {
            return true;
        }
        let above = known.values().find(|row| row.id == agency).and_then(|row| row.parent_id);
        match above {
            Some(above) => agency = above,
            None => return false,
        }
    }
    false
}
