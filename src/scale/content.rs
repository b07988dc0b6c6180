//! What a report says beside its figures: most say nothing, to keep the data small.

use rand::{RngExt, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;

use crate::{
    catalogue::Catalogue,
    kit::{
        FigureState,
        vocabulary::{DisclosureForm, DisclosureMode, DisclosureStatus},
    },
    reports::{DisclosureEntry, ReportContent, SectionEntry},
};

/// One report in so many has narrative sections, and one in so many disclosure items.
const SPARSE: u32 = 8;

/// Adds sections and disclosure items to some reports.
pub fn furnish(content: &mut ReportContent, catalogue: &Catalogue, rng: &mut ChaCha8Rng) {
    if rng.random_ratio(1, SPARSE) {
        let lessons = ["Bám sát cơ sở.", "Công khai, minh bạch.", "Đối thoại thường xuyên."];
        let items = lessons.sample(rng, 2).map(|&lesson| lesson.to_owned()).collect();
        let stated = SectionEntry { state: FigureState::Stated, text: None, items };
        let none = SectionEntry { state: FigureState::NoneDeclared, text: None, items: Vec::new() };
        content.sections.insert("lessons".into(), stated);
        content.sections.insert("recommendations".into(), none);
    }
    if rng.random_ratio(1, SPARSE) {
        let contents = catalogue.disclosure_contents();
        let wanted = rng.random_range(2..=5);
        content.disclosures = contents
            .iter()
            .take(wanted)
            .map(|known| {
                let disclosed = rng.random_bool(0.9);
                let forms = [DisclosureForm::PostedAtOffice, DisclosureForm::Meeting];
                DisclosureEntry {
                    content: known.code.clone(),
                    status: if disclosed {
                        DisclosureStatus::Disclosed
                    } else {
                        DisclosureStatus::NotDisclosed
                    },
                    audience: None,
                    modes: vec![DisclosureMode::Disclose],
                    forms: if disclosed { forms.to_vec() } else { Vec::new() },
                    as_stated: None,
                    section: None,
                }
            })
            .collect();
    }
}
