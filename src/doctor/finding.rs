//! What the doctor finds, in words.

use serde::Serialize;

use crate::kit::{Bilingual, Lang};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// As it should be.
    Fine,
    /// It works; somebody should look at it.
    Warning,
    /// The server will not start, will not do all of its work, or is not safe.
    Error,
}

/// Something that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is about: one word for programs.
    pub check: &'static str,
    pub level: Level,
    pub said: Bilingual,
    /// What to do about it: a line of the settings, or a command.
    pub change: Option<String>,
}

impl Finding {
    pub fn new(level: Level, check: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Finding {
        Finding { check, level, said: Bilingual { vi: vi.into(), en: en.into() }, change: None }
    }

    pub fn fine(check: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Finding {
        Finding::new(Level::Fine, check, vi, en)
    }

    pub fn warning(check: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Finding {
        Finding::new(Level::Warning, check, vi, en)
    }

    pub fn error(check: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Finding {
        Finding::new(Level::Error, check, vi, en)
    }

    /// With the line to change.
    pub fn change(mut self, line: impl Into<String>) -> Finding {
        self.change = Some(line.into());
        self
    }

    /// The finding as lines for people.
    pub fn text(&self, lang: Lang) -> String {
        let mark = match (self.level, lang) {
            (Level::Fine, Lang::Vi) => "[ổn]",
            (Level::Fine, Lang::En) => "[fine]",
            (Level::Warning, Lang::Vi) => "[lưu ý]",
            (Level::Warning, Lang::En) => "[warning]",
            (Level::Error, Lang::Vi) => "[lỗi]",
            (Level::Error, Lang::En) => "[error]",
        };
        let change = self.change.as_ref().map(|line| format!("\n    {line}")).unwrap_or_default();
        format!("{mark} {}: {}{change}", self.check, self.said.get(lang))
    }

    /// The finding as an object for programs.
    pub fn json(&self, lang: Lang) -> serde_json::Value {
        serde_json::json!({
            "check": self.check, "level": self.level, "message": self.said.get(lang), "change": self.change,
        })
    }
}
