//! Filling `{name}` in data from the entries of a `for_each`. Other braces stay: messages have placeholders of their own.

use crate::kit::Bilingual;
use std::collections::BTreeMap;

/// The words of one round of a `for_each`.
pub(super) type Parameters = BTreeMap<String, String>;

pub(super) fn filled(text: &str, parameters: &Parameters) -> String {
    parameters.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

pub(super) fn filled_all(texts: &[String], parameters: &Parameters) -> Vec<String> {
    texts.iter().map(|text| filled(text, parameters)).collect()
}

pub(super) fn filled_text(text: &Bilingual, parameters: &Parameters) -> Bilingual {
    Bilingual { vi: filled(&text.vi, parameters), en: filled(&text.en, parameters) }
}
