//! What the rules may ask of a report's content beyond its figures, counted.

use chrono::NaiveDate;
use std::collections::BTreeMap;

use super::{
    asked::Asked,
    register::Register,
    service::TakenOver,
    told,
    types::{CitationEntry, DisclosureEntry, ReportContent},
};
use crate::{
    catalogue::{
        Catalogue, FormVersion, Observation, Section,
        scoring::{DemocracyClass, Scheme},
    },
    dan_van_kheo::{self, Entry, ModelRow, OneModel, RegisterIn},
    kit::{
        Bilingual, FigureState, PartialDate, Value, Window, text,
        vocabulary::{AgencyKind, CitationRole, DisclosureStatus, ModelStage},
    },
    legal::{CitationMatch, Cited, ForceStatus, Known, LegalDocument},
    organisation::Agency,
    scoring::ScoreRow,
};

/// A report's content and what it is looked at beside.
pub struct Observed<'a> {
    pub catalogue: &'a Catalogue,
    pub asked: &'a Asked<'a>,
    pub form: &'a FormVersion,
    pub content: &'a ReportContent,
    pub window: Window,
    /// The registers of models that the agency keeps.
    pub register: &'a Register,
    /// What these registers say by the closing day.
    pub models: &'a RegisterIn,
    /// What it took over in the middle of the period from those that ended then.
    pub taken_over: TakenOver,
    /// Whether it ended in the period itself, and others continue it.
    pub handed_over: bool,
    pub agency: &'a Agency,
    pub kind: AgencyKind,
    /// The scheme that the agency is scored by, where there is one.
    pub scheme: Option<&'a Scheme>,
    /// What Home Affairs has verified of the agency's score, where it has.
    pub scored: Option<&'a ScoreRow>,
    /// What the register of legal documents knows of what is cited.
    pub known: &'a Known<'a>,
}

/// Every observation that this content allows; `None` where the content does not tell.
pub fn observe(seen: &Observed<'_>) -> BTreeMap<&'static str, Option<i64>> {
    use Observation as O;
    let made = [
        (O::DisclosureContentsMet, seen.contents_met()),
        (O::DisclosureItemsWithoutForm, seen.items_without_form()),
        (O::RegulationDocumentOrNote, Some(seen.regulation_document_or_note())),
        (O::ClassificationOverrideReason, Some(seen.has_note("qcdc_classification"))),
        (O::ScoringMaximum, seen.scheme.map(|scheme| scheme.maximum)),
        (O::ClassificationAgrees, seen.classification_agrees()),
        (O::VerifiedScoreRecorded, seen.scored.and_then(|scored| scored.verified_score)),
        (O::CommuneSectionsFilled, Some(number(seen.commune_sections().count()))),
        (O::CommitteeDecisionGiven, Some(seen.committee_decision_given())),
        (O::CommitteeHeadNamed, Some(seen.committee_head_named())),
        (O::CitationsAfterReportDate, seen.citations_after_report_date()),
        (O::CitationsAfterClosingDay, Some(seen.citations_after(seen.window.to))),
        (O::CitationsKindMismatch, Some(number(seen.named(|citation| seen.kind_mismatch(citation)).len()))),
        (O::CitationsReplacedInstrument, Some(number(seen.replaced_instruments().len()))),
        (O::NextPeriodTasks, Some(seen.next_period_tasks())),
        (O::RepeatedFactsConflicting, Some(number(told::contradictions(seen.asked, seen.content).len()))),
        (O::BlankRequiredSections, Some(number(seen.blank_sections().count()))),
        (O::GrievanceNumbersInText, Some(seen.grievance_numbers_in_text())),
        (O::ModelsAwardedUnrecognised, Some(number(seen.models_awarded_unrecognised().len()))),
        (O::ModelStagesOutOfOrder, Some(number(seen.model_stages_out_of_order().len()))),
        (O::ModelsRegisteredEver, seen.models_registered_ever()),
        (O::ModelsActiveInRegister, seen.models_active_in_register()),
        (O::ModelsAlike, Some(number(seen.models.alike().len()))),
        (O::ModelsEnded, Some(seen.models_ended())),
        (O::ModelsListedActive, seen.models_listed_active()),
        (O::ModelsTakenOver, seen.taken_over.models),
        (O::ModelsTakenOverBefore, seen.taken_over.models_before),
        (O::ModelsCountedAgain, Some(number(seen.models.counted_again(is_active)))),
        (O::AgencyHandedOver, Some(i64::from(seen.handed_over))),
    ];
    made.into_iter().map(|(observation, value)| (observation.name(), value)).collect()
}

/// What observations are about: the contents, sections, documents and facts, each named once.
pub fn which(seen: &Observed<'_>) -> BTreeMap<&'static str, Vec<Bilingual>> {
    use Observation as O;
    let after = |day| move |citation: &CitationEntry| seen.dated_after(citation, day);
    let report_date = seen.content.header.date.map(PartialDate::latest);
    let headings = |section: &Section| Bilingual {
        vi: format!("{} {}", section.printed_number, section.heading.vi),
        en: format!("{} {}", section.printed_number, section.heading.en),
    };
    let made = [
        (O::DisclosureItemsWithoutForm, seen.bare_contents()),
        (O::CommuneSectionsFilled, seen.commune_sections().map(headings).collect()),
        (O::BlankRequiredSections, seen.blank_sections().map(headings).collect()),
        (O::ClassificationAgrees, seen.band().into_iter().collect()),
        (O::ModelsAwardedUnrecognised, seen.models_awarded_unrecognised()),
        (O::ModelStagesOutOfOrder, seen.model_stages_out_of_order()),
        (O::ModelsAlike, seen.models_alike()),
        (O::ModelsTakenOver, seen.models_taken_over()),
        (O::CitationsAfterReportDate, seen.named(|citation| after(report_date?)(citation))),
        (O::CitationsAfterClosingDay, seen.named(after(seen.window.to))),
        (O::CitationsKindMismatch, seen.named(|citation| seen.kind_mismatch(citation))),
        (O::CitationsReplacedInstrument, seen.replaced_instruments()),
        (O::RepeatedFactsConflicting, told::contradictions(seen.asked, seen.content)),
    ];
    made.into_iter().map(|(observation, names)| (observation.name(), names)).collect()
}

/// A model as a message names it.
fn named(row: &ModelRow) -> Bilingual {
    let name = format!("{} “{}”", row.code, row.name);
    Bilingual { vi: name.clone(), en: name }
}

/// When an entry was recognised.
fn recognised_on(entry: &Entry) -> Option<NaiveDate> {
    reached(entry, ModelStage::Recognised).map(|(_, on)| on)
}

/// When an entry was commended, where its own recognition is not recorded before.
fn commended_on(entry: &Entry) -> Option<NaiveDate> {
    let (at, on) = reached(entry, ModelStage::Commended)?;
    let before = reached(entry, ModelStage::Recognised).is_some_and(|(recognised, _)| recognised < at);
    (!before).then_some(on)
}

/// At which place of its life an entry reached a stage, and when.
fn reached(entry: &Entry, wanted: ModelStage) -> Option<(usize, NaiveDate)> {
    let mut stages = entry.life.stages.iter().enumerate();
    stages.find(|(_, (stage, _))| *stage == wanted).map(|(at, (_, on))| (at, *on))
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl Observed<'_> {
    /// Of what must be disclosed, how much is; unknown where the law's list is, or the report lists nothing.
    fn contents_met(&self) -> Option<i64> {
        let required = self.catalogue.required_contents(self.kind, self.window)?;
        if self.content.disclosures.is_empty() {
            return None;
        }
        Some(number(required.into_iter().filter(|content| self.discloses(&content.code)).count()))
    }

    fn discloses(&self, content: &str) -> bool {
        self.content
            .disclosures
            .iter()
            .any(|entry| entry.content == content && entry.status == DisclosureStatus::Disclosed)
    }

    fn items_without_form(&self) -> Option<i64> {
        (!self.content.disclosures.is_empty()).then(|| number(self.bare().count()))
    }

    /// What is said to be disclosed without a word on how.
    fn bare(&self) -> impl Iterator<Item = &DisclosureEntry> {
        let entries = self.content.disclosures.iter();
        entries.filter(|entry| entry.status == DisclosureStatus::Disclosed && entry.forms.is_empty())
    }

    /// The names of these contents, each once.
    fn bare_contents(&self) -> Vec<Bilingual> {
        let mut names: Vec<Bilingual> = Vec::new();
        for entry in self.bare() {
            let content = self.catalogue.disclosure_content(&entry.content);
            let bare = || Bilingual { vi: entry.content.clone(), en: entry.content.clone() };
            let name = content.map_or_else(bare, |content| content.label.clone());
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    fn stated(&self, indicator: &str) -> Option<&Value> {
        let figure = self.content.figures.get(indicator)?;
        figure.value.as_ref().filter(|_| figure.state == FigureState::Stated)
    }

    /// The class that the verified score has by the scheme.
    fn class(&self) -> Option<DemocracyClass> {
        self.scheme?.class_of(self.stated("qcdc_verified_score")?.as_number()?)
    }

    /// That class in words.
    fn band(&self) -> Option<Bilingual> {
        let class = self.class()?;
        let choice = self.catalogue.indicator("qcdc_classification")?.choice(class.code())?;
        Some(choice.label.clone())
    }

    fn classification_agrees(&self) -> Option<i64> {
        let Some(Value::Choice(given)) = self.stated("qcdc_classification") else { return None };
        let recorded = self.scored.and_then(|scored| scored.classification.as_ref());
        if recorded == Some(given) {
            return Some(1);
        }
        Some(i64::from(self.class()?.code() == given))
    }

    fn has_note(&self, indicator: &str) -> i64 {
        let figure = self.content.figures.get(indicator);
        i64::from(figure.is_some_and(|figure| figure.note.is_some() || figure.as_stated.is_some()))
    }

    fn regulation_document_or_note(&self) -> i64 {
        let cited = self.count_citations(|citation| {
            let title = citation.title.as_deref().unwrap_or(&citation.as_cited);
            let folded = text::fold(title);
            let about = folded.contains("thuc hien dan chu") || folded.contains("quy che dan chu");
            about && self.is_own(citation)
        });
        i64::from(cited > 0 || self.has_note("qcdc_regulation_issued") > 0)
    }

    /// Whether a cited document is the agency's own: said to be issued by it, or it bears its name as issuer or its code in the
    /// symbol. The laws on grassroots democracy are not.
    fn is_own(&self, citation: &CitationEntry) -> bool {
        let names = [self.agency.called(), self.agency.known_as()].map(text::fold);
        let issuer = citation.issuer.as_deref().map(text::fold);
        let in_symbol = || {
            let key = self.read(citation).key?;
            Some(key.issuer == names[1] || key.issuer.starts_with(&format!("{}-", names[1])))
        };
        citation.role == CitationRole::Issued
            || issuer.is_some_and(|issuer| names.contains(&issuer))
            || in_symbol().unwrap_or(false)
    }

    fn commune_sections(&self) -> impl Iterator<Item = &Section> {
        self.form.sections.iter().filter(|section| {
            section.agency_kinds == [AgencyKind::Commune]
                && self.content.section_state(&section.code) == FigureState::Stated
        })
    }

    fn committee_decision_given(&self) -> i64 {
        let stated = self.content.figure_state("steering_committee_decision") == FigureState::Stated;
        let cited = self.count_citations(|citation| {
            let folded = text::fold(citation.title.as_deref().unwrap_or(&citation.as_cited));
            folded.contains("ban chi dao") && text::fold(&citation.as_cited).contains("quyet dinh")
        });
        i64::from(stated || cited > 0)
    }

    fn committee_head_named(&self) -> i64 {
        i64::from(self.content.figure_state("steering_committee_head_position") == FigureState::Stated)
    }

    fn count_citations(&self, counts: impl Fn(&CitationEntry) -> bool) -> i64 {
        number(self.content.citations.iter().filter(|citation| counts(citation)).count())
    }

    fn citations_after(&self, day: NaiveDate) -> i64 {
        number(self.named(|citation| self.dated_after(citation, day)).len())
    }

    fn citations_after_report_date(&self) -> Option<i64> {
        let date = self.content.header.date?;
        Some(self.citations_after(date.latest()))
    }

    fn read(&self, citation: &CitationEntry) -> Cited {
        citation.read(self.known.register().kinds())
    }

    /// What citations come to, each document once, however often and in whatever words it is cited.
    fn named(&self, name: impl Fn(&CitationEntry) -> Option<Bilingual>) -> Vec<Bilingual> {
        let mut found: Vec<(Cited, Bilingual)> = Vec::new();
        for citation in &self.content.citations {
            let Some(name) = name(citation) else { continue };
            let cited = self.read(citation);
            if !found.iter().any(|(known, _)| known.names_same(&cited)) {
                found.push((cited, name));
            }
        }
        found.into_iter().map(|(_, name)| name).collect()
    }

    /// A citation of a document dated after a day, by the date that it gives; else by the register's, of the document that its symbol
    /// names.
    fn dated_after(&self, citation: &CitationEntry, day: NaiveDate) -> Option<Bilingual> {
        let cited = self.read(citation);
        let date = citation.date.or_else(|| {
            let (document, how) = self.known.resolve(&cited)?;
            let by_symbol = matches!(how, CitationMatch::Dated | CitationMatch::Symbol);
            document.issued.filter(|_| by_symbol)
        })?;
        if date.earliest() <= day {
            return None;
        }
        let (name, date) = (cited.name(), date.told());
        Some(Bilingual { vi: format!("{name} ({})", date.vi), en: format!("{name} ({})", date.en) })
    }

    /// A citation whose kind is not its symbol's: the symbol, and both kinds.
    fn kind_mismatch(&self, citation: &CitationEntry) -> Option<Bilingual> {
        let cited = self.read(citation);
        if !cited.kind_mismatch() {
            return None;
        }
        let kinds = self.known.register().kinds();
        let label = |code: &Option<String>| Some(&kinds.kind(code.as_ref()?)?.label);
        let (as_cited, told) = (label(&cited.kind)?, label(&cited.kind_by_symbol)?);
        Some(Bilingual {
            vi: format!("{}: dẫn là {}, ký hiệu của {}", cited.name(), as_cited.vi, told.vi),
            en: format!("{}: cited as {}, symbol of {}", cited.name(), as_cited.en, told.en),
        })
    }

    /// The cited documents that were no longer in force on the closing day, each once.
    fn replaced_instruments(&self) -> Vec<Bilingual> {
        let mut replaced: Vec<LegalDocument> = Vec::new();
        for citation in &self.content.citations {
            let Some((document, _)) = self.known.resolve(&self.read(citation)) else { continue };
            let gone = document.status(self.window.to) == ForceStatus::NoLonger;
            if gone && replaced.iter().all(|known| known.id != document.id) {
                replaced.push(document);
            }
        }
        replaced.iter().map(|document| self.replaced(document)).collect()
    }

    /// A document that was no longer in force: its name, and what is in its place.
    fn replaced(&self, document: &LegalDocument) -> Bilingual {
        let on = self.window.to;
        let kinds = self.known.register().kinds();
        let name = document.name(kinds);
        match self.known.successor(document, on) {
            Some(next) => {
                let next = next.name(kinds);
                Bilingual {
                    vi: format!("{} (thay thế bằng {})", name.vi, next.vi),
                    en: format!("{} (replaced by {})", name.en, next.en),
                }
            }
            None => name,
        }
    }

    fn next_period_tasks(&self) -> i64 {
        let said = self.catalogue.indicator("next_period_tasks").and_then(|indicator| {
            let said = told::figure(self.asked, self.content, indicator)?;
            let number = said.entry.value.as_ref().and_then(Value::as_number);
            Some(number.unwrap_or(i64::from(said.entry.state == FigureState::Stated)))
        });
        said.unwrap_or(0)
    }

    fn blank_sections(&self) -> impl Iterator<Item = &Section> {
        self.form.sections.iter().filter(|section| {
            section.narrative_required
                && section.agency_kinds.contains(&self.kind)
                && self.content.section_state(&section.code) == FigureState::NotStated
        })
    }

    /// How often a text numbers submissions ("01 đơn") while it is not said in figures.
    fn grievance_numbers_in_text(&self) -> i64 {
        let texts = self.content.sections.values().flat_map(|entry| entry.text.iter().chain(&entry.items));
        let mut found = 0;
        for text in texts {
            let folded = text::fold(text);
            let words: Vec<&str> = folded.split_whitespace().collect();
            let numbered = words.windows(2).filter(|pair| {
                pair[0].bytes().all(|b| b.is_ascii_digit())
                    && matches!(pair[1].trim_end_matches(|c: char| !c.is_alphanumeric()), "don")
            });
            // "đơn vị" is a unit, not a submission.
            let units = words.windows(3).filter(|three| {
                three[0].bytes().all(|b| b.is_ascii_digit())
                    && three[1] == "don"
                    && three[2].starts_with("vi")
            });
            found += numbered.count() - units.count();
        }
        number(found)
    }

    fn model_stages_out_of_order(&self) -> Vec<Bilingual> {
        let entries = self.models.models().iter().flat_map(OneModel::entries);
        let out_of_order = entries.filter(|entry| {
            entry.life.stages.windows(2).any(|pair| {
                let ((from, earlier), (to, later)) = (pair[0], pair[1]);
                later < earlier || !dan_van_kheo::follows(from, to)
            })
        });
        out_of_order.map(|entry| named(&entry.row)).collect()
    }

    /// Commended as a stage, or given an award, before any recognition of the model.
    fn models_awarded_unrecognised(&self) -> Vec<Bilingual> {
        let mut names = Vec::new();
        for model in self.models.models() {
            let since = model.entries().iter().filter_map(recognised_on).min();
            let early = |entry: &&Entry| {
                entry.awards.iter().any(|on| since.is_none_or(|since| *on < since))
                    || commended_on(entry).is_some_and(|on| since.is_none_or(|since| on < since))
            };
            names.extend(model.entries().iter().filter(early).map(|entry| named(&entry.row)));
        }
        names
    }

    fn models_alike(&self) -> Vec<Bilingual> {
        let both = |(one, other): (&ModelRow, &ModelRow)| {
            let (one, other) = (named(one), named(other));
            Bilingual {
                vi: format!("{} và {}", one.vi, other.vi),
                en: format!("{} and {}", one.en, other.en),
            }
        };
        self.models.alike().into_iter().map(both).collect()
    }

    fn models_registered_ever(&self) -> Option<i64> {
        Some(number(self.counted()?.len()))
    }

    fn models_active_in_register(&self) -> Option<i64> {
        Some(number(self.counted()?.iter().filter(|model| is_active(model)).count()))
    }

    /// The models of the registers, where there were any by the closing day and all of them are the agency's.
    fn counted(&self) -> Option<&[OneModel]> {
        let models = self.models.models();
        (!models.is_empty() && !self.register.is_shared()).then_some(models)
    }

    fn models_ended(&self) -> i64 {
        let ended = self.models.models().iter().filter_map(OneModel::at_the_end);
        let in_window =
            |(stage, on): &(ModelStage, NaiveDate)| *stage == ModelStage::Ended && self.window.contains(*on);
        number(ended.filter(in_window).count())
    }

    /// How many came from those that it took over, as the end of a sentence; nothing where none did.
    fn models_taken_over(&self) -> Vec<Bilingual> {
        let came = self.taken_over.models.filter(|count| *count != 0);
        let told = came.map(|count| Bilingual {
            vi: format!("; nhận của cơ quan kết thúc trong kỳ: {count}"),
            en: format!("; taken over from agencies that ended in the period: {count}"),
        });
        told.into_iter().collect()
    }

    fn models_listed_active(&self) -> Option<i64> {
        if self.content.models.is_empty() {
            return None;
        }
        let listed = self.models.of_entries(self.register.listed(self.content).map(|row| row.id));
        Some(number(listed.into_iter().filter(|model| is_active(model)).count()))
    }
}

/// Whether the closing day finds a model kept up.
fn is_active(model: &OneModel) -> bool {
    model.at_the_end().is_some_and(|(stage, _)| dan_van_kheo::is_active(stage))
}
