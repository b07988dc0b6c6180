//! What a province enters of a document: checked as a whole, then saved.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use super::{
    citation::DocumentSymbol,
    kinds::Kinds,
    register::{Register, is_visible},
    resolve::{Cited, Wording},
    rows::document,
    search::{is_found, phrase, search_key},
    service::{by_id, document_of, province_name},
    types::{LegalDocument, number_of},
};
use crate::{
    kit::{Code, Error, PartialDate, PartialDateInput, Problem, Result, clock, id, text},
    store::{Subject, Writer},
};

/// A document as a client sends it.
#[derive(Clone, Debug, Default)]
pub struct DocumentEntry {
    pub number: Option<String>,
    pub symbol: Option<String>,
    pub kind: Option<String>,
    pub issuer: Option<String>,
    pub issued: Option<PartialDateInput>,
    pub title: Option<String>,
    pub in_force_from: Option<NaiveDate>,
    pub in_force_to: Option<NaiveDate>,
    pub replaced_by: Option<Uuid>,
    pub note: Option<String>,
}

/// The same, checked.
pub struct CheckedEntry {
    entry: DocumentEntry,
    issued: Option<PartialDate>,
    search: String,
    number_value: Option<i64>,
}

/// The most characters of a symbol.
const MOST_SYMBOL: usize = 100;
/// The most characters of a number.
const MOST_NUMBER: usize = 20;

impl DocumentEntry {
    /// Checks texts, kind and days; every problem at once. A blank text is none.
    pub fn check(self, kinds: &Kinds) -> Result<CheckedEntry, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut clean = |given: Option<String>, most: usize, field: &str| {
            let given = given.filter(|text| !text.trim().is_empty())?;
            text::required(&given, most, &[field]).map_err(|problem| problems.push(problem)).ok()
        };
        let number = clean(self.number, MOST_NUMBER, "number");
        let symbol = clean(self.symbol, MOST_SYMBOL, "symbol");
        let issuer = clean(self.issuer, text::MAX_NAME, "issuer");
        let title = clean(self.title, text::MAX_NOTE, "title");
        let note = clean(self.note, text::MAX_NOTE, "note");
        let kind = self.kind.filter(|code| !code.trim().is_empty());
        if let Some(code) = kind.as_ref().filter(|code| kinds.kind(code).is_none()) {
            let problem = Problem::new(Code::UnknownDocumentKind, &["kind"]);
            problems.push(problem.with("kind", text::shown(code)));
        }
        let parsed = symbol.as_deref().and_then(DocumentSymbol::find);
        if let (Some(symbol), None) = (&symbol, &parsed) {
            problems.push(Problem::new(Code::BadSymbol, &["symbol"]).with("symbol", text::shown(symbol)));
        }
        let value = number.as_deref().and_then(number_of);
        let numbers_differ = matches!((&parsed, value), (Some(symbol), Some(value))
            if (symbol.number, symbol.letter) != value);
        if (number.is_some() && value.is_none()) || numbers_differ {
            problems.push(Problem::new(Code::BadDocumentNumber, &["number"]));
        }
        let issued = self.issued.map(|issued| issued.check(&["issued"]));
        let issued = issued.and_then(|issued| issued.map_err(|problem| problems.push(problem)).ok());
        for (day, field) in [(self.in_force_from, "inForceFrom"), (self.in_force_to, "inForceTo")] {
            if day.is_some_and(|day| !clock::is_of_our_time(day)) {
                problems.push(Problem::new(Code::BadDate, &[field]));
            }
        }
        let backwards = matches!((self.in_force_from, self.in_force_to), (Some(from), Some(to)) if to < from);
        if backwards {
            problems.push(Problem::new(Code::ForceBackwards, &["inForceTo"]));
        }
        // Only normative documents of the State carry the year, that of their issue; only they never bind the time before it.
        if let Some(year) = parsed.as_ref().and_then(|symbol| symbol.year)
            && let Some(issued) = issued.or_else(|| PartialDate::new(i32::from(year), None, None))
        {
            if year != issued.year {
                let problem = Problem::new(Code::SymbolYearDiffers, &["issued"]);
                problems.push(problem.with("year", year).with("issued", issued.year));
            }
            for (day, field) in [(self.in_force_from, "inForceFrom"), (self.in_force_to, "inForceTo")] {
                if day.is_some_and(|day| day < issued.earliest()) && !backwards {
                    let problem = Problem::new(Code::ForceBeforeIssue, &[field]);
                    problems.push(problem.with_texts("issued", &issued.told()));
                }
            }
        }
        if parsed.is_none() && number.is_none() && title.is_none() && problems.is_empty() {
            problems.push(Problem::new(Code::TextEmpty, &["title"]));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let printed = symbol.as_ref().map(|symbol| printed_number(symbol));
        let entry = DocumentEntry {
            number: number.or(printed),
            kind: kind.or_else(|| Some(kinds.of_symbol(parsed.as_ref()?)?.code.clone())),
            symbol,
            issuer,
            title,
            note,
            ..self
        };
        let label = entry.kind.as_deref().and_then(|code| kinds.kind(code)).map(|kind| &kind.label);
        let mut words: Vec<&str> = Vec::new();
        words.extend(label.iter().flat_map(|label| [label.vi.as_str(), label.en.as_str()]));
        words.extend(entry.issuer.as_deref());
        words.extend(entry.title.as_deref());
        let search = search_key(entry.symbol.as_deref(), entry.number.as_deref(), &words);
        let numbered = parsed.as_ref().map(|symbol| symbol.number).or(value.map(|(number, _)| number));
        Ok(CheckedEntry { issued, search, number_value: numbered.map(i64::from), entry })
    }
}

/// The number that a symbol begins with, as printed.
pub(super) fn printed_number(symbol: &str) -> String {
    symbol.split(['/', '-']).next().unwrap_or_default().trim().to_owned()
}

/// Saves a document of the province: the one of an id, else the one that is already there, else a new one.
///
/// `if_revision` is the revision that the client has seen, 0 of a document that is not there yet.
pub async fn upsert(
    writer: &Writer,
    register: &Register,
    wanted: Option<Uuid>,
    if_revision: i32,
    checked: CheckedEntry,
) -> Result<document::Model> {
    let CheckedEntry { entry, issued, search, number_value } = checked;
    if let Some(issued) = issued.filter(|issued| issued.earliest() > clock::vietnam_date(writer.now())) {
        let problem = Problem::new(Code::DayInFuture, &["issued"]);
        return Err(problem.with_texts("day", &issued.told()).into());
    }
    let province = province_name(writer).await?;
    let mut row = document::Model {
        tenant_id: writer.scope().tenant(),
        id: id::new(writer.now()),
        identity: String::new(),
        number: entry.number.clone(),
        number_value,
        symbol: entry.symbol.clone(),
        kind: entry.kind.clone(),
        issuer: entry.issuer.clone(),
        issued: issued.map(|issued| issued.to_string()).unwrap_or_default(),
        title: entry.title.clone(),
        search,
        in_force_from: entry.in_force_from,
        in_force_to: entry.in_force_to,
        replaced_by: entry.replaced_by,
        note: entry.note.clone(),
        revision: 1,
        updated_by: writer.person(),
        updated_at: writer.now(),
    };
    let kinds = register.kinds();
    row.identity = document_of(row.clone(), kinds).identity();
    let alike = alike(writer, &row, kinds).await?;
    let before = match wanted {
        Some(id) if register.document(id).is_some_and(|document| is_visible(document, &province)) => {
            return Err(Error::refused(Code::DocumentIsShipped, &["document"]));
        }
        Some(id) => {
            let missing = || Error::refused(Code::NotFound, &["document"]);
            let found = by_id(writer, id).await?.ok_or_else(missing)?;
            // What was entered twice may still be put right.
            if !alike.is_empty() && alike.iter().all(|same| same.id != id) {
                return Err(Error::refused(Code::DocumentExists, &["symbol"]));
            }
            Some(found)
        }
        None => alike.first().cloned(),
    };
    if let Some(shipped) = shipped_like(register, &province, &entry, issued) {
        let name = shipped.name(kinds);
        let problem = Problem::new(Code::DocumentIsShipped, &["symbol"]).with_texts("name", &name);
        return Err(problem.into());
    }
    let current = before.as_ref().map_or(0, |row| row.revision);
    if current != if_revision {
        return Err(Problem::new(Code::StaleRevision, &["ifRevision"])
            .with("current", current)
            .with("given", if_revision)
            .with_texts("what", &crate::kit::Bilingual { vi: "Văn bản".into(), en: "the document".into() })
            .into());
    }
    let id = before.as_ref().map_or(row.id, |row| row.id);
    check_successor(writer, register, &province, id, entry.replaced_by).await?;
    let own = document_of(row.clone(), kinds).issued_as_known();
    check_order(writer, register, id, own, entry.replaced_by).await?;
    (row.id, row.revision) = (id, current + 1);
    if let Some(before) = &before
        && alike.iter().any(|same| same.id != id && same.identity == row.identity)
    {
        // Another entry of the same document has the place; both stay as they are told apart now.
        row.identity = before.identity.clone();
    }
    writer.about(Subject::new("LegalDocument", id));
    match before {
        Some(before) => writer.update::<document::Entity>(&before, row.clone()).await?,
        None => writer.insert::<document::Entity>(row.clone()).await?,
    }
    Ok(row)
}

/// The entries of the same document, the first made first. They are compared by what they say, not by the identity they were
/// stored with, which once told "UBND tỉnh" and "Ủy ban nhân dân tỉnh" apart.
async fn alike(writer: &Writer, row: &document::Model, kinds: &Kinds) -> Result<Vec<document::Model>> {
    let candidates = match (row.number_value, &row.title) {
        (Some(number), _) => Condition::all().add(document::Column::NumberValue.eq(number)),
        (None, Some(title)) => {
            Condition::all().add(document::Column::NumberValue.is_null()).add(is_found(&phrase(title)))
        }
        (None, None) => Condition::all().add(document::Column::Identity.eq(row.identity.clone())),
    };
    let mut rows = writer.find::<document::Entity>().with(|all| all.filter(candidates)).all().await?;
    rows.retain(|known| document_of(known.clone(), kinds).identity() == row.identity);
    rows.sort_by_key(|known| known.id);
    Ok(rows)
}

/// The shipped document of the same symbol, date and issuer, as far as all are known.
fn shipped_like<'r>(
    register: &'r Register,
    province: &'r str,
    entry: &DocumentEntry,
    issued: Option<PartialDate>,
) -> Option<&'r LegalDocument> {
    let symbol = entry.symbol.as_deref()?;
    let kinds = register.kinds();
    let kind = entry.kind.as_deref().and_then(|code| kinds.kind(code)).map(|kind| kind.label.vi.as_str());
    let wording = Wording {
        as_cited: symbol,
        kind,
        issuer: entry.issuer.as_deref(),
        date: issued,
        ..Wording::default()
    };
    let cited = Cited::read(kinds, &wording);
    register.visible(province).find(|document| document.is_cited_by(&cited))
}

/// Refuses dates by which a document would be replaced by one that was issued before it, as far as they are known, if only by the
/// year in a symbol: by its successor, or by itself where it replaced others.
async fn check_order(
    writer: &Writer,
    register: &Register,
    id: Uuid,
    own: Option<PartialDate>,
    successor: Option<Uuid>,
) -> Result<()> {
    let Some(own) = own else { return Ok(()) };
    let kinds = register.kinds();
    let in_order = |replaced: PartialDate, next: PartialDate| match next.latest() < replaced.earliest() {
        true => Err(Error::from(
            Problem::new(Code::ReplacedByEarlier, &["replacedBy"])
                .with_texts("next", &next.told())
                .with_texts("issued", &replaced.told()),
        )),
        false => Ok(()),
    };
    if let Some(successor) = successor {
        let next = match register.document(successor) {
            Some(document) => document.issued_as_known(),
            None => by_id(writer, successor).await?.and_then(|row| document_of(row, kinds).issued_as_known()),
        };
        next.map_or(Ok(()), |next| in_order(own, next))?;
    }
    let of_id = document::Column::ReplacedBy.eq(id);
    for row in writer.find::<document::Entity>().with(|all| all.filter(of_id)).all().await? {
        let replaced = document_of(row, kinds).issued_as_known();
        replaced.map_or(Ok(()), |replaced| in_order(replaced, own))?;
    }
    Ok(())
}

/// Refuses a successor that is not there, or that leads back to the document itself.
async fn check_successor(
    writer: &Writer,
    register: &Register,
    province: &str,
    id: Uuid,
    successor: Option<Uuid>,
) -> Result<()> {
    let circle = || Error::refused(Code::ReplacedInCircle, &["replacedBy"]);
    let mut next = successor;
    let mut first = true;
    while let Some(candidate) = next {
        if candidate == id {
            return Err(circle());
        }
        // Shipped documents lead to shipped ones only.
        if register.document(candidate).is_some_and(|document| is_visible(document, province)) {
            return Ok(());
        }
        match by_id(writer, candidate).await? {
            Some(row) => next = row.replaced_by,
            None if first => return Err(Error::refused(Code::NotFound, &["replacedBy"])),
            None => return Ok(()),
        }
        first = false;
    }
    Ok(())
}
