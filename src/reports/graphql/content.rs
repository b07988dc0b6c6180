//! What a report says, as clients read it.

use async_graphql::{Context, Object, SimpleObject};
use std::sync::Arc;
use uuid::Uuid;

use super::super::types::{
    DisclosureEntry, FollowUpEntry, ModelReference, ReportContent, ReportHeader, SectionEntry,
};
use super::citation::Citation;
use crate::{
    catalogue::{Catalogue, DisclosureContent, FormVersion, Indicator},
    kit::{
        FigureState, Result, Value,
        decimal::Decimal,
        scalars::{Date, DecimalText},
        vocabulary::{AgencyKind, DisclosureAudience, DisclosureForm, DisclosureMode, DisclosureStatus},
    },
    nullable, organisation,
    reports::{
        asked::{self, Asked},
        told::{self, SaidFigure},
    },
    request::{self, Request},
    required,
    rounds::RoundRow,
};

/// The content of a draft or a version, beside the form that asked for it.
pub struct ReportContentView {
    catalogue: Arc<Catalogue>,
    round: RoundRow,
    agency: Uuid,
    content: ReportContent,
}

impl ReportContentView {
    /// `agency`: whose report it is.
    pub fn new(catalogue: Arc<Catalogue>, round: RoundRow, agency: Uuid, content: ReportContent) -> Self {
        ReportContentView { catalogue, round, agency, content }
    }

    /// The figures of some indicators that the form asks for, in their order. Silence on what does not concern the kind of
    /// agency, or is not asked in the period, is no omission: the consolidation counts it as not applicable, and so it is
    /// shown.
    pub(super) async fn figures_of(
        &self,
        request: &Request,
        form: &FormVersion,
        codes: &[&str],
    ) -> Result<Vec<Figure>> {
        let asked = Asked::of(&self.catalogue, &self.round, None)?;
        let mut figures: Vec<Figure> = codes
            .iter()
            .filter_map(|code| {
                let section = form.asks(code).map(|section| section.code.clone());
                let indicator = self.catalogue.indicator(code)?;
                let figure =
                    Figure::new(indicator, told::figure(&asked, &self.content, indicator).as_ref(), section);
                Some(figure.shown_to(request, &self.catalogue, self.agency))
            })
            .collect();
        let (period, window) = (asked::period_of(&self.round)?, asked.window());
        // The agency is fetched only where its kind makes a difference.
        let for_some = |figure: &Figure| {
            figure.is_silent() && !AgencyKind::ALL.iter().all(|kind| figure.indicator.concerns(*kind))
        };
        let kind = match figures.iter().any(for_some) {
            true => organisation::load_agency(request, self.agency).await?.map(|agency| agency.agency_kind()),
            false => None,
        };
        for figure in figures.iter_mut().filter(|figure| figure.is_silent()) {
            let concerned = kind.is_none_or(|kind| figure.indicator.concerns(kind));
            if !(concerned && figure.indicator.asked_in(period, window)) {
                figure.state = FigureState::NotApplicable;
            }
        }
        Ok(figures)
    }
}

/// Everything a report says (nội dung báo cáo).
#[Object(name = "ReportContent")]
impl ReportContentView {
    /// The formal parts of the document (thể thức văn bản).
    async fn header(&self) -> &ReportHeader {
        &self.content.header
    }

    /// The figures that the form asks for, in its order; what the report is silent about is there as NOT_STATED, or as
    /// NOT_APPLICABLE where it does not concern the kind of agency or the period (số liệu).
    async fn figures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only these indicators, by code.")] indicators: Option<Vec<String>>,
        #[graphql(desc = "Only what these sections ask for, by code.")] sections: Option<Vec<String>>,
    ) -> async_graphql::Result<Vec<Figure>> {
        required!(ctx, |request| {
            let Ok(form) = asked::form_of(&self.catalogue, &self.round) else { return Ok(Vec::new()) };
            let codes: Vec<&str> = form
                .sections
                .iter()
                .filter(|section| sections.as_ref().is_none_or(|wanted| wanted.contains(&section.code)))
                .flat_map(|section| &section.indicators)
                .filter(|code| indicators.as_ref().is_none_or(|wanted| wanted.contains(code)))
                .map(String::as_str)
                .collect();
            self.figures_of(request, form, &codes).await
        })
    }

    /// One figure; null when the form does not ask for it (một số liệu).
    async fn figure(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the indicator.")] indicator: String,
    ) -> Option<async_graphql::Result<Figure>> {
        nullable!(ctx, |request| {
            let Ok(form) = asked::form_of(&self.catalogue, &self.round) else { return Ok(None) };
            if form.asks(&indicator).is_none() {
                return Ok(None);
            }
            Ok(self.figures_of(request, form, &[indicator.as_str()]).await?.pop())
        })
    }

    /// The sections of the form with what the report writes there (các mục).
    async fn sections(&self, ctx: &Context<'_>) -> Vec<NarrativeSection> {
        let Ok(form) = asked::form_of(&self.catalogue, &self.round) else { return Vec::new() };
        let withholds = request::at(ctx).is_ok_and(|request| request.withholds_of(self.agency));
        let section = |section: &crate::catalogue::Section| NarrativeSection {
            section_code: section.code.clone(),
            printed_number: section.printed_number.clone(),
            heading: super::text(ctx, &section.heading),
            state: self.content.section_state(&section.code),
            text: self.content.sections.get(&section.code).and_then(|entry| entry.text.clone()),
            items: self
                .content
                .sections
                .get(&section.code)
                .map(|entry| entry.items.clone())
                .unwrap_or_default(),
            withheld: false,
        };
        let shown = |asked: &crate::catalogue::Section| {
            let hidden = withholds && self.catalogue.section_tells_small_numbers(asked);
            section(asked).kept(hidden)
        };
        form.sections.iter().map(shown).collect()
    }

    /// The documents it cites, in its order (văn bản được viện dẫn).
    async fn citations(&self) -> Vec<Citation> {
        let register = self.catalogue.register();
        let on = asked::window_of(&self.round).to;
        self.content.citations.iter().map(|entry| Citation::new(entry, register, on)).collect()
    }

    /// The contents of democracy and what was done with each (nội dung công khai, bàn, quyết định, giám sát).
    async fn disclosures(&self) -> Vec<DisclosureItem> {
        let known = |entry: &DisclosureEntry| {
            Some(DisclosureItem::new(self.catalogue.disclosure_content(&entry.content)?, entry))
        };
        self.content.disclosures.iter().filter_map(known).collect()
    }

    /// The "Dân vận khéo" models it speaks of (mô hình "Dân vận khéo").
    async fn models(&self) -> &[ModelReference] {
        &self.content.models
    }

    /// What it says became of tasks that were set before, in its order; of a task that is not here it says nothing (kết quả thực
    /// hiện nhiệm vụ kỳ trước).
    async fn follow_ups(&self) -> &[FollowUpEntry] {
        &self.content.follow_ups
    }
}

/// What a report says of one indicator (số liệu).
#[derive(SimpleObject, Clone, Debug)]
pub struct Figure {
    /// The indicator (chỉ tiêu).
    indicator: Indicator,
    /// How it is stated (trạng thái số liệu).
    state: FigureState,
    /// The number, of a stated count or amount; of a list, how many entries it has, and null where the report tells them in
    /// prose (giá trị số).
    value: Option<DecimalText>,
    /// Yes or no, of a stated truth (có hoặc không).
    truth: Option<bool>,
    /// The day, of a stated date (ngày).
    date: Option<Date>,
    /// The code of the choice, of a stated choice (lựa chọn).
    choice: Option<String>,
    /// Note (ghi chú).
    note: Option<String>,
    /// The wording of the document (nguyên văn).
    as_stated: Option<String>,
    /// Code of the section that states it (mục).
    section_code: Option<String>,
    /// Whether it follows from the report's sections, citations and disclosure items, instead of being entered (suy ra từ
    /// nội dung báo cáo).
    from_content: bool,
    /// Whether what is said is withheld from the caller, because a small number could point at a person (denunciations, reflections
    /// on leaders): then there is no number, note or wording, and STATED stands for NONE_DECLARED too (bảo mật số liệu nhỏ).
    withheld: bool,
}

impl Figure {
    /// Whether the report says nothing of it.
    fn is_silent(&self) -> bool {
        self.state == FigureState::NotStated
    }

    /// What a report says of an indicator; without that, silence.
    pub fn new(indicator: &Indicator, said: Option<&SaidFigure<'_>>, section: Option<String>) -> Self {
        let entry = said.map(|said| said.entry.as_ref());
        let value = entry.and_then(|entry| entry.value.as_ref());
        Figure {
            state: entry.map_or(FigureState::NotStated, |entry| entry.state),
            value: match value {
                Some(Value::Number(units)) => Some(DecimalText(Decimal::new(*units, indicator.scale))),
                _ => None,
            },
            truth: match value {
                Some(Value::Truth(truth)) => Some(*truth),
                _ => None,
            },
            date: match value {
                Some(Value::Date(day)) => Some(Date(*day)),
                _ => None,
            },
            choice: match value {
                Some(Value::Choice(code)) => Some(code.clone()),
                _ => None,
            },
            note: entry.and_then(|entry| entry.note.clone()),
            as_stated: entry.and_then(|entry| entry.as_stated.clone()),
            section_code: entry.and_then(|entry| entry.section.clone()).or(section),
            from_content: said.is_some_and(|said| said.from_content),
            indicator: indicator.clone(),
            withheld: false,
        }
    }

    /// The same as far as a caller may see it in a report of an agency.
    pub fn shown_to(self, request: &Request, catalogue: &Catalogue, agency: Uuid) -> Self {
        if !(request.withholds_of(agency) && catalogue.tells_small_numbers(&self.indicator.code)) {
            return self;
        }
        let told = matches!(self.state, FigureState::Stated | FigureState::NoneDeclared);
        Figure {
            state: if told { FigureState::Stated } else { self.state },
            withheld: told || self.note.is_some() || self.as_stated.is_some(),
            value: None,
            truth: None,
            date: None,
            choice: None,
            note: None,
            as_stated: None,
            ..self
        }
    }

    /// Whether what is said is withheld.
    pub fn is_withheld(&self) -> bool {
        self.withheld
    }
}

/// What a report writes under one heading (nội dung một mục).
#[derive(SimpleObject, Clone, Debug)]
pub struct NarrativeSection {
    /// Stable code of the section (mã mục).
    section_code: String,
    /// Number as the form prints it; two sections may print the same (số thứ tự in).
    printed_number: String,
    /// Heading (tiêu đề).
    heading: String,
    /// How it is stated: a blank is NOT_STATED, "Không" is NONE_DECLARED (trạng thái).
    state: FigureState,
    /// The text (nội dung).
    text: Option<String>,
    /// The points of a list, in order (các ý).
    items: Vec<String>,
    /// Whether what is written is withheld from the caller: the section asks for counts whose small numbers could point at a person
    /// (bảo mật số liệu nhỏ).
    withheld: bool,
}

impl NarrativeSection {
    /// What an entry says under a heading of a document that has no form.
    pub fn under(code: &str, printed_number: &str, heading: String, entry: SectionEntry) -> Self {
        NarrativeSection {
            section_code: code.to_owned(),
            printed_number: printed_number.to_owned(),
            heading,
            state: entry.state,
            text: entry.text,
            items: entry.items,
            withheld: false,
        }
    }

    /// The same without its words, where these are withheld.
    pub fn kept(self, hidden: bool) -> Self {
        let withheld = hidden && (self.text.is_some() || !self.items.is_empty());
        match withheld {
            true => NarrativeSection { text: None, items: Vec::new(), withheld, ..self },
            false => self,
        }
    }

    /// What a stored entry says under a heading.
    pub fn new(section: &crate::catalogue::Section, heading: String, entry: SectionEntry) -> Self {
        NarrativeSection {
            section_code: section.code.clone(),
            printed_number: section.printed_number.clone(),
            heading,
            state: entry.state,
            text: entry.text,
            items: entry.items,
            withheld: false,
        }
    }
}

/// A content of democracy and what was done with it (nội dung công khai, bàn, quyết định, giám sát).
#[derive(Clone, Debug)]
pub struct DisclosureItem {
    content: DisclosureContent,
    entry: DisclosureEntry,
}

impl DisclosureItem {
    /// What an entry says of a content.
    pub fn new(content: &DisclosureContent, entry: &DisclosureEntry) -> Self {
        DisclosureItem { content: content.clone(), entry: entry.clone() }
    }
}

/// A content of democracy and what was done with it (nội dung công khai, bàn, quyết định, giám sát).
#[Object]
impl DisclosureItem {
    /// The content (nội dung).
    async fn content(&self) -> &DisclosureContent {
        &self.content
    }

    /// Whether it is disclosed (tình trạng công khai).
    async fn status(&self) -> DisclosureStatus {
        self.entry.status
    }

    /// To whom (đối tượng).
    async fn audience(&self) -> Option<DisclosureAudience> {
        self.entry.audience
    }

    /// What is done with it; a report may bundle several modes (phương thức).
    async fn modes(&self) -> &[DisclosureMode] {
        &self.entry.modes
    }

    /// In which forms (hình thức công khai); empty when the report does not say.
    async fn forms(&self) -> &[DisclosureForm] {
        &self.entry.forms
    }

    /// The wording of the document (nguyên văn).
    async fn as_stated(&self) -> Option<&str> {
        self.entry.as_stated.as_deref()
    }

    /// Code of the section that states it (mục).
    async fn section_code(&self) -> Option<&str> {
        self.entry.section.as_deref()
    }
}

/// A "Dân vận khéo" model that a report speaks of (mô hình được nêu trong báo cáo).
#[Object(name = "ReportModel")]
impl ModelReference {
    /// Code in the register of the agency that registered it (mã mô hình).
    async fn code(&self) -> &str {
        &self.code
    }

    /// Code of the ended agency that registered it and that the reporting one continues; null of its own models (cơ quan đăng ký).
    async fn agency(&self) -> Option<&str> {
        self.agency.as_deref()
    }

    /// Note (ghi chú).
    async fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }
}
