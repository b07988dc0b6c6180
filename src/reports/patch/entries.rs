//! The header, the sections and the lists of a save.

use super::figures::state_name;
use super::{
    Check, MOST_CITATIONS, MOST_DISCLOSURES, MOST_ITEMS, MOST_MODELS, MOST_RECIPIENTS, MOST_SECTIONS, Path,
};
use crate::kit::text::{MAX_NAME, MAX_NARRATIVE, MAX_NOTE, shown};
use crate::kit::vocabulary::DisclosureStatus;
use crate::kit::{Code, FigureState, Problem};
use crate::reports::input::{
    CitationInput, DisclosureItemInput, NarrativeSectionInput, ReportHeaderInput, ReportModelInput,
};
use crate::reports::types::{CitationEntry, DisclosureEntry, ModelReference, ReportHeader, SectionEntry};
use std::collections::{BTreeMap, HashSet};

impl Check<'_> {
    pub(super) fn header(&mut self, header: ReportHeaderInput) -> ReportHeader {
        let recipients = self.bounded(header.recipients, MOST_RECIPIENTS, &["header", "recipients"]);
        ReportHeader {
            number: self.optional(header.number, MAX_NAME, &["header", "number"]),
            symbol: self.optional(header.symbol, MAX_NAME, &["header", "symbol"]),
            place: self.optional(header.place, MAX_NAME, &["header", "place"]),
            date: self.date(header.date, &["header", "date"]),
            signing_authority: header.signing_authority,
            position: self.optional(header.position, MAX_NAME, &["header", "position"]),
            signatory: self.optional(header.signatory, MAX_NAME, &["header", "signatory"]),
            recipients: self.texts(recipients, MAX_NAME, &["header", "recipients"]),
        }
    }

    /// The sections that are sent, by code.
    pub(super) fn sections(
        &mut self,
        sections: Vec<NarrativeSectionInput>,
    ) -> BTreeMap<String, SectionEntry> {
        let mut entries = BTreeMap::new();
        for (index, input) in self.bounded(sections, MOST_SECTIONS, &["sections"]).into_iter().enumerate() {
            let index = index.to_string();
            let at = |field| ["sections", &index, field];
            let state = input.state.unwrap_or_else(|| state_of(input.text.as_deref(), &input.items));
            let has_text = input.text.as_deref().is_some_and(|text| !text.trim().is_empty());
            let has_items = !input.items.is_empty();
            let items = self.bounded(input.items, MOST_ITEMS, &at("items"));
            let entry = SectionEntry {
                state,
                text: self.optional(input.text, MAX_NARRATIVE, &at("text")),
                items: self.texts(items, MAX_NOTE, &at("items")),
            };
            let code = self.section_code(Some(input.section_code), &at("sectionCode")).unwrap_or_default();
            let forbidden = |field| {
                Problem::new(Code::SectionTextForbidden, &at(field))
                    .with("section", shown(&code))
                    .with("state", state_name(state))
            };
            // The state of a section and what it holds must say the same; a declared "none" keeps its wording.
            let (text_allowed, items_allowed) = match state {
                FigureState::Stated => (true, true),
                FigureState::NoneDeclared => (true, false),
                FigureState::NotStated | FigureState::NotApplicable => (false, false),
            };
            if state == FigureState::Stated && !has_text && !has_items {
                self.refuse(Problem::new(Code::TextEmpty, &at("text")));
            }
            if has_text && !text_allowed {
                self.refuse(forbidden("text"));
            }
            if has_items && !items_allowed {
                self.refuse(forbidden("items"));
            }
            if entries.contains_key(&code) {
                self.refuse(Problem::new(Code::DuplicateEntry, &at("sectionCode")).with("key", shown(&code)));
            }
            entries.insert(code, entry);
        }
        entries
    }

    pub(super) fn citations(&mut self, citations: Vec<CitationInput>) -> Vec<CitationEntry> {
        let citations = self.bounded(citations, MOST_CITATIONS, &["citations"]);
        let entries = citations.into_iter().enumerate().map(|(index, input)| {
            let index = index.to_string();
            let at = |field| ["citations", &index, field];
            CitationEntry {
                as_cited: self.required(&input.as_cited, MAX_NOTE, &at("asCited")),
                number: self.optional(input.number, MAX_NAME, &at("number")),
                symbol: self.optional(input.symbol, MAX_NAME, &at("symbol")),
                kind: self.optional(input.kind, MAX_NAME, &at("kind")),
                issuer: self.optional(input.issuer, MAX_NAME, &at("issuer")),
                date: self.date(input.date, &at("date")),
                title: self.optional(input.title, MAX_NOTE, &at("title")),
                section: self.section_code(input.section_code, &at("sectionCode")),
                role: input.role,
            }
        });
        entries.collect()
    }

    /// A content may be listed for several audiences, in several sections, with several sets of modes; the same again is
    /// a duplicate.
    pub(super) fn disclosures(&mut self, disclosures: Vec<DisclosureItemInput>) -> Vec<DisclosureEntry> {
        let disclosures = self.bounded(disclosures, MOST_DISCLOSURES, &["disclosures"]);
        let mut seen = HashSet::new();
        let mut entries = Vec::with_capacity(disclosures.len());
        for (index, input) in disclosures.into_iter().enumerate() {
            let index = index.to_string();
            let at = |field| ["disclosures", &index, field];
            if !self.form.has_content(&input.content) {
                self.refuse(
                    Problem::new(Code::UnknownContent, &at("content")).with("content", shown(&input.content)),
                );
            }
            if !input.forms.is_empty() && input.status != DisclosureStatus::Disclosed {
                self.refuse(
                    Problem::new(Code::FormsForbidden, &at("forms"))
                        .with("content", shown(&input.content))
                        .with("status", input.status.code()),
                );
            }
            let entry = DisclosureEntry {
                content: input.content,
                status: input.status,
                audience: input.audience,
                modes: as_set(input.modes),
                forms: as_set(input.forms),
                as_stated: self.optional(input.as_stated, MAX_NOTE, &at("asStated")),
                section: self.section_code(input.section_code, &at("sectionCode")),
            };
            let key = (entry.content.clone(), entry.audience, entry.modes.clone(), entry.section.clone());
            if !seen.insert(key) {
                self.refuse(
                    Problem::new(Code::DuplicateEntry, &at("content")).with("key", shown(&entry.content)),
                );
            }
            entries.push(entry);
        }
        entries
    }

    pub(super) fn models(&mut self, models: Vec<ReportModelInput>) -> Vec<ModelReference> {
        let mut seen = HashSet::new();
        let mut entries = Vec::with_capacity(models.len().min(MOST_MODELS));
        for (index, input) in self.bounded(models, MOST_MODELS, &["models"]).into_iter().enumerate() {
            let index = index.to_string();
            let at = |field| ["models", &index, field];
            let note = self.optional(input.note, MAX_NOTE, &at("note"));
            let named = ModelReference { code: input.code, agency: input.agency, note };
            let Some(entry) = self.form.model(&named) else {
                self.refuse(Problem::new(Code::UnknownModel, &at("code")).with("model", shown(&named.code)));
                continue;
            };
            if !seen.insert((entry.agency.clone(), entry.code.clone())) {
                self.refuse(Problem::new(Code::DuplicateEntry, &at("code")).with("key", shown(&entry.code)));
            }
            entries.push(entry);
        }
        entries
    }

    /// A list of texts, none of them blank.
    fn texts(&mut self, texts: Vec<String>, most: usize, path: Path) -> Vec<String> {
        let mut clean = Vec::with_capacity(texts.len());
        for (index, text) in texts.iter().enumerate() {
            let index = index.to_string();
            let at: Vec<&str> = path.iter().copied().chain([index.as_str()]).collect();
            clean.push(self.required(text, most, &at));
        }
        clean
    }
}

/// What a section says whose sender gave no state: a blank is silence, "Không" a declaration (domain rule S13).
fn state_of(text: Option<&str>, items: &[String]) -> FigureState {
    let text = text.unwrap_or_default().trim();
    if !items.is_empty() {
        return FigureState::Stated;
    }
    if text.is_empty() {
        return FigureState::NotStated;
    }
    let words = crate::kit::text::clean(text, MAX_NARRATIVE, &[]).unwrap_or_default().to_lowercase();
    match words.trim_end_matches(['.', '/', ';']).trim_end() {
        "không" | "không có" => FigureState::NoneDeclared,
        _ => FigureState::Stated,
    }
}

/// Each member once, in the order of the vocabulary.
fn as_set<T: Ord>(mut members: Vec<T>) -> Vec<T> {
    members.sort_unstable();
    members.dedup();
    members
}
