//! Requests made at random: the same one for the same number.

use super::answered::Sent;
use super::known::Known;
use super::schema::{Argument, Field, Kind, Schema, Shape};
use super::worlds::{Asker, OWN};
use crate::kit::course::FORM;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tonghop::kit::id;
use uuid::Uuid;

/// How deep a selection goes, and how many fields it has at most: many small requests find more than few large ones.
const DEPTH: usize = 5;
const FIELDS: usize = 9;

const OTHER_AGENCIES: &[&str] = &["SGDDT", "STC", "SYT", "BDT", "SNNPTNT"];
const PERIODS: &[&str] = &["2019-Q3", "2019-Q3", "2019-Q2", "2019-Q1", "2019-H1", "2019-9M", "2019", "2018"];
const INDICATORS: &[&str] = &["denunciation_received", "complaint_received", "complaint_pending", "nothing"];
const SECTIONS: &[&str] =
    &["opening_assessment", "dissemination", "lessons", "next_tasks", "recommendations"];
const DAYS: &[&str] = &["2019-09-01", "2019-09-10", "2019-09-16", "2019-06-15", "2018-12-31"];
const INSTANTS: &[&str] =
    &["2019-09-16T02:00:00Z", "2019-09-16T05:00:00Z", "2019-09-16T08:00:00Z", "2019-09-01T00:00:00Z"];
const SYMBOLS: &[&str] = &["900/KH-UBND", "901/KH-UBND", "04/2015/NĐ-CP"];
const WORDS: &[&str] = &["mô hình", "Sở", "so", "Kế hoạch", "THANG_DIEM", "ND09_DEFAULT", "một", ""];

pub struct Maker<'a> {
    schema: &'a Schema,
    known: &'a Known,
    dice: ChaCha8Rng,
    /// Whether it names what is others' only.
    of_others: bool,
    /// The kind of the last global id: what `node` may give.
    named: Option<&'static str>,
    fields_left: usize,
}

impl<'a> Maker<'a> {
    pub fn new(turn: u64, schema: &'a Schema, known: &'a Known) -> Self {
        let dice = ChaCha8Rng::seed_from_u64(turn);
        Maker { schema, known, dice, of_others: false, named: None, fields_left: FIELDS }
    }

    /// A number below this one.
    pub fn below(&mut self, most: usize) -> usize {
        self.dice.random_range(0..most.max(1))
    }

    fn one<'b>(&mut self, of: &[&'b str]) -> &'b str {
        of[self.below(of.len())]
    }

    /// So many times out of a hundred.
    fn now_and_then(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Any request.
    pub fn request(&mut self, who: Asker) -> Sent {
        match self.below(20) {
            0..3 => self.mutation(who),
            3..5 => self.page(who),
            _ => self.query(who),
        }
    }

    /// A query of one root.
    pub fn query(&mut self, who: Asker) -> Sent {
        self.operation(who, "query", "Query")
    }

    /// A mutation of what is others'.
    fn mutation(&mut self, who: Asker) -> Sent {
        self.of_others = true;
        self.operation(who, "mutation", "Mutation")
    }

    fn operation(&mut self, who: Asker, word: &str, root: &str) -> Sent {
        let schema = self.schema;
        let fields = schema.fields(root);
        let field = &fields[self.below(fields.len())];
        let language = self.one(&["vi", "en"]);
        Sent {
            who,
            language,
            root: field.name.clone(),
            text: format!("{word} {{ {} }}", self.field(field, DEPTH)),
        }
    }

    /// A page of a list, from a cursor of whoever sees it.
    fn page(&mut self, who: Asker) -> Sent {
        let known = self.known;
        let paged = &known.paged[self.below(known.paged.len())];
        let (count, beside) = if self.now_and_then(70) { ("first", "after") } else { ("last", "before") };
        let size = self.below(4);
        let cursor = match paged.cursors.as_slice() {
            [] => String::new(),
            cursors => format!(", {beside}: {:?}", cursors[self.below(cursors.len())]),
        };
        let text = format!(
            "query {{ {field}({arguments} {count}: {size}{cursor}) {{ totalCount pageInfo {{ hasNextPage hasPreviousPage \
             startCursor endCursor }} edges {{ cursor node {{ id }} }} }} }}",
            field = paged.field,
            arguments = paged.arguments,
        );
        Sent { who, language: "vi", root: paged.field.to_owned(), text }
    }

    /// A subscription to a field of its root with these arguments, and with these fields beside others.
    pub fn subscription(&mut self, who: Asker, field: &str, arguments: &str, beside: &str, of: &str) -> Sent {
        let selection = self.selection(of, DEPTH - 1);
        let selection = selection.trim_start_matches('{').trim_end_matches('}');
        let text = format!("subscription {{ {field}({arguments}) {{ {beside} {selection} }} }}");
        Sent { who, language: "vi", root: field.to_owned(), text }
    }

    /// A field with its arguments and its selection.
    fn field(&mut self, field: &Field, depth: usize) -> String {
        self.fields_left = self.fields_left.saturating_sub(1);
        let arguments = self.arguments(&field.arguments);
        let selection = match self.schema.kind(&field.gives) {
            Kind::Object(_) | Kind::OneOf(_) => self.selection(&field.gives, depth.saturating_sub(1)),
            _ => String::new(),
        };
        format!("{}{arguments} {selection}", field.name)
    }

    fn selection(&mut self, of: &str, depth: usize) -> String {
        let schema = self.schema;
        let fields = match schema.kind(of) {
            Kind::Object(fields) => fields,
            Kind::OneOf(objects) => {
                let named = self.named.filter(|kind| objects.iter().any(|object| object == kind));
                let object = match named.filter(|_| depth > 0) {
                    Some(kind) => kind.to_owned(),
                    None => objects[self.below(objects.len())].clone(),
                };
                let inner = self.selection(&object, depth);
                return format!("{{ __typename ... on {object} {inner} }}");
            }
            _ => return String::new(),
        };
        let mut chosen: Vec<&Field> = Vec::new();
        // What says whether something was done is always asked for; how many there are, often.
        chosen.extend(fields.iter().filter(|field| field.name == "userErrors"));
        if self.now_and_then(40) {
            chosen.extend(fields.iter().filter(|field| field.name == "totalCount"));
        }
        for _ in 0..=self.below(4) {
            let field = &fields[self.below(fields.len())];
            let leaf = !matches!(schema.kind(&field.gives), Kind::Object(_) | Kind::OneOf(_));
            let there = chosen.iter().any(|one| one.name == field.name);
            if !there && (leaf || (depth > 0 && self.fields_left > chosen.len())) {
                chosen.push(field);
            }
        }
        let asked: Vec<String> = chosen.into_iter().map(|field| self.field(field, depth)).collect();
        format!("{{ __typename {} }}", asked.join(" "))
    }

    fn arguments(&mut self, arguments: &[Argument]) -> String {
        let mut given = Vec::new();
        let paged = arguments.iter().any(|argument| argument.name == "last");
        for argument in arguments {
            let paging = matches!(argument.name.as_str(), "first" | "last" | "after" | "before");
            if !paged || !paging {
                given.extend(self.given(argument));
            }
        }
        if paged {
            let count = if self.now_and_then(85) { "first" } else { "last" };
            given.push(format!("{count}: {}", self.below(5)));
        }
        if given.is_empty() { String::new() } else { format!("({})", given.join(", ")) }
    }

    /// An argument or a field of an input, with its value; nothing for one that is left out.
    fn given(&mut self, argument: &Argument) -> Option<String> {
        let wanted = !argument.shape.optional || (self.of_others && argument.shape.base == "ID");
        if !wanted && !self.now_and_then(35) {
            return None;
        }
        Some(format!("{}: {}", argument.name, self.value(&argument.name, &argument.shape)))
    }

    fn value(&mut self, name: &str, shape: &Shape) -> String {
        if !shape.list {
            return self.single(name, &shape.base);
        }
        let values: Vec<String> = (0..=self.below(2)).map(|_| self.single(name, &shape.base)).collect();
        format!("[{}]", values.join(", "))
    }

    fn single(&mut self, name: &str, base: &str) -> String {
        let schema = self.schema;
        match schema.kind(base) {
            Kind::Enum(values) => values[self.below(values.len())].clone(),
            Kind::Input { fields, one: true } => {
                let field = &fields[self.below(fields.len())];
                format!("{{ {}: {} }}", field.name, self.value(&field.name, &field.shape))
            }
            Kind::Input { fields, one: false } => {
                let given: Vec<String> = fields.iter().filter_map(|field| self.given(field)).collect();
                format!("{{ {} }}", given.join(", "))
            }
            _ => self.scalar(name, base),
        }
    }

    fn scalar(&mut self, name: &str, base: &str) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        match base {
            "ID" => quoted(&self.id(name)),
            "Boolean" => self.one(&["true", "false"]).to_owned(),
            "Int" | "Long" => match name {
                "year" => (2018 + self.below(3)).to_string(),
                "first" => self.below(5).to_string(),
                "month" | "day" => (1 + self.below(12)).to_string(),
                _ => self.below(6).to_string(),
            },
            "Decimal" => quoted(self.one(&["12.5", "80", "0"])),
            "Date" => quoted(self.one(DAYS)),
            "DateTime" => quoted(self.one(INSTANTS)),
            "Period" => quoted(self.one(PERIODS)),
            "UUID" => quoted(&self.key()),
            _ => quoted(&self.word(name)),
        }
    }

    fn key(&mut self) -> String {
        let known = self.known;
        match self.now_and_then(30) {
            true => known.keys[self.below(known.keys.len())].clone(),
            false => Uuid::from_u128(self.dice.random()).to_string(),
        }
    }

    /// A global id of the kind that the name tells, or of any; mostly one of others.
    fn id(&mut self, name: &str) -> String {
        let known = self.known;
        let ids = if self.of_others || self.now_and_then(65) { &known.foreign } else { &known.own };
        let told = ids.keys().find(|kind| name.to_lowercase().starts_with(&kind.to_lowercase()));
        let told = told.copied().or((name == "model" || name == "other").then_some("MobilisationModel"));
        let kinds: Vec<&'static str> = ids.keys().copied().collect();
        let kind = told.unwrap_or_else(|| kinds[self.below(kinds.len())]);
        self.named = Some(kind);
        match ids.get(kind) {
            // One of a thing that there is not.
            _ if self.now_and_then(4) => id::encode(id::Kind::Report, Uuid::from_u128(self.dice.random())).0,
            Some(some) => some[self.below(some.len())].clone(),
            None => String::new(),
        }
    }

    fn word(&mut self, name: &str) -> String {
        match name {
            "agency" | "agencies" | "answeredBy" | "parent" => {
                let other = self.of_others || self.now_and_then(60);
                let code = if other { self.one(OTHER_AGENCIES) } else { OWN };
                code.to_owned()
            }
            "code" => {
                let known = self.known;
                match self.below(4) {
                    0 => known.codes[self.below(known.codes.len())].clone(),
                    1 => self.one(INDICATORS).to_owned(),
                    2 => FORM.to_owned(),
                    _ => self.one(OTHER_AGENCIES).to_owned(),
                }
            }
            "form" => FORM.to_owned(),
            "indicator" | "indicators" => self.one(INDICATORS).to_owned(),
            "section" | "sectionCode" => self.one(SECTIONS).to_owned(),
            "symbol" | "asCited" => self.one(SYMBOLS).to_owned(),
            _ => self.one(WORDS).to_owned(),
        }
    }
}
