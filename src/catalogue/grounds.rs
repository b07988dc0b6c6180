//! What forms, indicators, rules and contents of disclosure rest on.

use crate::kit::Bilingual;
use crate::legal::{LegalDocument, Register};
use serde::Serialize;

/// A document of the register, or a provision of it; words alone where it is no document (a request letter).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ground {
    /// The document's code in the register.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Article, chapter; or the words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provision: Option<Bilingual>,
}

impl Ground {
    /// The document, which the loader has made sure of.
    pub fn document<'r>(&self, register: &'r Register) -> Option<&'r LegalDocument> {
        register.by_code(self.document.as_deref()?)
    }

    /// The ground in words: kind, symbol, until when it was in force, provision.
    pub fn words(&self, register: &Register) -> Bilingual {
        let provision = self.provision.clone().unwrap_or_default();
        let Some(document) = self.document(register) else { return provision };
        let kinds = register.kinds();
        let kind = document.kind.as_ref().and_then(|code| kinds.kind(code)).map(|kind| &kind.label);
        let name = document.name(kinds);
        let mut words = match (kind, &document.symbol) {
            (Some(kind), Some(_)) => {
                Bilingual { vi: format!("{} {}", kind.vi, name.vi), en: format!("{} {}", kind.en, name.en) }
            }
            _ => match (&document.title, document.issued) {
                (Some(title), Some(issued)) => Bilingual {
                    vi: format!("{} năm {}", title.vi, issued.year),
                    en: format!("{} {}", title.en, issued.year),
                },
                _ => name,
            },
        };
        if self.provision.is_some() {
            words.vi = format!("{}, {}", words.vi, provision.vi);
            words.en = format!("{}, {}", words.en, provision.en);
        }
        if let Some(to) = document.in_force_to {
            words.vi = format!("{} (đến ngày {})", words.vi, to.format("%d/%m/%Y"));
            words.en = format!("{} (to {})", words.en, to.format("%-d %B %Y"));
        }
        words
    }
}

/// Grounds in one sentence; `None` when there are none.
pub fn in_words(grounds: &[Ground], register: &Register) -> Option<Bilingual> {
    let words: Vec<Bilingual> = grounds.iter().map(|ground| ground.words(register)).collect();
    let joined = |pick: fn(&Bilingual) -> &str| words.iter().map(pick).collect::<Vec<_>>().join("; ");
    (!words.is_empty()).then(|| Bilingual { vi: joined(|text| &text.vi), en: joined(|text| &text.en) })
}
